"""The cells: the rule of every column, and every cell and row that is wrong by itself.

`cell_problems(tables)` gives the problems, file by file.
"""

import re
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from functools import cache, partial
from itertools import islice

from therapies.catalog.claim_ids import FORM, GIVE, is_claim_id
from therapies.catalog.csv_file import CsvFile, Problem, nearest, quoted
from therapies.model import (
    COLUMN,
    NOT_APPLICABLE,
    NOT_STATED,
    SEPARATOR,
    Claim,
    Evidence,
    Goal,
    Outcome,
    Record,
    Source,
    Therapy,
)

THERAPIES, CLAIMS, SOURCES = "therapies.csv", "claims.csv", "sources.csv"
RECORDS: dict[str, type[Record]] = {THERAPIES: Therapy, CLAIMS: Claim, SOURCES: Source}
TERMS = "terms.csv"
"""The file of explained terms; a folder may be without it, and the version leaves it out."""
NONE = (NOT_STATED, NOT_APPLICABLE)
MAX_WORDS, MAX_EXPLANATION = 8, 20

_SECTION = re.compile(r"(.+) \(([1-9][0-9]{0,5})\)")

Fault = tuple[str, str]
"""What is allowed, and how to fix it."""
Rule = Callable[[str], Fault | None]
"""Judges one cell: None when it is right."""


@cache
def columns(record: type[Record]) -> tuple[str, ...]:
    """The columns of a record's file."""
    return tuple(record.model_fields)


def sections_of(source: Source) -> dict[str, int]:
    """The headings of a document with their number of paragraphs, in reading order."""
    parts = (_SECTION.fullmatch(item) for item in source.sections)
    return {part[1]: int(part[2]) for part in parts if part}


def cell_problems(tables: Mapping[str, CsvFile]) -> dict[str, list[Problem]]:
    """The problems about the cells and rows of each file, by file."""
    rules = _rules(tables)
    return {name: list(_wrong(table, rules[name])) for name, table in tables.items()}


def did_you_mean(word: str) -> str:
    """The remedy for a near miss."""
    return f"did you mean {escaped(word)}? Write it exactly so."


def escaped(text: str) -> str:
    """A text that fits into a problem: short, on one line, every sign of it seen."""
    return quoted(text)[1:-1]


def some_of(words: Collection[str]) -> str:
    """The first of many words, and how many more there are."""
    more = f" and {len(words) - 12} more" if len(words) > 12 else ""
    return ", ".join(escaped(word) for word in islice(words, 12)) + more


def _any_text(cell: str) -> Fault | None:
    return None


def _identifier(cell: str) -> Fault | None:
    if re.fullmatch("[a-z0-9-]+", cell):
        return None
    fixed = re.sub("[^a-z0-9]+", "-", cell.lower()).strip("-")
    return "a-z, 0-9 and -", f"write {escaped(fixed)}." if fixed else "write an id."


def _claim_id(cell: str) -> Fault | None:
    if is_claim_id(cell):
        return None
    return FORM, f"{'restore it, or empty the cell and ' if cell else ''}{GIVE} it one."


def _known(ids: Collection[str], file: str, cell: str) -> Fault | None:
    if cell in ids:
        return None
    allowed = some_of(ids) if 0 < len(ids) <= 12 else f"an id of {file}"
    meant = nearest(cell, ids)
    return allowed, did_you_mean(meant) if meant else f"add it to {file} or mend it here."


def _one_of(words: Sequence[str], cell: str) -> Fault | None:
    if cell in words:
        return None
    meant = nearest(cell, words)
    return ", ".join(words), did_you_mean(meant) if meant else "choose one of them."


