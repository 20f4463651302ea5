"""Slides on what is said beside the aims: of what outcome, of what use, and where they act."""

from collections.abc import Iterable, Sequence

from therapies.content import takeaways
from therapies.content.evidence_map import own_mark
from therapies.content.side_list import in_order
from therapies.model import (
    ActsOn,
    Evidence,
    Outcome,
    Standing,
    Therapy,
    grouped,
)
from therapies.presenting.bodies import (
    About,
    Ahead,
    Group,
    OutcomeRow,
    Place,
    UseColumn,
    Where,
)
from therapies.presenting.phrases import (
    capital,
    filtered,
    names_of,
    number,
    small,
    strongest,
    told_few,
)
from therapies.presenting.slides import Slide, headline
from therapies.query.view import View
from therapies.wording import FEW, worded

CAUTION = (
    "Two wordings of the same documents are compared. Nothing here says that the therapies marked "
    "do not work."
)


def about_slide(view: View) -> Slide:
    """Return what the effects are on, and the names of those about calcification itself."""
    found = grouped((own_mark(each).outcome, each) for each in strongest(view.therapies))
    rows = tuple(
        OutcomeRow(outcome, *_outcome_words(outcome), names_of(in_order(found[outcome])))
        for outcome in _outcome_order(found)
    )
    chosen, total = rows[0], len(view.therapies)
    levels = grouped((name.mark.evidence, name) for name in chosen.names)
    most = 18 if len(chosen.names) <= 18 else max(1, 16 // len(levels) - 1)
    groups = tuple(
        (
            evidence,
            Group(
                evidence.label.capitalize(),
                tuple(levels[evidence][:most]),
                max(0, len(levels[evidence]) - most),
            ),
        )
        for evidence in Evidence
        if evidence in levels
    )
    those = f"{number(len(chosen.names))} of {worded(total)}"
    said = f"the documents speak of {chosen.label[:1].lower()}{chosen.label[1:]}"
    title = f"For {those} {said}"
    if chosen.outcome is Outcome.NOT_APPLICABLE:
        title = f"For {those} no effect is stated"
    counts = "; ".join(f"{row.label}: {len(row.names)}" for row in rows)
    return Slide(
        headline(title),
        About(rows, chosen, groups),
        subtitle=filtered(view),
        alt=f"What the effects are on. {counts}.",
        notes=(
            f"{counts}.",
            *(f"{group.label}: {group.size}." for _, group in groups if group.size > FEW),
            Outcome.DRIVER.definition if any(r.outcome is Outcome.DRIVER for r in rows) else "",
        ),
    )


def _outcome_order(found: Iterable[Outcome]) -> list[Outcome]:
    """Return calcification first, then by the number's place in the vocabulary."""
    return sorted(found, key=lambda each: each.rank)


def _outcome_words(outcome: Outcome) -> tuple[str, str]:
    words = {
        Outcome.CALCIFICATION: ("Calcification itself", ""),
        Outcome.EVENTS: ("Heart attack, stroke, clots", ""),
        Outcome.DRIVER: (
            capital(Outcome.DRIVER.label),
            "A better number does not always mean less calcium or fewer events.",
        ),
        Outcome.NOT_APPLICABLE: ("No effect stated", ""),
    }
    return words.get(outcome, (capital(outcome.label), ""))


def ahead_slide(view: View) -> Slide:
    """Return those in use, by what the documents claim of them."""
    used = [each for each in view.therapies if takeaways.is_in_use(each)]
    ahead = [each for each in used if takeaways.is_ahead_of_evidence(each)]
    driver = [each for each in ahead if takeaways.is_driver_only(each)]
    silent = [each for each in ahead if each not in driver]
    known = [each for each in used if each not in ahead]
    columns = tuple(
        UseColumn(label, is_ahead, _by_standing(those))
        for label, is_ahead, those in (
            ("a claim about a risk factor only", True, driver),
            ("a use or a hint, no effect stated as fact", True, silent),
            ("an effect on the disease, stated as fact or shown", False, known),
        )
        if those
    )
    total, whole = len(used), len(view.therapies)
    of_all = f"{total} of {whole}" if total < whole else f"All {whole}"
    return Slide(
        _ahead_title(used, ahead),
        Ahead(columns, CAUTION if ahead else ""),
        subtitle=f"{of_all} are called a cornerstone of care or routine. What is claimed of them:"
        if total > FEW
        else filtered(view),
        alt="Use against evidence. "
        + "; ".join(f"{column.label}: {column.size}" for column in columns),
        notes=(takeaways.standing_takeaway(view.therapies), CAUTION if ahead else ""),
    )


def _ahead_title(used: Sequence[Therapy], ahead: Sequence[Therapy]) -> str:
    if not used:
        return "None is called a cornerstone of care or routine"
    if not ahead:
        return "Use does not run ahead of the words"
    many = f"{worded(len(ahead))} of {worded(len(used))}"
    if len(ahead) == len(used):
        many = f"all {worded(len(used))}"
    return headline(f"Use runs ahead of the words for {told_few(ahead, many)}",
                    f"Use runs ahead of the words for {many}")  # fmt: skip


def _by_standing(therapies: Sequence[Therapy]) -> tuple[tuple[Standing, Group], ...]:
    found = grouped((each.standing, each) for each in sorted(therapies, key=lambda e: e.name))
    most = 11 if len(therapies) <= 11 else 4
    return tuple(
        (
            standing,
            Group(
                capital(standing.label),
                names_of(found[standing][:most]),
                max(0, len(found[standing]) - most),
            ),
        )
        for standing in Standing
        if standing in found
    )


def where_slide(view: View) -> Slide:
    """Return where along the disease they act."""
    found = grouped((each.acts_on, each) for each in in_order(view.therapies))
    places = tuple(
        Place(target, names_of(those[:26]), _told_at(those), max(0, len(those) - 26))
        for target in ActsOn
        if (those := found.get(target, []))
    )
    takeaway = takeaways.disease_takeaway(view.therapies)
    counts = "; ".join(f"{place.target.heading}: {place.size}" for place in places)
    return Slide(
        _where_title(view, found),
        Where(places),
        subtitle=filtered(view),
        alt=f"Where along the disease they act, from cause to clot. {counts}.",
        notes=(
            takeaway,
            "From the causes, at the top, to the clot: the first target that a sentence names.",
            "Acting on a place is what is said of it, not an effect.",
        ),
    )


def _where_title(view: View, found: dict[ActsOn, list[Therapy]]) -> str:
    total = len(view.therapies)
    if total <= FEW or len(found) == 1:
        place = max(found, key=lambda each: (len(found[each]), -each.rank))
        those = told_few(found[place], f"All {worded(total)}")
        verb = "acts" if len(found[place]) == 1 else "act"
        return headline(f"{those} {verb} on {place}", f"All {verb} on {place}")
    place = max(found, key=lambda each: (len(found[each]), -each.rank))
    start = f"{capital(worded(len(found[place])))} of {worded(total)} act on {place}"
    alone = [each for each in found if len(found[each]) == 1]
    if len(alone) == 1:
        name = small(view, found[alone[0]][0])
        return headline(f"{start}, only {name} on {alone[0]}", f"{start}, one on {alone[0]}", start)
    return start


def _told_at(therapies: Sequence[Therapy]) -> str:
    if len(therapies) <= 9:
        return ", ".join(each.name for each in therapies)
    kinds = grouped((each.kind, each) for each in therapies)
    order = sorted(kinds, key=lambda kind: (-len(kinds[kind]), kind.rank))
    return capital(", ".join(f"{kind} {len(kinds[kind])}" for kind in order))
