"""What a person does with the dashboard, in a real Chromium."""

import pytest
from playwright.sync_api import Page, expect

from harness.browser import turn, visit, wait_until_settled
from harness.server import Server
from therapies.catalog.catalog import Catalog
from therapies.content.comparison import families
from therapies.query.query import FACETS
from therapies.site import MOST_COMPARED

MAP = ".map"


def _address(page: Page) -> str:
    found: str = page.evaluate("location.pathname + location.search")
    return found


def test_a_name_on_the_map_opens_its_answer_then_its_page_and_back_returns(
    server: Server, page: Page
) -> None:
    turn(page, f"{server.url}/?category=mechanical")
    page.locator(MAP).get_by_role("link", name="Stenting").first.click()
    expect(page.get_by_role("complementary", name="Stenting")).to_be_visible()
    assert _address(page) == "/?category=mechanical&peek=stenting"
    page.get_by_role("link", name="Open page").click()
    expect(page.locator("h1")).to_have_text("Stenting")
    expect(page).to_have_title("Stenting · Vascular calcification: therapies compared")
    assert _address(page) == "/therapy?category=mechanical&id=stenting"
    wait_until_settled(page)
    page.go_back()
    expect(page.locator(".peek h2")).to_have_text("Stenting")
    page.go_back()
    expect(page.locator(".peek")).to_have_count(0)
    expect(page.locator(".res")).to_contain_text("9 of 47 therapies: mechanical")
    page.evaluate("history.go(2)")
    expect(page.locator("h1")).to_have_text("Stenting")


def test_a_goal_of_the_map_filters_to_it_and_undo_returns(server: Server, page: Page) -> None:
    turn(page, f"{server.url}/?category=mineral+metabolism")
    before = page.locator(MAP).inner_text()
    page.locator(MAP).get_by_role("link", name="Halt").click()
    expect(page.locator(".res")).to_have_text("10 of 47 therapies: mineral metabolism and halt")
    assert _address(page) == "/?category=mineral+metabolism&goal=halt"
    page.get_by_role("button", name="Undo").click()
    expect(page.locator(MAP)).to_have_text(before, use_inner_text=True)
    assert _address(page) == "/?category=mineral+metabolism"


def test_a_misspelled_search_finds_while_typing_and_survives_page_change_and_reload(
    server: Server, page: Page
) -> None:
    turn(page, server.url)
    page.get_by_role("combobox", name="Search").press_sequentially("lithotrypsy")
    expect(page.locator(".res")).to_have_text("1 of 47 therapies: matching “lithotrypsy”")
    page.get_by_role("link", name="Browse").click()
    rows = page.locator("table.browse tbody tr[data-id]")
    expect(rows).to_have_count(1)
    page.reload()
    expect(rows).to_have_count(1)
    assert _address(page) == "/browse?q=lithotrypsy"


FACETS_SET = [
    "category=mechanical&category=experimental",
    "goal=halt",
    "evidence=in+trials",
    "outcome=driver",
    "context=kidney+disease",
    "standing=foundation",
    "kind=drug&kind=surgery",
    "acts_on=clot",
    "document=arterial",
    "also_framed_as=halt",
    "q=K2",
]


def test_link_to_view_to_link_is_a_fixed_point_for_every_filter(server: Server, page: Page) -> None:
    assert {each.split("=")[0] for each in FACETS_SET} == {each.key for each in FACETS} | {"q"}
    whole = "&".join(sorted(FACETS_SET, key=_place))
    for link in (*FACETS_SET, whole):
        at = server.get(f"/?{link}").text.partition('data-at="')[2].partition('"')[0]
        assert at.replace("&amp;", "&") == link
    visit(page, f"{server.url}/?{whole}")
    assert page.locator(".app").get_attribute("data-at") == whole
    page.get_by_role("link", name="Browse").click()
    expect(page.locator(".app")).to_have_attribute("data-page", "browse")
    wait_until_settled(page)
    assert _address(page) == f"/browse?{whole}"


