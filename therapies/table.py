"""Strict reading of one comma-separated file: rows with their lines, and every fault found."""

import errno
import os
import re
import stat
import unicodedata
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from itertools import islice
from pathlib import Path

MAX_FILE = 128 * 1024 * 1024
"""The largest file, in bytes."""
MAX_CELL = 32 * 1024
"""The largest cell, in bytes of UTF-8."""
MAX_LINES = 1_000_000
"""The most lines in one file."""
MAX_PROBLEMS = 10_000
"""So many faults of one file are told; after them its checking stops."""

_SHOWN = 80
_LOOKAHEAD = 50
_MERGE_MARKS = ("<<<<<<<", "=======", ">>>>>>>", "|||||||")
_BLANKS = re.compile(
    "[\u034f\u115f\u1160\u17b4\u17b5\u180b-\u180f\u2800\u3164\ufe00-\ufe0f\uffa0"
    "\U000e0100-\U000e01ef]"
)
_QUOTED, _PLAIN = '"(?:[^"]++|"")*+"', '[^",]*+'
_CELL = f"(?:{_QUOTED}|{_PLAIN})"
_RECORD = re.compile(f"{_CELL}(?:,{_CELL})*+")
_WHOLE_CELLS = re.compile(f"(?:{_CELL},)*+")
_LEFT_OPEN = re.compile(f'(?:{_CELL},)*+"(?:[^"]++|"")*+')
_CLOSES = re.compile(f'(?:[^"]++|"")*+"(?:,{_CELL})*+')
_CELLS = re.compile(f'(?:"((?:[^"]++|"")*+)"|({_PLAIN})),')


@dataclass(frozen=True, slots=True)
class Problem:
    """One letter to the curator: where, what was found, what is allowed, how to mend it."""

    file: str
    line: int | None
    column: str | None
    found: str
    allowed: str
    remedy: str

    def __str__(self) -> str:
        """The letter, on one line."""
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
class Table:
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
    """Text as a letter shows it: in quotes, on one line, escaped, at most about 80 characters."""
    shown = "".join(
        c if c.isprintable() and not _BLANKS.match(c) else ascii(c)[1:-1] for c in text[:_SHOWN]
    )
    return f'"{shown[:_SHOWN]}{"…" if len(text) > _SHOWN or len(shown) > _SHOWN else ""}"'


def nearest(value: str, allowed: Sequence[str]) -> str | None:
    """The allowed value that was probably meant, or None."""
    folded = {word.casefold(): word for word in allowed}
    plain = " ".join(re.split(r"[\s_]+", value.casefold())).strip(" .,;:'\"`")
    if plain in folded:
        return folded[plain]
    if len(allowed) > 2000 or len(value) > _SHOWN:
        return None
    from rapidfuzz import fuzz, process

    hit = process.extractOne(plain, list(folded), scorer=fuzz.ratio, score_cutoff=70)
    return folded[hit[0]] if hit else None


def read_table(path: Path, columns: Sequence[str], *, may_be_empty: bool = False) -> Table:
    """Read one file strictly; its faults stand in the table's `problems`, none is raised.

    The file is a regular one of at most 128 MiB and a million lines, UTF-8 with or without BOM,
    LF or CRLF, its header exactly `columns`, every line as many cells, each of at most 32 KiB and
    on one line. Cells are NFC and trimmed. `may_be_empty` accepts a header without rows.
    """
    name, wanted = path.name, tuple(columns)
    raw = read_bytes(path)
    if isinstance(raw, Problem):
        return Table(name, wanted, (), (), (raw,), False, Raw(b"", 0.0))
    text = _decoded(name, raw.data)
    if isinstance(text, Problem):
        return Table(name, wanted, (), (), (text,), False, raw)
    return _table(name, wanted, text, raw, may_be_empty)


def read_bytes(path: Path) -> Raw | Problem:
    """Read a regular file without ever waiting for it; anything else gives its letter."""
    try:
        kind = _kind(path.stat().st_mode)
        if kind:
            return _unreadable(path, kind)
        with open(path, "rb", buffering=0, opener=_without_waiting) as file:
            return _bounded(path, file.fileno())
    except (OSError, ValueError) as error:
        return _unreadable(path, _why(path, error))


def _without_waiting(path: str, flags: int) -> int:
    """Open so that a pipe put in the file's place meanwhile cannot block."""
    return os.open(path, flags | getattr(os, "O_NONBLOCK", 0))


def _bounded(path: Path, handle: int) -> Raw | Problem:
    """Read what the file's size promises and at most one byte more."""
    state = os.fstat(handle)
    if kind := _kind(state.st_mode):
        return _unreadable(path, kind)
    if state.st_size > MAX_FILE:
        return _unreadable(path, f"{state.st_size:,} bytes", "split the table or shorten it.")
    data = bytearray()
    while len(data) <= state.st_size:
        piece = os.read(handle, min(1 << 20, state.st_size + 1 - len(data)))
        if not piece:
            break
        data += piece
    if len(data) != state.st_size:
        return _unreadable(path, "a file that changed while it was read", "try again.")
    return Raw(bytes(data), state.st_mtime)


