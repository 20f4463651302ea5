"""The id of a claim: an address that is given once and stays, whatever is edited around it.

It is no content: neither the table's version nor the record of changes knows it (decision 44).
"""

import re
from collections.abc import Collection, Sequence
from dataclasses import replace
from hashlib import sha256
from pathlib import Path

from therapies.catalog.csv_file import CsvFile, Problem, Row, read_csv_file

LETTERS = "bcdfghjkmnpqrstvwxz"
"""Neither vowels nor y, so that no word comes about; no l; no digits, which a spreadsheet turns."""
LENGTH = 5
FORM = f"{LENGTH} of the letters {LETTERS}"
GIVE = "run `python -m therapies check --format`, which gives"

_HEAD = re.compile("id,")
_ID = re.compile(f"[{LETTERS}]{{{LENGTH}}}")


def is_claim_id(text: str) -> bool:
    """Whether a text can be the id of a claim."""
    return _ID.fullmatch(text) is not None


def without_ids(text: str) -> str:
    """Return the canonical text of `claims.csv` without the ids, which are its first column."""
    if not _HEAD.match(text):
        return text
    return "".join(line.partition(",")[2] for line in text.splitlines(keepends=True))


def ids_by_content(text: str) -> dict[str, str]:
    """Return the ids in the canonical text of `claims.csv`, each by the rest of its line."""
    lines = text.splitlines()[1:] if _HEAD.match(text) else []
    return {content: id_ for id_, _, content in (line.partition(",") for line in lines)}


def read_claims(path: Path, columns: Sequence[str], most: int, *, give: bool) -> CsvFile:
    """Read the claims; with `give`, each that has no id gets one, in a file without the column too.

    `columns` begin with the id.
    """
    table = read_csv_file(path, columns, most=most)
    older = table if table.readable else read_csv_file(path, columns[1:], most=most)
    if older.readable and not table.readable:
        if not give:
            allowed, remedy = ",".join(columns), f"{GIVE} each claim its id."
            problem = Problem(path.name, 1, "id", "no such column", allowed, remedy)
            return replace(table, problems=(problem,))
        table = replace(
            older,
            columns=table.columns,
            rows=tuple(Row(row.line, ("", *row.cells)) for row in older.rows),
            broken=tuple(("", *cells) for cells in older.broken),
        )
    if not give:
        return table
    cells = named([row.cells for row in table.rows])
    return replace(table, rows=tuple(map(Row, (row.line for row in table.rows), cells)))


def named(rows: Sequence[tuple[str, ...]]) -> list[tuple[str, ...]]:
    """Return the rows of claims, each without an id with one that no other has."""
    taken = {row[0] for row in rows}
    whole = []
    for id_, *content in rows:
        given = id_ or _born(content, taken)
        taken.add(given)
        whole.append((given, *content))
    return whole


def _born(content: Sequence[str], taken: Collection[str]) -> str:
    """The first id of a claim's content that is free; what once had it gets it again."""
    for attempt in range(len(taken) + 1):
        seed = "\x1f".join((*content, *([str(attempt)] if attempt else [])))
        number = int.from_bytes(sha256(seed.encode("utf-8", "surrogateescape")).digest())
        letters = (number // len(LETTERS) ** place % len(LETTERS) for place in range(LENGTH))
        if (id_ := "".join(LETTERS[letter] for letter in letters)) not in taken:
            return id_
    raise AssertionError("more claims than ids")
