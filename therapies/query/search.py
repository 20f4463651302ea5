"""Free text over the table that forgives a typo, and says why something is found."""

import re
import unicodedata
from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import NamedTuple

from rapidfuzz import fuzz, process

Places = frozenset[int]
"""The places of texts in the index."""

SIMILAR = 80.0
"""Lowest similarity, in percent, at which a word counts as a misspelling of another."""

FORGIVING_LENGTH = 5
"""Words of at least this many letters may be misspelled; shorter ones are taken as typed."""

LONGEST = 3
"""How many words a phrase has at most."""


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
    """What is searched in place of what was typed, or beside it where a text holds that too."""

    typed: str
    meant: tuple[str, ...]
    stands: bool


@dataclass(frozen=True, eq=False)
class Found:
    """What a search finds: for each phrase the texts that hold it."""

    index: "WordIndex"
    held: tuple[Places, ...]
    instead: tuple[Instead, ...] = ()
    missing: tuple[str, ...] = ()

    @cached_property
    def ranks(self) -> dict[int, int]:
        """How far from its name each owner is found that has every phrase, in whatever texts.

        One text that has all goes first.
        """
        levels = [self.index.nearest(held) for held in self.held]
        whole = self.index.nearest(frozenset.intersection(*self.held))
        worst = {
            owner: max(level[owner] for level in levels)
            for owner in levels[0]
            if all(owner in level for level in levels)
        }
        return {
            owner: min(2 * whole.get(owner, level + 1), 2 * level + 1)
            for owner, level in worst.items()
        }

    def reason(self, owner: int) -> str:
        """Return why the owner is a hit, nothing where its name says it."""
        mine = self.index.texts_of[owner]
        whole = [n for n in mine if all(n in held for held in self.held)]
        if whole:
            return self.index.texts[whole[0]].reason
        first = (next((n for n in mine if n in held), None) for held in self.held)
        labels = dict.fromkeys(self.index.texts[n].label for n in first if n is not None)
        return f"found in: {' and '.join(labels)}" if labels else ""


class WordIndex:
    """Which of `texts` holds which word; those of an owner adjoin, nearest first."""

    def __init__(
        self, texts: Sequence[Text], meanings: Mapping[str, str], strangers: Collection[str] = ()
    ) -> None:
        """Index the words of each text.

        `meanings` gives other words for a phrase; `strangers` are no misspelling of any word.
        """
        self.texts, self._meanings = tuple(texts), meanings
        self._phrases = frozenset((*meanings, *strangers))
        folded = {text: " ".join(("", *words(text))) for text in {each.text for each in texts}}
        self._folded = tuple(folded[each.text] for each in texts)
        self.texts_of: dict[int, list[int]] = defaultdict(list)
        for place, each in enumerate(texts):
            self.texts_of[each.owner].append(place)
        self._places: dict[str, list[int]] = defaultdict(list)
        for place, line in enumerate(self._folded):
            for word in set(line.split()):
                self._places[word].append(place)

    def find(self, text: str) -> Found:
        """Return what holds every word of `text`, or one close to it or of the same meaning.

        Signs alone (`?!`) are in no text; an empty or blank `text` is in all.
        """
        asked = phrases(words(text), self._phrases)
        if not asked:
            return Found(self, (frozenset(() if text.strip() else range(len(self.texts))),))
        held, instead = zip(*map(self._read, asked), strict=True)
        missing = [typed for typed, places in zip(asked, held, strict=True) if not places]
        told = dict.fromkeys(each for each in instead if each)
        return Found(self, held, tuple(told), tuple(dict.fromkeys(missing)))

    def nearest(self, held: Places) -> dict[int, int]:
        """Return the lowest level among the texts in `held` for each owner that has one."""
        texts = (self.texts[place] for place in sorted(held, reverse=True))
        return {each.owner: each.level for each in texts}

    def _read(self, typed: str) -> tuple[Places, Instead | None]:
        """Return the texts that hold a phrase, and what was searched in its place."""
        held = self._holding(typed)
        stands = bool(held)
        meaning = self._meanings.get(singular(typed, self._meanings), "")
        meant = self._holding(" ".join(words(meaning))) if meaning else frozenset()
        if meant:
            return held | meant, Instead(typed, (meaning,), stands)
        near = () if stands or singular(typed, self._phrases) else self._similar(typed)
        return (self._any(near), Instead(typed, near, stands)) if near else (held, None)

    def _any(self, found: Iterable[str]) -> Places:
        return frozenset().union(*(self._places[word] for word in found))

    def _holding(self, phrase: str) -> Places:
        """Return the texts that hold the words of `phrase` in their order.

        A single word is held where a word begins with it; failing these, where one contains it.
        """
        if " " in phrase:
            return frozenset(n for n, folded in enumerate(self._folded) if f" {phrase}" in folded)
        begin = [known for known in self._places if known.startswith(phrase)]
        if begin or len(phrase) < FORGIVING_LENGTH:
            return self._any(begin)
        return self._any(known for known in self._places if phrase in known)

    def _similar(self, word: str) -> tuple[str, ...]:
        """Return the words spelled like `word`, alphabetically: of names, failing these any."""
        if len(word) < FORGIVING_LENGTH:
            return ()
        found = process.extract(
            word, list(self._places), scorer=fuzz.ratio, score_cutoff=SIMILAR, limit=None
        )
        levels = {
            known: min(self.texts[place].level for place in self._places[known])
            for known, _, _ in found
        }
        first = min(levels.values(), default=0)
        return tuple(sorted(known for known, level in levels.items() if level == first))
