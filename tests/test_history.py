"""Each change of a reader is one step of the browser's history, in a real Chromium."""

from collections.abc import Callable, Sequence
from typing import Literal

from playwright.sync_api import Locator, Page, TimeoutError, expect

from tests.live import NewPage, Server, visit, wait_until_settled
from therapies.catalog import Catalog
from therapies.model import Goal
from therapies.query import Query

VIEW = """() => [location.pathname + location.search, ...[...document.querySelectorAll(
    ".vc:not(.take, .talk-added)")].map((each) => each.innerText)].join("\\n")"""
DIFFERS = "table.compare:not(:has(tbody tr:not(.different)))"
Role = Literal["button", "link"]

SENTENCE = ".vc.sentence p"


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
    """Expect that the address, the filter's field and the sentence all hold `goals`."""
    query = Query.of({"goal": [goal.value for goal in goals]}, "")
    _at(page, query.link().removeprefix("."))
    expect(page.locator(SENTENCE).first).to_have_text(query.sentence(catalog))
    tags = page.get_by_test_id("stSidebar").locator("[data-tag]")
    expect(tags).to_have_text([goal.value for goal in goals])


def _search(page: Page, text: str) -> None:
    page.get_by_label("Search", exact=True).fill(text)
    page.get_by_label("Search", exact=True).press("Enter")


def _click(page: Page, role: Role, name: str) -> None:
    page.get_by_role(role, name=name, exact=True).first.click()


def test_three_quick_filters_are_three_steps_back_and_forward(
    server: Server, new_page: NewPage, real: Catalog
) -> None:
    page = new_page()
    chosen = list(Goal)[:3]
    visit(page, server.url)
    start = _length(page)
    box = page.get_by_role("combobox", name="Goal")
    box.click()
    for goal in chosen:
        page.get_by_role("option", name=goal.value, exact=True).click()
    page.keyboard.press("Escape")
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
    page.evaluate("history.go(-2)")
    _expect_filter(page, real, [])
    page.go_back()
    assert page.url == "about:blank"


def test_every_change_on_every_page_is_one_step_that_back_undoes_and_forward_redoes(
    server: Server, new_page: NewPage, real: Catalog
) -> None:
    page = new_page()
    first, second, third = real.therapies[:3]
    sentence, heads = page.locator(SENTENCE).first, page.locator("table.compare thead th")
    title, asked = page.locator("h1"), page.locator(".qz-where")

    def add() -> None:
        page.get_by_role("combobox", name="Add a therapy").click()
        page.keyboard.type(third.name)
        page.get_by_role("option", name=third.name, exact=True).click()

    steps: list[tuple[Callable[[], None], Locator, str]] = [
        (lambda: _click(page, "link", "Sort by Goal"), page.locator("[aria-sort=ascending]"), ""),
        (lambda: _search(page, first.id[:4]), sentence, first.id[:4]),
        (lambda: _click(page, "button", "Reset filters"), sentence, "All"),
        (
            lambda: _click(page, "link", f"Compare {first.name}"),
            page.locator(".picked"),
            first.name,
        ),
        (lambda: _click(page, "link", f"Compare {second.name}"), page.locator(".picked"), "2"),
        (lambda: _click(page, "link", "Compare these 2"), heads.nth(1), second.name),
        (add, heads.nth(2), third.name),
        (lambda: page.get_by_text("Only differences").click(), page.locator(DIFFERS), ""),
        (lambda: _click(page, "link", f"Remove {first.name}"), heads.nth(0), second.name),
        (lambda: _click(page, "link", "Study"), title, "Study"),
        (lambda: page.locator(".qz-starts a").first.click(), asked, "Question 1 of"),
        (lambda: page.keyboard.press("2"), page.locator(".qz-verdict"), ""),
        (lambda: page.keyboard.press("Enter"), asked, "Question 2 of"),
        (lambda: _click(page, "link", "Overview"), title, "Overview"),
    ]
    visit(page, f"{server.url}/browse")
    start, views = _length(page), [_view(page)]
    for number, (do, shown, text) in enumerate(steps, 1):
        do()
        expect(shown.first).to_contain_text(text)
        wait_until_settled(page)
        assert _length(page) == start + number, text
        views.append(_view(page))
    for view in reversed(views[:-1]):
        page.go_back()
        _expect_view(page, view)
    page.reload()
    for view in views[1:6]:
        page.go_forward()
        _expect_view(page, view)


def test_what_changes_nothing_and_what_only_tidies_is_no_step(
    server: Server, new_page: NewPage
) -> None:
    page = new_page()
    visit(page, f"{server.url}/method")
    visit(page, f"{server.url}/browse?category=nonsense&goal=halt")
    expect(page.locator(SENTENCE)).to_contain_text(["halt", "nonsense"])
    _at(page, "/browse?goal=halt")
    start = _length(page)
    page.get_by_role("button", name="How to read this").click()
    page.keyboard.press("Escape")
    page.get_by_label("Search", exact=True).press_sequentially("x")
    page.keyboard.press("Backspace")
    page.keyboard.press("Enter")
    page.locator("h1").click()
    page.locator(".phone-pages a[aria-current]").dispatch_event("click")
    wait_until_settled(page)
    assert _address(page) == "/browse?goal=halt"
    assert _length(page) == start
    page.go_back()
    expect(page.locator("h1")).to_have_text("Method")


def test_a_talk_is_carried_back_and_only_on_its_own_page_undone(
    server: Server, new_page: NewPage
) -> None:
    page = new_page(390, 844)
    titles, title = page.locator(".talk-title"), page.locator("h1")
    visit(page, server.url)
    page.get_by_label("Pages and filters").get_by_role("link", name="Method").click()
    expect(title).to_have_text("Method")
    wait_until_settled(page)
    start = _length(page)
    page.get_by_role("button", name="Add to talk").click()
    page.get_by_role("button", name="Add as view 1").click()
    expect(page.locator(".talk-added")).to_contain_text("Added as view 1")
    wait_until_settled(page)
    assert _length(page) == start
    page.keyboard.press("Escape")
    page.go_back()
    expect(title).to_have_text("Overview")
    expect(page.get_by_role("button", name="Add to talk (1)")).to_be_visible()
    wait_until_settled(page)
    page.get_by_label("Pages and filters").get_by_role("link", name="Present").click()
    expect(titles).to_have_count(1)
    wait_until_settled(page)
    page.get_by_role("button", name="Clear the talk").click()
    expect(titles).to_have_count(0)
    wait_until_settled(page)
    page.go_back()
    expect(titles).to_have_count(1)
    expect(title).to_have_text("Present")
    page.go_forward()
    expect(titles).to_have_count(0)
