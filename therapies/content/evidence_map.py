"""The map: goals × categories, naming the therapies under what is known of them.

`field` is the map of the screen; `cells` is the same as a grid, for pictures, pages and slides.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from typing import NamedTuple
from urllib.parse import urlencode

from therapies.catalog.catalog import Catalog
from therapies.model import (
    BETTER_NUMBER,
    Category,
    Evidence,
    Goal,
    Outcome,
    Therapy,
    about,
    grouped,
)
from therapies.query.query import Query

NAMES_LIMIT = 120
"""With more therapies than this the map gives counts instead of names."""


class Mark(NamedTuple):
    """What is drawn for a therapy under a goal; a `framed` one is said to have another goal."""

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
    """A category × goal of the map: its groups in order, and its filter as a link."""

    category: Category
    goal: Goal
    groups: tuple[Group, ...]
    link: str

    @property
    def count(self) -> int:
        """How many therapies have this category and this goal; framed ones do not count."""
        return sum(len(group.therapies) for group in self.groups if not group.mark.framed)


BLOCKS = (
    Category.MINERAL_METABOLISM,
    Category.EXPERIMENTAL,
    Category.MECHANICAL,
    Category.RISK_CONTROL,
)
"""The order of the blocks in a column: what acts on minerals first, risk factors last."""


@dataclass(frozen=True)
class Level:
    """Therapies of a block that share a mark, by name, and those of them that pass.

    `key` names it in the page. `own` is their goal, another one than the mark's where they are only
    presented here. `told` says what the effect is on where the column does not; `target` is the
    link to what is in it, as `Go` takes it.
    """

    key: str
    mark: Mark
    own: Goal
    told: str
    members: tuple[Therapy, ...]
    passing: tuple[Therapy, ...]
    target: str

    @property
    def weight(self) -> int:
        """How heavy its names are, as steps of the mark: 3 at most for a risk factor."""
        steps = self.mark.evidence.steps
        return min(steps, 3) if self.mark.outcome is Outcome.DRIVER else steps


@dataclass(frozen=True)
class Block:
    """A category of a column, strongest level first."""

    category: Category
    levels: tuple[Level, ...]

    @property
    def count(self) -> int:
        """How many pass that have this goal themselves."""
        return sum(len(each.passing) for each in self.levels if not each.mark.framed)

    @property
    def is_empty(self) -> bool:
        """Whether nothing of it passes."""
        return not any(each.passing for each in self.levels)


@dataclass(frozen=True)
class Column:
    """A column: what its therapies are said to act on, and its blocks.

    `said` are the outcomes of the whole table's therapies of this goal here; `apart` says that the
    goal has two columns, and this one holds what is said of a risk factor only.
    """

    goal: Goal
    apart: bool
    said: tuple[Outcome, ...]
    blocks: tuple[Block, ...]

    @property
    def heading(self) -> str:
        """What is said here, as a heading: `Said of plaque or events`."""
        if not self.said:
            return "Only presented here" if self.blocks else ""
        itself = " itself" if self.said == (Outcome.CALCIFICATION,) else ""
        return f"Said of {' or '.join(each.label for each in self.said)}{itself}"

    @property
    def gloss(self) -> str:
        """What that means, or what the goal means where it has one column."""
        if self.said == (Outcome.DRIVER,):
            return BETTER_NUMBER
        if self.goal is Goal.HALT:
            return self.said[0].definition if len(self.said) == 1 else ""
        return f"{self.goal.phrase.capitalize()}."

    @property
    def count(self) -> int:
        """How many pass that have this goal themselves."""
        return sum(block.count for block in self.blocks)

    @property
    def is_empty(self) -> bool:
        """Whether nothing of it passes."""
        return all(block.is_empty for block in self.blocks)

    @property
    def lines(self) -> int:
        """How many lines it takes with the names of the whole table."""
        levels = [level for block in self.blocks for level in block.levels]
        return len(self.blocks) + sum(1 + len(level.members) for level in levels)


@dataclass(frozen=True)
class Aim:
    """A goal with its columns, and the categories that the whole table has nothing of."""

    goal: Goal
    columns: tuple[Column, ...]
    missing: tuple[Category, ...]

    @property
    def count(self) -> int:
        """How many pass that have this goal."""
        return sum(column.count for column in self.columns)

    @property
    def is_empty(self) -> bool:
        """Whether nothing of it passes."""
        return all(column.is_empty for column in self.columns)


def field(catalog: Catalog, query: Query) -> tuple[Aim, ...]:
    """Return the map of the whole table, where each level knows which of it pass `query`."""
    passing = {therapy.id for therapy in query.apply(catalog)}
    return tuple(
        replace(aim, columns=tuple(_passing(column, passing) for column in aim.columns))
        for aim in _whole(catalog)
    )


def _passing(column: Column, ids: set[str]) -> Column:
    def level(each: Level) -> Level:
        return replace(each, passing=tuple(one for one in each.members if one.id in ids))

    blocks = (replace(each, levels=tuple(map(level, each.levels))) for each in column.blocks)
    return replace(column, blocks=tuple(blocks))


@lru_cache(maxsize=4)
def _whole(catalog: Catalog) -> tuple[Aim, ...]:
    """Return the map of the whole table; halting has a column for risk factors of its own."""
    found = grouped(
        ((goal, _is_apart(catalog, therapy, goal)), therapy)
        for therapy in catalog.therapies
        for goal in (therapy.goal, *therapy.also_framed_as)
    )
    aims = []
    for goal in Goal:
        parts = [apart for apart in (False, True) if (goal, apart) in found] or [False]
        columns = tuple(_column(catalog, found.get((goal, part), []), goal, part) for part in parts)
        named = {block.category for column in columns for block in column.blocks}
        aims.append(Aim(goal, columns, tuple(each for each in BLOCKS if each not in named)))
    return tuple(aims)


def _is_apart(catalog: Catalog, therapy: Therapy, goal: Goal) -> bool:
    """Say whether it is in the column of risk factors, which only halting has."""
    own = therapy.goal is goal
    outcome = therapy.outcome if own else mark(catalog, therapy, goal).outcome
    return goal is Goal.HALT and outcome is Outcome.DRIVER


def _column(catalog: Catalog, therapies: Sequence[Therapy], goal: Goal, apart: bool) -> Column:
    marked = [(each, mark(catalog, each, goal)) for each in therapies]
    own = {each.outcome for each in therapies if each.goal is goal}
    said = own - {Outcome.DRIVER, Outcome.NOT_APPLICABLE} or own
    outcomes = {each.outcome for _, each in marked} - {Outcome.NOT_APPLICABLE}
    blocks = grouped((therapy.category, (therapy, each)) for therapy, each in marked)
    return Column(
        goal,
        apart,
        tuple(sorted(said, key=lambda each: each.rank)),
        tuple(
            Block(category, _block(blocks[category], apart, len(outcomes) > 1))
            for category in BLOCKS
            if category in blocks
        ),
    )


def _block(marked: Sequence[tuple[Therapy, Mark]], apart: bool, mixed: bool) -> tuple[Level, ...]:
    """Return a block's levels; `mixed` says that its column has several outcomes."""
    found = grouped(((each, therapy.goal), therapy) for therapy, each in marked)
    keys = sorted(found, key=lambda key: (*_strength(key[0]), key[1].rank))
    return tuple(_level(key[0], key[1], found[key], apart, mixed) for key in keys)


