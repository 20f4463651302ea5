"""The id of a claim: given once, kept through edits, and no part of what the table says."""

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.support.edits import DIET_CLAIM, DIET_ID, VERSION, C, T, change, problems_in
from tests.support.sample import CLAIMS
from therapies.__main__ import main
from therapies.catalog.catalog import CatalogError, load_catalog
from therapies.catalog.claim_ids import LENGTH, LETTERS, is_claim_id, named, without_ids
from therapies.catalog.formatter import format_folder

WITHOUT = without_ids(CLAIMS)
"""The sample's claims as a table had them before there were ids."""


def ids(folder: Path) -> dict[str, str]:
    """The id of each claim by what it says."""
    return {claim.says: claim.id for claim in load_catalog(folder).claims}


def test_a_table_from_before_the_ids_gets_one_message(folder: Path) -> None:
    (folder / C).write_text(WITHOUT)
    assert [str(problem) for problem in problems_in(folder)] == [
        "claims.csv, line 1, column id: found no such column; allowed: id,therapy,source,section,"
        "paragraph,wording,says,goal,evidence,outcome,standing,context,caveat; "
        "run `python -m therapies check --format`, which gives each claim its id."
    ]


def test_formatting_gives_such_a_table_its_ids_and_no_new_version(folder: Path) -> None:
    (folder / C).write_text(WITHOUT)
    format_folder(folder)
    catalog = load_catalog(folder)
    assert catalog.version == VERSION
    assert all(is_claim_id(claim.id) for claim in catalog.claims)
    assert len({claim.id for claim in catalog.claims}) == len(catalog.claims) == 7
    assert without_ids((folder / C).read_text()) == WITHOUT
    assert format_folder(folder) == ()


def test_a_claim_without_an_id_gets_one_and_the_others_keep_theirs(folder: Path) -> None:
    before = ids(folder)
    change(folder, C, DIET_ID, "")
    (problem,) = problems_in(folder)
    assert (problem.line, problem.column, problem.found) == (3, "id", '""')
    assert problem.remedy == "run `python -m therapies check --format`, which gives it one."
    format_folder(folder)
    after = ids(folder)
    given_now = after.pop("Diet may lower the risk of events.")
    assert before.pop("Diet may lower the risk of events.") != given_now
    assert is_claim_id(given_now)
    assert after == before


def test_an_id_survives_every_edit_around_it(folder: Path) -> None:
    format_folder(folder)
    before = ids(folder)
    newer = DIET_CLAIM.replace(DIET_ID, "").replace("Diet,1", "Diet,2")
    change(folder, C, "\nbndrs", f"\n{newer}\nbndrs")
    change(folder, C, "It cracks calcium before a stent.", "It cracks calcium.")
    format_folder(folder)
    after = ids(folder)
    assert after["It cracks calcium."] == before["It cracks calcium before a stent."] == "crckd"
    assert after["Sevelamer slows calcification."] == "svmkr"
    assert len(set(after.values())) == len(after)


def test_an_id_is_no_change_of_the_table(folder: Path) -> None:
    format_folder(folder)
    record = (folder / "changes.csv").read_bytes()
    (folder / "previous.json").unlink()
    change(folder, C, DIET_ID, "zzzzz")
    format_folder(folder)
    assert load_catalog(folder).version == VERSION
    assert (folder / "changes.csv").read_bytes() == record


@pytest.mark.parametrize("run", ["check", "check --format"])
def test_an_id_that_was_changed_is_asked_back(
    folder: Path, run: str, capsys: pytest.CaptureFixture[str]
) -> None:
    format_folder(folder)
    change(folder, C, DIET_ID, "zzzzz")
    assert main([*run.split(), str(folder)]) == 1
    said = capsys.readouterr().out
    assert 'column id: found "zzzzz"; allowed: dtrsk; write dtrsk again: links lead there.' in said
    assert DIET_ID not in (folder / C).read_text()


@pytest.mark.parametrize("wrong", ["DTRSK", "dtrs", "dtrskk", "dtr5k", "diets", "<b>zz"])
def test_a_malformed_id_gets_its_remedy_alone(folder: Path, wrong: str) -> None:
    change(folder, C, DIET_ID, wrong)
    (problem,) = problems_in(folder)
    assert (problem.file, problem.line, problem.column) == (C, 3, "id")
    assert problem.allowed == f"5 of the letters {LETTERS}"
    assert problem.remedy.startswith("restore it, or empty the cell and run `python -m")


def test_a_doubled_id_says_which_line_has_it_and_hides_no_other_problem(folder: Path) -> None:
    change(folder, C, "svmkr", DIET_ID)
    change(folder, T, "suggested,events", "shown,events")
    row, doubled = problems_in(folder)
    assert (row.file, row.column) == (T, "evidence")
    assert (doubled.line, doubled.column) == (6, "id")
    assert doubled.remedy == (
        "line 3 has it already; empty it in the newer line and run "
        "`python -m therapies check --format`, which gives that one its own."
    )


def test_the_same_claim_under_two_ids_is_the_same_claim(folder: Path) -> None:
    change(folder, C, DIET_CLAIM, f"{DIET_CLAIM}\n{DIET_CLAIM.replace(DIET_ID, '')}")
    with pytest.raises(CatalogError, match="line 3 is the same"):
        format_folder(folder)


@given(st.lists(st.tuples(st.text(max_size=3), st.text(max_size=3)), max_size=40))
def test_ids_never_collide_and_do_not_hang_on_the_order(contents: list[tuple[str, str]]) -> None:
    rows = named([("", *content) for content in contents])
    assert [content for _, *content in rows] == [[*content] for content in contents]
    assert len({row[0] for row in rows}) == len(rows)
    assert all(is_claim_id(row[0]) for row in rows)
    once = [("", *content) for content in dict.fromkeys(contents)]
    assert sorted(named(once)) == sorted(named(once[::-1]))


def test_an_id_is_no_word_and_no_number() -> None:
    assert not set(LETTERS) & set("aeiouyl0123456789")
    assert LENGTH == 5
