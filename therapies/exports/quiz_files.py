"""A quiz as a file; what makes it is imported only then."""

from therapies.exports.formats import PAPERS
from therapies.query.view import View
from therapies.study.quiz import Quiz

OUTPUTS = ("pdf", "apkg")
NO_QUIZ = "seed: the address names no quiz. Add one."


def view_of(view: View, quiz: Quiz) -> View:
    """Return the view that a file of `quiz` is stamped with, under the query of `view`."""
    own = tuple(quiz.own.items())
    return View(view.catalog, view.query, "study", base=view.base, own=own)


def made(name: str, view: View, quiz: Quiz, paper: str = PAPERS[0]) -> bytes:
    """Return the quiz of `view` as a sheet (`pdf`) or as Anki cards (`apkg`)."""
    if name == "pdf":
        from therapies.exports.pdf.quiz_sheet import quiz_sheet

        return quiz_sheet(view, quiz, paper)
    from therapies.exports.anki.quiz_cards import quiz_cards

    return quiz_cards(view, quiz)
