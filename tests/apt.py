"""Programs that tests need: whether one starts, and how Debian's packages are installed."""

import os
import shutil
import subprocess
import sys


def starts(*command: str) -> bool:
    """Say whether a command answers to --version.

    Ubuntu's chromium-browser may be a note that asks for a snap: it is there and does not start.
    """
    try:
        done = subprocess.run([*command, "--version"], capture_output=True, check=False)
    except OSError:
        return False
    return done.returncode == 0


def run(command: list[str]) -> None:
    """Run a command; where it fails, print what it said."""
    done = subprocess.run(
        command, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, check=False
    )
    if done.returncode != 0:
        print(f"{' '.join(command)} failed:\n{done.stdout}", file=sys.stderr)


def install(*packages: str) -> None:
    """Install Debian's packages where apt is at hand and may be used."""
    if not shutil.which("apt-get"):
        return
    root = [] if os.geteuid() == 0 else ["sudo"]
    if not root or shutil.which("sudo"):
        apt = [*root, "env", "DEBIAN_FRONTEND=noninteractive", "apt-get", "-qq"]
        run([*apt, "update"])
        run([*apt, "install", "--yes", "--no-install-recommends", *packages])
