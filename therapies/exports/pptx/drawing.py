"""Drawing on a slide: texts of runs, tables without a style, boxes, and text that fits."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from math import ceil
from typing import Any, NamedTuple

from pptx.dml.color import RGBColor
from pptx.enum.dml import MSO_THEME_COLOR as THEME
from pptx.enum.shapes import MSO_SHAPE
from pptx.oxml import parse_xml
from pptx.oxml.ns import nsdecls, qn
from pptx.util import Pt

from therapies.content import looks
from therapies.content.evidence_map import Mark
from therapies.model import Category, Evidence, Outcome
from therapies.presenting.bodies import Name, Quote
from therapies.wording import isolated, storable

NAME_SIZE = 13.5
"""The smallest text of a body, in points: 18 px on the screen's slide."""

LEADING, LETTER = 1.17, 0.49
"""The height of a line and the mean width of a letter, in ems."""

NO_STYLE = "{2D5ABB26-0587-4C30-8999-92F81FD0307C}"
"""PowerPoint's own table style without lines and fills."""

INK, QUIET, PAPER, NEUTRAL = THEME.TEXT_1, THEME.TEXT_2, THEME.BACKGROUND_1, THEME.ACCENT_5
HUES = {
    Category.MINERAL_METABOLISM: THEME.ACCENT_1,
    Category.EXPERIMENTAL: THEME.ACCENT_2,
    Category.MECHANICAL: THEME.ACCENT_3,
    Category.RISK_CONTROL: THEME.ACCENT_4,
}
"""The theme's colour of each category."""

MARKS = ("▰", "▱", "▭")
"""What marks are written with, closer together than letters."""

SLACK = 1.1
"""How much too high texts may seem before they are cut."""


class Tone(NamedTuple):
    """A colour of the theme, so thin (percent) that the ground shows through, light or dark."""

    theme: Any
    percent: int


EMPTY = Tone(THEME.TEXT_1, 45)
"""The steps of a mark in text that are not filled."""

TRACK, WASH = Tone(THEME.TEXT_1, 17), Tone(THEME.TEXT_1, 5)
"""Empty steps as shapes, and the ground of a figure."""

INSET = 46
"""Where a name starts after its mark."""

LIT = Tone(HUES[Category.MINERAL_METABOLISM], 12)
GREEN = Tone(HUES[Category.RISK_CONTROL], 12)
BROWN = Tone(HUES[Category.MECHANICAL], 10)
"""The grounds of what a title is about, of a right answer, and of what needs care."""

YELLOW = "#FFF0B8"
"""A marker's colour: no theme has one, and ink on it is read on any ground."""

Place = tuple[float, float, float, float]
"""Left, top, width and height, in points."""


@dataclass(frozen=True)
class Run:
    """Text of one look; `colour` is a theme colour, a tone or a hex code, none the theme's own.

    `link` is where it leads.
    """

    text: str
    bold: bool = False
    italic: bool = False
    colour: Any = None
    size: float = 0
    ground: str = ""
    link: str = ""


class Line(NamedTuple):
    """A paragraph: its runs, how far later lines are set in, and the space before it (points)."""

    runs: tuple[Run, ...]
    inset: float = 0
    before: float = 0

    @property
    def text(self) -> str:
        """The words."""
        return "".join(run.text for run in self.runs)

    def height(self, width: float, size: float) -> float:
        """Return about how high it will be."""
        large = max((run.size or size for run in self.runs), default=size)
        place = max((n for n, run in enumerate(self.runs) if run.text[:1] == "\t"), default=0)
        wide = sum(len(run.text) * LETTER * (run.size or size) for run in self.runs[place:])
        return ceil(max(wide, 1) / max(width - self.inset, 20)) * large * LEADING + self.before


class Cell(NamedTuple):
    """A table's cell: its paragraphs, its ground, and whether a line stands below it."""

    lines: tuple[Line, ...]
    ground: Any = None
    ruled: bool = True


def line(text: str, *, inset: float = 0, before: float = 0, **look: Any) -> Line:
    """Return a paragraph of one look."""
    return Line((Run(text, **look),), inset, before)


def meter(mark: Mark) -> tuple[Run, ...]:
    """Return the five steps of a mark as text: ▰ filled, ▭ hollow for a risk factor only."""
    steps = mark.evidence.steps
    filled = "▭" if mark.outcome is Outcome.DRIVER else "▰"
    parts = (Run(filled * steps, size=10), Run("▱" * (5 - steps), colour=EMPTY, size=10))
    return tuple(run for run in parts if run.text)


