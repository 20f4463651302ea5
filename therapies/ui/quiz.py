"""The quiz on the screen."""

from collections.abc import Sequence

from therapies import ui
from therapies.model import Therapy
from therapies.query import Query


def show(query: Query, therapies: Sequence[Therapy]) -> None:
    """Show it over `therapies`, which pass `query`."""
    ui.takeaway("Quiz", "")
