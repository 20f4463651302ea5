"""What a reader sees where a page fails: a number, never the traceback."""

import logging
import secrets

import streamlit as st

log = logging.getLogger("therapies")


def on_script_error(error: Exception) -> bool:
    """Log `error` under a new id and show the reader the id, never the traceback."""
    number = secrets.token_hex(4)
    log.error("error %s on a page", number, exc_info=error)
    show_error(number)
    return True


def show_error(number: str) -> None:
    """Say that something went wrong, with the id under which the log holds it."""
    st.error(
        f"Something went wrong on this page. Nothing was lost: your filters are in the link. "
        f"Reload the page; if it happens again, tell the maintainers the number **{number}**.",
        icon=":material/error:",
    )
