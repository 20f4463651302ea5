"""The talk on the pages, run as Streamlit runs them: what adds to it, and what is refused."""

import re

import pytest
from streamlit.testing.v1 import AppTest

from harness.server import FROZEN
from tests.support.app import SLUGS, html, opened, screen
from therapies.catalog.catalog import Catalog, load_catalog
from therapies.presenting.ready_talk import story
from therapies.presenting.talk import FULL, STEPS_LIMIT, Step, Talk, decode, encode
from therapies.query.query import Query
from therapies.query.view import View
from therapies.site import PAGE
from therapies.ui import talk_link


def code(app: AppTest) -> str:
    """The talk in the link."""
    talk = app.query_params.get("talk", "")
    return talk if isinstance(talk, str) else str(talk[-1])


def offered(slug: str, **params: str) -> list[str]:
    """What of a page can be added to the talk."""
    return re.findall(r'data-add="(.*?)"', screen(opened(slug, **params)))


@pytest.mark.parametrize("slug", SLUGS)
def test_views_are_added_where_there_is_a_view(slug: str) -> None:
    page = PAGE[slug]
    parts = list(page.charts) or [""]
    shows = page.in_talk and not page.names_therapies
    assert offered(slug) == (parts if shows else [])
    assert offered(slug, id="sevelamer") == (parts if page.in_talk else [])


def adding() -> None:
    """The page Overview with a button for each of its parts, which adds it to the talk."""
    import streamlit as st

    from therapies.site import PAGE
    from therapies.ui import screen, talk_link
    from therapies.ui.page import current_view

    for chart in PAGE["overview"].charts:
        st.button(chart, on_click=talk_link.add, args=(current_view("overview"), chart))
    screen.show_screen("overview")


@pytest.mark.usefixtures("fresh_store")
def test_what_is_added_is_the_view_with_its_part_and_title(real: Catalog) -> None:
    app = AppTest.from_function(adding)
    app.query_params["category"] = "mechanical"
    press(app.run(), "standing")
    view = View(real, Query.of({"category": ["mechanical"]}))
    title = "Use runs ahead of the words for all four"
    assert decode(code(app), real) == (Talk((Step.of(view, "standing"),)), ())
    slots = html(app)
    assert f"Added as slide 1: “{title}”." in slots
    assert "Add to talk (1)" in slots
    assert "Add to the talk as slide 2" in slots


@pytest.mark.usefixtures("fresh_store")
def test_a_full_talk_takes_no_more_and_stays(real: Catalog) -> None:
    full = encode(Talk((Step.of(View(real)),) * STEPS_LIMIT))
    app = AppTest.from_function(adding)
    app.query_params["talk"] = full
    press(app.run(), "map")
    assert FULL in html(app)
    assert "Added as" not in html(app)
    assert code(app) == full


@pytest.mark.parametrize("talk", ["1abc", "<b>x</b>", "x" * 30_000, "\x00"])
def test_a_broken_talk_is_said_and_can_be_replaced(talk: str) -> None:
    for slug in ("overview", "present"):
        body = html(opened(slug, talk=talk))
        assert ("cannot be read" in body) != ("is too long" in body), slug
        assert "<b>x" not in body
    assert "Add to the talk as slide 1" in html(opened("overview", talk=talk))


def test_present_lists_the_talk_and_offers_the_ready_one(real: Catalog) -> None:
    empty = html(opened("present"))
    assert "Start with the ready talk of 12 slides" in empty
    assert "Export</" not in empty
    body = html(opened("present", talk=encode(story(real))))
    assert body.count('class="talk-title"') == 12
    assert "Present these 12 slides" in body
    assert "The whole talk is in its link: give it to whom you like." in body
    assert "Speaker window" in body
    assert "the sheet and the list of links hold none of your notes" in body
    assert "Start with the ready talk" not in body


def test_an_outdated_view_says_so_in_the_list(real: Catalog) -> None:
    old = Step("therapy", ("smoking-cessation",), title="Smoking", version="ve00797")
    body = html(opened("present", talk=encode(Talk((old,)))))
    assert "Changed since table ve00797: Smoking cessation, claim: was" in body


def changing() -> None:
    """A page with a button for each change of a talk, and one that undoes while there is one."""
    import streamlit as st

    from harness.server import FROZEN
    from therapies.catalog.catalog import load_catalog
    from therapies.presenting.talk import Step, Talk
    from therapies.query.view import View
    from therapies.ui import talk_link

    table = load_catalog(FROZEN)
    talk, _ = talk_link.current()
    more = talk.with_step(Step.of(View(table)))
    st.button("add", on_click=talk_link.put, args=(more, "Added."))
    st.button("save", on_click=talk_link.put, args=(talk, "Nothing changed."))
    st.button("clear", on_click=talk_link.put, args=(Talk(), "Cleared."))
    if talk_link.undoable():
        st.button("undo", on_click=talk_link.undo)
    st.text(talk_link.said())


def press(app: AppTest, label: str) -> None:
    """Press a button of the test's own page."""
    next(each for each in app.button if each.label == label).click().run()
    assert not app.exception


def buttons(app: AppTest) -> list[str]:
    return [button.label for button in app.button]


def pressed(app: AppTest, *labels: str) -> list[int]:
    """How many views the talk has after each button."""
    counts = []
    for label in labels:
        press(app, label)
        counts.append(len(decode(code(app), load_catalog(FROZEN))[0].steps))
    return counts


def test_undo_steps_back_through_every_change_and_never_redoes() -> None:
    app = AppTest.from_function(changing).run()
    assert "undo" not in buttons(app)
    assert pressed(app, "add", "add", "clear", "save", "add") == [1, 2, 0, 0, 1]
    assert pressed(app, "undo", "undo", "undo") == [0, 2, 1]
    assert app.text[0].value == "Undone. Left to undo: 1."
    assert pressed(app, "add", "undo", "undo") == [2, 1, 0]
    assert app.text[0].value == "Undone. Left to undo: none."
    assert "undo" not in buttons(app)
    assert code(app) == ""


def test_only_so_many_changes_can_be_undone(real: Catalog, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(talk_link, "UNDOS", 2)
    app = AppTest.from_function(changing)
    app.query_params["talk"] = encode(Talk((Step.of(View(real)),)))
    assert pressed(app.run(), "add", "add", "add", "undo", "undo") == [2, 3, 4, 3, 2]
    assert "undo" not in buttons(app)
