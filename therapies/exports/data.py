"""A view's data as CSV and JSON: rows with what each document says, and the claims behind them.

CSV is for spreadsheets: UTF-8 with a byte order mark, CRLF, formula-like text disarmed. The stamp
is in columns of every row, not in comment lines above or below: pandas, R and Excel take a comment
line for the header or for data, and a column survives sorting, filtering and pasting. The first
column is a row number: where R keeps the mark it spoils the first name only, not `id`.
JSON is for programs: the same text, untouched, with the claims inside their therapy.
"""

import io
from collections.abc import Iterable, Sequence
from csv import writer
from json import dumps
from typing import Any

from therapies.catalog.catalog import Catalog
from therapies.content.passages import source_passage
from therapies.content.relations import receipts
from therapies.content.sentences import SILENT, SPLIT_COLUMNS, sides, splits, statement
from therapies.content.sources_page import said_by
from therapies.model import (
    NOT_APPLICABLE,
    NOT_STATED,
    PURPOSE,
    SEPARATOR,
    Claim,
    Record,
    Therapy,
    as_held,
    pair,
)
from therapies.query.query import document_names
from therapies.query.view import View

BOM = "\N{ZERO WIDTH NO-BREAK SPACE}"
FORMULA = ("=", "+", "-", "@", "\t", "\r")
"""What a spreadsheet may take for the start of a formula."""

Cell = str | int


def csv(view: View) -> bytes:
    """Return the therapies of `view`, one row each, with a column for what each document says.

    A view without therapies gives the header alone.
    """
    catalog = view.catalog
    documents = document_names(catalog).values()
    header = [
        *(*_columns(Therapy), "statement", "documents_differ_on"),
        *(
            f"{column} in {name}"
            for name in documents
            for column in (*SPLIT_COLUMNS, "receipts", "effect")
        ),
    ]
    rows = (
        [*_cells(therapy), statement(therapy), *_said_cells(catalog, therapy)]
        for therapy in view.therapies
    )
    return _file(view, header, rows)


def claims_csv(view: View) -> bytes:
    """Return the claims on the therapies of `view`, one row each, with its receipt."""
    header = [*_columns(Claim), "therapy_name", "document"]
    rows = ([*_cells(claim), *_names(view.catalog, claim).values()] for claim in _claims(view))
    return _file(view, header, rows)


def json(view: View) -> bytes:
    """Return `{"about": …, "therapies": […]}`, each therapy with its documents and claims."""
    therapies = [_therapy_object(view.catalog, therapy) for therapy in view.therapies]
    return json_text({"about": about(view), "therapies": therapies})


def claims_json(view: View) -> bytes:
    """Return `{"about": …, "claims": […]}`, each claim with the names of therapy and document."""
    claims = [_names(view.catalog, claim) | plain(claim) | _known(claim) for claim in _claims(view)]
    return json_text({"about": about(view), "claims": claims})


def about(view: View) -> dict[str, Any]:
    """Return the stamp of `view`, in lines and in parts."""
    return {
        "stamp": list(view.stamp),
        "subject": view.subject,
        "title": view.title,
        "filter": view.sentence,
        "table_version": view.catalog.version,
        "table_date": view.catalog.date.isoformat(),
        "documents": [plain(source) for source in view.catalog.sources],
        "link": view.link,
        "purpose": PURPOSE,
        "schema": address(view, "data/schema.json"),
    }


def address(view: View, path: str) -> str:
    """Return the absolute address of `path` in the app."""
    return f"{view.base.rstrip('/')}/{path}"


def csv_text(header: Sequence[str], rows: Iterable[Sequence[Cell]]) -> str:
    """Return a CSV with CRLF whose text no spreadsheet takes for a formula; numbers stay."""
    text = io.StringIO(newline="")
    lines = writer(text, lineterminator="\r\n")
    lines.writerow([disarmed(cell) for cell in header])
    lines.writerows([disarmed(cell) for cell in row] for row in rows)
    return text.getvalue()


def json_text(value: Any) -> bytes:
    """Return `value` as readable JSON in UTF-8."""
    return (dumps(value, ensure_ascii=False, indent=1, allow_nan=False) + "\n").encode()


