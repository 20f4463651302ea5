"""Bodies that are a native table: the map, lists, uses, comparisons, words and facts."""

from collections.abc import Callable, Iterable, Sequence
from typing import Any

from therapies.exports.pptx import drawing
from therapies.exports.pptx.drawing import (
    BROWN,
    INSET,
    LIT,
    NAME_SIZE,
    QUIET,
    Cell,
    Line,
    Place,
    Run,
    line,
    meter,
    more,
    named,
    sign,
    signed,
)
from therapies.exports.pptx.template import HEIGHT, INSIDE, MARGIN
from therapies.model import Category, Goal
from therapies.presenting.bodies import (
    Ahead,
    Block,
    Comparison,
    Differing,
    GoalColumn,
    ListGroup,
    Listing,
    Map,
    Part,
    Portrait,
    Words,
)
from therapies.presenting.bodies import Cell as Said
from therapies.presenting.slides import Slide

SIZES = (18, 16, 15, 14, NAME_SIZE)
DETAILED = 9
"""Up to how many of a single goal are shown with how they work, as on the screen."""

KEY_TOP = HEIGHT - 52
TIGHT = 0.93
"""The spacing of lines where many names stand below each other."""


def draw_map(slide: Any, made: Slide, body: Map, place: Place) -> None:
    """Draw the goals as columns of one table, a paragraph for each name."""
    parts = [(column, part) for column in body.columns for part in column.parts]
    widths = [_wide(part, column) for column, part in parts]
    if len(body.columns) == 1 and 0 < body.columns[0].size <= DETAILED:
        _rows(slide, made, list(_detailed(body.columns[0])), (2, 3), place)
    else:
        row = [Cell(tuple(_goal(column, part)), ruled=False) for column, part in parts]
        _columns(slide, made, row, widths, place)
    _key(slide)


def _detailed(column: GoalColumn) -> Iterable[list[Cell]]:
    """Yield rows of a goal of few: each name, and how it works."""
    head = Line((Run(f"{column.goal.heading}  {column.size}", bold=True),))
    yield [Cell((head,)), Cell((line(column.gloss, colour=QUIET),))]
    for part in column.parts:
        for block in part.blocks:
            yield [Cell((_category(block.category, block.size),)), Cell(())]
            for name in block.names:
                yield [Cell((named(name),)), Cell((line(name.therapy.mechanism, colour=QUIET),))]
    if column.presented:
        yield [Cell(tuple(_presented(column)), ruled=False), Cell((), ruled=False)]


def _wide(part: Part, column: GoalColumn) -> float:
    """Return the share of the width that a part takes: long ones need more room."""
    return 1.3 if part.size >= 12 else 1.1 if column.presented_size > 4 else 1 if part.size else 0.7


def _goal(column: GoalColumn, part: Part) -> Iterable[Line]:
    """Yield what stands in a goal's column: its head, its blocks, and who is presented with it."""
    split = len(column.parts) > 1
    first = part is column.parts[0]
    if first or split:
        count = f"  {column.size}" if first and column.size else ""
        yield line(f"{column.goal.heading if first else ''}{count}", bold=True, size=17)
        gloss = f"{part.heading}: {part.size}" if split else column.gloss
        yield line(gloss, colour=QUIET, size=12, bold=split)
    for block in part.blocks:
        yield from _block(block)
    if column.presented and first:
        yield from _presented(column)


def _block(block: Block | ListGroup) -> Iterable[Line]:
    yield _category(block.category, block.size)
    yield from map(named, block.names)
    yield from more(block.more)


def _category(category: Category, size: int) -> Line:
    return Line((sign(category), Run(f" {category.heading} {size}", bold=True)), 15, 3)


def _presented(column: GoalColumn) -> Iterable[Line]:
    if column.goal is Goal.REVERSE:
        head = f"Presented as reversal: {column.presented_size}"
        yield line(head, bold=True, before=6)
    else:
        yield line(f"Also presented as {column.goal.doing}", colour=QUIET, before=4)
    for group in column.presented:
        if column.goal is Goal.REVERSE:
            yield line(group.label, colour=QUIET, size=12)
        yield from (signed(name, italic=True) for name in group.names)
        yield from more(group.more)


def draw_listing(slide: Any, made: Slide, body: Listing, place: Place) -> None:
    """Draw the therapies by category: in columns, or with what is told of each beside it."""
    if body.groups and body.groups[0].told:
        rows = []
        for group in body.groups:
            rows.append([Cell((_category(group.category, group.size),)), Cell(())])
            for name, told in zip(group.names, group.told, strict=False):
                rows.append([Cell((named(name),)), Cell((line(told, colour=QUIET),))])
        _rows(slide, made, rows, (2, 3), place)
    else:
        cells = [Cell(lines, ruled=False) for lines in _halves(body.groups)]
        _columns(slide, made, cells, [1] * len(cells), place)
    _key(slide)


def _halves(groups: Sequence[ListGroup]) -> Iterable[tuple[Line, ...]]:
    """Yield the lines of the groups, a long one in two columns where there is room for them."""
    for group in groups:
        head, *lines = _block(group)
        half = (len(lines) + 1) // 2
        if len(lines) > 14 and len(groups) < 5:
            yield (head, *lines[:half])
            yield (line(" "), *lines[half:])
        else:
            yield (head, *lines)


