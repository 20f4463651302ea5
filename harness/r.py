"""Finds R, or installs it: `python -m harness.r` prints which one the tests use."""

import shutil
import sys
from functools import partial

from harness import apt

PACKAGE = "r-base-core"


def find() -> str | None:
    """Return the path of the program that runs lines of R."""
    return shutil.which("Rscript")


if __name__ == "__main__":
    sys.exit(apt.provide("R", "Tests of the data use", find, partial(apt.install, PACKAGE)))
