"""The offline page: whole, without network, by keyboard, and as sure as the app is."""

import base64
import hashlib
import json
import random
import re
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

import pytest
from playwright.sync_api import Page, expect

from tests.live import NewPage
from tests.test_render import HOSTILE, PLAIN, filled_catalog
from tests.test_render import Page as Html
from therapies import browsing, comparison
from therapies.catalog import Catalog, load_catalog
from therapies.exports.offline import offline
from therapies.exports.view import View
from therapies.model import PURPOSE
from therapies.query import FACETS, Query, options
from therapies.synonyms import MEANINGS, NEAREST
from therapies.takeaways import map_takeaway

Open = Callable[..., Page]


@pytest.fixture(scope="module")
def table() -> Catalog:
    return load_catalog(Path("data"))


@pytest.fixture
def open_page(new_page: NewPage, tmp_path: Path) -> Iterator[Open]:
    """Open a view's file with the network cut; only the file itself may be asked for."""
    asked: list[str] = []

    def opened(view: View, hash_: str = "", **how: Any) -> Page:
        file = tmp_path / "page.html"
        file.write_bytes(offline(view))
        page = new_page(**how)
        page.context.set_offline(True)
        page.on("request", lambda request: asked.append(request.url))
        page.goto(f"{file.as_uri()}{hash_}")
        return page

    yield opened
    assert [url for url in asked if not url.startswith(("file://", "data:"))] == []
    assert sum(url.startswith("file://") for url in asked) <= 2  # the page, and once more


def text_of(page: Page, selector: str) -> str:
    return page.locator(selector).inner_text()


def names_in_list(page: Page) -> list[str]:
    return page.locator("#view-browse tbody th > a:first-of-type:visible").all_inner_texts()


def a_query(table: Catalog, seed: int) -> Query:
    """A query of up to three facets, with a word of a therapy, misspelled now and then."""
    dice = random.Random(seed)
    facets = dice.sample(FACETS, dice.randrange(4))
    values = {}
    for facet in facets:
        known = options(table, facet.key)
        values[facet.key] = dice.sample(known, dice.randint(1, min(3, len(known))))
    return Query.of(values, a_word(table, dice) if dice.random() < 0.7 else "")


def a_word(table: Catalog, dice: random.Random) -> str:
    therapy = dice.choice(table.therapies)
    word = dice.choice(re.findall(r"\w+", f"{therapy.name} {therapy.mechanism}"))
    place = dice.randrange(len(word))
    typed = [
        word,
        word[:place] + word[place + 1 :],
        word[:place] + word[place : place + 2][::-1] + word[place + 2 :],
        word[:place] + "x" + word[place + 1 :],
        word[: place + 1].upper(),
        word[place:],
    ]
    return str(dice.choice(typed))


def parts(page: bytes) -> tuple[str, str, str]:
    """Return the file's policy, style and script."""
    html = page.decode()
    policy = re.search(r'Content-Security-Policy" content="([^"]*)"', html)
    style = re.search(r"<style>(.*?)</style>", html, re.DOTALL)
    script = re.search(r"<script>(.*?)</script>", html, re.DOTALL)
    assert policy
    assert style
    assert script
    return policy[1].replace("&#39;", "'"), style[1], script[1]


def hashed(text: str) -> str:
    return f"'sha256-{base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()}'"


def test_the_whole_table_is_in_one_file_under_four_megabytes(table: Catalog) -> None:
    page = offline(View(table, Query.of({"category": ["mechanical"]})))
    assert len(page) < 4_000_000
    text = " ".join(Html(page.decode()).text.split())
    for claim in table.claims:
        name = table.source_by_id[claim.source].name
        place = f"{name}, {claim.section}, paragraph {claim.paragraph}"
        assert f"{claim.wording} {place}" in text
    assert [each.name for each in table.therapies if each.name not in text] == []


