"""The index of the data: for people a page, for programs the same as JSON."""

import re
from html import unescape
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import expect

from harness.browser import NewPage
from harness.server import Server
from tests.support.axe import violations
from therapies.exports import tidy
from therapies.server import data_routes
from therapies.server.health import ADDRESSES

HTML = "text/html,application/xhtml+xml"


@pytest.mark.parametrize(
    ("path", "accept", "kind"),
    [
        ("/data", HTML, "text/html; charset=utf-8"),
        ("/data", "application/json", "application/json"),
        ("/data", "*/*", "application/json"),
        ("/data/index.json", HTML, "application/json"),
    ],
)
def test_a_browser_gets_a_page_and_a_program_gets_json(
    server: Server, path: str, accept: str, kind: str
) -> None:
    answer = server.get(path, Accept=accept)
    assert (answer.status, answer.headers["Content-Type"]) == (200, kind)
    assert "Accept" in answer.headers["Vary"]
    again = server.get(path, Accept=accept, If_None_Match=answer.headers["ETag"])
    assert (again.status, again.content) == (304, b"")


def test_the_page_and_the_json_are_not_taken_for_each_other(server: Server) -> None:
    page = server.get("/data", Accept=HTML)
    assert server.get("/data", If_None_Match=page.headers["ETag"]).status == 200


def test_it_names_every_address_of_the_data_and_each_answers(server: Server) -> None:
    found = server.get("/data/index.json").json()
    named = {each[kind] for each in found["tables"] for kind in tidy.KINDS}
    named |= {each["address"] for each in found["others"]}
    paths = {urlsplit(address).path for address in named}
    assert {f"/data/{name}" for name in data_routes.FILES} <= paths <= set(ADDRESSES)
    assert [path for path in paths if server.get(path).status != 200] == []
    page = server.get("/data", Accept=HTML).text
    links = {unescape(link) for link in re.findall(r'<a href="(/data/[^"]+)"', page)}
    assert paths <= links
    example = urlsplit(found["example"])
    assert server.get(f"{example.path}?{example.query}").status == 200
    assert "category=risk+control" in found["example"]


def test_it_says_what_each_column_holds_and_what_nothing_is(server: Server) -> None:
    found = server.get("/data/index.json").json()
    assert re.fullmatch(r"\d{4}-\d\d-\d\d", found["date"])
    assert found["nothing"].startswith("An empty cell (in JSON null or an empty list)")
    for each in found["tables"]:
        header = server.get(urlsplit(each["csv"]).path).text.splitlines()[0]
        assert [column["name"] for column in each["columns"]] == header.split(",")


@pytest.mark.parametrize("host", ['"><script>alert(1)</script>', "a b"])
def test_a_hostile_host_is_no_part_of_it(server: Server, host: str) -> None:
    answer = server.get("/data", Accept=HTML, Host=host)
    assert "<script" not in answer.text


def test_it_runs_no_script_and_reads_well_on_a_phone(server: Server, new_page: NewPage) -> None:
    page = new_page(390, 844)
    page.goto(f"{server.url}/data")
    assert page.locator("script").count() == 0
    assert page.evaluate("document.documentElement.scrollWidth") <= 390
    assert violations(page) == {}
    page.get_by_text("claims: id, therapy").click()
    expect(page.locator("details[open] dd").get_by_text("The decisive words")).to_be_visible()
