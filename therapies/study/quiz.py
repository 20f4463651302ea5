"""A quiz: its questions from a seed, the answers so far and the score, all from its link.

`answers` in the link has a digit for each question answered, followed by how sure the answer was if
that was said: `s` sure, `t` think so, `g` guess. A hyphen after them means that the last answer has
been read and the next question is asked. What was surely wrong is asked once more at the end.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from typing import NamedTuple

from therapies.catalog.catalog import Catalog
from therapies.model import Therapy, grouped
from therapies.query.query import Params, Query
from therapies.study.pool import questions
from therapies.study.questions import TOPICS, Question
from therapies.wording import brief

LEAST, USUAL, MOST = 5, 10, 40
GO_ON = "-"
LETTERS = "ABCD"
ANEW = "Start a new quiz."
SURE = {"s": "Sure", "t": "Think so", "g": "Guess"}
"""How sure an answer can be, by its letter in the link."""


class Asked(NamedTuple):
    """A question with its number in the whole quiz, from 1; `again` if it was surely wrong."""

    number: int
    question: Question
    again: bool = False


class Answer(NamedTuple):
    """The number of the chosen option, from 1, and the letter of how sure it was, if said."""

    option: int
    sure: str = ""


@dataclass(frozen=True)
class Quiz:
    """A quiz as a link has it: what makes its questions, the questions, and how far it got.

    `only` holds the numbers to ask, all of them when it is empty; `first` the tokens of what comes
    first; `certain` whether it asks how sure an answer is; `going_on` whether the last answer was
    read. `built` is how many questions the therapies gave.
    """

    seed: str
    number: int
    only: tuple[int, ...] = ()
    first: tuple[str, ...] = ()
    certain: bool = True
    once: tuple[Asked, ...] = ()
    answers: tuple[Answer, ...] = ()
    going_on: bool = True
    built: int = 0

    @property
    def own(self) -> dict[str, str]:
        """The parameters that make the questions."""
        only = {"only": ".".join(map(str, self.only))} if self.only else {}
        first = {"first": ".".join(self.first)} if self.first else {}
        certainty = {} if self.certain else {"certainty": "off"}
        own = {"part": "quiz", "seed": self.seed, "number": str(self.number)}
        return own | only | first | certainty

    @property
    def asked(self) -> tuple[Asked, ...]:
        """All questions to answer: each once, and what was surely wrong once more."""
        answered = zip(self.once, self.answers, strict=False)
        wrong = (each for each, answer in answered if _is_sure_and_wrong(each, answer))
        return self.once + tuple(each._replace(again=True) for each in wrong)

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
        return self.asked[place].question.options[self.answers[place].option - 1].right

    @property
    def counted(self) -> tuple[tuple[Asked, Answer, bool], ...]:
        """Each question answered, its first answer, and whether that is right."""
        pairs = enumerate(zip(self.once, self.answers, strict=False))
        return tuple((asked, answer, self.is_right(n)) for n, (asked, answer) in pairs)

    @property
    def score(self) -> int:
        """How many first answers count."""
        return sum(right for _, _, right in self.counted)

    @property
    def missed(self) -> tuple[tuple[Asked, Answer], ...]:
        """The questions whose first answer does not count, those that were sure first."""
        wrong = [(asked, answer) for asked, answer, right in self.counted if not right]
        return tuple(sorted(wrong, key=lambda each: "stg".find(each[1].sure or "t")))

    @property
    def surely_wrong(self) -> tuple[Asked, ...]:
        """The questions whose first answer was sure and wrong."""
        return tuple(each for each, answer in self.missed if answer.sure == "s")

    @property
    def calibration(self) -> tuple[tuple[str, tuple[bool, ...]], ...]:
        """For each certainty that was said the first answers with it: whether each is right."""
        said = grouped((answer.sure, right) for _, answer, right in self.counted)
        return tuple((label, tuple(said[each])) for each, label in SURE.items() if each in said)

    @property
    def topics(self) -> tuple[tuple[str, int, int], ...]:
        """Each topic with how many of its questions were right, and how many there were."""
        right = grouped((asked.question.topic, right) for asked, _, right in self.counted)
        topics = (each for each in dict.fromkeys(TOPICS.values()) if each in right)
        return tuple((each, sum(right[each]), len(right[each])) for each in topics)


def _is_sure_and_wrong(asked: Asked, answer: Answer) -> bool:
    return answer.sure == "s" and not asked.question.options[answer.option - 1].right


def read(
    catalog: Catalog, therapies: Sequence[Therapy], params: Params
) -> tuple[Quiz | None, tuple[str, ...]]:
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
    first = tuple(each for text in given["first"] for each in text.split("."))
    built = _built(catalog, tuple(each.id for each in therapies), seed, number, first)
    only = tuple(sorted({int(each) for text in given["only"] for each in text.split(".")}))
    if only and not 1 <= only[0] <= only[-1] <= len(built):
        return None, (f"only: this quiz has the questions 1 to {len(built)}. {ANEW}",)
    asked = tuple(Asked(n, each) for n, each in enumerate(built, 1) if not only or n in only)
    certain = not given["certainty"]
    quiz = Quiz(seed, number, only, first, certain, asked, built=len(built))
    if given["v"] and given["v"] != (catalog.version,):
        told = "Under this version of the table the link gives other questions."
        return quiz, (f"{told} Earlier answers are left out.",) if given["answers"] else (told,)
    return _answered(quiz, given["answers"])


@lru_cache(maxsize=32)
def _built(
    catalog: Catalog, ids: tuple[str, ...], seed: str, number: int, first: tuple[str, ...]
) -> tuple[Question, ...]:
    return questions(catalog, [catalog.by_id[each] for each in ids], seed, number, first)


class Rule(NamedTuple):
    """What a parameter may hold: its pattern, and the same in words."""

    pattern: str
    words: str


RULES = {
    "seed": Rule(r"[A-Za-z0-9-]{1,32}", "1 to 32 of a-z, A-Z, 0-9 and hyphen"),
    "number": Rule(r"[5-9]|[123][0-9]|40", f"a number from {LEAST} to {MOST}"),
    "only": Rule(r"[1-9][0-9]?(\.[1-9][0-9]?){0,39}", "numbers of questions, as in 3.7.9"),
    "first": Rule(r"[0-9a-f]{8}(\.[0-9a-f]{8}){0,39}", "what an earlier quiz put there"),
    "certainty": Rule("off", "off, or nothing"),
}


def _fits(given: tuple[str, ...], rule: Rule) -> bool:
    return not given or (len(given) == 1 and bool(re.fullmatch(rule.pattern, given[0])))


def _answered(quiz: Quiz, given: tuple[str, ...]) -> tuple[Quiz, tuple[str, ...]]:
    """Return the quiz with the answers of the link, or without them and a note why."""
    text = given[0] if given else ""
    found = re.fullmatch(f"((?:[1-4][stg]?)*)({GO_ON}?)", text)
    pairs = re.findall("([1-4])([stg]?)", found[1] if found else "")
    answers = tuple(Answer(int(option), sure) for option, sure in pairs)
    told = replace(quiz, answers=answers, going_on=not answers or bool(found and found[2]))
    most = [len(each.question.options) for each in told.asked]
    fits = len(answers) <= len(most) and all(
        answer.option <= number for answer, number in zip(answers, most, strict=False)
    )
    if not found or not fits or len(given) > 1:
        rule = f"Allowed, once: for each of the {len(quiz.once)} questions the number of an option"
        return quiz, (f"answers: “{brief(text)}” cannot be. {rule}. The quiz begins again.",)
    return told, ()


def link_of(query: Query, quiz: Quiz, version: str, answers: str = "") -> str:
    """Return the relative link of the quiz under this version of the table with `answers`."""
    own = quiz.own | ({"answers": answers} if answers else {})
    return query.link("study", **own, v=version)


def coded(answers: Sequence[Answer]) -> str:
    """Return the answers as a link holds them."""
    return "".join(f"{each.option}{each.sure}" for each in answers)
