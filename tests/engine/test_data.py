"""What the engine is given: all that its scripts ask for, and nothing that they do not."""

import html
import json
import re

import pytest

from tests.support.by_loop import has
from tests.support.filled import filled_catalog
from tests.support.hostile import HOSTILE
from tests.support.html import Page
from therapies.catalog.catalog import Catalog
from therapies.content import bodies, browsing
from therapies.content.go import Go
from therapies.engine import data, source
from therapies.query.query import FACETS
from therapies.query.view import View
from therapies.site import PAGE

SCRIPTS = source.engine("live") + source.engine("file")
OF_A_FILE = {"title", "base", "turn"}
"""What a file without a network is given beside that; `exports/offline` knows of it."""


def asked(of: str) -> set[str]:
    """The fields that the scripts take `of` something."""
    taken = ",".join(re.findall(rf"const \{{ ([^}}]*) \}} = {of};", SCRIPTS))
    fields = {field.partition(":")[0].strip() for field in taken.split(",") if field}
    return fields | set(re.findall(rf"\b{of}\??\.(\w+)", SCRIPTS))


def test_scripts_find_what_they_ask_for_and_get_nothing_else(sample: Catalog) -> None:
    given = data.contents(sample)
    assert asked("DATA") - OF_A_FILE == set(given)
    assert asked("LIMITS") == set(given["limits"])
    assert asked("WORDS") == set(given["words"])
    assert all(isinstance(limit, int | float) for limit in given["limits"].values())
    for therapy in given["therapies"]:
        assert [key for key in therapy if not re.search(rf"\b{key}\b", SCRIPTS)] == []
    for page in given["pages"].values():
        assert [key for key in page if not re.search(rf"\.{key}\b|\b{key},? ", SCRIPTS)] == []
    assert set(given["pages"]) == set(PAGE)


def test_each_value_has_the_therapies_that_a_plain_loop_finds(real: Catalog) -> None:
    found = {each["key"]: each["values"] for each in data.contents(real)["facets"]}
    assert list(found) == [facet.key for facet in FACETS]
    for key, values in found.items():
        for value, places, _ in values:
            assert places == [
                place for place, each in enumerate(real.therapies) if has(real, each, key, value)
            ]


def test_entries_leave_their_links_to_the_browser(real: Catalog) -> None:
    found = data.entries(real)
    on_map = [entry for level in found["levels"].values() for entry in level]
    for entry in (*on_map, *found["rows"], *found["peeks"]):
        assert [link for link in Page(entry).links if not link.startswith("./claim/")] == []
        assert "data-go=" in entry
    assert [card for card in found["hovers"] if Page(card).links] == []


def test_each_entry_is_that_of_its_therapy(real: Catalog) -> None:
    given, found = data.answers(real), data.entries(real)
    assert [each["id"] for each in given["therapies"]] == [each.id for each in real.therapies]
    for place, therapy in enumerate(real.therapies):
        assert f'data-id="{therapy.id}"' in found["rows"][place]
        assert f'data-id="{therapy.id}"' in found["peeks"][place]
        assert therapy.name in html.unescape(found["hovers"][place])
    screen = bodies.body(Go(View(real)))
    assert set(re.findall('data-level="([^"]*)"', screen)) == set(given["levels"])
    for level, places in given["levels"].items():
        for place, entry in zip(places, found["levels"][level], strict=True):
            assert f'data-id="{real.therapies[place].id}"' in entry


def test_of_a_large_table_the_entries_come_later(
    sample: Catalog, monkeypatch: pytest.MonkeyPatch
) -> None:
    whole = json.loads(data.data(sample))
    monkeypatch.setattr(data, "AT_ONCE", len(sample.therapies) - 1)
    first = json.loads(data.data.__wrapped__(sample))
    assert first.pop("later") is True
    assert first | {"entries": json.loads(data.later(sample))} == whole


def test_ranks_sort_as_the_list_does(real: Catalog) -> None:
    therapies = data.contents(real)["therapies"]
    for sort, key in browsing.SORTS.items():
        ranked = [each["ranks"][sort] for each in therapies]
        keys = [key(each) for each in real.therapies]
        assert [keys.index(each) for each in keys] == [ranked.index(each) for each in ranked]
        assert [key for _, key in sorted(zip(ranked, keys, strict=True))] == sorted(keys)
    first = sorted(therapies, key=lambda each: each["ranks"]["first"])
    assert [each["id"] for each in first] == [each.id for each in browsing.order(real)]


def test_any_text_survives_and_a_table_is_written_once(sample: Catalog) -> None:
    for hostile in HOSTILE.values():
        table = filled_catalog(sample, hostile)
        found = json.loads(data.data(table))
        assert found["therapies"][0]["name"] == f"{hostile} name"
        assert f"{hostile} context 0" in [value for value, *_ in found["facets"][4]["values"]]
    assert data.data(table) is data.data(table)
