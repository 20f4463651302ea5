"""The presenting state of a page: no frame, only what is shown, large and walked by keys."""

import streamlit as st

from therapies import ui, walk
from therapies.site import PAGE, TITLE

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
    view = ui.view(slug)
    stops = walk.own_stops(view)
    page = "" if view.page == "overview" else view.page

    def link(**other: str) -> str:
        return view.query.link(page, view.ids, present="1", **other)

    values = walk.around(
        view.catalog,
        [each.screen.title for each in stops],
        stops,
        walk.place(st.query_params.get(SLIDE, "")),
        link,
        view.query.link(page, view.ids),
    )
    ui.show("screen", **values)