def test_the_same_view_gives_the_same_bytes(table: Catalog) -> None:
    view = View(table, Query.of({"goal": ["halt"]}, "vitamin"), "browse")
    assert offline(view) == offline(view)
    assert offline(view) == offline(View(load_catalog(Path("data")), view.query, "browse"))
    assert offline(view) != offline(View(table))


def test_the_stamp_stands_in_the_file_without_its_script(table: Catalog) -> None:
    view = View(table, Query.of({"goal": ["reverse"]}), base="https://x.example/")
    text = " ".join(Html(offline(view).decode()).text.split())
    assert [line for line in view.stamp if line not in text] == []
    assert "localhost" not in text


def test_the_policy_lets_only_this_script_and_this_style_run(table: Catalog) -> None:
    policy, style, script = parts(offline(View(table)))
    rules = dict(rule.split(" ", 1) for rule in policy.split("; "))
    assert rules == {
        "default-src": "'none'",
        "script-src": hashed(script),
        "style-src-elem": hashed(style),
        "style-src-attr": "'unsafe-inline'",
        "img-src": "data:",
        "base-uri": "'none'",
        "form-action": "'none'",
    }


def test_nothing_in_the_file_leads_out_of_it(table: Catalog) -> None:
    page = Html(offline(View(table)).decode())
    assert [link for link in page.links if not link.startswith(("#", "data:,"))] == []
    _, style, script = parts(offline(View(table)))
    for word in ("url(", "@import", "fetch(", "XMLHttpRequest", "import(", "innerHTML", "eval("):
        assert word not in style + script
    assert not {"img", "iframe", "object", "base"} & {tag for tag, *_ in page.tags}


@pytest.mark.console_errors("Content Security Policy|violates the following")
def test_the_browser_refuses_a_strange_script_and_every_request(
    table: Catalog, open_page: Open
) -> None:
    page = open_page(View(table))
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


def test_a_page_of_an_unknown_therapy_is_refused(table: Catalog) -> None:
    with pytest.raises(KeyError):
        offline(View(table, Query(), "therapy", ("no-such",)))


def test_search_forgives_a_typo(table: Catalog, open_page: Open) -> None:
    page = open_page(View(table), "#browse")
    page.get_by_label("Search", exact=True).fill("sevelmaer")
    expect(page.locator("#sentence")).to_have_text("3 of 47 therapies: matching “sevelmaer”")
    expect(page.locator("#instead")).to_contain_text("showing results for “sevelamer”")
    assert names_in_list(page)[0] == "Sevelamer"
    page.get_by_label("Search", exact=True).fill("qqqqqqqq")
    expect(page.get_by_role("heading", name="Nothing is left")).to_be_visible()
    assert names_in_list(page) == []
    page.get_by_role("link", name="Drop “Search”: 47 back").click()
    expect(page.locator("#sentence")).to_have_text("All 47 therapies")


def test_sentence_takeaway_and_link_are_the_apps_for_many_queries(
    table: Catalog, open_page: Open
) -> None:
    page = open_page(View(table), "#overview")
    queries = [a_query(table, seed) for seed in range(100)]
    hashes = ["#overview?" + urlencode(query.to_params()) for query in queries]
    found = page.evaluate(
        """(hashes) => hashes.map((hash) => {
            history.replaceState(null, "", hash); dispatchEvent(new Event("hashchange"));
            return [document.getElementById("sentence").textContent,
                document.getElementById("takeaway").textContent,
                document.getElementById("stamp-link").textContent];
        })""",
        hashes,
    )
    for query, (sentence, takeaway, link) in zip(queries, found, strict=True):
        assert sentence == query.sentence(table)
        assert takeaway == map_takeaway(query.apply(table))
        assert link == View(table, query).link
    assert len({sentence for sentence, *_ in found}) > 70


