"""The quiz as Anki cards: the question with its options in front, answer and receipts behind."""

from collections.abc import Iterable

from markupsafe import Markup

from therapies.exports.anki.cards import filled
from therapies.query.view import View
from therapies.study.feedback import feedback
from therapies.study.flashcards import Card, lines, receipt, text
from therapies.study.questions import Question
from therapies.study.quiz import Quiz


def quiz_cards(view: View, quiz: Quiz) -> bytes:
    """Return the Anki package of what `quiz` missed, of all its questions before an answer.

    A card is known by its kind and therapies, as every card is, so that none comes twice.
    """
    asked = [each for each, _ in quiz.missed] if quiz.answers else quiz.once
    made = {card.guid: card for card in (_card(view, each.question) for each in asked)}
    return filled(view, made.values(), "Quiz")


def _card(view: View, question: Question) -> Card:
    told = feedback(view.catalog, question)
    options = _list("ol", [f"<li>{text(each.text)}</li>" for each in question.options])
    notes = [f"{each.text}: {each.note}" for each in question.options if each.note]
    claims = [receipt(view.catalog, claim) for claim in question.claims]
    return Card(
        f"quiz-{question.kind}",
        question.therapies,
        text(question.text) + options,
        lines((question.right.text, *told.lines)),
        lines(notes),
        _list("ul", claims),
        question.token,
    )


def _list(tag: str, items: Iterable[str]) -> Markup:
    """Return a list of items that are HTML already."""
    return Markup(f"<{tag}>{''.join(items)}</{tag}>")
