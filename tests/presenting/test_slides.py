"""Slides as values: each has a message that its body bears out, and nothing is lost on the way."""

from collections.abc import Iterator

import pytest

from therapies.catalog.catalog import Catalog
from therapies.content.comparison import DIFFER
from therapies.content.sentences import documents_of, splits
from therapies.model import COLUMN, Goal
from therapies.presenting import kinds, room
from therapies.presenting.bodies import (
    Ahead,
    Comparison,
    Differing,
    Listing,
    Map,
    Nothing,
    Portrait,
    Presented,
    Sentence,
    Where,
)
from therapies.presenting.slides import NOTE_LINES, NOTE_WORDS, TITLE_WORDS, Slide, headline
from therapies.query.query import Query
from therapies.query.view import View
from therapies.wording import listed


def one(view: View, part: str = "") -> Slide:
    (slide,) = kinds.slides_of(view, part)
    return slide


def all_of(catalog: Catalog) -> Iterator[Slide]:
    ids = tuple(catalog.by_id)
    named = {"therapy": ids[:1], "compare": ids[:5]}
    for page, parts in kinds.SLIDES.items():
        for part in parts:
            yield from kinds.slides_of(View(catalog, page=page, ids=named.get(page, ())), part)
    for query in (Query.of({"goal": ["reverse"]}), Query.of({"category": ["mechanical"]})):
        if query.apply(catalog):
            for part in kinds.SLIDES["overview"]:
                yield from kinds.slides_of(View(catalog, query), part)


@pytest.mark.parametrize("table", ["real", "sample"])
def test_every_slide_has_a_short_message_and_says_what_is_to_be_seen(
    table: str, request: pytest.FixtureRequest
) -> None:
    for slide in all_of(request.getfixturevalue(table)):
        assert 0 < len(slide.title.split()) <= TITLE_WORDS, slide.title
        assert slide.alt, slide.title
        assert slide.source.purpose == "Not medical advice"
        assert len(slide.note_lines) <= NOTE_LINES
        assert sum(len(line.split()) for line in slide.note_lines) <= NOTE_WORDS
        assert "None" not in slide.alt


def test_a_title_that_is_too_long_gives_way_to_the_next() -> None:
    assert headline("word " * 13, "short") == "short"
    assert headline("word " * 12, "short") == "word " * 12


def test_the_map_names_every_therapy_once_under_its_goal(real: Catalog) -> None:
    slide = one(View(real), "map")
    assert isinstance(slide.body, Map)
    for column in slide.body.columns:
        blocks = [block for part in column.parts for block in part.blocks]
        names = [name.therapy.id for block in blocks for name in block.names]
        wanted = [each.id for each in real.therapies if each.goal is column.goal]
        assert sorted(names) == sorted(wanted)
        assert column.size == len(wanted)
    assert slide.title == "Most aim to halt calcification; four of 47 aim to reverse it"


def test_a_map_of_more_than_can_be_read_gives_numbers(real: Catalog) -> None:
    many = tuple(each.model_copy(update={"id": f"{each.id}-{n}"}) for n in range(3)
                 for each in real.therapies)  # fmt: skip
    assert len(many) > 120
    slide = one(View(real), "map")
    assert isinstance(slide.body, Map)
    columns = slide.body.columns
    assert all(not block.more for c in columns for part in c.parts for block in part.blocks)


def test_what_is_presented_as_reversal_has_the_mark_of_what_it_is_described_as(
    real: Catalog,
) -> None:
    slide = one(View(real), "presented")
    assert isinstance(slide.body, Presented)
    own, *others = slide.body.strands
    assert own.own
    assert all(name.therapy.goal is Goal.REVERSE for name in own.names)
    assert slide.body.size == 12
    for strand in others:
        assert all(Goal.REVERSE in name.therapy.also_framed_as for name in strand.names)
        assert all(name.mark.goal is name.therapy.goal is strand.goal for name in strand.names)
    assert slide.title == "Nothing that aims to reverse calcification is past being explored"


def test_the_numbers_of_a_title_are_those_of_the_names_shown(real: Catalog) -> None:
    ahead = one(View(real), "standing")
    assert isinstance(ahead.body, Ahead)
    marked = sum(each.size for each in ahead.body.columns if each.ahead)
    used = sum(each.size for each in ahead.body.columns)
    assert ahead.title == f"Use runs ahead of the words for {marked} of {used}"
    names = [n for c in ahead.body.columns for _, group in c.groups for n in group.names]
    assert len(names) == used == 20
    where = one(View(real), "targets")
    assert isinstance(where.body, Where)
    most = max(where.body.places, key=lambda each: each.size)
    assert where.title.startswith(f"{most.size} of 47 act on {most.target}")
    assert sum(len(place.names) for place in where.body.places) == 47
    differing = one(View(real, page="sources"))
    assert isinstance(differing.body, Differing)
    assert differing.title == f"The documents differ on {len(differing.body.rows)} of 47 therapies"


def test_a_quote_has_eight_words_at_most_and_its_place(real: Catalog) -> None:
    slide = one(View(real), "firmest")
    assert isinstance(slide.body, Sentence)
    (quote,) = slide.body.quotes
    assert quote.words == "have been shown to attenuate the progression"
    assert quote.place.startswith("Arterial article, Medical Strategies")
    for each in real.therapies:
        found = one(View(real, page="therapy", ids=(each.id,))).body
        assert isinstance(found, Portrait)
        assert found.quotes
        assert all(len(told.words.split()) <= 8 for told in found.quotes)


