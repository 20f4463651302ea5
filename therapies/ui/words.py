"""The words on the screen."""

from collections.abc import Sequence

from therapies import ui, words
from therapies.model import Therapy
from therapies.query import Query


def show(query: Query, therapies: Sequence[Therapy]) -> None:
    """Show the terms, those that the texts on `therapies` use first, and the vocabularies."""
    ui.show("words", **words.contents(ui.catalog(), query, therapies))