_KINDS: tuple[tuple[Callable[[int], bool], str], ...] = (
    (stat.S_ISDIR, "a folder"),
    (stat.S_ISFIFO, "a pipe"),
    (stat.S_ISSOCK, "a socket"),
    (stat.S_ISCHR, "a device"),
    (stat.S_ISBLK, "a device"),
)


def _kind(mode: int) -> str:
    """What the thing is when it is not a regular file, else nothing."""
    if stat.S_ISREG(mode):
        return ""
    return next((kind for test, kind in _KINDS if test(mode)), "no regular file")


_REASONS = {errno.ELOOP: "links in a circle", errno.EACCES: "a file that may not be read"}


def _why(path: Path, error: Exception) -> str:
    """The reason why a file cannot be opened, in plain words."""
    if not isinstance(error, OSError):
        return "a name that no file can have"
    if error.errno == errno.ENOENT:
        return "a link that leads nowhere" if os.path.lexists(path) else "no such file"
    return _REASONS.get(error.errno or 0, f"an unreadable file ({error.strerror})")


def _unreadable(path: Path, found: str, remedy: str = "put the table's file there.") -> Problem:
    """The letter about a file that cannot be read at all."""
    allowed = f"a readable regular file of at most {MAX_FILE // 2**20} MiB"
    return Problem(path.name, None, None, found, allowed, remedy)


def _decoded(name: str, data: bytes) -> str | Problem:
    """The text with LF line ends in NFC; bytes that are no UTF-8 stay as lone surrogates."""
    utf16 = data[:2] in (b"\xff\xfe", b"\xfe\xff") or b"\0\0" in (data[0:4:2], data[1:4:2])
    if utf16:
        return Problem(name, 1, None, "UTF-16 text", "UTF-8", "save the file as UTF-8.")
    body = data[3:] if data.startswith(b"\xef\xbb\xbf") else data
    if not body.strip():
        return Problem(name, 1, None, "an empty file", "a header and rows", "restore the file.")
    if body.count(b"\n") > MAX_LINES:
        found = f"more than {MAX_LINES:,} lines"
        return Problem(name, None, None, found, f"at most {MAX_LINES:,}", "split the table.")
    text = body.decode("utf-8", "surrogateescape").replace("\r\n", "\n")
    return unicodedata.normalize("NFC", text)


def _table(name: str, columns: tuple[str, ...], text: str, raw: Raw, may_be_empty: bool) -> Table:
    """Check characters, header and lines of a decoded text."""
    problems = list(islice(_forbidden(name, text), MAX_PROBLEMS))
    spoilt = {problem.line for problem in problems}
    lines = text.rstrip().split("\n")
    header = None if 1 in spoilt else [cell.strip() for cell in split(lines[0]) or [lines[0]]]
    problems += list(_header(name, columns, header)) if header is not None else []
    if header is None or sorted(header) != sorted(columns):
        return Table(name, columns, (), (), tuple(problems), False, raw)
    found = list(_until_too_many(_scan(name, lines, header, spoilt), len(problems)))
    order = [header.index(column) for column in columns]
    rows = tuple(_ordered(item, order) for item in found if isinstance(item, Row))
    problems += [item for item in found if isinstance(item, Problem)]
    if len(lines) < 2 and not may_be_empty:
        problems.append(Problem(name, 2, None, "no rows", "one row or more", "add the rows."))
    bad = {problem.line or 0 for problem in problems} & set(range(2, len(lines) + 1))
    broken = tuple(_loosely(lines[line - 1]) for line in sorted(bad))
    return Table(name, columns, rows, broken, tuple(problems), True, raw)


def _ordered(row: Row, order: list[int]) -> Row:
    """The row with its cells in the order of the columns."""
    return Row(row.line, tuple([row.cells[place] for place in order]))


def _loosely(line: str) -> tuple[str, ...]:
    """The first cells of a line that is no row, as well as they can be told."""
    return tuple(cell.strip(' "') for cell in line[:1000].split(",")[:2])


def _until_too_many(items: Iterator[Row | Problem], count: int) -> Iterator[Row | Problem]:
    """Hand items on until so many problems were told that nobody reads further."""
    for item in items:
        count += isinstance(item, Problem)
        if count > MAX_PROBLEMS:
            return
        yield item


def _forbidden(name: str, text: str) -> Iterator[Problem]:
    """One letter for each line that holds a character that no cell may hold."""
    bad = {c for c in set(text) if c != "\n" and not _is_plain(c)}
    if not bad:
        return
    pattern = re.compile("[" + "".join(map(re.escape, sorted(bad))) + "]")
    line, last, match = 1, 0, pattern.search(text)
    while match:
        line += text.count("\n", last, match.start())
        last = match.start()
        yield _letter_about_character(name, line, text, last)
        end = text.find("\n", last)
        match = pattern.search(text, end) if end >= 0 else None


