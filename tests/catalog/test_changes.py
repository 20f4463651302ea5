"""The record of data changes: what is written, what is told, and what it survives."""

import dataclasses
import tempfile
from pathlib import Path

import pytest
from markdown_it import MarkdownIt

from tests.support.edits import (
    DIET_ID,
    VERSION,
    C,
    S,
    T,
    change,
    contents,
    problems_in,
    reversed_rows,
)
from tests.support.hostile import HOSTILE
from tests.support.sample import FILES, write_sample
from therapies.catalog import changes, formatter
from therapies.catalog.catalog import Catalog, CatalogError, Change, load_catalog
from therapies.catalog.csv_file import MAX_CELL
from therapies.catalog.formatter import format_folder

RECORD, PREVIOUS, VERSIONS = "changes.csv", "previous.json", "versions.csv"
DIET = "Lowers pressure, sugar and lipids."
STARTS = [(VERSION, "not applicable", "table")]


def edited(folder: Path, file: str, old: str, new: str) -> Catalog:
    """The folder's catalog after an edit and `--format`."""
    change(folder, file, old, new)
    format_folder(folder)
    return load_catalog(folder)


@pytest.fixture
def kept(folder: Path) -> Path:
    """A folder whose record has begun."""
    format_folder(folder)
    return folder


def lines(catalog: Catalog) -> list[tuple[str, str, str, str]]:
    """The newest version's lines without version and date, and without its first."""
    return [(c.therapy, c.column, c.before, c.after) for c in changes.versions(catalog.history)[0]][
        1:
    ]


def test_a_record_begins_with_the_size_of_the_table(kept: Path) -> None:
    (line,) = load_catalog(kept).history
    size = "5 therapies, 7 claims, 2 documents"
    assert (line.version, line.column, line.before, line.after) == (
        VERSION,
        "table",
        "not applicable",
        size,
    )


def test_an_edited_cell_has_its_line_and_others_have_none(kept: Path) -> None:
    catalog = edited(kept, T, DIET, "Lowers pressure.")
    assert lines(catalog) == [("diet", "mechanism", DIET, "Lowers pressure.")]
    assert catalog.history[-1].version == catalog.version != VERSION
    assert catalog.history[-1].date == catalog.date.isoformat()


def test_formatting_again_adds_nothing_whatever_the_order_of_rows(kept: Path) -> None:
    edited(kept, T, DIET, "Lowers pressure.")
    before = contents(kept)
    assert format_folder(kept) == ()
    (kept / C).write_text(reversed_rows(FILES[C]))
    assert format_folder(kept) == (C,)
    assert contents(kept) == before


def test_evidence_changes_with_its_outcome_and_goal(kept: Path) -> None:
    for file in (T, C):
        change(kept, file, "suggested,events", "stated,plaque")
    format_folder(kept)
    found = lines(load_catalog(kept))
    goal = ("stabilize: suggested, for events", "stabilize: stated, for plaque")
    assert ("diet", "goal", *goal) in found
    assert not {"evidence", "outcome", "also_framed_as"} & {column for _, column, *_ in found}
    (claim,) = [line for line in found if line[1] == "claim"]
    for text, (known, other) in zip(claim[2:], [goal, goal[::-1]], strict=True):
        assert known in text
        assert other not in text
        assert "first, Diet, 1, “may lower the risk”" in text


def test_a_framing_stands_beside_goal_and_evidence(kept: Path) -> None:
    catalog = edited(kept, T, "halt,reverse,in trials", "halt,not applicable,in trials")
    ((_, column, before, after),) = lines(catalog)
    assert column == "goal"
    assert before == "halt: in trials, for calcification; also framed as reverse"
    assert after == "halt: in trials, for calcification"


def test_a_new_therapy_comes_with_goal_and_receipt(kept: Path) -> None:
    row, claim = (FILES[name].split("\n")[2].replace("diet", "fast", 1) for name in (T, C))
    row = row.replace("Heart-healthy diet", "Fasting")
    claim = claim.replace(DIET_ID, "")
    for name, text in ((T, row), (C, claim)):
        (kept / name).write_text(FILES[name] + text + "\n")
    format_folder(kept)
    catalog = load_catalog(kept)
    assert [(*line[:3],) for line in lines(catalog)] == [
        ("fast", column, "not applicable") for column in ("claim", "goal", "name")
    ]
    assert changes.versions(catalog.history)[0][0].after.startswith("6 therapies, 8 claims")
    found = changes.since(catalog, VERSION, ["fast"])
    assert found is not None
    assert changes.wording(found[-1], "Fasting") == "Fasting, name: new is “Fasting”"
    write_sample(kept)
    format_folder(kept)
    back = load_catalog(kept)
    assert back.version == VERSION
    assert {line[3] for line in lines(back)} == {"not applicable"}
    assert changes.since(back, catalog.version, ["fast", "diet"]) == tuple(
        line for line in changes.versions(back.history)[0] if line.therapy == "fast"
    )


