"""Charts: questions put to the table, each as a chart with its takeaway and its table."""

from therapies.ui import charts
from therapies.ui.screen import show_screen
from therapies.ui.shell import below

view = show_screen("charts")
with below():
    charts.show(view)
