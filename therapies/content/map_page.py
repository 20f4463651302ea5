"""The map of the overview and the two figures below it as HTML.

All three hold levels: lists of therapies under a key. The browser fills a level with the entries
that pass and hides it where none does, so `entries` gives each one as it stands here.
"""

from collections.abc import Sequence
from functools import lru_cache
from typing import Any, NamedTuple

from therapies.catalog.catalog import Catalog
from therapies.content import chart_data, render
from therapies.content.evidence_map import NAMES_LIMIT, Aim, Level, field
from therapies.content.go import Go
from therapies.content.marks import Row
from therapies.content.question import PLACES, USE
from therapies.content.sentences import splits
from therapies.content.takeaways import disease_takeaway, standing_takeaway
from therapies.model import ActsOn, Evidence, Standing, Term, Therapy
from therapies.query.query import Query
from therapies.site import PAGE

FEW = 14
"""Up to so many therapies have their mechanism and caveat on the map."""

WIDE, NARROW, NONE = "minmax(0, 2.24fr)", "minmax(0, 1fr)", "104px"
"""How wide a goal of two columns is, one of one, an empty one: known before all have come."""

Entries = tuple[tuple[str, str], ...]
"""The entries of a therapy: the level's key and the entry as HTML."""


def map_html(catalog: Catalog, query: Query, go: Go) -> str:
    """Return the map of what passes `query`."""
    return render.html("map", **map_contents(catalog, query, go))


def map_contents(catalog: Catalog, query: Query, go: Go) -> dict[str, Any]:
    """Return the values of the template `map`."""
    aims = field(catalog, query)
    return {
        "aims": aims,
        "roomiest": _roomiest(aims),
        "tracks": " ".join(_track(aim) for aim in aims),
        "empty": not query.apply(catalog),
        "state": state(catalog, query),
        "differing": differing(catalog),
        "go": go,
    }


def state(catalog: Catalog, query: Query) -> str:
    """Return the classes of the map: `few`, `many`, and `whole` where nothing is filtered."""
    number = len(query.apply(catalog))
    classes = (("few", number <= FEW), ("many", number > NAMES_LIMIT), ("whole", query == Query()))
    return " ".join(name for name, is_so in classes if is_so)


def entry_html(catalog: Catalog, therapy: Therapy, level: Level, go: Go) -> str:
    """Return a therapy's entry in a level of the map."""
    differs = therapy.id in differing(catalog)
    return render.html("map_entry", therapy=therapy, level=level, differs=differs, go=go)


def below_map(catalog: Catalog, query: Query, go: Go) -> str:
    """Return the two figures below the map: use beside the words, and places in the disease."""
    return render.html("below_map", **below_contents(catalog, query, go))


def below_contents(catalog: Catalog, query: Query, go: Go) -> dict[str, Any]:
    """Return the values of the template `below_map`."""
    therapies = query.apply(catalog)
    passing = {therapy.id for therapy in therapies}
    return {
        "standing": standing_levels(catalog),
        "targets": target_levels(catalog),
        "passing": passing,
        "shown": _shown(catalog, passing),
        "many": len(therapies) > NAMES_LIMIT,
        "titles": PAGE["overview"].charts,
        "told": {
            "standing": standing_takeaway(therapies),
            "targets": disease_takeaway(therapies),
        },
        "go": go,
    }


def _shown(catalog: Catalog, passing: set[str]) -> set[str]:
    """Return the keys of the levels of the two figures that hold something of what passes."""
    return {
        cell.key for cell in _below(catalog) if any(each["id"] in passing for each in cell.units)
    }


def entries(catalog: Catalog, go: Go) -> dict[str, Entries]:
    """Return for each level, by its key, the ids and the entries of all its therapies in order."""
    on_map = {
        level.key: tuple((each.id, entry_html(catalog, each, level, go)) for each in level.members)
        for aim in field(catalog, Query())
        for column in aim.columns
        for block in column.blocks
        for level in block.levels
    }
    below = {
        cell.key: tuple((each["id"], figure_entry_html(each, cell, go)) for each in cell.units)
        for cell in _below(catalog)
        if cell.units
    }
    return {**on_map, **below}


class Cell(NamedTuple):
    """A level of a figure below the map: its key, its value, and its units as charts have them."""

    key: str
    term: Term
    units: tuple[Row, ...]


def figure_entry_html(unit: Row, cell: Cell, go: Go) -> str:
    """Return a therapy's entry in a level of the figures below the map."""
    return render.html("figure_entry", unit=unit, cell=cell, go=go)


@lru_cache(maxsize=4)
def standing_levels(catalog: Catalog) -> dict[Evidence, tuple[Cell, ...]]:
    """Return for each evidence that the table has a cell for each place in care."""
    found = chart_data.cells(catalog, USE)
    here = {row for row, _ in found}
    return {
        evidence: tuple(
            Cell(f"{evidence}|{place}", place, found.get((evidence.short, place.short), ()))
            for place in Standing
        )
        for evidence in Evidence
        if evidence.short in here
    }


@lru_cache(maxsize=4)
def target_levels(catalog: Catalog) -> tuple[Cell, ...]:
    """Return for each place in the disease that the table has what acts on it."""
    found = chart_data.cells(catalog, PLACES)
    return tuple(Cell(f"{at}", at, found[at.short, ""]) for at in ActsOn if (at.short, "") in found)


def _below(catalog: Catalog) -> tuple[Cell, ...]:
    """Return the levels of both figures."""
    standing = (cell for row in standing_levels(catalog).values() for cell in row)
    return (*standing, *target_levels(catalog))


@lru_cache(maxsize=4)
def differing(catalog: Catalog) -> frozenset[str]:
    """Return the ids of the therapies about which documents differ."""
    return frozenset(each.id for each in catalog.therapies if splits(catalog, each.id))


def _track(aim: Aim) -> str:
    if aim.is_empty:
        return NONE
    return WIDE if sum(not column.is_empty for column in aim.columns) > 1 else NARROW


def _roomiest(aims: Sequence[Aim]) -> Aim:
    """Return where the key has most room: of the goals with one column the one of fewest lines."""
    alone = [aim for aim in aims if len(aim.columns) == 1]
    return min(alone, key=lambda aim: (not aim.columns[0].blocks, aim.columns[0].lines))
