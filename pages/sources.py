"""Sources: who says what, where documents differ, how complete the table is."""

from therapies import charts, coverage, ui
from therapies.model import Evidence, Standing

query, therapies = ui.heading("sources")
if therapies:
    catalog, theme = ui.catalog(), ui.theme()
    for title, column, terms in (
        ("Evidence over the documents", "evidence", Evidence),
        ("Place in care over the documents", "standing", Standing),
    ):
        spans = coverage.spans(catalog, therapies, column)
        ui.chart(
            title,
            coverage.span_takeaway(spans, terms),
            charts.span_by_document(spans, terms, theme) if len(spans) else None,
            alt=f"{title}: from the weakest to the strongest that each document gives",
            headers=("Therapy", *(source.name for source in catalog.sources)),
            rows=coverage.span_rows(catalog, therapies, column),
        )
    ui.takeaway("How complete the table is", coverage.completeness_takeaway(catalog, therapies))
    ui.table(
        ("What", "Therapies"),
        coverage.completeness(catalog, therapies),
        "Completeness of the table",
    )
    documents = [source.name for source in catalog.sources]
    ui.takeaway("Who names what", coverage.naming_takeaway(catalog, therapies))
    ui.table(
        ("Therapy", *documents), coverage.naming(catalog, therapies), "Claims of each document"
    )
