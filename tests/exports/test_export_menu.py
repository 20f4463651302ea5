"""What can be taken along: every link of the menu, followed on the running server."""

import io
import re
from html import unescape

from PIL import Image
from playwright.sync_api import Page, expect

from harness.browser import turn
from harness.server import FROZEN, Server
from tests.support.readers import READERS
from therapies.catalog.catalog import load_catalog
from therapies.exports.export_menu import menu
from therapies.exports.formats import FORMATS
from therapies.query.query import Query
from therapies.query.view import View
from therapies.site import CITED

CATALOG = load_catalog(FROZEN)
MECHANICAL = Query.of({"category": ["mechanical"]})
WHOLE = ("package", "html")
"""The formats that hold the whole table, whatever the filter."""


def test_the_shared_link_holds_the_view_and_the_version() -> None:
    view = View(CATALOG, MECHANICAL, "browse")
    assert view.shared == f"http://localhost:8501/browse?category=mechanical&v={CATALOG.version}"
    assert View(CATALOG).shared.endswith(f"/?v={CATALOG.version}")


def test_every_link_of_the_pages_menu_gives_a_file_that_holds_the_view(server: Server) -> None:
    """Of another page, and of the other figures: `tests/surfaces/test_every_page_and_format.py`."""
    shown = server.get("/?category=mechanical").text
    links = re.findall(r'<a href="(\./data/[^"]*)" download>(.*?)</a>', shown)
    expected = menu(View(CATALOG, MECHANICAL), "light")
    assert [(label, unescape(link)) for link, label in links] == [
        *(pair for _, group in expected["groups"] for pair in group),
        *expected["references"],
    ]
    assert f"{server.url}/?category=mechanical&amp;v={CATALOG.version}" in shown
    followed = [each for each in links if "chart=" not in each[0] or "chart=map" in each[0]]
    assert len(links) > len(followed) > 10
    for link, label in followed:
        response = server.get(unescape(link).removeprefix("."))
        assert response.status == 200, label
        form = re.split(r"[?.]", link.rpartition("/")[2])[0]
        saved = response.headers["Content-Disposition"]
        assert "calcification-therapies_" in saved, label
        assert saved.endswith(f'_{CATALOG.version}.{FORMATS[form].extension}"'), label
        if form in CITED:
            assert "?category=mechanical&v=" in READERS[form](response.content), label
        elif form == "png":
            assert Image.open(io.BytesIO(response.content)).width > 400, label
        else:
            told = READERS[form](response.content).casefold()
            assert ("stenting" in told, "sevelamer" in told) == (True, form in WHOLE), label


def test_the_menu_copies_the_link_and_a_press_saves_a_file(server: Server, page: Page) -> None:
    page.context.grant_permissions(["clipboard-read", "clipboard-write"])
    turn(page, f"{server.url}/compare?id=stenting&id=angioplasty")
    page.get_by_role("button", name="Export").click()
    page.get_by_role("button", name="Copy the link").click()
    expect(page.locator(".copied").first).to_have_text("Copied")
    copied = page.evaluate("navigator.clipboard.readText()")
    assert copied == f"{server.url}/compare?id=stenting&id=angioplasty&v={CATALOG.version}"
    page.get_by_text("RIS", exact=True).focus()
    page.keyboard.press("Enter")
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    expect(page.locator(".copied").last).to_have_text("Copied")
    assert page.evaluate("navigator.clipboard.readText()").startswith("TY  - DATA")
    with page.expect_download() as saved:
        page.get_by_role("link", name="Table (CSV)").click()
    assert saved.value.suggested_filename.endswith(f"_{CATALOG.version}.csv")
    assert page.url == f"{server.url}/compare?id=stenting&id=angioplasty"


def test_a_link_of_another_version_says_so(server: Server) -> None:
    said = "This link was made with table v000000"
    assert said in server.get("/therapy?id=sevelamer&v=v000000").text
    same = server.get(f"/therapy?id=sevelamer&v={CATALOG.version}").text
    assert "This link was made with table" not in same
    assert "<h1>Sevelamer</h1>" in same
