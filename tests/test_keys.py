"""Single keys and the focus, in a real Chromium: keys wait, and the focus stays with the hand."""

from playwright.sync_api import Locator, Page, expect

from tests.live import NewPage, Server, turn, visit, wait_until_settled
from therapies.catalog import Catalog

SCREEN = ".vc.screen"
HEADS = "table.compare thead th"
LATER = """key => {
    const event = new KeyboardEvent("keydown", { key, bubbles: true });
    Object.defineProperty(event, "timeStamp", { value: performance.now() + 5000 });
    document.activeElement.dispatchEvent(event);
}"""
"""Presses a key as somebody does who stopped typing five seconds ago."""
AT_ONCE = """keys => {
    const send = (key) => document.activeElement.dispatchEvent(
        new KeyboardEvent("keydown", { key, bubbles: true, cancelable: true }));
    keys.forEach(send);
}"""
"""Presses keys faster than any answer comes."""


def _tab_to(page: Page, target: Locator) -> None:
    """Press Tab until `target` has the focus."""
    expect(target).to_be_visible()
    for _ in range(80):
        if target.evaluate("each => each === document.activeElement"):
            return
        page.keyboard.press("Tab")
    raise AssertionError(f"80 times Tab do not reach {target}")


def _pick(page: Page, name: str) -> None:
    """Type `name` and choose it, wherever the focus is."""
    page.keyboard.type(name)
    expect(page.get_by_role("option", name=name, exact=True)).to_be_visible()
    page.keyboard.press("Enter")


def test_three_therapies_are_compared_by_typing_three_names_in_a_row(
    server: Server, page: Page, real: Catalog
) -> None:
    names = [therapy.name for therapy in real.therapies if therapy.name[0] not in "PND"][:5]
    turn(page, f"{server.url}/compare")
    box = page.get_by_role("combobox", name="Add a therapy")
    _tab_to(page, box)
    for count, name in enumerate(names[:3], 1):
        _pick(page, name)
        expect(page.locator(HEADS)).to_have_count(count)
        wait_until_settled(page)
        expect(box).to_be_focused()
        expect(box).to_have_value("")
    _pick(page, names[3])
    page.keyboard.type("aspirin")
    expect(page.locator(HEADS)).to_have_count(4)
    wait_until_settled(page)
    expect(page.locator(SCREEN)).to_have_count(0)
    assert "present" not in page.url


def test_letters_typed_right_after_a_choice_are_all_of_the_next_name(
    server: Server, page: Page, real: Catalog
) -> None:
    names = sorted((therapy.name for therapy in real.therapies), key=len)[:5]
    visit(page, f"{server.url}/compare")
    box, heads = page.get_by_role("combobox", name="Add a therapy"), page.locator(HEADS)
    box.focus()
    for name in names[:3]:
        page.keyboard.type(name, delay=15)
        expect(box).to_have_value(name)
        page.get_by_role("option", name=name, exact=True).wait_for()
        page.keyboard.press("Enter")
    expect(heads).to_contain_text(names[:3])
    wait_until_settled(page)
    expect(heads).to_have_count(3)
    page.keyboard.type(names[3])
    page.get_by_role("option", name=names[3], exact=True).wait_for()
    page.evaluate(AT_ONCE, ["Enter", *"axb", "Backspace", "Backspace", "Enter", "Escape"])
    expect(box).to_have_value("a")
    expect(heads).to_contain_text(names[:4])
    wait_until_settled(page)
    expect(heads).to_have_count(4)
    page.keyboard.press("ControlOrMeta+a")
    page.keyboard.type(names[4], delay=15)
    expect(box).to_have_value(names[4])
    page.get_by_role("option", name=names[4], exact=True).wait_for()
    page.keyboard.press("Enter")
    page.keyboard.type("pnd", delay=15)
    expect(heads).to_contain_text(names)
    wait_until_settled(page)
    expect(box).to_have_count(0)
    expect(page.locator(SCREEN)).to_have_count(0)


def test_removing_by_keyboard_leads_from_one_remove_link_to_the_next(
    server: Server, page: Page, real: Catalog
) -> None:
    first, second, third = real.therapies[:3]
    visit(page, f"{server.url}/compare?id={first.id}&id={second.id}&id={third.id}")

    def link(name: str) -> Locator:
        return page.get_by_role("link", name=f"Remove {name}", exact=True)

    link(second.name).press("Enter")
    expect(link(third.name)).to_be_focused()
    wait_until_settled(page)
    link(third.name).press("Enter")
    expect(link(first.name)).to_be_focused()
    wait_until_settled(page)
    link(first.name).press("Enter")
    expect(page.get_by_role("combobox", name="Add a therapy")).to_be_focused()
    expect(page.locator(HEADS)).to_have_count(0)


