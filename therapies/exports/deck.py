"""Drawing on slides: boxes, tables, charts and notes; what they say is told in `slides`."""

import io
import re
import zipfile
from collections.abc import Sequence
from datetime import date, datetime
from typing import Any

from pptx import Presentation
from pptx.chart.data import CategoryChartData
from pptx.dml.color import RGBColor
from pptx.enum.chart import XL_CHART_TYPE, XL_LEGEND_POSITION
from pptx.oxml import parse_xml
from pptx.oxml.ns import nsdecls
from pptx.util import Pt

from therapies import site
from therapies.charts import FILL, INK
from therapies.exports.fitting import (
    BOTTOM,
    ELSEWHERE,
    HEIGHT,
    INSIDE,
    LINE,
    MARGIN,
    NOTES_LIMIT,
    PADDING,
    SIDES,
    SIZE,
    TITLE_HEIGHT,
    TITLE_SIZES,
    TOP,
    WIDTH,
    Cell,
    Row,
    badge_height,
    badge_widths,
    body_top,
    clipped,
    fitted,
    isolated,
    paged,
    row_height,
    wrapped,
    zipped,
)
from therapies.exports.view import View
from therapies.model import PURPOSE

_STAMPED = re.compile(rb"(<dcterms:(?:created|modified)[^>]*>)[^<]*")


