"""The map as one Altair chart, from the same field as the map on the screen."""

import math
from collections.abc import Iterator, Mapping, Sequence

import altair as alt

from therapies.catalog.catalog import Catalog
from therapies.content import evidence_map
from therapies.content.evidence_map import Block, Column, Level, Mark
from therapies.content.map_page import differing
from therapies.content.sentences import differ, sides
from therapies.exports.pictures.drawing import (
    LINE,
    METER,
    SIZE,
    SMALL,
    Item,
    bottom,
    drawn,
    meter,
    paragraph,
    rule,
)
from therapies.exports.pictures.text_width import width, wrapped
from therapies.model import NOT_STATED, Evidence, Goal, Outcome, Therapy
from therapies.query.query import Query
from therapies.wording import counted

NARROW, WIDE, GAP = 190, 290, 24
"""Width of a column, least and most, and the space between two."""

DIFFER, SIGN = " ≠", 16
"""What stands behind the name where documents differ, and the width of the sign of a caveat."""

FRAMED = "only presented here"
"""What a half-high mark means."""


def map_chart(catalog: Catalog, query: Query, theme: str) -> alt.LayerChart:
    """Return the map of what passes `query`: goals in columns, each naming its therapies.

    Full names are listed under their evidence, strongest first; framed ones are slanted and say
    how they are described. With more therapies than `evidence_map.NAMES_LIMIT` levels give counts.
    Where documents differ on the evidence, a note below the map gives all sides.
    """
    aims, shown = evidence_map.field(catalog, query), query.apply(catalog)
    counts = len(shown) > evidence_map.NAMES_LIMIT
    columns = [(column, _room(column, counts)) for aim in aims for column in aim.columns]
    wide = sum(room + GAP for _, room in columns) - GAP
    items = list(_legend(wide))
    top, x = bottom(items) + LINE, 0.0
    marked = differing(catalog)
    for aim in aims:
        rooms = [room for column, room in columns if column in aim.columns]
        end = x + sum(rooms) + GAP * (len(rooms) - 1)
        items.append(Item("edge", x, top, "", "", end, top))
        items.append(Item("goal", x, top + LINE, f"{aim.goal.heading}  {aim.count}"))
        for column, room in zip(aim.columns, rooms, strict=True):
            items += _column(column, x, top + LINE * 2.3, room, counts, marked)
            x += room + GAP
    items += _foot(catalog, [] if counts else shown, wide, bottom(items))
    return drawn(items, wide, theme)


def all_sides(catalog: Catalog, therapy_id: str) -> str:
    """Return in a line what each document says of the evidence, with its outcome."""
    return "; ".join(
        f"{catalog.source_by_id[side.source].name}: {' and '.join(side.values)}"
        for side in sides(catalog, therapy_id, "evidence")
    )


def _passing(column: Column) -> list[tuple[Block, list[Level]]]:
    found = [(block, [each for each in block.levels if each.passing]) for block in column.blocks]
    return [(block, levels) for block, levels in found if levels]


def _room(column: Column, counts: bool) -> float:
    """Return how wide the column is: as its longest line asks for, within bounds."""
    levels = [level for _, levels in _passing(column) for level in levels]
    names = [] if counts else [each.name for level in levels for each in level.passing]
    need = max((width(name, SIZE, bold=True) + SIGN * 2 for name in names), default=0)
    most = max(WIDE, math.ceil(math.sqrt(need * LINE)))  # a name of 10,000 characters: a square
    return float(min(max(math.ceil(need), NARROW), most))


