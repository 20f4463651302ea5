"""Frames and rows for charts: each therapy once, each vocabulary in its order."""

from dataclasses import replace

import pytest

from therapies.catalog.catalog import Catalog
from therapies.content import map_page, marks, question
from therapies.content.answer import Answer
from therapies.content.chart_data import cells, table_row
from therapies.content.question import Question
from therapies.content.sources_page import matrix
from therapies.content.takeaways import is_ahead_of_evidence
from therapies.model import SEPARATOR


def test_a_row_says_what_readers_read_and_each_document_for_itself(sample: Catalog) -> None:
    row = table_row(sample, sample.by_id["vitamin-k"])
    assert (row["name"], row["evidence"], row["outcome"], row["standing"]) == (
        "Vitamin K",
        "in trials",
        "calcification",
        "under study",
    )
    assert {name for name, *_ in row["effects"]} <= {each.name for each in sample.sources}
    assert "paragraph" in row["passages"]


def test_use_ahead_of_the_words_is_found_alike_from_a_row(real: Catalog) -> None:
    ahead = [each.id for each in real.therapies if marks.is_ahead(table_row(real, each))]
    assert ahead == [each.id for each in real.therapies if is_ahead_of_evidence(each)]
    assert len(ahead) == 15


def test_a_row_marks_of_a_document_are_those_of_the_page_sources(real: Catalog) -> None:
    for row in matrix(real, real.therapies).rows:
        found = table_row(real, row.therapy)["effects"]
        assert [evidence for _, evidence, _ in found] == [
            cell.mark.evidence.short for cell in row.cells if cell
        ]


def ids(found: dict[tuple[str, str], tuple[marks.Row, ...]]) -> dict[tuple[str, str], list[str]]:
    return {key: [unit["id"] for unit in those] for key, those in found.items()}


def test_a_cell_holds_every_therapy_of_its_row_and_column_once(
    real: Catalog, sample: Catalog
) -> None:
    assert ids(cells(sample, question.USE)) == {
        ("shown", "cornerstone"): ["binders"],
        ("shown", "routine"): ["lithotripsy"],
        ("shown", "not stated"): ["sevelamer"],
        ("hedged", "cornerstone"): ["diet"],
        ("in trials", "under study"): ["vitamin-k"],
    }
    every = [id_ for those in ids(cells(real, question.USE)).values() for id_ in those]
    assert sorted(every) == [each.id for each in real.therapies]
    assert not [those for those in cells(real, question.PLACES).values() if not those]


@pytest.mark.parametrize("asked", [question.USE, question.PLACES])
def test_the_figure_under_the_map_has_the_cells_of_the_chart_in_its_order(
    asked: Question, real: Catalog
) -> None:
    drawn = Answer(real, real.therapies, asked).cells
    shown = map_page.target_levels(real)
    if asked is question.USE:
        levels = map_page.standing_levels(real).values()
        shown = tuple(cell for row in levels for cell in row if cell.units)
    assert [[unit["id"] for unit in cell.units] for cell in shown] == [
        [unit["id"] for unit in cell.units] for cell in drawn
    ]
    flags = ("hollow", "ahead")
    assert [[unit[each] for each in flags] for cell in shown for unit in cell.units] == [
        [unit[each] for each in flags] for cell in drawn for unit in cell.units
    ]


def test_a_cell_under_the_map_names_each_however_many_there_are(real: Catalog) -> None:
    many = replace(
        real,
        therapies=tuple(
            each.model_copy(update={"id": f"{each.id}-{n}"})
            for each in real.therapies
            for n in range(3)
        ),
        claims=tuple(
            each.model_copy(update={"therapy": f"{each.therapy}-{n}"})
            for each in real.claims
            for n in range(3)
        ),
    )
    found = cells(many, question.PLACES)
    assert sum(map(len, found.values())) == 3 * len(real.therapies) > marks.MOST
    assert {unit["number"] for those in found.values() for unit in those} == {1}


def test_on_what_documents_differ_is_said_alike_beside_the_chart_and_on_sources(
    real: Catalog,
) -> None:
    for row in matrix(real, real.therapies).rows:
        assert SEPARATOR.join(table_row(real, row.therapy)["differs"]) == row.apart
