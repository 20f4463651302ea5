"""Walking through what is presented: places in the link, what comes before and after."""

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from therapies import walk
from therapies.catalog import Catalog
from therapies.exports.view import View
from therapies.walk import LAST, Place


def around(catalog: Catalog, asked: str, page: str = "overview") -> dict[str, Any]:
    stops = walk.own_stops(View(catalog, page=page))
    return walk.around(
        catalog,
        [each.screen.title for each in stops],
        stops.__getitem__,
        walk.place(asked),
        lambda **other: f"?slide={other['slide']}",
        "./",
    )


@pytest.mark.parametrize(
    ("asked", "place"),
    [
        ("", Place(1, 1)),
        ("3", Place(3, 1)),
        ("3.2", Place(3, 2)),
        ("0", Place(1, 1)),
        ("-1", Place(1, 1)),
        ("3.", Place(1, 1)),
        ("٣", Place(1, 1)),
        ("1e9", Place(1, 1)),
        ("9" * 10_000, Place(1, 1)),
    ],
)
def test_a_place_is_read_from_the_link_and_nonsense_is_the_first(asked: str, place: Place) -> None:
    assert walk.place(asked) == place


@given(st.integers(1, 999), st.integers(1, 999))
def test_a_place_is_read_as_it_was_written(stop: int, part: int) -> None:
    assert walk.place(str(Place(stop, part))) == Place(stop, part)


def test_the_first_slide_has_nothing_before_it(real: Catalog) -> None:
    found = around(real, "1")
    assert (found["counter"], found["before"], found["after"]) == ("1 of 3", "", "?slide=2")
    assert found["next_title"] == "Where use runs ahead of evidence"


def test_the_last_slide_has_nothing_after_it(real: Catalog) -> None:
    found = around(real, "3")
    assert (found["counter"], found["after"], found["next_title"]) == ("3 of 3", "", "")
    assert found["before"] == f"?slide=2.{LAST}"


def test_a_slide_beyond_the_end_is_the_last_and_its_parts_are_clamped(real: Catalog) -> None:
    assert around(real, "99")["counter"] == "3 of 3"
    parts = int(around(real, "1", "browse")["counter"].split(" of ")[1])
    assert around(real, f"1.{LAST}", "browse")["counter"] == f"{parts} of {parts}"


def test_every_slide_is_reached_by_going_on_and_back_the_same_way(real: Catalog) -> None:
    for page in ("overview", "browse", "sources", "method"):
        there, asked = [], "1"
        while asked:
            found = around(real, asked, page)
            there.append(found["counter"])
            asked = found["after"].removeprefix("?slide=")
        back, asked = [], str(Place(LAST, LAST))
        while asked:
            found = around(real, asked, page)
            back.append(found["counter"])
            asked = found["before"].removeprefix("?slide=")
        assert back[::-1] == there
        assert len(set(there)) == len(there)


def test_receipts_are_those_of_the_names_on_the_slide(real: Catalog) -> None:
    found = around(real, "1.2", "browse")
    names = [row[0].text for row in found["values"]["rows"]]
    assert [each.name for each in found["receipts_of"]] == names
