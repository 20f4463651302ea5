"""What a reader clicks next, from a seed, and what the page must say then."""

import random
from collections.abc import Iterator
from typing import NamedTuple
from urllib.parse import urlencode

from harness.screen import Screen
from harness.viewer import Viewer
from therapies.catalog.catalog import Catalog
from therapies.query.query import ID, Query, options
from therapies.site import PAGES

FACETS = ("category", "goal", "evidence", "outcome", "standing", "kind")
SEARCHES = ("", "sevelamer", "kidney disease", "calcium", "stent", "sevalamer")
IDS = ("sevelamer", "lanthanum-carbonate", "vitamin-k2", "rotational-atherectomy")
NAMED = {"therapy": 1, "compare": 3}
"""How many therapies a page's link names."""

KINDS = {"choose": 60, "search": 8, "turn": 27, "reload": 5}
"""Of 100 clicks so many are of this kind."""


class Click(NamedTuple):
    """One click: its kind, the link and filters after it, and what the server must answer.

    It answers for the link `at`; where it draws filters anew it says `sentence`. `facet` is the
    filter that was changed, if one was.
    """

    kind: str
    link: str
    query: Query
    at: str
    sentence: str
    facet: str = ""


def start(place: int) -> str:
    """Return the page that viewer number `place` opens: all pages in turn."""
    slug = PAGES[place % len(PAGES)].slug
    return Query().link(slug if place % len(PAGES) else "", IDS[: NAMED.get(slug, 0)])


def clicks(catalog: Catalog, seed: int) -> Iterator[Click]:
    """Give one reader's clicks without end, the same for the same seed."""
    dice, query, link, ids = random.Random(seed), Query(), "./", list[str]()
    whole = f"{len(catalog.therapies)} of {len(catalog.therapies)} therapies"
    while True:
        kind = dice.choices(list(KINDS), list(KINDS.values()))[0]
        facet = ""
        if kind == "choose":
            facet = dice.choice(FACETS)
            values = dice.sample(options(catalog, facet), dice.choice((0, 1, 1, 2)))
            query = query.with_values(**{facet: values})
        elif kind == "search":
            query = Query(query.chosen, dice.choice(SEARCHES))
        elif kind == "turn":
            slug = dice.choice(PAGES).slug
            ids = dice.sample(IDS, NAMED.get(slug, 0))
            link = query.link("" if slug == PAGES[0].slug else slug, ids)
        at = urlencode([*((ID, each) for each in ids), *query.to_params()])
        sentence = query.sentence(catalog) if query != Query() else whole
        yield Click(kind, link, query, at, sentence, facet)


async def do(click: Click, viewer: Viewer) -> Screen:
    """Click; a reload is not for this viewer but for whoever opened it."""
    if click.kind == "choose":
        return await viewer.choose(**{click.facet: click.query.values(click.facet)})
    if click.kind == "search":
        return await viewer.search(click.query.text)
    return await viewer.follow(click.link)
