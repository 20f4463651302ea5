"""Frames of the table for grids and charts."""

from collections import Counter, defaultdict
from collections.abc import Sequence
from operator import attrgetter
from typing import Any, NamedTuple

import pandas as pd

from therapies.grid import NAMES_LIMIT
from therapies.model import (
    ActsOn,
    Category,
    Evidence,
    Goal,
    Kind,
    Outcome,
    Standing,
    Term,
    Therapy,
)
from therapies.statement import Value, paired
from therapies.takeaways import Known, is_ahead_of_evidence, is_driver_only

VOCABULARIES: dict[str, type[Term]] = {
    "category": Category,
    "goal": Goal,
    "evidence": Evidence,
    "outcome": Outcome,
    "standing": Standing,
    "kind": Kind,
    "acts_on": ActsOn,
}


def therapy_frame(therapies: Sequence[Therapy]) -> pd.DataFrame:
    """Return one row for each of `therapies`; vocabulary columns are ordered categoricals.

    Columns: `id`, `name`, the vocabularies of `VOCABULARIES` and `ahead` (whether use runs ahead
    of evidence).
    """
    return pd.DataFrame(
        {
            "id": [each.id for each in therapies],
            "name": [each.name for each in therapies],
            **{
                column: _ordered([getattr(each, column) for each in therapies], terms)
                for column, terms in VOCABULARIES.items()
            },
            "ahead": [is_ahead_of_evidence(each) for each in therapies],
        }
    )


def _ordered(values: Sequence[Term], terms: type[Term]) -> Any:
    return pd.Categorical(
        [term.value for term in values], categories=[term.value for term in terms], ordered=True
    )


Group = tuple[Therapy, ...] | int
"""Therapies, or how many they are where names would be too many."""


def standing_rows(therapies: Sequence[Therapy]) -> list[tuple[str, Value, Group]]:
    """Return place in care, evidence with its outcome, and the therapies, in that order."""
    groups: dict[tuple[Standing, Evidence, Outcome], list[Therapy]] = defaultdict(list)
    for therapy in therapies:
        groups[therapy.standing, therapy.evidence, therapy.outcome].append(therapy)
    ordered = sorted(groups, key=lambda key: tuple(term.rank for term in key))
    named = len(therapies) <= NAMES_LIMIT
    return [
        (key[0].value, paired(key[1], key[2]), tuple(groups[key]) if named else len(groups[key]))
        for key in ordered
    ]


def target_rows(therapies: Sequence[Therapy]) -> list[tuple[str, Group]]:
    """Return each target along the disease and the therapies that act on it."""
    groups: dict[ActsOn, list[Therapy]] = defaultdict(list)
    for therapy in therapies:
        groups[therapy.acts_on].append(therapy)
    named = len(therapies) <= NAMES_LIMIT
    return [
        (term.value, tuple(groups[term]) if named else len(groups[term]))
        for term in ActsOn
        if term in groups
    ]


class Dot(NamedTuple):
    """How many share place and evidence, what it is about, and whether use runs ahead of it."""

    number: int
    driver: bool
    ahead: bool


def standing_dots(therapies: Sequence[Therapy]) -> dict[Evidence, dict[Standing, list[Dot]]]:
    """Return for all evidence and places in care their dots, those about a driver last."""
    counts: Counter[tuple[Evidence, Standing, bool]] = Counter()
    ahead = set()
    told = Counter(map(attrgetter("evidence", "standing", "outcome"), therapies))
    for (evidence, standing, outcome), count in told.items():
        known = Known(evidence, standing, outcome)
        key = (evidence, standing, is_driver_only(known))
        counts[key] += count
        ahead |= {key} if is_ahead_of_evidence(known) else set()
    return {
        evidence: {
            standing: [
                Dot(counts[key], driver, key in ahead)
                for driver in (False, True)
                if (key := (evidence, standing, driver)) in counts
            ]
            for standing in Standing
        }
        for evidence in Evidence
    }


def target_marks(therapies: Sequence[Therapy]) -> dict[ActsOn, dict[Category, int]]:
    """Return for all targets along the disease how many of each category act there."""
    counts = Counter(map(attrgetter("acts_on", "category"), therapies))
    return {
        target: {each: counts[target, each] for each in Category if counts[target, each]}
        for target in ActsOn
    }
