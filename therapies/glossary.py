"""The glossary: the terms of the documents with their explanations, found in running text."""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cached_property, lru_cache
from typing import NamedTuple, Self

from therapies.model import Entry

KEPT = 4096
"""For how many texts the terms in them are kept."""


class Piece(NamedTuple):
    """A part of a text: a name of `entry`, or what stands between names."""

    text: str
    entry: Entry | None = None


@dataclass(frozen=True, eq=False)  # a cache has it as its key, so it hashes by identity
class Glossary:
    """The explained terms, by letter."""

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
        return _pieces(self, text)

    def named_in(self, text: str) -> Iterator[Entry]:
        """Give the entry of each name in `text`."""
        for found in self.pattern.finditer(text) if self.pattern else ():
            entry = self.by_name.get(found[1].casefold())
            if entry:
                yield entry


@lru_cache(maxsize=KEPT)
def _pieces(glossary: Glossary, text: str) -> tuple[Piece, ...]:
    return tuple(piece for piece in _cut(glossary, text) if piece.text)


def _cut(glossary: Glossary, text: str) -> Iterator[Piece]:
    seen: set[str] = set()
    end = 0
    for found in glossary.pattern.finditer(text) if glossary.pattern else ():
        entry = glossary.by_name.get(found[1].casefold())
        if entry and entry.term not in seen:
            seen.add(entry.term)
            yield Piece(text[end : found.start()])
            yield Piece(found[0], entry)
            end = found.end()
    yield Piece(text[end:])
