"""The map as one Altair chart, from the same cells as the map on the screen.

Everything is laid out here in pixels, since only so do names stand in full: widths are those of
Liberation Sans, the font that vl-convert carries with it (as wide as Arial and Helvetica).
"""

import math
import unicodedata
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

import altair as alt

from therapies import grid
from therapies.catalog import Catalog
from therapies.charts import GROUND, INK, Figure
from therapies.model import Category, Evidence, Goal
from therapies.query import Query
from therapies.statement import differ, paired, sides

FONT = "Liberation Sans, Arial, Helvetica, sans-serif"
"""The first is inside vl-convert; the others have its widths on other people's machines."""

QUIET = {"light": "#4A5763", "dark": "#B4C0CB"}
"""Second text on either ground, 7:1 and more."""

_REGULAR = (
    *(278, 278, 355, 556, 556, 889, 667, 191, 333, 333, 389, 584, 278, 333, 278, 278),
    *(556, 556, 556, 556, 556, 556, 556, 556, 556, 556, 278, 278, 584, 584, 584, 556),
    *(1015, 667, 667, 722, 722, 667, 611, 778, 722, 278, 500, 667, 556, 833, 722, 778),
    *(667, 778, 722, 667, 611, 722, 667, 944, 667, 667, 611, 278, 278, 278, 469, 556),
    *(333, 556, 556, 500, 556, 556, 278, 556, 556, 222, 222, 500, 222, 833, 556, 556),
    *(556, 556, 333, 500, 278, 556, 500, 722, 500, 500, 500, 334, 260, 334, 584),
)
_BOLD = (
    *(278, 333, 474, 556, 556, 889, 722, 238, 333, 333, 389, 584, 278, 333, 278, 278),
    *(556, 556, 556, 556, 556, 556, 556, 556, 556, 556, 333, 333, 584, 584, 584, 611),
    *(975, 722, 722, 722, 722, 667, 611, 778, 722, 278, 556, 722, 611, 833, 722, 778),
    *(667, 778, 722, 667, 611, 722, 667, 944, 667, 667, 611, 333, 278, 333, 584, 556),
    *(333, 556, 611, 556, 611, 556, 333, 611, 611, 278, 278, 556, 278, 889, 611, 611),
    *(611, 611, 389, 556, 333, 611, 556, 778, 556, 556, 500, 389, 280, 389, 584),
)
_WIDE = 1250
"""For a letter that the font may not have; another font's letters are rarely wider."""
_WIDER = 1.5
"""How much wider a line may get that has such a letter."""

SIZE, SMALL, LINE, GAP = 13, 12, 18, 8
"""Sizes of names and of second text, height of a line, space around things."""

NARROW, WIDE, DEEP = 150, 290, 18
"""Width of a column of names, least and most; lines after which a cell begins another."""

HEAD = 132
"""Width of the column that names the categories."""

BOTH = "†"

_WEDGES = {
    Evidence.SHOWN: "M0,-1A1,1,0,1,1,0,1A1,1,0,1,1,0,-1Z",
    Evidence.STATED: "M0,0L0,-1A1,1,0,1,1,-1,0Z",
    Evidence.SUGGESTED: "M0,-1A1,1,0,0,1,0,1Z",
    Evidence.IN_TRIALS: "M0,0L0,-1A1,1,0,0,1,1,0Z",
    Evidence.NOT_STATED: "M-1,-0.2L1,-0.2L1,0.2L-1,0.2Z",
}
_DOTS = "".join(f"M{x},-0.2L{x + 0.4},-0.2L{x + 0.4},0.2L{x},0.2Z" for x in (-1, -0.2, 0.6))
_SHAPES = {each.value: path for each, path in _WEDGES.items()} | {"dots": _DOTS}
"""The filled part of a mark; what is exploratory is an empty ring, not stated a dash."""


def width(text: str, size: float, bold: bool = False) -> float:
    """Return how wide `text` is drawn, in pixels; never less for letters outside the font."""
    table = _BOLD if bold else _REGULAR
    return sum(_letter(letter, table) for letter in text) * size / 1000


def _letter(letter: str, table: Sequence[int]) -> int:
    if " " <= letter <= "~":
        return table[ord(letter) - 32]
    if unicodedata.category(letter) in ("Mn", "Me", "Cf"):
        return 0
    plain = unicodedata.normalize("NFD", letter)[0]
    return table[ord(plain) - 32] if " " <= plain <= "~" else _WIDE


