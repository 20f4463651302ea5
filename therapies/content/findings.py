"""The finding of a page: what a reader would repeat to a colleague, computed from what it shows.

The pages of many therapies find in the browser too (`engine/finding.js`): there as here from
`facts`, by the same steps. Every sentence holds for any table under any filter: what is said of one
therapy is its row's, and what is denied of all is denied by every passage.
"""

import re
from collections.abc import Callable, Mapping, Sequence
from functools import lru_cache
from types import MappingProxyType
from typing import Any, NamedTuple

from therapies.catalog.catalog import Catalog
from therapies.content import takeaways
from therapies.content.evidence_map import mark
from therapies.content.sources_page import sources_finding
from therapies.content.takeaways import is_ahead_of_evidence, is_driver_only, is_in_use
from therapies.model import COLUMN, NOT_STATED, ActsOn, Evidence, Goal, Outcome, Therapy, about
from therapies.model import grouped as grouped_by
from therapies.query.query import Query
from therapies.query.view import View
from therapies.wording import FEW, isolated, listed

NOTHING = "No therapy matches."
PAST = MappingProxyType(
    {
        Evidence.SHOWN: "being shown",
        Evidence.STATED: "a statement that names no study",
        Evidence.SUGGESTED: "a hedge",
        Evidence.IN_TRIALS: "trials",
        Evidence.EXPLORATORY: "being explored",
        Evidence.NOT_STATED: "a purpose",
    }
)
"""What nothing is past, where this evidence is the strongest."""

HEDGED, SILENT, DRIVER, CALCIFICATION = (
    Evidence.SUGGESTED.rank,
    Evidence.NOT_STATED.rank,
    Outcome.DRIVER.rank,
    Outcome.CALCIFICATION.rank,
)


class Finding(NamedTuple):
    """What a page finds: the sentence, and what limits or supports it."""

    headline: str
    support: str = ""


class Facts(NamedTuple):
    """What findings need of a therapy; terms are their ranks.

    `name` is as it stands inside a sentence, `among` the strongest evidence that any passage gives
    on each outcome, `reversal` the strongest on reversing. `classes` are the ids of those it
    belongs to; `passages` number those that carry the row's evidence. What follows is for the two
    figures below the map.
    """

    id: str
    name: str
    evidence: int
    outcome: int
    among: tuple[int, ...]
    classes: tuple[str, ...]
    reverses: bool
    reversal: int
    caveat: str
    passages: tuple[int, ...]
    used: bool
    ahead: bool
    driver: bool
    target: int
    title: str


PHRASES = {**{each: each.phrase for each in Evidence}, Evidence.NOT_STATED: "no effect is stated"}
"""What is known of an effect, as a clause."""


@lru_cache(maxsize=4)
def facts(catalog: Catalog) -> tuple[Facts, ...]:
    """Return the facts of every therapy, in the table's order."""
    words, numbers = _words(catalog), _passages(catalog)
    return tuple(_facts(catalog, each, words, numbers) for each in catalog.therapies)


def constants(catalog: Catalog) -> dict[str, Any]:
    """Return what findings in the browser need beside the facts."""
    return {
        "few": FEW,
        "nothing": NOTHING,
        "phrases": list(PHRASES.values()),
        "outcomes": [each.phrase for each in Outcome],
        "past": [PAST[each] for each in Evidence],
        "driver": DRIVER,
        "risk": Outcome.DRIVER.label,
        "hedged": HEDGED,
        "silent": SILENT,
        "calcification": CALCIFICATION,
        "caveat": COLUMN["caveat"].short,
        "caveats": COLUMN["caveat"].label,
        "documents": _documents(catalog),
        "targets": [each.value for each in ActsOn],
        "places": takeaways.PLACES,
        "none": takeaways.NOTHING,
        "used": takeaways.IN_USE,
        "unused": takeaways.UNUSED,
    }


def finding(view: View) -> Finding | None:
    """Return what the page of `view` finds, or None where a page is no answer by itself."""
    tell = TOLD.get(view.page)
    return tell(view) if tell else None


