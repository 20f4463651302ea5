"""The talk on the screen: its list, with what orders, renames, annotates and removes slides."""

from typing import Any
from urllib.parse import urlencode, urljoin

import streamlit as st

from therapies.content import render
from therapies.presenting import ready_talk, talk_list
from therapies.presenting.talk import MINUTES_LIMIT, NOTE_LIMIT, TITLE_LIMIT, encode
from therapies.query.query import Query
from therapies.query.view import View
from therapies.site import PAGES
from therapies.ui import talk_link
from therapies.ui.page import current_catalog, current_link, show_template

_acts = st.components.v2.component("talk", js=render.script("talk"))

_KEY, _FOCUS = "talk-acts", "talk-focus"


def show() -> None:
    """Show the talk of the link, or how to begin one."""
    with st.container(key="links-talk"):
        act = _acts(key=_KEY, on_act_change=_act).act or ""
    talk, problems = talk_link.current()
    told = {
        "problems": problems,
        "said": talk_link.said(),
        "undo": talk_link.undoable(),
        "focus": st.session_state.pop(_FOCUS, ""),
    }
    if talk.steps:
        catalog, base = current_catalog(), urljoin(st.context.url or View.base, ".")
        show_template("talk", **talk_list.contents(talk, catalog, talk_link.code(), base), **told)
        place = talk_list.place_of(talk, act, "edit")
        if place is not None:
            _edit(place)
    else:
        _begin(told)


def _begin(told: dict[str, Any]) -> None:
    ready = ready_talk.story(current_catalog())
    show_template(
        "talk_empty",
        **told,
        ready=f"./present?{urlencode({talk_link.TALK: encode(ready)})}",
        count=len(ready.steps),
        pages=[page for page in PAGES if page.in_talk],
        query=Query(),
    )


def _act() -> None:
    """Do what the pressed button says; the list that it was drawn for must be the one in use."""
    act = st.session_state[_KEY].act or ""
    if act == "undo":
        talk_link.undo()
        st.session_state[_FOCUS] = act
        return
    talk = talk_link.current()[0]
    done = talk_list.acted(talk, act)
    if act == "question":
        done = talk_list.with_question(talk, current_catalog(), current_link().query)
    if done:
        talk_link.put(done.talk, done.said)
        st.session_state[_FOCUS] = done.focus


@st.dialog("Edit this slide")
def _edit(place: int) -> None:
    """Ask for another title and note; each slide has fields of its own."""
    talk = talk_link.current()[0]
    step, own = talk.steps[place], f"{place} {talk_list.mark(talk)}"
    keys = f"edit-title {own}", f"edit-note {own}", f"edit-minutes {own}"
    with st.form("talk-edit", border=False):
        st.text_input("Title", step.title, max_chars=TITLE_LIMIT, key=keys[0])
        st.text_area(talk_link.NOTE, step.note, max_chars=NOTE_LIMIT, height=240, key=keys[1])
        told = "Minutes (0: none planned)"
        st.number_input(told, 0, MINUTES_LIMIT, step.minutes, key=keys[2])
        if st.form_submit_button("Save", type="primary", on_click=_rename, args=(place, *keys)):
            st.rerun()


def _rename(place: int, *keys: str) -> None:
    talk = talk_link.current()[0]
    title, note, minutes = (st.session_state.get(key) or "" for key in keys)
    new = talk.with_renamed(place, str(title), str(note), int(minutes or 0))
    talk_link.put(new, f"Slide {place + 1} is now “{new.steps[place].title}”.")
    st.session_state[_FOCUS] = f"edit {place + 1}"
