"""Programs that tests need: whether one starts, and how it is installed where there is none."""

import os
import shutil
import subprocess
import sys
from collections.abc import Callable


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


def provide(
    name: str, use: str, find: Callable[[], str | None], *installs: Callable[[], None]
) -> int:
    """Find a program, or install it in the first way that works; print which one is used.

    Return what the command ends with: 1 where there is none.
    """
    path = find()
    for install_it in installs:
        if not path:
            print(f"Installing {name} (once)", flush=True)
            install_it()
            path = find()
    if not path:
        print(f"No {name} was found, and none could be installed.", file=sys.stderr)
        return 1
    print(f"{use} {path}")
    return 0
