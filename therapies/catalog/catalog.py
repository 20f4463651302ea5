"""The catalog: the files of a folder, checked as a whole, with their version and date.

`load_catalog(folder)` gives a `Catalog` or raises one `CatalogError` that holds every problem.
"""

import csv
import datetime
import hashlib
import os
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from io import StringIO
from pathlib import Path
from typing import NamedTuple

from therapies.catalog.cell_rules import (
    CLAIMS,
    RECORDS,
    SOURCES,
    TERMS,
    THERAPIES,
    cell_problems,
    columns,
    escaped,
    sections_of,
)
from therapies.catalog.claim_ids import read_claims, without_ids
from therapies.catalog.csv_file import MAX_ROWS, CsvFile, Problem, Row, quoted, read_csv_file
from therapies.catalog.glossary import Glossary
from therapies.catalog.row_rules import Records, disagreements
from therapies.model import NOT_APPLICABLE, Claim, Entry, Source, Therapy, grouped
from therapies.wording import first_few

__all__ = ["Catalog", "CatalogError", "Problem", "load_catalog", "sections_of"]

VERSIONS, VERSION_COLUMNS = "versions.csv", ("version", "date")
CHANGES = "changes.csv"
TABLE = "table"
"""The column of the line that begins each version in `changes.csv`; it counts the table."""
MAX_MESSAGES = 200
MOST = {CLAIMS: 10 * MAX_ROWS, CHANGES: 10 * MAX_ROWS}
"""The most rows of the files that have several for a therapy."""


class Change(NamedTuple):
    """A line of `changes.csv`: what a cell held before the version and what it held after.

    `therapy` is an id, or `not applicable` where the line is about the table or a document.
    """

    version: str
    date: str
    therapy: str
    column: str
    before: str
    after: str


class CatalogError(Exception):
    """A folder that is refused; `problems` holds every problem, file by file, line by line."""

    def __init__(self, problems: Iterable[Problem]) -> None:
        """Take the problems."""
        self.problems = tuple(problems)
        super().__init__(self.problems)

    @property
    def messages(self) -> list[str]:
        """The problems as text, at most 200 of them and then how many more there are."""
        return first_few(list(map(str, self.problems)), MAX_MESSAGES)

    def __str__(self) -> str:
        """All problems, one on each line."""
        return "\n".join(self.messages)


@dataclass(frozen=True, eq=False)  # caches have it as their key, so it hashes by identity
class Catalog:
    """One whole table whose parts agree.

    Therapies are sorted by id; claims by therapy, document, section, paragraph and wording; sources
    are in the order of their file. `files` holds the canonical text of each of the three files,
    `history` the lines of `changes.csv` in their order, `glossary` the terms of `terms.csv`.
    """

    therapies: tuple[Therapy, ...]
    claims: tuple[Claim, ...]
    sources: tuple[Source, ...]
    version: str
    date: datetime.date
    folder: Path
    files: Mapping[str, str] = field(repr=False, default_factory=dict)
    history: tuple[Change, ...] = field(repr=False, default=())
    glossary: Glossary = field(repr=False, default=Glossary())

    @cached_property
    def by_id(self) -> dict[str, Therapy]:
        """Each therapy under its id."""
        return {therapy.id: therapy for therapy in self.therapies}

    @cached_property
    def source_by_id(self) -> dict[str, Source]:
        """Each document under its id."""
        return {source.id: source for source in self.sources}

    @cached_property
    def claims_of(self) -> dict[str, tuple[Claim, ...]]:
        """The claims of every therapy, under its id."""
        groups = grouped((claim.therapy, claim) for claim in self.claims)
        return {therapy.id: tuple(groups.get(therapy.id, ())) for therapy in self.therapies}

    @cached_property
    def claim_by_id(self) -> dict[str, Claim]:
        """Each claim under its id."""
        return {claim.id: claim for claim in self.claims}

    @cached_property
    def members_of(self) -> dict[str, tuple[str, ...]]:
        """The ids of the direct members of every therapy, empty for what is no class."""
        groups = grouped((t.member_of, t.id) for t in self.therapies if t.member_of)
        return {therapy.id: tuple(groups.get(therapy.id, ())) for therapy in self.therapies}


def load_catalog(folder: Path) -> Catalog:
    """Read and check the files of a folder; raise `CatalogError` with every problem."""
    return load_with_tables(Path(folder))[0]


def load_with_tables(folder: Path, *, give_ids: bool = False) -> tuple[Catalog, dict[str, CsvFile]]:
    """The catalog, and the tables it was made from; `give_ids` to claims that have none."""
    _require_folder(folder)
    tables = {
        THERAPIES: read_csv_file(folder / THERAPIES, columns(Therapy)),
        CLAIMS: read_claims(folder / CLAIMS, columns(Claim), MOST[CLAIMS], give=give_ids),
        SOURCES: read_csv_file(folder / SOURCES, columns(Source)),
    }
    if os.path.lexists(folder / TERMS):
        tables[TERMS] = read_csv_file(folder / TERMS, columns(Entry), may_be_empty=True)
    dates, problems = _history(folder)
    history, strange = read_history(folder)
    problems += strange
    of_cells = cell_problems(tables)
    records = Records.of(tables, of_cells)
    for name, table in tables.items():
        problems += [*table.problems, *of_cells[name]]
    problems += disagreements(records, tables, of_cells)
    if problems:
        order = [*RECORDS, TERMS, VERSIONS, CHANGES]
        raise CatalogError(sorted(problems, key=lambda p: (order.index(p.file), p.line or 0)))
    return _catalog(folder, tables, records, dates, history), tables


