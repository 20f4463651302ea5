"""Finds LibreOffice, or installs it: `python -m harness.office` prints which one the tests use."""

import os
import shutil
import subprocess
import sys
from functools import partial
from pathlib import Path

from harness import apt

COMMANDS = ("soffice", "libreoffice")
PLACES = ("/usr/lib/libreoffice/program", "/opt/libreoffice/program")
PACKAGES = ("libreoffice-impress", "libreoffice-calc", "fonts-dejavu-core", "fonts-liberation")
SECONDS = 120
"""How long a conversion may take; a fresh LibreOffice first makes its profile."""


def find() -> str | None:
    """Return the path of a LibreOffice that starts and has what opens tables."""
    folders = os.pathsep.join((os.environ.get("PATH", ""), *PLACES))
    paths = [shutil.which(command, path=folders) for command in COMMANDS]
    return next((path for path in paths if path and _opens_tables(path)), None)


def _opens_tables(path: str) -> bool:
    whole = Path(path).resolve().parent.parent
    return apt.starts(path) and any(whole.glob("*/*sclo.*"))


def to_pdf(office: str, files: list[Path], folder: Path) -> list[Path]:
    """Convert files to PDF in `folder`, with a profile of its own there; return the PDFs.

    Raises `RuntimeError` with LibreOffice's own words where a file was not converted.
    """
    profile = f"-env:UserInstallation={(folder / 'profile').resolve().as_uri()}"
    command = [office, profile, "--headless", "--norestore", "--convert-to", "pdf"]
    done = subprocess.run(
        [*command, "--outdir", str(folder), *map(str, files)],
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        check=False,
        timeout=SECONDS,
    )
    made = [folder / f"{file.stem}.pdf" for file in files]
    if done.returncode != 0 or not all(path.is_file() for path in made):
        raise RuntimeError(f"LibreOffice did not convert:\n{done.stdout}")
    return made


if __name__ == "__main__":
    install = partial(apt.install, *PACKAGES)
    sys.exit(apt.provide("LibreOffice", "Tests of slides and tables use", find, install))