def told_by_the_app(table: Catalog, query: Query) -> list[Any]:
    """What the app says of a search: the rows with their reasons, and what else it says."""
    near, missing = query.nearest(table), query.missing(table)
    lines = browsing.page(table, query, (), "", "")["lines"]
    says = "" if lines else f"The table has no “{'” and no “'.join(missing)}”" if missing else ""
    if near and not lines:
        says = (
            f"No document names “{near[0]}”. The nearest that they name is “{near[1].label}”; "
            f"what is said of it is not said of “{near[0]}”."
        )
    offer = near[1].offer if near and not lines else ""
    rows = [[line.therapy.name, line.why] for line in lines]
    return [rows, " ".join(query.instead(table)), says, offer]


def test_hits_their_order_and_their_reasons_are_the_apps(table: Catalog, open_page: Open) -> None:
    dice = random.Random(16)
    asked = [a_query(table, seed) for seed in range(40)]
    typed = [a_word(table, dice) for _ in range(35)]
    typed += [f"{a_word(table, dice)} {a_word(table, dice)}" for _ in range(20)]
    typed += [*dice.sample(sorted(MEANINGS), 6), *dice.sample(sorted(NEAREST), 6)]
    typed += ["ÉTAGE", "CKD", "ldl-c", "K2", "diabétes", "STRASSE ß", "🫀", "dialysis", "a" * 50]
    typed += ["binder", "stent", "reverse", "calcium score", "blood thinners", "calcium xylophone"]
    typed += ["statn", "Sodium thiosulfates", "renal kidney", "?!", "calcium carbonate", "pills"]
    queries = [*asked, *(Query.of({}, each) for each in typed)]
    page = open_page(View(table), "#browse")
    found = page.evaluate(
        """(hashes) => hashes.map((hash) => {
            history.replaceState(null, "", hash); dispatchEvent(new Event("hashchange"));
            const rows = [...document.querySelectorAll("#view-browse tbody tr:not([hidden]) th")];
            const texts = (at, what) => [...at.querySelectorAll(what)].map((e) => e.textContent);
            const text = (id) => document.getElementById(id).textContent;
            const nothing = document.getElementById("nothing");
            return [
                rows.map((row) => [row.querySelector("a").textContent, texts(row, ".why").join()]),
                text("instead"), texts(nothing, "p").join(" "), texts(nothing, "li")[0] ?? "",
            ];
        })""",
        ["#browse?" + urlencode(query.to_params()) for query in queries],
    )
    for query, (rows, instead, says, first) in zip(queries, found, strict=True):
        expected = told_by_the_app(table, query)
        assert [rows, instead] == expected[:2], query
        assert expected[2] in says, query
        assert ("No document names" in says) is ("No document names" in expected[2])
        assert first.startswith(expected[3]), query
    assert sum(bool(rows) for rows, *_ in found) > 50


def test_the_map_shows_what_passes_and_counts_it(table: Catalog, open_page: Open) -> None:
    query = Query.of({"category": ["mechanical"]})
    page = open_page(View(table, query))
    assert page.url.endswith("#overview?category=mechanical")
    shown = page.locator("table.map .group:not(.framed) li:visible a").all_inner_texts()
    assert sorted(shown) == sorted(each.name for each in query.apply(table))
    expect(page.locator("table.map .count:visible")).to_have_text(["9"])
    assert "none in this filter" in text_of(page, "table.map")
    for group in page.locator("table.map .group:visible").all():
        assert group.locator(".pair").inner_text().strip()  # no goal without its evidence
    page.locator("table.map .count:visible").click()
    expect(page.locator("#sentence")).to_have_text("9 of 47 therapies: mechanical and modify")
    expect(page.locator("#also")).to_have_count(1)


