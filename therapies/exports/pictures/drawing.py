"""What pictures that are laid out in pixels are drawn of: items, and the layers that show them.

Only so can every name be shown in full, and marks and words stand beside each other.
"""

import math
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from types import MappingProxyType
from typing import Any

import altair as alt

from therapies.content.evidence_map import Mark
from therapies.content.looks import FONT, GROUND, INK, QUIET, TRACK, config
from therapies.model import Evidence, Outcome

CAREFUL: Mapping[str, str] = MappingProxyType({"light": "#B0740F", "dark": "#B9852C"})
"""The sign of a caveat; `tokens.css` gives the same."""

SIZE, SMALL, LINE = 13, 12, 18
"""Sizes of names and of second text, and the height of a line."""

STEP, BETWEEN, TALL = 8, 1.5, 8
"""A step of the mark, the space between two, its height."""

METER = Evidence.SHOWN.steps * (STEP + BETWEEN) + 5
"""How wide a mark is, with the space after it."""


@dataclass(frozen=True)
class Item:
    """Something drawn: `form` is the layer it belongs to."""

    form: str
    x: float
    y: float
    text: str = ""
    colour: str = ""
    x2: float = 0
    y2: float = 0

    @property
    def bottom(self) -> float:
        """Where it ends; `y2` is the middle of the last of several lines."""
        return max(self.y, self.y2) + LINE / 2


def bottom(items: Sequence[Item]) -> float:
    """Return where the lowest of `items` ends."""
    return max(item.bottom for item in items)


def paragraph(form: str, x: float, y: float, lines: Sequence[str]) -> Item:
    """Return lines of text, the middle of the first at `y`."""
    return Item(form, x, y, "\n".join(lines), "", 0, y + LINE * (len(lines) - 1))


def rule(x: float, y: float, end: float) -> Item:
    """Return a line across."""
    return Item("rule", x, y, "", "", end, y)


def meter(mark: Mark, x: float, y: float) -> Iterator[Item]:
    """Yield the five steps of a mark; those of what is only presented are half as high."""
    hollow = mark.outcome is Outcome.DRIVER and not mark.framed
    half = TALL / (4 if mark.framed else 2)
    for step in range(Evidence.SHOWN.steps):
        is_on = step < mark.evidence.steps
        form = "off" if not is_on else "ring" if hollow else "framed-on" if mark.framed else "on"
        left, inset = x + step * (STEP + BETWEEN), 0.75 * (form == "ring")
        yield Item(
            form, left + inset, y - half + inset, "", "", left + STEP - inset, y + half - inset
        )


def drawn(items: Sequence[Item], wide: float, theme: str) -> alt.LayerChart:
    """Return the items as layers, those that are behind first."""
    ink, quiet, high = INK[theme], QUIET[theme], bottom(items)
    across = alt.X("x:Q", axis=None, scale=alt.Scale(domain=[0, wide], nice=False, zero=False))
    down = alt.Y("y:Q", axis=None, scale=alt.Scale(domain=[high, 0], nice=False, zero=False))

    def layer(form: str) -> alt.Chart:
        values = [vars(item) for item in items if item.form == form]
        return alt.Chart(alt.InlineData(values)).encode(across, down)

    def text(form: str, colour: str, size: int, **style: Any) -> alt.Chart:
        style |= {"align": "left", "baseline": "middle", "font": FONT, "fontSize": size}
        style |= {"color": colour, "lineBreak": "\n", "lineHeight": LINE, "limit": 0}
        made: alt.Chart = layer(form).mark_text(**style).encode(alt.Text("text:N"))
        return made

    def area(form: str, **style: Any) -> alt.Chart:
        made: alt.Chart = layer(form).mark_rect(**style).encode(alt.X2("x2:Q"), alt.Y2("y2:Q"))
        return made

    ends, step = (alt.X2("x2:Q"), alt.Y2("y2:Q")), {"cornerRadius": 1.5}
    colour = alt.Color("colour:N", scale=None)
    caveat: dict[str, Any] = {"shape": "triangle-up", "size": 70, "opacity": 1, "strokeWidth": 1.4}
    figure = alt.layer(
        layer("rule").mark_rule(color=quiet, opacity=0.4).encode(*ends),
        layer("edge").mark_rule(color=ink, strokeWidth=2).encode(*ends),
        layer("bar").mark_rule(strokeWidth=2).encode(*ends, colour),
        area("off", fill=TRACK[theme], **step),
        area("on", fill=ink, **step),
        area("framed-on", fill=quiet, **step),
        area("ring", fill=GROUND[theme], stroke=ink, strokeWidth=1.5, **step),
        layer("caveat").mark_point(filled=False, stroke=CAREFUL[theme], **caveat),
        text("goal", ink, 16, fontWeight="bold"),
        text("head", ink, SIZE, fontWeight="bold"),
        text("firm", ink, SIZE, fontWeight="bold"),
        text("name", ink, SIZE),
        text("framed", quiet, SIZE, fontStyle="italic"),
        text("faint", quiet, SIZE),
        text("said", ink, SMALL),
        text("quiet", quiet, SMALL),
    ).properties(width=math.ceil(wide), height=math.ceil(high))
    made: alt.LayerChart = figure.configure(**{**config(theme), "padding": 4})
    return made
