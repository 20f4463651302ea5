"""A server under measurement: started, asked, weighed, stopped. Weighing reads Linux's `/proc`."""

import http.client
import os
import signal
import subprocess
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import NamedTuple, Self

SECONDS_TO_START = 120


class Usage(NamedTuple):
    """Seconds of processor time so far, and megabytes in memory now, of one process."""

    cpu: float
    memory: float

    @classmethod
    def of(cls, pid: int) -> Self:
        """Read the usage of the process `pid`; `FileNotFoundError` when there is none."""
        fields = _after_name(pid)
        ticks = int(fields[11]) + int(fields[12])
        pages = int(fields[21])
        return cls(ticks / os.sysconf("SC_CLK_TCK"), pages * os.sysconf("SC_PAGE_SIZE") / 1e6)


@dataclass(frozen=True)
class Process:
    """A running server: its address, its process, and the milliseconds until it first answered."""

    url: str
    pid: int
    started: float
    port: int = 0

    def stop(self) -> None:
        """Stop it and its children at once, as a power cut would."""
        os.killpg(self.pid, signal.SIGKILL)

    def memory(self) -> float:
        """Return the resident memory of the server and its children in MB."""
        return sum(Usage.of(pid).memory for pid in _tree(self.pid))

    def cpu(self) -> float:
        """Return the processor time that the server and its children have used, in ms."""
        return 1000 * sum(Usage.of(pid).cpu for pid in _tree(self.pid))


@contextmanager
def running(
    command: Sequence[str], port: int, folder: Path, log: Path, environment: Mapping[str, str]
) -> Iterator[Process]:
    """Start a server in `folder` and end it with its children; raise `RuntimeError` if it fails."""
    begun = time.perf_counter()
    with log.open("wb") as output:
        process = subprocess.Popen(
            command,
            cwd=folder,
            env={**os.environ, **environment},
            stdin=subprocess.DEVNULL,
            stdout=output,
            stderr=subprocess.STDOUT,
            start_new_session=True,
        )
    try:
        while not _answers(port):
            if process.poll() is not None or time.perf_counter() - begun > SECONDS_TO_START:
                raise RuntimeError(f"{command[0]} did not start:\n{log.read_text()}")
            time.sleep(0.005)
        started = 1000 * (time.perf_counter() - begun)
        yield Process(f"http://127.0.0.1:{port}", process.pid, started, port)
    finally:
        os.killpg(process.pid, signal.SIGKILL)
        process.wait()


def _answers(port: int) -> bool:
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=SECONDS_TO_START)
    try:
        connection.request("GET", "/")
        return connection.getresponse().status < 400
    except OSError:
        return False
    finally:
        connection.close()


def _tree(pid: int) -> list[int]:
    """Return the process and all below it."""
    parents = {}
    for entry in Path("/proc").iterdir():
        if entry.name.isdecimal():
            try:
                parents[int(entry.name)] = int(_after_name(int(entry.name))[1])
            except (OSError, IndexError):
                continue
    found = [pid]
    for each in found:
        found += [child for child, parent in parents.items() if parent == each]
    return found


def _after_name(pid: int) -> list[str]:
    """Return the fields of `stat` behind the name, which may hold spaces."""
    return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
