"""Every link and every count of a screen: what the engine makes is what Python makes."""

from typing import Any
from urllib.parse import parse_qs, parse_qsl

import pytest
from playwright.sync_api import Browser

from harness import agreement
from tests.support.filled import filled_catalog
from tests.support.hostile import HOSTILE
from therapies.catalog.catalog import Catalog
from therapies.content import filters
from therapies.content.go import Go
from therapies.engine.data import data
from therapies.query import link
from therapies.query.query import Query
from therapies.site import PAGES

TARGETS = (
    *("", "browse", "therapy?id=statins", "compare?id=statins&id=sevelamer", "sources", "method"),
    *("?", "?peek=statins", "?peek=", "?id=", "?id=sevelamer", "?sort=-goal&page=", "?present=1"),
    *("?goal=", "?goal=halt&goal=modify", "?q=a%26b+%2B", "browse?goal=reverse", "?page=2&q="),
)
"""Links as templates have them: other pages, and the page as it is with other parameters."""

SAID = """([data, links, targets]) => {
    const DATA = JSON.parse(data);
    %s
    return links.map((each) => {
        const state = read(new URL(`file:///page#${each}`));
        const chip = (key) => ([value, count]) =>
            [value, count, address(state, targetOf(state, toggled(state.query, key, value)))];
        return [
            targets.map((target) => address(state, target)),
            targetOf(state, NOTHING_CHOSEN),
            [...countsOf(state.query)].map(([key, counts]) => [key, [...counts].map(chip(key))]),
        ];
    });
}"""

Said = tuple[list[str], str, dict[str, dict[str, tuple[int, list[tuple[str, str]]]]]]


def in_browser(browser: Browser, table: Catalog, links: list[str]) -> list[Said]:
    page = browser.new_page()
    asked = [data(table).decode(), links, list(TARGETS)]
    said: list[Any] = page.evaluate(SAID % agreement.script(), asked)
    page.close()
    return [
        (addresses, reset, {key: {v: (n, params(a)) for v, n, a in chips} for key, chips in counts})
        for addresses, reset, counts in said
    ]


def in_python(table: Catalog, written: str) -> Said:
    slug, _, rest = written.partition("?")
    view = link.read(parse_qs(rest, keep_blank_values=True), table).view(table, slug)
    go = Go(view, "#")
    chips = {
        group.facet.key: {
            each.value: (each.leaves, params(go.address(each.target))) for each in group.options
        }
        for group in filters.groups(view, go)
    }
    return [go.address(each) for each in TARGETS], go.to(Query()), chips


def of_chips(found: Said, expected: Said) -> Said:
    """What was found, of the values that have a chip; the browser counts those without, too."""
    addresses, reset, counts = found
    chips = {key: {v: counts[key][v] for v in values} for key, values in expected[2].items()}
    return addresses, reset, chips


def params(address: str) -> list[tuple[str, str]]:
    """What a link asks for; in which order its parameters stand changes nothing."""
    return sorted(parse_qsl(address.partition("?")[2], keep_blank_values=True))


def test_links_and_counts_are_the_same_in_browser_and_python(
    real: Catalog, browser: Browser
) -> None:
    links = [page.slug for page in PAGES] + agreement.links(real, 300, seed=3)
    said = in_browser(browser, real, links)
    differing = [
        (each, python, browser)
        for each, browser in zip(links, said, strict=True)
        if (python := in_python(real, each)) != of_chips(browser, python)
    ]
    assert differing == []
    counts = [
        count for _, _, chips in said for chip in chips.values() for count, _ in chip.values()
    ]
    assert 0 < counts.count(0) < len(counts)
    assert len({address for addresses, *_ in said for address in addresses}) > 3_000


@pytest.mark.parametrize("hostile", HOSTILE.values(), ids=HOSTILE)
def test_a_hostile_value_is_counted_and_linked_alike(
    sample: Catalog, browser: Browser, hostile: str
) -> None:
    table = filled_catalog(sample, hostile)
    links = agreement.links(table, 10, seed=4)
    expected = [in_python(table, each) for each in links]
    found = in_browser(browser, table, links)
    assert [of_chips(*pair) for pair in zip(found, expected, strict=True)] == expected
