"""What is around every page: the theme, problems of a bad edit, the footer."""

from typing import Any

import streamlit as st

from therapies.catalog.csv_file import NO_ROWS
from therapies.catalog.store import State
from therapies.model import PURPOSE
from therapies.ui.page import current_catalog, current_theme, show_template


def style() -> None:
    """Give what floats over the page its theme; the style sheet is in the start page."""
    floating = '[data-testid="stPopoverBody"], [data-testid="stDialog"]'
    st.html(f"<style>{floating} {{ color-scheme: {current_theme()}; }}</style>")


def show_problems(state: State, *, in_use: bool) -> None:
    """Show the problems on a bad table."""
    values = {
        "problems": [str(problem) for problem in state.problems],
        "empty": all(problem.found == NO_ROWS for problem in state.problems),
        "in_use": in_use,
        "shown": state.shown,
    }
    with st.container(key="notice"):
        show_template("problems", **values)


def below() -> Any:
    """Return the place below the screen, for what Streamlit draws of a page."""
    return st.container(key="below")


def footer(state: State) -> None:
    """Show purpose, documents and the table's version below the page."""
    with st.container(key="foot"):
        show_template("footer", catalog=current_catalog(), purpose=PURPOSE, shown=state.shown)
