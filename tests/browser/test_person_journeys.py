"""What people do from beginning to end, and what an open page does when the server changes."""

from pathlib import Path

import pytest
from playwright.sync_api import Page, expect
from pypdf import PdfReader

from harness.browser import NewPage, turn, visit, wait_until_settled
from harness.server import Server, StartServer
from tests.support.axe import violations
from tests.support.sample import write_sample
from therapies.site import PAGES, TITLE

CUT = "No connection to the server. What you see stays"
NOTE = ".vc-follow"
SAID = ".res"


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
    page.get_by_role("combobox", name="Search").press_sequentially("dialysis")
    expect(page.locator(".told")).to_contain_text("The nearest that they name is")
    page.get_by_role("link", name="Show “kidney disease”: 6 therapies").click()
    expect(page.locator("table.browse tbody tr[data-id]")).to_have_count(6)
    page.get_by_role("checkbox", name="Compare Sevelamer").click()
    expect(page.locator(".tray")).to_contain_text("Sevelamer")
    page.get_by_role("checkbox", name="Compare Lanthanum carbonate").click()
    page.get_by_role("link", name="Compare 2").click()
    expect(page.locator("table.compare thead th")).to_have_count(2)
    assert _address(page) == "/compare?id=sevelamer&id=lanthanum-carbonate&context=kidney+disease"
    wait_until_settled(page)
    page.get_by_role("button", name="Export").click()
    with page.expect_download() as saved:
        page.locator(".export-menu a[href*='/pdf?'][href*='paper=a4']").first.click()
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


@pytest.mark.console_errors("503")
def test_a_readers_open_page_follows_the_curators_edits(
    start_server: StartServer, new_page: NewPage, tmp_path: Path
) -> None:
    page = new_page()
    url = start_server(env={"THERAPIES_DATA": str(tmp_path)}).url
    page.goto(url)
    expect(page.locator(".problems h1")).to_have_text("The table cannot be shown")
    expect(page.locator(".problems li")).to_have_count(3)
    expect(page.locator(".app")).to_have_count(0)
    write_sample(tmp_path)
    _come_back_to(page)
    expect(page.locator(".map")).to_be_visible()

    visit(page, f"{url}/compare?id=sevelamer&id=binders#x")
    page.locator("#main details summary").last.press("Enter")
    expect(page.locator("#main details").last).to_have_attribute("open", "")
    steps = page.evaluate("history.length")
    table = tmp_path / "therapies.csv"
    good = table.read_text(encoding="utf-8")
    table.write_text(good.replace("Binds phosphate", "Holds phosphate"), encoding="utf-8")
    _come_back_to(page)
    expect(page.locator("table.compare")).to_contain_text("Holds phosphate")
    expect(page.locator(NOTE)).to_have_text("The table was updated.")
    expect(page.locator("#main details").last).to_have_attribute("open", "")
    expect(page.locator("#main details").first).not_to_have_attribute("open", "")
    expect(page.locator("#main details summary").last).to_be_focused()
    assert _address(page) == "/compare?id=sevelamer&id=binders#x"
    assert page.evaluate("history.length") == steps

    table.write_text(good.replace("stabilize", "Stabilize"), encoding="utf-8")
    _come_back_to(page)
    expect(page.locator(".problems")).to_contain_text("did you mean stabilize?")
    wait_until_settled(page)
    expect(page.locator("table.compare")).to_contain_text("Holds phosphate")
    assert violations(page) == {}
    table.write_text(good, encoding="utf-8")
    _come_back_to(page)
    expect(page.locator(".problems")).to_have_count(0)
    expect(page.locator("table.compare")).to_contain_text("Binds phosphate")


