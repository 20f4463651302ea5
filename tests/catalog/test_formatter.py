"""The writer: the canonical form, and folders that stay whole."""

import datetime
import os
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.support.edits import FEW, VERSION, C, S, T, change, contents, messy
from tests.support.sample import FILES, THERAPIES, write_sample
from therapies.catalog.catalog import CatalogError, load_catalog
from therapies.catalog.formatter import format_folder

KEPT = ("changes.csv", "previous.json")


def test_formatting_writes_the_canonical_form(folder: Path) -> None:
    assert format_folder(messy(folder)) == (T, C, S, *KEPT, "versions.csv")
    expected = {name: text.encode() for name, text in FILES.items()}
    today = datetime.datetime.now(datetime.UTC).date()
    history = f"version,date\n{VERSION},{today}\n".encode()
    found = contents(folder)
    assert {*found} == {*expected, *KEPT, "versions.csv"}
    assert found | expected | {"versions.csv": history} == found


def test_formatting_twice_touches_nothing(folder: Path) -> None:
    format_folder(messy(folder))
    before = {path: path.stat() for path in folder.iterdir()}
    assert format_folder(folder) == ()
    assert {path: path.stat().st_ino for path in folder.iterdir()} == {
        path: state.st_ino for path, state in before.items()
    }


def test_a_changed_table_gets_a_new_line_in_its_history(folder: Path) -> None:
    (folder / "versions.csv").write_text("version,date\nv000000,2026-01-01\n")
    assert format_folder(folder) == (*KEPT, "versions.csv")
    lines = (folder / "versions.csv").read_text().splitlines()
    assert lines[:2] == ["version,date", "v000000,2026-01-01"]
    assert lines[2].startswith(VERSION)


def test_formatting_keeps_the_mode_and_the_link(folder: Path) -> None:
    real = messy(folder) / "real.csv"
    (folder / T).rename(real)
    (folder / T).symlink_to("real.csv")
    real.chmod(0o640)
    format_folder(folder)
    assert (folder / T).is_symlink()
    assert real.read_text() == THERAPIES
    assert real.stat().st_mode & 0o777 == 0o640


def test_a_bad_folder_is_not_formatted(folder: Path) -> None:
    change(messy(folder), C, '"suggested"', '"Suggested"')
    before = contents(folder)
    with pytest.raises(CatalogError):
        format_folder(folder)
    assert contents(folder) == before


def test_an_edit_made_meanwhile_is_not_overwritten(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path, edited = messy(folder) / T, b"edited by somebody"
    monkeypatch.setattr(os, "fsync", lambda handle: path.write_bytes(edited))
    with pytest.raises(CatalogError, match="edited meanwhile"):
        format_folder(folder)
    assert path.read_bytes() == edited


def test_old_leavings_of_a_killed_writer_are_removed(folder: Path) -> None:
    old, new = folder / f".{T}.old.tmp", folder / f".{T}.new.tmp"
    for path in (old, new):
        path.touch()
    os.utime(old, (0, 0))
    format_folder(messy(folder))
    assert not old.exists()
    assert new.exists()


@FEW
@given(st.text(st.characters(exclude_categories=["C", "Zl", "Zp"]), min_size=1, max_size=30))
def test_formatting_keeps_any_text(folder: Path, text: str) -> None:
    write_sample(folder)
    cell = '"' + text.replace('"', '""') + '"'
    change(folder, T, "Bind phosphate in the gut.", cell)
    try:
        before = load_catalog(folder)
    except CatalogError:
        return
    format_folder(folder)
    assert load_catalog(folder).therapies == before.therapies
    assert format_folder(folder) == ()
