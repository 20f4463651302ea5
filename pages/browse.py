"""Browse: the table, searched, filtered, sorted; a row opens its therapy."""

from therapies.ui.screen import show_screen

show_screen("browse")