def found(catalog: Catalog, query: Query) -> Finding:
    """Return what is found of the therapies that pass `query`."""
    passing = {each.id for each in query.apply(catalog)}
    those = [each for each in facts(catalog) if each.id in passing]
    contexts = query.values("context")
    told = contexts if len(contexts) <= FEW else ()
    others = [key for key, _ in query.chosen if key != "context" or not told]
    return _found(those, told, bool(others or query.text), _documents(catalog))


def _found(
    those: Sequence[Facts], contexts: Sequence[str], narrowed: bool, documents: Sequence[int]
) -> Finding:
    where = f"named for {_either(contexts)}" if contexts else ""
    if not those:
        return Finding(NOTHING)
    if len(those) <= FEW:
        start = f"Of what is {where}, " if where else ""
        return Finding(_capital(f"{start}{_each(those)}."), _caveats(those))
    top = _strongest(those)
    named = _without_members(top)
    effect = _effect(top[0])
    told = f"{_start(those, where, narrowed)}{_limit(those, top)}{effect} "
    told += _for(those, top, named, bool(where or narrowed))
    if len(top) == len(those):
        told = f"for all {len(those)}{f' {where}' if where else ''}, {effect}"
    support = [
        _said_by(top, named, documents),
        _caveats(top) if len(named) <= FEW else "",
        _on_risk(those, top),
    ]
    return Finding(
        _capital(f"{told}{_contrast(those, top)}."), " ".join(each for each in support if each)
    )


def _strongest(those: Sequence[Facts]) -> list[Facts]:
    """Return those with the strongest evidence, of an effect on the disease where there is one."""
    spoken = [each for each in those if each.evidence < SILENT]
    pool = [each for each in spoken if each.outcome < DRIVER] or spoken or those
    best = min((each.evidence, each.outcome) for each in pool)
    return [each for each in those if (each.evidence, each.outcome) == best]


def _without_members(those: Sequence[Facts]) -> list[Facts]:
    """Return those whose class is not among them."""
    ids = {each.id for each in those}
    return [each for each in those if not ids.intersection(each.classes)]


def _effect(each: Facts) -> str:
    outcome = tuple(Outcome)[each.outcome].phrase
    return PHRASES[tuple(Evidence)[each.evidence]].format(outcome=outcome)


def _start(those: Sequence[Facts], where: str, narrowed: bool) -> str:
    if where:
        return f"of {'these' if narrowed else 'the'} {len(those)} {where}, "
    return f"of these {len(those)}, " if narrowed else ""


def _limit(those: Sequence[Facts], top: Sequence[Facts]) -> str:
    """Return that nothing is past a hedge, or less, where no passage is."""
    evidence = top[0].evidence
    if (
        evidence < HEDGED
        or evidence == SILENT
        or min(map(min, (t.among for t in those))) < evidence
    ):
        return ""
    return f"nothing is past {_past(evidence)}: "


def _for(
    those: Sequence[Facts], top: Sequence[Facts], named: Sequence[Facts], counted: bool
) -> str:
    """Return for whom: by name up to three, and only for them where no passage says it of more.

    `counted` says that their number stands before it.
    """
    if len(named) > FEW:
        return f"for {len(top)}{'' if counted else ' therapies'}"
    evidence, outcome = top[0].evidence, top[0].outcome
    more = any(each.among[outcome] <= evidence for each in those if each not in top)
    return f"{'' if more or evidence >= HEDGED else 'only '}for {_names(named)}"


def _contrast(those: Sequence[Facts], top: Sequence[Facts]) -> str:
    """Return how far it is from there to calcification itself, or to reversing it."""
    evidence, outcome = top[0].evidence, top[0].outcome
    if evidence == SILENT:
        return ""
    if outcome != CALCIFICATION:
        nearest = min(each.among[CALCIFICATION] for each in those)
        if nearest == SILENT:
            return ", and no effect on calcification itself is stated"
        past = _past(nearest)
        return f", and on calcification itself nothing is past {past}" if nearest > evidence else ""
    reached = min(each.reversal for each in those)
    if not any(each.reverses for each in those) or reached <= evidence:
        return ""
    if reached == SILENT:
        return ", and no effect is stated of anything that aims to reverse it"
    return f", and nothing that aims to reverse it is past {_past(reached)}"


