"""A talk is collected, kept, ordered and taken along, in a real Chromium."""

import io
import re
from urllib.parse import parse_qs, urlsplit

from playwright.sync_api import Locator, Page, expect
from pptx import Presentation

from tests.live import NewPage, Server, visit, wait_until_settled
from therapies.talk import CODE_LIMIT


def _add_button(page: Page, count: int) -> Locator:
    label = f"Add to talk ({count})" if count else "Add to talk"
    return page.get_by_role("button", name=label).filter(has_text=re.compile(r"talk( \(\d+\))?"))


def _add(page: Page, number: int, title: str = "", note: str = "") -> None:
    """Add what is in sight as view `number`, under its own title or another."""
    _add_button(page, number - 1).click()
    if title:
        page.get_by_label("Title").fill(title)
    if note:
        page.get_by_label("Note").fill(note)
    page.get_by_role("button", name=f"Add as view {number}").click()
    expect(page.locator(".talk-added")).to_contain_text(f"Added as view {number}")
    expect(_add_button(page, number)).to_be_visible()
    expect(page.get_by_label("Note")).to_have_value("")
    page.keyboard.press("Escape")


def _code(page: Page) -> str:
    href = str(page.evaluate("location.href"))
    return parse_qs(urlsplit(href).query).get("talk", [""])[0]


def _titles(page: Page) -> Locator:
    return page.locator(".talk-title")


def test_a_talk_of_three_views_is_built_kept_ordered_and_exported(
    server: Server, page: Page
) -> None:
    visit(page, f"{server.url}/?category=mechanical")
    _add(page, 1)
    page.get_by_role("link", name="Browse").click()
    expect(page.locator("h1")).to_have_text("Browse")
    _add(page, 2, "My list", "Say this.\nThen that.")
    page.locator("table.browse").get_by_role("link", name="Stenting", exact=True).click()
    expect(page.locator("h1")).to_have_text("Stenting")
    _add(page, 3)
    page.reload()
    expect(_add_button(page, 3)).to_be_visible()
    wait_until_settled(page)
    page.go_back()
    expect(_add_button(page, 3)).to_be_visible()
    wait_until_settled(page)

    page.get_by_role("link", name="Present", exact=True).click()
    expect(_titles(page)).to_have_text(
        ["The map: 9 of 47 therapies: mechanical", "My list", "Stenting"]
    )
    expect(page.locator(".talk-note")).to_have_text(["Say this.\nThen that."])
    up = page.get_by_role("button", name="Move “Stenting” up")
    up.click()
    expect(page.locator(".talk-said")).to_have_text("“Stenting” is now view 2 of 3.")
    expect(up).to_be_focused()
    up.press("Enter")
    expect(_titles(page).first).to_have_text("Stenting")
    expect(page.get_by_role("button", name="Move “Stenting” down")).to_be_focused()
    page.get_by_role("button", name="Edit “My list”").click()
    page.get_by_label("Title").fill("What is in use")
    page.get_by_role("button", name="Save").click()
    expect(_titles(page)).to_contain_text(["Stenting", "The map", "What is in use"])
    expect(page.get_by_role("dialog")).to_have_count(0)
    wait_until_settled(page)

    page.reload()
    expect(_titles(page)).to_contain_text(["Stenting", "The map", "What is in use"])
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
    assert "1. Stenting\n" in server.get(text.removeprefix(".")).text


def _walk(page: Page) -> None:
    """Present the talk of three views by keyboard, with a reload on the way, and leave."""
    wait_until_settled(page)
    page.keyboard.press("1")
    slide, counter = page.locator(".vc.screen h1"), page.locator(".walk > span")
    expect(slide).to_have_text("Stenting")
    expect(page.locator(".walk .to")).to_have_text("Next: The map: 9 of 47 therapies: mechanical")
    page.keyboard.press("PageDown")
    expect(counter).to_have_text("2 of 3")
    page.reload()
    expect(counter).to_have_text("2 of 3")
    wait_until_settled(page)
    page.keyboard.press("End")
    expect(slide).to_have_text("What is in use")
    page.keyboard.press("n")
    expect(page.locator(".own-note")).to_have_text("Say this.\nThen that.")
    page.keyboard.press("Home")
    expect(counter).to_have_text("1 of 3")
    page.keyboard.press("Escape")
    expect(_titles(page)).to_have_count(3)


def test_the_ready_talk_is_removed_from_cleared_and_undone(server: Server, page: Page) -> None:
    visit(page, f"{server.url}/present")
    page.keyboard.press("1")
    expect(_titles(page)).to_have_count(10)
    wait_until_settled(page)
    whole = _code(page)
    page.get_by_role("button", name="Remove “To take home").click()
    expect(_titles(page)).to_have_count(9)
    page.get_by_role("button", name="Clear the talk").click()
    expect(page.get_by_role("link", name="Start with the ready talk")).to_be_visible()
    page.get_by_role("button", name="Undo: bring the talk back").click()
    expect(_titles(page)).to_have_count(9)
    undo = page.get_by_role("button", name="Undo the last change")
    expect(undo).to_be_focused()
    undo.press("Enter")
    expect(_titles(page)).to_have_count(10)
    expect(undo).to_have_count(0)
    expect(page.locator(".talk-said")).to_be_focused()
    wait_until_settled(page)
    assert _code(page) == whole


def test_a_broken_talk_is_one_message_on_a_phone(server: Server, new_page: NewPage) -> None:
    page = new_page(320, 700, "dark")
    visit(page, f"{server.url}/present?talk=1abcdef")
    expect(page.get_by_role("alert")).to_contain_text("the link was cut or altered")
    expect(page.get_by_role("link", name="Start with the ready talk")).to_be_visible()
    visit(page, f"{server.url}/present?talk=x&talk=y")
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


def test_no_field_of_the_talk_is_seen_or_reached(server: Server, page: Page) -> None:
    visit(page, server.url)
    assert page.locator(".st-key-kept-talk input").count() == 1
    expect(page.locator(".st-key-kept-talk input")).to_be_hidden()
    expect(page.get_by_role("textbox", name="Talk", exact=True)).to_have_count(0)
