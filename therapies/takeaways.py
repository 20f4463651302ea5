"""What a view shows, computed from its therapies and said in a sentence or two."""

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from itertools import islice
from operator import attrgetter
from types import MappingProxyType
from typing import NamedTuple

from therapies.model import ActsOn, Evidence, Goal, Outcome, Standing, Therapy
from therapies.statement import paired

FEW = 3
"""So many therapies are named rather than counted: a number says little of so few."""

NAMED = 4
"""How many therapies a sentence names at most before it counts the rest, if these are many."""

PLACES = 3
"""How many places along the disease a sentence names, those of most therapies."""

NOTHING = "No therapy passes these filters."


def map_takeaway(therapies: Sequence[Therapy]) -> str:
    """Return what the map shows, in one to four sentences."""
    return " ".join(map_sentences(therapies))


def map_sentences(therapies: Sequence[Therapy]) -> tuple[str, ...]:
    """Return what the map shows: how many have each goal, then what is known of the effects."""
    if not therapies:
        return (NOTHING,)
    goals, known, framed = _told(therapies)
    shown = sum(count for (_, sure, _), count in known.items() if sure is Evidence.SHOWN)
    reverse = [(sure, on) for goal, sure, on in known if goal is Goal.REVERSE]
    found = (
        _aims(therapies, goals),
        _shown(therapies, shown) if len(therapies) > FEW else "",
        _reversal(reverse, goals[Goal.REVERSE]),
        _framed(therapies, framed),
    )
    return tuple(each for each in found if each)


def brought(therapy: Therapy) -> str:
    """Return the name with what is known of the effect, as it stands beside a goal."""
    nearest = "nearest aim; " if therapy.is_nearest_goal else ""
    silent = "evidence " if therapy.evidence is Evidence.NOT_STATED else ""
    return f"{therapy.name} ({nearest}{silent}{paired(therapy.evidence, therapy.outcome)})"


def _aims(therapies: Sequence[Therapy], goals: Mapping[Goal, int]) -> str:
    """Return how many have each goal; up to three are named, with what is known of the effect."""
    total, found = len(therapies), [goal for goal in Goal if goals[goal]]
    parts = [
        (goal, _part(goals[goal], (brought(each) for each in therapies if each.goal is goal)))
        for goal in found
    ]
    if total <= FEW:
        return f"Aiming {'; '.join(f'to {goal.value}: {those}' for goal, those in parts)}."
    told = [f"{those} to {goal.value}" for goal, those in parts]
    counted = all(goals[goal] > FEW for goal in found)
    return f"{total} therapies: {listed(told) if counted else '; '.join(told)}."


def _shown(therapies: Sequence[Therapy], count: int) -> str:
    if not count:
        return ""
    most = count if count <= NAMED + FEW else NAMED
    first = islice((each for each in therapies if each.evidence is Evidence.SHOWN), most)
    names = [f"{each.name} (for {each.outcome.phrase})" for each in first]
    more = [f"{count - most} more"] if count > most else []
    return f"An effect is called shown for {listed([*names, *more])}."


def _reversal(known: Sequence[tuple[Evidence, Outcome]], count: int) -> str:
    """Return the strongest evidence of those that aim to reverse; a few are named with theirs."""
    if count <= FEW:
        return ""
    best = min(known, key=lambda pair: pair[0].rank)
    return f"For the {count} that aim to reverse, the strongest evidence is “{paired(*best)}”."


def _framed(therapies: Sequence[Therapy], count: int) -> str:
    if not count:
        return ""
    if count > FEW:
        return f"{count} are framed as reversal but said to do something else."
    those = [each.name for each in therapies if Goal.REVERSE in each.also_framed_as]
    return f"Framed as reversal but said to do something else: {listed(those)}."


def part(therapies: Sequence[Therapy]) -> str:
    """Return the names of up to three therapies, or how many they are."""
    return _part(len(therapies), (each.name for each in therapies))


def _part(count: int, names: Iterable[str]) -> str:
    return listed(list(names)) if count <= FEW else str(count)


def _told(
    therapies: Sequence[Therapy],
) -> tuple[Counter[Goal], Counter[tuple[Goal, Evidence, Outcome]], int]:
    """Return in one pass the goals, what is known by goal, and how many are framed as reversal."""
    goals: Counter[Goal] = Counter()
    known: Counter[tuple[Goal, Evidence, Outcome]] = Counter()
    framed = 0
    each = attrgetter("goal", "evidence", "outcome", "also_framed_as")
    for (goal, evidence, outcome, others), count in Counter(map(each, therapies)).items():
        goals[goal] += count
        known[goal, evidence, outcome] += count
        framed += count if Goal.REVERSE in others else 0
    return goals, known, framed


