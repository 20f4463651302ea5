"""The quiz as Anki cards: the question with its options in front, answer and receipts behind."""

from collections.abc import Iterable

from markupsafe import Markup

from therapies.exports.cards import filled
from therapies.exports.view import View
from therapies.flashcards import Card, lines, receipt, text
from therapies.questions import Question
from therapies.quiz import explained
from therapies.quiz_sitting import Sitting


def quiz_cards(view: View, sitting: Sitting) -> bytes:
    """Return the Anki package of what `sitting` missed, of all its questions before an answer.

    A card is known by its kind and therapies, as every card is, so that none comes twice.
    """
    asked = sitting.missed if sitting.answers else sitting.asked
    made = {card.guid: card for card in (_card(view, each.question) for each in asked)}
    return filled(view, made.values(), "Quiz")


def _card(view: View, question: Question) -> Card:
    told = explained(view.catalog, question)
    options = _list("ol", [f"<li>{text(each.text)}</li>" for each in question.options])
    right = " or ".join(each.text for each in question.right)
    claims = [receipt(view.catalog, claim) for each in told for claim in each.claims]
    return Card(
        f"quiz-{question.kind.replace(' ', '-')}",
        question.therapies,
        text(question.text) + options,
        lines((right, *(line for each in told for line in each.lines))),
        Markup(),
        _list("ul", claims),
    )


def _list(tag: str, items: Iterable[str]) -> Markup:
    """Return a list of items that are HTML already."""
    return Markup(f"<{tag}>{''.join(items)}</{tag}>")
