"""Frames and rows for charts: each therapy once, each vocabulary in its order."""

from therapies.catalog.catalog import Catalog
from therapies.content import marks
from therapies.content.chart_data import (
    standing_rows,
    table_row,
    target_rows,
)
from therapies.content.sources_page import matrix
from therapies.content.takeaways import is_ahead_of_evidence
from therapies.model import Therapy


def ids(found: tuple[Therapy, ...] | int) -> list[str]:
    assert isinstance(found, tuple)
    return [each.id for each in found]


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


def test_standing_rows_hold_every_therapy_once(real: Catalog, sample: Catalog) -> None:
    rows = standing_rows(sample.therapies)
    assert [(place, known, ids(found)) for place, known, found in rows] == [
        ("cornerstone of care", "shown, for calcification", ["binders"]),
        ("cornerstone of care", "hedged, for events", ["diet"]),
        ("routine", "shown, for blood flow", ["lithotripsy"]),
        ("under study", "in trials, for calcification", ["vitamin-k"]),
        ("not stated", "shown, for calcification", ["sevelamer"]),
    ]
    every = [each for _, _, found in standing_rows(real.therapies) for each in ids(found)]
    assert sorted(every) == [each.id for each in real.therapies]


def test_target_rows_leave_out_what_nothing_acts_on(real: Catalog, sample: Catalog) -> None:
    rows = target_rows(sample.therapies)
    assert [(target, ids(found)) for target, found in rows] == [
        ("systemic risk", ["diet"]),
        ("mineral balance", ["binders", "sevelamer"]),
        ("crystal growth", ["vitamin-k"]),
        ("established deposit", ["lithotripsy"]),
    ]
    assert [(target, len(ids(found))) for target, found in target_rows(real.therapies)] == [
        ("systemic risk", 18),
        ("mineral balance", 7),
        ("cell change", 1),
        ("crystal growth", 6),
        ("plaque", 2),
        ("established deposit", 7),
        ("vessel lumen", 4),
        ("clot", 2),
    ]


def test_many_therapies_are_counted_not_named(real: Catalog) -> None:
    many = real.therapies * 3
    assert sum(found for _, _, found in standing_rows(many) if isinstance(found, int)) == 141
    assert target_rows(many)[0] == ("systemic risk", 54)
    assert [row for row in target_rows(many) if not isinstance(row[1], int)] == []
