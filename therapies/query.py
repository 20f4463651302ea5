"""One state for all pages: the filters and the free text, from and to URL parameters.

Within a filter the chosen values are joined by "or", across filters by "and"; nothing chosen
means all. A page's link is its `Query`, and its sentence says exactly what was applied.
"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property, lru_cache
from types import MappingProxyType
from typing import NamedTuple, Self
from urllib.parse import urlencode

import numpy as np

from therapies.catalog import Catalog
from therapies.model import (
    ActsOn,
    Category,
    Evidence,
    Goal,
    Kind,
    Outcome,
    Standing,
    Term,
    Therapy,
)
from therapies.search import Found, Instead, Mask, WordIndex, singular
from therapies.searched import texts as searched_texts
from therapies.synonyms import MEANINGS, NEAREST
from therapies.takeaways import FEW

TEXT = "q"
"""The URL parameter of the free text."""

TEXT_LIMIT = 200
"""Longest free text in characters; the rest of a longer one is dropped with a note."""


class Facet(NamedTuple):
    """A filter: its URL parameter, its label and help, and how the sentence words it.

    `terms` is None where the values come from the table itself (contexts, documents).
    """

    key: str
    label: str
    help: str
    wording: str = "{}"
    terms: type[Term] | None = None


FRAMED = "A second goal that a document frames it with."

FACETS = (
    Facet("category", "Category", "What the therapy acts on.", terms=Category),
    Facet("goal", "Goal", "What it is said to aim at: an aim, never an effect.", terms=Goal),
    Facet(
        "evidence", "Evidence", "What is known, in the documents' words.", "evidence {}", Evidence
    ),
    Facet("outcome", "Effect on", "What the evidence is about.", "effect on {}", Outcome),
    Facet("context", "For whom or when", "The disease or situation that is named.", "for {}"),
    Facet("standing", "Place in care", "The place that is given to it.", "place {}", Standing),
    Facet("kind", "Kind", "What sort of thing it is.", "kind {}", Kind),
    Facet("acts_on", "Acts on", "The first target named.", "acting on {}", ActsOn),
    Facet("also_framed_as", "Also framed as", FRAMED, "also framed as {}", Goal),
    Facet("document", "Document", "The documents that name it.", "named in {}"),
)
FACET = MappingProxyType({facet.key: facet for facet in FACETS})

REASON_LIMIT = 240
"""Longest reason for a hit in characters."""

MEANT_LIMIT = 3
"""How many words that are searched in place of one are named."""

_UNSEEN = re.compile(r"[\x00-\x1f\x7f-\x9f\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]")

Params = Mapping[str, Sequence[str]]


@dataclass(frozen=True)
class Relaxation:
    """A single filter to drop, and how many therapies that gives back."""

    key: str
    label: str
    count: int
    query: "Query"

    @property
    def offer(self) -> str:
        """What a button says that shows it: what, and how many therapies if they are many."""
        told = f": {self.count} therapies" if self.count > FEW else ""
        return f"Show “{self.label}”{told}"


@dataclass(frozen=True)
class Query:
    """What is chosen: `(facet key, values)` pairs in the order of `FACETS`, and the free text."""

    chosen: tuple[tuple[str, tuple[str, ...]], ...] = ()
    text: str = ""

    @classmethod
    def of(cls, values: Params, text: str = "") -> Self:
        """Return the query for `values` by facet key in canonical order; empty facets fall away."""
        pairs = ((facet.key, _in_order(facet, values.get(facet.key, ()))) for facet in FACETS)
        return cls(tuple(pair for pair in pairs if pair[1]), plain(text))

    def values(self, key: str) -> tuple[str, ...]:
        """Return what is chosen in the facet `key`."""
        return dict(self.chosen).get(key, ())

    def with_values(self, **values: Sequence[str]) -> Self:
        """Return a query in which each named facet holds exactly these values."""
        return type(self).of({**dict(self.chosen), **values}, self.text)

    def without(self, key: str) -> Self:
        """Return a query with the facet `key`, or the free text, dropped."""
        if key == TEXT:
            return type(self)(self.chosen, "")
        return self.with_values(**{key: ()})

    def to_params(self) -> list[tuple[str, str]]:
        """Return the URL parameters, repeated where a facet holds several values."""
        pairs = [(key, value) for key, values in self.chosen for value in values]
        return [*pairs, (TEXT, self.text)] if self.text else pairs

    def link(self, page: str = "", ids: Sequence[str] = (), /, **other: str) -> str:
        """Return the relative link of `page` under this query, naming the therapies `ids`.

        `other` holds parameters of the page's own.
        """
        named = [("id", each) for each in ids]
        params = urlencode([*named, *self.to_params(), *other.items()])
        return f"./{page}?{params}" if params else f"./{page}"

    def mask(self, catalog: Catalog) -> Mask:
        """Return which of `catalog.therapies` pass, as a mask in their order."""
        return _mask(self, _index(catalog)).copy()

    def apply(self, catalog: Catalog) -> tuple[Therapy, ...]:
        """Return the therapies that pass, in the table's order."""
        return _passing(self, catalog)

    def sentence(self, catalog: Catalog) -> str:
        """Say what is applied and what is left: `7 of 41 therapies: (a or b) and halt`."""
        total = len(catalog.therapies)
        parts = [_alternatives(FACET[key].wording, values) for key, values in self.chosen]
        if self.text:
            parts.append(f"matching “{self.text}”")
        if not parts:
            return f"All {total} therapies"
        return f"{int(self.mask(catalog).sum())} of {total} therapies: {' and '.join(parts)}"

    def framed(self, catalog: Catalog) -> Self | None:
        """Return the query for what is only framed with the chosen goals, None if nothing is."""
        goals = self.values("goal")
        framed = self.with_values(goal=(), also_framed_as=goals)
        return framed if goals and framed.mask(catalog).any() else None

    def ranks(self, catalog: Catalog) -> dict[str, int]:
        """Return how far from its name each therapy is found, by id; nothing without a text."""
        if not self.text:
            return {}
        ranks, places = self._found(catalog).ranks, np.flatnonzero(self.mask(catalog))
        return {catalog.therapies[place].id: int(ranks[place]) for place in places}

    def reason(self, catalog: Catalog, therapy: str) -> str:
        """Return why the therapy of this id is found, nothing where its name says it."""
        if not self.text:
            return ""
        told = self._found(catalog).reason(_index(catalog).places[therapy])
        return brief(told, REASON_LIMIT)

    def instead(self, catalog: Catalog) -> tuple[str, ...]:
        """Return a sentence for each searched word that stands for others, or is misspelled."""
        return tuple(map(_instead, self._found(catalog).instead)) if self.text else ()

    def missing(self, catalog: Catalog) -> tuple[str, ...]:
        """Return the searched words that the table does not have, nor a word like them."""
        return self._found(catalog).missing if self.text else ()

    def _found(self, catalog: Catalog) -> Found:
        return _find(self.text, _index(catalog))

    def nearest(self, catalog: Catalog) -> tuple[str, Relaxation] | None:
        """Return a searched word that no document names, and the nearest that is named."""
        for phrase in self.missing(catalog):
            near = nearest_to(phrase, catalog)
            if near:
                label, query = near
                count = int(query.mask(catalog).sum())
                return phrase, Relaxation("nearest", label, count, query)
        return None

    def relaxations(self, catalog: Catalog) -> tuple[Relaxation, ...]:
        """Return the single filters whose dropping gives therapies back, most first."""
        active = [(key, FACET[key].label) for key, _ in self.chosen]
        if self.text:
            active.append((TEXT, "Search"))
        dropped = ((key, label, self.without(key)) for key, label in active)
        found = [
            Relaxation(key, label, int(query.mask(catalog).sum()), query)
            for key, label, query in dropped
        ]
        return tuple(sorted((each for each in found if each.count), key=lambda each: -each.count))


