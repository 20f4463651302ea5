"""A talk as the page Talk lists it, and what the buttons of that list do to it."""

import re
import zlib
from collections.abc import Sequence
from typing import Any, NamedTuple
from urllib.parse import urlencode

from therapies.catalog.catalog import Catalog
from therapies.presenting import room
from therapies.presenting.deck import planned, step_slides
from therapies.presenting.talk import Step, Talk, encode
from therapies.query.query import Query
from therapies.query.view import View

OUTPUTS = {
    "Slides, your notes under them (PowerPoint)": ("pptx", {}),
    "Slides, dark (PowerPoint)": ("pptx", {"theme": "dark"}),
    "Slides and their passages (PowerPoint)": ("pptx", {"appendix": "yes"}),
    "Sheet, A4 (PDF)": ("pdf", {"paper": "a4"}),
    "Sheet, US Letter (PDF)": ("pdf", {"paper": "us-letter"}),
    "Your notes, A4 (PDF)": ("pdf", {"paper": "a4", "notes": "1"}),
    "Your notes, US Letter (PDF)": ("pdf", {"paper": "us-letter", "notes": "1"}),
    "List of links (text)": ("txt", {}),
}
"""The files of a talk: label, name of the address under `/data/talk/`, options."""


class Row(NamedTuple):
    """A slide of the list: number, step, what it shows, its links, and of which kind it is."""

    number: int
    step: Step
    shows: str
    link: str
    present: str
    kind: str


class Done(NamedTuple):
    """What a button did: the talk after it, what to say, and which button gets the focus."""

    talk: Talk
    said: str
    focus: str = ""


def contents(talk: Talk, catalog: Catalog, code: str, base: str) -> dict[str, Any]:
    """Return the values of the template `talk`; `code` is the talk's, `base` the app's address."""
    params = urlencode({"talk": code})
    shared = encode(talk.without_notes())
    return {
        "rows": [_row(step, n, catalog) for n, step in enumerate(talk.steps, 1)],
        "present": f"{_present(1)}&{params}",
        "speaker": f"{Query().link('present', present='1', speaker='1')}&{params}",
        "outputs": [
            (label, f"./data/talk/{name}?{urlencode({**options, 'talk': code})}")
            for label, (name, options) in OUTPUTS.items()
        ],
        "link": link_of(shared, base),
        "own_link": link_of(code, base) if shared != code else "",
        "mark": mark(talk),
        "minutes": round(sum(planned(talk))),
    }


def link_of(code: str, base: str) -> str:
    """Return the absolute link of the talk whose code is `code`."""
    return f"{base.rstrip('/')}/present?{urlencode({'talk': code})}"


def mark(talk: Talk) -> str:
    """Return a short text by which a button knows the list that it was drawn for."""
    told = repr([(step.page, step.ids, step.query, step.title) for step in talk.steps])
    return f"{zlib.crc32(told.encode('utf-8', 'replace')):08x}"


def place_of(talk: Talk, act: str, name: str) -> int | None:
    """Return the place (from 0) that the act `name NUMBER MARK` is about.

    None for another act, another list (a second click on one that has changed) or no such place.
    """
    asked, _, rest = act.partition(" ")
    number, _, drawn_for = rest.partition(" ")
    if asked != name or drawn_for != mark(talk) or not (number.isdecimal() and number.isascii()):
        return None
    place = int(number[:4]) - 1
    return place if 0 <= place < len(talk.steps) else None


def acted(talk: Talk, act: str) -> Done | None:
    """Return what the button `act` does to `talk`, None where it does nothing.

    Acts are `up`, `down` and `remove` with a number and the list's mark, `move` with the number of
    the place to take before the mark, and `clear`.
    """
    if act == f"clear {mark(talk)}" and talk.steps:
        return Done(Talk(), "The talk is empty now.")
    for name, by in (("up", -1), ("down", 1)):
        place = place_of(talk, act, name)
        if place is not None and 0 <= place + by < len(talk.steps):
            return _moved(talk, place, by, name)
    if found := re.fullmatch(rf"move ([0-9]{{1,3}}) ([0-9]{{1,3}}) {mark(talk)}", act, re.ASCII):
        place, to = (int(each) - 1 for each in found.groups())
        if place != to and min(place, to) >= 0 and max(place, to) < len(talk.steps):
            return _moved(talk, place, to - place, "up" if to < place else "down")
        return None
    place = place_of(talk, act, "remove")
    if place is None:
        return None
    rest, title = talk.without(place), talk.steps[place].title
    focus = f"remove {min(place + 1, len(rest.steps))}" if rest.steps else ""
    return Done(rest, f"“{title}” is removed.", focus)


def with_question(talk: Talk, catalog: Catalog, query: Query) -> Done:
    """Return the talk with a question for the room, on what passes `query`, at its end."""
    view = View(catalog, query)
    asked = {step.chart for step in talk.steps if step.query == query}
    names = room.good_ones(view, room.SEED, len(asked) + 1)
    name = next((each for each in names if each not in asked), "")
    if not name:
        return Done(talk, "There is no other question on these therapies.")
    step = Step.of(view, name)
    return Done(talk.with_step(step), f"Added as slide {len(talk.steps) + 1}: “{step.title}”.")


def _moved(talk: Talk, place: int, by: int, name: str) -> Done:
    last, new = len(talk.steps), place + by + 1
    said = f"“{talk.steps[place].title}” is now slide {new} of {last}."
    at_end = new == (1 if by < 0 else last)
    other = "down" if by < 0 else "up"
    return Done(talk.moved(place, by), said, f"{other if at_end else name} {new}")


def as_text(talk: Talk, catalog: Catalog, links: Sequence[str], stamp: Sequence[str]) -> str:
    """Return the talk as a list of links: title, what is shown, link; `stamp` at the end.

    The notes are the presenter's own and stay out.
    """
    blocks = [
        "\n".join(
            line for line in (f"{n}. {step.title}", step.shows(catalog), step.problem, link) if line
        )
        for n, (step, link) in enumerate(zip(talk.steps, links, strict=True), 1)
    ]
    return "\n\n".join([*blocks, "\n".join(stamp)]) + "\n"


def _row(step: Step, number: int, catalog: Catalog) -> Row:
    view = step.view(catalog)
    link = step.query.link(view.info.path, step.ids)
    kind = step_slides(step, catalog)[0].kind
    return Row(number, step, step.shows(catalog), link, _present(number), kind)


def _present(number: int) -> str:
    return Query().link("present", present="1", slide=str(number))
