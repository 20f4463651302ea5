"""Under a path: behind an nginx that takes it off and behind one that does not."""

import asyncio
import re
from collections.abc import Iterator
from pathlib import Path
from time import monotonic
from urllib.parse import parse_qs, urlsplit

import pytest
from playwright.sync_api import Page, expect
from starlette.types import Message, Receive, Scope, Send

from harness import nginx
from harness.browser import NewPage, wait_until_settled
from harness.screen import first_screen
from harness.server import FROZEN, ROOT, ask, free_port, refused_start, running_server
from therapies.server.path_prefix import UnderPath, inside
from therapies.server.screens import KEPT
from therapies.server.security import path_in
from therapies.site import PAGES

PATH = "/therapies"
GUIDE = (ROOT / "docs" / "deploy.md").read_text()
CONF = """
pid {folder}/nginx.pid;
events {{}}
http {{
    access_log off;
    client_body_temp_path {folder}/body;
    proxy_temp_path {folder}/proxy;
    fastcgi_temp_path {folder}/fastcgi;
    uwsgi_temp_path {folder}/uwsgi;
    scgi_temp_path {folder}/scgi;
    server {{ listen 127.0.0.1:{keeping}; {kept} }}
    server {{ listen 127.0.0.1:{taking}; {taken} }}
}}
"""


def location(port: int, slash: str = "") -> str:
    """Return the block that the guide gives, for the app at `port`."""
    (block,) = re.findall(
        r"^ {4}location /therapies/ \{.*?^ {4}\}", GUIDE, re.MULTILINE | re.DOTALL
    )
    (passed,) = re.findall(r"proxy_pass .*;", block)
    return str(block).replace(passed, f"proxy_pass http://127.0.0.1:{port}{slash};")


@pytest.fixture(scope="session")
def fronts(tmp_path_factory: pytest.TempPathFactory) -> Iterator[dict[str, str]]:
    """The outside addresses of the app: of an nginx that keeps the path, and that takes it off."""
    folder, ports = tmp_path_factory.mktemp("nginx"), (free_port(), free_port())
    with running_server({"THERAPIES_PATH": PATH, "THERAPIES_DATA": str(FROZEN)}) as app:
        port = int(urlsplit(app.url).port or 0)
        kept, taken = location(port), location(port, "/")
        conf = CONF.format(folder=folder, keeping=ports[0], taking=ports[1], kept=kept, taken=taken)
        with nginx.running(conf, folder) as log:
            found = dict(
                zip(("keeping", "taking"), (f"http://127.0.0.1:{p}" for p in ports), strict=True)
            )
            for url in found.values():
                wait_until_up(url, log)
            yield {**found, "itself": app.url}


def wait_until_up(url: str, log: Path) -> None:
    deadline = monotonic() + 10
    while monotonic() < deadline:
        try:
            if ask(url, f"{PATH}/data/health").status == 200:
                return
        except OSError:
            pass
    raise AssertionError(log.read_text())


@pytest.mark.parametrize("front", ["keeping", "taking"])
def test_all_addresses_stand_below_the_path(fronts: dict[str, str], front: str) -> None:
    url = fronts[front]
    for page in PAGES:
        shown = ask(url, f"{PATH}/{page.slug}").text
        assert f'data-page="{page.slug}"' in shown
        files = re.findall(r'<(?:link|script)[^>]* (?:href|src)="\.(/data/[^"]+)"', shown)
        kept = [ask(url, PATH + file).headers["Cache-Control"] for file in files]
        assert kept == [KEPT] * len(files) != []
    shown = first_screen(ask(url, f"{PATH}/browse?goal=halt").text)
    assert f"{url}{PATH}/browse?goal=halt&amp;v=" in shown
    assert not re.search(r'(href|src|action)="/', shown)
    table = ask(url, f"{PATH}/data/therapies.json?goal=reverse")
    assert table.headers["Content-Type"] == "application/json"
    assert f"{url}{PATH}/" in table.text
    assert url not in table.text.replace(f"{url}{PATH}/", "")
    assert f"{url}{PATH}/browse?goal=halt" in ask(
        url, f"{PATH}/data/view/qr?of=browse&goal=halt"
    ).text.replace("&amp;", "&").replace("\n", "")
    assert ask(url, f"{PATH}/browse/_stcore/health").status == 404
    moved = ask(url, f"{PATH}/browse/?goal=halt").headers["Location"]
    assert urlsplit(moved).path == f"{PATH}/browse"
    begun = ask(url, f"{PATH}?goal=halt")
    assert (begun.status, urlsplit(begun.headers["Location"]).path) == (301, f"{PATH}/")
    for closed in ("_stcore/metrics", "auth/login", "_stcore/agent/openapi.json"):
        assert ask(url, f"{PATH}/{closed}").status == 404
    assert ask(url, f"{PATH}/data/health", Host="10.0.0.7").status == 200
    assert ask(url, f"{PATH}/browse", Host="evil.example").status == 400


