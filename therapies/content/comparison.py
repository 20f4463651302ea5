"""Therapies side by side: rows are the questions that people ask."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from itertools import groupby
from typing import Any, NamedTuple

from therapies.catalog.catalog import Catalog
from therapies.content.passages import source_passage
from therapies.content.relations import receipts, suggestions
from therapies.content.sentences import (
    aim,
    contexts,
    differ,
    documents_of,
    framing,
    known,
    sayers,
    sides,
)
from therapies.content.side_list import named
from therapies.model import (
    COLUMN,
    NOT_STATED,
    SEPARATOR,
    Evidence,
    Source,
    Therapy,
    effect_on,
    paired,
)
from therapies.site import MOST_COMPARED

DIFFERENCES = "differences"
"""The URL parameter that leaves out the rows in which all agree."""

DIFFER = "Documents differ"
"""What is said where they do; the sides are below it where there is room for them."""

WORTH = 4
"""How many therapies are named as worth adding."""

NONE_STATED = "None stated"
NONE_NAMED = "No class named"
"""The answers where the table has no caveat, and no class."""


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
    """What a cell says, in parts; each surface lays out those that it has room for.

    `main` holds the values that answer the question, led by the mark of `evidence`; `gloss` tells
    what they mean or where they stand, where there is room, `detail` says more. `sides` are what
    the documents say where they differ, `documents` those that the answer consists of.
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
    def parts(self) -> tuple[tuple[str, str], ...]:
        """All parts as lines to read, each under the name of what it is."""
        told = (("differ", f"{DIFFER}:"), *(("side", side.line) for side in self.sides))
        parts = (
            *(("main", self.headline), ("gloss", self.gloss), ("detail", self.detail)),
            *(("sayers", self.said_by), ("framing", self.framing)),
            *(told if self.sides else ()),
            *(("document", document.name) for document in self.documents),
        )
        return tuple(part for part in parts if part[1])

    @property
    def lines(self) -> tuple[str, ...]:
        """All parts as lines to read."""
        return tuple(line for _, line in self.parts)

    @property
    def short_lines(self) -> tuple[str, ...]:
        """The parts as lines, without the gloss; that documents differ, but not how."""
        left_out = ("gloss", "side")
        return tuple(
            DIFFER if name == "differ" else line
            for name, line in self.parts
            if name not in left_out
        )

    @property
    def unordered(self) -> "Answer":
        """The answer without an order of its values: equal to those that read the same."""
        return replace(self, main=tuple(sorted(self.main)))


@dataclass(frozen=True)
class Question:
    """A question, the columns whose receipts prove its answer, and what answers it."""

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


class Cell(NamedTuple):
    """A cell of the page: an answer, and the therapies side by side that share it.

    `twin` is the first therapy before them that has the same answer too.
    """

    answer: Answer
    therapies: tuple[Therapy, ...]
    twin: Therapy | None = None


def cells(row: Row, therapies: Sequence[Therapy]) -> tuple[Cell, ...]:
    """Return the cells of `row`: one for those side by side that read the same.

    Who says it in which words stays apart: each therapy has passages of its own.
    """
    found: list[Cell] = []
    pairs = list(zip(therapies, row.answers, strict=True))
    if row.question is SAYS:
        return tuple(Cell(answer, (therapy,)) for therapy, answer in pairs)
    for key, group in groupby(pairs, key=lambda pair: pair[1].unordered):
        same = next((each.therapies[0] for each in found if each.answer.unordered == key), None)
        alike = list(group)
        found.append(Cell(alike[0][1], tuple(therapy for therapy, _ in alike), same))
    return tuple(found)


def side_by_side(
    catalog: Catalog, therapies: Sequence[Therapy], *, only_differences: bool
) -> dict[str, Any]:
    """Return the values of the template `compare`: what differs stands first."""
    ids = [therapy.id for therapy in therapies]
    ordered = sorted(rows(catalog, therapies), key=lambda row: not row.differs)
    shown = [row for row in ordered if row.differs or not only_differences]
    return {
        "catalog": catalog,
        "therapies": therapies,
        "rows": shown,
        "cells": [cells(row, therapies) for row in shown],
        "removals": [named([each for each in ids if each != id_]) for id_ in ids],
        "questions": {"firmly": FIRMLY, "what": WHAT, "says": SAYS, "against": AGAINST},
        "same": SAME if len(therapies) > 1 else ALONE,
    }


