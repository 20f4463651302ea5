"""A talk to start with: the title, ten ideas and a question, every sentence computed."""

from collections.abc import Iterator
from functools import lru_cache, partial

from therapies.catalog.catalog import Catalog
from therapies.content.evidence_map import own_mark
from therapies.content.side_list import in_order
from therapies.model import Therapy
from therapies.presenting import room
from therapies.presenting.talk import Step, Talk
from therapies.query.query import Query
from therapies.query.view import View

SIDE_BY_SIDE = 3
"""How many therapies it compares."""


@lru_cache(maxsize=2)
def story(catalog: Catalog) -> Talk:
    """Return the talk; its titles are the slides' own messages, true of any table."""
    return Talk(tuple(_steps(catalog)))


def _steps(catalog: Catalog) -> Iterator[Step]:
    whole = View(catalog)
    yield Step.of(whole, "opening")
    yield Step.of(View(catalog, page="method"), "read")
    for part in ("map", "presented", "firmest", "about"):
        yield Step.of(whole, part)
    yield Step.of(View(catalog, page="sources"), "documents")
    for part in ("standing", "targets"):
        yield Step.of(whole, part)
    if three := compared(catalog):
        yield Step.of(View(catalog, Query(), "compare", tuple(each.id for each in three)))
    for name in room.good_ones(whole, room.SEED, 1):
        yield Step.of(whole, name)
    yield Step.of(whole, "home")


def _plain(catalog: Catalog, therapy: Therapy) -> tuple[bool, int]:
    """Sort single therapies before classes, short names before long ones."""
    return bool(catalog.members_of[therapy.id]), len(therapy.name)


def compared(catalog: Catalog) -> tuple[Therapy, ...]:
    """Return three therapies named for the same, of whom the documents speak unlike.

    The situation is the one with most therapies in which one has the firmest words alone; of its
    category come those whose marks differ most.
    """
    found = []
    for context in sorted({term for each in catalog.therapies for term in each.context}):
        those = [each for each in in_order(catalog.therapies) if context in each.context]
        for first in those:
            near = [each for each in those if each.category is first.category]
            marks = dict.fromkeys(own_mark(each)[1:] for each in near)
            unlike = [
                min((e for e in near if own_mark(e)[1:] == mark), key=partial(_plain, catalog))
                for mark in marks
            ]
            if len(unlike) >= SIDE_BY_SIDE:
                found.append((len(those), context, tuple(unlike[:SIDE_BY_SIDE])))
                break
    best = max(found, key=lambda each: each[0], default=None)
    return best[2] if best else in_order(catalog.therapies)[:SIDE_BY_SIDE]
