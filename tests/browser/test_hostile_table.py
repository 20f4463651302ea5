"""A table full of markup, formulas and code: every page shows it as text, and nothing happens."""

import html
import re
from pathlib import Path
from urllib.parse import parse_qs

import pytest
from playwright.sync_api import Dialog, expect

from harness.browser import NewPage, turn, visit, wait_until_settled
from harness.server import StartServer
from tests.support.app import SLUGS, opened
from tests.support.app import html as html_of
from tests.support.hostile import TOKENS, write_hostile
from tests.support.html import Page
from therapies.catalog.catalog import load_catalog
from therapies.query.query import options

IDS = {
    "therapy": "id=lithotripsy",
    "compare": "id=binders&id=sevelamer&id=vitamin-k&id=diet&id=lithotripsy",
}
VIEWS = [
    *((slug, IDS.get(slug, "")) for slug in SLUGS),
    ("study", "part=cards"),
    ("study", "part=words"),
]
SLIDES = ("?present=1&slide=1", "browse?present=1", f"compare?present=1&{IDS['compare']}")


@pytest.fixture
def table(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, fresh_store: None) -> Path:
    monkeypatch.setenv("THERAPIES_DATA", str(write_hostile(tmp_path)))
    return tmp_path


def test_the_hostile_table_is_a_good_one(table: Path) -> None:
    catalog = load_catalog(table)
    assert len(catalog.therapies) == 5
    told = " ".join(f"{each}" for each in (*catalog.therapies, *catalog.claims, *catalog.sources))
    assert [token for token in TOKENS if token.split()[0] not in told] == []


@pytest.mark.usefixtures("table")
@pytest.mark.parametrize(("slug", "query"), VIEWS)
@pytest.mark.parametrize("searched", [[], list(TOKENS[:1])], ids=["all", "searched"])
def test_a_page_shows_the_hostile_table_as_text(slug: str, query: str, searched: list[str]) -> None:
    app = opened(slug, **parse_qs(query), **({"q": searched} if searched else {}))
    assert not app.error
    page = Page(html_of(app))
    attributes = {name for _, *names in page.tags for name in names}
    assert [name for name in attributes if name.startswith("on")] == []
    assert not {"script", "base", "iframe", "object", "style"} & {tag for tag, *_ in page.tags}
    assert [
        link for link in page.links if not link.startswith(("./", "?", "#", "data:image/"))
    ] == []
    assert page.comments == []
    if slug not in ("study", "present"):
        assert "alert(" in page.text
    written = [each.value for each in (*app.markdown, *app.caption)]
    labels = [each.label for each in (*app.button, *app.multiselect, *app.selectbox)]
    assert [
        text for text in (*written, *labels) if "evil.example" in text or "alert(" in text
    ] == []


def test_a_context_full_of_markup_is_a_filter_like_any_other(table: Path) -> None:
    catalog = load_catalog(table)
    context = options(catalog, "context")[0]
    shown = html_of(opened("overview", context=[context]))
    pressed = re.findall(r'data-chip="([^"]*)" aria-pressed="true"', shown)
    assert [html.unescape(each) for each in pressed] == [f"context={context}"]
    found = re.search(
        r"<b data-count-passing>(\d)</b> <span data-sentence>of 5 therapies: for ([^<]*)<", shown
    )
    assert found
    assert html.unescape(found[2]) == context
    assert int(found[1]) == len([each for each in catalog.therapies if context in each.context])


HARM = "[onerror], [onload], [onmouseover], .vc script, base"
"""What the texts would make of a page that took them for markup."""


def test_nothing_of_the_hostile_table_happens_in_a_browser(
    start_server: StartServer, new_page: NewPage, table: Path
) -> None:
    """The pages' own watch fails on a request to another host and on an error in the console."""
    started = start_server(env={"THERAPIES_DATA": str(table)})
    page = new_page()
    dialogs: list[str] = []

    def note(dialog: Dialog) -> None:
        dialogs.append(dialog.message)
        dialog.dismiss()

    page.on("dialog", note)
    for path in SLIDES:
        visit(page, f"{started.url}/{path}")
        assert page.locator(HARM.replace(".vc script", ".slide script")).count() == 0
        assert dialogs == [], path
    for slug, query in VIEWS:
        turn(page, f"{started.url}/{'' if slug == SLUGS[0] else slug}?{query}")
        assert page.locator(HARM).count() == 0
        assert dialogs == [], (slug, query)
    for path in ("", "browse"):
        visit(page, f"{started.url}/{path}")
        page.locator("[data-facet=context] .chip").first.click()
        page.locator(".map a.n:visible, table.browse th a.n").first.click()
        page.locator(".peek [data-pick]").click()
        page.keyboard.press("Escape")
        page.get_by_role("combobox", name="Search").press_sequentially(TOKENS[0][:9])
        expect(page.get_by_role("option").filter(has_text=TOKENS[0]).first).to_be_visible()
        expect(page.locator(".res")).to_contain_text(f"matching “{TOKENS[0][:9]}”")
        expect(page.locator(".tray")).to_contain_text("alert(")
        wait_until_settled(page)
        assert page.locator(HARM).count() == 0
        assert dialogs == [], path
    expect(page.get_by_text(TOKENS[0]).first).to_be_visible()
