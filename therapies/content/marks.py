"""Which marks a question draws and where they stand, from plain rows of the table.

The source of this module and of `charts` is the script that a reader takes along (`chart_code`):
it needs nothing of this package, and every word is as readers read it.
"""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from itertools import product
from math import ceil
from typing import Any

Row = dict[str, Any]
Ask = Mapping[str, str]
Orders = Mapping[str, Sequence[str]]

LEVELS = ("no effect stated", "explored", "in trials", "hedged", "stated", "shown")
SILENT, RISK = LEVELS[0], "risk factor"
APART = " ≠"
"""Stands behind the name of what documents differ on, where it heads a row."""

DIFFER = "They differ on"
"""Heads the column of these words, where documents stand side by side."""

UNNAMED = "does not name it"
USED, KNOWN = ("cornerstone", "routine"), ("shown", "stated")

MOST, NAMED = 120, 14
"""More marks than `MOST` stand together as one with their number; up to `NAMED` have names."""

SLOT, LETTER, LABEL = 28, 6.4, 60
"""Pixels of a mark and about those of a letter, and the most letters of a label.

How many places a column takes has to be known before Vega, which could measure, sees the data.
"""

LINE, BAR = 22, 48
"""How high a line of marks is, and one of bars."""

WIDTH = 520
"""About how wide the marks of all columns together may be."""

MORE = "\u200b"
"""Stands behind a value in the places after its first one, where it is not written again."""


def is_ahead(row: Row) -> bool:
    """Say whether use runs ahead of the words: in use, no effect on the disease beyond a hint."""
    known = row["evidence"] in KNOWN and row["outcome"] != RISK
    return row["standing"] in USED and not known


def cited(receipts: Mapping[str, str]) -> str:
    """Return the first two passages of those that each document has, and how many more."""
    found = [
        f"{name}: {each}"
        for name, text in receipts.items()
        if text != UNNAMED
        for each in text.split(" | ")
    ]
    return " · ".join([*found[:2], *([f"and {len(found) - 2} more"] if found[2:] else [])])


def single(table: Sequence[Row], ask: Ask, orders: Orders) -> list[Row]:
    """Return a unit for each therapy in each cell it belongs to: the firmest words first.

    `table` has a row for each therapy, `ask` the columns for `rows`, `columns` and `colour` and
    whether to `draw` marks or bars, `orders` the values of each column in order.
    """
    found = [unit for row in table for each in _variants(row, ask) for unit in _units(each, ask)]
    keys = {key: {value: n for n, value in enumerate(orders[ask[key]])} for key in _asked(ask)}
    found.sort(
        key=lambda unit: (
            *(keys[key][unit[key]] for key in keys if key != "colour"),
            unit["hollow"],
            -LEVELS.index(unit["evidence"]),
            keys["colour"][unit["colour"]] if "colour" in keys else 0,
            unit["name"].casefold(),
        )
    )
    return found


def units(table: Sequence[Row], ask: Ask, orders: Orders) -> list[Row]:
    """Return the units as they are drawn: too many stand together with their number."""
    found = single(table, ask, orders)
    found = _crowded(found) if len(found) > MOST else found
    few = len({unit["id"] for unit in found}) <= NAMED
    for unit in found:
        unit["label"] = _label(unit, ask, few)
    return found


def _asked(ask: Ask) -> list[str]:
    return [key for key in ("rows", "columns", "colour") if ask.get(key)]


def _variants(row: Row, ask: Ask) -> Iterator[Row]:
    """Yield the therapy once for each document and each context, where these are asked for."""
    asked = [ask[key] for key in _asked(ask)]
    effects = row["effects"] if "document" in asked else [("", row["evidence"], row["outcome"])]
    contexts = row["context"] if "context" in asked else [""]
    for (document, evidence, outcome), context in product(effects, contexts):
        on = SILENT if evidence == SILENT else outcome
        said = {"document": document, "context": context, "evidence": evidence, "outcome": on}
        sign = APART if row["differs"] else ""
        yield row | said | {"head": brief(row["name"]) + sign}


def _units(row: Row, ask: Ask) -> Iterator[Row]:
    only = f"a {RISK} only" if row["outcome"] == RISK else row["outcome"]
    on = "" if row["evidence"] == SILENT else f", for {only}"
    yield {
        **{
            key: row["head" if ask[key] == "name" else ask[key]] if ask.get(key) else ""
            for key in ("rows", "columns", "colour")
        },
        **{key: row[key] for key in ("id", "name", "evidence", "outcome", "goal", "category")},
        **{key: row[key] for key in ("statement", "passages", "differs")},
        "effect": f"{row['evidence']}{on}",
        "hollow": row["outcome"] == RISK,
        "ahead": is_ahead(row) and {ask["rows"], ask["columns"]} == {"evidence", "standing"},
        "number": 1,
    }


def _crowded(found: Sequence[Row]) -> list[Row]:
    """Return one unit for all in a cell of which the same is known."""
    same = ("rows", "columns", "colour", "effect", "hollow", "ahead")
    groups: dict[tuple[Any, ...], Row] = {}
    for unit in found:
        key = tuple(unit[each] for each in same)
        first = groups.setdefault(key, unit | {"number": 0, "statement": "", "passages": ""})
        first["number"] += 1
        first["name"] = f"{first['number']} therapies" if first["number"] > 1 else unit["name"]
    return list(groups.values())


