"""Questions: right by the files alone, never right by accident, and no guesser finds the answer."""

import csv
import re
from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence
from functools import cache

import pytest

from harness.server import FROZEN
from therapies.catalog.catalog import load_catalog
from therapies.model import Evidence, Goal, Outcome
from therapies.study.feedback import feedback
from therapies.study.pool import pool, questions
from therapies.study.questions import TOPICS, Option, Question

TABLE = load_catalog(FROZEN)
SEEDS, EACH = 1000, 10

SURELY = 16.27
"""Chi-square that chance exceeds once in a thousand times, with three degrees of freedom."""
BLIND = 0.35
"""What share of the questions a guesser may find who does not know the subject."""

STANDS = {
    "is called a cornerstone of care": "foundation",
    "is said to be in routine use": "routine",
    "is said to be for selected patients": "selected",
    "is said to be still under study": "under study",
    "Cornerstone": "foundation",
    "Routine": "routine",
    "Selected patients": "selected",
    "Under study": "under study",
    "No word on it": "not stated",
}
GOALS = {goal.phrase: goal.value for goal in Goal}
DOING = {"halting": "halt", "stabilizing": "stabilize", "modifying": "modify"} | {
    "reversing": "reverse"
}
ON = {each.phrase: each.value for each in Outcome} | {
    each.label.capitalize(): each.value for each in Outcome
}
FIRM = {each.label.capitalize(): each.value for each in Evidence}
CLAUSES = {
    each.phrase.format(outcome=outcome.phrase): (each.value, outcome.value)
    for each in Evidence
    for outcome in Outcome
}


def lines(name: str) -> list[dict[str, str]]:
    with (FROZEN / name).open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


