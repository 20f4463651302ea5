"""Bodies that are shapes, charts and pictures: the title, documents, places, questions, codes."""

import io
from collections.abc import Callable, Sequence
from typing import Any

import segno
from pptx.chart.data import CategoryChartData
from pptx.enum.chart import XL_CHART_TYPE, XL_LEGEND_POSITION, XL_TICK_LABEL_POSITION, XL_TICK_MARK
from pptx.enum.shapes import MSO_CONNECTOR
from pptx.enum.text import MSO_ANCHOR, PP_ALIGN
from pptx.oxml import parse_xml
from pptx.oxml.ns import nsdecls
from pptx.util import Pt

from therapies.content.evidence_map import BLOCKS, Mark
from therapies.exports.pptx import drawing
from therapies.exports.pptx.drawing import (
    GREEN,
    HUES,
    INK,
    INSET,
    NAME_SIZE,
    NEUTRAL,
    PAPER,
    QUIET,
    TRACK,
    WASH,
    Cell,
    Line,
    Place,
    Run,
    describe,
    line,
    meter,
    more,
    signed,
    text,
)
from therapies.exports.pptx.template import INSIDE, MARGIN
from therapies.model import Evidence, Outcome
from therapies.presenting.bodies import (
    About,
    Documents,
    Name,
    Nothing,
    Opening,
    Paper,
    Presented,
    Question,
    Sentence,
    Strand,
    TakeHome,
    Where,
)
from therapies.presenting.slides import Slide

STEP = 20
"""The height of a step of the title's field, in points."""

Rows = Sequence[tuple[str, Sequence[Name], int]]
"""Bars of a chart: label, names, and how many more there are."""


def draw_opening(slide: Any, made: Slide, body: Opening, _place: Place) -> None:
    """Draw the title slide: what it is about, a code, and all therapies by category."""
    lines = [line(body.told, colour=QUIET, size=20)]
    lines += [line(body.who, size=18, before=8)] if body.who else []
    text(slide, (MARGIN, 152, 640, 90), lines, 20)
    _code(slide, body.link, (790, 24, 128, 128), "Follow along")
    how = "Each column is a therapy: the taller, the firmer the words. "
    how += "Hollow: about a risk factor only."
    text(slide, (MARGIN, 316, INSIDE, 18), [line(how, colour=QUIET, size=NAME_SIZE)], NAME_SIZE)
    scale = [line(each.short, colour=QUIET) for each in Evidence if each.steps]
    for n, each in enumerate(scale):
        told = text(slide, (MARGIN, 374 + n * (STEP + 2), 58, STEP), [each], NAME_SIZE)
        told.text_frame.paragraphs[0].alignment = PP_ALIGN.RIGHT
    total, left = sum(each.size for each in body.fields) or 1, float(MARGIN + 72)
    each_wide = min((INSIDE - 72 - 20 * len(body.fields)) / max(total, 10), 22)
    for field in body.fields:
        wide = max(each_wide * len(field.names), 130 if len(body.fields) < 5 else 60)
        runs = (
            drawing.sign(field.category),
            Run(f" {field.category.heading} {field.size}", bold=True),
        )
        text(slide, (left, 346, wide + 30, 36), [Line(runs), *more(field.more)], NAME_SIZE)
        group = slide.shapes.add_group_shape()
        describe(group, f"{field.category.heading}: {field.size} therapies, a column of steps each")
        for n, name in enumerate(field.names):
            _steps(group.shapes, left + n * each_wide, 374, each_wide - 3, name)
        left += wide + 20


def _steps(shapes: Any, left: float, top: float, wide: float, name: Name) -> None:
    """Draw a therapy's mark as five steps, the first at the foot."""
    hue, hollow = HUES[name.therapy.category], name.mark.outcome is Outcome.DRIVER
    for step in range(5):
        place = (left, top + (4 - step) * (STEP + 2), wide, STEP)
        if step >= name.mark.evidence.steps:
            drawing.box(shapes, place, TRACK)
        else:
            drawing.box(shapes, place, PAPER if hollow else hue, hue)


