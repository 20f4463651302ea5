"""Questions about one therapy: each kind asks one thing that the table's claims can answer.

A document that says so counts, whatever the row's own judgement: a wrong option is one that
neither the row nor any claim gives. The judgements are `fits` and `aims`.
"""

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import chain
from random import Random
from types import MappingProxyType
from typing import NamedTuple, TypeVar

from therapies.catalog import Catalog
from therapies.model import ActsOn, Claim, Evidence, Goal, Outcome, Therapy
from therapies.relations import look_alikes
from therapies.statement import differ, known, paired, statement

MOST_OPTIONS = 4
SHARE_OF_TRUE = 0.4
TOO_FAR = {
    "evidence": "It is surer than any document is.",
    "outcome": "What is known is not about calcification.",
    "goal": "No document gives it this aim, or frames it so.",
}
"""In what a false sentence goes too far."""

Each = TypeVar("Each")
Pair = tuple[Evidence, Outcome]


class Option(NamedTuple):
    """An answer to choose; `note` says more of it once the question is answered."""

    text: str
    right: bool = False
    note: str = ""


@dataclass(frozen=True)
class Question:
    """A question: `kind` is a key of `TOPICS`, `therapies` are those whose receipts explain it.

    With the ids of its therapies the kind makes the id by which a card of it is known again.
    """

    kind: str
    therapies: tuple[Therapy, ...]
    text: str
    options: tuple[Option, ...]

    @property
    def topic(self) -> str:
        """What is learned by it."""
        return TOPICS[self.kind.partition(" ")[0]]

    @property
    def right(self) -> tuple[Option, ...]:
        """The options that count as right, one at least."""
        return tuple(option for option in self.options if option.right)


def mixed(draw: Random, items: Iterable[Each]) -> list[Each]:
    """Return `items` in an order drawn by `random()` alone, the same in every Python."""
    return sorted(items, key=lambda _: draw.random())


def fits(catalog: Catalog, therapy: Therapy, pair: Pair) -> bool:
    """Say whether the row or a claim gives this evidence for this outcome.

    That nothing is stated for an outcome fits wherever nothing else is said of it.
    """
    said = {(therapy.evidence, therapy.outcome)}
    said |= {(claim.evidence, claim.outcome) for claim in catalog.claims_of[therapy.id]}
    silent = {outcome for evidence, outcome in said if evidence is not Evidence.NOT_STATED}
    return pair in said or (pair[0] is Evidence.NOT_STATED and pair[1] not in silent)


def aims(catalog: Catalog, therapy: Therapy) -> set[Goal]:
    """Return every goal that the therapy is said to have or framed with."""
    claimed = {claim.goal for claim in catalog.claims_of[therapy.id] if claim.goal}
    return claimed | {therapy.goal, *therapy.also_framed_as}


def _pair(therapy: Therapy) -> Pair:
    return therapy.evidence, therapy.outcome


def _question(
    draw: Random,
    kind: str,
    therapies: Iterable[Therapy],
    text: str,
    right: Sequence[Option],
    wrong: Iterable[Option],
) -> Question | None:
    """Return a question of at most two right options and four in all; None without a choice."""
    by_text = {each.text.casefold(): each for each in wrong}
    for each in right:
        by_text.pop(each.text.casefold(), None)
    counted = list({each.text.casefold(): each._replace(right=True) for each in right}.values())[:2]
    others = list(by_text.values())[: MOST_OPTIONS - len(counted)]
    if not counted or not others:
        return None
    return Question(kind, tuple(therapies), text, tuple(mixed(draw, [*counted, *others])))


def _aim(catalog: Catalog, therapy: Therapy, draw: Random) -> Question | None:
    """Ask for the goal; each one stands with the evidence that goes with it."""
    right = [_goal(therapy.goal, *_pair(therapy))]
    if differ(catalog, therapy.id, "goal"):
        claims = [each for each in catalog.claims_of[therapy.id] if each.goal]
        cautious = {each.goal: each for each in sorted(claims, key=lambda c: c.evidence.rank)}
        others = [each for goal, each in cautious.items() if goal is not therapy.goal]
        right += [_goal(each.goal, each.evidence, each.outcome) for each in others if each.goal]
    said = aims(catalog, therapy)
    wrong = [_goal(goal, *_pair(therapy)) for goal in mixed(draw, Goal) if goal not in said]
    ask = "which aim is the nearest" if therapy.is_nearest_goal else "what is it said to aim at"
    return _question(draw, "aim", [therapy], f"{therapy.name}: {ask}?", right, wrong)


def _goal(goal: Goal, evidence: Evidence, outcome: Outcome) -> Option:
    return Option(f"To {goal.phrase} (evidence: {paired(evidence, outcome)})")


