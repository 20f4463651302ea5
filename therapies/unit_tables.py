"""Unit charts: one mark for each therapy, in the cells of a table, told apart by outcome."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from math import ceil

from therapies import grid
from therapies.exports.view import View
from therapies.model import ActsOn, Category, Evidence, Goal, Outcome, Standing, Term, Therapy
from therapies.statement import paired, presented, statement

NAMED_LINES = 15
"""So many lines of names fit on a screen."""

LETTERS = 84
"""So many letters of names stand side by side on a screen, beside the rows' heads."""


@dataclass(frozen=True)
class Unit:
    """A therapy in a cell, and the mark that stands for it there."""

    therapy: Therapy
    mark: grid.Mark

    @property
    def label(self) -> str:
        """What a screen reader says instead of the mark."""
        framed = f", also presented as {self.mark.goal}" if self.mark.framed else ""
        return f"{self.therapy.name}{framed}: {paired(self.mark.evidence, self.mark.outcome)}"

    @property
    def told(self) -> str:
        """The sentences that are told when it is pointed at."""
        if self.mark.framed:
            return presented(self.therapy, self.mark.goal, self.mark)
        return statement(self.therapy)


@dataclass(frozen=True)
class Units:
    """Units of a cell that stand together, and the words that stand before their marks."""

    label: str
    members: tuple[Unit, ...]


@dataclass(frozen=True)
class UnitRow:
    """A row: the value that it is for, and the units of each column."""

    head: Term
    cells: tuple[tuple[Units, ...], ...]


@dataclass(frozen=True)
class UnitTable:
    """A unit chart: `columns` (empty for one without heads), rows, and how a therapy is marked.

    `face` is `evidence` (its mark), `category` (its symbol) or `name` (mark and name); `left_out`
    are the rows and columns without any therapy.
    """

    columns: tuple[Term, ...]
    rows: tuple[UnitRow, ...]
    face: str
    left_out: tuple[Term, ...] = ()

    @property
    def shares(self) -> tuple[int, ...]:
        """How wide each column is beside the others: as its longest run needs, within limits."""
        columns = zip(*(row.cells for row in self.rows), strict=True)
        return tuple(max(NARROW, *map(_width, column)) for column in columns)


NARROW, WIDE = 15, 36
"""Between these widths, in letters, a column is."""


def _width(cell: Sequence[Units]) -> int:
    """Return the letters that the longest run of a cell takes; a mark takes three."""
    longest = max((len(each.label) + 3 * len(each.members) + 2 for each in cell), default=0)
    return min(longest, WIDE)


def goals(view: View) -> UnitTable:
    """Return the map: category × goal, with names where they fit, else a mark for each therapy."""
    rows = grid.cells(view.catalog, view.query)
    columns = [
        place for place, _ in enumerate(Goal) if any(row[place].groups for row in rows.values())
    ]
    kept = {category: row for category, row in rows.items() if any(cell.groups for cell in row)}
    left_out = (
        *(each for each in Category if each not in kept),
        *(goal for place, goal in enumerate(Goal) if place not in columns),
    )
    named = len(view.therapies) <= grid.NAMES_LIMIT and _fits(kept.values(), columns)
    make = _named if named else _marked
    return UnitTable(
        tuple(goal for place, goal in enumerate(Goal) if place in columns),
        tuple(
            UnitRow(category, tuple(make(row[place]) for place in columns))
            for category, row in kept.items()
        ),
        "name" if named else "evidence",
        left_out,
    )


def _fits(rows: Iterable[Sequence[grid.Cell]], columns: Sequence[int]) -> bool:
    """Say whether the names of the map fit on a screen."""
    width = LETTERS // max(len(columns), 1)
    return sum(max(_lines(row[place], width) for place in columns) for row in rows) <= NAMED_LINES


def _lines(cell: grid.Cell, width: int) -> int:
    return sum(
        ceil((len(_pair(group)) + 3) / width)
        + sum(ceil((len(each.name) + 2) / width) for each in group.therapies)
        for group in cell.groups
    )


def _pair(group: grid.Group) -> str:
    pair = paired(group.mark.evidence, group.mark.outcome)
    return f"also framed so; {pair}" if group.mark.framed else pair


def _named(cell: grid.Cell) -> tuple[Units, ...]:
    return tuple(Units(_pair(each), tuple(_units(each))) for each in cell.groups)


def _units(group: grid.Group) -> Iterator[Unit]:
    return (Unit(each, group.mark) for each in group.therapies)


def _marked(cell: grid.Cell) -> tuple[Units, ...]:
    """Return the groups, those together whose evidence is about the same; each keeps its mark."""
    found: dict[str, list[Unit]] = defaultdict(list)
    for group in cell.groups:
        label = about(group.mark)
        found[f"framed so, {label}" if group.mark.framed else label].extend(_units(group))
    return tuple(Units(label, tuple(units)) for label, units in found.items())


def about(mark: grid.Mark) -> str:
    """Return what the evidence is about, in a word or two."""
    return "no effect stated" if mark.evidence is Evidence.NOT_STATED else mark.outcome.value


def standings(therapies: Sequence[Therapy]) -> UnitTable:
    """Return place in care × evidence, a category's symbol for each therapy."""
    found: dict[tuple[Standing, Evidence], list[Therapy]] = defaultdict(list)
    for each in therapies:
        found[each.standing, each.evidence].append(each)
    rows = tuple(
        UnitRow(standing, tuple(_by_outcome(found[standing, each]) for each in Evidence))
        for standing in Standing
    )
    return UnitTable(tuple(Evidence), rows, "category")


def _by_outcome(therapies: Iterable[Therapy]) -> tuple[Units, ...]:
    found: dict[Outcome, list[Therapy]] = defaultdict(list)
    for each in sorted(therapies, key=lambda each: each.category.rank):
        found[each.outcome].append(each)
    return tuple(
        Units("" if group[0].evidence is Evidence.NOT_STATED else outcome.value, _own(group))
        for outcome, group in sorted(found.items(), key=lambda pair: pair[0].rank)
    )


def _own(therapies: Iterable[Therapy]) -> tuple[Unit, ...]:
    return tuple(Unit(each, grid.own_mark(each)) for each in therapies)


def targets(therapies: Sequence[Therapy]) -> UnitTable:
    """Return the targets along the disease, a category's symbol for each therapy."""
    rows = tuple(
        UnitRow(target, (_by_category(each for each in therapies if each.acts_on is target),))
        for target in ActsOn
    )
    return UnitTable((), rows, "category")


def _by_category(therapies: Iterable[Therapy]) -> tuple[Units, ...]:
    found: dict[Category, list[Therapy]] = defaultdict(list)
    for each in therapies:
        found[each.category].append(each)
    ordered = sorted(found.items(), key=lambda pair: pair[0].rank)
    return tuple(Units("", _own(group)) for _, group in ordered)
