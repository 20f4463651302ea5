"""What a spreadsheet did to a file in saving it, undone where that has one meaning only.

A file is mended when its header then reads as it should. What could be meant in two ways stays as
it is, and the check tells it.
"""

import os
import re
from pathlib import Path

from therapies.catalog.catalog import CHANGES, VERSION_COLUMNS, VERSIONS, Change, csv_text
from therapies.catalog.cell_rules import RECORDS, TERMS, columns
from therapies.catalog.csv_file import Problem, is_utf_16, read_bytes, split
from therapies.catalog.formatter import replace_whole
from therapies.model import Entry
from therapies.wording import counted

COLUMNS: dict[str, tuple[str, ...]] = {
    **{name: columns(record) for name, record in RECORDS.items()},
    TERMS: columns(Entry),
    VERSIONS: VERSION_COLUMNS,
    CHANGES: Change._fields,
}
"""The files of a folder, each with its columns."""
SEPARATORS = {",": "", ";": "semicolons are commas now", "\t": "tabs are commas now"}
_TAB = re.compile(r"[ \t]*\t[ \t]*")


def mend(folder: Path) -> tuple[str, ...]:
    """Mend the files of a folder, each as a whole or not at all; say in a line what was done.

    Raises `CatalogError` where a file cannot be written or is edited meanwhile.
    """
    told = []
    for name, wanted in COLUMNS.items():
        path = folder / name
        raw = read_bytes(path) if os.path.lexists(path) else None
        if raw is None or isinstance(raw, Problem):
            continue
        text, done = mended(raw.data, wanted)
        if done:
            replace_whole(path, raw, text.encode())
            told.append(f"{name}: mended: {'; '.join(done)}")
    return tuple(told)


def mended(data: bytes, wanted: tuple[str, ...]) -> tuple[str, tuple[str, ...]]:
    """Return the text of a file with the columns `wanted`, and what was mended in it."""
    lines = _text(data).replace("\r\n", "\n").rstrip().split("\n")
    separator = next((each for each in SEPARATORS if _is_header(lines[0], each, wanted)), "")
    rows = [split(line, separator) for line in lines] if separator else []
    whole = [row for row in rows if row]
    # Where a cell runs over several lines, or a line has another length, nobody can say from here
    # which line is blank or which separator stands in a text.
    if (
        not separator
        or separator != ","
        and not (rows == whole and all(_fits(row, wanted) for row in whole))
    ):
        return "", ()
    done = ["UTF-16 is UTF-8 now"] if is_utf_16(data) else []
    if separator != ",":
        done.append(SEPARATORS[separator])
        lines = [csv_text(row, ()).rstrip("\n") for row in whole]
    if rows == whole:
        lines, told = _tidied(lines)
        done += told
    return "\n".join(lines) + "\n", tuple(done)


def _text(data: bytes) -> str:
    """The text of a file, empty where its letters cannot be told."""
    try:
        if is_utf_16(data):
            marked = data[:2] in (b"\xff\xfe", b"\xfe\xff")
            return data.decode("utf-16" if marked else "utf-16-le" if data[0] else "utf-16-be")
        return data.decode("utf-8-sig")
    except UnicodeDecodeError:
        return ""


def _is_header(line: str, separator: str, wanted: tuple[str, ...]) -> bool:
    return sorted(cell.strip() for cell in split(line, separator) or ()) == sorted(wanted)


def _fits(row: list[str], wanted: tuple[str, ...]) -> bool:
    return len(row) == len(wanted) or not any(row)


def _is_blank(line: str) -> bool:
    return not line.strip(', ;\t"')


def _tidied(lines: list[str]) -> tuple[list[str], list[str]]:
    """The lines without blank ones and with a space for each tab, and what was done."""
    numbered = list(enumerate(lines, 1))
    blank = [number for number, line in numbered if _is_blank(line)]
    tabbed = [n for n, line in numbered if "\t" in line and n not in blank]
    told = [f"{counted(len(blank), 'blank line')} deleted ({_places(blank)})"] if blank else []
    told += [f"tabs are spaces now ({_places(tabbed)})"] if tabbed else []
    return [_TAB.sub(" ", line) for line in lines if not _is_blank(line)], told


def _places(numbers: list[int]) -> str:
    more = f" and {len(numbers) - 10} more" if len(numbers) > 10 else ""
    return f"line {', '.join(map(str, numbers[:10]))}{more}"
