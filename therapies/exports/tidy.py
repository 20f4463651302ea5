"""The table for programs: a file for each kind of record, a column for each thing it holds.

No column says the same on every row, and none is named after a document. What is absent is an empty
cell, in JSON null or an empty list; the words for it are values of vocabularies only (decision 45).
"""

from collections.abc import Callable, Iterator, Sequence
from typing import Any, NamedTuple

from therapies.exports.data import csv_text, json_text, plain
from therapies.exports.package import ABOUT_FILES, CODED, OF_VOCABULARIES, RECORDS, described
from therapies.model import COLUMN, NOT_APPLICABLE, NOT_STATED, SEPARATOR, Record
from therapies.query.view import View

NOTHING = (
    "An empty cell (in JSON null or an empty list) is the one sign for nothing. “not stated” and "
    "“not applicable” are values of vocabularies, with their definitions there; a document that "
    "does not state a thing does not deny it."
)
KINDS = {"csv": "text/csv", "json": "application/json"}
"""The endings of the files, and what they are."""

Row = dict[str, Any]


class Table(NamedTuple):
    """A table for programs: its columns, its rows, and whether the pages' parameters filter it."""

    columns: tuple[str, ...]
    rows: Callable[[View], Iterator[Row]]
    filtered: bool = False


def made(name: str, kind: str, view: View) -> bytes:
    """Return the table `name` of `view` as `csv` or `json`."""
    table = TABLES[name]
    rows = list(table.rows(view))
    if kind == "json":
        return json_text(rows)
    cells = ([_cell(row[column]) for column in table.columns] for row in rows)
    return csv_text(table.columns, cells).encode()


def dictionary(name: str) -> list[dict[str, Any]]:
    """Return what each column of the table `name` holds, and whether it may hold several."""
    record = RECORDS.get(name)
    return [
        {"name": column, "description": described(column), "list": _is_list(record, column)}
        for column in TABLES[name].columns
    ]


def about(name: str) -> str:
    """Return what a row of the table `name` is."""
    return ABOUT_FILES[name]


def _plain(records: Sequence[Record]) -> Iterator[Row]:
    for record in records:
        yield {
            column: None
            if value in (NOT_STATED, NOT_APPLICABLE) and not _is_coded(column)
            else value
            for column, value in plain(record).items()
        }


def _is_coded(column: str) -> bool:
    """Whether the words for nothing are among the values of a column's vocabulary."""
    return {NOT_STATED, NOT_APPLICABLE} & {*COLUMN[column].terms} != set()


def _is_list(record: type[Record] | None, column: str) -> bool:
    return record is not None and "tuple" in str(record.model_fields[column].annotation)


def _cell(value: Any) -> str | int:
    if isinstance(value, list):
        return SEPARATOR.join(value)
    return "" if value is None else value


def _claims(view: View) -> Iterator[Row]:
    for therapy in view.therapies:
        yield from _plain(view.catalog.claims_of[therapy.id])


def _vocabularies(view: View) -> Iterator[Row]:
    for column in CODED:
        for term in column.terms:
            told = (column.name, term.value, term.rank + 1, term.definition)
            yield dict(zip(OF_VOCABULARIES, told, strict=True))


def _columns(name: str) -> tuple[str, ...]:
    return tuple(RECORDS[name].model_fields)


TABLES = {
    "therapies": Table(_columns("therapies"), lambda view: _plain(view.therapies), True),
    "claims": Table(_columns("claims"), _claims, True),
    "sources": Table(_columns("sources"), lambda view: _plain(view.catalog.sources)),
    "terms": Table(_columns("terms"), lambda view: _plain(view.catalog.glossary.entries)),
    "vocabularies": Table(tuple(OF_VOCABULARIES), _vocabularies),
}
