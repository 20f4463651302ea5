"""Therapies side by side: rows are the questions that people ask."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from therapies.catalog import Catalog
from therapies.model import NOT_STATED, Therapy
from therapies.query import Query
from therapies.statement import (
    aim,
    contexts,
    differ,
    documents_of,
    framing,
    known,
    paired,
    sayers,
    sides,
)


@dataclass(frozen=True)
class Answer:
    """The lines of a cell, and the codes by which answers are compared (wording is not)."""

    lines: tuple[str, ...]
    codes: tuple[object, ...]


@dataclass(frozen=True)
class Row:
    """A question and one answer for each therapy."""

    question: str
    answers: tuple[Answer, ...]

    @property
    def differs(self) -> bool:
        """Whether the therapies have different answers."""
        return len({answer.codes for answer in self.answers}) > 1


def side_by_side(
    catalog: Catalog, therapies: Sequence[Therapy], query: Query, *, only_differences: bool
) -> dict[str, Any]:
    """Return the values of the template `compare`."""
    ids = [therapy.id for therapy in therapies]
    found = rows(catalog, therapies)
    return {
        "catalog": catalog,
        "query": query,
        "therapies": therapies,
        "rows": [row for row in found if row.differs or not only_differences],
        "removals": [query.link("compare", [each for each in ids if each != id_]) for id_ in ids],
        "what": WHAT,
        "aim": AIM,
        "says": SAYS,
    }


def families(catalog: Catalog, most: int) -> tuple[tuple[Therapy, ...], ...]:
    """Return each class with its members, `most` therapies at the most: ready comparisons."""
    return tuple(
        tuple(catalog.by_id[each] for each in (id_, *members))[:most]
        for id_, members in catalog.members_of.items()
        if members
    )


def rows(catalog: Catalog, therapies: Sequence[Therapy]) -> tuple[Row, ...]:
    """Return the comparison of `therapies`, one row for each question."""
    return tuple(
        Row(question, tuple(answer(catalog, therapy) for therapy in therapies))
        for question, answer in QUESTIONS.items()
    )


def _what(catalog: Catalog, therapy: Therapy) -> Answer:
    above = catalog.by_id[therapy.member_of].name if therapy.member_of else ""
    return _answer(
        (therapy.kind, therapy.category, above),
        f"{therapy.kind.label}; {therapy.category}",
        above and f"Belongs to: {above}",
    )


def _aim(catalog: Catalog, therapy: Therapy) -> Answer:
    split = _split(catalog, therapy, "evidence")
    return _answer(
        (therapy.goal, therapy.evidence, therapy.outcome, therapy.also_framed_as, split),
        f"{therapy.goal.label}: {paired(therapy.evidence, therapy.outcome)}",
        f"{aim(therapy).capitalize()}; {known(therapy)}.",
        f"Said by: {', '.join(sayers(catalog, therapy))}",
        framing(therapy),
        *split,
    )


def _where(_catalog: Catalog, therapy: Therapy) -> Answer:
    return _answer((therapy.acts_on,), therapy.acts_on.label, therapy.mechanism)


def _who(catalog: Catalog, therapy: Therapy) -> Answer:
    who = contexts(catalog, therapy)
    return _answer(tuple(sorted(who)), "; ".join(who) or SILENT)


def _place(catalog: Catalog, therapy: Therapy) -> Answer:
    split, place = _split(catalog, therapy, "standing"), therapy.standing
    return _answer((place, split), place.label, place.definition, *split)


def _against(_catalog: Catalog, therapy: Therapy) -> Answer:
    said = "No caveat stated" if therapy.caveat == NOT_STATED else therapy.caveat
    return _answer((said,), said)


def _says(catalog: Catalog, therapy: Therapy) -> Answer:
    documents = documents_of(catalog, therapy.id)
    return _answer(documents, *(catalog.source_by_id[each].name for each in documents))


SILENT = NOT_STATED.capitalize()
WHAT = "What is it?"
AIM = "What does it aim at, and how sure are the documents?"
SAYS = "Who says so?"
QUESTIONS: dict[str, Callable[[Catalog, Therapy], Answer]] = {
    WHAT: _what,
    AIM: _aim,
    "Where does it act?": _where,
    "Who is it for?": _who,
    "What place in care?": _place,
    "What speaks against it?": _against,
    SAYS: _says,
}


def _split(catalog: Catalog, therapy: Therapy, column: str) -> tuple[str, ...]:
    """Return what each document says where they differ, a line each."""
    if not differ(catalog, therapy.id, column):
        return ()
    said = (
        f"{catalog.source_by_id[side.source].name}: {'; '.join(side.values)}"
        for side in sides(catalog, therapy.id, column)
    )
    return ("Documents differ:", *said)


def _answer(codes: tuple[object, ...], *lines: str) -> Answer:
    return Answer(tuple(line for line in lines if line), codes)
