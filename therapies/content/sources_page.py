"""Who says what: the therapies beside the documents, where these differ, what the table lacks."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any, NamedTuple

from therapies.catalog.catalog import Catalog
from therapies.content import marks
from therapies.content.evidence_map import Mark, own_mark
from therapies.content.sentences import SILENT, SPLIT_COLUMNS, documents_of, splits
from therapies.content.takeaways import NOTHING, is_driver_only, part
from therapies.model import (
    COLUMN,
    NOT_STATED,
    SEPARATOR,
    Claim,
    Evidence,
    Outcome,
    Source,
    Standing,
    Term,
    Therapy,
    about,
    grouped,
)
from therapies.query.query import Query
from therapies.wording import FEW, Value, counted, listed, worded

CHART = "documents"
"""The name of the figure."""

MOST = 120
"""How many rows the page shows at most, and how many names of one document."""

APART = marks.DIFFER
"""The heading of the words on what documents differ."""

KEY = (
    "The mark is the effect that the document states nearest the therapy’s goal; hollow is about "
    f"{Outcome.DRIVER.label}. A number beside it: so many passages of the document. A document "
    "that says nothing on a point does not disagree on it."
)


class Point(NamedTuple):
    """Something on which documents can differ, as a finding says it and in short.

    `column` is the one of `SPLIT_COLUMNS` that it is about.
    """

    column: str
    said: str
    short: str

    @property
    def clause(self) -> str:
        """The point after what it is about was named: `how firmly`, `the goal`."""
        return self.short if self.column == "evidence" else self.said


ON = Point("evidence", "what an effect is said to be on", "what the effect is on")
FIRMLY = Point("evidence", "how firmly an effect is stated", "how firmly")
GOAL = Point("goal", f"the {COLUMN['goal'].in_line}", COLUMN["goal"].in_line)
PLACE = Point("standing", f"the {COLUMN['standing'].in_line}", COLUMN["standing"].in_line)
POINTS = (ON, FIRMLY, GOAL, PLACE)


class Difference(NamedTuple):
    """A point on which documents differ about a therapy, and what they say where that is short."""

    point: Point
    values: tuple[str, ...] = ()

    @property
    def text(self) -> str:
        """The point and what is said: `goal: halt or stabilize`."""
        said = f": {listed(self.values, 'or')}" if self.values else ""
        return f"{self.point.short}{said}"


@dataclass(frozen=True)
class Cell:
    """What a document says of a therapy: its mark, and how many passages name the therapy."""

    mark: Mark
    passages: int

    @property
    def words(self) -> Value:
        """The evidence and what the effect is on: `stated, risk factor`."""
        return words(self.mark)

    @property
    def text(self) -> str:
        """The words, and the number of passages where there are several."""
        more = f" ({counted(self.passages, 'passage')})" if self.passages > 1 else ""
        return f"{self.words}{more}"

    @property
    def marked(self) -> str:
        """The same with its mark in plain text."""
        return f"{self.words.symbol} {self.text}".strip()


def words(mark: Mark) -> Value:
    """Return a mark in the fewest words: `stated, risk factor`."""
    on = about(mark.evidence, mark.outcome)
    said = [mark.evidence.short, *([] if on is Outcome.NOT_APPLICABLE else [on.short])]
    return Value(", ".join(said), mark.evidence.symbol)


class Row(NamedTuple):
    """A therapy beside the documents: a cell for each, or None where one does not name it."""

    therapy: Therapy
    cells: tuple[Cell | None, ...]
    differences: tuple[Difference, ...]

    @property
    def named_by(self) -> int:
        """How many documents name it."""
        return sum(cell is not None for cell in self.cells)

    @property
    def apart(self) -> str:
        """On what the documents differ, in a line; nothing where they do not."""
        return SEPARATOR.join(each.text for each in self.differences)


class Group(NamedTuple):
    """Rows under a title; `total` counts those too that are not shown."""

    title: str
    rows: tuple[Row, ...]
    total: int


class Alone(NamedTuple):
    """The therapies that one document alone names, strongest first, and how many there are."""

    source: Source
    therapies: tuple[Therapy, ...]
    total: int


class Matrix(NamedTuple):
    """What several documents name, in groups, and what rests on one; `left` rows are not shown."""

    groups: tuple[Group, ...]
    alone: tuple[Alone, ...]
    left: int

    @property
    def rows(self) -> tuple[Row, ...]:
        """All rows that are shown, in their order."""
        return tuple(row for group in self.groups for row in group.rows)

    @property
    def several(self) -> int:
        """How many therapies more than one document names."""
        return sum(group.total for group in self.groups)


def matrix(catalog: Catalog, therapies: Sequence[Therapy], most: int = MOST) -> Matrix:
    """Return who says what of `therapies`: those on which documents differ first, then the rest.

    Within a group those that differ on more stand first, then what is known more firmly. Of more
    than `most` rows the first are given.
    """
    found = _rows(catalog, therapies)
    apart = [row for row in found if row.differences]
    agreed = grouped((row.named_by, row) for row in found if not row.differences)
    total = len(catalog.sources)
    titled = [("Documents differ", apart)] if apart else []
    titled += [
        (f"{_all(number, total)}, without a difference", agreed[number])
        for number in sorted(agreed, reverse=True)
        if number > 1
    ]
    groups, room = [], most
    for title, rows in titled:
        groups.append(Group(title, tuple(sorted(rows, key=_place)[:room]), len(rows)))
        room -= len(groups[-1].rows)
    left = sum(group.total - len(group.rows) for group in groups)
    return Matrix(tuple(groups), _alone(catalog, agreed.get(1, ()), most), left)


def _all(number: int, total: int) -> str:
    if number < total:
        return worded(number).capitalize()
    return "Both" if number == 2 else f"All {worded(number)}"


def _place(row: Row) -> tuple[int, bool, int, int, str]:
    return (-len(row.differences), *_strength(own_mark(row.therapy)), row.therapy.name)


def _strength(mark: Mark) -> tuple[bool, int, int]:
    """Return the place of a mark: what is about the disease first, then the most firmly said."""
    return mark.outcome is Outcome.DRIVER, mark.evidence.rank, mark.outcome.rank


def _alone(catalog: Catalog, rows: Iterable[Row], most: int) -> tuple[Alone, ...]:
    """Return what each document alone names, for all documents."""
    places = grouped(
        (next(place for place, cell in enumerate(row.cells) if cell), row) for row in rows
    )
    found = []
    for place, source in enumerate(catalog.sources):
        own = [row.therapy for row in sorted(places.get(place, ()), key=_place)]
        found.append(Alone(source, tuple(own[:most]), len(own)))
    return tuple(found)


def _rows(catalog: Catalog, therapies: Iterable[Therapy]) -> list[Row]:
    """Return the row of each of `therapies` that a document names."""
    known = _known(catalog)
    return [Row(each, *known[each.id]) for each in therapies if any(known[each.id][0])]


Known = tuple[tuple[Cell | None, ...], tuple[Difference, ...]]


@lru_cache(maxsize=2)
def _known(catalog: Catalog) -> Mapping[str, Known]:
    """Return cells and differences of every therapy: a filter changes neither."""
    return {
        each.id: (
            tuple(_cell(catalog, each, source) for source in catalog.sources),
            tuple(_differences(catalog, each.id)),
        )
        for each in catalog.therapies
    }


def said_by(catalog: Catalog, therapy: Therapy) -> dict[str, Cell]:
    """Return what each document that names the therapy says of it, by the document's id."""
    cells = zip(catalog.sources, _known(catalog)[therapy.id][0], strict=True)
    return {source.id: cell for source, cell in cells if cell}


