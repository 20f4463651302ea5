"""Slides: the view, or the views of a talk, as a PowerPoint file whose every part can be edited.

What stands on which slide is in `slide_pages`, the words are in `slide_content`, the drawing is in
`deck`, and how text is fitted is told in `fitting`.
"""

from collections.abc import Sequence
from typing import NamedTuple

from therapies import site
from therapies.catalog import Catalog
from therapies.exports.deck import Deck
from therapies.exports.slide_content import plain_row
from therapies.exports.slide_pages import PAGES, SCREENS, Drawing
from therapies.exports.view import View
from therapies.model import NOT_STATED, PURPOSE
from therapies.talk import Talk

LIMITS = (
    "The table holds what the documents say, as strongly as they say it, and nothing else.",
    "“Evidence” is the strength of their wording: no grade of studies.",
    "A goal is an aim, never an effect. “Not stated” is not “no”.",
)


class Part(NamedTuple):
    """A view of a deck: its name, and in a talk its note, its problem and what is drawn of it."""

    view: View
    name: str
    note: str = ""
    problem: str = ""
    draw: Drawing | None = None


def slides(view: View) -> bytes:
    """Return `view` as a PowerPoint file, the same bytes for the same view and table.

    Raises `ValueError` for a therapy or comparison page that names no therapy.
    """
    return deck((view,))


def deck(views: Sequence[View]) -> bytes:
    """Return views as one PowerPoint file, in their order.

    Raises `ValueError` where there is no view, or a view that should name therapies names none.
    """
    for view in views:
        if view.page in ("therapy", "compare") and not view.therapies:
            raise ValueError(f"the page {view.page!r} names no therapy; name one in `ids`")
    return _drawn([Part(each, each.sentence, draw=_whole(each)) for each in views])


def talk_deck(talk: Talk, catalog: Catalog, base: str = View.base) -> bytes:
    """Return a talk as one PowerPoint file: its titles on the slides, its notes in the notes.

    Of a page with several charts only the chosen one is drawn; a step whose therapies are all gone
    says so. Raises `ValueError` for a talk without views.
    """
    parts = []
    for step in talk.steps:
        view = step.view(catalog, base)
        found = SCREENS.get(step.page, {})
        draw = found.get(step.screen or next(iter(found), "")) or _whole(view)
        drawn = None if step.is_lost else draw
        parts.append(Part(view, step.title, step.note, step.problem, drawn))
    return _drawn(parts)


def _whole(view: View) -> Drawing:
    return PAGES[view.page]


def _drawn(parts: Sequence[Part]) -> bytes:
    if not parts:
        raise ValueError("a deck needs a view; collect one first")
    drawn = Deck(site.TITLE, max(part.view.catalog.date for part in parts))
    if len(parts) > 1:
        drawn.footer = PURPOSE
        rows = [plain_row(str(n), part.name) for n, part in enumerate(parts, 1)]
        drawn.table(f"{site.TITLE}: {len(parts)} views", ("No.", "View"), rows, (1, 14))
    for part in parts:
        drawn.footer = f"{part.view.table}. {PURPOSE}"
        drawn.remark = "\n\n".join(text for text in (part.note, part.problem) if text)
        drawn.cover(part.view, part.name)
        if part.problem:
            drawn.table(part.name, ("What is missing or changed",), [plain_row(part.problem)], (1,))
        if part.draw:
            part.draw(drawn, part.view)
    drawn.remark = ""
    _closing(drawn, parts)
    return drawn.data()


def _closing(drawn: Deck, parts: Sequence[Part]) -> None:
    views = [part.view for part in parts]
    sources = {source.id: source for view in views for source in view.catalog.sources}
    told = (
        f"{each.name}: {'' if each.title == NOT_STATED else f'“{each.title}”. '}{each.scope}"
        for each in sources.values()
    )
    rows = [
        *(
            plain_row("Shown here", text)
            for part in parts
            for text in [f"{part.name}\n{part.view.link}"]
        ),
        plain_row("Table", "\n".join(dict.fromkeys(view.table for view in views))),
        plain_row("Documents", "\n".join(told)),
        plain_row("Limits", "\n".join(LIMITS)),
        plain_row("Purpose", PURPOSE),
    ]
    notes = "\n\n".join("\n".join(view.stamp) for view in views)
    drawn.table(
        "Documents, limits and version", ("About", "What to know"), rows, (2, 13), notes=notes
    )
