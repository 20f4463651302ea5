"""The whole table as a Frictionless data package, and the JSON Schema of the JSON files.

Both are described by the model: types, allowed values and definitions come from the vocabularies.
"""

import hashlib
from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from therapies.content.sentences import SPLIT_COLUMNS
from therapies.exports import linked_data
from therapies.exports.citation import AUTHORS, UNLICENSED
from therapies.exports.data import address, cell, csv_text, json_text
from therapies.exports.stable_zip import zipped
from therapies.model import (
    COLUMN,
    NOT_STATED,
    PURPOSE,
    SEPARATOR,
    VOCABULARIES,
    Claim,
    Column,
    Entry,
    Record,
    Source,
    Therapy,
)
from therapies.query.query import Query
from therapies.query.view import View
from therapies.site import TITLE

CODED = tuple(each for each in COLUMN.values() if each.terms)
OF_VOCABULARIES = {
    "column": "The column that the value stands in.",
    "value": "The value.",
    "rank": "The value's place in its vocabulary's order, from 1.",
    "definition": "When the value applies.",
}
"""The columns of `vocabularies.csv`."""
RECORDS: dict[str, type[Record]] = {
    "therapies": Therapy,
    "claims": Claim,
    "sources": Source,
    "terms": Entry,
}
MAY_BE_EMPTY: dict[type[Record], tuple[str, ...]] = {
    Therapy: ("member_of",),
    Entry: ("source", "section", "paragraph", "wording"),
}
"""Columns of keys and numbers, in which no word can stand for what is absent."""
ABOUT_FILES = {
    "therapies": "One row for each therapy: the judgement that its claims earned.",
    "claims": "One row for each thing that a passage says of a therapy, with that passage.",
    "sources": "One row for each document that the table was made from.",
    "terms": "One row for each term that is explained, with the passage that explains it, if any.",
    "vocabularies": "One row for each value that a coded column may hold, with its definition.",
}
DESCRIBING = {
    "datapackage.json": ("application/json", "The package as a Frictionless data package."),
    "dataset.jsonld": (linked_data.MEDIA_TYPE, "The data set and its vocabularies, schema.org."),
    "README.md": ("text/markdown", "What a person reads first."),
}
"""The files that describe the others, beside the crate's own: media type and content."""
DISARMED = (
    "In the CSV files text that begins with = + - @ tab or carriage return has ' before it, so "
    "that no spreadsheet runs it. “not stated” and “not applicable” are values, not gaps. A goal "
    "is an aim; read it with its evidence, and the evidence with its outcome."
)


def package(view: View) -> bytes:
    """Return the zip of the whole table of `view`, whatever its filter: CSVs, datapackage.json.

    A part would leave members without their class.
    """
    whole = replace(view, query=Query(), page="overview", ids=(), own=())
    catalog = view.catalog
    files = {
        f"{name}.csv": _records_csv(records).encode()
        for name, records in (
            ("therapies", catalog.therapies),
            ("claims", catalog.claims),
            ("sources", catalog.sources),
            ("terms", catalog.glossary.entries),
        )
        if records
    }
    files["vocabularies.csv"] = _vocabularies_csv().encode()
    described = {
        "datapackage.json": json_text(descriptor(whole, files)),
        "dataset.jsonld": linked_data.dataset(whole),
        "README.md": _readme(whole).encode(),
    }
    told = {name: ("text/csv", ABOUT_FILES[name.removesuffix(".csv")]) for name in files}
    crate = linked_data.crate(whole, DESCRIBING | told)
    return zipped({**described, "ro-crate-metadata.json": json_text(crate), **files}, catalog.date)


def _readme(view: View) -> str:
    """Return what a person reads first."""
    files = "\n".join(f"- `{name}.csv`: {told}" for name, told in ABOUT_FILES.items())
    lines = (f"# {TITLE}", view.table, view.stamp.documents, PURPOSE, DISARMED, files)
    cite = f"How to cite:\n\n    {linked_data.cited(view).text}"
    return "\n\n".join((*lines, cite, UNLICENSED)) + "\n"


