"""What a spreadsheet did to a file is mended where it has one meaning, else left as it is."""

import csv
import io
import os
from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.support.edits import FEW, C, S, T, change, contents, messy
from tests.support.sample import CLAIMS, FILES, THERAPIES
from therapies.catalog.catalog import CatalogError, load_catalog
from therapies.catalog.mending import COLUMNS, mend, mended


def saved_with(separator: str) -> Callable[[str], bytes]:
    """What a spreadsheet of another language writes."""

    def save(text: str) -> bytes:
        made = io.StringIO(newline="")
        rows = csv.reader(io.StringIO(text, newline=""))
        csv.writer(made, delimiter=separator, lineterminator="\r\n").writerows(rows)
        return made.getvalue().encode("utf-8-sig")

    return save


SAVED: dict[str, tuple[Callable[[str], bytes], str]] = {
    "semicolons": (saved_with(";"), "semicolons are commas now"),
    "tabs": (saved_with("\t"), "tabs are commas now"),
    "Unicode text": (
        lambda text: saved_with("\t")(text).decode("utf-8-sig").encode("utf-16"),
        "UTF-16 is UTF-8 now; tabs are commas now",
    ),
    "UTF-16": (lambda text: text.encode("utf-16"), "UTF-16 is UTF-8 now"),
    "UTF-16-LE": (lambda text: text.encode("utf-16-le"), "UTF-16 is UTF-8 now"),
    "UTF-16-BE": (lambda text: text.encode("utf-16-be"), "UTF-16 is UTF-8 now"),
    "blank lines": (lambda text: text.replace("\n", "\n\n", 2).encode(), "2 blank lines deleted"),
    "a line of separators": (
        lambda text: text.encode() + b"," * text.split("\n")[0].count(",") + b"\n",
        "1 blank line deleted",
    ),
    "a line of semicolons": (
        lambda text: saved_with(";")(text) + b";" * text.split("\n")[0].count(",") + b"\r\n",
        "semicolons are commas now; 1 blank line deleted",
    ),
}
AMBIGUOUS: dict[str, Callable[[str], bytes]] = {
    "semicolons in texts": lambda text: text.replace(",", ";").encode(),
    "a line too short": lambda text: saved_with(";")(text).replace(b";", b"", 20),
    "a stray quote": lambda text: saved_with(";")(text).replace(b"First", b'Fi"rst', 1),
    "a cell over three lines": lambda text: text.replace(" overview", ' "a\n\nb"', 1).encode(),
    "Latin-1": lambda text: text.replace("e", "\u00e9").encode("latin-1"),
    "UTF-32": lambda text: text.encode("utf-32"),
    "half of UTF-16": lambda text: text.encode("utf-16")[:-1],
    "zeros": lambda text: b"\0" * len(text),
    "another header": lambda text: saved_with(";")(text.replace("scope", "scopes")),
    "nothing": lambda text: b"",
}


@pytest.mark.parametrize("file", FILES)
@pytest.mark.parametrize("name", SAVED)
def test_what_has_one_meaning_is_mended_and_told(folder: Path, file: str, name: str) -> None:
    save, told = SAVED[name]
    (folder / file).write_bytes(save(FILES[file]))
    (line,) = mend(folder)
    assert line.startswith(f"{file}: mended: {told}")
    assert contents(folder) == {each: text.encode() for each, text in FILES.items()}
    assert mend(folder) == ()


def test_tabs_in_cells_become_spaces_in_the_lines_that_are_told(folder: Path) -> None:
    change(folder, T, "Bind phosphate in", "Bind\tphosphate \t in")
    change(folder, T, "\ndiet", "\n\ndiet")
    assert mend(folder) == (
        "therapies.csv: mended: 1 blank line deleted (line 3); tabs are spaces now (line 2)",
    )
    assert (folder / T).read_text() == THERAPIES


@pytest.mark.parametrize("name", AMBIGUOUS)
def test_what_could_mean_two_things_stays_as_it_is(folder: Path, name: str) -> None:
    (folder / S).write_bytes(AMBIGUOUS[name](FILES[S]))
    before = contents(folder)
    assert mend(folder) == ()
    assert contents(folder) == before
    with pytest.raises(CatalogError):
        load_catalog(folder)


def test_a_file_that_reads_well_is_not_touched(folder: Path) -> None:
    before = contents(messy(folder))
    assert mend(folder) == ()
    assert contents(folder) == before


def test_the_files_that_are_written_by_the_program_are_mended_too(folder: Path) -> None:
    (folder / "versions.csv").write_text("version;date\n;\nv8613f8;2026-11-20\n")
    assert mend(folder)[0].startswith("versions.csv: mended: semicolons")
    assert load_catalog(folder).date.isoformat() == "2026-11-20"


def test_a_missing_file_or_folder_is_left_to_the_check(tmp_path: Path) -> None:
    assert mend(tmp_path) == mend(tmp_path / "none") == ()


def test_an_edit_made_meanwhile_is_not_overwritten(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path, edited = folder / C, b"edited by somebody"
    path.write_bytes(CLAIMS.encode("utf-16"))
    monkeypatch.setattr(os, "fsync", lambda handle: path.write_bytes(edited))
    with pytest.raises(CatalogError, match="edited meanwhile"):
        mend(folder)
    assert path.read_bytes() == edited


CELLS = st.text(st.characters(exclude_categories=("C", "Z")), min_size=1, max_size=6)


@FEW
@given(st.lists(st.lists(CELLS, min_size=5, max_size=5), min_size=1), st.sampled_from(";\t"))
def test_no_cell_changes_with_its_separator(rows: list[list[str]], separator: str) -> None:
    made = io.StringIO(newline="")
    csv.writer(made).writerows([COLUMNS[S], *rows])
    text, told = mended(saved_with(separator)(made.getvalue()), COLUMNS[S])
    if told:
        found = list(csv.reader(io.StringIO(text)))
        assert found == [[*COLUMNS[S]], *(row for row in rows if "".join(row).strip(';,"'))]


@FEW
@given(st.binary(max_size=400))
def test_no_bytes_break_it(content: bytes) -> None:
    header = ",".join(COLUMNS[S]).encode()
    for data in (content, header + b"\n" + content):
        text, told = mended(data, COLUMNS[S])
        assert not told or text.startswith(",".join(COLUMNS[S]))
