"""Finds Chromium, or installs it: `python -m tests.chromium` prints which one the tests use."""

import shutil
import sys
from collections.abc import Callable, Iterator
from functools import partial

from playwright.sync_api import Playwright, sync_playwright

from tests import apt

COMMANDS = (
    "chromium-headless-shell",
    "chromium",
    "chromium-browser",
    "google-chrome",
    "google-chrome-stable",
)
PACKAGES = ("chromium-headless-shell", "chromium")
"""The lightest comes first; not every release of Debian has it, and Ubuntu has not."""
BESIDES = (
    "fonts-dejavu-core",  # has the symbols that the marks use
    "libatomic1",  # Playwright's driver needs it, and a bare Debian is without
)


def find(playwright: Playwright) -> str | None:
    """Return the path of a Chromium that starts: the system's, else Playwright's own."""
    systems = [shutil.which(command) for command in COMMANDS]
    paths = [*systems, playwright.chromium.executable_path]
    return next((path for path in paths if path and apt.starts(path)), None)


def find_with_driver() -> str | None:
    """Return the path of a Chromium if Playwright's driver starts as well."""
    if not apt.starts(sys.executable, "-m", "playwright"):
        return None
    with sync_playwright() as playwright:
        return find(playwright)


def install_with_playwright() -> None:
    """Let Playwright download its own."""
    apt.run([sys.executable, "-m", "playwright", "install", "chromium"])


def installs() -> Iterator[Callable[[], None]]:
    """Yield each way to get a Chromium; the next one is for where the last brought none."""
    yield from (partial(apt.install, package, *BESIDES) for package in PACKAGES)
    yield install_with_playwright


def main() -> int:
    path = find_with_driver()
    for install in installs():
        if not path:
            print("Installing Chromium (once)", flush=True)
            install()
            path = find_with_driver()
    if not path:
        print("No Chromium was found, and none could be installed.", file=sys.stderr)
        return 1
    print(f"Browser tests use {path}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
