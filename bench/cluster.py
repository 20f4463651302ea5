"""Replicas behind nginx on this machine, with the nginx.conf that is deployed."""

import re
from collections.abc import Iterator, Sequence
from contextlib import ExitStack, contextmanager
from pathlib import Path
from time import monotonic
from typing import Self

from harness import nginx as proxy
from harness.server import ROOT, Server, free_port, running_server
from harness.viewer import Lost, fetch

CONF = ROOT / "deploy" / "nginx.conf"
HOME = "127.0.0.1"
SECONDS = 10


def rendered(conf: str, port: int, replicas: Sequence[int], folder: Path) -> str:
    """Return the deployed `conf` for this machine: other ports, other replicas, other folder.

    Raises ValueError when the file no longer has the lines that are replaced.
    """
    found = re.search(r"(?:^ *server app\d+:\d+ .*;\n)+", conf, re.MULTILINE)
    if not found or "listen 8080;" not in conf:
        raise ValueError(f"{CONF.name}: no lines “server app1:8501 …;” or no “listen 8080;”")
    options = found.group().splitlines()[0].split(maxsplit=2)[2]
    servers = "".join(f"        server {HOME}:{each} {options}\n" for each in replicas)
    conf = conf.replace(found.group(), servers)
    conf = conf.replace("listen 8080;", f"listen {HOME}:{port};")
    return conf.replace("/tmp/", f"{folder}/")


@contextmanager
def nginx(replicas: Sequence[int], folder: Path) -> Iterator[str]:
    """Run nginx before `replicas` (ports) and give its URL; what it writes goes to `folder`.

    Raises SystemExit with what to install where there is no nginx.
    """
    port = free_port()
    with proxy.running(rendered(CONF.read_text(), port, replicas, folder), folder) as log:
        url = f"http://{HOME}:{port}"
        wait_until_well(url, log)
        yield url


def wait_until_well(url: str, log: Path | None = None) -> None:
    """Wait until the server at `url` has a table; AssertionError, with the log, if it never has."""
    deadline = monotonic() + SECONDS
    while monotonic() < deadline:
        try:
            if fetch(f"{url}/data/health")[0] == 200:
                return
        except Lost:
            pass
    told = log.read_text() if log else ""
    raise AssertionError(f"{url} was not well within {SECONDS} s\n{told}")


class Replica:
    """One replica that is stopped and started again on the same port."""

    def __init__(self, table: Path) -> None:
        """Start it with the table in the folder `table`."""
        self.port = free_port()
        self._stack = ExitStack()
        self._server = self._started(table)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_error: object) -> None:
        self._stack.close()

    @property
    def url(self) -> str:
        """Its own address, without nginx."""
        return self._server.url

    def kill(self) -> None:
        """End it as a power cut would."""
        self._server.process.kill()
        self._server.process.wait()

    def restart(self, table: Path) -> None:
        """Let it end in good order, if it still runs, and start it with another table."""
        self._stack.close()
        self._server = self._started(table)

    def _started(self, table: Path) -> Server:
        env = {"THERAPIES_DATA": str(table)}
        return self._stack.enter_context(running_server(env, port=self.port))
