"""Study's parts: which of them the link asks for."""

import streamlit as st

from therapies import ui
from therapies.query import Query

PARTS = {"quiz": "Quiz", "cards": "Cards", "words": "Words"}


def part(query: Query) -> str:
    """Show the links to the parts; return the one that the link asks for, the quiz first."""
    asked = st.query_params.get("part", "")
    chosen = asked if asked in PARTS else next(iter(PARTS))
    ui.show("parts", parts=PARTS, chosen=chosen, query=query)
    return chosen
