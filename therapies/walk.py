"""Walking through what is presented: which stop the link asks for, and what stands around it."""

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple

from therapies import screens
from therapies.catalog import Catalog
from therapies.exports.view import View
from therapies.model import PURPOSE, Therapy
from therapies.screens import EMPTY, Screen
from therapies.site import TITLE
from therapies.talk import Step

LAST = 999
"""A part's number that stands for the last one, whatever its number is."""

_PLACE = re.compile(r"([1-9]\d{0,2})(?:\.([1-9]\d{0,2}))?", re.ASCII)


class Place(NamedTuple):
    """A stop and a part of it, both from 1: `3.2` in the link."""

    stop: int = 1
    part: int = 1

    def __str__(self) -> str:
        """Return it as the link has it; the first part goes without saying."""
        return f"{self.stop}.{self.part}" if self.part > 1 else str(self.stop)


@dataclass(frozen=True)
class Stop:
    """A screen to present, with the title and note of whoever collected it.

    `sentence` says what it shows; `problem` what is broken or outdated about it.
    """

    title: str
    sentence: str
    screen: Screen
    note: str = ""
    problem: str = ""


def place(asked: str) -> Place:
    """Return the place that the link asks for; nonsense is the first."""
    found = _PLACE.fullmatch(asked)
    return Place(int(found[1]), int(found[2] or 1)) if found else Place()


def own_stops(view: View) -> tuple[Stop, ...]:
    """Return the screens of a page as stops; the filter's sentence is their title."""
    return tuple(
        Stop(each.title, "", each) if view.page == "method" else Stop(view.title, each.title, each)
        for each in screens.screens(view)
    )


def talk_stop(step: Step, catalog: Catalog) -> Stop:
    """Return a view of a talk as a stop: the screen that it keeps, with what is wrong with it."""
    view = step.view(catalog)
    if step.is_lost:
        return Stop(step.title, "", EMPTY, step.note, step.problem)
    found = screens.screens(view)
    screen = next((each for each in found if each.name == step.screen), found[0])
    return Stop(step.title, view.sentence, screen, step.note, step.problem)


def around(
    catalog: Catalog,
    titles: Sequence[str],
    stop_at: Callable[[int], Stop],
    asked: Place,
    link: Callable[..., str],
    leave: str,
) -> dict[str, Any]:
    """Return the values of the template `screen` for the place that is asked for.

    `titles` are those of all stops, `stop_at` gives one by its number from 0, `link` gives an
    address of the walk by its `slide`, `leave` is where leaving leads.
    """
    number = min(asked.stop, len(titles))
    stop = stop_at(number - 1)
    parts = stop.screen.parts
    part = min(asked.part if asked.stop == number else LAST, len(parts))
    more = part < len(parts)
    before = Place(number, part - 1) if part > 1 else Place(number - 1, LAST)
    after = Place(number, part + 1) if more else Place(number + 1)
    is_last = number == len(titles) and not more
    return {
        "catalog": catalog,
        "stop": stop,
        "body": f"{stop.screen.template}.html",
        "values": parts[part - 1],
        "counter": _counter(number, len(titles), part, len(parts)),
        "before": link(slide=str(before)) if before.stop else "",
        "after": "" if is_last else link(slide=str(after)),
        "next_title": "" if is_last else "more" if more else titles[after.stop - 1],
        "first": link(slide="1"),
        "last": link(slide=str(Place(len(titles), LAST))),
        "leave": leave,
        "receipts_of": _receipts_of(stop.screen, parts[part - 1]),
        "purpose": PURPOSE,
        "subject": TITLE,
    }


def _counter(stop: int, stops: int, part: int, parts: int) -> str:
    """Return where we are: `3 of 10`, `3 of 10, part 2 of 4`."""
    if stops == 1:
        return f"{part} of {parts}"
    return f"{stop} of {stops}" + (f", part {part} of {parts}" if parts > 1 else "")


def _receipts_of(screen: Screen, values: Any) -> tuple[Therapy, ...]:
    """Return the therapies whose receipts belong to this part: those that it names, else all."""
    named = [cell.therapy for row in values.get("rows", ()) for cell in row if cell.therapy]
    return tuple(named) or screen.therapies
