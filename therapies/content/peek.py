"""A therapy beside the page: its answer, its passages, and the card that previews it."""

from collections.abc import Iterable, Sequence
from typing import Any, NamedTuple

from therapies.catalog.catalog import Catalog
from therapies.content import render
from therapies.content.evidence_map import Mark, order
from therapies.content.go import Go
from therapies.content.passages import Passage, source_passage
from therapies.content.sentences import (
    SPLIT_COLUMNS,
    aim,
    contexts,
    differ,
    documents_of,
    framing,
    known,
    sides,
)
from therapies.model import COLUMN, NOT_STATED, Claim, Goal, Standing, Therapy, about
from therapies.site import MOST_COMPARED

MOST_RELATED = 6
"""How many members of a class, or of the same class, are named."""


class Reading(NamedTuple):
    """What one passage says: its words and place, the claim, and how sure it is of what.

    `caveat` is empty where the passage gives none, or the one that the therapy has.
    """

    passage: Passage
    says: str
    mark: Mark
    goal: Goal | None
    standing: Standing
    caveat: str


class Document(NamedTuple):
    """A document's name, and what its passages say of a therapy."""

    name: str
    readings: tuple[Reading, ...]


class Relatives(NamedTuple):
    """Therapies related in one way, and how many more there are."""

    label: str
    therapies: tuple[Therapy, ...]
    more: int


class Difference(NamedTuple):
    """What documents differ on: for each its name and what it says, as marks or as words."""

    about: str
    sides: tuple[tuple[str, tuple[Mark | str, ...]], ...]


def documents(catalog: Catalog, therapy: Therapy) -> tuple[Document, ...]:
    """Return the passages on the therapy, by document."""
    claims = catalog.claims_of[therapy.id]
    return tuple(
        Document(
            catalog.source_by_id[source].name,
            tuple(_reading(catalog, therapy, each) for each in claims if each.source == source),
        )
        for source in documents_of(catalog, therapy.id)
    )


def differences(catalog: Catalog, therapy: Therapy) -> tuple[Difference, ...]:
    """Return what the documents differ on, the evidence first, with each document's side."""
    columns = [each for each in SPLIT_COLUMNS if differ(catalog, therapy.id, each)]
    columns.sort(key=lambda column: column != "evidence")
    return tuple(
        Difference(COLUMN[each].in_line, _said(catalog, therapy, each)) for each in columns
    )


def related(catalog: Catalog, therapy: Therapy) -> tuple[Relatives, ...]:
    """Return the class of the therapy, its members, and what is in the same class."""
    above, members = therapy.member_of, catalog.members_of
    beside = [each for each in members[above] if each != therapy.id] if above else []
    ways = (
        (COLUMN["member_of"].label, [above] if above else []),
        ("Members", members[therapy.id]),
        ("Same class", beside),
    )
    return tuple(
        Relatives(
            label,
            tuple(catalog.by_id[each] for each in ids[:MOST_RELATED]),
            max(0, len(ids) - MOST_RELATED),
        )
        for label, ids in ways
        if ids
    )


def answer(therapy: Therapy) -> tuple[str, str]:
    """Return what the therapy is said to aim at, and how sure the documents are of its effect."""
    aimed = aim(therapy)
    return f"{aimed[0].upper()}{aimed[1:]};", f"{known(therapy)}."


def peek_html(catalog: Catalog, therapy: Therapy, go: Go, listed: Sequence[Therapy] = ()) -> str:
    """Return the panel that shows the therapy beside the page, as `contents` fills it."""
    return render.html("peek", **contents(catalog, therapy, go, listed))


def contents(
    catalog: Catalog, therapy: Therapy, go: Go, listed: Sequence[Therapy] = ()
) -> dict[str, Any]:
    """Return the values of the template `peek`.

    With `listed`, what passes the filter in the page's order, it says the therapy's place there
    and leads to its neighbours; without, these are left for the browser to fill.
    """
    place = listed.index(therapy) if therapy in listed else None
    return {
        "therapy": therapy,
        "go": go,
        "answer": answer(therapy),
        "framing": framing(therapy),
        "contexts": contexts(catalog, therapy),
        "related": related(catalog, therapy),
        "differences": differences(catalog, therapy),
        "documents": documents(catalog, therapy),
        "place": "" if place is None else f"{place + 1} of {len(listed)}",
        "before": listed[place - 1] if place else None,
        "after": listed[place + 1] if place is not None and place + 1 < len(listed) else None,
        "full": len(go.view.named) >= MOST_COMPARED,
    }


def hover_html(therapy: Therapy) -> str:
    """Return the inside of the card that previews the therapy."""
    return render.html("hover", therapy=therapy, answer=answer(therapy))


def _reading(catalog: Catalog, therapy: Therapy, claim: Claim) -> Reading:
    own = claim.caveat not in (NOT_STATED, therapy.caveat)
    return Reading(
        source_passage(catalog, claim),
        claim.says,
        _mark(therapy, claim),
        claim.goal,
        claim.standing,
        claim.caveat if own else "",
    )


def _mark(therapy: Therapy, claim: Claim) -> Mark:
    """Return what is drawn for a claim; what it is about is all that its goal is needed for."""
    return Mark(therapy.goal, claim.evidence, about(claim.evidence, claim.outcome))


def _said(
    catalog: Catalog, therapy: Therapy, column: str
) -> tuple[tuple[str, tuple[Mark | str, ...]], ...]:
    """Return what each document says in `column`: of the evidence its marks, strongest first."""
    claims = catalog.claims_of[therapy.id]

    def said(source: str, values: tuple[str, ...]) -> tuple[Mark | str, ...]:
        if column != "evidence":
            return (", ".join(values),)
        return _strongest(_mark(therapy, each) for each in claims if each.source == source)

    return tuple(
        (catalog.source_by_id[side.source].name, said(side.source, side.values))
        for side in sides(catalog, therapy.id, column)
    )


def _strongest(marks: Iterable[Mark]) -> tuple[Mark, ...]:
    """Return each mark once, strongest first; no effect stated only where nothing else is."""
    found = sorted(set(marks), key=order)
    return tuple(each for each in found if each.evidence.steps) or tuple(found[:1])
