"""Slides as plain values: what each says and shows, for the screen, PowerPoint and the handout.

One view is one slide. Its body is one of the kinds of `bodies`.
"""

from dataclasses import dataclass, replace
from typing import NamedTuple

from therapies.presenting.bodies import (
    About,
    Ahead,
    Body,
    Chart,
    Comparison,
    Differing,
    Documents,
    Listing,
    Map,
    Nothing,
    Opening,
    Portrait,
    Presented,
    Question,
    Sentence,
    TakeHome,
    Where,
    Words,
)
from therapies.site import TITLE

TITLE_WORDS = 12
"""Most words of a computed title."""

NOTE_WORDS = 120
NOTE_LINES = 5
"""What the notes of a slide hold at most, the speaker's own first."""


class SourceLine(NamedTuple):
    """What stands small at the foot of every slide."""

    subject: str
    table: str
    purpose: str

    @property
    def line(self) -> str:
        """The whole line."""
        return " · ".join(self)


@dataclass(frozen=True)
class Slide:
    """What is shown at once: its message, its body, and what belongs to it in other forms.

    `alt` says in words what is to be seen, `notes` are computed lines, `own` the speaker's note,
    which nobody else gets, `problem` what the table no longer bears out. `name` tells the slides of
    a view apart.
    """

    title: str
    body: Body
    source: SourceLine = SourceLine(TITLE, "", "")
    subtitle: str = ""
    alt: str = ""
    notes: tuple[str, ...] = ()
    own: str = ""
    problem: str = ""
    name: str = ""

    @property
    def kind(self) -> str:
        """The name of its kind, for templates and styles: `map`, `take-home`."""
        return KINDS[type(self.body)]

    @property
    def note_lines(self) -> tuple[str, ...]:
        """The speaker's own lines, then as many computed ones as fit."""
        own = tuple(line for line in self.own.split("\n") if line.strip())
        room, kept = NOTE_WORDS - len(self.own.split()), list[str]()
        for line in self.notes:
            if len(kept) < NOTE_LINES and len(line.split()) <= room and line not in own:
                kept.append(line)
                room -= len(line.split())
        return (*own, *kept)

    def without_own(self) -> "Slide":
        """Return the slide as others may have it: without the speaker's note."""
        return replace(self, own="")


KINDS: dict[type, str] = {
    Opening: "opening",
    Documents: "documents",
    Map: "map",
    Presented: "presented",
    Sentence: "sentence",
    About: "about",
    Ahead: "ahead",
    Where: "where",
    Comparison: "comparison",
    Differing: "differing",
    Question: "question",
    TakeHome: "take-home",
    Portrait: "portrait",
    Listing: "listing",
    Words: "words",
    Chart: "chart",
    Nothing: "nothing",
}
"""The name of each kind of slide; its template is `slide_<name>.html`."""


def headline(*candidates: str) -> str:
    """Return the first of the titles that is short enough; the last one where none is."""
    short = (each for each in candidates if len(each.split()) <= TITLE_WORDS)
    return next(short, candidates[-1])
