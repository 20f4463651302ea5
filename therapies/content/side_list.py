"""The therapies as a list beside a page: by category, strongest first, each with its mark."""

from collections.abc import Callable, Iterable, Sequence
from functools import lru_cache
from typing import Any, NamedTuple
from urllib.parse import urlencode

from therapies.catalog.catalog import Catalog
from therapies.content.evidence_map import BLOCKS
from therapies.model import Category, Outcome, Therapy, about, grouped
from therapies.query.query import FACETS, ID, TEXT, Query
from therapies.site import MOST_COMPARED

CLEARED = "&".join(f"{key}=" for key in (*(facet.key for facet in FACETS), TEXT))
"""The parameters of a link that carries no filter along."""


MOST_LISTED = 200
"""How many therapies stand in the list at most; the search finds the others."""


class Entry(NamedTuple):
    """A therapy of the list, and the target of its link; without one it cannot be picked.

    A `chosen` one is open or picked; what is `outside` the filter is not shown.
    """

    therapy: Therapy
    target: str
    chosen: bool
    outside: bool


class Group(NamedTuple):
    """A category with its therapies."""

    category: Category
    entries: tuple[Entry, ...]


def in_order(therapies: Iterable[Therapy]) -> tuple[Therapy, ...]:
    """Return `therapies` by category and strength; what is about a risk factor only comes last."""
    return tuple(sorted(therapies, key=_place))


def open_list(catalog: Catalog, query: Query, current: Therapy | None) -> dict[str, Any]:
    """Return the values of `side_list` and `therapy_choice`: each link opens a therapy."""

    def entry(therapy: Therapy, passes: bool) -> Entry:
        target = f"therapy?{urlencode({ID: therapy.id})}"
        return Entry(therapy, target, therapy is current, not passes and therapy is not current)

    return _values(catalog, query, entry) | {"picks": None, "large": False}


def pick_list(catalog: Catalog, query: Query, picked: Sequence[Therapy]) -> dict[str, Any]:
    """Return the values of `side_list`: each link picks a therapy to compare, or drops it."""
    ids = tuple(therapy.id for therapy in picked)

    def entry(therapy: Therapy, passes: bool) -> Entry:
        chosen = therapy.id in ids
        full = len(ids) == MOST_COMPARED and not chosen
        return Entry(
            therapy, "" if full else toggled(ids, therapy.id), chosen, not (passes or chosen)
        )

    return _values(catalog, query, entry) | {
        "picks": len(ids),
        "most": MOST_COMPARED,
        "large": False,
    }


def toggled(ids: Sequence[str], id_: str) -> str:
    """Return the target of the same page with `id_` picked too, or no longer."""
    return named([each for each in ids if each != id_] if id_ in ids else [*ids, id_])


def named(ids: Sequence[str]) -> str:
    """Return the target of the same page that names `ids`."""
    return f"?{urlencode([(ID, each) for each in ids] or [(ID, '')])}"


def _values(
    catalog: Catalog, query: Query, entry: Callable[[Therapy, bool], Entry]
) -> dict[str, Any]:
    passing = {therapy.id for therapy in query.apply(catalog)}
    found = [entry(each, each.id in passing) for each in _ordered(catalog)]
    shown = _near_the_chosen([each for each in found if not each.outside])
    groups = grouped((each.therapy.category, each) for each in shown)
    return {
        "groups": [Group(category, tuple(entries)) for category, entries in groups.items()],
        "passing": len(passing),
        "total": len(catalog.therapies),
        "left": max(0, len(passing) - len(shown)),
        "everything": f"?{CLEARED}",
    }


@lru_cache(maxsize=2)
def _ordered(catalog: Catalog) -> tuple[Therapy, ...]:
    return in_order(catalog.therapies)


def _near_the_chosen(entries: Sequence[Entry]) -> Sequence[Entry]:
    """Return at most `MOST_LISTED` of `entries`, those around the first that is chosen."""
    here = next((place for place, each in enumerate(entries) if each.chosen), 0)
    first = max(0, min(here - MOST_LISTED // 2, len(entries) - MOST_LISTED))
    return entries[first : first + MOST_LISTED]


def _place(therapy: Therapy) -> tuple[int, bool, int, int, str]:
    outcome = about(therapy.evidence, therapy.outcome)
    category, is_driver = BLOCKS.index(therapy.category), outcome is Outcome.DRIVER
    strength = therapy.evidence.rank, outcome.rank
    return category, is_driver, *strength, therapy.name.casefold()
