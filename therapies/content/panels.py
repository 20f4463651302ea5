"""What lies over a page: the answer on one therapy beside it, and what is picked to compare."""

from therapies.content import browsing, render, tray
from therapies.content.go import Go
from therapies.content.peek import peek_html
from therapies.query.view import View

PEEK = "peek"
"""The parameter that names the therapy whose answer is open beside the page."""


def peek(view: View, go: Go) -> str:
    """Return the open answer as HTML, nothing where none is asked for."""
    therapy = view.catalog.by_id.get(dict(view.own).get(PEEK, ""))
    return peek_html(view.catalog, therapy, go, browsing.listed(go)) if therapy else ""


def picked(view: View, go: Go) -> str:
    """Return what is picked to compare as HTML, on the pages that pick."""
    return render.html("tray", **tray.contents(go)) if view.info.picks else ""


def worth(view: View) -> str:
    """Return what is offered to be picked, too, as HTML; nothing on a page that does not pick."""
    return render.html("worth", **tray.contents(Go(view))) if view.info.picks else ""
