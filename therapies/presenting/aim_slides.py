"""Slides on aims: the map, what is presented as reversal, the passage behind the firmest words."""

from collections.abc import Iterable, Sequence

from therapies.content import evidence_map, findings
from therapies.content.evidence_map import Aim, Level, own_mark
from therapies.content.side_list import in_order
from therapies.model import (
    NOT_STATED,
    WORDING,
    Claim,
    Evidence,
    Goal,
    Outcome,
    Therapy,
    grouped,
)
from therapies.presenting.bodies import (
    Block,
    GoalColumn,
    Group,
    Map,
    Name,
    Part,
    Presented,
    Quote,
    Reading,
    Sentence,
    Strand,
)
from therapies.presenting.phrases import (
    SAID,
    Passage,
    by_passages,
    capital,
    filtered,
    firmest,
    levels,
    names_of,
    number,
    outcomes,
    passages,
    strongest,
    told_few,
)
from therapies.presenting.slides import Slide, headline
from therapies.query.view import View
from therapies.wording import FEW, counted, listed, worded

LINES = 23
"""How many names a column of the map holds; of more its levels give their numbers."""

AIMS = {
    Goal.HALT: "halt calcification",
    Goal.STABILIZE: "stabilize plaque",
    Goal.MODIFY: "modify the lesion or vessel",
    Goal.REVERSE: "reverse calcification",
}

GLOSSES = {
    Goal.HALT: "slow or stop further calcification",
    Goal.STABILIZE: "less rupture, fewer events",
    Goal.MODIFY: "change the lesion or flow",
    Goal.REVERSE: "dissolve or remove calcium",
}

NOT_AN_EFFECT = "How a document presents a therapy is a second goal; it is not an effect."


def map_slide(view: View) -> Slide:
    """Return the map of what passes."""
    aims = evidence_map.field(view.catalog, view.query)
    columns = tuple(found for aim in aims if (found := _goal(aim, len(view.therapies))).parts)
    finding = findings.found(view.catalog, view.query)
    counts = listed([f"{each.size} to {each.goal}" for each in columns])
    alt = f"The map. By their own aim: {counts}."
    return Slide(
        _map_title(view.therapies),
        Map(columns),
        subtitle=filtered(view),
        alt=alt,
        notes=(
            f"The columns are goals: {counts}.",
            finding.headline,
            finding.support,
            "Hollow marks: the words are about a risk factor only.",
            WORDING,
        ),
    )


def _map_title(therapies: Sequence[Therapy]) -> str:
    total = len(therapies)
    goals = grouped((each.goal, each) for each in therapies)
    goal = max(goals, key=lambda each: (len(goals[each]), -each.rank))
    rest = "it" if goal is Goal.HALT else "calcification"
    back = len(goals.get(Goal.REVERSE, ()))
    if len(goals) == 1:
        those = told_few(therapies, f"All {worded(total)}")
        return headline(f"{those} {'aims' if total == 1 else 'aim'} to {AIMS[goal]}")
    if total <= FEW:
        parts = (f"{listed([e.name for e in goals[g]])} to {g}" for g in Goal if g in goals)
        return headline(capital(f"{'; '.join(parts)}"), f"{capital(worded(total))} aims")
    most = "Most aim" if len(goals[goal]) * 2 > total else "The largest group aims"
    reversing = (
        f"{number(back)} of {worded(total)} {'aims' if back < 2 else 'aim'} to reverse {rest}"
    )
    if goal is Goal.REVERSE:
        return f"{most} to {AIMS[goal]}"
    return headline(f"{most} to {AIMS[goal]}; {reversing}", f"{most} to {AIMS[goal]}")


