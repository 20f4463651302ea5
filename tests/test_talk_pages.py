"""The talk on the pages, run as Streamlit runs them: what adds to it, and what is refused."""

import pytest
from streamlit.testing.v1 import AppTest

from tests.test_pages import SLUGS, html, opened
from therapies.catalog import Catalog
from therapies.exports.view import View
from therapies.query import Query
from therapies.story import story
from therapies.talk import PAGES, STEPS_LIMIT, Step, Talk, decode, encode


def buttons(app: AppTest) -> list[str]:
    return [button.label for button in app.button]


def code(app: AppTest) -> str:
    return str(app.text_input(key="talk").value)


@pytest.mark.parametrize("slug", SLUGS)
def test_views_are_added_where_there_is_a_view(slug: str) -> None:
    assert ("Add as view 1" in buttons(opened(slug))) == (slug in PAGES)


def test_what_is_added_is_the_view_with_its_part_title_and_note(real: Catalog) -> None:
    app = opened("overview", category="mechanical")
    app.selectbox[0].select("standing").run()
    field = next(each for each in app.text_input if each.label == "Title")
    assert field.value == "Where use runs ahead of evidence: 9 of 47 therapies: mechanical"
    app.text_area[0].input("Ask the room.")
    next(each for each in app.button if each.label == "Add as view 1").click().run()
    view = View(real, Query.of({"category": ["mechanical"]}))
    expected = Step.of(view, "standing", note="Ask the room.")
    assert decode(code(app), real) == (Talk((expected,)), ())
    assert "Added as view 1" in html(app)


def test_a_full_talk_takes_no_more_and_stays(real: Catalog) -> None:
    full = encode(Talk((Step.of(View(real)),) * STEPS_LIMIT))
    app = opened("method", talk=full)
    next(each for each in app.button if each.label.startswith("Add as view")).click().run()
    assert "The talk is full" in html(app)
    assert "Added as" not in html(app)
    assert code(app) == full


@pytest.mark.parametrize("talk", ["1abc", "<b>x</b>", "x" * 30_000, "\x00"])
@pytest.mark.parametrize("slug", ["overview", "present"])
def test_a_broken_talk_is_said_and_can_be_replaced(slug: str, talk: str) -> None:
    body = html(opened(slug, talk=talk))
    assert ("cannot be read" in body) != ("is too long" in body)
    assert "<b>x" not in body


def test_present_lists_the_talk_and_offers_the_ready_one(real: Catalog) -> None:
    empty = html(opened("present"))
    assert "Start with the ready talk of 10 views" in empty
    assert "Take it with you</" not in empty
    body = html(opened("present", talk=encode(story(real))))
    assert body.count('class="talk-title"') == 10
    assert "Present these 10 views" in body
    assert "in this link, your notes too: whoever opens it can read them" in body
    assert "the sheet and the list of links hold none of your notes" in body
    assert "Start with the ready talk" not in body


def test_an_outdated_view_says_so_in_the_list(real: Catalog) -> None:
    old = Step("therapy", ("smoking-cessation",), title="Smoking", version="ve00797")
    body = html(opened("present", talk=encode(Talk((old,)))))
    assert "Changed since table ve00797: Smoking cessation, mechanism" in body
