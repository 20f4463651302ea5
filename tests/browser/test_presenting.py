"""Slides in a real Chromium: large and whole, walked by keys, shown in two windows."""

import re

from playwright.sync_api import Page, expect

from harness.browser import NewPage, show_as, turn, visit, wait_until_settled
from harness.server import FROZEN, Server
from tests.support.axe import violations
from therapies.catalog.catalog import load_catalog
from therapies.presenting.ready_talk import story
from therapies.presenting.talk import encode
from therapies.site import TITLE

CATALOG = load_catalog(FROZEN)
TALK = story(CATALOG)
SIZES = ((1280, 720), (1920, 1080), (1024, 768))
ON = ".show > .slide.on"
OTHERS = (
    "/?present=1&category=mechanical",
    "/browse?present=1",
    "/browse?present=1&context=kidney+disease",
    "/therapy?present=1&id=statins",
    "/compare?present=1&id=sevelamer&id=statins&id=stenting&id=vitamin-k2&id=aspirin",
    "/charts?present=1",
    "/method?present=1&slide=2",
)
MEASURED = """() => {
    const slide = document.querySelector(".show > .slide.on"), unit = slide.clientWidth / 1280;
    const shown = (each) => each.checkVisibility() && !each.closest("svg");
    const texts = [...slide.querySelectorAll("*")].filter((each) => shown(each)
        && [...each.childNodes].some((n) => n.nodeType === 3 && n.textContent.trim()));
    const size = (each) => parseFloat(getComputedStyle(each).fontSize) / unit;
    const boxes = (each) => {
        const range = document.createRange();
        range.selectNodeContents(each);
        return [...range.getClientRects()].filter((box) => box.width);
    };
    const edge = slide.getBoundingClientRect();
    const foot = slide.querySelector("footer").getBoundingClientRect().top;
    const key = slide.querySelector(".key")?.getBoundingClientRect().top ?? foot;
    const low = (each) => each.closest("footer") ? edge.bottom : each.closest(".key") ? foot : key;
    const over = texts.filter((each) => boxes(each).some((box) =>
        box.right > edge.right + 1 || box.bottom > low(each) + 4 * unit));
    const wide = [...slide.querySelectorAll("*")].filter((each) => shown(each)
        && each.clientWidth && each.scrollWidth > each.clientWidth + 2);
    const names = [...slide.querySelectorAll(".nm b")].filter(shown);
    return {
        title: size(slide.querySelector("h2")),
        least: Math.min(...texts.map(size)),
        name: Math.min(99, ...names.map(size)),
        over: [...over, ...wide].map((each) => each.textContent.trim().slice(0, 60)),
        letterboxed: edge.width <= innerWidth + 1 && edge.height <= innerHeight + 1,
    };
}"""


def _expect_large_and_whole(page: Page, where: str) -> None:
    found = page.evaluate(MEASURED)
    assert found["over"] == [], where
    assert found["title"] >= 33.9, where
    assert found["name"] >= 17.9, where
    assert found["least"] >= 13.9, where
    assert found["letterboxed"], where


def test_every_slide_is_large_whole_and_breaks_no_rule_on_three_screens(
    server: Server, page: Page
) -> None:
    """Axe looks at each slide of the ready talk once, on one ground or the other."""
    visit(page, f"{server.url}/present?present=1&talk={encode(TALK)}")
    for number in range(1, len(TALK.steps) + 1):
        page.keyboard.press("Home")
        page.keyboard.type(str(number))
        page.keyboard.press("Enter")
        expect(page.locator(ON)).to_have_attribute("data-n", str(number))
        for _ in range(int(page.locator(ON).get_attribute("data-builds") or 0)):
            page.keyboard.press("ArrowRight")
        for size in SIZES:
            show_as(page, *size, scheme="dark" if number % 2 else "light")
            _expect_large_and_whole(page, f"{number} at {size}")
        assert violations(page) == {}, number
    for path in OTHERS:
        visit(page, f"{server.url}{path}")
        for size in SIZES:
            show_as(page, *size)
            _expect_large_and_whole(page, f"{path} at {size}")


def test_a_presenter_enters_walks_and_leaves_by_keyboard(server: Server, page: Page) -> None:
    turn(page, f"{server.url}/?category=mechanical")
    page.keyboard.press("p")
    slide, counter = page.locator(ON), page.locator(".controls [data-count]")
    expect(slide.locator("h2")).to_have_text("All nine aim to modify the lesion or vessel")
    page.keyboard.press("Home")  # built up: columns, then marks, then names
    for names, marks in ((0, 0), (0, 9), (12, 9)):
        expect(slide.locator(".nm b:visible")).to_have_count(names)
        expect(slide.locator(".goal .nm .bar:visible")).to_have_count(marks)
        page.keyboard.press("ArrowRight")
    for key, place in (
        ("Space", "3 of 3"),
        ("PageUp", "2 of 3"),
        ("ArrowDown", "3 of 3"),
        ("Home", "1 of 3"),
        ("End", "3 of 3"),
        ("2", "3 of 3"),
        ("Enter", "2 of 3"),
    ):
        page.keyboard.press(key)
        expect(counter).to_have_text(place)
    expect(page.get_by_role("status").first).to_contain_text("2 of 3: Use runs ahead")
    page.reload()
    expect(counter).to_have_text("2 of 3")
    slide.get_by_text("Stenting").click()
    expect(slide.locator(".hit")).to_have_count(1)
    other = slide.get_by_text("Angioplasty").locator("..")
    assert float(other.evaluate("each => getComputedStyle(each).opacity")) < 0.5
    page.keyboard.press("Escape")
    expect(slide.locator(".hit")).to_have_count(0)
    ground = "getComputedStyle(document.body).backgroundColor"
    assert page.evaluate(ground) == "rgb(255, 255, 255)"
    page.keyboard.press("d")
    assert page.evaluate(ground) == "rgb(17, 22, 28)"
    page.keyboard.press("b")
    expect(page.locator(".blackness")).to_be_visible()
    page.keyboard.press("ArrowRight")
    expect(page.locator(".blackness")).to_be_hidden()
    expect(counter).to_have_text("2 of 3")
    page.keyboard.press("o")
    page.keyboard.press("ArrowRight")
    page.keyboard.press("Enter")
    expect(counter).to_have_text("3 of 3")
    page.keyboard.press("Escape")
    expect(page.locator(".vc .map")).to_be_visible()
    wait_until_settled(page)
    assert page.evaluate("location.search") == "?category=mechanical"


