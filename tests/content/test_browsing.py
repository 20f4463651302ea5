"""The table as it is browsed: its order, its pages, its links."""

import dataclasses
import re
from typing import Any

import pytest

from tests.support.html import Page
from therapies.catalog.catalog import Catalog
from therapies.content import render
from therapies.content.browsing import (
    COLUMNS,
    FEW_DOCUMENTS,
    GROUPS,
    SORTS,
    Line,
    group_of,
    line_of,
    order,
    ordered,
    page,
    row_html,
)
from therapies.content.go import Go
from therapies.model import COLUMN, Evidence, Outcome
from therapies.query.query import Query
from therapies.query.view import View

EVERYTHING = Query()


def go(catalog: Catalog, query: Query = EVERYTHING, *own: tuple[str, str]) -> Go:
    return Go(View(catalog, query, "browse", own=own))


def shown(catalog: Catalog, *own: tuple[str, str], query: Query = EVERYTHING) -> dict[str, Any]:
    return page(go(catalog, query, *own))


def lines(values: dict[str, Any]) -> list[Line]:
    return [line for group in values["groups"] for line in group.lines]


def ids(values: dict[str, Any]) -> list[str]:
    return [line.therapy.id for line in lines(values)]


def many(sample: Catalog, number: int) -> Catalog:
    """The sample with this many rows of one therapy, each with an id and a name of its own."""
    one = sample.by_id["diet"]
    copies = [
        one.model_copy(update={"id": f"t{n:04}", "name": f"T{n:04}"}) for n in range(1, number + 1)
    ]
    claims = [c.model_copy(update={"therapy": t.id}) for t in copies for c in sample.claims[1:2]]
    return Catalog(tuple(copies), tuple(claims), sample.sources, "v", sample.date, sample.folder)


def test_every_column_can_be_sorted_by() -> None:
    assert list(SORTS) == ["name", "category", "goal", "evidence", "standing", "acts_on", "kind"]
    assert len({COLUMN[sort].label for sort in SORTS}) == len(SORTS)


@pytest.mark.parametrize(
    ("sort", "ids"),
    [
        ("name", ["diet", "lithotripsy", "binders", "sevelamer", "vitamin-k"]),
        ("-name", ["vitamin-k", "sevelamer", "binders", "lithotripsy", "diet"]),
        ("category", ["diet", "binders", "sevelamer", "vitamin-k", "lithotripsy"]),
        ("evidence", ["binders", "sevelamer", "lithotripsy", "diet", "vitamin-k"]),
        ("-evidence", ["vitamin-k", "diet", "lithotripsy", "binders", "sevelamer"]),
        ("standing", ["diet", "binders", "lithotripsy", "vitamin-k", "sevelamer"]),
        ("acts_on", ["diet", "binders", "sevelamer", "vitamin-k", "lithotripsy"]),
    ],
)
def test_vocabularies_sort_in_their_own_order(sample: Catalog, sort: str, ids: list[str]) -> None:
    assert [each.id for each in ordered(sample.therapies, sort)] == ids


DEFAULT = ["binders", "sevelamer", "lithotripsy", "diet", "vitamin-k"]


@pytest.mark.parametrize("sort", ["", "bogus", "-bogus", "--name", "id", "<script>"])
def test_an_unknown_sort_means_the_strongest_first(sample: Catalog, sort: str) -> None:
    assert [each.id for each in ordered(sample.therapies, sort)] == DEFAULT
    found = shown(sample, ("sort", sort))
    assert ids(found) == DEFAULT
    assert found["sorted_by"] == ""
    assert [each.order for each in found["headings"]] == ["none"] * 5


def test_the_default_order_goes_by_group_then_strength_then_name(real: Catalog) -> None:
    found = order(real)
    places = [
        (group_of(each), each.evidence.rank, each.outcome.rank, each.name.casefold())
        for each in found
    ]
    assert places == sorted(places)
    assert {*found} == {*real.therapies}


@pytest.mark.parametrize(
    ("evidence", "outcome", "group"),
    [
        (Evidence.SHOWN, Outcome.CALCIFICATION, 0),
        (Evidence.EXPLORATORY, Outcome.FLOW, 0),
        (Evidence.SHOWN, Outcome.DRIVER, 1),
        (Evidence.NOT_STATED, Outcome.NOT_APPLICABLE, 2),
        (Evidence.NOT_STATED, Outcome.DRIVER, 2),
    ],
)
def test_a_group_is_what_the_effect_is_on(
    sample: Catalog, evidence: Evidence, outcome: Outcome, group: int
) -> None:
    one = sample.by_id["diet"].model_copy(update={"evidence": evidence, "outcome": outcome})
    assert group_of(one) == group


def test_rows_stand_in_groups_until_another_order_is_chosen(real: Catalog) -> None:
    groups = shown(real)["groups"]
    assert [(each.title, each.headed, each.number) for each in groups] == [
        (GROUPS[0], True, 22),
        (GROUPS[1], True, 15),
        (GROUPS[2], True, 10),
    ]
    assert [{group_of(line.therapy) for line in each.lines} for each in groups] == [{0}, {1}, {2}]
    for other in (shown(real, ("sort", "goal")), shown(real, query=Query(text="calcium"))):
        assert [each.headed for each in other["groups"]] == [False] * 3
        assert [bool(each.lines) for each in other["groups"]] == [True, False, False]


