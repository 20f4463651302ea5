"""CSV, JSON and the data package, read back by the csv module, pandas, jsonschema, frictionless."""

import csv
import dataclasses
import io
import json
import zipfile
from pathlib import Path
from typing import Any

import frictionless
import jsonschema  # type: ignore[import-untyped]
import pandas as pd
import pytest

from tests.support.filled import filled_catalog
from tests.support.hostile import HOSTILE
from therapies.catalog.catalog import Catalog
from therapies.exports import data, package
from therapies.model import PURPOSE, Claim, Record, Source, Therapy
from therapies.query.query import Query
from therapies.query.view import View
from therapies.site import TITLE

FORMULAS = ("=1+1", "+1", "-1", "@SUM(A1)", "\tx", "\rx")
MORE = {"link": "[x](javascript:1)", "back": 'a\\b"c'}


def rows_of(content: bytes) -> list[dict[str, str]]:
    text = content.decode("utf-8-sig")
    return list(csv.DictReader(io.StringIO(text, newline=""), strict=True))


def view_of(catalog: Catalog, text: str = "", /, **chosen: tuple[str, ...]) -> View:
    return View(catalog, Query.of(chosen, text))


def names_in(content: bytes) -> dict[str, bytes]:
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def armed(text: str) -> str:
    """What a reader gets back who takes the disarming ' away."""
    return text[1:] if text.startswith(tuple(f"'{each}" for each in data.FORMULA)) else text


def report_on(content: bytes, folder: Path) -> Any:
    path = folder / "package.zip"
    path.write_bytes(content)
    return frictionless.validate(str(path))


def test_pandas_reads_the_csv_as_it_is(table: Catalog) -> None:
    frame = pd.read_csv(io.BytesIO(data.csv(View(table))))
    assert list(frame["id"]) == [each.id for each in table.therapies]
    assert list(frame["goal"]) == [each.goal.value for each in table.therapies]
    assert frame["row"].dtype == "int64"
    assert not frame.isna().any(axis=None)
    claims = pd.read_csv(io.BytesIO(data.claims_csv(View(table))))
    assert list(claims["paragraph"]) == [each.paragraph for each in table.claims]
    assert not claims.isna().any(axis=None)


def test_excel_finds_mark_and_line_ends(table: Catalog) -> None:
    for make in (data.csv, data.claims_csv):
        content = make(View(table))
        assert content.startswith(b"\xef\xbb\xbfrow,id" if make is data.csv else b"\xef\xbb\xbfrow")
        assert content.count(b"\xef\xbb\xbf") == 1
        assert content.endswith(b"\r\n")
        assert content.count(b"\n") == content.count(b"\r\n")


def test_every_row_carries_the_stamp_and_no_line_is_a_comment(table: Catalog) -> None:
    view = view_of(table, category=("mechanical",))
    for content in (data.csv(view), data.claims_csv(view)):
        rows = rows_of(content)
        assert rows
        for row in rows:
            assert row["table_version"] == table.version
            assert row["table_date"] == table.date.isoformat()
            assert row["filter"] == view.sentence
            assert row["documents"].split("; ") == list(view.documents)
            assert (row["link"], row["purpose"]) == (view.link, PURPOSE)
            assert None not in row


def test_a_goal_stands_beside_its_evidence_and_evidence_beside_its_outcome(sample: Catalog) -> None:
    for content in (data.csv(View(sample)), data.claims_csv(View(sample))):
        header = list(rows_of(content)[0])
        assert header.index("known") - header.index("outcome") == 1
        assert header.index("outcome") - header.index("evidence") == 1
        assert header.index("goal") < header.index("evidence")
    row = {each["id"]: each for each in rows_of(data.csv(View(sample)))}["vitamin-k"]
    assert row["known"] == "in trials, for calcification"
    assert row["evidence in First overview"] == "in trials, for calcification"
    assert "aims to" in row["statement"]
    bare = [row[column] for column in row if column.startswith("evidence in")]
    assert "in trials" not in bare


def test_documents_that_differ_show_all_sides_and_their_receipts(sample: Catalog) -> None:
    rows = {each["id"]: each for each in rows_of(data.csv(View(sample)))}
    row = rows["lithotripsy"]
    assert row["documents_differ_on"] == "evidence; standing"
    assert row["evidence in First overview"] == "shown, for flow"
    assert row["evidence in Second overview"] == "stated, for flow"
    assert (row["standing in First overview"], row["standing in Second overview"]) == (
        "routine",
        "selected",
    )
    receipt = "Reversal, paragraph 2: “a newer, gentler technique”"
    assert row["receipts in Second overview"] == receipt
    assert rows["diet"]["receipts in Second overview"] == "does not name it"
    assert rows["diet"]["documents_differ_on"] == "nothing"


