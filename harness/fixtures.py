"""The frozen table, the running dashboard and a real Chromium: pyproject.toml names this plugin.

Own fixtures in place of pytest-playwright's: theirs would have to be overridden one by one for the
system's Chromium and for what every page must keep to here: no request leaves the machine, and
nothing is logged as an error in the console.
"""

import os
import re
from collections.abc import Generator, Iterator
from contextlib import ExitStack
from dataclasses import dataclass, field
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import (
    Browser,
    ConsoleMessage,
    Page,
    expect,
    sync_playwright,
)

from harness.browser import NewPage, Scheme, launch_chromium, new_view, show_as
from harness.server import (
    FROZEN,
    TRACEBACK,
    Launcher,
    Server,
    StartServer,
    running,
    running_server,
)
from therapies.catalog.catalog import Catalog, load_catalog

TABLE = {"THERAPIES_DATA": str(FROZEN)}


def pytest_configure() -> None:
    """Have the app and what tests run read the frozen table; a slow machine may take its time."""
    os.environ.update(TABLE)
    expect.set_options(timeout=15_000)


@pytest.fixture(scope="session")
def real() -> Catalog:
    """The project's own table, as it was when it was frozen for the tests."""
    return load_catalog(FROZEN)


@pytest.fixture(scope="session")
def server() -> Iterator[Server]:
    """One server that all tests share; nothing that a test does may outlast its session there."""
    with running_server(TABLE) as started:
        yield started


@pytest.fixture(autouse=True)
def no_traceback(request: pytest.FixtureRequest) -> Iterator[None]:
    """Fail the test that made the shared server log a traceback; start_server's may log one."""
    if "server" not in request.fixturenames:
        yield
        return
    shared: Server = request.getfixturevalue("server")
    before = len(shared.log())
    yield
    if TRACEBACK in shared.log()[before:]:
        pytest.fail("the server logged a traceback", pytrace=False)


@pytest.fixture
def start_server() -> Iterator[StartServer]:
    """A fresh server for this test alone, with an environment or a launcher of its own."""
    with ExitStack() as stack:

        def start(
            env: dict[str, str] | None = None, launcher: Launcher = "uvicorn", port: int = 0
        ) -> Server:
            return stack.enter_context(running_server(TABLE | (env or {}), launcher, port))

        yield start


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    with sync_playwright() as playwright:
        started = launch_chromium(playwright)
        yield started
        started.close()


@dataclass
class Watch:
    """What pages did that none may do: leave the machine or log an error in the console."""

    browser: Browser
    expected: tuple[str, ...] = ()
    problems: list[str] = field(default_factory=list)
    contexts: ExitStack = field(default_factory=ExitStack)

    def open_page(self, width: int = 1440, height: int = 900, scheme: Scheme = "light") -> Page:
        """Open an empty page that is watched."""
        page = new_view(self.browser, width, height, scheme)
        self.contexts.callback(page.context.close)
        page.on("console", self._note_message)
        page.on("pageerror", lambda error: self._note_error(f"uncaught in the page: {error}"))
        page.on("websocket", lambda socket: self._note_host(socket.url))
        page.context.on("request", lambda sent: self._note_host(sent.url))
        return page

    def fail(self) -> None:
        """Fail the test that made the pages do what none may do."""
        problems = "\n".join(self.problems)
        self.problems.clear()
        if problems:
            pytest.fail(problems, pytrace=False)

    def _note_error(self, text: str) -> None:
        if not any(re.search(pattern, text) for pattern in self.expected):
            self.problems.append(text)

    def _note_message(self, message: ConsoleMessage) -> None:
        if message.type == "error" and not _looks_for_its_base(message):
            self._note_error(f"console error: {message.text} ({message.location['url']})")

    def _note_host(self, url: str) -> None:
        if urlsplit(url).hostname not in (None, "127.0.0.1", "localhost"):
            self.problems.append(f"request to another host: {url}")


@pytest.fixture
def new_page(browser: Browser, request: pytest.FixtureRequest) -> Iterator[NewPage]:
    """Open pages that must neither leave the machine nor log an error in the console."""
    expected = tuple(str(mark.args[0]) for mark in request.node.iter_markers("console_errors"))
    watch = Watch(browser, expected)
    with watch.contexts:
        yield watch.open_page
    watch.fail()


# As though nobody had typed or chosen anything for a while: `focus.js` has single keys wait for it.
_AT_REST = """() => {
    localStorage.clear();
    sessionStorage.clear();
    document.activeElement?.blur();
    const chosen = new MouseEvent("click", { bubbles: true });
    Object.defineProperty(chosen, "timeStamp", { value: -10_000 });
    const option = document.body.appendChild(document.createElement("span"));
    option.setAttribute("role", "option");
    option.dispatchEvent(chosen);
    option.remove();
}"""


@pytest.fixture(scope="session")
def shared_watch(browser: Browser) -> Iterator[tuple[Watch, Page]]:
    watch = Watch(browser)
    with watch.contexts:
        yield watch, watch.open_page()


@pytest.fixture
def page(shared_watch: tuple[Watch, Page]) -> Iterator[Page]:
    """The page that all tests share, wide and light; each turns it to where it begins.

    new_page opens one that nobody has used.
    """
    watch, page = shared_watch
    page.emulate_media(media="null", forced_colors="none")
    show_as(page)
    if page.url.startswith("http"):
        page.evaluate(_AT_REST)
    yield page
    watch.fail()


def _looks_for_its_base(message: ConsoleMessage) -> bool:
    # A deep link makes Streamlit ask /browse/_stcore/... before /_stcore/..., to learn under
    # which path the app is served; Chromium logs each 404 as an error.
    path = urlsplit(message.location["url"]).path
    return "404" in message.text and bool(re.fullmatch(r"/.+/_stcore/(health|host-config)", path))


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Mark what needs a browser and run it last, after all that fails faster."""
    for item in items:
        if "browser" in getattr(item, "fixturenames", ()):
            item.add_marker(pytest.mark.browser)
    items.sort(key=_when)


def _when(item: pytest.Item) -> tuple[bool, bool]:
    """What needs a server of its own takes longest, so it is not left for the end."""
    names = getattr(item, "fixturenames", ())
    return "browser" in names, "start_server" not in names


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(
    item: pytest.Item,
) -> Generator[None, pytest.TestReport, pytest.TestReport]:
    report = yield
    if report.failed and {"server", "start_server"} & set(getattr(item, "fixturenames", ())):
        for each in running:
            report.sections.append((f"server at {each.url}", each.log()[-4000:]))
    return report
