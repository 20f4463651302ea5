"""The whole table as a Frictionless data package, and the JSON Schema of the JSON files.

Both are described by the model: types, allowed values and definitions come from the vocabularies.
"""

import datetime
import hashlib
import io
import zipfile
from dataclasses import replace
from typing import Any

from therapies.catalog import Catalog
from therapies.exports.data import SPOKEN, address, cell, csv_text, json_text
from therapies.exports.view import View
from therapies.model import (
    NOT_STATED,
    SEPARATOR,
    ActsOn,
    Category,
    Claim,
    Entry,
    Evidence,
    Goal,
    Kind,
    Outcome,
    Record,
    Source,
    Standing,
    Term,
    Therapy,
)
from therapies.query import Query
from therapies.site import TITLE

VOCABULARIES: dict[str, type[Term]] = {
    "category": Category,
    "goal": Goal,
    "also_framed_as": Goal,
    "evidence": Evidence,
    "outcome": Outcome,
    "standing": Standing,
    "kind": Kind,
    "acts_on": ActsOn,
}
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
    "claims": "One row for each thing that a passage says of a therapy, with its receipt.",
    "sources": "One row for each document that the table was made from.",
    "terms": "One row for each term that is explained, with its receipt if a document explains it.",
    "vocabularies": "One row for each value that a coded column may hold, with its definition.",
}
DESCRIPTIONS = {
    "id": "Short name that never changes and that other files refer to.",
    "name": "Name to show.",
    "aliases": "Other names.",
    "also_framed_as": "Other goals that it is framed with; a framing is not an effect.",
    "member_of": "The id of the class that the therapy belongs to; empty where it belongs to none.",
    "mechanism": "How it is said to work.",
    "context": "For whom or when: the diseases or situations that are named.",
    "caveat": "What is said against it or limits it.",
    "rationale": "Why it is classified so, where that took a ruling.",
    "therapy": "The id of the therapy that the claim is about.",
    "source": "The id of the document.",
    "section": "The heading that the passage stands under, word for word.",
    "paragraph": "Which paragraph of the section, from 1.",
    "wording": "The decisive words, verbatim.",
    "says": "The claim in our own words, no stronger than the document's.",
    "term": "The term.",
    "explanation": "What it means, in our own words.",
    "title": "The document's title.",
    "scope": "What the document is about.",
    "sections": "Each heading with its number of paragraphs, in reading order.",
    "column": "The column that the value stands in.",
    "value": "The value.",
    "rank": "The value's place in its vocabulary's order, from 1.",
    "definition": "When the value applies.",
}
DISARMED = (
    "In the CSV files text that begins with = + - @ tab or carriage return has ' before it, so "
    "that no spreadsheet runs it. “not stated” and “not applicable” are values, not gaps. A goal "
    "is an aim; read it with its evidence, and the evidence with its outcome."
)
EARLIEST = datetime.date(1980, 1, 1)
"""The first day that a zip can hold."""


def package(view: View) -> bytes:
    """Return the zip of the whole table of `view`, whatever its filter: CSVs, datapackage.json.

    A part would leave members without their class.
    """
    whole = replace(view, query=Query(), page="overview", ids=(), own=())
    catalog = view.catalog
    names = [name for name in RECORDS if _records(catalog, name)]
    files = {f"{name}.csv": _records_csv(catalog, name).encode() for name in names}
    files["vocabularies.csv"] = _vocabularies_csv().encode()
    return _zipped({"datapackage.json": json_text(descriptor(whole, files)), **files}, catalog.date)


