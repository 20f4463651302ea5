"""Pictures of the charts as SVG and PNG, made on the server without a browser or a network.

vl-convert runs in a process of its own for each picture: only a process can be stopped for
certain when its time is up, and a crash of its engine leaves the app alone.
"""

import json
import re
import struct
import subprocess
import sys
import threading
import zlib
from collections.abc import Iterator, Mapping, Sequence
from functools import lru_cache
from html import escape
from math import ceil
from types import MappingProxyType
from typing import Any, NamedTuple

from therapies.content import figures, takeaways
from therapies.content.answer import Answer
from therapies.content.looks import FONT, GROUND, INK, QUIET
from therapies.content.passages import source_passage
from therapies.content.question import FIGURE, PLACES, SAID, USE
from therapies.exports.formats import SHAPES, TITLED
from therapies.exports.pictures.drawing import LINE, SIZE, SMALL
from therapies.exports.pictures.map_chart import map_chart
from therapies.exports.pictures.text_width import wrapped
from therapies.model import paired
from therapies.query.view import View
from therapies.wording import storable

TIME_LIMIT = 20.0
"""Seconds after which a picture is given up."""

PIXELS_LIMIT = 120_000_000
"""The most pixels of a PNG; what would be larger can be taken as SVG."""

MAP = "map"
CHARTS = (MAP, USE.name, PLACES.name, SAID.name, FIGURE)
"""The figures that can be drawn."""

ASPECTS: Mapping[str, float] = MappingProxyType({"16:9": 16 / 9, "4:3": 4 / 3, "square": 1.0})
"""How wide a picture of a shape is to its height; any other is as large as what is in it."""

MARGIN, TITLE, ROOM, ASIDE = 24, 20, 640, 240
"""Empty border, size of the title, the least width of all, and that of a key beside its chart."""

WORKER = """
import json, sys, vl_convert
task = json.load(sys.stdin.buffer)
if "specs" in task:
    drawn = [vl_convert.vegalite_to_svg(each, allowed_base_urls=[]) for each in task["specs"]]
    made = json.dumps(drawn).encode()
else:
    made = vl_convert.svg_to_png(task["svg"], scale=task["scale"])
sys.stdout.buffer.write(made)
"""

_TURNS = threading.BoundedSemaphore(2)
"""How many pictures are made at once; the others wait."""


class NothingToDraw(ValueError):
    """The view has nothing that this chart could show."""


class TooLarge(ValueError):
    """A PNG of this view would have too many pixels; the SVG has no such limit."""


class TookTooLong(RuntimeError):
    """The picture was not ready within `TIME_LIMIT` and was stopped."""


def png(
    view: View,
    chart: str,
    theme: str = "light",
    scale: int = 2,
    shape: str = SHAPES[0],
    title: str = "yes",
) -> bytes:
    """Return the chart of the view as PNG, `scale` (2 or 4) pixels to each unit of its SVG.

    Title, stamp and receipts are in its text chunks too. Raises what `svg` raises, `TooLarge` for
    a picture beyond `PIXELS_LIMIT` and `ValueError` for another scale.
    """
    if scale not in (2, 4):
        raise ValueError(f"scale {scale!r}; allowed: 2, 4")
    told, picture = _picture(view, chart, theme, shape, title)
    wide, high = _size(picture)
    if wide * high * scale**2 > PIXELS_LIMIT:
        raise TooLarge(f"{wide} × {high} at {scale}x is too large for a PNG; take the SVG")
    texts = {
        "Title": told,
        "Description": "\n".join(view.stamp),
        "Source": "\n".join(_receipts(view)),
    }
    return _with_text(_run({"svg": picture, "scale": scale}), texts, scale)


def svg(
    view: View, chart: str, theme: str = "light", shape: str = SHAPES[0], title: str = "yes"
) -> bytes:
    """Return the chart of the view as SVG whose text is text; receipts are in its metadata.

    `chart` is one of `CHARTS`, `theme` is light or dark, `shape` one of `SHAPES`, `title` one of
    `TITLED`; another raises `ValueError`. Raises `NothingToDraw` where nothing is left and
    `TookTooLong` after `TIME_LIMIT`.
    """
    return _picture(view, chart, theme, shape, title)[1].encode()


