"""The presenting state in a real Chromium: nothing but what is shown, large, walked by keys."""

import re

from playwright.sync_api import Page, expect

from tests.live import NewPage, Server, turn, wait_until_settled
from therapies.site import TITLE

SCREEN = ".vc.screen"
PATHS = [
    "/?",
    "/?category=mechanical&",
    "/?category=mineral+metabolism&",
    "/?goal=reverse&",
    "/browse?",
    "/therapy?id=statins&",
    "/compare?id=sevelamer&id=statins&id=stenting&id=vitamin-k2&id=aspirin&",
    "/sources?",
    "/method?",
]
SAYS_MORE = """said => document.querySelector(".vc.screen")?.dataset.say !== said"""
SMALL = """() => [...document.querySelectorAll(".vc.screen *")]
    .filter((each) => each.checkVisibility() && !each.closest(".hidden"))
    .filter((each) => [...each.childNodes].some((n) => n.nodeType === 3 && n.textContent.trim()))
    .filter((each) => parseFloat(getComputedStyle(each).fontSize) < innerHeight / 30 - 0.01)
    .map((each) => each.outerHTML.slice(0, 90))"""
OVER = """async () => {
  const over = () => {
    const stage = document.querySelector(".vc.screen .stage"), screen = stage.parentElement;
    return [stage.scrollHeight - stage.clientHeight, stage.scrollWidth - stage.clientWidth,
      screen.scrollHeight - screen.clientHeight, screen.scrollWidth - screen.clientWidth]
      .filter((each) => each > 2);
  };
  for (let frames = 0; frames < 60 && over().length; frames += 1)
    await new Promise(requestAnimationFrame); // a resized window is fitted a moment later
  return over();
}"""


def _expect_large_and_whole(page: Page) -> None:
    assert page.evaluate(OVER) == []
    assert page.evaluate(SMALL) == []


def _walk(page: Page) -> int:
    """Go through all slides by keyboard; return how many there were."""
    seen = 1
    while page.locator(f"{SCREEN} .next").count():
        said = page.locator(SCREEN).get_attribute("data-say")
        page.keyboard.press("ArrowRight")
        page.wait_for_function(SAYS_MORE, arg=said)
        _expect_large_and_whole(page)
        seen += 1
    return seen


def test_every_slide_fits_without_scrolling_in_large_letters(
    server: Server, shared_page: NewPage
) -> None:
    page = shared_page(1280, 720)
    slides = 0
    for path in PATHS:
        turn(page, f"{server.url}{path}present=1")
        for width, height in ((1920, 1080), (1280, 720)):
            page.set_viewport_size({"width": width, "height": height})
            _expect_large_and_whole(page)
        slides += _walk(page)
    assert slides > 30


def test_a_presenter_enters_walks_and_leaves_by_keyboard(server: Server, page: Page) -> None:
    turn(page, f"{server.url}/?category=mechanical")
    expect(page.locator("table.map")).to_be_visible()
    page.keyboard.press("p")
    expect(page.locator(f"{SCREEN} h1")).to_have_text("9 of 47 therapies: mechanical")
    for hidden in ("stSidebar", "stHeader"):
        expect(page.get_by_test_id(hidden)).to_be_hidden()
    counter = page.locator(".walk > span")
    for key, place in (
        ("ArrowRight", "2 of 3"),
        ("Space", "3 of 3"),
        ("PageUp", "2 of 3"),
        ("PageDown", "3 of 3"),
        ("Home", "1 of 3"),
        ("End", "3 of 3"),
        ("ArrowLeft", "2 of 3"),
    ):
        page.keyboard.press(key)
        expect(counter).to_have_text(place)
        expect(page.locator(".vc-live")).to_contain_text(f"Slide {place}")
    page.reload()
    expect(counter).to_have_text("2 of 3")
    wait_until_settled(page)
    page.keyboard.press("Escape")
    expect(page.locator("table.map")).to_be_visible()
    assert page.evaluate("location.search") == "?category=mechanical"