def _known(catalog: Catalog, therapy: Therapy, draw: Random) -> Question | None:
    """Ask how sure the documents are, and of what."""
    right = [_pair(therapy)]
    if differ(catalog, therapy.id, "evidence"):
        claims = catalog.claims_of[therapy.id]
        right += [
            (each.evidence, each.outcome)
            for each in claims
            if each.evidence is not Evidence.NOT_STATED
        ]
    wrong = [pair for pair in _near(therapy, draw) if not fits(catalog, therapy, pair)]
    text = f"{therapy.name}: what do the documents say is known of an effect?"
    return _question(draw, "known", [therapy], text, _pairs(right), _pairs(wrong))


def _pairs(pairs: Iterable[Pair]) -> list[Option]:
    return [Option(_first_large(paired(*pair))) for pair in dict.fromkeys(pairs)]


def _near(therapy: Therapy, draw: Random) -> Iterator[Pair]:
    """Yield pairs that resemble the therapy's: one other outcome first, then other evidence."""
    outcomes = [each for each in Outcome if each is not Outcome.NOT_APPLICABLE]
    outcome = next(each for each in mixed(draw, outcomes) if each is not therapy.outcome)
    yield therapy.evidence, outcome
    graded = sorted(
        mixed(draw, Evidence), key=lambda each: abs(each.rank - therapy.evidence.rank) > 2
    )
    yield from ((each, therapy.outcome) for each in graded if each is not therapy.evidence)


def _which(catalog: Catalog, therapy: Therapy, draw: Random) -> Question | None:
    """Ask of which therapy a strength of evidence is said."""
    wrong = [
        Option(each.name, note=paired(*_pair(each)))
        for each in _neighbours(catalog, therapy, draw)
        if not fits(catalog, each, _pair(therapy))
    ]
    text = f"Which of these fits: {known(therapy)}?"
    right = Option(therapy.name, note=paired(*_pair(therapy)))
    return _question(draw, "which", [therapy], text, [right], wrong)


def _neighbours(catalog: Catalog, therapy: Therapy, draw: Random) -> list[Therapy]:
    """Return the other therapies of the whole table, those of the same category first."""
    others = (each for each in catalog.therapies if each.id != therapy.id)
    return sorted(mixed(draw, others), key=lambda each: each.category is not therapy.category)


def _says(catalog: Catalog, therapy: Therapy, draw: Random) -> Question | None:
    """Ask which document says what is known; what nobody states no document says."""
    if therapy.evidence is Evidence.NOT_STATED:
        return None
    claims = catalog.claims_of[therapy.id]
    saying = {each.source for each in claims if (each.evidence, each.outcome) == _pair(therapy)}
    right = [Option(each.name) for each in catalog.sources if each.id in saying]
    wrong = [Option(each.name) for each in catalog.sources if each.id not in saying]
    text = f"{therapy.name}: {known(therapy)}. Which document says so?"
    return _question(draw, "says", [therapy], text, right, wrong)


def _target(catalog: Catalog, therapy: Therapy, draw: Random) -> Question | None:
    """Ask where it acts; what its class or members act on is never the wrong answer."""
    family = (*([therapy.member_of] if therapy.member_of else []), *catalog.members_of[therapy.id])
    related = {therapy.acts_on, *(catalog.by_id[each].acts_on for each in family)}
    others = [each for each in mixed(draw, ActsOn) if each not in related]
    others.sort(key=lambda each: abs(each.rank - therapy.acts_on.rank) > 3)
    right, *wrong = [
        Option(each.label, note=each.definition) for each in (therapy.acts_on, *others)
    ]
    text = f"{therapy.name}: where does it act, by the first target that is named?"
    return _question(draw, "target", [therapy], text, [right], wrong)


def _apart(catalog: Catalog, therapy: Therapy, draw: Random) -> Question | None:
    """Ask what tells two look-alikes apart."""
    other = next(iter(mixed(draw, look_alikes(catalog, therapy))), None)
    if other is None:
        return None
    two = sorted((therapy, other), key=lambda each: each.id)
    one, two_ = _pair(two[0]), _pair(two[1])
    wrong = [
        Option(_halves(two, pairs))
        for pairs in ((two_, one), (one, one), (two_, two_))
        if not all(fits(catalog, each, pair) for each, pair in zip(two, pairs, strict=True))
    ]
    text = f"{two[0].name} and {two[1].name}: same category, same aim. What tells them apart?"
    right = [Option(_halves(two, (one, two_)))]
    return _question(draw, "apart", two, text, right, wrong)


def _halves(two: Sequence[Therapy], pairs: Sequence[Pair]) -> str:
    if pairs[0] == pairs[1]:
        return f"Both are the same: {paired(*pairs[0])}"
    told = (f"{each.name}: {paired(*pair)}" for each, pair in zip(two, pairs, strict=True))
    return "; ".join(told)