class Judge:
    """Says from the files alone what is true of a therapy under any document."""

    def __init__(self) -> None:
        self.rows = {row["name"]: row for row in lines("therapies.csv")}
        self.names = {row["id"]: name for name, row in self.rows.items()}
        self.claims = {
            name: [claim for claim in lines("claims.csv") if claim["therapy"] == row["id"]]
            for name, row in self.rows.items()
        }
        self.documents = {row["name"]: row["id"] for row in lines("sources.csv")}

    def given(self, name: str, column: str) -> set[str]:
        """What the row and the claims have in a column, its lists taken apart."""
        found = [self.rows[name], *self.claims[name]]
        return {part for each in found for part in each[column].split("; ")}

    def above(self, name: str) -> list[str]:
        """The classes that it belongs to, the nearest first."""
        group = self.rows[name]["member_of"]
        return [self.names[group], *self.above(self.names[group])] if group in self.names else []

    def said(self, name: str, told: tuple[str, str]) -> bool:
        """Whether anybody says so; of what nobody speaks no effect is stated."""
        found = [self.rows[name], *self.claims[name]]
        pairs = {(each["evidence"], each["outcome"]) for each in found}
        if told[0] != "not stated":
            return told in pairs
        evidence, outcomes = zip(*pairs, strict=True)
        return "not stated" in evidence or told[1] not in outcomes

    def holds(self, name: str, told: str) -> bool:
        """Whether a clause on its effect, or a mechanism, is true of it."""
        clause = told[:1].lower() + told[1:]
        return self.said(name, CLAUSES[clause]) if clause in CLAUSES else self.works(name, told)

    def works(self, name: str, mechanism: str) -> bool:
        """Whether it is said to work so: in so many words, or nearly."""
        said = [self.rows[name]["mechanism"], *(each["says"] for each in self.claims[name])]
        own = set(re.findall(r"\w{5,}", mechanism.lower()))
        near = max(len(own & set(re.findall(r"\w{5,}", each.lower()))) / len(own) for each in said)
        return mechanism == said[0] or near > 0.6

    @cache  # noqa: B019
    def right(self, kind: str, text: str, option: str) -> bool:
        """Whether the option answers the question."""
        found: bool = getattr(self, f"_{kind}")(text, option)
        return found

    def _mechanism(self, text: str, option: str) -> bool:
        return self.works(option, text.removeprefix("Which of these is meant? "))

    def _works(self, text: str, option: str) -> bool:
        return self.works(text.partition(": how ")[0], option)

    def _whom(self, text: str, option: str) -> bool:
        match = re.fullmatch(r"Situation: (.+)\. Which of these do the .+", text)
        assert match
        return match[1] in self.given(option, "context")

    def _when(self, text: str, option: str) -> bool:
        given = self.given(text.partition(": for whom")[0], "context")
        return option.lower() in {each.lower() for each in given}

    def _caveat(self, text: str, option: str) -> bool:
        told = text.removeprefix("A caveat: ").removesuffix(" Of which of these is it said?")
        return told in {each["caveat"] for each in [self.rows[option], *self.claims[option]]}

    def _place(self, text: str, option: str) -> bool:
        match = re.fullmatch(r"(?:In the (.+), w|W)hich of these (.+)\?", text)
        assert match
        standing = STANDS[match[2]]
        if match[1] and standing in self.given(option, "standing"):
            own = [each for each in self.claims[option] if each["standing"] == standing]
            return self.documents[match[1]] in {each["source"] for each in own}
        return standing in self.given(option, "standing")

    def _standing(self, text: str, option: str) -> bool:
        return STANDS[option] in self.given(text.partition(": what place")[0], "standing")

    def _member(self, text: str, option: str) -> bool:
        group = text.removeprefix("Group: ").partition(". Which")[0]
        return group in self.above(option)

    def _group(self, text: str, option: str) -> bool:
        return option in self.above(text.partition(": to which")[0])

    def _apart(self, text: str, option: str) -> bool:
        match = re.fullmatch(r"Which of these is said of (.+), but not of (.+)\?", text)
        assert match
        return self.holds(match[1], option) and not self.holds(match[2], option)

    def _known(self, text: str, option: str) -> bool:
        match = re.fullmatch(
            r"(.+): how firmly does the .+ speak(?:, at its firmest,)? of an effect on (.+)\?", text
        )
        assert match
        return self.said(match[1], (FIRM[option], ON[match[2]]))

    def _which(self, text: str, option: str) -> bool:
        return self.said(option, CLAUSES[text.partition(" say this: ")[2][:-1]])

    def _about(self, text: str, option: str) -> bool:
        return ON[option] in self.given(text.partition(": the ")[0], "outcome")

    def _target(self, text: str, option: str) -> bool:
        return option.lower() == self.rows[text.partition(": where")[0]]["acts_on"]

    def _aim(self, text: str, option: str) -> bool:
        name = re.split(r" \((?:\w[\w ]*)(?:, for [\w ]+)?\): ", text)[0]
        goal = GOALS[option.removeprefix("To ")]
        return goal in {*self.given(name, "goal"), *self.rows[name]["also_framed_as"].split("; ")}

    def _presented(self, text: str, option: str) -> bool:
        match = re.fullmatch(r"Which of these is presented as (.+), but described as (.+)\?", text)
        assert match
        framed = {DOING[each] for each in match[1].split(" and ")}
        also = set(self.rows[option]["also_framed_as"].split("; "))
        same = self.rows[option]["goal"] == DOING[match[2]]
        assert not same or framed == also or not framed & also
        return same and framed == also

    def _exact(self, text: str, option: str) -> bool:
        return self.holds(text.partition(": which sentence")[0], option)


@pytest.fixture(scope="module")
def asked() -> list[Question]:
    """Ten questions of each of a thousand seeds."""
    quizzes = (questions(TABLE, TABLE.therapies, str(seed), EACH) for seed in range(SEEDS))
    return [each for quiz in quizzes for each in quiz]


def test_over_a_thousand_seeds_the_judge_finds_one_right_option_of_four(
    asked: Sequence[Question],
) -> None:
    judge, wrong = Judge(), set()
    for each in asked:
        assert len({option.text for option in each.options}) == 4
        found = [judge.right(each.kind, each.text, option.text) for option in each.options]
        if found != [option.right for option in each.options]:
            wrong.add((each.kind, each.text, tuple(o.text for o in each.options), tuple(found)))
    assert sorted(wrong)[:5] == []
    assert {each.kind for each in asked} == set(TOPICS)