def draw_ahead(slide: Any, made: Slide, body: Ahead, place: Place) -> None:
    """Draw what is claimed of those in use, a column for each claim."""
    cells = []
    for column in body.columns:
        lines = [line(str(column.size), bold=True, size=30), line(column.label, bold=True)]
        for standing, group in column.groups:
            lines.append(line(group.label or standing.label, colour=QUIET, bold=True, before=6))
            for name in group.names:
                runs = (*meter(name.mark), Run(" "), sign(name.therapy.category))
                lines.append(Line((*runs, Run(f" {name.text}")), 66))
            lines += more(group.more)
        if column is body.columns[-1] and body.caution:
            lines.append(line(body.caution, colour=QUIET, before=20))
        cells.append(Cell(tuple(lines), BROWN if column.ahead else None, ruled=False))
    _columns(slide, made, cells, [1] * len(cells), place, pad=10)
    _key(slide)


def draw_comparison(slide: Any, made: Slide, body: Comparison, place: Place) -> None:
    """Draw therapies side by side; a cell that the title is about has a ground."""
    head = [Cell(()), *(Cell((line(each.name, bold=True),)) for each in body.therapies)]
    rows = [
        [Cell((line(row.head, bold=True, colour=QUIET),)), *map(_answer, row.cells)]
        for row in body.rows
    ]
    widths = (0.55 if len(body.therapies) < 4 else 0.62, *[1.0] * len(body.therapies))
    _rows(slide, made, [head, *rows], widths, place)


def _answer(cell: Said) -> Cell:
    ground = LIT if cell.lit else None
    if cell.mark:
        first = Line((*meter(cell.mark), Run(f"\t{cell.text}", bold=True)), INSET)
        rest = (Line((Run(cell.more, colour=QUIET),)),) if cell.more else ()
        return Cell((first, *rest), ground)
    rest = (line(cell.more, colour=QUIET),) if cell.more else ()
    return Cell((line(cell.text[:1].upper() + cell.text[1:]), *rest), ground)


def draw_differing(slide: Any, made: Slide, body: Differing, place: Place) -> None:
    """Draw those on which documents differ, a column for each document."""
    heads = ("", *(each.name for each in body.documents), "They differ on")
    rows = [[Cell((line(head, bold=True),)) for head in heads]]
    for name, cells, apart in body.rows:
        said = (
            Line((*meter(each.mark), Run(f"\t{each.text}")), INSET) if each.mark else line("–")
            for each in cells
        )
        who = Line((sign(name.therapy.category), Run(f" {name.text}", bold=True)), 15)
        rows.append([Cell((each,)) for each in (who, *said, line(apart))])
    if body.more:
        rows.append(
            [Cell(more(body.more) if not n else (), ruled=False) for n in range(len(heads))]
        )
    _rows(slide, made, rows, [1] * len(heads), place)
    _key(slide)


def draw_words(slide: Any, made: Slide, body: Words, place: Place) -> None:
    """Draw the words of a vocabulary with their meanings."""
    rows = []
    for word in body.words:
        marks = (*meter(word.mark), Run("\t")) if word.mark else ()
        first = Line((*marks, Run(word.text, bold=True)), INSET if marks else 0)
        rows.append([Cell((first,)), Cell((line(word.meaning),))])
    _rows(slide, made, rows, (2, 3), place)


def draw_portrait(slide: Any, made: Slide, body: Portrait, place: Place) -> None:
    """Draw what is said of a therapy, and the passages that it rests on."""
    therapy = body.therapy
    told = f" {therapy.category.heading}, {therapy.kind.label}"
    rows = [[Cell(()), Cell((Line((sign(therapy.category), Run(told, bold=True))),))]]
    for fact in body.facts:
        marks = (*meter(fact.mark), Run(" ")) if fact.mark else ()
        said = Line((*marks, Run(fact.text)))
        rows.append([Cell((line(fact.label, bold=True, colour=QUIET),)), Cell((said,))])
    for quote in body.quotes:
        rows.append([Cell((), ruled=False), Cell(drawing.quoted(quote), ruled=False)])
    _rows(slide, made, rows, (1, 5), place)


def _columns(
    slide: Any,
    made: Slide,
    cells: Sequence[Cell],
    widths: Sequence[float],
    place: Place,
    *,
    pad: float = 2,
) -> None:
    """Draw one row of high cells, its names as large as they fit."""
    if not cells:
        return
    high, shares = place[3], [place[2] * each / sum(widths) for each in widths]
    (cells,) = drawing.cut([cells], shares, high / TIGHT, NAME_SIZE, pad)

    def needed(size: float) -> float:
        return drawing.row_heights([cells], shares, size, pad)[0] * TIGHT

    size = drawing.largest(SIZES, high, needed)
    taken = min(high, needed(size) + 24)
    drawing.table(
        slide, (*place[:3], taken), widths, [cells], size, made.alt,
        spacing=TIGHT, pad=pad, heights=(taken,),
    )  # fmt: skip


def _rows(
    slide: Any, made: Slide, rows: Sequence[Sequence[Cell]], widths: Sequence[float], place: Place
) -> None:
    """Draw rows, their text as large as they fit."""
    if not rows:
        return
    shares = [place[2] * each / sum(widths) for each in widths]
    rows = drawing.cut(rows, shares, place[3], NAME_SIZE, 2)

    def needed(size: float) -> float:
        return sum(drawing.row_heights(rows, shares, size, 5))

    size = drawing.largest(SIZES, place[3], needed)
    pad = 5 if needed(size) <= place[3] else 2
    drawing.table(slide, place, widths, rows, size, made.alt, pad=pad)


def _key(slide: Any) -> None:
    drawing.text(slide, (MARGIN, KEY_TOP, INSIDE, 16), [drawing.key()], 10.5)


Draw = Callable[[Any, Slide, Any, Place], None]
DRAWN: dict[type, Draw] = {
    Map: draw_map,
    Listing: draw_listing,
    Ahead: draw_ahead,
    Comparison: draw_comparison,
    Differing: draw_differing,
    Words: draw_words,
    Portrait: draw_portrait,
}
"""What draws each kind of body that is a table."""