def test_where_documents_differ_each_says_what_it_says_at_its_place(real: Catalog) -> None:
    for each in real.therapies:
        body = one(View(real, page="therapy", ids=(each.id,))).body
        assert isinstance(body, Portrait)
        if not splits(real, each.id):
            assert [quote.side for quote in body.quotes if quote.side] == []
            continue
        named = [real.source_by_id[source].name for source in documents_of(real, each.id)]
        assert [quote.side.split(":")[0] for quote in body.quotes] == named
        assert len({quote.side.split(": ", 1)[1] for quote in body.quotes}) > 1
        assert all(quote.told == quote.side for quote in body.quotes)


def test_the_few_with_the_firmest_words_are_introduced(real: Catalog) -> None:
    body = one(View(real), "firmest").body
    assert isinstance(body, Sentence)
    assert len(body.told) == len(body.names) == 2
    assert body.told[1].startswith("It binds dietary phosphate")
    assert body.told[1].endswith("Place in care: for selected patients.")
    many = one(View(real, Query.of({"category": ["experimental"]})), "firmest").body
    assert isinstance(many, Sentence)
    assert many.told == () or len(many.names) == len(many.told) <= 3


def test_questions_for_a_room_are_short_and_of_another_kind_each(real: Catalog) -> None:
    view = View(real)
    asked = [one(view, name).title for name in room.good_ones(view, "talk", 4)]
    assert len({title.split(":")[0] for title in asked}) == len(asked) == 4
    assert asked[0] == "Which of these is called a cornerstone of care?"
    assert [title for title in asked if len(title) > room.STEM] == []
    assert [title for title in asked if title.startswith("Group")] == []


def test_a_slide_of_therapies_shows_on_what_documents_differ(real: Catalog) -> None:
    for each in real.therapies:
        apart = splits(real, each.id)
        portrait = one(View(real, page="therapy", ids=(each.id,))).body
        assert isinstance(portrait, Portrait)
        told = [fact.text for fact in portrait.facts if fact.label == DIFFER]
        columns = [COLUMN[name].in_line for name in apart]
        assert told == ([f"On {listed(columns)}"] if columns else [])
        compared = one(View(real, page="compare", ids=(each.id, "aspirin"))).body
        assert isinstance(compared, Comparison)
        for head, column in (("Evidence as stated", "evidence"), ("Place in care", "standing")):
            (row,) = (row for row in compared.rows if row.head == head)
            assert (DIFFER.lower() in row.cells[0].more.lower()) == (column in apart), each.id


def test_three_are_compared_on_one_slide_and_five_on_two_at_most(real: Catalog) -> None:
    ids = ("sevelamer", "statins", "stenting", "vitamin-k2", "aspirin")
    for number, most in ((2, 1), (3, 1), (5, 2)):
        slides = kinds.slides_of(View(real, page="compare", ids=ids[:number]))
        assert len(slides) <= most
        rows = [row for each in slides for row in _rows(each)]
        assert sorted(rows) == sorted(
            ["How it works", "Evidence as stated", "Named for", "Place in care", "Caveats"]
        )


def _rows(slide: Slide) -> list[str]:
    assert isinstance(slide.body, Comparison)
    return [row.head for row in slide.body.rows]


def test_only_is_said_of_one_where_no_passage_speaks_as_firmly_of_another(real: Catalog) -> None:
    three = View(real, page="compare", ids=("sevelamer", "lanthanum-carbonate", "calcimimetics"))
    title = one(three).title
    assert title == "Said to be shown, for calcification: only sevelamer of three"


def test_a_list_holds_all_that_passes(real: Catalog) -> None:
    for query in (Query(), Query.of({"category": ["mechanical"]})):
        view = View(real, query, "browse")
        body = one(view).body
        assert isinstance(body, Listing)
        names = [name.therapy.id for group in body.groups for name in group.names]
        assert sorted(names) == sorted(each.id for each in view.therapies)


def test_a_filter_that_leaves_nothing_says_so(real: Catalog) -> None:
    view = View(real, Query.of({"category": ["mechanical"], "goal": ["halt"]}))
    (slide,) = kinds.page_slides_of(view)
    assert slide.body == Nothing("No therapy matches these filters.")


def test_a_question_shows_its_answer_only_as_its_own_part(real: Catalog) -> None:
    slide = one(View(real), "question seed 1")
    assert slide.kind == "question"
    assert slide == one(View(real), "question seed 1")
    assert kinds.is_known("overview", "question seed 1")
    assert not kinds.is_known("overview", "question seed 99")
    assert not kinds.is_known("browse", "question seed 1")


def test_the_speakers_note_comes_first_and_leaves_with_the_slide_for_others(real: Catalog) -> None:
    slide = one(View(real), "map")
    own = Slide(slide.title, slide.body, notes=slide.notes, own="Mine.\nMine too.")
    assert own.note_lines[:2] == ("Mine.", "Mine too.")
    assert own.without_own().note_lines == slide.note_lines