def test_a_speaker_moves_both_windows_and_only_theirs_has_the_notes(
    server: Server, new_page: NewPage
) -> None:
    page = new_page()
    note = "Ask who has heard of SNF472."
    talk = TALK.with_renamed(3, "", note)
    visit(page, f"{server.url}/present?present=1&slide=3&talk={encode(talk)}")
    with page.expect_popup() as opened:
        page.keyboard.press("s")
    audience = opened.value
    counter = page.locator(".pace [data-count]")
    expect(counter).to_have_text("3 of 12")
    expect(page.locator("[data-linked]")).to_contain_text("follows")
    page.keyboard.press("ArrowRight")
    expect(counter).to_have_text("4 of 12")
    expect(page.locator(".notes")).to_contain_text(note)
    expect(page.locator("[data-next] h2")).to_contain_text("Said to be shown")
    expect(audience.locator(ON)).to_have_attribute("data-n", "4")
    assert note not in audience.content()
    assert audience.locator(".desk").count() == 0
    page.get_by_label("Spotlight: type a name").fill("snf")
    expect(audience.locator(f"{ON} .hit")).to_have_text("SNF472")
    page.reload()
    expect(counter).to_have_text("4 of 12")
    audience.reload()
    expect(audience.locator(ON)).to_have_attribute("data-n", "4")
    expect(audience.locator(f"{ON} .hit")).to_have_text("SNF472")
    audience.keyboard.press("ArrowRight")
    expect(counter).to_have_text("5 of 12")
    page.keyboard.press("q")
    expect(audience.locator(ON)).to_have_class(re.compile("k-question"))
    expect(audience.locator(f"{ON} .passage")).to_be_hidden()
    page.keyboard.press("ArrowRight")
    expect(audience.locator(f"{ON} .passage")).to_be_visible()
    page.keyboard.press("ArrowRight")
    expect(counter).to_have_text("5 of 12")
    page.close()
    audience.keyboard.press("ArrowLeft")
    expect(audience.locator(ON)).to_have_attribute("data-n", "4")
    audience.keyboard.press("p")
    expect(audience.locator(ON)).to_be_visible()


def test_the_speakers_window_breaks_no_rule_and_holds_on_a_small_screen(
    server: Server, page: Page
) -> None:
    """A plan of its own gives a slide as much of the bar; nothing scrolls."""
    talk = TALK.with_renamed(3, "", "Ask who has heard of SNF472.", 5)
    for scheme in ("light", "dark"):
        show_as(page, 1280, 720, scheme=scheme)
        visit(page, f"{server.url}/present?present=1&speaker=1&slide=4&talk={encode(talk)}")
        expect(page.get_by_label("Planned minutes")).to_have_value("16")
        high, wide = page.evaluate(
            "(({scrollHeight: h, scrollWidth: w}) => [h, w])(document.documentElement)"
        )
        assert (high <= 720, wide <= 1280) == (True, True)
        widths = page.locator("[data-segments] i").evaluate_all(
            "all => all.map((i) => i.offsetWidth)"
        )
        assert widths[3] > 4 * widths[0]
        assert violations(page) == {}
    expect(page.locator(".notes")).to_contain_text("Ask who has heard of SNF472.")


def test_keys_do_nothing_while_someone_types(server: Server, page: Page) -> None:
    turn(page, server.url)
    expect(page.locator(".map")).to_be_visible()
    page.get_by_label("Search", exact=True).press_sequentially("stop")
    expect(page.get_by_label("Search", exact=True)).to_have_value("stop")
    expect(page.locator(".show")).to_have_count(0)


def test_a_quiz_is_presented_large_and_without_the_frame(server: Server, page: Page) -> None:
    show_as(page, 1280, 720)
    turn(page, f"{server.url}/study?part=quiz&seed=class&number=5&present=1")
    expect(page.locator(".vc.quiz")).to_be_visible()
    for hidden in ("stSidebar", "stHeader"):
        expect(page.get_by_test_id(hidden)).to_be_hidden()
    zoom = float(page.get_by_test_id("stMain").evaluate("e => getComputedStyle(e).zoom"))
    sizes = page.locator(".vc.quiz *:visible").evaluate_all(
        "all => all.map((each) => parseFloat(getComputedStyle(each).fontSize))"
    )
    assert min(sizes) * zoom >= 24
    for key in "1w":
        page.keyboard.press(key)
    expect(page.locator(".vc.quiz h2").first).to_have_text(re.compile("Right|Wrong"))
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


def test_a_screen_that_is_gone_is_drawn_again(server: Server, page: Page) -> None:
    turn(page, f"{server.url}/?goal=halt")
    page.locator(".vc.app").evaluate("screen => screen.remove()")
    turn(page, f"{server.url}/?goal=modify")
    expect(page.locator(".vc.app")).to_have_attribute("data-at", "goal=modify")
    expect(page.locator(".map")).to_be_visible()
