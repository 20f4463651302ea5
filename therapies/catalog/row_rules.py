"""The rows: records made from them, and what is wrong between them.

`Records.of(tables, problems)` makes them; `disagreements` gives the problems about classes,
places, documents and what a therapy's claims earn.
"""

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import TypeVar

from therapies.catalog.cell_rules import (
    CLAIMS,
    NONE,
    SOURCES,
    TERMS,
    THERAPIES,
    columns,
    did_you_mean,
    escaped,
    sections_of,
    some_of,
)
from therapies.catalog.csv_file import CsvFile, Problem, Row, nearest, quoted
from therapies.model import (
    NOT_APPLICABLE,
    NOT_STATED,
    SEPARATOR,
    ActsOn,
    Category,
    Claim,
    Entry,
    Evidence,
    Goal,
    Kind,
    Record,
    Source,
    Standing,
    Therapy,
    grouped,
)

R = TypeVar("R", bound=Record)
Disagreement = tuple[str, str, str, str]
"""Column, what was found, what is allowed, how to fix it."""

STAND_INS = {
    "paragraph": "1",
    "category": Category.MECHANICAL.value,
    "kind": Kind.DRUG.value,
    "acts_on": ActsOn.CLOT.value,
    "member_of": NOT_APPLICABLE,
    "aliases": NOT_STATED,
    **dict.fromkeys(("name", "title", "scope", "wording", "says", "mechanism", "caveat"), "text"),
    **dict.fromkeys(("rationale", "explanation", "term"), "text"),
}
"""What takes a wrong cell's place while the rest of its row is compared."""


@dataclass(frozen=True)
class Records:
    """The records of each file under their line; rows that cannot be compared are left out."""

    therapies: dict[int, Therapy]
    claims: dict[int, Claim]
    sources: dict[int, Source]
    entries: dict[int, Entry]

    @classmethod
    def of(cls, tables: Mapping[str, CsvFile], problems: Mapping[str, list[Problem]]) -> "Records":
        """Make the records from the rows and the problems of their cells."""
        return cls(
            _records(Therapy, tables[THERAPIES], problems[THERAPIES]),
            _records(Claim, tables[CLAIMS], problems[CLAIMS]),
            _records(Source, tables[SOURCES], problems[SOURCES]),
            _records(Entry, tables[TERMS], problems[TERMS]) if TERMS in tables else {},
        )


def disagreements(
    records: Records, tables: Mapping[str, CsvFile], problems: Mapping[str, list[Problem]]
) -> Iterator[Problem]:
    """What is wrong between rows and between files."""
    sections = {source.id: sections_of(source) for source in records.sources.values()}
    yield from _cycles(records.therapies)
    yield from _places(CLAIMS, records.claims, sections)
    documented = {line: each for line, each in records.entries.items() if each.wording}
    yield from _places(TERMS, documented, sections)
    if tables[CLAIMS].readable:
        claims = records.claims.values()
        doubtful = _named_in_faulty_rows(tables[CLAIMS], problems[CLAIMS])
        if tables[CLAIMS].rows:  # of an empty table it is enough to say that it has no rows
            yield from _unused(records.sources, doubtful | {claim.source for claim in claims})
        known = {n: row for n, row in records.therapies.items() if row.id not in doubtful}
        yield from _unearned(known, grouped((claim.therapy, claim) for claim in claims))


def _records(kind: type[R], table: CsvFile, problems: Iterable[Problem]) -> dict[int, R]:
    """The records of the rows whose problems, if any, do not matter for the others."""
    wrong = grouped((problem.line, problem.column) for problem in problems)
    return {
        row.line: _record(kind, row, wrong.get(row.line, []))
        for row in table.rows
        if _is_comparable(kind, wrong.get(row.line, []))
    }


def _stand_ins(kind: type[Record]) -> Mapping[str, str]:
    """What may be wrong in a row; nothing but its address hangs on the id of a claim."""
    return {**STAND_INS, "id": "none"} if kind is Claim else STAND_INS


def _is_comparable(kind: type[Record], wrong: Iterable[str | None]) -> bool:
    """Whether a row with these wrong columns can still be compared with others."""
    return all(column is None or column in _stand_ins(kind) for column in wrong)


def _record(kind: type[R], row: Row, wrong: Iterable[str | None]) -> R:
    cells: dict[str, object] = dict(zip(columns(kind), row.cells, strict=True))
    for optional in ("member_of", "goal"):
        if cells.get(optional) in NONE:
            cells[optional] = None
    for column in wrong:
        if column:
            cells[column] = None if column == "member_of" else _stand_ins(kind)[column]
    return kind.model_validate(cells)


def _named_in_faulty_rows(table: CsvFile, problems: Iterable[Problem]) -> set[str]:
    """Ids of therapies and documents whose claims are not all known, because a row is wrong."""
    wrong = grouped((problem.line, problem.column) for problem in problems)
    bad = {line for line, names in wrong.items() if not _is_comparable(Claim, names)}
    cells = [*table.broken, *(row.cells for row in table.rows if row.line in bad)]
    return {cell for row in cells for cell in row[1:3]}