def _legend(wide: float) -> Iterator[Item]:
    driver = Mark(Goal.HALT, Evidence.STATED, Outcome.DRIVER)
    marks = [(Mark(Goal.HALT, each, Outcome.CALCIFICATION), each.label) for each in Evidence]
    marks += [(driver, f"on {Outcome.DRIVER.label}"), (driver._replace(framed=True), FRAMED)]
    x, y = 0.0, 10.0
    for mark, label in marks:
        room = METER + width(label, SMALL) + 18
        if x + room > wide:
            x, y = 0.0, y + LINE
        yield from meter(mark, x, y)
        yield Item("said", x + METER, y, label)
        x += room
    for form, label in (("caveat", "has a caveat"), ("", "≠ documents differ, see below")):
        room = SIGN + width(label, SMALL) + 18
        if x + room > wide:
            x, y = 0.0, y + LINE
        if form:
            yield Item(form, x + 5, y)
        yield Item("said", x + SIGN * bool(form), y, label)
        x += room


def _column(
    column: Column, x: float, y: float, room: float, counts: bool, marked: frozenset[str]
) -> list[Item]:
    head = wrapped(f"{column.heading}  {column.count}".strip(), room, SMALL, bold=True)
    items = [paragraph("head", x, y, head)] if column.heading else []
    y += LINE * len(head)
    lines = wrapped(column.gloss, room, SMALL) if column.gloss else []
    if lines:
        items.append(paragraph("quiet", x, y, lines))
    y += LINE * max(len(lines), 1)
    found = _passing(column)
    for block, levels in found:
        items.append(Item("bar", x, y, "", block.category.colour, x + room, y))
        y += LINE * 0.8
        items.append(Item("head", x, y, block.category.symbol))
        items.append(Item("head", x + SIGN, y, block.category.heading))
        for level in levels:
            items += _level(level, x, y + LINE, room, counts, marked)
            y = bottom(items[-1:]) - LINE / 2
        y += LINE * 1.2
    if not found:
        items.append(Item("faint", x, y, "none"))
    return items


def _level(
    level: Level, x: float, y: float, room: float, counts: bool, marked: frozenset[str]
) -> Iterator[Item]:
    said = " ".join(filter(None, (level.mark.evidence.short, level.told)))
    lines = wrapped(said, room - METER, SMALL, bold=True)
    yield from meter(level.mark, x, y)
    yield paragraph("head", x + METER, y, lines)
    y += LINE * len(lines)
    if level.mark.framed:
        how = wrapped(f"presented here, described as {level.own.doing}", room, SMALL)
        yield paragraph("quiet", x, y, how)
        y += LINE * len(how)
    if counts:
        number = counted(len(level.passing), "therapy", "therapies")
        yield paragraph("faint", x, y, wrapped(number, room, SIZE))
        return
    form = "framed" if level.mark.framed else "firm" if level.weight > 3 else "name"
    form = "faint" if form == "name" and not level.weight else form
    for therapy in level.passing:
        yield from _name(therapy, form, x, y, room, therapy.id in marked)
        y += LINE * len(_lines(therapy, form, room, therapy.id in marked))


def _lines(therapy: Therapy, form: str, room: float, differs: bool) -> list[str]:
    return wrapped(therapy.name + DIFFER * differs, room - SIGN, SIZE, bold=form == "firm")


def _name(
    therapy: Therapy, form: str, x: float, y: float, room: float, differs: bool
) -> Iterator[Item]:
    lines = _lines(therapy, form, room, differs)
    if therapy.caveat != NOT_STATED:
        end = x + width(lines[-1], SIZE, bold=form == "firm") + 10
        yield Item("caveat", end, y + LINE * (len(lines) - 1))
    yield paragraph(form, x, y, lines)


def _foot(
    catalog: Catalog, therapies: Sequence[Therapy], wide: float, top: float
) -> Iterator[Item]:
    split: Mapping[str, str] = {
        each.name: all_sides(catalog, each.id)
        for each in therapies
        if differ(catalog, each.id, "evidence")
    }
    y = top + LINE
    if split:
        yield rule(0, y - LINE / 2, wide)
        y += LINE / 2
    for name, said in split.items():
        lines = wrapped(f"≠ {name}: {said}.", wide, SMALL)
        yield paragraph("quiet", 0, y, lines)
        y += LINE * len(lines)
