"""A talk to start with: ten views that tell the field's story, every sentence computed."""

from collections.abc import Sequence
from functools import lru_cache

from therapies import coverage, takeaways
from therapies.catalog import Catalog
from therapies.exports.view import View
from therapies.model import PURPOSE, WORDING, Category, Evidence, Goal, Outcome, Therapy
from therapies.query import Query, brief
from therapies.statement import paired, splits
from therapies.talk import NOTE_LIMIT, Step, Talk

AIMS = "What therapies aim at, and how sure the documents are: the map"
HOME = "To take home: an aim is not an effect, and “not stated” is not “no”"
NOT_AN_EFFECT = "A framing is a second goal that a document gives; it is not an effect."
NUMBERS = ("one", "two", "three")
ROOM = 45
"""So many letters a title has for names; of more names it gives the number, as a word."""


@lru_cache(maxsize=2)
def story(catalog: Catalog) -> Talk:
    """Return the talk of ten views, with titles and notes that are true of `catalog`."""
    return Talk(
        (
            _aims(catalog),
            _disease(catalog),
            *(_category(catalog, category) for category in Category),
            _framed(catalog),
            _documents(catalog),
            _ahead(catalog),
            _home(catalog),
        )
    )


def _step(catalog: Catalog, query: Query, page: str, screen: str, title: str, *notes: str) -> Step:
    return Step.of(View(catalog, query, page), screen, title, _fitting(notes))


def _fitting(lines: Sequence[str]) -> str:
    """Return as many of the lines, whole, as a note holds."""
    kept: list[str] = []
    for line in lines:
        if line and len("\n".join([*kept, line])) <= NOTE_LIMIT:
            kept.append(line)
    return "\n".join(kept)


def _aims(catalog: Catalog) -> Step:
    note = takeaways.map_takeaway(catalog.therapies)
    return _step(catalog, Query(), "overview", "map", AIMS, note, WORDING)


def _disease(catalog: Catalog) -> Step:
    title = "Where along the disease they act"
    note = takeaways.disease_takeaway(catalog.therapies)
    return _step(catalog, Query(), "overview", "targets", title, note)


def _category(catalog: Catalog, category: Category) -> Step:
    query = Query.of({"category": [category]})
    found = query.apply(catalog)
    title = f"{category.label}: the documents name none"
    if found:
        known = list(filter(is_known_on_disease, found))
        title = f"{category.label}: {_group(found)}; {_with_effect(found, known)}"
    notes = (category.definition, takeaways.map_takeaway(found))
    return _step(catalog, query, "overview", "map", title, *notes)


def _group(therapies: Sequence[Therapy]) -> str:
    """Return the name of the only therapy, else how many they are."""
    return _told(therapies, ROOM if len(therapies) == 1 else 0)


def _with_effect(found: Sequence[Therapy], known: Sequence[Therapy]) -> str:
    """Return the clause on an effect on the disease itself: for whom it is stated or shown."""
    if len(found) == 1:
        return f"{'an' if known else 'no'} effect on the disease is stated or shown"
    those = ("none", *NUMBERS)[len(known)] if len(known) <= takeaways.FEW else str(len(known))
    return f"for {those} an effect on the disease is stated or shown"


def is_known_on_disease(therapy: Therapy) -> bool:
    """Say whether an effect on the disease itself, not only on a driver, is stated or shown."""
    return (
        therapy.evidence in (Evidence.SHOWN, Evidence.STATED)
        and therapy.outcome is not Outcome.DRIVER
    )


def _framed(catalog: Catalog) -> Step:
    query = Query.of({"goal": [Goal.HALT], "also_framed_as": [Goal.REVERSE]})
    found = query.apply(catalog)
    if not found:
        title = "No therapy is framed as reversal and said to halt"
        return _step(catalog, Query(), "overview", "map", title, NOT_AN_EFFECT)
    title = f"Promised under reversal, said to halt: {_told(found)}"
    lines = (f"{each.name}: {paired(each.evidence, each.outcome)}." for each in found)
    first = "Their own sentences say “halt”, with this evidence:"
    return _step(catalog, query, "browse", "", title, NOT_AN_EFFECT, first, *lines)


def _documents(catalog: Catalog) -> Step:
    split = [each for each in catalog.therapies if splits(catalog, each.id)]
    title = "Where more than one document speaks, they nowhere differ"
    if split:
        of = f" of {len(catalog.therapies)} therapies"
        title = f"The documents differ on {_told(split, of=of)}"
    spans = coverage.spans(catalog, catalog.therapies, "evidence")
    notes = (
        coverage.naming_takeaway(catalog, catalog.therapies),
        coverage.completeness_takeaway(catalog, catalog.therapies),
        coverage.span_takeaway(spans),
        "All sides are shown; the table settles none.",
    )
    return _step(catalog, Query(), "sources", "evidence-span", title, *notes)


def _ahead(catalog: Catalog) -> Step:
    ahead = list(filter(takeaways.is_ahead_of_evidence, catalog.therapies))
    in_use = sum(map(takeaways.is_in_use, catalog.therapies))
    title = "Use does not run ahead of evidence"
    if ahead:
        of = f" of {in_use} called a foundation or routine"
        title = f"Use runs ahead of evidence for {_told(ahead, of=of)}"
    elif not in_use:
        title = "No therapy is called a foundation of care or routine"
    note = takeaways.standing_takeaway(catalog.therapies)
    return _step(catalog, Query(), "overview", "standing", title, note)


def _home(catalog: Catalog) -> Step:
    notes = (
        takeaways.map_takeaway(catalog.therapies),
        takeaways.standing_takeaway(catalog.therapies),
        coverage.completeness_takeaway(catalog, catalog.therapies),
        WORDING,
        PURPOSE,
    )
    return _step(catalog, Query(), "method", "", HOME, *notes)


def _told(therapies: Sequence[Therapy], room: int = ROOM, *, of: str = " therapies") -> str:
    """Return up to three names in so many letters, or how many they are and of what."""
    names = takeaways.part(therapies)
    if len(therapies) > takeaways.FEW:
        return f"{names}{of}"
    if len(therapies) == 1:
        return brief(names, room - 1)
    return names if len(names) <= room else f"{NUMBERS[len(therapies) - 1]} therapies"