def options(catalog: Catalog, key: str) -> tuple[str, ...]:
    """Return the values of the facet `key` that a query may hold, in the order they are shown."""
    return tuple(_index(catalog).masks[key])


def counts(catalog: Catalog, key: str) -> dict[str, int]:
    """Return how many therapies of the whole table have each value of the facet `key`."""
    return {value: int(mask.sum()) for value, mask in _index(catalog).masks[key].items()}


def plain(text: str) -> str:
    """Return `text` with single spaces and without what cannot be seen."""
    return " ".join(_UNSEEN.sub(" ", text).split())


def _in_order(facet: Facet, values: Sequence[str]) -> tuple[str, ...]:
    """Return each of `values` once: in the vocabulary's order, or else by letter."""
    if facet.terms:
        return tuple(term.value for term in facet.terms if term.value in values)
    return tuple(sorted(set(values)))


class _Index:
    """For every value of every facet a mask over the therapies, and the words of each."""

    def __init__(self, catalog: Catalog) -> None:
        self.size = len(catalog.therapies)
        self.places = {therapy.id: place for place, therapy in enumerate(catalog.therapies)}
        self.masks = {facet.key: _masks(facet, catalog) for facet in FACETS}
        self._catalog = catalog

    @cached_property
    def words(self) -> WordIndex:
        return WordIndex(tuple(searched_texts(self._catalog)), self.size, MEANINGS, NEAREST)