class Deck:
    """A presentation that is being drawn: every text at least `SIZE`, nothing off the slide."""

    def __init__(self, title: str, day: date) -> None:
        self.file: Any = Presentation()
        self.footer = PURPOSE
        self.remark = ""
        self._widen()
        moment = datetime(day.year, day.month, day.day)
        core = self.file.core_properties
        core.title, core.subject, core.author = title, PURPOSE, site.TITLE
        core.created = core.modified = moment
        core.last_modified_by, core.language, core.revision = site.TITLE, "en", 1
        self.day = day

    def _widen(self) -> None:
        """Make master and layouts 16:9."""
        scale = Pt(WIDTH) / self.file.slide_width
        self.file.slide_width, self.file.slide_height = Pt(WIDTH), Pt(HEIGHT)
        master = self.file.slide_master
        for shapes in (master.shapes, *(each.shapes for each in master.slide_layouts)):
            for shape in shapes:
                if shape._element.xpath("./p:spPr/a:xfrm"):
                    shape.left, shape.width = int(shape.left * scale), int(shape.width * scale)

    def cover(self, view: View, name: str = "") -> None:
        """Draw the slide that says what is shown, with the whole stamp in its notes.

        `name` is what a talk calls the view; the filter's sentence then stands below it.
        """
        slide = self._slide(0, "\n".join(view.stamp))
        self._text(slide, (MARGIN, 80, INSIDE, 32), [view.subject], 24)
        _describe(slide.shapes.add_connector(1, *map(Pt, (MARGIN, 116, WIDTH - MARGIN, 116))), "")
        name = name or view.sentence
        text, size = fitted(isolated(name), (40, 36, 32, 28, 24), 190)
        high = len(wrapped(text, INSIDE, size, bold=True)) * size * LINE
        _write(slide.shapes.title, (MARGIN, 134, INSIDE, high), [text], size, bold=True)
        below = [line for line in view.stamp if line not in (view.subject, name)]
        lines = [clipped(line, INSIDE, 20, 2) for line in below]
        _write(slide.placeholders[1], (MARGIN, 154 + high, INSIDE, 178), lines, 20)

    def blank(self, title: str) -> None:
        """Draw a slide that has a title only."""
        self._titled(title, "")

    def chart(
        self,
        title: str,
        names: Sequence[str],
        series: Sequence[tuple[str, str, str, Sequence[int | None]]],
        alt: str,
        key: str,
        rows: Sequence[str],
    ) -> None:
        """Draw stacked bars, each part with its mark and number; `rows` are the data as notes.

        A series is its name, mark, colour and a number for each of `names`.
        """
        if not names:
            self.blank(title)
            return
        slide, top = self._titled(title, "\n".join((f"{alt}.", *rows)))
        data: Any = CategoryChartData(number_format="0")  # type: ignore[no-untyped-call]
        data.categories = list(names)[::-1]  # a bar chart starts at the foot
        shown = [each for each in series if any(each[3])]
        for name, _, _, values in shown:
            data.add_series(name, list(values)[::-1])
        self._text(slide, (MARGIN, BOTTOM - 30, INSIDE, 28), [key], SIZE)
        place = (Pt(MARGIN), Pt(top), Pt(INSIDE), Pt(BOTTOM - 36 - top))
        frame = slide.shapes.add_chart(XL_CHART_TYPE.BAR_STACKED, *place, data)
        totals = [sum(values[n] or 0 for *_, values in shown) for n in range(len(names))]
        said = "; ".join(f"{name} {total}" for name, total in zip(names, totals, strict=True))
        _describe(frame, f"{alt}. In all: {said}.")
        _dress(frame.chart, shown, max(totals))

    def table(
        self,
        title: str,
        headers: Sequence[str],
        rows: Sequence[Row],
        shares: Sequence[float],
        *,
        later: str = "",
        notes: str = "",
        badges: Sequence[tuple[Cell, float]] = (),
        hues: Sequence[str] = (),
    ) -> None:
        """Draw a table over as many slides as it takes, the header on each.

        `later` is the title of the slides after the first, `notes` stand on all; `badges` stand
        above the table of the first, each with its share of the width.
        """
        widths = [INSIDE * share / sum(shares) for share in shares]
        heads = [
            clipped(isolated(text), width - SIDES, SIZE, 3)
            for text, width in zipped(headers, widths)
        ]
        head = row_height(heads, widths)
        first = BOTTOM - body_top(f"{title} (99 of 99)") - head - badge_height(badges)
        other = BOTTOM - body_top(f"{later or title} (99 of 99)") - head
        pages = list(paged(rows, widths, first, other))
        for number, page in enumerate(pages, 1):
            name = later if later and number > 1 else title
            counted = f"{name} ({number} of {len(pages)})" if len(pages) > 1 else name
            again = notes if number == 1 or len(notes) <= NOTES_LIMIT else ELSEWHERE
            said = dict.fromkeys((again, *(row.notes for row in page)))
            slide, top = self._titled(counted, "\n\n".join(text for text in said if text))
            if number == 1 and badges:
                top = self._badges(slide, top, badges)
            top_row = [Cell(*each) for each in zipped(heads, hues or [""] * len(heads))]
            self._grid(slide, top, [Row(tuple(top_row)), *page], widths, name)

    def _grid(
        self, slide: Any, top: float, rows: Sequence[Row], widths: Sequence[float], alt: str
    ) -> None:
        heights = [row_height([cell.text for cell in row.cells], widths) for row in rows]
        place = (Pt(MARGIN), Pt(top), Pt(INSIDE), Pt(sum(heights)))
        frame = slide.shapes.add_table(len(rows), len(widths), *place)
        _describe(frame, f"Table: {alt}")
        for column, width in zipped(frame.table.columns, widths):
            column.width = Pt(width)
        for line, row, height in zip(frame.table.rows, rows, heights, strict=True):
            line.height = Pt(height)
            for drawn, cell in zipped(line.cells, row.cells):
                drawn.margin_left = drawn.margin_right = Pt(SIDES / 2)
                drawn.margin_top = drawn.margin_bottom = Pt(PADDING / 2)
                _fill(drawn.text_frame, cell)
                if row is rows[0] and any(
                    each.hue for each in row.cells
                ):  # a mark in its hue needs a light ground
                    drawn.fill.solid()
                    drawn.fill.fore_color.rgb = _colour("FFFFFF")
                    for run in drawn.text_frame.paragraphs[0].runs[bool(cell.hue) :]:
                        run.font.color.rgb = _colour(INK["light"])

    def _badges(self, slide: Any, top: float, badges: Sequence[tuple[Cell, float]]) -> float:
        """Draw the badges in a row; return where the next thing may start."""
        height, left = badge_height(badges) - 12, float(MARGIN)
        for (cell, _), width in zipped(badges, badge_widths(badges)):
            box = slide.shapes.add_textbox(Pt(left), Pt(top), Pt(width), Pt(height))
            box.text_frame.word_wrap = True
            box.line.color.rgb = _colour(cell.hue or FILL["light"])
            box.line.width = Pt(2.25 if cell.hue else 1)
            _fill(box.text_frame, cell)
            left += width + 12
        return top + height + 12

    def _titled(self, title: str, notes: str) -> tuple[Any, float]:
        """Add a slide with title and footer; return it and where its body starts."""
        slide = self._slide(5, f"{title}\n\n{notes}".strip())
        text, size = fitted(isolated(title), TITLE_SIZES, TITLE_HEIGHT)
        bottom = body_top(title)
        place = (MARGIN, TOP, INSIDE, bottom - TOP - 10)
        _write(slide.shapes.title, place, [text], size, bold=True)
        footer = clipped(self.footer, INSIDE - 80, SIZE, 1)
        self._text(slide, (MARGIN, HEIGHT - 34, INSIDE - 80, 26), [footer], SIZE)
        self._number(slide)
        return slide, bottom

    def _slide(self, layout: int, notes: str) -> Any:
        slide = self.file.slides.add_slide(self.file.slide_layouts[layout])
        said = "\n\n".join(text for text in (self.remark, notes) if text)
        slide.notes_slide.notes_text_frame.text = said
        return slide

    def _text(self, slide: Any, place: tuple[float, ...], lines: Sequence[str], size: float) -> Any:
        box = slide.shapes.add_textbox(0, 0, 0, 0)
        _write(box, place, lines, size)
        return box

    def _number(self, slide: Any) -> None:
        """Add the slide's number as a field, so that it stays right when slides are moved."""
        place = (WIDTH - MARGIN - 70, HEIGHT - 34, 70, 26)
        box = self._text(slide, place, [""], SIZE)
        text = str(len(self.file.slides))
        field = (
            f'<a:fld {nsdecls("a")} id="{{B6F15528-21DE-4FAA-801E-634DDDAF4B2B}}" '
            f'type="slidenum"><a:rPr lang="en" sz="{SIZE * 100}"/><a:t>{text}</a:t></a:fld>'
        )
        paragraph = box.text_frame.paragraphs[0]._p
        for run in paragraph.xpath("./a:r"):
            paragraph.remove(run)
        paragraph.get_or_add_pPr().set("algn", "r")
        paragraph.append(parse_xml(field))

    def data(self) -> bytes:
        """Return the file: fixed times, one font that every office has, the app's colour."""
        out = io.BytesIO()
        self.file.save(out)
        return _still(out.getvalue(), self.day)