def test_documents_of_one_name_have_columns_of_their_own(sample: Catalog) -> None:
    sources = tuple(each.model_copy(update={"name": "Same"}) for each in sample.sources)
    twins = dataclasses.replace(sample, sources=sources)
    header = data.csv(View(twins)).decode("utf-8-sig").splitlines()[0].split(",")
    assert len(set(header)) == len(header)
    assert "goal in Same (first)" in header
    assert "goal in Same" not in header


@pytest.mark.parametrize("formula", FORMULAS)
def test_no_text_is_a_formula_and_numbers_stay_numbers(formula: str) -> None:
    text = data.csv_text([formula, "n"], [[formula, -1]])
    (row,) = csv.DictReader(io.StringIO(text, newline=""))
    assert list(row.items()) == [(f"'{formula}", f"'{formula}"), ("n", "-1")]
    assert data.disarmed(f"a{formula}") == f"a{formula}"


@pytest.mark.parametrize("hostile", [*HOSTILE.values(), *MORE.values(), *FORMULAS])
def test_hostile_text_comes_out_of_every_csv_as_the_same_text(
    sample: Catalog, hostile: str
) -> None:
    harmed = filled_catalog(sample, hostile)
    files = names_in(package.package(View(harmed)))
    kinds: list[tuple[bytes, type[Record], tuple[Any, ...]]] = [
        (data.csv(View(harmed)), Therapy, harmed.therapies),
        (data.claims_csv(View(harmed)), Claim, harmed.claims),
        (files["therapies.csv"], Therapy, harmed.therapies),
        (files["sources.csv"], Source, harmed.sources),
    ]
    for content, kind, records in kinds:
        rows = rows_of(content)
        assert len(rows) == len(records)
        for row, record in zip(rows, records, strict=True):
            for column in kind.model_fields:
                if value := getattr(record, column):
                    told = "; ".join(value) if isinstance(value, tuple) else str(value)
                    assert armed(row[column]) == told
        cells = [cell for row in rows for cell in row.values()]
        assert [cell for cell in cells if cell.startswith(data.FORMULA)] == []


@pytest.mark.parametrize("hostile", [*HOSTILE.values(), *MORE.values(), *FORMULAS])
def test_hostile_text_comes_out_of_json_untouched_and_fits_the_schema(
    sample: Catalog, hostile: str
) -> None:
    view = View(filled_catalog(sample, hostile))
    found = json.loads(data.json(view))
    jsonschema.Draft202012Validator(json.loads(package.schema(view))).validate(found)
    for told, therapy in zip(found["therapies"], view.therapies, strict=True):
        columns = therapy.model_dump(mode="json")
        assert {column: told[column] for column in columns} == columns
        claims = [each.model_dump(mode="json") for each in view.catalog.claims_of[therapy.id]]
        assert [{key: each[key] for key in claims[0]} for each in told["claims"]] == claims
    assert f"\"'{hostile}" not in data.json(view).decode()


@pytest.mark.parametrize("make", [data.json, data.claims_json])
@pytest.mark.parametrize("goal", [(), ("modify",), ("halt", "reverse")])
def test_json_fits_the_schema_and_one_without_evidence_does_not(
    table: Catalog, make: Any, goal: tuple[str, ...]
) -> None:
    view = view_of(table, goal=goal)
    schema = json.loads(package.schema(view))
    jsonschema.Draft202012Validator.check_schema(schema)
    validator = jsonschema.Draft202012Validator(schema)
    found = json.loads(make(view))
    validator.validate(found)
    assert found["about"]["stamp"] == list(view.stamp)
    (key,) = set(found) - {"about"}
    for column in ("evidence", "outcome", "known", "standing"):
        cut = {name: value for name, value in found[key][0].items() if name != column}
        assert not validator.is_valid({**found, key: [cut]})
    assert not validator.is_valid({**found, key: [found[key][0] | {"goal": "cure"}]})
    assert not validator.is_valid({**found, key: [found[key][0] | {"grade": "A"}]})


def test_receipts_in_json_lead_to_their_claims(sample: Catalog) -> None:
    therapies = {each["id"]: each for each in json.loads(data.json(View(sample)))["therapies"]}
    vitamin = therapies["vitamin-k"]
    numbered = {claim["number"]: claim for claim in vitamin["claims"]}
    assert [numbered[n]["wording"] for n in vitamin["receipts"]["goal"]] == ["in clinical trials"]
    assert numbered[2]["document"] == "Second overview"
    assert [each["document"] for each in vitamin["documents"]] == [
        "First overview",
        "Second overview",
    ]
    assert vitamin["member_of"] is None
    assert "not applicable" not in vitamin["also_framed_as"]


def test_a_view_gives_its_therapies_and_no_others(table: Catalog) -> None:
    view = view_of(table, category=("mechanical",))
    ids = [each.id for each in view.therapies]
    assert [row["id"] for row in rows_of(data.csv(view))] == ids
    assert {row["therapy"] for row in rows_of(data.claims_csv(view))} == set(ids)
    assert 0 < len(ids) < len(table.therapies)
    named = View(table, Query(), "compare", ("sevelamer", "atherectomy"))
    assert [row["id"] for row in rows_of(data.csv(named))] == ["sevelamer", "atherectomy"]


