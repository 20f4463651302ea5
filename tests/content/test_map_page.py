"""The map as columns of goals: every therapy where it belongs, and levels the browser can fill."""

import re
from collections import Counter
from collections.abc import Iterator

import pytest

from tests.support.html import Page
from therapies.catalog.catalog import Catalog
from therapies.content import map_page
from therapies.content.evidence_map import BLOCKS, Aim, Block, Column, Level, field, mark
from therapies.content.go import Go
from therapies.content.sentences import splits
from therapies.model import NOT_STATED, Evidence, Goal, Outcome
from therapies.query.link import read
from therapies.query.query import Query
from therapies.query.view import View

QUERIES = [
    Query(),
    Query.of({"context": ["kidney disease"]}),
    Query.of({"category": ["mechanical"], "goal": ["modify"]}),
    Query(text="vitamin"),
    Query(text="xylophone"),
]


def levels(aims: tuple[Aim, ...]) -> Iterator[tuple[Column, Level]]:
    for aim in aims:
        for column in aim.columns:
            for block in column.blocks:
                yield from ((column, level) for level in block.levels)


def _rooms(aims: tuple[Aim, ...]) -> Iterator[Aim | Column | Block]:
    for aim in aims:
        yield aim
        for column in aim.columns:
            yield column
            yield from column.blocks


def go(catalog: Catalog, query: Query) -> Go:
    return Go(View(catalog, query))


@pytest.mark.parametrize("query", QUERIES)
def test_every_therapy_stands_once_under_each_of_its_goals(real: Catalog, query: Query) -> None:
    found = Counter(
        (therapy.id, column.goal)
        for column, level in levels(field(real, query))
        for therapy in level.passing
    )
    passing = query.apply(real)
    assert found == Counter(
        (each.id, goal) for each in passing for goal in (each.goal, *each.also_framed_as)
    )


def test_a_level_holds_what_has_its_mark_and_its_category_by_name(real: Catalog) -> None:
    for aim in field(real, Query()):
        for column in aim.columns:
            for block in column.blocks:
                for level in block.levels:
                    names = [each.name.casefold() for each in level.members]
                    assert names == sorted(names)
                    for each in level.members:
                        assert mark(real, each, aim.goal) == level.mark
                        assert (each.category, each.goal) == (block.category, level.own)


def test_what_is_about_a_risk_factor_has_a_column_of_its_own(real: Catalog) -> None:
    solid, apart = field(real, Query())[0].columns
    assert (solid.apart, apart.apart) == (False, True)
    assert apart.heading == "Said of a risk factor only"
    for column, level in levels(field(real, Query())):
        for each in level.members:
            if each.goal is Goal.HALT is column.goal:
                assert column.apart is (each.outcome is Outcome.DRIVER)
        if column.apart:
            assert level.mark.outcome in (Outcome.DRIVER, Outcome.NOT_APPLICABLE)
            assert level.weight <= 3


def test_blocks_stand_in_their_order_and_the_strongest_level_first(real: Catalog) -> None:
    for aim in field(real, Query()):
        for column in aim.columns:
            places = [BLOCKS.index(block.category) for block in column.blocks]
            assert places == sorted(set(places))
            for block in column.blocks:
                order = [
                    (
                        level.mark.framed,
                        level.mark.evidence is Evidence.NOT_STATED,
                        level.mark.outcome is Outcome.DRIVER,
                        level.mark.evidence.rank,
                    )
                    for level in block.levels
                ]
                assert order == sorted(order)


def test_a_level_says_what_it_is_on_where_its_column_holds_several_outcomes(real: Catalog) -> None:
    told = {
        (column.goal.value, level.mark.evidence.value, level.mark.outcome.value, level.told)
        for column, level in levels(field(real, Query()))
        if level.told
    }
    assert told == {
        ("stabilize", "stated", "plaque", "on plaque"),
        ("stabilize", "stated", "events", "on events"),
        ("stabilize", "stated", "driver", "risk factor only"),
    }
    headings = [column.heading for aim in field(real, Query()) for column in aim.columns]
    assert headings == [
        "Said of calcification itself",
        "Said of a risk factor only",
        "Said of plaque or events",
        "Said of blood flow",
        "Said of calcification itself",
    ]


