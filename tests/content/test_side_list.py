"""The list beside a page: its order, what a link of it does, what the filter hides."""

from itertools import pairwise

import pytest

from therapies.catalog.catalog import Catalog
from therapies.content import side_list
from therapies.content.evidence_map import BLOCKS
from therapies.content.go import Go
from therapies.content.side_list import (
    Entry,
    Group,
    in_order,
    named,
    open_list,
    pick_list,
    toggled,
)
from therapies.model import Category, Outcome, about
from therapies.query.query import Query
from therapies.query.view import View
from therapies.site import MOST_COMPARED

HALT = Query.of({"goal": ["halt"]})


def entries(groups: list[Group]) -> dict[str, Entry]:
    return {entry.therapy.id: entry for group in groups for entry in group.entries}


def test_every_category_has_its_place() -> None:
    assert sorted(BLOCKS) == sorted(Category)


def test_the_strongest_words_come_first_and_risk_factors_last(real: Catalog) -> None:
    for one, other in pairwise(in_order(real.therapies)):
        if one.category is other.category:
            outcomes = [about(each.evidence, each.outcome) for each in (one, other)]
            driver = tuple(outcome is Outcome.DRIVER for outcome in outcomes)
            assert driver != (True, False)
            assert driver[0] != driver[1] or one.evidence.rank <= other.evidence.rank
        else:
            assert BLOCKS.index(one.category) < BLOCKS.index(other.category)
    assert sorted(each.id for each in in_order(real.therapies)) == list(real.by_id)


def test_what_does_not_pass_is_left_out_but_not_what_is_open(sample: Catalog) -> None:
    found = open_list(sample, HALT, sample.by_id["diet"])
    shown = entries(found["groups"])
    assert {*shown} == {"binders", "sevelamer", "vitamin-k", "diet"}
    assert (found["passing"], found["total"], found["left"]) == (3, 5, 0)
    assert [id_ for id_, entry in shown.items() if entry.chosen] == ["diet"]


def test_of_a_long_list_stands_what_is_near_the_chosen(
    real: Catalog, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(side_list, "MOST_LISTED", 4)
    order = [each.id for each in in_order(real.therapies)]
    for place, first in ((0, 0), (20, 18), (46, 43)):
        found = open_list(real, Query(), real.by_id[order[place]])
        assert [*entries(found["groups"])] == order[first : first + 4]
        assert found["left"] == 43
    assert [*entries(pick_list(real, Query(), ())["groups"])] == order[:4]


def test_a_link_opens_its_therapy(sample: Catalog) -> None:
    for id_, entry in entries(open_list(sample, HALT, None)["groups"]).items():
        assert entry.target == f"therapy?id={id_}"


def test_a_link_picks_or_drops_its_therapy(sample: Catalog) -> None:
    picked = [sample.by_id["binders"], sample.by_id["lithotripsy"]]
    found = pick_list(sample, HALT, picked)
    assert found["picks"] == 2
    shown = entries(found["groups"])
    assert shown["binders"].target == "?id=lithotripsy"
    assert shown["sevelamer"].target == "?id=binders&id=lithotripsy&id=sevelamer"
    assert shown["lithotripsy"].chosen
    assert "diet" not in shown


def test_five_are_the_most(real: Catalog) -> None:
    picked = real.therapies[:MOST_COMPARED]
    for entry in entries(pick_list(real, Query(), picked)["groups"]).values():
        assert entry.chosen == (entry.therapy in picked) == bool(entry.target)


@pytest.mark.parametrize(
    ("ids", "id_", "target"),
    [
        ((), "a", "?id=a"),
        (("a",), "a", "?id="),
        (("a", "b"), "a", "?id=b"),
        (("a",), "&", "?id=a&id=%26"),
    ],
)
def test_a_pick_is_turned(ids: tuple[str, ...], id_: str, target: str) -> None:
    assert toggled(ids, id_) == target


def test_the_whole_list_is_a_link_away(sample: Catalog) -> None:
    view = View(sample, Query.of({"goal": ["halt"]}, "diet"), "compare", ("binders",))
    everything = open_list(sample, HALT, None)["everything"]
    assert Go(view).address(everything) == "./compare?id=binders"
    assert Go(view).address(named(())) == "./compare?goal=halt&q=diet"
