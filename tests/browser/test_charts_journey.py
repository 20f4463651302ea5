"""Charts as a person uses them: a chart in its place, names by a press, a filter, a question."""

from urllib.parse import parse_qs, urlsplit

import pytest
from playwright.sync_api import Page, expect

from harness.browser import show_as, turn, wait_until_settled
from harness.server import Server
from therapies.catalog.catalog import Catalog
from therapies.presenting.talk import decode

CHART = "[data-testid=stVegaLiteChart] svg"


def test_a_press_gives_names_a_filter_keeps_the_chart_and_no_script_needs_eval(
    page: Page, server: Server
) -> None:
    show_as(page)
    turn(page, f"{server.url}/charts?ask=standing")
    chart = page.locator(CHART)
    expect(chart).to_have_count(1)
    mark = chart.locator("g.mark-symbol path").first
    mark.click(force=True)
    names = page.locator(".held")
    expect(names).to_contain_text("Non-calcium-based phosphate binders")
    expect(names.get_by_role("link", name="Filter by these")).to_be_visible()
    expect(names.get_by_role("link", name="Compare")).to_be_visible()
    chart.evaluate("element => { element.dataset.kept = 'yes'; }")
    page.get_by_role("button", name="Mineral metabolism").click()
    expect(page.locator(".vc.asked .find")).to_contain_text("Phosphate binders")
    wait_until_settled(page)
    assert chart.get_attribute("data-kept") == "yes", "the view was drawn anew"


def test_a_question_of_ones_own_is_asked_and_refused_by_keyboard_alone(
    page: Page, server: Server
) -> None:
    show_as(page)
    turn(page, f"{server.url}/charts?rows=goal&columns=kind")
    columns = page.get_by_role("group", name="Columns")
    columns.get_by_role("button", name="For whom or when").focus()
    page.keyboard.press("Enter")
    expect(page.get_by_text("For whom or when has 15 values: take it as rows.")).to_be_visible()
    assert "columns=context" in page.url
    page.get_by_role("button", name="Place in care", exact=True).nth(1).focus()
    page.keyboard.press("Enter")
    expect(page.locator(".cells thead")).to_contain_text("cornerstone")
    link = page.locator(".cells .num a").first
    link.focus()
    page.keyboard.press("Enter")
    expect(page.locator("[data-sentence]")).to_contain_text("of 47 therapies:")
    wait_until_settled(page)


def test_the_table_filters_compares_and_adds_to_the_talk_by_keyboard_alone(
    page: Page, server: Server, real: Catalog
) -> None:
    show_as(page)
    turn(page, f"{server.url}/charts?ask=targets&goal=stabilize")
    region = page.get_by_role("region", name="The chart as a table")
    region.focus()
    reach(page, "Add to talk: clot")
    page.keyboard.press("Enter")
    expect(page.locator("[data-say]")).to_contain_text("Added as slide 1")
    asked = parse_qs(urlsplit(page.url).query)
    (step,) = decode(asked.pop("talk")[0], real)[0].steps
    assert asked == {"ask": ["targets"], "goal": ["stabilize"]}, "the page itself stays as it is"
    assert dict(step.query.to_params()) == {"goal": "stabilize", "acts_on": "clot"}
    assert (step.chart, dict(step.own)) == ("chart", {"ask": "targets"})
    reach(page, "Compare clot", back=True)
    page.keyboard.press("Enter")
    expect(page.locator("table.compare thead th")).to_have_count(2)
    page.go_back()
    wait_until_settled(page)
    region.focus()
    reach(page, "2 therapies: filter by clot")
    page.keyboard.press("Enter")
    expect(page.locator("[data-sentence]")).to_contain_text("of 47 therapies: ")
    expect(page.get_by_role("rowheader")).to_have_text(["clot"])
    wait_until_settled(page)


def reach(page: Page, name: str, back: bool = False) -> None:
    """Press Tab until what has the name has the focus; nothing on the way may trap it."""
    for _ in range(80):
        page.keyboard.press("Shift+Tab" if back else "Tab")
        if page.evaluate("document.activeElement.textContent.trim()") == name:
            return
    raise AssertionError(f"Tab never reaches “{name}”")


@pytest.mark.parametrize("slug", ["", "sources"])
def test_no_other_page_loads_what_draws_charts(page: Page, server: Server, slug: str) -> None:
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    page.goto(f"{server.url}/{slug}", wait_until="commit")
    page.wait_for_function("() => document.querySelector('.vc.app')")
    wait_until_settled(page)
    assert len(asked) > 20
    assert [each for each in asked if "vega" in each.lower()] == []