def _goal(aim: Aim, total: int) -> GoalColumn:
    parts, presented = [], []
    for column in aim.columns:
        blocks = []
        lines = sum(len(level.passing) for block in column.blocks for level in block.levels)
        counts = lines > LINES or total > evidence_map.NAMES_LIMIT
        for block in column.blocks:
            own = [level for level in block.levels if not level.mark.framed]
            names = _level_names(own)
            if names:
                kept = () if counts else names
                blocks.append(Block(block.category, kept, len(names) - len(kept)))
            presented += [
                (level.own, name)
                for level in block.levels
                if level.mark.framed
                for name in _level_names([level])
            ]
        if blocks:
            count = sum(block.size for block in blocks)
            parts.append(Part(column.heading, count, tuple(blocks)))
    groups = grouped(presented)
    shown = tuple(
        Group(f"described as {goal.doing}", tuple(groups[goal])[: LINES // 2],
              max(0, len(groups[goal]) - LINES // 2))
        for goal in Goal if goal in groups
    )  # fmt: skip
    if shown and not parts:
        parts.append(Part("Only presented here", 0, ()))
    return GoalColumn(aim.goal, GLOSSES[aim.goal], tuple(parts), shown)


def _level_names(levels: Iterable[Level]) -> tuple[Name, ...]:
    return tuple(Name(each, level.mark) for level in levels for each in level.passing)


def presented_slide(view: View) -> Slide:
    """Return what is presented as reversal against what its own sentences describe."""
    those = [e for e in view.therapies if Goal.REVERSE in (e.goal, *e.also_framed_as)]
    groups = grouped((each.goal, each) for each in strongest(those))
    order = sorted(groups, key=lambda goal: (goal is not Goal.REVERSE, goal.rank))
    most = 13 if len(those) <= 13 else max(1, 12 // len(order) - 1)
    strands = tuple(_strand(goal, groups[goal], most) for goal in order)
    told = "; ".join(f"{strand.heading}: {strand.told}" for strand in strands)
    own = [each for each in those if each.goal is not Goal.REVERSE]
    return Slide(
        _presented_title(view, those),
        Presented(strands),
        subtitle=filtered(view),
        alt=f"{counted(len(those), 'therapy', 'therapies')} presented as reversal. {told}",
        notes=(
            NOT_AN_EFFECT,
            *(f"{strand.heading}. {strand.told}." for strand in strands),
            f"Their marks are about what their own sentences describe: {outcomes(own)}."
            if own
            else "",
        ),
    )


def _presented_title(view: View, those: Sequence[Therapy]) -> str:
    if not those:
        return "Nothing here is presented as reversal"
    ids = {each.id for each in those}
    reached = min(each.reversal for each in findings.facts(view.catalog) if each.id in ids)
    evidence = tuple(Evidence)[reached]
    if evidence is Evidence.NOT_STATED:
        return "No effect is stated of anything that aims to reverse calcification"
    if reached <= Evidence.STATED.rank:
        aiming = [each for each in those if each.goal is Goal.REVERSE]
        return f"{told_few(aiming, capital(number(len(aiming))))}: the aim is to reverse"
    return f"Nothing that aims to reverse calcification is past {findings.PAST[evidence]}"


def _strand(goal: Goal, therapies: Sequence[Therapy], most: int) -> Strand:
    one, count = len(therapies) == 1, capital(worded(len(therapies)))
    own = goal is Goal.REVERSE
    heading = f"{count} {'aims' if one else 'aim'} to reverse"
    if not own:
        heading = f"{count} {'is' if one else 'are'} described as {goal.doing}"
    shown = names_of(therapies[:most])
    return Strand(goal, own, heading, levels(therapies), shown, len(therapies) - len(shown))


def sentence_slide(view: View) -> Slide:
    """Return the passages behind the firmest words, and what to read in them."""
    top = firmest(view.therapies)
    mark = own_mark(top[0])
    claims, places = passages(view, top)
    quotes = tuple(_quote(view, claims, place) for place in places[:2])
    on = "" if mark.outcome is Outcome.NOT_APPLICABLE else f", for {mark.outcome.label}"
    lead, total = capital(f"{SAID[mark.evidence]}{on}"), len(view.therapies)
    by = by_passages(len(places))
    count = f"{number(len(top))} of {worded(total)}" if len(top) < total else f"all {worded(total)}"
    names = names_of(in_order(top))
    shown = names[:4]
    few = len(names) <= FEW and len(quotes) == 1
    told = tuple(_introduced(each.therapy) for each in shown) if few else ()
    return Slide(
        headline(f"{lead}: {count}, by {by}", f"{lead}: {count}"),
        Sentence(quotes, _readings(view, top, claims), shown, told),
        subtitle=filtered(view),
        alt=f"{lead}: {listed([each.name for each in top][:4])}. "
        + " ".join(f"{each.says} {each.place}." for each in quotes),
        notes=(
            f"{capital(by)} {'says' if len(places) == 1 else 'say'} it, of {count}.",
            *(f"{reading.heading}: {reading.text}" for reading in _readings(view, top, claims)),
        ),
    )


def _introduced(therapy: Therapy) -> str:
    """Return how a therapy works and where it stands in care."""
    place = therapy.standing.label
    stands = "" if place == NOT_STATED else f"Place in care: {place}."
    return " ".join(
        filter(None, ("" if therapy.mechanism == NOT_STATED else therapy.mechanism, stands))
    )


def _quote(view: View, claims: Sequence[Claim], place: Passage) -> Quote:
    claim = next(c for c in claims if (c.source, c.section, c.paragraph) == place)
    return Quote.of(view, claim)


def _readings(view: View, top: Sequence[Therapy], claims: Sequence[Claim]) -> tuple[Reading, ...]:
    sources = [s.name for s in view.catalog.sources if s.id in {c.source for c in claims}]
    whose = f"the words of {listed(sources)}"
    said = {
        Evidence.SHOWN: Reading(
            "Said, not shown here", f"{capital(whose)}. Nobody here has read the trials."
        )
    }
    first = top[0].evidence
    found = [
        said.get(first, Reading(capital(first.label), f"{capital(whose)}. {first.definition}"))
    ]
    goals = {each.goal for each in top}
    framed = {goal for each in top for goal in each.also_framed_as}
    if goals == {Goal.HALT} and Goal.REVERSE not in framed:
        text = "Dissolving calcium that is already there is not among their aims."
        found.append(Reading("Halting, not reversing", text))
    elif len(goals) == 1:
        goal = goals.pop()
        found.append(Reading(f"The aim: {goal}", capital(f"{goal.phrase}. An aim is no effect.")))
    caveats = {each.caveat for each in top} - {NOT_STATED}
    contexts = dict.fromkeys(term for each in top for term in each.context)
    for_whom = f"Said for {listed(list(contexts)[:3], 'or')}." if contexts else ""
    if len(caveats) == 1:
        found.append(Reading("With a caveat", f"{caveats.pop()} {for_whom}".strip()))
    elif for_whom:
        found.append(Reading("Not for everybody", for_whom))
    return tuple(found)