def _label(unit: Row, ask: Ask, few: bool) -> str:
    if unit["number"] > 1:
        return str(unit["number"])
    if ask["draw"] == "bars":
        return ""
    if ask["rows"] == "name":
        on = "" if unit["evidence"] == SILENT else f", {unit['outcome']}"
        return f"{unit['evidence']}{on}"
    return brief(unit["name"]) if unit["ahead"] or few else ""


def brief(name: str) -> str:
    """Return a name as a chart has room for it; the table and the tooltip have it whole."""
    return name if len(name) <= LABEL else f"{name[: LABEL - 1]}…"


def step(found: Sequence[Row], ask: Ask) -> int:
    """Return the pixels from one mark to the next: a shape before it takes some, too.

    Bars of a cell stand in one line, so they are as wide as the widest line lets them be.
    """
    if ask["draw"] != "bars":
        return SLOT + (14 if ask.get("colour") else 0)
    cells = Counter((unit["rows"], unit["columns"]) for unit in found)
    widest: dict[str, int] = {}
    for (_, column), number in cells.items():
        widest[column] = max(widest.get(column, 0), number + AFTER)
    return max(5, min(28, WIDTH // max(1, sum(widest.values()))))


AFTER = 2
"""The places behind the bars of a cell, for their number."""


def placed(found: Sequence[Row], ask: Ask, orders: Orders) -> list[Row]:
    """Return the places of a grid, `line` down and `slot` across, with the units that stand there.

    A cell is as wide as its column and as high as its row; one with a label has a line of its own.
    """
    rows, columns = _values(found, ask, orders, "rows"), _values(found, ask, orders, "columns")
    cells: dict[tuple[str, str], list[Row]] = {}
    for unit in found:
        cells.setdefault((unit["rows"], unit["columns"]), []).append(unit)
    notes = _notes(found) if ask["rows"] == "name" else []
    for note in notes:
        cells.setdefault((note["rows"], DIFFER), []).append(note)
    columns += [DIFFER] if notes else []
    for those in cells.values():
        those[-1]["total"] = len(those) if ask["draw"] == "bars" else 0
    most = {each: max(len(cells.get((row, each), ())) for row in rows) for each in columns}
    wide = step(found, ask)
    every = [*found, *notes]
    slots = {each: _slots(each, every, most[each], len(columns), wide) for each in columns}
    if ask["draw"] == "bars":
        head = {each: ceil(LETTER * min(len(each) + 2, LABEL) / wide) for each in columns}
        slots = {each: max(most[each] + AFTER, head[each]) for each in columns}
    grid = []
    for row in rows:
        lines = {each: _lines(cells.get((row, each), ()), slots[each]) for each in columns}
        for line in range(max(1, *map(len, lines.values()))):
            for each in columns:
                here = lines[each][line] if line < len(lines[each]) else []
                marks = [*here, *[{}] * (slots[each] - len(here))]
                places = enumerate(marks[: slots[each]])
                grid += [_place(row, each, line, slot, unit, here) for slot, unit in places]
    return grid


def _notes(found: Sequence[Row]) -> list[Row]:
    """Return the words on what documents differ, each in a line of its own beside its row."""
    told = {unit["rows"]: unit["differs"] for unit in found}
    note = {**_EMPTY, "columns": DIFFER, "ahead": False}
    return [{**note, "rows": row, "label": each} for row, texts in told.items() for each in texts]


def _values(found: Sequence[Row], ask: Ask, orders: Orders, key: str) -> list[str]:
    """Return the values that have a unit, in order."""
    here = {unit[key] for unit in found}
    return [each for each in orders[ask[key]] if each in here] if ask.get(key) else [*here]


def _slots(column: str, found: Sequence[Row], most: int, columns: int, wide: int) -> int:
    """Return how many marks stand side by side: as many as there are, within the room."""
    room = max(2, WIDTH // wide // columns)
    labels = [len(unit["label"]) for unit in found if unit["columns"] == column]
    label = min(max(labels, default=0), LABEL)
    need = ceil((wide + LETTER * label) / wide) if label else 1
    head = ceil(LETTER * min(len(column) + 1, LABEL) / wide)
    return max(need, head, min(most, room))


def _lines(units: Sequence[Row], slots: int) -> list[list[Row]]:
    """Return the units in lines: one with a label ends its line."""
    lines: list[list[Row]] = []
    for unit in units:
        if not lines or len(lines[-1]) == slots or unit["label"] or lines[-1][-1]["label"]:
            lines.append([])
        lines[-1].append(unit)
    return lines


_EMPTY: Row = {
    **dict.fromkeys(("id", "name", "effect", "evidence", "colour", "label", "statement"), ""),
    **{"passages": "", "hollow": False, "number": 0, "total": 0},
}


def _place(row: str, column: str, line: int, slot: int, unit: Row, here: Sequence[Row]) -> Row:
    return {
        **{"row": row, "column": column, "line": row + MORE * line, "slot": column + MORE * slot},
        **{"first": line == 0, "tinted": any(each["ahead"] for each in here)},
        **{key: unit.get(key, empty) for key, empty in _EMPTY.items()},
    }
