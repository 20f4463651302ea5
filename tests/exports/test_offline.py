"""The offline page: the app's screens in one file, without network, by keyboard, and as sure."""

import base64
import hashlib
import json
import re
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest
from playwright.sync_api import Page, expect

from harness.browser import NewPage, Scheme, show_as
from tests.support.axe import Found, violations
from tests.support.filled import filled_catalog
from tests.support.hostile import HOSTILE, PLAIN
from tests.support.html import Page as Html
from tests.support.sample import write_sample
from therapies.catalog.catalog import Catalog, load_catalog
from therapies.catalog.glossary import Glossary
from therapies.content import comparison, findings
from therapies.content.answer import Answer
from therapies.content.question import QUESTIONS
from therapies.content.screen import screen
from therapies.exports.offline.offline import offline
from therapies.model import PURPOSE
from therapies.query.link import read
from therapies.query.query import Query
from therapies.query.view import View
from therapies.site import MOST_COMPARED, TITLE

Open = Callable[..., Page]

PICKED = "id=sevelamer&id=lanthanum-carbonate"
LINKS = (
    *("overview", "overview?goal=halt", "overview?q=phosphte", "overview?category=mechanical"),
    *("overview?q=zzzz", "overview?q=dialysis", "overview?category=mechanical&goal=halt"),
    *("overview?goal=cure&colour=red&goal=halt", "overview?context=kidney+disease"),
    *("overview?peek=statins", f"overview?{PICKED}&peek=sevelamer&outcome=calcification"),
    *("browse", "browse?q=sevelmaer", "browse?goal=halt&peek=statins", "browse?sort=-evidence"),
    *("browse?sort=goal&rows=full&q=vitamin", f"browse?{PICKED}&rows=names", "browse?document=x"),
    *("therapy", "therapy?goal=reverse", "therapy?id=sevelamer", "therapy?id=statins&goal=halt"),
    *(
        "therapy?id=stenting&category=mechanical",
        "compare",
        "compare?goal=modify",
        "method",
        "charts",
    ),
)
"""Links of every page, with filters, searches, sorting, picks, and what the table does not know."""


@pytest.fixture(scope="module")
def whole(real: Catalog) -> bytes:
    """The file of the frozen table."""
    return offline(View(real))


@pytest.fixture(scope="module")
def plain(tmp_path_factory: pytest.TempPathFactory) -> bytes:
    """The file of the tiny table with nothing hostile in it."""
    table = load_catalog(write_sample(tmp_path_factory.mktemp("plain")))
    return offline(View(filled_catalog(table, PLAIN)))


@pytest.fixture
def open_page(new_page: NewPage, tmp_path: Path) -> Iterator[Open]:
    """Open a file with the network cut; only the file itself may be asked for."""
    asked: list[str] = []
    files: list[Path] = []

    def opened(content: bytes, hash_: str = "", **how: Any) -> Page:
        file = tmp_path / f"page-{len(files)}.html"
        file.write_bytes(content)
        files.append(file)
        page = new_page(**how)
        page.context.set_offline(True)
        page.on("request", lambda request: asked.append(request.url))
        page.goto(f"{file.as_uri()}{hash_}")
        return page

    yield opened
    uris = tuple(file.as_uri() for file in files)
    assert [url for url in asked if not url.startswith((*uris, "data:"))] == []
    assert sum(url.startswith(uris) for url in asked) <= len(files) + 1  # one was loaded anew


def parts(page: bytes) -> tuple[str, str, str, str]:
    """Return the file's policy, style, data and script."""
    html = page.decode()
    found = (
        re.search(r'Content-Security-Policy" content="([^"]*)"', html),
        re.search(r"<style>(.*?)</style>", html, re.DOTALL),
        re.search(r'id="data">(.*?)</script>', html, re.DOTALL),
        re.search(r"<script>(.*?)</script>", html, re.DOTALL),
    )
    policy, style, data, script = (each[1] for each in found if each)
    return policy.replace("&#39;", "'"), style, data, script