def descriptor(whole: View, files: dict[str, bytes]) -> dict[str, Any]:
    """Return the content of datapackage.json for the CSV `files`, stamped by the view `whole`."""
    return {
        "profile": "data-package",
        "name": "calcification-therapies",
        "title": TITLE,
        "description": "\n".join((TITLE, *whole.stamp[1:], DISARMED, UNLICENSED)),
        "version": whole.catalog.version,
        "created": f"{whole.catalog.date.isoformat()}T00:00:00Z",
        "homepage": whole.link,
        "contributors": [{"title": AUTHORS, "role": "author"}],
        "sources": [{"title": name} for name in whole.documents],
        "resources": [_resource(file, content) for file, content in files.items()],
    }


def schema(view: View) -> bytes:
    """Return the JSON Schema (draft 2020-12) of what `data.json` and `data.claims_json` write."""
    sources = [source.id for source in view.catalog.sources]
    claim = _object(Claim) | {"known": _text("The evidence with the outcome that it is about.")}
    claim |= {name: _text() for name in ("therapy_name", "document")} | {
        "source": {"enum": sources}
    }
    return json_text(
        {
            "$schema": "https://json-schema.org/draft/2020-12/schema",
            "$id": address(view, "data/schema.json"),
            "title": TITLE,
            "description": f"{view.table}. {DISARMED.rpartition('run it. ')[2]}",
            "type": "object",
            "properties": {
                "about": {"$ref": "#/$defs/about"},
                "therapies": _many({"$ref": "#/$defs/therapy"}),
                "claims": _many({"$ref": "#/$defs/claim"}),
            },
            "required": ["about"],
            "oneOf": [{"required": ["therapies"]}, {"required": ["claims"]}],
            "additionalProperties": False,
            "$defs": {
                **{column.name: _terms(column) for column in CODED},
                "claim": _closed(claim),
                "numbered_claim": _closed({"number": {"type": "integer", "minimum": 1}} | claim),
                "document": _closed(_document(sources)),
                "source": _closed(_object(Source) | {"id": {"enum": sources}}),
                "therapy": _closed(_therapy()),
                "about": _closed(_about()),
            },
        }
    )


def _therapy() -> dict[str, Any]:
    numbers = _many({"type": "integer", "minimum": 1})
    return _object(Therapy) | {
        "known": _text("The evidence with the outcome that it is about."),
        "statement": _text("What it is said to aim at and how sure the documents are."),
        "documents_differ_on": _many({"enum": list(SPLIT_COLUMNS)}),
        "documents": _many({"$ref": "#/$defs/document"}),
        "receipts": {
            "description": "For each part of the row the numbers of the claims that earned it.",
            "type": "object",
            "additionalProperties": numbers,
        },
        "claims": _many({"$ref": "#/$defs/numbered_claim"}) | {"minItems": 1},
    }


def _document(sources: list[str]) -> dict[str, Any]:
    """What one document says of a therapy, strongest first."""
    return {
        "source": {"enum": sources},
        "document": _text(),
        **{column: _many(_text()) | {"minItems": 1} for column in SPLIT_COLUMNS},
    }


def _about() -> dict[str, Any]:
    texts = ("subject", "title", "filter", "table_version", "link", "purpose", "schema")
    return {
        "stamp": _many(_text()),
        "table_date": {"type": "string", "format": "date"},
        "documents": _many({"$ref": "#/$defs/source"}),
        **{name: _text() for name in texts},
    }


def _object(record: type[Record]) -> dict[str, Any]:
    """Return the JSON Schema of each column of a record."""
    found: dict[str, Any] = {}
    for column in record.model_fields:
        one: dict[str, Any] = _text()
        if COLUMN[column].terms:
            one = {"$ref": f"#/$defs/{column}"}
        elif column == "paragraph":
            one = {"type": "integer", "minimum": 1}
        if _has(record, column, "tuple"):
            one = _many(one)
        elif _has(record, column, "None"):
            one = {"anyOf": [one, {"type": "null"}]}
        found[column] = one if COLUMN[column].terms else one | {"description": described(column)}
    return found


def _closed(properties: dict[str, Any]) -> dict[str, Any]:
    return {
        "type": "object",
        "properties": properties,
        "required": list(properties),
        "additionalProperties": False,
    }


