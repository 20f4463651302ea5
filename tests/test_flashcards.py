"""Cards: known again whatever is edited, in the order in which they are learned."""

import dataclasses

import pytest
from markupsafe import Markup

from therapies import flashcards
from therapies.catalog import Catalog
from therapies.model import Goal
from therapies.statement import statement


def test_cards_come_kind_after_kind_and_pairs_last(sample: Catalog) -> None:
    some = sample.therapies[:2]
    made = list(flashcards.cards(sample, some))
    assert [(card.kind, card.names) for card in made[:4]] == [
        ("aim", "Phosphate binders"),
        ("aim", "Heart-healthy diet"),
        ("where", "Phosphate binders"),
        ("where", "Heart-healthy diet"),
    ]
    kinds = [card.kind for card in flashcards.cards(sample, sample.therapies)]
    assert kinds[-1] == "look-alike"
    assert "look-alike" not in kinds[: 4 * len(sample.therapies)]


def test_guids_depend_on_kind_and_ids_alone(sample: Catalog) -> None:
    before = flashcards.deck(sample, sample.therapies)
    edited = tuple(each.model_copy(update={"name": "x"}) for each in sample.therapies)
    after = flashcards.deck(dataclasses.replace(sample, therapies=edited), edited)
    assert list(before) == list(after)
    assert list(before)[0] == "d4aa6778e2f29d370e73"
    assert len(before) == 4 * 5 + 2
    assert [card.names for card in after.values() if card.names not in ("x", "x / x")] == []


def test_the_answer_holds_the_statement_and_the_question_no_goal(sample: Catalog) -> None:
    for card in flashcards.cards(sample, sample.therapies):
        told = Markup(card.question + card.answer).striptags()
        assert all(statement(each) in told for each in card.therapies)
        if card.kind != "says":
            assert not any(goal.phrase in card.question for goal in Goal)


@pytest.mark.parametrize("hostile", ["<script>x</script>", "{{c1::x}}", "[sound:x]", "a & b"])
def test_text_stays_text(hostile: str) -> None:
    made = flashcards.text(hostile)
    assert made.unescape() == hostile
    assert not set(made) & set("<>{}[]")
    assert flashcards.lines([hostile, ""]) == f"<p>{made}</p>"
