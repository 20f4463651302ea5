"""The writer: the files of a folder rewritten in canonical form, each whole or not at all."""

import contextlib
import glob
import json
import os
import re
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from typing import NamedTuple

from therapies.catalog import changes
from therapies.catalog.catalog import (
    CHANGES,
    MOST,
    VERSION_COLUMNS,
    VERSIONS,
    Catalog,
    CatalogError,
    Change,
    csv_text,
    day_of,
    load_with_tables,
    version_of,
)
from therapies.catalog.cell_rules import CLAIMS, RECORDS, TERMS
from therapies.catalog.claim_ids import ids_by_content
from therapies.catalog.csv_file import (
    MAX_FILE,
    CsvFile,
    Problem,
    Raw,
    quoted,
    read_bytes,
    read_csv_file,
)

PREVIOUS = "previous.json"
"""The table as it was when its record was last kept, for the next comparison."""
PROJECT = Path(__file__).resolve().parents[2]
"""The project, whose own table has a part in its changelog and in how it is cited."""
CHANGELOG = "CHANGELOG.md"
CITATION = "CITATION.cff"
BEGIN = "<!-- The data part: `python -m therapies check --format` writes it. -->"
END = "<!-- End of the data part. -->"

_STALE_SECONDS = 3600


class Edit(NamedTuple):
    """A file to replace: what it held, if it was there, and what it shall hold."""

    path: Path
    before: Raw | None
    after: bytes


def format_folder(folder: Path) -> tuple[str, ...]:
    """Rewrite the files of a folder in canonical form, and keep the record of a new version.

    Gives the names of the files that changed. A file is replaced as a whole or not at all. Raises
    `CatalogError` when the folder has a problem, cannot be written or is edited meanwhile.
    """
    catalog, tables = load_with_tables(Path(folder), give_ids=True)
    edits = [
        Edit(catalog.folder / name, tables[name].raw, text.encode())
        for name, text in catalog.files.items()
    ]
    edits += [_terms(catalog.folder, tables[TERMS])] if TERMS in tables else []
    versions, date, noted = _versions(catalog)
    previous = _previous(catalog.folder)
    _require_lasting_ids(catalog, previous)
    history = _history(catalog, previous, date, noted)
    # The record is written before versions.csv: if a run is cut short, the next one finds a version
    # in the record that nothing else knows, drops its lines and compares again (decision 18).
    edits += [
        _edit(catalog.folder / CHANGES, csv_text(Change._fields, history)),
        _snapshot(catalog),
        versions,
        *_changelog(catalog, history),
        *_citation(catalog, date),
    ]
    needed = [edit for edit in edits if edit.before is None or edit.before.data != edit.after]
    _require_room(needed)
    for edit in needed:
        replace_whole(*edit)
    return tuple(edit.path.name for edit in needed)


def require_recorded(catalog: Catalog) -> None:
    """Raise `CatalogError` for a version with which the folder's `versions.csv` does not end.

    And for a claim whose id is another than on record. A folder without that file keeps no history,
    and nothing is asked of it.
    """
    edit, *_ = _versions(catalog)
    if edit.before and edit.before.data != edit.after:
        found = f"no {catalog.version} in the last line"
        allowed = "the version of the table as it is now"
        remedy = "run `python -m therapies check --format`, which notes it with its date."
        raise CatalogError([Problem(VERSIONS, None, "version", found, allowed, remedy)])
    _require_lasting_ids(catalog, _previous(catalog.folder) if edit.before else None)


def _require_lasting_ids(catalog: Catalog, previous: dict[str, str] | None) -> None:
    """Raise `CatalogError` where a claim that reads as it did has another id than it had."""
    given = ids_by_content(previous[CLAIMS]) if previous else {}
    now = ids_by_content(catalog.files[CLAIMS])
    changed = [(id_, given[each]) for each, id_ in now.items() if given.get(each, id_) != id_]
    if changed:
        raise CatalogError(
            Problem(CLAIMS, None, "id", quoted(id_), was, f"write {was} again: links lead there.")
            for id_, was in changed
        )


def _terms(folder: Path, table: CsvFile) -> Edit:
    rows = sorted((row.cells for row in table.rows), key=lambda cells: cells[0].casefold())
    return Edit(folder / TERMS, table.raw, csv_text(table.columns, rows).encode())


def _versions(catalog: Catalog) -> tuple[Edit, str, set[str]]:
    """What `versions.csv` shall hold, the date of this version, and the versions noted before."""
    path = catalog.folder / VERSIONS
    if not os.path.lexists(path):
        before, rows = None, []
    else:
        table = read_csv_file(path, VERSION_COLUMNS, may_be_empty=True)
        before, rows = table.raw, [row.cells for row in table.rows]
    noted = {cells[0] for cells in rows}
    if before and rows and rows[-1][0] == catalog.version:
        return Edit(path, before, before.data), rows[-1][1], noted
    today = day_of(time.time()).isoformat()
    text = csv_text(VERSION_COLUMNS, [*rows, (catalog.version, today)])
    return Edit(path, before, text.encode()), today, noted


