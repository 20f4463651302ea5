"""The screen of a page in Streamlit: drawn once, then answered in by the browser."""

from dataclasses import replace
from typing import Any
from urllib.parse import parse_qs

import streamlit as st

from therapies.content import render
from therapies.content.go import Go
from therapies.content.screen import Around, parts, screen, slots, title
from therapies.engine import source
from therapies.exports import export_menu
from therapies.query.link import read
from therapies.query.view import View
from therapies.ui import talk_link
from therapies.ui.page import (
    current_link,
    current_params,
    current_theme,
    current_view,
)

_mount = st.components.v2.component(
    "screen", html='<div class="place"></div>', js=render.script("mount"), isolate_styles=False
)

KEY = "screen"
RUN = "run"
"""Counts the answers: one that is like the last still reaches the browser, which may have been
further on when that one came."""
TOLD_APART = 8
"""By so many letters of its code, which begins with its sum, the browser knows an answer's talk."""
DRAWN = "drawn"
"""What the browser holds of the screen, which is not sent again."""


def show_screen(slug: str) -> View:
    """Show the page's screen and return its view; Streamlit's own parts stand below it."""
    view = current_view(slug)
    st.set_page_config(page_title=title(view))
    go, table = Go(view), view.catalog.version
    talk, problems = talk_link.current()
    said = talk_link.said() if view.info.in_talk else ""  # the page Talk says it itself
    around = Around(_menu(view), len(talk.steps), said, problems)
    data: dict[str, Any] = {"engine": source.address(), "at": go.at, "page": slug, "table": table}
    keeps = slug in source.ANSWERED
    if keeps and st.session_state.get(DRAWN) == (slug, table):
        data["slots"] = slots(view, around)
    else:
        data |= {"html": screen(view, current_link(), current_params(), around), "keeps": keeps}
    st.session_state[DRAWN] = (slug, table)
    data["talk"] = talk_link.code()[:TOLD_APART]
    data["run"] = st.session_state[RUN] = st.session_state.get(RUN, 0) + 1
    with st.container(key="screen-of-the-page"):
        _mount(key=KEY, data=data, on_add_change=_add, on_lost_change=forget)
    return view


def forget() -> None:
    """Send the next screen whole: what the browser held of one is gone."""
    st.session_state.pop(DRAWN, None)


def _menu(view: View) -> str:
    return export_menu.html(view, current_theme()) if view.info.formats else ""


def _add() -> None:
    """Add what was pressed to the talk: the page's view or a chart of it, or that of a filter."""
    pressed, drawn = st.session_state[KEY].add, st.session_state.get(DRAWN)
    if drawn is None or not isinstance(pressed, str):  # whatever a browser may send
        return
    chart, _, asked = pressed.partition("?")
    view = current_view(drawn[0])
    if asked:
        view = replace(view, query=read(parse_qs(asked), view.catalog).query)
    if chart in [name for name, _ in parts(view)]:
        talk_link.add(view, chart)
