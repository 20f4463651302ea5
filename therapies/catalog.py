"""The catalog: the three files of a folder, checked as a whole, as records that agree.

`load_catalog(folder)` gives a `Catalog` or raises one `CatalogError` that holds every problem;
`format_folder(folder)` rewrites the files in canonical form.
"""

import contextlib
import datetime
import glob
import hashlib
import os
import re
import tempfile
import time
from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache, cached_property, partial
from itertools import islice
from pathlib import Path
from typing import TypeVar

from therapies.model import (
    NOT_APPLICABLE,
    NOT_STATED,
    SEPARATOR,
    ActsOn,
    Category,
    Claim,
    Evidence,
    Goal,
    Kind,
    Outcome,
    Record,
    Source,
    Standing,
    Term,
    Therapy,
)
from therapies.table import (
    MAX_PROBLEMS,
    Problem,
    Raw,
    Row,
    Table,
    nearest,
    quoted,
    read_bytes,
    read_table,
)

__all__ = ["Catalog", "CatalogError", "Problem", "canonical", "format_folder", "load_catalog"]

THERAPIES, CLAIMS, SOURCES, VERSIONS = "therapies.csv", "claims.csv", "sources.csv", "versions.csv"
RECORDS: dict[str, type[Record]] = {THERAPIES: Therapy, CLAIMS: Claim, SOURCES: Source}
MAX_WORDS = 8
MAX_LETTERS = 200

_NONE = (NOT_STATED, NOT_APPLICABLE)
_SECTION = re.compile(r"(.+) \(([1-9][0-9]{0,5})\)")
_STALE_SECONDS = 3600

K = TypeVar("K")
V = TypeVar("V")
R = TypeVar("R", bound=Record)
Fault = tuple[str, str]
"""What is allowed, and how to mend it."""
Rule = Callable[[str], Fault | None]
"""Judges one cell: None when it is right."""
Disagreement = tuple[str, str, str, str]
"""Column, what was found, what is allowed, how to mend it."""


class CatalogError(Exception):
    """A folder that is refused; `problems` holds every letter, file by file, line by line."""

    def __init__(self, problems: Iterable[Problem]) -> None:
        """Take the letters."""
        self.problems = tuple(problems)
        super().__init__(self.problems)

    @property
    def letters(self) -> list[str]:
        """The letters as text, at most 200 of them and then how many more there are."""
        more = len(self.problems) - MAX_LETTERS
        shown = [str(problem) for problem in self.problems[:MAX_LETTERS]]
        return [*shown, f"and {more} more"] if more > 0 else shown

    def __str__(self) -> str:
        """All letters, one on each line."""
        return "\n".join(self.letters)


@dataclass(frozen=True)
class Catalog:
    """One whole table whose parts agree.

    Therapies are sorted by id; claims by therapy, document, section, paragraph and wording; sources
    stand in the order of their file. `files` holds the canonical text of each of the three files.
    """

    therapies: tuple[Therapy, ...]
    claims: tuple[Claim, ...]
    sources: tuple[Source, ...]
    version: str
    date: datetime.date
    folder: Path
    files: Mapping[str, str] = field(repr=False, compare=False, default_factory=dict)

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
        groups = _grouped((claim.therapy, claim) for claim in self.claims)
        return {therapy.id: tuple(groups.get(therapy.id, ())) for therapy in self.therapies}

    @cached_property
    def members_of(self) -> dict[str, tuple[str, ...]]:
        """The ids of the direct members of every therapy, empty for what is no class."""
        groups = _grouped((t.member_of, t.id) for t in self.therapies if t.member_of)
        return {therapy.id: tuple(groups.get(therapy.id, ())) for therapy in self.therapies}


def load_catalog(folder: Path) -> Catalog:
    """Read and check the three files of a folder; raise `CatalogError` with every problem."""
    return _load(Path(folder))[0]


def canonical(catalog: Catalog) -> dict[str, str]:
    """The text of each of the three files in canonical form, by file name."""
    return dict(catalog.files)


@cache
def columns(record: type[Record]) -> tuple[str, ...]:
    """The columns of a record's file."""
    return tuple(record.model_fields)


def _grouped(pairs: Iterable[tuple[K, V]]) -> dict[K, list[V]]:
    """Lists of values by key, in the order met."""
    groups: dict[K, list[V]] = defaultdict(list)
    for key, value in pairs:
        groups[key].append(value)
    return dict(groups)