def _history(
    catalog: Catalog, previous: dict[str, str] | None, date: str, noted: set[str]
) -> tuple[Change, ...]:
    """The history with this version as its last; it begins anew where nothing leads to it."""
    history, files = catalog.history, catalog.files
    if previous is None:
        if history and history[-1].version == catalog.version:
            return history
        return (*history, changes.start(files, catalog.version, date))
    known = changes.through(history, version_of(previous))
    if known is None or {line.version for line in history[len(known) :]} & noted:
        return (*history, changes.start(files, catalog.version, date))
    if known[-1].version == catalog.version:
        return known
    return (*known, *changes.between(previous, files, catalog.version, date))


def _edit(path: Path, text: str) -> Edit:
    return Edit(path, _held(path), text.encode())


def _snapshot(catalog: Catalog) -> Edit:
    lines = {name: text.split("\n") for name, text in catalog.files.items()}
    text = json.dumps({"version": catalog.version, **lines}, ensure_ascii=False, indent=0)
    return _edit(catalog.folder / PREVIOUS, text + "\n")


def _previous(folder: Path) -> dict[str, str] | None:
    """The files of the last version whose record was kept; None where there is no such file."""
    raw = _held(folder / PREVIOUS)
    if raw is None:
        return None
    try:
        found = json.loads(raw.data)
        files = {name: "\n".join(found[name]) for name in RECORDS}
        if version_of(files) == found["version"]:
            return files
    except (ValueError, TypeError, LookupError, RecursionError):
        pass
    found, allowed = "a file that was edited or cut off", "what the last --format wrote"
    remedy = "restore it from an older copy, or delete it: the record then begins anew."
    raise CatalogError([Problem(PREVIOUS, None, None, found, allowed, remedy)])


def _held(path: Path) -> Raw | None:
    if not os.path.lexists(path):
        return None
    raw = read_bytes(path)
    if isinstance(raw, Problem):
        raise CatalogError([raw])
    return raw


def _changelog(catalog: Catalog, history: tuple[Change, ...]) -> list[Edit]:
    """The edit of the project's changelog, when the folder is the project's own."""
    path = PROJECT / CHANGELOG
    raw = _held(path) if catalog.folder.resolve() == PROJECT / "data" else None
    if raw is None:
        return []
    head, begin, rest = raw.data.decode(errors="surrogateescape").partition(f"{BEGIN}\n")
    _, end, tail = rest.partition(END)
    if not (begin and end):
        allowed, remedy = f"the lines {BEGIN} and {END}", "put them around the data part."
        found = "no data part"
        raise CatalogError([Problem(CHANGELOG, None, None, found, allowed, remedy)])
    text = f"{head}{begin}\n{changes.markdown(history)}\n{end}{tail}"
    return [Edit(path, raw, text.encode(errors="surrogateescape"))]


def _citation(catalog: Catalog, date: str) -> list[Edit]:
    """The edit of the project's `CITATION.cff`, when the folder is the project's own."""
    path = PROJECT / CITATION
    raw = _held(path) if catalog.folder.resolve() == PROJECT / "data" else None
    if raw is None:
        return []
    text = raw.data.decode(errors="surrogateescape")
    for key, value in (("version", catalog.version), ("date-released", f'"{date}"')):
        text, found = re.subn(rf"^{key}: .*$", f"{key}: {value}", text, flags=re.MULTILINE)
        if found != 1:
            told, remedy = f"{found} lines {key}", f"write one line `{key}: {value}`."
            raise CatalogError([Problem(CITATION, None, key, told, "one line", remedy)])
    return [Edit(path, raw, text.encode(errors="surrogateescape"))]


def _require_room(edits: list[Edit]) -> None:
    """Refuse to write what could not be read again."""
    for path, _, after in edits:
        if len(after) > MAX_FILE or (path.name == CHANGES and after.count(b"\n") > MOST[CHANGES]):
            found, allowed = "a record that is too long", "what can be read again"
            remedy = f"move the oldest versions of {CHANGES} to another file."
            raise CatalogError([Problem(path.name, None, None, found, allowed, remedy)])


def replace_whole(path: Path, before: Raw | None, after: bytes) -> None:
    """Write a file of the table as a whole or not at all; refuse where it is edited meanwhile.

    Raises `CatalogError`.
    """
    try:
        write_whole(path, after, lambda: _require_unchanged(path, before))
    except OSError as error:
        found = f"a file that cannot be written ({error.strerror or error})"
        allowed = "a folder that can be written"
        remedy = "make room or give yourself the right to write; this file is as it was."
        raise CatalogError([Problem(path.name, None, None, found, allowed, remedy)]) from error


def write_whole(path: Path, content: bytes, check: Callable[[], None] = lambda: None) -> None:
    """Write a file as a whole or not at all, through a link to what it leads to.

    `check` runs just before the old file is replaced and may raise to prevent it. Raises `OSError`
    where the folder cannot be written.
    """
    target = Path(os.path.realpath(path))
    _sweep(target)
    handle, name = tempfile.mkstemp(".tmp", f".{target.name}.", target.parent)
    try:
        _fill(handle, content, target)
        check()
        Path(name).replace(target)
    except BaseException:
        Path(name).unlink()
        raise
    _settle(target.parent)


def _fill(handle: int, content: bytes, target: Path) -> None:
    """Write all bytes to the disk, with the mode of the file that they replace."""
    with open(handle, "wb") as file:
        os.fchmod(handle, target.stat().st_mode & 0o7777 if target.exists() else 0o644)
        file.write(content)
        file.flush()
        os.fsync(handle)


def _require_unchanged(path: Path, before: Raw | None) -> None:
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
