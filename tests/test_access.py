"""Access: axe-core on every state of the app, the keyboard, narrow and zoomed, forced colours."""

import re
from pathlib import Path
from typing import cast

import pytest
from playwright.sync_api import Page, expect

from tests.axe import COLOURS, Found, violations
from tests.live import NewPage, Scheme, Server, turn, visit, wait_until_settled
from therapies.catalog import load_catalog
from therapies.site import PAGES
from therapies.story import story
from therapies.talk import encode

ROOT = Path(__file__).parents[1]
READY = encode(story(load_catalog(ROOT / "data")))
"""The ready talk, as its link holds it."""

STATES = {
    "overview": "/",
    "overview, filtered": "/?category=mechanical&goal=modify",
    "nothing left": "/?q=dialysis",
    "link with what is unknown": "/?goal=bogus&colour=red",
    "browse, picked": "/browse?id=sevelamer&id=aspirin&q=phosphate",
    "therapy": "/therapy?id=sevelamer",
    "therapy, none chosen": "/therapy?category=experimental",
    "therapy, unknown": "/therapy?id=sevelamr&category=experimental",
    "therapy, older link": "/therapy?id=smoking-cessation&v=ve00797",
    "compare": "/compare?id=sevelamer&id=lanthanum-carbonate",
    "compare, nothing yet": "/compare",
    "sources": "/sources?document=coronary&category=mechanical",
    "quiz": "/study?part=quiz",
    "cards": "/study?part=cards",
    "words": "/study?part=words",
    "present": "/present",
    "method": "/method",
    "presenting": "/?present=1",
    "presenting a talk": f"/present?present=1&slide=7&talk={READY}",
    "a talk": f"/present?talk={READY}",
    "quiz, asked": "/study?part=quiz&seed=a&number=5",
    "quiz, answered": "/study?part=quiz&seed=a&number=5&answers=1",
    "quiz, presented": "/study?part=quiz&seed=a&number=5&present=1",
}
"""Each state of the app that a link gives; a new one is a line here."""

KEYBOARD = ("overview, filtered", "browse, picked", "compare", "quiz", "present")
"""The states that are walked through with the Tab key."""

RECORD = ROOT / "docs/accessibility.md"
ENTRY = re.compile(r"^\| `(?P<rule>[a-z-]+)` \| `(?P<selector>[^`]+)` \|", re.MULTILINE)


# What stands in sight: each word of the page's own content, wherever it wraps.
_WORDS = """() => {
    const walker = document.createTreeWalker(
        document.querySelector('[data-testid="stMain"]'), NodeFilter.SHOW_TEXT);
    const words = new Set();
    while (walker.nextNode()) {
        const box = walker.currentNode.parentElement;
        if (!box.closest(".vc") || box.closest("svg, kbd, .phone-pages")) continue;
        if (!box.checkVisibility() && !box.closest("details")) continue;
        const found = walker.currentNode.data.match(/[\\p{L}\\p{N}]+/gu) ?? [];
        for (const word of found) words.add(word);
    }
    return [...words];
}"""
_CUT = """() => {
    const main = document.querySelector('[data-testid="stMain"]');
    const limit = main.getBoundingClientRect().right + 1;
    const beyond = [...main.querySelectorAll(".vc, .vc *")].filter((each) =>
        !each.closest(".scroll, .hidden, svg") && each.checkVisibility()
        && each.getBoundingClientRect().right > limit);
    const wide = main.scrollWidth > main.clientWidth + 1 ? [main] : [];
    return [...wide, ...beyond].map((each) => each.outerHTML.slice(0, 120));
}"""
WIDE, NARROW = (1440, 900), (320, 720)
ZOOMED = (720, 450)
"""What 200 % leaves of a window of 1440 by 900."""


def _gone_or_cut(page: Page, words: set[str]) -> list[str]:
    """Return which of `words` are not in sight, and what is cut or needs scrolling sideways."""
    return [*sorted(words - set(page.evaluate(_WORDS))), *page.evaluate(_CUT)]