def test_what_a_table_has_nothing_of_is_named_once(sample: Catalog) -> None:
    missing = {
        aim.goal.value: [each.value for each in aim.missing] for aim in field(sample, Query())
    }
    assert missing == {
        "halt": ["experimental", "mechanical", "risk control"],
        "stabilize": ["mineral metabolism", "experimental", "mechanical"],
        "modify": ["mineral metabolism", "experimental", "risk control"],
        "reverse": ["experimental", "mechanical", "risk control"],
    }
    assert field(sample, Query())[3].columns[0].heading == "Only presented here"


def test_the_link_of_a_level_gives_at_least_its_members(real: Catalog) -> None:
    exact = 0
    for _, level in levels(field(real, Query())):
        params: dict[str, list[str]] = {}
        for pair in level.target.removeprefix("?").split("&"):
            key, value = pair.split("=")
            params.setdefault(key, []).append(value.replace("+", " "))
        link = read(params, real)
        assert link.problems == ()
        found = {each.id for each in link.query.apply(real)}
        assert found >= {each.id for each in level.members}
        exact += found == {each.id for each in level.members}
    assert exact > 15


def test_keys_differ_and_lead_to_the_entries_on_the_page(real: Catalog) -> None:
    keys = [level.key for _, level in levels(field(real, Query()))]
    assert len(keys) == len(set(keys))
    entries = map_page.entries(real, go(real, Query()))
    html = map_page.map_html(real, Query(), go(real, Query()))
    html += map_page.below_map(real, Query(), go(real, Query()))
    assert set(re.findall(r'data-level="([^"]+)"', html)) == set(entries)
    for key, members in entries.items():
        level = html.split(f'data-level="{key}"')[1].split("</ul>")[0]
        assert re.findall(r'<li [^>]*data-id="([^"]+)"', level) == [id_ for id_, _ in members]
        assert all(entry.strip() in level for _, entry in members)


@pytest.mark.parametrize("query", QUERIES)
def test_only_what_passes_is_listed_and_empty_levels_are_hidden(
    real: Catalog, query: Query
) -> None:
    html = map_page.map_html(real, query, go(real, query))
    passing = {each.id for each in query.apply(real)}
    assert set(re.findall(r'<li class="e" data-id="([^"]+)"', html)) == passing
    parts = re.findall(r'data-level="[^"]+"([^>]*)>(.*?)</ul>', html, re.DOTALL)
    assert len(parts) == sum(1 for _ in levels(field(real, query)))
    for attributes, inside in parts:
        assert ("hidden" in attributes) is ("data-id" not in inside)
    assert html.count("data-none") == sum(1 for each in _rooms(field(real, query)) if each.is_empty)


def test_the_counts_leave_out_what_is_only_presented_there(real: Catalog) -> None:
    aims = field(real, Query())
    assert [aim.count for aim in aims] == [29, 5, 9, 4]
    assert [column.count for column in aims[0].columns] == [13, 16]


def test_signs_and_texts_stand_with_the_name(real: Catalog) -> None:
    level = next(
        level for _, level in levels(field(real, Query())) if level.mark.evidence.steps == 5
    )
    for each in level.members:
        page = Page(map_page.entry_html(real, each, level, go(real, Query())))
        text = " ".join(page.text.split())
        assert each.mechanism in text
        assert ("(has a caveat)" in text) is (each.caveat != NOT_STATED)
        assert ("(documents differ)" in text) is bool(splits(real, each.id))


def test_more_than_can_be_named_are_counted_with_a_link(
    real: Catalog, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(map_page, "NAMES_LIMIT", 46)
    html = map_page.map_html(real, Query(), go(real, Query()))
    assert "data-id" not in html
    numbers = re.findall(r'<p class="many"><a [^>]*>Show <span class="num" data-here>(\d+)', html)
    assert list(map(int, numbers)) == [
        len(each.members) for _, each in levels(field(real, Query()))
    ]
    assert map_page.state(real, Query()) == "many whole"


def test_a_few_open_with_their_texts(real: Catalog) -> None:
    assert map_page.state(real, Query.of({"goal": ["reverse"]})) == "few"
    assert map_page.state(real, Query()) == "whole"
    assert map_page.state(real, Query.of({"goal": ["halt"]})) == ""
