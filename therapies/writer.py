"""The writer: the files of a folder rewritten in canonical form, each whole or not at all."""

import contextlib
import glob
import os
import tempfile
import time
from pathlib import Path

from therapies.catalog import (
    VERSION_COLUMNS,
    VERSIONS,
    Catalog,
    CatalogError,
    csv_text,
    day_of,
    load_with_tables,
)
from therapies.table import Problem, Raw, Row, read_bytes, read_table

_STALE_SECONDS = 3600


def format_folder(folder: Path) -> tuple[str, ...]:
    """Rewrite the files of a folder in canonical form, and note a new version with today's date.

    Gives the names of the files that changed. A file is replaced as a whole or not at all. Raises
    `CatalogError` when the folder has a problem, cannot be written or is edited meanwhile.
    """
    catalog, tables = load_with_tables(Path(folder))
    changed: dict[str, tuple[Raw | None, bytes]] = {
        name: (tables[name].raw, text.encode())
        for name, text in catalog.files.items()
        if tables[name].raw.data != text.encode()
    }
    changed |= _next_history(catalog)
    for name, (before, after) in changed.items():
        _replace(catalog.folder / name, before, after)
    return tuple(changed)


def _next_history(catalog: Catalog) -> dict[str, tuple[Raw | None, bytes]]:
    """What `versions.csv` held and shall hold, when its last row is not this version."""
    path = catalog.folder / VERSIONS
    if not os.path.lexists(path):
        before, rows = None, []
    else:
        table = read_table(path, VERSION_COLUMNS, may_be_empty=True)
        before, rows = table.raw, list(table.rows)
    if rows and rows[-1].cells[0] == catalog.version:
        return {}
    today = day_of(time.time()).isoformat()
    text = csv_text(VERSION_COLUMNS, [*rows, Row(len(rows) + 2, (catalog.version, today))])
    return {VERSIONS: (before, text.encode())}


def _replace(path: Path, before: Raw | None, after: bytes) -> None:
    """Put a new file in the place of an old one that is still what it was."""
    target = Path(os.path.realpath(path))
    allowed = "a folder that can be written"
    try:
        _sweep(target)
        handle, name = tempfile.mkstemp(".tmp", f".{target.name}.", target.parent)
        try:
            _fill(handle, after, target)
            _require_unchanged(path, before)
            Path(name).replace(target)
        except BaseException:
            Path(name).unlink()
            raise
        _settle(target.parent)
    except OSError as error:
        found = f"a file that cannot be written ({error.strerror or error})"
        remedy = "make room or give yourself the right to write; this file is as it was."
        raise CatalogError([Problem(path.name, None, None, found, allowed, remedy)]) from error


def _fill(handle: int, content: bytes, target: Path) -> None:
    """Write all bytes to the disk, with the mode of the file that they replace."""
    with open(handle, "wb") as file:
        os.fchmod(handle, target.stat().st_mode & 0o7777 if target.exists() else 0o644)
        file.write(content)
        file.flush()
        os.fsync(handle)


def _require_unchanged(path: Path, before: Raw | None) -> None:
    """Refuse to overwrite an edit that was made since the file was read."""
    now = read_bytes(path) if os.path.lexists(path) else None
    if isinstance(now, Problem) or (now and now.data) != (before and before.data):
        found, remedy = "a file that was edited meanwhile", "run the command again."
        raise CatalogError([Problem(path.name, None, None, found, "no edit meanwhile", remedy)])


def _sweep(target: Path) -> None:
    """Remove what a writer that was killed more than an hour ago left behind."""
    for left in target.parent.glob(f".{glob.escape(target.name)}.*.tmp"):
        with contextlib.suppress(OSError):
            if left.stat().st_mtime < time.time() - _STALE_SECONDS:
                left.unlink()


def _settle(folder: Path) -> None:
    """Have the folder's new entry on the disk, too, where the system can."""
    with contextlib.suppress(OSError):
        handle = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(handle)
        finally:
            os.close(handle)
