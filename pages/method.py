"""Method: vocabularies with their definitions, rules, limits and the table's version."""

from therapies.ui.screen import show_screen

show_screen("method")
