"""The glossary: the terms of the documents with their explanations, found in running text."""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cached_property
from itertools import chain
from typing import NamedTuple, Self

from therapies.model import Entry


class Piece(NamedTuple):
    """A part of a text: a name of `entry`, or what is between names."""

    text: str
    entry: Entry | None = None


@dataclass(frozen=True)
class Glossary:
    """The explained terms, alphabetically."""

    entries: tuple[Entry, ...] = ()

    @classmethod
    def of(cls, entries: Iterable[Entry]) -> Self:
        """Return the glossary of `entries`."""
        return cls(tuple(sorted(entries, key=lambda entry: entry.term.casefold())))

    @cached_property
    def by_name(self) -> dict[str, Entry]:
        """Each entry under each of its names, in small letters."""
        return {name.casefold(): entry for entry in self.entries for name in entry.names}

    @cached_property
    def pattern(self) -> re.Pattern[str] | None:
        """What finds a name as a whole word, the longest first, also with an s behind it."""
        names = sorted(self.by_name, key=len, reverse=True)
        either = "|".join(re.escape(name) for name in names)
        return re.compile(rf"(?<![\w-])({either})s?(?![\w-])", re.IGNORECASE) if names else None

    def pieces(self, text: str) -> tuple[Piece, ...]:
        """Return `text` in pieces; of each entry the first mention is a piece of its own."""
        pieces: dict[str, tuple[Piece, ...]] = {}
        end = 0
        for found, entry in self._mentions(text):
            if entry.term not in pieces:
                pieces[entry.term] = Piece(text[end : found.start()]), Piece(found[0], entry)
                end = found.end()
        whole = (*chain.from_iterable(pieces.values()), Piece(text[end:]))
        return tuple(piece for piece in whole if piece.text)

    def named_in(self, text: str) -> Iterator[Entry]:
        """Give the entry of each name in `text`."""
        return (entry for _, entry in self._mentions(text))

    def _mentions(self, text: str) -> Iterator[tuple[re.Match[str], Entry]]:
        for found in self.pattern.finditer(text) if self.pattern else ():
            if entry := self.by_name.get(found[1].casefold()):
                yield found, entry
