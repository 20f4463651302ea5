"""Free text over the table that forgives a typo, and says why something is found."""

import re
import unicodedata
from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray
from rapidfuzz import fuzz, process

Mask = NDArray[np.bool_]

SIMILAR = 80.0
"""Lowest similarity, in percent, at which a word counts as a misspelling of another."""

FORGIVING_LENGTH = 5
"""Words of at least this many letters may be misspelled; shorter ones stand as typed."""

LONGEST = 3
"""How many words a phrase has at most."""

FAR = 99
"""The level of what is not found at all."""


def words(text: str) -> list[str]:
    """Return the words of `text`, folded: no case, no accents, hyphens split."""
    folded = text.casefold()
    if not folded.isascii():
        letters = unicodedata.normalize("NFKD", folded)
        folded = "".join(letter for letter in letters if not unicodedata.combining(letter))
    return re.findall(r"\w+", folded)


def singular(phrase: str, known: Collection[str]) -> str:
    """Return `phrase` as it is known, with or without its plural's `s`; nothing if it is not."""
    return next((each for each in (phrase, phrase.removesuffix("s")) if each in known), "")


def phrases(asked: Sequence[str], known: Collection[str]) -> list[str]:
    """Return the words in order, those joined that make a phrase which is known."""
    found, place = [], 0
    while place < len(asked):
        sizes = range(min(LONGEST, len(asked) - place), 1, -1)
        joined = {" ".join(asked[place : place + size]): size for size in sizes}
        phrase = next((each for each in joined if singular(each, known)), asked[place])
        found.append(phrase)
        place += joined.get(phrase, 1)
    return found


class Text(NamedTuple):
    """A text that is searched.

    `owner` is the place of what it belongs to, `level` how far it is from the name (0), `label`
    what it is called, and `reason` why a hit in it is one.
    """

    owner: int
    level: int
    label: str
    reason: str
    text: str


class Instead(NamedTuple):
    """What is searched in place of what was typed, or beside it where that stands somewhere."""

    typed: str
    meant: tuple[str, ...]
    stands: bool


@dataclass(frozen=True, eq=False)
class Found:
    """What a search finds: for each phrase the texts that hold it."""

    index: "WordIndex"
    held: tuple[Mask, ...]
    instead: tuple[Instead, ...] = ()
    missing: tuple[str, ...] = ()

    @cached_property
    def mask(self) -> Mask:
        """Which owners have every phrase, in whatever texts."""
        return self.ranks < FAR

    @cached_property
    def ranks(self) -> NDArray[np.int_]:
        """How far from the name each owner's hit is; one text that has all goes first."""
        levels = [self.index.nearest(held) for held in self.held]
        whole = self.index.nearest(np.logical_and.reduce(self.held))
        worst = np.maximum.reduce(levels)
        return np.where(worst < FAR, np.minimum(2 * whole, 2 * worst + 1), FAR)

    def reason(self, owner: int) -> str:
        """Return why the owner is a hit, nothing where its name says it."""
        mine = self.index.texts_of(owner)
        whole = [n for n in mine if all(held[n] for held in self.held)]
        if whole:
            return self.index.texts[whole[0]].reason
        first = (next((n for n in mine if held[n]), None) for held in self.held)
        labels = dict.fromkeys(self.index.texts[n].label for n in first if n is not None)
        return f"found in: {' and '.join(labels)}" if labels else ""


class WordIndex:
    """Which of `texts` holds which word; the texts of an owner stand together, nearest first."""

    def __init__(
        self,
        texts: Sequence[Text],
        size: int,
        meanings: Mapping[str, str],
        strangers: Collection[str] = (),
    ) -> None:
        """Index the words of each text.

        `meanings` gives other words for a phrase; `strangers` are no misspelling of any word.
        """
        self.texts, self._meanings = tuple(texts), meanings
        self._phrases = frozenset((*meanings, *strangers))
        folded = {text: " ".join(("", *words(text))) for text in {each.text for each in texts}}
        self._folded = tuple(folded[each.text] for each in texts)
        places: dict[str, list[int]] = defaultdict(list)
        for position, line in enumerate(self._folded):
            for word in set(line.split()):
                places[word].append(position)
        self._places = {word: np.array(found) for word, found in places.items()}
        self._levels = np.array([each.level for each in texts], dtype=int)
        self._owners = np.array([each.owner for each in texts], dtype=int)
        self._starts = np.searchsorted(self._owners, np.arange(size + 1))

    def find(self, text: str) -> Found:
        """Return what holds every word of `text`, or one close to it or of the same meaning.

        Signs alone (`?!`) are in no text; an empty or blank `text` is in all.
        """
        asked = phrases(words(text), self._phrases)
        if not asked:
            return Found(self, (np.full(len(self.texts), not text.strip()),))
        held, instead = zip(*map(self._read, asked), strict=True)
        missing = [typed for typed, mask in zip(asked, held, strict=True) if not mask.any()]
        told = dict.fromkeys(each for each in instead if each)
        return Found(self, held, tuple(told), tuple(dict.fromkeys(missing)))

    def nearest(self, held: Mask) -> NDArray[np.int_]:
        """Return for each owner the lowest level among its texts in `held`."""
        best = np.full(len(self._starts) - 1, FAR)
        np.minimum.at(best, self._owners[held], self._levels[held])
        return best

    def texts_of(self, owner: int) -> range:
        """Return the places of the owner's texts."""
        return range(self._starts[owner], self._starts[owner + 1])

    def _read(self, typed: str) -> tuple[Mask, Instead | None]:
        """Return the texts that hold a phrase, and what was searched in its place."""
        held = self._holding(typed)
        stands = bool(held.any())
        meaning = self._meanings.get(singular(typed, self._meanings), "")
        meant = self._holding(" ".join(words(meaning))) if meaning else self._none()
        if meant.any():
            return held | meant, Instead(typed, (meaning,), stands)
        near = () if stands or singular(typed, self._phrases) else self._similar(typed)
        return (self._any(near), Instead(typed, near, stands)) if near else (held, None)

    def _none(self) -> Mask:
        return np.zeros(len(self.texts), dtype=bool)

    def _any(self, found: Iterable[str]) -> Mask:
        """Return the texts that hold one of the words."""
        mask = self._none()
        for word in found:
            mask[self._places[word]] = True
        return mask

    def _holding(self, phrase: str) -> Mask:
        """Return the texts in which the word stands, or the words of a phrase in their order."""
        if " " not in phrase:
            return self._any(self._standing(phrase))
        return np.array([f" {phrase}" in folded for folded in self._folded], dtype=bool)

    def _standing(self, word: str) -> list[str]:
        """Return the words that begin with `word`; failing these, those that contain it."""
        begin = [known for known in self._places if known.startswith(word)]
        if begin or len(word) < FORGIVING_LENGTH:
            return begin
        return [known for known in self._places if word in known]

    def _similar(self, word: str) -> tuple[str, ...]:
        """Return the words that are spelled like `word`, by letter: of names, failing these any."""
        if len(word) < FORGIVING_LENGTH:
            return ()
        found = process.extract(
            word, list(self._places), scorer=fuzz.ratio, score_cutoff=SIMILAR, limit=None
        )
        levels = {known: self._levels[self._places[known]].min() for known, _, _ in found}
        first = min(levels.values(), default=FAR)
        return tuple(sorted(known for known, level in levels.items() if level == first))
