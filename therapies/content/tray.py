"""What is picked to compare: the tray at the foot of a page, and the links that pick."""

from typing import Any

from therapies.content.go import Go
from therapies.content.relations import suggestions
from therapies.content.side_list import named
from therapies.query.view import View
from therapies.site import MOST_COMPARED, PAGE

LEAST_COMPARED = PAGE["compare"].least
"""How many therapies a comparison needs."""

MOST_SUGGESTED = 2
"""How many therapies the tray offers to add."""


def toggled(go: Go, therapy_id: str) -> str:
    """Return the link that picks the therapy, or no longer; nothing where no more can be picked.

    Where a page holds no picks it leads to the comparison.
    """
    picked = go.view.named if go.view.info.holds_picks else ()
    rest = tuple(each for each in picked if each != therapy_id)
    ids = rest if therapy_id in picked else (*picked, therapy_id)
    page = "" if go.view.info.holds_picks else "compare"
    return go.address(page + named(ids)) if len(ids) <= MOST_COMPARED else ""


def all_compared(view: View) -> str:
    """Return the target that compares all that pass; nothing where they are too few or too many.

    As many as are picked already are no more to compare.
    """
    passing = view.therapies
    fits = LEAST_COMPARED <= len(passing) <= MOST_COMPARED and len(passing) != len(view.named)
    return f"compare{named([each.id for each in passing])}" if fits else ""


def contents(go: Go) -> dict[str, Any]:
    """Return the values of the template `tray`."""
    view = go.view
    picked = [view.catalog.by_id[each] for each in view.named]
    full = len(picked) == MOST_COMPARED
    return {
        "go": go,
        "picked": picked,
        "least": LEAST_COMPARED,
        "most": MOST_COMPARED,
        "passing": len(view.therapies),
        "all": all_compared(view),
        "worth": () if full else suggestions(view.catalog, picked, MOST_SUGGESTED),
    }