def _is_carried(letter: str) -> bool:
    """Say whether Liberation Sans has the letter: Latin, Greek, Cyrillic, common signs."""
    return letter <= "\u024f" or "\u0370" <= letter <= "\u04ff" or letter in "–—‘’“”†‡•…€™≤≥"


def wrapped(text: str, room: float, size: float, bold: bool = False) -> list[str]:
    """Return `text` in lines no wider than `room`; a word too long for one is broken.

    A letter that the font has not may change the font of its whole line to a wider one.
    """
    room = room if all(map(_is_carried, text)) else room / _WIDER
    lines, line, used = [], "", 0.0
    space = width(" ", size, bold)
    for word in (
        part for each in text.split(" ") if each for part in _parts(each, room, size, bold)
    ):
        wide = width(word, size, bold)
        if line and used + space + wide > room:
            lines.append(line)
            line, used = "", 0.0
        line, used = (f"{line} {word}", used + space + wide) if line else (word, wide)
    return [*lines, line]


def _parts(word: str, room: float, size: float, bold: bool) -> Iterator[str]:
    if width(word, size, bold) <= room:
        yield word
        return
    start, used, table = 0, 0.0, _BOLD if bold else _REGULAR
    for place, letter in enumerate(word):
        wide = _letter(letter, table) * size / 1000
        if used + wide > room and place > start:
            yield word[start:place]
            start, used = place, 0.0
        used += wide
    yield word[start:]


@dataclass(frozen=True)
class Item:
    """Something drawn: `form` is the layer it belongs to."""

    form: str
    x: float
    y: float
    text: str = ""
    colour: str = ""
    x2: float = 0
    y2: float = 0

    @property
    def bottom(self) -> float:
        """Where it ends; `y2` is the middle of the last of several lines."""
        return max(self.y, self.y2) + LINE / 2


@dataclass(frozen=True)
class Block:
    """A group of a cell in lines: its mark, its heading and its names."""

    evidence: Evidence
    framed: bool
    heading: str
    names: tuple[str, ...]

    def lines(self, room: float) -> list[tuple[str, list[str]]]:
        """Return form and lines of heading and names in a column as wide as `room`."""
        form = "framed" if self.framed else "name"
        return [
            ("pair", wrapped(self.heading, room - 18, SMALL, bold=True)),
            *((form, wrapped(name, room - 18, SIZE)) for name in self.names),
        ]

    def height(self, room: float) -> float:
        """Return how high the block stands in a column as wide as `room`."""
        return LINE * sum(len(lines) for _, lines in self.lines(room)) + GAP

    @property
    def need(self) -> float:
        """The width that its longest line asks for."""
        names = (width(name, SIZE) for name in self.names)
        return 20 + max(width(self.heading, SMALL, bold=True), *names)


def map_chart(catalog: Catalog, query: Query, theme: str) -> Figure:
    """Return the map of what passes `query`: categories × goals, each cell naming its therapies.

    Names stand in full under their evidence with its outcome; framed ones are slanted and say
    their goal. With more therapies than `grid.NAMES_LIMIT` the cells give counts. Where documents
    differ on the evidence, a note below the map gives all sides.
    """
    rows = grid.cells(catalog, query)
    counts = int(query.mask(catalog).sum()) > grid.NAMES_LIMIT
    notes = {} if counts else _notes(catalog, query)
    blocks = {
        (cell.category, cell.goal): [_block(group, counts, notes) for group in cell.groups]
        for row in rows.values()
        for cell in row
    }
    columns = _columns(blocks)
    wide = HEAD + sum(room * count + GAP * 2 for room, count in columns.values())
    items = list(_legend(wide, bool(notes)))
    top = max(item.y for item in items) + LINE * 1.5
    heads = list(_goals(columns, top))
    top = max(item.y for item in heads) + LINE
    items += heads
    for category in Category:
        cells = [blocks[category, goal] for goal in Goal]
        empty = [cell.nothing for cell in rows[category]]
        row, top = _row(category, cells, empty, columns, top)
        items += row
    items += _foot(notes, wide, top)
    high = max(item.bottom for item in items)
    return _drawn(items, wide, high, theme)


