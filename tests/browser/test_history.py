"""Each change of a reader is one step of the browser's history, in a real Chromium."""

from collections.abc import Callable, Sequence
from typing import Literal

from playwright.sync_api import Locator, Page, TimeoutError, expect

from harness.browser import NewPage, visit, wait_until_settled
from harness.server import Server
from therapies.catalog.catalog import Catalog
from therapies.model import Goal
from therapies.query.query import Query

VIEW = """() => [location.pathname + location.search, ...[...document.querySelectorAll(
    "#main, .chip[aria-pressed=true], .peek, .tray, .qz-top")].map((each) => [...each.childNodes]
    .filter((part) => !part.matches?.("[data-once]")).map((part) => part.innerText ?? "").join("")
    .replace("Undo", ""))].join("\\n").replace(/\\s+/g, "")"""
"""All that can be read of what the link holds; whether there is a way back is no part of it."""

DIFFERS = "[data-differences][aria-pressed=true]"
Role = Literal["button", "link", "checkbox"]

SENTENCE = ".res"


def _address(page: Page) -> str:
    found: str = page.evaluate("location.pathname + location.search")
    return found


def _length(page: Page) -> int:
    found: int = page.evaluate("history.length")
    return found


def _view(page: Page) -> str:
    found: str = page.evaluate(f"({VIEW})()")
    return found


def _expect_view(page: Page, view: str) -> None:
    """Wait until the page reads as `view`, at its address."""
    try:
        page.wait_for_function(f"view => ({VIEW})() === view", arg=view)
    except TimeoutError:
        assert _view(page) == view


def _at(page: Page, address: str) -> None:
    """Wait until the page stands at `address` and has stopped changing."""
    page.wait_for_function("each => location.pathname + location.search === each", arg=address)
    wait_until_settled(page)


def _expect_filter(page: Page, catalog: Catalog, goals: Sequence[Goal]) -> None:
    """Expect that the address, the chips and the sentence all hold `goals`."""
    query = Query.of({"goal": [goal.value for goal in goals]}, "")
    said = query.sentence(catalog).partition(" ")[2] if goals else f"of {len(catalog.therapies)}"
    _at(page, query.link().removeprefix("."))
    expect(page.locator(SENTENCE)).to_contain_text(f"{len(query.apply(catalog))} {said}")
    pressed = page.locator("[data-facet=goal] .chip[aria-pressed=true]")
    expect(pressed).to_contain_text([goal.heading for goal in goals])
    expect(pressed).to_have_count(len(goals))


def _search(page: Page, text: str) -> None:
    page.get_by_role("combobox", name="Search").press_sequentially(text)
    page.keyboard.press("Escape")


def _answer(page: Page, *keys: str) -> None:
    for key in keys:
        page.keyboard.press(key)


def _click(page: Page, role: Role, name: str) -> None:
    page.get_by_role(role, name=name, exact=True).first.click()


def test_three_quick_chips_are_three_steps_back_and_forward_and_undo_takes_one_back(
    server: Server, new_page: NewPage, real: Catalog
) -> None:
    page = new_page()
    chosen = list(Goal)[:3]
    visit(page, server.url)
    start = _length(page)
    for goal in chosen:
        page.locator(f".chip[data-chip='goal={goal.value}']").click()
    _expect_filter(page, real, chosen)
    assert _length(page) == start + 3
    for count in (2, 1, 0):
        page.go_back()
        _expect_filter(page, real, chosen[:count])
    for count in (1, 2):
        page.go_forward()
        _expect_filter(page, real, chosen[:count])
    page.reload()
    _expect_filter(page, real, chosen[:2])
    page.locator(f".chip[data-chip='goal={chosen[2].value}']").click()
    _expect_filter(page, real, chosen)
    _click(page, "button", "Undo")
    _expect_filter(page, real, chosen[:2])
    page.evaluate("history.go(-4)")
    _expect_filter(page, real, [])
    page.go_back()
    assert page.url == "about:blank"


