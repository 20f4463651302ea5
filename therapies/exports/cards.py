"""Anki cards of a view: what is claimed, how surely, in which words, and what tells rows apart.

A card is known by its kind and its therapies' ids alone, so that a later package updates it and
keeps the learner's progress. Field names, `DECK` and the ids must never change.
"""

import hashlib
import html
import io
import sqlite3
import zipfile
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime, time
from pathlib import Path

import genanki  # type: ignore[import-untyped]
from rapidfuzz import fuzz

from therapies import comparison
from therapies.catalog import Catalog
from therapies.exports.view import View
from therapies.model import Claim, Evidence, Therapy
from therapies.query import Query
from therapies.relations import look_alikes, receipts
from therapies.render import slug
from therapies.statement import (
    contexts,
    differ,
    documents_of,
    framing,
    paired,
    sayers,
    sides,
    statement,
)

FOLDER = Path(__file__).parent
DECK = "Vascular calcification: therapies"
MODEL = "Vascular calcification: therapy with receipts"
FIELDS = ("Therapy", "Category", "Question", "Answer", "Documents", "Receipts", "Link", "Stamp")
NEAREST = 2
"""With how many of its look-alikes in the view a therapy is paired."""

LABELS = {
    "goal": "the goal, each with its evidence",
    "evidence": "the evidence",
    "standing": "the place in care",
}
FRONT = (FOLDER / "card_front.html").read_text("utf-8").removesuffix("\n")
BACK = (FOLDER / "card_back.html").read_text("utf-8").removesuffix("\n")
STYLE = (FOLDER / "card.css").read_text("utf-8")


@dataclass(frozen=True)
class Card:
    """One card: its kind and therapies, which make its id, and the HTML of its parts."""

    kind: str
    therapies: tuple[Therapy, ...]
    question: str
    answer: str
    documents: str
    receipts: str

    @property
    def guid(self) -> str:
        """The id by which Anki knows the card again."""
        return _digest(self.kind, *sorted(each.id for each in self.therapies))[:20]

    @property
    def tags(self) -> list[str]:
        """Category, goal, and evidence with its outcome, of each of its therapies."""
        found = {f"card::{self.kind}"}
        for each in self.therapies:
            known = slug(paired(each.evidence, each.outcome)).replace(",-for-", "::for-")
            found |= {f"category::{slug(each.category)}", f"goal::{slug(each.goal)}"}
            found.add(f"evidence::{known}")
        return sorted(found)


def cards(view: View) -> bytes:
    """Return the Anki package (.apkg) of the therapies of `view`; without therapies a deck alone.

    The bytes depend on the view, the table's version and the table's date alone. Raises nothing
    that the view does not raise.
    """
    deck = genanki.Deck(_number("deck", DECK), DECK, _lines(view.stamp))
    model = genanki.Model(
        _number("model", MODEL),
        MODEL,
        fields=[{"name": name} for name in FIELDS],
        templates=[{"name": "Card", "qfmt": FRONT, "afmt": BACK}],
        css=STYLE,
    )
    deck.add_model(model)
    made = list(_cards(view))
    for place, card in enumerate(made):
        fields = _fields(view, card)
        deck.add_note(genanki.Note(model, fields, tags=card.tags, guid=card.guid, due=place))
    return _package(deck, _note_ids(card.guid for card in made), view.catalog)


def text(value: str) -> str:
    """Return `value` as HTML that shows just it: nothing in it is markup, TeX, sound or cloze."""
    escaped = html.escape(value)
    return "".join(f"&#{ord(each)};" if each in "[]{}\\" else each for each in escaped)


def _cards(view: View) -> Iterator[Card]:
    """Yield kind after kind, so that what one card tells is not asked by the next."""
    for make in KINDS:
        for therapy in view.therapies:
            yield make(view.catalog, therapy)
    for one, other in _pairs(view):
        yield _apart(view.catalog, one, other)


def _aim(catalog: Catalog, therapy: Therapy) -> Card:
    columns = ("goal", "evidence")
    answer = _lines((statement(therapy), framing(therapy)))
    shown = (*columns, "also_framed_as")
    return _single("aim", catalog, therapy, comparison.AIM, answer, columns, shown)


def _where(catalog: Catalog, therapy: Therapy) -> Card:
    answer = _lines((therapy.acts_on.label, therapy.mechanism, statement(therapy)))
    shown = ("acts_on", "mechanism", "goal", "evidence")
    columns = ("goal", "evidence")
    return _single("where", catalog, therapy, "Where does it act?", answer, columns, shown)


