"""What a person does with the dashboard, in a real Chromium."""

import re
from collections.abc import Callable
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from tests.live import NewPage, Server, StartServer, turn, visit, wait_until_settled
from tests.sample import write_sample
from therapies.catalog import Catalog
from therapies.comparison import families
from therapies.relations import MOST_COMPARED

MAP = "table.map"


def _address(page: Page) -> str:
    found: str = page.evaluate("location.pathname + location.search")
    return found


def test_cold_deep_link_to_a_filtered_page_on_a_fresh_server(
    start_server: StartServer, new_page: NewPage
) -> None:
    page = new_page()
    visit(page, f"{start_server().url}/browse?category=mechanical&goal=modify&sort=evidence")
    expect(page).to_have_title("Browse · Vascular calcification: therapies compared")
    expect(page.locator(".vc.sentence")).to_have_text(
        "9 of 47 therapies: mechanical and modify", use_inner_text=True
    )
    names = page.locator("table.browse tbody th a:not(.pick)").all_inner_texts()
    assert names == [
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
    expect(page.get_by_role("link", name="Overview")).to_be_visible()


def test_cold_comparison_shows_the_frame_and_both_therapies(
    start_server: StartServer, new_page: NewPage
) -> None:
    page = new_page()
    visit(page, f"{start_server().url}/compare?id=sevelamer&id=lanthanum-carbonate")
    heads = page.locator("table.compare thead th > a:first-child")
    expect(heads).to_have_text(["Sevelamer", "Lanthanum carbonate"])
    expect(page.get_by_label("Search", exact=True)).to_be_visible()
    expect(page.get_by_role("link", name="Method")).to_be_visible()
    expect(page).to_have_title("Compare · Vascular calcification: therapies compared")


def test_a_name_on_the_map_opens_the_therapy_and_back_returns(server: Server, page: Page) -> None:
    turn(page, f"{server.url}/?category=mechanical")
    page.locator(MAP).get_by_role("link", name="Stenting").first.click()
    expect(page.locator("h1")).to_have_text("Stenting")
    expect(page).to_have_title("Stenting · Vascular calcification: therapies compared")
    assert _address(page) == "/therapy?id=stenting&category=mechanical"
    page.go_back()
    expect(page.locator("h1")).to_have_text("Overview")
    expect(page.locator(".vc.sentence")).to_contain_text("9 of 47 therapies: mechanical")
    page.go_forward()
    expect(page.locator("h1")).to_have_text("Stenting")


def test_a_count_on_the_map_filters_to_its_cell(server: Server, page: Page) -> None:
    turn(page, server.url)
    page.get_by_role("link", name="Show only these 10: mineral metabolism, halt").click()
    expect(page.locator(".vc.sentence")).to_contain_text(
        "10 of 47 therapies: mineral metabolism and halt"
    )
    assert _address(page) == "/?category=mineral+metabolism&goal=halt"
    expect(page.locator(MAP)).not_to_contain_text("Stenting")


def test_a_misspelled_search_finds_and_survives_page_change_and_reload(
    server: Server, page: Page
) -> None:
    turn(page, server.url)
    page.get_by_label("Search", exact=True).fill("lithotrypsy")
    page.get_by_label("Search", exact=True).press("Enter")
    expect(page.locator(".vc.sentence")).to_contain_text("1 of 47 therapies")
    page.get_by_role("link", name="Browse").click()
    expect(page.locator("table.browse tbody tr")).to_have_count(1)
    page.reload()
    expect(page.locator("table.browse tbody tr")).to_have_count(1)
    assert _address(page) == "/browse?q=lithotrypsy"


FACETS = [
    "category=mechanical&category=experimental",
    "goal=halt",
    "evidence=in+trials",
    "outcome=driver",
    "context=kidney+disease",
    "standing=foundation",
    "kind=drug&kind=surgery",
    "acts_on=clot",
    "document=arterial",
    "q=K2",
]


FACETS_ONCE = "&".join(FACETS).split("&")


def test_link_to_view_to_link_is_a_fixed_point_for_every_filter(server: Server, page: Page) -> None:
    for opened, link in ((visit, "&".join(FACETS)), *((turn, facet) for facet in FACETS)):
        opened(page, f"{server.url}/?{link}")
        assert _address(page) == f"/?{link}"
    turn(page, f"{server.url}/?{'&'.join(FACETS)}")
    page.get_by_role("link", name="Browse").click()
    expect(page.locator("h1")).to_have_text("Browse")
    wait_until_settled(page)
    assert sorted(_address(page).split("?")[1].split("&")) == sorted(FACETS_ONCE)


def test_what_is_picked_while_browsing_is_compared(server: Server, page: Page) -> None:
    turn(page, f"{server.url}/browse?q=phosphate")
    page.get_by_role("link", name="Compare Sevelamer").click()
    expect(page.locator(".picked")).to_contain_text("Sevelamer")
    page.get_by_role("link", name="Compare Phosphate binders").click()
    page.get_by_role("link", name="Compare these 2").click()
    expect(page.locator("table.compare thead th")).to_have_count(2)
    page.get_by_role("link", name="Remove Sevelamer").click()
    expect(page.locator("table.compare thead th")).to_have_count(1)
    expect(page.locator(".suggestions")).to_contain_text("Choose at least one more")


def test_only_differences_stays_on_while_therapies_come_and_go(
    server: Server, page: Page, real: Catalog
) -> None:
    first, *others = (each.id for each in max(families(real, MOST_COMPARED), key=len))
    turn(page, f"{server.url}/compare?id={first}&id={others[0]}")
    heads, only = page.locator("table.compare thead th"), page.get_by_label("Only differences")
    page.get_by_text("Only differences").click()
    expect(only).to_be_checked()
    wait_until_settled(page)
    page.locator(".suggestions a").first.click()
    expect(heads).to_have_count(3)
    expect(only).to_be_checked()
    wait_until_settled(page)
    page.get_by_label("Add a therapy").click()
    page.get_by_label("Add a therapy").fill(real.by_id["aspirin"].name)
    page.keyboard.press("Enter")
    expect(heads).to_have_count(4)
    expect(only).to_be_checked()
    page.locator("a.remove").first.click()
    expect(heads).to_have_count(3)
    expect(only).to_be_checked()
    assert "differences=true" in page.url
    wait_until_settled(page)
    page.get_by_text("Only differences").click()
    expect(page.locator("a.remove").first).not_to_have_attribute("href", re.compile("differences"))
    page.locator("a.remove").first.click()
    expect(heads).to_have_count(2)
    expect(only).not_to_be_checked()


def test_a_receipt_number_leads_to_its_receipt(server: Server, page: Page) -> None:
    turn(page, f"{server.url}/therapy?id=sevelamer")
    page.get_by_role("link", name="Receipt 2").first.click()
    expect(page.locator(".receipts li:target")).to_contain_text("have been shown to attenuate")
    expect(page.locator(".receipts li:target")).to_be_in_viewport()


def test_the_next_therapy_is_reached_by_keyboard(server: Server, page: Page) -> None:
    turn(page, f"{server.url}/therapy?id=angioplasty&category=mechanical")
    page.locator(".turn a").last.focus()
    page.keyboard.press("Enter")
    expect(page.locator("h1")).to_have_text("Atherectomy")


def test_an_edit_shows_in_an_open_session_and_a_bad_one_keeps_the_table(
    start_server: StartServer, new_page: NewPage, tmp_path: Path
) -> None:
    page = new_page()
    write_sample(tmp_path)
    table = tmp_path / "therapies.csv"
    good = table.read_text(encoding="utf-8")
    visit(page, f"{start_server(env={'THERAPIES_DATA': str(tmp_path)}).url}/browse")
    table.write_text(good.replace("Heart-healthy diet", "Healthy diet"), encoding="utf-8")
    page.get_by_role("link", name="Sort by Goal").click()
    expect(page.locator("table.browse")).to_contain_text("Healthy diet")
    table.write_text(good.replace("stabilize", "Stabilize"), encoding="utf-8")
    page.get_by_role("link", name="Sort by Kind").click()
    expect(page.locator(".letters")).to_contain_text("did you mean stabilize?")
    expect(page.locator("table.browse")).to_contain_text("Healthy diet")


@pytest.mark.console_errors("503")
def test_bad_data_at_start_shows_the_letters_as_a_plain_page(
    start_server: StartServer, new_page: NewPage, tmp_path: Path
) -> None:
    page = new_page()
    page.goto(start_server(env={"THERAPIES_DATA": str(tmp_path)}).url)
    expect(page.locator(".letters h1")).to_have_text("The table cannot be shown")
    expect(page.locator(".letters li")).to_have_count(3)
    expect(page.locator("[data-testid=stSidebar]")).to_have_count(0)


@pytest.mark.parametrize("path", ["/", "/browse", "/therapy?id=vitamin-k2", "/sources", "/method"])
def test_nothing_is_wider_than_a_phone(server: Server, shared_page: NewPage, path: str) -> None:
    page = shared_page(390, 844, "dark")
    turn(page, f"{server.url}{path}")
    wide: Callable[..., list[str]] = page.evaluate
    found = wide(
        "[...document.querySelectorAll('.vc *')]"
        ".filter(e => !e.closest('.scroll, .hidden') && e.getBoundingClientRect().right > 391)"
        ".map(e => e.outerHTML.slice(0, 80))"
    )
    assert found == []
