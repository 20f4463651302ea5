"""Finds Chromium, or installs it: `python -m tests.chromium` prints which one the tests use."""

import os
import shutil
import subprocess
import sys

from playwright.sync_api import Playwright, sync_playwright

COMMANDS = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
PACKAGES = (
    "chromium",
    "fonts-dejavu-core",  # has the symbols that the marks use
    "libatomic1",  # Playwright's driver needs it, and a bare Debian is without
)


def find(playwright: Playwright) -> str | None:
    """Return the path of a Chromium that starts: the system's, else Playwright's own."""
    systems = [shutil.which(command) for command in COMMANDS]
    paths = [*systems, playwright.chromium.executable_path]
    return next((path for path in paths if path and _starts(path)), None)


def find_with_driver() -> str | None:
    """Return the path of a Chromium if Playwright's driver starts as well."""
    if not _starts(sys.executable, "-m", "playwright"):
        return None
    with sync_playwright() as playwright:
        return find(playwright)


def install_with_apt() -> None:
    """Install Debian's packages where apt is at hand and may be used."""
    if not shutil.which("apt-get"):
        return
    root = [] if os.geteuid() == 0 else ["sudo"]
    if not root or shutil.which("sudo"):
        apt = [*root, "env", "DEBIAN_FRONTEND=noninteractive", "apt-get", "-qq"]
        _run([*apt, "update"])
        _run([*apt, "install", "--yes", "--no-install-recommends", *PACKAGES])


def install_with_playwright() -> None:
    """Let Playwright download its own."""
    _run([sys.executable, "-m", "playwright", "install", "chromium"])


def _starts(*command: str) -> bool:
    # Ubuntu's chromium-browser may be a note that asks for a snap: it is there and does not start.
    try:
        done = subprocess.run([*command, "--version"], capture_output=True, check=False)
    except OSError:
        return False
    return done.returncode == 0


def _run(command: list[str]) -> None:
    done = subprocess.run(
        command, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, check=False
    )
    if done.returncode != 0:
        print(f"{' '.join(command)} failed:\n{done.stdout}", file=sys.stderr)


def main() -> int:
    path = find_with_driver()
    for install in (install_with_apt, install_with_playwright):
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
