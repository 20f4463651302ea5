"""A sitting of the quiz: its questions, the answers so far and the score, all from its link.

`answers` in the link has a digit for each question answered; a hyphen after them means that the
last answer has been read and the next question is asked.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from typing import NamedTuple

from therapies.catalog import Catalog
from therapies.model import Therapy
from therapies.query import Params, Query, brief
from therapies.questions import TOPICS, Question
from therapies.quiz import questions

LEAST, USUAL, MOST = 5, 10, 40
GO_ON = "-"
LETTERS = "ABCD"
ANEW = "Start a new quiz."


class Asked(NamedTuple):
    """A question with its number in the whole quiz, from 1."""

    number: int
    question: Question


@dataclass(frozen=True)
class Sitting:
    """A quiz as a link has it: what makes its questions, the questions, and how far it got.

    `only` holds the numbers to ask, all of them when it is empty; `answers` the number of each
    chosen option, from 1; `going_on` whether the last answer was read. `built` is how many
    questions the therapies gave.
    """

    seed: str
    number: int
    only: tuple[int, ...] = ()
    asked: tuple[Asked, ...] = ()
    answers: tuple[int, ...] = ()
    going_on: bool = True
    built: int = 0

    @property
    def own(self) -> dict[str, str]:
        """The parameters that make the questions."""
        only = {"only": ".".join(map(str, self.only))} if self.only else {}
        return {"part": "quiz", "seed": self.seed, "number": str(self.number)} | only

    @property
    def done(self) -> bool:
        """Whether every answer has been given and read."""
        return self.going_on and len(self.answers) == len(self.asked)

    @property
    def place(self) -> int:
        """The place from 0 of the question on the screen."""
        return len(self.answers) - (not self.going_on)

    def is_right(self, place: int) -> bool:
        """Say whether the answer at `place` counts."""
        return self.asked[place].question.options[self.answers[place] - 1].right

    @property
    def score(self) -> int:
        """How many answers count."""
        return sum(map(self.is_right, range(len(self.answers))))

    @property
    def missed(self) -> tuple[Asked, ...]:
        """The questions whose answer does not count."""
        pairs = enumerate(self.asked[: len(self.answers)])
        return tuple(each for place, each in pairs if not self.is_right(place))

    @property
    def topics(self) -> tuple[tuple[str, int, int], ...]:
        """Each topic with how many of its questions were right, and how many there were."""
        right: dict[str, list[bool]] = {}
        for place, each in enumerate(self.asked[: len(self.answers)]):
            right.setdefault(each.question.topic, []).append(self.is_right(place))
        topics = (each for each in dict.fromkeys(TOPICS.values()) if each in right)
        return tuple((each, sum(right[each]), len(right[each])) for each in topics)


def read(
    catalog: Catalog, therapies: Sequence[Therapy], params: Params
) -> tuple[Sitting | None, tuple[str, ...]]:
    """Read a quiz from URL parameters; return it and a note for each one that is refused.

    Without a seed, or with a part that cannot be, there is none. Answers that cannot be, or that
    were given under another version of the table, are left out.
    """
    given = {key: tuple(dict.fromkeys(params.get(key, ()))) for key in (*RULES, "answers", "v")}
    notes = [
        f"{key}: “{brief(given[key][-1])}” cannot be. Allowed, once: {rule.words}. {ANEW}"
        for key, rule in RULES.items()
        if not _fits(given[key], rule)
    ]
    if notes or not given["seed"]:
        if not given["seed"] and (given["answers"] or given["only"]):
            notes.append(f"The link has no seed, so it names no questions. {ANEW}")
        return None, tuple(notes)
    seed, number = given["seed"][0], int((given["number"] or (str(USUAL),))[0])
    built = _built(catalog, tuple(each.id for each in therapies), seed, number)
    only = tuple(sorted({int(each) for text in given["only"] for each in text.split(".")}))
    if only and not 1 <= only[0] <= only[-1] <= len(built):
        return None, (f"only: this quiz has the questions 1 to {len(built)}. {ANEW}",)
    asked = tuple(Asked(n, each) for n, each in enumerate(built, 1) if not only or n in only)
    sitting = Sitting(seed, number, only, asked, built=len(built))
    if given["v"] and given["v"] != (catalog.version,):
        told = "Under this version of the table the link gives other questions."
        return sitting, (f"{told} Earlier answers are left out.",) if given["answers"] else (told,)
    return _answered(sitting, given["answers"])


@lru_cache(maxsize=32)
def _built(catalog: Catalog, ids: tuple[str, ...], seed: str, number: int) -> tuple[Question, ...]:
    return questions(catalog, [catalog.by_id[each] for each in ids], seed, number)


class Rule(NamedTuple):
    """What a parameter may hold: its pattern, and the same in words."""

    pattern: str
    words: str


RULES = {
    "seed": Rule(r"[A-Za-z0-9-]{1,32}", "1 to 32 of a-z, A-Z, 0-9 and hyphen"),
    "number": Rule(r"[5-9]|[123][0-9]|40", f"a number from {LEAST} to {MOST}"),
    "only": Rule(r"[1-9][0-9]?(\.[1-9][0-9]?){0,39}", "numbers of questions, as in 3.7.9"),
}


def _fits(given: tuple[str, ...], rule: Rule) -> bool:
    return not given or (len(given) == 1 and bool(re.fullmatch(rule.pattern, given[0])))


def _answered(sitting: Sitting, given: tuple[str, ...]) -> tuple[Sitting, tuple[str, ...]]:
    """Return the sitting with the answers of the link, or without them and a note why."""
    text = given[0] if given else ""
    found = re.fullmatch(f"([1-4]*)({GO_ON}?)", text)
    answers = tuple(map(int, found[1])) if found else ()
    most = [len(each.question.options) for each in sitting.asked]
    known = len(answers) <= len(most) and all(map(int.__le__, answers, most))
    if not found or not known or len(given) > 1:
        rule = f"Allowed, once: for each of the {len(most)} questions the number of an option"
        return sitting, (f"answers: “{brief(text)}” cannot be. {rule}. The quiz begins again.",)
    return replace(sitting, answers=answers, going_on=not answers or bool(found[2])), ()


def link_of(query: Query, sitting: Sitting, version: str, answers: str = "") -> str:
    """Return the relative link of the quiz under this version of the table with `answers`."""
    own = sitting.own | ({"answers": answers} if answers else {})
    return query.link("study", **own, v=version)
