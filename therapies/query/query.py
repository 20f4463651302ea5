"""One state for all pages: the filters and the free text, from and to URL parameters.

Within a filter the chosen values are joined by "or", across filters by "and"; nothing chosen
means all. A page's link is its `Query`, and its sentence says exactly what was applied.
"""

import re
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property, lru_cache
from types import MappingProxyType
from typing import NamedTuple, Self
from urllib.parse import urlencode

from therapies.catalog.catalog import Catalog
from therapies.model import COLUMN, Evidence, Goal, Term, Therapy
from therapies.query.search import Found, Instead, WordIndex, singular
from therapies.query.search_texts import texts as searched_texts
from therapies.query.synonyms import MEANINGS, NEAREST
from therapies.wording import FEW, brief

ID = "id"
"""The parameter that names therapies; whatever its case, a name is found."""

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
    wording: str
    terms: type[Term] | None = None

    def worded(self, catalog: Catalog, value: str) -> str:
        """Return a value as the sentence words it: evidence in short, `presented as halting`."""
        if self.key == "also_framed_as":
            return Goal(value).doing
        return Evidence(value).short if self.terms is Evidence else self.shown(catalog, value)

    def shown(self, catalog: Catalog, value: str) -> str:
        """Return what a reader reads for a value: its label, a document's name."""
        if self.terms:
            return self.terms(value).label
        return document_names(catalog)[value] if self.key == DOCUMENT else value


DOCUMENT = "document"


def document_names(catalog: Catalog) -> dict[str, str]:
    """Return each document's name by its id; names that are there twice have it behind them."""
    times = Counter(source.name for source in catalog.sources)
    return {
        source.id: source.name if times[source.name] == 1 else f"{source.name} ({source.id})"
        for source in catalog.sources
    }


def _facet(key: str, wording: str = "{}") -> Facet:
    column = COLUMN[key]
    return Facet(key, column.label, column.help, wording, column.vocabulary)


