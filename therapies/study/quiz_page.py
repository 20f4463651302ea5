"""What the page shows of the quiz: the template of its state, and its values."""

from dataclasses import replace
from typing import Any

from therapies.content.render import slug
from therapies.query.query import Params
from therapies.query.view import View
from therapies.study.feedback import feedback
from therapies.study.pool import questions
from therapies.study.quiz import GO_ON, MOST, SURE, Answer, Quiz, coded, link_of, read
from therapies.wording import listed

NUMBERS = (5, 10, 20, 40)
"""How many questions are offered at the start."""

KEYS = {"s": "q", "t": "w", "g": "e"}
"""The key that says how sure an answer is."""

WEAK = 0.5
"""A topic is weak where no more than this share of it was right."""


def page(
    view: View, params: Params, new_seed: str, first: tuple[str, ...] = ()
) -> tuple[str, dict[str, Any]]:
    """Return the template for the quiz that `params` name over the therapies of `view`, and its
    values; `new_seed` makes the quizzes that are offered to start, in which the questions with the
    tokens `first` come first.
    """
    quiz, notes = read(view.catalog, view.therapies, params)
    values: dict[str, Any] = {"notes": notes}
    if quiz is None or not quiz.asked:
        return "quiz_start", values | {"starts": _starts(view, Quiz(new_seed, MOST, first=first))}
    values |= _sharing(view, quiz) | {"quiz": quiz, "catalog": view.catalog, "query": view.query}
    if quiz.done:
        return "quiz_end", values | _end(view, quiz, new_seed)
    return "quiz", values | _step(view, quiz)


def _starts(view: View, like: Quiz) -> list[tuple[int, str]]:
    """Return how many questions a new quiz may have, each with its link; none beyond the most."""
    most = len(questions(view.catalog, view.therapies, like.seed, MOST))
    useful = [n for place, n in enumerate(NUMBERS) if place == 0 or NUMBERS[place - 1] < most]
    return [
        (min(n, most), link_of(view.query, replace(like, number=n), view.catalog.version))
        for n in useful
        if most
    ]


def _step(view: View, quiz: Quiz) -> dict[str, Any]:
    asked = quiz.asked[quiz.place]

    def link(*more: Answer, end: str = "") -> str:
        answers = coded((*quiz.answers, *more)) + end
        return link_of(view.query, quiz, view.catalog.version, answers)

    values: dict[str, Any] = {
        "question": asked.question,
        "again": asked.again,
        "trail": [quiz.is_right(n) for n in range(len(quiz.answers))],
    }
    numbers = range(1, len(asked.question.options) + 1)
    if quiz.going_on:
        sure = [(label, KEYS[each], each) for each, label in SURE.items()]
        links = [[(*each[:2], link(Answer(n, each[2]))) for each in sure] for n in numbers]
        return values | {"links": [link(Answer(n)) for n in numbers], "sure": links}
    answer, right = quiz.answers[-1], quiz.is_right(quiz.place)
    return values | {
        "next": link(end=GO_ON),
        "right": right,
        "chosen": answer.option,
        "verdict": verdict(right, answer),
        "returns": not right and answer.sure == "s" and not asked.again,
        "told": feedback(view.catalog, asked.question),
    }


def verdict(right: bool, answer: Answer) -> str:
    """Return how an answer was, and how sure it was: `Not this one, and you were sure`."""
    said = "Right" if right else "Not this one"
    end = {"s": ", and you were sure", "t": ", and you thought so", "g": "; it was a guess"}
    if not right:
        end = end | {"t": "; you thought so"}
    return said + end.get(answer.sure, "")


def _end(view: View, quiz: Quiz, new_seed: str) -> dict[str, Any]:
    """Return the values of the result: what was missed, and the link that asks it again."""
    numbers = tuple(sorted(each.number for each, _ in quiz.missed))
    again = replace(quiz, only=numbers)
    first = tuple(each.question.token for each in quiz.surely_wrong)
    anew = Quiz(new_seed, MOST, first=first, certain=quiz.certain)
    shares = {topic: right / number for topic, right, number in quiz.topics}
    missed = [
        (asked.question, answer, feedback(view.catalog, asked.question))
        for asked, answer in quiz.missed
    ]
    return {
        "title": _judged(quiz),
        "missed": missed,
        "strong": listed([each for each, share in shares.items() if share > WEAK]),
        "weak": listed([each for each, share in shares.items() if share <= WEAK]),
        "again": link_of(view.query, again, view.catalog.version),
        "starts": _starts(view, anew),
        "search": anki_search(quiz),
        "cards": _output(view, quiz, "apkg", answers=coded(quiz.answers) + GO_ON),
    }


def anki_search(quiz: Quiz) -> str:
    """Return what finds in Anki the cards on the therapies that were missed."""
    missed = {each.id for asked, _ in quiz.missed for each in asked.question.therapies}
    return " OR ".join(f"tag:therapy::{slug(each)}" for each in sorted(missed))


def _judged(quiz: Quiz) -> str:
    """Return the result in a sentence: the score, and how many sure answers were wrong."""
    score = f"{quiz.score} of {len(quiz.once)} right"
    sure, wrong = sum(each.sure == "s" for _, each, _ in quiz.counted), len(quiz.surely_wrong)
    if not sure:
        return score
    if not wrong:
        return f"{score}; none of your sure answers was wrong"
    what = "one of your sure answers was" if wrong == 1 else f"{wrong} of your sure answers were"
    return f"{score}; {what} wrong"


def _sharing(view: View, quiz: Quiz) -> dict[str, Any]:
    """Return the link for a class, which does not ask how sure an answer is, and the files."""
    own = replace(quiz, certain=False, first=()).own
    return {
        "shared": replace(view, own=tuple(own.items())).shared,
        "outputs": [
            ("On paper, A4 (PDF)", _output(view, quiz, "pdf", paper="a4")),
            ("On paper, US Letter (PDF)", _output(view, quiz, "pdf", paper="us-letter")),
            ("As cards (Anki)", _output(view, quiz, "apkg")),
        ],
    }


def _output(view: View, quiz: Quiz, name: str, **other: str) -> str:
    own = quiz.own | other | {"v": view.catalog.version}
    return view.query.link(f"data/quiz/{name}", **own)