def _items(cell: str) -> Fault | None:
    """A list: different items, none empty, with a semicolon and a space between them."""
    if ";" not in cell:
        return None
    items = [item.strip() for item in cell.split(";")]
    if "" in items:
        return "items between semicolons", "delete the semicolon that stands beside no item."
    if len({item.casefold() for item in items}) < len(items):
        return "each item once", "delete the repeated item."
    if SEPARATOR.join(items) != cell:
        return "items with `; ` between them", f"write {escaped(SEPARATOR.join(items))}."
    if any(item in NONE for item in items):
        return "items, or one of the two words alone", f"delete {' or '.join(NONE)}."
    return None


def _many_of(words: Sequence[str], cell: str) -> Fault | None:
    """A list whose items are all among the words, or the words for none."""
    if cell in NONE:
        return None
    wrong = (_one_of(words, item) for item in cell.split(SEPARATOR))
    return _items(cell) or next((fault for fault in wrong if fault), None)


def _optional(rule: Rule, cell: str) -> Fault | None:
    return None if cell in NONE else rule(cell)


def _positive(cell: str) -> Fault | None:
    if re.fullmatch("[1-9][0-9]{0,5}", cell):
        return None
    return "a whole number from 1, in digits", "count the paragraph inside its section."


def _short(most: int, cell: str) -> Fault | None:
    if (words := len(cell.split())) <= most:
        return None
    return f"at most {most} words", f"leave out {words - most} or more words."


def _given(rule: Rule, cell: str) -> Fault | None:
    """What the rule says, of a cell that must hold something."""
    return ("a text of its own", "write it, or delete the line.") if cell in NONE else rule(cell)


def _sections(cell: str) -> Fault | None:
    form = "`Heading (paragraphs)` with `; ` between them"
    parts = [_SECTION.fullmatch(item) for item in cell.split(SEPARATOR)]
    if not all(parts):
        return form, "write each section like `Introduction (1)`."
    if len({part[1].casefold() for part in parts if part}) < len(parts):
        return "each heading once", "delete the repeated heading."
    return _items(cell)


def _coded(record: type[Record]) -> dict[str, Rule]:
    """The rules of the columns that hold one value of a vocabulary."""
    terms = {name: COLUMN[name].terms for name in columns(record)}
    return {name: partial(_one_of, terms[name]) for name in terms if terms[name]}


def _rules(tables: Mapping[str, CsvFile]) -> dict[str, dict[str, Rule]]:
    therapy, source = (_reference(tables[name]) for name in (THERAPIES, SOURCES))
    return {
        THERAPIES: _coded(Therapy)
        | {
            "id": _identifier,
            "aliases": _items,
            "member_of": partial(_optional, therapy),
            "also_framed_as": partial(_many_of, tuple(Goal)),
            "context": _items,
        },
        CLAIMS: _coded(Claim)
        | {
            "id": _claim_id,
            "therapy": therapy,
            "source": source,
            "paragraph": _positive,
            "wording": partial(_short, MAX_WORDS),
            "goal": partial(_one_of, (*Goal, *NONE)),
            "context": _items,
        },
        SOURCES: {"id": _identifier, "sections": _sections},
        TERMS: {
            "term": partial(_given, _any_text),
            "aliases": _items,
            "explanation": partial(_given, partial(_short, MAX_EXPLANATION)),
            "source": partial(_optional, source),
            "paragraph": partial(_optional, _positive),
            "wording": partial(_optional, partial(_short, MAX_WORDS)),
        },
    }


def _reference(table: CsvFile) -> Rule:
    """The rule for an id that a table must have, whole or broken; any id if none is known."""
    if not table.readable:
        return _identifier
    ids = sorted({*table.column("id"), *(cells[0] for cells in table.broken)})
    return partial(_known, dict.fromkeys(ids), table.name)


def _wrong(table: CsvFile, rules: Mapping[str, Rule]) -> Iterator[Problem]:
    """Every cell that is empty or against its rule, and every row that its file may not have."""
    for column in table.columns:
        judge = cache(partial(_judged, rules.get(column, _any_text)))
        for row, cell in zip(table.rows, table.column(column), strict=True):
            if fault := judge(cell):
                yield Problem(table.name, row.line, column, quoted(cell), *fault)
    for rule in _ROW_RULES[table.name]:
        yield from rule(table)


