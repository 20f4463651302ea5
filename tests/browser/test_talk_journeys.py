"""A talk is collected, kept, ordered and taken along, in a real Chromium."""

import io
import re
from urllib.parse import parse_qs, urlsplit

from playwright.sync_api import Locator, Page, expect
from pptx import Presentation

from harness.browser import show_as, turn, visit, wait_until_settled
from harness.server import Server
from therapies.presenting.talk import CODE_LIMIT

MAP = "All nine aim to modify the lesion or vessel"
STENTING = "Stenting: without a stated effect"


def _add_button(page: Page, count: int) -> Locator:
    label = f"Add to talk ({count})" if count else "Add to talk"
    return page.get_by_role("button", name=label, exact=True)


def _add(page: Page, number: int, part: str = "This page") -> None:
    """Add the page in sight, or a figure of it, as slide `number`."""
    _add_button(page, number - 1).click()
    added = page.get_by_role("button", name=part, exact=True)
    added.click()
    expect(page.locator("#add [role=status]")).to_contain_text(f"Added as slide {number}: “")
    expect(page.locator(".vc-live")).to_contain_text(f"Added as slide {number}: “")
    expect(_add_button(page, number)).to_be_visible()
    expect(added).to_be_focused()
    page.keyboard.press("Escape")
    expect(added).to_be_hidden()


def _code(page: Page) -> str:
    href = str(page.evaluate("location.href"))
    return parse_qs(urlsplit(href).query).get("talk", [""])[0]


def _titles(page: Page) -> Locator:
    return page.locator(".talk-title")


def _add_before_streamlit_is_there(page: Page, url: str) -> None:
    """Add the map while the app's own script is still on its way."""
    page.route("**/static/js/index.*", lambda _: None)
    page.goto(url, wait_until="commit")
    page.locator("html[data-engine=on]").wait_for()
    _add_button(page, 0).click()
    page.get_by_role("button", name="The map", exact=True).click()
    expect(page.locator("#first")).to_be_visible()
    page.unroute("**/static/js/index.*")
    expect(page.locator("#add [role=status]")).to_contain_text(f"Added as slide 1: “{MAP}")
    wait_until_settled(page)


def test_a_talk_of_three_views_is_built_kept_ordered_and_exported(
    server: Server, page: Page
) -> None:
    _add_before_streamlit_is_there(page, f"{server.url}/?category=mechanical")
    page.get_by_role("link", name="Browse", exact=True).click()
    expect(page.locator("table.browse")).to_be_visible()
    _add(page, 2)
    page.locator("[data-chip='goal=modify']").click()
    expect(_add_button(page, 2)).to_be_visible()
    page.get_by_role("link", name="Stenting", exact=True).click()
    page.get_by_role("link", name="Open page").click()
    expect(page.locator("h1")).to_have_text("Stenting")
    _add(page, 3)
    page.reload()
    expect(_add_button(page, 3)).to_be_visible()
    wait_until_settled(page)
    page.go_back()
    expect(page.locator("table.browse")).to_be_visible()
    expect(_add_button(page, 3)).to_be_visible()
    wait_until_settled(page)

    page.get_by_role("link", name="Talk", exact=True).click()
    expect(_titles(page)).to_have_text(
        [MAP, "Two of nine: stated as fact, for blood flow", STENTING]
    )
    _edit(page, "Two of nine: stated as fact, for blood flow", "My list", "Say this.\nThen that.")
    expect(page.locator(".talk-note")).to_have_text(["Say this.\nThen that."])
    up = page.get_by_role("button", name=f"Move “{STENTING}” up")
    up.click()
    expect(page.locator(".talk-said")).to_have_text(f"“{STENTING}” is now slide 2 of 3.")
    expect(up).to_be_focused()
    up.press("Enter")
    expect(_titles(page).first).to_have_text(STENTING)
    expect(page.get_by_role("button", name=f"Move “{STENTING}” down")).to_be_focused()
    _edit(page, "My list", "What is in use")
    expect(_titles(page)).to_contain_text([STENTING, MAP, "What is in use"])

    page.reload()
    expect(_titles(page)).to_contain_text([STENTING, MAP, "What is in use"])
    _walk(page)
    link = page.get_by_role("link", name="Slides, your notes under them").get_attribute("href")
    assert link
    answer = server.get(link.removeprefix("."))
    assert answer.status == 200
    slides = Presentation(io.BytesIO(answer.content)).slides
    titles = [slide.shapes.title.text for slide in slides]
    assert "What is in use" in titles
    assert "My list" not in titles
    text = page.get_by_role("link", name="List of links").get_attribute("href")
    assert text
    assert f"1. {STENTING}\n" in server.get(text.removeprefix(".")).text


def _edit(page: Page, old: str, title: str, note: str = "") -> None:
    page.get_by_role("button", name=f"Edit “{old}”").click()
    page.get_by_label("Title").fill(title)
    if note:
        page.get_by_label("Note").fill(note)
    page.get_by_role("button", name="Save").click()
    expect(_titles(page).filter(has_text=title)).to_be_visible()
    expect(page.get_by_role("dialog")).to_have_count(0)
    wait_until_settled(page)


