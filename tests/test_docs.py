"""The documents say what the code and the table say."""

import re
import subprocess
import sys
from pathlib import Path

import pytest

from therapies.catalog import load_catalog
from therapies.model import Category, Evidence, Goal, Term

ROOT = Path(__file__).parent.parent


def read(name: str) -> str:
    return (ROOT / name).read_text(encoding="utf-8")


@pytest.mark.parametrize("terms", [Category, Goal, Evidence])
def test_readme_defines_each_value_as_the_model_does(terms: type[Term]) -> None:
    readme = read("README.md")
    for term in terms:
        assert f"| {term.marked} | {term.definition} |" in readme


def test_changelog_counts_the_table_as_it_is() -> None:
    catalog = load_catalog(ROOT / "data")
    counts = f"{len(catalog.therapies)} therapies, {len(catalog.claims)} claims"
    assert counts in read("CHANGELOG.md")
    assert "### Data" in read("CHANGELOG.md")


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


@pytest.mark.parametrize(
    "name", ["README.md", "CONTRIBUTING.md", "docs/rubric.md", "docs/deploy.md"]
)
def test_links_of_the_documents_lead_somewhere(name: str) -> None:
    folder = (ROOT / name).parent
    links = re.findall(r"\]\(([^)#:]+)(?:#[^)]*)?\)", read(name))
    assert [link for link in links if not (folder / link).exists()] == []
    assert links


def test_the_rubric_names_every_value() -> None:
    rubric = read("docs/rubric.md")
    assert "therapies/model.py" in rubric
    assert all(goal.value in rubric for goal in Goal)


def test_agreement_of_the_readings_is_what_the_record_says() -> None:
    script = ROOT / "docs/readings/agreement.py"
    printed = subprocess.run(
        [sys.executable, script], capture_output=True, text=True, check=True
    ).stdout
    figures = [line for line in printed.splitlines() if "%" in line and line.startswith("|")]
    record = read("docs/decisions/0001-two-readings.md")
    assert len(figures) == 12
    assert [line for line in figures if line not in record] == []
