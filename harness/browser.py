"""A real Chromium: started, on a page, and turned to the next one."""

from typing import Literal, Protocol
from urllib.parse import urlsplit

from playwright.sync_api import Browser, Page, Playwright, TimeoutError, ViewportSize

from harness import chromium

Scheme = Literal["light", "dark"]


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
    assert path, "no Chromium was found; `python -m harness.chromium` installs one"
    return playwright.chromium.launch(executable_path=path, args=options)


def new_view(browser: Browser, width: int, height: int, scheme: Scheme) -> Page:
    """Open an empty page in a context of its own."""
    context = browser.new_context(
        viewport=ViewportSize(width=width, height=height),
        color_scheme=scheme,
        reduced_motion="reduce",
    )
    return context.new_page()


GROUND = {"light": "rgb(255, 255, 255)", "dark": "rgb(18, 23, 29)"}
_IS_ON = """ground => {
    const app = document.querySelector("[data-testid=stApp]");
    return !app || getComputedStyle(app).backgroundColor === ground;
}"""


def show_as(page: Page, width: int = 1440, height: int = 900, scheme: Scheme = "light") -> None:
    """Show a page in another size and on another ground, and wait until the app is on it."""
    page.set_viewport_size({"width": width, "height": height})
    page.emulate_media(color_scheme=scheme)
    page.wait_for_function(_IS_ON, arg=GROUND[scheme])


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
        "our scripts": !document.querySelector(".vc-live") || !document.querySelector(".vc-follow"),
        "the engine": document.querySelector(".vc.app")
            && document.documentElement.dataset.engine !== "on",
        "the first screen": document.getElementById("first") !== null,
        "the server": all(".vc.app").some(({ dataset }) => dataset.at !== dataset.served),
        "the running mark": all("[data-testid^=stStatusWidgetRunning]").length > 0,
        "stale elements": all("[data-stale=true]").length > 0,
        "skeletons": all("[data-testid=stSkeleton]").some((element) => element.checkVisibility()),
        "charts": all("[data-testid=stVegaLiteChart]").some(empty),
        "tables": all("[data-testid=stDataFrame]").some(empty),
        "pictures": [...document.images].some((each) => !each.complete && each.checkVisibility()),
        "fonts": document.fonts.status !== "loaded",
        "quiet": performance.now() - window.__changes.last < 100,
    };
    return Object.keys(waits).filter((name) => waits[name]);
}"""

# Turn to a link, and note when the turn has come back: its script runs, or its page has come.
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
    """Load a page anew and wait until it is complete; slides are a page of their own."""
    page.goto(url, wait_until="commit")
    page.wait_for_function("() => document.querySelector('.vc.app, .scripted .slide.on')")
    if page.locator(".show").count():
        page.evaluate("document.fonts.ready")
    else:
        wait_until_settled(page)


def turn(page: Page, url: str) -> None:
    """Turn to `url` as our own links do; load it where `page` is not in the app, or is there."""
    is_there = page.url.rstrip("/") == url.rstrip("/")  # nothing would turn
    outside = urlsplit(page.url).netloc != urlsplit(url).netloc
    if outside or is_there or page.locator(".show, .claim").count():
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


class NewPage(Protocol):
    def __call__(self, width: int = 1440, height: int = 900, scheme: Scheme = "light") -> Page: ...
