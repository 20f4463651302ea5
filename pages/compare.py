"""Compare: two to five therapies side by side; rows are the questions people ask."""

from therapies.ui.screen import show_screen

show_screen("compare")