def _judged(rule: Rule, cell: str) -> Fault | None:
    """An empty cell is wrong everywhere; for the rest, and of an id, the rule decides."""
    if cell or rule is _claim_id:
        return rule(cell)
    return "a text", "write `not stated` or `not applicable`."


def _repeated(
    column: str, table: CsvFile, mend: str = "delete one or give it another {column}."
) -> Iterator[Problem]:
    """Cells of a column that are there twice, whatever their case."""
    first: dict[str, int] = {}
    for row, cell in zip(table.rows, table.column(column), strict=True):
        line = first.setdefault(cell.casefold(), row.line)
        if line != row.line and cell:
            remedy = f"line {line} has it already; {mend.format(column=column)}"
            yield Problem(table.name, row.line, column, quoted(cell), f"each {column} once", remedy)


def _repeated_rows(table: CsvFile) -> Iterator[Problem]:
    """Claims that are there twice, whatever their ids."""
    first: dict[tuple[str, ...], int] = {}
    for row in table.rows:
        line = first.setdefault(row.cells[1:], row.line)
        if line != row.line:
            remedy = f"line {line} is the same; delete one."
            yield Problem(table.name, row.line, None, "the same row", "each row once", remedy)


def _effects_on_nothing(table: CsvFile) -> Iterator[Problem]:
    effects = {*Evidence} - {Evidence.NOT_STATED}
    allowed = ", ".join(each for each in Outcome if each is not Outcome.NOT_APPLICABLE)
    pairs = zip(table.rows, table.column("evidence"), table.column("outcome"), strict=True)
    for row, evidence, outcome in pairs:
        if evidence in effects and outcome == NOT_APPLICABLE:
            found = f'"{outcome}" with evidence "{evidence}"'
            remedy = f"name what the effect is on, or write the evidence as `{NOT_STATED}`."
            yield Problem(table.name, row.line, "outcome", found, allowed, remedy)


def _named_twice(table: CsvFile) -> Iterator[Problem]:
    """Terms and other names that are there twice, whatever their case."""
    first: dict[str, int] = {}
    for column in ("term", "aliases"):
        for row, cell in zip(table.rows, table.column(column), strict=True):
            for name in () if cell in NONE else cell.split(SEPARATOR):
                line = first.setdefault(name.casefold(), row.line)
                if line != row.line or (column == "aliases" and name == row.cells[0]):
                    allowed, remedy = "each name once", f"line {line} has it already; delete one."
                    yield Problem(table.name, row.line, column, quoted(name), allowed, remedy)


def _half_receipts(table: CsvFile) -> Iterator[Problem]:
    parts = ("source", "section", "paragraph", "wording")
    allowed = f"{', '.join(parts)}, or `{NOT_STATED}` in all four"
    for row in table.rows:
        given = [name for name in parts if row.cells[table.columns.index(name)] not in NONE]
        missing = [name for name in parts if name not in given]
        if given and missing:
            found, remedy = f"no {', '.join(missing)}", f"add it, or write `{NOT_STATED}` in all."
            yield Problem(table.name, row.line, missing[0], found, allowed, remedy)


_NEWER = f"empty it in the newer line and {GIVE} that one its own."
_UNIQUE = (partial(_repeated, "id"), partial(_repeated, "name"))
_ROW_RULES: dict[str, tuple[Callable[[CsvFile], Iterator[Problem]], ...]] = {
    THERAPIES: (*_UNIQUE, _effects_on_nothing),
    CLAIMS: (partial(_repeated, "id", mend=_NEWER), _repeated_rows, _effects_on_nothing),
    SOURCES: _UNIQUE,
    TERMS: (_named_twice, _half_receipts),
}
