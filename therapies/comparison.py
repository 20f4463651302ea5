"""Therapies side by side: rows are the questions that people ask."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from typing import Any, NamedTuple

from therapies.catalog import Catalog
from therapies.model import NOT_STATED, SEPARATOR, Evidence, Source, Therapy
from therapies.query import Query
from therapies.relations import MOST_COMPARED, suggestions
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

DIFFERENCES = "differences"
"""The URL parameter that leaves out the rows in which all agree."""

DIFFER = "Documents differ"
"""What is said where they do; the sides stand below it where there is room for them."""


SAME = "They differ on none of the questions."
ALONE = "One therapy alone differs from none: add another."
"""What is said where only differences are asked for and there are none."""


class Said(NamedTuple):
    """What one document says."""

    document: Source
    values: tuple[str, ...]

    @property
    def line(self) -> str:
        """The document, and what it says."""
        return f"{self.document.name}: {SEPARATOR.join(self.values)}"


@dataclass(frozen=True)
class Answer:
    """What a cell tells, in parts; each surface lays out those that it has room for.

    `main` holds the values that answer the question, led by the mark of `evidence`; `gloss` says
    in other words what they mean, `detail` says more. `sides` are what the documents say where
    they differ, `documents` those that the answer consists of.
    """

    main: tuple[str, ...] = ()
    evidence: Evidence | None = None
    gloss: str = ""
    detail: str = ""
    sayers: tuple[str, ...] = ()
    framing: str = ""
    sides: tuple[Said, ...] = ()
    documents: tuple[Source, ...] = ()

    @property
    def headline(self) -> str:
        """The values that answer the question."""
        return SEPARATOR.join(self.main)

    @property
    def said_by(self) -> str:
        """Who says so, where the answer tells it."""
        return f"Said by: {', '.join(self.sayers)}" if self.sayers else ""

    @property
    def lines(self) -> tuple[str, ...]:
        """All parts as lines to read."""
        told = (f"{DIFFER}:", *(side.line for side in self.sides)) if self.sides else ()
        return self._filled(self.gloss, *told)

    @property
    def short_lines(self) -> tuple[str, ...]:
        """The parts as lines, without the gloss; that documents differ, but not how."""
        return self._filled("", DIFFER if self.sides else "")

    def _filled(self, gloss: str, *last: str) -> tuple[str, ...]:
        names = (document.name for document in self.documents)
        parts = (self.headline, gloss, self.detail, self.said_by, self.framing, *last, *names)
        return tuple(part for part in parts if part)

    @property
    def unordered(self) -> "Answer":
        """The answer without an order of its values: equal to those that read the same."""
        return replace(self, main=tuple(sorted(self.main)))


@dataclass(frozen=True)
class Question:
    """A question, the columns whose receipts stand behind its answer, and what answers it."""

    text: str
    columns: tuple[str, ...]
    answer: Callable[[Catalog, Therapy], Answer]


@dataclass(frozen=True)
class Row:
    """A question and one answer for each therapy."""

    question: Question
    answers: tuple[Answer, ...]

    @property
    def differs(self) -> bool:
        """Whether the therapies have answers that read differently."""
        return len({answer.unordered for answer in self.answers}) > 1


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
        "removals": [
            link(query, [each for each in ids if each != id_], only_differences=only_differences)
            for id_ in ids
        ],
        "what": WHAT,
        "same": SAME if len(therapies) > 1 else ALONE,
    }


def link(query: Query, ids: Sequence[str], *, only_differences: bool) -> str:
    """Return the link of the comparison of `ids`, which leaves out what agrees if it is asked."""
    own = {DIFFERENCES: "true"} if only_differences else {}
    return query.link("compare", ids, **own)


def ways_on(
    catalog: Catalog, therapies: Sequence[Therapy], query: Query, *, only_differences: bool
) -> dict[str, Any]:
    """Return the values of the template `suggestions`: names to start from or add, each a link."""
    ids = tuple(therapy.id for therapy in therapies)
    more = suggestions(catalog, therapies) if len(ids) < MOST_COMPARED else ()
    ready = families(catalog, MOST_COMPARED) if len(ids) < 2 else ()

    def to(*others: Therapy) -> str:
        chosen = [each.id for each in others]
        return link(query, chosen, only_differences=only_differences)

    return {
        "number": len(ids),
        "most": MOST_COMPARED,
        "more": [(other.name, to(*therapies, other)) for other in more],
        "families": [(" · ".join(each.name for each in family), to(*family)) for family in ready],
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
        Row(question, tuple(question.answer(catalog, therapy) for therapy in therapies))
        for question in QUESTIONS
    )


def _what(catalog: Catalog, therapy: Therapy) -> Answer:
    above = f"Belongs to: {catalog.by_id[therapy.member_of].name}" if therapy.member_of else ""
    return Answer((therapy.kind.label, therapy.category.value), detail=above)


def _aim(catalog: Catalog, therapy: Therapy) -> Answer:
    return Answer(
        (f"{therapy.goal.label}: {paired(therapy.evidence, therapy.outcome)}",),
        therapy.evidence,
        gloss=f"{aim(therapy).capitalize()}; {known(therapy)}.",
        sayers=sayers(catalog, therapy),
        framing=framing(therapy),
        sides=_sides(catalog, therapy, "evidence"),
    )


def _where(_catalog: Catalog, therapy: Therapy) -> Answer:
    return Answer((therapy.acts_on.label,), detail=therapy.mechanism)


def _who(catalog: Catalog, therapy: Therapy) -> Answer:
    return Answer(contexts(catalog, therapy) or (SILENT,))


def _place(catalog: Catalog, therapy: Therapy) -> Answer:
    place = therapy.standing
    sides = _sides(catalog, therapy, "standing")
    return Answer((place.label,), gloss=place.definition, sides=sides)


def _against(_catalog: Catalog, therapy: Therapy) -> Answer:
    return Answer(("No caveat stated" if therapy.caveat == NOT_STATED else therapy.caveat,))


def _says(catalog: Catalog, therapy: Therapy) -> Answer:
    documents = documents_of(catalog, therapy.id)
    return Answer(documents=tuple(catalog.source_by_id[each] for each in documents))


SILENT = NOT_STATED.capitalize()
WHAT = Question("What is it?", ("category", "kind"), _what)
AIM = Question("What does it aim at, and how sure are the documents?", ("goal", "evidence"), _aim)
WHERE = Question("Where does it act?", ("acts_on", "mechanism"), _where)
WHO = Question("Who is it for?", ("context",), _who)
PLACE = Question("What place in care?", ("standing",), _place)
AGAINST = Question("What speaks against it?", ("caveat",), _against)
SAYS = Question("Who says so?", (), _says)
QUESTIONS = (WHAT, AIM, WHERE, WHO, PLACE, AGAINST, SAYS)


def _sides(catalog: Catalog, therapy: Therapy, column: str) -> tuple[Said, ...]:
    """Return what each document says where they differ."""
    if not differ(catalog, therapy.id, column):
        return ()
    return tuple(
        Said(catalog.source_by_id[side.source], side.values)
        for side in sides(catalog, therapy.id, column)
    )
