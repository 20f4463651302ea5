"""The handout: every slide with its names, room to write, nothing that is the speaker's alone."""

from typing import Any

import pytest

from harness.server import FROZEN
from tests.support.filled import filled_catalog
from tests.support.readers import pdf_pages, squeezed
from therapies.catalog.catalog import Catalog, load_catalog
from therapies.exports.pdf import slide_pictures
from therapies.exports.pdf.handout import contents, handout
from therapies.model import Category
from therapies.presenting.bodies import Comparison, Map, Presented, Question
from therapies.presenting.deck import talk_deck
from therapies.presenting.ready_talk import story
from therapies.presenting.slides import KINDS
from therapies.presenting.talk import Step, Talk
from therapies.query.query import Query
from therapies.query.view import View

TABLE = load_catalog(FROZEN)
READY = story(TABLE)
SLIDES = talk_deck(READY, TABLE).slides
OWN = "Ask the room before you tell it"
OWN_TALK = Talk(
    (
        Step.of(View(TABLE, Query.of({"category": ["mechanical"]}), "browse"), note=OWN),
        Step.of(View(TABLE, page="compare", ids=tuple(TABLE.by_id)[:5])),
        Step.of(View(TABLE, page="therapy", ids=("sevelamer",)), note=OWN),
    )
)
LONG_TALK = Talk(tuple(Step.of(View(TABLE, page="therapy", ids=(each,))) for each in TABLE.by_id))
UNSEEN = dict.fromkeys([*range(32), 127, 0xFFFD])


@pytest.fixture(scope="module")
def pages() -> list[str]:
    return pdf_pages(handout(READY, TABLE))


def test_every_slide_stands_on_it_in_order_two_or_three_on_a_page(pages: list[str]) -> None:
    text = "".join(pages)
    places = [text.find(squeezed(f"{n} {each.title}")) for n, each in enumerate(SLIDES, 1)]
    assert -1 not in places
    assert len(pages) <= (len(SLIDES) + 1) // 2


def test_the_names_of_a_slide_stand_on_the_page_of_its_title(pages: list[str]) -> None:
    for number, slide in enumerate(SLIDES, 1):
        if isinstance(slide.body, Map | Presented | Comparison):
            (page,) = [each for each in pages if squeezed(f"{number} {slide.title}") in each]
            assert [each for each in names(slide.body) if squeezed(each) not in page] == []


def names(body: Map | Presented | Comparison) -> list[str]:
    """The therapies that a body names."""
    if isinstance(body, Comparison):
        return [each.name for each in body.therapies]
    if isinstance(body, Presented):
        return [each.text for strand in body.strands for each in strand.names]
    parts = [part for column in body.columns for part in column.parts]
    return [each.text for part in parts for block in part.blocks for each in block.names]


def test_each_mark_of_the_map_has_the_steps_of_its_evidence() -> None:
    (slide,) = [each for each in SLIDES if isinstance(each.body, Map)]
    drawn: dict[str, int] = {}
    for line in lines(slide_pictures.picture(slide)):
        if "steps" in line:
            drawn[line["text"]] = line["steps"]
    assert drawn == {each.name: each.evidence.steps for each in TABLE.therapies}


def lines(picture: dict[str, Any]) -> list[dict[str, Any]]:
    """All lines of a picture."""
    cells = [cell for grid in picture["grids"] for row in grid["rows"] for cell in row]
    return [line for cell in cells for line in cell]


def test_a_question_is_drawn_without_its_answer_which_is_told_beside_it() -> None:
    (slide,) = [each for each in SLIDES if isinstance(each.body, Question)]
    assert isinstance(slide.body, Question)
    (right,) = [each for each in slide.body.choices if each.right]
    drawn = [line["text"] for line in lines(slide_pictures.picture(slide))]
    assert drawn == [f"{each.letter}. {each.text}" for each in slide.body.choices]
    values = contents(READY, TABLE, View.base, "a4")["slides"]
    (told,) = [each["notes"] for each in values if each["picture"]["title"] == slide.title]
    assert told[0].startswith(f"Right: {right.letter}, {right.text}.")


def test_the_listeners_have_nothing_of_the_speakers_own() -> None:
    theirs, own = ("".join(pdf_pages(handout(OWN_TALK, TABLE, notes=n))) for n in (False, True))
    assert squeezed(OWN) not in theirs
    assert own.count(squeezed(OWN)) == 2
    assert OWN not in str(contents(OWN_TALK, TABLE, View.base, "a4"))


def test_a_compared_therapy_has_the_words_behind_its_evidence() -> None:
    told = contents(OWN_TALK, TABLE, View.base, "a4")["slides"][1]["notes"]
    for therapy in OWN_TALK.steps[1].view(TABLE, View.base).therapies:
        (line,) = [each for each in told if each.startswith(f"{therapy.name}: “")]
        assert any(claim.wording in line for claim in TABLE.claims_of[therapy.id])


def test_letters_that_turn_their_direction_leave_codes_and_links_whole(sample: Catalog) -> None:
    table = filled_catalog(sample, "אבג")
    text = "".join(pdf_pages(handout(story(table), table)))
    assert squeezed("Follow along") in text


@pytest.mark.parametrize("text", ["long words " * 200, "x" * 2100, "a\0\x1b\x7f b" * 300])
def test_very_long_texts_and_control_characters_flow(sample: Catalog, text: str) -> None:
    table = filled_catalog(sample, text.strip())
    ids = tuple(table.by_id)
    talk = Talk(
        (
            Step.of(View(table), "map"),
            Step.of(View(table, page="compare", ids=ids[:2])),
            Step.of(View(table, page="therapy", ids=ids[:1])),
        )
    )
    pages = pdf_pages(handout(talk, table))
    assert squeezed(text)[:200].translate(UNSEEN) in "".join(pages).translate(UNSEEN)
    assert all("Page" in each for each in pages)


def test_the_foot_has_the_code_of_the_talk_or_of_the_app() -> None:
    short, long = (contents(talk, TABLE, View.base, "a4") for talk in (OWN_TALK, LONG_TALK))
    assert f"QR code of {View.base}present?talk=1" in short["code"]
    assert "/present" not in long["code"]
    assert f"QR code of {View.base}?v=" in long["code"]


def test_every_kind_of_slide_can_be_drawn() -> None:
    assert slide_pictures.DRAWN.keys() == KINDS.keys()
    assert {each.symbol for each in Category} <= set(str(list(map(slide_pictures.picture, SLIDES))))
