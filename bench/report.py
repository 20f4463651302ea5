"""The figures as Markdown: for each size a table with a row for each figure, and what is missed."""

from collections.abc import Mapping, Sequence
from math import ceil
from statistics import median

Found = Mapping[tuple[int, str, str], list[float]]
"""All figures by size, app and name."""

BASE = "empty Streamlit"
OWN = "this app"
STEPS = ("chip", "letter", "peek")
FOLLOWS = "server follows"
DISPLAYED = ", Event Timing"
DELAYED = ", 300 ms"
STOPPED = ", server stopped"
TOUCHES = [f"{step}{note}" for note in ("", DELAYED) for step in STEPS]
UNITS = {
    "server start": "ms",
    "first visit": "ms (× the empty page)",
    "layout shift": "",
    "cold open of a filtered link": "ms",
    **dict.fromkeys(TOUCHES, "ms"),
    **dict.fromkeys([f"{step}{DISPLAYED}" for step in STEPS], "ms"),
    FOLLOWS: "ms",
    **dict.fromkeys([f"{step}{STOPPED}" for step in STEPS], ""),
    "chip, server": "ms",
    "bytes": "MB",
    "memory idle": "MB",
    "memory per session": "MB",
}
"""Each figure, in the table's order, and its unit; of `TOUCHES` median and 95th percentile."""

TYPICAL, SLOWEST = 20.0, 40.0
"""Milliseconds from a touch to its paint: the median, and what 95 of 100 keep to."""
LONGER, SHIFT = 1.1, 0.05
"""How many empty pages' time a first visit may take, and how much may move by itself."""
GOALS = ("first visit", "layout shift", *TOUCHES, *(f"{step}{STOPPED}" for step in STEPS))


def markdown(found: Found) -> str:
    """Return a table for each size: a row for each figure, a column for each app."""
    apps = sorted(
        dict.fromkeys(app for _, app, _ in found), key=lambda app: not app.startswith(OWN)
    )
    parts = []
    for size in _sizes(found):
        rows = [
            [f"{name}, {unit}" if unit else name, *(_cell(found, size, app, name) for app in apps)]
            for name, unit in UNITS.items()
        ]
        lines = [["figure", *apps], ["---", *["---:"] * len(apps)], *rows]
        parts += [f"### {size:,} rows", "\n".join(f"| {' | '.join(line)} |" for line in lines)]
    return "\n\n".join(parts)


def missed(found: Found) -> list[str]:
    """Return a line for each goal that this app does not reach or that was not measured."""
    lines = []
    for size in _sizes(found):
        own = {key: found[key] for key in found if key[0] == size and key[1].startswith(OWN)}
        measured = {name for _, _, name in own}
        lines += [f"{size:,} rows, {name}: not measured" for name in GOALS if name not in measured]
        lines += [
            f"{size:,} rows, {app}, {name}: {_cell(found, size, app, name)}"
            for (_, app, name), values in own.items()
            if name in GOALS and not _reached(name, values, found.get((size, BASE, name), values))
        ]
    return lines


def _reached(name: str, values: Sequence[float], base: Sequence[float]) -> bool:
    if name == "first visit":
        return median(values) <= LONGER * median(base)
    if name == "layout shift":
        return max(values) < SHIFT
    if name.endswith(STOPPED):
        return all(values)
    return median(values) <= TYPICAL and percentile(values, 0.95) <= SLOWEST


def percentile(values: Sequence[float], share: float) -> float:
    """Return the smallest of the values that such a share of them does not exceed."""
    return sorted(values)[ceil(share * len(values)) - 1]


def _cell(found: Found, size: int, app: str, name: str) -> str:
    values = found.get((size, app, name))
    if not values:
        return "–"
    if name.endswith(STOPPED):
        return "yes" if all(values) else "no"
    if name == "layout shift":
        return f"{max(values):.3f}"
    if name in TOUCHES or name.endswith((DISPLAYED, FOLLOWS)):
        return f"{_number(median(values))} / {_number(percentile(values, 0.95))}"
    base = found.get((size, BASE, name)) if name == "first visit" else None
    ratio = f" ({median(values) / median(base):.2f} ×)" if base else ""
    return _number(median(values)) + ratio


def _number(value: float) -> str:
    return f"{value:.{0 if abs(value) >= 100 else 1 if abs(value) >= 10 else 2}f}"


def _sizes(found: Found) -> list[int]:
    return list(dict.fromkeys(size for size, _, _ in found))