def _still(data: bytes, day: date) -> bytes:
    """Return the zip with every time in it, and in workbooks inside it, set to `day`."""
    out = io.BytesIO()
    with (
        zipfile.ZipFile(io.BytesIO(data)) as old,
        zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as new,
    ):
        for name in old.namelist():
            part = old.read(name)
            if name.endswith(".xlsx"):
                part = _still(part, day)
            elif name == "docProps/core.xml":
                part = _STAMPED.sub(rf"\g<1>{day.isoformat()}T00:00:00Z".encode(), part)
            elif name.startswith("ppt/theme/"):
                part = part.replace(b"Calibri", b"Arial")
                part = part.replace(b"4F81BD", FILL["light"][1:].encode())
            new.writestr(zipfile.ZipInfo(name), part, zipfile.ZIP_DEFLATED)
    return out.getvalue()


def _dress(chart: Any, series: Sequence[tuple[Any, ...]], most: int) -> None:
    """Give the bars their shades, and every part its mark with its number."""
    chart.font.size, chart.has_title, chart.has_legend = Pt(SIZE), False, True
    chart.legend.position, chart.legend.include_in_layout = XL_LEGEND_POSITION.BOTTOM, False
    chart.value_axis.visible = chart.value_axis.has_major_gridlines = False
    chart.value_axis.minimum_scale, chart.value_axis.maximum_scale = 0, most
    chart.plots[0].gap_width, chart.plots[0].overlap = 30, 100
    for drawn, (_, symbol, colour, _) in zipped(chart.plots[0].series, series):
        fill = _colour(colour)
        drawn.format.fill.solid()
        drawn.format.fill.fore_color.rgb = fill
        drawn.format.line.color.rgb = _colour(INK["light"])
        labels = drawn.data_labels
        labels.show_value, labels.number_format_is_linked = True, False
        labels.number_format = f'"{symbol} "0'
        labels.font.size, labels.font.bold = Pt(SIZE), True
        light = sum(w * c for w, c in zip((0.3, 0.59, 0.11), fill, strict=True)) > 125
        ink = INK["light"] if light else "FFFFFF"
        labels.font.color.rgb = _colour(ink)


def _write(
    shape: Any, place: tuple[float, ...], lines: Sequence[str], size: float, *, bold: bool = False
) -> None:
    """Put a paragraph for each line into a shape, set to the left under its upper edge."""
    shape.left, shape.top, shape.width, shape.height = (Pt(each) for each in place)
    frame = shape.text_frame
    frame.word_wrap, frame.vertical_anchor = True, 1
    frame.margin_left = frame.margin_right = frame.margin_top = frame.margin_bottom = 0
    for number, line in enumerate(lines):
        paragraph = frame.add_paragraph() if number else frame.paragraphs[0]
        paragraph.alignment = 1
        run = paragraph.add_run()
        run.text = line
        run.font.size, run.font.bold = Pt(size), bold
        run.font.color.rgb = _colour(INK["light"])


def _fill(frame: Any, cell: Cell) -> None:
    """Put a cell's text into a frame, a paragraph for each line, its mark in its hue."""
    for number, line in enumerate(cell.text.split("\n")):
        paragraph = frame.add_paragraph() if number else frame.paragraphs[0]
        parts = (line[:1], line[1:]) if cell.hue and not number else (line,)
        for place, part in enumerate(parts):
            run = paragraph.add_run()
            run.text, run.font.size = part, Pt(SIZE)
            if len(parts) > 1 and not place:
                run.font.color.rgb = _colour(cell.hue)
        paragraph.font.size = Pt(SIZE)


def _colour(code: str) -> Any:
    return RGBColor.from_string(code.removeprefix("#"))  # type: ignore[no-untyped-call]


def _describe(shape: Any, text: str) -> None:
    shape._element.xpath(".//p:cNvPr")[0].set("descr", text)
