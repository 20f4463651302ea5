"""The engine in the browser and Python say the same of any link."""

import pytest
from playwright.sync_api import Browser

from harness import agreement
from tests.support.filled import filled_catalog
from tests.support.hostile import HOSTILE
from therapies.catalog.catalog import Catalog


def test_browser_and_python_say_the_same_of_two_thousand_links(
    real: Catalog, browser: Browser
) -> None:
    links = agreement.links(real, 2_000, seed=11)
    told = [agreement.answer(real, each) for each in links]
    assert len(set(links)) > 1_800
    assert 400 < sum(bool(ids) for ids, *_ in told) < 1_900
    assert agreement.differences(browser, real, links) == []


@pytest.mark.parametrize("hostile", HOSTILE.values(), ids=HOSTILE)
def test_they_say_the_same_of_a_hostile_table(
    sample: Catalog, browser: Browser, hostile: str
) -> None:
    table = filled_catalog(sample, hostile)
    assert agreement.differences(browser, table, agreement.links(table, 40, seed=12)) == []


def test_a_difference_is_found(
    real: Catalog, browser: Browser, monkeypatch: pytest.MonkeyPatch
) -> None:
    whole = agreement.script()
    wrong = whole.replace("LIMITS.forgiving", "9", 1)
    assert wrong != whole
    monkeypatch.setattr(agreement, "script", lambda: wrong)
    asked = ["?q=sevelamer", "?q=evelamer", "?q=etidronat"]
    found = agreement.differences(browser, real, [f"browse{each}" for each in asked])
    assert [each.link for each in found] == ["browse?q=evelamer"]
