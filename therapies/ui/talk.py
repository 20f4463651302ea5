"""The talk on the screen: its list, with what orders, renames, annotates and removes views."""

from typing import Any
from urllib.parse import urlencode, urljoin

import streamlit as st

from therapies import render, story, talk_list, ui
from therapies.exports.view import View
from therapies.query import Query
from therapies.site import PAGE
from therapies.talk import NOTE_LIMIT, PAGES, TITLE_LIMIT, Talk, encode
from therapies.ui import kept

_acts = st.components.v2.component("talk", js=render.script("talk"))

_KEY, _FOCUS = "talk-acts", "talk-focus"


def current() -> tuple[Talk, tuple[str, ...]]:
    """Return the talk of the link, and what is wrong with the link as messages."""
    return kept.current(ui.catalog())


def show() -> None:
    """Show the talk of the link, or how to begin one."""
    with st.container(key="links-talk"):
        act = _acts(key=_KEY, on_act_change=_act).act or ""
    talk, problems = current()
    told = {
        "problems": problems,
        "said": kept.said(),
        "undo": kept.undoable(),
        "focus": st.session_state.pop(_FOCUS, ""),
    }
    if talk.steps:
        catalog, base = ui.catalog(), urljoin(st.context.url or View.base, ".")
        ui.show("talk", **talk_list.contents(talk, catalog, kept.code(), base), **told)
        place = talk_list.place_of(talk, act, "edit")
        if place is not None:
            _edit(place)
    else:
        _begin(told)


def _begin(told: dict[str, Any]) -> None:
    ready = story.story(ui.catalog())
    ui.show(
        "talk_empty",
        **told,
        ready=f"./present?{urlencode({kept.TALK: encode(ready)})}",
        count=len(ready.steps),
        pages=[PAGE[slug] for slug in PAGES],
        query=Query(),
    )


def _act() -> None:
    """Do what the pressed button says; the list that it was drawn for must be the one in use."""
    act = st.session_state[_KEY].act or ""
    if act == "undo":
        kept.undo()
        st.session_state[_FOCUS] = act
        return
    done = talk_list.acted(current()[0], act)
    if done:
        kept.put(done.talk, done.said)
        st.session_state[_FOCUS] = done.focus


@st.dialog("Edit this view")
def _edit(place: int) -> None:
    """Ask for another title and note; each view has fields of its own."""
    talk = current()[0]
    step, own = talk.steps[place], f"{place} {talk_list.mark(talk)}"
    keys = f"edit-title {own}", f"edit-note {own}"
    with st.form("talk-edit", border=False):
        st.text_input("Title", step.title, max_chars=TITLE_LIMIT, key=keys[0])
        st.text_area(kept.NOTE, step.note, max_chars=NOTE_LIMIT, height=240, key=keys[1])
        if st.form_submit_button("Save", type="primary", on_click=_rename, args=(place, *keys)):
            st.rerun()


def _rename(place: int, *keys: str) -> None:
    talk = current()[0]
    title, note = (str(st.session_state.get(key) or "") for key in keys)
    new = talk.with_renamed(place, title, note)
    kept.put(new, f"View {place + 1} is now “{new.steps[place].title}”.")
    st.session_state[_FOCUS] = f"edit {place + 1}"
