"""The quiz in its link: the same for everyone, its answers read strictly, its score honest."""

import dataclasses
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from harness.server import FROZEN
from therapies.catalog.catalog import Catalog, load_catalog
from therapies.content.render import html
from therapies.query.query import Query
from therapies.query.view import View
from therapies.study.pool import question, questions
from therapies.study.questions import TOPICS
from therapies.study.quiz import Quiz, read
from therapies.study.quiz_page import page

TABLE = load_catalog(FROZEN)
FIVE = {"seed": ["x"], "number": ["5"]}


def read_(**params: str | list[str]) -> tuple[Quiz | None, tuple[str, ...]]:
    asked = {key: [each] if isinstance(each, str) else each for key, each in params.items()}
    return read(TABLE, TABLE.therapies, FIVE | asked)


def sat(answers: str, **params: str) -> Quiz:
    quiz, notes = read_(answers=answers, **params)
    assert quiz
    assert notes == ()
    return quiz


def keyed(sure: str, right: str) -> str:
    """Answers to the five questions, as sure as `sure`, right where `right` has an r."""
    quiz, _ = read_()
    assert quiz
    chosen = zip(quiz.once, sure, right, strict=True)
    return "".join(
        f"{1 + [o.right == (each == 'r') for o in asked.question.options].index(True)}{letter}"
        for asked, letter, each in chosen
    )


def test_the_same_seed_gives_the_same_questions_and_another_seed_others(sample: Catalog) -> None:
    again = dataclasses.replace(sample)
    made = questions(sample, sample.therapies, "x", 10)
    assert questions(again, again.therapies, "x", 10) == made
    assert questions(sample, sample.therapies, "y", 10) != made
    edited = dataclasses.replace(sample, version="v000000")
    assert questions(edited, edited.therapies, "x", 10) != made


def test_more_questions_begin_with_the_fewer() -> None:
    whole = questions(TABLE, TABLE.therapies, "x", 40)
    assert questions(TABLE, TABLE.therapies, "x", 5) == whole[:5]
    assert {each.topic for each in whole[:11]} == set(TOPICS.values())
    assert question(TABLE, "x", 7) == whole[6]
    assert question(TABLE, "x", 0) is question(TABLE, "x", 999) is None


def test_one_therapy_gives_questions_about_itself_only() -> None:
    for therapy in TABLE.therapies:
        made = questions(TABLE, [therapy], "x", 40)
        assert len(made) >= 5
        assert [each for each in made if therapy not in each.therapies] == []


def test_the_literal_quiz_of_a_tiny_table(sample: Catalog) -> None:
    """The same on every Python: only `random()` of a seeded generator is drawn from."""
    (first, *_) = questions(sample, sample.therapies, "x", 5)
    assert first.text.startswith("Intravascular lithotripsy: which sentence says neither more nor")
    assert [(each.text, each.right) for each in first.options] == [
        ("An effect on events is said with a hedge", False),
        ("An effect on blood flow is said to have been shown", True),
        ("An effect on calcification is said to be under test in people", False),
        ("An effect on calcification is said to have been shown", False),
    ]


def test_a_link_is_read_into_a_sitting() -> None:
    quiz, notes = read_(answers="12-")
    assert quiz
    assert (notes, quiz.answers, quiz.place, quiz.going_on) == ((), ((1, ""), (2, "")), 2, True)
    told, _ = read_(answers="12")
    assert told
    assert (told.place, told.going_on, told.done) == (1, False, False)


def test_the_last_answer_read_is_the_end_and_topics_add_up_to_the_score() -> None:
    quiz = sat("11111-")
    assert quiz.done
    assert len(quiz.missed) == 5 - quiz.score
    assert sum(right for _, right, _ in quiz.topics) == quiz.score
    assert sum(asked for _, _, asked in quiz.topics) == 5
    assert not sat("11111").done


def test_what_was_surely_wrong_comes_again_at_the_end_and_counts_once() -> None:
    answers = keyed("stgst", "wwwrr")
    quiz = sat(f"{answers}-")
    assert not quiz.done
    assert len(quiz.asked) == 6
    assert quiz.asked[5] == (1, quiz.once[0].question, True)
    ended = sat(f"{answers}{answers[:2]}-")
    assert ended.done
    assert (ended.score, len(ended.asked)) == (2, 6)
    assert [each.number for each, _ in ended.missed] == [1, 2, 3]
    assert ended.calibration == (
        ("Sure", (False, True)),
        ("Think so", (False, True)),
        ("Guess", (False,)),
    )
    assert len(sat(f"{keyed('ttttt', 'wwwww')}-").asked) == 5


def test_what_was_surely_wrong_comes_first_in_the_next_quiz() -> None:
    answers = keyed("ssttt", "wrwrr")
    view = View(TABLE, page="study")
    template, values = page(view, FIVE | {"answers": [f"{answers}{answers[:2]}-"]}, "new")
    assert template == "quiz_end"
    assert values["title"] == "3 of 5 right; one of your sure answers was wrong"
    again = sat("").once[0].question
    assert f"first={again.token}" in values["starts"][0][1]
    after, notes = read_(seed="new", first=again.token)
    assert after
    assert notes == ()
    assert after.once[0].question.text == again.text
    assert len(after.once) == 5