def test_a_group_without_rows_has_no_head(real: Catalog) -> None:
    groups = shown(real, query=Query.of({"goal": ["reverse"]}))["groups"]
    assert [(each.headed, each.number) for each in groups] == [(True, 4), (False, 0), (False, 0)]


def found_by(catalog: Catalog, text: str, sort: str = "") -> list[tuple[str, str]]:
    found = lines(shown(catalog, ("sort", sort), query=Query(text=text)))
    return [(line.therapy.id, line.why) for line in found]


def test_a_search_shows_the_names_own_hits_first_then_the_class_then_the_rest(
    real: Catalog, sample: Catalog
) -> None:
    assert found_by(real, "stent")[0] == ("stenting", "")
    assert found_by(sample, "calcium k2") == [("vitamin-k", "found in: also presented as and name")]
    assert found_by(sample, "binder") == [
        ("binders", ""),
        ("sevelamer", "found as a member of Phosphate binders"),
    ]
    for text in ("vitamin", "phosphate", "calcium"):
        ranks = Query(text=text).ranks(real)
        assert [ranks[id_] for id_, _ in found_by(real, text)] == sorted(ranks.values())


def test_a_chosen_sort_goes_before_the_hits_order(real: Catalog) -> None:
    names = [real.by_id[id_].name.casefold() for id_, _ in found_by(real, "stent", "-name")]
    assert names == sorted(names, reverse=True)
    assert names[-1] != "stenting"


def test_a_row_says_who_names_a_therapy_what_differs_and_for_whom(sample: Catalog) -> None:
    by_id = {line.therapy.id: line for line in lines(shown(sample))}
    assert [tuple(box) for box in by_id["lithotripsy"].boxes] == [
        ("F", "First overview", True),
        ("S", "Second overview", True),
    ]
    assert [box.names for box in by_id["diet"].boxes] == [True, False]
    assert by_id["lithotripsy"].differ == ("evidence", "standing")
    assert by_id["lithotripsy"].passages == 2
    assert by_id["vitamin-k"].contexts == ("kidney disease", "diabetes")


def test_documents_that_begin_alike_are_numbered(sample: Catalog) -> None:
    sources = tuple(each.model_copy(update={"name": "Review"}) for each in sample.sources)
    table = dataclasses.replace(sample, sources=sources)
    assert [box.letter for box in line_of(table, table.therapies[0], go(table)).boxes] == ["1", "2"]


def test_of_many_documents_a_row_has_only_those_that_name_it(sample: Catalog) -> None:
    more = [sample.sources[0].model_copy(update={"id": f"s{n}"}) for n in range(FEW_DOCUMENTS)]
    table = dataclasses.replace(sample, sources=(*sample.sources, *more))
    boxes = line_of(table, table.by_id["diet"], go(table)).boxes
    assert [(box.name, box.names) for box in boxes] == [("First overview", True)]


def test_only_what_is_said_of_the_disease_has_a_heavy_name(sample: Catalog) -> None:
    binders = sample.by_id["binders"]
    weak = binders.model_copy(update={"outcome": Outcome.DRIVER})
    assert line_of(sample, binders, go(sample)).weight == 5
    assert line_of(sample, weak, go(sample)).weight == 0


def test_headings_turn_the_order_round(sample: Catalog) -> None:
    def heading(sort: str) -> tuple[str, str]:
        found = {each.sort: each for each in shown(sample, ("sort", sort))["headings"]}
        return found["goal"].order, found["goal"].target

    assert heading("") == ("none", "?sort=goal&page=")
    assert heading("goal") == ("ascending", "?sort=-goal&page=")
    assert heading("-goal") == ("descending", "?sort=goal&page=")
    turned = shown(sample, ("sort", "goal"))["headings"]
    assert [each.order for each in turned].count("none") == len(COLUMNS) - 1


def test_a_sort_without_a_column_is_named(sample: Catalog) -> None:
    found = shown(sample, ("sort", "-acts_on"))
    assert found["sorted_by"] == COLUMN["acts_on"].label
    assert "Sorted by <span data-sorted>Acts on</span>" in render.html("browse", **found)


@pytest.mark.parametrize(
    ("asked", "density"),
    [("", "lines"), ("names", "names"), ("full", "full"), ("<b>", "lines"), ("Names", "lines")],
)
def test_how_much_a_row_shows_is_a_class_of_the_table(
    sample: Catalog, asked: str, density: str
) -> None:
    html = render.html("browse", **shown(sample, ("rows", asked)))
    assert re.findall(r'<table [^>]*class="([^"]*)"', html) == [f"data browse {density}"]
    assert re.findall(r'data-rows="(\w+)"[^>]* aria-current="true"', html) == [density]
    rows = re.findall(r"<tr .*?</tr>", html, re.DOTALL)
    usual = render.html("browse", **shown(sample))
    assert len([row for row in rows if "data-id" in row]) == 5
    strip = re.compile(r' href="[^"]*"')
    assert [strip.sub("", row) for row in rows] == [
        strip.sub("", row) for row in re.findall(r"<tr .*?</tr>", usual, re.DOTALL)
    ]


