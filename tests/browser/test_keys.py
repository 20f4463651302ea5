"""Single keys and the focus, in a real Chromium: keys wait, and the focus stays with the hand."""

import pytest
from playwright.sync_api import Locator, Page, expect

from harness.browser import show_as, turn, wait_until_settled
from harness.server import Server
from therapies.catalog.catalog import Catalog

SCREEN = ".show"
HEADS = "table.compare thead th"
LATER = """key => {
    const event = new KeyboardEvent("keydown", { key, bubbles: true });
    Object.defineProperty(event, "timeStamp", { value: performance.now() + 5000 });
    document.activeElement.dispatchEvent(event);
}"""
"""Presses a key as somebody does who stopped typing five seconds ago."""


def _tab_to(page: Page, target: Locator) -> None:
    """Press Tab until `target` has the focus."""
    expect(target).to_be_visible()
    for _ in range(160):
        if target.evaluate("each => each === document.activeElement"):
            return
        page.keyboard.press("Tab")
    raise AssertionError(f"160 times Tab do not reach {target}")


def test_from_a_chip_to_a_name_to_its_answer_and_back_by_keyboard_alone(
    server: Server, page: Page, real: Catalog
) -> None:
    turn(page, server.url)
    chip = page.locator(".chip[data-chip='goal=reverse']")
    _tab_to(page, chip)
    page.keyboard.press("Space")
    expect(chip).to_have_attribute("aria-pressed", "true")
    expect(chip).to_be_focused()
    name = page.locator(".map a.n:visible").first
    _tab_to(page, name)
    page.keyboard.press("Enter")
    peek = page.locator(".peek")
    expect(peek.get_by_role("heading", level=2)).to_be_focused()
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.closest('.peek') !== null")
    following = peek.locator("[data-turn='1']")
    following.press("Enter")
    expect(following).to_be_focused()
    assert page.evaluate("document.activeElement.closest('.peek') !== null")
    second = page.locator(".peek h2").inner_text()
    page.keyboard.press("Escape")
    expect(page.locator(".peek")).to_have_count(0)
    expect(page.locator(".map a.n:visible", has_text=second).first).to_be_focused()
    clear = page.get_by_role("link", name="clear Goal")
    clear.press("Enter")
    expect(page.locator("[data-facet=goal] .chip").first).to_be_focused()
    chip.press("Enter")
    page.get_by_role("link", name="Reset").press("Enter")
    expect(page.locator("#main")).to_be_focused()
    wait_until_settled(page)
    expect(page.locator("#main")).to_be_focused()


def test_what_opens_beside_the_map_can_take_the_focus_before_the_frame_is_over(
    server: Server, page: Page
) -> None:
    turn(page, server.url)
    leads = page.locator(".map a.n").first.evaluate("""name => {
        name.click();
        const links = [...document.querySelectorAll(".peek a[data-go]")];
        return links.filter((each) => !each.hidden).map((each) => each.hasAttribute("href"));
    }""")
    assert leads
    assert all(leads)


@pytest.mark.parametrize("path", ["", "browse", "sources", "therapy?id=sevelamer"])
def test_a_slash_a_few_letters_and_the_arrows_open_a_therapy(
    server: Server, page: Page, real: Catalog, path: str
) -> None:
    aspirin = real.by_id["aspirin"].name
    turn(page, f"{server.url}/{path}")
    page.keyboard.press("/")
    box = page.locator("input[name=q]")
    expect(box).to_be_focused()
    page.keyboard.type("aspi")
    options = page.get_by_role("option")
    expect(options.first).to_contain_text(aspirin)
    page.keyboard.press("ArrowDown")
    wait_until_settled(page)  # where the server draws the screen anew, the list and the choice stay
    expect(options.first).to_have_attribute("aria-selected", "true")
    page.keyboard.press("ArrowUp")
    for key, number in (("ArrowDown", 0), ("ArrowUp", -1), ("ArrowDown", 0)):
        page.keyboard.press(key)
        chosen = options.nth(number)
        expect(chosen).to_have_attribute("aria-selected", "true")
        assert box.get_attribute("aria-activedescendant") == chosen.get_attribute("id")
    page.keyboard.press("Enter")
    expect(box).to_have_value("")
    expect(page.get_by_role("listbox")).to_have_count(0)
    expect(page.locator(".peek h2, h1").last).to_have_text(aspirin)
    wait_until_settled(page)
    if not path.startswith("therapy"):
        expect(page.locator(".peek h2")).to_be_focused()
        page.keyboard.press("Escape")
        expect(page.locator(".peek")).to_have_count(0)
        expect(page.locator("#main").get_by_role("link", name=aspirin).first).to_be_focused()
    wait_until_settled(page)
    assert page.evaluate("document.activeElement !== document.body")
    assert "q=" not in page.url


