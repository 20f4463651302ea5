"""Every broken table gets its messages, and the table in use before stays as it was."""

import gzip
import re
from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.support.edits import (
    FEW,
    Broken,
    C,
    S,
    T,
    assert_gets_its_message,
    assert_refused,
    in_use,
    problems_in,
)
from tests.support.sample import CLAIMS, FILES, SOURCES, THERAPIES, write_sample
from therapies.__main__ import main
from therapies.catalog.catalog import CatalogError, load_catalog

EDITS: Broken = {
    # characters that look like others
    "cyrillic value": (T, ",halt,", ",h\u0430lt,", T, 2, "goal", "did you mean halt?"),
    "greek value": (C, "shown", "sh\u03bfwn", C, 2, "evidence", "did you mean shown?"),
    "full-width value": (T, ",drug,", ",\uff44\uff52\uff55\uff47,", T, 2, "kind", "care programme"),
    "cyrillic id": (C, ",diet,", ",di\u0435t,", C, 3, "therapy", "did you mean diet?"),
    "cyrillic column": (S, "scope", "sc\u043epe", S, 1, "sc\u043epe", "did you mean scope?"),
    "joiner in id": (T, "\ndiet,", "\ndi\u200det,", T, 3, None, "U+200D"),
    "hard space in id": (T, "\ndiet,", "\ndi\u00a0et,", T, 3, "id", "write di-et."),
    "variation selector": (T, ",Sevelamer,", ",Sevelamer\ufe0f,", T, 5, None, "U+FE0F"),
    "tag character": (T, ",Sevelamer,", ",Sevelamer\U000e0041,", T, 5, None, "U+E0041"),
    "same name composed": (T, ",Sevelamer,", ",phosphate BINDERS,", T, 5, "name", "line 2 has it"),
    # numbers
    "negative paragraph": (C, "Diet,1,", "Diet,-1,", C, 3, "paragraph", "whole number from 1"),
    "huge paragraph": (C, "Diet,1,", f"Diet,{'9' * 400},", C, 3, "paragraph", "whole number"),
    "paragraph with exponent": (C, "Diet,1,", "Diet,1e0,", C, 3, "paragraph", "whole number"),
    "paragraph with zero before": (C, "Diet,1,", "Diet,01,", C, 3, "paragraph", "whole number"),
    "paragraph not counted": (C, "Diet,1,", "Diet,999999,", C, 3, "paragraph", "1 to 2"),
    "no paragraphs": (S, "Diet (2)", "Diet (0)", S, 2, "sections", "like `Introduction (1)`"),
    # formulas and markup where a value belongs
    "formula as id": (T, "\ndiet,", "\n=1+1,", T, 3, "id", "write 1-1."),
    "formula as value": (T, ",halt,", ",=HYPERLINK(1),", T, 2, "goal", "choose one of them"),
    "markup as value": (C, ",routine", ",<b>routine</b>", C, 4, "standing", "routine"),
    "markup as id": (S, "\nsecond,", "\n<script>,", S, 3, "id", "write script."),
    "path as id": (T, "\ndiet,", "\n../../etc/passwd,", T, 3, "id", "write etc-passwd."),
    # lists
    "separator before": (T, "IVL; shock", "; IVL; shock", T, 4, "aliases", "delete the semicolon"),
    "only separators": (T, "IVL; shockwave balloon", "; ;", T, 4, "aliases", "delete the semic"),
    "comma as separator": (T, "kidney disease; diabetes", '"kidney disease, diabetes"', T, 6)
    + ("context", "did you mean"),
}


NO_TABLE = ("an empty file", "no rows", "UTF-16", "a lone carriage return")
"""What is said of a file that is none: this, and nothing about its consequences."""


