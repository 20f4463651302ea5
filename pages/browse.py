"""Browse: the table, searched, filtered, sorted; a row opens its therapy."""

from therapies import ui

query, therapies = ui.heading("browse")
if therapies:
    ui.browse(query)
