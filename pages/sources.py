"""Sources: who says what, where documents differ, how complete the table is."""

from therapies import coverage, ui, views

query, therapies = ui.heading("sources")
if therapies:
    catalog = ui.catalog()
    for figure in views.source_figures(catalog, query, ui.theme()):
        ui.figure(figure)
    ui.takeaway("How complete the table is", coverage.completeness_takeaway(catalog, therapies))
    ui.table(
        ("What", "Therapies"),
        coverage.completeness(catalog, therapies),
        "Completeness of the table",
    )
    ui.takeaway("Who names what", coverage.naming_takeaway(catalog, therapies))
    ui.table(
        ("Therapy", *(source.name for source in catalog.sources)),
        coverage.naming(catalog, therapies),
        "Number of claims of each document",
    )