def _load(folder: Path) -> tuple[Catalog, dict[str, Table]]:
    """The catalog, and the tables it was made from."""
    _require_folder(folder)
    tables = {name: read_table(folder / name, columns(kind)) for name, kind in RECORDS.items()}
    dates, problems = _history(folder)
    rules = _rules(tables)
    faults = {name: _told(_cell_problems(tables[name], rules[name])) for name in tables}
    records = _Records.of(tables, faults)
    problems = [*(p for table in tables.values() for p in table.problems), *problems]
    problems += [problem for name in faults for problem in faults[name]]
    problems += _disagreements(records, tables, faults) if _all_told(faults) else []
    if problems:
        order = [*RECORDS, VERSIONS]
        raise CatalogError(sorted(problems, key=lambda p: (order.index(p.file), p.line or 0)))
    return _catalog(folder, tables, records, dates), tables


def _all_told(faults: Mapping[str, list[Problem]]) -> bool:
    """Whether no file has so many faults that its rows are no longer known."""
    return all(len(told) < MAX_PROBLEMS for told in faults.values())


def _told(problems: Iterable[Problem]) -> list[Problem]:
    """The problems of one file, up to the number after which nobody reads further."""
    return list(islice(problems, MAX_PROBLEMS))


def _require_folder(folder: Path) -> None:
    """Refuse what is no folder with one letter."""
    try:
        found = "" if folder.is_dir() else "a file" if folder.exists() else "no such folder"
    except (OSError, ValueError):
        found = "a name that no folder can have"
    if found:
        allowed = f"a folder with {', '.join(RECORDS)}"
        name = quoted(str(folder))[1:-1]
        raise CatalogError([Problem(name, None, None, found, allowed, "name another folder.")])


# --- cells: a rule judges one cell, whatever row it stands in -------------------------------------


def _any_text(cell: str) -> Fault | None:
    """Every text is right."""
    return None


def _identifier(cell: str) -> Fault | None:
    """An id is made of small letters, digits and hyphens."""
    if re.fullmatch("[a-z0-9-]+", cell):
        return None
    fixed = re.sub("[^a-z0-9]+", "-", cell.lower()).strip("-")
    return "a-z, 0-9 and -", f"write {_brief(fixed)}." if fixed else "write an id."


def _known(ids: Collection[str], file: str, cell: str) -> Fault | None:
    """The id stands in its file."""
    if cell in ids:
        return None
    few = sorted(ids) if len(ids) <= 2000 else []
    allowed = ", ".join(few) if 0 < len(few) <= 12 else f"an id of {file}"
    meant = nearest(cell, few)
    return allowed, _meant(meant) if meant else f"add it to {file} or mend it here."


def _meant(word: str) -> str:
    """The remedy for a near miss."""
    return f"did you mean {word}? Write it exactly so."


def _brief(text: str) -> str:
    """A text that fits into a letter."""
    return quoted(text)[1:-1]


def _listed(words: Collection[str]) -> str:
    """The first of many words, and how many more there are."""
    more = f" and {len(words) - 12} more" if len(words) > 12 else ""
    return ", ".join(_brief(word) for word in islice(words, 12)) + more


def _one_of(words: Sequence[str], cell: str) -> Fault | None:
    """The cell is exactly one of the words."""
    if cell in words:
        return None
    meant = nearest(cell, words)
    return ", ".join(words), _meant(meant) if meant else "choose one of them."


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
        return "items with `; ` between them", f"write {_brief(SEPARATOR.join(items))}."
    if any(item in _NONE for item in items):
        return "items, or one of the two words alone", f"delete {' or '.join(_NONE)}."
    return None


def _many_of(words: Sequence[str], cell: str) -> Fault | None:
    """A list whose items are all among the words, or the words for none."""
    if cell in _NONE:
        return None
    wrong = (_one_of(words, item) for item in cell.split(SEPARATOR))
    return _items(cell) or next((fault for fault in wrong if fault), None)


def _optional(rule: Rule, cell: str) -> Fault | None:
    """What the rule says, unless the cell says that there is nothing."""
    return None if cell in _NONE else rule(cell)


def _positive(cell: str) -> Fault | None:
    """A whole number from 1."""
    if re.fullmatch("[1-9][0-9]{0,5}", cell):
        return None
    return "a whole number from 1, in digits", "count the paragraph inside its section."


