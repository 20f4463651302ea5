"""Strict reading of one comma-separated file: rows with their lines, and every problem found."""

import csv
import re
import unicodedata
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

MAX_ROWS = 5_000
"""The most rows of a file, unless its reader asks for more: a table is written by hand."""
MAX_FILE = 32 * 1024 * 1024
"""The largest file, in bytes."""
MAX_CELL = 32 * 1024
"""The largest cell, in bytes of UTF-8."""

csv.field_size_limit(MAX_FILE)  # or a huge cell is an error without a column; see _too_long

_SHOWN = 80
_LOOKAHEAD = 50
_MERGE_MARKS = ("<<<<<<<", "=======", ">>>>>>>", "|||||||")
_BLANKS = re.compile(
    "[\u034f\u115f\u1160\u17b4\u17b5\u180b-\u180f\u2800\u3164\ufe00-\ufe0f\uffa0"
    "\U000e0100-\U000e01ef]"
)
_QUOTED = {
    each: re.compile(rf'(?:^|(?<={each}))"(?:[^"]++|"")*+"(?={each}|$)')
    for each in (",", ";", "\t")
}
NO_ROWS = "no rows"
FIX = "or run `python -m therapies check --fix`."


@dataclass(frozen=True, slots=True)
class Problem:
    """One problem to the curator: where, what was found, what is allowed, how to fix it."""

    file: str
    line: int | None
    column: str | None
    found: str
    allowed: str
    remedy: str

    def __str__(self) -> str:
        """The problem, on one line."""
        line = f", line {self.line}" if self.line else ""
        column = f", column {self.column}" if self.column else ""
        place = f"{self.file}{line}{column}"
        return f"{place}: found {self.found}; allowed: {self.allowed}; {self.remedy}"


@dataclass(frozen=True, slots=True)
class Row:
    """One line below the header: its number in the file and its cells, trimmed."""

    line: int
    cells: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Raw:
    """What was read from one file: its bytes and when they were last modified (POSIX seconds)."""

    data: bytes
    modified: float


@dataclass(frozen=True, slots=True)
class CsvFile:
    """One file, read: whole rows, the loosely split lines that are no rows, and every problem.

    `readable` is false when nothing can be said about the rows (no file, no header).
    """

    name: str
    columns: tuple[str, ...]
    rows: tuple[Row, ...]
    broken: tuple[tuple[str, ...], ...]
    problems: tuple[Problem, ...]
    readable: bool
    raw: Raw

    def column(self, name: str) -> list[str]:
        """The cells of one column, from the first row to the last."""
        place = self.columns.index(name)
        return [row.cells[place] for row in self.rows]


def quoted(text: str) -> str:
    """Text as a problem shows it: in quotes, on one line, escaped, at most about 80 characters."""
    shown = "".join(
        c if c.isprintable() and not _BLANKS.match(c) else ascii(c)[1:-1] for c in text[:_SHOWN]
    )
    return f'"{shown[:_SHOWN]}{"…" if len(text) > _SHOWN or len(shown) > _SHOWN else ""}"'


def nearest(value: str, allowed: Collection[str]) -> str | None:
    """The allowed value that was probably meant, or None."""
    folded = {word.casefold(): word for word in allowed}
    plain = " ".join(re.split(r"[\s_]+", value.casefold())).strip(" .,;:'\"`")
    if plain in folded:
        return folded[plain]
    if len(value) > _SHOWN:
        return None
    from rapidfuzz import fuzz, process

    hit = process.extractOne(plain, list(folded), scorer=fuzz.ratio, score_cutoff=70)
    return folded[hit[0]] if hit else None


def read_csv_file(
    path: Path, columns: Sequence[str], *, may_be_empty: bool = False, most: int = MAX_ROWS
) -> CsvFile:
    """Read one file strictly; what is wrong is in `problems`, nothing is raised.

    The file is a regular one of at most 32 MiB and `most` rows, UTF-8 with or without BOM, LF or
    CRLF, its header exactly `columns`, every line as many cells, each of at most 32 KiB and on one
    line. Cells are NFC and trimmed. `may_be_empty` accepts a header without rows.
    """
    name, wanted = path.name, tuple(columns)
    raw = read_bytes(path)
    if isinstance(raw, Problem):
        return CsvFile(name, wanted, (), (), (raw,), False, Raw(b"", 0.0))
    text = _decoded(name, raw.data, most)
    if isinstance(text, Problem):
        return CsvFile(name, wanted, (), (), (text,), False, raw)
    return _table(name, wanted, text, raw, may_be_empty)


def read_bytes(path: Path) -> Raw | Problem:
    """Read a regular file; anything else gives its problem."""
    try:
        if not path.is_file():
            return _unreadable(path, _kind(path))
        state = path.stat()
        if state.st_size > MAX_FILE:
            return _unreadable(path, f"{state.st_size:,} bytes", "split the table or shorten it.")
        data = path.read_bytes()
    except PermissionError:
        return _unreadable(path, "a file that may not be read")
    except OSError as error:
        return _unreadable(path, f"an unreadable file ({error.strerror})")
    if len(data) != state.st_size:
        return _unreadable(path, "a file that changed while it was read", "try again.")
    return Raw(data, state.st_mtime)


