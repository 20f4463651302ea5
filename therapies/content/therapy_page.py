"""One therapy whole: what its page shows, as plain values."""

from typing import Any, NamedTuple

from therapies.catalog.catalog import Catalog
from therapies.content.evidence_map import BLOCKS
from therapies.content.relations import look_alikes, neighbours, receipts
from therapies.content.sentences import (
    SILENT,
    SPLIT_COLUMNS,
    aim,
    contexts,
    differ,
    framing,
    known,
    sayers,
    sides,
    splits,
    statement,
)
from therapies.content.side_list import in_order, named
from therapies.model import (
    BETTER_NUMBER,
    COLUMN,
    Category,
    Claim,
    Evidence,
    Goal,
    Outcome,
    Source,
    Therapy,
    about,
    as_read,
    effect_on,
)
from therapies.query.query import Query
from therapies.site import MOST_COMPARED
from therapies.wording import Value


class DocumentRow(NamedTuple):
    """What this table and each document say in one column; empty where it is not named."""

    label: str
    split: bool
    ours: Value
    said: tuple[tuple[Value, ...], ...]


class Relatives(NamedTuple):
    """Therapies under what they are to another: its class, its members, others of its class."""

    label: str
    therapies: tuple[Therapy, ...]


class DocumentCard(NamedTuple):
    """A document: what it says where documents differ, and its claims with their numbers."""

    source: Source
    apart: tuple[tuple[str, tuple[Value, ...]], ...]
    claims: tuple[tuple[int, Claim], ...]


HERE, PRESENTED = "here", "also presented here"
"""What stands at a place of the small map."""

AGREED = "The claims agree; no ruling was needed."
"""Why it is classified so, where it took no ruling."""

INSIDE, OUTSIDE = " in this filter", "outside this filter"
"""What is said of the place in the list where a filter is set."""

_BEFORE = {True: ", but ", False: " is "}
"""What the decisive words of a clause on the evidence stand behind, where no effect is stated."""


def profile(catalog: Catalog, therapy: Therapy, query: Query) -> dict[str, Any]:
    """Return what is said of a therapy, as every surface shows it."""
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
        "documents": [_row(catalog, therapy, column) for column in SPLIT_COLUMNS],
        "claims": catalog.claims_of[therapy.id],
    }


def contents(catalog: Catalog, therapy: Therapy, query: Query, claim: str = "") -> dict[str, Any]:
    """Return the values of the template `therapy`; the passage of the claim `claim` is marked."""
    clause = known(therapy)
    before, apart, words = clause.rpartition(_BEFORE[therapy.evidence is Evidence.NOT_STATED])
    sources = {each.source for each in catalog.claims_of[therapy.id]}
    return {
        **profile(catalog, therapy, query),
        **related(catalog, therapy),
        **turn(catalog, therapy, query),
        "answer": (aim(therapy).capitalize(), before + apart, words),
        "effect": effect_on(therapy.evidence, therapy.outcome),
        "caution": BETTER_NUMBER if _is_driver(therapy) else "",
        "naming": (len(sources), len(catalog.sources)),
        "apart": splits(catalog, therapy.id),
        "places": [(each, [_stands(therapy, each, goal) for goal in Goal]) for each in BLOCKS],
        "family": relatives(catalog, therapy),
        "cards": _cards(catalog, therapy),
        "claim": claim,
        "silence": SILENT.capitalize(),
        "agreed": AGREED,
    }


def relatives(catalog: Catalog, therapy: Therapy) -> tuple[Relatives, ...]:
    """Return its class, its members and the others of its class, each strongest first."""
    above = therapy.member_of
    siblings = [each for each in catalog.members_of[above] if each != therapy.id] if above else []
    found = (
        (COLUMN["member_of"].label, [above] if above else []),
        ("Members", catalog.members_of[therapy.id]),
        ("Same class", siblings),
    )
    return tuple(
        Relatives(label, in_order(catalog.by_id[each] for each in ids))
        for label, ids in found
        if ids
    )


def related(catalog: Catalog, therapy: Therapy) -> dict[str, Any]:
    """Return the look-alikes, those of its class first, and the link that compares the first."""
    alikes = look_alikes(catalog, therapy)
    near = sorted(in_order(alikes), key=lambda other: not _same_class(therapy, other))
    first = near[: MOST_COMPARED - 1]
    ids = (therapy.id, *(other.id for other in first))
    return {
        "alikes": first,
        "more_alikes": near[len(first) :],
        "compare": f"compare{named(ids)}",
    }


def turn(catalog: Catalog, therapy: Therapy, query: Query) -> dict[str, Any]:
    """Return the neighbours in the filter's list, and the place in it."""
    before, after = neighbours(catalog, query, therapy)
    passing = {each.id for each in query.apply(catalog)}
    place = OUTSIDE
    if therapy.id in passing:
        listed = [each for each in in_order(catalog.therapies) if each.id in passing]
        place = f"{listed.index(therapy) + 1} of {len(listed)}"
        place += INSIDE if query != Query() else ""
    return {"before": before, "after": after, "place": place}


def _is_driver(therapy: Therapy) -> bool:
    return about(therapy.evidence, therapy.outcome) is Outcome.DRIVER


def _same_class(therapy: Therapy, other: Therapy) -> bool:
    return other.member_of is not None and other.member_of == therapy.member_of


def _stands(therapy: Therapy, category: Category, goal: Goal) -> str:
    """Return what stands at a place of the map: `here`, `also presented here` or nothing."""
    if therapy.category is not category:
        return ""
    return HERE if goal is therapy.goal else PRESENTED if goal in therapy.also_framed_as else ""


def _cards(catalog: Catalog, therapy: Therapy) -> tuple[DocumentCard, ...]:
    """Return what each document says: where it differs, and its passages with their numbers."""
    claims = list(enumerate(catalog.claims_of[therapy.id], 1))
    rows = [_row(catalog, therapy, column) for column in splits(catalog, therapy.id)]
    return tuple(
        DocumentCard(
            source,
            tuple((row.label, row.said[place]) for row in rows if row.said[place]),
            tuple((number, each) for number, each in claims if each.source == source.id),
        )
        for place, source in enumerate(catalog.sources)
    )


def _row(catalog: Catalog, therapy: Therapy, column: str) -> DocumentRow:
    said = dict(sides(catalog, therapy.id, column))
    return DocumentRow(
        COLUMN[column].label,
        differ(catalog, therapy.id, column),
        as_read(therapy, column),
        tuple(said.get(source.id, ()) for source in catalog.sources),
    )
