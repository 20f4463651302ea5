"""The table as it is browsed: its order, its pages, its links."""

from typing import Any

import pytest

from therapies.browsing import COLUMNS, SORTS, ordered, page
from therapies.catalog import Catalog
from therapies.query import Query


def shown(catalog: Catalog, sort: str = "", number: str = "") -> dict[str, Any]:
    return page(catalog, Query(), (), sort, number)


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
    assert len({column.heading for column in COLUMNS}) == len(COLUMNS)


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


@pytest.mark.parametrize("sort", ["", "bogus", "-bogus", "--name", "id", "<script>"])
def test_an_unknown_sort_means_by_name(sample: Catalog, sort: str) -> None:
    assert [each.id for each in ordered(sample.therapies, sort)] == [
        "diet",
        "lithotripsy",
        "binders",
        "sevelamer",
        "vitamin-k",
    ]
    assert "sort=" not in shown(sample, sort)["clear"]


def test_sorting_leaves_its_input_alone(sample: Catalog) -> None:
    therapies = list(sample.therapies)
    assert ordered(therapies, "-name") != therapies
    assert therapies == list(sample.therapies)
    assert ordered((), "name") == []


def test_lines_hold_what_passes_and_no_more(real: Catalog) -> None:
    lines = page(real, Query.of({"goal": ["reverse"]}), (), "", "")["lines"]
    assert [line.therapy.id for line in lines] == [
        "advanced-drug-delivery-systems",
        "chelating-agents",
        "gene-therapies",
        "nanotechnology-based-drug-delivery-systems",
    ]
    assert len(shown(real)["lines"]) == 47


def lines(catalog: Catalog, text: str, sort: str = "") -> list[tuple[str, str]]:
    found = page(catalog, Query(text=text), (), sort, "")["lines"]
    return [(line.therapy.id, line.why) for line in found]


def test_a_search_shows_the_names_own_hits_first_then_the_class_then_the_rest(
    real: Catalog, sample: Catalog
) -> None:
    assert lines(real, "stent")[0] == ("stenting", "")
    assert lines(sample, "calcium k2") == [("vitamin-k", "found in: framing and name")]
    assert lines(sample, "binder") == [
        ("binders", ""),
        ("sevelamer", "found as a member of Phosphate binders"),
    ]
    for text in ("vitamin", "phosphate", "calcium"):
        ranks = Query(text=text).ranks(real)
        assert [ranks[id_] for id_, _ in lines(real, text)] == sorted(ranks.values())


def test_a_chosen_sort_goes_before_the_hits_order(real: Catalog) -> None:
    names = [real.by_id[id_].name.casefold() for id_, _ in lines(real, "stent", "-name")]
    assert names == sorted(names, reverse=True)
    assert names[-1] != "stenting"


def test_lines_say_who_names_a_therapy_and_what_differs(sample: Catalog) -> None:
    line = next(each for each in shown(sample)["lines"] if each.therapy.id == "lithotripsy")
    assert line.documents == ("first", "second")
    assert line.differ == ("evidence", "standing")
    assert not line.picked


def test_headings_turn_the_order_round(sample: Catalog) -> None:
    headings = {column.sort: (order, link) for column, order, link in shown(sample)["headings"]}
    assert headings["goal"] == ("none", "./browse?sort=goal")
    turned = {c.sort: (order, link) for c, order, link in shown(sample, "goal")["headings"]}
    assert turned["goal"] == ("ascending", "./browse?sort=-goal")
    back = {c.sort: (order, link) for c, order, link in shown(sample, "-goal")["headings"]}
    assert back["goal"] == ("descending", "./browse?sort=goal")
    assert [order for order, _ in turned.values()].count("none") == len(COLUMNS) - 1


def test_a_pick_is_added_and_taken_away(sample: Catalog) -> None:
    picked = (sample.by_id["diet"],)
    found = page(sample, Query.of({"goal": ["halt", "stabilize"]}), picked, "", "")
    links = {line.therapy.id: (line.picked, line.pick) for line in found["lines"]}
    state = "goal=halt&goal=stabilize&page=1"
    assert links["diet"] == (True, f"./browse?{state}")
    assert links["binders"] == (False, f"./browse?id=diet&id=binders&{state}")
    assert found["compare"] == "./compare?id=diet&goal=halt&goal=stabilize"
    assert found["clear"] == "./browse?goal=halt&goal=stabilize"


def test_a_long_table_has_pages(sample: Catalog) -> None:
    table = many(sample, 250)
    first, last = shown(table), shown(table, number="3")
    assert [n for n, _ in first["pages"]] == [1, 2, 3]
    assert len(first["lines"]) == 100
    assert [line.therapy.id for line in last["lines"]][0] == "t0201"
    assert len(last["lines"]) == 50
    every = [ln.therapy.id for n in "123" for ln in shown(table, number=n)["lines"]]
    assert every == [each.id for each in table.therapies]


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
    found = shown(many(sample, 250), number=number)
    assert found["page"] == current
    assert found["lines"]


def test_nothing_left_has_one_empty_page(sample: Catalog) -> None:
    found = page(sample, Query(text="xylophone"), (), "goal", "7")
    assert found["lines"] == []
    assert [n for n, _ in found["pages"]] == [1]
