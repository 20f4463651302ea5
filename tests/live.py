"""The running dashboard and a real Chromium, as fixtures (loaded by tests/conftest.py).

Own fixtures in place of pytest-playwright's: theirs would have to be overridden one by one for the
system's Chromium and for what every page must keep to here: no request leaves the machine, and
nothing is logged as an error in the console.
"""

import http.client
import os
import re
import socket
import subprocess
import sys
import tempfile
from collections.abc import Generator, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from time import monotonic
from typing import Literal, Protocol
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import (
    Browser,
    ConsoleMessage,
    Page,
    Playwright,
    TimeoutError,
    ViewportSize,
    sync_playwright,
)

from tests import chromium

ROOT = Path(__file__).resolve().parents[1]
SECONDS_TO_START = 60
SECONDS_TO_STOP = 10
TRACEBACK = "Traceback (most recent call last)"

Launcher = Literal["uvicorn", "streamlit"]
Scheme = Literal["light", "dark"]


@dataclass(frozen=True)
class Response:
    status: int
    headers: http.client.HTTPMessage
    content: bytes

    @property
    def text(self) -> str:
        """The body as text."""
        return self.content.decode()


@dataclass(frozen=True, eq=False)
class Server:
    """One running dashboard: `url` has no slash at its end."""

    url: str
    process: subprocess.Popen[bytes]
    output: Path

    def log(self) -> str:
        """All that the server has printed."""
        return self.output.read_text(encoding="utf-8", errors="replace")

    def get(self, path: str) -> Response:
        """Fetch a path without a browser."""
        connection = http.client.HTTPConnection(urlsplit(self.url).netloc, timeout=30)
        try:
            connection.request("GET", path)
            answer = connection.getresponse()
            return Response(answer.status, answer.headers, answer.read())
        finally:
            connection.close()

    def stop(self) -> int:
        """Stop it; return the port that is free again."""
        _stop(self.process)
        return int(urlsplit(self.url).port or 0)

    def wait_until_up(self) -> None:
        # Not /data/health: that one answers 503 while the table has problems.
        deadline = monotonic() + SECONDS_TO_START
        while monotonic() < deadline and self.process.poll() is None:
            try:
                if self.get("/_stcore/health").status == 200:
                    return
            except OSError:
                pass
            try:
                self.process.wait(timeout=0.05)
            except subprocess.TimeoutExpired:
                continue
        code = self.process.poll()
        how = f"ended with code {code}" if code is not None else f"took over {SECONDS_TO_START} s"
        raise AssertionError(f"the server {how} before it answered; it printed:\n{self.log()}")


_running: set[Server] = set()


@contextmanager
def running_server(
    env: dict[str, str] | None = None, launcher: Launcher = "uvicorn", port: int = 0
) -> Iterator[Server]:
    """Start the dashboard on `port`, or on a free one, and stop it at the end."""
    port = port or free_port()
    with tempfile.TemporaryDirectory() as folder:
        output = Path(folder) / "server.log"
        with output.open("wb") as stream:
            process = subprocess.Popen(
                [sys.executable, "-m", *_command(launcher, port)],
                cwd=ROOT,
                env=_environment() | (env or {}),
                stdin=subprocess.DEVNULL,
                stdout=stream,
                stderr=subprocess.STDOUT,
            )
        server = Server(f"http://127.0.0.1:{port}", process, output)
        _running.add(server)
        try:
            server.wait_until_up()
            yield server
        finally:
            _running.discard(server)
            _stop(process)


def _command(launcher: Launcher, port: int) -> list[str]:
    if launcher == "uvicorn":
        options = ["--ws-per-message-deflate=false", "--h11-max-incomplete-event-size=131072"]
        return ["uvicorn", "dashboard:app", "--host=127.0.0.1", f"--port={port}", *options]
    options = ["--server.address=127.0.0.1", f"--server.port={port}", "--server.headless=true"]
    return ["streamlit", "run", "dashboard.py", *options]


def refused_start(**settings: str) -> str:
    """Start the dashboard under settings that it refuses; return what it says as it ends."""
    done = subprocess.run(
        [sys.executable, "-m", "uvicorn", "dashboard:app", "--port", "0"],
        cwd=ROOT,
        env={**settings, "PATH": ""},
        capture_output=True,
        text=True,
        check=False,
        timeout=SECONDS_TO_START,
    )
    assert done.returncode == 1
    return done.stderr.strip()


def _environment() -> dict[str, str]:
    """Return this process's environment without what would change the dashboard."""
    return {
        name: value
        for name, value in os.environ.items()
        if not name.startswith(("THERAPIES_", "STREAMLIT_"))
    }


