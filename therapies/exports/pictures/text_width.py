"""How wide text is in Liberation Sans, the font that vl-convert carries with it.

It is as wide as Arial and Helvetica.
"""

import unicodedata
from collections.abc import Iterator, Sequence

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
"""For a character that the font may not have; another font's characters are rarely wider."""
_WIDER = 1.5
"""How much wider a line may get that has such a character."""


def width(text: str, size: float, bold: bool = False) -> float:
    """Return how wide `text` is drawn, in pixels; never less for characters outside the font."""
    table = _BOLD if bold else _REGULAR
    return sum(_character(character, table) for character in text) * size / 1000


def _character(character: str, table: Sequence[int]) -> int:
    if " " <= character <= "~":
        return table[ord(character) - 32]
    if unicodedata.category(character) in ("Mn", "Me", "Cf"):
        return 0
    plain = unicodedata.normalize("NFD", character)[0]
    return table[ord(plain) - 32] if " " <= plain <= "~" else _WIDE


def _is_carried(character: str) -> bool:
    """Say whether Liberation Sans has the sign: Latin, Greek, Cyrillic, common signs."""
    return (
        character <= "\u024f" or "\u0370" <= character <= "\u04ff" or character in "–—‘’“”†‡•…€™≤≥"
    )


def wrapped(text: str, room: float, size: float, bold: bool = False) -> list[str]:
    """Return `text` in lines no wider than `room`; a word too long for one is broken.

    A character that the font has not may change the font of its whole line to a wider one.
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
    for place, character in enumerate(word):
        wide = _character(character, table) * size / 1000
        if used + wide > room and place > start:
            yield word[start:place]
            start, used = place, 0.0
        used += wide
    yield word[start:]
