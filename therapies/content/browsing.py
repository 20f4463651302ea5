"""The table as it is browsed: its order, its groups, its rows and its pages."""

from collections.abc import Callable, Mapping, Sequence
from types import MappingProxyType
from typing import Any, NamedTuple

from therapies.catalog.catalog import Catalog
from therapies.content import render
from therapies.content.evidence_map import own_mark
from therapies.content.go import Go
from therapies.content.peek import Document, documents
from therapies.content.sentences import contexts, documents_of, splits
from therapies.content.tray import all_compared
from therapies.model import COLUMN, VOCABULARIES, Evidence, Outcome, Therapy
from therapies.model import grouped as grouped_by
from therapies.site import MOST_COMPARED

PAGE_ROWS = 50
"""How many rows a page of the table has."""

FEW_DOCUMENTS = 5
"""Up to so many documents have a box each in a row; of more only those that name the therapy."""

GROUPS = (
    "Said of calcification itself, plaque, events or blood flow",
    f"Said of {Outcome.DRIVER.label}",
    Evidence.NOT_STATED.heading,
)
"""The groups of the default order, strongest first."""

DENSITIES = ("names", "lines", "full")
"""How much a row shows: one line, a second one for whom and caveats, or all of the therapy."""

DENSITY = "lines"
"""What a row shows unless the link says otherwise."""

COLUMNS = ("name", "category", "evidence", "goal", "standing")
"""The columns in their order; the title of each sorts by it."""

Key = Callable[[Therapy], Any]

SORTS: Mapping[str, Key] = MappingProxyType(
    {
        "name": lambda each: each.name.casefold(),
        "category": lambda each: each.category.rank,
        "goal": lambda each: each.goal.rank,
        "evidence": lambda each: (each.evidence.rank, each.outcome.rank),
        "standing": lambda each: each.standing.rank,
        "acts_on": lambda each: each.acts_on.rank,
        "kind": lambda each: each.kind.rank,
    }
)
"""What the table is sorted by, and the key of each.

Vocabularies sort in their own order, not alphabetically; `-` before a sort turns it round.
"""


class Heading(NamedTuple):
    """The title of a column: what it sorts by, how it is sorted now, and what pressing asks for."""

    sort: str
    label: str
    order: str
    target: str


class Box(NamedTuple):
    """A document in a row: its letter and name, and whether it names the therapy."""

    letter: str
    name: str
    names: bool


class Line(NamedTuple):
    """A row: the therapy, its documents, what they differ on, for whom, and if it is picked.

    `why` says why it is found where its name does not; `full` whether no more can be picked.
    """

    therapy: Therapy
    boxes: tuple[Box, ...]
    documents: tuple[Document, ...]
    passages: int
    differ: tuple[str, ...]
    contexts: tuple[str, ...]
    weight: int
    picked: bool
    full: bool
    selected: bool
    why: str


class Group(NamedTuple):
    """Rows that stand together: their title, if it shows, how many on all pages, those on this."""

    title: str
    headed: bool
    number: int
    lines: tuple[Line, ...]


class Span(NamedTuple):
    """A page of the table: its number, how many there are, and its rows out of all."""

    number: int
    pages: int
    text: str

    @property
    def before(self) -> str:
        """The target that is the page before this; the first one is not named."""
        return f"?page={self.number - 1}" if self.number > 2 else "?page="


def group_of(therapy: Therapy) -> int:
    """Return the place in `GROUPS` of what the therapy is said to have an effect on."""
    mark = own_mark(therapy)
    if mark.evidence is Evidence.NOT_STATED:
        return 2
    return 1 if mark.outcome is Outcome.DRIVER else 0


def order(catalog: Catalog) -> tuple[Therapy, ...]:
    """Return all therapies in the default order: by group, strongest first, then by name."""
    return tuple(ordered(catalog.therapies))


def ordered(
    therapies: Sequence[Therapy], sort: str = "", ranks: Mapping[str, int] | None = None
) -> list[Therapy]:
    """Return `therapies` sorted by `sort`, then by name; an unknown sort means the default order.

    With `ranks`, by id, an unknown sort means by these first.
    """
    by_name = sorted(therapies, key=SORTS["name"])
    key = SORTS.get(sort.removeprefix("-"))
    if key:
        return sorted(by_name, key=key, reverse=sort.startswith("-"))
    strongest = sorted(by_name, key=lambda each: (group_of(each), SORTS["evidence"](each)))
    return sorted(strongest, key=lambda each: ranks.get(each.id, 0)) if ranks else strongest


