"""What is near and what is true: which therapies make a wrong option that is worth a thought."""

import re
from collections.abc import Iterable, Iterator, Sequence
from functools import lru_cache

from therapies.catalog.catalog import Catalog
from therapies.model import NOT_STATED, Claim, Evidence, Goal, Outcome, Therapy

Pair = tuple[Evidence, Outcome]

ALIKE = 0.4
"""Which share of a text's words another text may have before it could mean the same."""

_WORD = re.compile(r"[a-z0-9]{4,}")
_SLUG = re.compile(r"[a-z0-9-]{1,99}")
_EMPTY = frozenset(
    {"that", "they", "their", "them", "this", "these", "those", "with", "from", "into", "which"}
    | {"such", "than", "only", "also", "what", "have", "been", "being", "does", "more", "most"}
    | {"said", "document", "documents", "article", "overview", "effect", "named"}
)


@lru_cache(maxsize=20_000)
def stems(text: str) -> frozenset[str]:
    """Return the beginnings of the words in `text` that carry its meaning."""
    found = _WORD.findall(text.casefold())
    return frozenset(word[:5] for word in found if word not in _EMPTY)


def alike(text: str, others: Iterable[str]) -> bool:
    """Say whether one of `others` has so many words of `text` that it could mean the same."""
    own = stems(text)
    return any(len(own & stems(other)) >= ALIKE * len(own) for other in others)


def kin(catalog: Catalog, one: Therapy, other: Therapy) -> bool:
    """Say whether one of the two is the other, or a class that the other belongs to."""
    return one.id in line(catalog, other) or other.id in line(catalog, one)


def line(catalog: Catalog, therapy: Therapy) -> tuple[str, ...]:
    """Return the ids of the therapy and of the classes above it."""
    found, above = [therapy.id], therapy.member_of
    while above and above not in found:
        found.append(above)
        above = catalog.by_id[above].member_of
    return tuple(found)


def nearest(world: Sequence[Therapy], therapy: Therapy) -> list[Therapy]:
    """Return the others of `world`, the most confusable first."""
    return sorted(
        (each for each in world if each.id != therapy.id),
        key=lambda each: (-_shared(therapy, each), each.id),
    )


def _shared(one: Therapy, other: Therapy) -> int:
    """Return how much two have in common: class, target, cell, kind, patients, a name's word."""
    return (
        3 * (bool(one.member_of) and one.member_of == other.member_of)
        + 2 * (one.acts_on is other.acts_on)
        + 2 * (one.category is other.category)
        + (one.goal is other.goal)
        + (one.kind is other.kind)
        + bool(set(one.context) & set(other.context))
        + bool(_names(one) & _names(other))
    )


def confusable(catalog: Catalog, world: Sequence[Therapy], therapy: Therapy) -> Iterator[Therapy]:
    """Yield those easily confused with it, the nearest first: of the same class, class and member,
    with a word of the name in common, or named for the same within a cell and target.
    """
    for each in nearest(world, therapy):
        if (
            (each.member_of and each.member_of == therapy.member_of)
            or therapy.id == each.member_of
            or each.id == therapy.member_of
            or (each.category is therapy.category and _names(each) & _names(therapy))
            or _like(each, therapy)
        ):
            yield each


def _like(one: Therapy, other: Therapy) -> bool:
    cells = [(each.category, each.goal, each.acts_on) for each in (one, other)]
    return cells[0] == cells[1] and bool(set(one.context) & set(other.context))


def _names(therapy: Therapy) -> frozenset[str]:
    """Return the beginnings of the words of its id, which never changes, as a name may."""
    return stems(therapy.id) if _SLUG.fullmatch(therapy.id) else frozenset()


def fits(catalog: Catalog, therapy: Therapy, pair: Pair) -> bool:
    """Say whether the row or a claim gives this evidence for this outcome.

    That no effect is stated fits wherever anybody states none, or nothing is said of the outcome.
    """
    said = {pair_of(therapy), *map(pair_of, catalog.claims_of[therapy.id])}
    if pair[0] is not Evidence.NOT_STATED:
        return pair in said
    evidence, outcomes = zip(*said, strict=True)
    return Evidence.NOT_STATED in evidence or pair[1] not in outcomes


def aims(catalog: Catalog, therapy: Therapy) -> set[Goal]:
    """Return every goal that the therapy is said to have or presented with."""
    claimed = {claim.goal for claim in catalog.claims_of[therapy.id] if claim.goal}
    return claimed | {therapy.goal, *therapy.also_framed_as}


def standings(catalog: Catalog, therapy: Therapy) -> set[str]:
    """Return every place in care that the row or a claim gives."""
    return {each.standing for each in records(catalog, therapy)}


def situations(catalog: Catalog, therapy: Therapy) -> set[str]:
    """Return everything that the row or a claim names for whom or when."""
    return {term for each in records(catalog, therapy) for term in each.context}


def caveats(catalog: Catalog, therapy: Therapy) -> set[str]:
    """Return every caveat that the row or a claim gives."""
    return {each.caveat for each in records(catalog, therapy)} - {NOT_STATED}


def workings(catalog: Catalog, therapy: Therapy) -> set[str]:
    """Return every text on how it works: the mechanism, and what its claims say."""
    return {therapy.mechanism, *(each.says for each in catalog.claims_of[therapy.id])}


def records(catalog: Catalog, therapy: Therapy) -> tuple[Therapy | Claim, ...]:
    """Return the row and its claims."""
    return therapy, *catalog.claims_of[therapy.id]


def pair_of(record: Therapy | Claim) -> Pair:
    """Return evidence and outcome."""
    return record.evidence, record.outcome