def _code(slide: Any, link: str, place: Place, told: str) -> None:
    """Draw the code of a link, which it also is; a link too long for a code stays words."""
    left, top, wide, high = place
    try:
        code = segno.make_qr(link, error="m", boost_error=False)
    except segno.DataOverflowError:
        return
    png = io.BytesIO()
    code.save(png, kind="png", scale=8, border=4)
    shape = slide.shapes.add_picture(png, *map(Pt, place))
    shape.click_action.hyperlink.address = link
    describe(shape, f"QR code of {link}")
    caption = text(slide, (left - 20, top + high + 2, wide + 40, 40), [line(told)], 14)
    caption.text_frame.paragraphs[0].alignment = PP_ALIGN.CENTER


def draw_documents(slide: Any, _made: Slide, body: Documents, place: Place) -> None:
    """Draw a bar for each paragraph of each document, and what they give and what not."""
    left, top, _, high = place
    wide = 540 / max(len(body.papers), 1)
    for n, paper in enumerate(body.papers):
        _paper(slide, paper, (left + n * wide, top, wide - 16, high - 120))
    how = "Each bar is a paragraph, its length the statements taken from it; grey: none."
    text(slide, (left, top + high - 24, 560, 18), [line(how, colour=QUIET)], NAME_SIZE)
    gives = [line("What they give", bold=True, colour=HUES[BLOCKS[0]])]
    gives += [line(f"✓ {each}", inset=18, before=6) for each in body.gives]
    gives += [line("What they do not give", bold=True, before=16)]
    gives += [line(f"× {each}", inset=18, before=6) for each in body.lacks]
    text(slide, (610, top, 308, high), gives, 16)


def _paper(slide: Any, paper: Paper, place: Place) -> None:
    left, top, wide, high = place
    group = slide.shapes.add_group_shape()
    describe(group, f"{paper.source.name}: statements taken from each of its paragraphs")
    drawing.box(group.shapes, place, WASH, TRACK)
    counts = [count for section in paper.sections for count in section]
    step = min((high - 20) / max(len(counts) + len(paper.sections), 1), 18)
    most, y = max(counts, default=1) or 1, top + 10
    for section in paper.sections:
        for count in section:
            long = max((wide - 24) * count / most, 6)
            fill = HUES[BLOCKS[0]] if count else TRACK
            drawing.box(group.shapes, (left + 12, y, long, step * 0.6), fill)
            y += step
        y += step * 0.6
    told = f"{paper.paragraphs} paragraphs\n{paper.therapies} therapies named"
    lines = [line(paper.source.name, bold=True, size=16)]
    said = (*told.split("\n"), f"{paper.statements} statements")
    lines += [line(each, colour=QUIET) for each in said]
    text(slide, (left, top + high + 8, wide, 80), lines, NAME_SIZE)


def draw_presented(slide: Any, made: Slide, body: Presented, place: Place) -> None:
    """Draw each therapy's name and mark, and connectors to what its own sentences describe."""
    left, top, _, high = place
    head = [line(f"{body.size} presented as reversal", colour=QUIET)]
    text(slide, (left, top, 330, 18), head, NAME_SIZE)
    text(slide, (396, top, 180, 18), [line("Evidence as stated", colour=QUIET)], NAME_SIZE)
    text(slide, (650, top, 260, 18), [line("Their own sentences", colour=QUIET)], NAME_SIZE)
    count = sum(len(each.names) for each in body.strands)
    step = min((high - 30) / max(count + 0.8 * len(body.strands), 1), 34)
    longest = max((len(n.text) for each in body.strands for n in each.names), default=0)
    fits = (each for each in (18, 16) if step >= 26 and longest * each * drawing.LETTER < 335)
    size = next(fits, 14)
    y = top + 26
    for strand in body.strands:
        _strand(slide, strand, y, step, size)
        y += step * (len(strand.names) + 0.8)


