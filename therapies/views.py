"""What the overview and the sources page show, computed once for each table, filter and ground."""

from collections.abc import Sequence
from functools import lru_cache
from typing import Any, NamedTuple

import pandas as pd

from therapies import charts, coverage, frames, grid, render, take, takeaways
from therapies.catalog import Catalog
from therapies.exports.view import View
from therapies.model import Evidence, Standing, Therapy
from therapies.query import Query

KEPT = 128
"""How many views of each sort are kept."""


class Figure(NamedTuple):
    """A chart as it is shown: title, takeaway, Vega-Lite spec, what it is, its data as a table.

    `spec` is None where there is nothing to draw, or where `picture` shows it as HTML; `table` is
    the table as HTML where it was made before.
    """

    title: str
    takeaway: str
    spec: dict[str, Any] | None
    alt: str
    headers: Sequence[str]
    rows: Sequence[Sequence[Any]]
    picture: str = ""
    table: str = ""


@lru_cache(maxsize=KEPT)
def overview_map(catalog: Catalog, query: Query) -> str:
    """Return the map of what passes `query` as HTML."""
    rows = grid.cells(catalog, query)
    counts = int(query.mask(catalog).sum()) > grid.NAMES_LIMIT
    widths = grid.widths(rows.values())
    return render.html("map", rows=rows, widths=widths, query=query, counts=counts)


@lru_cache(maxsize=KEPT)
def map_takeaway(catalog: Catalog, query: Query) -> str:
    """Return what the map of what passes `query` shows, in a sentence or two."""
    return takeaways.map_takeaway(query.apply(catalog))


@lru_cache(maxsize=KEPT)
def overview_figures(catalog: Catalog, query: Query) -> tuple[Figure, ...]:
    """Return where use runs ahead of evidence, and where along the disease the therapies act."""
    therapies = query.apply(catalog)
    dots, marks = frames.standing_dots(therapies), frames.target_marks(therapies)
    each = len(therapies) <= grid.NAMES_LIMIT
    standing = Figure(
        "Where use runs ahead of evidence",
        takeaways.standing_takeaway(therapies),
        None,
        STANDING,
        ("Place in care", "Evidence", "Therapies"),
        frames.standing_rows(therapies),
        render.html("standing", rows=dots, caption=STANDING, places=Standing),
    )
    targets = Figure(
        "Where along the disease they act",
        takeaways.disease_takeaway(therapies),
        None,
        TARGETS,
        ("Acts on", "Therapies"),
        frames.target_rows(therapies),
        render.html("targets", rows=marks, caption=TARGETS, each=each),
    )
    return _with_table(standing, query), _with_table(targets, query)


def _with_table(figure: Figure, query: Query) -> Figure:
    """Return the figure with its table as HTML."""
    html = render.html(
        "table", headers=figure.headers, rows=figure.rows, caption=figure.title, query=query
    )
    return figure._replace(table=html)


STANDING = "Number of therapies by evidence and place in care; a ring is about a driver only"
TARGETS = "Therapies by what they act on, from the causes to the clot"


@lru_cache(maxsize=KEPT)
def take_menu(view: View, theme: str) -> str:
    """Return the menu of all that can be taken along from `view` as HTML."""
    return render.html("take", **take.menu(view, theme))


@lru_cache(maxsize=KEPT)
def source_figures(catalog: Catalog, query: Query, theme: str) -> tuple[Figure, ...]:
    """Return the spans of evidence and of place in care over the documents."""
    headers = ("Therapy", *(source.name for source in catalog.sources))
    figures = []
    for title, terms, column in (
        ("Evidence over the documents", Evidence, "evidence"),
        ("Place in care over the documents", Standing, "standing"),
    ):
        spans, rows = _spans(catalog, query, column)
        figures.append(
            Figure(
                title,
                coverage.span_takeaway(spans),
                _spec(charts.span_by_document(spans, terms, theme)) if len(spans) else None,
                f"{title}: from the weakest to the strongest that each document gives",
                headers,
                rows,
            )
        )
    return tuple(figures)


@lru_cache(maxsize=KEPT)
def _spans(
    catalog: Catalog, query: Query, column: str
) -> tuple[pd.DataFrame, list[tuple[Therapy | str, ...]]]:
    """Return the spans and their rows, which are the same on both grounds."""
    therapies = query.apply(catalog)
    spans = coverage.spans(catalog, therapies, column)
    rows = coverage.span_rows(catalog, therapies, column)
    return spans, [(therapy, *map(coverage.told, said)) for therapy, said in rows]


def _spec(chart: charts.Figure) -> dict[str, Any]:
    """Return the chart for the screen; its alt and its table are read aloud, not its marks.

    A mark without data would be read as an image without a name.
    """
    spec: dict[str, Any] = chart.configure_mark(aria=False).to_dict()
    return spec
