"""Questions whose options are therapies: which of these is it?

A wrong option is one of which neither its row nor any claim says what is asked; it has something of
its own to be right for, and the note tells that.
"""

from collections.abc import Callable, Iterable, Iterator, Sequence

from therapies.catalog.catalog import Catalog
from therapies.content.sentences import differ, known
from therapies.model import NOT_STATED, Claim, Standing, Therapy, paired
from therapies.study.nearness import (
    alike,
    caveats,
    fits,
    kin,
    nearest,
    pair_of,
    situations,
    standings,
    workings,
)
from therapies.study.questions import Draft, Option, drafted
from therapies.wording import is_plural, listed

World = Sequence[Therapy]
Note = Callable[[Catalog, Therapy], str]
Wrong = Callable[[Therapy], bool]

STANDS = {
    Standing.FOUNDATION: "is called a cornerstone of care",
    Standing.ROUTINE: "is said to be in routine use",
    Standing.SELECTED: "is said to be for selected patients",
    Standing.UNDER_STUDY: "is said to be still under study",
}
"""How a place in care is asked for."""


def naming(catalog: Catalog, world: World, therapy: Therapy) -> Iterator[Draft | None]:
    """Yield every question to which `therapy` is the answer."""
    yield _mechanism(catalog, world, therapy)
    yield from (_whom(catalog, world, therapy, each) for each in therapy.context)
    yield _caveat(catalog, world, therapy)
    yield from _place(catalog, world, therapy)
    yield _member(catalog, world, therapy)
    yield _which(catalog, world, therapy)
    yield _presented(catalog, world, therapy)


def _draft(
    kind: str,
    therapy: Therapy,
    text: str,
    note: Callable[[Therapy], str],
    wrong: Iterable[Therapy],
    claims: Iterable[Claim],
    detail: str = "",
) -> Draft | None:
    right = Option(therapy.name, note=note(therapy))
    others = (Option(each.name, note=note(each)) for each in wrong)
    return drafted(kind, (therapy,), text, right, others, claims, detail)


def _of_number(text: str, therapy: Therapy, others: Iterable[Therapy]) -> list[Therapy]:
    """Leave out those whose name has another number, where a pronoun in `text` would tell it."""
    tells = {"it", "its", "they", "them", "their"} & set(text.casefold().replace(",", "").split())
    own = is_plural(therapy.name)
    return [each for each in others if not tells or is_plural(each.name) is own]


def _mechanism(catalog: Catalog, world: World, therapy: Therapy) -> Draft | None:
    wrong = (
        each
        for each in nearest(world, therapy)
        if not kin(catalog, therapy, each) and not alike(therapy.mechanism, workings(catalog, each))
    )
    text = f"Which of these is meant? {therapy.mechanism}"
    others = _of_number(therapy.mechanism, therapy, wrong)
    return _draft("mechanism", therapy, text, _working, others, goal_claims(catalog, therapy))


def _working(therapy: Therapy) -> str:
    return therapy.mechanism


def goal_claims(catalog: Catalog, therapy: Therapy) -> list[Claim]:
    """Return the claims that give the row's goal, on which what no claim codes rests."""
    return [each for each in catalog.claims_of[therapy.id] if each.goal is therapy.goal]


def _whom(catalog: Catalog, world: World, therapy: Therapy, situation: str) -> Draft | None:
    wrong = (
        each
        for each in nearest(world, therapy)
        if each.context
        and not kin(catalog, therapy, each)
        and not alike(situation, situations(catalog, each))
    )
    claims = [each for each in catalog.claims_of[therapy.id] if situation in each.context]
    text = f"Situation: {situation}. Which of these do the documents name for it?"
    return _draft("whom", therapy, text, for_whom, wrong, claims, situation)


def for_whom(therapy: Therapy) -> str:
    """Return for whom or when it is named, as a note."""
    return f"Named for: {'; '.join(therapy.context)}." if therapy.context else "Named for nobody."


def _caveat(catalog: Catalog, world: World, therapy: Therapy) -> Draft | None:
    if therapy.caveat == NOT_STATED:
        return None
    wrong = (
        each
        for each in nearest(world, therapy)
        if each.caveat != NOT_STATED
        and not kin(catalog, therapy, each)
        and not alike(therapy.caveat, caveats(catalog, each))
    )
    claims = [each for each in catalog.claims_of[therapy.id] if each.caveat != NOT_STATED]
    text = f"A caveat: {therapy.caveat} Of which of these is it said?"
    others = _of_number(therapy.caveat, therapy, wrong)
    return _draft("caveat", therapy, text, lambda each: each.caveat, others, claims)


