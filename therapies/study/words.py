"""The words to learn: the glossary's terms with the therapies whose texts use them."""

from collections.abc import Iterator, Mapping, Sequence
from functools import lru_cache
from itertools import chain
from typing import Any, NamedTuple

from therapies.catalog.catalog import Catalog
from therapies.model import VOCABULARIES, Entry, Therapy
from therapies.query.query import Query

MOST_NAMED = 50
"""How many therapies are named for a term; of more, their number is given."""


class Line(NamedTuple):
    """A term with its place on the page, the first therapies that use it, how many more do."""

    anchor: str
    entry: Entry
    therapies: tuple[Therapy, ...]
    more: int


def contents(catalog: Catalog, query: Query, therapies: Sequence[Therapy]) -> dict[str, Any]:
    """Return the values of the template `words`; terms that `therapies` use come first."""
    entries = enumerate(catalog.glossary.entries, 1)
    lines = [_line(catalog, f"word-{n}", entry, therapies) for n, entry in entries]
    return {
        "catalog": catalog,
        "query": query,
        "index": lines,
        "here": [line for line in lines if line.therapies],
        "elsewhere": [line for line in lines if not line.therapies],
        "vocabularies": VOCABULARIES,
    }


def texts(catalog: Catalog, therapy: Therapy) -> Iterator[str]:
    """Give the texts on a therapy: its names, its row's running texts and its claims'."""
    yield from (therapy.name, *therapy.aliases)
    yield from (therapy.mechanism, *therapy.context, therapy.caveat, therapy.rationale)
    for claim in catalog.claims_of[therapy.id]:
        yield from (claim.says, *claim.context, claim.caveat)


@lru_cache(maxsize=4)
def users(catalog: Catalog) -> Mapping[str, frozenset[str]]:
    """Return for each term the ids of the therapies whose texts use it."""
    used = {therapy.id: _terms(catalog, therapy) for therapy in catalog.therapies}
    return {
        entry.term: frozenset(id_ for id_, terms in used.items() if entry.term in terms)
        for entry in catalog.glossary.entries
    }


def _terms(catalog: Catalog, therapy: Therapy) -> frozenset[str]:
    found = chain.from_iterable(map(catalog.glossary.named_in, texts(catalog, therapy)))
    return frozenset(entry.term for entry in found)


def _line(catalog: Catalog, anchor: str, entry: Entry, therapies: Sequence[Therapy]) -> Line:
    using = [each for each in therapies if each.id in users(catalog)[entry.term]]
    return Line(anchor, entry, tuple(using[:MOST_NAMED]), max(0, len(using) - MOST_NAMED))
