"""The running dashboard: a server on a free port, started and stopped."""

import http.client
import json
import os
import socket
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from pathlib import Path
from time import monotonic
from typing import Any, Literal, Protocol
from urllib.parse import urlsplit

ROOT = Path(__file__).resolve().parents[1]
FROZEN = ROOT / "tests" / "fixtures" / "table"
"""The table that tests read: it stays as it is when the project's own changes."""
SECONDS_TO_START = 60
SECONDS_TO_STOP = 10
TRACEBACK = "Traceback (most recent call last)"
Launcher = Literal["uvicorn", "streamlit"]


@dataclass(frozen=True)
class Response:
    status: int
    headers: http.client.HTTPMessage
    content: bytes

    @property
    def text(self) -> str:
        """The body as text."""
        return self.content.decode()

    def json(self) -> Any:
        """The body as what it describes."""
        return json.loads(self.content)


@dataclass(frozen=True, eq=False)
class Server:
    """One running dashboard: `url` has no slash at its end."""

    url: str
    process: subprocess.Popen[bytes]
    output: Path

    def log(self) -> str:
        """All that the server has printed."""
        return self.output.read_text(encoding="utf-8", errors="replace")

    def get(self, path: str, method: str = "GET", **headers: str) -> Response:
        """Fetch a path without a browser."""
        return ask(self.url, path, method, **headers)

    def stop(self) -> int:
        """Stop it; return the port that is free again."""
        _stop(self.process)
        return int(urlsplit(self.url).port or 0)

    def wait_until_up(self) -> None:
        # Not /data/health: that one answers 503 while the table has problems.
        deadline = monotonic() + SECONDS_TO_START
        while monotonic() < deadline and self.process.poll() is None:
            try:
                if self.get("/_stcore/health").status == 200:
                    return
            except OSError:
                pass
            try:
                self.process.wait(timeout=0.05)
            except subprocess.TimeoutExpired:
                continue
        code = self.process.poll()
        how = f"ended with code {code}" if code is not None else f"took over {SECONDS_TO_START} s"
        raise AssertionError(f"the server {how} before it answered; it printed:\n{self.log()}")


def ask(url: str, path: str, method: str = "GET", **headers: str) -> Response:
    """Fetch a path of the server at `url`; in a header's name `_` stands for `-`."""
    sent = {name.replace("_", "-"): value for name, value in headers.items()}
    body = b"x" if method in ("POST", "PUT") else None
    with closing(http.client.HTTPConnection(urlsplit(url).netloc, timeout=30)) as connection:
        connection.request(method, path, body, sent)
        answer = connection.getresponse()
        return Response(answer.status, answer.headers, answer.read())


running: set[Server] = set()


@contextmanager
def running_server(
    env: dict[str, str] | None = None, launcher: Launcher = "uvicorn", port: int = 0
) -> Iterator[Server]:
    """Start the dashboard on `port`, or on a free one, and stop it at the end."""
    port = port or free_port()
    with tempfile.TemporaryDirectory() as folder:
        output = Path(folder) / "server.log"
        with output.open("wb") as stream:
            process = subprocess.Popen(
                [sys.executable, "-m", *_command(launcher, port)],
                cwd=ROOT,
                env=_environment() | (env or {}),
                stdin=subprocess.DEVNULL,
                stdout=stream,
                stderr=subprocess.STDOUT,
            )
        server = Server(f"http://127.0.0.1:{port}", process, output)
        running.add(server)
        try:
            server.wait_until_up()
            yield server
        finally:
            running.discard(server)
            _stop(process)


def _command(launcher: Launcher, port: int) -> list[str]:
    if launcher == "uvicorn":
        options = ["--ws-per-message-deflate=false", "--h11-max-incomplete-event-size=131072"]
        return ["uvicorn", "dashboard:app", "--host=127.0.0.1", f"--port={port}", *options]
    options = ["--server.address=127.0.0.1", f"--server.port={port}", "--server.headless=true"]
    return ["streamlit", "run", "dashboard.py", *options]


def refused_start(**settings: str) -> str:
    """Start the dashboard under settings that it refuses; return what it says as it ends."""
    done = subprocess.run(
        [sys.executable, "-m", "uvicorn", "dashboard:app", "--port", "0"],
        cwd=ROOT,
        env={**settings, "PATH": ""},
        capture_output=True,
        text=True,
        check=False,
        timeout=SECONDS_TO_START,
    )
    assert done.returncode == 1
    return done.stderr.strip()


def _environment() -> dict[str, str]:
    """Return this process's environment without what would change the dashboard."""
    return {
        name: value
        for name, value in os.environ.items()
        if not name.startswith(("THERAPIES_", "STREAMLIT_"))
    }


def free_port() -> int:
    """Return a port of this machine that nobody uses."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def _stop(process: subprocess.Popen[bytes]) -> None:
    process.terminate()
    try:
        process.wait(SECONDS_TO_STOP)
    except subprocess.TimeoutExpired:
        process.kill()
        process.wait()


class StartServer(Protocol):
    def __call__(
        self, env: dict[str, str] | None = None, launcher: Launcher = "uvicorn", port: int = 0
    ) -> Server: ...