def sign(category: Category) -> Run:
    """Return a category's shape in its hue."""
    return Run(category.symbol, colour=HUES[category])


def named(name: Name) -> Line:
    """Return a name after its mark, firmer words heavier."""
    steps = 0 if name.mark.outcome is Outcome.DRIVER else name.mark.evidence.steps
    faint = QUIET if name.mark.evidence.steps == 0 else None
    return Line((*meter(name.mark), Run(f"\t{name.text}", bold=steps > 3, colour=faint)), INSET)


def signed(name: Name, *, italic: bool = False) -> Line:
    """Return a name after its category's shape."""
    return Line((sign(name.therapy.category), Run(f" {name.text}", italic=italic)), 15)


def more(number: int) -> tuple[Line, ...]:
    """Return how many are left out, where some are."""
    return (line(f"and {number} more", colour=QUIET),) if number else ()


def key() -> Line:
    """Return what the marks mean."""
    runs: list[Run] = [Run("Evidence as stated:  ", bold=True, size=10.5)]
    marks = [(Mark(None, each, None), each.short) for each in Evidence]  # type: ignore[arg-type]
    hollow = Mark(None, Evidence.STATED, Outcome.DRIVER)  # type: ignore[arg-type]
    for mark, told in (*marks, (hollow, "hollow: risk factor only")):
        runs += (*meter(mark), Run(f" {told}    ", size=10.5))
    return Line(tuple(runs))


def height_of(lines: Iterable[Line], width: float, size: float) -> float:
    """Return about how high paragraphs will be."""
    return sum(each.height(width, size) for each in lines)


def largest(sizes: Sequence[float], room: float, heights: Any) -> float:
    """Return the first of the sizes at which `heights(size)` fits the room, else the last."""
    return next((size for size in sizes if heights(size) <= room), sizes[-1])


def write(frame: Any, lines: Iterable[Line], size: float, *, spacing: float = 1.0) -> None:
    """Put paragraphs into a text frame."""
    frame.word_wrap = True
    for number, each in enumerate(lines):
        paragraph = frame.add_paragraph() if number else frame.paragraphs[0]
        paragraph.line_spacing = spacing
        if each.before and number:
            paragraph.space_before = Pt(each.before)
        if each.inset:
            properties = paragraph._p.get_or_add_pPr()
            properties.set("marL", str(Pt(each.inset)))
            properties.set("indent", str(-Pt(each.inset)))
        for run in each.runs:
            _add(paragraph, run, size)


def _add(paragraph: Any, run: Run, size: float) -> None:
    drawn = paragraph.add_run()
    drawn.text, drawn.font.size = isolated(storable(run.text)), Pt(run.size or size)
    if run.bold:
        drawn.font.bold = True
    if run.text[:1] in MARKS:
        drawn._r.get_or_add_rPr().set("spc", "-100")
    if run.italic:
        drawn.font.italic = True
    if run.colour is not None:
        paint(drawn.font.color, run.colour)
    if run.link:
        drawn.hyperlink.address = run.link
    if run.ground:
        code = run.ground.removeprefix("#")
        light = f'<a:highlight {nsdecls("a")}><a:srgbClr val="{code}"/></a:highlight>'
        properties = drawn._r.get_or_add_rPr()
        fill = properties.find("{http://schemas.openxmlformats.org/drawingml/2006/main}solidFill")
        place = 0 if fill is None else list(properties).index(fill) + 1
        properties.insert(place, parse_xml(light))


def paint(colour: Any, wanted: Any) -> None:
    """Set a colour: of the theme, a tone of one, or a hex code."""
    if isinstance(wanted, str):
        colour.rgb = RGBColor.from_string(wanted.removeprefix("#"))  # type: ignore[no-untyped-call]
    elif isinstance(wanted, Tone):
        colour.theme_color = wanted.theme
        thin = f'<a:alpha {nsdecls("a")} val="{wanted.percent * 1000}"/>'
        colour._color._xClr.append(parse_xml(thin))
    else:
        colour.theme_color = wanted


def text(slide: Any, place: Place, lines: Iterable[Line], size: float, **look: Any) -> Any:
    """Draw paragraphs in a text box without margins."""
    box = slide.shapes.add_textbox(*map(Pt, place))
    frame = box.text_frame
    frame.margin_left = frame.margin_right = frame.margin_top = frame.margin_bottom = 0
    write(frame, lines, size, **look)
    return box


