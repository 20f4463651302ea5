"""Compare: two to five therapies side by side; rows are the questions people ask."""

from therapies import comparison, ui

query, _ = ui.heading("compare")
catalog = ui.catalog()
therapies = ui.compared()
only = ui.pick_compared(therapies)
if therapies:
    ui.show("compare", **comparison.side_by_side(catalog, therapies, query, only_differences=only))
