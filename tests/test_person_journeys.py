"""What people do from beginning to end, and what an open page does when the server changes."""

from pathlib import Path

import pytest
from playwright.sync_api import Page, expect
from pypdf import PdfReader

from tests.axe import violations
from tests.live import NewPage, Server, StartServer, turn, visit, wait_until_settled
from tests.sample import write_sample
from therapies.site import PAGES, TITLE

CUT = "No connection to the server. What you see stays"
NOTE = ".vc-follow"


def _address(page: Page) -> str:
    found: str = page.evaluate("location.pathname + location.search + location.hash")
    return found


def _come_back_to(page: Page) -> None:
    """Do what the browser does when a reader turns to the page's tab: the page asks at once."""
    page.locator(NOTE).wait_for(state="attached")
    page.evaluate("document.dispatchEvent(new Event('visibilitychange'))")


def test_a_clinician_finds_what_is_said_for_dialysis_compares_two_and_takes_the_sheet(
    server: Server, page: Page, tmp_path: Path
) -> None:
    turn(page, f"{server.url}/browse")
    page.get_by_label("Search", exact=True).fill("dialysis")
    page.get_by_label("Search", exact=True).press("Enter")
    expect(page.locator(".nothing")).to_contain_text("The nearest that they name is")
    page.get_by_role("button", name="Show “kidney disease”: 6 therapies").click()
    expect(page.locator("table.browse tbody tr")).to_have_count(6)
    page.get_by_role("link", name="Compare Sevelamer").click()
    expect(page.locator(".picked")).to_contain_text("Sevelamer")
    page.get_by_role("link", name="Compare Lanthanum carbonate").click()
    page.get_by_role("link", name="Compare these 2").click()
    expect(page.locator("table.compare thead th")).to_have_count(2)
    assert _address(page) == "/compare?id=sevelamer&id=lanthanum-carbonate&context=kidney+disease"
    wait_until_settled(page)
    page.get_by_role("button", name="Take it with you").click()
    with page.expect_download() as saved:
        page.locator(".take a[href*='/pdf?'][href*='paper=a4']").first.click()
    saved.value.save_as(tmp_path / "sheet.pdf")
    sheet = " ".join(each.extract_text() for each in PdfReader(tmp_path / "sheet.pdf").pages)
    said = " ".join(sheet.split())
    assert "Sevelamer" in said
    assert "Lanthanum carbonate" in said
    assert "paragraph" in said
    assert "not medical advice" in said
    assert "Stenting" not in said


def test_a_student_opens_a_class_link_and_a_reload_asks_the_same(
    server: Server, page: Page
) -> None:
    link = "/study?category=mechanical&part=quiz&seed=7"
    visit(page, f"{server.url}{link}")
    expect(page.locator(".parts a[aria-current]")).to_have_text("Quiz")
    before = page.locator(".vc").all_inner_texts()
    page.reload()
    wait_until_settled(page)
    assert page.locator(".vc").all_inner_texts() == before
    assert _address(page) == link


def test_back_and_forward_return_to_each_filter(server: Server, page: Page) -> None:
    turn(page, server.url)
    page.get_by_role("link", name="Show only these 10: mineral metabolism, halt").click()
    expect(page.locator(".vc.sentence")).to_contain_text("10 of 47 therapies")
    page.get_by_role("link", name="Method").click()
    expect(page.locator("h1")).to_have_text("Method")
    page.go_back()
    expect(page.locator("h1")).to_have_text("Overview")
    expect(page.locator(".vc.sentence")).to_contain_text("10 of 47 therapies")
    page.go_back()
    expect(page.locator(".vc.sentence")).to_contain_text("All 47 therapies")
    expect(page.get_by_test_id("stSidebar").get_by_text("halt", exact=True)).to_have_count(0)
    page.go_forward()
    expect(page.locator(".vc.sentence")).to_contain_text("10 of 47 therapies")
    expect(page.get_by_test_id("stSidebar").get_by_text("halt", exact=True)).to_be_visible()


