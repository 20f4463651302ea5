"""The talk on the pages, run as Streamlit runs them: what adds to it, and what is refused."""

from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

from tests.test_pages import SLUGS, html, opened
from therapies.catalog import Catalog, load_catalog
from therapies.exports.view import NAMING, View
from therapies.query import Query
from therapies.story import story
from therapies.talk import PAGES, STEPS_LIMIT, Step, Talk, decode, encode
from therapies.ui import kept


def buttons(app: AppTest) -> list[str]:
    return [button.label for button in app.button]


def code(app: AppTest) -> str:
    return str(app.text_input(key="talk").value)


@pytest.mark.parametrize("slug", SLUGS)
def test_views_are_added_where_there_is_a_view(slug: str) -> None:
    shows = slug in PAGES and slug not in NAMING
    assert ("Add as view 1" in buttons(opened(slug))) == shows
    if slug in NAMING:
        assert "Add as view 1" in buttons(opened(slug, id="sevelamer"))


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


def changing() -> None:
    """A page with a button for each change of a talk, and one that undoes while there is one."""
    from pathlib import Path

    import streamlit as st

    from therapies.catalog import load_catalog
    from therapies.exports.view import View
    from therapies.talk import Step, Talk
    from therapies.ui import kept

    table = load_catalog(Path("data"))
    kept.keep()
    talk, _ = kept.current(table)
    more = talk.with_step(Step.of(View(table)))
    st.button("add", on_click=kept.put, args=(more, "Added."))
    st.button("save", on_click=kept.put, args=(talk, "Nothing changed."))
    st.button("clear", on_click=kept.put, args=(Talk(), "Cleared."))
    if kept.undoable():
        st.button("undo", on_click=kept.undo)
    st.text(kept.said())


def pressed(app: AppTest, *labels: str) -> list[int]:
    """How many views the talk has after each button."""
    counts = []
    for label in labels:
        next(each for each in app.button if each.label == label).click().run()
        counts.append(len(decode(code(app), load_catalog(Path("data")))[0].steps))
    assert not app.exception
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
    monkeypatch.setattr(kept, "UNDOS", 2)
    app = AppTest.from_function(changing)
    app.query_params["talk"] = encode(Talk((Step.of(View(real)),)))
    assert pressed(app.run(), "add", "add", "add", "undo", "undo") == [2, 3, 4, 3, 2]
    assert "undo" not in buttons(app)
