"""The table as it is browsed: its columns, what they are sorted by, and its pages."""

from collections.abc import Callable, Mapping, Sequence
from types import MappingProxyType
from typing import Any, NamedTuple

from therapies.catalog import Catalog
from therapies.method import vocabularies
from therapies.model import Therapy
from therapies.query import Query
from therapies.relations import MOST_COMPARED
from therapies.statement import contexts, documents_of, splits

PAGE_ROWS = 100
"""How many rows a page of the table has."""


class Column(NamedTuple):
    """A column: its heading, the `sort` that orders by it, and the key of that order."""

    heading: str
    sort: str
    key: Callable[[Therapy], Any]


COLUMNS = (
    Column("Therapy", "name", lambda each: each.name.casefold()),
    Column("Category", "category", lambda each: each.category.rank),
    Column("Goal", "goal", lambda each: each.goal.rank),
    Column("Evidence", "evidence", lambda each: (each.evidence.rank, each.outcome.rank)),
    Column("Place in care", "standing", lambda each: each.standing.rank),
    Column("Acts on", "acts_on", lambda each: each.acts_on.rank),
    Column("Kind", "kind", lambda each: each.kind.rank),
)
SORTS = {column.sort: column for column in COLUMNS}
"""Vocabularies sort in their own order, not by letter; `-` before a sort turns it round."""


class Line(NamedTuple):
    """A row of the page: the therapy, its documents, what they differ on, and its pick link.

    `why` says why it is found where its name does not.
    """

    therapy: Therapy
    documents: tuple[str, ...]
    differ: tuple[str, ...]
    contexts: tuple[str, ...]
    picked: bool
    pick: str
    why: str


NO_RANKS: Mapping[str, int] = MappingProxyType({})


def ordered(
    therapies: Sequence[Therapy], sort: str, ranks: Mapping[str, int] = NO_RANKS
) -> list[Therapy]:
    """Return `therapies` sorted by `sort`, then by name; an unknown sort means by name.

    With `ranks`, by id, an unknown sort means by these first.
    """
    by_name = sorted(therapies, key=COLUMNS[0].key)
    column = SORTS.get(sort.removeprefix("-"))
    if column is None:
        return sorted(by_name, key=lambda each: ranks.get(each.id, 0))
    return sorted(by_name, key=column.key, reverse=sort.startswith("-"))


def page(
    catalog: Catalog, query: Query, picked: Sequence[Therapy], sort: str, number: str
) -> dict[str, Any]:
    """Return the values of the template `browse` for one page of what passes `query`."""
    rows = ordered(query.apply(catalog), sort, query.ranks(catalog))
    pages = max(1, -(-len(rows) // PAGE_ROWS))
    asked = int(number[:9]) if number.isdecimal() else 1
    current = min(max(asked, 1), pages)
    ids = tuple(therapy.id for therapy in picked)
    state = {"sort": sort} if sort.removeprefix("-") in SORTS else {}

    def link(ids: Sequence[str], **other: str) -> str:
        return query.link("browse", ids, **{**state, **other})

    shown = rows[(current - 1) * PAGE_ROWS : current * PAGE_ROWS]
    return {
        "query": query,
        "vocabularies": vocabularies(),
        "catalog": catalog,
        "headings": [(column, *_turned(column, sort, link, ids)) for column in COLUMNS],
        "lines": [_line(catalog, query, each, ids, link, current) for each in shown],
        "picked": picked,
        "most": MOST_COMPARED,
        "compare": query.link("compare", ids),
        "clear": link(()),
        "page": current,
        "pages": [(n, link(ids, page=str(n))) for n in range(1, pages + 1)],
    }


def _turned(
    column: Column, sort: str, link: Callable[..., str], ids: Sequence[str]
) -> tuple[str, str]:
    """Return the heading's `aria-sort` and the link that sorts by it, or turns its order."""
    if sort == column.sort:
        return "ascending", link(ids, sort=f"-{column.sort}")
    if sort == f"-{column.sort}":
        return "descending", link(ids, sort=column.sort)
    return "none", link(ids, sort=column.sort)


def _line(
    catalog: Catalog,
    query: Query,
    therapy: Therapy,
    ids: tuple[str, ...],
    link: Callable[..., str],
    page: int,
) -> Line:
    picked = therapy.id in ids
    others = tuple(each for each in ids if each != therapy.id)
    return Line(
        therapy,
        documents_of(catalog, therapy.id),
        splits(catalog, therapy.id),
        contexts(catalog, therapy),
        picked,
        link(others if picked else (*ids, therapy.id), page=str(page)),
        query.reason(catalog, therapy.id),
    )