FACETS = (
    _facet("category"),
    _facet("goal"),
    _facet("evidence", "evidence {}"),
    _facet("outcome", "effect on {}"),
    _facet("context", "for {}"),
    _facet("standing", "place in care {}"),
    _facet("kind", "kind {}"),
    _facet("acts_on", "acting on {}"),
    _facet("also_framed_as", "also presented as {}"),
    Facet(DOCUMENT, COLUMN["source"].label, "The documents that name it.", "named in {}"),
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
        """Return the query for `values` by facet key in canonical order, without empty facets."""
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
        named = [(ID, each) for each in ids]
        params = urlencode([*named, *self.to_params(), *other.items()])
        return f"./{page}?{params}" if params else f"./{page}"

    def apply(self, catalog: Catalog) -> tuple[Therapy, ...]:
        """Return the therapies that pass, in the table's order."""
        return _passing(self, catalog)

    def sentence(self, catalog: Catalog) -> str:
        """Say what is applied and what is left: `7 of 41 therapies: (a or b) and halt`."""
        total = len(catalog.therapies)
        parts = [_alternatives(catalog, FACET[key], values) for key, values in self.chosen]
        if self.text:
            parts.append(f"matching “{self.text}”")
        if not parts:
            return f"All {total} therapies"
        return f"{len(self.apply(catalog))} of {total} therapies: {' and '.join(parts)}"

    def counts(self, catalog: Catalog, key: str) -> dict[str, int]:
        """Return how many therapies each value of the facet `key` would leave, under the others."""
        others = {each.id for each in self.without(key).apply(catalog)}
        return {value: len(ids & others) for value, ids in _index(catalog).having[key].items()}

    def framed(self, catalog: Catalog) -> Self | None:
        """Return the query for what is only presented with the chosen goals, None if nothing is."""
        goals = self.values("goal")
        framed = self.with_values(goal=(), also_framed_as=goals)
        return framed if goals and framed.apply(catalog) else None

    def ranks(self, catalog: Catalog) -> dict[str, int]:
        """Return how far from its name each therapy is found, by id; nothing without a text."""
        if not self.text:
            return {}
        ranks, places = self._found(catalog).ranks, _index(catalog).places
        return {each.id: ranks[places[each.id]] for each in self.apply(catalog)}

    def reason(self, catalog: Catalog, therapy: str) -> str:
        """Return why the therapy of this id is found, nothing where its name says it."""
        if not self.text:
            return ""
        told = self._found(catalog).reason(_index(catalog).places[therapy])
        return brief(told, REASON_LIMIT)

    def instead(self, catalog: Catalog) -> tuple[str, ...]:
        """Return a sentence for each searched word that has another meaning, or is misspelled."""
        return tuple(map(_instead, self._found(catalog).instead)) if self.text else ()

    def missing(self, catalog: Catalog) -> tuple[str, ...]:
        """Return the searched words that the table does not have, nor a word like them."""
        return self._found(catalog).missing if self.text else ()

    def _found(self, catalog: Catalog) -> Found:
        return _find(self.text, _index(catalog))

    def nearest(self, catalog: Catalog) -> tuple[str, Relaxation] | None:
        """Return a searched word that no document names, and the nearest that is named."""
        for phrase in self.missing(catalog):
            if near := nearest_to(phrase, catalog):
                return phrase, _relaxation(catalog, "nearest", *near)
        return None

    def relaxations(self, catalog: Catalog) -> tuple[Relaxation, ...]:
        """Return the single filters whose dropping gives therapies back, most first."""
        active = [(key, FACET[key].label) for key, _ in self.chosen]
        active += [(TEXT, "Search")] if self.text else []
        found = [_relaxation(catalog, key, label, self.without(key)) for key, label in active]
        return tuple(sorted((each for each in found if each.count), key=lambda each: -each.count))


def _relaxation(catalog: Catalog, key: str, label: str, query: Query) -> Relaxation:
    return Relaxation(key, label, len(query.apply(catalog)), query)


def options(catalog: Catalog, key: str) -> tuple[str, ...]:
    """Return the values of the facet `key` that a query may hold, in the order they are shown."""
    return tuple(_index(catalog).having[key])


def plain(text: str) -> str:
    """Return `text` with single spaces and without what cannot be seen."""
    return " ".join(_UNSEEN.sub(" ", text).split())


def _in_order(facet: Facet, values: Sequence[str]) -> tuple[str, ...]:
    """Return each of `values` once: in the vocabulary's order, or else alphabetically."""
    if facet.terms:
        return tuple(term.value for term in facet.terms if term.value in values)
    return tuple(sorted(set(values)))


class _Index:
    """For every value of every facet the ids of the therapies, and the words of each."""

    def __init__(self, catalog: Catalog) -> None:
        self.places = {therapy.id: place for place, therapy in enumerate(catalog.therapies)}
        self.having = {facet.key: _having(facet, catalog) for facet in FACETS}
        self._catalog = catalog

    @cached_property
    def words(self) -> WordIndex:
        return WordIndex(tuple(searched_texts(self._catalog)), MEANINGS, NEAREST)


def _values(facet: Facet, catalog: Catalog, therapy: Therapy) -> Iterable[str]:
    if facet.key == DOCUMENT:
        return [claim.source for claim in catalog.claims_of[therapy.id]]
    cell = getattr(therapy, facet.key)
    return cell if isinstance(cell, tuple) else (cell,)


def _having(facet: Facet, catalog: Catalog) -> dict[str, set[str]]:
    pairs = [
        (each.id, value) for each in catalog.therapies for value in _values(facet, catalog, each)
    ]
    if facet.terms:
        order = [term.value for term in facet.terms]
    elif facet.key == DOCUMENT:
        order = [source.id for source in catalog.sources]
    else:
        order = sorted({value for _, value in pairs})
    having: dict[str, set[str]] = {value: set() for value in order}
    for id_, value in pairs:
        having[value].add(id_)
    return having


@lru_cache(maxsize=4)
def _index(catalog: Catalog) -> _Index:
    return _Index(catalog)


@lru_cache(maxsize=32)
def _find(text: str, index: _Index) -> Found:
    return index.words.find(text)


@lru_cache(maxsize=128)
def _passing(query: Query, catalog: Catalog) -> tuple[Therapy, ...]:
    index = _index(catalog)
    passing = [
        set().union(*(index.having[key][value] for value in values)) for key, values in query.chosen
    ]
    if query.text:
        ranks = _find(query.text, index).ranks
        passing.append({id_ for id_, place in index.places.items() if place in ranks})
    return tuple(each for each in catalog.therapies if all(each.id in ids for ids in passing))


def nearest_to(phrase: str, catalog: Catalog) -> tuple[str, Query] | None:
    """Return the context or the therapy that is nearest to a phrase, and the query for it."""
    target = NEAREST.get(singular(phrase, NEAREST), "")
    if target in options(catalog, "context"):
        return target, Query.of({"context": [target]})
    therapy = catalog.by_id.get(target)
    return (therapy.name, Query.of({}, therapy.name)) if therapy else None


def _instead(told: Instead) -> str:
    meant = ", ".join(f"“{each}”" for each in told.meant[:MEANT_LIMIT])
    meant += " and more" if len(told.meant) > MEANT_LIMIT else ""
    if told.stands:
        return f"Showing results for {meant} as well as for “{told.typed}”."
    return f"The table has no “{told.typed}”; showing results for {meant}."


def _alternatives(catalog: Catalog, facet: Facet, values: Sequence[str]) -> str:
    joined = " or ".join(facet.worded(catalog, value) for value in values)
    return facet.wording.format(f"({joined})" if len(values) > 1 else joined)
