"""What a page says of its filter: what stands for a word, what is left out, the ways back."""

import pytest

from therapies.catalog.catalog import Catalog
from therapies.content.go import Go
from therapies.content.told import Told, told
from therapies.query.query import Query
from therapies.query.view import View
from therapies.site import PAGES


def said(
    table: Catalog, page: str = "browse", text: str = "", notes: tuple[str, ...] = (), **chosen: str
) -> list[Told]:
    view = View(table, Query.of({key: [each] for key, each in chosen.items()}, text), page)
    return told(view, Go(view), notes)


def test_a_filter_that_finds_something_is_told_nothing_of(real: Catalog) -> None:
    assert said(real) == said(real, category="mechanical", text="calcium") == []


def test_what_is_only_presented_so_is_offered(sample: Catalog) -> None:
    label = "1 more is only presented as this and described as something else."
    found = said(sample, goal="reverse", category="mineral metabolism")
    assert found[0] == Told(
        "also", "", ((label, "?goal=&category=mineral+metabolism&also_framed_as=reverse&page="),)
    )


def test_what_is_searched_instead_and_left_out_is_told_first(real: Catalog) -> None:
    found = said(real, text="sevelamr", notes=("Goal: “cure”", "“colour”"))
    assert [each.kind for each in found] == ["note", "note"]
    assert found[0].text == "The table has no “sevelamr”; showing results for “sevelamer”."
    assert found[1].text == (
        "Left out of this link, as the table does not know it: Goal: “cure”; “colour”."
    )


def test_where_nothing_matches_each_filter_can_be_left_out(sample: Catalog) -> None:
    (ways,) = said(sample, goal="modify", kind="drug")
    assert ways == Told(
        "ways",
        "Try instead:",
        (
            ("Without “Goal”: 2", "?goal=&kind=drug&page="),
            ("Without “Kind”: 1", "?kind=&goal=modify&page="),
        ),
    )


def test_where_that_is_not_enough_all_can_be_reset(sample: Catalog) -> None:
    *_, ways = said(sample, goal="modify", kind="nutrient", text="xylophone")
    all_gone = ("reset them all", "?goal=&kind=&q=&page=")
    assert ways == Told("ways", "Leaving out one filter is not enough:", (all_gone,))


def test_a_word_that_no_document_has_gets_the_nearest_or_is_named(real: Catalog) -> None:
    near, _ = said(real, text="prasugrel")
    assert near.text.startswith("No document names “prasugrel”. The nearest")
    assert near.links == (("Show “Antiplatelet therapies”", "?q=Antiplatelet+therapies&page="),)
    missing, *_ = said(real, text="xylophone zebra")
    assert missing.text == "The table has no “xylophone” and no “zebra”, nor a word like it."


@pytest.mark.parametrize("page", [page.slug for page in PAGES])
def test_that_nothing_matches_is_told_where_the_filter_is_what_shows(
    sample: Catalog, page: str
) -> None:
    info = next(each for each in PAGES if each.slug == page)
    kinds = [each.kind for each in said(sample, page, text="xylophone")]
    assert ("ways" in kinds) is info.has_filters
    assert ("none" in kinds) is (info.has_filters and info.titled)
