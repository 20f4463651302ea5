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
from collections.abc import Iterator, Mapping
from functools import lru_cache
from html import escape
from math import ceil
from types import MappingProxyType
from typing import Any

from therapies.content import figures, takeaways
from therapies.content.answer import Answer
from therapies.content.looks import FONT, GROUND, INK, QUIET
from therapies.content.passages import source_passage
from therapies.content.question import FIGURE, PLACES, SAID, USE
from therapies.exports.formats import SHAPES, TITLED
from therapies.exports.pictures.drawing import LINE, SMALL
from therapies.exports.pictures.map_chart import map_chart
from therapies.exports.pictures.text_width import wrapped
from therapies.model import paired
from therapies.query.view import View

TIME_LIMIT = 20.0
"""Seconds after which a picture is given up."""

PIXELS_LIMIT = 120_000_000
"""The most pixels of a PNG; what would be larger can be taken as SVG."""

MAP = "map"
CHARTS = (MAP, USE.name, PLACES.name, SAID.name, FIGURE)
"""The figures that can be drawn."""

ASPECTS: Mapping[str, float] = MappingProxyType({"16:9": 16 / 9, "4:3": 4 / 3, "square": 1.0})
"""How wide a picture of a shape is to its height; any other is as large as what is in it."""

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
"""How many pictures are made at once; the others wait."""

_ILLEGAL = re.compile("[^\t\n\r -\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
"""What no XML may hold."""


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
    takeaway = figures.takeaway(view, chart)
    drawn = _rendered(json.dumps(_chart(view, chart, theme)))
    framed = _framed(drawn, takeaway, view, theme, shape, title)
    return f"{view.subject} · {takeaway}", framed


def _chart(view: View, chart: str, theme: str) -> dict[str, Any]:
    """Return the specification of a figure; `NothingToDraw` where it has nothing to show."""
    if chart == MAP:
        return map_chart(view.catalog, view.query, theme).to_dict(validate=False)
    answer = Answer.of(view, chart)
    if not answer.units:
        raise NothingToDraw(answer.takeaway)
    return answer.chart(theme).to_dict()  # type: ignore[no-any-return]


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


def _framed(chart: str, takeaway: str, view: View, theme: str, shape: str, titles: str) -> str:
    """Return the chart between subject and takeaway above and the stamp below it, all wrapped.

    The chart's own `svg` element is left out: nested, it is clipped, which takes four times as
    long.
    """
    # Vega neither wraps a long title nor writes metadata, so both are put around its SVG here.
    inner, tall = _size(chart)
    titled, slide = titles == "yes", f"{view.table}. {view.stamp.purpose}"
    stamp = [slide] if titles == "slide" else view.stamp
    aspect, room = ASPECTS.get(shape), max(inner, ROOM)
    for _ in range(3):  # a wider picture wraps its lines less, and is less high
        title = wrapped(takeaway, room, TITLE, bold=True) if titled else []
        foot = [line for each in stamp for line in wrapped(each, room, SMALL)]
        middle = MARGIN + (LINE + len(title) * 26 + 10 if titled else 0)
        least = middle + tall + 10 + len(foot) * LINE + MARGIN
        if not aspect or (room + 2 * MARGIN) / aspect >= least:
            break
        room = ceil(least * aspect) - 2 * MARGIN
    wide = room + 2 * MARGIN
    high = round(wide / aspect) if aspect else least
    grown = min(room / inner, (tall + high - least) / tall) if aspect else 1
    below = high - MARGIN - len(foot) * LINE
    small, quiet = f'font-size="{SMALL}px"', QUIET[theme]
    large = f'font-size="{TITLE}px" font-weight="bold"'
    parts = [
        f'<svg xmlns="http://www.w3.org/2000/svg" xmlns:xlink="http://www.w3.org/1999/xlink" '
        f'width="{wide}" height="{high}" viewBox="0 0 {wide} {high}" role="img">',
        f"<title>{_xml(f'{view.subject} · {takeaway}')}</title>",
        f"<desc>{_xml(' '.join(view.stamp))}</desc>",
        f"<metadata>{_xml(chr(10).join(_receipts(view)))}</metadata>",
        f'<rect width="{wide}" height="{high}" fill="{GROUND[theme]}"/>',
        *_texts([view.subject] if titled else [], MARGIN + SMALL, LINE, small, quiet),
        *_texts(title, MARGIN + LINE + TITLE, 26, large, INK[theme]),
        f'<g transform="translate({MARGIN},{middle}) scale({grown:.4g})">',
        chart[chart.index(">") + 1 : chart.rindex("</svg>")],
        "</g>",
        *_texts(foot, below + SMALL, LINE, small, quiet),
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