def test_every_change_on_every_page_is_one_step_that_back_undoes_and_forward_redoes(
    server: Server, new_page: NewPage, real: Catalog
) -> None:
    page = new_page()
    first, second, third = real.therapies[:3]
    sentence, heads = page.locator(SENTENCE), page.locator("table.compare thead th")
    asked, peek, tray = page.locator(".qz-trail"), page.locator(".peek h2"), page.locator(".tray")
    here = page.locator(".topbar a[aria-current=page]")

    steps: list[tuple[Callable[[], None], Locator, str]] = [
        (lambda: _click(page, "link", "Goal"), page.locator("[aria-sort=ascending]"), "Goal"),
        (lambda: _search(page, first.id[:4]), sentence, first.id[:4]),
        (lambda: _click(page, "link", "Reset"), sentence, f"{len(real.therapies)} of"),
        (lambda: _click(page, "checkbox", f"Compare {first.name}"), tray, first.name),
        (lambda: _click(page, "checkbox", f"Compare {second.name}"), tray, "Compare 2"),
        (lambda: _click(page, "link", first.name), peek, first.name),
        (lambda: page.locator("[data-turn='1']").click(), page.locator("[data-place]"), "of"),
        (lambda: page.keyboard.press("Escape"), page.locator(".app:not(.peeking)"), ""),
        (lambda: _click(page, "link", "Compare 2"), heads.nth(1), second.name),
        (
            lambda: page.locator(f".side [data-pick='{third.id}']").click(),
            heads.nth(2),
            third.name,
        ),
        (lambda: _click(page, "button", "Only differences"), page.locator(DIFFERS), ""),
        (lambda: _click(page, "link", f"Remove {first.name}"), heads.nth(0), second.name),
        (lambda: _click(page, "link", "Sources"), here, "Sources"),
        (lambda: page.locator(".chip[data-chip='goal=halt']").click(), sentence, "halt"),
        (lambda: _search(page, second.id[:4]), sentence, second.id[:4]),
        (lambda: _click(page, "link", "Reset"), sentence, f"{len(real.therapies)} of"),
        (lambda: _click(page, "link", "Study"), here, "Study"),
        (lambda: page.locator(".qz-starts a").first.click(), asked, "Question 1 of"),
        (lambda: _answer(page, "2", "w"), page.locator(".qz-verdict"), ""),
        (lambda: page.keyboard.press("Enter"), asked, "Question 2 of"),
        (lambda: _click(page, "link", "Overview"), here, "Overview"),
    ]
    visit(page, f"{server.url}/browse")
    start, views = _length(page), [_view(page)]
    for number, (do, shown, text) in enumerate(steps, 1):
        do()
        expect(shown.first).to_contain_text(text)
        wait_until_settled(page)
        assert _length(page) == start + number, (number, text)
        views.append(_view(page))
    for view in reversed(views[:-1]):
        page.go_back()
        _expect_view(page, view)
    page.reload()
    wait_until_settled(page)
    for view in views[1:]:
        page.go_forward()
        _expect_view(page, view)


def test_what_changes_nothing_is_no_step(server: Server, new_page: NewPage) -> None:
    page = new_page()
    visit(page, f"{server.url}/method")
    link = "/browse?category=nonsense&goal=halt"
    visit(page, f"{server.url}{link}")
    expect(page.locator(SENTENCE)).to_contain_text("halt")
    expect(page.locator(".told")).to_contain_text("nonsense")
    start = _length(page)
    page.get_by_role("button", name="How to read this").click()
    page.keyboard.press("Escape")
    page.get_by_role("combobox", name="Search").press("Enter")
    page.locator("h1").click()
    page.locator(".chip[aria-disabled=true]").first.click(force=True)
    page.locator("[data-rows][aria-current=true]").click()
    wait_until_settled(page)
    assert _length(page) == start
    page.go_back()
    expect(page.locator("h1")).to_have_text("Method")


def test_a_talk_is_carried_back_and_only_on_its_own_page_undone(
    server: Server, new_page: NewPage
) -> None:
    page = new_page(390, 844)
    titles, here = page.locator(".talk-title"), page.locator(".pages-button")

    def open_page(name: str) -> None:
        here.click()
        page.get_by_role("navigation", name="All pages").get_by_role("link", name=name).click()
        expect(here).to_contain_text(name)
        wait_until_settled(page)

    visit(page, server.url)
    open_page("Method")
    start = _length(page)
    page.get_by_role("button", name="Add to talk").click()
    page.get_by_role("button", name="This page").click()
    expect(page.get_by_role("button", name="Add to talk (1)")).to_be_visible()
    wait_until_settled(page)
    assert _length(page) == start
    page.keyboard.press("Escape")
    page.go_back()
    expect(here).to_contain_text("Overview")
    expect(page.get_by_role("button", name="Add to talk (1)")).to_be_visible()
    wait_until_settled(page)
    open_page("Talk")
    expect(titles).to_have_count(1)
    wait_until_settled(page)
    page.get_by_role("button", name="Clear the talk").click()
    expect(titles).to_have_count(0)
    wait_until_settled(page)
    page.go_back()
    expect(titles).to_have_count(1)
    expect(here).to_contain_text("Talk")
    page.go_forward()
    expect(titles).to_have_count(0)