def _walk(page: Page) -> None:
    """Present the talk of three views by keyboard, with a reload on the way, and leave."""
    wait_until_settled(page)
    page.keyboard.press("1")
    slide = page.locator(".show > .slide.on h2")
    counter = page.locator(".controls [data-count]")
    expect(slide).to_have_text(STENTING)
    page.keyboard.press("PageDown")
    expect(counter).to_have_text("2 of 3")
    page.reload()
    expect(counter).to_have_text("2 of 3")
    page.keyboard.press("End")
    expect(slide).to_have_text("What is in use")
    expect(page.locator("html")).not_to_contain_text("Say this.")
    page.keyboard.press("Home")
    expect(counter).to_have_text("1 of 3")
    page.keyboard.press("Escape")
    expect(_titles(page)).to_have_count(3)


def test_a_chip_pressed_right_after_adding_and_what_was_added_both_stay(
    server: Server, page: Page
) -> None:
    turn(page, server.url)
    page.evaluate("""() => { for (const each of ["#add [data-add]", "[data-chip='goal=halt']"])
        document.querySelector(each).click(); }""")
    # An answer that the browser was ahead of is asked for again within ten seconds.
    expect(_add_button(page, 1)).to_be_visible(timeout=15_000)
    expect(page.locator(".vc.app")).to_have_attribute("data-served", "goal=halt")
    wait_until_settled(page)
    assert _code(page)
    assert "goal=halt" in page.url


def test_what_opens_in_another_tab_has_the_talk(server: Server, page: Page) -> None:
    turn(page, server.url)
    _add(page, 1, "The map")
    here = page.url
    with page.context.expect_page() as opened:
        page.get_by_role("link", name="Browse", exact=True).first.click(modifiers=["ControlOrMeta"])
    expect(opened.value).to_have_url(re.compile(rf"/browse\?(.*&)?talk={_code(page)}"))
    assert page.url == here
    opened.value.close()


def test_the_ready_talk_is_removed_from_cleared_and_undone(server: Server, page: Page) -> None:
    visit(page, f"{server.url}/present")
    page.keyboard.press("1")
    expect(_titles(page)).to_have_count(12)
    wait_until_settled(page)
    whole = _code(page)
    page.get_by_role("button", name="Remove “An aim is not").click()
    expect(_titles(page)).to_have_count(11)
    page.get_by_role("button", name="Clear the talk").click()
    expect(page.get_by_role("link", name="Start with the ready talk")).to_be_visible()
    page.get_by_role("button", name="Undo: bring the talk back").click()
    expect(_titles(page)).to_have_count(11)
    undo = page.get_by_role("button", name="Undo the last change")
    expect(undo).to_be_focused()
    undo.press("Enter")
    expect(_titles(page)).to_have_count(12)
    expect(undo).to_have_count(0)
    expect(page.locator(".talk-said")).to_be_focused()
    wait_until_settled(page)
    assert _code(page) == whole


def test_a_slide_is_dragged_moved_by_keys_planned_and_all_is_undone(
    server: Server, page: Page
) -> None:
    visit(page, f"{server.url}/present")
    page.keyboard.press("1")
    expect(_titles(page)).to_have_count(12)
    wait_until_settled(page)
    before, said = _titles(page).all_inner_texts(), page.locator(".talk-said")
    rows = page.locator(".talk-steps > li")
    rows.nth(0).locator(".sketch").drag_to(rows.nth(2))
    expect(said).to_have_text(f"“{before[0]}” is now slide 3 of 12.")
    expect(page.get_by_role("button", name=f"Move “{before[0]}” down")).to_be_focused()
    page.keyboard.press("Alt+ArrowUp")
    expect(said).to_have_text(f"“{before[0]}” is now slide 2 of 12.")
    page.get_by_role("button", name=f"Edit “{before[1]}”").click()
    page.get_by_label("Minutes").fill("4")
    page.get_by_role("button", name="Save").click()
    expect(page.locator(".talk")).to_contain_text("Planned: 15 minutes")
    expect(_titles(page).first).to_have_text(f"{before[1]} 4 min")
    expect(page.get_by_role("dialog")).to_have_count(0)
    for left in ("2", "1", "none"):
        wait_until_settled(page)
        page.get_by_role("button", name="Undo the last change").click()
        expect(said).to_contain_text(f"Left to undo: {left}.")
    assert _titles(page).all_inner_texts() == before


def test_a_talk_without_slides_offers_the_ready_one_by_key(server: Server, page: Page) -> None:
    visit(page, f"{server.url}/present")
    page.keyboard.press("p")
    offer = page.get_by_role("link", name="Start with the ready talk")
    expect(offer).to_be_visible()
    page.keyboard.press("Enter")
    expect(page.locator(".controls [data-count]")).to_have_text("1 of 12")
    expect(offer).to_have_count(0)


def test_a_broken_talk_is_one_message_on_a_phone(server: Server, page: Page) -> None:
    show_as(page, 320, 700, "dark")
    visit(page, f"{server.url}/present?talk=1abcdef")
    expect(page.get_by_role("alert")).to_contain_text("the link was cut or altered")
    expect(page.get_by_role("link", name="Start with the ready talk")).to_be_visible()
    turn(page, f"{server.url}/present?talk=x&talk=y")
    expect(page.locator(".talk")).to_contain_text("holds more than one talk")
    wide = page.evaluate(
        "[...document.querySelectorAll('.vc *')].filter(e => !e.closest('.hidden')"
        " && e.getBoundingClientRect().right > 321).map(e => e.outerHTML.slice(0, 80))"
    )
    assert wide == []


def test_the_longest_code_reaches_the_server(server: Server) -> None:
    answer = server.get(f"/data/talk/txt?talk=1{'A' * (CODE_LIMIT - 1)}")
    assert answer.status == 400
    assert "cut or altered" in answer.text
