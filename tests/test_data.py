"""The project's own table: what holds for it whatever is added; other tests read a frozen one."""

import csv
import re
import shutil
from pathlib import Path

import pytest

from harness.server import FROZEN, ROOT
from therapies.catalog import changes, formatter
from therapies.catalog.catalog import Catalog, load_catalog
from therapies.catalog.formatter import format_folder
from therapies.exports.citation import AUTHORS
from therapies.site import TITLE
from therapies.study import words

SIZE = r"\d+ therapies, \d+ claims, \d+ documents"


def copied(folder: Path) -> Path:
    """Copy of the project what tells of its table."""
    shutil.copytree(ROOT / "data", folder / "data")
    for name in ("README.md", "CHANGELOG.md", "CITATION.cff"):
        shutil.copy(ROOT / name, folder)
    return folder


def rows(path: Path) -> list[dict[str, str]]:
    """Read a file of the table as any other program does."""
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def add_therapy(data: Path) -> None:
    """Add a copy of a therapy under another name, with a claim for each of its own."""
    first, claims = rows(data / "therapies.csv")[0], rows(data / "claims.csv")
    new = f"{first['id']}-again"
    added = {
        "therapies.csv": [first | {"id": new, "name": new, "aliases": "not stated"}],
        "claims.csv": [
            each | {"id": "", "therapy": new} for each in claims if each["therapy"] == first["id"]
        ],
    }
    for name, lines in added.items():
        with (data / name).open("a", encoding="utf-8", newline="") as file:
            csv.DictWriter(file, lines[0]).writerows(lines)


