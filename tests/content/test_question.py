"""Questions: what a link asks, what is refused and why, and what is drawn all the same."""

from dataclasses import replace

import pytest

from therapies.catalog.catalog import Catalog
from therapies.content import charts_page, question
from therapies.content.answer import Answer
from therapies.content.go import Go
from therapies.content.question import EXAMPLES, QUESTIONS, Question, asked, drawable, refusals
from therapies.model import ActsOn
from therapies.query.link import read
from therapies.query.query import Query
from therapies.query.view import View


@pytest.mark.parametrize("each", [*QUESTIONS.values(), *EXAMPLES])
def test_a_link_asks_the_question_that_made_it(each: Question, real: Catalog) -> None:
    view = View(real, page="charts", own=each.own)
    query = view.address("charts").partition("?")[2]
    params = {key: [value] for key, _, value in (pair.partition("=") for pair in query.split("&"))}
    assert asked(dict(read(params, real).view(real, "charts").own)) == each
    assert refusals(real, each) == ()


@pytest.mark.parametrize("own", [{}, {"ask": "nonsense"}, {"rows": "name"}, {"columns": "goal"}])
def test_nonsense_asks_the_first_ready_question(own: dict[str, str]) -> None:
    assert asked(own) == question.USE


def test_an_unknown_part_is_left_out() -> None:
    assert asked({"rows": "goal", "columns": "mechanism", "draw": "pie"}) == Question("goal")


def test_what_cannot_be_drawn_is_refused_with_what_can_be_done(real: Catalog) -> None:
    assert refusals(real, Question("goal", "context")) == (
        "For whom or when has 15 values: take it as rows.",
    )
    assert refusals(real, Question("goal", "kind", "acts_on")) == (
        "Acts on has 8 values, too many for a colour: take it as rows.",
    )
    assert refusals(real, Question("goal", "goal")) == (
        "Goal is asked for twice: leave it out in one place.",
    )
    assert refusals(real, Question("goal", "kind", "evidence")) == (
        "Every mark says how firmly already: take evidence as rows or columns.",
    )
    assert refusals(real, Question("goal", "kind", "category", "bars")) == (
        "Bars say how firmly by their height: for a colour take marks.",
    )
    assert len(ActsOn) == question.MOST_COLUMNS
    assert refusals(real, Question("goal", "acts_on")) == ()


def test_what_is_drawn_in_place_of_a_refused_question_is_never_refused(real: Catalog) -> None:
    columns = ("", *question.ASKED)
    for rows in question.ASKED:
        for across in columns:
            for colour in columns:
                for draw in question.FORMS:
                    wanted = Question(rows, across, colour, draw)
                    drawn = drawable(real, wanted)
                    assert refusals(real, drawn) == ()
                    assert drawn.rows == rows
                    if not refusals(real, wanted):
                        assert drawn == wanted


def test_the_page_offers_every_column_and_marks_what_is_refused(real: Catalog) -> None:
    view = View(real, page="charts", own=Question("category", "goal").own)
    parts = charts_page.head(Go(view))["parts"]
    assert [len(part.ways) for part in parts] == [9, 10, 10, 2]
    assert [[way.label for way in part.ways if way.chosen] for part in parts] == [
        ["Category"],
        ["Goal"],
        ["None"],
        ["Marks"],
    ]
    refused = [way.label for way in parts[1].ways if way.refused]
    assert refused == ["Category", "For whom or when"]


def test_a_cell_is_filtered_by_what_it_stands_under_and_gives_its_names(real: Catalog) -> None:
    for each in (*QUESTIONS.values(), *EXAMPLES):
        found = Answer.of(View(real, page="charts", own=each.own))
        for cell in found.cells:
            filters = found.filter_of(cell)
            if each.rows == "name" or "document" in each.parts or not filters:
                continue  # a document may say other than the table; it is in the names all the same
            passing = {one.id for one in Query.of(filters).apply(real)}
            assert {unit["id"] for unit in cell.units} <= passing
            if "context" not in each.parts:
                assert {unit["id"] for unit in cell.units} == passing


def test_pressing_gives_the_cell_and_the_mark_and_nothing_where_nothing_stands(
    real: Catalog,
) -> None:
    go = Go(View(real, page="charts", own=question.USE.own))
    cell = {"row": "stated", "column": "routine"}
    found = charts_page.pressed(go, [cell], [{"id": "aspirin"}])
    assert found["held"].number == "4 therapies"
    assert found["unit"]["name"] == "Aspirin"
    assert found["held"].filtered == "?evidence=stated&standing=routine&page="
    assert found["held"].compared.startswith("compare?id=")
    for none in ([], [{"row": "shown", "column": "routine"}], [{"row": "x"}]):
        assert charts_page.pressed(go, none, []) is None


def test_the_sentence_tells_columns_and_that_some_stand_twice() -> None:
    asked = Question("context", "goal", "category")
    told = f"{question.sentence(asked)} {question.several(asked)}"
    assert question.several(question.SAID) == question.several(question.USE) == ""
    assert told == (
        "One mark is one therapy, by for whom and goal; shape and colour are the category. "
        "The longer, the firmer the words. A therapy with several stands under each."
    )
    assert "higher" in question.sentence(replace(question.ABOUT))
