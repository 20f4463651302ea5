"""Study: a quiz, cards and the words, over what passes the filter."""

from therapies.ui import study
from therapies.ui.screen import show_screen
from therapies.ui.shell import below

view = show_screen("study")
with below():
    part = study.part(view.query)
    if view.therapies:
        part.show(view.query, view.therapies)
        study.show_foot()
    study.show_way_out()
