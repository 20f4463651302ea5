"""The words that slides share: names in a title, how firmly it is said of how many."""

from collections.abc import Iterable, Sequence

from therapies.content import evidence_map, findings
from therapies.content.evidence_map import BLOCKS, own_mark
from therapies.model import (
    Claim,
    Evidence,
    Outcome,
    Therapy,
    about,
    grouped,
)
from therapies.presenting.bodies import (
    Block,
    Name,
)
from therapies.query.query import Query
from therapies.query.view import View
from therapies.wording import FEW, listed, worded

LONG = 72
"""Most letters of a title that names therapies."""

SAID = {
    Evidence.SHOWN: "said to be shown",
    Evidence.STATED: "stated as fact",
    Evidence.SUGGESTED: "hedged",
    Evidence.IN_TRIALS: "in trials",
    Evidence.EXPLORATORY: "being explored",
    Evidence.NOT_STATED: "without a stated effect",
}
"""Evidence after "is" or "are"."""

Passage = tuple[str, str, int]
"""Where a claim is from: document, section, paragraph."""


def capital(text: str) -> str:
    """Return a sentence's first letter large."""
    return f"{text[:1].upper()}{text[1:]}"


def number(count: int) -> str:
    """Return a number as a title has it: in letters below ten."""
    return worded(count) if count else "none"


def names_of(therapies: Iterable[Therapy]) -> tuple[Name, ...]:
    """Return the therapies with their own marks."""
    return tuple(Name(each, own_mark(each)) for each in therapies)


def strongest(therapies: Iterable[Therapy]) -> list[Therapy]:
    """Return the therapies, the firmest words first, a risk factor after the disease."""
    return sorted(therapies, key=lambda each: (*evidence_map.order(own_mark(each)), each.name))


def filtered(view: View) -> str:
    """Return the filter's sentence where one is set."""
    return view.sentence if view.query != Query() else ""


def small(view: View, therapy: Therapy) -> str:
    """Return the name as it stands inside a sentence."""
    return next(each.name for each in findings.facts(view.catalog) if each.id == therapy.id)


def told_few(therapies: Sequence[Therapy], else_: str) -> str:
    """Return up to three names, where they are short enough; `else_` in their place."""
    names = listed([each.name for each in therapies])
    return names if len(therapies) <= FEW and len(names) <= LONG - 24 else else_


def levels(therapies: Sequence[Therapy], *, on: bool = True) -> str:
    """Return how firmly it is said of how many: `One hedged, two in trials; for calcification`."""
    groups = grouped((each.evidence, each) for each in therapies)
    found = sorted(groups, key=lambda each: each.rank)
    if len(found) == 1:
        told = f"{'All ' if len(therapies) > 1 else ''}{SAID[found[0]]}"
    else:
        told = ", ".join(f"{worded(len(groups[each]))} {SAID[each]}" for each in found)
    about_what = outcomes(therapies) if on else ""
    return capital(f"{told}{f'; for {about_what}' if about_what else ''}")


def outcomes(therapies: Iterable[Therapy]) -> str:
    """Return what the effects are on, listed."""
    found = {about(each.evidence, each.outcome) for each in therapies} - {Outcome.NOT_APPLICABLE}
    return listed([each.label for each in Outcome if each in found])


def passages(view: View, top: Sequence[Therapy]) -> tuple[list[Claim], list[Passage]]:
    """Return the claims that earned the therapies' evidence, and the places they are from."""
    claims = [
        claim
        for each in top
        for claim in view.catalog.claims_of[each.id]
        if (claim.evidence, claim.outcome) == (each.evidence, each.outcome)
    ]
    return claims, list(dict.fromkeys((c.source, c.section, c.paragraph) for c in claims))


def by_passages(number: int) -> str:
    """Return how many passages."""
    return "one passage" if number == 1 else f"{worded(number)} passages"


def firmest(therapies: Sequence[Therapy]) -> list[Therapy]:
    """Return those with the firmest words, on the disease where anything is said of it."""
    spoken = [each for each in therapies if each.evidence is not Evidence.NOT_STATED]
    own = [each for each in spoken if each.outcome is not Outcome.DRIVER] or spoken or therapies
    best = min((own_mark(each).evidence.rank, own_mark(each).outcome.rank) for each in own)
    return [e for e in therapies if (own_mark(e).evidence.rank, own_mark(e).outcome.rank) == best]


def blocks_of(therapies: Sequence[Therapy], most: int) -> tuple[Block, ...]:
    """Return the therapies by category, strongest first, at most so many names of each."""
    found = grouped((each.category, each) for each in strongest(therapies))
    return tuple(
        Block(category, names_of(found[category][:most]), max(0, len(found[category]) - most))
        for category in BLOCKS
        if category in found
    )
