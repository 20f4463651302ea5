"""What is picked to compare, and the links that pick."""

import re

import pytest

from tests.support.html import Page
from therapies.catalog.catalog import Catalog
from therapies.content import render
from therapies.content.go import Go
from therapies.content.tray import all_compared, contents, toggled
from therapies.query.query import Query
from therapies.query.view import View

EVERYTHING = Query()


def go(catalog: Catalog, *picked: str, page: str = "browse", query: Query = EVERYTHING) -> Go:
    return Go(View(catalog, query, page, own=tuple(("id", each) for each in picked)))


def test_a_pick_is_added_and_taken_away(sample: Catalog) -> None:
    query = Query.of({"goal": ["halt"]})
    assert toggled(go(sample, query=query), "diet") == "./browse?goal=halt&id=diet"
    two = go(sample, "diet", "binders")
    assert toggled(two, "sevelamer") == "./browse?id=diet&id=binders&id=sevelamer"
    assert toggled(two, "diet") == "./browse?id=binders"
    assert toggled(go(sample, "diet", page="overview"), "diet") == "./"


def test_five_can_be_picked_and_each_of_them_taken_away(real: Catalog) -> None:
    ids = [each.id for each in real.therapies[:5]]
    full = go(real, *ids)
    assert toggled(full, real.therapies[5].id) == ""
    assert toggled(full, ids[4]) == toggled(go(real, *ids[:3]), ids[3])


def test_a_page_without_picks_leads_to_the_comparison(sample: Catalog) -> None:
    assert toggled(go(sample, page="sources"), "diet") == "./compare?id=diet"


@pytest.mark.parametrize(
    ("goal", "target"),
    [
        ("modify", ""),
        ("halt", "compare?id=binders&id=sevelamer&id=vitamin-k"),
    ],
)
def test_two_to_five_that_pass_can_be_compared_at_once(
    sample: Catalog, goal: str, target: str
) -> None:
    assert all_compared(go(sample, query=Query.of({"goal": [goal]})).view) == target


def test_what_is_picked_already_is_no_other_comparison(sample: Catalog) -> None:
    halting = Query.of({"goal": ["halt"]})
    picked = go(sample, "binders", "sevelamer", "vitamin-k", query=halting)
    assert all_compared(picked.view) == ""


def seen(go: Go) -> str:
    """The text of the tray that is not hidden."""
    html = render.html("tray", **contents(go))
    html = re.sub(r"<template.*?</template>", "", html, flags=re.DOTALL)
    return " ".join(
        Page(re.sub(r"<(\w+)[^>]* hidden>.*?</\1>", "", html, flags=re.DOTALL)).text.split()
    )


def test_the_tray_names_what_is_picked_and_what_comes_next(real: Catalog) -> None:
    ids = ["sevelamer", "statins", "aspirin", "magnesium", "vitamin-d"]
    assert seen(go(real)) == ""
    assert "one more to compare it with" in seen(go(real, *ids[:1]))
    assert "Compare 1" not in seen(go(real, *ids[:1]))
    three = seen(go(real, *ids[:3]))
    assert "Sevelamer✕Statins✕Aspirin✕" in three
    assert "Compare 3" in three
    assert "at most" not in three
    assert "at most 5, remove one to add another" in seen(go(real, *ids))


def test_what_is_worth_adding_is_offered_until_all_are_picked(real: Catalog) -> None:
    ids = ["sevelamer", "statins", "aspirin", "magnesium", "vitamin-d"]
    assert "Worth adding: + Non-calcium-based phosphate binders + Lanthanum carbonate" in seen(
        go(real, "sevelamer")
    )
    assert "Worth adding" not in seen(go(real, *ids))


def test_the_way_to_all_that_pass_stands_beside_the_picks(real: Catalog) -> None:
    reverse = Query.of({"goal": ["reverse"]})
    assert "Compare all 4" in seen(go(real, "statins", query=reverse))
    assert "Compare all" not in seen(go(real, "statins"))


def test_the_browser_has_an_item_to_clone(sample: Catalog) -> None:
    html = render.html("tray", **contents(go(sample, "diet")))
    (model,) = re.findall(r"<template data-tray-item>\s*(.*?)\s*</template>", html, re.DOTALL)
    (item,) = re.findall(r"<ul data-tray-items [^>]*>\s*(.*?)\s*</ul>", html, re.DOTALL)
    assert Page(model).tags == [
        tuple(name for name in tag if name != "href") for tag in Page(item).tags
    ]


def test_a_hostile_name_stays_text(sample: Catalog) -> None:
    name = "<img src=x onerror=1>"
    therapies = tuple(each.model_copy(update={"name": name}) for each in sample.therapies)
    table = Catalog(therapies, sample.claims, sample.sources, "v", sample.date, sample.folder)
    page = Page(render.html("tray", **contents(go(table, "diet"))))
    assert "img" not in {tag for tag, *_ in page.tags}
    assert name in page.text
