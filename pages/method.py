"""Method: vocabularies with their definitions, rules, limits and the table's version."""

from therapies import method, ui

ui.heading("method")
ui.show("method", **method.contents(ui.catalog()))