def test_filters_in_sight_are_the_address_and_go_back(table: Catalog, open_page: Open) -> None:
    page = open_page(View(table), "#browse")
    page.get_by_role("checkbox", name="halt").first.check()
    page.get_by_role("checkbox", name="mechanical").check()
    assert page.url.endswith("#browse?category=mechanical&goal=halt")
    expect(page.locator("#nothing")).to_contain_text("Drop “Goal”: 9 back")
    page.go_back()
    expect(page.locator("#sentence")).to_have_text("29 of 47 therapies: halt")
    expect(page.get_by_role("checkbox", name="mechanical")).not_to_be_checked()
    page.go_forward()
    expect(page.locator("#sentence")).to_have_text("0 of 47 therapies: mechanical and halt")
    page.reload()
    expect(page.locator("#sentence")).to_have_text("0 of 47 therapies: mechanical and halt")
    page.get_by_role("button", name="Reset filters").click()
    expect(page.locator("#sentence")).to_have_text("All 47 therapies")


def test_what_the_table_does_not_know_is_said(table: Catalog, open_page: Open) -> None:
    page = open_page(View(table), "#browse?goal=cure&colour=red&id=nothing&goal=halt")
    expect(page.locator("#sentence")).to_have_text("29 of 47 therapies: halt")
    expect(page.locator("#notes")).to_contain_text("Goal: “cure”; “colour”; therapy “nothing”")
    page.evaluate("location.hash = '#%E0%A4%A?%%%&q=%'")
    expect(page.locator("#view-overview, #nothing").first).to_be_attached()
    expect(page.locator("#notes")).to_contain_text("“%%%”")


def test_a_therapy_opens_with_its_receipts(table: Catalog, open_page: Open) -> None:
    page = open_page(View(table, Query.of({"goal": ["halt"]})))
    page.locator("table.map").get_by_role("link", name="Sevelamer").first.click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Sevelamer")
    expect(page.get_by_role("heading", level=1)).to_be_focused()
    assert page.url.endswith("#therapy?id=sevelamer&goal=halt")
    expect(page.locator(".turn")).to_contain_text("of 29 in this filter")
    for claim in table.claims_of["sevelamer"]:
        expect(page.locator(".receipts").first).to_contain_text(claim.wording)
    page.locator(".ref").first.click()
    assert "claim=1" in page.url
    expect(page.locator("#claim-1")).to_be_focused()
    expect(page.locator("#claim-1")).to_be_in_viewport()
    expect(page.locator(".receipts .target")).to_have_count(1)
    page.go_back()
    expect(page.locator(".receipts .target")).to_have_count(0)
    page.go_back()
    expect(page.locator("table.map")).to_be_visible()


def test_a_comparison_marks_the_rows_that_differ(table: Catalog, open_page: Open) -> None:
    ids = ("sevelamer", "lanthanum-carbonate", "vitamin-k2")
    page = open_page(View(table, Query(), "compare", ids))
    therapies = [table.by_id[each] for each in ids]
    rows = comparison.rows(table, therapies)
    told = page.locator("table.compare tbody tr")
    expect(told).to_have_count(len(rows))
    for number, row in enumerate(rows):
        expect(told.nth(number).locator(".question .differs")).to_have_count(int(row.differs))
        for place, answer in enumerate(row.answers):
            cell = told.nth(number).locator("td").nth(place)
            for line in answer.lines:
                expect(cell).to_contain_text(line)
    expect(page.locator("table.compare thead th")).to_have_count(3)
    assert text_of(page, "#stamp-sentence") == View(table, Query(), "compare", ids).sentence
    page.get_by_role("link", name="Remove Vitamin K2").click()
    expect(page.locator("table.compare thead th")).to_have_count(2)
    page.get_by_label("Only differences").check()
    same = [row for row in comparison.rows(table, therapies[:2]) if not row.differs]
    assert same
    expect(page.locator("table.compare tbody tr:visible")).to_have_count(len(rows) - len(same))


