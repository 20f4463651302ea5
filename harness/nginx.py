"""Finds nginx, or installs it: `python -m harness.nginx` prints which one the tests use."""

import shutil
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from functools import partial
from pathlib import Path

from harness import apt

PLACES = "/usr/sbin:/usr/local/sbin:/usr/bin:/usr/local/bin"
PACKAGE = "nginx-light"


def find() -> str | None:
    """Return the path of nginx; Debian's lies where only root looks."""
    return shutil.which("nginx", path=PLACES)


@contextmanager
def running(conf: str, folder: Path) -> Iterator[Path]:
    """Run nginx with `conf` and `folder` for what it writes; give its log.

    Raises SystemExit with what to install where there is no nginx.
    """
    program = find()
    if not program:
        raise SystemExit(f"nginx is needed. On Debian and Ubuntu: apt-get install {PACKAGE}")
    folder.chmod(0o711)  # started by root, nginx works as another user
    file, log = folder / "nginx.conf", folder / "nginx.log"
    file.write_text(conf)
    command = [program, "-c", str(file), "-p", str(folder), "-e", "stderr", "-g", "daemon off;"]
    with log.open("wb") as stream, subprocess.Popen(command, stderr=stream) as process:
        try:
            yield log
        finally:
            process.terminate()


if __name__ == "__main__":
    sys.exit(apt.provide("nginx", "Tests of a proxy use", find, partial(apt.install, PACKAGE)))