def all_sides(catalog: Catalog, therapy_id: str) -> str:
    """Return in a line what each document says of the evidence, with its outcome."""
    return "; ".join(
        f"{catalog.source_by_id[side.source].name}: {' and '.join(side.values)}"
        for side in sides(catalog, therapy_id, "evidence")
    )


def _notes(catalog: Catalog, query: Query) -> dict[str, str]:
    """Return under its name what each document says of a therapy on which they differ."""
    return {
        each.name: all_sides(catalog, each.id)
        for each in query.apply(catalog)
        if differ(catalog, each.id, "evidence")
    }


def _block(group: grid.Group, counts: bool, notes: dict[str, str]) -> Block:
    known = group.mark
    heading = f"{'also framed so; ' if known.framed else ''}"
    total = len(group.therapies)
    names = tuple(
        f"{each.name}{' ' + BOTH if each.name in notes else ''}"
        f"{f' – said to {each.goal.value}' if known.framed else ''}"
        for each in group.therapies
    )
    counted = (f"{total} {'therapy' if total == 1 else 'therapies'}",)
    heading += paired(known.evidence, known.outcome)
    return Block(known.evidence, known.framed, heading, counted if counts else names)


Columns = dict[Goal, tuple[float, int]]
"""For each goal the width of a column of names, and how many such columns its cells have."""


def _columns(blocks: dict[tuple[Category, Goal], list[Block]]) -> Columns:
    found = {}
    for goal in Goal:
        cells = [blocks[category, goal] for category in Category]
        need = max((block.need for cell in cells for block in cell), default=0)
        most = max(WIDE, math.ceil(math.sqrt(need * LINE)))  # a name of 10,000 letters: a square
        room = min(max(math.ceil(need), NARROW), most)
        high = max(sum(block.height(room) for block in cell) for cell in cells)
        several = any(len(cell) > 1 for cell in cells) and high > DEEP * LINE
        found[goal] = (float(room), 2 if several else 1)
    return found


def _legend(wide: float, noted: bool) -> Iterator[Item]:
    x, y = 8.0, 10.0
    for evidence in Evidence:
        yield from _mark(evidence, x, y)
        yield Item("label", x + 14, y, evidence.value)
        x += 36 + width(evidence.value, SMALL)
    slanted = "slanted: also framed so, said to do something else"
    slanted += f"; {BOTH}: documents differ, see below" if noted else ""
    for line in wrapped(slanted, wide, SMALL):
        if x + width(line, SMALL) > wide:
            x, y = 0.0, y + LINE
        yield Item("note", x, y, line)
        x = wide


def _mark(evidence: Evidence, x: float, y: float, framed: bool = False) -> Iterator[Item]:
    if evidence is not Evidence.NOT_STATED:
        yield Item("dotted" if framed else "ring", x, y)
    if evidence in _WEDGES:
        dots = framed and evidence is Evidence.NOT_STATED
        yield Item("mark", x, y, "dots" if dots else evidence.value)


def _goals(columns: Columns, top: float) -> Iterator[Item]:
    x = float(HEAD)
    for goal, (room, count) in columns.items():
        yield Item("head", x + GAP, top, goal.label)
        for place, line in enumerate(wrapped(goal.definition, room * count, SMALL), 1):
            yield Item("note", x + GAP, top + place * LINE, line)
        x += room * count + GAP * 2


def _row(
    category: Category,
    cells: Sequence[list[Block]],
    empty: Sequence[str],
    columns: Columns,
    top: float,
) -> tuple[list[Item], float]:
    """Return the row's items, and where the next one begins; `empty` stands in empty cells."""
    x, bottom = float(HEAD), top + LINE * 3
    items, panels = [], []
    for (room, count), blocks, said in zip(columns.values(), cells, empty, strict=True):
        for place, stack in enumerate(_stacked(blocks, room, count)):
            found = list(_stack(stack, x + GAP + place * room, top + GAP + LINE / 2, room))
            items += found
            bottom = max([bottom, *(item.bottom + GAP for item in found)])
        told = "" if blocks else "\n".join(wrapped(said, room * count, SMALL))
        panels.append((x, x + room * count + GAP * 2 - 4, told))
        x += room * count + GAP * 2
    for left, right, told in panels:
        items.append(Item("panel", left, top, "", "", right, bottom))
        if told:
            middle = (top + bottom - LINE * told.count("\n")) / 2
            items.append(Item("none", (left + right) / 2, middle, told))
    items.append(Item("bar", 0, top, "", category.colour, 5, bottom))
    items.append(Item("head", 12, top + GAP + LINE / 2, category.symbol))
    for place, line in enumerate(wrapped(category.label, HEAD - 36, SIZE, bold=True)):
        items.append(Item("head", 30, top + GAP + LINE / 2 + place * LINE, line))
    return items, bottom + 4


