"""Screens: what each page shows while presenting, large, in parts that need no scrolling."""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from textwrap import wrap
from typing import Any, NamedTuple

from therapies import comparison, coverage, grid, method, takeaways, unit_tables
from therapies.exports.view import NAMING, View
from therapies.model import NOT_STATED, PURPOSE, Category, Evidence, Term, Therapy
from therapies.profile import profile
from therapies.statement import paired, splits

LETTERS = 114
"""So many letters of the smallest size stand on a line of the screen."""

LINES = 17
"""So many lines of the smallest size stand on a screen below its title."""


@dataclass(frozen=True)
class Screen:
    """What is shown at once: its name among the page's, what it answers, what it shows.

    `template` is filled with each of `parts` in turn; `therapies` are those whose receipts belong
    to it.
    """

    name: str
    title: str
    takeaway: str
    template: str
    parts: tuple[Mapping[str, Any], ...]
    therapies: tuple[Therapy, ...] = ()


UNNAMED = "Choose a therapy first; then this page can be presented."

EMPTY = Screen("nothing", "Nothing to show", "", "screen_empty", ({},))
"""What stands where there is nothing to show."""


class Cell(NamedTuple):
    """A cell of a table: its text, led by a mark or a symbol; with `therapy` it is its name."""

    text: str
    therapy: Therapy | None = None
    term: Term | None = None

    @property
    def evidence(self) -> Evidence | None:
        """The evidence whose mark leads the text."""
        return self.term if isinstance(self.term, Evidence) else None

    @property
    def category(self) -> Category | None:
        """The category whose symbol leads the text."""
        return self.term if isinstance(self.term, Category) else None


Row = tuple[Cell, ...]


@lru_cache(maxsize=64)
def screens(view: View) -> tuple[Screen, ...]:
    """Return the screens of `view` in order, at least one; nothing left has a screen too."""
    if view.is_empty:
        return (replace(EMPTY, takeaway=UNNAMED if view.page in NAMING else takeaways.NOTHING),)
    return tuple(PAGES[view.page](view))


def _overview(view: View) -> Iterator[Screen]:
    found = view.therapies
    counts = len(found) > grid.NAMES_LIMIT
    figures = (
        ("map", "The map", _brief(takeaways.map_sentences(found)), unit_tables.goals(view)),
        (
            "standing",
            "Where use runs ahead of evidence",
            takeaways.standing_takeaway(found),
            unit_tables.standings(found),
        ),
        (
            "targets",
            "Where along the disease they act",
            takeaways.disease_takeaway(found),
            unit_tables.targets(found),
        ),
    )
    for name, title, takeaway, table in figures:
        values = {"table": table, "counts": counts, "caption": title}
        yield Screen(name, title, takeaway, "screen_units", (values,), found)


def _brief(sentences: Sequence[str]) -> str:
    """Return the first of the sentences, and of the others what fits on its line."""
    said = sentences[0]
    for each in sentences[1:]:
        longer = f"{said} {each}"
        said = longer if len(longer) <= LETTERS else said
    return said


def _browse(view: View) -> Iterator[Screen]:
    rows = [
        (
            Cell(each.name, each),
            Cell(each.category.value, term=each.category),
            Cell(f"{each.goal}: {paired(each.evidence, each.outcome)}", term=each.evidence),
            Cell(each.standing.value),
        )
        for each in view.therapies
    ]
    headers = ("Therapy", "Category", "Goal, and what is known", "Place in care")
    takeaway = _brief(takeaways.map_sentences(view.therapies))
    yield _table("list", "The therapies", takeaway, headers, rows, (4, 3, 5, 2), view.therapies)


def _therapy(view: View) -> Iterator[Screen]:
    therapy = view.therapies[0]
    values = profile(view.catalog, therapy, view.query)
    title = "What is said of it, and how surely"
    yield Screen("therapy", title, "", "screen_therapy", (values,), view.therapies)
    rows = [
        tuple(map(Cell, (row.label, row.ours, *map(coverage.told, row.said))))
        for row in values["documents"]
    ]
    names = [source.name for source in view.catalog.sources]
    apart = splits(view.catalog, therapy.id)
    takeaway = "The documents differ." if apart else "The documents do not differ on it."
    headers, title = ("On the", "This table", *names), f"{therapy.name}: what each document says"
    shares = (2, *[3] * (len(headers) - 1))
    yield _table("documents", title, takeaway, headers, rows, shares, view.therapies)


