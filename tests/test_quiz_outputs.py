"""The quiz as files: on paper with its answers apart, as cards that Anki takes."""

import io
import json
import re
from collections.abc import Iterator

import pytest
from pypdf import PdfReader

from tests.live import Server
from tests.test_export_cards import Learner, read, stored
from therapies.catalog import Catalog
from therapies.exports.quiz_cards import quiz_cards
from therapies.exports.quiz_sheet import quiz_sheet
from therapies.exports.view import View
from therapies.quiz import explained
from therapies.quiz_sitting import Sitting
from therapies.quiz_sitting import read as read_link
from therapies.site import TITLE

QUIZ = {"part": "quiz", "seed": "x", "number": "10"}


def sat(real: Catalog, **params: str) -> tuple[View, Sitting]:
    sitting, notes = read_link(
        real, real.therapies, {key: [each] for key, each in (QUIZ | params).items()}
    )
    assert sitting
    assert notes == ()
    return View(real, page="study", own=tuple(sitting.own.items())), sitting


def squeezed(text: str) -> str:
    return re.sub(r"\s", "", text)


def pages(pdf: bytes) -> list[str]:
    return [squeezed(each.extract_text()) for each in PdfReader(io.BytesIO(pdf)).pages]


def test_paper_holds_every_question_and_its_answers_apart(real: Catalog) -> None:
    view, sitting = sat(real)
    found = pages(quiz_sheet(view, sitting))
    begin = next(n for n, text in enumerate(found) if text.startswith("Answers"))
    asked, key = "".join(found[:begin]), "".join(found[begin:])
    for each in sitting.asked:
        assert squeezed(each.question.text) in asked
        for option in each.question.options:
            assert squeezed(option.text) in asked
        for part in explained(real, each.question):
            assert squeezed(part.statement) in key
            assert [claim for claim in part.claims if squeezed(claim.wording) not in key] == []
    letters = [
        "ABCD"[[o.right for o in each.question.options].index(True)] for each in sitting.asked
    ]
    assert [n for n, letter in enumerate(letters, 1) if f"{n}.{letter}:" not in key] == []
    assert "paragraph" not in asked


def test_every_page_carries_the_stamp_and_the_link_of_the_quiz(real: Catalog) -> None:
    view, sitting = sat(real)
    assert view.link.endswith("/study?part=quiz&seed=x&number=10")
    for text in pages(quiz_sheet(view, sitting)):
        assert [line for line in view.stamp if squeezed(line) not in text] == []


def test_paper_is_the_same_every_time_and_can_be_read_aloud(real: Catalog) -> None:
    view, sitting = sat(real)
    pdf = quiz_sheet(view, sitting, "us-letter")
    assert quiz_sheet(view, sitting, "us-letter") == pdf
    reader = PdfReader(io.BytesIO(pdf))
    assert reader.metadata
    assert reader.metadata.title == f"Quiz: 10 questions · {TITLE}"
    assert reader.xmp_metadata is not None
    assert [round(float(side)) for side in reader.pages[0].mediabox[2:]] == [612, 792]


@pytest.fixture
def learner(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Learner]:
    made = Learner(tmp_path_factory.mktemp("anki"))
    yield made
    made.collection.close()


def test_anki_takes_the_missed_questions_and_nothing_else(learner: Learner, real: Catalog) -> None:
    view, sitting = sat(real, answers="1212121212-")
    log = learner.take(quiz_cards(view, sitting))
    assert len(log.new) == len(sitting.missed) == 10 - sitting.score
    assert learner.collection.fix_integrity()[1]
    asked = {read(note["Question"]) for note in learner.notes}
    for each in sitting.asked:
        shown = any(text.startswith(each.question.text) for text in asked)
        assert shown == (each in sitting.missed)
    again = learner.take(quiz_cards(view, sitting))
    assert (len(again.new), len(again.updated)) == (0, 0)


def test_a_card_asks_without_telling_and_answers_with_receipt_and_stamp(
    learner: Learner, real: Catalog
) -> None:
    view, sitting = sat(real)
    learner.take(quiz_cards(view, sitting))
    assert len(learner.notes) == 10
    by_text = {each.question.text: each.question for each in sitting.asked}
    for note in learner.notes:
        question = next(q for text, q in by_text.items() if read(note["Question"]).startswith(text))
        assert note["Therapy"] == "Quiz"
        assert all(option.text in read(note["Question"]) for option in question.options)
        assert read(note["Answer"]).startswith(" or ".join(each.text for each in question.right))
        assert "paragraph" in note["Receipts"]
        assert read(note["Stamp"]).endswith("not medical advice.")
        assert "seed=" not in note["Link"]


def test_ids_of_cards_depend_on_kind_and_therapies_alone(real: Catalog) -> None:
    view, sitting = sat(real)
    whole = stored(quiz_cards(view, sitting))
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


@pytest.mark.parametrize(
    ("path", "status", "message"),
    [
        ("docx?seed=x", 404, "There is no such format. Allowed: pdf, apkg."),
        ("pdf", 400, "seed: the address names no quiz. Add one."),
        ("pdf?seed=x&number=4", 400, "number: “4” cannot be."),
        ("pdf?seed=x&paper=a5", 400, "paper: unknown value. Allowed: a4, us-letter."),
        ("apkg?seed=x&answers=9", 400, "answers: “9” cannot be."),
        ("apkg?seed=x&answers=11&v=v000000", 400, "Under this version of the table the link gives"),
        ("pdf?seed=x&goal=cure", 400, "goal: unknown value “cure”."),
        ("pdf?seed=x&colour=red", 400, "unknown parameter “colour”."),
        ("pdf?" + "seed=x&seed=y&" * 500, 400, "seed: “y” cannot be. Allowed, once"),
    ],
)
def test_what_cannot_be_is_refused_with_a_letter(
    server: Server, path: str, status: int, message: str
) -> None:
    answer = server.get(f"/data/quiz/{path}")
    assert answer.status == status
    assert message in json.loads(answer.content)["message"]
    assert "Traceback" not in answer.text
