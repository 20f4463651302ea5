"""Finds Chromium, or installs it: `python -m harness.chromium` prints which one the tests use."""

import shutil
import sys
from functools import partial

from playwright.sync_api import Playwright, sync_playwright

from harness import apt

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


def download() -> None:
    """Let Playwright download its own."""
    apt.run([sys.executable, "-m", "playwright", "install", "chromium"])


if __name__ == "__main__":
    by_apt = [partial(apt.install, package, *BESIDES) for package in PACKAGES]
    sys.exit(apt.provide("Chromium", "Browser tests use", find_with_driver, *by_apt, download))
