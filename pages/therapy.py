"""Therapy: one therapy whole, every claim with its receipt."""

from therapies.ui.screen import show_screen

show_screen("therapy")
