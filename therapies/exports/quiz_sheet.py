"""The quiz on paper: its questions, and the answers with their receipts on pages of their own."""

from typing import Any

from therapies.exports.sheet_content import receipt_values
from therapies.exports.sheets import ROW_LIMIT, TEMPLATE, compiled, frame
from therapies.exports.view import View
from therapies.quiz import explained
from therapies.quiz_sitting import LETTERS, Asked, Sitting


def quiz_sheet(view: View, sitting: Sitting, paper: str = "a4") -> bytes:
    """Return the questions of `sitting` as a PDF on `paper`, the stamp of `view` on every page.

    The bytes depend on the arguments alone.
    """
    asked = [_question(view, each) for each in sitting.asked]
    longest = max((len(str(each["options"])) for each in asked), default=0)
    values = {
        **frame(view, paper, f"Quiz: {len(asked)} questions"),
        "kind": "quiz",
        "legend": (),
        "lead": view.sentence,
        "questions": asked,
        "whole": longest <= 2 * ROW_LIMIT,
    }
    return compiled(TEMPLATE, values, view.catalog.date)


def _question(view: View, asked: Asked) -> dict[str, Any]:
    """Return a question as the template takes it, its answer with what explains it."""
    question = asked.question
    lettered = list(zip(LETTERS, question.options, strict=False))
    parts = explained(view.catalog, question)
    right = (f"{letter}: {option.text}" for letter, option in lettered if option.right)
    return {
        "number": str(asked.number),
        "text": question.text,
        "options": [{"letter": letter, "text": option.text} for letter, option in lettered],
        "answer": " or ".join(right),
        "told": [line for each in parts for line in each.lines],
        "receipts": [receipt_values(view.catalog, c) for each in parts for c in each.claims],
    }