def _past(rank: int) -> str:
    return PAST[tuple(Evidence)[rank]]


def _each(those: Sequence[Facts]) -> str:
    """Return what is known of each of a few, those of whom the same is known together."""
    groups = grouped_by(((each.evidence, each.outcome), each) for each in those)
    return "; ".join(
        f"{_effect(groups[key][0])} for {_names(groups[key])}" for key in sorted(groups)
    )


def _said_by(top: Sequence[Facts], named: Sequence[Facts], documents: Sequence[int]) -> str:
    """Return how many passages carry the evidence, and for which members too."""
    passages = {number for each in top for number in each.passages}
    if top[0].evidence == SILENT or not passages:
        return ""
    number = len({documents[each] for each in passages})
    if len(passages) == 1:
        told = "One passage says it"
    elif number == 1:
        told = f"{len(passages)} passages of one document say it"
    else:
        told = f"{len(passages)} passages in {number} documents say it"
    members = [each for each in top if each not in named]
    if len(named) > FEW or not members:
        return f"{told}."
    return (
        f"{told}, of {_names(members) if len(members) <= FEW else f'{len(members)} members'} too."
    )


def _caveats(those: Sequence[Facts]) -> str:
    """Return the caveats of `those`, with whose they are unless all have the same."""
    careful = [each for each in those if each.caveat]
    groups = grouped_by((each.caveat, each) for each in careful)
    word = COLUMN["caveat"].short
    if len(groups) == 1 and len(careful) == len(those):
        return f"{word}: {careful[0].caveat}"
    if len(groups) > 2:
        return f"{COLUMN['caveat'].label} are stated for {_names(careful)}."
    return " ".join(f"{word} for {_names(groups[text])}: {text}" for text in groups)


def _on_risk(those: Sequence[Facts], top: Sequence[Facts]) -> str:
    """Return how many of the others are about a risk factor only, or have no effect stated."""
    driver = [each for each in those if each.outcome == DRIVER and each not in top]
    silent = [each for each in those if each.evidence == SILENT and each not in top]
    if driver:
        told = f"{len(driver)} of {len(those)} are"
        told = told if len(driver) > FEW else f"For {_names(driver)} it is"
        return f"{told} about {Outcome.DRIVER.label}."
    if silent:
        return f"For {_names(silent) if len(silent) <= FEW else len(silent)} no effect is stated."
    return ""


def _names(those: Sequence[Facts]) -> str:
    return listed([each.name for each in those]) if len(those) <= FEW else f"{len(those)} therapies"


def _either(parts: Sequence[str]) -> str:
    """Return the parts as a choice: `a, b or c`."""
    return " or ".join(part for part in (", ".join(parts[:-1]), parts[-1]) if part)


def _capital(text: str) -> str:
    return f"{text[:1].upper()}{text[1:]}"


def _facts(
    catalog: Catalog, each: Therapy, words: frozenset[str], numbers: Mapping[Any, int]
) -> Facts:
    claims = catalog.claims_of[each.id]
    outcome = about(each.evidence, each.outcome)
    spoken = [
        (each.evidence, outcome),
        *((c.evidence, about(c.evidence, c.outcome)) for c in claims),
    ]
    reversing = [each.evidence] if each.goal is Goal.REVERSE else []
    reversing += [c.evidence for c in claims if each.goal is Goal.REVERSE or c.goal is Goal.REVERSE]
    if Goal.REVERSE in each.also_framed_as:
        reversing.append(mark(catalog, each, Goal.REVERSE).evidence)
    row = (each.evidence, each.outcome)
    return Facts(
        id=each.id,
        name=isolated(in_sentence(each.name, words)),
        evidence=each.evidence.rank,
        outcome=outcome.rank,
        among=tuple(min((e.rank for e, o in spoken if o is on), default=SILENT) for on in Outcome),
        classes=_classes(catalog, each),
        reverses=each.goal is Goal.REVERSE,
        reversal=min((e.rank for e in reversing), default=SILENT),
        caveat="" if each.caveat == NOT_STATED else _stopped(each.caveat),
        passages=tuple(
            dict.fromkeys(
                numbers[c.source, c.section, c.paragraph]
                for c in claims
                if (c.evidence, c.outcome) == row
            )
        ),
        used=is_in_use(each),
        ahead=is_ahead_of_evidence(each),
        driver=is_driver_only(each),
        target=each.acts_on.rank,
        title=each.name,
    )