def differences(catalog: Catalog, therapy: Therapy) -> tuple[Difference, ...]:
    """Return the points on which documents differ about the therapy."""
    return _known(catalog)[therapy.id][1]


def _cell(catalog: Catalog, therapy: Therapy, source: Source) -> Cell | None:
    """Return what the document says: of the effects that it states the one nearest the goal.

    Nearest is one said of the goal itself, then one said of no goal; among these the therapy's own
    evidence and outcome, then what is about the disease, then what is said most firmly.
    """
    claims = [each for each in catalog.claims_of[therapy.id] if each.source == source.id]
    if not claims:
        return None

    def distance(claim: Claim) -> tuple[Any, ...]:
        mark = _mark(claim, therapy)
        return (
            claim.evidence is Evidence.NOT_STATED,
            (therapy.goal, None).index(claim.goal) if claim.goal in (therapy.goal, None) else 2,
            mark != own_mark(therapy),
            *_strength(mark),
        )

    return Cell(_mark(min(claims, key=distance), therapy), len(claims))


def _mark(claim: Claim, therapy: Therapy) -> Mark:
    return Mark(therapy.goal, claim.evidence, about(claim.evidence, claim.outcome))


def _differences(catalog: Catalog, therapy_id: str) -> Iterator[Difference]:
    """Yield the points on which documents differ, as `sentences.splits` finds them."""
    claims, columns = catalog.claims_of[therapy_id], splits(catalog, therapy_id)
    if ON.column in columns:
        effects = [each for each in claims if each.evidence is not Evidence.NOT_STATED]
        if _vary((each.source, each.outcome) for each in effects):
            yield Difference(ON)
        # Like is compared with like: only what is said of the same outcome differs in firmness.
        if any(
            _vary((each.source, each.evidence) for each in effects if each.outcome is outcome)
            for outcome in Outcome
        ):
            yield Difference(FIRMLY)
    if GOAL.column in columns:
        yield Difference(GOAL, _said(each.goal for each in claims if each.goal))
    if PLACE.column in columns:
        stated = (each.standing for each in claims if each.standing is not Standing.NOT_STATED)
        yield Difference(PLACE, _said(stated))