def _kind(path: Path) -> str:
    if path.is_dir():
        return "a folder"
    if path.exists():
        return "a pipe, a socket or a device"
    return "a link that leads nowhere" if path.is_symlink() else "no such file"


def _unreadable(path: Path, found: str, remedy: str = "put the table's file there.") -> Problem:
    allowed = f"a readable regular file of at most {MAX_FILE // 2**20} MiB"
    return Problem(path.name, None, None, found, allowed, remedy)


def _decoded(name: str, data: bytes, most: int) -> str | Problem:
    """The text with LF line ends in NFC; bytes that are no UTF-8 stay as lone surrogates.

    More rows than `most` give a problem.
    """
    if is_utf_16(data):
        return Problem(name, 1, None, "UTF-16 text", "UTF-8", f"save the file as UTF-8, {FIX}")
    body = data[3:] if data.startswith(b"\xef\xbb\xbf") else data
    if not body.strip():
        return Problem(name, 1, None, "an empty file", "a header and rows", "restore the file.")
    text = body.decode("utf-8", "surrogateescape").replace("\r\n", "\n")
    if (rows := text.rstrip().count("\n")) > most:
        return Problem(name, None, None, f"{rows:,} rows", f"at most {most:,}", "split the table.")
    return unicodedata.normalize("NFC", text)


def is_utf_16(data: bytes) -> bool:
    """Whether a file begins as UTF-16 does, with its mark or without."""
    return data[:2] in (b"\xff\xfe", b"\xfe\xff") or b"\0\0" in (data[0:4:2], data[1:4:2])


def _table(name: str, columns: tuple[str, ...], text: str, raw: Raw, may_be_empty: bool) -> CsvFile:
    """Check characters, header and lines of a decoded text."""
    lines = text.rstrip().split("\n")
    if "," not in lines[0] and re.search("[;\t]", lines[0]):
        remedy, told = f"save the file with commas, {FIX}", "cells not separated by commas"
        odd = Problem(name, 1, None, told, ",".join(columns), remedy)
        return CsvFile(name, columns, (), (), (odd,), False, raw)
    problems = list(_forbidden(name, text))
    spoilt = {problem.line for problem in problems}
    header = None if 1 in spoilt else [cell.strip() for cell in split(lines[0]) or [lines[0]]]
    problems += list(_header(name, columns, header)) if header is not None else []
    if header is None or sorted(header) != sorted(columns):
        return CsvFile(name, columns, (), (), tuple(problems), False, raw)
    found = list(_scan(name, lines, header, spoilt))
    order = [header.index(column) for column in columns]
    rows = tuple(
        Row(item.line, tuple([item.cells[place] for place in order]))
        for item in found
        if isinstance(item, Row)
    )
    problems += [item for item in found if isinstance(item, Problem)]
    if len(lines) < 2 and not may_be_empty:
        remedy = "write the first one; docs/columns.md shows how."
        problems.append(Problem(name, 2, None, NO_ROWS, "one row or more", remedy))
    bad = {problem.line or 0 for problem in problems} & set(range(2, len(lines) + 1))
    broken = tuple(_loosely(lines[line - 1]) for line in sorted(bad))
    return CsvFile(name, columns, rows, broken, tuple(problems), True, raw)


def _loosely(line: str) -> tuple[str, ...]:
    """The first cells of a line that is no row, as well as they can be told."""
    return tuple(cell.strip(' "') for cell in line[:1000].split(",")[:3])


def _forbidden(name: str, text: str) -> Iterator[Problem]:
    """One problem for each line that holds a character that no cell may hold."""
    bad = {c for c in set(text) if c != "\n" and not _is_plain(c)}
    for number, line in enumerate(text.split("\n"), 1) if bad else ():
        place = next((place for place, c in enumerate(line, 1) if c in bad), None)
        if place:
            yield _bad_character(name, number, line[place - 1], place)


def _is_plain(character: str) -> bool:
    hidden = unicodedata.category(character) in {"Cc", "Cf", "Co", "Cs", "Cn", "Zl", "Zp"}
    return not hidden and not _BLANKS.match(character)


def _bad_character(name: str, line: int, character: str, place: int) -> Problem:
    """Name a forbidden character by its code point, or a byte that is no UTF-8."""
    code = ord(character)
    if 0xDC80 <= code <= 0xDCFF:
        found = f"the byte 0x{code - 0xDC00:02X} at character {place}, which is not UTF-8"
        return Problem(name, line, None, found, "UTF-8", "save the file as UTF-8.")
    if code == 13:
        found = f"a lone carriage return (U+000D) at character {place}"
        return Problem(name, line, None, found, "LF or CRLF line ends", "save it with LF.")
    title = unicodedata.name(character, "a control or unassigned character")
    found = f"U+{code:04X} ({title}) at character {place}"
    remedy = f"write a space, {FIX}" if character == "\t" else "delete it."
    return Problem(name, line, None, found, "visible characters and spaces", remedy)