def _picture(view: View, chart: str, theme: str, shape: str, title: str) -> tuple[str, str]:
    for name, value, allowed in (
        ("chart", chart, CHARTS),
        ("theme", theme, GROUND),
        ("shape", shape, SHAPES),
        ("title", title, TITLED),
    ):
        if value not in allowed:
            raise ValueError(f"{name} {value!r}; allowed: {', '.join(allowed)}")
    if not view.therapies:
        raise NothingToDraw(takeaways.NOTHING)
    takeaway, key = figures.takeaway(view, chart), figures.key(view, chart)
    (drawn,) = _rendered((json.dumps(_chart(view, chart, theme)),))
    framed = _framed(drawn, (takeaway, key), view, theme, shape, title)
    return f"{view.subject} · {takeaway}", framed


def bare(views: Sequence[View], theme: str) -> tuple[str, ...]:
    """Return as SVG what the page Charts draws for each view, with nothing around it."""
    return _rendered(tuple(json.dumps(_chart(each, FIGURE, theme)) for each in views))


def _chart(view: View, chart: str, theme: str) -> dict[str, Any]:
    """Return the specification of a figure; `NothingToDraw` where it has nothing to show.

    A picture is one thing, which its title names: its marks are not named one by one.
    """
    if chart == MAP:
        return map_chart(view.catalog, view.query, theme).to_dict(validate=False)
    answer = Answer.of(view, chart)
    if not answer.units:
        raise NothingToDraw(answer.takeaway)
    spec: dict[str, Any] = answer.chart(theme, keyed=False).to_dict(validate=False)
    spec["config"]["aria"] = False
    return spec


@lru_cache(maxsize=16)
def _rendered(specs: tuple[str, ...]) -> tuple[str, ...]:
    """Return charts as SVG, kept for the other sizes of the same pictures."""
    return tuple(json.loads(_run({"specs": [json.loads(each) for each in specs]})))


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


class _Layout(NamedTuple):
    """Where the parts of a picture stand: the lines of text, the chart and how much it grows."""

    wide: int
    high: int
    title: list[str]
    key: list[str]
    key_at: tuple[int, int]
    middle: int
    foot: list[str]
    grown: float


def _laid(
    size: tuple[int, int],
    texts: tuple[str, str, str],
    aspect: float | None,
    aside: int,
    edge: int,
    least: int,
) -> _Layout:
    """Return how takeaway, key and stamp stand around a chart; with the key `aside` of it or above.

    A wider picture wraps its lines less and so is less high: the width is found in a few steps.
    """
    (inner, tall), (takeaway, key, stamp) = size, texts
    room = max(inner + aside, least)
    for _ in range(3):
        title = wrapped(takeaway, room, TITLE, bold=True) if takeaway else []
        told = wrapped(key, aside - MARGIN if aside else room, SIZE) if key else []
        foot = wrapped(stamp, room, SMALL) if stamp else []
        top = edge + (LINE + len(title) * 26 + 10 if title else 0)
        middle = top + (len(told) * LINE + 10 if told and not aside else 0)
        beside = max(tall, len(told) * LINE) if aside else tall
        lowest = middle + beside + (10 + len(foot) * LINE if foot else 0) + edge
        if not aspect or (room + 2 * edge) / aspect >= lowest:
            break
        room = ceil(lowest * aspect) - 2 * edge
    wide = room + 2 * edge
    high = round(wide / aspect) if aspect else lowest
    grown = min((room - aside) / inner, (tall + high - lowest) / tall) if aspect else 1
    key_at = (wide - aside if aside else edge, top)
    return _Layout(wide, high, title, told, key_at, middle, foot, grown)


