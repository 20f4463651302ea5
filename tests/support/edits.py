"""Edits that tests make to the sample, and the messages that a bad one brings."""

import csv
from itertools import islice, product
from pathlib import Path

import pytest
from hypothesis import HealthCheck, settings

from tests.support.sample import CLAIMS, FILES, THERAPIES
from therapies.catalog.catalog import Catalog, CatalogError, Problem, load_catalog
from therapies.catalog.claim_ids import LENGTH, LETTERS
from therapies.catalog.store import Store

T, C, S = "therapies.csv", "claims.csv", "sources.csv"
HEADER = THERAPIES.split("\n", 1)[0]
VERSION = "v8613f8"
DIET_CLAIM = CLAIMS.split("\n")[2]
DIET_ID = "dtrsk"

FEW = settings(
    max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
"""For tests of any text, each of which reads a whole folder."""

Edit = tuple[str, str, str, str, int | None, str | None, str]
"""File, old text, new text; then the message's file, line, column, and words of it."""
Broken = dict[str, Edit]


def change(folder: Path, file: str, old: str, new: str) -> None:
    """Replace the first place of a text in a file."""
    path = folder / file
    text = path.read_bytes().decode()
    assert old in text
    path.write_bytes(text.replace(old, new, 1).encode("utf-8", "surrogateescape"))


def other_ids(many: int) -> list[str]:
    """As many ids as asked for, none of them of the sample."""
    return ["".join(letters) for letters in islice(product(LETTERS, repeat=LENGTH), many)]


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


def contents(folder: Path) -> dict[str, bytes]:
    """Every file of a folder."""
    return {path.name: path.read_bytes() for path in folder.iterdir()}


def messy(folder: Path) -> Path:
    """A good table in no canonical form."""
    for name, text in FILES.items():
        other = text if name == S else reversed_rows(text)
        (folder / name).write_bytes(all_quoted(other).replace("\n", "\r\n").encode("utf-8-sig"))
    return folder


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


def assert_refused(store: Store, before: Catalog) -> tuple[Problem, ...]:
    """Give the whole messages of a folder that is refused; the table in use is as before."""
    messages = problems_in(store.folder)
    assert messages
    for message in messages:
        assert message.file in FILES
        assert message.found
        assert message.allowed
        assert message.remedy.endswith((".", "…"))
    state = store.current()
    assert state.catalog is before
    assert len(before.therapies) == 5
    assert state.problems == messages
    return messages


def in_use(folder: Path) -> tuple[Store, Catalog]:
    store = Store(folder)
    catalog = store.current().catalog
    assert catalog
    return store, catalog


def assert_gets_its_message(folder: Path, edit: Edit) -> None:
    """Make a bad edit and find its message, once, while the table from before stays in use."""
    store, before = in_use(folder)
    file, old, new, *place, words = edit
    change(folder, file, old, new)
    messages = assert_refused(store, before)
    matching = [p for p in messages if [p.file, p.line, p.column] == place and words in str(p)]
    assert len(matching) == 1, [str(message) for message in messages]
