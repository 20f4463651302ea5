"""One reader of links: pages, addresses, shell, talk and offline page read the same."""

import json
from pathlib import Path
from urllib.parse import parse_qs, urlencode

import pytest
from playwright.sync_api import expect

from harness.browser import NewPage
from harness.screen import first_screen, sentence_of, text_of
from harness.server import Server
from tests.support.talks import packed
from therapies import __main__ as cli
from therapies.catalog.catalog import Catalog
from therapies.presenting.talk import decode
from therapies.query.link import OTHER_PARAMS, read
from therapies.query.query import FACETS, Params
from therapies.site import PAGE, PAGES

LINKS = (
    "q=statin&q=balloon",
    "q=statin&q=",
    "q=statin&q=statin",
    "q=a++b%0ac",
    "goal=&category=mechanical",
    "goal=cure&goal=modify",
    "goal=Halt",
    "gaol=halt&goal=halt",
    "context=kidney+disease&utm_source=mail",
    "id=Statins&id=statins&id=nothing",
)
"""Links on which readers once disagreed, or might."""


def params(link: str) -> Params:
    return parse_qs(link, keep_blank_values=True)


def shown(sentence: str, table: Catalog) -> str:
    """The sentence as the head of a page has it."""
    total = len(table.therapies)
    return f"{total} of {total} therapies" if sentence == f"All {total} therapies" else sentence


@pytest.mark.parametrize("link", LINKS)
def test_pages_and_addresses_read_a_link_alike(real: Catalog, server: Server, link: str) -> None:
    found = read(params(link), real)
    answer = server.get(f"/data/view/json?of=browse&{link}")
    if found.problems:
        assert answer.status == 400
        assert all(each.key in answer.text for each in found.problems)
    else:
        assert json.loads(answer.text)["about"]["filter"] == found.query.sentence(real)
    page = first_screen(server.get(f"/browse?{link}").text)
    assert sentence_of(page) == shown(found.query.sentence(real), real)
    assert [note for note in found.notes if note not in text_of(page)] == []


@pytest.mark.parametrize("link", LINKS)
def test_shell_and_talk_read_a_link_alike(
    real: Catalog, tmp_path: Path, capsys: pytest.CaptureFixture[str], link: str
) -> None:
    found = read(params(link), real)
    made = tmp_path / "x.json"
    asked = ["--format", "json", "--page", "browse", "--base", "http://x.example/"]
    code = cli.main(["export", *asked, "--query", link, "-o", str(made)])
    assert code == (2 if found.problems else 0)
    assert made.exists() is not bool(found.problems)
    if not found.problems:
        assert json.loads(made.read_text())["about"]["filter"] == found.query.sentence(real)
    assert all(each.key in capsys.readouterr().err for each in found.problems[:1])
    (step,) = decode(packed([[f"browse?{link}", "", "a title", "", ""]]), real)[0].steps
    assert step.query == found.query
    assert {key for key, _ in step.lost} >= {each.key for each in found.problems}


def test_the_offline_page_reads_a_link_as_the_app_does(
    real: Catalog, server: Server, new_page: NewPage, tmp_path: Path
) -> None:
    saved = tmp_path / "offline.html"
    saved.write_bytes(server.get("/data/view/html?of=overview").content)
    page = new_page()
    for link in LINKS:
        found = read(params(link), real)
        page.goto(f"{saved.as_uri()}#browse?{link}")
        expect(page.locator(".res")).to_have_text(shown(found.query.sentence(real), real))
        for note in found.notes:
            expect(page.locator("[data-lines]")).to_contain_text(note)


def test_more_therapies_than_a_comparison_holds_are_a_problem(real: Catalog) -> None:
    ids = [each.id for each in real.therapies[:7]]
    found = read({"id": ids}, real)
    assert (found.ids, found.problems[0].found) == (tuple(ids[:5]), tuple(ids[5:]))
    assert found.view(real, "compare").ids == tuple(ids[:5])
    assert found.view(real, "therapy").ids == (ids[0],)
    assert found.lost(found.view(real, "therapy"))
    assert not found.lost(found.view(real, "browse"))


@pytest.mark.parametrize("page", [each.slug for each in PAGES])
def test_the_link_of_a_view_holds_what_is_the_pages_own(real: Catalog, page: str) -> None:
    own = {key: ["quiz" if key == "part" else "7"] for key in PAGE[page].own}
    asked = own | {"id": ["statins", "sevelamer"], "goal": ["halt"], "answers": ["12"]}
    view = read(asked, real).view(real, page)
    again = read(params(view.link.partition("?")[2]), real)
    assert again.view(real, page) == view
    assert all(f"{key}={values[0]}" in view.link for key, values in own.items())
    assert "answers" not in view.link


def test_a_parameter_has_one_meaning() -> None:
    assert not {facet.key for facet in FACETS} & OTHER_PARAMS
    assert "q" not in OTHER_PARAMS


def test_the_menu_of_a_quiz_gives_the_quiz(server: Server) -> None:
    own = {"part": "quiz", "seed": "class-3", "number": "10"}
    body = server.get(f"/study?category=mechanical&{urlencode(own)}&answers=1").text
    assert f"/study?category=mechanical&amp;{urlencode(own).replace('&', '&amp;')}&amp;v=" in body
    assert "seed=class-3&amp;number=10&amp;of=study" in body