def _stacked(blocks: Sequence[Block], room: float, count: int) -> list[list[Block]]:
    """Return the blocks in `count` columns of about the same height, in reading order."""
    heights = [block.height(room) for block in blocks]
    if count == 1 or len(blocks) < 2 or sum(heights) <= DEEP * LINE / 2:
        return [list(blocks)]
    cuts = range(1, len(blocks))
    best = min(cuts, key=lambda cut: (max(sum(heights[:cut]), sum(heights[cut:])), cut))
    return [list(blocks[:best]), list(blocks[best:])]


def _stack(blocks: Iterable[Block], x: float, y: float, room: float) -> Iterator[Item]:
    for block in blocks:
        yield from _mark(block.evidence, x + 6, y, block.framed)
        for form, lines in block.lines(room):
            yield Item(form, x + 16, y, "\n".join(lines), "", 0, y + LINE * (len(lines) - 1))
            y += LINE * len(lines)
        y += GAP


def _foot(notes: dict[str, str], wide: float, top: float) -> Iterator[Item]:
    y = top + LINE
    for name, said in notes.items():
        lines = wrapped(f"{BOTH} {name}: {said}.", wide, SMALL)
        yield Item("note", 0, y, "\n".join(lines), "", 0, y + LINE * (len(lines) - 1))
        y += LINE * len(lines)


def _drawn(items: Sequence[Item], wide: float, high: float, theme: str) -> Figure:
    """Return the items as layers, those that are behind first."""
    ink, quiet = INK[theme], QUIET[theme]
    across = alt.X("x:Q", axis=None, scale=alt.Scale(domain=[0, wide], nice=False, zero=False))
    down = alt.Y("y:Q", axis=None, scale=alt.Scale(domain=[high, 0], nice=False, zero=False))

    def layer(form: str) -> alt.Chart:
        values = [vars(item) for item in items if item.form == form]
        return alt.Chart(alt.InlineData(values)).encode(across, down)

    def text(form: str, colour: str, size: int, **style: Any) -> alt.Chart:
        style |= {"align": "center" if form == "none" else "left", "baseline": "middle"}
        style |= {"font": FONT, "fontSize": size, "color": colour}
        style |= {"lineBreak": "\n", "lineHeight": LINE, "limit": 0}
        made: alt.Chart = layer(form).mark_text(**style).encode(alt.Text("text:N"))
        return made

    shape = alt.Shape("text:N", legend=None).scale(
        domain=list(_SHAPES), range=list(_SHAPES.values())
    )
    area = (alt.X2("x2:Q"), alt.Y2("y2:Q"))
    point: dict[str, Any] = {"size": 110, "opacity": 1, "strokeWidth": 1.4}
    return alt.layer(
        layer("panel")
        .mark_rect(fill=GROUND[theme], stroke=quiet, strokeOpacity=0.55)
        .encode(*area),
        layer("bar").mark_rect().encode(*area, alt.Color("colour:N", scale=None)),
        layer("ring").mark_point(shape="circle", stroke=ink, filled=False, **point),
        layer("dotted").mark_point(
            shape="circle", stroke=ink, strokeDash=[1.5, 1.5], filled=False, **point
        ),
        layer("mark").mark_point(filled=True, color=ink, size=110, opacity=1).encode(shape),
        text("head", ink, SIZE, fontWeight="bold"),
        text("pair", ink, SMALL, fontWeight="bold"),
        text("name", ink, SIZE),
        text("framed", ink, SIZE, fontStyle="italic"),
        text("none", quiet, SIZE, fontStyle="italic"),
        text("label", ink, SMALL),
        text("note", quiet, SMALL),
    ).properties(width=math.ceil(wide), height=math.ceil(high))