def ways_on(
    catalog: Catalog, therapies: Sequence[Therapy], *, only_differences: bool
) -> dict[str, Any]:
    """Return the values of the template `suggestions`: only what differs, and names to add.

    Names come with the target of their link; a family is a comparison that is ready.
    """
    ids = tuple(therapy.id for therapy in therapies)
    more = suggestions(catalog, therapies, WORTH) if 0 < len(ids) < MOST_COMPARED else ()
    ready = [
        family
        for family in families(catalog, MOST_COMPARED)
        if len(ids) < 2 and all(each in family for each in therapies)
    ]
    return {
        "number": len(ids),
        "most": MOST_COMPARED,
        "only": only_differences,
        "turned": f"?{DIFFERENCES}={'' if only_differences else 'true'}",
        "more": [(other, named([*ids, other.id])) for other in more],
        "families": [(family, named([each.id for each in family])) for family in ready],
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


def _how(_catalog: Catalog, therapy: Therapy) -> Answer:
    acts_on = f"{COLUMN['acts_on'].label}: {therapy.acts_on.label}"
    return Answer((therapy.mechanism,), detail=acts_on)


def _firmly(catalog: Catalog, therapy: Therapy) -> Answer:
    return Answer(
        (therapy.evidence.label, *effect_on(therapy.evidence, therapy.outcome)),
        therapy.evidence,
        sides=_sides(catalog, therapy, "evidence"),
    )


def _against(_catalog: Catalog, therapy: Therapy) -> Answer:
    return Answer((NONE_STATED if therapy.caveat == NOT_STATED else therapy.caveat,))


def _who(catalog: Catalog, therapy: Therapy) -> Answer:
    return Answer(contexts(catalog, therapy) or (NOT_STATED.capitalize(),))


def _place(catalog: Catalog, therapy: Therapy) -> Answer:
    return Answer((therapy.standing.heading,), sides=_sides(catalog, therapy, "standing"))


def _says(catalog: Catalog, therapy: Therapy) -> Answer:
    """Return the decisive words of what the row says, where they stand, and who names it."""
    documents = tuple(catalog.source_by_id[each] for each in documents_of(catalog, therapy.id))
    numbers = receipts(catalog, therapy)["evidence"]
    if not numbers:
        return Answer(documents=documents)
    passage = source_passage(catalog, catalog.claims_of[therapy.id][numbers[0] - 1])
    return Answer((f"“{passage.words}”",), gloss=passage.place, documents=documents)


def _goal(catalog: Catalog, therapy: Therapy) -> Answer:
    goal = f"{therapy.goal.heading}{' (the nearest)' if therapy.is_nearest_goal else ''}"
    said = _sides(catalog, therapy, "goal")
    return Answer((f"{goal}: {therapy.goal.phrase}",), framing=framing(therapy), sides=said)


def _what(_catalog: Catalog, therapy: Therapy) -> Answer:
    return Answer((therapy.category.heading, therapy.kind.label))


def _class(catalog: Catalog, therapy: Therapy) -> Answer:
    above = therapy.member_of
    return Answer((catalog.by_id[above].name if above else NONE_NAMED,))


def _aim(catalog: Catalog, therapy: Therapy) -> Answer:
    return Answer(
        (f"{therapy.goal.heading}: {paired(therapy.evidence, therapy.outcome)}",),
        therapy.evidence,
        gloss=f"{aim(therapy).capitalize()}; {known(therapy)}.",
        sayers=sayers(catalog, therapy),
        framing=framing(therapy),
        sides=_sides(catalog, therapy, "evidence"),
    )


HOW = Question("How does it work?", ("mechanism", "acts_on"), _how)
FIRMLY = Question("How firmly, and of what?", ("evidence",), _firmly)
AGAINST = Question(COLUMN["caveat"].label, ("caveat",), _against)
WHO = Question("For whom?", ("context",), _who)
PLACE = Question("What place in care?", ("standing",), _place)
SAYS = Question("Who says so, and in which words?", (), _says)
GOAL = Question("What does it aim at?", ("goal",), _goal)
WHAT = Question("What is it?", ("category", "kind"), _what)
CLASS = Question("Which class?", (), _class)
QUESTIONS = (HOW, FIRMLY, AGAINST, WHO, PLACE, SAYS, GOAL, WHAT, CLASS)
"""The questions of a comparison, in the order in which they are told."""

AIM = Question("What does it aim at, and how sure are the documents?", ("goal", "evidence"), _aim)
"""The question on goal and evidence in one, where a therapy has a single line."""


def _sides(catalog: Catalog, therapy: Therapy, column: str) -> tuple[Said, ...]:
    if not differ(catalog, therapy.id, column):
        return ()
    found = sides(catalog, therapy.id, column)
    return tuple(Said(catalog.source_by_id[each.source], each.values) for each in found)