def painted(page: bytes) -> Html:
    """Return all HTML that the file's data hold and its script draws."""
    entries = json.loads(parts(page)[2])["entries"]
    levels = (each for level in entries["levels"].values() for each in level)
    return Html("".join([*entries["rows"], *entries["peeks"], *entries["hovers"], *levels]))


PICTURE = re.compile("<svg.*?</svg>", re.DOTALL)


def hashed(text: str) -> str:
    return f"'sha256-{base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()}'"


def test_the_whole_table_is_in_one_file_under_four_megabytes(real: Catalog, whole: bytes) -> None:
    assert len(whole) < 4_000_000
    text = " ".join(Html(whole.decode()).text.split())
    for claim in real.claims:
        name = real.source_by_id[claim.source].name
        place = f"{name}, {claim.section}, paragraph {claim.paragraph}"
        assert f"{claim.wording} {place}" in text
    assert [each.name for each in real.therapies if each.name not in text] == []


def test_the_stamp_of_its_view_stands_in_the_file_without_its_script(real: Catalog) -> None:
    view = View(real, Query.of({"goal": ["reverse"]}), base="https://x.example/")
    text = " ".join(Html(offline(view).decode()).text.split())
    assert [line for line in view.stamp if line not in text] == []
    assert "localhost" not in text


def test_only_this_script_and_this_style_may_run_and_nothing_leads_out(whole: bytes) -> None:
    policy, style, _, script = parts(whole)
    assert dict(rule.split(" ", 1) for rule in policy.split("; ")) == {
        "default-src": "'none'",
        "script-src": hashed(script),
        "style-src-elem": hashed(style),
        "style-src-attr": "'unsafe-inline'",
        "img-src": "data:",
        "base-uri": "'none'",
        "form-action": "'none'",
    }
    page, drawn = Html(whole.decode()), painted(whole)
    actions = {link for link in page.links if not link.startswith(("#", "data:,"))}
    assert actions == {"?"}  # what `data-at` names: a screen without parameters
    # The script makes them, each with `#` before it, but for those to a claim's place in the file.
    assert {link.partition("?")[0] for link in drawn.links} == {"#therapy"}
    assert b"./claim/" not in whole
    for word in ("url(", "@import", "fetch(", "XMLHttpRequest", "import(", "eval("):
        assert word not in style + script
    assert script.count("innerHTML") == 1  # in `nodes`, which draws what `painted` looks at
    tags = {tag for tag, *_ in (*page.tags, *drawn.tags)}
    assert not {"img", "iframe", "object", "base"} & tags


@pytest.mark.parametrize("hostile", HOSTILE.values(), ids=HOSTILE)
def test_hostile_text_is_text_in_the_file(sample: Catalog, plain: bytes, hostile: str) -> None:
    bytes_ = offline(View(filled_catalog(sample, hostile)))
    found = PICTURE.findall(bytes_.decode())
    drawn = {tag.strip("/") for each in found for tag, *_ in Html(each).tags}
    assert drawn == {"svg", "g", "rect", "path", "line", "text"}
    page, safe = (Html(PICTURE.sub("", each.decode())) for each in (bytes_, plain))
    assert page.tags == safe.tags
    assert painted(bytes_).tags == painted(plain).tags
    assert page.comments == safe.comments == []
    data = parts(bytes_)[2]
    assert "<" not in data
    names = [each["name"] for each in json.loads(data)["therapies"]]
    assert names == [f"{hostile} name"] * len(sample.therapies)