def test_an_empty_view_gives_a_header_and_an_empty_list(table: Catalog) -> None:
    view = view_of(table, "zzzzzzzzzz")
    assert view.therapies == ()
    frame = pd.read_csv(io.BytesIO(data.csv(view)))
    assert frame.empty
    assert "evidence in Vascular overview" in frame.columns
    found = json.loads(data.json(view))
    jsonschema.Draft202012Validator(json.loads(package.schema(view))).validate(found)
    assert found["therapies"] == []
    assert found["about"]["filter"] == view.sentence


@pytest.mark.parametrize("which", ["table", "sample"])
def test_frictionless_accepts_the_package(
    request: pytest.FixtureRequest, tmp_path: Path, which: str
) -> None:
    catalog: Catalog = request.getfixturevalue(which)
    report = report_on(package.package(View(catalog)), tmp_path)
    assert report.valid, report.flatten(["type", "note"])
    rows = {task.name: task.stats["rows"] for task in report.tasks}
    assert rows["therapies"] == len(catalog.therapies)
    assert rows["claims"] == len(catalog.claims)
    assert "vocabularies" in rows


@pytest.mark.parametrize("hostile", HOSTILE.values(), ids=HOSTILE)
def test_frictionless_accepts_hostile_text(sample: Catalog, tmp_path: Path, hostile: str) -> None:
    harmed = dataclasses.replace(filled_catalog(sample, hostile), version="v000000")
    report = report_on(package.package(View(harmed)), tmp_path)
    assert report.valid, report.flatten(["type", "note"])


@pytest.mark.parametrize(
    ("file", "before", "after", "error"),
    [
        ("claims.csv", ",sevelamer,", ",nobody,", "foreign-key"),
        ("claims.csv", "\r\nsvmkr,", "\r\ndtrsk,", "primary-key"),
        ("claims.csv", ",second,", ",third,", "foreign-key"),
        ("therapies.csv", ",binders,mineral", ",nobody,mineral", "foreign-key"),
        ("therapies.csv", ",modify,", ",cure,", "constraint-error"),
        ("therapies.csv", ",reverse,in trials", ",cure,in trials", "constraint-error"),
        ("claims.csv", "Introduction,1,", "Introduction,one,", "type-error"),
        ("therapies.csv", "\r\ndiet,", "\r\nbinders,", "primary-key"),
    ],
)
def test_the_package_refuses_what_the_table_would(
    sample: Catalog, tmp_path: Path, file: str, before: str, after: str, error: str
) -> None:
    files = names_in(package.package(View(sample)))
    text = files[file].decode()
    assert before in text
    files[file] = text.replace(before, after, 1).encode()
    described = json.loads(files.pop("datapackage.json"))
    for resource in described["resources"]:
        del resource["bytes"], resource["hash"]
    for name, content in {"datapackage.json": json.dumps(described).encode(), **files}.items():
        (tmp_path / name).write_bytes(content)
    report = frictionless.validate(str(tmp_path / "datapackage.json"))
    assert not report.valid
    assert error in {found for (found,) in report.flatten(["type"])}


def test_the_package_is_whole_whatever_the_filter(table: Catalog) -> None:
    filtered = view_of(table, category=("mechanical",))
    assert package.package(filtered) == package.package(View(table))
    described = json.loads(names_in(package.package(filtered))["datapackage.json"])
    for line in (TITLE, *View(table).stamp[1:]):
        assert line in described["description"].splitlines()
    assert "mechanical" not in described["description"]


def test_the_package_holds_no_moment_but_the_tables_date(table: Catalog) -> None:
    content = package.package(View(table))
    date = table.date
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        assert archive.testzip() is None
        assert {entry.date_time for entry in archive.infolist()} == {
            (date.year, date.month, date.day, 0, 0, 0)
        }
        assert [name for name in archive.namelist() if "/" in name or "\\" in name] == []
    old = dataclasses.replace(table, date=date.replace(year=1970))
    assert "therapies.csv" in names_in(package.package(View(old)))


def test_every_column_of_the_package_says_what_it_holds(table: Catalog) -> None:
    described = json.loads(names_in(package.package(View(table)))["datapackage.json"])
    fields = {
        (resource["name"], field["name"]): field
        for resource in described["resources"]
        for field in resource["schema"]["fields"]
    }
    assert [key for key, field in fields.items() if not field["description"]] == []
    evidence = fields["therapies", "evidence"]
    assert evidence["constraints"]["enum"][0] == "shown"
    assert "suggested: Hedged or associated" in evidence["description"]
    assert "not stated" not in fields["therapies", "goal"]["constraints"]["enum"]
    assert fields["claims", "paragraph"]["type"] == "integer"
