"""The warm start: what the first visitor would otherwise wait for."""

from therapies import charts, frames, grid, render
from therapies.query import Query
from therapies.store import store


def warm() -> None:
    """Read the table, index it, and build the overview's map and charts once."""
    render.styles()
    catalog = store().current().catalog
    if catalog is None:
        return
    query = Query()
    grid.cells(catalog, query)
    frame = frames.therapy_frame(catalog, query.apply(catalog))
    for theme in charts.INK:
        charts.evidence_by_standing(frame, theme).to_dict()
        charts.along_disease(frame, theme).to_dict()
