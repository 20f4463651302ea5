"""Edits that tests make to the sample, and the letters that a bad one brings."""

import csv
from pathlib import Path

import pytest

from tests.sample import CLAIMS, THERAPIES
from therapies.catalog import CatalogError, Problem, load_catalog

T, C, S = "therapies.csv", "claims.csv", "sources.csv"
HEADER = THERAPIES.split("\n", 1)[0]
VERSION = "v8613f8"
DIET_CLAIM = CLAIMS.split("\n")[2]

Edit = tuple[str, str, str, str, int | None, str | None, str]
"""File, old text, new text; then the letter's file, line, column, and words of it."""
Broken = dict[str, Edit]


def change(folder: Path, file: str, old: str, new: str) -> None:
    """Replace the first place of a text in a file."""
    path = folder / file
    text = path.read_bytes().decode()
    assert old in text
    path.write_bytes(text.replace(old, new, 1).encode("utf-8", "surrogateescape"))


def reversed_rows(text: str) -> str:
    """The text with its rows in reverse order."""
    header, *rows = text.splitlines(keepends=True)
    return header + "".join(reversed(rows))


def all_quoted(text: str) -> str:
    """The text with every cell in quotes."""
    rows = csv.reader(text.splitlines())
    return "".join(
        ",".join('"' + cell.replace('"', '""') + '"' for cell in row) + "\n" for row in rows
    )


def problems_in(folder: Path) -> tuple[Problem, ...]:
    """The problems of a folder that is refused; nothing is returned from it."""
    catalog = None
    with pytest.raises(CatalogError) as refusal:
        catalog = load_catalog(folder)
    assert catalog is None
    for problem in refusal.value.problems:
        assert "\n" not in str(problem)
        assert str(problem).isprintable()
        assert len(str(problem)) < 1000
    return refusal.value.problems


def assert_gets_its_letter(folder: Path, edit: Edit) -> None:
    """Make a bad edit and find its letter, once."""
    file, old, new, *place, words = edit
    change(folder, file, old, new)
    letters = problems_in(folder)
    matching = [p for p in letters if [p.file, p.line, p.column] == place and words in str(p)]
    assert len(matching) == 1, [str(letter) for letter in letters]