def test_the_ready_charts_are_pictures_of_the_whole_table_on_either_ground(
    real: Catalog, whole: bytes, open_page: Open
) -> None:
    page = open_page(whole, "#charts?goal=halt")
    pictures = page.get_by_role("img").filter(has=page.locator("svg"))
    expect(pictures).to_have_count(len(QUESTIONS))
    for picture, asked in zip(pictures.all(), QUESTIONS.values(), strict=True):
        answer = Answer.of(View(real, page="charts", own=asked.own))
        expect(page.get_by_role("heading", name=answer.title, exact=True)).to_be_visible()
        expect(picture).to_have_attribute("aria-label", answer.alt)
    expect(page.locator("#stamp-sentence")).to_have_text("All 47 therapies")
    expect(page.locator(".side")).to_have_count(0)
    ground = "getComputedStyle(document.querySelector('[data-picture] rect')).fill"
    grounds: dict[Scheme, str] = {"dark": "rgb(18, 23, 29)", "light": "rgb(255, 255, 255)"}
    for scheme, colour in grounds.items():
        show_as(page, scheme=scheme)
        assert page.evaluate(ground) == colour
    marks = pictures.nth(1).locator("path[fill='#0072B2']")
    assert marks.count() > 10, "hues stay"


def test_a_page_of_an_unknown_therapy_is_refused(real: Catalog) -> None:
    with pytest.raises(KeyError):
        offline(View(real, Query(), "therapy", ("no-such",)))


@pytest.mark.console_errors("Content Security Policy|violates the following")
def test_the_browser_refuses_a_strange_script_and_every_request(
    whole: bytes, open_page: Open
) -> None:
    page = open_page(whole)
    page.evaluate(
        """() => {
            const strange = document.createElement("script");
            strange.textContent = "window.strange = 1";
            document.body.append(strange);
        }"""
    )
    assert page.evaluate("window.strange") is None
    asking = "fetch('http://127.0.0.1:9/').then(() => 'sent', (error) => error.message)"
    assert page.evaluate(asking) == "Failed to fetch"  # the fixture saw no request


# The words, the marks and the pressed chips that are in sight: of the file's screen, or of `html`.
_SEEN = """(html) => {
    const holder = html && new DOMParser().parseFromString(html, "text/html").body;
    const root = (holder ?? document.body).querySelector(".app").cloneNode(true);
    const left_out = "svg, [hidden], template, [data-undo], [data-worth]";
    for (const each of root.querySelectorAll(left_out)) each.remove();
    const words = [];
    const walker = document.createTreeWalker(root, NodeFilter.SHOW_TEXT);
    while (walker.nextNode()) words.push(...walker.currentNode.data.split(/\\s+/).filter(Boolean));
    const marks = [...root.querySelectorAll(".meter")].map((each) =>
        `${each.className} ${each.querySelectorAll(".on").length}`);
    const states = [...root.querySelectorAll(
        "[aria-pressed=true], [aria-checked=true], [aria-current], [aria-disabled]")];
    return [words.join(" "), marks, states.map((each) => each.textContent.trim())];
}"""


def test_every_screen_is_the_apps_and_its_stamp_the_views(
    real: Catalog, whole: bytes, open_page: Open
) -> None:
    page = open_page(whole)
    table = replace(real, glossary=Glossary())
    for link in LINKS:
        slug, _, rest = link.partition("?")
        asked = parse_qs(rest)
        found = read(asked, table)
        view = found.view(table, slug)
        app = screen(view, found, asked, start="#")
        page.evaluate("(link) => { location.hash = link; }", link)
        expect(page.locator("#stamp-link")).to_have_text(view.link)
        for here, there in zip(page.evaluate(_SEEN), page.evaluate(_SEEN, app), strict=True):
            assert here == there, link
        expect(page.locator("#stamp-subject")).to_have_text(view.subject)
        expect(page.locator("#stamp-sentence")).to_have_text(view.sentence)
        expect(page).to_have_title(f"{view.heading or view.info.title} · {TITLE}")


def test_the_view_opens_first_and_what_is_not_in_the_file_is_said(
    real: Catalog, open_page: Open
) -> None:
    halting = View(real, Query.of({"goal": ["halt"]}), "browse")
    page = open_page(offline(halting))
    expect(page.locator('.app[data-page="browse"]')).to_be_visible()
    assert page.url.endswith("#browse?goal=halt")
    for strange in ("#sources?goal=reverse", "#constructor?goal=reverse", "#?goal=reverse"):
        page.evaluate("(hash) => { location.hash = hash; }", strange)
        expect(page.locator('.app[data-page="overview"] [data-count-passing]')).to_have_text("4")
    page.evaluate("location.hash = '#browse?id=nothing'")
    expect(page.locator("[data-lines]")).to_contain_text("does not know it: therapy “nothing”")
    page.evaluate("location.hash = '#%E0%A4%A?%%%&q=%'")
    expect(page.locator("[data-lines]")).to_contain_text("“%%%”")


