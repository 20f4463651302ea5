"""Five presses in 300 ms, again and again: screen, link and session end as one."""

import random

import pytest
from playwright.sync_api import Page

from harness.bursts import burst, open_engine, toggled
from harness.server import Server
from therapies.catalog.catalog import Catalog
from therapies.query.query import Query


@pytest.mark.parametrize("path", ["", "browse"])
def test_bursts_end_with_screen_link_and_session_as_one(
    server: Server, page: Page, real: Catalog, path: str
) -> None:
    open_engine(page, f"{server.url}/{path}")
    dice, query = random.Random(path), Query()
    said = set()
    for _ in range(6):
        query = burst(page, real, query, dice)
        said.add(query)
    assert len(said) > 3
    open_engine(page, page.url)
    assert page.locator("[data-count-passing]").inner_text() == str(len(query.apply(real)))


def test_a_chip_pressed_twice_is_as_it_was() -> None:
    once = toggled(Query(), "goal", "halt")
    assert once.values("goal") == ("halt",)
    assert toggled(once, "goal", "halt") == Query()
    assert toggled(once, "goal", "modify").values("goal") == ("halt", "modify")