def free_port() -> int:
    """Return a port of this machine that nobody uses."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def _stop(process: subprocess.Popen[bytes]) -> None:
    process.terminate()
    try:
        process.wait(SECONDS_TO_STOP)
    except subprocess.TimeoutExpired:
        process.kill()
        process.wait()


def launch_chromium(playwright: Playwright) -> Browser:
    """Start the Chromium that `make test` found, cut off from every other host.

    Playwright turns Chromium's sandbox off unless asked, so that root can start it too.
    """
    options = [
        "--disable-background-networking",
        "--disable-component-update",
        "--disable-sync",
        "--no-first-run",
        "--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE localhost, EXCLUDE 127.0.0.1",
    ]
    path = chromium.find(playwright)
    assert path, "no Chromium was found; `python -m tests.chromium` installs one"
    return playwright.chromium.launch(executable_path=path, args=options)


def new_view(browser: Browser, width: int, height: int, scheme: Scheme) -> Page:
    """Open an empty page in a context of its own."""
    context = browser.new_context(
        viewport=ViewportSize(width=width, height=height),
        color_scheme=scheme,
        reduced_motion="reduce",
    )
    return context.new_page()


# What a page still waits for: the script's run, parts of the page that load later, the browser.
_PENDING = """() => {
    const all = (selector) => [...document.querySelectorAll(selector)];
    const empty = (element) => element.checkVisibility() && !element.querySelector("canvas, svg");
    if (!window.__changes) {
        const changes = { last: performance.now() };
        window.__changes = changes;
        new MutationObserver(() => { changes.last = performance.now(); }).observe(
            document, { attributes: true, characterData: true, childList: true, subtree: true });
    }
    const app = document.querySelector("[data-testid=stApp]");
    const waits = {
        "the connection": app?.dataset.testConnectionState !== "CONNECTED",
        "the script": app?.dataset.testScriptState !== "notRunning",
        "the running mark": all("[data-testid^=stStatusWidgetRunning]").length > 0,
        "stale elements": all("[data-stale=true]").length > 0,
        "skeletons": all("[data-testid=stSkeleton]").some((element) => element.checkVisibility()),
        "charts": all("[data-testid=stVegaLiteChart]").some(empty),
        "tables": all("[data-testid=stDataFrame]").some(empty),
        "pictures": [...document.images].some((image) => !image.complete),
        "fonts": document.fonts.status !== "loaded",
        "quiet": performance.now() - window.__changes.last < 200,
    };
    return Object.keys(waits).filter((name) => waits[name]);
}"""


# Whether the last turn has come back from the server: its script runs, or its page has come.
_TURN = """url => {
    const main = document.querySelector("[data-testid=stMain]");
    const script = { attributeFilter: ["data-test-script-state"] };
    const watch = new MutationObserver(() => { window.__turned = true; watch.disconnect(); });
    window.__turned = false;
    watch.observe(main, { characterData: true, childList: true, subtree: true });
    watch.observe(main.closest("[data-testid=stApp]"), script);
    history.pushState(null, "", url);
    dispatchEvent(new PopStateEvent("popstate"));
}"""


def visit(page: Page, url: str) -> None:
    """Load a page anew and wait until it is complete."""
    page.goto(url, wait_until="commit")
    page.wait_for_function("() => document.querySelector('footer.vc, .vc.screen footer')")
    wait_until_settled(page)


def turn(page: Page, url: str) -> None:
    """Turn to `url` as our own links do, or load it where `page` is not in the app yet."""
    if page.url.rstrip("/") == url.rstrip("/") or urlsplit(page.url).netloc != urlsplit(url).netloc:
        visit(page, url)
        return
    page.evaluate(_TURN, url)
    page.wait_for_function("() => window.__turned")
    wait_until_settled(page)


def wait_until_settled(page: Page) -> None:
    """Wait until the page is complete and has stopped changing.

    After a click wait for what it should show first: until the click has reached the server the
    page is still settled as it was.
    """
    try:
        page.wait_for_function(f"() => ({_PENDING})().length === 0")
    except TimeoutError:
        pending = ", ".join(page.evaluate(_PENDING)) or "nothing, now"
        raise AssertionError(f"{page.url} did not settle; it waits for: {pending}") from None


class StartServer(Protocol):
    def __call__(
        self, env: dict[str, str] | None = None, launcher: Launcher = "uvicorn", port: int = 0
    ) -> Server: ...


class NewPage(Protocol):
    def __call__(self, width: int = 1440, height: int = 900, scheme: Scheme = "light") -> Page: ...


@pytest.fixture(scope="session")
def server() -> Iterator[Server]:
    """One server that all tests share; nothing that a test does may outlast its session there."""
    with running_server() as started:
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
            return stack.enter_context(running_server(env, launcher, port))

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


@pytest.fixture(scope="module")
def shared_watch(browser: Browser) -> Iterator[tuple[Watch, NewPage]]:
    watch = Watch(browser)
    with watch.contexts:
        yield watch, cache(watch.open_page)


@pytest.fixture
def shared_page(shared_watch: tuple[Watch, NewPage]) -> Iterator[NewPage]:
    """The module's page of a size: what needs nothing of its own turns it to where it begins."""
    watch, open_page = shared_watch
    yield open_page
    watch.fail()


@pytest.fixture
def page(shared_page: NewPage) -> Page:
    """The module's page as wide as most; new_page opens one that nobody has used."""
    page = shared_page()
    page.set_viewport_size({"width": 1440, "height": 900})
    page.emulate_media(media="null", color_scheme="light", forced_colors="none")
    if page.url.startswith("http"):
        page.evaluate("() => { localStorage.clear(); sessionStorage.clear(); }")
    return page


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
        for running in _running:
            report.sections.append((f"server at {running.url}", running.log()[-4000:]))
    return report
