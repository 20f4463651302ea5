"""How text and tables fit a slide: lines, heights, and rows shared out over slides."""

import re
import unicodedata
from collections.abc import Iterable, Iterator, Sequence
from functools import lru_cache
from typing import Any, NamedTuple

SIZE = 18
"""The smallest text on a slide, in points; tables have it."""

WIDTH, HEIGHT, MARGIN, TOP, BOTTOM = 960, 540, 36, 22, 494
"""The slide and the body's frame, in points."""

INSIDE = WIDTH - 2 * MARGIN
TITLE_SIZES, TITLE_HEIGHT = (32, 28, 24, 22, 20, 18), 118
LINE, PADDING, SIDES = 1.2, 5, 15
"""The height of a line for each point of its size; a table cell's margins, in points."""

NOTES_LIMIT, ELSEWHERE = 20_000, "The receipts stand in the notes of the slide where this begins."
"""Longer notes stand once, on the first slide of what they are about."""

TURNED = re.compile("[\u0590-\u08ff\u200f\u202a-\u202e\u2066-\u2069\ufb1d-\ufdff\ufe70-\ufefc]")


class Cell(NamedTuple):
    """A text of a table; `hue` colours its first letter, the category's mark."""

    text: str
    hue: str = ""


class Row(NamedTuple):
    """A line of a table and what the notes of its slide say about it."""

    cells: tuple[Cell, ...]
    notes: str = ""


def paged(
    rows: Sequence[Row], widths: Sequence[float], first: float, other: float
) -> Iterator[list[Row]]:
    """Share the rows out over slides whose bodies have the heights `first` and then `other`."""
    page: list[Row] = []
    left, room = first, first
    for row in rows:
        need = row_height([cell.text for cell in row.cells], widths)
        if page and need > left and need <= other:
            yield page
            page, left, room = [], other, other
        for part in split_row(row, widths, left, other):
            height = row_height([cell.text for cell in part.cells], widths)
            if page and height > left:
                yield page
                page, left, room = [], other, other
            page.append(part)
            left -= height
    if page or room == first:
        yield page


def split_row(row: Row, widths: Sequence[float], first: float, other: float) -> Iterator[Row]:
    """Share a row that is higher than a slide out over several; the others stay whole."""
    left = [list(wrapped(cell.text, width - SIDES)) for cell, width in zipped(row.cells, widths)]
    label, room, done = f"{row.cells[0].text[:40]} (continued)", first, False
    if first < 6 * SIZE * LINE and max(map(len, left)) * SIZE * LINE + PADDING > first:
        room = other
    while any(left):
        most = max(int((room - PADDING) // (SIZE * LINE)), 1)
        counts = [_taken(lines, most) for lines in left]
        texts = ["".join(lines[:n]).removesuffix("\n") for lines, n in zipped(left, counts)]
        cells = [Cell(text, "" if done else cell.hue) for text, cell in zipped(texts, row.cells)]
        if done and not texts[0]:
            cells[0] = Cell(label)
        again = row.notes if not done or len(row.notes) <= NOTES_LIMIT else ELSEWHERE
        yield Row(tuple(cells), again)
        left = [lines[n:] for lines, n in zipped(left, counts)]
        room, done = other, True


def _taken(lines: Sequence[str], most: int) -> int:
    """Return how many lines go on a slide: paragraphs stay whole where they can."""
    if len(lines) <= most:
        return len(lines)
    ends = [n for n in range(1, most + 1) if lines[n - 1].endswith("\n")]
    return ends[-1] if ends else most


def row_height(texts: Sequence[str], widths: Sequence[float]) -> float:
    """Return how high a table's row with these texts is, in points."""
    lines = max(len(wrapped(text, width - SIDES)) for text, width in zipped(texts, widths))
    return lines * SIZE * LINE + PADDING


def body_top(title: str) -> float:
    """Return where the body of a slide with this title starts."""
    text, size = fitted(isolated(title), TITLE_SIZES, TITLE_HEIGHT)
    return TOP + len(wrapped(text, INSIDE, size, bold=True)) * size * LINE + 14


def badge_widths(badges: Sequence[tuple[Cell, float]]) -> list[float]:
    """Return how wide the badges of a row are, by their shares."""
    room = INSIDE - 12 * (len(badges) - 1)
    return [room * share / sum(each for _, each in badges) for _, share in badges]


def badge_height(badges: Sequence[tuple[Cell, float]]) -> float:
    """Return how high a row of badges is, the room under it included."""
    texts = [cell.text for cell, _ in badges]
    return row_height(texts, badge_widths(badges)) + 12 if badges else 0


def isolated(text: str) -> str:
    """Return a text that turns its direction so that it turns nothing beside it."""
    return f"\u2068{text}\u2069" if TURNED.search(text) and text[0] != "\u2068" else text


def fitted(text: str, sizes: Sequence[int], height: float) -> tuple[str, int]:
    """Return the text and the largest size in which it fits; what never fits is cut."""
    for size in sizes:
        if len(wrapped(text, INSIDE, size, bold=True)) * size * LINE <= height:
            return text, size
    least = sizes[-1]
    return clipped(text, INSIDE, least, int(height / least / LINE), bold=True), least


def clipped(text: str, width: float, size: float, most: int, *, bold: bool = False) -> str:
    """Return the text, cut after `most` lines."""
    lines = wrapped(text, width, size, bold=bold)
    return text if len(lines) <= most else f"{''.join(lines[:most]).rstrip()[:-2]}…"


@lru_cache(maxsize=4096)
def wrapped(text: str, width: float, size: float = SIZE, *, bold: bool = False) -> tuple[str, ...]:
    """Return the lines into which a text falls; together they are the text, letter for letter."""
    room = width / size / (1.08 if bold else 1)
    lines, line, used = [], "", 0.0
    for word in re.findall(r"[^\S\n]*[^\s]+[^\S\n]*|\n|[^\S\n]+", text):
        wide = sum(map(_wide, word.rstrip()))
        if line and (line.endswith("\n") or used + wide > room):
            lines.append(line)
            line, used = "", 0.0
        for letter in word:
            if used + _wide(letter) > room and line and not letter.isspace():
                lines.append(line)
                line, used = "", 0.0
            line, used = line + letter, used + _wide(letter)
    return (*lines, line)


@lru_cache(maxsize=4096)
def _wide(letter: str) -> float:
    """Return the width of a letter for each point of its size: Arial's, rather too wide."""
    if letter == "\n":
        return 0.0
    if not letter.isascii():
        return 0.6 if unicodedata.category(letter)[0] in "LP" and ord(letter) < 0x250 else 1.05
    if letter in "ijlIftr.,:;|!'()[]-/\\ `":
        return 0.34 if letter in "r-()`" else 0.29
    if letter in "mwMW@%":
        return 0.95
    return 0.72 if letter.isupper() else 0.51 if letter in "ckszvxyJ" else 0.57


def zipped(first: Iterable[Any], second: Iterable[Any]) -> Iterator[tuple[Any, Any]]:
    """Yield the pairs of two rows of things that are equally long."""
    return zip(first, second, strict=True)