def _vary(pairs: Iterable[tuple[str, Term]]) -> bool:
    """Say whether documents give different sets of values."""
    return len({frozenset(values) for values in grouped(pairs).values()}) > 1


def _said(terms: Iterable[Term]) -> tuple[str, ...]:
    return tuple(each.short for each in sorted(set(terms), key=lambda term: term.rank))


def contents(catalog: Catalog, query: Query) -> dict[str, Any]:
    """Return the values of the template `sources` for what passes `query`, beside `go`."""
    therapies = query.apply(catalog)
    found = matrix(catalog, therapies)
    return {
        "documents": catalog.sources,
        "matrix": found,
        "rest": rest(found),
        "apart": APART,
        "silent": SILENT,
        "words": words,
        "key": KEY,
        "missing": completeness(catalog, therapies),
    }


def rest(found: Matrix) -> str:
    """Return how many rows are not shown, as a sentence; nothing where all are."""
    left = counted(found.left, "more therapy", "more therapies")
    return f"Not shown: {left} of those that several documents name." if found.left else ""


def headers(catalog: Catalog) -> tuple[str, ...]:
    """Return the heads of the columns: therapy, each document, on what they differ."""
    return (COLUMN["name"].label, *(source.name for source in catalog.sources), APART)


def sources_finding(catalog: Catalog, query: Query) -> tuple[str, str]:
    """Return what the page shows in a sentence, and how much of it rests on one document."""
    therapies = query.apply(catalog)
    support = naming_takeaway(catalog, therapies) if therapies else ""
    return takeaway(catalog, therapies), support


def takeaway(catalog: Catalog, therapies: Sequence[Therapy]) -> str:
    """Return on what the documents differ about `therapies`, in a sentence; a few by name."""
    if not therapies:
        return NOTHING
    several = [row for row in _rows(catalog, therapies) if row.named_by > 1]
    if not several:
        return _single(catalog, therapies)
    apart = [row for row in several if row.differences]
    if apart:
        return _few_apart(apart) if len(apart) <= FEW else _many_apart(apart)
    if len(several) <= FEW:
        return f"The documents do not differ on {listed([row.therapy.name for row in several])}."
    return "Where more than one document names a therapy, they nowhere differ."


def _single(catalog: Catalog, therapies: Sequence[Therapy]) -> str:
    ids = {source for each in therapies for source in documents_of(catalog, each.id)}
    those = part(therapies) if len(therapies) <= FEW else f"All {len(therapies)}"
    verb = "rests" if len(therapies) == 1 else "rest"
    if len(ids) == 1:
        return f"{those} {verb} on one document alone: {catalog.source_by_id[ids.pop()].name}."
    return f"{those} {verb} on one document each, so that none can differ from another."


