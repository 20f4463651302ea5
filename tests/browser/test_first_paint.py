"""From the first frame on a page is what its link asks for, whatever of the app is there yet."""

import re
from collections.abc import Callable

import pytest
from playwright.sync_api import Page, Route, expect

from harness.browser import NewPage, visit, wait_until_settled
from harness.server import Server

# What each frame shows of the filter, and by how much anything was moved.
_WATCH = """
    window.__shift = 0;
    window.__frames = [];
    new PerformanceObserver((list) => list.getEntries().forEach((each) => {
        if (!each.hadRecentInput) window.__shift += each.value;
    })).observe({ type: "layout-shift", buffered: true });
    const look = () => {
        const seen = (selector) => [...document.querySelectorAll(selector)]
            .filter((each) => each.checkVisibility()).map((each) => each.textContent.trim());
        const isWhole = document.readyState !== "loading"; // before, it may have come in part
        const main = isWhole && document.querySelector("main, [role=main]");
        if (main) window.__frames.push(JSON.stringify(
            [".res", ".chip[aria-pressed=true]", ".find", "tr[data-id] th a"].map(seen)));
        requestAnimationFrame(look);
    };
    requestAnimationFrame(look);
"""
SHIFT = 0.05
"""The largest cumulative layout shift."""

ENGINE = re.compile(r"/data/engine\.js\?")
DATA = re.compile(r"/data/engine\.json\?")
STREAMLIT = re.compile(r"/static/js/")

LINK = "browse?category=mechanical&goal=modify&peek=stenting"
CHIP = ".chip[data-chip='standing=routine']"
SAID = ".res"
FAILED = "The quick filter could not start here"


class Gate:
    """Keeps a page from what it asks for until it is opened."""

    def __init__(self, page: Page, url: re.Pattern[str]) -> None:
        self.held: list[Route] = []
        self.is_open = False
        page.route(url, self._ask)

    def _ask(self, route: Route) -> None:
        if self.is_open:
            route.continue_()
        else:
            self.held.append(route)

    def open(self) -> None:
        self.is_open = True
        for each in self.held:
            each.continue_()


def _frames(page: Page) -> set[str]:
    return set(page.evaluate("window.__frames"))


def _read(page: Page) -> list[str]:
    """Return what can be read of the page."""
    return page.locator("#main, .topbar, .side, .peek").all_inner_texts()


def test_every_frame_of_a_cold_link_is_filtered_and_nothing_moves(
    server: Server, new_page: NewPage
) -> None:
    page = new_page()
    page.add_init_script(_WATCH)
    streamlit, engine = Gate(page, STREAMLIT), Gate(page, ENGINE)
    page.goto(f"{server.url}/{LINK}", wait_until="commit")
    expect(page.locator(SAID)).to_have_text("9 of 47 therapies: mechanical and modify")
    expect(page.locator(".peek h2")).to_have_text("Stenting")
    expect(page.locator("tr[data-id]")).to_have_count(9)
    before = _read(page)
    engine.open()
    page.wait_for_function("() => document.documentElement.dataset.engine === 'on'")
    assert _read(page) == before
    streamlit.open()
    expect(page.locator("#first")).to_have_count(0)
    wait_until_settled(page)
    assert _read(page) == before
    assert len(_frames(page)) == 1, _frames(page)
    assert page.evaluate("window.__shift") < SHIFT


@pytest.mark.parametrize(
    "path", ["", "therapy?id=sevelamer", "compare?id=sevelamer&id=aspirin", "sources"]
)
def test_nothing_moves_while_a_page_loads(server: Server, new_page: NewPage, path: str) -> None:
    page = new_page()
    page.add_init_script(_WATCH)
    visit(page, f"{server.url}/{path}")
    assert len(_frames(page)) == 1, _frames(page)
    assert page.evaluate("window.__shift") < SHIFT


def test_what_is_pressed_before_streamlit_is_there_holds_when_it_comes(
    server: Server, new_page: NewPage
) -> None:
    page = new_page()
    streamlit = Gate(page, STREAMLIT)
    page.goto(f"{server.url}/{LINK}", wait_until="commit")
    page.wait_for_function("() => document.documentElement.dataset.engine === 'on'")
    page.keyboard.press("Escape")
    expect(page.locator(".peek")).to_have_count(0)
    page.locator(CHIP).click()
    expect(page.locator(SAID)).to_contain_text("and place in care routine")
    said = page.locator(SAID).inner_text()
    streamlit.open()
    expect(page.locator("#first")).to_have_count(0)
    wait_until_settled(page)
    expect(page.locator(SAID)).to_have_text(said)
    expect(page.locator(CHIP)).to_be_focused()


def _without(page: Page, url: re.Pattern[str]) -> None:
    page.route(url, lambda route: route.abort())


def _broken(page: Page, url: re.Pattern[str]) -> None:
    """Let painting fail once a filter is set."""

    def breaks(route: Route) -> None:
        answer = route.fetch()
        begin = "function paint(state) {"
        assert begin in answer.text()
        fails = f"{begin} if (state.query.chosen.size) throw new Error('broken');"
        route.fulfill(response=answer, body=answer.text().replace(begin, fails))

    page.route(url, breaks)


@pytest.mark.console_errors("ERR_FAILED|Failed to fetch|broken")
@pytest.mark.parametrize(
    ("harm", "url", "is_said"),
    [
        (_without, ENGINE, True),
        (_without, DATA, True),
        (_broken, ENGINE, False),
    ],
    ids=["no engine", "no data", "an engine that fails"],
)
def test_a_page_works_by_loading_where_the_engine_does_not(
    server: Server,
    new_page: NewPage,
    harm: Callable[[Page, re.Pattern[str]], None],
    url: re.Pattern[str],
    is_said: bool,
) -> None:
    page = new_page()
    harm(page, url)
    page.goto(f"{server.url}/browse")
    note = page.get_by_text(FAILED)

    def loaded(said: str) -> None:
        expect(page.locator(SAID)).to_contain_text(said)
        expect(page.locator("#first")).to_have_count(0)
        expect(page.get_by_role("main")).to_have_count(1)
        expect(note).to_have_count(1)
        if is_said:
            expect(note).to_be_visible()

    loaded("47 of 47")
    for chip in ("standing=routine", "category=mechanical"):
        page.locator(f".chip[data-chip='{chip}']").click()
        loaded(chip.split("=")[1])
    page.locator("input[name=q]").fill("stent")
    if is_said:  # the engine's own search does not wait for Enter
        page.keyboard.press("Enter")
    loaded("matching “stent”")
    page.get_by_role("link", name="Stenting", exact=True).click()
    expect(page.locator(".peek h2")).to_have_text("Stenting")
    assert page.evaluate("location.search") == (
        "?category=mechanical&standing=routine&q=stent&peek=stenting"
    )
