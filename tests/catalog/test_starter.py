"""An empty table, laid out for a table of one's own."""

from pathlib import Path

import pytest

from tests.support.edits import C, S, T, contents, problems_in
from tests.support.sample import CLAIMS, FILES, SOURCES, THERAPIES
from therapies.catalog.catalog import Catalog, CatalogError, load_catalog
from therapies.catalog.starter import lay_out

TERMS = "term,aliases,explanation,source,section,paragraph,wording\n"


def test_it_has_the_documents_and_terms_and_no_rows(sample: Catalog, tmp_path: Path) -> None:
    (sample.folder / "terms.csv").write_text(TERMS)
    assert lay_out(tmp_path / "a" / "new", sample) == (T, C, S, "terms.csv")
    assert contents(tmp_path / "a" / "new") == {
        T: THERAPIES.splitlines(keepends=True)[0].encode(),
        C: CLAIMS.splitlines(keepends=True)[0].encode(),
        S: SOURCES.encode(),
        "terms.csv": TERMS.encode(),
    }


def test_what_to_fill_in_is_all_that_the_check_misses(sample: Catalog, tmp_path: Path) -> None:
    new = tmp_path / "new"
    assert lay_out(new, sample) == (T, C, S)
    told = [str(problem) for problem in problems_in(new)]
    remedy = "line 2: found no rows; allowed: one row or more; write the first one; docs/columns.md"
    assert told == [f"{name}, {remedy} shows how." for name in (T, C)]
    for name in (T, C):
        (new / name).write_text(FILES[name])
    assert load_catalog(new).version == sample.version


@pytest.mark.parametrize("name", ["therapies.csv", ".hidden", "notes.txt"])
def test_a_folder_that_holds_something_is_refused_and_stays(
    sample: Catalog, tmp_path: Path, name: str
) -> None:
    new = tmp_path / "new"
    new.mkdir()
    (new / name).write_text("mine")
    with pytest.raises(CatalogError, match="a folder that holds something; allowed: a new or"):
        lay_out(new, sample)
    assert contents(new) == {name: b"mine"}
    with pytest.raises(CatalogError, match="found a file"):
        lay_out(new / name, sample)
