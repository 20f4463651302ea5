"""Bursts of presses on the chips; at the end of each screen, link and session must be one."""

import random
from contextlib import suppress
from typing import Any
from urllib.parse import urlencode

from playwright.sync_api import Page, TimeoutError

from therapies.catalog.catalog import Catalog
from therapies.query.query import FACETS, Query

PRESSES, WITHIN = 5, 300
"""How many presses a burst has, and in how many milliseconds."""

# Presses what can be pressed at that moment, and tells what it was.
_PRESS = """(presses) => Promise.all(presses.map(([time, share]) => new Promise((done) => {
    setTimeout(() => {
        const chips = [...document.querySelectorAll(".vc a.chip[data-chip]")]
            .filter((each) => each.ariaDisabled !== "true" && each.checkVisibility());
        const chip = chips[Math.floor(share * chips.length)];
        chip.click();
        done(chip.dataset.chip);
    }, time);
})))"""

_STATE = """() => {
    const texts = (selector) => [...document.querySelectorAll(selector)];
    return {
        link: location.search.slice(1),
        count: document.querySelector("[data-count-passing]").textContent.trim(),
        pressed: texts(".vc a.chip[aria-pressed=true]").map((each) => each.dataset.chip).sort(),
        session: document.querySelector(".vc.app").dataset.served,
    };
}"""


def open_engine(page: Page, url: str) -> None:
    """Load a page and wait until the browser answers in it."""
    page.goto(url)
    page.wait_for_function("() => document.documentElement.dataset.engine === 'on'")


def burst(page: Page, table: Catalog, before: Query, dice: random.Random) -> Query:
    """Press some chips quickly; return the query that then holds.

    Screen and link must say it at once, the session soon: AssertionError where one does not.
    """
    presses = [[dice.random() * WITHIN, dice.random()] for _ in range(PRESSES)]
    pressed = page.evaluate(_PRESS, sorted(presses))
    query = before
    for chip in pressed:
        query = toggled(query, *chip.split("=", 1))
    expected = _expected(table, query)
    state = page.evaluate(_STATE)
    assert state == {**expected, "session": state["session"]}, f"after {pressed}"
    with suppress(TimeoutError):
        page.wait_for_function(
            "(link) => document.querySelector('.vc.app').dataset.served === link",
            arg=expected["link"],
        )
    assert page.evaluate(_STATE) == expected, f"after {pressed}"
    return query


def toggled(query: Query, key: str, value: str) -> Query:
    """Return the query with a value chosen, or not any more."""
    return query.with_values(**{key: sorted({*query.values(key)} ^ {value})})


def _expected(table: Catalog, query: Query) -> dict[str, Any]:
    link = urlencode(query.to_params())
    pressed = sorted(
        f"{facet.key}={value}" for facet in FACETS for value in query.values(facet.key)
    )
    count = str(len(query.apply(table)))
    return {"link": link, "count": count, "pressed": pressed, "session": link}
