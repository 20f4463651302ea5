"""The map: every therapy once under its goal, framed ones as guests, strongest evidence first."""

from urllib.parse import parse_qs, urlsplit

import pytest

from therapies.catalog import Catalog
from therapies.grid import Cell, cells, widths
from therapies.link import read
from therapies.model import Category, Goal
from therapies.query import Query

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
def test_every_therapy_stands_in_exactly_one_unframed_group(real: Catalog, query: Query) -> None:
    stands = sorted(
        (each.id, cell.category.value, cell.goal.value, *group.mark[1:3])
        for cell in flat(real, query)
        for group in cell.groups
        if not group.mark.framed
        for each in group.therapies
    )
    assert stands == sorted(
        (each.id, each.category.value, each.goal.value, each.evidence.value, each.outcome.value)
        for each in query.apply(real)
    )
    assert sum(cell.count for cell in flat(real, query)) == len(query.apply(real))


@pytest.mark.parametrize("query", QUERIES)
def test_framed_therapies_are_guests_and_never_count(real: Catalog, query: Query) -> None:
    guests = sorted(
        (each.id, cell.category.value, cell.goal.value)
        for cell in flat(real, query)
        for group in cell.groups
        if group.mark.framed
        for each in group.therapies
    )
    assert guests == sorted(
        (each.id, each.category.value, goal.value)
        for each in query.apply(real)
        for goal in each.also_framed_as
    )
    for cell in flat(real, query):
        own = [t for t in query.apply(real) if (t.category, t.goal) == (cell.category, cell.goal)]
        assert cell.count == len(own)


def test_guests_stand_under_what_is_said_of_that_goal(real: Catalog) -> None:
    (guests,) = at(real, "mineral metabolism", "reverse").groups
    assert guests.mark == ("reverse", "exploratory", "calcification", True)
    assert [each.id for each in guests.therapies] == ["vitamin-k2"]
    assert at(real, "mineral metabolism", "reverse").count == 0


def test_the_strongest_evidence_comes_first_and_guests_last(real: Catalog) -> None:
    groups = at(real, "risk control", "halt").groups
    assert [
        (mark.evidence.value, mark.outcome.value, mark.framed, len(group.therapies))
        for group in groups
        for mark in [group.mark]
    ] == [
        ("suggested", "calcification", False, 2),
        ("not stated", "calcification", False, 1),
        ("stated", "driver", False, 10),
        ("not stated", "driver", False, 2),
        ("stated", "driver", True, 1),
    ]
    for cell in flat(real, Query()):
        order = [
            (m.framed, m.outcome == "driver", m.evidence.rank, m.outcome.rank)
            for m in (group.mark for group in cell.groups)
        ]
        assert order == sorted(set(order))


def test_rows_and_columns_stand_in_the_order_of_the_vocabularies(sample: Catalog) -> None:
    rows = cells(sample, Query())
    assert list(rows) == list(Category)
    assert [[cell.goal for cell in row] for row in rows.values()] == [list(Goal)] * 4


def test_empty_cells_have_no_groups(sample: Catalog) -> None:
    assert at(sample, "experimental", "halt").groups == ()
    assert at(sample, "experimental", "halt").count == 0
    filled = [cell for cell in flat(sample, Query()) if cell.groups]
    assert [(cell.category.value, cell.goal.value, cell.count) for cell in filled] == [
        ("risk control", "stabilize", 1),
        ("mineral metabolism", "halt", 3),
        ("mineral metabolism", "reverse", 0),
        ("mechanical", "modify", 1),
    ]


@pytest.mark.parametrize("query", QUERIES)
def test_a_cells_link_leads_to_what_it_counts(real: Catalog, query: Query) -> None:
    for cell in flat(real, query):
        found = read(parse_qs(urlsplit(cell.link).query), real)
        if cell.count:
            assert len(found.query.apply(real)) == cell.count
        assert found.problems == ()
        assert cell.link.startswith("./?")


def test_no_query_is_changed_by_the_map(sample: Catalog) -> None:
    query = Query.of({"goal": ["halt"]}, "calcium")
    cells(sample, query)
    assert query == Query.of({"goal": ["halt"]}, "calcium")


@pytest.mark.parametrize("query", [*QUERIES, Query(text="xylophone")])
def test_widths_add_up_to_the_whole(real: Catalog, query: Query) -> None:
    found = widths(cells(real, query).values())
    assert len(found) == 4
    assert sum(found) == pytest.approx(100, abs=0.3)
    assert min(found) >= 10


def test_a_map_of_nothing_is_all_empty(sample: Catalog) -> None:
    found = flat(sample, Query(text="xylophone"))
    assert len(found) == 16
    assert [cell for cell in found if cell.groups or cell.count or cell.lines] == []
    assert widths(()) == ()