def _short(cell: str) -> Fault | None:
    """The decisive words are few."""
    if (words := len(cell.split())) <= MAX_WORDS:
        return None
    return f"at most {MAX_WORDS} words", f"leave out {words - MAX_WORDS} or more words."


def _sections(cell: str) -> Fault | None:
    """Headings, each once, with their number of paragraphs."""
    form = "`Heading (paragraphs)` with `; ` between them"
    parts = [_SECTION.fullmatch(item) for item in cell.split(SEPARATOR)]
    if not all(parts):
        return form, "write each section like `Introduction (1)`."
    if len({part[1].casefold() for part in parts if part}) < len(parts):
        return "each heading once", "delete the repeated heading."
    return _items(cell)


def _words(vocabulary: type[Term]) -> tuple[str, ...]:
    """The values of a vocabulary, in order."""
    return tuple(term.value for term in vocabulary)


def _rules(tables: Mapping[str, Table]) -> dict[str, dict[str, Rule]]:
    """The rule of every column that has one, by file."""
    therapy, source = (_reference(tables[name]) for name in (THERAPIES, SOURCES))
    both: dict[str, Rule] = {
        "evidence": partial(_one_of, _words(Evidence)),
        "outcome": partial(_one_of, _words(Outcome)),
        "standing": partial(_one_of, _words(Standing)),
        "context": _items,
    }
    return {
        THERAPIES: both
        | {
            "id": _identifier,
            "aliases": _items,
            "member_of": partial(_optional, therapy),
            "category": partial(_one_of, _words(Category)),
            "goal": partial(_one_of, _words(Goal)),
            "also_framed_as": partial(_many_of, _words(Goal)),
            "kind": partial(_one_of, _words(Kind)),
            "acts_on": partial(_one_of, _words(ActsOn)),
        },
        CLAIMS: both
        | {
            "therapy": therapy,
            "source": source,
            "paragraph": _positive,
            "wording": _short,
            "goal": partial(_one_of, (*_words(Goal), *_NONE)),
        },
        SOURCES: {"id": _identifier, "sections": _sections},
    }


def _reference(table: Table) -> Rule:
    """The rule for an id that must stand in a table, whole or broken; any id if none is known."""
    if not table.readable:
        return _identifier
    ids = set(table.column("id")) | {cells[0] for cells in table.broken}
    return partial(_known, ids, table.name)


def _cell_problems(table: Table, rules: Mapping[str, Rule]) -> Iterator[Problem]:
    """Every cell that is empty or against its rule, and every id or row that is there twice."""
    for column in table.columns:
        cells = table.column(column)
        faults = _faults(rules.get(column, _any_text), cells)
        for row, cell in zip(table.rows, cells, strict=True) if faults else ():
            if cell in faults:
                yield Problem(table.name, row.line, column, quoted(cell), *faults[cell])
    yield from _repeated_rows(table) if table.name == CLAIMS else _repeated_ids(table)


def _faults(rule: Rule, cells: Iterable[str]) -> dict[str, Fault]:
    """The fault of each different cell that has one, up to a number."""
    judged = ((cell, _judged(rule, cell)) for cell in dict.fromkeys(cells))
    return dict(islice(((cell, fault) for cell, fault in judged if fault), MAX_PROBLEMS))


def _judged(rule: Rule, cell: str) -> Fault | None:
    """An empty cell is wrong everywhere; for the rest the rule decides."""
    return rule(cell) if cell else ("a text", "write `not stated` or `not applicable`.")


def _repeated_ids(table: Table) -> Iterator[Problem]:
    """Ids that are there twice, whatever their case."""
    first: dict[str, int] = {}
    for row in table.rows:
        line = first.setdefault(row.cells[0].casefold(), row.line)
        if line != row.line and row.cells[0]:
            remedy = f"line {line} has it already; delete one or give it another id."
            found = quoted(row.cells[0])
            yield Problem(table.name, row.line, "id", found, "each id once", remedy)


def _repeated_rows(table: Table) -> Iterator[Problem]:
    """Rows that are the same in every cell."""
    first: dict[tuple[str, ...], int] = {}
    for row in table.rows:
        line = first.setdefault(row.cells, row.line)
        if line != row.line:
            remedy = f"line {line} is the same; delete one."
            yield Problem(table.name, row.line, None, "the same row", "each row once", remedy)


