"""What the page shows of the quiz: the template of its state, and its values."""

from dataclasses import replace
from typing import Any

from therapies.exports.view import View
from therapies.query import Params
from therapies.quiz import explained, questions
from therapies.quiz_sitting import GO_ON, MOST, Sitting, link_of, read
from therapies.take import shared

NUMBERS = (5, 10, 20, 40)
"""How many questions are offered at the start."""


def page(view: View, params: Params, new_seed: str) -> tuple[str, dict[str, Any]]:
    """Return the template for the quiz that `params` name over the therapies of `view`, and its
    values; `new_seed` makes the quizzes that are offered to start.
    """
    sitting, notes = read(view.catalog, view.therapies, params)
    values: dict[str, Any] = {"notes": notes, "starts": _starts(view, new_seed)}
    if sitting is None or not sitting.asked:
        return "quiz_start", values
    values |= _sharing(view, sitting) | {"sitting": sitting, "catalog": view.catalog}
    values["query"] = view.query
    if sitting.done:
        return "quiz_end", values | _end(view, sitting)
    return "quiz", values | _step(view, sitting)


def _starts(view: View, seed: str) -> list[tuple[int, str]]:
    """Return how many questions a new quiz may have, each with its link; none beyond the most."""
    most = len(questions(view.catalog, view.therapies, seed, MOST))
    useful = [n for place, n in enumerate(NUMBERS) if place == 0 or NUMBERS[place - 1] < most]
    return [
        (min(n, most), link_of(view.query, Sitting(seed, n), view.catalog.version))
        for n in useful
        if most
    ]


def _step(view: View, sitting: Sitting) -> dict[str, Any]:
    """Return the values of the question on the screen, or of its answer."""
    question = sitting.asked[sitting.place].question
    told = "".join(map(str, sitting.answers))

    def link(answers: str) -> str:
        return link_of(view.query, sitting, view.catalog.version, answers)

    return {
        "question": question,
        "links": [link(f"{told}{n}") for n, _ in enumerate(question.options, 1)],
        "next": link(f"{told}{GO_ON}"),
        "right": not sitting.going_on and sitting.is_right(sitting.place),
        "told": " or ".join(each.text for each in question.right),
        "explained": () if sitting.going_on else explained(view.catalog, question),
    }


def _end(view: View, sitting: Sitting) -> dict[str, Any]:
    """Return the values of the result: what was missed, and the link that asks it again."""
    missed = sitting.missed
    again = replace(sitting, only=tuple(each.number for each in missed))
    told = "".join(map(str, sitting.answers)) + GO_ON
    return {
        "missed": [(each, explained(view.catalog, each.question)) for each in missed],
        "again": link_of(view.query, again, view.catalog.version),
        "cards": _output(view, sitting, "apkg", answers=told),
    }


def _sharing(view: View, sitting: Sitting) -> dict[str, Any]:
    """Return the absolute link of the questions, and the links of their outputs."""
    papers = {"A4": "a4", "US Letter": "us-letter"}
    return {
        "shared": shared(replace(view, own=tuple(sitting.own.items()))),
        "outputs": [
            *(
                (f"On paper, {name} (PDF)", _output(view, sitting, "pdf", paper=paper))
                for name, paper in papers.items()
            ),
            ("As cards (Anki)", _output(view, sitting, "apkg")),
        ],
    }


def _output(view: View, sitting: Sitting, name: str, **other: str) -> str:
    own = sitting.own | other | {"v": view.catalog.version}
    return view.query.link(f"data/quiz/{name}", **own)