def test_filters_search_and_peek_are_steps_of_the_address(whole: bytes, open_page: Open) -> None:
    page = open_page(whole, "#browse")
    sentence, search = page.locator(".res"), page.get_by_label("Search", exact=True)
    page.locator('[data-chip="goal=halt"]').click()
    page.locator('[data-chip="category=experimental"]').press("Space")
    expect(sentence).to_have_text("4 of 47 therapies: experimental and halt")
    assert page.url.endswith("#browse?category=experimental&goal=halt")
    page.go_back()
    expect(sentence).to_have_text("29 of 47 therapies: halt")
    expect(page.locator('[data-chip="category=experimental"]')).to_be_focused()
    page.go_forward()
    page.reload()
    expect(sentence).to_have_text("4 of 47 therapies: experimental and halt")
    page.get_by_role("link", name="Reset").click()
    expect(sentence).to_have_text("47 of 47 therapies")
    search.fill("sevelmaer")
    expect(sentence).to_have_text("3 of 47 therapies: matching “sevelmaer”")
    expect(page.locator("[data-lines]")).to_contain_text("showing results for “sevelamer”")
    expect(page.get_by_role("option").first).to_contain_text("Sevelamer")
    search.press("ArrowDown")
    search.press("Enter")
    expect(page.locator(".peek h2")).to_have_text("Sevelamer")
    expect(page.locator(".peek h2")).to_be_focused()
    assert page.url.endswith("#browse?peek=sevelamer")
    page.keyboard.press("Escape")
    expect(page.locator(".peek")).to_have_count(0)
    expect(page.get_by_role("link", name="Sevelamer", exact=True)).to_be_focused()
    search.fill("qqqqqqqq")
    expect(page.locator("[data-find]")).to_have_text(findings.NOTHING)
    page.get_by_role("link", name="Without “Search”: 47").click()
    expect(sentence).to_have_text("47 of 47 therapies")


def test_a_therapy_opens_with_its_passages_and_the_filters_list_beside_it(
    real: Catalog, whole: bytes, open_page: Open
) -> None:
    page = open_page(whole, "#overview?goal=halt&peek=sevelamer")
    page.get_by_role("link", name="Open page").click()
    heading = page.get_by_role("heading", level=1)
    expect(heading).to_have_text("Sevelamer")
    expect(heading).to_be_focused()
    assert parse_qs(page.url.split("?")[1]) == {"id": ["sevelamer"], "goal": ["halt"]}
    for claim in real.claims_of["sevelamer"]:
        expect(page.locator(".docs")).to_contain_text(claim.wording)
    expect(page.locator(".side li:visible")).to_have_count(29)
    page.get_by_role("link", name="Show all 47").click()
    expect(page.locator(".side li:visible")).to_have_count(47)
    page.go_back()
    expect(page.locator(".side [aria-current=page]")).to_have_text(re.compile("^ *Sevelamer"))
    expect(page.locator("[data-turn]")).to_contain_text("2 of 29 in this filter")
    page.locator(".side").get_by_role("link", name=re.compile("Vitamin K2")).click()
    expect(heading).to_have_text("Vitamin K2")
    expect(page.locator(".side [aria-current=page]")).to_be_focused()
    page.locator(".proof summary").first.click()
    page.get_by_role("link", name="whole passage").first.click()
    (id_,) = parse_qs(urlsplit(page.url).fragment.partition("?")[2])["claim"]
    assert real.claim_by_id[id_].therapy == "vitamin-k2"
    expect(page.locator(f"#claim-{id_}")).to_be_focused()
    expect(page.locator(f"#claim-{id_}")).to_be_in_viewport()
    expect(page.locator(".receipts .target")).to_have_count(1)
    page.go_back()
    expect(page.locator(".receipts .target")).to_have_count(0)


