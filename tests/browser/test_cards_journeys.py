"""A sitting with the cards, in a real Chromium: by keyboard, on a phone, over a reload."""

import json
from pathlib import Path

from playwright.sync_api import Page, expect

from harness.browser import NewPage, show_as, visit, wait_until_settled
from harness.server import Server

KEY = "vascular-calcification-cards"
WIDE = (
    "[...document.querySelectorAll('.vc *')]"
    ".filter(e => !e.closest('.hidden') && e.getBoundingClientRect().right > innerWidth + 1)"
    ".map(e => e.outerHTML.slice(0, 80))"
)


def _open(page: Page, server: Server, filters: str = "category=mechanical") -> None:
    visit(page, f"{server.url}/study?part=cards&{filters}")
    expect(page.locator(".vc-card")).to_be_visible()


def _expect_counts(page: Page, counts: str) -> None:
    expect(page.locator(".vc-left h2")).to_have_text(counts)


def _answer(page: Page, key: str, counts: str) -> None:
    """Flip the card and answer it, with the keyboard alone."""
    page.keyboard.press("Space")
    expect(page.locator(".vc-card .back")).to_be_visible()
    page.keyboard.press(key)
    _expect_counts(page, counts)
    expect(page.locator(".vc-card .back")).not_to_be_visible()


def test_answers_by_keyboard_are_read_aloud_and_outlive_a_reload(
    server: Server, page: Page
) -> None:
    _open(page, server)
    _expect_counts(page, "0 due, 20 new, 0 known")
    page.keyboard.press("1")
    page.keyboard.press("Space")
    expect(page.locator(".vc-live")).to_contain_text("Acts first on")
    expect(page.locator(".grades button")).to_have_text(
        ["1 Again 1 min", "2 Hard 2 min", "3 Good 2 days", "4 Easy 8 days"], use_inner_text=True
    )
    page.keyboard.press("3")
    _expect_counts(page, "0 due, 19 new, 1 known")
    front = page.locator(".vc-card .front")
    expect(front).to_be_focused()
    page.get_by_label("Say it, or write it here").fill("1 of my own")
    page.locator(".vc-card h3").click()
    _answer(page, "1", "1 due, 18 new, 1 known")
    _answer(page, "4", "1 due, 17 new, 2 known")
    expect(page.locator(".vc-live")).to_have_text("1 due, 17 new, 2 known")
    shown = page.locator(".vc-card h3").inner_text()
    page.reload()
    _expect_counts(page, "1 due, 17 new, 2 known")
    expect(page.locator(".vc-card h3")).to_have_text(shown)
    page.keyboard.press("u")
    _expect_counts(page, "1 due, 17 new, 2 known")


def test_progress_is_saved_forgotten_and_opened_on_a_phone(
    server: Server, page: Page, tmp_path: Path
) -> None:
    show_as(page, 390, 844, "dark")
    _open(page, server)
    for known, counts in (("Good", "0 due, 19 new, 1 known"), ("Again", "1 due, 18 new, 1")):
        page.get_by_text("Show the answer").click()
        page.get_by_role("button", name=known).click()
        expect(page.locator(".vc-left h2")).to_contain_text(counts)
    page.get_by_text("Show the answer").click()
    expect(page.get_by_role("button", name="Good")).to_be_in_viewport()
    assert page.evaluate(WIDE) == []
    with page.expect_download() as saving:
        page.get_by_role("button", name="Save progress").click()
    saved = tmp_path / saving.value.suggested_filename
    saving.value.save_as(saved)
    assert saved.name.startswith(f"{KEY}_20")
    assert len(json.loads(saved.read_text())["answers"]) == 2
    page.get_by_role("button", name="Start over").click()
    _expect_counts(page, "0 due, 20 new, 0 known")
    foreign = tmp_path / "holiday.json"
    foreign.write_text('{"kind": "holiday"}')
    page.get_by_label("Open progress").set_input_files(foreign)
    said = page.locator(".vc-progress .said")
    expect(said).to_have_text(
        "“holiday.json” was not opened: it does not say that it holds progress of these cards; "
        "choose one that “Save progress” made. Nothing was changed."
    )
    foreign.rename(tmp_path / "again.json")
    page.get_by_label("Open progress").set_input_files(tmp_path / "again.json")
    expect(said).to_contain_text("“again.json” was not opened")
    _expect_counts(page, "0 due, 20 new, 0 known")
    page.get_by_label("Open progress").set_input_files(saved)
    expect(said).to_contain_text("the answers to 2 cards were added")
    _expect_counts(page, "1 due, 18 new, 1 known")
    page.get_by_role("button", name="Undo").click()
    _expect_counts(page, "0 due, 20 new, 0 known")