# --- the whole: records that must agree with each other -------------------------------------------


STAND_INS = {
    "paragraph": "1",
    "category": Category.MECHANICAL.value,
    "kind": Kind.DRUG.value,
    "acts_on": ActsOn.CLOT.value,
    "member_of": NOT_APPLICABLE,
    "aliases": NOT_STATED,
    **dict.fromkeys(("name", "title", "scope", "wording", "says", "mechanism", "caveat"), "text"),
    "rationale": "text",
}
"""What takes a wrong cell's place while the rest of its row is compared."""


@dataclass(frozen=True)
class _Records:
    """The records of each file under their line; rows that cannot be compared are left out."""

    therapies: dict[int, Therapy]
    claims: dict[int, Claim]
    sources: dict[int, Source]

    @classmethod
    def of(cls, tables: Mapping[str, Table], faults: Mapping[str, list[Problem]]) -> "_Records":
        """Make the records from the rows and the faults of their cells."""
        if not _all_told(faults):
            return cls({}, {}, {})
        return cls(
            _records(Therapy, tables[THERAPIES], faults[THERAPIES]),
            _records(Claim, tables[CLAIMS], faults[CLAIMS]),
            _records(Source, tables[SOURCES], faults[SOURCES]),
        )


def _records(kind: type[R], table: Table, faults: Iterable[Problem]) -> dict[int, R]:
    """The records of the rows whose faults, if any, do not matter for the others."""
    wrong = _grouped((problem.line, problem.column) for problem in faults)
    return {
        row.line: _record(kind, row, wrong.get(row.line, []))
        for row in table.rows
        if row.line not in wrong or _is_comparable(wrong[row.line])
    }


def _is_comparable(wrong: Iterable[str | None]) -> bool:
    """Whether a row with these wrong columns can still be compared with others."""
    return all(column is None or column in STAND_INS for column in wrong)


def _record(kind: type[R], row: Row, wrong: Iterable[str | None]) -> R:
    """The record of a row, with stand-ins for the wrong columns."""
    cells: dict[str, object] = dict(zip(columns(kind), row.cells, strict=True))
    for optional in ("member_of", "goal"):
        if cells.get(optional) in _NONE:
            cells[optional] = None
    for column in wrong:
        if column:
            cells[column] = None if column == "member_of" else STAND_INS[column]
    return kind.model_validate(cells)


def _disagreements(
    records: _Records, tables: Mapping[str, Table], faults: Mapping[str, list[Problem]]
) -> Iterator[Problem]:
    """What is wrong between rows and between files."""
    sections = {source.id: sections_of(source) for source in records.sources.values()}
    yield from _told(_cycles(records.therapies))
    yield from _told(_places(records.claims, sections))
    if tables[CLAIMS].readable:
        claims = records.claims.values()
        doubtful = _named_in_faulty_rows(tables[CLAIMS], faults[CLAIMS])
        yield from _told(_unused(records.sources, doubtful | {claim.source for claim in claims}))
        known = {n: row for n, row in records.therapies.items() if row.id not in doubtful}
        yield from _told(_unearned(known, _grouped((claim.therapy, claim) for claim in claims)))


def _named_in_faulty_rows(table: Table, faults: Iterable[Problem]) -> set[str]:
    """Ids of therapies and documents whose claims are not all known, because a row is wrong."""
    wrong = _grouped((problem.line, problem.column) for problem in faults)
    bad = {line for line, columns in wrong.items() if not _is_comparable(columns)}
    cells = [*table.broken, *(row.cells for row in table.rows if row.line in bad)]
    return {cell for row in cells for cell in row[:2]}


def sections_of(source: Source) -> dict[str, int]:
    """The headings of a document with their number of paragraphs, in reading order."""
    parts = (_SECTION.fullmatch(item) for item in source.sections)
    return {part[1]: int(part[2]) for part in parts if part}


def _cycles(therapies: Mapping[int, Therapy]) -> Iterator[Problem]:
    """Classes that are, in the end, members of themselves."""
    lines = {therapy.id: line for line, therapy in therapies.items()}
    parent = {therapy.id: therapy.member_of for therapy in therapies.values()}
    done: set[str] = set()
    for start in parent:
        path: dict[str, None] = {}
        at: str | None = start
        while at is not None and at in parent and at not in done and at not in path:
            path[at] = None
            at = parent[at]
        if at is not None and at in path:
            ring = [*list(path)[list(path).index(at) :], at]
            found = f"the circle {quoted(' → '.join(ring))}"
            remedy = "take one of them out of its class."
            yield Problem(THERAPIES, lines[at], "member_of", found, "no circle", remedy)
        done.update(path)


