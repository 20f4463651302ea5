"""Flashcards: one question on each, kinds and categories in turn, what is easily confused together.

A card is known by its kind and its therapies' ids alone, so that what a learner knows of it
outlives an edit of the table.
"""

import html
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import islice
from types import MappingProxyType

from markupsafe import Markup

from therapies.catalog.catalog import Catalog
from therapies.content.passages import source_passage
from therapies.content.relations import receipts
from therapies.content.render import slug
from therapies.content.sentences import (
    coded,
    contexts,
    differ,
    documents_of,
    framing,
    sides,
    statement,
)
from therapies.model import COLUMN, NOT_STATED, Claim, Entry, Standing, Therapy, pair
from therapies.study.feedback import differences
from therapies.study.guid import digest
from therapies.study.nearness import confusable, pair_of
from therapies.study.words import users
from therapies.wording import is_plural

KNOWN = ("goal", "evidence")
TOPICS = MappingProxyType(
    {
        "where": "How it works",
        "aim": "Aim",
        "whom": "For whom",
        "place": "Place in care",
        "caveat": "Caveat",
        "says": "The documents",
        "look-alike": "Easily confused",
        "word": "Word",
    }
)
"""What each kind of card teaches."""
STREWN = 4
"""After so many cards on therapies comes one on a word."""


@dataclass(frozen=True)
class Card:
    """One card: its kind and therapies, which make its id, and the HTML of its parts.

    `neighbour` says why it is not what it is easily confused with. A card on a word has no
    therapy, and its `token` is the word.
    """

    kind: str
    therapies: tuple[Therapy, ...]
    question: Markup
    answer: Markup
    documents: Markup
    receipts: Markup
    token: str = ""
    neighbour: Markup = Markup()
    sources: tuple[str, ...] = ()

    @property
    def guid(self) -> str:
        """The id by which the card is known again; a token tells those of the same kind apart."""
        known = (self.token,) if self.token else ()
        return digest(self.kind, *sorted(each.id for each in self.therapies), *known)[:20]

    @property
    def topic(self) -> str:
        """What is learned by it."""
        return TOPICS.get(self.kind, "Quiz")

    @property
    def names(self) -> str:
        """The names of its therapies, in a line, or its word."""
        return " / ".join(each.name for each in self.therapies) or self.token

    @property
    def tags(self) -> list[str]:
        """Kind, therapy, category, goal, evidence, document and pair, one tag each."""
        found = {f"card::{self.kind}"} | {f"document::{slug(each)}" for each in self.sources}
        for each in self.therapies:
            known = "::".join(map(slug, pair(each.evidence, each.outcome)))
            found |= {f"category::{slug(each.category)}", f"goal::{slug(each.goal)}"}
            found |= {f"evidence::{known}", f"therapy::{slug(each.id)}"}
        if len(self.therapies) > 1:
            found.add(f"pair::{'::'.join(sorted(slug(each.id) for each in self.therapies))}")
        return sorted(found)


def cards(catalog: Catalog, therapies: Sequence[Therapy]) -> Iterator[Card]:
    """Yield the cards on `therapies` in the order in which they are learned.

    Each therapy comes once before any comes twice, each time with another kind of question; words
    that the texts use are strewn in, and a pair comes after both of its therapies.
    """
    asked = [(each, _about(catalog, each)) for each in in_order(catalog, therapies)]
    pairs = _pairs(catalog, [each for each, _ in asked])
    words = _words(catalog, [each for each, _ in asked])
    told = 0
    for turn in range(max((len(each) for _, each in asked), default=0)):
        for place, (therapy, own) in enumerate(asked):
            if turn < len(own):
                yield own[(place + turn) % len(own)]
                told += 1
            if told % STREWN == 0:
                yield from islice(words, 1)
            if turn == 1:
                yield from (_apart(catalog, *two) for two in pairs.get(therapy.id, ()))
    yield from words