def _few_apart(apart: Sequence[Row]) -> str:
    names = listed([row.therapy.name for row in apart])
    if len(apart) == 1:
        return f"The documents differ on {names}: {apart[0].apart}."
    found = grouped((tuple(those), point.clause) for point, those in _by_point(apart).items())
    shared = next((found.pop(those) for those in list(found) if len(those) == len(apart)), [])
    also = "also " if shared else ""
    told = [listed(shared)] if shared else []
    told += [f"for {listed(those)} {also}{listed(points)}" for those, points in found.items()]
    return f"The documents differ on {names}: {SEPARATOR.join(told)}."


def _many_apart(apart: Sequence[Row]) -> str:
    """Return the points on which most differ, and how it is with firmness or else the outcome."""
    found = _by_point(apart)
    most = max(map(len, found.values()))
    first = [point for point in found if len(found[point]) == most]
    how = "always" if most == len(apart) else "mostly" if 2 * most > len(apart) else "most often"
    lead = f"Where the documents differ, it is {how} on {listed([each.said for each in first])}"
    other = next((point for point in (FIRMLY, ON) if point not in first), None)
    if other is None:
        return f"{lead}."
    those, clause = found.get(other, []), other.clause if {ON, FIRMLY} & {*first} else other.said
    if not those:
        return f"{lead}, never on {clause}."
    if len(those) <= FEW:
        return f"{lead}; on {clause} only for {listed(those)}."
    return f"{lead}, less often on {clause}."


def _by_point(rows: Iterable[Row]) -> dict[Point, list[str]]:
    """Return the names of the therapies that differ on each point, the points in their order."""
    pairs = [(each.point, row.therapy.name) for row in rows for each in row.differences]
    found = grouped(pairs)
    return {point: found[point] for point in POINTS if point in found}


def naming_takeaway(catalog: Catalog, therapies: Sequence[Therapy]) -> str:
    """Return how many therapies every document names and how many one alone; a few by name."""
    if not therapies:
        return NOTHING
    named = [(each, len(documents_of(catalog, each.id))) for each in therapies]
    every = [each for each, count in named if count == len(catalog.sources)]
    one = [each for each, count in named if count == 1 and each not in every]
    if len(every) > FEW:
        rest = f", {part(one)} by one only" if one else ""
        return f"{len(every)} of {len(therapies)} are named by all documents{rest}."
    of = f" of {len(therapies)}" if len(one) > FEW else ""
    told = [f"by all documents: {part(every)}"] if every else []
    told += [f"by one document only: {part(one)}{of}"] if one else []
    return f"Named {'; '.join(told) or 'by several documents each, none by all'}."


def completeness(catalog: Catalog, therapies: Sequence[Therapy]) -> list[tuple[str, int]]:
    """Return what is missing, rests on one document or is split: the measure and its count."""
    rows = _rows(catalog, therapies)
    measures: dict[str, list[bool]] = {
        "Named by one document only": [row.named_by == 1 for row in rows],
        Evidence.NOT_STATED.heading: [each.evidence is Evidence.NOT_STATED for each in therapies],
        f"Effect on {Outcome.DRIVER.label}": [is_driver_only(each) for each in therapies],
        f"{COLUMN['standing'].label} not stated": [
            each.standing is Standing.NOT_STATED for each in therapies
        ],
        f"{COLUMN['context'].label} not stated": [not each.context for each in therapies],
        "Caveats not stated": [each.caveat == NOT_STATED for each in therapies],
        **{
            f"Documents differ on the {COLUMN[column].in_line}": [
                any(each.point.column == column for each in row.differences) for row in rows
            ]
            for column in SPLIT_COLUMNS
        },
    }
    return [(name, sum(hits)) for name, hits in measures.items()]


def completeness_takeaway(catalog: Catalog, therapies: Sequence[Therapy]) -> str:
    """Return how many rows are split and how many give no effect; a few by name."""
    if not therapies:
        return NOTHING
    split = [each for each in therapies if splits(catalog, each.id)]
    silent = [each for each in therapies if each.evidence is Evidence.NOT_STATED]
    told = "The documents do not differ here"
    if split:
        total = f" of {len(therapies)} therapies" if len(split) > FEW else ""
        told = f"Documents differ on {part(split)}{total}"
    return f"{told}{f'; for {part(silent)} no effect is stated at all' if silent else ''}."


def told(values: tuple[Value, ...]) -> str:
    """Return what a document says, in a line."""
    return SEPARATOR.join(values) or SILENT
