"""Questions that name a therapy: which of these is said of it?

A wrong option is nothing that its row or any claim says of it. Where documents could differ, the
question names the document, and what another one says is no wrong option either.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence

from therapies.catalog.catalog import Catalog
from therapies.content.sentences import differ
from therapies.model import (
    ActsOn,
    Evidence,
    Goal,
    Outcome,
    Standing,
    Therapy,
    grouped,
    paired,
)
from therapies.study.naming import goal_claims
from therapies.study.nearness import (
    Pair,
    aims,
    alike,
    confusable,
    fits,
    kin,
    line,
    nearest,
    pair_of,
    situations,
    standings,
    workings,
)
from therapies.study.questions import Draft, Option, drafted
from therapies.wording import is_plural, listed

World = Sequence[Therapy]
NAMED = 2
"""How many therapies a note names for which a wrong option would be right."""

OUTCOMES = tuple(each for each in Outcome if each is not Outcome.NOT_APPLICABLE)


def telling(catalog: Catalog, world: World, therapy: Therapy) -> Iterator[Draft | None]:
    """Yield every question that asks what is said of `therapy`."""
    yield _works(catalog, world, therapy)
    yield from _when(catalog, world, therapy)
    yield from _standing(catalog, world, therapy)
    yield _group(catalog, world, therapy)
    yield from _apart(catalog, world, therapy)
    yield from _firmly(catalog, world, therapy)
    yield _target(catalog, world, therapy)
    yield _aim(catalog, world, therapy)
    yield _exact(catalog, world, therapy)


def _right_for(therapies: Iterable[Therapy], else_: str = "") -> str:
    """Return of which therapies an option is true, as a note."""
    names = [each.name for each in therapies]
    more = [f"{len(names) - NAMED} more"] if len(names) > NAMED else []
    return f"Said of: {listed([*names[:NAMED], *more])}." if names else else_


def _works(catalog: Catalog, world: World, therapy: Therapy) -> Draft | None:
    number = is_plural(therapy.name)
    said = workings(catalog, therapy)
    near = (
        each
        for each in nearest(world, therapy)
        if is_plural(each.name) is number
        and not kin(catalog, therapy, each)
        and not alike(each.mechanism, said)
    )
    same = _by(world, lambda each: (each.mechanism,))
    wrong = (Option(each.mechanism, note=_right_for(same[each.mechanism])) for each in near)
    text = f"{therapy.name}: how {'are they' if number else 'is it'} said to work?"
    right = Option(therapy.mechanism)
    return drafted("works", (therapy,), text, right, wrong, goal_claims(catalog, therapy))


def _by(world: World, values: Callable[[Therapy], Iterable[str]]) -> Mapping[str, list[Therapy]]:
    """Return the therapies of `world` by each of their `values`."""
    return grouped((value, each) for each in world for value in values(each))


def _when(catalog: Catalog, world: World, therapy: Therapy) -> Iterator[Draft | None]:
    own = situations(catalog, therapy)
    told = _by(world, lambda each: each.context)
    for right in therapy.context:
        claims = [each for each in catalog.claims_of[therapy.id] if right in each.context]
        terms = dict.fromkeys(term for each in nearest(world, therapy) for term in each.context)
        wrong = (
            Option(_capital(term), note=_right_for(told[term]))
            for term in terms
            if term not in own and not alike(term, own) and not any(alike(x, [term]) for x in own)
        )
        text = f"{therapy.name}: for whom or when do the documents name {_them(therapy)}?"
        yield drafted("when", (therapy,), text, Option(_capital(right)), wrong, claims, right)


def _them(therapy: Therapy) -> str:
    return "them" if is_plural(therapy.name) else "it"


def _capital(text: str) -> str:
    return text[:1].upper() + text[1:]


def _standing(catalog: Catalog, world: World, therapy: Therapy) -> Iterator[Draft | None]:
    """Ask for the place in care; where documents differ, for that of each document."""
    claims, said = catalog.claims_of[therapy.id], standings(catalog, therapy)
    if not differ(catalog, therapy.id, "standing"):
        spoken = [("", therapy.standing)]
    else:
        by_source = grouped((each.source, each.standing) for each in claims)
        spoken = [(source, min(each)) for source, each in by_source.items() if len(set(each)) == 1]
    told = _by(world, lambda each: (each.standing,))
    for source, standing in spoken:
        ask = f"{therapy.name}: what place in care do the documents give {_them(therapy)}?"
        if source:
            name = catalog.source_by_id[source].name
            ask = f"{therapy.name}: what place in care does the {name} give {_them(therapy)}?"
        wrong = (
            Option(_stands(each), note=_right_for(told.get(each, ())))
            for each in Standing
            if each not in said
        )
        proof = [
            each for each in claims if each.standing is standing and source in ("", each.source)
        ]
        right = Option(_stands(standing))
        yield drafted("standing", (therapy,), ask, right, wrong, proof, source)


def _stands(standing: Standing) -> str:
    return "No word on it" if standing is Standing.NOT_STATED else _capital(standing.short)


def _group(catalog: Catalog, world: World, therapy: Therapy) -> Draft | None:
    if therapy.member_of is None:
        return None
    groups = {each.member_of: each for each in nearest(world, therapy) if each.member_of}
    wrong = (
        Option(catalog.by_id[each].name, note=_members(catalog, each))
        for each in groups
        if each not in line(catalog, therapy)
        and therapy.id not in line(catalog, catalog.by_id[each])
    )
    group = catalog.by_id[therapy.member_of]
    right = Option(group.name, note=_members(catalog, group.id))
    does = "do they" if is_plural(therapy.name) else "does it"
    text = f"{therapy.name}: to which of these groups {does} belong?"
    return drafted("group", (therapy,), text, right, wrong, goal_claims(catalog, therapy))


def _members(catalog: Catalog, group: str) -> str:
    return _right_for(catalog.by_id[each] for each in catalog.members_of[group]).replace(
        "Said of:", "To it belong:"
    )


def _apart(catalog: Catalog, world: World, therapy: Therapy) -> Iterator[Draft | None]:
    """Ask what is said of this therapy, but not of one that is easily confused with it."""
    near = [*confusable(catalog, world, therapy)][:3] + nearest(world, therapy)[:3]
    for other in dict.fromkeys(near):
        yield _apart_firmly(catalog, world, therapy, other)
        yield _apart_working(catalog, world, therapy, other)


def _apart_text(one: Therapy, other: Therapy) -> str:
    return f"Which of these is said of {one.name}, but not of {other.name}?"


def _apart_firmly(catalog: Catalog, world: World, one: Therapy, other: Therapy) -> Draft | None:
    pair = pair_of(one)
    if fits(catalog, other, pair):
        return None

    def note(each: Pair) -> str:
        both = [x for x in (one, other) if fits(catalog, x, each)]
        of = both if len(both) == 1 else [x for x in world if pair_of(x) == each]
        return f"Said of both, {one.name} too." if len(both) == 2 else _right_for(of)

    pairs = [pair_of(other), *dict.fromkeys(map(pair_of, nearest(world, one)))]
    wrong = (
        Option(_effect(each), note=note(each))
        for each in pairs
        if not (fits(catalog, one, each) and not fits(catalog, other, each))
    )
    claims = [each for each in catalog.claims_of[one.id] if pair_of(each) == pair]
    return drafted(
        "apart", (one, other), _apart_text(one, other), Option(_effect(pair)), wrong, claims
    )


def _apart_working(catalog: Catalog, world: World, one: Therapy, other: Therapy) -> Draft | None:
    if kin(catalog, one, other) or is_plural(one.name) is not is_plural(other.name):
        return None
    own, others = workings(catalog, one), workings(catalog, other)
    if alike(one.mechanism, others) or alike(other.mechanism, own):
        return None
    number = is_plural(one.name)
    near = (
        each
        for each in nearest(world, one)
        if is_plural(each.name) is number
        and not kin(catalog, one, each)
        and (each is other or not alike(each.mechanism, own))
    )
    same = _by(world, lambda each: (each.mechanism,))
    wrong = (Option(each.mechanism, note=_right_for(same[each.mechanism])) for each in near)
    text, right = _apart_text(one, other), Option(one.mechanism)
    claims = goal_claims(catalog, one)
    return drafted("apart", (one, other), text, right, wrong, claims, "working")


def _effect(pair: Pair) -> str:
    return _capital(pair[0].phrase.format(outcome=pair[1].phrase))


def _firmly(catalog: Catalog, world: World, therapy: Therapy) -> Iterator[Draft | None]:
    """Ask each document how firmly it speaks, and on what; only one can answer."""
    claims = catalog.claims_of[therapy.id]
    by_source = grouped((each.source, each) for each in claims)
    for source, said in by_source.items():
        spoken = [each for each in said if each.evidence is not Evidence.NOT_STATED]
        outcomes = {each.outcome for each in spoken}
        for outcome in sorted(outcomes or {each.outcome for each in said}):
            if outcome is not Outcome.NOT_APPLICABLE:
                yield _strength(catalog, world, therapy, source, outcome)
        if len(outcomes) == 1:
            yield _about(catalog, world, therapy, source, min(outcomes))


def _strength(
    catalog: Catalog, world: World, therapy: Therapy, source: str, outcome: Outcome
) -> Draft | None:
    claims = [
        each
        for each in catalog.claims_of[therapy.id]
        if (each.source, each.outcome) == (source, outcome)
    ]
    given = {each.evidence for each in claims}
    spoken = given - {Evidence.NOT_STATED} or given
    firmest = min(spoken, key=lambda each: each.rank)
    told = _by(world, lambda each: (each.evidence,))
    wrong = (
        Option(_capital(each.label), note=_right_for(told.get(each, ()), each.definition))
        for each in Evidence
        if not fits(catalog, therapy, (each, outcome))
    )
    name = catalog.source_by_id[source].name
    most = ", at its firmest," if len(spoken) > 1 else ""
    effect = f"speak{most} of an effect on {outcome.phrase}"
    text = f"{therapy.name}: how firmly does the {name} {effect}?"
    right = Option(_capital(firmest.label))
    proof = [each for each in claims if each.evidence is firmest]
    return drafted("known", (therapy,), text, right, wrong, proof, f"{source} {outcome}")


def _about(
    catalog: Catalog, world: World, therapy: Therapy, source: str, outcome: Outcome
) -> Draft | None:
    every = catalog.claims_of[therapy.id]
    said = {therapy.outcome, *(each.outcome for each in every)}
    told = _by(world, lambda each: (each.outcome,))
    wrong = (
        Option(_capital(each.label), note=_right_for(told.get(each, ()), each.definition))
        for each in OUTCOMES
        if each not in said
    )
    claims = [
        each
        for each in every
        if each.source == source
        and each.outcome is outcome
        and each.evidence is not Evidence.NOT_STATED
    ]
    name = catalog.source_by_id[source].name
    text = f"{therapy.name}: the {name} speaks of an effect. On what?"
    right = Option(_capital(outcome.label))
    return drafted("about", (therapy,), text, right, wrong, claims, source)


def _target(catalog: Catalog, world: World, therapy: Therapy) -> Draft | None:
    """Ask where it acts; what its class or members act on is never the wrong answer."""
    related = {each.acts_on for each in world if kin(catalog, therapy, each)}
    told = _by(world, lambda each: (each.acts_on,))
    places = sorted(ActsOn, key=lambda each: abs(each.rank - therapy.acts_on.rank))
    wrong = (
        Option(each.heading, note=_right_for(told.get(each, ()), each.definition))
        for each in places
        if each not in {therapy.acts_on, *related}
    )
    does = "do they" if is_plural(therapy.name) else "does it"
    text = f"{therapy.name}: where {does} act first?"
    right = Option(therapy.acts_on.heading, note=therapy.acts_on.definition)
    return drafted("target", (therapy,), text, right, wrong, goal_claims(catalog, therapy))


def _aim(catalog: Catalog, world: World, therapy: Therapy) -> Draft | None:
    """Ask for the aim; what is known stands in the question, so that no goal is without it."""
    said = aims(catalog, therapy)
    told = _by(world, lambda each: (each.goal,))
    wrong = (
        Option(f"To {each.phrase}", note=_aim_of(told.get(each, ())))
        for each in Goal
        if each not in said
    )
    be = "are they" if is_plural(therapy.name) else "is it"
    ask = "which aim is the nearest" if therapy.is_nearest_goal else f"what {be} said to aim at"
    text = f"{aim_named(therapy)}: {ask}?"
    right = Option(f"To {therapy.goal.phrase}")
    return drafted("aim", (therapy,), text, right, wrong, goal_claims(catalog, therapy))


def _aim_of(therapies: Sequence[Therapy]) -> str:
    """Return one whose aim it is, with its evidence, as a note."""
    return f"Said of: {aim_named(therapies[0])}." if therapies else "Said of none here."


def aim_named(therapy: Therapy) -> str:
    """Return a name with what is known, as it stands beside an aim."""
    return f"{therapy.name} ({paired(*pair_of(therapy))})"


TOO_FAR = "Too far: surer than any document is."
TOO_WEAK = "Too little: a document speaks more firmly."
OTHER = "Too far: no document says it of {}."


def _exact(catalog: Catalog, world: World, therapy: Therapy) -> Draft | None:
    """Ask for the sentence that says neither more nor less, among those that hold elsewhere."""
    pair = evidence, outcome = pair_of(therapy)
    if evidence is Evidence.NOT_STATED:
        return None
    claimed = {pair_of(each) for each in world} - {pair}
    near = sorted(claimed, key=lambda each: (each[1] is not outcome, each[0] is not evidence, each))
    said = grouped((pair_of(each), each) for each in world)
    wrong = (
        Option(_effect(each), note=f"{_off(pair, each)} {_right_for(said[each])}")
        for each in near
        if each[0] is not Evidence.NOT_STATED and not fits(catalog, therapy, each)
    )
    claims = [each for each in catalog.claims_of[therapy.id] if pair_of(each) == pair]
    text = f"{therapy.name}: which sentence says neither more nor less than the documents?"
    return drafted("exact", (therapy,), text, Option(_effect(pair)), wrong, claims)


def _off(pair: Pair, told: Pair) -> str:
    """Return in what a sentence is off: its outcome, or else its strength."""
    if told[1] is not pair[1]:
        return OTHER.format(told[1].phrase)
    return TOO_FAR if told[0].rank < pair[0].rank else TOO_WEAK
