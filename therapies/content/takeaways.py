"""What a view shows, computed from its therapies and said in a sentence or two."""

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence

from therapies.model import (
    ActsOn,
    Evidence,
    Outcome,
    Standing,
    Therapy,
)
from therapies.wording import FEW, listed

PLACES = 3
"""How many places along the disease a sentence names, those of most therapies."""

NOTHING = "No therapy matches these filters."


def part(therapies: Sequence[Therapy]) -> str:
    """Return the names of up to three therapies, or how many they are."""
    return _part(len(therapies), (each.name for each in therapies))


def _part(count: int, names: Iterable[str]) -> str:
    return listed(list(names)) if count <= FEW else str(count)


IN_USE = "called a cornerstone or routine"
UNUSED = "None of these is called a cornerstone of care or routine."


def is_in_use(therapy: Therapy) -> bool:
    """Say whether a document calls it a cornerstone of care or routine."""
    return therapy.standing in (Standing.FOUNDATION, Standing.ROUTINE)


def is_known_on_disease(therapy: Therapy) -> bool:
    """Say whether an effect on the disease itself, beyond a risk factor, is stated or shown."""
    known = therapy.evidence in (Evidence.SHOWN, Evidence.STATED)
    return known and therapy.outcome is not Outcome.DRIVER


def is_driver_only(therapy: Therapy) -> bool:
    """Say whether all that is known is about a risk factor, not about the disease itself."""
    return therapy.outcome is Outcome.DRIVER and therapy.evidence is not Evidence.NOT_STATED


def is_ahead_of_evidence(therapy: Therapy) -> bool:
    """Say whether use runs ahead of the words: in use, yet no effect on the disease beyond a hint.

    In use is a cornerstone or routine; an effect on a risk factor only is not one on the disease.
    """
    return is_in_use(therapy) and not is_known_on_disease(therapy)


def standing_takeaway(therapies: Sequence[Therapy]) -> str:
    """Return where use runs ahead of the words, in one or two sentences."""
    if not therapies:
        return NOTHING
    in_use = [each for each in therapies if is_in_use(each)]
    ahead = list(filter(is_ahead_of_evidence, in_use))
    used = len(in_use)
    if not used:
        return UNUSED
    if not ahead:
        those = f"all that are {IN_USE} ({used})" if used > FEW else f"{part(in_use)}, {IN_USE},"
        return f"For {those} an effect on the disease is stated or shown."
    first = f"Use runs ahead of the words for {len(ahead)} of {used} {IN_USE}"
    if len(ahead) <= FEW:
        those = f"the {used}" if used > FEW else "those"
        first = f"Among {those} {IN_USE}, use runs ahead of the words"
    return f"{first}: {', '.join(_reasons(ahead))}. This is about wording, not about trials."


def _reasons(ahead: Sequence[Therapy]) -> Iterator[str]:
    for on_driver, reason in (
        (True, f"the evidence is about {Outcome.DRIVER.label}"),
        (False, "no more than a hint or a use is given"),
    ):
        if those := [each for each in ahead if is_driver_only(each) is on_driver]:
            yield f"for {part(those)} {reason}"


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
    return _part(count, (each.name for each in therapies if each.acts_on is place))


def about_takeaway(therapies: Sequence[Therapy]) -> str:
    """Return how many have an effect on calcification itself, how firmly, and on a risk factor."""
    if not therapies:
        return NOTHING
    spoken = [each for each in therapies if each.evidence is not Evidence.NOT_STATED]
    itself = [each for each in spoken if each.outcome is Outcome.CALCIFICATION]
    firm = [each for each in itself if is_known_on_disease(each)]
    risk = [each for each in spoken if each.outcome is Outcome.DRIVER]
    total = f" of {len(therapies)}" if len(itself) > FEW else ""
    told = f"Said of calcification itself: {part(itself) if itself else 'none'}{total}"
    if itself and len(firm) < len(itself):
        told += f", and stated or shown only of {part(firm)}" if firm else ", never past a hedge"
    return f"{told}. Said of {Outcome.DRIVER.label}: {part(risk) if risk else 'none'}."
