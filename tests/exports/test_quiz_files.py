"""The quiz as files: on paper with its answers apart, as cards that Anki takes."""

import io

import pytest
from pypdf import PdfReader

from harness.server import Server
from tests.support.anki import Learner, read, stored
from tests.support.readers import pdf_pages, squeezed
from therapies.catalog.catalog import Catalog
from therapies.exports.anki.quiz_cards import quiz_cards
from therapies.exports.pdf.quiz_sheet import quiz_sheet
from therapies.query.view import View
from therapies.site import TITLE
from therapies.study.feedback import feedback
from therapies.study.quiz import Quiz
from therapies.study.quiz import read as read_link

QUIZ = {"part": "quiz", "seed": "x", "number": "10"}


def sat(real: Catalog, **params: str) -> tuple[View, Quiz]:
    quiz, notes = read_link(
        real, real.therapies, {key: [each] for key, each in (QUIZ | params).items()}
    )
    assert quiz
    assert notes == ()
    return View(real, page="study", own=tuple(quiz.own.items())), quiz


def test_paper_holds_every_question_and_its_answers_apart(real: Catalog) -> None:
    view, quiz = sat(real)
    found = pdf_pages(quiz_sheet(view, quiz))
    begin = next(n for n, text in enumerate(found) if text.startswith("Answers"))
    asked, key = "".join(found[:begin]), "".join(found[begin:])
    for each in quiz.asked:
        assert squeezed(each.question.text) in asked
        for option in each.question.options:
            assert squeezed(option.text) in asked
        told = feedback(real, each.question)
        lines = (told.proofs[0].says, told.proofs[0].passage.words, *told.differences)
        assert [line for line in lines if squeezed(line) not in key] == []
    letters = ["ABCD"[[o.right for o in each.question.options].index(True)] for each in quiz.asked]
    assert [n for n, letter in enumerate(letters, 1) if f"{n}.{letter}:" not in key] == []
    assert "paragraph" not in asked
    assert "Name:" in asked
    row = "".join(f"{n}{letter}" for n, letter in enumerate(letters, 1))
    assert row in key


def test_every_page_carries_the_stamp_and_the_link_of_the_quiz(real: Catalog) -> None:
    view, quiz = sat(real)
    assert view.link.endswith("/study?part=quiz&seed=x&number=10")
    for text in pdf_pages(quiz_sheet(view, quiz)):
        assert [line for line in view.stamp if squeezed(line) not in text] == []


def test_paper_is_the_same_every_time_and_can_be_read_aloud(real: Catalog) -> None:
    view, quiz = sat(real)
    pdf = quiz_sheet(view, quiz, "us-letter")
    assert quiz_sheet(view, quiz, "us-letter") == pdf
    reader = PdfReader(io.BytesIO(pdf))
    assert reader.metadata
    assert reader.metadata.title == f"Quiz: 10 questions · {TITLE}"
    assert reader.xmp_metadata is not None
    assert [round(float(side)) for side in reader.pages[0].mediabox[2:]] == [612, 792]


def test_anki_takes_the_missed_questions_and_nothing_else(learner: Learner, real: Catalog) -> None:
    view, quiz = sat(real, answers="1212121212-")
    log = learner.take(quiz_cards(view, quiz))
    assert len(log.new) == len(quiz.missed) == 10 - quiz.score
    assert learner.collection.fix_integrity()[1]
    asked = {read(note["Question"]) for note in learner.notes}
    for each in quiz.asked:
        shown = any(text.startswith(each.question.text) for text in asked)
        assert shown == (each in [missed for missed, _ in quiz.missed])
    again = learner.take(quiz_cards(view, quiz))
    assert (len(again.new), len(again.updated)) == (0, 0)


def test_a_card_asks_without_telling_and_answers_with_receipt_and_stamp(
    learner: Learner, real: Catalog
) -> None:
    view, quiz = sat(real)
    learner.take(quiz_cards(view, quiz))
    assert len(learner.notes) == 10
    by_text = {each.question.text: each.question for each in quiz.asked}
    for note in learner.notes:
        question = next(q for text, q in by_text.items() if read(note["Question"]).startswith(text))
        assert note["Therapy"] == "Quiz"
        assert all(option.text in read(note["Question"]) for option in question.options)
        assert read(note["Answer"]).startswith(question.right.text)
        assert "paragraph" in note["Receipts"]
        assert read(note["Stamp"]).endswith("not medical advice.")
        assert "seed=" not in note["Link"]


def test_ids_of_cards_depend_on_kind_and_therapies_alone(real: Catalog) -> None:
    view, quiz = sat(real)
    whole = stored(quiz_cards(view, quiz))
    fewer = stored(quiz_cards(*sat(real, number="5")))
    assert fewer.items() < whole.items()
    assert len(set(whole.values())) == 10


@pytest.mark.parametrize(
    ("path", "start"),
    [
        ("pdf?part=quiz&seed=x&number=5&paper=us-letter", b"%PDF"),
        ("apkg?seed=x&number=5&goal=modify", b"PK"),
        ("apkg?seed=x&number=5&answers=11111-", b"PK"),
    ],
)
def test_an_address_gives_the_file(server: Server, path: str, start: bytes) -> None:
    answer = server.get(f"/data/quiz/{path}")
    assert answer.status == 200
    assert answer.content.startswith(start)
    assert "_quiz_" in answer.headers["content-disposition"]
