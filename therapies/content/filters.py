"""The filters as chips: each value with how many therapies it would leave."""

from collections.abc import Iterator
from typing import NamedTuple
from urllib.parse import urlencode

from therapies.content.go import Go
from therapies.model import Category, Goal, Term
from therapies.query.query import FACET, FACETS, Facet, Query, options
from therapies.query.view import View

FIRST = ("context", "category", "goal", "evidence", "outcome", "standing", "document")
"""The filters that are always in sight, in their order; the others open under "More filters"."""

MANY = 6
"""How many values for whom are in sight before the rest opens."""


class Option(NamedTuple):
    """A chip: its value and label, how many therapies it leaves, and where a press leads."""

    value: str
    term: Term | None
    label: str
    leaves: int
    chosen: bool
    target: str

    @property
    def dead(self) -> bool:
        """Whether a press would leave nothing."""
        return not self.leaves and not self.chosen


class Group(NamedTuple):
    """A filter with its chips; `first` of them are in sight, the rest where it is `opened`."""

    facet: Facet
    options: tuple[Option, ...]
    first: int
    more: bool

    @property
    def chosen(self) -> bool:
        """Whether one of its values is chosen."""
        return any(each.chosen for each in self.options)

    @property
    def opened(self) -> bool:
        """Whether one of its values that are not in sight at first is chosen."""
        return any(each.chosen for each in self.options[self.first :])


def groups(view: View, go: Go) -> Iterator[Group]:
    """Yield the filters in the order in which they stand."""
    order = [*(FACET[key] for key in FIRST), *(each for each in FACETS if each.key not in FIRST)]
    for facet in order:
        chips = tuple(_chips(view, go, facet))
        first = MANY if facet.key == "context" else len(chips)
        yield Group(facet, chips, first, facet.key not in FIRST)


def in_order(view: View, facet: Facet) -> tuple[str, ...]:
    """Return the values that stand: those that the table has, for whom by how many."""
    total = Query().counts(view.catalog, facet.key)
    chosen = view.query.values(facet.key)
    values = [v for v in options(view.catalog, facet.key) if total[v] or v in chosen]
    return tuple(sorted(values, key=lambda v: -total[v]) if facet.key == "context" else values)


def _chips(view: View, go: Go, facet: Facet) -> Iterator[Option]:
    chosen, counts = view.query.values(facet.key), view.query.counts(view.catalog, facet.key)
    for value in in_order(view, facet):
        values = [v for v in (*chosen, value) if not (v == value and value in chosen)]
        pairs = [(facet.key, v) for v in values] or [(facet.key, "")]
        target = f"?{urlencode([*pairs, ('page', '')])}"
        term = facet.terms(value) if facet.terms else None
        label = term.short if term else facet.shown(view.catalog, value)
        if isinstance(term, Category | Goal):
            label = term.heading
        yield Option(value, term, label, counts[value], value in chosen, target)
