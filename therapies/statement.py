"""The sentences about a therapy, all from one template whose verb depends on the evidence."""

from typing import NamedTuple, Protocol, Self

from therapies.catalog import Catalog
from therapies.model import NOT_STATED, Claim, Evidence, Goal, Outcome, Term, Therapy

SPLIT_COLUMNS = ("goal", "evidence", "standing")
"""The columns in which documents can differ, as each claim states them."""


class Known(Protocol):
    """What gives evidence with the outcome that it is about."""

    @property
    def evidence(self) -> Evidence:
        """What is known."""

    @property
    def outcome(self) -> Outcome:
        """What the effect is on."""


class Value(str):
    """What is said in a cell, as its words; evidence has its mark with it."""

    symbol: str

    def __new__(cls, text: str, symbol: str = "") -> Self:
        """Make one from its words and its mark."""
        value = super().__new__(cls, text)
        value.symbol = symbol
        return value

    @property
    def marked(self) -> str:
        """The mark, if there is one, and the words: `● shown, for calcification`."""
        return f"{self.symbol} {self}".strip()


class Side(NamedTuple):
    """What one document says in one column; `not stated` where it says nothing."""

    source: str
    values: tuple[Value, ...]


def statement(therapy: Therapy) -> str:
    """Return what `therapy` is said to aim at and how sure the documents are, in one sentence."""
    return f"{therapy.name}: {aim(therapy)}; {known(therapy)}."


def presented(therapy: Therapy, goal: Goal, there: Known) -> str:
    """Return the statement, and what is known where the therapy is also framed with `goal`."""
    return f"{statement(therapy)} Also presented as “{goal}”: there {known(there)}."


def aim(therapy: Therapy) -> str:
    """Return the clause on the goal; one that fits poorly is called the nearest."""
    return f"{'nearest aim: ' if therapy.is_nearest_goal else 'aims '}to {therapy.goal.phrase}"


def known(record: Known) -> str:
    """Return the clause on the evidence, with the outcome that it is about."""
    return record.evidence.phrase.format(outcome=record.outcome.phrase)


def paired(evidence: Evidence, outcome: Outcome) -> Value:
    """Return evidence and outcome as they stand together: `shown, for calcification`."""
    return Value(", ".join(pair(evidence, outcome)), evidence.symbol)


def pair(evidence: Evidence, outcome: Outcome) -> tuple[str, ...]:
    """Return the words for evidence and outcome: `shown` and `for calcification`."""
    if outcome is Outcome.NOT_APPLICABLE:
        return (evidence.value,)
    on = "a driver" if outcome is Outcome.DRIVER else outcome.value
    return evidence.value, f"for {on}"


def coded(claim: Claim) -> str:
    """Return a claim's goal with its evidence and outcome: `halt (shown, for calcification)`."""
    goal = claim.goal.value if claim.goal else "goal not stated"
    pair = paired(claim.evidence, claim.outcome)
    return f"{goal} ({'evidence ' if claim.evidence is Evidence.NOT_STATED else ''}{pair})"


def framing(therapy: Therapy) -> str:
    """Return the sentence on the other goals it is framed with, or nothing."""
    if not therapy.also_framed_as:
        return ""
    others = " and ".join(goal.value for goal in therapy.also_framed_as)
    return f"Also framed as: {others}. A framing is not an effect."


def sayers(catalog: Catalog, therapy: Therapy) -> tuple[str, ...]:
    """Return the names of the documents whose claims carry the row's evidence and outcome."""
    known = (therapy.evidence, therapy.outcome)
    said = {
        claim.source
        for claim in catalog.claims_of[therapy.id]
        if (claim.evidence, claim.outcome) == known
    }
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
        term if term in own else f"{term} (for another goal it is framed with)"
        for term in therapy.context
    )


def documents_of(catalog: Catalog, therapy_id: str) -> tuple[str, ...]:
    """Return the ids of the documents that name the therapy, in the order of `sources.csv`."""
    named = {claim.source for claim in catalog.claims_of[therapy_id]}
    return tuple(source.id for source in catalog.sources if source.id in named)


def sides(catalog: Catalog, therapy_id: str, column: str) -> tuple[Side, ...]:
    """Return what each document that names the therapy says in `column`, strongest first.

    Evidence is given with its outcome: `stated, for a driver`.
    """
    claims = catalog.claims_of[therapy_id]
    return tuple(
        Side(source, _said([claim for claim in claims if claim.source == source], column))
        for source in documents_of(catalog, therapy_id)
    )


def differ(catalog: Catalog, therapy_id: str, column: str) -> bool:
    """Say whether documents differ in `column`; one that says nothing does not disagree."""
    spoken = {side.values for side in sides(catalog, therapy_id, column)}
    return len(spoken - {(NOT_STATED,)}) > 1


def splits(catalog: Catalog, therapy_id: str) -> tuple[str, ...]:
    """Return the columns in which documents differ about the therapy."""
    return tuple(column for column in SPLIT_COLUMNS if differ(catalog, therapy_id, column))


def _said(claims: list[Claim], column: str) -> tuple[Value, ...]:
    terms: list[Term] = [getattr(claim, column) for claim in claims]
    spoken = [
        (term, claim)
        for term, claim in zip(terms, claims, strict=True)
        if term and term != NOT_STATED
    ]
    ordered = sorted(spoken, key=lambda pair: (pair[0].rank, pair[1].outcome.rank))
    words = [
        paired(claim.evidence, claim.outcome) if column == "evidence" else Value(term)
        for term, claim in ordered
    ]
    return tuple(dict.fromkeys(words)) or (_unsaid(column),)


def _unsaid(column: str) -> Value:
    return Value(NOT_STATED, Evidence.NOT_STATED.symbol if column == "evidence" else "")
