"""Access: axe-core on every state of the app, the keyboard, narrow and zoomed, forced colours."""

import re
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from harness.browser import Scheme, show_as, turn, wait_until_settled
from harness.server import FROZEN, Server
from tests.support.axe import Found, violations
from therapies.catalog.catalog import load_catalog
from therapies.presenting.ready_talk import story
from therapies.presenting.talk import encode
from therapies.site import PAGES

ROOT = Path(__file__).parents[2]
READY = encode(story(load_catalog(FROZEN)))
"""The ready talk, as its link holds it."""

STATES = {
    "overview": "/",
    "overview, filtered": "/?category=mechanical&goal=modify",
    "nothing left": "/?q=dialysis",
    "link with what is unknown": "/?goal=bogus&colour=red",
    "overview, one beside it": "/?goal=halt&peek=sevelamer",
    "browse, picked": "/browse?id=sevelamer&id=aspirin&q=phosphate",
    "browse, as many as can be, one beside them": (
        "/browse?id=sevelamer&id=aspirin&id=statins&id=stenting&id=vitamin-k&peek=diet&rows=full"
    ),
    "therapy": "/therapy?id=sevelamer",
    "therapy, none chosen": "/therapy?category=experimental",
    "therapy, unknown": "/therapy?id=sevelamr&category=experimental",
    "therapy, older link": "/therapy?id=smoking-cessation&v=ve00797",
    "compare": "/compare?id=sevelamer&id=lanthanum-carbonate",
    "compare, nothing yet": "/compare",
    "sources": "/sources?document=coronary&category=mechanical",
    "sources, one beside it": "/sources?peek=sevelamer",
    "charts": "/charts?rows=kind&columns=goal&hue=category",
    "quiz": "/study?part=quiz",
    "cards": "/study?part=cards",
    "words": "/study?part=words",
    "present": "/present",
    "method": "/method",
    "a talk": f"/present?talk={READY}",
    "quiz, asked": "/study?part=quiz&seed=a&number=5",
    "quiz, answered": "/study?part=quiz&seed=a&number=5&answers=1",
    "quiz, presented": "/study?part=quiz&seed=a&number=5&present=1",
}
"""Each state of the app that a link gives; a new one is a line here."""

KEYBOARD = ("overview, one beside it", "browse, picked", "compare", "quiz", "present")
"""The states that are walked through with the Tab key."""

RECORD = ROOT / "docs/accessibility.md"
ENTRY = re.compile(r"^\| `(?P<rule>[a-z-]+)` \| `(?P<selector>[^`]+)` \|", re.MULTILINE)


# What stands in sight: each word of the page's own content, wherever it wraps. On a narrow page
# the filters and the pages open on request, and the tray suggests nothing.
_WORDS = """() => {
    const walker = document.createTreeWalker(
        document.querySelector('[data-testid="stMain"]'), NodeFilter.SHOW_TEXT);
    const words = new Set();
    while (walker.nextNode()) {
        const box = walker.currentNode.parentElement;
        if (!box.closest(".vc") || box.closest("svg, kbd, .side, .topbar, .worth")) continue;
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
NARROW, PHONE = (320, 720), (390, 844)
SCHEMES: tuple[Scheme, ...] = ("light", "dark")
ZOOMED = (720, 450)
"""What 200 % leaves of a window of 1440 by 900."""


def _gone_or_cut(page: Page, words: set[str]) -> list[str]:
    """Return which of `words` are not in sight, and what is cut or needs scrolling sideways."""
    return [*sorted(words - set(page.evaluate(_WORDS))), *page.evaluate(_CUT)]


def _listed() -> set[tuple[str, str]]:
    """Return rule and selector of each violation that the record says is Streamlit's own."""
    text = RECORD.read_text(encoding="utf-8")
    return {(match["rule"], match["selector"]) for match in ENTRY.finditer(text)}


@pytest.mark.parametrize("state", STATES)
def test_no_state_breaks_a_rule_of_axe_and_none_is_cut_on_narrow_or_zoomed_pages(
    server: Server, page: Page, state: str
) -> None:
    """Axe looks twice: at a wide page on the light ground and at a narrow one on the dark."""
    turn(page, f"{server.url}{STATES[state]}")
    words = set(page.evaluate(_WORDS))
    broken = _settled(page)
    show_as(page, *NARROW, "dark")
    broken |= _settled(page)
    assert {key: said for key, said in broken.items() if key not in _listed()} == {}
    for size in (NARROW, PHONE, ZOOMED):
        show_as(page, *size, "dark")
        assert _gone_or_cut(page, words) == [], size
    expect(page.locator(".vc-live")).to_have_count(1)


