"""How therapies are related, and which claims earned each part of a row."""

from collections.abc import Callable, Sequence

from rapidfuzz import fuzz, process

from therapies.catalog.catalog import Catalog
from therapies.content.side_list import in_order
from therapies.model import NOT_STATED, Claim, Therapy
from therapies.query.query import Query
from therapies.site import MOST_COMPARED
from therapies.wording import brief


def look_alikes(catalog: Catalog, therapy: Therapy) -> tuple[Therapy, ...]:
    """Return those with the same category and goal but other evidence or outcome."""
    known = (therapy.evidence, therapy.outcome)
    return tuple(
        other
        for other in catalog.therapies
        if (other.category, other.goal) == (therapy.category, therapy.goal)
        and (other.evidence, other.outcome) != known
    )


def suggestions(catalog: Catalog, chosen: Sequence[Therapy], most: int = 6) -> tuple[Therapy, ...]:
    """Return what is worth comparing with `chosen`: family first, then look-alikes."""
    found: dict[str, Therapy] = {}
    for therapy in chosen:
        for other in (*_family(catalog, therapy), *look_alikes(catalog, therapy)):
            found.setdefault(other.id, other)
    ids = {therapy.id for therapy in chosen}
    return tuple(other for other in found.values() if other.id not in ids)[:most]


def neighbours(
    catalog: Catalog, query: Query, therapy: Therapy
) -> tuple[Therapy | None, Therapy | None]:
    """Return the previous and the next therapy in the filter's list, which is beside the page."""
    passing = {each.id for each in query.apply(catalog)}
    listed = in_order(catalog.therapies)
    place = listed.index(therapy)
    before = [each for each in listed[:place] if each.id in passing]
    after = [each for each in listed[place + 1 :] if each.id in passing]
    return (before[-1] if before else None), (after[0] if after else None)


def hints(catalog: Catalog, unknown: Sequence[str]) -> list[tuple[str, str]]:
    """Return each unknown id, cut short, with the name of the therapy it looks most like."""
    ids = list(catalog.by_id)
    found = []
    for asked in unknown[:MOST_COMPARED]:
        near = process.extractOne(asked[:80], ids, scorer=fuzz.ratio, score_cutoff=70)
        found.append((brief(asked), catalog.by_id[near[0]].name if near else ""))
    return found


def receipts(catalog: Catalog, therapy: Therapy) -> dict[str, tuple[int, ...]]:
    """Return for each part of the row the numbers, from 1, of the claims that earned it.

    What no column of a claim codes (category, kind, target, mechanism) rests on the claims that
    give the row's goal.
    """
    known = (therapy.evidence, therapy.outcome)

    def earned(by: Callable[[Claim], bool]) -> tuple[int, ...]:
        return tuple(n for n, claim in enumerate(catalog.claims_of[therapy.id], 1) if by(claim))

    goal = earned(lambda claim: claim.goal is therapy.goal)
    return {
        **dict.fromkeys(("category", "kind", "acts_on", "mechanism", "goal"), goal),
        "also_framed_as": earned(lambda claim: claim.goal in therapy.also_framed_as),
        "evidence": earned(lambda claim: (claim.evidence, claim.outcome) == known),
        "standing": earned(lambda claim: claim.standing is therapy.standing),
        "context": earned(lambda claim: bool(claim.context)),
        "caveat": earned(lambda claim: claim.caveat != NOT_STATED),
    }


def _family(catalog: Catalog, therapy: Therapy) -> tuple[Therapy, ...]:
    above = (therapy.member_of,) if therapy.member_of else ()
    siblings = catalog.members_of[therapy.member_of] if therapy.member_of else ()
    ids = (*above, *catalog.members_of[therapy.id], *siblings)
    return tuple(catalog.by_id[each] for each in ids if each != therapy.id)