def test_only_differences_stays_on_while_therapies_come_and_go(
    table: Catalog, open_page: Open
) -> None:
    ids = tuple(table.by_id)[:2]
    page = open_page(View(table), f"#compare?id={ids[0]}&differences=true")
    only, heads = page.get_by_label("Only differences"), page.locator("table.compare thead th")
    page.locator("#families .alikes a").first.click()
    expect(page.locator("#families")).to_be_hidden()
    expect(only).to_be_checked()
    page.locator("a.remove").first.click()
    page.get_by_label("Add a therapy").select_option(index=1)
    expect(only).to_be_checked()
    assert page.url.endswith("&differences=true")
    browse = page.get_by_role("link", name="Browse")
    expect(browse).not_to_have_attribute("href", re.compile("differences="))
    only.uncheck()
    before = heads.count()
    page.locator("a.remove").first.click()
    expect(heads).to_have_count(before - 1)
    expect(only).not_to_be_checked()


def test_picks_of_the_list_become_a_comparison_of_at_most_five(
    table: Catalog, open_page: Open
) -> None:
    page = open_page(View(table), "#browse")
    for therapy in sorted(table.therapies, key=lambda each: each.name.casefold())[:5]:
        page.get_by_role("link", name=f"Compare {therapy.name}", exact=True).click()
    expect(page.get_by_role("link", name=re.compile("^Compare [A-Z]"))).to_have_count(0)
    page.get_by_role("link", name="Compare these 5").click()
    expect(page.locator("table.compare thead th")).to_have_count(5)
    expect(page.get_by_label("Add a therapy")).to_be_disabled()
    page.get_by_role("link", name="Browse").click()
    expect(page.get_by_role("link", name="Compare these 5")).to_be_visible()


def test_the_list_sorts_by_the_vocabularies_own_order(table: Catalog, open_page: Open) -> None:
    page = open_page(View(table), "#browse?sort=evidence")
    assert names_in_list(page)[:2] == ["Non-calcium-based phosphate binders", "Sevelamer"]
    heading = page.get_by_role("columnheader", name="Evidence")
    expect(heading).to_have_attribute("aria-sort", "ascending")
    heading.get_by_role("link").click()
    expect(heading).to_have_attribute("aria-sort", "descending")
    assert names_in_list(page)[-1] == "Sevelamer"
    assert len(names_in_list(page)) == len(table.therapies)


def test_it_is_used_by_keyboard_alone(table: Catalog, open_page: Open) -> None:
    page = open_page(View(table))
    page.keyboard.press("Tab")
    expect(page.get_by_role("link", name="Skip to the content")).to_be_focused()
    page.keyboard.press("Enter")
    expect(page.locator("main")).to_be_focused()
    assert page.url.endswith("#overview")
    page.keyboard.press("/")
    expect(page.get_by_label("Search", exact=True)).to_be_focused()
    page.keyboard.type("lithotripsy/")
    expect(page.locator("#sentence")).to_contain_text("of 47 therapies: matching")
    expect(page.get_by_label("Search", exact=True)).to_be_focused()
    for _ in range(80):
        page.keyboard.press("Tab")
        if page.evaluate("document.activeElement.textContent") == "Intravascular lithotripsy":
            break
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", level=1)).to_have_text("Intravascular lithotripsy")
    expect(page.get_by_role("heading", level=1)).to_be_focused()


def ground(page: Page) -> str:
    return str(page.evaluate("getComputedStyle(document.body).backgroundColor"))


def test_light_and_dark_follow_the_system_and_the_button(table: Catalog, open_page: Open) -> None:
    page = open_page(View(table), scheme="dark")
    assert ground(page) == "rgb(18, 23, 29)"
    page.get_by_role("button", name="Change to light colours").click()
    assert ground(page) == "rgb(255, 255, 255)"
    page.get_by_role("button", name="Change to dark colours").click()
    assert ground(page) == "rgb(18, 23, 29)"


