"""The history of data changes: what changed from one version of the table to the next.

Goal, framing, evidence and outcome of a therapy change as one text, because none of them says
enough without the others; so does a claim with its receipt.
"""

import csv
import re
from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from itertools import groupby
from operator import attrgetter

from therapies.catalog.catalog import TABLE, Catalog, Change
from therapies.catalog.cell_rules import CLAIMS, SOURCES, THERAPIES
from therapies.catalog.claim_ids import without_ids
from therapies.catalog.csv_file import MAX_CELL
from therapies.model import COLUMN, NOT_APPLICABLE, NOT_STATED, Evidence, Outcome, grouped, pair
from therapies.wording import counted

ABSENT = NOT_APPLICABLE
"""What a line holds as `before` when something is new, and as `after` when it is gone."""
LINES_LIMIT = 100
"""How many changes of a version the changelog lists; of more, it gives the number."""


class Cells(dict[str, str]):
    """A row by column; a column that its file did not have yet is absent."""

    def __missing__(self, column: str) -> str:
        """Say so."""
        return ABSENT


Files = Mapping[str, str]
"""The canonical text of each of the three files, by file name."""

_TOGETHER = ("goal", "also_framed_as", "evidence", "outcome")
_OWN_LINES = ("claim", "document")
_MARKUP = re.compile(r"([\\`*_\[\]<>&~|$@#!{}]|:(?=//)|(?<=[Ww]{3})\.)")


def size(files: Files) -> str:
    """How large a table is: `47 therapies, 106 claims, 3 documents`."""
    words = {
        THERAPIES: ("therapy", "therapies"),
        CLAIMS: ("claim", "claims"),
        SOURCES: ("document", "documents"),
    }
    return ", ".join(counted(len(_rows(files[name])), *words[name]) for name in words)


def between(before: Files, after: Files, version: str, date: str) -> tuple[Change, ...]:
    """Return the lines of a new version, its `table` line first, the rest sorted.

    `before` may have been written under other columns: what one side lacks is absent there.
    """
    found = (
        *_of_therapies(before[THERAPIES], after[THERAPIES]),
        *_of_claims(before[CLAIMS], after[CLAIMS]),
        *_of_documents(before[SOURCES], after[SOURCES]),
    )
    differing = sorted(
        Change(version, date, therapy, column, _bounded(was), _bounded(is_))
        for therapy, column, was, is_ in found
        if was != is_
    )
    first = Change(version, date, NOT_APPLICABLE, TABLE, size(before), size(after))
    return (first, *differing)


def start(files: Files, version: str, date: str) -> Change:
    """Return the line that begins a history; what was before it is not known."""
    return Change(version, date, NOT_APPLICABLE, TABLE, ABSENT, size(files))


def through(history: Sequence[Change], version: str) -> tuple[Change, ...] | None:
    """Return the history up to the last time that it reached `version`; None if it never did."""
    places = [n for n, change in enumerate(history, 1) if change.version == version]
    return tuple(history[: places[-1]]) if places else None


def since(catalog: Catalog, version: str, ids: Collection[str]) -> tuple[Change, ...] | None:
    """Return what changed for the therapies `ids` from `version` to the table in use.

    A cell that changed more than once is there once, with its first and last text; one that is
    again what it was is left out. None: the history does not lead from that version to this one.
    """
    if version == catalog.version:
        return ()
    known = through(catalog.history, version)
    if known is None or catalog.history[-1].version != catalog.version:
        return None
    later = catalog.history[len(known) :]
    if any(line.column == TABLE and line.before == ABSENT for line in later):
        return None
    net = _net(line for line in later if line.therapy in ids)
    return tuple(sorted(net, key=lambda line: (line.therapy, line.column, line.before)))


def told_since(catalog: Catalog, version: str, ids: Collection[str]) -> list[str] | None:
    """Return what `since` gives as plain text, with the therapies' names; ids of those gone."""
    found = since(catalog, version, ids)
    if found is None:
        return None
    names = {each.id: each.name for each in catalog.therapies}
    return [wording(each, names.get(each.therapy, each.therapy)) for each in found]


def versions(history: Iterable[Change]) -> tuple[tuple[Change, ...], ...]:
    """Return the lines of each version, the newest first; the first line counts the table."""
    blocks = (tuple(lines) for _, lines in groupby(history, attrgetter("version")))
    return tuple(reversed(list(blocks)))


def wording(change: Change, about: str = "") -> str:
    """Return what happened as plain text: `Stents, place in care: was “routine”, is “selected”`.

    `about` is the therapy's name; without it the text begins with the column.
    """
    label = _label(change.column)
    place = f"{about}, {label}" if about else label[:1].upper() + label[1:]
    if change.before == ABSENT:
        return f"{place}: new is “{change.after}”"
    if change.after == ABSENT:
        return f"{place}: no longer there is “{change.before}”"
    return f"{place}: was “{change.before}”, is “{change.after}”"


def _label(column: str) -> str:
    """How a column is called in a sentence; a goal changes with its evidence."""
    if column == "goal":
        return f"{COLUMN['goal'].in_line} and {COLUMN['evidence'].in_line}"
    if column in COLUMN and column != "name":
        return COLUMN[column].in_line
    return column.replace("_", " ")


def markdown(history: Iterable[Change]) -> str:
    """Return the data part of the changelog: the newest version first, all text as text."""
    return "".join(line + "\n" for lines in versions(history) for line in _listed(lines))