def listed(go: Go) -> list[Therapy]:
    """Return what passes the filter, in the order of the page's rows."""
    query, catalog = go.view.query, go.view.catalog
    return ordered(query.apply(catalog), dict(go.view.own).get("sort", ""), query.ranks(catalog))


def page(go: Go) -> dict[str, Any]:
    """Return the values of the template `browse` for the page of the table that the link asks."""
    view, own = go.view, dict(go.view.own)
    asked = own.get("sort", "")
    sort = asked if asked.removeprefix("-") in SORTS else ""
    rows, density = listed(go), own.get("rows", "")
    span = _span(len(rows), own.get("page", ""))
    return {
        "go": go,
        "catalog": view.catalog,
        "vocabularies": VOCABULARIES,
        "headings": [_heading(column, sort) for column in COLUMNS],
        "sorted_by": COLUMN[sort.removeprefix("-")].label if sort else "",
        "letters": _letters(view.catalog),
        "densities": DENSITIES,
        "density": density if density in DENSITIES else DENSITY,
        "usual": DENSITY,
        "groups": _groups(go, rows, span, grouped=not sort and not view.query.text),
        "passing": len(rows),
        "all": all_compared(view),
        "span": span,
    }


def row_html(catalog: Catalog, therapy: Therapy, go: Go) -> str:
    """Return the row of a therapy."""
    return render.html("browse_row", go=go, line=line_of(catalog, therapy, go))


def line_of(catalog: Catalog, therapy: Therapy, go: Go) -> Line:
    """Return what the row of a therapy shows."""
    query, picked = go.view.query, go.view.named
    named, letters = documents_of(catalog, therapy.id), _letters(catalog)
    few = len(letters) <= FEW_DOCUMENTS
    return Line(
        therapy,
        tuple(
            Box(letters[source.id], source.name, source.id in named)
            for source in catalog.sources
            if few or source.id in named
        ),
        documents(catalog, therapy),
        len(catalog.claims_of[therapy.id]),
        splits(catalog, therapy.id),
        contexts(catalog, therapy),
        0 if group_of(therapy) == 1 else therapy.evidence.steps,
        therapy.id in picked,
        len(picked) >= MOST_COMPARED and therapy.id not in picked,
        dict(go.view.own).get("peek") == therapy.id,
        query.reason(catalog, therapy.id),
    )


def _span(total: int, number: str) -> Span:
    """Return the page that `number` asks for, or the nearest there is."""
    pages = max(1, -(-total // PAGE_ROWS))
    asked = int(number[:9]) if number.isdecimal() else 1
    current = min(max(asked, 1), pages)
    first, last = (current - 1) * PAGE_ROWS, min(current * PAGE_ROWS, total)
    return Span(current, pages, f"{min(first + 1, last):,} to {last:,} of {total:,}")


def _heading(column: str, sort: str) -> Heading:
    """Return the title of a column; pressing it again turns the order round."""
    label = COLUMN[column].label
    if sort == column:
        return Heading(column, label, "ascending", f"?sort=-{column}&page=")
    told = "descending" if sort == f"-{column}" else "none"
    return Heading(column, label, told, f"?sort={column}&page=")


def _groups(go: Go, rows: Sequence[Therapy], span: Span, *, grouped: bool) -> tuple[Group, ...]:
    """Return the page's rows in their groups; all in the first where another order is chosen."""
    shown = rows[(span.number - 1) * PAGE_ROWS : span.number * PAGE_ROWS]
    whole, here = (
        grouped_by((group_of(each) if grouped else 0, each) for each in some)
        for some in (rows, shown)
    )
    return tuple(
        Group(
            title,
            grouped and place in here,
            len(whole.get(place, ())),
            tuple(line_of(go.view.catalog, each, go) for each in here.get(place, ())),
        )
        for place, title in enumerate(GROUPS)
    )


def _letters(catalog: Catalog) -> dict[str, str]:
    """Return for each document, by id, what stands for it: its first letter, or its number."""
    letters = [source.name[:1].upper() for source in catalog.sources]
    if len(set(letters)) < len(letters) or not all(map(str.isalnum, letters)):
        letters = [str(number) for number, _ in enumerate(letters, 1)]
    return dict(zip((source.id for source in catalog.sources), letters, strict=True))
