"""The record of data changes: what changed from one version of the table to the next.

Goal, framing, evidence and outcome of a therapy change as one text, because none of them stands
without the others; so does a claim with its receipt.
"""

import re
from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from itertools import groupby
from operator import attrgetter

from therapies.catalog import TABLE, Catalog, Change
from therapies.cells import CLAIMS, SOURCES, THERAPIES
from therapies.model import NOT_APPLICABLE, NOT_STATED, Evidence, Outcome
from therapies.statement import paired
from therapies.table import MAX_CELL, split

ABSENT = NOT_APPLICABLE
"""What a line holds as `before` when something is new, and as `after` when it is gone."""
LINES_LIMIT = 100
"""So many changes of a version are told in the changelog; of more, their number."""
LABELS = {
    "name": "name",
    "goal": "goal and evidence",
    "claim": "claim",
    "document": "document",
    "member_of": "class",
    "standing": "place in care",
    "acts_on": "acts on",
}
"""How a column is called in a sentence, where its name would not do."""


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


def counted(number: int, one: str, many: str = "") -> str:
    """A number with its word: `1 claim`, `2 claims`."""
    return f"{number} {one if number == 1 else many or one + 's'}"


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
    """Return the line that begins a record; what was before it is not known."""
    return Change(version, date, NOT_APPLICABLE, TABLE, ABSENT, size(files))


def through(record: Sequence[Change], version: str) -> tuple[Change, ...] | None:
    """Return the record up to the last time that it reached `version`; None if it never did."""
    for place in range(len(record) - 1, -1, -1):
        if record[place].version == version:
            return tuple(record[: place + 1])
    return None


def since(catalog: Catalog, version: str, ids: Collection[str]) -> tuple[Change, ...] | None:
    """Return what changed for the therapies `ids` from `version` to the table in use.

    A cell that changed more than once stands there once, with its first and last text; one that is
    again what it was does not. None: the record does not lead from that version to this one.
    """
    if version == catalog.version:
        return ()
    known = through(catalog.record, version)
    if known is None or catalog.record[-1].version != catalog.version:
        return None
    later = catalog.record[len(known) :]
    if any(line.column == TABLE and line.before == ABSENT for line in later):
        return None
    net = _net(line for line in later if line.therapy in ids)
    return tuple(sorted(net, key=lambda line: (line.therapy, line.column, line.before)))


def versions(record: Iterable[Change]) -> tuple[tuple[Change, ...], ...]:
    """Return the lines of each version, the newest first; the first line counts the table."""
    blocks = (tuple(lines) for _, lines in groupby(record, attrgetter("version")))
    return tuple(reversed(list(blocks)))


def wording(change: Change, about: str = "") -> str:
    """Return what happened as plain text: `Stents, place in care: was “routine”, is “selected”`.

    `about` is the therapy's name; without it the text begins with the column.
    """
    label = LABELS.get(change.column, change.column.replace("_", " "))
    place = f"{about}, {label}" if about else label[:1].upper() + label[1:]
    if change.before == ABSENT:
        return f"{place}: new is “{change.after}”"
    if change.after == ABSENT:
        return f"{place}: no longer there is “{change.before}”"
    return f"{place}: was “{change.before}”, is “{change.after}”"


def markdown(record: Iterable[Change]) -> str:
    """Return the data part of the changelog: the newest version first, all text as text."""
    return "".join(line + "\n" for lines in versions(record) for line in _listed(lines))


def _listed(lines: Sequence[Change]) -> Iterator[str]:
    """The items of one version."""
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
    return alone | {"goal": _aim(row) + _framing(row)}


def _aim(row: Cells) -> str:
    """A goal with its evidence and outcome, as the comparison shows them."""
    return f"{row['goal']}: {_known(row['evidence'], row['outcome'])}"


def _known(evidence: str, outcome: str) -> str:
    """Evidence with its outcome, even in words that the vocabulary no longer has."""
    return _PAIRED.get((evidence, outcome), f"{evidence}, for {outcome}")


_PAIRED = {(each.value, on.value): paired(each, on) for each in Evidence for on in Outcome}


def _framing(row: Cells) -> str:
    others = row["also_framed_as"]
    return "" if others in (NOT_STATED, NOT_APPLICABLE) else f"; also framed as {others}"


def _of_claims(before: str, after: str) -> Iterator[Line]:
    old, new = (Counter(tuple(row.items()) for row in _rows(text)) for text in (before, after))
    gone, come = ([Cells(row) for row in rows.elements()] for rows in (old - new, new - old))
    exact, place = ("therapy", "source", "section", "paragraph", "wording"), ("therapy", "source")
    for key in (exact, exact[:4], place):
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
    waiting: dict[tuple[str, ...], list[Cells]] = {}
    for row in come:
        waiting.setdefault(tuple(row[column] for column in key), []).append(row)
    pairs = []
    for row in gone:
        if alike := waiting.get(tuple(row[column] for column in key)):
            pairs.append((row, alike.pop(0)))
    return pairs


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
    """The rows of a canonical file, by column."""
    header, *lines = ([*(split(line) or [])] for line in text.rstrip("\n").split("\n"))
    return [Cells(zip(header, cells, strict=True)) for cells in lines]


def _bounded(text: str) -> str:
    """A text that fits into a cell."""
    if len(whole := text.encode()) <= MAX_CELL:
        return text
    return whole[: MAX_CELL - 3].decode(errors="ignore").rstrip() + "…"
