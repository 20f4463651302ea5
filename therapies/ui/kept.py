"""The talk that the link keeps: at hand on every page, and what adds the view in sight to it."""

import streamlit as st

from therapies import render
from therapies.catalog import Catalog
from therapies.exports.view import View
from therapies.site import CHARTS
from therapies.talk import (
    CODE_LIMIT,
    NOTE_LIMIT,
    TITLE_LIMIT,
    Step,
    Talk,
    decode,
    encode,
    title_for,
)

TALK = "talk"
"""The URL parameter that holds the talk, and the key of the hidden field bound to it."""

TWICE = "This link holds more than one talk; the last one is shown. Open one link at a time."

NOTE = "Note, for you to read while presenting"

UNDOS = 20
"""So many changes can be undone; older ones stay."""

_PAST, _SAID, _TWICE = "talk-past", "talk-said", "talk-twice"


def keep() -> None:
    """Keep the talk in the link of every page, in a field that nobody sees or reaches."""
    asked = st.query_params.get_all(TALK)
    if len(set(asked)) > 1:
        st.session_state[_TWICE] = asked[-1]
    with st.container(key="kept-talk"):
        st.text_input("Talk", key=TALK, bind="query-params", max_chars=CODE_LIMIT + 1)


def code() -> str:
    """Return the code of the talk in the link."""
    return st.session_state.get(TALK) or ""


def current(catalog: Catalog) -> tuple[Talk, tuple[str, ...]]:
    """Return the talk of the link, and what is wrong with the link as messages."""
    talk, problems = decode(code(), catalog)
    twice = code() and st.session_state.get(_TWICE) == code()
    return talk, (*problems, *([TWICE] if twice else []))


def put(talk: Talk, said: str) -> None:
    """Put `talk` into the link and remember what was done; for use as a callback.

    A talk that does not fit is refused with a message, and the old one stays.
    """
    try:
        new = encode(talk)
    except ValueError as error:
        st.session_state[_SAID] = str(error)
        return
    st.session_state[_PAST] = (*_past(), code())[-UNDOS:]
    st.session_state[_SAID] = said
    st.session_state[TALK] = new


def undo() -> None:
    """Put back the talk as it was one change of this session ago; for use as a callback."""
    past = _past()
    if past:
        st.session_state[TALK], st.session_state[_PAST] = past[-1], past[:-1]
        st.session_state[_SAID] = f"Undone. Left to undo: {undoable() or 'none'}."


def undoable() -> int:
    """Return how many changes of this session can be undone, one after the other."""
    return len(_past())


def _past() -> tuple[str, ...]:
    """Return the codes before each change, oldest first; the last is not the code of now."""
    past: tuple[str, ...] = st.session_state.get(_PAST, ())
    while past and past[-1] == code():
        past = past[:-1]
    return past


def said() -> str:
    """Return what was done just now, once."""
    return str(st.session_state.pop(_SAID, ""))


def add_to_talk(view: View) -> None:
    """Offer to add the view in sight, or one of its parts, to the talk."""
    talk, problems = current(view.catalog)
    count = len(talk.steps)
    label = f"Add to talk ({count})" if count else "Add to talk"
    with st.popover(label, icon=":material/playlist_add:", width="content", key="add-to-talk"):
        st.html(render.html("added", said=said(), problems=problems))
        charts = CHARTS.get(view.page, {}) if view.therapies else {}
        screen = ""
        if charts:
            label = "Which part of this page"
            screen = st.selectbox(label, list(charts), format_func=charts.__getitem__)
        _form(view, screen, count + 1)


def _form(view: View, screen: str, number: int) -> None:
    """Ask for title and note; each view has fields of its own, so that none holds another's."""
    own = f"{view.page} {screen} {view.query.link(view.page, view.ids)}"
    keys = f"talk-title {own}", f"talk-note {own}"
    with st.form(f"talk-form {own}", clear_on_submit=True, border=False):
        title = title_for(view, screen)
        st.text_input("Title", title, max_chars=TITLE_LIMIT, key=keys[0])
        st.text_area(NOTE, max_chars=NOTE_LIMIT, key=keys[1])
        label = f"Add as view {number}"
        st.form_submit_button(label, type="primary", on_click=_add, args=(view, screen, *keys))


def _add(view: View, screen: str, title: str, note: str) -> None:
    talk, _ = current(view.catalog)
    texts = (str(st.session_state.get(key) or "") for key in (title, note))
    step = Step.of(view, screen, *texts)
    put(talk.with_step(step), f"Added as view {len(talk.steps) + 1}: “{step.title}”.")