def test_a_link_for_a_class_does_not_ask_how_sure() -> None:
    _, values = page(View(TABLE, page="study", base="https://a.b/"), FIVE, "n")
    assert "certainty=off" in values["shared"]
    assert "How sure are you?" in html("quiz", **values)
    _, values = page(View(TABLE, page="study"), FIVE | {"certainty": ["off"]}, "n")
    assert "How sure are you?" not in html("quiz", **values)


def test_only_asks_the_questions_it_names_under_their_numbers() -> None:
    whole, _ = read_()
    quiz, notes = read_(only="4.2")
    assert whole
    assert quiz
    assert quiz.once == (whole.once[1], whole.once[3])
    assert [each.number for each in quiz.asked] == [2, 4]
    assert notes == ()


@pytest.mark.parametrize(
    ("params", "note"),
    [
        ({"seed": "a b"}, "seed: “a b” cannot be. Allowed, once: 1 to 32 of a-z, A-Z, 0-9"),
        ({"seed": ["a", "b"]}, "seed: “b” cannot be. Allowed, once"),
        ({"number": "41"}, "number: “41” cannot be. Allowed, once: a number from 5 to 40."),
        ({"number": "٧"}, "number: “٧” cannot be."),
        ({"only": "6"}, "only: this quiz has the questions 1 to 5."),
        ({"only": "0"}, "only: “0” cannot be."),
        ({"seed": [], "answers": "1"}, "The link has no seed, so it names no questions."),
    ],
)
def test_what_cannot_be_a_quiz_is_told_and_none_is_shown(params: dict[str, Any], note: str) -> None:
    quiz, notes = read_(**params)
    assert quiz is None
    assert len(notes) == 1
    assert notes[0].startswith(note)
    assert notes[0].endswith("Start a new quiz.")


@pytest.mark.parametrize("answers", ["5", "9-", "-1", "111111", "x", "1" * 1000, "١", ["1", "2"]])
def test_answers_that_cannot_be_begin_the_quiz_again(answers: str | list[str]) -> None:
    quiz, notes = read_(answers=answers)
    assert quiz
    assert (quiz.answers, quiz.place) == ((), 0)
    assert len(notes) == 1
    assert notes[0].startswith("answers: “")
    assert notes[0].endswith("The quiz begins again.")


def test_answers_under_another_version_of_the_table_do_not_count() -> None:
    quiz, notes = read_(answers="11-", v="v000000")
    assert quiz
    assert quiz.answers == ()
    assert notes == (
        "Under this version of the table the link gives other questions. "
        "Earlier answers are left out.",
    )
    assert read_(answers="11-", v=TABLE.version)[1] == ()


HOSTILE = st.lists(
    st.text(max_size=60) | st.from_regex(r"[0-9.-]{1,50}", fullmatch=True), max_size=4
)


@settings(deadline=None, max_examples=40)
@given(seed=HOSTILE, number=HOSTILE, answers=HOSTILE, only=HOSTILE, v=HOSTILE)
def test_no_link_breaks_the_page(**params: list[str]) -> None:
    view = View(TABLE, Query.of({"goal": ["reverse"]}), "study")
    for known in ({}, {"seed": ["x"], "number": ["10"]}, {"seed": ["x"], "only": []}):
        template, values = page(view, params | known, "n")
        assert html(template, **values).count("<section") == 1
        quiz = values.get("quiz")
        if quiz:
            assert all(1 <= each.option <= 4 for each in quiz.answers)


def test_the_shared_link_holds_the_questions_and_no_answers() -> None:
    view = View(TABLE, Query.of({"goal": ["modify"]}), "study", base="https://example.org/")
    _, values = page(view, FIVE | {"answers": ["11"]}, "n")
    assert values["shared"] == (
        "https://example.org/study?goal=modify&part=quiz&seed=x&number=5&certainty=off&v="
        + TABLE.version
    )
    assert values["next"] == (
        f"./study?goal=modify&part=quiz&seed=x&number=5&answers=11-&v={TABLE.version}"
    )


def test_the_start_offers_no_more_questions_than_there_are() -> None:
    one = View(TABLE, Query.of({}, "magnesium"), "study")
    template, values = page(one, {}, "new")
    assert template == "quiz_start"
    assert [n for n, _ in values["starts"]] == [
        5,
        10,
        len(questions(TABLE, one.therapies, "new", 40)),
    ]
    _, whole = page(View(TABLE, page="study"), {}, "new")
    assert [n for n, _ in whole["starts"]] == [5, 10, 20, 40]
    assert "answers" not in whole["starts"][0][1]


def test_a_table_without_anything_to_ask_says_so(sample: Catalog) -> None:
    empty = dataclasses.replace(sample, therapies=(), claims=())
    template, values = page(View(empty, page="study"), {"seed": ["x"]}, "n")
    assert (template, values["starts"]) == ("quiz_start", [])
    assert "too little to ask" in html(template, **values)
