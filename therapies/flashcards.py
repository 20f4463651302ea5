"""Flashcards on therapies: what is claimed, how surely, in which words, and what tells rows apart.

A card is known by its kind and its therapies' ids alone, so that what a learner knows of it
outlives an edit of the table.
"""

import hashlib
import html
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from types import MappingProxyType

from markupsafe import Markup
from rapidfuzz import fuzz

from therapies import comparison
from therapies.catalog import Catalog
from therapies.model import Claim, Therapy
from therapies.relations import look_alikes, receipts
from therapies.render import slug
from therapies.statement import (
    coded,
    contexts,
    differ,
    documents_of,
    framing,
    pair,
    sayers,
    sides,
    statement,
)

NEAREST = 2
"""With how many of its look-alikes a therapy is paired."""

LABELS = {
    "goal": "the goal, each with its evidence",
    "evidence": "the evidence",
    "standing": "the place in care",
}


@dataclass(frozen=True)
class Card:
    """One card: its kind and therapies, which make its id, and the HTML of its parts."""

    kind: str
    therapies: tuple[Therapy, ...]
    question: Markup
    answer: Markup
    documents: Markup
    receipts: Markup

    @property
    def guid(self) -> str:
        """The id by which the card is known again."""
        return digest(self.kind, *sorted(each.id for each in self.therapies))[:20]

    @property
    def names(self) -> str:
        """The names of its therapies, in a line."""
        return " / ".join(each.name for each in self.therapies)

    @property
    def tags(self) -> list[str]:
        """Category, goal, and evidence with its outcome, of each of its therapies."""
        found = {f"card::{self.kind}"}
        for each in self.therapies:
            known = "::".join(map(slug, pair(each.evidence, each.outcome)))
            found |= {f"category::{slug(each.category)}", f"goal::{slug(each.goal)}"}
            found.add(f"evidence::{known}")
        return sorted(found)


def cards(catalog: Catalog, therapies: Sequence[Therapy]) -> Iterator[Card]:
    """Yield the cards on `therapies`, kind after kind: what one tells is not asked by the next."""
    for make in KINDS:
        for therapy in therapies:
            yield make(catalog, therapy)
    for one, other in _pairs(catalog, therapies):
        yield _apart(catalog, one, other)


@lru_cache(maxsize=8)
def deck(catalog: Catalog, therapies: tuple[Therapy, ...]) -> Mapping[str, Card]:
    """Return the cards on `therapies` by guid, in the order in which they are learned."""
    return MappingProxyType({card.guid: card for card in cards(catalog, therapies)})


def text(value: str) -> Markup:
    """Return `value` as HTML that shows just it: nothing in it is markup, TeX, sound or cloze."""
    escaped = html.escape(value)
    return Markup("".join(f"&#{ord(each)};" if each in "[]{}\\" else each for each in escaped))


def lines(parts: Iterable[str]) -> Markup:
    """Return each of `parts` that says something as a paragraph."""
    return _joined(Markup("<p>{}</p>").format(text(part)) for part in parts if part)


def digest(*parts: str) -> str:
    """Return a hash of `parts` that never changes, as hexadecimal digits."""
    return hashlib.sha256("\x1f".join(("vascular-calcification", *parts)).encode()).hexdigest()


def _aim(catalog: Catalog, therapy: Therapy) -> Card:
    columns = ("goal", "evidence")
    answer = lines((statement(therapy), framing(therapy)))
    shown = (*columns, "also_framed_as")
    return _single("aim", catalog, therapy, comparison.AIM.text, answer, columns, shown)


def _where(catalog: Catalog, therapy: Therapy) -> Card:
    answer = lines((therapy.acts_on.label, therapy.mechanism, statement(therapy)))
    shown = ("acts_on", "mechanism", "goal", "evidence")
    columns = ("goal", "evidence")
    return _single("where", catalog, therapy, comparison.WHERE.text, answer, columns, shown)


def _place(catalog: Catalog, therapy: Therapy) -> Card:
    standing = (therapy.standing.label, therapy.standing.definition)
    context = f"For: {'; '.join(contexts(catalog, therapy))}" if therapy.context else ""
    answer = lines((*standing, context, statement(therapy)))
    shown = ("standing", "context", "goal", "evidence")
    question = "What place in care do the documents give it?"
    columns = ("goal", "evidence", "standing")
    return _single("place", catalog, therapy, question, answer, columns, shown)


def _says(catalog: Catalog, therapy: Therapy) -> Card:
    named = documents_of(catalog, therapy.id)
    names = {source.id: source.name for source in catalog.sources}
    silent = [name for id_, name in names.items() if id_ not in named]
    answer = lines(
        (
            f"So says: {', '.join(sayers(catalog, therapy))}",
            f"Named in: {', '.join(names[id_] for id_ in named)}",
            f"Not named in: {', '.join(silent)}" if silent else "",
        )
    )
    question = f"{statement(therapy)} Which document says so, and in which decisive words?"
    shown = tuple(receipts(catalog, therapy))
    return _single("says", catalog, therapy, question, answer, tuple(LABELS), shown)


