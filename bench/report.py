"""The figures as Markdown: medians, and ratios to the empty page and among the apps."""

from collections.abc import Mapping
from statistics import median

Found = Mapping[tuple[int, str, str], list[float]]

UNITS = {
    "server start": "ms",
    "first visit": "ms",
    "cold open": "ms",
    "filter": "ms",
    "filter, server": "ms",
    "bytes": "MB",
    "memory idle": "MB",
    "memory per session": "MB",
}
BASE = "empty Streamlit"


def markdown(found: Found) -> str:
    """Return a table of medians and a table of ratios to the empty page for each size."""
    sizes = list(dict.fromkeys(size for size, _, _ in found))
    parts = []
    for size in sizes:
        parts += [f"### {size:,} rows", _table(found, size), "As ratios to the empty page:"]
        parts.append(_ratios(found, size))
    if len(sizes) > 1:
        parts += [f"### From {sizes[0]:,} to {sizes[-1]:,} rows", _growth(found, sizes)]
    return "\n\n".join(parts)


def _median(found: Found, size: int, app: str, name: str) -> float | None:
    values = found.get((size, app, name))
    return median(values) if values else None


def _apps(found: Found) -> list[str]:
    return list(dict.fromkeys(app for _, app, _ in found))


def _table(found: Found, size: int) -> str:
    heads = [f"{name}, {unit}" for name, unit in UNITS.items()]
    rows = [
        [app, *(_number(_median(found, size, app, name)) for name in UNITS)] for app in _apps(found)
    ]
    return _written(["app", *heads], rows)


def _ratios(found: Found, size: int) -> str:
    rows = [
        [app, *(_ratio(found, (size, app, name), (size, BASE, name)) for name in UNITS)]
        for app in _apps(found)
    ]
    return _written(["app", *UNITS], rows)


def _growth(found: Found, sizes: list[int]) -> str:
    first, last = sizes[0], sizes[-1]
    rows = [
        [app, *(_ratio(found, (last, app, name), (first, app, name)) for name in UNITS)]
        for app in _apps(found)
    ]
    return _written(["app", *UNITS], rows)


def _ratio(found: Found, of: tuple[int, str, str], to: tuple[int, str, str]) -> str:
    value, base = _median(found, *of), _median(found, *to)
    return f"{value / base:.2f}" if value is not None and base and base > 0 else "–"


def _number(value: float | None) -> str:
    if value is None:
        return "–"
    return (
        f"{value:.0f}"
        if abs(value) >= 100
        else f"{value:.1f}"
        if abs(value) >= 10
        else f"{value:.2f}"
    )


def _written(heads: list[str], rows: list[list[str]]) -> str:
    lines = [heads, ["---", *["---:"] * (len(heads) - 1)], *rows]
    return "\n".join(f"| {' | '.join(line)} |" for line in lines)
