"""The table in use: read again when its files change; a bad edit leaves the last good one."""

import logging
import os
import threading
from collections.abc import Iterator
from dataclasses import dataclass, replace
from functools import cache
from hashlib import sha256
from pathlib import Path

from therapies import wording
from therapies.catalog import changes
from therapies.catalog.catalog import Catalog, CatalogError, Problem, load_catalog
from therapies.catalog.formatter import PROJECT

log = logging.getLogger("therapies.store")

Line = tuple[int, str, *tuple[object, ...]]
"""One line of the log: its level, its message, and the values in that."""

MOST_TOLD = 20
"""How many problems the log and the server's health give; pages show all."""

FILES = ("therapies.csv", "claims.csv", "sources.csv", "terms.csv", "versions.csv", "changes.csv")


@dataclass(frozen=True)
class State:
    """The catalog in use, if any was ever good, and the problems of a later or first bad read."""

    catalog: Catalog | None = None
    problems: tuple[Problem, ...] = ()

    @property
    def messages(self) -> list[str]:
        """The first problems, without the path of the folder, and how many more there are.

        They are for whoever asks over the network; of a missing folder only its last name is given.
        """
        bare = (replace(each, file=Path(each.file).name) for each in self.problems)
        return wording.first_few(list(map(str, bare)), MOST_TOLD)

    @property
    def shown(self) -> str:
        """What a page of this state shows: the version, and a short hash of problems if any."""
        version = self.catalog.version if self.catalog else "none"
        if not self.problems:
            return version
        messages = "\n".join(map(str, self.problems))
        return f"{version}-{sha256(messages.encode()).hexdigest()[:8]}"


class Store:
    """The table of one folder. `current()` is cheap: it looks at the files' times and sizes."""

    def __init__(self, folder: Path) -> None:
        """Remember the folder; nothing is read before `current()`."""
        self.folder = folder
        self._lock = threading.Lock()
        self._seen: object = None
        self._state = State()

    def current(self) -> State:
        """Return the table in use, read again if a file changed since the last call."""
        with self._lock:
            seen = [_fingerprint(self.folder / name) for name in FILES]
            if seen != self._seen:
                before, self._state = self._state, self._read()
                self._seen = seen
                for level, form, *values in _lines(before, self._state, self.folder):
                    log.log(level, form, *values)
            return self._state

    def last(self) -> State:
        """Return the state of the last read without looking at the files; the log asks for it."""
        return self._state

    def _read(self) -> State:
        try:
            catalog = load_catalog(self.folder)
        except CatalogError as error:
            return replace(self._state, problems=tuple(error.problems))
        before = self._state.catalog
        return State(before if before and _same(before, catalog) else catalog)


def data_folder() -> Path:
    """Return the table's folder: `THERAPIES_DATA`, or `data` beside the package."""
    return Path(os.environ.get("THERAPIES_DATA") or PROJECT / "data")


@cache
def store() -> Store:
    """Return the one store of this process."""
    return Store(data_folder())


def _lines(before: State, now: State, folder: Path) -> Iterator[Line]:
    """Give the lines of the log on a read; none if it changed nothing."""
    if now == before:
        return
    if now.catalog and not now.problems:
        what = "table mended" if before.problems else "table read"
        counts = changes.size(now.catalog.files)
        yield logging.INFO, f"{what}: version %s, %s, from %s", now.catalog.version, counts, folder
        return
    found = wording.counted(len(now.problems), "problem")
    level = logging.WARNING if now.catalog else logging.ERROR
    if now.catalog:
        told = "edit refused: %s in %s; version %s stays in use"
        yield level, told, found, folder, now.catalog.version
    else:
        yield level, "no table: %s in %s", found, folder
    for line in wording.first_few(list(map(str, now.problems)), MOST_TOLD):
        yield level, "problem: %s", line


def _same(one: Catalog, other: Catalog) -> bool:
    """Whether two catalogs hold the same, so that what was computed from one may be kept."""
    first, second = ((each.files, each.date, each.glossary.entries) for each in (one, other))
    return first == second


def _fingerprint(path: Path) -> tuple[int, ...] | None:
    try:
        found = path.stat()
    except OSError:
        return None
    return found.st_mtime_ns, found.st_ctime_ns, found.st_size, found.st_ino