def _places(
    claims: Mapping[int, Claim], sections: Mapping[str, Mapping[str, int]]
) -> Iterator[Problem]:
    """Claims whose section or paragraph is not in their document."""
    for line, claim in claims.items():
        known = sections.get(claim.source)
        if known is None or claim.paragraph <= known.get(claim.section, 0):
            continue
        if claim.section in known:
            found, allowed = f'"{claim.paragraph}"', f"1 to {known[claim.section]}"
            remedy = "count the paragraph inside its section."
            yield Problem(CLAIMS, line, "paragraph", found, allowed, remedy)
        else:
            meant = nearest(claim.section, list(known))
            remedy = _meant(meant) if meant else "write the heading word for word."
            found = quoted(claim.section)
            yield Problem(CLAIMS, line, "section", found, _listed(known), remedy)


def _unused(sources: Mapping[int, Source], named: set[str]) -> Iterator[Problem]:
    """Documents that no claim names."""
    for line, source in sources.items():
        if source.id not in named:
            found, allowed = f"{quoted(source.id)}, which no claim names", "documents with a claim"
            remedy = "add its claims or delete the row."
            yield Problem(SOURCES, line, "id", found, allowed, remedy)


def _unearned(
    therapies: Mapping[int, Therapy], claims: Mapping[str, list[Claim]]
) -> Iterator[Problem]:
    """Therapies without a claim, and parts of a row that none of its claims earns."""
    for line, therapy in therapies.items():
        own = claims.get(therapy.id)
        if own is None:
            found = f"{quoted(therapy.id)}, which no claim names"
            remedy = "add its claims or delete the row."
            yield Problem(THERAPIES, line, "id", found, "therapies with a claim", remedy)
            continue
        for rule in AGREEMENTS:
            for disagreement in rule(therapy, own):
                yield Problem(THERAPIES, line, *disagreement)


def _evidence_is_claimed(therapy: Therapy, claims: list[Claim]) -> Iterator[Disagreement]:
    """Evidence and outcome stand together in a claim."""
    pairs = dict.fromkeys((claim.evidence, claim.outcome) for claim in claims)
    if (therapy.evidence, therapy.outcome) not in pairs:
        found = f'"{therapy.evidence}" with outcome "{therapy.outcome}"'
        allowed = ", ".join(f"{evidence} with {outcome}" for evidence, outcome in pairs)
        yield "evidence", found, allowed, "take both from one claim of this therapy."


def _standing_is_claimed(therapy: Therapy, claims: list[Claim]) -> Iterator[Disagreement]:
    """The standing stands in a claim."""
    claimed = dict.fromkeys(claim.standing for claim in claims)
    if therapy.standing not in claimed:
        remedy = "take it from one claim of this therapy."
        yield "standing", quoted(therapy.standing), ", ".join(claimed), remedy


def _goals_are_claimed(therapy: Therapy, claims: list[Claim]) -> Iterator[Disagreement]:
    """The goal and every other goal stand in a claim."""
    claimed = dict.fromkeys(claim.goal for claim in claims if claim.goal)
    allowed = ", ".join(claimed) or "a goal that a claim states"
    remedy = "take it from one claim of this therapy."
    if therapy.goal not in claimed:
        yield "goal", quoted(therapy.goal), allowed, remedy
    for goal in therapy.also_framed_as:
        if goal not in claimed:
            yield "also_framed_as", quoted(goal), allowed, remedy


def _second_goal_differs(therapy: Therapy, claims: list[Claim]) -> Iterator[Disagreement]:
    """The goal is not among the other goals."""
    if therapy.goal in therapy.also_framed_as:
        allowed = ", ".join(goal for goal in Goal if goal != therapy.goal)
        remedy = "delete it here: it is the goal already."
        yield "also_framed_as", quoted(therapy.goal), allowed, remedy