def test_escape_leaves_the_list_then_empties_the_search(server: Server, page: Page) -> None:
    turn(page, f"{server.url}/browse")
    box = page.get_by_role("combobox", name="Search")
    box.focus()
    page.keyboard.type("phosphate")
    expect(page.get_by_role("option").first).to_be_visible()
    expect(page.locator(".res")).to_contain_text("matching “phosphate”")
    page.keyboard.press("Escape")
    expect(page.get_by_role("listbox")).to_have_count(0)
    expect(box).to_have_value("phosphate")
    page.keyboard.press("Escape")
    expect(box).to_have_value("")
    expect(page.locator(".res")).not_to_contain_text("matching")
    expect(box).to_be_focused()


def test_picking_by_keyboard_keeps_the_focus_until_the_last_pick_is_removed(
    server: Server, page: Page, real: Catalog
) -> None:
    first, second = real.therapies[5:7]
    turn(page, f"{server.url}/browse")
    for therapy in (first, second):
        pick = page.get_by_role("checkbox", name=f"Compare {therapy.name}", exact=True)
        pick.press("Space")
        expect(pick).to_be_checked()
        expect(pick).to_be_focused()
    wait_until_settled(page)
    remove = page.get_by_role("link", name="Do not compare")
    remove.first.press("Enter")
    expect(remove).to_have_count(1)
    expect(remove).to_be_focused()
    remove.press("Enter")
    expect(page.locator(".tray")).not_to_be_visible()
    expect(pick).to_be_focused()
    sort = page.get_by_role("link", name="Goal", exact=True)
    for order in ("ascending", "descending"):
        sort.press("Enter")
        expect(page.locator("th", has=sort)).to_have_attribute("aria-sort", order)
        expect(sort).to_be_focused()
        wait_until_settled(page)
        expect(sort).to_be_focused()


@pytest.mark.parametrize("width", [1440, 390])
def test_therapies_are_compared_and_removed_by_keyboard_from_one_link_to_the_next(
    server: Server, page: Page, real: Catalog, width: int
) -> None:
    show_as(page, width)
    first, second, third = real.therapies[:3]
    turn(page, f"{server.url}/compare?id={first.id}")
    if width < 640:
        page.get_by_role("link", name="All therapies").press("Enter")
    for count, therapy in enumerate((second, third), 2):
        link = page.locator(f".side [data-pick='{therapy.id}']")
        link.press("Enter")
        expect(page.locator(HEADS)).to_have_count(count)
        wait_until_settled(page)
        expect(link).to_be_focused()
        expect(link).to_have_attribute("aria-pressed", "true")
    page.keyboard.press("Escape")

    def remove(name: str) -> Locator:
        return page.get_by_role("link", name=f"Remove {name}", exact=True)

    for gone, left in ((second, third), (third, first)):
        remove(gone.name).press("Enter")
        expect(remove(left.name)).to_be_focused()
        wait_until_settled(page)
    remove(first.name).press("Enter")
    expect(page.locator(HEADS)).to_have_count(0)
    wait_until_settled(page)
    assert page.evaluate("document.activeElement !== document.body")
    expect(page.locator(SCREEN)).to_have_count(0)


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


def test_a_press_of_the_mouse_ends_typing_and_a_key_counts_at_once(
    server: Server, page: Page
) -> None:
    turn(page, f"{server.url}/study")
    page.keyboard.press("/")
    page.keyboard.type("vita")
    page.keyboard.press("Escape")
    page.locator(".qz-starts a").first.click()
    expect(page.locator(".qz-trail")).to_contain_text("Question 1 of")
    page.keyboard.press("2")
    page.keyboard.press("w")
    expect(page.locator(".qz-verdict")).to_be_visible()


def test_keys_go_on_working_after_a_click_on_what_they_belong_to(
    server: Server, page: Page
) -> None:
    turn(page, f"{server.url}/study?part=quiz&seed=7")
    page.locator(".qz-share summary").click()
    for question in ("2", "3"):
        page.keyboard.press(question)
        page.keyboard.press("w")
        expect(page.locator(".qz-verdict")).to_be_focused()
        page.keyboard.press("Enter")
        expect(page.locator(".qz-options .option").first).to_be_visible()
    expect(page.locator(".qz-trail")).to_contain_text("Question 3")
