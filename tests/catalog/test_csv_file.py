"""The table: what is read as rows, and the message for every fault of a file."""

import os
import re
import time
from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.support.edits import (
    DIET_CLAIM,
    FEW,
    HEADER,
    Broken,
    C,
    S,
    T,
    assert_gets_its_message,
    assert_refused,
    change,
    in_use,
    problems_in,
)
from tests.support.sample import CLAIMS, FILES, THERAPIES
from therapies.catalog import csv_file
from therapies.catalog.catalog import csv_text, load_catalog

BIG = "x" * (csv_file.MAX_CELL + 1)
CELL = '"(?:[^"]|"")*"|[^",]*'
BROKEN: Broken = {
    # structure
    "large cell": (T, "Bind phosphate in the gut.", BIG, T, 2, "mechanism", "shorten it"),
    "short line": (T, ",kidney disease,not stated,not applicable", "", T, 2, None, "13 cells"),
    "long line": (C, "stent.,modify", "stent.,modify,", C, 4, None, "found 14 cells"),
    "unquoted comma": (C, '"a newer, gentler technique"', "a, b", C, 5, None, "put cells with a"),
    "second header": (T, "\ndiet", f"\n{HEADER}\ndiet", T, 3, None, "a second header"),
    "merge mark": (T, "\ndiet", "\n<<<<<<< HEAD\ndiet", T, 3, None, "the merge mark <<<<<<<"),
    "merge middle": (C, "\ndtrsk", "\n=======\ndtrsk", C, 3, None, "keep one of the two"),
    "merge end": (S, "\nsecond", "\n>>>>>>> other\nsecond", S, 3, None, "the merge mark >>>>>>>"),
    "blank line": (T, "\ndiet", "\n\ndiet", T, 3, None, "a blank line"),
    "line of commas": (C, "\ndtrsk", f"\n{',' * 12}\ndtrsk", C, 3, None, "delete the line"),
    "stray quote": (T, "Bind phosphate", 'Bind "phosphate', T, 2, "mechanism", "a stray quote"),
    "half a quote": (T, "Bind phosphate", '"Bind" phosphate', T, 2, "mechanism", "double it"),
    "unclosed quote": (T, "Bind phosphate", '"Bind', T, 2, "mechanism", "close the quote"),
    "cut off in a quote": (S, "Introduction (2); Rev", '"Introd', S, 3, "sections", "cut off"),
    "cut off between": (S, ",Coronary calcification,Introduction (2);", "", S, 3, None, "cut off"),
    "line break in cell": (C, '"a newer, ', '"a newer,\n', C, 5, "wording", "on one line"),
    # header
    "missing column": (S, "id,name,title,scope", "id,name,title", S, 1, "scope", "add the column"),
    "unknown column": (S, "scope", "scopes", S, 1, "scopes", "did you mean scope?"),
    "foreign column": (S, "scope", "scope,zzzz", S, 1, "zzzz", "delete it"),
    "column twice": (S, "title,scope", "title,title", S, 1, "title", "the column 2 times"),
    "other order": (S, "id,name,title", "id,title,name", S, 1, "name", "in this order"),
    "semicolons": (S, "id,name,title,scope,sections", "id;name;title", S, 1, None, "with commas"),
    # characters
    "null": (T, "Bind phosphate", "Bind\0phosphate", T, 2, None, "U+0000"),
    "tab": (T, "Bind phosphate", "Bind\tphosphate", T, 2, None, "U+0009"),
    "lone carriage return": (T, "\ndiet", "\rdiet", T, 2, None, "a lone carriage return"),
    "bidi override": (T, "Bind phosphate", "Bind \u202ephosphate", T, 2, None, "U+202E"),
    "bidi isolate": (T, "Bind phosphate", "Bind \u2066phosphate", T, 2, None, "U+2066"),
    "bidi mark": (T, "Bind phosphate", "Bind \u200fphosphate", T, 2, None, "U+200F"),
    "arabic mark": (T, "Bind phosphate", "Bind \u061cphosphate", T, 2, None, "U+061C"),
    "zero width": (T, "Bind phosphate", "Bind\u200bphosphate", T, 2, None, "ZERO WIDTH SPACE"),
    "second BOM": (T, "Bind phosphate", "Bind\ufeffphosphate", T, 2, None, "U+FEFF"),
    "soft hyphen": (T, "Bind phosphate", "Bind\u00adphosphate", T, 2, None, "U+00AD"),
    "line separator": (T, "Bind phosphate", "Bind\u2028phosphate", T, 2, None, "U+2028"),
    "blank filler": (T, "Bind phosphate", "Bind\u3164phosphate", T, 2, None, "U+3164"),
    "private use": (T, "Bind phosphate", "Bind\ue000phosphate", T, 2, None, "U+E000"),
    "unassigned": (T, "Bind phosphate", "Bind\u0378phosphate", T, 2, None, "U+0378"),
    "no UTF-8": (T, "Bind phosphate", "Bind\udce9phosphate", T, 2, None, "the byte 0xE9"),
}