def _place(catalog: Catalog, therapy: Therapy) -> Card:
    standing = (therapy.standing.label, therapy.standing.definition)
    context = f"For: {'; '.join(contexts(catalog, therapy))}" if therapy.context else ""
    answer = _lines((*standing, context, statement(therapy)))
    shown = ("standing", "context", "goal", "evidence")
    question = "What place in care do the documents give it?"
    columns = ("goal", "evidence", "standing")
    return _single("place", catalog, therapy, question, answer, columns, shown)


def _says(catalog: Catalog, therapy: Therapy) -> Card:
    named = documents_of(catalog, therapy.id)
    names = {source.id: source.name for source in catalog.sources}
    silent = [name for id_, name in names.items() if id_ not in named]
    lines = (
        f"So says: {', '.join(sayers(catalog, therapy))}",
        f"Named in: {', '.join(names[id_] for id_ in named)}",
        f"Not named in: {', '.join(silent)}" if silent else "",
    )
    question = f"{statement(therapy)} Which document says so, and in which decisive words?"
    shown = tuple(receipts(catalog, therapy))
    return _single("says", catalog, therapy, question, _lines(lines), tuple(LABELS), shown)


KINDS: tuple[Callable[[Catalog, Therapy], Card], ...] = (_aim, _where, _place, _says)


def _single(
    kind: str,
    catalog: Catalog,
    therapy: Therapy,
    question: str,
    answer: str,
    columns: Sequence[str],
    shown: Sequence[str],
) -> Card:
    """Return a card on one therapy with the sides of `columns` and the receipts of `shown`."""
    split = _splits(catalog, therapy, columns)
    proof = _receipts(catalog, therapy, () if split or kind == "says" else shown)
    return Card(kind, (therapy,), text(question), answer, split, proof)


def _apart(catalog: Catalog, one: Therapy, other: Therapy) -> Card:
    """Return the card on two that look alike; its question names no goal, so it needs no proof."""
    pair = (one, other)
    answer = f"<ul>{''.join(_item(statement(each)) for each in pair)}</ul>"
    columns = ("goal", "evidence")
    split = "".join(_named(each, _splits(catalog, each, columns)) for each in pair)
    proof = "".join(_named(each, _receipts(catalog, each, ())) for each in pair)
    question = "Same category, same aim. What tells them apart?"
    return Card("look-alike", pair, question, answer + _table(catalog, pair), split, proof)


def _table(catalog: Catalog, pair: Sequence[Therapy]) -> str:
    """Return what else differs between two, from the comparison."""
    left_out = (comparison.AIM, comparison.SAYS)
    rows = [
        row
        for row in comparison.rows(catalog, pair)
        if row.differs and row.question not in left_out
    ]
    head = "".join(f"<th>{text(each.name)}</th>" for each in pair)
    body = "".join(
        f'<tr><th colspan="2">{text(row.question)}</th></tr><tr>'
        + "".join(f"<td>{_lines(answer.lines)}</td>" for answer in row.answers)
        + "</tr>"
        for row in rows
    )
    return f"<table><tr>{head}</tr>{body}</table>" if rows else ""


def _splits(catalog: Catalog, therapy: Therapy, columns: Sequence[str]) -> str:
    """Return what each document says in those of `columns` in which they differ."""
    apart = [column for column in columns if differ(catalog, therapy.id, column)]
    parts = []
    for column in apart:
        if column == "evidence" and "goal" in apart:
            continue  # a goal stands with its evidence: all is said
        said = "".join(
            _item(f"{catalog.source_by_id[source].name}: {'; '.join(values)}")
            for source, values in _said(catalog, therapy, column)
        )
        parts.append(f"<p>Documents differ on {LABELS[column]}:</p><ul>{said}</ul>")
    return "".join(parts)


def _said(catalog: Catalog, therapy: Therapy, column: str) -> Iterator[tuple[str, Sequence[str]]]:
    """Yield each document's side; a goal stands with its evidence."""
    claims = catalog.claims_of[therapy.id]
    for source, values in sides(catalog, therapy.id, column):
        if column == "goal":
            values = tuple(dict.fromkeys(_code(each) for each in claims if each.source == source))
        yield source, values


def _code(claim: Claim) -> str:
    """Return the goal with its evidence and outcome: `halt (shown, for calcification)`."""
    goal = claim.goal.value if claim.goal else "goal not stated"
    known = paired(claim.evidence, claim.outcome)
    return f"{goal} ({'evidence ' if claim.evidence is Evidence.NOT_STATED else ''}{known})"