@pytest.mark.parametrize("front", ["keeping", "taking"])
def test_what_is_not_there_names_addresses_below_the_path(
    fronts: dict[str, str], front: str
) -> None:
    told = ask(fronts[front], f"{PATH}/data/claim.csv").json()
    assert told["nearest"] == f"{PATH}/data/claims.csv"
    assert all(each.startswith(f"{PATH}/") for each in told["allowed"])
    page = ask(fronts[front], f"{PATH}/brows", Accept="text/html").text
    links = re.findall(r'href="(.*?)"', page)
    assert f"{PATH}/browse" in links
    assert [link for link in links if not link.startswith(f"{PATH}/")] == []


def test_the_app_itself_answers_with_the_path_and_without(fronts: dict[str, str]) -> None:
    for path in ("/data/health", f"{PATH}/data/health", "/browse", f"{PATH}/", "/"):
        assert ask(fronts["itself"], path).status == 200
    begun = ask(fronts["itself"], f"{PATH}?goal=halt")
    assert (begun.status, begun.headers["Location"]) == (301, f"{PATH}/?goal=halt")
    assert "default-src 'none'" in begun.headers["Content-Security-Policy"]
    assert ask(fronts["itself"], f"{PATH}x/data/health").status == 404


@pytest.mark.parametrize("front", ["keeping", "taking"])
def test_a_reader_stays_below_the_path(
    fronts: dict[str, str], new_page: NewPage, front: str
) -> None:
    base = f"{fronts[front]}{PATH}/"
    page = new_page()
    outside: list[str] = []
    page.on("request", lambda sent: note_outside(sent.url, base, outside))
    page.on(
        "websocket", lambda socket: note_outside(socket.url.replace("ws", "http", 1), base, outside)
    )
    page.goto(f"{base}browse?goal=reverse")
    shows(page, "browse")
    wait_until_settled(page)
    page.get_by_role("button", name="Export").click()
    with page.expect_download() as saved:
        page.get_by_role("link", name="CSV", exact=False).first.click()
    assert saved.value.url.startswith(f"{base}data/")
    assert saved.value.path().read_bytes().startswith(b"\xef\xbb\xbf")
    expect(page.locator(".vc [data-copy]").first).to_have_attribute(
        "data-copy", f"{base}browse?goal=reverse&v={version(base)}"
    )
    page.keyboard.press("Escape")
    page.locator('.chip[data-chip="category=experimental"]').click()
    page.wait_for_url(f"{base}browse?category=experimental&goal=reverse")
    wait_until_settled(page)
    page.locator(".vc table tbody th a").first.click()
    page.locator("aside.peek").get_by_role("link", name="Open", exact=False).first.click()
    shows(page, "therapy")
    assert page.url.startswith(f"{base}therapy?")
    page.go_back()
    shows(page, "browse")
    assert parse_qs(urlsplit(page.url).query)["goal"] == ["reverse"]
    page.get_by_role("link", name="Overview").first.click()
    shows(page, "overview")
    page.reload()
    shows(page, "overview")
    wait_until_settled(page)
    assert page.url.startswith(base)
    assert outside == []


def version(base: str) -> str:
    """Return the version of the table that the app at `base` shows."""
    parts = urlsplit(base)
    return ask(f"{parts.scheme}://{parts.netloc}", f"{parts.path}data/version").text


def note_outside(url: str, base: str, outside: list[str]) -> None:
    if not url.startswith((base, "data:", "blob:")):
        outside.append(url)


def shows(page: Page, slug: str) -> None:
    """Wait until this page is shown."""
    expect(page.locator(".vc.app")).to_have_attribute("data-page", slug)


def test_the_path_is_read_with_a_slash_at_its_end_or_without() -> None:
    assert path_in("") == path_in("/") == path_in("  ") == ""
    assert path_in("/therapies") == path_in(" /therapies/ ") == "/therapies"
    assert path_in("/a/b-c/D_1.2") == "/a/b-c/D_1.2"


def test_streamlits_own_setting_is_refused_with_what_to_set() -> None:
    assert refused_start(STREAMLIT_SERVER_BASE_URL_PATH="therapies") == (
        "server.baseUrlPath: found “therapies”; allowed: nothing, since the app's own addresses "
        "would not follow it; set THERAPIES_PATH=/therapies in its place and start again."
    )


@pytest.mark.parametrize(
    ("asked", "path", "within"),
    [
        ("/browse", "/t/browse", "/browse"),
        ("/t/browse", "/t/browse", "/browse"),
        ("/t", "/t", ""),
        ("/t/", "/t/", "/"),
        ("/", "/t/", "/"),
        ("/tx", "/t/tx", "/tx"),
    ],
)
@pytest.mark.parametrize("kind", ["http", "websocket"])
def test_the_path_is_there_whether_a_proxy_took_it_off_or_not(
    kind: str, asked: str, path: str, within: str
) -> None:
    found = list[Scope]()

    async def app(scope: Scope, _receive: Receive, _send: Send) -> None:
        found.append(scope)

    async def receive() -> Message:
        return {}

    async def send(_message: Message) -> None:
        return None

    given: Scope = {"type": kind, "path": asked, "root_path": ""}
    asyncio.run(UnderPath(app, "/t")(given, receive, send))
    assert (found[0]["path"], found[0]["root_path"]) == (path, "/t")
    assert inside(found[0]) == within
    assert given == {"type": kind, "path": asked, "root_path": ""}