def box(
    shapes: Any, place: Place, fill: Any = None, edge: Any = None, *, round_: bool = False
) -> Any:
    """Draw a rectangle, without fill or edge where none is named."""
    kind = MSO_SHAPE.ROUNDED_RECTANGLE if round_ else MSO_SHAPE.RECTANGLE
    shape = shapes.add_shape(kind, *map(Pt, place))
    shape._element.remove(shape._element.find(qn("p:style")))
    if fill is None:
        shape.fill.background()
    else:
        shape.fill.solid()
        paint(shape.fill.fore_color, fill)
    if edge is None:
        shape.line.fill.background()
    else:
        paint(shape.line.color, edge)
        shape.line.width = Pt(1)
    return shape


def table(
    slide: Any,
    place: Place,
    widths: Sequence[float],
    rows: Sequence[Sequence[Cell]],
    size: float,
    alt: str,
    *,
    spacing: float = 1.0,
    pad: float = 4,
    heights: Sequence[float] = (),
) -> Any:
    """Draw a native table without style; `widths` are shares of the width."""
    left, top, width, high = place
    frame = slide.shapes.add_table(len(rows), len(widths), *map(Pt, (left, top, width, high)))
    describe(frame, alt)
    drawn = frame.table
    drawn._tbl.tblPr.find(qn("a:tableStyleId")).text = NO_STYLE
    drawn.first_row = drawn.horz_banding = False
    shares = [width * share / sum(widths) for share in widths]
    for column, share in zip(drawn.columns, shares, strict=True):
        column.width = Pt(share)
    wanted = heights or row_heights(rows, shares, size, pad)
    for line_, row, each in zip(drawn.rows, rows, wanted, strict=True):
        line_.height = Pt(each)
        for cell, filled in zip(line_.cells, row, strict=True):
            cell.margin_left, cell.margin_right = Pt(max(4, pad)), Pt(6)
            cell.margin_top = cell.margin_bottom = Pt(pad)
            write(cell.text_frame, filled.lines or (line("", size=size),), size, spacing=spacing)
            _dress(cell, filled)
    return frame


def row_heights(
    rows: Sequence[Sequence[Cell]], widths: Sequence[float], size: float, pad: float = 4
) -> list[float]:
    """Return about how high each row will be, at these widths in points."""
    return [
        max(height_of(c.lines, w - 10, size) for c, w in zip(row, widths, strict=True)) + 2 * pad
        for row in rows
    ]


def cut(
    rows: Sequence[Sequence[Cell]], widths: Sequence[float], room: float, size: float, pad: float
) -> Sequence[Sequence[Cell]]:
    """Return the rows as they are, or with long texts cut so that they fit the room."""
    for limit in (0, 240, 120, 60, 30, 15):
        kept = [[_short(cell, limit) if limit else cell for cell in row] for row in rows]
        if sum(row_heights(kept, widths, size, pad)) <= room * SLACK:
            break
    return kept


def _short(cell: Cell, limit: int) -> Cell:
    lines = (
        each._replace(
            runs=tuple(
                replace(run, text=f"{run.text[:limit]}…") if len(run.text) > limit else run
                for run in each.runs
            )
        )
        for each in cell.lines
    )
    return cell._replace(lines=tuple(lines))


def _dress(cell: Any, filled: Cell) -> None:
    """Give a cell its ground and the line below it."""
    properties = cell._tc.get_or_add_tcPr()
    if filled.ruled:
        line_ = parse_xml(
            f'<a:lnB {nsdecls("a")} w="9525"><a:solidFill><a:schemeClr val="tx2">'
            '<a:lumMod val="40000"/><a:lumOff val="60000"/></a:schemeClr></a:solidFill></a:lnB>'
        )
        properties.append(line_)
    if filled.ground and not filled.ruled:
        white = f'<a:lnR {nsdecls("a")} w="101600"><a:solidFill><a:schemeClr val="bg1"/>'
        properties.append(parse_xml(f"{white}</a:solidFill></a:lnR>"))
    if filled.ground:
        cell.fill.solid()
        paint(cell.fill.fore_color, filled.ground)


def describe(shape: Any, words: str) -> None:
    """Give a shape its alternative text."""
    shape._element.xpath(".//p:cNvPr")[0].set("descr", storable(words))


def quoted(quote: Quote) -> tuple[Line, ...]:
    """Return what a passage says, then its decisive words on a ground, and its place."""
    words = (
        Run("“"),
        Run(quote.words, bold=True, colour=looks.INK["light"], ground=YELLOW),
        Run("” "),
    )
    place = Run(quote.place, colour=QUIET, size=12, link=quote.link)
    return (line(quote.told, bold=bool(quote.side)), Line((*words, place)))