def _place(link: str) -> int:
    keys = [*(each.key for each in FACETS), "q"]
    return keys.index(link.split("=")[0])


def test_what_is_picked_while_browsing_is_compared(server: Server, page: Page) -> None:
    turn(page, f"{server.url}/browse?q=phosphate")
    tray = page.get_by_role("region", name="Picked to compare")
    page.get_by_role("checkbox", name="Compare Sevelamer").click()
    expect(tray).to_contain_text("Sevelamer")
    page.get_by_role("checkbox", name="Compare Phosphate binders", exact=True).click()
    tray.get_by_role("link", name="Compare 2").click()
    heads = page.locator("table.compare thead th")
    expect(heads).to_have_count(2)
    page.get_by_role("link", name="Remove Sevelamer").click()
    expect(heads).to_have_count(1)
    expect(page.locator(".ways")).to_contain_text("Choose at least one more")


def test_only_differences_stays_on_while_therapies_come_and_go(
    server: Server, page: Page, real: Catalog
) -> None:
    first, *others = (each.id for each in max(families(real, MOST_COMPARED), key=len))
    turn(page, f"{server.url}/compare?id={first}&id={others[0]}")
    heads, only = (
        page.locator("table.compare thead th"),
        page.get_by_role("button", name="Only differences"),
    )
    on, off = ("aria-pressed", "true"), ("aria-pressed", "false")
    only.click()
    expect(only).to_have_attribute(*on)
    page.locator(".adds a").first.click()
    expect(heads).to_have_count(3)
    expect(only).to_have_attribute(*on)
    page.locator(".side [data-pick=aspirin]").click()
    expect(heads).to_have_count(4)
    expect(only).to_have_attribute(*on)
    page.locator("a.remove").first.click()
    expect(heads).to_have_count(3)
    expect(only).to_have_attribute(*on)
    assert "differences=true" in page.url
    only.click()
    expect(only).to_have_attribute(*off)
    page.locator("a.remove").first.click()
    expect(heads).to_have_count(2)
    expect(only).to_have_attribute(*off)
    assert "differences" not in page.url


def test_a_passage_beside_a_line_leads_to_where_it_stands_whole(server: Server, page: Page) -> None:
    turn(page, f"{server.url}/therapy?id=sevelamer")
    page.locator(".proof summary", has_text="known").or_(
        page.locator(".proof summary", has_text="evidence")
    ).first.click()
    page.get_by_role("link", name="whole passage 2").locator("visible=true").first.click()
    expect(page.locator(".receipts li:target")).to_contain_text("have been shown to attenuate")
    expect(page.locator(".receipts li:target")).to_be_in_viewport()


def test_therapies_are_turned_through_the_list_by_keyboard_and_by_a_press(
    server: Server, page: Page
) -> None:
    turn(page, f"{server.url}/therapy?id=angioplasty&category=mechanical")
    page.locator(".turn [rel=next]").press("Enter")
    expect(page.locator("h1")).to_have_text("Atherectomy")
    expect(page.locator(".side [aria-current=page]")).to_contain_text("Atherectomy")
    page.locator(".side").get_by_role("link", name="Stenting").click()
    expect(page.locator("h1")).to_have_text("Stenting")
    assert _address(page) == "/therapy?category=mechanical&id=stenting"


_ROOMS = """() => [document.querySelector(".map").style.getPropertyValue("--goals"),
    ...[...document.querySelectorAll("[data-room]")].map((each) => [each.className,
        each.hasAttribute("data-none"), each.hasAttribute("data-partly")].join())]"""


@pytest.mark.parametrize("chip", ["goal=reverse", "outcome=driver", "category=risk control"])
def test_the_room_of_each_goal_is_the_same_whoever_painted_the_map(
    server: Server, page: Page, chip: str
) -> None:
    turn(page, server.url)
    whole = page.evaluate(_ROOMS)
    page.locator(f".chip[data-chip='{chip}']").click()
    wait_until_settled(page)
    painted = page.evaluate(_ROOMS)
    page.reload()
    wait_until_settled(page)
    assert page.evaluate(_ROOMS) == painted != whole
