"""The map: every therapy once under its goal, framed ones as guests, strongest evidence first."""

from urllib.parse import parse_qs, urlsplit

import pytest

from therapies.catalog.catalog import Catalog
from therapies.content.evidence_map import BLOCKS, Cell, cells
from therapies.model import Goal
from therapies.query.link import read
from therapies.query.query import Query

QUERIES = (
    Query(),
    Query.of({"category": ["mineral metabolism", "mechanical"]}),
    Query.of({"goal": ["halt"], "document": ["vascular"]}),
    Query(text="calcium"),
)


def flat(catalog: Catalog, query: Query) -> list[Cell]:
    return [cell for row in cells(catalog, query).values() for cell in row]


def at(catalog: Catalog, category: str, goal: str) -> Cell:
    return next(
        cell
        for cell in flat(catalog, Query())
        if (cell.category.value, cell.goal.value) == (category, goal)
    )


@pytest.mark.parametrize("query", QUERIES)
def test_each_stands_once_under_its_goal_and_framed_ones_are_uncounted_guests(
    real: Catalog, query: Query
) -> None:
    for cell in flat(real, query):
        guests, stand = (
            [each for group in cell.groups if group.mark.framed is way for each in group.therapies]
            for way in (True, False)
        )
        shown = [each for each in query.apply(real) if each.category is cell.category]
        assert {*guests} == {each for each in shown if cell.goal in each.also_framed_as}
        assert {*stand} == {each for each in shown if each.goal is cell.goal}
        assert cell.count == len(stand) == len({*stand})


def test_the_strongest_evidence_comes_first_and_guests_last(real: Catalog) -> None:
    groups = at(real, "risk control", "halt").groups
    assert [
        (mark.evidence.value, mark.outcome.value, mark.framed, len(group.therapies))
        for group in groups
        for mark in [group.mark]
    ] == [
        ("suggested", "calcification", False, 2),
        ("not stated", "not applicable", False, 3),
        ("stated", "driver", False, 10),
        ("stated", "driver", True, 1),
    ]
    for cell in flat(real, Query()):
        order = [
            (m.framed, m.outcome == "driver", m.evidence.rank, m.outcome.rank)
            for m in (group.mark for group in cell.groups)
        ]
        assert order == sorted(set(order))


def test_rows_stand_as_the_screens_blocks_and_columns_as_the_goals(sample: Catalog) -> None:
    rows = cells(sample, Query())
    assert list(rows) == list(BLOCKS)
    assert [[cell.goal for cell in row] for row in rows.values()] == [list(Goal)] * 4


def test_empty_cells_have_no_groups(sample: Catalog) -> None:
    assert at(sample, "experimental", "halt").groups == ()
    assert at(sample, "experimental", "halt").count == 0
    filled = [cell for cell in flat(sample, Query()) if cell.groups]
    assert [(cell.category.value, cell.goal.value, cell.count) for cell in filled] == [
        ("mineral metabolism", "halt", 3),
        ("mineral metabolism", "reverse", 0),
        ("mechanical", "modify", 1),
        ("risk control", "stabilize", 1),
    ]


@pytest.mark.parametrize("query", QUERIES)
def test_a_cells_link_leads_to_what_it_counts(real: Catalog, query: Query) -> None:
    for cell in flat(real, query):
        found = read(parse_qs(urlsplit(cell.link).query), real)
        if cell.count:
            assert len(found.query.apply(real)) == cell.count
        assert found.problems == ()
        assert cell.link.startswith("./?")


def test_a_map_of_nothing_is_all_empty(sample: Catalog) -> None:
    found = flat(sample, Query(text="xylophone"))
    assert len(found) == 16
    assert [cell for cell in found if cell.groups or cell.count] == []
