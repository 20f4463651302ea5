"""The map: categories × goals, each cell naming its therapies under what is known of them."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import NamedTuple

from therapies.catalog import Catalog
from therapies.model import Category, Evidence, Goal, Outcome, Therapy
from therapies.query import Query

NAMES_LIMIT = 80
"""With more therapies than this the map gives counts instead of names."""


class Mark(NamedTuple):
    """What stands for a therapy under a goal; a `framed` one is said to have another goal."""

    goal: Goal
    evidence: Evidence
    outcome: Outcome
    framed: bool = False


@dataclass(frozen=True)
class Group:
    """Therapies of a cell that share a mark."""

    mark: Mark
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
    def nothing(self) -> str:
        """What stands in it where it has no group: whether the filter leaves some out."""
        return f"none in this filter ({self.hidden} outside it)" if self.hidden else "none named"

    @property
    def count(self) -> int:
        """How many therapies have this category and this goal; framed ones do not count."""
        return sum(len(group.therapies) for group in self.groups if not group.mark.framed)

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


def mark(catalog: Catalog, therapy: Therapy, goal: Goal) -> Mark:
    """Return what stands for the therapy under `goal`, its own or one that it is framed with."""
    return own_mark(therapy) if goal is therapy.goal else _framing(catalog, therapy, goal)


def own_mark(therapy: Therapy) -> Mark:
    """Return what stands for the therapy under its own goal."""
    return Mark(therapy.goal, therapy.evidence, therapy.outcome)


def _framing(catalog: Catalog, therapy: Therapy, goal: Goal) -> Mark:
    """Return the strongest evidence, with its outcome, that comes with the framing."""
    marks = [
        Mark(goal, claim.evidence, claim.outcome, framed=True)
        for claim in catalog.claims_of[therapy.id]
        if claim.goal is goal
    ]
    return min(marks, key=lambda each: (each.evidence.rank, each.outcome.rank))


def _groups(catalog: Catalog, therapies: Sequence[Therapy], goal: Goal) -> tuple[Group, ...]:
    found: dict[Mark, list[Therapy]] = defaultdict(list)
    for therapy in therapies:
        found[mark(catalog, therapy, goal)].append(therapy)
    return tuple(Group(each, tuple(found[each])) for each in sorted(found, key=_order))


def _order(each: Mark) -> tuple[bool, bool, int, int]:
    """What is about a driver only stands below what is about the disease, framed ones last."""
    is_driver = each.outcome is Outcome.DRIVER
    return each.framed, is_driver, each.evidence.rank, each.outcome.rank
