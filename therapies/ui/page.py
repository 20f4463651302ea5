"""What every page needs: the table in use, the link, templates, the theme."""

from typing import Any
from urllib.parse import urljoin

import streamlit as st

from therapies.catalog.catalog import Catalog
from therapies.catalog.store import State, store
from therapies.content import render
from therapies.query.link import Link, read
from therapies.query.query import Params
from therapies.query.view import View


def show_template(template: str, /, **values: Any) -> None:
    """Show the template `<template>.html` filled with `values`."""
    st.html(render.html(template, **values))


def show_takeaway(title: str, text: str) -> None:
    """Show a heading and what is said under it."""
    show_template("takeaway", title=title, text=text)


def current_state() -> State:
    """Return the table in use and the problems of a bad edit."""
    return store().current()


def current_catalog() -> Catalog:
    """Return the table in use; pages run only when there is one."""
    current = current_state().catalog
    if current is None:
        st.stop()
    return current


def current_params() -> Params:
    """Return the parameters of the link."""
    return {key: st.query_params.get_all(key) for key in st.query_params}


def current_link() -> Link:
    """Return what the link asks for, as all surfaces read it."""
    return read(current_params(), current_catalog())


def current_view(slug: str) -> View:
    """Return what the page shows."""
    base = urljoin(st.context.url or View.base, ".")
    return current_link().view(current_catalog(), slug, base)


def current_theme() -> str:
    """Return the theme the reader sees: `light` or `dark`."""
    return "dark" if st.context.theme.type == "dark" else "light"
