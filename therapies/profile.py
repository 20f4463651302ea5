"""One therapy whole: what its page shows, as plain values."""

from typing import Any, NamedTuple

from therapies.catalog import Catalog
from therapies.model import Therapy
from therapies.query import Query
from therapies.relations import MOST_COMPARED, look_alikes, neighbours, receipts
from therapies.statement import (
    Value,
    contexts,
    differ,
    framing,
    paired,
    sayers,
    sides,
    statement,
)

LABELS = {"goal": "Goal", "evidence": "Evidence", "standing": "Place in care"}


class DocumentRow(NamedTuple):
    """What this table and each document say in one column; empty where it is not named."""

    label: str
    split: bool
    ours: Value
    said: tuple[tuple[Value, ...], ...]


def profile(catalog: Catalog, therapy: Therapy, query: Query) -> dict[str, Any]:
    """Return the values of the template `therapy`."""
    return {
        "catalog": catalog,
        "therapy": therapy,
        "query": query,
        "statement": statement(therapy),
        "framing": framing(therapy),
        "sayers": sayers(catalog, therapy),
        "contexts": contexts(catalog, therapy),
        "receipts": receipts(catalog, therapy),
        "members": [catalog.by_id[each] for each in catalog.members_of[therapy.id]],
        "documents": [_row(catalog, therapy, column) for column in LABELS],
        "claims": catalog.claims_of[therapy.id],
    }


def related(catalog: Catalog, therapy: Therapy, query: Query) -> dict[str, Any]:
    """Return the values of the template `related`: the look-alikes and a link to compare."""
    alikes = look_alikes(catalog, therapy)
    first = alikes[: MOST_COMPARED - 1]
    return {
        "therapy": therapy,
        "query": query,
        "alikes": alikes,
        "first": len(first),
        "compare": query.link("compare", [therapy.id, *(other.id for other in first)]),
    }


def turn(catalog: Catalog, therapy: Therapy, query: Query) -> dict[str, Any]:
    """Return the values of the template `turn`: the neighbours in the filter's list."""
    before, after = neighbours(catalog, query, therapy)
    passing = [each.id for each in query.apply(catalog)]
    if therapy.id in passing:
        place = f"{passing.index(therapy.id) + 1} of {len(passing)}"
    else:
        place = "outside this filter"
    if therapy.id in passing and query != Query():
        place += " in this filter"
    return {"before": before, "after": after, "place": place, "query": query}


def _row(catalog: Catalog, therapy: Therapy, column: str) -> DocumentRow:
    said = dict(sides(catalog, therapy.id, column))
    ours = (
        paired(therapy.evidence, therapy.outcome)
        if column == "evidence"
        else Value(getattr(therapy, column))
    )
    return DocumentRow(
        LABELS[column],
        differ(catalog, therapy.id, column),
        ours,
        tuple(said.get(source.id, ()) for source in catalog.sources),
    )