def _receipts(catalog: Catalog, therapy: Therapy, parts: Sequence[str]) -> str:
    """Return the claims that earned `parts` of the row, or without parts all of its claims."""
    claims = catalog.claims_of[therapy.id]
    earned = receipts(catalog, therapy)
    numbers = {number for part in parts for number in earned[part]} or range(1, len(claims) + 1)
    return "<ul>" + "".join(_receipt(catalog, claims[n - 1]) for n in sorted(numbers)) + "</ul>"


def _receipt(catalog: Catalog, claim: Claim) -> str:
    source = catalog.source_by_id[claim.source].name
    place = f"{source}, {claim.section}, paragraph {claim.paragraph}"
    code = f"{_code(claim)}; place in care: {claim.standing}"
    return (
        f"<li><q>{text(claim.wording)}</q><cite>{text(place)}</cite>"
        f'<span class="code">{text(code)}</span></li>'
    )


def _named(therapy: Therapy, part: str) -> str:
    return f'<p class="receipt-of">{text(therapy.name)}</p>{part}' if part else ""


def _pairs(view: View) -> list[tuple[Therapy, Therapy]]:
    """Return each therapy of the view with its nearest look-alikes there, every pair once."""
    inside = {therapy.id for therapy in view.therapies}
    found = set()
    for therapy in view.therapies:
        alike = [each for each in look_alikes(view.catalog, therapy) if each.id in inside]
        alike.sort(key=lambda each: (_distance(therapy, each), each.id))
        found |= {tuple(sorted((therapy.id, each.id))) for each in alike[:NEAREST]}
    by_id = view.catalog.by_id
    return [(by_id[one], by_id[other]) for one, other in sorted(found)]


def _distance(one: Therapy, other: Therapy) -> tuple[bool, bool, float]:
    """Return how far apart two are: family first, then the same target, then similar ids
    (a name may be reworded, and the cards must stay the same).
    """
    family = {one.id, one.member_of} & {other.id, other.member_of} - {None}
    return not family, one.acts_on is not other.acts_on, -fuzz.ratio(one.id, other.id)


def _fields(view: View, card: Card) -> list[str]:
    ids = tuple(each.id for each in card.therapies)
    page = "therapy" if len(ids) == 1 else "compare"
    return [
        " / ".join(f"<bdi>{text(each.name)}</bdi>" for each in card.therapies),
        text(card.therapies[0].category.marked),
        card.question,
        card.answer,
        card.documents,
        card.receipts,
        text(replace(view, page=page, ids=ids, query=Query()).link),
        _lines(view.stamp),
    ]


def _item(line: str) -> str:
    return f"<li>{text(line)}</li>"


def _lines(lines: Iterable[str]) -> str:
    return "".join(f"<p>{text(line)}</p>" for line in lines if line)


def _digest(*parts: str) -> str:
    return hashlib.sha256("\x1f".join(("vascular-calcification", *parts)).encode()).hexdigest()


def _number(*parts: str) -> int:
    """Return an id for a deck or a note type, in the range that Anki's tools use."""
    return (1 << 30) + int(_digest(*parts), 16) % (1 << 30)


def _note_ids(guids: Iterable[str]) -> Iterator[int]:
    """Yield each note's number twice: for the note, and for its one card.

    Anki reads a number as the moment of creation in milliseconds, so all lie before 2020; what
    counts on import is the guid.
    """
    taken: set[int] = set()
    for guid in guids:
        number = 10**12 + int(guid, 16) % (5 * 10**11)
        while number in taken:
            number += 1
        taken.add(number)
        yield from (number, number)


def _moment(catalog: Catalog) -> float:
    """Return a moment of the table's day, another one for each version and style.

    By it Anki decides whether a card is newer; a card of the same moment is never updated.
    """
    seconds = int(_digest(catalog.version, FRONT, BACK, STYLE), 16) % 86_400
    return datetime.combine(catalog.date, time(), UTC).timestamp() + seconds


def _package(deck: genanki.Deck, ids: Iterator[int], catalog: Catalog) -> bytes:
    """Return the deck as a package in memory."""
    day = catalog.date
    connection = sqlite3.connect(":memory:")
    try:
        genanki.Package(deck).write_to_db(connection.cursor(), _moment(catalog), ids)
        connection.commit()
        database = connection.serialize()
    finally:
        connection.close()
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as package:
        for name, data in (("collection.anki2", database), ("media", b"{}")):
            entry = zipfile.ZipInfo(name, (max(day.year, 1980), day.month, day.day, 0, 0, 0))
            entry.compress_type, entry.create_system = zipfile.ZIP_DEFLATED, 3
            package.writestr(entry, data)
    return buffer.getvalue()
