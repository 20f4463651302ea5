"""What a view shows, computed from its therapies and said in a sentence or two."""

from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from itertools import islice
from operator import attrgetter
from typing import NamedTuple

from therapies.model import Evidence, Goal, Outcome, Standing, Therapy
from therapies.statement import paired

NAMED = 4
"""How many therapies a sentence names at most."""

NOTHING = "No therapy passes these filters."


def map_takeaway(therapies: Sequence[Therapy]) -> str:
    """Return what the map shows, in one to four sentences."""
    return " ".join(map_sentences(therapies))


def map_sentences(therapies: Sequence[Therapy]) -> tuple[str, ...]:
    """Return what the map shows: how many have each goal, then what is known of the effects."""
    if not therapies:
        return (NOTHING,)
    goals, known, framed = _told(therapies)
    parts = [f"{goals[goal]} to {goal.value}" for goal in Goal if goals[goal]]
    shown = sum(count for (_, sure, _), count in known.items() if sure is Evidence.SHOWN)
    reverse = [(sure, on) for goal, sure, on in known if goal is Goal.REVERSE]
    total = len(therapies)
    found = (
        f"{total} {'therapy' if total == 1 else 'therapies'}: {_listed(parts)}.",
        _shown(therapies, shown),
        _reversal(reverse, goals[Goal.REVERSE]),
        _framed(framed),
    )
    return tuple(each for each in found if each)


def _shown(therapies: Sequence[Therapy], count: int) -> str:
    if not count:
        return ""
    first = islice((each for each in therapies if each.evidence is Evidence.SHOWN), NAMED)
    names = [f"{each.name} (for {each.outcome.phrase})" for each in first]
    more = [f"{count - NAMED} more"] if count > NAMED else []
    return f"An effect is called shown for {_listed([*names, *more])}."


def _reversal(known: Sequence[tuple[Evidence, Outcome]], count: int) -> str:
    if not count:
        return ""
    best = min(known, key=lambda pair: pair[0].rank)
    those = "one that aims" if count == 1 else f"{count} that aim"
    return f"For the {those} to reverse, the strongest evidence is “{paired(*best)}”."


def _framed(count: int) -> str:
    if not count:
        return ""
    verb = "is" if count == 1 else "are"
    return f"{count} {verb} framed as reversal but said to do something else."


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


def is_driver_only(therapy: Therapy | Known) -> bool:
    """Say whether all that is known is about a driver of the disease, not the disease itself."""
    return therapy.outcome is Outcome.DRIVER and therapy.evidence is not Evidence.NOT_STATED


def is_ahead_of_evidence(therapy: Therapy | Known) -> bool:
    """Say whether use runs ahead of evidence: in use, yet no effect on the disease beyond a hint.

    In use is a foundation or routine; an effect on a driver only is not one on the disease.
    """
    in_use = therapy.standing in (Standing.FOUNDATION, Standing.ROUTINE)
    known = therapy.evidence in (Evidence.SHOWN, Evidence.STATED)
    return in_use and not (known and therapy.outcome is not Outcome.DRIVER)


def standing_takeaway(therapies: Sequence[Therapy]) -> str:
    """Return where use runs ahead of evidence, in one or two sentences."""
    codes = Counter(map(attrgetter("evidence", "standing", "outcome"), therapies))
    counts = {Known(*each): count for each, count in codes.items()}
    in_use = _sum(counts, lambda each: each.standing in (Standing.FOUNDATION, Standing.ROUTINE))
    if not in_use:
        return "None of these is called a foundation of care or routine."
    ahead = _sum(counts, is_ahead_of_evidence)
    if not ahead:
        return (
            f"For all that are called a foundation or routine ({in_use}) "
            "an effect on the disease is stated or shown."
        )
    driver = _sum(counts, lambda each: is_ahead_of_evidence(each) and is_driver_only(each))
    return (
        f"Use runs ahead of evidence for {ahead} of {in_use} "
        f"called a foundation or routine: for {driver} the evidence is about a driver only, "
        f"for {ahead - driver} no more than a hint or a use is given. "
        "This is about the documents' wording, not about trials."
    )


def _sum(counts: Mapping[Known, int], rule: Callable[[Known], bool]) -> int:
    return sum(count for known, count in counts.items() if rule(known))


def disease_takeaway(therapies: Sequence[Therapy]) -> str:
    """Return where along the disease most therapies act, in one sentence."""
    if not therapies:
        return NOTHING
    ordered = Counter(therapy.acts_on for therapy in therapies).most_common()
    first = f"The largest group acts on {ordered[0][0]} ({ordered[0][1]} of {len(therapies)})"
    rest = _listed([f"{place} ({count})" for place, count in ordered[1:3]])
    return f"{first}{f', then on {rest}' if rest else ''}."


def _listed(parts: Sequence[str]) -> str:
    if len(parts) < 2:
        return "".join(parts)
    return f"{', '.join(parts[:-1])} and {parts[-1]}"
