"""The map: categories × goals, each cell naming its therapies under what is known of them."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import lru_cache

from therapies.catalog import Catalog
from therapies.model import Category, Evidence, Goal, Outcome, Therapy
from therapies.query import Query

NAMES_LIMIT = 80
"""With more therapies than this the map gives counts instead of names."""


@dataclass(frozen=True)
class Group:
    """Therapies of a cell that share evidence and outcome; `framed` ones have another goal."""

    evidence: Evidence
    outcome: Outcome
    framed: bool
    therapies: tuple[Therapy, ...]


@dataclass(frozen=True)
class Cell:
    """A category × goal of the map: its groups in order, and its filter as a link.

    `hidden` tells how many of the whole table stand here but do not pass the filter.
    """

    category: Category
    goal: Goal
    groups: tuple[Group, ...]
    link: str
    hidden: int = 0

    @property
    def count(self) -> int:
        """How many therapies have this category and this goal; framed ones do not count."""
        return sum(len(group.therapies) for group in self.groups if not group.framed)

    @property
    def lines(self) -> int:
        """How many lines the cell takes when its names stand below each other."""
        return sum(len(group.therapies) + 1 for group in self.groups)


def cells(catalog: Catalog, query: Query) -> dict[Category, tuple[Cell, ...]]:
    """Return the map's rows for what passes `query`, each with a cell for every goal."""
    here, everywhere = _placed(query.apply(catalog)), _totals(catalog)

    def cell(category: Category, goal: Goal) -> Cell:
        found = here.get((category, goal), [])
        link = query.with_values(category=(category,), goal=(goal,)).link()
        hidden = everywhere.get((category, goal), 0) - len(found)
        return Cell(category, goal, _groups(catalog, found, goal), link, hidden)

    return {category: tuple(cell(category, goal) for goal in Goal) for category in Category}


def _placed(therapies: Iterable[Therapy]) -> dict[tuple[Category, Goal], list[Therapy]]:
    """Return the therapies of each cell; one that is framed with other goals stands there too."""
    found: dict[tuple[Category, Goal], list[Therapy]] = defaultdict(list)
    for therapy in therapies:
        for goal in (therapy.goal, *therapy.also_framed_as):
            found[therapy.category, goal].append(therapy)
    return found


@lru_cache(maxsize=4)
def _totals(catalog: Catalog) -> dict[tuple[Category, Goal], int]:
    return {place: len(found) for place, found in _placed(catalog.therapies).items()}


def widths(rows: Iterable[Sequence[Cell]]) -> tuple[float, ...]:
    """Return each goal's share of the width in percent: as wide as its fullest cell needs."""
    lines = (max(cell.lines for cell in column) for column in zip(*rows, strict=True))
    needs = [min(max(line / 10, 0.6), 2.2) for line in lines]
    return tuple(round(100 * need / sum(needs), 1) for need in needs)


def _groups(catalog: Catalog, therapies: Sequence[Therapy], goal: Goal) -> tuple[Group, ...]:
    found: dict[tuple[bool, Evidence, Outcome], list[Therapy]] = defaultdict(list)
    for therapy in therapies:
        if therapy.goal is goal:
            found[False, therapy.evidence, therapy.outcome].append(therapy)
        else:
            found[True, *_framing(catalog, therapy, goal)].append(therapy)
    ordered = sorted(found, key=_order)
    return tuple(
        Group(evidence, outcome, framed, tuple(found[framed, evidence, outcome]))
        for framed, evidence, outcome in ordered
    )


def _order(key: tuple[bool, Evidence, Outcome]) -> tuple[bool, bool, int, int]:
    """What is about a driver only stands below what is about the disease, framed ones last."""
    framed, evidence, outcome = key
    return framed, outcome is Outcome.DRIVER, evidence.rank, outcome.rank


def _framing(catalog: Catalog, therapy: Therapy, goal: Goal) -> tuple[Evidence, Outcome]:
    """Return the strongest evidence, with its outcome, that comes with the framing."""
    pairs = [
        (claim.evidence, claim.outcome)
        for claim in catalog.claims_of[therapy.id]
        if claim.goal is goal
    ]
    return min(pairs, key=lambda pair: (pair[0].rank, pair[1].rank))