def _require_folder(folder: Path) -> None:
    try:
        found = "" if folder.is_dir() else "a file" if folder.exists() else "no such folder"
    except (OSError, ValueError):
        found = "a name that no folder can have"
    if found:
        allowed = f"a folder with {', '.join(RECORDS)}"
        name = escaped(str(folder))
        raise CatalogError([Problem(name, None, None, found, allowed, "name another folder.")])


def _catalog(
    folder: Path,
    tables: Mapping[str, CsvFile],
    records: Records,
    dates: Mapping[str, str],
    history: tuple[Change, ...],
) -> Catalog:
    rows = _sorted_rows(tables, records)
    files = {
        name: csv_text(columns(kind), (row.cells for row in rows[name]))
        for name, kind in RECORDS.items()
    }
    version = version_of(files)
    newest = max(tables[name].raw.modified for name in RECORDS)
    return Catalog(
        therapies=tuple(records.therapies[row.line] for row in rows[THERAPIES]),
        claims=tuple(records.claims[row.line] for row in rows[CLAIMS]),
        sources=tuple(records.sources[row.line] for row in rows[SOURCES]),
        version=version,
        date=datetime.date.fromisoformat(dates[version]) if version in dates else day_of(newest),
        folder=folder,
        files=files,
        history=history,
        glossary=Glossary.of(records.entries.values()),
    )


def version_of(files: Mapping[str, str]) -> str:
    """The version of a table whose files have these canonical texts; no id of a claim counts."""
    whole = "".join(without_ids(files[name]) if name == CLAIMS else files[name] for name in RECORDS)
    return f"v{hashlib.sha256(whole.encode('utf-8', 'surrogatepass')).hexdigest()[:6]}"


def day_of(seconds: float) -> datetime.date:
    """The day of a moment, in UTC."""
    return datetime.datetime.fromtimestamp(seconds, datetime.UTC).date()


def _sorted_rows(tables: Mapping[str, CsvFile], records: Records) -> dict[str, list[Row]]:
    places = {
        (source.id, heading): (document, section)
        for document, source in enumerate(records.sources.values())
        for section, heading in enumerate(sections_of(source))
    }

    def place(row: Row) -> tuple[object, ...]:
        id_, therapy, source, section, paragraph, *rest = row.cells
        return therapy, places[source, section], int(paragraph), rest, id_

    return {
        THERAPIES: sorted(tables[THERAPIES].rows, key=lambda row: row.cells[0]),
        CLAIMS: sorted(tables[CLAIMS].rows, key=place),
        SOURCES: list(tables[SOURCES].rows),
    }


def csv_text(header: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    """A file in canonical form: LF, quotes only where a cell needs them."""
    text = StringIO()
    csv.writer(text, lineterminator="\n").writerows([header, *rows])
    return text.getvalue()


def _history(folder: Path) -> tuple[dict[str, str], list[Problem]]:
    """The newest date of each version in `versions.csv`, if any, and what is wrong in it."""
    if not os.path.lexists(folder / VERSIONS):
        return {}, []
    table = read_csv_file(folder / VERSIONS, VERSION_COLUMNS, may_be_empty=True)
    undated = (problem for row in table.rows for problem in _undated(table.name, row))
    dates = sorted((row.cells[1], row.cells[0]) for row in table.rows)
    return {version: date for date, version in dates}, [*table.problems, *undated]


def _undated(file: str, row: Row) -> Iterator[Problem]:
    """The problems about a row that does not begin with a version and a date."""
    version, date, *_ = row.cells
    if not re.fullmatch("v[0-9a-f]{6}", version):
        allowed, remedy = "v and six of 0-9 and a-f", "delete the line."
        yield Problem(file, row.line, "version", quoted(version), allowed, remedy)
    if not _is_date(date):
        allowed, remedy = "a date like 2026-11-20", "write the day so."
        yield Problem(file, row.line, "date", quoted(date), allowed, remedy)


def read_history(folder: Path) -> tuple[tuple[Change, ...], list[Problem]]:
    """The lines of `changes.csv`, if any, and what is wrong in them."""
    if not os.path.lexists(folder / CHANGES):
        return (), []
    table = read_csv_file(folder / CHANGES, Change._fields, may_be_empty=True, most=MOST[CHANGES])
    problems = [*table.problems, *_change_problems(table)]
    return tuple(Change(*row.cells) for row in table.rows), problems


def _change_problems(table: CsvFile) -> Iterator[Problem]:
    """Cells of `changes.csv` that cannot be, and versions that do not begin as they must."""
    remedy = "restore the line from an older copy of the file."
    last = ""
    for row in table.rows:
        yield from _undated(table.name, row)
        change = Change(*row.cells)
        for name, (allowed, pattern) in _CHANGE_CELLS.items():
            if not re.fullmatch(pattern, cell := getattr(change, name)):
                yield Problem(table.name, row.line, name, quoted(cell), allowed, remedy)
        if (change.column == TABLE) != (change.version != last):
            allowed = f"one line with the column {TABLE} for each version, as its first"
            yield Problem(table.name, row.line, "column", quoted(change.column), allowed, remedy)
        last = change.version


_CHANGE_CELLS = {
    "therapy": (f"an id, or {NOT_APPLICABLE}", f"{NOT_APPLICABLE}|[a-z0-9-]+"),
    "column": ("a-z and _", "[a-z_]+"),
    "before": ("a text", ".+"),
    "after": ("a text", ".+"),
}


def _is_date(cell: str) -> bool:
    try:
        return datetime.date.fromisoformat(cell).isoformat() == cell
    except ValueError:
        return False
