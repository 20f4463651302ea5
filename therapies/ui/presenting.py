"""The presenting state of a page: no frame, only what is shown, large and walked by keys."""

from collections.abc import Callable
from functools import partial
from typing import Any

import streamlit as st

from therapies import ui, walk
from therapies.exports.view import View
from therapies.query import Query
from therapies.screens import EMPTY
from therapies.site import PAGE, TITLE
from therapies.ui import kept

PRESENT, SLIDE = "present", "slide"

ITSELF = ("study",)
"""Pages that show themselves while presenting, larger and without the frame."""


def asked() -> bool:
    """Say whether the link asks to present."""
    return st.query_params.get(PRESENT) == "1"


def leave_link() -> None:
    """Show the way out of a page that shows itself while presenting."""
    ui.show("presenting", leave=ui.same_link(ui.query(), present=""))


def show(slug: str) -> None:
    """Present the page `slug`: its screens, or on the page Present the talk of the link."""
    st.set_page_config(page_title=f"Presenting: {PAGE[slug].title} · {TITLE}")
    if slug == "present":
        _show_talk()
    else:
        _show_page(ui.view(slug))


def _show_page(view: View) -> None:
    page, stops = "" if view.page == "overview" else view.page, walk.own_stops(view)
    titles = [each.screen.title for each in stops]
    _show(titles, stops.__getitem__, partial(view.query.link, page, view.ids))


def _show_talk() -> None:
    catalog = ui.catalog()
    talk, problems = kept.current(catalog)
    titles = [step.title for step in talk.steps]
    link = partial(Query().link, "present", (), **({kept.TALK: kept.code()} if titles else {}))
    if titles:
        _show(titles, lambda number: walk.talk_stop(talk.steps[number], catalog), link)
    else:
        stop = walk.Stop("No talk in this link", "", EMPTY, problem=" ".join(problems))
        _show([stop.title], lambda _: stop, link)


def _show(titles: list[str], stop_at: Callable[[int], walk.Stop], link: Callable[..., str]) -> None:
    place = walk.place(st.query_params.get(SLIDE, ""))
    values: dict[str, Any] = walk.around(
        ui.catalog(), titles, stop_at, place, partial(link, present="1"), link()
    )
    ui.show("screen", **values, shown=ui.state().shown)
