"""Present: the views collected for a talk; order, rename, annotate, walk through, take along."""

from therapies.ui import talk
from therapies.ui.screen import show_screen
from therapies.ui.shell import below

show_screen("present")
with below():
    talk.show()