def _cycles(therapies: Mapping[int, Therapy]) -> Iterator[Problem]:
    lines = {therapy.id: line for line, therapy in therapies.items()}
    parent = {therapy.id: therapy.member_of for therapy in therapies.values()}
    done: set[str] = set()
    for start in parent:
        path: dict[str, None] = {}
        at: str | None = start
        while at in parent and at not in done and at not in path:
            path[at] = None
            at = parent[at]
        if at in path:
            ring = [*list(path)[list(path).index(at) :], at]
            found = f"the circle {quoted(' → '.join(ring))}"
            remedy = "take one of them out of its class."
            yield Problem(THERAPIES, lines[at], "member_of", found, "no circle", remedy)
        done.update(path)


def _places(
    file: str, receipts: Mapping[int, Claim | Entry], sections: Mapping[str, Mapping[str, int]]
) -> Iterator[Problem]:
    for line, receipt in receipts.items():
        section, paragraph = str(receipt.section), receipt.paragraph or 0
        known = sections.get(str(receipt.source))
        if known is None or paragraph <= known.get(section, 0):
            continue
        if section in known:
            found, allowed = f'"{paragraph}"', f"1 to {known[section]}"
            remedy = "count the paragraph inside its section."
            yield Problem(file, line, "paragraph", found, allowed, remedy)
        else:
            meant = nearest(section, list(known))
            remedy = did_you_mean(meant) if meant else "write the heading word for word."
            yield Problem(file, line, "section", quoted(section), some_of(known), remedy)


def _unnamed(file: str, line: int, id_: str, allowed: str) -> Problem:
    found, remedy = f"{quoted(id_)}, which no claim names", "add its claims or delete the row."
    return Problem(file, line, "id", found, allowed, remedy)


def _unused(sources: Mapping[int, Source], named: set[str]) -> Iterator[Problem]:
    for line, source in sources.items():
        if source.id not in named:
            yield _unnamed(SOURCES, line, source.id, "documents with a claim")


def _unearned(
    therapies: Mapping[int, Therapy], claims: Mapping[str, list[Claim]]
) -> Iterator[Problem]:
    """Therapies without a claim, and parts of a row that none of its claims earns."""
    for line, therapy in therapies.items():
        own = claims.get(therapy.id)
        if own is None:
            yield _unnamed(THERAPIES, line, therapy.id, "therapies with a claim")
            continue
        for rule in AGREEMENTS:
            yield from (Problem(THERAPIES, line, *each) for each in rule(therapy, own))


def _evidence_is_claimed(therapy: Therapy, claims: list[Claim]) -> Iterator[Disagreement]:
    pairs = dict.fromkeys((claim.evidence, claim.outcome) for claim in claims)
    if (therapy.evidence, therapy.outcome) not in pairs:
        found = f'"{therapy.evidence}" with outcome "{therapy.outcome}"'
        allowed = ", ".join(f"{evidence} with {outcome}" for evidence, outcome in pairs)
        yield "evidence", found, allowed, "take both from one claim of this therapy."


def _codes_are_claimed(therapy: Therapy, claims: list[Claim]) -> Iterator[Disagreement]:
    standings = dict.fromkeys(claim.standing for claim in claims)
    goals = dict.fromkeys(claim.goal for claim in claims if claim.goal)
    given: tuple[tuple[str, str, Collection[str]], ...] = (
        ("standing", therapy.standing, standings),
        ("goal", therapy.goal, goals),
        *(("also_framed_as", goal, goals) for goal in therapy.also_framed_as),
    )
    for column, value, claimed in given:
        if value not in claimed:
            allowed = ", ".join(claimed) or "a goal that a claim states"
            yield column, quoted(value), allowed, "take it from one claim of this therapy."


def _second_goal_differs(therapy: Therapy, claims: list[Claim]) -> Iterator[Disagreement]:
    if therapy.goal in therapy.also_framed_as:
        allowed = ", ".join(goal for goal in Goal if goal != therapy.goal)
        remedy = "delete it here: it is the goal already."
        yield "also_framed_as", quoted(therapy.goal), allowed, remedy


def _context_is_claimed(therapy: Therapy, claims: list[Claim]) -> Iterator[Disagreement]:
    """The row's context is the contexts of its claims, no more and no less."""
    claimed = dict.fromkeys(term for claim in claims for term in claim.context)
    allowed, own = some_of(claimed) or NOT_STATED, set(therapy.context)
    missing = [term for term in claimed if term not in own]
    for term in therapy.context:
        if term not in claimed:
            meant = nearest(term, missing)
            missing = [term for term in missing if term != meant]
            remedy = did_you_mean(meant) if meant else "delete it or add it to a claim."
            yield "context", quoted(term), allowed, remedy
    if missing:
        found = f"no {quoted(SEPARATOR.join(missing))}, which its claims have"
        yield "context", found, allowed, f"add {escaped(SEPARATOR.join(missing))}."


def _rationale_is_given(therapy: Therapy, claims: list[Claim]) -> Iterator[Disagreement]:
    """A judgement that its claims do not settle says why."""
    reasons = _splits(claims)
    if therapy.also_framed_as:
        reasons.insert(0, "also_framed_as is filled")
    if reasons and therapy.rationale in NONE:
        allowed = f"a reason, because {' and '.join(reasons)}"
        remedy = "write why the row says what it says."
        yield "rationale", quoted(therapy.rationale), allowed, remedy


def _splits(claims: list[Claim]) -> list[str]:
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
    _codes_are_claimed,
    _second_goal_differs,
    _context_is_claimed,
    _rationale_is_given,
)