def zeroed(text: str) -> bytes:
    """A file whose last block never reached the disk."""
    data = text.encode()
    return data[: len(data) // 2] + b"\0" * (len(data) - len(data) // 2)


Spoil = Callable[[str], bytes]
WHOLE: dict[str, tuple[Spoil, str]] = {
    "nothing": (lambda text: b"", "an empty file"),
    "a byte order mark": (lambda text: b"\xef\xbb\xbf", "an empty file"),
    "spaces": (lambda text: b" \r\n \n", "an empty file"),
    "zeros": (lambda text: b"\0" * len(text), "UTF-16"),
    "zeros at the end": (zeroed, "U+0000"),
    "half": (lambda text: text.encode()[: len(text) // 2], ""),
    "a byte less in the header": (lambda text: text.encode()[1:], "column"),
    "cut inside the last row": (lambda text: text.rpartition(",")[0].encode(), "cut off"),
    "header only": (lambda text: text.split("\n")[0].encode(), "no rows"),
    "no header": (lambda text: text.split("\n", 1)[1].encode(), "column"),
    "header at the end": (lambda text: (text + text.split("\n")[0]).encode(), "a second header"),
    "twice": (lambda text: (text + text).encode(), "a second header"),
    "rows twice": (lambda text: (text + text.split("\n", 1)[1]).encode(), ""),
    "UTF-16": (lambda text: text.encode("utf-16"), "UTF-16"),
    "UTF-16-LE": (lambda text: text.encode("utf-16-le"), "UTF-16"),
    "UTF-16-BE": (lambda text: text.encode("utf-16-be"), "UTF-16"),
    "UTF-32": (lambda text: text.encode("utf-32"), "UTF-16"),
    "Latin-1": (lambda text: text.replace("e", "\u00e9").encode("latin-1"), "not UTF-8"),
    "two byte order marks": (lambda text: b"\xef\xbb\xbf" + text.encode("utf-8-sig"), "U+FEFF"),
    "lone returns": (lambda text: text.replace("\n", "\r").encode(), "a lone carriage return"),
    "mixed line ends": (lambda text: text.replace("\n", "\r", 1).encode(), "carriage return"),
    "returns twice": (lambda text: text.replace("\n", "\r\r\n").encode(), "carriage return"),
    "semicolons": (lambda text: text.replace(",", ";").encode(), "commas"),
    "tabs": (lambda text: text.replace(",", "\t").encode(), ""),
    "single quotes": (lambda text: re.sub("([^,\n]+)", r"'\1'", text).encode(), "column"),
    "a lone quote": (lambda text: text.replace(",", ',"', 20).encode(), ""),
    "a comma at each end": (lambda text: text.replace("\n", ",\n").encode(), "column"),
    "each line blank": (lambda text: text.replace("\n", "\n\n").encode(), "a blank line"),
    "a line without an end": (lambda text: text.encode() + b"x" * 3_000_000, ""),
    "a quote without an end": (lambda text: text.encode() + b'"' + b"x\n" * 4_000, "quote"),
    "many commas": (lambda text: text.encode() + b"," * 1_000_000, ""),
    "JSON": (lambda text: b'[{"id": "diet"}]', "column"),
    "a web page": (lambda text: b"<!DOCTYPE html>\n<title>502 Bad Gateway</title>", "column"),
    "a large-file pointer": (
        lambda text: b"version https://git-lfs.github.com/spec/v1\n",
        "column",
    ),
    "packed": (lambda text: gzip.compress(text.encode(), mtime=0), ""),
    "a workbook": (lambda text: b"PK\x03\x04\x14\x00\x06\x00" + bytes(range(256)), ""),
    "another file": (lambda text: (SOURCES if text != SOURCES else CLAIMS).encode(), "column"),
    "both sides of a merge": (
        lambda text: f"<<<<<<< ours\n{text}=======\n{text}>>>>>>> theirs\n".encode(),
        "column",
    ),
}


@pytest.mark.parametrize("name", EDITS)
def test_a_bad_edit_leaves_the_table_in_use(folder: Path, name: str) -> None:
    assert_gets_its_message(folder, EDITS[name])


@pytest.mark.parametrize("file", FILES)
@pytest.mark.parametrize("name", WHOLE)
def test_a_spoilt_file_leaves_the_table_in_use(folder: Path, file: str, name: str) -> None:
    store, before = in_use(folder)
    spoil, words = WHOLE[name]
    (folder / file).write_bytes(spoil(FILES[file]))
    assert_refused(store, before)
    own = [str(message) for message in problems_in(folder) if message.file == file]
    assert any(words in message for message in own) or (name == "half" and not own)
    assert len(own) == 1 or words not in NO_TABLE


@pytest.mark.parametrize("file", ["versions.csv", "changes.csv"])
@pytest.mark.parametrize("name", ["half", "UTF-16", "zeros", "a web page", "packed"])
def test_a_spoilt_history_leaves_the_table_in_use(folder: Path, file: str, name: str) -> None:
    assert main(["check", str(folder), "--format"]) == 0
    store, before = in_use(folder)
    good = (folder / file).read_bytes().decode()
    (folder / file).write_bytes(WHOLE[name][0](good))
    state = store.current()
    assert state.catalog is before
    assert {message.file for message in state.problems} == {file}


ANY_BYTES = st.one_of(
    st.binary(max_size=300),
    st.text(max_size=200).map(lambda text: text.encode("utf-8", "surrogatepass")),
    st.text('ab,"\n\r; ()1', max_size=200).map(str.encode),
)
SNIPPETS = st.one_of(
    st.binary(max_size=8),
    st.sampled_from([b"\n", b"\r\n", b",", b'"', b'""', b";", b"; ", b"\0", b"\xef\xbb\xbf", b"("]),
    st.text(max_size=4).map(lambda text: text.encode("utf-8", "surrogatepass")),
)


def rows_in(data: bytes) -> int:
    """The rows of a file, counted without any of the loader."""
    text = data.decode("utf-8-sig").replace("\r\n", "\n")
    return len([line for line in text.split("\n") if line.strip()]) - 1


def assert_whole_or_refused(folder: Path) -> None:
    """Loading gives every row of every file, or messages, or nothing else."""
    try:
        catalog = load_catalog(folder)
    except CatalogError:
        problems_in(folder)
        return
    sizes = {T: len(catalog.therapies), C: len(catalog.claims), S: len(catalog.sources)}
    assert sizes == {name: rows_in((folder / name).read_bytes()) for name in FILES}
    assert sum(map(len, catalog.claims_of.values())) == sizes[C]


@FEW
@given(file=st.sampled_from(list(FILES)), data=st.data())
def test_changed_bytes_lose_no_row_in_silence(folder: Path, file: str, data: st.DataObject) -> None:
    write_sample(folder)
    content = FILES[file].encode()
    for _ in range(data.draw(st.integers(1, 3))):
        start = data.draw(st.integers(0, len(content)))
        end = data.draw(st.integers(start, min(len(content), start + 60)))
        content = content[:start] + data.draw(SNIPPETS) + content[end:]
    (folder / file).write_bytes(content)
    assert_whole_or_refused(folder)


@FEW
@given(file=st.sampled_from([*FILES, "versions.csv"]), content=ANY_BYTES)
def test_any_bytes_are_a_whole_table_or_refused(folder: Path, file: str, content: bytes) -> None:
    (folder / "versions.csv").unlink(missing_ok=True)
    write_sample(folder)
    (folder / file).write_bytes(content)
    assert_whole_or_refused(folder)


@FEW
@given(file=st.sampled_from(list(FILES)), data=st.data())
def test_moved_and_repeated_lines_lose_no_row_in_silence(
    folder: Path, file: str, data: st.DataObject
) -> None:
    write_sample(folder)
    lines = FILES[file].encode().splitlines(keepends=True)
    chosen = data.draw(st.lists(st.sampled_from(lines), min_size=1, max_size=10))
    (folder / file).write_bytes(b"".join(data.draw(st.sampled_from([[lines[0]], []])) + chosen))
    assert_whole_or_refused(folder)


@FEW
@given(cell=st.text(max_size=40), data=st.data())
def test_any_text_in_any_cell_is_that_text_or_refused(
    folder: Path, cell: str, data: st.DataObject
) -> None:
    write_sample(folder)
    header, *rows = THERAPIES.encode().decode().splitlines()
    columns = header.split(",")
    place = data.draw(st.integers(0, len(columns) - 1))
    cells = rows[0].split(",")
    cells[place] = '"' + cell.replace('"', '""') + '"'
    text = "\n".join([header, ",".join(cells), *rows[1:]]) + "\n"
    (folder / T).write_bytes(text.encode("utf-8", "surrogatepass"))
    assert_whole_or_refused(folder)