def _context_is_claimed(therapy: Therapy, claims: list[Claim]) -> Iterator[Disagreement]:
    """The row's context is the contexts of its claims, no more and no less."""
    claimed = dict.fromkeys(term for claim in claims for term in claim.context)
    allowed, own = _listed(claimed) or NOT_STATED, set(therapy.context)
    missing = [term for term in claimed if term not in own]
    for term in therapy.context:
        if term not in claimed:
            meant = nearest(term, missing)
            missing = [term for term in missing if term != meant]
            remedy = _meant(meant) if meant else "delete it or add it to a claim."
            yield "context", quoted(term), allowed, remedy
    if missing:
        found = f"no {quoted(SEPARATOR.join(missing))}, which its claims have"
        yield "context", found, allowed, f"add {_brief(SEPARATOR.join(missing))}."


def _rationale_is_given(therapy: Therapy, claims: list[Claim]) -> Iterator[Disagreement]:
    """A judgement that its claims do not settle says why."""
    reasons = _splits(claims)
    if therapy.also_framed_as:
        reasons.insert(0, "also_framed_as is filled")
    if reasons and therapy.rationale in _NONE:
        allowed = f"a reason, because {' and '.join(reasons)}"
        remedy = "write why the row says what it says."
        yield "rationale", quoted(therapy.rationale), allowed, remedy


def _splits(claims: list[Claim]) -> list[str]:
    """In what the claims of one therapy differ."""
    sides: dict[str, set[object]] = {
        "evidence or outcome": {
            (claim.evidence, claim.outcome)
            for claim in claims
            if claim.evidence is not Evidence.NOT_STATED
        },
        "standing": {c.standing for c in claims if c.standing is not Standing.NOT_STATED},
        "goal": {claim.goal for claim in claims if claim.goal},
    }
    return [f"its claims differ in {name}" for name, values in sides.items() if len(values) > 1]


AGREEMENTS: tuple[Callable[[Therapy, list[Claim]], Iterator[Disagreement]], ...] = (
    _evidence_is_claimed,
    _standing_is_claimed,
    _goals_are_claimed,
    _second_goal_differs,
    _context_is_claimed,
    _rationale_is_given,
)


# --- the catalog, its version and its date --------------------------------------------------------


def _catalog(
    folder: Path, tables: Mapping[str, Table], records: _Records, dates: Mapping[str, str]
) -> Catalog:
    """The catalog of tables without a problem."""
    rows = _sorted_rows(tables)
    files = {name: _text(columns(kind), rows[name]) for name, kind in RECORDS.items()}
    whole = hashlib.sha256("".join(files.values()).encode())
    version = f"v{whole.hexdigest()[:6]}"
    newest = max(table.raw.modified for table in tables.values())
    return Catalog(
        therapies=tuple(records.therapies[row.line] for row in rows[THERAPIES]),
        claims=tuple(records.claims[row.line] for row in rows[CLAIMS]),
        sources=tuple(records.sources[row.line] for row in rows[SOURCES]),
        version=version,
        date=datetime.date.fromisoformat(dates[version]) if version in dates else _day(newest),
        folder=folder,
        files=files,
    )


def _day(seconds: float) -> datetime.date:
    """The day of a moment, in UTC."""
    return datetime.datetime.fromtimestamp(seconds, datetime.UTC).date()


def _sorted_rows(tables: Mapping[str, Table]) -> dict[str, list[Row]]:
    """The rows of each file in canonical order."""
    places = {
        (row.cells[0], heading): (document, section)
        for document, row in enumerate(tables[SOURCES].rows)
        for section, heading in enumerate(_headings(row.cells[-1]))
    }

    def place(row: Row) -> tuple[object, ...]:
        therapy, source, section, paragraph, *rest = row.cells
        return therapy, places[source, section], int(paragraph), rest

    return {
        THERAPIES: sorted(tables[THERAPIES].rows, key=lambda row: row.cells[0]),
        CLAIMS: sorted(tables[CLAIMS].rows, key=place),
        SOURCES: list(tables[SOURCES].rows),
    }


def _headings(cell: str) -> list[str]:
    """The headings in a cell of sections."""
    return [item.rpartition(" (")[0] for item in cell.split(SEPARATOR)]


def _text(header: Sequence[str], rows: Iterable[Row]) -> str:
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
    table = read_table(folder / VERSIONS, ("version", "date"), may_be_empty=True)
    problems = [*table.problems, *_told(_history_problems(table))]
    dates = sorted((row.cells[1], row.cells[0]) for row in table.rows)
    return {version: date for date, version in dates}, problems


