"""Pictures of the charts as SVG and PNG, made on the server without a browser or a network.

vl-convert runs in a process of its own for each picture: only a process can be stopped for
certain when its time is up, and a crash of its engine leaves the app alone.
"""

import dataclasses
import json
import re
import struct
import subprocess
import sys
import threading
import zlib
from collections.abc import Callable, Iterator, Mapping
from functools import lru_cache
from html import escape
from typing import Any, NamedTuple

import pandas as pd

from therapies import charts, coverage, frames, takeaways
from therapies.catalog import Catalog
from therapies.charts import GROUND, INK
from therapies.exports.map_chart import FONT, LINE, QUIET, SMALL, all_sides, map_chart, wrapped
from therapies.exports.view import View
from therapies.model import Evidence, Standing, Term
from therapies.query import Query
from therapies.statement import paired

TIME_LIMIT = 20.0
"""Seconds after which the making of a picture is stopped."""

PIXELS_LIMIT = 120_000_000
"""The most pixels of a PNG; what would be larger can be taken as SVG."""

MARGIN, TITLE, ROOM = 24, 20, 760
"""Empty border, size of the title, and the width of a chart other than the map."""

WORKER = """
import json, sys, vl_convert
task = json.load(sys.stdin.buffer)
if "spec" in task:
    made = vl_convert.vegalite_to_svg(task["spec"], allowed_base_urls=[]).encode()
else:
    made = vl_convert.svg_to_png(task["svg"], scale=task["scale"])
sys.stdout.buffer.write(made)
"""

_TURNS = threading.BoundedSemaphore(2)
"""So many pictures are made at once; who comes later waits."""