KINDS: tuple[Callable[[Catalog, Therapy], Card], ...] = (_aim, _where, _place, _says)


def _single(
    kind: str,
    catalog: Catalog,
    therapy: Therapy,
    question: str,
    answer: Markup,
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
    answer = _items(statement(each) for each in pair) + _table(catalog, pair)
    columns = ("goal", "evidence")
    split = _joined(_named(each, _splits(catalog, each, columns)) for each in pair)
    proof = _joined(_named(each, _receipts(catalog, each, ())) for each in pair)
    question = text("Same category, same aim. What tells them apart?")
    return Card("look-alike", pair, question, answer, split, proof)


def _table(catalog: Catalog, pair: Sequence[Therapy]) -> Markup:
    """Return what else differs between two, from the comparison."""
    left_out = (comparison.AIM, comparison.SAYS)
    rows = [
        row
        for row in comparison.rows(catalog, pair)
        if row.differs and row.question not in left_out
    ]
    head = _joined(Markup("<th>{}</th>").format(text(each.name)) for each in pair)
    body = _joined(_row(row) for row in rows)
    return Markup("<table><tr>{}</tr>{}</table>").format(head, body) if rows else Markup()


def _row(row: comparison.Row) -> Markup:
    cells = _joined(Markup("<td>{}</td>").format(lines(answer.lines)) for answer in row.answers)
    question = text(row.question.text)
    return Markup('<tr><th colspan="2">{}</th></tr><tr>{}</tr>').format(question, cells)


def _splits(catalog: Catalog, therapy: Therapy, columns: Sequence[str]) -> Markup:
    """Return what each document says in those of `columns` in which they differ."""
    apart = [column for column in columns if differ(catalog, therapy.id, column)]
    parts = []
    for column in apart:
        if column == "evidence" and "goal" in apart:
            continue  # a goal stands with its evidence: all is said
        said = _items(
            f"{catalog.source_by_id[source].name}: {'; '.join(values)}"
            for source, values in _said(catalog, therapy, column)
        )
        parts.append(lines([f"Documents differ on {LABELS[column]}:"]) + said)
    return _joined(parts)


def _said(catalog: Catalog, therapy: Therapy, column: str) -> Iterator[tuple[str, Sequence[str]]]:
    """Yield each document's side; a goal stands with its evidence."""
    claims = catalog.claims_of[therapy.id]
    for source, values in sides(catalog, therapy.id, column):
        own = dict.fromkeys(coded(each) for each in claims if each.source == source)
        yield source, tuple(own) if column == "goal" else values


def _receipts(catalog: Catalog, therapy: Therapy, parts: Sequence[str]) -> Markup:
    """Return the claims that earned `parts` of the row, or without parts all of its claims."""
    claims = catalog.claims_of[therapy.id]
    earned = receipts(catalog, therapy)
    numbers = {number for part in parts for number in earned[part]} or range(1, len(claims) + 1)
    shown = _joined(receipt(catalog, claims[number - 1]) for number in sorted(numbers))
    return Markup("<ul>{}</ul>").format(shown)


def receipt(catalog: Catalog, claim: Claim) -> Markup:
    """Return the decisive words, their place and what they are coded as, as an item of a list."""
    source = catalog.source_by_id[claim.source].name
    place = f"{source}, {claim.section}, paragraph {claim.paragraph}"
    code = f"{coded(claim)}; place in care: {claim.standing}"
    return Markup('<li><q>{}</q><cite>{}</cite><span class="code">{}</span></li>').format(
        text(claim.wording), text(place), text(code)
    )


def _named(therapy: Therapy, part: Markup) -> Markup:
    if not part:
        return part
    return Markup('<p class="receipt-of">{}</p>{}').format(text(therapy.name), part)


def _items(parts: Iterable[str]) -> Markup:
    items = _joined(Markup("<li>{}</li>").format(text(part)) for part in parts)
    return Markup("<ul>{}</ul>").format(items)


def _joined(parts: Iterable[Markup]) -> Markup:
    return Markup().join(parts)


def _pairs(catalog: Catalog, therapies: Sequence[Therapy]) -> list[tuple[Therapy, Therapy]]:
    """Return each of `therapies` with its nearest look-alikes among them, every pair once."""
    inside = {therapy.id for therapy in therapies}
    found = set()
    for therapy in therapies:
        alike = [each for each in look_alikes(catalog, therapy) if each.id in inside]
        alike.sort(key=lambda each: (_distance(therapy, each), each.id))
        found |= {tuple(sorted((therapy.id, each.id))) for each in alike[:NEAREST]}
    by_id = catalog.by_id
    return [(by_id[one], by_id[other]) for one, other in sorted(found)]


def _distance(one: Therapy, other: Therapy) -> tuple[bool, bool, float]:
    """Return how far apart two are: family first, then the same target, then similar ids
    (a name may be reworded, and the cards must stay the same).
    """
    family = {one.id, one.member_of} & {other.id, other.member_of} - {None}
    return not family, one.acts_on is not other.acts_on, -fuzz.ratio(one.id, other.id)