def _strand(slide: Any, strand: Strand, top: float, step: float, size: float) -> None:
    middle = top + step * len(strand.names) / 2
    told = [line(strand.heading, bold=True, size=18), line(strand.told, colour=QUIET, size=14)]
    aim = text(slide, (653, middle - 34, 265, 68), told, 16)
    aim.text_frame.vertical_anchor, aim.text_frame.margin_left = MSO_ANCHOR.MIDDLE, Pt(12)
    drawing.box(slide.shapes, (650, middle - 32, 3, 64), NEUTRAL)
    for n, name in enumerate(strand.names):
        y = top + n * step
        text(slide, (MARGIN, y, 350, step), [signed(name, italic=not strand.own)], size)
        runs = (*meter(name.mark), Run(f"\t{name.mark.evidence.short}"))
        shape = text(slide, (396, y, 160, step), [Line(runs, INSET)], 14)
        wire = slide.shapes.add_connector(MSO_CONNECTOR.CURVE, 0, 0, 0, 0)
        wire.begin_connect(shape, 3)
        wire.end_connect(aim, 1)
        drawing.paint(wire.line.color, HUES[name.therapy.category])
        wire.line.width = Pt(1.5)
        describe(wire, f"{name.text}: {strand.heading}")
    if strand.more:
        y = top + len(strand.names) * step
        text(slide, (MARGIN, y, 350, step), more(strand.more), 14)


def draw_sentence(slide: Any, _made: Slide, body: Sentence, place: Place) -> None:
    """Draw the passages that earn the firmest words, and what to read in them."""
    left, top, wide, high = place
    large = 26 if len(body.quotes) == 1 else 18
    lines = []
    for quote in body.quotes:
        says, words = drawing.quoted(quote)
        lines += [says._replace(before=10), words._replace(runs=words.runs[:3])]
        lines.append(line(quote.place, colour=QUIET, size=NAME_SIZE, link=quote.link))
    text(slide, (left, top, wide, 200), lines, large)
    part = wide / max(len(body.readings), 1)
    for n, reading in enumerate(body.readings):
        x = left + n * part
        drawing.box(slide.shapes, (x, top + 212, part - 20, 2), INK)
        told = [line(reading.heading, bold=True, size=18), line(reading.text, colour=QUIET)]
        text(slide, (x, top + 220, part - 20, 120), told, 16)
    if body.told:
        part = wide / len(body.names)
        for n, (name, does) in enumerate(zip(body.names, body.told, strict=True)):
            head = Line((*meter(name.mark), Run(f" {name.text}", bold=True, size=17)))
            said = [head, line(does, colour=QUIET)]
            text(slide, (left + n * part, top + high - 84, part - 20, 84), said, 15)
        return
    row = tuple(
        run
        for name in body.names
        for run in (*meter(name.mark), Run(f" {name.text}     ", bold=True))
    )
    text(slide, (left, top + high - 30, wide, 24), [Line(row)], 16)


def draw_about(slide: Any, made: Slide, body: About, place: Place) -> None:
    """Draw what effects are on as bars, and the names of the outcome that the title is about."""
    left, top, _, high = place
    bars = [(row.label, row.names, 0) for row in body.rows]
    inner = min(high - 34, 64 * len(bars))
    _bars(slide, made, bars, (left, top, 400, inner + 34), inner)
    rows = []
    for evidence, group in body.groups:
        mark = Mark(None, evidence, body.chosen.outcome)  # type: ignore[arg-type]
        label = Line((*meter(mark), Run(f"\t{group.label}", bold=True)), INSET)
        names = tuple(map(signed, group.names)) + more(group.more)
        rows.append([Cell((label,)), Cell(names)])
    shares = [466 * 0.4, 466 * 0.6]

    def needed(size: float) -> float:
        return sum(drawing.row_heights(rows, shares, size, 3))

    size = drawing.largest((16, 15, 14, NAME_SIZE), high, needed)
    told = f"{body.chosen.label}: who, by how firmly it is said"
    drawing.table(slide, (452, top, 466, high), (2, 3), rows, size, told, pad=3)


