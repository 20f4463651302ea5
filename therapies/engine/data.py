"""The table as the engine needs it: to filter, to search, to say what it did, and to paint."""

import json
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from markupsafe import Markup

from therapies import wording
from therapies.catalog.catalog import Catalog
from therapies.content import browsing, evidence_map, findings, map_page, told
from therapies.content.go import Go
from therapies.content.peek import hover_html, peek_html
from therapies.engine.source import ANSWERED
from therapies.model import COLUMN
from therapies.query import link, query, search, search_texts
from therapies.query.query import FACETS, Query
from therapies.query.synonyms import MEANINGS, NEAREST
from therapies.query.view import View
from therapies.site import MOST_COMPARED, PAGES, PageInfo
from therapies.wording import FEW

Values = dict[str, Any]


@dataclass(frozen=True)
class Later(Go):
    """Makes links without `href`: the browser makes it, as it does for each new filter."""

    def __call__(self, target: str) -> Markup:
        """Return what of a link is its own."""
        return Markup('data-go="{}"').format(target)

    def address(self, target: str) -> str:
        """Return nothing."""
        return ""


AT_ONCE = 500
"""Of so many therapies the entries come with the first answer; of more they come after it."""


@lru_cache(maxsize=2)
def data(catalog: Catalog) -> bytes:
    """Return as JSON what the engine begins with."""
    whole = len(catalog.therapies) <= AT_ONCE
    return _json(contents(catalog) if whole else answers(catalog) | {"later": True})


@lru_cache(maxsize=2)
def later(catalog: Catalog) -> bytes:
    """Return as JSON what it paints with, where that comes later."""
    return _json(entries(catalog))


def _json(values: Values) -> bytes:
    return json.dumps(values, separators=(",", ":"), ensure_ascii=False).encode()


def contents(catalog: Catalog) -> Values:
    """Return it all as plain values."""
    return {**answers(catalog), "entries": entries(catalog)}


def entries(catalog: Catalog) -> Values:
    """Return what is painted: of each therapy its row, its answer and its card; the levels."""
    go = Later(View(catalog, page="browse"))
    return {
        "rows": [browsing.row_html(catalog, each, go) for each in catalog.therapies],
        "peeks": [peek_html(catalog, each, go) for each in catalog.therapies],
        "hovers": [hover_html(each) for each in catalog.therapies],
        "levels": {key: [html for _, html in each] for key, each in _entries(catalog).items()},
    }


def answers(catalog: Catalog) -> Values:
    """Return what a query is answered from."""
    return {
        "facets": [_facet(catalog, facet) for facet in FACETS],
        "known": sorted(link.OTHER_PARAMS),
        "limits": {
            "text": query.TEXT_LIMIT,
            "notes": link.NOTES_LIMIT,
            "similar": search.SIMILAR,
            "forgiving": search.FORGIVING_LENGTH,
            "longest": search.LONGEST,
            "meant": query.MEANT_LIMIT,
            "compared": MOST_COMPARED,
            "names": evidence_map.NAMES_LIMIT,
            "opened": map_page.FEW,
            "rows": browsing.PAGE_ROWS,
            "few": FEW,
        },
        "meanings": dict(MEANINGS),
        "nearest": {phrase: _nearest(catalog, phrase) for phrase in NEAREST},
        "words": told.WORDS,
        "finding": findings.constants(catalog),
        "kinds": {"therapy": "Therapy", "page": "Page", "export": "Export"},
        "therapies": _therapies(catalog),
        "levels": _levels(catalog),
        "pages": {page.slug: _page(page) for page in PAGES},
        "first": PAGES[0].slug,
        "own": list(dict.fromkeys(key for page in PAGES for key in page.own)),
        "answered": ANSWERED,
        "tracks": {"wide": map_page.WIDE, "narrow": map_page.NARROW, "none": map_page.NONE},
        "densities": browsing.DENSITIES,
        "density": browsing.DENSITY,
        "sorts": {sort: COLUMN[sort].label for sort in browsing.SORTS},
    }


def _page(info: PageInfo) -> Values:
    return {
        "path": info.path,
        "title": info.title,
        "question": info.question,
        "own": info.own,
        "least": info.least,
        "most": info.most,
        "picks": info.picks,
        "holds": info.holds_picks,
        "filters": info.has_filters,
        "titled": info.titled,
    }


def _facet(catalog: Catalog, facet: query.Facet) -> Values:
    """Return the filter with its values in the sentence's order and the therapies of each."""
    known = query.options(catalog, facet.key)
    ordered = Query.of({facet.key: known}).values(facet.key)
    return {
        "key": facet.key,
        "label": facet.label,
        "wording": facet.wording,
        "values": [
            [value, _places(catalog, Query.of({facet.key: [value]})), facet.worded(catalog, value)]
            for value in ordered
        ],
    }


def _places(catalog: Catalog, one: Query) -> list[int]:
    passing = {each.id for each in one.apply(catalog)}
    return [place for place, each in enumerate(catalog.therapies) if each.id in passing]


def _therapies(catalog: Catalog) -> list[Values]:
    ranks = {sort: _ranks(catalog, key) for sort, key in browsing.SORTS.items()}
    first = {each.id: place for place, each in enumerate(browsing.order(catalog))}
    ranks["first"] = [first[each.id] for each in catalog.therapies]
    texts = _texts(catalog)
    facts = findings.facts(catalog)
    return [
        {
            "id": each.id,
            "name": each.name,
            "finding": facts[number]._asdict(),
            "group": browsing.group_of(each),
            "texts": texts[number],
            "ranks": {sort: places[number] for sort, places in ranks.items()},
        }
        for number, each in enumerate(catalog.therapies)
    ]


def _levels(catalog: Catalog) -> dict[str, list[int]]:
    """Return for each level of the overview the places of its therapies in order."""
    places = {each.id: place for place, each in enumerate(catalog.therapies)}
    return {key: [places[id_] for id_, _ in found] for key, found in _entries(catalog).items()}


def _entries(catalog: Catalog) -> dict[str, map_page.Entries]:
    return map_page.entries(catalog, Later(View(catalog)))


def _texts(catalog: Catalog) -> dict[int, list[list[Any]]]:
    """Return what is searched of each therapy: level, label, reason, folded words in order."""
    found: dict[int, list[list[Any]]] = {number: [] for number in range(len(catalog.therapies))}
    for each in search_texts.texts(catalog):
        reason = wording.brief(each.reason, query.REASON_LIMIT)
        found[each.owner].append(
            [each.level, each.label, reason, " ".join(search.words(each.text))]
        )
    return found


def _nearest(catalog: Catalog, phrase: str) -> Values | None:
    """Return the nearest that the table has for a word that no document names."""
    near = query.nearest_to(phrase, catalog)
    return near and {"label": near[0], "chosen": near[1].chosen, "text": near[1].text}


def _ranks(catalog: Catalog, key: browsing.Key) -> list[int]:
    """Return each therapy's place when the table is sorted by the key; equals share one."""
    keys = [key(each) for each in catalog.therapies]
    order = {each: place for place, each in enumerate(sorted(set(keys)))}
    return [order[each] for each in keys]
