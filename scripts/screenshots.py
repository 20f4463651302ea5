"""Takes a picture of every page: `make screenshots`, or `python -m scripts.screenshots --help`."""

import argparse
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import get_args

from playwright.sync_api import Browser, Page, ViewportSize, sync_playwright

from tests.live import (
    ROOT,
    TRACEBACK,
    Scheme,
    launch_chromium,
    new_view,
    running_server,
    wait_until_settled,
)

PAGES = {
    "overview": "/",
    "browse": "/browse",
    "therapy": "/therapy?id=sevelamer",
    "compare": "/compare?id=sevelamer&id=lanthanum-carbonate",
    "sources": "/sources",
    "quiz": "/study?part=quiz&seed=class-3&number=5",
    "cards": "/study?part=cards",
    "words": "/study?part=words",
    "present": "/present",
    "presenting": "/?present=1",
    "method": "/method",
}
SCHEMES: tuple[Scheme, ...] = get_args(Scheme)
VIEWS: dict[str, tuple[Scheme, ...]] = {
    "1440x900": ("light",),
    "1024x768": ("light", "dark"),
    "390x844": ("light", "dark"),
}


def parse(arguments: Sequence[str] | None = None) -> argparse.Namespace:
    """Read the options; each of them may be given more than once."""
    parser = argparse.ArgumentParser(prog="python -m scripts.screenshots", description=__doc__)
    parser.add_argument("--page", action="append", choices=list(PAGES))
    parser.add_argument("--size", action="append", metavar="WIDTHxHEIGHT")
    parser.add_argument("--scheme", action="append", choices=SCHEMES)
    parser.add_argument("--full", action="store_true", help="the whole page, not the first screen")
    parser.add_argument("--into", type=Path, default=ROOT / "screenshots", metavar="FOLDER")
    return parser.parse_args(arguments)


def views(
    sizes: Sequence[str] | None, schemes: Sequence[Scheme] | None
) -> list[tuple[str, Scheme]]:
    """List size and scheme of each picture, the usual ones where nothing is asked for."""
    return [
        (size, scheme) for size in sizes or VIEWS for scheme in schemes or VIEWS.get(size, SCHEMES)
    ]


def show_whole_page(page: Page) -> None:
    """Make the window as high as what it shows, since Streamlit scrolls inside an element."""
    size = page.viewport_size
    assert size is not None
    hidden = page.locator("[data-testid=stMain]").evaluate(
        "element => element.scrollHeight - element.clientHeight"
    )
    page.set_viewport_size(
        ViewportSize(width=size["width"], height=size["height"] + max(0, int(hidden)))
    )
    wait_until_settled(page)


def take(browser: Browser, url: str, size: str, scheme: Scheme, full: bool, path: Path) -> None:
    """Open a page in a browser that has seen none before, and picture it."""
    width, height = map(int, size.split("x"))
    page = new_view(browser, width, height, scheme)
    page.goto(url)
    wait_until_settled(page)
    if full:
        show_whole_page(page)
    page.screenshot(path=path)
    page.context.close()


def main() -> int:
    """Start the dashboard, take the pictures, print their paths; 1 if a page had an error."""
    options = parse()
    options.into.mkdir(parents=True, exist_ok=True)
    with running_server() as server, sync_playwright() as playwright:
        browser = launch_chromium(playwright)
        for size, scheme in views(options.size, options.scheme):
            for name in options.page or PAGES:
                whole = "-full" if options.full else ""
                path = options.into / f"{name}-{size}-{scheme}{whole}.png"
                take(browser, server.url + PAGES[name], size, scheme, options.full, path)
                print(path)
        browser.close()
        if TRACEBACK in server.log():
            print(f"A page had an error; the server printed:\n{server.log()}", file=sys.stderr)
            return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
