"""Unknown addresses: 404 with the nearest name, a page for browsers and a refusal for programs."""

import re
from html import unescape

import pytest
from playwright.sync_api import expect

from harness.browser import NewPage, wait_until_settled
from harness.server import Server
from therapies.server.health import ADDRESSES, ROUTES
from therapies.site import PAGES, TITLE

NEAREST = {
    "/data/claim.csv": "/data/claims.csv",
    "/data/therapies": "/data/therapies.csv",
    "/data/therapies.csv.": "/data/therapies.csv",
    "/data/veiw/pdf": "/data/view/pdf",
    "/healthz": "/data/health",
    "/brows": "/browse",
    "/Browse": "/browse",
    "/browse/x": "/browse",
    "/compare/sevelamer/binders": "/compare",
    "/browse/_stcore/health": "/data/health",
    "/browse/_stcore/host-config": "/browse",
    "/robots.txt": None,
    "/favicon.ico": None,
    "/static": None,
    "/static/js/nothing.js": None,
    "/_stcore/nothing": None,
    "/_stcore/stream": None,
    "/data/": "/data",
    "/data/sources.csv": "/data/tidy/sources.csv",
    "/xyz": None,
    "//evil.example/x": None,
    f"/{'x' * 5000}": None,
}
HTML = "text/html,application/xhtml+xml,*/*;q=0.8"


def test_what_is_not_there_gets_a_letter_with_the_nearest_name(server: Server) -> None:
    for path, nearest in NEAREST.items():
        answer = server.get(path)
        assert answer.status == 404, path
        assert answer.headers["Content-Type"] == "application/json", path
        told = answer.json()
        assert told.get("nearest") == nearest, path
        assert ("Did you mean" in told["message"]) == bool(nearest)
        assert told["allowed"] == list(ADDRESSES)
        assert len(told["message"]) < 200
        assert server.get(path, "HEAD").status == 404


def test_all_that_is_there_is_answered(server: Server) -> None:
    pages = [f"/{page.slug}" for page in PAGES]
    streamlits = ["/index.html", "/favicon.png", "/manifest.json", "/_stcore/health"]
    for path in ("/", *pages, *streamlits):
        assert server.get(path).status == server.get(path, "HEAD").status == 200, path
    assert server.get("/browse/?goal=halt").headers["Location"] == "/browse?goal=halt"
    (script,) = re.findall(r'<script type="module" crossorigin src="\.(.+?)"', server.get("/").text)
    assert server.get(script).status == 200


def test_every_address_of_a_route_is_known_and_nothing_else_is_named() -> None:
    paths = [path for path in ADDRESSES if path.startswith("/data/")]
    named = {route.path.partition("{")[0] for route in ROUTES} - {"/claim/"}
    assert all(any(path.startswith(each) for path in paths) for each in named)
    assert not [path for path in ADDRESSES if "{" in path]
    assert len(set(ADDRESSES)) == len(ADDRESSES)


def test_a_browser_gets_a_page_with_the_nearest_and_all_pages(server: Server) -> None:
    answer = server.get("/browse/%3Cscript%3Ealert(1)%3C/script%3E", Accept=HTML)
    assert answer.status == 404
    assert answer.headers["Content-Type"] == "text/html; charset=utf-8"
    assert "Accept" in answer.headers["Vary"]
    assert "default-src 'none'" in answer.headers["Content-Security-Policy"]
    assert "<script" not in answer.text
    assert "/browse/<script>alert(1)</script>" in unescape(answer.text)
    links = re.findall(r'href="(.*?)"', answer.text)
    assert {f"/{page.slug}" for page in PAGES} <= set(links)
    assert TITLE in answer.text
    long = server.get(f"/{'x' * 5000}", Accept=HTML)
    assert len(long.content) < 5000
    assert server.get("/browse/x", "HEAD", Accept=HTML).content == b""


@pytest.mark.console_errors("404")
def test_from_an_unknown_page_a_link_leads_to_the_nearest(
    server: Server, new_page: NewPage
) -> None:
    page = new_page(width=390)
    page.goto(f"{server.url}/browse/x")
    expect(page.get_by_role("heading", level=1)).to_have_text("There is nothing at this address")
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    page.get_by_role("link", name="/browse", exact=True).click()
    expect(page.locator(".vc.app")).to_have_attribute("data-page", "browse")
    wait_until_settled(page)
