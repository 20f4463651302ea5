"""What a page says of its filter: what is searched instead, what is left out, the ways back.

The browser says the same from the same words (`engine/told.js`).
"""

from collections.abc import Iterator, Sequence
from typing import NamedTuple

from therapies.content.go import Go
from therapies.query.query import Query
from therapies.query.view import View
from therapies.wording import FEW

WORDS = {
    "also": "{} more {} only presented as this and described as something else.",
    "notes": "Left out of this link, as the table does not know it: {}.",
    "none": "No therapy matches",
    "near": "No document names “{0}”. The nearest that they name is “{1}”; what is said of it is "
    "not said of “{0}”.",
    "show": "Show “{}”",
    "missing": "The table has no “{}”, nor a word like it.",
    "instead": "Try instead:",
    "reset": "Leaving out one filter is not enough:",
    "all": "reset them all",
    "without": "Without “{}”: {}",
}
"""The sentences, with places for what is filled in."""


class Told(NamedTuple):
    """A line: its kind (`note`, `also`, `none`, `ways`), its text, and links after it."""

    kind: str
    text: str
    links: tuple[tuple[str, str], ...] = ()


def told(view: View, go: Go, notes: Sequence[str]) -> list[Told]:
    """Return what is said of the view's filter; `notes` tell what of the link is not known."""
    empty = view.info.has_filters and not view.query.apply(view.catalog)
    return [*_told(view, go, notes), *(_none(view, go) if empty else [])]


def _told(view: View, go: Go, notes: Sequence[str]) -> Iterator[Told]:
    query, catalog = view.query, view.catalog
    yield from (Told("note", each) for each in query.instead(catalog))
    if framed := query.framed(catalog):
        count = len(framed.apply(catalog))
        label = WORDS["also"].format(count, "is" if count == 1 else "are")
        yield Told("also", "", ((label, go.to(framed)),))
    if notes:
        yield Told("note", WORDS["notes"].format("; ".join(notes)))


def _none(view: View, go: Go) -> Iterator[Told]:
    query, catalog = view.query, view.catalog
    found, near, missing = (
        query.relaxations(catalog),
        query.nearest(catalog),
        query.missing(catalog),
    )
    if view.info.titled:  # elsewhere the finding says it
        yield Told("none", WORDS["none"])
    if near:
        word, close = near
        count = f": {close.count} therapies" if close.count > FEW else ""
        way = (WORDS["show"].format(close.label) + count, go.to(close.query))
        yield Told("ways", WORDS["near"].format(word, close.label), (way,))
    elif missing:
        yield Told("note", WORDS["missing"].format("” and no “".join(missing)))
    ways = tuple(
        (WORDS["without"].format(each.label, each.count), go.to(each.query)) for each in found
    )
    if ways:
        yield Told("ways", WORDS["instead"], ways)
    elif not near:
        yield Told("ways", WORDS["reset"], ((WORDS["all"], go.to(Query())),))