def test_a_new_table_shows_in_the_filter_that_is_set_and_all_stays_in_its_place(
    start_server: StartServer, new_page: NewPage, tmp_path: Path
) -> None:
    page = new_page(1440, 400)
    table = write_sample(tmp_path) / "therapies.csv"
    good = table.read_text(encoding="utf-8")
    visit(page, f"{start_server(env={'THERAPIES_DATA': str(tmp_path)}).url}/browse?id=binders")
    page.locator(".chip[data-chip='goal=halt']").click()
    page.get_by_role("link", name="Sevelamer").click()
    wait_until_settled(page)
    row = page.locator("tr[data-id=vitamin-k] th a")
    row.focus()
    link, top = _address(page), page.evaluate("document.querySelector('#stMain').scrollTop")
    assert top > 0
    table.write_text(good.replace("Vitamin K", "Vitamin K1"), encoding="utf-8")
    _come_back_to(page)
    expect(row).to_have_text("Vitamin K1")
    expect(row).to_be_focused()
    expect(page.locator(".peek h2")).to_have_text("Sevelamer")
    expect(page.locator(SAID)).to_contain_text("3 of 5 therapies: halt")
    wait_until_settled(page)
    assert _address(page) == link
    assert page.evaluate("document.querySelector('#stMain').scrollTop") == top
    page.keyboard.press("Escape")
    page.locator(".chip[data-chip='goal=stabilize']").click()
    expect(page.locator(SAID)).to_contain_text("4 of 5 therapies")
    table.write_text(good.replace("stabilize", "Stabilize"), encoding="utf-8")
    page.locator(".chip[data-chip='goal=halt']").click()
    expect(page.locator(".problems")).to_contain_text("did you mean stabilize?")
    expect(page.locator("table.browse tr[data-id]")).to_have_count(1)


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
    expect(page.locator(".says")).to_be_visible()
    page.context.set_offline(False)
    expect(page.locator(NOTE)).to_have_text("")
    expect(page.locator("h1")).to_have_text("Sevelamer")
    assert _address(page) == "/therapy?id=sevelamer&category=mineral+metabolism"


@pytest.mark.console_errors(
    "ERR_CONNECTION_REFUSED|reaching server|not responding|WebSocket|Cannot send rerun"
)
def test_filter_search_and_answers_go_on_without_the_server_and_a_restart_is_outlived(
    start_server: StartServer, new_page: NewPage
) -> None:
    page = new_page()
    first = start_server()
    link = "/browse?category=mechanical&goal=modify&sort=evidence"
    visit(page, f"{first.url}{link}")
    names = page.locator("table.browse tbody th a")
    expect(page).to_have_title(f"Browse · {TITLE}")
    expect(page.locator(SAID)).to_have_text("9 of 47 therapies: mechanical and modify")
    before = [
        "Intravascular lithotripsy",
        "Surgical bypass grafting",
        "Angioplasty",
        "Atherectomy",
        "Interventional procedures",
        "Orbital atherectomy",
        "Percutaneous coronary intervention",
        "Rotational atherectomy",
        "Stenting",
    ]
    assert names.all_inner_texts() == before

    port = first.stop()
    expect(page.locator(NOTE)).to_contain_text(CUT)
    assert names.all_inner_texts() == before
    page.locator(".chip[data-chip='standing=routine']").click()
    expect(page.locator(SAID)).to_contain_text("and place in care routine")
    assert set(names.all_inner_texts()) < set(before)
    page.get_by_role("combobox", name="Search").press_sequentially("stent")
    expect(names.filter(has_text="Stenting")).to_have_count(1)
    page.keyboard.press("Escape")
    names.filter(has_text="Stenting").click()
    expect(page.locator(".peek h2")).to_have_text("Stenting")
    page.keyboard.press("Escape")
    page.evaluate("history.go(-4)")
    expect(names).to_have_text(before)
    page.get_by_role("link", name="Therapy", exact=True).last.click()
    expect(names.first).to_have_text("Angioplasty")

    fresh = start_server(port=port)
    expect(page.locator(NOTE)).to_have_text("", timeout=15_000)
    expect(page.get_by_role("dialog")).to_have_count(0)
    wait_until_settled(page)
    expect(names.first).to_have_text("Angioplasty")
    page.go_back()
    expect(names).to_have_text(before)
    page.reload()
    expect(names).to_have_text(before)
    assert _address(page) == link
    visit(page, f"{fresh.url}/compare?id=sevelamer&id=lanthanum-carbonate")
    heads = page.locator("table.compare thead th > a:first-child")
    expect(heads).to_have_text(["Sevelamer", "Lanthanum carbonate"])
    for info in reversed(PAGES):
        turn(page, f"{fresh.url}/{info.path}?goal=modify")
        expect(page).to_have_title(f"{info.title} · {TITLE}")
        expect(page.locator(".topbar a[aria-current=page]").first).to_have_text(info.title)
        if info.has_filters:
            expect(page.locator(SAID)).to_contain_text("of 47 therapies: modify")
            expect(page.locator(".chip[aria-pressed=true]")).to_contain_text("Modify")
