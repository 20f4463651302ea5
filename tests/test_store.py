"""The table in use follows its files; a bad edit never takes the last good one away."""

from pathlib import Path

from therapies.store import Store


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
