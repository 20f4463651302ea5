"""The catalog: what is accepted and refused as a whole, its version and its date."""

import datetime
import os
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.support.edits import (
    DIET_CLAIM,
    DIET_ID,
    VERSION,
    C,
    S,
    T,
    all_quoted,
    change,
    other_ids,
    problems_in,
    reversed_rows,
)
from tests.support.sample import CLAIMS, FILES, SOURCES, THERAPIES, write_sample
from therapies.catalog.catalog import MAX_MESSAGES, CatalogError, load_catalog
from therapies.model import Evidence, Goal


def test_the_sample_is_a_catalog(folder: Path) -> None:
    catalog = load_catalog(folder)
    ids = ["binders", "diet", "lithotripsy", "sevelamer", "vitamin-k"]
    assert [therapy.id for therapy in catalog.therapies] == ids
    assert [source.id for source in catalog.sources] == ["first", "second"]
    assert catalog.version == VERSION
    assert list(catalog.by_id) == list(catalog.claims_of) == list(catalog.members_of) == ids
    assert catalog.members_of["binders"] == ("sevelamer",)
    assert catalog.members_of["sevelamer"] == ()
    assert [claim.source for claim in catalog.claims_of["lithotripsy"]] == ["first", "second"]
    assert catalog.source_by_id["second"].title == "Can It Be Undone?"
    vitamin = catalog.by_id["vitamin-k"]
    assert vitamin.aliases == ("K2", 'the "MK-7" form')
    assert (vitamin.also_framed_as, vitamin.evidence) == ((Goal.REVERSE,), Evidence.IN_TRIALS)
    assert vitamin.member_of is None


def test_a_catalog_is_a_key_by_its_identity(folder: Path) -> None:
    catalog, again = load_catalog(folder), load_catalog(folder)
    assert catalog.version == again.version
    assert len({catalog, catalog, again}) == 2


@pytest.mark.parametrize(
    "written",
    [
        lambda name, text: text.encode("utf-8-sig"),
        lambda name, text: text.replace("\n", "\r\n").encode(),
        lambda name, text: text.rstrip("\n").encode(),
        lambda name, text: (text + "\n\n").encode(),
        lambda name, text: text.replace(",not stated", ",  not stated  ").encode(),
        lambda name, text: all_quoted(text).encode(),
        lambda name, text: (text if name == S else reversed_rows(text)).encode(),
    ],
    ids=["BOM", "CRLF", "no last line end", "blank end", "untrimmed", "quotes", "order"],
)
def test_the_same_table_written_otherwise_is_the_same(
    tmp_path: Path, written: Callable[[str, str], bytes]
) -> None:
    for name, text in FILES.items():
        (tmp_path / name).write_bytes(written(name, text))
    catalog = load_catalog(tmp_path)
    assert catalog.version == VERSION
    assert catalog.files == FILES
    assert load_catalog(write_sample(tmp_path)).files == FILES


def test_another_word_is_another_version(folder: Path) -> None:
    change(folder, T, "in the gut", "in the bowel")
    assert load_catalog(folder).version != VERSION


def test_claims_are_sorted_by_place(folder: Path) -> None:
    change(folder, C, "binders,first,Introduction,1", "binders,first,Devices,1")
    first, second = (DIET_CLAIM.replace(DIET_ID, other) for other in other_ids(2))
    first = first.replace("diet,first,Diet", "binders,second,Introduction")
    second = second.replace("diet,first,Diet,1", "diet,first,Diet,2")
    change(folder, C, DIET_CLAIM, f"{second}\n{first}\n{DIET_CLAIM}")
    change(folder, T, "disease,not stated,not applicable", "disease,not stated,Why.")
    claims = load_catalog(folder).claims
    assert [(c.therapy, c.source, c.section, c.paragraph) for c in claims[:4]] == [
        ("binders", "first", "Devices", 1),
        ("binders", "second", "Introduction", 1),
        ("diet", "first", "Diet", 1),
        ("diet", "first", "Diet", 2),
    ]


def test_without_versions_the_date_is_the_newest_modification(folder: Path) -> None:
    for day, name in enumerate(FILES, 1):
        moment = datetime.datetime(2026, 3, day, 23, 59, tzinfo=datetime.UTC).timestamp()
        os.utime(folder / name, (moment, moment))
    assert load_catalog(folder).date == datetime.date(2026, 3, 3)


def test_the_newest_line_of_the_version_gives_the_date(folder: Path) -> None:
    lines = [f"{VERSION},2026-02-02", f"{VERSION},2026-02-01", "v000000,2026-05-05"]
    (folder / "versions.csv").write_text("version,date\n" + "\n".join(lines) + "\n")
    assert load_catalog(folder).date == datetime.date(2026, 2, 2)


@pytest.mark.parametrize(
    ("text", "line", "column"),
    [
        ("", 1, None),
        ("version\nv000000\n", 1, "date"),
        ("version,date\nv00000,2026-01-01\n", 2, "version"),
        ("version,date\nv000000,2026-02-30\n", 2, "date"),
        ("version,date\nv000000,20260201\n", 2, "date"),
        ("version,date\nv000000\n", 2, None),
    ],
)
def test_a_malformed_versions_file_gets_its_message(
    folder: Path, text: str, line: int, column: str | None
) -> None:
    (folder / "versions.csv").write_text(text)
    (problem,) = problems_in(folder)
    assert (problem.file, problem.line, problem.column) == ("versions.csv", line, column)


def test_all_problems_of_all_files_come_at_once(folder: Path) -> None:
    change(folder, S, "Diet (2)", "Diet")
    change(folder, C, "may lower the risk", "a b c d e f g h i")
    change(folder, C, ",sevelamer,", ",sevelamar,")
    change(folder, T, "suggested,events", "shown,events")
    change(folder, T, "mechanical", "Mechanical")
    places = [(p.file, p.line, p.column) for p in problems_in(folder)]
    assert places == [
        (T, 3, "evidence"),
        (T, 4, "category"),
        (T, 5, "id"),
        (C, 3, "wording"),
        (C, 6, "therapy"),
        (S, 2, "sections"),
    ]


def test_the_list_of_messages_ends_after_200_and_counts_the_rest(folder: Path) -> None:
    (folder / S).write_text(SOURCES + "bad\n" * 350)
    with pytest.raises(CatalogError) as refusal:
        load_catalog(folder)
    assert len(refusal.value.problems) == 350
    assert len(refusal.value.messages) == MAX_MESSAGES + 1
    assert str(refusal.value).endswith("\nand 150 more")


@pytest.mark.parametrize("name", ["missing", "therapies.csv", "a\0b", "x" * 5000])
def test_what_is_no_folder_gets_one_message(folder: Path, name: str) -> None:
    (problem,) = problems_in(folder / name)
    assert problem.remedy == "name another folder."


def test_a_large_table_loads_in_a_second(folder: Path) -> None:
    row, claim = THERAPIES.split("\n")[2], DIET_CLAIM
    rows = "".join(f"{row.replace('diet', f'diet-{n}')}\n" for n in range(3_000))
    copies = (claim.replace(DIET_ID, other) for other in other_ids(3_000))
    claims = "".join(f"{each.replace('diet', f'diet-{n}', 1)}\n" for n, each in enumerate(copies))
    (folder / T).write_text(THERAPIES + rows)
    (folder / C).write_text(CLAIMS + claims)
    start = time.process_time()
    assert len(load_catalog(folder).therapies) == 3_005
    assert time.process_time() - start < 1