def _settled(page: Page) -> Found:
    """Return what breaks a rule when asked again: a ground or a width takes a moment to arrive."""
    return violations(page) and violations(page)


def test_the_record_lists_nothing_of_ours() -> None:
    assert not any(".vc" in selector for _, selector in _listed())


def test_every_page_has_a_state() -> None:
    opened = {path.split("?")[0].strip("/") or PAGES[0].slug for path in STATES.values()}
    assert opened == {info.slug for info in PAGES}


MENUS = ("How to read this", "Export", "Add to talk")


def test_each_menu_opens_by_keyboard_and_breaks_no_rule(server: Server, page: Page) -> None:
    turn(page, f"{server.url}/?category=mechanical")
    for name in MENUS:
        button = page.get_by_role("button", name=name, exact=True)
        button.press("Enter")
        expect(page.locator(":popover-open")).to_be_visible()
        assert _settled(page) == {}, name
        page.keyboard.press("Escape")
        expect(page.locator(":popover-open")).to_have_count(0)
        expect(button).to_be_focused()


def test_what_the_search_finds_breaks_no_rule(server: Server, page: Page) -> None:
    turn(page, f"{server.url}/browse")
    page.get_by_role("combobox", name="Search").press_sequentially("phos")
    page.keyboard.press("ArrowDown")
    expect(page.get_by_role("option", selected=True)).to_have_count(1)
    for scheme in SCHEMES:
        show_as(page, scheme=scheme)
        wait_until_settled(page)
        assert _settled(page) == {}, scheme


def test_the_filters_and_the_pages_of_a_phone_break_no_rule(server: Server, page: Page) -> None:
    show_as(page, *PHONE, "dark")
    turn(page, f"{server.url}/?category=mechanical")
    page.get_by_role("button", name="Overview (pages)").press("Enter")
    expect(page.get_by_role("navigation", name="All pages")).to_be_visible()
    assert _settled(page) == {}
    page.keyboard.press("Escape")
    page.get_by_role("link", name="Filter and search").press("Enter")
    box = page.get_by_role("combobox", name="Search")
    expect(box).to_be_focused()
    page.get_by_text("More filters").click()
    for scheme in SCHEMES:
        show_as(page, *PHONE, scheme)
        wait_until_settled(page)
        assert _settled(page) == {}, scheme
        assert page.evaluate(_CUT) == []
    page.get_by_role("link", name="Show 9 therapies").click()
    expect(box).not_to_be_visible()
    expect(page.get_by_role("link", name="Filter and search")).to_be_focused()


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


def test_nothing_of_ours_moves_for_who_wants_no_motion(server: Server, page: Page) -> None:
    turn(page, f"{server.url}/?peek=sevelamer")
    moving: list[str] = page.evaluate(
        "() => [...document.querySelectorAll('.vc, .vc *')].filter((each) => {"
        "const style = getComputedStyle(each);"
        "return style.animationName !== 'none' || style.transitionDuration !== '0s'; })"
        ".map((each) => each.outerHTML.slice(0, 120))"
    )
    assert moving == []


def test_who_says_what_is_a_table_with_heads_and_a_name_for_each_row(
    server: Server, page: Page
) -> None:
    turn(page, f"{server.url}/sources")
    table = page.get_by_role("table", name="Who says what")
    expect(table.get_by_role("columnheader")).to_have_count(4)
    statins = table.get_by_role("row").filter(has=page.get_by_role("rowheader", name="Statins"))
    expect(statins.get_by_role("cell")).to_have_count(3)
    expect(statins).to_contain_text("stated, plaque")
    show_as(page, *PHONE)
    expect(statins.get_by_text("Arterial article:")).to_be_visible()
    expect(table.get_by_role("columnheader")).to_have_count(4)


def test_the_first_stop_leads_past_pages_and_filters(server: Server, page: Page) -> None:
    turn(page, f"{server.url}/browse?goal=halt")
    page.evaluate(_BEFORE_ALL)
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    expect(page.locator("#main")).to_be_focused()
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.closest('#main') !== null")
    assert page.evaluate("location.pathname + location.search + location.hash") == (
        "/browse?goal=halt"
    )