def _terms(column: Column) -> dict[str, Any]:
    return {"enum": [term.value for term in column.terms], "description": _defined(column)}


def _text(description: str = "") -> dict[str, Any]:
    return {"type": "string"} | ({"description": description} if description else {})


def _many(items: dict[str, Any]) -> dict[str, Any]:
    return {"type": "array", "items": items}


def _has(record: type[Record], column: str, kind: str) -> bool:
    """Say whether a column's type is or may be `kind`: a tuple or None."""
    return kind in str(record.model_fields[column].annotation)


def described(column: str) -> str:
    """Return what `column` holds; for a coded one its vocabulary's question and definitions."""
    if column in OF_VOCABULARIES:
        return OF_VOCABULARIES[column]
    known = COLUMN[column]
    return _defined(known) if known in VOCABULARIES else known.help


def _defined(column: Column) -> str:
    definitions = (f"{term.value}: {term.definition}" for term in column.terms)
    return "\n".join(((column.vocabulary.__doc__ or "").strip(), *definitions))


def _resource(file: str, content: bytes) -> dict[str, Any]:
    name = file.removesuffix(".csv")
    record = RECORDS.get(name)
    columns = record.model_fields if record else OF_VOCABULARIES
    return {
        "profile": "tabular-data-resource",
        "name": name,
        "path": file,
        "description": ABOUT_FILES[name],
        "format": "csv",
        "mediatype": "text/csv",
        "encoding": "utf-8",
        "dialect": {"delimiter": ",", "lineTerminator": "\r\n", "quoteChar": '"'},
        "bytes": len(content),
        "hash": f"sha256:{hashlib.sha256(content).hexdigest()}",
        "schema": {"fields": [_field(record, each) for each in columns]} | KEYS[name],
    }


def _key(column: str, resource: str) -> dict[str, Any]:
    return {"fields": [column], "reference": {"resource": resource, "fields": ["id"]}}


KEYS: dict[str, dict[str, Any]] = {
    "therapies": {"foreignKeys": [_key("member_of", "")], "primaryKey": ["id"]},
    "claims": {
        "foreignKeys": [_key("therapy", "therapies"), _key("source", "sources")],
        "primaryKey": ["id"],
    },
    "sources": {"primaryKey": ["id"]},
    "terms": {"foreignKeys": [_key("source", "sources")], "primaryKey": ["term"]},
    "vocabularies": {"primaryKey": ["column", "value"]},
}
"""The keys of each file, as Table Schema has them."""


def _field(record: type[Record] | None, column: str) -> dict[str, Any]:
    number = column in ("paragraph", "rank")
    rules: dict[str, Any] = {"required": not (record and column in MAY_BE_EMPTY.get(record, ()))}
    if number:
        rules["minimum"] = 1
    if record and COLUMN[column].terms:
        words = [term.value for term in COLUMN[column].terms]
        if _has(record, column, "tuple"):
            one = f"({'|'.join(words)})"
            rules["pattern"] = f"{NOT_STATED}|{one}({SEPARATOR}{one})*"
        else:
            rules["enum"] = [*words, *([NOT_STATED] if _has(record, column, "None") else [])]
    about = described(column)
    if record and _has(record, column, "tuple"):
        about += f" Several are joined by “{SEPARATOR}”."
    kind = "integer" if number else "string"
    return {"name": column, "type": kind, "description": about, "constraints": rules}


def _records_csv(records: Sequence[Record]) -> str:
    """Return a file of the table; only what `MAY_BE_EMPTY` names may be empty."""
    columns = list(type(records[0]).model_fields)
    empty = MAY_BE_EMPTY.get(type(records[0]), ())
    rows = (
        [getattr(each, name) or "" if name in empty else cell(each, name) for name in columns]
        for each in records
    )
    return csv_text(columns, rows)


def _vocabularies_csv() -> str:
    rows = (
        (column.name, term.value, term.rank + 1, term.definition)
        for column in CODED
        for term in column.terms
    )
    return csv_text(tuple(OF_VOCABULARIES), rows)