@pytest.mark.parametrize("name", BROKEN)
def test_a_broken_file_gets_its_message(folder: Path, name: str) -> None:
    assert_gets_its_message(folder, BROKEN[name])


@pytest.mark.parametrize("name", [n for n in BROKEN if "cell" in n or "quote" in n])
def test_a_wrong_line_brings_no_messages_about_its_consequences(folder: Path, name: str) -> None:
    file, old, new, *_ = BROKEN[name]
    change(folder, file, old, new)
    assert len(problems_in(folder)) == 1


def a_huge_file(path: Path) -> None:
    """Put a file at the path that is a byte too large, without filling the disk."""
    path.touch()
    os.truncate(path, csv_file.MAX_FILE + 1)


NO_FILES: dict[str, tuple[Callable[[Path], object], str]] = {
    "missing": (lambda path: None, "no such file"),
    "folder": (lambda path: path.mkdir(), "a folder"),
    "pipe": (lambda path: os.mkfifo(path), "a pipe, a socket or a device"),
    "device": (lambda path: path.symlink_to("/dev/zero"), "a pipe, a socket or a device"),
    "link loop": (lambda path: path.symlink_to(path.name), "a link that leads nowhere"),
    "dead link": (lambda path: path.symlink_to("nowhere"), "a link that leads nowhere"),
    "huge": (a_huge_file, "33,554,433 bytes"),
    "growing": (lambda path: path.symlink_to("/proc/self/status"), "changed while it was read"),
}


@pytest.mark.parametrize("name", NO_FILES)
@pytest.mark.parametrize("file", FILES)
def test_what_is_no_readable_file_gets_its_message_at_once(
    folder: Path, file: str, name: str
) -> None:
    make, words = NO_FILES[name]
    store, before = in_use(folder)
    (folder / file).unlink()
    make(folder / file)
    start = time.monotonic()
    (problem,) = assert_refused(store, before)
    assert time.monotonic() - start < 1
    assert (problem.file, problem.line, problem.found) == (file, None, words) or words in str(
        problem
    )


def test_5000_rows_are_read_and_one_more_is_refused(folder: Path) -> None:
    row = THERAPIES.split("\n")[2]
    rows = [row.replace("diet", f"diet-{n}").replace("Heart", f"Heart {n}") for n in range(5_000)]
    (folder / T).write_text("\n".join([HEADER, *rows]))
    assert problems_in(folder)[0].found == '"diet-0", which no claim names'
    (folder / T).write_text("\n".join([HEADER, *rows, row]))
    assert str(problems_in(folder)[0]) == (
        "therapies.csv: found 5,001 rows; allowed: at most 5,000; split the table."
    )


def test_claims_may_be_ten_times_as_many(folder: Path) -> None:
    (folder / C).write_text(CLAIMS + f"{DIET_CLAIM}\n" * 5_000)
    assert {problem.allowed for problem in problems_in(folder)} == {"each id once", "each row once"}
    (folder / C).write_text(CLAIMS + f"{DIET_CLAIM}\n" * 50_000)
    (problem,) = problems_in(folder)
    assert (problem.found, problem.allowed) == ("50,007 rows", "at most 50,000")


def test_a_file_without_permission_gets_its_message(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(_: Path) -> bytes:
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr(Path, "read_bytes", refuse)
    assert {p.found for p in problems_in(folder)} == {"a file that may not be read"}


@pytest.mark.parametrize("word", ["NA", "None", "nan", "null", "N/A", "TRUE", "1e5", "007", "-"])
def test_words_that_others_read_as_missing_stay_text(folder: Path, word: str) -> None:
    change(folder, T, "Bind phosphate in the gut.", word)
    assert load_catalog(folder).by_id["binders"].mechanism == word


def test_text_is_composed_when_read(folder: Path) -> None:
    change(folder, T, "Bind phosphate in the gut.", "Cafe\u0301")
    assert load_catalog(folder).by_id["binders"].mechanism == "Caf\u00e9"


@FEW
@given(st.lists(st.text('ab ,"', min_size=1, max_size=6), min_size=2, max_size=5))
def test_a_quoted_row_is_read_as_its_cells(tmp_path: Path, cells: list[str]) -> None:
    header, path = [f"c{place}" for place in range(len(cells))], tmp_path / "t.csv"
    path.write_text(csv_text(header, [[f".{cell}." for cell in cells]]))
    (row,) = csv_file.read_csv_file(path, header).rows
    assert row.cells == tuple(f".{cell}." for cell in cells)


@FEW
@given(st.text('ab,"', min_size=1, max_size=12).filter(lambda line: line.strip(',"')))
def test_a_line_is_read_only_if_every_quote_in_it_has_its_place(tmp_path: Path, line: str) -> None:
    path, cells = tmp_path / "t.csv", re.fullmatch(f"({CELL}),({CELL})", line)
    path.write_text(f"c0,c1\n{line}\n")
    table = csv_file.read_csv_file(path, ["c0", "c1"])
    plain = cells and tuple(re.sub('^"|"$', "", cell).replace('""', '"') for cell in cells.groups())
    assert [row.cells for row in table.rows] == ([plain] if plain else [])
    assert len(table.rows) + len(table.problems) == 1