def _compare(view: View) -> Iterator[Screen]:
    found = view.therapies
    compared = comparison.rows(view.catalog, found)
    rows = [
        (
            Cell(f"{row.question.text}{' (differs)' if row.differs else ''}"),
            *(Cell("\n".join(each.short_lines), term=each.evidence) for each in row.answers),
        )
        for row in compared
    ]
    headers = ("", *(each.name for each in found))
    takeaway = f"They differ on {sum(row.differs for row in compared)} of {len(rows)} questions."
    shares = (3, *[5] * len(found))
    yield _table("compare", "Side by side", takeaway, headers, rows, shares, found)


def _sources(view: View) -> Iterator[Screen]:
    headers = ("Therapy", *(source.name for source in view.catalog.sources))
    for name, title, column in (
        ("evidence-span", "Evidence over the documents", "evidence"),
        ("standing-span", "Place in care over the documents", "standing"),
    ):
        spans = coverage.spans(view.catalog, view.therapies, column)
        rows = [
            (Cell(therapy.name, therapy), *(Cell(coverage.told(each)) for each in said))
            for therapy, said in coverage.span_rows(view.catalog, view.therapies, column)
            if column in splits(view.catalog, therapy.id)
        ]
        takeaway = coverage.span_takeaway(spans)
        shares = (3, *[3] * (len(headers) - 1))
        therapies = tuple(row[0].therapy for row in rows if row[0].therapy)
        yield _table(name, title, takeaway, headers, rows, shares, therapies)


def _method(view: View) -> Iterator[Screen]:
    table = f"{view.table}: {len(view.catalog.therapies)} therapies. {PURPOSE}"
    rows = [(Cell(source.name), Cell(_scope(source))) for source in view.catalog.sources]
    yield _table("documents", "The documents", table, ("Document", "About"), rows, (1, 3))
    for vocabulary in method.vocabularies():
        rows = [(Cell(each.value, term=each), Cell(each.definition)) for each in vocabulary.terms]
        name, title = vocabulary.title.casefold().replace(" ", "-"), vocabulary.title
        headers = ("Word", "What it means here")
        yield _table(name, title, vocabulary.question, headers, rows, (1, 4))


def _scope(source: Any) -> str:
    return source.scope if source.title == NOT_STATED else f"“{source.title}”. {source.scope}"


PAGES: dict[str, Callable[[View], Iterator[Screen]]] = {
    "overview": _overview,
    "browse": _browse,
    "therapy": _therapy,
    "compare": _compare,
    "sources": _sources,
    "method": _method,
}


def _table(
    name: str,
    title: str,
    takeaway: str,
    headers: Sequence[str],
    rows: Sequence[Row],
    shares: Sequence[int],
    therapies: tuple[Therapy, ...] = (),
) -> Screen:
    """Return a screen with a table of as many parts as its rows need."""
    widths = [LETTERS * share // sum(shares) - 2 for share in shares]
    head = max(_lines(text, width) for text, width in zip(headers, widths, strict=True))
    room = LINES - head - _lines(takeaway, LETTERS)
    parts = tuple(
        {"headers": headers, "rows": part, "shares": shares, "caption": title}
        for part in _paged(rows, lambda row: _height(row, widths), room)
    )
    return Screen(name, title, takeaway, "screen_table", parts, therapies)


def _height(row: Row, widths: Sequence[int]) -> int:
    pairs = zip(row, widths, strict=True)
    return max(_lines(cell.text, width - 2 * bool(cell.term)) for cell, width in pairs)


def _lines(text: str, width: int) -> int:
    return sum(len(wrap(line, max(width, 4))) or 1 for line in text.split("\n"))


def _paged(
    rows: Iterable[Row], height: Callable[[Row], int], room: float
) -> Iterator[tuple[Row, ...]]:
    """Give the rows in parts of at most `room` lines, at least one part and one row in each."""
    part: list[Row] = []
    left = room
    for row in rows:
        needs = height(row) + RULE
        if part and needs > left:
            yield tuple(part)
            part, left = [], room
        part.append(row)
        left -= needs
    yield tuple(part)


RULE = 0.25
"""The lines that the space between two rows takes."""