def test_a_row_for_the_browser_is_the_row_of_the_page(sample: Catalog) -> None:
    whole = render.html("browse", **shown(sample))
    for therapy in sample.therapies:
        row = row_html(sample, therapy, go(sample))
        assert row.count("<tr") == 1
        assert row in whole


def test_a_row_shows_its_caveat_and_unfolds_its_passages(sample: Catalog) -> None:
    row = row_html(sample, sample.by_id["lithotripsy"], go(sample))
    text = " ".join(Page(row).text.split())
    assert "(has a caveat)" in text
    assert "Leaves the calcium in place." in text
    assert "shown, for blood flow≠ (documents differ)" in text
    assert "FFirst overview, SSecond overview, 2 passages" in text
    assert "has been shown to crack calciumIt cracks calcium before a stent." in text
    assert "Devices, paragraph 1" in text
    assert "(has a caveat)" not in row_html(sample, sample.by_id["diet"], go(sample))


def test_a_row_says_why_it_is_found_only_where_it_is(sample: Catalog) -> None:
    sevelamer = sample.by_id["sevelamer"]
    assert "<small data-why hidden></small>" in row_html(sample, sevelamer, go(sample))
    found = row_html(sample, sevelamer, go(sample, Query(text="binder")))
    assert "<small data-why>found as a member of Phosphate binders</small>" in found


def test_a_row_is_picked_and_selected_as_the_link_says(sample: Catalog) -> None:
    diet, binders = sample.by_id["diet"], sample.by_id["binders"]
    asked = go(sample, Query(), ("id", "diet"), ("peek", "binders"))
    assert 'aria-checked="true"' in row_html(sample, diet, asked)
    assert 'class="c-risk-control"' in row_html(sample, diet, asked)
    assert 'aria-checked="false"' in row_html(sample, binders, asked)
    assert 'class="c-mineral-metabolism selected"' in row_html(sample, binders, asked)


def test_a_sixth_pick_leads_nowhere(real: Catalog) -> None:
    picked = [("id", each.id) for each in real.therapies[:5]]
    sixth = Page(row_html(real, real.therapies[5], go(real, Query(), *picked)))
    box = next(tag for tag in sixth.tags if "data-pick" in tag)
    assert "aria-disabled" in box
    assert "href" not in box


def test_all_that_pass_can_be_compared_where_they_are_few(real: Catalog) -> None:
    reverse = shown(real, query=Query.of({"goal": ["reverse"]}))
    assert "Compare all 4</a>" in render.html("browse", **reverse)
    assert "data-compare-all hidden" in render.html("browse", **shown(real))


def test_a_long_table_has_pages(sample: Catalog) -> None:
    table = many(sample, 125)
    first, last = shown(table), shown(table, ("page", "3"))
    assert len(lines(first)) == 50
    assert first["span"].text == "1 to 50 of 125"
    assert ids(last)[0] == "t0101"
    assert last["span"].text == "101 to 125 of 125"
    every = [id_ for n in "123" for id_ in ids(shown(table, ("page", n)))]
    assert every == [each.id for each in table.therapies]
    assert [each.number for each in last["groups"]] == [125, 0, 0]


@pytest.mark.parametrize(
    ("number", "links"),
    [("1", ["2"]), ("2", ["", "3"]), ("3", ["2"])],
)
def test_pages_lead_to_the_next_and_the_one_before(
    sample: Catalog, number: str, links: list[str]
) -> None:
    html = render.html("browse", **shown(many(sample, 125), ("page", number)))
    (nav,) = re.findall(r"<nav class=\"pages\".*?</nav>", html, re.DOTALL)
    seen = [link for link in re.findall(r"<a [^>]*>", nav) if "hidden" not in link]
    assert [re.findall(r'data-go="\?page=(\d*)"', link) for link in seen] == [[n] for n in links]


def test_one_page_needs_no_links(sample: Catalog) -> None:
    assert re.search(r'<nav class="pages"[^>]* hidden>', render.html("browse", **shown(sample)))


@pytest.mark.parametrize(
    ("number", "current"),
    [
        ("", 1),
        ("0", 1),
        ("-1", 1),
        ("2", 2),
        ("99", 3),
        ("x", 1),
        ("1.5", 1),
        ("²", 1),
        ("9" * 5000, 3),
    ],
)
def test_an_impossible_page_is_the_nearest_one(sample: Catalog, number: str, current: int) -> None:
    found = shown(many(sample, 125), ("page", number))
    assert found["span"].number == current
    assert lines(found)


def test_nothing_left_has_one_empty_page(sample: Catalog) -> None:
    found = shown(sample, ("sort", "goal"), ("page", "7"), query=Query(text="xylophone"))
    assert lines(found) == []
    assert found["span"][:3] == (1, 1, "0 to 0 of 0")
