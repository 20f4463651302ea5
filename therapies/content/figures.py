"""What each figure shows, in a sentence or two, how to read it, and its title."""

from collections.abc import Sequence

from therapies.content import findings
from therapies.content.answer import Answer
from therapies.content.question import FIGURE
from therapies.query.view import View
from therapies.site import CHARTS


def takeaway(view: View, chart: str) -> str:
    """Return what the figure `chart` shows of the therapies of `view`, in a sentence or two."""
    return " ".join(filter(None, sentences(view, chart)))


def sentences(view: View, chart: str) -> Sequence[str]:
    """Return the same as its parts; the first stands by itself where there is little room."""
    if chart == "map":
        return findings.found(view.catalog, view.query)
    return (Answer.of(view, chart).takeaway,)


def key(view: View, chart: str) -> str:
    """Return how to read a figure; nothing for the map, whose key is in it."""
    return "" if chart == "map" else " ".join(Answer.of(view, chart).key)


def title(view: View, chart: str) -> str:
    """Return the title of a figure; of the page Charts the title of its question."""
    return Answer.of(view).title if chart == FIGURE else CHARTS.get(chart, "")
