"""Sources: who says what, where documents differ, how complete the table is."""

from therapies.ui.screen import show_screen

show_screen("sources")