def draw_where(slide: Any, made: Slide, body: Where, place: Place) -> None:
    """Draw where therapies act as bars from cause to clot, each with its names beside it."""
    left, top, _, high = place
    bars = [(each.target.heading, each.names, each.more) for each in body.places]
    inner = min(high - 30, 64 * len(bars))
    _bars(slide, made, bars, (left, top, 380, inner + 30), inner)
    rows = [[Cell((line(each.told, colour=QUIET),), ruled=False)] for each in body.places]
    step = inner / max(len(rows), 1)
    table = drawing.table(
        slide, (428, top, 490, inner), (1,), rows, NAME_SIZE, "Who acts there",
        spacing=0.88, pad=0, heights=[step] * len(rows),
    ).table  # fmt: skip
    for row in table.rows:
        row.cells[0].vertical_anchor = MSO_ANCHOR.MIDDLE


def _bars(slide: Any, made: Slide, rows: Rows, place: Place, inner: float) -> None:
    """Draw stacked bars by category with a workbook; the bars take the upper `inner` points."""
    data: Any = CategoryChartData(number_format="0")  # type: ignore[no-untyped-call]
    data.categories = [label for label, _, _ in rows]
    shown = []
    for category in BLOCKS:
        counts = [sum(n.therapy.category is category for n in names) for _, names, _ in rows]
        if any(counts):
            shown.append(category)
            data.add_series(f"{category.symbol} {category.heading}", [n or None for n in counts])
    if any(number for *_, number in rows):
        data.add_series("more", [number or None for *_, number in rows])
    if not rows or not len(data):
        return
    frame = slide.shapes.add_chart(XL_CHART_TYPE.BAR_STACKED, *map(Pt, place), data)
    describe(frame, made.alt)
    chart = frame.chart
    chart.font.size, chart.has_title, chart.has_legend = Pt(NAME_SIZE), False, True
    chart.legend.position, chart.legend.include_in_layout = XL_LEGEND_POSITION.BOTTOM, False
    chart.legend.font.size = Pt(10.5)
    chart.value_axis.visible = chart.value_axis.has_major_gridlines = False
    chart.category_axis.reverse_order = True
    chart.category_axis.tick_label_position = XL_TICK_LABEL_POSITION.LOW
    chart.category_axis.format.line.fill.background()
    chart.category_axis.major_tick_mark = XL_TICK_MARK.NONE
    most = max(len(names) + number for _, names, number in rows)
    chart.value_axis.maximum_scale, chart.value_axis.minimum_scale = most, -0.05 * most
    chart.plots[0].gap_width, chart.plots[0].overlap = 60, 100
    looks: list[tuple[Any, str]] = [(HUES[each], f"{each.symbol} ") for each in shown]
    for series, look in zip(chart.plots[0].series, [*looks, (TRACK, "")], strict=False):
        _shade(series, *look)
    layout = parse_xml(
        f'<c:layout {nsdecls("c")}><c:manualLayout><c:layoutTarget val="inner"/>'
        '<c:xMode val="edge"/><c:yMode val="edge"/><c:x val="0.4"/><c:y val="0"/>'
        f'<c:w val="0.58"/><c:h val="{inner / place[3]:.3f}"/></c:manualLayout></c:layout>'
    )
    area = chart._chartSpace.chart.plotArea
    for old in area.xpath("./c:layout"):
        area.remove(old)
    area.insert(0, layout)


def _shade(series: Any, hue: Any, symbol: str) -> None:
    """Give a series its hue, and each part its sign and number."""
    series.format.fill.solid()
    drawing.paint(series.format.fill.fore_color, hue)
    labels = series.data_labels
    labels.show_value, labels.number_format_is_linked = True, False
    labels.number_format = f'"{symbol}"0'
    labels.font.size, labels.font.bold = Pt(12), True
    if hue in (HUES[BLOCKS[0]], HUES[BLOCKS[2]]):
        drawing.paint(labels.font.color, PAPER)


