"""The filters as chips: each value once, with what a press of it would leave."""

import re
from collections.abc import Iterator
from urllib.parse import parse_qs

import pytest

from tests.support.by_loop import by_loop
from tests.support.html import Page
from therapies.catalog.catalog import Catalog
from therapies.content import render
from therapies.content.filters import FIRST, MANY, Group, Option, groups, in_order
from therapies.content.go import Go
from therapies.content.screen import frame
from therapies.query.link import read
from therapies.query.query import FACET, FACETS, Query, options
from therapies.query.view import View

CHOICES: tuple[dict[str, list[str]], ...] = (
    {},
    {"goal": ["halt"]},
    {"goal": ["halt", "reverse"], "context": ["kidney disease"]},
    {"category": ["mechanical"], "goal": ["halt"], "kind": ["drug"]},
)


def shown(table: Catalog, query: Query) -> tuple[Go, list[Group]]:
    view = View(table, query, "browse", own=(("sort", "name"), ("page", "2")))
    return Go(view), list(groups(view, Go(view)))


def chips(table: Catalog, query: Query) -> Iterator[tuple[str, Option]]:
    _, found = shown(table, query)
    yield from ((group.facet.key, each) for group in found for each in group.options)


def test_every_filter_has_all_its_values_once_and_the_first_are_in_sight(real: Catalog) -> None:
    _, found = shown(real, Query())
    assert [group.facet.key for group in found][: len(FIRST)] == [*FIRST]
    assert {group.facet for group in found} == {*FACETS}
    assert [group.more for group in found] == [False] * len(FIRST) + [True] * 3
    for group in found:
        values = [each.value for each in group.options]
        counts = Query().counts(real, group.facet.key)
        assert sorted(values) == sorted(v for v in options(real, group.facet.key) if counts[v])
        assert group.first == (MANY if group.facet.key == "context" else len(values))


def test_for_whom_goes_by_how_many_and_others_by_rank(real: Catalog) -> None:
    view = View(real)
    counts = Query().counts(real, "context")
    numbers = [counts[each] for each in in_order(view, FACET["context"])]
    assert numbers == sorted(numbers, reverse=True)
    assert in_order(view, FACET["evidence"]) == options(real, "evidence")
    unused = View(real, Query.of({"outcome": ["not applicable"]}))
    assert "not applicable" in in_order(unused, FACET["outcome"])
    assert "not applicable" not in in_order(view, FACET["outcome"])


@pytest.mark.parametrize("chosen", CHOICES)
def test_a_count_is_what_a_plain_loop_finds(real: Catalog, chosen: dict[str, list[str]]) -> None:
    for key, each in chips(real, Query.of(chosen)):
        assert each.leaves == len(by_loop(real, {**chosen, key: [each.value]})), each
        assert each.chosen is (each.value in chosen.get(key, []))
        assert each.dead is (each.leaves == 0 and not each.chosen)


@pytest.mark.parametrize("chosen", CHOICES)
def test_a_press_chooses_the_value_or_no_longer(
    real: Catalog, chosen: dict[str, list[str]]
) -> None:
    query = Query.of(chosen, "calcium")
    go, _ = shown(real, query)
    for key, each in chips(real, query):
        asked = parse_qs(go.address(each.target).partition("?")[2])
        held = {*query.values(key)} ^ {each.value}
        assert read(asked, real).query == query.with_values(**{key: [*held]})
        assert asked["sort"] == ["name"]
        assert "page" not in asked


def test_a_chip_says_what_it_is_with_its_count_and_a_dead_one_leads_nowhere(real: Catalog) -> None:
    view = View(real, Query.of({"goal": ["reverse"], "context": ["kidney disease"]}), "browse")
    html = render.html("filters", side="", **frame(view, Go(view)))
    found = {each.value: each for _, each in chips(real, view.query)}
    assert found["shown"].label == "shown"
    assert found["reverse"].label == "Reverse"
    for key, each in chips(real, view.query):
        (chip,) = [part for part in html.split("<a ") if f'data-chip="{key}={each.value}"' in part]
        text = " ".join(Page(f"<a {chip}").text.split())
        assert f"{each.label} {each.leaves}" in text
        assert f'aria-pressed="{"true" if each.chosen else "false"}"' in chip
        assert ('aria-disabled="true"' in chip) is each.dead
        assert ("href=" in chip) is not each.dead


def test_what_is_chosen_out_of_sight_is_opened(real: Catalog) -> None:
    rare = in_order(View(real), FACET["context"])[-1]
    for chosen, opened in (("context", ["", " open"]), ("kind", [" more", " open"])):
        query = Query.of({chosen: [rare if chosen == "context" else "drug"]})
        view = View(real, query, "browse")
        html = render.html("filters", side="", **frame(view, Go(view)))
        found = re.findall(r'<details class="rest( more)?"( open)?>', html)
        assert [[*each] for each in found if each[1]] == [opened]
        assert len(found) == 2
