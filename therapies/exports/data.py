"""A view's data as CSV and JSON: rows with what each document says, and the claims behind them.

CSV is for spreadsheets: UTF-8 with a byte order mark, CRLF, formula-like text disarmed. The stamp
stands in columns of every row, not in comment lines above or below: pandas, R and Excel take a
comment line for the header or for data, and a column survives sorting, filtering and pasting. The
first column is a row number: where R keeps the mark it spoils the first name only, not `id`.
JSON is for programs: the same text, untouched, with the claims inside their therapy.
"""

import io
from collections import Counter
from collections.abc import Iterable, Sequence
from csv import writer
from json import dumps
from typing import Any

from therapies.catalog import Catalog
from therapies.exports.view import View
from therapies.model import (
    NOT_APPLICABLE,
    NOT_STATED,
    PURPOSE,
    SEPARATOR,
    Claim,
    Record,
    Therapy,
)
from therapies.relations import receipts
from therapies.statement import paired, sides, splits, statement

BOM = "\N{ZERO WIDTH NO-BREAK SPACE}"
FORMULA = ("=", "+", "-", "@", "\t", "\r")
"""What a spreadsheet may take for the start of a formula."""
BETWEEN_RECEIPTS = " | "
UNNAMED = "does not name it"
NOTHING = "nothing"
SPOKEN = ("goal", "evidence", "standing")
"""The columns that are given for each document."""
STAMP = ("subject", "table_version", "table_date", "filter", "documents", "link", "purpose")

Cell = str | int


def csv(view: View) -> bytes:
    """Return the therapies of `view`, one row each, with a column for what each document says.

    A view without therapies gives the header alone.
    """
    catalog, stamp = view.catalog, _stamp_cells(view)
    header = [
        *("row", *_with_known(Therapy), "statement", "documents_differ_on"),
        *(f"{column} in {name}" for name in labels(catalog) for column in (*SPOKEN, "receipts")),
        *STAMP,
    ]
    rows = (
        [row, *_therapy_cells(therapy), *_said_cells(catalog, therapy), *stamp]
        for row, therapy in enumerate(view.therapies, 1)
    )
    return (BOM + csv_text(header, rows)).encode()


def claims_csv(view: View) -> bytes:
    """Return the claims on the therapies of `view`, one row each, with its receipt."""
    catalog, stamp = view.catalog, _stamp_cells(view)
    header = ["row", *_with_known(Claim), "therapy_name", "document", *STAMP]
    rows = (
        [row, *_known_cells(claim), *_names(catalog, claim).values(), *stamp]
        for row, claim in enumerate(_claims(view), 1)
    )
    return (BOM + csv_text(header, rows)).encode()


def json(view: View) -> bytes:
    """Return `{"about": …, "therapies": […]}`, each therapy with its documents and claims."""
    therapies = [_therapy_object(view.catalog, therapy) for therapy in view.therapies]
    return json_text({"about": about(view), "therapies": therapies})


def claims_json(view: View) -> bytes:
    """Return `{"about": …, "claims": […]}`, each claim with the names of therapy and document."""
    claims = [
        _names(view.catalog, claim) | plain(claim) | _known_pair(claim) for claim in _claims(view)
    ]
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


def labels(catalog: Catalog) -> tuple[str, ...]:
    """Return each document's name, with its id behind it where a name is there twice."""
    times = Counter(source.name for source in catalog.sources)
    return tuple(
        source.name if times[source.name] == 1 else f"{source.name} ({source.id})"
        for source in catalog.sources
    )


def place(claim: Claim) -> str:
    """Return where in its document a claim stands and its words: the receipt."""
    return f"{claim.section}, paragraph {claim.paragraph}: “{claim.wording}”"


def _with_known(record: type[Record]) -> list[str]:
    """Return the columns of a record, with `known` behind evidence and outcome."""
    columns = list(record.model_fields)
    columns.insert(columns.index("outcome") + 1, "known")
    return columns


def _known_cells(record: Therapy | Claim) -> list[Cell]:
    cells = [cell(record, column) for column in type(record).model_fields]
    cells.insert(list(type(record).model_fields).index("outcome") + 1, _known(record))
    return cells


def _therapy_cells(therapy: Therapy) -> list[Cell]:
    return [*_known_cells(therapy), statement(therapy)]


def _said_cells(catalog: Catalog, therapy: Therapy) -> list[Cell]:
    """Return the columns that differ, then goal, evidence, standing and receipts by document."""
    cells: list[Cell] = [SEPARATOR.join(splits(catalog, therapy.id)) or NOTHING]
    said = {column: dict(sides(catalog, therapy.id, column)) for column in SPOKEN}
    claims = catalog.claims_of[therapy.id]
    for source in catalog.sources:
        found = [place(claim) for claim in claims if claim.source == source.id]
        spoken = [said[column].get(source.id, (UNNAMED,)) for column in SPOKEN]
        cells += [SEPARATOR.join(values) for values in spoken]
        cells.append(BETWEEN_RECEIPTS.join(found) or UNNAMED)
    return cells


def _therapy_object(catalog: Catalog, therapy: Therapy) -> dict[str, Any]:
    said = {column: dict(sides(catalog, therapy.id, column)) for column in SPOKEN}
    claims = catalog.claims_of[therapy.id]
    return (
        plain(therapy)
        | _known_pair(therapy)
        | {
            "statement": statement(therapy),
            "documents_differ_on": list(splits(catalog, therapy.id)),
            "documents": [
                {"source": source, "document": catalog.source_by_id[source].name}
                | {column: list(said[column][source]) for column in SPOKEN}
                for source in said["goal"]
            ],
            "receipts": {
                part: list(numbers) for part, numbers in receipts(catalog, therapy).items()
            },
            "claims": [
                {"number": number} | _names(catalog, claim) | plain(claim) | _known_pair(claim)
                for number, claim in enumerate(claims, 1)
            ],
        }
    )


def _known(record: Therapy | Claim) -> str:
    return paired(record.evidence, record.outcome)


def _known_pair(record: Therapy | Claim) -> dict[str, str]:
    return {"known": _known(record)}


def _names(catalog: Catalog, claim: Claim) -> dict[str, str]:
    return {
        "therapy_name": catalog.by_id[claim.therapy].name,
        "document": catalog.source_by_id[claim.source].name,
    }


def _claims(view: View) -> list[Claim]:
    return [claim for each in view.therapies for claim in view.catalog.claims_of[each.id]]


def _stamp_cells(view: View) -> tuple[str, ...]:
    """Return the cells under `STAMP`, the same in every row."""
    catalog = view.catalog
    documents = SEPARATOR.join(view.documents)
    return (
        view.subject,
        catalog.version,
        catalog.date.isoformat(),
        view.sentence,
        documents,
        view.link,
        PURPOSE,
    )