def _values(facet: Facet, catalog: Catalog) -> list[tuple[str, ...]]:
    """Return each therapy's values of the facet."""
    if facet.key == "document":
        return [
            tuple({claim.source: None for claim in catalog.claims_of[therapy.id]})
            for therapy in catalog.therapies
        ]
    cells = [getattr(therapy, facet.key) for therapy in catalog.therapies]
    return [cell if isinstance(cell, tuple) else (cell,) for cell in cells]


def _masks(facet: Facet, catalog: Catalog) -> dict[str, Mask]:
    values = _values(facet, catalog)
    if facet.terms:
        order = [term.value for term in facet.terms]
    elif facet.key == "document":
        order = [source.id for source in catalog.sources]
    else:
        order = sorted({value for cell in values for value in cell})
    masks = {value: np.zeros(len(values), dtype=bool) for value in order}
    for place, cell in enumerate(values):
        for value in cell:
            masks[value][place] = True
    return masks


@lru_cache(maxsize=4)
def _index(catalog: Catalog) -> _Index:
    return _Index(catalog)


@lru_cache(maxsize=32)
def _find(text: str, index: _Index) -> Found:
    return index.words.find(text)


@lru_cache(maxsize=1024)
def _mask(query: Query, index: _Index) -> Mask:
    mask = _find(query.text, index).mask if query.text else np.ones(index.size, dtype=bool)
    for key, values in query.chosen:
        mask = mask & np.any([index.masks[key][value] for value in values], axis=0)
    return mask


@lru_cache(maxsize=32)
def _passing(query: Query, catalog: Catalog) -> tuple[Therapy, ...]:
    return tuple(catalog.therapies[place] for place in np.flatnonzero(query.mask(catalog)))


def nearest_to(phrase: str, catalog: Catalog) -> tuple[str, Query] | None:
    """Return the context or the therapy that is nearest to a phrase, and the query for it."""
    target = NEAREST.get(singular(phrase, NEAREST), "")
    if target in options(catalog, "context"):
        return target, Query.of({"context": [target]})
    therapy = catalog.by_id.get(target)
    return (therapy.name, Query.of({}, therapy.name)) if therapy else None


def _instead(told: Instead) -> str:
    """Say what is searched in place of a word, or beside it."""
    first = [f"“{each}”" for each in told.meant[:MEANT_LIMIT]]
    meant = f"{', '.join(first)}{' and more' if len(told.meant) > MEANT_LIMIT else ''}"
    if told.stands:
        return f"Showing results for {meant} as well as for “{told.typed}”."
    return f"The table has no “{told.typed}”; showing results for {meant}."


def _alternatives(wording: str, values: Sequence[str]) -> str:
    joined = " or ".join(values)
    return wording.format(f"({joined})" if len(values) > 1 else joined)


def brief(value: str, limit: int = 40) -> str:
    """Return `value` fit for a message: cut to `limit` and without unprintable characters."""
    shown = "".join(letter if letter.isprintable() else "�" for letter in value[: limit + 1])
    return shown if len(value) <= limit else f"{shown[:limit]}…"