def _place(catalog: Catalog, world: World, therapy: Therapy) -> Iterator[Draft | None]:
    """Ask for each place in care; where documents differ, the question names the document."""
    if not differ(catalog, therapy.id, "standing"):
        yield _placed(catalog, world, therapy, therapy.standing, "")
        return
    said = {(each.source, each.standing) for each in catalog.claims_of[therapy.id]}
    for source, standing in sorted(said):
        yield _placed(catalog, world, therapy, standing, source)


def _placed(
    catalog: Catalog, world: World, therapy: Therapy, standing: Standing, source: str
) -> Draft | None:
    if standing not in STANDS:
        return None
    wrong = (
        each
        for each in nearest(world, therapy)
        if each.standing in STANDS and standing not in standings(catalog, each)
    )
    claims = [
        each
        for each in catalog.claims_of[therapy.id]
        if each.standing is standing and source in ("", each.source)
    ]
    text = f"Which of these {STANDS[standing]}?"
    if source:
        text = f"In the {catalog.source_by_id[source].name}, which of these {STANDS[standing]}?"
    return _draft("place", therapy, text, place, wrong, claims, f"{standing} {source}")


def place(therapy: Therapy) -> str:
    """Return its place in care as a note."""
    if therapy.standing is Standing.NOT_STATED:
        return "No place in care is stated."
    return f"Place in care: {therapy.standing.label}."


def _member(catalog: Catalog, world: World, therapy: Therapy) -> Draft | None:
    if therapy.member_of is None:
        return None
    group = catalog.by_id[therapy.member_of]
    wrong = (
        each for each in nearest(world, therapy) if each.member_of and not kin(catalog, group, each)
    )
    text = f"Group: {group.name}. Which of these belongs to it?"

    def note(each: Therapy) -> str:
        return belongs(catalog, each)

    return _draft("member", therapy, text, note, wrong, goal_claims(catalog, therapy))


def belongs(catalog: Catalog, therapy: Therapy) -> str:
    """Return the group that it belongs to, as a note."""
    if therapy.member_of is None:
        return "The documents name no group above it."
    return f"Belongs to: {catalog.by_id[therapy.member_of].name}."


def _which(catalog: Catalog, world: World, therapy: Therapy) -> Draft | None:
    wrong = (each for each in nearest(world, therapy) if not fits(catalog, each, pair_of(therapy)))
    claims = [each for each in catalog.claims_of[therapy.id] if pair_of(each) == pair_of(therapy)]
    text = f"Of which of these do the documents say this: {known(therapy)}?"
    return _draft("which", therapy, text, firmness, wrong, claims)


def firmness(therapy: Therapy) -> str:
    """Return how firmly the documents speak of it, as a note."""
    return f"Said of it: {paired(*pair_of(therapy))}."


def _presented(catalog: Catalog, world: World, therapy: Therapy) -> Draft | None:
    """Ask what is presented with one goal and described with another."""
    if not therapy.also_framed_as:
        return None
    wrong = (
        each
        for each in nearest(world, therapy)
        if each.also_framed_as
        and (each.goal, set(each.also_framed_as)) != (therapy.goal, set(therapy.also_framed_as))
        and not (each.goal is therapy.goal and set(each.also_framed_as) & {*therapy.also_framed_as})
    )
    claims = [
        each
        for each in catalog.claims_of[therapy.id]
        if each.goal in (therapy.goal, *therapy.also_framed_as)
    ]
    text = f"Which of these is {framing(therapy)}?"
    return _draft("presented", therapy, text, _framed, wrong, claims)


def framing(therapy: Therapy) -> str:
    """Return how it is presented and described: `presented as reversing, described as halting`."""
    others = listed([goal.doing for goal in therapy.also_framed_as])
    return f"presented as {others}, but described as {therapy.goal.doing}"


def _framed(therapy: Therapy) -> str:
    told = framing(therapy)
    return f"{told[:1].upper()}{told[1:]} ({paired(*pair_of(therapy))})."