@pytest.fixture(params=["as it is", "with one therapy more"])
def project(
    request: pytest.FixtureRequest, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> Path:
    """The project's table; and as a curator leaves it who adds a therapy and touches no test."""
    folder = copied(tmp_path)
    monkeypatch.setattr(formatter, "PROJECT", folder)
    if request.param != "as it is":
        before = load_catalog(folder / "data")
        add_therapy(folder / "data")
        assert format_folder(folder / "data")
        after = load_catalog(folder / "data")
        assert len(after.therapies) == len(before.therapies) + 1
        assert len(after.claims) > len(before.claims)
        readme = folder / "README.md"
        size, now = (changes.size(each.files) for each in (before, after))
        readme.write_text(readme.read_text().replace(size, now))
    return folder


@pytest.fixture
def table(project: Path) -> Catalog:
    return load_catalog(project / "data")


def unclaimed(data: Path) -> set[tuple[str, str]]:
    """Name the therapies and documents of both readings that have no claim."""
    readings = [ROOT / "docs/readings" / name / "claims.csv" for name in ("reader-a", "reader-b")]
    of_a, of_b, claimed = (
        {(row["therapy"], row["source"]) for row in rows(path)}
        for path in (*readings, data / "claims.csv")
    )
    ids = {row["id"] for row in rows(data / "therapies.csv")}
    return {pair for pair in of_a & of_b if pair[0] in ids} - claimed


def test_the_files_are_sorted_canonical_and_on_record(project: Path) -> None:
    assert format_folder(project / "data") == (), "run python -m therapies check --format"


def test_the_record_ends_with_the_table_as_it_is(project: Path, table: Catalog) -> None:
    newest = rows(project / "data/changes.csv")[-1]["version"]
    assert newest == rows(project / "data/versions.csv")[-1]["version"] == table.version
    log = (project / "CHANGELOG.md").read_text()
    part = log.partition(formatter.BEGIN)[2].partition(formatter.END)[0]
    assert part.strip() == changes.markdown(table.history).strip()


def cited(folder: Path) -> dict[str, str]:
    """Read the lines of `CITATION.cff` that are not set in."""
    lines = re.findall(r"^([a-z-]+):(.*)$", (folder / "CITATION.cff").read_text(), re.MULTILINE)
    return {key: value.strip(' "') for key, value in lines}


def test_the_citation_names_the_version_that_is_on_record(project: Path, table: Catalog) -> None:
    newest = rows(project / "data/versions.csv")[-1]
    assert cited(project)["version"] == newest["version"] == table.version
    assert cited(project)["date-released"] == newest["date"]


def test_the_citation_names_no_person_and_gives_no_licence() -> None:
    assert cited(ROOT) == {
        "cff-version": "1.2.0",
        "message": "If you use this table or the app, please cite it as below.",
        "type": "dataset",
        "title": TITLE,
        "abstract": ">-",
        "authors": "",
        "keywords": "",
        "version": cited(ROOT)["version"],
        "date-released": cited(ROOT)["date-released"],
    }
    assert f'authors:\n  - name: "{AUTHORS}"\n' in (ROOT / "CITATION.cff").read_text()


def test_the_readme_counts_the_table_as_it_is(project: Path, table: Catalog) -> None:
    told = set(re.findall(SIZE, (project / "README.md").read_text()))
    assert told <= {changes.size(table.files)}


def test_every_claim_has_its_receipt(project: Path) -> None:
    documents = {row["id"]: row["sections"] for row in rows(project / "data/sources.csv")}
    for claim in rows(project / "data/claims.csv"):
        paragraphs = dict(re.findall(r"([^; ][^;]*) \((\d+)\)", documents[claim["source"]]))
        assert 1 <= int(claim["paragraph"]) <= int(paragraphs[claim["section"]])
        assert 1 <= len(claim["wording"].split()) <= 8


def test_every_therapy_has_a_claim_of_each_document_that_names_it(
    project: Path, table: Catalog
) -> None:
    assert unclaimed(project / "data") == set()
    assert [id_ for id_, claims in table.claims_of.items() if not claims] == []
    assert {claim.source for claim in table.claims} == {source.id for source in table.sources}


def test_a_missing_claim_is_found(tmp_path: Path) -> None:
    shutil.copytree(FROZEN, tmp_path, dirs_exist_ok=True)
    lines = (tmp_path / "claims.csv").read_text().splitlines(keepends=True)
    kept = [line for line in lines if ",stenting,arterial," not in line]
    assert len(kept) == len(lines) - 1
    (tmp_path / "claims.csv").write_text("".join(kept))
    format_folder(tmp_path)
    assert unclaimed(tmp_path) == {("stenting", "arterial")}


def test_a_table_that_nobody_formatted_is_found(tmp_path: Path) -> None:
    shutil.copytree(FROZEN, tmp_path, dirs_exist_ok=True)
    add_therapy(tmp_path)
    changed = ("therapies.csv", "claims.csv", "changes.csv", "previous.json", "versions.csv")
    assert format_folder(tmp_path) == changed


def test_every_term_is_used_by_a_text(table: Catalog) -> None:
    assert [term for term, ids in words.users(table).items() if not ids] == []
    assert table.glossary.entries


def test_explanations_need_no_other_explanation(table: Catalog) -> None:
    for each in table.glossary.entries:
        others = {found.term for found in table.glossary.named_in(each.explanation)} - {each.term}
        assert others == set(), each.term


def test_explanations_speak_of_no_therapy(table: Catalog) -> None:
    names = "|".join(re.escape(each.name) for each in table.therapies)
    texts = [each.explanation for each in table.glossary.entries]
    assert [text for text in texts if re.search(rf"\b({names})\b", text, re.IGNORECASE)] == []


def reading_grade(text: str) -> float:
    """The Flesch-Kincaid grade, with groups of vowels for syllables; grade 7 is age 12."""
    said = re.findall(r"[a-z']+", text.lower())
    sentences = len(re.findall(r"[.;:](?= |$)", text))
    syllables = sum(max(1, len(re.findall(r"[aeiouy]+", re.sub("e$", "", w)))) for w in said)
    return 0.39 * len(said) / sentences + 11.8 * syllables / len(said) - 15.59


def test_explanations_are_for_twelve_year_olds(table: Catalog) -> None:
    grades = {each.term: reading_grade(each.explanation) for each in table.glossary.entries}
    assert {term: grade for term, grade in grades.items() if grade > 8} == {}
    assert sum(grades.values()) / len(grades) < 6
    assert reading_grade("Pharmacological interventions attenuate mineralization.") > 20