def _alike(catalog: Catalog, therapy: Therapy, draw: Random) -> Question | None:
    """Ask for a look-alike: same category and aim, other evidence."""
    alike = next(iter(mixed(draw, look_alikes(catalog, therapy))), None)
    if alike is None:
        return None
    said = aims(catalog, therapy)
    right, *wrong = [
        Option(each.name, note=each.category.value)
        for each in (alike, *_neighbours(catalog, therapy, draw))
        if each is alike or each.category is not therapy.category or not aims(catalog, each) & said
    ]
    text = f"{therapy.name}: which of these is its look-alike, of the same category and aim?"
    return _question(draw, "alike", [therapy, alike], text, [right], wrong)


def _words(catalog: Catalog, therapy: Therapy, draw: Random) -> Question | None:
    """Ask which words earned the evidence; wrong ones earned another strength elsewhere."""
    earning = [
        each
        for each in catalog.claims_of[therapy.id]
        if (each.evidence, each.outcome) == _pair(therapy)
    ]
    strength = {each.wording for each in catalog.claims if each.evidence is therapy.evidence}
    near = chain([therapy], _neighbours(catalog, therapy, draw))
    claims = chain.from_iterable(mixed(draw, catalog.claims_of[each.id]) for each in near)
    wrong = {each.wording: each for each in claims if each.wording not in strength}
    right = [_quoted(catalog, each) for each in mixed(draw, earning)[:1]]
    others = [_quoted(catalog, each) for each in wrong.values()]
    text = f"{therapy.name}: {known(therapy)}. Which words earned this?"
    return _question(draw, "words", [therapy], text, right, others)


def _quoted(catalog: Catalog, claim: Claim) -> Option:
    """Return the decisive words with their document; of what they are said comes afterwards."""
    said = f"{catalog.by_id[claim.therapy].name}: {paired(claim.evidence, claim.outcome)}"
    place = f"{claim.section}, paragraph {claim.paragraph}"
    text = f"“{claim.wording}” ({catalog.source_by_id[claim.source].name})"
    return Option(text, note=f"{said}. {place}")


def _claim(catalog: Catalog, therapy: Therapy, draw: Random) -> Question | None:
    """Ask whether a sentence about the therapy is true; a false one goes too far."""
    false = mixed(draw, _too_strong(catalog, therapy, draw))
    true = draw.random() < SHARE_OF_TRUE or not false
    kind, told = ("true", statement(therapy)) if true else false[0]
    far = Option("False: it goes too far", not true, TOO_FAR.get(kind, ""))
    options = (Option("True", true), far)
    return Question(f"claim {kind}", (therapy,), f"True or false? “{told}”", options)


def _too_strong(catalog: Catalog, therapy: Therapy, draw: Random) -> Iterator[tuple[str, str]]:
    """Yield how the therapy is over-claimed: too sure, of calcification itself, of reversal."""
    stronger = [each for each in Evidence if each.rank < therapy.evidence.rank]
    said = [c.evidence.rank for c in catalog.claims_of[therapy.id] if c.outcome is therapy.outcome]
    surer = [each for each in stronger if each.rank < min(said, default=len(Evidence))]
    if surer:
        evidence = mixed(draw, surer)[0]
        yield "evidence", statement(therapy.model_copy(update={"evidence": evidence}))
    about = {therapy.outcome, *(claim.outcome for claim in catalog.claims_of[therapy.id])}
    if therapy.evidence is not Evidence.NOT_STATED and Outcome.CALCIFICATION not in about:
        changed = {"outcome": Outcome.CALCIFICATION}
        yield "outcome", statement(therapy.model_copy(update=changed))
    if Goal.REVERSE not in aims(catalog, therapy) and not therapy.is_nearest_goal:
        yield "goal", statement(therapy.model_copy(update={"goal": Goal.REVERSE}))


def _first_large(text: str) -> str:
    return text[:1].upper() + text[1:]


Maker = Callable[[Catalog, Therapy, Random], Question | None]

TOPICS = MappingProxyType(
    {
        "aim": "What it aims at",
        "known": "How sure they are",
        "which": "How sure they are",
        "says": "Which document",
        "target": "Where it acts",
        "apart": "Look-alikes",
        "alike": "Look-alikes",
        "words": "Decisive words",
        "claim": "Over-claiming",
    }
)
"""What each kind of question teaches."""

MAKERS: tuple[tuple[Maker, ...], ...] = (
    (_aim,),
    (_known, _which),
    (_says,),
    (_target,),
    (_apart, _alike),
    (_words,),
    (_claim,),
)
"""The makers of each topic, in the order in which topics are told."""