def in_order(catalog: Catalog, therapies: Sequence[Therapy]) -> list[Therapy]:
    """Return `therapies` as they are learned: what care rests on first, the categories in turn,
    each beside what it is most easily confused with.
    """
    queues: dict[str, list[Therapy]] = {}
    for each in sorted(therapies, key=lambda each: (each.standing.rank, each.name)):
        queues.setdefault(each.category, []).append(each)
    found: dict[str, Therapy] = {}
    while any(queues.values()):
        for queue in queues.values():
            first = next((each for each in queue if each.id not in found), None)
            queue[:] = [each for each in queue if each.id not in found and each is not first]
            if first is None:
                continue
            near = (each for each in confusable(catalog, therapies, first) if each.id not in found)
            found |= {each.id: each for each in (first, *list(near)[:1])}
    return list(found.values())


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


def _about(catalog: Catalog, therapy: Therapy) -> list[Card]:
    """Return the cards on one therapy; what the documents are silent on is not asked."""
    they = is_plural(therapy.name)
    be, it, does = ("are", "they", "do they") if they else ("is", "it", "does it")
    own = catalog.claims_of[therapy.id]

    def card(
        kind: str,
        question: str,
        answer: Iterable[str],
        columns: Sequence[str],
        parts: Sequence[str],
    ) -> Card:
        split = _splits(catalog, therapy, columns)
        proof = _receipts(catalog, therapy, () if split else parts)
        sources = documents_of(catalog, therapy.id)
        near = _not_the_neighbour(catalog, therapy)
        shown = (text(question), lines(answer), split, proof)
        return Card(kind, (therapy,), *shown, neighbour=near, sources=sources)

    told = (statement(therapy), framing(therapy))
    works = (therapy.mechanism, f"Acts first on: {therapy.acts_on.label}.")
    found = [
        card("where", f"How {be} {it} said to work?", works, (), ("mechanism",)),
        card("aim", f"What {does} aim at?", told, KNOWN, (*KNOWN, "also_framed_as")),
    ]
    if therapy.context:
        named = f"For: {'; '.join(contexts(catalog, therapy))}."
        asks = f"For whom or when {be} {it} named?"
        found.append(card("whom", asks, [named], (), ("context",)))
    if therapy.standing is not Standing.NOT_STATED:
        place = (therapy.standing.heading, therapy.standing.definition)
        asks = f"What place in care {does} have?"
        found.append(card("place", asks, place, ("standing",), ("standing",)))
    if therapy.caveat != NOT_STATED:
        found.append(card("caveat", "What is its caveat?", [therapy.caveat], (), ("caveat",)))
    if len({each.source for each in own}) > 1:
        asks = f"What does each document say of {'their' if they else 'its'} effect?"
        found.append(card("says", asks, _each_says(catalog, therapy), (), ()))
    return found


def _each_says(catalog: Catalog, therapy: Therapy) -> list[str]:
    """Return what each document says, the silent ones too."""
    if told := list(differences(catalog, therapy)):
        return told
    named = [catalog.source_by_id[each].name for each in documents_of(catalog, therapy.id)]
    return [f"All that name it agree: {', '.join(named)}.", statement(therapy)]


def _not_the_neighbour(catalog: Catalog, therapy: Therapy) -> Markup:
    """Return what is said of the most confusable other one, which is not said of this one."""
    for other in confusable(catalog, catalog.therapies, therapy):
        if other.mechanism != therapy.mechanism:
            return lines([f"{other.name}: {other.mechanism}"])
    return Markup()


def _words(catalog: Catalog, therapies: Sequence[Therapy]) -> Iterator[Card]:
    """Yield the cards on words that the texts on `therapies` use, the first used first."""
    places = {each.id: n for n, each in enumerate(therapies)}
    used = [
        (min(places[each] for each in using), entry)
        for entry in catalog.glossary.entries
        if (using := users(catalog)[entry.term] & places.keys())
    ]
    yield from (_word(catalog, entry) for _, entry in sorted(used, key=lambda each: each[0]))