def _level(each: Mark, own: Goal, therapies: Sequence[Therapy], apart: bool, mixed: bool) -> Level:
    category, members = therapies[0].category, sorted(therapies, key=lambda t: t.name.casefold())
    key = (
        f"{each.goal}{' of a risk factor' if apart else ''}",
        category,
        each.evidence,
        each.outcome,
        f"as {own}" if each.framed else "own",
    )
    told = ""
    if mixed and each.outcome is Outcome.DRIVER:
        told = f"{each.outcome.short} only"
    elif mixed and each.outcome is not Outcome.NOT_APPLICABLE:
        told = f"on {each.outcome.label}"
    target = f"?{urlencode(_filter(each, own, category, members))}"
    return Level("|".join(key), each, own, told, tuple(members), tuple(members), target)


def _filter(
    each: Mark, own: Goal, category: Category, members: Sequence[Therapy]
) -> list[tuple[str, str]]:
    """Return the filter that gives the members, or as near as filters come to them."""
    if each.framed:
        return [("category", category), ("goal", own), ("also_framed_as", each.goal)]
    outcomes = {member.outcome for member in members}
    on = [("outcome", outcomes.pop())] if len(outcomes) == 1 else []
    return [("category", category), ("goal", own), ("evidence", each.evidence), *on]


def _strength(each: Mark) -> tuple[bool, bool, bool, int, int]:
    """Sort strongest first: a risk factor goes below the disease, no effect below all."""
    silent = each.evidence is Evidence.NOT_STATED
    is_driver = each.outcome is Outcome.DRIVER
    return each.framed, silent, is_driver, each.evidence.rank, each.outcome.rank


def cells(catalog: Catalog, query: Query) -> dict[Category, tuple[Cell, ...]]:
    """Return the map's rows for what passes `query`, each with a cell for every goal."""
    here = _placed(query.apply(catalog))

    def cell(category: Category, goal: Goal) -> Cell:
        found = here.get((category, goal), [])
        link = query.with_values(category=(category,), goal=(goal,)).link()
        return Cell(category, goal, _groups(catalog, found, goal), link)

    return {category: tuple(cell(category, goal) for goal in Goal) for category in BLOCKS}


def _placed(therapies: Iterable[Therapy]) -> dict[tuple[Category, Goal], list[Therapy]]:
    """Return the therapies of each cell; one that is framed with other goals is there too."""
    return grouped(
        ((therapy.category, goal), therapy)
        for therapy in therapies
        for goal in (therapy.goal, *therapy.also_framed_as)
    )


def mark(catalog: Catalog, therapy: Therapy, goal: Goal) -> Mark:
    """Return what is drawn for the therapy under `goal`, its own or one it is framed with.

    A framing has the strongest evidence, with its outcome, of the claims that give it.
    """
    if goal is therapy.goal:
        return own_mark(therapy)
    marks = [
        Mark(goal, claim.evidence, about(claim.evidence, claim.outcome), framed=True)
        for claim in catalog.claims_of[therapy.id]
        if claim.goal is goal
    ]
    return min(marks, key=lambda each: (each.evidence.rank, each.outcome.rank))


def own_mark(therapy: Therapy) -> Mark:
    """Return what is drawn for the therapy under its own goal."""
    return Mark(therapy.goal, therapy.evidence, about(therapy.evidence, therapy.outcome))


def _groups(catalog: Catalog, therapies: Sequence[Therapy], goal: Goal) -> tuple[Group, ...]:
    found = grouped((mark(catalog, each, goal), each) for each in therapies)
    return tuple(Group(each, tuple(found[each])) for each in sorted(found, key=order))


def order(each: Mark) -> tuple[bool, bool, int, int]:
    """What is about a risk factor only goes below what is about the disease, framed ones last."""
    is_driver = each.outcome is Outcome.DRIVER
    return each.framed, is_driver, each.evidence.rank, each.outcome.rank
