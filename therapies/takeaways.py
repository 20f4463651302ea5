"""What a view shows, computed from its therapies and said in a sentence or two."""

from collections import Counter
from collections.abc import Sequence
from typing import NamedTuple

from therapies.model import Evidence, Goal, Outcome, Standing, Therapy
from therapies.statement import paired

NAMED = 4
"""How many therapies a sentence names at most."""

NOTHING = "No therapy passes these filters."


def map_takeaway(therapies: Sequence[Therapy]) -> str:
    """Return what the map shows, in one or two sentences."""
    if not therapies:
        return NOTHING
    goals = Counter(each.goal for each in therapies)
    parts = [f"{goals[goal]} to {goal.value}" for goal in Goal if goals[goal]]
    reverse = [each for each in therapies if each.goal is Goal.REVERSE]
    tail = ""
    if reverse:
        best = min(reverse, key=lambda each: each.evidence.rank)
        those = "one that aims" if len(reverse) == 1 else f"{len(reverse)} that aim"
        tail = (
            f" For the {those} to reverse, "
            f"the strongest evidence is “{paired(best.evidence, best.outcome)}”."
        )
    shown = [each for each in therapies if each.evidence is Evidence.SHOWN]
    if shown:
        names = [f"{each.name} (for {each.outcome.phrase})" for each in shown[:NAMED]]
        more = [f"{len(shown) - NAMED} more"] if len(shown) > NAMED else []
        tail = f" An effect is called shown for {_listed([*names, *more])}.{tail}"
    framed = sum(Goal.REVERSE in each.also_framed_as for each in therapies if each.also_framed_as)
    if framed:
        tail += (
            f" {framed} {'is' if framed == 1 else 'are'} framed as reversal "
            "but said to do something else."
        )
    total = len(therapies)
    return f"{total} {'therapy' if total == 1 else 'therapies'}: {_listed(parts)}.{tail}"


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
    in_use = [
        each for each in therapies if each.standing in (Standing.FOUNDATION, Standing.ROUTINE)
    ]
    if not in_use:
        return "None of these is called a foundation of care or routine."
    ahead = [each for each in in_use if is_ahead_of_evidence(each)]
    if not ahead:
        return (
            f"For all that are called a foundation or routine ({len(in_use)}) "
            "an effect on the disease is stated or shown."
        )
    driver = sum(is_driver_only(each) for each in ahead)
    return (
        f"Use runs ahead of evidence for {len(ahead)} of {len(in_use)} "
        f"called a foundation or routine: for {driver} the evidence is about a driver only, "
        f"for {len(ahead) - driver} no more than a hint or a use is given. "
        "This is about the documents' wording, not about trials."
    )


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
