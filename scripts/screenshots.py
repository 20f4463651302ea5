"""Takes a picture of each screen: `make screenshots`, or `python -m scripts.screenshots --help`."""

import argparse
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import NamedTuple, get_args

from playwright.sync_api import Browser, Page, ViewportSize, sync_playwright

from harness.browser import Scheme, launch_chromium, new_view, visit, wait_until_settled
from harness.server import ROOT, TRACEBACK, running_server

PAGES = {
    "overview": "/",
    "filtered": "/?context=kidney+disease",
    "nothing": "/?goal=reverse&evidence=shown",
    "search": "/",
    "peek": "/?peek=vitamin-k2",
    "tray": "/?id=sevelamer&id=lanthanum-carbonate",
    "browse": "/browse",
    "browse-names": "/browse?rows=names",
    "browse-full": "/browse?rows=full",
    "therapy": "/therapy?id=sevelamer",
    "compare": "/compare?id=sevelamer&id=lanthanum-carbonate",
    "sources": "/sources",
    "charts": "/charts",
    "charts-own": "/charts?rows=kind&columns=goal&hue=category",
    "quiz": "/study?part=quiz&seed=class-3&number=5",
    "cards": "/study?part=cards",
    "words": "/study?part=words",
    "talk": "/present",
    "presenting": "/?present=1",
    "speaker": "/?present=1&speaker=1",
    "method": "/method",
}
TYPED = {"search": "calcium"}
"""What is typed into the search box of a page before its picture is taken."""

SIZES = ("1440x900", "1280x720", "1024x768", "390x844")
SCHEMES: tuple[Scheme, ...] = get_args(Scheme)

IN_README: dict[str, tuple[str, str, Scheme]] = {
    "overview": ("overview", "1440x900", "light"),
    "therapy-phone": ("therapy", "390x844", "dark"),
    "quiz": ("quiz", "1024x768", "light"),
    "presenting": ("presenting", "1280x720", "light"),
}
"""The pictures of the README, in `docs/images/`: page, size and scheme of each."""


class Shot(NamedTuple):
    """A picture to take: of which page, in which size and scheme, and into which file."""

    page: str
    size: str
    scheme: Scheme
    path: Path


def parse(arguments: Sequence[str] | None = None) -> argparse.Namespace:
    """Read the options; each of them may be given more than once."""
    parser = argparse.ArgumentParser(prog="python -m scripts.screenshots", description=__doc__)
    parser.add_argument("--page", action="append", choices=list(PAGES))
    parser.add_argument("--size", action="append", metavar="WIDTHxHEIGHT")
    parser.add_argument("--scheme", action="append", choices=SCHEMES)
    parser.add_argument("--full", action="store_true", help="the whole page, not the first screen")
    parser.add_argument("--readme", action="store_true", help="renew the README's, nothing else")
    parser.add_argument("--into", type=Path, default=ROOT / "screenshots", metavar="FOLDER")
    return parser.parse_args(arguments)


def shots(options: argparse.Namespace) -> list[Shot]:
    """List the pictures to take: all where nothing is asked for."""
    if options.readme:
        folder = ROOT / "docs" / "images"
        return [Shot(*asked, folder / f"{name}.png") for name, asked in IN_README.items()]
    end = "-full.png" if options.full else ".png"
    return [
        Shot(page, size, scheme, options.into / f"{page}-{size}-{scheme}{end}")
        for size in options.size or SIZES
        for scheme in options.scheme or SCHEMES
        for page in options.page or PAGES
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


def take(browser: Browser, url: str, shot: Shot, full: bool) -> None:
    """Open a page in a browser that has seen none before, and picture it."""
    width, height = map(int, shot.size.split("x"))
    page = new_view(browser, width, height, shot.scheme)
    visit(page, url + PAGES[shot.page])
    if text := TYPED.get(shot.page):
        page.keyboard.press("/")
        page.keyboard.type(text)
        wait_until_settled(page)
    if full:
        show_whole_page(page)
    page.screenshot(path=shot.path)
    page.context.close()


def main() -> int:
    """Start the dashboard, take the pictures, print their paths; 1 if a page had an error."""
    options = parse()
    with running_server() as server, sync_playwright() as playwright:
        browser = launch_chromium(playwright)
        for shot in shots(options):
            shot.path.parent.mkdir(parents=True, exist_ok=True)
            take(browser, server.url, shot, options.full)
            print(shot.path)
        browser.close()
        if TRACEBACK in server.log():
            print(f"A page had an error; the server printed:\n{server.log()}", file=sys.stderr)
            return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