def disarmed(cell: Cell) -> Cell:
    """Return a text that looks like a formula with `'` before it, and anything else as it is."""
    return f"'{cell}" if isinstance(cell, str) and cell.startswith(FORMULA) else cell


def cell(record: Record, column: str) -> Cell:
    """Return what the table's own file holds in `column`; an empty cell gets its word again."""
    value = getattr(record, column)
    if isinstance(value, int):
        return value
    if isinstance(value, tuple):
        return SEPARATOR.join(map(str, value)) or NOT_STATED
    return str(value or (NOT_APPLICABLE if column == "member_of" else NOT_STATED))


def plain(record: Record) -> dict[str, Any]:
    """Return a record as JSON has it: lists as lists, what is absent as null."""
    return record.model_dump(mode="json")


def _file(view: View, header: Sequence[str], rows: Iterable[Sequence[Cell]]) -> bytes:
    """Return the rows as a CSV, each with its number before it and the stamp behind it."""
    stamp = {
        "subject": view.subject,
        "table_version": view.catalog.version,
        "table_date": view.catalog.date.isoformat(),
        "filter": view.sentence,
        "documents": SEPARATOR.join(view.documents),
        "link": view.link,
        "purpose": PURPOSE,
    }
    numbered = ([number, *row, *stamp.values()] for number, row in enumerate(rows, 1))
    return (BOM + csv_text(("row", *header, *stamp), numbered)).encode()


def _columns(record: type[Record]) -> list[str]:
    """Return the columns of a record, with `known` behind evidence and outcome."""
    columns = list(record.model_fields)
    columns.insert(columns.index("outcome") + 1, "known")
    return columns


def _cells(record: Therapy | Claim) -> list[Cell]:
    known = _known(record)["known"]
    return [known if each == "known" else cell(record, each) for each in _columns(type(record))]


def _said_cells(catalog: Catalog, therapy: Therapy) -> list[Cell]:
    """Return the columns that differ, then what each document says, its receipts and effect."""
    cells: list[Cell] = [SEPARATOR.join(splits(catalog, therapy.id)) or "nothing"]
    said, effects = _said(catalog, therapy), said_by(catalog, therapy)
    claims = catalog.claims_of[therapy.id]
    for source in catalog.sources:
        own = [claim for claim in claims if claim.source == source.id]
        cells += [SEPARATOR.join(each.get(source.id, (SILENT,))) for each in said.values()]
        cells.append(" | ".join(source_passage(catalog, each).inside for each in own) or SILENT)
        nearest = effects.get(source.id)
        cells.append(
            ", ".join(pair(nearest.mark.evidence, nearest.mark.outcome)) if nearest else SILENT
        )
    return cells


def _said(catalog: Catalog, therapy: Therapy) -> dict[str, dict[str, tuple[str, ...]]]:
    """Return what each document says in each column, as data hold it."""
    return {column: dict(sides(catalog, therapy.id, column, as_held)) for column in SPLIT_COLUMNS}


def _therapy_object(catalog: Catalog, therapy: Therapy) -> dict[str, Any]:
    said, claims = _said(catalog, therapy), catalog.claims_of[therapy.id]
    return (
        plain(therapy)
        | _known(therapy)
        | {
            "statement": statement(therapy),
            "documents_differ_on": list(splits(catalog, therapy.id)),
            "documents": [
                {"source": source, "document": catalog.source_by_id[source].name}
                | {column: list(values[source]) for column, values in said.items()}
                for source in said["goal"]
            ],
            "receipts": {part: list(ns) for part, ns in receipts(catalog, therapy).items()},
            "claims": [
                {"number": number} | _names(catalog, claim) | plain(claim) | _known(claim)
                for number, claim in enumerate(claims, 1)
            ],
        }
    )


def _known(record: Therapy | Claim) -> dict[str, str]:
    return {"known": as_held(record, "evidence")}


def _names(catalog: Catalog, claim: Claim) -> dict[str, str]:
    return {
        "therapy_name": catalog.by_id[claim.therapy].name,
        "document": catalog.source_by_id[claim.source].name,
    }


def _claims(view: View) -> list[Claim]:
    return [claim for each in view.therapies for claim in view.catalog.claims_of[each.id]]