def _ground(page: Page, scheme: Scheme) -> None:
    page.emulate_media(color_scheme=scheme)
    ground = {"light": "rgb(255, 255, 255)", "dark": "rgb(18, 23, 29)"}[scheme]
    expect(page.get_by_test_id("stApp")).to_have_css("background-color", ground)


def _listed() -> set[tuple[str, str]]:
    """Return rule and selector of each violation that the record says is Streamlit's own."""
    text = RECORD.read_text(encoding="utf-8")
    return {(match["rule"], match["selector"]) for match in ENTRY.finditer(text)}


@pytest.mark.parametrize("state", STATES)
def test_no_state_breaks_a_rule_of_axe_and_none_is_cut_on_narrow_or_zoomed_pages(
    server: Server, page: Page, state: str
) -> None:
    """Colours are looked at on both grounds, all else on one, and once more where it is narrow."""
    _resize(page, WIDE)
    turn(page, f"{server.url}{STATES[state]}")
    words = set(page.evaluate(_WORDS))
    broken = _broken(page)
    _resize(page, NARROW)
    broken |= _settled(page, ())
    assert {key: said for key, said in broken.items() if key not in _listed()} == {}
    assert _gone_or_cut(page, words) == []
    _resize(page, ZOOMED)
    assert _gone_or_cut(page, words) == []


def _resize(page: Page, size: tuple[int, int]) -> None:
    page.set_viewport_size({"width": size[0], "height": size[1]})


def _broken(page: Page) -> Found:
    """Return what breaks a rule: all of them on the one ground, then colours on the other."""
    broken: Found = {}
    for rules, ground in (((), "dark"), (COLOURS, "light")):
        broken |= _settled(page, rules)
        _ground(page, cast(Scheme, ground))
    return broken


def _settled(page: Page, rules: tuple[str, ...]) -> Found:
    """Return what breaks a rule when asked again: a ground or a width takes a moment to arrive."""
    return violations(page, rules) and violations(page, rules)


def test_the_record_lists_nothing_of_ours() -> None:
    assert not any(".vc" in selector for _, selector in _listed())


def test_every_page_has_a_state() -> None:
    opened = {path.split("?")[0].strip("/") or PAGES[0].slug for path in STATES.values()}
    assert opened == {info.slug for info in PAGES}


@pytest.mark.parametrize("name", ["How to read this", "Take it with you"])
def test_a_menu_opens_by_keyboard_and_breaks_no_rule(server: Server, page: Page, name: str) -> None:
    turn(page, f"{server.url}/sources?category=mechanical")
    page.get_by_role("button", name=name).press("Enter")
    expect(page.get_by_test_id("stPopoverBody")).to_be_visible()
    wait_until_settled(page)
    assert violations(page) == {}
    page.keyboard.press("Escape")
    expect(page.get_by_test_id("stPopoverBody")).to_have_count(0)
    expect(page.get_by_role("button", name=name)).to_be_focused()


def test_the_filters_of_a_phone_break_no_rule(server: Server, new_page: NewPage) -> None:
    phone = new_page(390, 844, "dark")
    visit(phone, f"{server.url}/?category=mechanical")
    phone.get_by_role("link", name="Search and filter").press("Enter")
    expect(phone.get_by_label("Search", exact=True)).to_be_in_viewport()
    wait_until_settled(phone)
    assert violations(phone) == {}


# Everything that the Tab key is to reach: what is in sight and can be pressed or filled in.
_REACHABLE = """() => [...document.querySelectorAll(
    'a[href], button, input, select, textarea, summary, [tabindex="0"]')]
    .filter((each) => each.checkVisibility({ visibilityProperty: true, opacityProperty: true })
        && each.getClientRects().length && each.tabIndex >= 0 && !each.disabled
        && !each.closest("template, [inert]"))
    .map((each, number) => { each.dataset.stop = number; return each.outerHTML.slice(0, 160); })"""