def _header(name: str, columns: tuple[str, ...], header: list[str]) -> Iterator[Problem]:
    """The problems with columns that are missing, unknown, twice there or in another order."""
    allowed = ",".join(columns)
    for column in dict.fromkeys(header):
        if column not in columns:
            meant = nearest(column, columns)
            remedy = f"did you mean {meant}? Write it exactly so." if meant else "delete it."
            found = f"the unknown column {quoted(column)}"
            yield Problem(name, 1, quoted(column)[1:-1] or None, found, allowed, remedy)
        elif header.count(column) > 1:
            found = f"the column {header.count(column)} times"
            yield Problem(name, 1, column, found, "each column once", "delete one of them.")
    for column in columns:
        if column not in header:
            yield Problem(name, 1, column, "no such column", allowed, f"add the column {column}.")
    if header != list(columns) and sorted(header) == sorted(columns):
        column, is_at = next((c, h) for c, h in zip(columns, header, strict=True) if c != h)
        found = f"{is_at} in its place"
        yield Problem(name, 1, column, found, allowed, "put the columns in this order.")


def _scan(
    name: str, lines: list[str], header: list[str], spoilt: set[int | None]
) -> Iterator[Row | Problem]:
    """Each line below the header as a row, or the problem that says why it is none."""
    done = 1
    for number, line in enumerate(lines[1:], 2):
        if number in spoilt or number <= done:
            continue
        cells = split(line)
        if cells is None:
            misquoted, done = _misquoted(name, lines, number, header)
            yield misquoted
        else:
            problem = _line_problem(name, number, line, cells, header, number == len(lines))
            yield problem or Row(number, tuple([cell.strip() for cell in cells]))


def split(line: str, separator: str = ",") -> list[str] | None:
    """The cells of one line after RFC 4180, or None when its quotes are wrong."""
    if '"' not in line:
        return line.split(separator)
    # The library, too, takes a quote inside a cell without quotes as text.
    if '"' in _QUOTED[separator].sub("", line):
        return None
    return next(csv.reader([line], strict=True, delimiter=separator))


def _line_problem(
    name: str, number: int, line: str, cells: list[str], header: list[str], is_last: bool
) -> Problem | None:
    if line.startswith(_MERGE_MARKS):
        remedy = "keep one of the two versions and delete the mark."
        return Problem(name, number, None, f"the merge mark {line[:7]}", "rows", remedy)
    if not line.strip(', \t"'):
        return Problem(name, number, None, "a blank line", "rows", f"delete the line, {FIX}")
    if len(cells) != len(header):
        end = "; the file seems cut off" if is_last and len(cells) < len(header) else ""
        remedy = "put cells with a comma in quotes; add what is missing, delete what is too much."
        found = f"{len(cells)} cells{end}"
        return Problem(name, number, None, found, f"{len(header)} cells", remedy)
    if [cell.strip() for cell in cells] == header:
        return Problem(name, number, None, "a second header", "rows", "delete the line.")
    if len(line) > MAX_CELL // 4:
        return _too_long(name, number, cells, header)
    return None


def _too_long(name: str, number: int, cells: list[str], header: list[str]) -> Problem | None:
    for column, cell in zip(header, cells, strict=True):
        if (size := len(cell.encode("utf-8", "surrogateescape"))) > MAX_CELL:
            found, allowed = f"a cell of {size:,} bytes", f"at most {MAX_CELL:,} bytes"
            return Problem(name, number, column, found, allowed, "shorten it.")
    return None


def _misquoted(name: str, lines: list[str], number: int, header: list[str]) -> tuple[Problem, int]:
    """The problem about a line whose quotes are wrong, and the last line that it is about."""
    rest = _QUOTED[","].sub("", lines[number - 1]).split(",")
    place = next(place for place, cell in enumerate(rest) if '"' in cell)
    column = header[place] if place < len(header) else None
    allowed = "quotes around a whole cell, doubled inside it"
    reader = csv.reader([*lines[number - 1 : number - 1 + _LOOKAHEAD], ""], strict=True)
    try:
        next(reader)
        closed = True
    except csv.Error:
        closed = False
    if reader.line_num == 1 or not rest[place].startswith('"'):
        remedy = "double it or delete it."
        return Problem(name, number, column, "a stray quote", allowed, remedy), number
    if closed:
        found, remedy = "a line break inside a cell", "write the cell on one line."
        last = number + reader.line_num - 1
        return Problem(name, number, column, found, "cells on one line", remedy), last
    cut = number == len(lines)
    found = "an unclosed quote" + (" at the end of the file: it is cut off" if cut else "")
    remedy = "restore the rest of the file." if cut else "close the quote."
    return Problem(name, number, column, found, allowed, remedy), number