@pytest.mark.console_errors("503")
def test_a_readers_open_page_follows_the_curators_edits(
    start_server: StartServer, new_page: NewPage, tmp_path: Path
) -> None:
    page = new_page()
    url = start_server(env={"THERAPIES_DATA": str(tmp_path)}).url
    page.goto(url)
    expect(page.locator(".letters h1")).to_have_text("The table cannot be shown")
    write_sample(tmp_path)
    _come_back_to(page)
    expect(page.locator("h1")).to_have_text("Overview")

    visit(page, f"{url}/compare?id=sevelamer&id=binders#x")
    page.locator("details summary").last.press("Enter")
    expect(page.locator("details").last).to_have_attribute("open", "")
    steps = page.evaluate("history.length")
    table = tmp_path / "therapies.csv"
    good = table.read_text(encoding="utf-8")
    table.write_text(good.replace("Binds phosphate", "Holds phosphate"), encoding="utf-8")
    _come_back_to(page)
    expect(page.locator("table.compare")).to_contain_text("Holds phosphate")
    expect(page.locator(NOTE)).to_have_text("The table was updated.")
    expect(page.locator("details").last).to_have_attribute("open", "")
    expect(page.locator("details").first).not_to_have_attribute("open", "")
    expect(page.locator("details summary").last).to_be_focused()
    assert _address(page) == "/compare?id=sevelamer&id=binders#x"
    assert page.evaluate("history.length") == steps

    table.write_text(good.replace("stabilize", "Stabilize"), encoding="utf-8")
    _come_back_to(page)
    expect(page.locator(".letters")).to_contain_text("did you mean stabilize?")
    wait_until_settled(page)
    expect(page.locator("table.compare")).to_contain_text("Holds phosphate")
    assert violations(page) == {}
    table.write_text(good, encoding="utf-8")
    _come_back_to(page)
    expect(page.locator(".letters")).to_have_count(0)
    wait_until_settled(page)  # until a run ends, what it has moved stands twice
    expect(page.locator("table.compare")).to_have_count(1)
    expect(page.locator("table.compare")).to_contain_text("Binds phosphate")


def test_a_page_that_nobody_touches_asks_every_ten_seconds_and_only_in_sight(
    server: Server, new_page: NewPage
) -> None:
    page = new_page()
    asked: list[str] = []
    page.context.on("request", lambda sent: asked.append(sent.url))
    page.clock.install()
    visit(page, f"{server.url}/method")
    version = f"{server.url}/data/version"
    assert version not in asked
    with page.expect_response(version) as answer:
        page.clock.fast_forward(10_000)
    assert answer.value.text() == page.locator("footer.vc").get_attribute("data-version")
    page.evaluate(
        "Object.defineProperty(document, 'visibilityState', {get: () => 'hidden', "
        "configurable: true})"
    )
    page.clock.fast_forward(60_000)
    assert asked.count(version) == 1
    expect(page.locator(NOTE)).to_have_text("")


@pytest.mark.console_errors("ERR_INTERNET_DISCONNECTED")
def test_a_network_that_is_cut_is_said_and_what_was_seen_stays(
    server: Server, new_page: NewPage
) -> None:
    page = new_page()
    visit(page, f"{server.url}/therapy?id=sevelamer&category=mineral+metabolism")
    page.context.set_offline(True)
    expect(page.locator(NOTE)).to_contain_text(CUT)
    expect(page.locator(NOTE)).to_have_attribute("role", "status")
    expect(page.locator(".statement")).to_be_visible()
    page.context.set_offline(False)
    expect(page.locator(NOTE)).to_have_text("")
    expect(page.locator("h1")).to_have_text("Sevelamer")
    assert _address(page) == "/therapy?id=sevelamer&category=mineral+metabolism"


@pytest.mark.console_errors("ERR_CONNECTION_REFUSED|reaching server|not responding|WebSocket")
def test_a_page_outlives_a_restart_and_every_page_opens_cold_on_the_fresh_server(
    start_server: StartServer, new_page: NewPage
) -> None:
    page = new_page()
    first = start_server()
    visit(page, f"{first.url}/browse?category=mechanical&goal=modify&sort=-evidence")
    names = page.locator("table.browse tbody th a:not(.pick)")
    before = names.all_inner_texts()
    port = first.stop()
    expect(page.locator(NOTE)).to_contain_text(CUT)
    assert names.all_inner_texts() == before
    fresh = start_server(port=port)
    expect(page.locator(NOTE)).to_have_text("", timeout=15_000)
    expect(page.get_by_role("dialog")).to_have_count(0)
    page.get_by_role("link", name="Sort by Therapy").click()
    expect(names.first).to_have_text("Angioplasty")
    page.go_back()
    expect(names).to_have_text(before)
    page.reload()
    expect(names).to_have_text(before)
    assert _address(page) == "/browse?category=mechanical&goal=modify&sort=-evidence"
    for info in reversed(PAGES):
        visit(page, f"{fresh.url}/{info.slug if info is not PAGES[0] else ''}?goal=modify")
        expect(page).to_have_title(f"{info.title} · {TITLE}")
        expect(page.locator("h1")).to_have_text(info.title)
        expect(page.locator(".vc.sentence")).to_contain_text("of 47 therapies: modify")
        expect(page.get_by_test_id("stSidebar").get_by_text("modify")).to_be_visible()
