"""The colours and the type of charts and pictures, on either ground."""

from collections.abc import Mapping
from types import MappingProxyType
from typing import Any

from therapies.model import Category

INK: Mapping[str, str] = MappingProxyType({"light": "#1B2430", "dark": "#E8EDF2"})
"""Text and neutral marks in the light and in the dark theme."""

QUIET: Mapping[str, str] = MappingProxyType({"light": "#4A5763", "dark": "#B4C0CB"})
"""Second text on either ground, 7:1 and more."""

GROUND: Mapping[str, str] = MappingProxyType({"light": "#FFFFFF", "dark": "#12171D"})
"""The backgrounds of the two themes; `.streamlit/config.toml` gives the same."""

FILL: Mapping[str, str] = MappingProxyType({"light": "#557089", "dark": "#8FA9BF"})
"""Neutral areas, 3:1 and more on their background."""

TRACK: Mapping[str, str] = MappingProxyType({"light": "#D5DDE5", "dark": "#394653"})
"""The empty steps of the mark of evidence; `tokens.css` gives the same."""

LINES: Mapping[str, str] = MappingProxyType({"light": "#D8DFE6", "dark": "#303B47"})
"""What divides rows; `tokens.css` gives the same."""

CAREFUL: Mapping[str, str] = MappingProxyType({"light": "#FFF5E0", "dark": "#2B2313"})
"""The ground under what needs care; `tokens.css` gives the same."""

TINT: Mapping[str, str] = MappingProxyType({"light": "#E4EFF6", "dark": "#1D3444"})
"""The ground under what is selected; `tokens.css` gives the same."""

NEUTRAL = (INK, QUIET, GROUND, FILL, TRACK, LINES, CAREFUL, TINT)
"""What differs with the ground; hues do not."""

FONT = "Liberation Sans, Arial, Helvetica, sans-serif"
"""In pictures: the first is inside vl-convert; the others have its widths on other machines."""

SHAPES = ("circle", "triangle-down", "diamond", "square", "cross", "triangle-up")
HUES = ("#8A63C9", "#A0702A", "#2F87A8", "#B0567A", "#6F8030", "#7A8794")
"""Of what is coloured and is no category, 3:1 on either ground; categories have their own."""

OF_CATEGORIES = ("square", "triangle-up", "diamond", "cross")
"""The shapes of the categories, as their symbols."""


ON_SCREEN = "Source Sans, Source Sans Pro, Arial, sans-serif"
"""The app's own, which a picture could not carry."""


def config(theme: str, font: str = FONT) -> dict[str, Any]:
    """Return type and colours of what a chart has around its marks."""
    label = {"labelColor": INK[theme], "labelFontSize": 13, "labelLimit": 0}
    title = {"titleColor": QUIET[theme], "titleFontSize": 13, "titleLimit": 0}
    line = LINES[theme]
    lines = {"gridColor": line, "domainColor": line, "tickColor": line}
    return {
        "background": GROUND[theme],
        "font": font,
        "lineBreak": "\n",
        "padding": 6,
        "view": {"stroke": None},
        "axis": {**label, **title, "titleFontWeight": 600, **lines},
        "header": {**label, **title, "titleFontWeight": 600},
        "legend": {**label, **title},
        "title": {"color": QUIET[theme], "limit": 900},
    }


def look(
    theme: str, column: str = "", values: tuple[str, ...] = (), font: str = FONT
) -> dict[str, Any]:
    """Return the look of a chart; with the hue and the shape of each of a column's `values`."""
    terms = tuple(Category) if column == "category" else ()
    hues = [term.colour for term in terms] or HUES[: len(values)]
    shapes = OF_CATEGORIES if terms else SHAPES[: len(values)]
    return {
        "ink": INK[theme],
        "quiet": QUIET[theme],
        "ground": GROUND[theme],
        "track": TRACK[theme],
        "line": LINES[theme],
        "careful": CAREFUL[theme],
        "tint": TINT[theme],
        "config": config(theme, font),
        "hues": [list(each) for each in zip(values, hues, shapes, strict=True)],
    }
