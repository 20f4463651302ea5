"""Present: the views collected for a talk; order, rename, annotate, walk through, take along."""

from therapies import ui
from therapies.ui import talk

ui.heading("present")
talk.show()