def _word(catalog: Catalog, entry: Entry) -> Card:
    proof = Markup("<p>In our own words only: no document explains it.</p>")
    if entry.source:
        passage = source_passage(catalog, entry)
        place = (text(passage.words), text(passage.place))
        proof = Markup("<ul><li><q>{}</q><cite>{}</cite></li></ul>").format(*place)
    question, answer = text("What does this word mean?"), lines([entry.explanation])
    sources = (entry.source,) if entry.source else ()
    return Card("word", (), question, answer, Markup(), proof, entry.term, sources=sources)


def _pairs(
    catalog: Catalog, therapies: Sequence[Therapy]
) -> Mapping[str, list[tuple[Therapy, Therapy]]]:
    """Return each therapy with the one that it is most easily confused with, where something
    tells them apart, by the id of the later of the two; every pair once.
    """
    found: dict[str, list[tuple[Therapy, Therapy]]] = {}
    places = {each.id: n for n, each in enumerate(therapies)}
    seen = set()
    for one in therapies:
        near = [each for each in confusable(catalog, therapies, one) if _told_apart(one, each)]
        for other in near[:1]:
            two = sorted((one, other), key=lambda each: each.id)
            if (key := tuple(each.id for each in two)) not in seen:
                seen.add(key)
                last = max(key, key=lambda each: places[each])
                found.setdefault(last, []).append((two[0], two[1]))
    return found


def _told_apart(one: Therapy, other: Therapy) -> bool:
    """Say whether what they act on, how firmly they are spoken of, their place or for whom
    differs; texts do not count, so that an edit of one keeps the cards.
    """
    known = [(*pair_of(x), x.acts_on, x.standing, x.context, x.kind) for x in (one, other)]
    return known[0] != known[1]


def _apart(catalog: Catalog, one: Therapy, other: Therapy) -> Card:
    """Return the card on two that are easily confused; its question names no goal."""
    two = (one, other)
    told = Markup().join(
        Markup("<p><b>{}</b></p>").format(text(each.name))
        + lines([each.mechanism, statement(each), _for_whom(each)])
        for each in two
    )
    proof = _joined(_named(each, _receipts(catalog, each, ("evidence",))) for each in two)
    sources = tuple(dict.fromkeys(s for each in two for s in documents_of(catalog, each.id)))
    question = text("Easily confused. What tells them apart?")
    split = _joined(_named(each, _splits(catalog, each, KNOWN)) for each in two)
    return Card("look-alike", two, question, told, split, proof, sources=sources)


def _for_whom(therapy: Therapy) -> str:
    return f"For: {'; '.join(therapy.context)}." if therapy.context else ""


def _splits(catalog: Catalog, therapy: Therapy, columns: Sequence[str]) -> Markup:
    apart = [column for column in columns if differ(catalog, therapy.id, column)]
    parts = []
    for column in apart:
        if column == "evidence" and "goal" in apart:
            continue  # each goal comes with its evidence: all is said
        said = _items(
            f"{catalog.source_by_id[source].name}: {'; '.join(values)}"
            for source, values in _said(catalog, therapy, column)
        )
        each = ", each with its evidence" if column == "goal" else ""
        label = COLUMN[column].in_line
        parts.append(lines([f"Documents differ on the {label}{each}:"]) + said)
    return _joined(parts)


def _said(catalog: Catalog, therapy: Therapy, column: str) -> Iterator[tuple[str, Sequence[str]]]:
    """Yield each document's side; a goal comes with its evidence."""
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
    """Return the decisive words and their place as an item of a list."""
    passage = source_passage(catalog, claim)
    return Markup("<li><q>{}</q>{}</li>").format(
        text(passage.words), passage.citing(text(passage.place))
    )


def _named(therapy: Therapy, part: Markup) -> Markup:
    head = Markup('<p class="receipt-of">{}</p>').format(text(therapy.name))
    return head + part if part else part


def _items(parts: Iterable[str]) -> Markup:
    items = _joined(Markup("<li>{}</li>").format(text(part)) for part in parts)
    return Markup("<ul>{}</ul>").format(items)


def _joined(parts: Iterable[Markup]) -> Markup:
    return Markup().join(parts)