class Known(NamedTuple):
    """The codes of a therapy that say how sure the documents are and how it is used."""

    evidence: Evidence
    standing: Standing
    outcome: Outcome


Rule = Callable[[Therapy | Known], bool]


def is_in_use(therapy: Therapy | Known) -> bool:
    """Say whether a document calls it a foundation of care or routine."""
    return therapy.standing in (Standing.FOUNDATION, Standing.ROUTINE)


def is_driver_only(therapy: Therapy | Known) -> bool:
    """Say whether all that is known is about a driver of the disease, not the disease itself."""
    return therapy.outcome is Outcome.DRIVER and therapy.evidence is not Evidence.NOT_STATED


def is_ahead_of_evidence(therapy: Therapy | Known) -> bool:
    """Say whether use runs ahead of evidence: in use, yet no effect on the disease beyond a hint.

    In use is a foundation or routine; an effect on a driver only is not one on the disease.
    """
    known = therapy.evidence in (Evidence.SHOWN, Evidence.STATED)
    return is_in_use(therapy) and not (known and therapy.outcome is not Outcome.DRIVER)


def _is_ahead_on_driver(therapy: Therapy | Known) -> bool:
    return is_ahead_of_evidence(therapy) and is_driver_only(therapy)


def _is_ahead_on_hint(therapy: Therapy | Known) -> bool:
    return is_ahead_of_evidence(therapy) and not is_driver_only(therapy)


REASONS: Mapping[Rule, str] = MappingProxyType(
    {
        _is_ahead_on_driver: "the evidence is about a driver only",
        _is_ahead_on_hint: "no more than a hint or a use is given",
    }
)
"""Why use is ahead of evidence, and the words for it."""


def standing_takeaway(therapies: Sequence[Therapy]) -> str:
    """Return where use runs ahead of evidence, in one or two sentences."""
    if not therapies:
        return NOTHING
    codes = Counter(map(attrgetter("evidence", "standing", "outcome"), therapies))
    counts = {Known(*each): count for each, count in codes.items()}
    used = _sum(counts, is_in_use)
    if not used:
        return "None of these is called a foundation of care or routine."
    ahead = _sum(counts, is_ahead_of_evidence)
    if not ahead:
        return f"For {_all_in_use(therapies, used)} an effect on the disease is stated or shown."
    first = f"Use runs ahead of evidence for {ahead} of {used} called a foundation or routine"
    if ahead <= FEW:
        those = f"the {used}" if used > FEW else "those"
        first = f"Among {those} called a foundation or routine, use runs ahead of evidence"
    return (
        f"{first}: {', '.join(_behind(therapies, counts))}. "
        "This is about the documents' wording, not about trials."
    )


def _all_in_use(therapies: Sequence[Therapy], count: int) -> str:
    if count > FEW:
        return f"all that are called a foundation or routine ({count})"
    those = _part(count, (each.name for each in therapies if is_in_use(each)))
    return f"{those}, called a foundation or routine,"


def _behind(therapies: Sequence[Therapy], counts: Mapping[Known, int]) -> Iterator[str]:
    """Give why use is ahead, each reason with those for whom it holds."""
    for holds, reason in REASONS.items():
        count = _sum(counts, holds)
        if count:
            those = [each.name for each in therapies if holds(each)] if count <= FEW else ()
            yield f"for {_part(count, those)} {reason}"


def _sum(counts: Mapping[Known, int], rule: Rule) -> int:
    return sum(count for known, count in counts.items() if rule(known))


def disease_takeaway(therapies: Sequence[Therapy]) -> str:
    """Return where along the disease most therapies act, in one sentence."""
    if not therapies:
        return NOTHING
    places = Counter(therapy.acts_on for therapy in therapies).most_common()
    least = places[:PLACES][-1][1]
    first = [(place, count) for place, count in places if count >= least]
    told = [(place, _at(therapies, place, count)) for place, count in first]
    if len(therapies) <= FEW:
        return f"Acting {'; '.join(f'on {place}: {those}' for place, those in told)}."
    if places[0][1] <= FEW:
        among = ", among others," if len(places) > len(told) else ""
        return f"They act{among} on {listed([f'{place} ({those})' for place, those in told])}."
    most = f"The largest group acts on {told[0][0]} ({told[0][1]} of {len(therapies)})"
    rest = listed([f"{place} ({those})" for place, those in told[1:]])
    return f"{most}{f', then on {rest}' if rest else ''}."


def _at(therapies: Sequence[Therapy], place: ActsOn, count: int) -> str:
    """Return how many act on the place, or the names of a few."""
    return _part(count, (each.name for each in therapies if each.acts_on is place))


def listed(parts: Sequence[str]) -> str:
    """Return the parts as a sentence lists them: `a, b and c`."""
    if len(parts) < 2:
        return "".join(parts)
    return f"{', '.join(parts[:-1])} and {parts[-1]}"
