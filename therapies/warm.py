"""The warm start: what the first visitor would otherwise wait for."""

from therapies import charts, render, views
from therapies.query import Query
from therapies.store import store


def warm() -> None:
    """Read the table and compute the unfiltered overview and sources."""
    render.styles()
    catalog = store().current().catalog
    if catalog is None:
        return
    views.overview_map(catalog, Query())
    views.map_takeaway(catalog, Query())
    views.overview_figures(catalog, Query())
    for theme in charts.INK:
        views.source_figures(catalog, Query(), theme)
