"""Cards: known again whatever is edited, one question on each, in the order of learning."""

import dataclasses
from itertools import pairwise

from harness.server import FROZEN
from therapies.catalog.catalog import Catalog, load_catalog
from therapies.content.sentences import statement
from therapies.model import Goal, Standing
from therapies.study import flashcards
from therapies.study.nearness import confusable

TABLE = load_catalog(FROZEN)
DECK = list(flashcards.cards(TABLE, TABLE.therapies))


def test_the_first_cards_mix_kinds_and_categories_and_begin_with_what_care_rests_on() -> None:
    first = DECK[:20]
    assert len({card.kind for card in first}) >= 5
    assert len({card.therapies[0].category for card in first if card.therapies}) == 4
    assert DECK[0].therapies[0].standing is Standing.FOUNDATION
    told = [card.question for card in DECK if card.therapies]
    assert sum(one == other for one, other in pairwise(told)) < len(told) / 8


def test_every_therapy_comes_once_before_any_comes_twice() -> None:
    alone = [card.therapies[0].id for card in DECK if len(card.therapies) == 1]
    count = len(TABLE.therapies)
    assert len(set(alone[:count])) == count


def test_half_of_those_that_are_easily_confused_stand_side_by_side() -> None:
    order = flashcards.in_order(TABLE, TABLE.therapies)
    assert sorted(each.id for each in order) == sorted(TABLE.by_id)
    beside = sum(two[0] in confusable(TABLE, TABLE.therapies, two[1]) for two in pairwise(order))
    assert beside >= 15


def test_a_pair_comes_after_both_of_its_therapies_and_differs_in_something() -> None:
    seen: set[str] = set()
    pairs = 0
    for card in DECK:
        if card.kind == "look-alike":
            pairs += 1
            assert {each.id for each in card.therapies} <= seen
            assert (
                len({each.mechanism for each in card.therapies}) == 2
                or len({(each.evidence, each.outcome) for each in card.therapies}) == 2
            )
        seen |= {each.id for each in card.therapies}
    assert pairs > 10
    names = {card.names for card in DECK if card.kind == "look-alike"}
    assert {"Vitamin K / Vitamin K2", "Lanthanum carbonate / Sevelamer"} <= names
    assert not any("Jogging" in each and "Risk factor management" in each for each in names)


def test_each_word_is_a_card_once_and_none_asks_what_the_documents_leave_out() -> None:
    words = [card.names for card in DECK if card.kind == "word"]
    assert sorted(words) == sorted(each.term for each in TABLE.glossary.entries)
    for card in DECK:
        if card.kind == "whom":
            assert card.therapies[0].context
        if card.kind == "place":
            assert card.therapies[0].standing is not Standing.NOT_STATED


def test_guids_depend_on_kind_and_ids_alone(sample: Catalog) -> None:
    before = flashcards.deck(sample, sample.therapies)
    edited = tuple(
        each.model_copy(update={"name": "x", "mechanism": "x"}) for each in sample.therapies
    )
    after = flashcards.deck(dataclasses.replace(sample, therapies=edited), edited)
    assert set(before) == set(after)
    assert "d4aa6778e2f29d370e73" in before  # the aim of phosphate binders, as it always was
    assert len(set(before)) == len(before)


def test_a_question_names_no_goal_and_an_aim_has_its_evidence() -> None:
    for card in DECK:
        assert not any(goal.phrase in card.question for goal in Goal)
        if card.kind in ("aim", "look-alike"):
            told = card.answer.striptags()
            assert all(statement(each) in told for each in card.therapies)