def test_a_changed_document_is_recorded_apart_from_therapies(kept: Path) -> None:
    catalog = edited(kept, S, "Vascular calcification", "Vessels")
    ((therapy, column, before, after),) = lines(catalog)
    assert (therapy, column) == ("not applicable", "document")
    assert "Vascular calcification" in before
    assert "Vessels" in after
    assert changes.since(catalog, VERSION, list(catalog.by_id)) == ()


def test_since_gives_the_net_change_of_the_named_only(kept: Path) -> None:
    edited(kept, T, DIET, "One.")
    edited(kept, T, "Binds phosphate without calcium.", "Binds.")
    edited(kept, C, "It cracks calcium before a stent.", "It cracks.")
    catalog = edited(kept, T, "One.", "Two.")
    (found,) = changes.since(catalog, VERSION, ["diet"]) or ()
    assert (found.before, found.after, found.version) == (DIET, "Two.", VERSION)[:2] + (
        found.version,
    )
    other = changes.since(catalog, VERSION, ["lithotripsy", "sevelamer"]) or ()
    assert [(line.therapy, line.column) for line in other] == [
        ("lithotripsy", "claim"),
        ("sevelamer", "mechanism"),
    ]
    assert changes.since(catalog, VERSION, []) == ()


def test_what_was_taken_back_is_no_change(kept: Path) -> None:
    edited(kept, T, f'"{DIET}"', "One.")
    edited(kept, C, "It cracks calcium before a stent.", "It cracks.")
    edited(kept, T, "One.", f'"{DIET}"')
    catalog = edited(kept, C, "It cracks.", "It cracks calcium before a stent.")
    assert catalog.version == VERSION
    catalog = edited(kept, T, "Pressure waves crack the calcium.", "Waves.")
    assert changes.since(catalog, catalog.version, ["diet"]) == ()
    middle = changes.versions(catalog.history)[-2][0].version
    assert [c.therapy for c in changes.since(catalog, middle, list(catalog.by_id)) or ()] == [
        "diet",
        "lithotripsy",
    ]


def test_an_unknown_version_is_not_called_unchanged(kept: Path) -> None:
    catalog = edited(kept, T, DIET, "One.")
    assert changes.since(catalog, "v000000", ["diet"]) is None
    assert changes.since(catalog, "<script>", ["diet"]) is None
    assert changes.since(catalog, catalog.version, ["diet"]) == ()
    change(kept, T, "One.", "Two; not formatted yet.")
    assert changes.since(load_catalog(kept), VERSION, ["diet"]) is None
    assert changes.since(dataclasses.replace(catalog, history=()), VERSION, ["diet"]) is None


def test_a_lost_snapshot_begins_the_record_anew(kept: Path) -> None:
    (kept / PREVIOUS).unlink()
    catalog = edited(kept, T, DIET, "One.")
    assert [block[0].before for block in changes.versions(catalog.history)] == [
        "not applicable"
    ] * 2
    assert changes.since(catalog, VERSION, ["diet"]) is None
    catalog = edited(kept, T, "One.", "Two.")
    second = changes.versions(catalog.history)[1][0].version
    assert [c.before for c in changes.since(catalog, second, ["diet"]) or ()] == ["One."]


@pytest.mark.parametrize(
    "content",
    ["", "[]", "{}", "\0", '{"version": "v8613f8"}', "[" * 100_000, '{"version": 1, "a": NaN}'],
    ids=["empty", "list", "object", "null", "version", "deep", "number"],
)
def test_a_spoilt_snapshot_is_refused_and_changes_nothing(kept: Path, content: str) -> None:
    (kept / PREVIOUS).write_text(content)
    change(kept, T, DIET, "One.")
    before = contents(kept)
    with pytest.raises(CatalogError) as refusal:
        format_folder(kept)
    (problem,) = refusal.value.problems
    assert (problem.file, "delete it" in problem.remedy) == (PREVIOUS, True)
    assert contents(kept) == before


def test_an_edited_snapshot_is_not_believed(kept: Path) -> None:
    change(kept, PREVIOUS, "Phosphate binders", "Other binders")
    with pytest.raises(CatalogError, match="previous.json"):
        format_folder(kept)


@pytest.mark.parametrize("unwritten", [RECORD, PREVIOUS, VERSIONS])
def test_a_run_cut_short_is_taken_up_by_the_next(
    kept: Path, monkeypatch: pytest.MonkeyPatch, unwritten: str
) -> None:
    begin = tempfile.mkstemp

    def stop_before(end: str, name: str, folder: Path) -> tuple[int, str]:
        if name == f".{unwritten}.":
            raise KeyboardInterrupt
        return begin(end, name, folder)

    change(kept, T, DIET, "One.")
    with monkeypatch.context() as patch:
        patch.setattr(tempfile, "mkstemp", stop_before)
        with pytest.raises(KeyboardInterrupt):
            format_folder(kept)
    catalog = edited(kept, T, "Pressure waves crack the calcium.", "Waves.")
    assert [c.after for c in changes.since(catalog, VERSION, list(catalog.by_id)) or ()] == [
        "One.",
        "Waves.",
    ]
    tables = [line for line in catalog.history if line.column == "table"]
    assert len(tables) == len({line.version for line in tables})


