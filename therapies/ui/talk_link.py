"""The talk that the link keeps: read, changed, and undone; what adds the view in sight to it."""

import streamlit as st

from therapies.presenting.talk import Step, Talk, decode, encode
from therapies.query.view import View
from therapies.ui.page import current_catalog

TALK = "talk"
"""The URL parameter that holds the talk."""

TWICE = "This link holds more than one talk; the last one is shown. Open one link at a time."

NOTE = "Note, for you to read while presenting"

UNDOS = 20
"""How many changes can be undone; older ones stay."""

_PAST, _SAID = "talk-past", "talk-said"


def code() -> str:
    """Return the code of the talk in the link; of several the last."""
    return (st.query_params.get_all(TALK) or [""])[-1]


def current() -> tuple[Talk, tuple[str, ...]]:
    """Return the talk of the link, and what is wrong with the link as messages."""
    talk, problems = decode(code(), current_catalog())
    twice = len(set(st.query_params.get_all(TALK))) > 1
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
    st.query_params[TALK] = new


def undo() -> None:
    """Put back the talk as it was one change of this session ago; for use as a callback."""
    if past := _past():
        st.query_params[TALK], st.session_state[_PAST] = past[-1], past[:-1]
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


def add(view: View, chart: str) -> None:
    """Add the view, or one of its charts, to the talk; for use as a callback."""
    talk, _ = current()
    step = Step.of(view, chart)
    put(talk.with_step(step), f"Added as slide {len(talk.steps) + 1}: “{step.title}”.")