def _classes(catalog: Catalog, each: Therapy) -> tuple[str, ...]:
    """Return the ids of the class it belongs to, of that one's class, and so on."""
    above: list[str] = []
    while each.member_of and each.member_of not in above:
        above.append(each.member_of)
        each = catalog.by_id[each.member_of]
    return tuple(above)


def _stopped(text: str) -> str:
    return text if text.endswith((".", "!", "?", "…")) else f"{text}."


def in_sentence(name: str, words: frozenset[str]) -> str:
    """Return a name as it stands inside a sentence: small where the table writes its word small."""
    small = f"{name[:1].lower()}{name[1:]}"
    first = re.match(r"\w+", small)
    return small if first and first[0] in words else name


@lru_cache(maxsize=4)
def _words(catalog: Catalog) -> frozenset[str]:
    """Return every word of the table's texts as it is written there."""
    rows = (
        (each.name, *each.aliases, each.mechanism, each.rationale) for each in catalog.therapies
    )
    texts = (*(text for row in rows for text in row), *(c.wording for c in catalog.claims))
    said = (claim.says for claim in catalog.claims)
    return frozenset(word for text in (*texts, *said) for word in re.findall(r"\w+", text))


@lru_cache(maxsize=4)
def _passages(catalog: Catalog) -> dict[tuple[str, str, int], int]:
    """Return the number of each passage that a claim is from."""
    places = dict.fromkeys((c.source, c.section, c.paragraph) for c in catalog.claims)
    return {place: number for number, place in enumerate(places)}


def _documents(catalog: Catalog) -> list[int]:
    """Return for each passage which document it is in."""
    order = [source.id for source in catalog.sources]
    return [order.index(source) for source, *_ in _passages(catalog)]


def _of_many(view: View) -> Finding:
    return found(view.catalog, view.query)


def _of_compared(view: View) -> Finding | None:
    """Return what is known of each of the compared, and whether they aim at the same."""
    ids = [each.id for each in view.therapies]
    if not ids:
        return None
    those = [each for each in facts(view.catalog) if each.id in ids]
    goals = grouped_by((each.goal, each) for each in view.therapies)
    same = len({(each.evidence, each.outcome) for each in those}) == 1
    all_ = "both" if len(ids) == 2 else f"all {len(ids)}"
    told = f"for {all_} {_effect(those[0])}" if same and len(ids) > 1 else _by_name(those)
    if len(goals) == 1 and len(ids) > 1:
        nearest = any(each.is_nearest_goal for each in view.therapies)
        start = f"for {all_} the nearest aim is to" if nearest else f"{all_} aim to"
        told = f"{start} {next(iter(goals)).phrase}, {'and' if same else 'but'} {told}"
    elif len(ids) > 1:
        told = f"{told}; their aims differ"
    return Finding(_capital(f"{told}."), _caveats(those))


def _by_name(those: Sequence[Facts]) -> str:
    groups = grouped_by(((each.evidence, each.outcome), each) for each in those)
    told = []
    for key in sorted(groups):
        names = listed([each.name for each in groups[key]])
        told.append(f"{_effect(groups[key][0])} for {names}")
    return "; ".join(told)


def _of_sources(view: View) -> Finding:
    """Return on what the documents differ, and how much rests on one of them."""
    return Finding(*sources_finding(view.catalog, view.query))


TOLD: Mapping[str, Callable[[View], Finding | None]] = MappingProxyType(
    {
        "overview": _of_many,
        "browse": _of_many,
        "compare": _of_compared,
        "sources": _of_sources,
    }
)