def _history_problems(table: Table) -> Iterator[Problem]:
    """Cells of `versions.csv` that are no version or no date."""
    for row in table.rows:
        version, date = row.cells
        if not re.fullmatch("v[0-9a-f]{6}", version):
            allowed, remedy = "v and six of 0-9 and a-f", "delete the line."
            yield Problem(table.name, row.line, "version", quoted(version), allowed, remedy)
        if not _is_date(date):
            allowed, remedy = "a date like 2026-11-20", "write the day so."
            yield Problem(table.name, row.line, "date", quoted(date), allowed, remedy)


def _is_date(cell: str) -> bool:
    """Whether the cell is a day, written with hyphens."""
    try:
        return datetime.date.fromisoformat(cell).isoformat() == cell
    except ValueError:
        return False


# --- the canonical form, written ------------------------------------------------------------------


def format_folder(folder: Path) -> tuple[str, ...]:
    """Rewrite the files of a folder in canonical form, and note a new version with today's date.

    Gives the names of the files that changed. A file is replaced as a whole or not at all. Raises
    `CatalogError` when the folder has a problem, cannot be written or is edited meanwhile.
    """
    catalog, tables = _load(Path(folder))
    changed: dict[str, tuple[Raw | None, bytes]] = {
        name: (tables[name].raw, text.encode())
        for name, text in catalog.files.items()
        if tables[name].raw.data != text.encode()
    }
    changed |= _next_history(catalog)
    for name, (before, after) in changed.items():
        _replace(catalog.folder / name, before, after)
    return tuple(changed)


def _next_history(catalog: Catalog) -> dict[str, tuple[Raw | None, bytes]]:
    """What `versions.csv` held and shall hold, when its last row is not this version."""
    path = catalog.folder / VERSIONS
    header = ("version", "date")
    if not os.path.lexists(path):
        before, rows = None, []
    else:
        table = read_table(path, header, may_be_empty=True)
        before, rows = table.raw, list(table.rows)
    if rows and rows[-1].cells[0] == catalog.version:
        return {}
    today = _day(time.time()).isoformat()
    text = _text(header, [*rows, Row(len(rows) + 2, (catalog.version, today))])
    return {VERSIONS: (before, text.encode())}


def _replace(path: Path, before: Raw | None, after: bytes) -> None:
    """Put a new file in the place of an old one that is still what it was."""
    target = Path(os.path.realpath(path))
    allowed = "a folder that can be written"
    try:
        _sweep(target)
        handle, name = tempfile.mkstemp(".tmp", f".{target.name}.", target.parent)
        try:
            _fill(handle, after, target)
            _require_unchanged(path, before)
            Path(name).replace(target)
        except BaseException:
            Path(name).unlink()
            raise
        _settle(target.parent)
    except OSError as error:
        found = f"a file that cannot be written ({error.strerror or error})"
        remedy = "make room or give yourself the right to write; this file is as it was."
        raise CatalogError([Problem(path.name, None, None, found, allowed, remedy)]) from error


def _fill(handle: int, content: bytes, target: Path) -> None:
    """Write all bytes to the disk, with the mode of the file that they replace."""
    with open(handle, "wb") as file:
        os.fchmod(handle, target.stat().st_mode & 0o7777 if target.exists() else 0o644)
        file.write(content)
        file.flush()
        os.fsync(handle)


def _require_unchanged(path: Path, before: Raw | None) -> None:
    """Refuse to overwrite an edit that was made since the file was read."""
    now = read_bytes(path) if os.path.lexists(path) else None
    if isinstance(now, Problem) or (now and now.data) != (before and before.data):
        found, remedy = "a file that was edited meanwhile", "run the command again."
        raise CatalogError([Problem(path.name, None, None, found, "no edit meanwhile", remedy)])


def _sweep(target: Path) -> None:
    """Remove what a writer that was killed more than an hour ago left behind."""
    for left in target.parent.glob(f".{glob.escape(target.name)}.*.tmp"):
        with contextlib.suppress(OSError):
            if left.stat().st_mtime < time.time() - _STALE_SECONDS:
                left.unlink()


def _settle(folder: Path) -> None:
    """Have the folder's new entry on the disk, too, where the system can."""
    with contextlib.suppress(OSError):
        handle = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(handle)
        finally:
            os.close(handle)