START = f"{VERSION},2026-11-20,not applicable,table,not applicable,5 therapies"
LINE = f"{VERSION},2026-11-20,diet,mechanism,One.,Two."


@pytest.mark.parametrize(
    ("text", "line", "column"),
    [
        (f"{START}\nbad,2026-11-20,diet,name,a,b", 3, "version"),
        (f"{START}\n{VERSION},20.11.2026,diet,name,a,b", 3, "date"),
        (f"{START}\n{VERSION},2026-11-20,Diet!,name,a,b", 3, "therapy"),
        (f"{START}\n{VERSION},2026-11-20,diet,Name it,a,b", 3, "column"),
        (f"{START}\n{VERSION},2026-11-20,diet,name,,b", 3, "before"),
        (f"{START}\n{VERSION},2026-11-20,diet,name,a,", 3, "after"),
        (LINE, 2, "column"),
        (f"{START}\n{START}", 3, "column"),
        (f"{START}\n{LINE},more", 3, None),
        (f"{START}\n<<<<<<< here", 3, None),
    ],
)
def test_a_malformed_record_gets_its_message(
    folder: Path, text: str, line: int, column: str | None
) -> None:
    header = "version,date,therapy,column,before,after"
    (folder / RECORD).write_text(f"{header}\n{text}\n")
    problems = problems_in(folder)
    assert {problem.file for problem in problems} == {RECORD}
    assert (line, column) in {(problem.line, problem.column) for problem in problems}
    (folder / RECORD).write_text(f"{header}\n{START}\n{LINE}\n")
    assert load_catalog(folder).history[-1] == Change(*LINE.split(","))


@pytest.mark.parametrize("hostile", HOSTILE.values(), ids=HOSTILE)
def test_hostile_text_stays_text_in_the_record_and_the_changelog(
    sample: Catalog, hostile: str
) -> None:
    begin = changes.start(sample.files, VERSION, "2026-11-20")
    line = Change(VERSION, "2026-11-20", "diet", "caveat", "not stated", hostile)
    text = changes.markdown([begin, line, line._replace(therapy="not applicable", before=hostile)])
    page = MarkdownIt("gfm-like", {"html": True, "linkify": False}).parse(text)
    inside = [part for token in page for part in token.children or ()]
    assert {part.type for part in inside} == {"text"} | {
        part.type for part in inside if part.type == "text_special"
    }
    shown = "\n".join(
        "".join(part.content for part in token.children or ()) for token in page if token.children
    )
    assert shown.count(hostile) == 3
    assert not any(token.type.startswith(("html", "heading", "fence")) for token in page)


def test_a_text_longer_than_a_cell_is_cut_and_can_be_read_again(kept: Path) -> None:
    words = "é" * 15_000
    long = {"Bind phosphate in the gut.": words}
    change(kept, T, *next(iter(long.items())))
    for old in ("Binders slow further calcification.", "kidney disease,not stated\n"):
        change(kept, C, old, words if "slow" in old else f"kidney disease,{words}\n")
    format_folder(kept)
    catalog = load_catalog(kept)
    found = {line.column: line.after for line in catalog.history if line.therapy == "binders"}
    assert found["mechanism"] == words
    assert found["claim"].endswith("…")
    assert len(found["claim"].encode()) <= MAX_CELL


def test_the_changelog_is_written_for_the_projects_own_table_only(
    folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    project = tmp_path / "project"
    (project / "data").mkdir(parents=True)
    own = write_sample(project / "data")
    log = project / "CHANGELOG.md"
    text = f"# Log\n\n### Data\n\n{formatter.BEGIN}\nold\n{formatter.END}\n\nkept \\ *as it is*\n"
    log.write_text(text)
    monkeypatch.setattr(formatter, "PROJECT", project)
    assert "CHANGELOG.md" not in format_folder(folder)
    assert log.read_text() == text
    assert "CHANGELOG.md" in format_folder(own)
    head = log.read_text()
    assert "old" not in head
    assert head.startswith("# Log\n\n### Data\n")
    assert head.endswith(f"{formatter.END}\n\nkept \\ *as it is*\n")
    assert f"- {VERSION} of " in head
    assert "5 therapies, 7 claims, 2 documents" in head
    log.write_text("# No part\n")
    with pytest.raises(CatalogError, match="no data part"):
        format_folder(own)
    assert log.read_text() == "# No part\n"