def test_a_click_spotlights_a_therapy_and_the_rest_dims(server: Server, page: Page) -> None:
    turn(page, f"{server.url}/?present=1")
    page.get_by_role("button", name="Sevelamer: shown, for calcification").click()
    expect(page.locator(".pointed")).to_have_text(
        "Sevelamer: aims to slow or stop further calcification; "
        "an effect on calcification is said to have been shown."
    )
    expect(page.locator(".unit[aria-pressed=true]")).to_have_count(1)
    other = page.get_by_role("button", name="Statins:").first
    assert float(other.evaluate("e => getComputedStyle(e).opacity")) < 0.5
    page.keyboard.press("n")
    expect(page.locator(".panel")).to_contain_text("Arterial article")
    expect(page.locator(".panel > div:visible")).to_have_count(1)
    page.keyboard.press("Escape")
    expect(page.locator(".pointed")).to_be_hidden()
    expect(page.locator(SCREEN)).to_be_visible()


def test_the_ground_is_turned_by_a_key_and_stays(server: Server, new_page: NewPage) -> None:
    page = new_page()
    turn(page, f"{server.url}/?present=1")
    ground = "getComputedStyle(document.querySelector('.vc.screen')).backgroundColor"
    assert page.evaluate(ground) == "rgb(255, 255, 255)"
    page.keyboard.press("d")
    assert page.evaluate(ground) == "rgb(18, 23, 29)"
    page.keyboard.press("ArrowRight")
    expect(page.locator(".walk > span")).to_have_text("2 of 3")
    assert page.evaluate(ground) == "rgb(18, 23, 29)"


def test_keys_do_nothing_while_someone_types(server: Server, page: Page) -> None:
    turn(page, server.url)
    expect(page.locator("table.map")).to_be_visible()
    page.get_by_label("Search", exact=True).press_sequentially("stop")
    expect(page.get_by_label("Search", exact=True)).to_have_value("stop")
    expect(page.locator(SCREEN)).to_have_count(0)


def test_a_phone_presents_without_being_too_wide(server: Server, new_page: NewPage) -> None:
    page = new_page(390, 844, "dark")
    for path in PATHS[::3]:
        turn(page, f"{server.url}{path}present=1")
        wide = "document.querySelector('.vc.screen').scrollWidth"
        assert page.evaluate(wide) <= 390


def test_a_quiz_is_presented_large_and_without_the_frame(
    server: Server, shared_page: NewPage
) -> None:
    page = shared_page(1280, 720)
    turn(page, f"{server.url}/study?part=quiz&seed=class&number=5&present=1")
    expect(page.locator(".vc.quiz")).to_be_visible()
    for hidden in ("stSidebar", "stHeader"):
        expect(page.get_by_test_id(hidden)).to_be_hidden()
    zoom = float(page.get_by_test_id("stMain").evaluate("e => getComputedStyle(e).zoom"))
    sizes = page.locator(".vc.quiz *:visible").evaluate_all(
        "all => all.map((each) => parseFloat(getComputedStyle(each).fontSize))"
    )
    assert min(sizes) * zoom >= 24
    page.keyboard.press("1")
    expect(page.locator(".vc.quiz h2")).to_have_text(re.compile("Right|Wrong"))
    page.keyboard.press("Enter")
    expect(page.locator(".vc.quiz")).to_contain_text("Question 2 of 5")
    expect(page.get_by_test_id("stHeader")).to_be_hidden()
    page.keyboard.press("p")
    expect(page.get_by_test_id("stHeader")).to_be_visible()
    assert "present" not in page.url


def test_study_names_its_subject_while_presented_and_in_print(server: Server, page: Page) -> None:
    turn(page, f"{server.url}/study?present=1")
    subject = page.get_by_text(TITLE, exact=True)
    expect(subject).to_be_visible()
    expect(page.locator(".heading h1")).to_be_hidden()
    page.emulate_media(media="print")
    expect(subject).to_be_visible()
