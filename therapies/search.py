"""Free text over the table that forgives a typo."""

import re
import unicodedata
from collections import defaultdict
from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray
from rapidfuzz import fuzz, process

Mask = NDArray[np.bool_]

SIMILAR = 80.0
"""Lowest similarity, in percent, at which a word counts as a misspelling of another."""

FORGIVING_LENGTH = 5
"""Words of at least this many letters may be misspelled; shorter ones stand as typed."""


def words(text: str) -> list[str]:
    """Return the words of `text`, folded: no case, no accents, hyphens split."""
    folded = unicodedata.normalize("NFKD", text.casefold())
    plain = "".join(letter for letter in folded if not unicodedata.combining(letter))
    return re.findall(r"\w+", plain)


class WordIndex:
    """Which of `texts` holds which word."""

    def __init__(self, texts: Sequence[str]) -> None:
        """Index the words of each text by its position."""
        places: dict[str, list[int]] = defaultdict(list)
        for position, text in enumerate(texts):
            for word in set(words(text)):
                places[word].append(position)
        self._size = len(texts)
        self._places = {word: np.array(found) for word, found in places.items()}

    def match(self, text: str) -> Mask:
        """Return a mask over the texts that hold every word of `text`, or one close to it.

        Signs alone (`?!`) are in no text; an empty or blank `text` is in all.
        """
        asked = words(text)
        mask = np.full(self._size, bool(asked or not text.strip()))
        for word in asked:
            mask &= self._holds(word)
        return mask

    def _holds(self, word: str) -> Mask:
        mask = np.zeros(self._size, dtype=bool)
        for near in self._near(word):
            mask[self._places[near]] = True
        return mask

    def _near(self, word: str) -> list[str]:
        """Words that begin with or contain `word`; failing these, words spelled like it."""
        begin = [known for known in self._places if known.startswith(word)]
        if begin or len(word) < FORGIVING_LENGTH:
            return begin
        inside = [known for known in self._places if word in known]
        return inside or [
            known
            for known, _, _ in process.extract(
                word, list(self._places), scorer=fuzz.ratio, score_cutoff=SIMILAR, limit=None
            )
        ]