def _framed(
    chart: str, told: tuple[str, str], view: View, theme: str, shape: str, titles: str
) -> str:
    """Return the chart between subject and takeaway above and the stamp below it, all wrapped.

    `told` is its takeaway and its key. The chart's own `svg` element is left out: nested, it is
    clipped, which takes four times as long.
    """
    # Vega neither wraps long text nor writes metadata, so all is put around its SVG here.
    titled, aspect, size = titles == "yes", ASPECTS.get(shape), _size(chart)
    slide = f"{view.table}. {view.stamp.purpose}"
    stamp = {"slide": [slide], "bare": []}.get(titles, view.stamp)
    edge, least = (0, 0) if titles == "bare" else (MARGIN, ROOM)
    texts = (told[0] if titled else "", told[1], " · ".join(stamp))
    asides = (0, ASIDE) if aspect else (0,)
    ways = [_laid(size, texts, aspect, aside, edge, least) for aside in asides]
    at = max(ways, key=lambda way: way.grown**2 / (way.wide * way.high))
    small, quiet = f'font-size="{SMALL}px"', QUIET[theme]
    large = f'font-size="{TITLE}px" font-weight="bold"'
    below = at.high - edge - len(at.foot) * LINE
    parts = [
        f'<svg xmlns="http://www.w3.org/2000/svg" xmlns:xlink="http://www.w3.org/1999/xlink" '
        f'width="{at.wide}" height="{at.high}" viewBox="0 0 {at.wide} {at.high}" role="img">',
        f"<title>{_xml(f'{view.subject} · {told[0]}')}</title>",
        f"<desc>{_xml(' '.join(view.stamp))}</desc>",
        f"<metadata>{_xml(chr(10).join(_receipts(view)))}</metadata>",
        f'<rect width="{at.wide}" height="{at.high}" fill="{GROUND[theme]}"/>',
        *_texts([view.subject] if titled else [], MARGIN + SMALL, LINE, small, quiet),
        *_texts(at.title, MARGIN + LINE + TITLE, 26, large, INK[theme]),
        *_texts(at.key, at.key_at[1] + SIZE, LINE, f'font-size="{SIZE}px"', quiet, at.key_at[0]),
        f'<g transform="translate({edge},{at.middle}) scale({at.grown:.4g})">',
        chart[chart.index(">") + 1 : chart.rindex("</svg>")],
        "</g>",
        *_texts(at.foot, below + SMALL, LINE, small, quiet),
        "</svg>",
    ]
    return "".join(parts)


def _texts(
    lines: list[str], top: float, step: float, style: str, colour: str, left: int = MARGIN
) -> Iterator[str]:
    for place, line in enumerate(lines):
        where = f'x="{left}" y="{top + place * step:g}" fill="{colour}"'
        yield f'<text {where} font-family="{FONT}" {style}>{_xml(line)}</text>'


def _xml(text: str) -> str:
    return escape(storable(text))


def _receipts(view: View) -> Iterator[str]:
    """Return a line for each claim on the therapies of the view: what it says, and where."""
    for therapy in view.therapies:
        for claim in view.catalog.claims_of[therapy.id]:
            passage = source_passage(view.catalog, claim)
            known = paired(claim.evidence, claim.outcome)
            said = f"{passage.document}, {passage.inside}"
            yield f"{therapy.name}: {known}; {said}, claim {passage.claim}"


def _with_text(picture: bytes, texts: Mapping[str, str], scale: int) -> bytes:
    """Return the PNG with its size in print and text chunks right after its header."""
    dots = round(96 * scale / 0.0254)
    bodies = [b"pHYs" + struct.pack(">IIB", dots, dots, 1)]
    for key, text in texts.items():
        bodies.append(b"iTXt" + key.encode() + b"\0\1\0\0\0" + zlib.compress(text.encode(), 9))
    chunks = b"".join(
        struct.pack(">I", len(body) - 4) + body + struct.pack(">I", zlib.crc32(body))
        for body in bodies
    )
    # 33 bytes: the signature (8) and the header chunk IHDR (25), which has to come first.
    rest = re.sub(rb"\0\0\0\x09pHYs.{13}", b"", picture[33:], count=1, flags=re.DOTALL)
    return picture[:33] + chunks + rest
