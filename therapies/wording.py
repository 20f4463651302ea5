"""How the screen's words are put together: numbers with their nouns, short forms, marked values."""

import re
from collections.abc import Sequence
from typing import Self

FEW = 3
"""So many therapies are named rather than counted: a number says little of so few."""

NUMBERS = ("no", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine")

_ILLEGAL = re.compile("[^\t\n\r -\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
_TURNED = re.compile("[\u0590-\u08ff\u200f\u202a-\u202e\u2066-\u2069\ufb1d-\ufdff\ufe70-\ufefc]")


def counted(number: int, one: str, many: str = "") -> str:
    """A number with its word: `1 claim`, `2 claims`."""
    return f"{number} {one if number == 1 else many or one + 's'}"


def worded(number: int) -> str:
    """A number as a sentence has it: `three`; from ten on in figures."""
    return NUMBERS[number] if number < len(NUMBERS) else str(number)


def is_plural(name: str) -> bool:
    """Say whether a name is of many, by its last word: `Statins`, not `Analysis`."""
    last = name.split()[-1].casefold() if name.split() else ""
    return last.endswith("s") and not last.endswith(("ss", "us", "is"))


def listed(parts: Sequence[str], last: str = "and") -> str:
    """Return the parts as a sentence lists them, `last` before the last one: `a, b and c`."""
    if len(parts) < 2:
        return "".join(parts)
    return f"{', '.join(parts[:-1])} {last} {parts[-1]}"


def first_few(parts: Sequence[str], most: int) -> list[str]:
    """Return the first of `parts`, and then how many more there are."""
    more = len(parts) - most
    return [*parts[:most], f"and {more} more"] if more > 0 else list(parts)


def isolated(text: str) -> str:
    """Return a text that turns its direction so that it turns nothing beside it."""
    return f"\u2068{text}\u2069" if _TURNED.search(text) and text[0] != "\u2068" else text


def storable(text: str) -> str:
    """Return a text without what no XML may hold, such as control characters."""
    return _ILLEGAL.sub("\N{REPLACEMENT CHARACTER}", text)


def brief(value: str, limit: int = 40) -> str:
    """Return `value` fit for a message: cut to `limit` and without unprintable characters."""
    shown = "".join(letter if letter.isprintable() else "�" for letter in value[: limit + 1])
    return shown if len(value) <= limit else f"{shown[:limit]}…"


class Value(str):
    """What is said in a cell, as its words; evidence has its mark with it."""

    symbol: str

    def __new__(cls, text: str, symbol: str = "") -> Self:
        """Make one from its words and its mark."""
        value = super().__new__(cls, text)
        value.symbol = symbol
        return value

    @property
    def marked(self) -> str:
        """The mark, if there is one, and the words: `▰▰▰▰▰ shown, for calcification`."""
        return f"{self.symbol} {self}".strip()
