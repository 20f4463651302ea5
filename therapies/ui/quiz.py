"""The quiz on the screen."""

import secrets
from collections.abc import Sequence

import streamlit as st

from therapies import quiz_page, ui
from therapies.model import Therapy
from therapies.query import Query


def show(_query: Query, _therapies: Sequence[Therapy]) -> None:
    """Show the quiz that the link names over what passes the filter, or the start of a new one."""
    params = {key: st.query_params.get_all(key) for key in st.query_params}
    template, values = quiz_page.page(ui.view("study"), params, secrets.token_hex(4))
    ui.show(template, **values)
