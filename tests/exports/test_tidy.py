"""The tables for programs: plain names, nothing constant, and one sign for nothing."""

import csv
import dataclasses
import io
import json
import re
from typing import Any

import pytest

from tests.support.filled import filled_catalog
from tests.support.hostile import HOSTILE
from therapies.catalog.catalog import Catalog
from therapies.exports import tidy
from therapies.exports.tidy import TABLES
from therapies.model import COLUMN, NOT_APPLICABLE, NOT_STATED, Claim, Therapy
from therapies.query.query import Query
from therapies.query.view import View

WORDS = {NOT_STATED, NOT_APPLICABLE}


def rows_of(name: str, view: View) -> list[dict[str, str]]:
    text = tidy.made(name, "csv", view).decode()
    return list(csv.DictReader(io.StringIO(text, newline=""), strict=True))


def objects_of(name: str, view: View) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = json.loads(tidy.made(name, "json", view))
    return found


@pytest.mark.parametrize("name", TABLES)
def test_columns_are_plain_names_that_the_dictionary_explains(table: Catalog, name: str) -> None:
    columns = list(rows_of(name, View(table))[0])
    assert [column for column in columns if not re.fullmatch("[a-z_]+", column)] == []
    told = tidy.dictionary(name)
    assert [each["name"] for each in told] == columns
    assert all(each["description"] for each in told)
    first = objects_of(name, View(table))[0]
    assert [each["list"] for each in told] == [isinstance(first[c], list) for c in columns]


def test_no_column_says_the_same_on_every_row(table: Catalog) -> None:
    for name in TABLES:
        rows = rows_of(name, View(table))
        assert {column for column in rows[0] if len({row[column] for row in rows}) < 2} == set()


@pytest.mark.parametrize("name", TABLES)
def test_nothing_is_an_empty_cell_and_words_are_values_of_vocabularies(
    table: Catalog, name: str
) -> None:
    known = {(row["column"], row["value"]) for row in rows_of("vocabularies", View(table))}
    for row in rows_of(name, View(table)) if name != "vocabularies" else ():
        worded = {(column, cell) for column, cell in row.items() if cell in WORDS}
        assert worded <= known
        assert {column for column, _ in worded} <= {"evidence", "outcome", "standing"}
    objects = objects_of(name, View(table))
    assert not any(value == "" for each in objects for value in each.values())


def test_csv_and_json_hold_the_same_and_the_records_of_the_table(table: Catalog) -> None:
    for name in TABLES:
        rows, objects = rows_of(name, View(table)), objects_of(name, View(table))
        joined = [
            {k: "; ".join(v) if isinstance(v, list) else "" if v is None else str(v)
             for k, v in each.items()} for each in objects
        ]  # fmt: skip
        assert joined == rows
    therapies = objects_of("therapies", View(table))
    assert [each["id"] for each in therapies] == [each.id for each in table.therapies]
    assert set(therapies[0]) == set(Therapy.model_fields)
    claims = {each["id"]: each for each in objects_of("claims", View(table))}
    assert len(claims) == len(table.claims)
    for claim in table.claims:
        assert claims[claim.id]["says"] == claim.says
        assert claims[claim.id]["paragraph"] == claim.paragraph


def test_only_therapies_and_claims_follow_the_filter(table: Catalog) -> None:
    few = View(table, Query.of({"category": ["mechanical"]}))
    for name in TABLES:
        shorter = len(rows_of(name, few)) < len(rows_of(name, View(table)))
        assert shorter == TABLES[name].filtered == (name in ("therapies", "claims"))
    none = View(table, Query.of({}, "zzzzzz"))
    assert tidy.made("claims", "csv", none).decode() == ",".join(Claim.model_fields) + "\r\n"
    assert objects_of("claims", none) == []


def test_programs_get_no_mark_and_no_formula(table: Catalog) -> None:
    for text in (*HOSTILE.values(), "=1+1", "-1"):
        view = View(filled_catalog(table, text))
        content = tidy.made("therapies", "csv", view)
        assert not content.startswith(b"\xef\xbb\xbf")
        cells = [cell for row in rows_of("therapies", view) for cell in row.values()]
        assert not any(cell.startswith(("=", "+", "-", "@", "\t", "\r")) for cell in cells)


def test_an_older_table_without_terms_gives_the_header(table: Catalog) -> None:
    bare = dataclasses.replace(table, glossary=type(table.glossary)())
    assert rows_of("terms", View(bare)) == objects_of("terms", View(bare)) == []


def test_every_coded_column_is_explained_value_by_value(table: Catalog) -> None:
    told = {(row["column"], row["value"]) for row in rows_of("vocabularies", View(table))}
    for row in rows_of("therapies", View(table)):
        for column, cell in row.items():
            for value in cell.split("; ") if COLUMN[column].terms and cell else ():
                assert (column, value) in told
