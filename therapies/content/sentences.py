"""The sentences about a therapy, all from one template whose verb depends on the evidence."""

from collections.abc import Callable
from typing import NamedTuple

from therapies.catalog.catalog import Catalog
from therapies.content.evidence_map import Mark
from therapies.model import (
    NOT_STATED,
    Claim,
    Evidence,
    Goal,
    Outcome,
    Therapy,
    as_held,
    as_read,
    paired,
)
from therapies.wording import Value

Word = Callable[[Claim, str], Value]
"""What a claim says in a column."""

SPLIT_COLUMNS = ("goal", "evidence", "standing")
"""The columns in which documents can differ, as each claim states them."""

SILENT = "does not name it"
"""The text for a document that says nothing of a therapy."""


class Side(NamedTuple):
    """What one document says in one column, or that it says nothing."""

    source: str
    values: tuple[Value, ...]


def statement(therapy: Therapy) -> str:
    """Return what `therapy` is said to aim at and how sure the documents are, in one sentence."""
    return f"{therapy.name}: {aim(therapy)}; {known(therapy)}."


def presented(therapy: Therapy, goal: Goal, there: Mark) -> str:
    """Return the statement, and what is known where the therapy is also framed with `goal`."""
    return f"{statement(therapy)} Also presented as “{goal}”: there {known(there)}."


def aim(therapy: Therapy) -> str:
    """Return the clause on the goal; one that fits poorly is called the nearest."""
    return f"{'nearest aim: ' if therapy.is_nearest_goal else 'aims '}to {therapy.goal.phrase}"


def known(record: Therapy | Claim | Mark) -> str:
    """Return the clause on the evidence, with the outcome that it is about."""
    return record.evidence.phrase.format(outcome=record.outcome.phrase)


def coded(claim: Claim) -> str:
    """Return a claim's goal with its evidence and outcome: `halt (shown, for calcification)`."""
    goal = claim.goal.label if claim.goal else "goal not stated"
    return f"{goal} ({paired(claim.evidence, claim.outcome)})"


def framing(therapy: Therapy) -> str:
    """Return the sentence on the other goals it is presented with, or nothing."""
    if not therapy.also_framed_as:
        return ""
    others = " and ".join(goal.doing for goal in therapy.also_framed_as)
    return (
        f"Also presented as {others}, described as {therapy.goal.doing}. An aim is not an effect."
    )


def sayers(catalog: Catalog, therapy: Therapy) -> tuple[str, ...]:
    """Return the names of the documents whose claims carry the row's evidence and outcome."""
    claims, known = catalog.claims_of[therapy.id], (therapy.evidence, therapy.outcome)
    said = {claim.source for claim in claims if (claim.evidence, claim.outcome) == known}
    return tuple(source.name for source in catalog.sources if source.id in said)


def contexts(catalog: Catalog, therapy: Therapy) -> tuple[str, ...]:
    """Return for whom or when; what no claim on the row's own goal gives is told apart."""
    own = {
        term
        for claim in catalog.claims_of[therapy.id]
        if claim.goal in (None, therapy.goal)
        for term in claim.context
    }
    return tuple(
        term if term in own else f"{term} (for another goal it is presented with)"
        for term in therapy.context
    )


def documents_of(catalog: Catalog, therapy_id: str) -> tuple[str, ...]:
    """Return the ids of the documents that name the therapy, in the order of `sources.csv`."""
    named = {claim.source for claim in catalog.claims_of[therapy_id]}
    return tuple(source.id for source in catalog.sources if source.id in named)


def sides(catalog: Catalog, therapy_id: str, column: str, word: Word = as_read) -> tuple[Side, ...]:
    """Return what each document that names the therapy says in `column`, strongest first.

    `word` gives what a claim says there; evidence comes with its outcome: `stated, for events`.
    """
    claims = catalog.claims_of[therapy_id]
    return tuple(
        Side(source, _said([claim for claim in claims if claim.source == source], column, word))
        for source in documents_of(catalog, therapy_id)
    )


def differ(catalog: Catalog, therapy_id: str, column: str) -> bool:
    """Say whether documents differ in `column`; one that says nothing does not disagree."""
    spoken = {side.values for side in sides(catalog, therapy_id, column, as_held)}
    return len(spoken - {(NOT_STATED,)}) > 1


def splits(catalog: Catalog, therapy_id: str) -> tuple[str, ...]:
    """Return the columns in which documents differ about the therapy."""
    return tuple(column for column in SPLIT_COLUMNS if differ(catalog, therapy_id, column))


def _said(claims: list[Claim], column: str, word: Word) -> tuple[Value, ...]:
    spoken = [claim for claim in claims if getattr(claim, column) not in (None, NOT_STATED)]
    spoken.sort(key=lambda claim: (getattr(claim, column).rank, claim.outcome.rank))
    if spoken:
        return tuple(dict.fromkeys(word(claim, column) for claim in spoken))
    if column == "evidence" and word is as_read:
        return (paired(Evidence.NOT_STATED, Outcome.NOT_APPLICABLE),)
    return (Value(NOT_STATED),)
