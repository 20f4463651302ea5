"""The catalog: the files of a folder, checked as a whole, with their version and date.

`load_catalog(folder)` gives a `Catalog` or raises one `CatalogError` that holds every problem.
"""

import datetime
import hashlib
import os
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from typing import NamedTuple

from therapies.agreement import Records, disagreements, grouped
from therapies.cells import (
    CLAIMS,
    RECORDS,
    SOURCES,
    TERMS,
    THERAPIES,
    brief,
    columns,
    faults_in,
    sections_of,
    told,
)
from therapies.glossary import Glossary
from therapies.model import NOT_APPLICABLE, Claim, Entry, Source, Therapy
from therapies.table import Problem, Row, Table, quoted, read_table

__all__ = ["Catalog", "CatalogError", "Problem", "canonical", "load_catalog", "sections_of"]

VERSIONS, VERSION_COLUMNS = "versions.csv", ("version", "date")
CHANGES = "changes.csv"
TABLE = "table"
"""The column of the line that begins each version in `changes.csv`; it counts the table."""
MAX_LETTERS = 200


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
    """A folder that is refused; `problems` holds every letter, file by file, line by line."""

    def __init__(self, problems: Iterable[Problem]) -> None:
        """Take the letters."""
        self.problems = tuple(problems)
        super().__init__(self.problems)

    @property
    def letters(self) -> list[str]:
        """The letters as text, at most 200 of them and then how many more there are."""
        return first_letters(self.problems, MAX_LETTERS)

    def __str__(self) -> str:
        """All letters, one on each line."""
        return "\n".join(self.letters)


def first_letters(problems: Sequence[Problem], most: int) -> list[str]:
    """The first problems as text, at most so many of them and then how many more there are."""
    more = len(problems) - most
    shown = [str(problem) for problem in problems[:most]]
    return [*shown, f"and {more} more"] if more > 0 else shown


@dataclass(frozen=True, eq=False)  # caches have it as their key, so it hashes by identity
class Catalog:
    """One whole table whose parts agree.

    Therapies are sorted by id; claims by therapy, document, section, paragraph and wording; sources
    stand in the order of their file. `files` holds the canonical text of each of the three files,
    `record` the lines of `changes.csv` as they stand there, `glossary` the terms of `terms.csv`.
    """

    therapies: tuple[Therapy, ...]
    claims: tuple[Claim, ...]
    sources: tuple[Source, ...]
    version: str
    date: datetime.date
    folder: Path
    files: Mapping[str, str] = field(repr=False, default_factory=dict)
    record: tuple[Change, ...] = field(repr=False, default=())
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
    def members_of(self) -> dict[str, tuple[str, ...]]:
        """The ids of the direct members of every therapy, empty for what is no class."""
        groups = grouped((t.member_of, t.id) for t in self.therapies if t.member_of)
        return {therapy.id: tuple(groups.get(therapy.id, ())) for therapy in self.therapies}


def load_catalog(folder: Path) -> Catalog:
    """Read and check the files of a folder; raise `CatalogError` with every problem."""
    return load_with_tables(Path(folder))[0]


def canonical(catalog: Catalog) -> dict[str, str]:
    """The text of each of the three files in canonical form, by file name."""
    return dict(catalog.files)


def load_with_tables(folder: Path) -> tuple[Catalog, dict[str, Table]]:
    """The catalog, and the tables it was made from."""
    _require_folder(folder)
    tables = {name: read_table(folder / name, columns(kind)) for name, kind in RECORDS.items()}
    if os.path.lexists(folder / TERMS):
        tables[TERMS] = read_table(folder / TERMS, columns(Entry), may_be_empty=True)
    dates, problems = _history(folder)
    record, letters = read_record(folder)
    problems += letters
    faults = faults_in(tables)
    records = Records.of(tables, faults)
    for name, table in tables.items():
        problems += [*table.problems, *faults[name]]
    problems += disagreements(records, tables, faults)
    if problems:
        order = [*RECORDS, TERMS, VERSIONS, CHANGES]
        raise CatalogError(sorted(problems, key=lambda p: (order.index(p.file), p.line or 0)))
    return _catalog(folder, tables, records, dates, record), tables


def _require_folder(folder: Path) -> None:
    """Refuse what is no folder with one letter."""
    try:
        found = "" if folder.is_dir() else "a file" if folder.exists() else "no such folder"
    except (OSError, ValueError):
        found = "a name that no folder can have"
    if found:
        allowed = f"a folder with {', '.join(RECORDS)}"
        name = brief(str(folder))
        raise CatalogError([Problem(name, None, None, found, allowed, "name another folder.")])


def _catalog(
    folder: Path,
    tables: Mapping[str, Table],
    records: Records,
    dates: Mapping[str, str],
    record: tuple[Change, ...],
) -> Catalog:
    """The catalog of tables without a problem."""
    rows = _sorted_rows(tables, records)
    files = {name: csv_text(columns(kind), rows[name]) for name, kind in RECORDS.items()}
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
        record=record,
        glossary=Glossary.of(records.entries.values()),
    )