def test_a_link_that_is_redrawn_keeps_the_focus(server: Server, page: Page, real: Catalog) -> None:
    name = real.therapies[5].name
    turn(page, f"{server.url}/browse")
    page.get_by_role("link", name=f"Compare {name}", exact=True).press("Enter")
    picked = page.get_by_role("link", name=f"Do not compare {name}", exact=True)
    expect(picked).to_be_focused()
    wait_until_settled(page)
    picked.press("Enter")
    expect(page.get_by_role("link", name=f"Compare {name}", exact=True)).to_be_focused()
    wait_until_settled(page)
    sort = page.get_by_role("link", name="Sort by Goal")
    for order in ("ascending", "descending"):
        sort.click()
        expect(page.locator("th", has=sort)).to_have_attribute("aria-sort", order)
        expect(sort).to_be_focused()
        wait_until_settled(page)
    page.locator("table.browse tbody th a:not(.pick)").first.press("Enter")
    expect(page.locator("h1")).not_to_have_text("Browse")
    wait_until_settled(page)
    assert page.evaluate("document.activeElement === document.body")


def test_a_therapy_is_opened_by_typing_and_the_box_keeps_the_focus(
    server: Server, page: Page, real: Catalog
) -> None:
    first, second = (therapy.name for therapy in real.therapies[:2])
    turn(page, f"{server.url}/therapy?id={real.therapies[2].id}")
    box = page.get_by_role("combobox", name="Open a therapy")
    expect(box).to_have_value(real.therapies[2].name)
    box.focus()
    for name in (first, second):
        page.keyboard.press("ControlOrMeta+a")
        _pick(page, name)
        expect(page.locator("h1")).to_have_text(name)
        wait_until_settled(page)
        expect(box).to_be_focused()
        expect(box).to_have_value(name)
    page.go_back()
    expect(page.locator("h1")).to_have_text(first)
    expect(box).to_have_value(first)


def test_single_keys_wait_for_a_hand_that_is_elsewhere_or_typed_just_now(
    server: Server, page: Page
) -> None:
    turn(page, server.url)
    button = page.get_by_role("button", name="How to read this")
    button.focus()
    page.keyboard.press("p")
    assert page.evaluate("location.search") == ""
    page.evaluate(LATER, "p")
    assert page.evaluate("location.search") == ""
    page.locator("h1").evaluate("each => { each.tabIndex = -1; each.focus(); }")
    page.keyboard.press("x")
    page.keyboard.press("p")
    assert page.evaluate("location.search") == ""
    page.evaluate(LATER, "p")
    expect(page.locator(SCREEN)).to_be_visible()


def test_keys_go_on_working_after_a_click_on_what_they_belong_to(
    server: Server, page: Page
) -> None:
    turn(page, f"{server.url}/?present=1")
    page.locator(".unit").first.click()
    for key in "ndn":
        page.keyboard.press(key)
    expect(page.locator("details.notes")).not_to_have_attribute("open", "")
    expect(page.locator("html")).to_have_attribute("data-ground", "dark")
    page.keyboard.press("p")
    expect(page.locator("table.map")).to_be_visible()
    turn(page, f"{server.url}/study?part=quiz&seed=7")
    page.locator(".qz-share summary").click()
    for question in ("2", "3"):
        page.keyboard.press(question)
        expect(page.locator(".qz-verdict")).to_be_focused()
        page.keyboard.press("Enter")
        expect(page.locator(".qz-options .option").first).to_be_visible()
    expect(page.locator(".qz-where")).to_contain_text("Question 3")


def test_a_phone_keeps_focus_and_hand_too(server: Server, new_page: NewPage, real: Catalog) -> None:
    page = new_page(390, 844)
    first, second, third = real.therapies[:3]
    turn(page, f"{server.url}/compare?id={first.id}&id={second.id}")
    box = page.get_by_role("combobox", name="Add a therapy")
    box.click()
    page.keyboard.type(third.name)
    page.get_by_role("option", name=third.name, exact=True).click()
    page.keyboard.type("pnd")
    expect(page.locator(HEADS)).to_have_count(3)
    wait_until_settled(page)
    expect(box).to_be_focused()
    expect(page.locator(SCREEN)).to_have_count(0)