def _listed(lines: Sequence[Change]) -> Iterator[str]:
    head, rest = lines[0], lines[1:]
    if head.before == ABSENT:
        yield f"- {head.version} of {head.date}: the record begins with {head.after}."
    else:
        told = "" if head.before == head.after else f" (before: {head.before})"
        yield f"- {head.version} of {head.date}: {head.after}{told}."
    for line in rest[:LINES_LIMIT]:
        about = "" if line.therapy == NOT_APPLICABLE else line.therapy
        yield "  - " + _MARKUP.sub(r"\\\1", wording(line, about))
    if len(rest) > LINES_LIMIT:
        yield f"  - and {len(rest) - LINES_LIMIT} more, in `data/changes.csv`"


def _net(lines: Iterable[Change]) -> list[Change]:
    """Changes joined where one goes on from another, without those that lead back."""
    found: list[Change] = []
    for line in lines:
        earlier = next((each for each in reversed(found) if _goes_on(each, line)), None)
        if earlier is None:
            found.append(line)
            continue
        place = found.index(earlier)
        joined = line._replace(before=earlier.before)
        found[place : place + 1] = [joined] if joined.before != joined.after else []
    return found


def _goes_on(earlier: Change, later: Change) -> bool:
    """Whether the later change is of the same thing as the earlier one."""
    if (earlier.therapy, earlier.column) != (later.therapy, later.column):
        return False
    if later.column not in _OWN_LINES:
        return True
    if later.before == ABSENT:
        return earlier.after == ABSENT and earlier.before == later.after
    return earlier.after == later.before


Line = tuple[str, str, str, str]
"""Therapy, column, before, after."""


def _of_therapies(before: str, after: str) -> Iterator[Line]:
    old, new = ({row["id"]: row for row in _rows(text)} for text in (before, after))
    for id_ in sorted(old.keys() | new.keys()):
        was, is_ = _told(old.get(id_)), _told(new.get(id_))
        shared = was.keys() | is_.keys() if was and is_ else {"name", "goal"}
        for column in sorted(shared):
            yield id_, column, was.get(column, ABSENT), is_.get(column, ABSENT)


def _told(row: Cells | None) -> dict[str, str]:
    """The cells of a therapy, those that belong together as one."""
    if row is None:
        return {}
    alone = {name: cell for name, cell in row.items() if name not in (*_TOGETHER, "id")}
    others = row["also_framed_as"]
    framing = "" if others in (NOT_STATED, NOT_APPLICABLE) else f"; also framed as {others}"
    return alone | {"goal": _aim(row) + framing}


def _aim(row: Cells) -> str:
    """A goal with its evidence and outcome, even in words that the vocabulary no longer has."""
    evidence, outcome = row["evidence"], row["outcome"]
    known = _PAIRED.get((evidence, outcome), f"{evidence}, for {outcome}")
    return f"{row['goal']}: {known}"


_PAIRED = {(each.value, on.value): ", ".join(pair(each, on)) for each in Evidence for on in Outcome}


def _of_claims(before: str, after: str) -> Iterator[Line]:
    texts = map(without_ids, (before, after))
    old, new = (Counter(tuple(row.items()) for row in _rows(text)) for text in texts)
    gone, come = ([Cells(row) for row in rows.elements()] for rows in (old - new, new - old))
    columns = ("therapy", "source", "section", "paragraph", "wording")
    for key in (columns, columns[:4], columns[:2]):
        pairs = _matched(gone, come, key)
        yield from ((is_["therapy"], "claim", _claim(was), _claim(is_)) for was, is_ in pairs)
        done = {id(row) for pair in pairs for row in pair}
        gone, come = ([row for row in rows if id(row) not in done] for rows in (gone, come))
    yield from ((row["therapy"], "claim", _claim(row), ABSENT) for row in gone)
    yield from ((row["therapy"], "claim", ABSENT, _claim(row)) for row in come)


def _matched(
    gone: Sequence[Cells], come: Sequence[Cells], key: Sequence[str]
) -> list[tuple[Cells, Cells]]:
    """Rows that are alike in the columns of the key, one to one, in order."""
    waiting = grouped((tuple(row[column] for column in key), row) for row in come)
    keyed = ((row, waiting.get(tuple(row[column] for column in key))) for row in gone)
    return [(row, alike.pop(0)) for row, alike in keyed if alike]


def _claim(row: Cells) -> str:
    """A claim whole: its receipt, what it says, and its codes."""
    return (
        f"{row['source']}, {row['section']}, {row['paragraph']}, “{row['wording']}”: {row['says']} "
        f"Goal {_aim(row)}; place in care {row['standing']}; for {row['context']}; "
        f"caveat: {row['caveat']}"
    )


def _of_documents(before: str, after: str) -> Iterator[Line]:
    old, new = ({row["id"]: row for row in _rows(text)} for text in (before, after))
    for id_ in sorted(old.keys() | new.keys()):
        yield NOT_APPLICABLE, "document", _document(old.get(id_)), _document(new.get(id_))


def _document(row: Cells | None) -> str:
    if row is None:
        return ABSENT
    return f"{row['name']} ({row['id']}), title {row['title']}: {row['scope']} {row['sections']}"


def _rows(text: str) -> list[Cells]:
    return [Cells(row) for row in csv.DictReader(text.rstrip("\n").split("\n"))]


def _bounded(text: str) -> str:
    if len(whole := text.encode()) <= MAX_CELL:
        return text
    return whole[: MAX_CELL - 3].decode(errors="ignore").rstrip() + "…"