def test_the_unknown_card_returns_until_it_is_known_and_the_end_says_what_next(
    server: Server, page: Page
) -> None:
    _open(page, server, "q=lithotripsy&number=2")
    asked = page.locator(".vc-card .asked")
    first = asked.inner_text()
    _answer(page, "1", "1 due, 1 new, 0 known")
    expect(asked).not_to_have_text(first)
    _answer(page, "3", "1 due, 0 new, 1 known")
    expect(asked).to_have_text(first)
    page.keyboard.press("Space")
    page.keyboard.press("3")
    expect(page.locator(".vc-card")).to_contain_text(
        "You answered 2 cards today; 1 of them you did not know at first. "
        "The next card comes back tomorrow."
    )
    expect(page.locator(".vc-card")).to_contain_text(
        "Worth reading again: Intravascular lithotripsy."
    )
    page.get_by_role("link", name="More new cards now").click()
    _expect_counts(page, "0 due, 5 new, 2 known")


def test_two_tabs_lose_no_answer(server: Server, page: Page) -> None:
    _open(page, server)
    other = page.context.new_page()
    _open(other, server)
    _answer(other, "3", "0 due, 19 new, 1 known")
    _expect_counts(page, "0 due, 19 new, 1 known")
    _answer(page, "1", "1 due, 18 new, 1 known")
    _expect_counts(other, "1 due, 18 new, 1 known")
    other.close()


def test_a_browser_that_keeps_nothing_still_learns(server: Server, new_page: NewPage) -> None:
    page = new_page()
    page.add_init_script(
        "for (const name of ['getItem', 'setItem']) { const own = Storage.prototype[name];"
        f"Storage.prototype[name] = function (key, ...rest) {{ if (key === '{KEY}')"
        "throw new DOMException('denied', 'SecurityError'); return own.call(this, key, ...rest) } }"
    )
    _open(page, server)
    expect(page.locator(".vc-left .note")).to_contain_text("This browser keeps nothing here")
    _answer(page, "3", "0 due, 19 new, 1 known")
    _answer(page, "1", "1 due, 18 new, 1 known")


def test_what_cannot_be_read_is_set_aside_and_said(server: Server, new_page: NewPage) -> None:
    page = new_page()
    kept = '{"kind": "other"}'
    page.add_init_script(
        f"if (!localStorage['{KEY}-set-aside']) localStorage['{KEY}'] = {json.dumps(kept)}"
    )
    _open(page, server)
    expect(page.locator(".vc-progress .said")).to_contain_text("could not be read: it")
    wait_until_settled(page)  # the server hears of it and gives the first card again
    _answer(page, "3", "0 due, 19 new, 1 known")
    assert page.evaluate(f"localStorage['{KEY}-set-aside']") == kept


def test_the_day_is_the_readers_and_an_exam_sets_how_many_are_new(
    server: Server, new_page: NewPage
) -> None:
    page = new_page()
    page.add_init_script(
        "const real = Date; const ahead = new real(2027, 0, 10, 9) - real.now();"
        "Date = class extends real { constructor(...all) {"
        "super(...(all.length ? all : [real.now() + ahead])) } }"
    )
    _open(page, server)
    page.get_by_label("Exam on").fill("2027-01-22")
    page.get_by_role("button", name="Plan to it").click()
    expect(page.locator(".vc-left")).to_contain_text("Exam on 22 January 2027, in 12 days:")
    assert "category=mechanical" in page.url
    page.get_by_role("link", name="5", exact=True).click()
    _expect_counts(page, "0 due, 5 new, 0 known")