def test_every_wrong_option_that_could_be_drawn_is_wrong() -> None:
    judge = Judge()
    kinds = pool(TABLE, tuple(each.id for each in TABLE.therapies))
    drafts = [draft for kind in kinds.values() for draft in kind.drafts]
    assert len(drafts) > 500
    for draft in drafts:
        assert judge.right(draft.kind, draft.text, draft.right.text), draft.text
        for each in draft.wrong:
            assert not judge.right(draft.kind, draft.text, each.text), (draft.text, each.text)


def test_each_answer_has_proof_and_each_wrong_option_a_note(asked: Sequence[Question]) -> None:
    for each in asked[:2000]:
        told = feedback(TABLE, each)
        assert told.proofs, each
        assert {claim.therapy for claim in each.claims} <= {t.id for t in each.therapies}
        assert all(len(proof.passage.words.split()) <= 8 for proof in told.proofs)
        assert [o for o in each.options if not o.right and not o.note] == [], each


Guess = Callable[[Question], Option]


def words(text: str) -> set[str]:
    return {each[:5] for each in re.findall(r"[a-z0-9]{4,}", text.lower())}


def most_frequent(seen: Iterable[Question]) -> Guess:
    """Takes what was right most often, of what was offered, in other quizzes."""
    right: dict[tuple[str, str], float] = defaultdict(float)
    shown: dict[tuple[str, str], int] = defaultdict(int)
    for each in seen:
        for option in each.options:
            right[each.kind, option.text] += option.right
            shown[each.kind, option.text] += 1
    return lambda asked: max(
        asked.options,
        key=lambda o: (right[asked.kind, o.text] + 1) / (shown[asked.kind, o.text] + 4),
    )


def longest(asked: Question) -> Option:
    return max(asked.options, key=lambda each: len(each.text))


def shared_words(asked: Question) -> Option:
    return max(asked.options, key=lambda each: len(words(asked.text) & words(each.text)))


def always_first(asked: Question) -> Option:
    return asked.options[0]


def odd_one_out(asked: Question) -> Option:
    def common(own: Option) -> int:
        others = (words(each.text) for each in asked.options if each is not own)
        return sum(len(words(own.text) & each) for each in others)

    return min(asked.options, key=common)


def test_no_blind_strategy_finds_more_than_a_third(asked: Sequence[Question]) -> None:
    half = len(asked) // 2
    guessers = (most_frequent(asked[:half]), longest, shared_words, always_first, odd_one_out)
    for guess in guessers:
        found = sum(guess(each).right for each in asked[half:]) / half
        assert 0.15 < found <= BLIND, (guess, found)


def chi_square(observed: Sequence[float]) -> float:
    expected = sum(observed) / len(observed)
    return sum((each - expected) ** 2 / expected for each in observed)


def ranked(asked: Sequence[Question], size: Callable[[Question, Option], float]) -> list[float]:
    """How often the right option has each rank by `size` from 0 to 3; ties are shared out."""
    ranks = [0.0] * 4
    for each in asked:
        own = size(each, each.right)
        sizes = [size(each, option) for option in each.options]
        below, same = sum(s < own for s in sizes), sum(s == own for s in sizes)
        for rank in range(below, below + same):
            ranks[rank] += 1 / same
    return ranks


def test_place_length_and_wording_tell_nothing(asked: Sequence[Question]) -> None:
    assert chi_square(ranked(asked, lambda each, o: each.options.index(o))) < SURELY
    assert chi_square(ranked(asked, lambda _, o: len(o.text))) < SURELY
    assert chi_square(ranked(asked, lambda each, o: len(words(each.text) & words(o.text)))) < SURELY


def test_no_value_is_right_more_often_than_the_others_it_stands_with(
    asked: Sequence[Question],
) -> None:
    """Of how often each answer is offered it is right once in four times, in every topic."""
    for topic in dict.fromkeys(TOPICS.values()):
        right: dict[str, int] = defaultdict(int)
        shown: dict[str, int] = defaultdict(int)
        for each in asked:
            for option in each.options if each.topic == topic else ():
                right[option.text] += option.right
                shown[option.text] += 1
        often = [each for each in shown if shown[each] >= 40]
        sums = sum((right[e] - shown[e] / 4) ** 2 / (shown[e] * 3 / 16) for e in often)
        assert sums / len(often) < 6, (topic, sums / len(often))
        total = sum(right.values())
        assert max(right.values()) <= BLIND * total, topic