_ILLEGAL = re.compile("[^\t\n\r -\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
"""What no XML may hold."""


class NothingToDraw(ValueError):
    """The view has nothing that this chart could show."""


class TooLarge(ValueError):
    """A PNG of this view would have too many pixels; the SVG has no such limit."""


class TookTooLong(RuntimeError):
    """The picture was not ready within `TIME_LIMIT` and was stopped."""


class Drawing(NamedTuple):
    """A chart ready to be rendered: its takeaway and its Vega-Lite specification."""

    takeaway: str
    spec: dict[str, Any]


def png(view: View, chart: str, theme: str = "light", scale: int = 2) -> bytes:
    """Return the chart of the view as PNG, `scale` (2 or 4) pixels to each unit of its SVG.

    Title, stamp and receipts also stand in its text chunks. Raises what `svg` raises, `TooLarge`
    for a picture beyond `PIXELS_LIMIT` and `ValueError` for another scale.
    """
    if scale not in (2, 4):
        raise ValueError(f"scale {scale!r}; allowed: 2, 4")
    drawing = _drawing(view, chart, theme)
    text = _framed(_rendered(json.dumps(drawing.spec)), drawing.takeaway, view, theme)
    wide, high = _size(text)
    if wide * high * scale**2 > PIXELS_LIMIT:
        raise TooLarge(f"{wide} × {high} at {scale}x is too large for a PNG; take the SVG")
    made = _run({"svg": text, "scale": scale})
    told = {
        "Title": _title(view, drawing.takeaway),
        "Description": "\n".join(view.stamp),
        "Source": "\n".join(_receipts(view)),
    }
    return _with_text(made, told)


def svg(view: View, chart: str, theme: str = "light") -> bytes:
    """Return the chart of the view as SVG whose text is text; receipts stand in its metadata.

    `chart` is a key of `CHARTS`, `theme` is light or dark; another raises `ValueError`. Raises
    `NothingToDraw` where nothing is left and `TookTooLong` after `TIME_LIMIT`.
    """
    drawing = _drawing(view, chart, theme)
    return _framed(_rendered(json.dumps(drawing.spec)), drawing.takeaway, view, theme).encode()


def _drawing(view: View, chart: str, theme: str) -> Drawing:
    if chart not in CHARTS:
        raise ValueError(f"chart {chart!r}; allowed: {', '.join(CHARTS)}")
    if theme not in GROUND:
        raise ValueError(f"theme {theme!r}; allowed: {', '.join(GROUND)}")
    if not view.therapies:
        raise NothingToDraw(takeaways.NOTHING)
    takeaway, spec = CHARTS[chart](view, theme)
    return Drawing(takeaway, {**_unlimited(spec), "config": _config(theme)})


def _map(view: View, theme: str) -> Drawing:
    shown = map_chart(_only(view), Query() if view.ids else view.query, theme)
    return Drawing(takeaways.map_takeaway(view.therapies), shown.to_dict(validate=False))


def _only(view: View) -> Catalog:
    """Return the catalog; for a page of named therapies only these of it."""
    if not view.ids:
        return view.catalog
    return dataclasses.replace(view.catalog, therapies=view.therapies)


def _standing(view: View, theme: str) -> Drawing:
    shown = charts.evidence_by_standing(frames.therapy_frame(view.therapies), theme)
    takeaway = takeaways.standing_takeaway(view.therapies)
    return Drawing(takeaway, {**shown.to_dict(), "width": ROOM})


def _targets(view: View, theme: str) -> Drawing:
    shown = charts.along_disease(frames.therapy_frame(view.therapies), theme)
    takeaway = takeaways.disease_takeaway(view.therapies)
    return Drawing(takeaway, {**shown.to_dict(), "width": ROOM})


def _span(terms: type[Term], column: str) -> Callable[[View, str], Drawing]:
    def draw(view: View, theme: str) -> Drawing:
        spans = coverage.spans(view.catalog, view.therapies, column)
        if spans.empty:
            raise NothingToDraw(coverage.span_takeaway(spans))
        lines = _lines(view.catalog, spans, told=terms is Evidence)
        named = spans.assign(
            therapy=["\n".join(lines[name]) for name in spans["therapy"]],
            document=spans["document"].cat.rename_categories(
                lambda name: "\n".join(wrapped(name, 200, SMALL))
            ),
        )
        spec = charts.span_by_document(named, terms, theme).to_dict()
        extra = LINE * (max(map(len, lines.values())) - 1)
        return Drawing(coverage.span_takeaway(spans) + _cut(spans), _taller(spec, extra))

    return draw


def _lines(catalog: Catalog, spans: pd.DataFrame, told: bool) -> dict[str, list[str]]:
    """Return for each therapy its name in lines; if `told`, below it what each document says."""
    lines = {}
    for therapy_id in spans["id"].unique():
        name = catalog.by_id[therapy_id].name
        said = wrapped(all_sides(catalog, therapy_id), ROOM, 13) if told else []
        lines[name] = wrapped(name, ROOM, 13) + said
    return lines


def _cut(spans: pd.DataFrame) -> str:
    total = spans["id"].nunique()
    if total <= charts.SPANS_LIMIT:
        return ""
    return f" Drawn: the {charts.SPANS_LIMIT} of {total} with the widest spans."


def _taller(spec: dict[str, Any], extra: float) -> dict[str, Any]:
    """Return the chart of spans with `extra` room in each band for further lines of text."""
    layers = [{**layer, "mark": {**layer["mark"]}} for layer in spec["layer"]]
    for layer in layers:
        mark = layer["mark"]
        if mark["type"] == "text":
            mark.update(dy=mark["dy"] - extra / 2, lineBreak="\n", lineHeight=LINE)
        else:
            mark["yOffset"] += extra / 2
    step = {"step": spec["height"]["step"] + extra + 12}
    return {**spec, "layer": layers, "width": ROOM, "height": step}


CHARTS: Mapping[str, Callable[[View, str], Drawing]] = {
    "map": _map,
    "standing": _standing,
    "targets": _targets,
    "evidence-span": _span(Evidence, "evidence"),
    "standing-span": _span(Standing, "standing"),
}
"""The charts that can be taken, by name."""


def _config(theme: str) -> dict[str, Any]:
    ink, quiet = INK[theme], QUIET[theme]
    label = {"labelColor": ink, "labelFontSize": 13, "labelLimit": 0}
    title = {"titleColor": ink, "titleFontSize": 13, "titleLimit": 0}
    lines = {"gridColor": quiet, "gridOpacity": 0.3, "domainColor": quiet, "tickColor": quiet}
    return {
        "background": GROUND[theme],
        "font": FONT,
        "lineBreak": "\n",
        "padding": 4,
        "view": {"stroke": None},
        "axis": {**label, **title, **lines},
        "legend": {**label, **title, "symbolStrokeColor": ink},
        "title": {"color": ink, "limit": 0},
    }


def _unlimited(part: Any) -> Any:
    """Return the specification with labels in full, each on one line; data stay as they are."""
    if isinstance(part, list):
        return [_unlimited(each) for each in part]
    if not isinstance(part, dict):
        return part
    return {
        key: value
        if key in ("datasets", "data")
        else 0
        if key == "labelLimit"
        else _unlimited(value)
        for key, value in part.items()
        if key != "labelExpr"
    }


@lru_cache(maxsize=16)
def _rendered(spec: str) -> str:
    """Return the chart as SVG, kept for the other sizes of the same picture."""
    return _run({"spec": json.loads(spec)}).decode()


def _run(task: dict[str, Any]) -> bytes:
    """Return what the worker process makes of the task; stop it when its time is up."""
    if not _TURNS.acquire(timeout=TIME_LIMIT):
        raise TookTooLong("too many pictures are being made; try again")
    try:
        done = subprocess.run(
            [sys.executable, "-I", "-c", WORKER],
            input=json.dumps(task).encode(),
            capture_output=True,
            timeout=TIME_LIMIT,
            check=True,
        )
    except subprocess.TimeoutExpired:
        raise TookTooLong(f"no picture after {TIME_LIMIT:g} seconds") from None
    except subprocess.CalledProcessError as error:
        reason = error.stderr.decode(errors="replace").strip().splitlines()[-1:]
        raise RuntimeError(f"vl-convert: {''.join(reason)}") from None
    finally:
        _TURNS.release()
    return done.stdout


def _size(text: str) -> tuple[int, int]:
    found = re.match(r'<svg[^>]* width="([\d.]+)" height="([\d.]+)"', text)
    if found is None:
        raise RuntimeError("vl-convert gave a picture without a size")
    return round(float(found[1])), round(float(found[2]))


def _title(view: View, takeaway: str) -> str:
    return f"{view.subject} · {takeaway}"


def _framed(chart: str, takeaway: str, view: View, theme: str) -> str:
    """Return the chart between subject and takeaway above and the stamp below it, all wrapped.

    The chart's own `svg` element falls away: nested, it is clipped, which takes four times as long.
    """
    inner, tall = _size(chart)
    room = max(inner, ROOM)
    drawn = chart[chart.index(">") + 1 : chart.rindex("</svg>")]
    title = wrapped(takeaway, room, TITLE, bold=True)
    foot = [line for each in view.stamp for line in wrapped(each, room, SMALL)]
    top = MARGIN + LINE
    below = top + len(title) * 26 + 10 + tall + 10
    wide, high = room + 2 * MARGIN, below + len(foot) * LINE + MARGIN
    parts = [
        f'<svg xmlns="http://www.w3.org/2000/svg" xmlns:xlink="http://www.w3.org/1999/xlink" '
        f'width="{wide}" height="{high}" viewBox="0 0 {wide} {high}" role="img">',
        f"<title>{_xml(_title(view, takeaway))}</title><desc>{_xml(' '.join(view.stamp))}</desc>",
        f"<metadata>{_xml(chr(10).join(_receipts(view)))}</metadata>",
        f'<rect width="{wide}" height="{high}" fill="{GROUND[theme]}"/>',
        *_texts([view.subject], MARGIN + SMALL, LINE, f'font-size="{SMALL}px"', QUIET[theme]),
        *_texts(title, top + TITLE, 26, f'font-size="{TITLE}px" font-weight="bold"', INK[theme]),
        f'<g transform="translate({MARGIN},{top + len(title) * 26 + 10})">{drawn}</g>',
        *_texts(foot, below + SMALL, LINE, f'font-size="{SMALL}px"', QUIET[theme]),
        "</svg>",
    ]
    return "".join(parts)


def _texts(lines: list[str], top: float, step: float, style: str, colour: str) -> Iterator[str]:
    for place, line in enumerate(lines):
        where = f'x="{MARGIN}" y="{top + place * step:g}" fill="{colour}"'
        yield f'<text {where} font-family="{FONT}" {style}>{_xml(line)}</text>'


def _xml(text: str) -> str:
    return escape(_ILLEGAL.sub("\N{REPLACEMENT CHARACTER}", text))


def _receipts(view: View) -> Iterator[str]:
    """Return a line for each claim on the therapies of the view: what it says, and where."""
    for therapy in view.therapies:
        for claim in view.catalog.claims_of[therapy.id]:
            source = view.catalog.source_by_id[claim.source].name
            yield (
                f"{therapy.name}: {paired(claim.evidence, claim.outcome)}; {source}, "
                f"{claim.section}, paragraph {claim.paragraph}: “{claim.wording}”"
            )


def _with_text(picture: bytes, told: Mapping[str, str]) -> bytes:
    """Return the PNG with text chunks right after its header."""
    chunks = b"".join(
        _chunk(b"iTXt", key.encode() + b"\0\1\0\0\0" + zlib.compress(text.encode(), 9))
        for key, text in told.items()
    )
    return picture[:33] + chunks + picture[33:]


def _chunk(kind: bytes, body: bytes) -> bytes:
    return struct.pack(">I", len(body)) + kind + body + struct.pack(">I", zlib.crc32(kind + body))