def test_a_claims_id_is_its_anchor_in_the_file(
    real: Catalog, whole: bytes, open_page: Open
) -> None:
    for claim in real.claims_of["sevelamer"]:
        page = open_page(whole, f"#therapy?id=sevelamer&claim={claim.id}")
        expect(page.locator(f"#claim-{claim.id}")).to_be_in_viewport()
        expect(page.locator(".receipts .target")).to_have_count(1)
    page = open_page(whole, "#overview?peek=sevelamer")
    page.locator(".peek cite a").first.click()
    expect(page.locator(".receipts .target")).to_have_count(1)
    expect(page.locator(".receipts .target")).to_be_focused()


def test_picks_become_one_comparison_in_which_what_differs_comes_first(
    real: Catalog, whole: bytes, open_page: Open
) -> None:
    page = open_page(whole, "#browse?category=mineral+metabolism")
    ids = ["sevelamer", "lanthanum-carbonate", "magnesium", "vitamin-d", "vitamin-k2"]
    for id_ in ids:
        page.locator(f'tr [data-pick="{id_}"]').click()
    expect(page.locator('tr [role=checkbox][aria-disabled="true"]')).to_have_count(5)
    page.get_by_role("link", name="Compare 5", exact=True).click()
    heads, picks = page.locator("table.compare thead th"), page.locator(".side [data-pick]")
    expect(heads).to_have_count(MOST_COMPARED)
    expect(page.locator(".side [aria-pressed=true]")).to_have_count(MOST_COMPARED)
    expect(page.locator(".side [role=status]")).to_contain_text("5 are picked")
    for id_ in ids[3:]:
        page.locator(f'.side [data-pick="{id_}"]').click()
        expect(page.locator(f'.side [data-pick="{id_}"]')).to_be_focused()
        expect(page.locator(f'thead [data-id="{id_}"]')).to_have_count(0)
    expect(page.locator(".side [role=status]")).to_contain_text("3 ticked")
    assert_compared(page, real, ids[:3])
    page.get_by_role("link", name="Remove Magnesium").click()
    assert_compared(page, real, ids[:2])
    page.get_by_role("button", name="Only differences").click()
    assert page.url.endswith("&differences=true")
    differing = [row for row in rows(real, ids[:2]) if row.differs]
    expect(page.locator("table.compare tbody tr:visible")).to_have_count(len(differing))
    picks.filter(has_text="Calcimimetics").click()
    expect(page.get_by_role("button", name="Only differences", pressed=True)).to_be_visible()
    expect(heads).to_have_count(3)
    for _ in ids[:2]:
        page.locator("thead .remove").first.click()
    expect(page.get_by_text(comparison.ALONE)).to_be_visible()
    page.get_by_role("button", name="Only differences").click()
    expect(page.locator("table.compare tbody tr:visible")).to_have_count(len(rows(real, ids)))


def rows(table: Catalog, ids: list[str]) -> list[comparison.Row]:
    found = comparison.rows(table, [table.by_id[each] for each in ids])
    return sorted(found, key=lambda row: not row.differs)


def assert_compared(page: Page, table: Catalog, ids: list[str]) -> None:
    """The comparison's columns are joined: each answer stands whole, what differs comes first."""
    expect(page.locator("table.compare thead th")).to_have_count(len(ids))
    told = page.locator("table.compare tbody tr")
    for number, row in enumerate(rows(table, ids)):
        line = told.nth(number)
        expect(line.locator(".question")).to_contain_text(row.question.text)
        expect(line.locator(".question .differs")).to_have_count(int(row.differs))
        for place, answer in enumerate(row.answers):
            for text in answer.main:
                expect(line.locator("td").nth(place)).to_contain_text(text)


