"""The documents say what the code and the table say."""

import re
import subprocess
import sys
from pathlib import Path

import pytest

from harness.server import ROOT
from therapies.catalog.catalog import csv_text, load_catalog
from therapies.catalog.cell_rules import RECORDS, TERMS
from therapies.exports.formats import FORMATS
from therapies.model import COLUMN, Category, Entry, Evidence, Goal, Record, Standing, Term
from therapies.site import PAGE

DOCUMENTS = [
    str(path.relative_to(ROOT))
    for pattern in ("README.md", "CONTRIBUTING.md", "docs/*.md", "docs/decisions/*.md")
    for path in sorted(ROOT.glob(pattern))
]
COLUMNS: dict[str, type[Record]] = {**RECORDS, TERMS: Entry}
"""The files that are written by hand."""
MADE = {"bench/figures.json"}
FOLDERS = "therapies|pages|tests|harness|bench|scripts|deploy|docs|data"


def read(name: str) -> str:
    return (ROOT / name).read_text(encoding="utf-8")


@pytest.mark.parametrize("terms", [Category, Goal, Evidence])
def test_words_defines_each_value_as_the_model_does(terms: type[Term]) -> None:
    words = read("docs/words.md")
    for term in terms:
        assert f"| {term.marked} | {term.definition} |" in words


def test_outputs_lists_every_format_with_the_pages_that_leave_in_it() -> None:
    lines = [line for line in read("docs/outputs.md").splitlines() if line.startswith("| ")]
    for form in FORMATS.values():
        (line,) = (line for line in lines if f"`{form.name}`" in line)
        told = "all but present" if "all but" in line else ", ".join(form.pages) or "none"
        assert line.endswith(f" {told} |")
        assert told != "all but present" or set(form.pages) == set(PAGE) - {"present"}


def test_every_decision_is_in_the_index() -> None:
    index = read("docs/decisions/README.md")
    records = sorted((ROOT / "docs/decisions").glob("[0-9]*.md"))
    assert len(records) >= 10
    assert [path.name for path in records if path.name not in index] == []


def test_every_dependency_has_its_reason() -> None:
    reasons = read("docs/decisions/0016-dependencies.md")
    for name in ("requirements.in", "requirements-dev.in"):
        for package in re.findall(r"^([a-z0-9-]+)==", read(name), re.MULTILINE):
            assert package.lower() in reasons.lower(), package


@pytest.mark.parametrize("name", DOCUMENTS)
def test_links_and_files_that_the_documents_name_are_there(name: str) -> None:
    folder = (ROOT / name).parent
    files = re.findall(rf"`((?:{FOLDERS})/[\w./-]+\.\w+)(?: [^`]*)?`", read(name))
    assert [file for file in {*files} - MADE if not (ROOT / file).exists()] == []
    links = re.findall(r"(?:\]\(|src=\")([^)\"#:]+)(?:#[^)]*)?[)\"]", read(name))
    assert [link for link in links if not (folder / link).exists()] == []
    assert links or name not in ("README.md", "CONTRIBUTING.md")


def columns_told(file: str) -> list[list[str]]:
    """The lines of the table under the heading of `file` on the page of the columns."""
    part = read("docs/columns.md").split(f"\n## `{file}`\n")[1].split("\n## ")[0]
    lines = [line for line in part.splitlines() if line.startswith("| `")]
    return [line.strip("| ").split(" | ") for line in lines]


def test_the_page_of_the_columns_has_each_as_the_model_does() -> None:
    for file, record in COLUMNS.items():
        found = [(name.strip("`"), holds) for name, holds, *_ in columns_told(file)]
        assert found == [(name, COLUMN[name].help) for name in record.model_fields]


def test_the_examples_of_the_columns_are_a_good_table(tmp_path: Path) -> None:
    for file in COLUMNS:
        names, _, _, cells = zip(*columns_told(file), strict=True)
        text = csv_text([name.strip("`") for name in names], [cells])
        (tmp_path / file).write_text(text)
    catalog = load_catalog(tmp_path)
    assert [len(each) for each in (catalog.therapies, catalog.claims, catalog.sources)] == [1] * 3
    assert len(catalog.glossary.entries) == 1


@pytest.mark.parametrize("terms", [Evidence, Standing])
def test_the_rubric_says_which_wording_earns_each_value(terms: type[Term]) -> None:
    rubric = read("docs/rubric.md")
    assert [term.value for term in terms if f"\n| {term.value} | " not in rubric] == []


def test_agreement_of_the_readings_is_what_the_record_says() -> None:
    script = ROOT / "docs/readings/agreement.py"
    printed = subprocess.run(
        [sys.executable, script], capture_output=True, text=True, check=True
    ).stdout
    figures = [line for line in printed.splitlines() if "%" in line and line.startswith("|")]
    record = read("docs/decisions/0001-two-readings.md")
    assert len(figures) == 12
    assert [line for line in figures if line not in record] == []
