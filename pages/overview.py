"""Overview: what is there, what does it aim at, and how sure are the documents?"""

from therapies import charts, frames, grid, takeaways, ui

query, therapies = ui.heading("overview")
if therapies:
    catalog, theme = ui.catalog(), ui.theme()
    rows = grid.cells(catalog, query)
    ui.takeaway("The map", takeaways.map_takeaway(therapies))
    ui.show(
        "map",
        rows=rows,
        widths=grid.widths(rows.values()),
        query=query,
        counts=len(therapies) > grid.NAMES_LIMIT,
    )
    frame = frames.therapy_frame(catalog, therapies)
    left, right = ui.halves()
    with left:
        ui.chart(
            "Where use runs ahead of evidence",
            takeaways.standing_takeaway(therapies),
            charts.evidence_by_standing(frame, theme),
            alt="Number of therapies by evidence and place in care",
            headers=("Place in care", "Evidence", "Therapies"),
            rows=frames.standing_rows(therapies),
        )
    with right:
        ui.chart(
            "Where along the disease they act",
            takeaways.disease_takeaway(therapies),
            charts.along_disease(frame, theme),
            alt="Therapies by what they act on, from the causes to the clot",
            headers=("Acts on", "Therapies"),
            rows=frames.target_rows(therapies),
        )