def version_of(files: Mapping[str, str]) -> str:
    """The version of a table whose files have these canonical texts."""
    whole = "".join(files[name] for name in RECORDS)
    return f"v{hashlib.sha256(whole.encode('utf-8', 'surrogatepass')).hexdigest()[:6]}"


def day_of(seconds: float) -> datetime.date:
    """The day of a moment, in UTC."""
    return datetime.datetime.fromtimestamp(seconds, datetime.UTC).date()


def _sorted_rows(tables: Mapping[str, Table], records: Records) -> dict[str, list[Row]]:
    """The rows of each file in canonical order."""
    places = {
        (source.id, heading): (document, section)
        for document, source in enumerate(records.sources.values())
        for section, heading in enumerate(sections_of(source))
    }

    def place(row: Row) -> tuple[object, ...]:
        therapy, source, section, paragraph, *rest = row.cells
        return therapy, places[source, section], int(paragraph), rest

    return {
        THERAPIES: sorted(tables[THERAPIES].rows, key=lambda row: row.cells[0]),
        CLAIMS: sorted(tables[CLAIMS].rows, key=place),
        SOURCES: list(tables[SOURCES].rows),
    }


def csv_text(header: Sequence[str], rows: Iterable[Row]) -> str:
    """A file in canonical form: LF, quotes only where a cell needs them."""
    lines = [",".join(header), *(",".join(map(_written, row.cells)) for row in rows)]
    return "\n".join(lines) + "\n"


def _written(cell: str) -> str:
    """A cell, in quotes when it holds a comma or a quote."""
    if "," in cell or '"' in cell:
        return '"' + cell.replace('"', '""') + '"'
    return cell


def _history(folder: Path) -> tuple[dict[str, str], list[Problem]]:
    """The newest date of each version in `versions.csv`, if any, and what is wrong in it."""
    if not os.path.lexists(folder / VERSIONS):
        return {}, []
    table = read_table(folder / VERSIONS, VERSION_COLUMNS, may_be_empty=True)
    problems = [*table.problems, *told(_history_problems(table))]
    dates = sorted((row.cells[1], row.cells[0]) for row in table.rows)
    return {version: date for date, version in dates}, problems


def _history_problems(table: Table) -> Iterator[Problem]:
    """Cells of `versions.csv` that are no version or no date."""
    for row in table.rows:
        yield from _undated(table.name, row)


def _undated(file: str, row: Row) -> Iterator[Problem]:
    """The letters about a row that does not begin with a version and a date."""
    version, date, *_ = row.cells
    if not re.fullmatch("v[0-9a-f]{6}", version):
        allowed, remedy = "v and six of 0-9 and a-f", "delete the line."
        yield Problem(file, row.line, "version", quoted(version), allowed, remedy)
    if not _is_date(date):
        allowed, remedy = "a date like 2026-11-20", "write the day so."
        yield Problem(file, row.line, "date", quoted(date), allowed, remedy)


def read_record(folder: Path) -> tuple[tuple[Change, ...], list[Problem]]:
    """The lines of `changes.csv`, if any, and what is wrong in them."""
    if not os.path.lexists(folder / CHANGES):
        return (), []
    table = read_table(folder / CHANGES, Change._fields, may_be_empty=True)
    problems = [*table.problems, *told(_record_problems(table))]
    return tuple(Change(*row.cells) for row in table.rows), problems


def _record_problems(table: Table) -> Iterator[Problem]:
    """Cells of `changes.csv` that cannot be, and versions that do not begin as they must."""
    remedy = "restore the line from an older copy of the file."
    last = ""
    for row in table.rows:
        yield from _undated(table.name, row)
        version, _, therapy, column, *_ = row.cells
        rules = (
            ("therapy", therapy == NOT_APPLICABLE or re.fullmatch("[a-z0-9-]+", therapy)),
            ("column", re.fullmatch("[a-z_]+", column)),
            ("before", row.cells[4]),
            ("after", row.cells[5]),
        )
        for name, right in rules:
            if not right:
                found = quoted(row.cells[Change._fields.index(name)])
                yield Problem(table.name, row.line, name, found, _ALLOWED[name], remedy)
        if (column == TABLE) != (version != last):
            allowed = f"one line with the column {TABLE} for each version, as its first"
            yield Problem(table.name, row.line, "column", quoted(column), allowed, remedy)
        last = version


_ALLOWED = {
    "therapy": f"an id, or {NOT_APPLICABLE}",
    "column": "a-z and _",
    "before": "a text",
    "after": "a text",
}


def _is_date(cell: str) -> bool:
    """Whether the cell is a day, written with hyphens."""
    try:
        return datetime.date.fromisoformat(cell).isoformat() == cell
    except ValueError:
        return False