def _is_plain(character: str) -> bool:
    """Whether a reader can see the character, or it is a space."""
    hidden = unicodedata.category(character) in {"Cc", "Cf", "Co", "Cs", "Cn", "Zl", "Zp"}
    return not hidden and not _BLANKS.match(character)


def _letter_about_character(name: str, line: int, text: str, place: int) -> Problem:
    """Name a forbidden character by its code point, or a byte that is no UTF-8."""
    code = ord(text[place])
    at = place - text.rfind("\n", 0, place)
    if 0xDC80 <= code <= 0xDCFF:
        found = f"the byte 0x{code - 0xDC00:02X} at character {at}, which is not UTF-8"
        return Problem(name, line, None, found, "UTF-8", "save the file as UTF-8.")
    if code == 13:
        found = f"a lone carriage return (U+000D) at character {at}"
        return Problem(name, line, None, found, "LF or CRLF line ends", "save it with LF.")
    title = unicodedata.name(text[place], "a control or unassigned character")
    found = f"U+{code:04X} ({title}) at character {at}"
    return Problem(name, line, None, found, "visible characters and spaces", "delete it.")


def _header(name: str, columns: tuple[str, ...], header: list[str]) -> Iterator[Problem]:
    """Letters about columns that are missing, unknown, twice there or in another order."""
    allowed = ",".join(columns)
    for other in (";", "\t"):
        if len(header) == 1 and other in header[0]:
            found = "cells not separated by commas"
            yield Problem(name, 1, None, found, allowed, "save the file with commas.")
            return
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
    """Each line below the header as a row, or the letter that says why it is none."""
    index = 1
    while index < len(lines):
        line, number = lines[index], index + 1
        index += 1
        if number in spoilt:
            continue
        cells = split(line)
        if cells is None:
            yield _misquoted(name, lines, index - 1, header)
            index = _end_of_record(lines, index - 1) + 1
        else:
            fault = _fault(name, number, line, cells, header, number == len(lines))
            yield fault or Row(number, tuple([cell.strip() for cell in cells]))


def split(line: str) -> list[str] | None:
    """The cells of one line after RFC 4180, or None when its quotes are wrong."""
    if '"' not in line:
        return line.split(",")
    if not _RECORD.fullmatch(line):
        return None
    found = _CELLS.findall(line + ",")
    return [inner.replace('""', '"') if inner else plain for inner, plain in found]


def _fault(
    name: str, number: int, line: str, cells: list[str], header: list[str], is_last: bool
) -> Problem | None:
    """The letter about a line that has cells but is no row of this table, if it is none."""
    if line.startswith(_MERGE_MARKS):
        remedy = "keep one of the two versions and delete the mark."
        return Problem(name, number, None, f"the merge mark {line[:7]}", "rows", remedy)
    if not line.strip(', \t"'):
        return Problem(name, number, None, "a blank line", "rows", "delete the line.")
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
    """The letter about the first cell that is larger than allowed."""
    for column, cell in zip(header, cells, strict=True):
        if (size := len(cell.encode("utf-8", "surrogateescape"))) > MAX_CELL:
            found, allowed = f"a cell of {size:,} bytes", f"at most {MAX_CELL:,} bytes"
            return Problem(name, number, column, found, allowed, "shorten it.")
    return None


def _end_of_record(lines: list[str], index: int) -> int:
    """The last line of a quoted cell that goes over several, else the line itself."""
    if _LEFT_OPEN.fullmatch(lines[index]):
        for later in range(index + 1, min(index + _LOOKAHEAD, len(lines))):
            if _CLOSES.fullmatch(lines[later]):
                return later
    return index


def _misquoted(name: str, lines: list[str], index: int, header: list[str]) -> Problem:
    """The letter about a line whose quotes are wrong."""
    line = lines[index]
    whole = _WHOLE_CELLS.match(line)
    before = len(_CELLS.findall(whole.group())) if whole else 0
    column = header[before] if before < len(header) else None
    number, allowed = index + 1, "quotes around a whole cell, doubled inside it"
    if not _LEFT_OPEN.fullmatch(line):
        return Problem(name, number, column, "a stray quote", allowed, "double it or delete it.")
    if _end_of_record(lines, index) > index:
        found, remedy = "a line break inside a cell", "write the cell on one line."
        return Problem(name, number, column, found, "cells on one line", remedy)
    cut = index == len(lines) - 1
    found = "an unclosed quote" + (" at the end of the file: it is cut off" if cut else "")
    remedy = "restore the rest of the file." if cut else "close the quote."
    return Problem(name, number, column, found, allowed, remedy)