def test_paper_carries_view_and_stamp_without_the_controls(table: Catalog, open_page: Open) -> None:
    page = open_page(View(table, Query(), "compare", ("sevelamer", "magnesium")), scheme="dark")
    page.emulate_media(media="print")
    page.evaluate("dispatchEvent(new Event('beforeprint'))")
    assert ground(page) == "rgb(255, 255, 255)"
    expect(page.locator("form")).to_be_hidden()
    expect(page.get_by_role("button", name="Print")).to_be_hidden()
    expect(page.get_by_label("Add a therapy")).to_be_hidden()
    expect(page.locator("table.compare .receipts q").first).to_be_visible()
    footer = text_of(page, "footer")
    assert PURPOSE in footer
    assert table.version in footer
    assert "Sevelamer; Magnesium" in footer


@pytest.mark.parametrize("width", [390, 900, 1440])
def test_no_view_is_wider_than_the_screen(table: Catalog, open_page: Open, width: int) -> None:
    page = open_page(View(table), width=width)
    for hash_ in ("#overview", "#browse", "#therapy?id=vitamin-k2", "#method", "#compare"):
        page.evaluate("(hash) => { location.hash = hash; }", hash_)
        expect(page.locator(f"#view-{hash_[1:].split('?')[0]}")).to_be_visible()
        assert page.evaluate("document.documentElement.scrollWidth") <= width, hash_


@pytest.mark.parametrize("hostile", HOSTILE.values(), ids=HOSTILE)
def test_hostile_text_is_text_in_the_file(sample: Catalog, hostile: str) -> None:
    safe = Html(offline(View(filled_catalog(sample, PLAIN))).decode())
    bytes_ = offline(View(filled_catalog(sample, hostile)))
    page = Html(bytes_.decode())
    assert page.tags == safe.tags
    assert page.comments == ["doctype html"] or page.comments == safe.comments
    data = re.search(r'id="data">(.*?)</script>', bytes_.decode(), re.DOTALL)
    assert data
    assert "<" not in data[1]
    names = [each["name"] for each in json.loads(data[1])["therapies"]]
    assert names == [f"{hostile} name"] * len(sample.therapies)


@pytest.mark.parametrize("name", ["script", "attribute", "template", "comment", "rtl", "long"])
def test_hostile_text_is_text_on_the_screen(sample: Catalog, open_page: Open, name: str) -> None:
    hostile = HOSTILE[name]
    table = filled_catalog(sample, hostile)
    ids = tuple(each.id for each in table.therapies[:2])
    page = open_page(View(table, Query.of({"context": options(table, "context")[:1]})))
    spaced = " ".join(hostile.split())
    assert f"for {spaced} context 0" in " ".join(text_of(page, "#sentence").split())
    for view in (View(table, Query(), "therapy", ids[:1]), View(table, Query(), "compare", ids)):
        target = view.query.link(view.page, view.ids).removeprefix("./")
        page.evaluate("(hash) => { location.hash = hash; }", target)
        expect(page.locator(f"#view-{view.page}")).to_be_visible()
        expect(page.locator(f"#view-{view.page}")).to_contain_text(f"{hostile} wording")
        assert page.evaluate("document.documentElement.scrollWidth") <= 1440
    page.evaluate("location.hash = '#browse'")
    expect(page.locator("#view-browse")).to_contain_text(f"{hostile} name")
    assert page.locator("main :is(img, script, iframe)").count() == 0
    assert page.evaluate("document.documentElement.scrollWidth") <= 1440


def test_a_sample_of_another_table_works_as_well(sample: Catalog, open_page: Open) -> None:
    page = open_page(View(sample), "#browse?q=lithotrpsy")
    assert names_in_list(page) == ["Intravascular lithotripsy"]
    page.evaluate("location.hash = '#therapy?id=vitamin-k'")
    expect(page.locator("#view-therapy")).to_contain_text("in clinical trials")
    assert "Sevelamer aims" not in text_of(page, "#view-therapy")
