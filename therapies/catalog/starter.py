"""An empty table on the same subject, with its documents, for a table of one's own."""

from pathlib import Path

from therapies.catalog.catalog import Catalog, CatalogError, csv_text
from therapies.catalog.cell_rules import (
    CLAIMS,
    RECORDS,
    SOURCES,
    TERMS,
    THERAPIES,
    columns,
    escaped,
)
from therapies.catalog.csv_file import Problem
from therapies.catalog.formatter import write_whole


def lay_out(folder: Path, catalog: Catalog) -> tuple[str, ...]:
    """Write the files of an empty table into a new or empty folder; return their names.

    It has the documents and the explained terms of `catalog`. Raises `CatalogError` where the
    folder holds anything, and `OSError` where it cannot be written.
    """
    folder = Path(folder)
    if folder.exists() and (not folder.is_dir() or any(folder.iterdir())):
        found = "a folder that holds something" if folder.is_dir() else "a file"
        remedy = "name another folder; what is there is as it was."
        problem = Problem(escaped(str(folder)), None, None, found, "a new or empty folder", remedy)
        raise CatalogError([problem])
    files = {name: csv_text(columns(RECORDS[name]), ()) for name in (THERAPIES, CLAIMS)}
    files[SOURCES] = catalog.files[SOURCES]
    if (terms := catalog.folder / TERMS).is_file():
        files[TERMS] = terms.read_text(encoding="utf-8-sig")
    folder.mkdir(parents=True, exist_ok=True)
    for name, text in files.items():
        write_whole(folder / name, text.encode())
    return tuple(files)
