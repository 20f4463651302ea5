"""A table full of markup, formulas and code: every page shows it as text, and nothing happens."""

import html
import re
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import parse_qs

import pytest
from playwright.sync_api import Dialog, expect
from streamlit.testing.v1 import AppTest

from tests.hostile import TOKENS, write_hostile
from tests.live import NewPage, StartServer, turn, visit
from tests.test_render import Page
from therapies import store as stores
from therapies.catalog import load_catalog
from therapies.query import options
from therapies.site import PAGES

IDS = {
    "therapy": "id=lithotripsy",
    "compare": "id=binders&id=sevelamer&id=vitamin-k&id=diet&id=lithotripsy",
}
SLUGS = [page.slug for page in PAGES]
VIEWS = [
    *((slug, IDS.get(slug, "")) for slug in SLUGS),
    ("study", "part=cards"),
    ("study", "part=words"),
    ("overview", "present=1&screen=1"),
    ("compare", f"present=1&screen=2&{IDS['compare']}"),
]


@pytest.fixture
def table(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    monkeypatch.setenv("THERAPIES_DATA", str(write_hostile(tmp_path)))
    stores.store.cache_clear()
    yield tmp_path
    stores.store.cache_clear()


def test_the_hostile_table_is_a_good_one(table: Path) -> None:
    catalog = load_catalog(table)
    assert len(catalog.therapies) == 5
    told = " ".join(f"{each}" for each in (*catalog.therapies, *catalog.claims, *catalog.sources))
    assert [token for token in TOKENS if token.split()[0] not in told] == []


@pytest.mark.usefixtures("table")
@pytest.mark.parametrize(("slug", "query"), VIEWS)
@pytest.mark.parametrize("searched", [[], list(TOKENS[:1])], ids=["all", "searched"])
def test_a_page_shows_the_hostile_table_as_text(slug: str, query: str, searched: list[str]) -> None:
    app = AppTest.from_file("../therapies/app.py", default_timeout=30)
    app.query_params = {**parse_qs(query), "q": searched} if searched else dict(parse_qs(query))
    app.run()
    app.switch_page(f"../pages/{slug}.py").run()
    assert not app.exception
    assert not app.error
    bodies = [each.proto.body for each in app.get("html")]
    page = Page("\n".join(body for body in bodies if "<style>" not in body))
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
    app = AppTest.from_file("../therapies/app.py", default_timeout=30)
    app.query_params = {"context": [context]}
    app.run()
    assert app.multiselect(key="context").value == [context]
    body = "\n".join(each.proto.body for each in app.get("html"))
    found = re.search(r"(\d) of 5 therapies: for ([^<]*)", body)
    assert found
    assert html.unescape(found[2]) == context
    assert int(found[1]) == len([each for each in catalog.therapies if context in each.context])


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
    for slug, query in VIEWS[:10]:  # presented, the same templates are shown
        turn(page, f"{started.url}/{'' if slug == SLUGS[0] else slug}?{query}")
        assert (
            page.locator("[onerror], [onload], [onmouseover], .vc script, .vc svg[onload]").count()
            == 0
        )
        assert page.locator("base").count() == 0
        assert dialogs == [], (slug, query)
    visit(page, f"{started.url}/browse")
    expect(page.get_by_text(TOKENS[0]).first).to_be_visible()