def draw_question(slide: Any, _made: Slide, body: Question, place: Place) -> None:
    """Draw the choices of a question."""
    _choices(slide, body, place, told=False)
    text(slide, (MARGIN, 448, INSIDE, 24), [line("Which one? Show of hands.", colour=QUIET)], 18)


def draw_answer(slide: Any, _made: Slide, body: Question, place: Place) -> None:
    """Draw the choices with what is said of each, and the passage."""
    _choices(slide, body, place, told=True)
    if body.quote:
        drawing.box(slide.shapes, (MARGIN, 400, 3, 66), HUES[BLOCKS[3]])
        text(slide, (MARGIN + 12, 400, INSIDE - 12, 70), drawing.quoted(body.quote), 18)


def _choices(slide: Any, body: Question, place: Place, *, told: bool) -> None:
    left, top, wide, _ = place
    rows = max((len(body.choices) + 1) // 2, 1)
    high = (390 - top) / rows
    for n, choice in enumerate(body.choices):
        x, y = left + n % 2 * (wide / 2 + 4), top + n // 2 * high
        right = told and choice.right
        fill, edge = (GREEN, HUES[BLOCKS[3]]) if right else (PAPER, TRACK)
        shape = drawing.box(
            slide.shapes, (x, y, wide / 2 - 4, high - 10), fill, edge, round_=True
        )  # fmt: skip
        shape.adjustments[0] = 0.06
        if right:
            shape.line.width = Pt(3)
        letter = "✓" if right else choice.letter
        lines = [line(f"{letter}   {choice.text}", bold=True, size=20, colour=INK)]
        if told:
            lines.append(line(f"{'Right. ' if right else ''}{choice.told}", colour=QUIET, before=4))
        shape.text_frame.vertical_anchor = MSO_ANCHOR.MIDDLE
        drawing.write(shape.text_frame, [each._replace(inset=30) if not i else each
                                         for i, each in enumerate(lines)], 16)  # fmt: skip
        for paragraph in shape.text_frame.paragraphs:
            paragraph.alignment = PP_ALIGN.LEFT


def draw_home(slide: Any, _made: Slide, body: TakeHome, place: Place) -> None:
    """Draw the sentences to take home, number first, and the code that stays up."""
    left, top, wide, high = place
    step = min(high / max(len(body.lessons), 1), 120)
    for n, lesson in enumerate(body.lessons):
        y = top + n * step
        number = Line(
            (Run(str(lesson.number), bold=True, size=40), Run(f" of {lesson.of}", size=16))
        )
        text(slide, (left, y + 14, 120, 50), [number], 16)
        said = Line((Run(lesson.lead, bold=True), Run(f" {lesson.rest}")))
        text(slide, (left + 130, y + 22, 510, 70), [said], 20)
    _code(slide, body.link, (wide + left - 190, top + 8, 180, 180), body.told)


def draw_nothing(slide: Any, _made: Slide, body: Nothing, place: Place) -> None:
    """Say why there is nothing to show."""
    text(slide, place, [line(body.why)], 20)


def draw_picture(slide: Any, png: bytes, alt: str, place: Place) -> None:
    """Draw a chart's picture as large as it fits."""
    left, top, wide, high = place
    shape = slide.shapes.add_picture(io.BytesIO(png), Pt(left), Pt(top))
    fits = min(Pt(wide) / shape.width, Pt(high) / shape.height)
    shape.width, shape.height = int(shape.width * fits), int(shape.height * fits)
    describe(shape, alt)


Draw = Callable[[Any, Slide, Any, Place], None]
DRAWN: dict[type, Draw] = {
    Opening: draw_opening,
    Documents: draw_documents,
    Presented: draw_presented,
    Sentence: draw_sentence,
    About: draw_about,
    Where: draw_where,
    Question: draw_question,
    TakeHome: draw_home,
    Nothing: draw_nothing,
}
"""What draws each kind of body that is no table."""
