"""The quiz on paper: its questions, and the answers with their receipts on pages of their own."""

from typing import Any

from therapies.exports.pdf.sheet_content import receipt_values
from therapies.exports.pdf.sheets import ROW_LIMIT, TEMPLATE, compiled, frame
from therapies.query.view import View
from therapies.study.feedback import feedback
from therapies.study.quiz import LETTERS, Asked, Quiz


def quiz_sheet(view: View, quiz: Quiz, paper: str = "a4") -> bytes:
    """Return the questions of `quiz` as a PDF on `paper`, the stamp of `view` on every page.

    The bytes depend on the arguments alone.
    """
    asked = [_question(view, each) for each in quiz.once]
    longest = max((len(str(each["options"])) for each in asked), default=0)
    values = {
        **frame(view, paper, f"Quiz: {len(asked)} questions"),
        "kind": "quiz",
        "legend": (),
        "lead": view.sentence,
        "questions": asked,
        "key": "   ".join(f"{each['number']} {each['letter']}" for each in asked),
        "whole": longest <= 2 * ROW_LIMIT,
    }
    return compiled(TEMPLATE, values, view.catalog.date)


def _question(view: View, asked: Asked) -> dict[str, Any]:
    """Return a question as the template takes it, its answer with what explains it."""
    question = asked.question
    lettered = list(zip(LETTERS, question.options, strict=False))
    told = feedback(view.catalog, question)
    letter = next(letter for letter, option in lettered if option.right)
    return {
        "number": str(asked.number),
        "text": question.text,
        "options": [{"letter": letter, "text": option.text} for letter, option in lettered],
        "letter": letter,
        "answer": f"{letter}: {question.right.text}",
        "told": [*dict.fromkeys(each.says for each in told.proofs[:1]), *told.differences],
        "receipts": [receipt_values(view, each) for each in question.claims[:1]],
    }