def descriptor(whole: View, files: dict[str, bytes]) -> dict[str, Any]:
    """Return the content of datapackage.json for the CSV `files`, stamped by the view `whole`."""
    return {
        "profile": "data-package",
        "name": "calcification-therapies",
        "title": TITLE,
        "description": "\n".join((TITLE, *whole.stamp[1:], DISARMED)),
        "version": whole.catalog.version,
        "created": f"{whole.catalog.date.isoformat()}T00:00:00Z",
        "homepage": whole.link,
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
                **{name: _terms(terms) for name, terms in VOCABULARIES.items()},
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
        "documents_differ_on": _many({"enum": list(SPOKEN)}),
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
        **{column: _many(_text()) | {"minItems": 1} for column in SPOKEN},
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
        if column in VOCABULARIES:
            one = {"$ref": f"#/$defs/{column}"}
        elif column == "paragraph":
            one = {"type": "integer", "minimum": 1}
        if _holds_many(record, column):
            one = _many(one)
        elif _may_be_none(record, column):
            one = {"anyOf": [one, {"type": "null"}]}
        found[column] = one if column in VOCABULARIES else one | {"description": described(column)}
    return found


def _closed(properties: dict[str, Any]) -> dict[str, Any]:
    return {
        "type": "object",
        "properties": properties,
        "required": list(properties),
        "additionalProperties": False,
    }


def _terms(terms: type[Term]) -> dict[str, Any]:
    return {"enum": [term.value for term in terms], "description": _defined(terms)}


def _text(description: str = "") -> dict[str, Any]:
    return {"type": "string"} | ({"description": description} if description else {})


def _many(items: dict[str, Any]) -> dict[str, Any]:
    return {"type": "array", "items": items}


def _holds_many(record: type[Record], column: str) -> bool:
    return "tuple" in str(record.model_fields[column].annotation)


def _may_be_none(record: type[Record], column: str) -> bool:
    return "None" in str(record.model_fields[column].annotation)


def described(column: str) -> str:
    """Return what `column` holds; for a coded one its vocabulary's question and definitions."""
    return DESCRIPTIONS.get(column) or _defined(VOCABULARIES[column])


def _defined(terms: type[Term]) -> str:
    definitions = (f"{term.value}: {term.definition}" for term in terms)
    return "\n".join(((terms.__doc__ or "").strip(), *definitions))


def _resource(file: str, content: bytes) -> dict[str, Any]:
    name = file.removesuffix(".csv")
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
        "schema": _table_schema(name),
    }


def _table_schema(name: str) -> dict[str, Any]:
    """Return the Table Schema of a file, with its keys."""
    record = RECORDS.get(name)
    if record is None:
        fields = [_field(None, column) for column in ("column", "value", "rank", "definition")]
        return {"fields": fields, "primaryKey": ["column", "value"]}
    found: dict[str, Any] = {"fields": [_field(record, column) for column in record.model_fields]}
    if record is Claim:
        references = (("therapy", "therapies"), ("source", "sources"))
        return found | {"foreignKeys": [_key(*each) for each in references]}
    if record is Entry:
        return found | {"foreignKeys": [_key("source", "sources")], "primaryKey": ["term"]}
    if record is Therapy:
        found["foreignKeys"] = [_key("member_of", "")]
    return found | {"primaryKey": ["id"]}


def _key(column: str, resource: str) -> dict[str, Any]:
    return {"fields": [column], "reference": {"resource": resource, "fields": ["id"]}}


def _field(record: type[Record] | None, column: str) -> dict[str, Any]:
    number = column in ("paragraph", "rank")
    rules: dict[str, Any] = {"required": not (record and column in MAY_BE_EMPTY.get(record, ()))}
    if number:
        rules["minimum"] = 1
    if record and column in VOCABULARIES:
        words = [term.value for term in VOCABULARIES[column]]
        if _holds_many(record, column):
            one = f"({'|'.join(words)})"
            rules["pattern"] = f"{NOT_STATED}|{one}({SEPARATOR}{one})*"
        else:
            rules["enum"] = [*words, *([NOT_STATED] if _may_be_none(record, column) else [])]
    about = described(column)
    if record and _holds_many(record, column):
        about += f" Several are joined by “{SEPARATOR}”."
    kind = "integer" if number else "string"
    return {"name": column, "type": kind, "description": about, "constraints": rules}


def _records_csv(catalog: Catalog, name: str) -> str:
    """Return a file of the table; only what `MAY_BE_EMPTY` names may be empty."""
    empty = MAY_BE_EMPTY.get(RECORDS[name], ())
    columns = list(RECORDS[name].model_fields)
    rows = (
        [
            cell(record, column) if column not in empty else getattr(record, column) or ""
            for column in columns
        ]
        for record in _records(catalog, name)
    )
    return csv_text(columns, rows)


def _records(catalog: Catalog, name: str) -> tuple[Record, ...]:
    found: tuple[Record, ...] = (
        catalog.glossary.entries if name == "terms" else getattr(catalog, name)
    )
    return found


def _vocabularies_csv() -> str:
    rows = (
        (column, term.value, term.rank + 1, term.definition)
        for column, terms in VOCABULARIES.items()
        for term in terms
    )
    return csv_text(("column", "value", "rank", "definition"), rows)


def _zipped(files: dict[str, bytes], date: datetime.date) -> bytes:
    """Return a zip whose bytes depend on nothing but `files` and `date`."""
    day = max(date, EARLIEST)
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in files.items():
            entry = zipfile.ZipInfo(name, (day.year, day.month, day.day, 0, 0, 0))
            entry.compress_type, entry.create_system = zipfile.ZIP_DEFLATED, 3
            entry.external_attr = 0o644 << 16
            archive.writestr(entry, content)
    return target.getvalue()
