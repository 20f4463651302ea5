"""The table: what is read as rows, and the letter for every fault of a file."""

import csv
import os
import socket
import time
from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.edits import HEADER, Broken, C, S, T, assert_gets_its_letter, change, problems_in
from tests.sample import FILES, SOURCES
from therapies import table
from therapies.catalog import load_catalog

BIG = "x" * (table.MAX_CELL + 1)
BROKEN: Broken = {
    # structure
    "large cell": (T, "Bind phosphate in the gut.", BIG, T, 2, "mechanism", "shorten it"),
    "short line": (T, ",kidney disease,not stated,not applicable", "", T, 2, None, "13 cells"),
    "long line": (C, "stent.,modify", "stent.,modify,", C, 4, None, "found 13 cells"),
    "unquoted comma": (C, '"a newer, gentler technique"', "a, b", C, 5, None, "put cells with a"),
    "second header": (T, "\ndiet", f"\n{HEADER}\ndiet", T, 3, None, "a second header"),
    "merge mark": (T, "\ndiet", "\n<<<<<<< HEAD\ndiet", T, 3, None, "the merge mark <<<<<<<"),
    "merge middle": (C, "\ndiet", "\n=======\ndiet", C, 3, None, "keep one of the two"),
    "merge end": (S, "\nsecond", "\n>>>>>>> other\nsecond", S, 3, None, "the merge mark >>>>>>>"),
    "blank line": (T, "\ndiet", "\n\ndiet", T, 3, None, "a blank line"),
    "line of commas": (C, "\ndiet", f"\n{',' * 11}\ndiet", C, 3, None, "delete the line"),
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
def test_a_broken_file_gets_its_letter(folder: Path, name: str) -> None:
    assert_gets_its_letter(folder, BROKEN[name])


@pytest.mark.parametrize("name", [n for n in BROKEN if "cell" in n or "quote" in n])
def test_a_wrong_line_brings_no_letters_about_its_consequences(folder: Path, name: str) -> None:
    file, old, new, *_ = BROKEN[name]
    change(folder, file, old, new)
    assert len(problems_in(folder)) == 1


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b"", "an empty file"),
        (b"\xef\xbb\xbf", "an empty file"),
        (b" \n\n", "an empty file"),
        (SOURCES.split("\n")[0].encode(), "no rows"),
        (SOURCES.encode("utf-16"), "UTF-16 text"),
        (SOURCES.encode("utf-16-le"), "UTF-16 text"),
        (SOURCES.encode("utf-16-be"), "UTF-16 text"),
        (b"\n" * (table.MAX_LINES + 1) + b"x", "more than 1,000,000 lines"),
        (SOURCES.replace("\n", "\r").encode(), "a lone carriage return"),
    ],
)
def test_a_file_that_is_no_table_gets_one_letter(folder: Path, content: bytes, words: str) -> None:
    (folder / S).write_bytes(content)
    letters = [str(problem) for problem in problems_in(folder) if problem.file == S]
    assert len(letters) == 1
    assert words in letters[0]


def a_socket(path: Path) -> None:
    """Put a socket at the path."""
    here = Path.cwd()
    os.chdir(path.parent)
    try:
        with socket.socket(socket.AF_UNIX) as made:
            made.bind(path.name)
    finally:
        os.chdir(here)


def a_huge_file(path: Path) -> None:
    """Put a file at the path that is a byte too large, without filling the disk."""
    path.touch()
    os.truncate(path, table.MAX_FILE + 1)


NO_FILES: dict[str, tuple[Callable[[Path], object], str]] = {
    "missing": (lambda path: None, "no such file"),
    "folder": (lambda path: path.mkdir(), "a folder"),
    "pipe": (lambda path: os.mkfifo(path), "a pipe"),
    "socket": (a_socket, "a socket"),
    "device": (lambda path: path.symlink_to("/dev/zero"), "a device"),
    "link loop": (lambda path: path.symlink_to(path.name), "links in a circle"),
    "dead link": (lambda path: path.symlink_to("nowhere"), "a link that leads nowhere"),
    "huge": (a_huge_file, "134,217,729 bytes"),
    "growing": (lambda path: path.symlink_to("/proc/self/status"), "changed while it was read"),
}


@pytest.mark.parametrize("name", NO_FILES)
@pytest.mark.parametrize("file", FILES)
def test_what_is_no_readable_file_gets_its_letter_at_once(
    folder: Path, file: str, name: str
) -> None:
    make, words = NO_FILES[name]
    (folder / file).unlink()
    make(folder / file)
    start = time.monotonic()
    (problem,) = problems_in(folder)
    assert time.monotonic() - start < 1
    assert (problem.file, problem.line, problem.found) == (file, None, words) or words in str(
        problem
    )


def test_a_file_without_permission_gets_its_letter(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(*_: object) -> int:
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr("os.open", refuse)
    assert {p.found for p in problems_in(folder)} == {"a file that may not be read"}


@pytest.mark.parametrize("word", ["NA", "None", "nan", "null", "N/A", "TRUE", "1e5", "007", "-"])
def test_words_that_others_read_as_missing_stay_text(folder: Path, word: str) -> None:
    change(folder, T, "Bind phosphate in the gut.", word)
    assert load_catalog(folder).by_id["binders"].mechanism == word


def test_text_is_composed_when_read(folder: Path) -> None:
    change(folder, T, "Bind phosphate in the gut.", "Cafe\u0301")
    assert load_catalog(folder).by_id["binders"].mechanism == "Caf\u00e9"


@settings(deadline=None)
@given(st.lists(st.text('ab ,"', max_size=6), min_size=1, max_size=5))
def test_a_written_line_is_split_into_its_cells(cells: list[str]) -> None:
    line = ",".join('"' + cell.replace('"', '""') + '"' for cell in cells)
    assert table.split(line) == cells


@settings(deadline=None)
@given(st.text('a ,"', max_size=12))
def test_what_is_split_is_what_a_strict_reader_reads(line: str) -> None:
    cells = table.split(line)
    if cells is not None and line:
        assert cells == next(csv.reader([line], strict=True))
