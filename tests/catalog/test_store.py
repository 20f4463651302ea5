"""The table in use follows its files; a bad edit never takes the last good one away."""

import logging
from pathlib import Path

import pytest

from tests.support.edits import T, change
from therapies.catalog.store import MOST_TOLD, State, Store


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


def test_an_unchanged_folder_is_read_once(folder: Path) -> None:
    store = Store(folder)
    first = store.current()
    assert store.current() is first
    assert first.problems == ()


def test_each_state_is_shown_under_another_name(folder: Path) -> None:
    store = Store(folder)
    first = store.current()
    assert first.catalog
    assert first.shown == first.catalog.version
    change(folder, T, "stabilize", "Stabilize")
    one_message = store.current().shown
    change(folder, T, "Stabilize", "Stabilise")
    another_message = store.current().shown
    assert one_message.startswith(f"{first.shown}-")
    assert another_message.startswith(f"{first.shown}-")
    assert one_message != another_message
    change(folder, T, "Stabilise", "stabilize")
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
    change(folder, T, "Heart-healthy diet", "Mediterranean diet")
    edited = store.current().catalog
    assert edited
    assert (first.by_id["diet"].name, edited.by_id["diet"].name) == (
        "Heart-healthy diet",
        "Mediterranean diet",
    )
    changed = f"table read: version {edited.version}, {counts}, from {folder}"
    assert _lines(told) == [("INFO", changed)]


def test_the_log_tells_a_refused_edit_with_its_messages_and_when_it_heals(
    folder: Path, told: pytest.LogCaptureFixture
) -> None:
    store = Store(folder)
    good = store.current().catalog
    assert good
    _lines(told)
    change(folder, T, "stabilize", "Stabilize")
    (message,) = store.current().problems
    assert store.current().catalog is good
    assert _lines(told) == [
        ("WARNING", f"edit refused: 1 problem in {folder}; version {good.version} stays in use"),
        ("WARNING", f"problem: {message}"),
    ]
    (folder / "claims.csv").touch()
    store.current()
    assert _lines(told) == [], "the same messages were told before"
    change(folder, T, "Stabilize", "stabilize")
    assert store.current() == State(good, ())
    ((level, line),) = _lines(told)
    assert (level, line.split(",")[0]) == ("INFO", f"table mended: version {good.version}")


def test_the_log_tells_where_there_is_no_table_at_all(
    tmp_path: Path, told: pytest.LogCaptureFixture
) -> None:
    missing = tmp_path / "nowhere"
    state = Store(missing).current()
    assert state.catalog is None
    (level, line), (same, message) = _lines(told)
    assert (level, line) == ("ERROR", f"no table: 1 problem in {missing}")
    assert same == "ERROR"
    assert "no such folder" in message


def test_of_many_messages_the_first_are_told_and_how_many_more_there_are(
    folder: Path, told: pytest.LogCaptureFixture
) -> None:
    with (folder / "claims.csv").open("a") as file:
        file.writelines(f"nobody{number},first\n" for number in range(100))
    state = Store(folder).current()
    *messages, last = state.messages
    assert messages == [str(problem) for problem in state.problems[:MOST_TOLD]]
    assert last == f"and {len(state.problems) - MOST_TOLD} more"
    assert len(_lines(told)) == MOST_TOLD + 2
