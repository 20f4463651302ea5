"""The table in use: read again when its files change; a bad edit leaves the last good one."""

import logging
import os
import threading
from collections.abc import Iterator
from dataclasses import dataclass, replace
from functools import cache
from hashlib import sha256
from pathlib import Path

from therapies import changes
from therapies.catalog import Catalog, CatalogError, Problem, first_letters, load_catalog

log = logging.getLogger(__name__)

MOST_TOLD = 20
"""So many letters are told in the log and in the server's health; pages show all."""

FILES = ("therapies.csv", "claims.csv", "sources.csv", "terms.csv", "versions.csv", "changes.csv")


@dataclass(frozen=True)
class State:
    """The catalog in use, if any was ever good, and the letters of a later or first bad read."""

    catalog: Catalog | None = None
    problems: tuple[Problem, ...] = ()

    @property
    def letters(self) -> list[str]:
        """The first letters, without the path of the folder, and how many more there are.

        They are for whoever asks over the network; a missing folder is told by its last name.
        """
        told, rest = self.problems[:MOST_TOLD], self.problems[MOST_TOLD:]
        bare = (replace(each, file=Path(each.file).name) for each in told)
        return first_letters([*bare, *rest], MOST_TOLD)

    @property
    def shown(self) -> str:
        """What a page of this state shows: the version, and a short hash of letters if any."""
        version = self.catalog.version if self.catalog else "none"
        if not self.problems:
            return version
        letters = "\n".join(map(str, self.problems))
        return f"{version}-{sha256(letters.encode()).hexdigest()[:8]}"


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
            seen = [_stamp(self.folder / name) for name in FILES]
            if seen != self._seen:
                before, self._state = self._state, self._read()
                self._seen = seen
                self._tell(before, self._state)
            return self._state

    def _read(self) -> State:
        try:
            catalog = load_catalog(self.folder)
        except CatalogError as error:
            return replace(self._state, problems=tuple(error.problems))
        before = self._state.catalog
        return State(before if before and _same(before, catalog) else catalog)

    def _tell(self, before: State, now: State) -> None:
        """Write into the log what a read has changed."""
        if now == before:
            return
        for level, line in _lines(before, now, self.folder):
            log.log(level, "%s", line)


def data_folder() -> Path:
    """Return the table's folder: `THERAPIES_DATA`, or `data` beside the package."""
    chosen = os.environ.get("THERAPIES_DATA")
    return Path(chosen) if chosen else Path(__file__).parent.parent / "data"


@cache
def store() -> Store:
    """Return the one store of this process."""
    return Store(data_folder())


def _lines(before: State, now: State, folder: Path) -> Iterator[tuple[int, str]]:
    """Give the lines of the log, with their levels, on a read that changed `before` into `now`."""
    if now.catalog and not now.problems:
        what = "table mended" if before.problems else "table read"
        counts = changes.size(now.catalog.files)
        yield logging.INFO, f"{what}: version {now.catalog.version}, {counts}, from {folder}"
        return
    found = f"{changes.counted(len(now.problems), 'problem')} in {folder}"
    level, told = logging.ERROR, f"no table: {found}"
    if now.catalog:
        kept = f"version {now.catalog.version} stays in use"
        level, told = logging.WARNING, f"edit refused: {found}; {kept}"
    for line in (told, *first_letters(now.problems, MOST_TOLD)):
        yield level, line


def _same(one: Catalog, other: Catalog) -> bool:
    """Whether two catalogs hold the same, so that what was computed from one may be kept."""
    first, second = ((each.version, each.date, each.glossary.entries) for each in (one, other))
    return first == second


def _stamp(path: Path) -> tuple[int, ...] | None:
    try:
        found = path.stat()
    except OSError:
        return None
    return found.st_mtime_ns, found.st_ctime_ns, found.st_size, found.st_ino
