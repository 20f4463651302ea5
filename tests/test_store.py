"""The table in use follows its files; a bad edit never takes the last good one away."""

import logging
from pathlib import Path

import pytest

from therapies.store import MOST_TOLD, Store


@pytest.fixture
def told(caplog: pytest.LogCaptureFixture) -> pytest.LogCaptureFixture:
    """What the store writes into the log."""
    caplog.set_level(logging.INFO, logger="therapies")
    return caplog


def _lines(told: pytest.LogCaptureFixture) -> list[tuple[str, str]]:
    """Take the log's lines with their levels; the log is empty then."""
    found = [(record.levelname, record.getMessage()) for record in told.records]
    told.clear()
    return found


def _edit(path: Path, before: str, after: str) -> None:
    text = path.read_text(encoding="utf-8")
    assert before in text
    path.write_text(text.replace(before, after), encoding="utf-8")


def test_an_unchanged_folder_is_read_once(folder: Path) -> None:
    store = Store(folder)
    first = store.current()
    assert store.current() is first
    assert first.problems == ()


def test_an_edit_shows_without_a_restart(folder: Path) -> None:
    store = Store(folder)
    before = store.current().catalog
    _edit(folder / "therapies.csv", "Heart-healthy diet", "Mediterranean diet")
    after = store.current().catalog
    assert before
    assert after
    assert after.by_id["diet"].name == "Mediterranean diet"
    assert before.by_id["diet"].name == "Heart-healthy diet"
    assert after.version != before.version


def test_a_bad_edit_keeps_the_last_good_table_and_heals(folder: Path) -> None:
    store = Store(folder)
    good = store.current().catalog
    _edit(folder / "therapies.csv", "stabilize", "Stabilize")
    bad = store.current()
    assert bad.catalog is good
    assert [problem.line for problem in bad.problems] == [3]
    _edit(folder / "therapies.csv", "Stabilize", "stabilize")
    healed = store.current()
    assert healed.problems == ()
    assert healed.catalog is good


def test_a_bad_start_has_letters_and_no_table(tmp_path: Path) -> None:
    state = Store(tmp_path / "nowhere").current()
    assert state.catalog is None
    assert state.problems


def test_a_removed_file_keeps_the_last_good_table(folder: Path) -> None:
    store = Store(folder)
    good = store.current().catalog
    (folder / "claims.csv").rename(folder / "gone.csv")
    state = store.current()
    assert state.catalog is good
    assert "claims.csv" in str(state.problems[0])


def test_each_state_is_shown_under_another_name(folder: Path) -> None:
    store = Store(folder)
    first = store.current()
    assert first.catalog
    assert first.shown == first.catalog.version
    _edit(folder / "therapies.csv", "stabilize", "Stabilize")
    one_letter = store.current().shown
    _edit(folder / "therapies.csv", "Stabilize", "Stabilise")
    another_letter = store.current().shown
    assert one_letter.startswith(f"{first.shown}-")
    assert another_letter.startswith(f"{first.shown}-")
    assert one_letter != another_letter
    _edit(folder / "therapies.csv", "Stabilise", "stabilize")
    assert store.current().shown == first.shown


def test_a_folder_without_a_table_is_shown_as_none(tmp_path: Path) -> None:
    shown = Store(tmp_path).current().shown
    assert shown.startswith("none-")
    assert str(tmp_path) not in shown


def test_the_log_tells_each_read_that_changed_something(
    folder: Path, told: pytest.LogCaptureFixture
) -> None:
    store = Store(folder)
    first = store.current().catalog
    assert first
    counts = "5 therapies, 7 claims, 2 documents"
    begun = f"table read: version {first.version}, {counts}, from {folder}"
    assert _lines(told) == [("INFO", begun)]
    (folder / "claims.csv").touch()
    store.current()
    assert _lines(told) == [], "a file was touched and nothing changed"
    _edit(folder / "therapies.csv", "Heart-healthy diet", "Mediterranean diet")
    edited = store.current().catalog
    assert edited
    changed = f"table read: version {edited.version}, {counts}, from {folder}"
    assert _lines(told) == [("INFO", changed)]


def test_the_log_tells_a_refused_edit_with_its_letters_and_when_it_heals(
    folder: Path, told: pytest.LogCaptureFixture
) -> None:
    store = Store(folder)
    good = store.current().catalog
    assert good
    _lines(told)
    _edit(folder / "therapies.csv", "stabilize", "Stabilize")
    (letter,) = store.current().problems
    assert _lines(told) == [
        ("WARNING", f"edit refused: 1 problem in {folder}; version {good.version} stays in use"),
        ("WARNING", str(letter)),
    ]
    (folder / "claims.csv").touch()
    store.current()
    assert _lines(told) == [], "the same letters were told before"
    _edit(folder / "therapies.csv", "Stabilize", "stabilize")
    store.current()
    ((level, line),) = _lines(told)
    assert (level, line.split(",")[0]) == ("INFO", f"table mended: version {good.version}")


def test_the_log_tells_where_there_is_no_table_at_all(
    tmp_path: Path, told: pytest.LogCaptureFixture
) -> None:
    missing = tmp_path / "nowhere"
    Store(missing).current()
    (level, line), (same, letter) = _lines(told)
    assert (level, line) == ("ERROR", f"no table: 1 problem in {missing}")
    assert same == "ERROR"
    assert "no such folder" in letter


def test_of_many_letters_the_first_are_told_and_how_many_more_there_are(
    folder: Path, told: pytest.LogCaptureFixture
) -> None:
    with (folder / "claims.csv").open("a") as file:
        file.writelines(f"nobody{number},first\n" for number in range(100))
    state = Store(folder).current()
    *letters, last = state.letters
    assert letters == [str(problem) for problem in state.problems[:MOST_TOLD]]
    assert last == f"and {len(state.problems) - MOST_TOLD} more"
    assert len(_lines(told)) == MOST_TOLD + 2