def test_it_is_used_by_keyboard_alone(whole: bytes, open_page: Open) -> None:
    page = open_page(whole)
    search = page.get_by_label("Search", exact=True)
    page.keyboard.press("Tab")
    expect(page.get_by_role("link", name="Skip to the content")).to_be_focused()
    page.keyboard.press("Enter")
    expect(page.locator(".content")).to_be_focused()
    assert page.url.endswith("#overview")
    page.keyboard.press("/")
    expect(search).to_be_focused()
    page.keyboard.type("lithotripsy/")
    expect(page.locator(".res")).to_contain_text("of 47 therapies: matching")
    expect(search).to_be_focused()
    page.keyboard.press("Escape")
    name = page.locator(".content").get_by_role("link", name="Intravascular lithotripsy").first
    while not name.evaluate("(each) => each === document.activeElement"):
        assert page.evaluate("document.activeElement !== document.body")
        page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    expect(page.locator(".peek h2")).to_be_focused()
    page.get_by_role("link", name="Open page").press("Enter")
    expect(page.get_by_role("heading", level=1)).to_have_text("Intravascular lithotripsy")
    expect(page.get_by_role("heading", level=1)).to_be_focused()


def ground(page: Page) -> str:
    return str(page.evaluate("getComputedStyle(document.body).backgroundColor"))


def test_colours_follow_the_system_and_the_button_and_paper_is_white(
    real: Catalog, whole: bytes, open_page: Open
) -> None:
    page = open_page(whole, f"#compare?{PICKED}", scheme="dark")
    for expected in ("rgb(18, 23, 29)", "rgb(255, 255, 255)", "rgb(18, 23, 29)"):
        assert ground(page) == expected
        page.get_by_role("button", name="Light / dark").click()
    page.get_by_role("button", name="Light / dark").click()
    page.emulate_media(media="print")
    assert ground(page) == "rgb(255, 255, 255)"
    for control in (".side", "form", ".topbar", ".ways", ".remove"):
        expect(page.locator(control).first).to_be_hidden()
    expect(page.locator("table.compare q").first).to_be_visible()
    for told in (PURPOSE, real.version, "Sevelamer; Lanthanum carbonate"):
        expect(page.locator("footer")).to_contain_text(told)


def test_no_page_breaks_a_rule_of_axe_or_is_wider_than_its_screen(
    whole: bytes, open_page: Open
) -> None:
    page = open_page(whole)
    pages = ("browse?goal=halt", "therapy", "therapy?id=vitamin-k2", f"compare?{PICKED}")
    for hash_ in (*pages, "compare", "method", "charts", "overview?peek=statins"):
        page.evaluate("(hash) => { location.hash = hash; }", hash_)
        expect(page.locator(f'.app[data-page="{hash_.split("?")[0]}"]')).to_be_visible()
        for width in (900, 390, 320):
            show_as(page, width, 720, "dark")
            assert page.evaluate("document.documentElement.scrollWidth") <= width, hash_
        assert broken(page) == {}, hash_
    show_as(page)
    assert broken(page) == {}, "wide, and on the light ground"


def broken(page: Page) -> Found:
    """What breaks a rule of axe; it takes a link to a page of the file for one that skips."""
    return {key: said for key, said in violations(page).items() if key[0] != "skip-link"}


def test_hostile_text_is_text_on_the_screen(sample: Catalog, open_page: Open) -> None:
    for name in ("script", "attribute", "rtl", "long"):
        hostile = HOSTILE[name]
        table = filled_catalog(sample, hostile)
        ids = tuple(each.id for each in table.therapies[:2])
        page = open_page(offline(View(table)))
        found = " ".join(hostile.split())
        for view in (
            View(table, Query.of({"context": table.therapies[0].context}), "browse"),
            View(table, own=(("peek", ids[0]),)),
            View(table, Query(), "therapy", ids[:1]),
            View(table, Query(), "compare", ids),
        ):
            target = view.address(view.page).removeprefix("./")
            page.evaluate("(hash) => { location.hash = hash; }", target)
            expect(page.locator(f'.app[data-page="{view.page}"]')).to_contain_text(found)
            assert page.locator("body :is(img, svg[onload], iframe, [onerror])").count() == 0
            assert page.evaluate("document.documentElement.scrollWidth") <= 1440, (name, target)
        page.context.close()