# A page that was turned to goes on where the focus was; one that was loaded has nothing before it.
_BEFORE_ALL = """() => {
    const first = document.createElement("span");
    first.tabIndex = -1;
    document.body.prepend(first);
    first.focus();
    first.remove();
}"""
_STOP = """() => {
    const here = document.activeElement;
    const drawn = (each) => {
        const style = getComputedStyle(each);
        return style.outlineStyle !== "none" && parseFloat(style.outlineWidth) >= 2;
    };
    const field = here.closest('[data-testid="stTextInputRootElement"], [role="group"]');
    const seen = drawn(here) || Boolean(field && (drawn(field)
        || getComputedStyle(field).borderColor !== "rgb(195, 203, 212)"));
    return [here.dataset.stop ?? null, seen, here.outerHTML.slice(0, 160)];
}"""


def _walk(page: Page, most: int) -> list[tuple[str | None, bool, str]]:
    """Press Tab from the page's start to its end; return the stops, `most` at the most."""
    page.evaluate(_BEFORE_ALL)
    walked: list[tuple[str | None, bool, str]] = []
    for _ in range(most):
        page.keyboard.press("Tab")
        stop, seen, html = page.evaluate(_STOP)
        if html.startswith("<body") or (walked and stop == walked[0][0]):
            break
        walked.append((stop, seen, html))
    return walked


@pytest.mark.parametrize("state", KEYBOARD)
def test_tab_reaches_everything_in_order_and_the_focus_is_seen(
    server: Server, page: Page, state: str
) -> None:
    turn(page, f"{server.url}{STATES[state]}")
    reachable: list[str] = page.evaluate(_REACHABLE)
    walked = _walk(page, 2 * len(reachable))
    reached = {stop for stop, _, _ in walked if stop is not None}
    missed = [html for number, html in enumerate(reachable) if str(number) not in reached]
    assert missed == []
    assert [html for _, seen, html in walked if not seen] == []
    order = [int(stop) for stop, _, _ in walked if stop is not None]
    assert order == sorted(order)
    assert "Skip to main content" in walked[0][2]


def test_the_focus_is_seen_in_forced_colours(server: Server, page: Page) -> None:
    page.emulate_media(forced_colors="active")
    turn(page, f"{server.url}{STATES['compare']}")
    reachable = page.evaluate(_REACHABLE)
    walked = _walk(page, len(reachable))
    assert len(walked) >= len(reachable) > 30
    assert [html for _, seen, html in walked if not seen] == []


def test_nothing_of_ours_moves(server: Server, page: Page) -> None:
    turn(page, server.url)
    moving: list[str] = page.evaluate(
        "() => [...document.querySelectorAll('.vc, .vc *')].filter((each) => {"
        "const style = getComputedStyle(each);"
        "return style.animationName !== 'none' || style.transitionDuration !== '0s'; })"
        ".map((each) => each.outerHTML.slice(0, 120))"
    )
    assert moving == []


def test_every_chart_of_the_overview_is_a_table_with_a_takeaway(server: Server, page: Page) -> None:
    turn(page, server.url)
    expect(page.get_by_test_id("stVegaLiteChart")).to_have_count(0)
    for chart in ("table.map", "table.dots", "table.marks"):
        expect(page.locator(f"{chart} caption")).not_to_be_empty()
    expect(page.locator(".takeaway + .lead")).to_have_count(3)
    expect(page.locator("summary", has_text="The same as a table, with names")).to_have_count(2)


def test_every_chart_of_the_sources_has_an_alt_a_takeaway_and_a_table(
    server: Server, page: Page
) -> None:
    turn(page, f"{server.url}/sources")
    charts = page.get_by_test_id("stVegaLiteChart")
    tables = page.locator("summary", has_text="The same as a table, with names")
    takeaways = page.locator(".takeaway + .lead").all_inner_texts()
    assert charts.count() == tables.count() == 2
    for chart, opener in zip(charts.all(), tables.all(), strict=True):
        alt = chart.get_attribute("aria-label") or ""
        assert any(takeaway in alt for takeaway in takeaways if takeaway)
        opener.press("Enter")
    expect(page.get_by_test_id("stExpander").locator("table.data:visible")).to_have_count(2)
