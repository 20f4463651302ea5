"""The catalog: what is accepted, every letter, and the canonical form."""

import csv
import datetime
import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable
from dataclasses import FrozenInstanceError
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.sample import CLAIMS, FILES, SOURCES, THERAPIES, write_sample
from therapies import table
from therapies.catalog import (
    MAX_LETTERS,
    Catalog,
    CatalogError,
    Problem,
    canonical,
    format_folder,
    load_catalog,
)
from therapies.model import Claim, Evidence, Goal, Source, Therapy

ROOT = Path(__file__).parent.parent
VERSION = "v8613f8"
T, C, S = "therapies.csv", "claims.csv", "sources.csv"


def problems_in(folder: Path) -> tuple[Problem, ...]:
    """The problems of a folder that is refused; nothing is returned from it."""
    catalog = None
    with pytest.raises(CatalogError) as refusal:
        catalog = load_catalog(folder)
    assert catalog is None
    for problem in refusal.value.problems:
        assert "\n" not in str(problem)
        assert str(problem).isprintable()
        assert len(str(problem)) < 1000
    return refusal.value.problems


def change(folder: Path, file: str, old: str, new: str) -> None:
    """Replace the first place of a text in a file."""
    path = folder / file
    text = path.read_bytes().decode()
    assert old in text
    path.write_bytes(text.replace(old, new, 1).encode("utf-8", "surrogateescape"))


BIG = "x" * (table.MAX_CELL + 1)
HEADER = THERAPIES.split("\n", 1)[0]
BINDERS = THERAPIES.split("\n")[1]
DIET_CLAIM = CLAIMS.split("\n")[2]

# name: file, old text, new text, then the letter's file, line, column, and words of it
BROKEN: dict[str, tuple[str, str, str, str, int | None, str | None, str]] = {
    # vocabularies
    "near miss": (T, "mechanical", "Mechanical", T, 4, "category", "did you mean mechanical?"),
    "typo": (C, "suggested", "sugested", C, 3, "evidence", "did you mean suggested?"),
    "hard space": (C, "in trials,cal", "in\u00a0trials,cal", C, 7, "evidence", "in\\xa0trials"),
    "no word at all": (C, "suggested", "zzz", C, 3, "evidence", "choose one of them"),
    "wrong outcome": (C, ",events", ",deaths", C, 3, "outcome", "calcification, plaque, events"),
    "wrong standing": (C, ",routine", ",Routine", C, 4, "standing", "did you mean routine?"),
    "wrong kind": (T, ",drug,", ",drugs,", T, 2, "kind", "did you mean drug?"),
    "wrong target": (T, "systemic risk", "risk", T, 3, "acts_on", "systemic risk, mineral"),
    "wrong goal": (T, "stabilize", "stabilise", T, 3, "goal", "did you mean stabilize?"),
    "row without goal": (T, "stabilize", "not stated", T, 3, "goal", "halt, stabilize"),
    "wrong goal of claim": (C, "stabilize", "stable", C, 3, "goal", "did you mean stabilize?"),
    "underscore": (T, "mineral balance", "mineral_balance", T, 2, "acts_on", "mineral balance?"),
    # cells
    "empty cell": (T, "Bind phosphate in the gut.", "", T, 2, "mechanism", "write `not stated`"),
    "blank cell": (C, "Diet may lower the risk of events.", "  ", C, 3, "says", "`not applicable`"),
    "capital in id": (S, "first,First", "First,First", S, 2, "id", "write first."),
    "space in id": (T, "\ndiet,", "\nmy diet,", T, 3, "id", "write my-diet."),
    "hopeless id": (S, "\nsecond,", "\n§,", S, 3, "id", "write an id."),
    "empty item": (T, "IVL; shock", "IVL; ; shock", T, 4, "aliases", "delete the semicolon"),
    "item at the end": (T, "shockwave balloon", "shock;", T, 4, "aliases", "delete the semicolon"),
    "repeated item": (T, "IVL; shockwave balloon", "IVL; ivl", T, 4, "aliases", "each item once"),
    "items too close": (T, "IVL; shock", "IVL;shock", T, 4, "aliases", "write IVL; shock"),
    "none among items": (T, "IVL; shockwave balloon", "IVL; not stated", T, 4, "aliases", "alone"),
    "unknown second goal": (T, ",reverse,", ",revers,", T, 6, "also_framed_as", "mean reverse?"),
    "paragraph zero": (C, "Diet,1,", "Diet,0,", C, 3, "paragraph", "count the paragraph"),
    "paragraph in words": (C, "Diet,1,", "Diet,one,", C, 3, "paragraph", "from 1, in digits"),
    "foreign digits": (C, "Diet,1,", "Diet,١,", C, 3, "paragraph", "from 1, in digits"),
    "nine words": (C, "may lower the risk", "a b c d e f g h i", C, 3, "wording", "leave out 1"),
    "bad sections": (S, "Diet (2)", "Diet", S, 2, "sections", "like `Introduction (1)`"),
    "section without text": (S, "Diet (2)", "(2)", S, 2, "sections", "like `Introduction (1)`"),
    "section twice": (S, "Diet (2)", "Devices (2)", S, 2, "sections", "each heading once"),
    "large cell": (T, "Bind phosphate in the gut.", BIG, T, 2, "mechanism", "shorten it"),
    # ids and rows
    "id twice": (T, "\nsevelamer,", "\ndiet,", T, 5, "id", "line 3 has it already"),
    "id twice but for case": (T, "\nsevelamer,", "\nDiet,", T, 5, "id", "line 3 has it already"),
    "source twice": (S, "\nsecond,", "\nfirst,", S, 3, "id", "line 2 has it already"),
    "claim twice": (C, DIET_CLAIM, f"{DIET_CLAIM}\n{DIET_CLAIM}", C, 4, None, "line 3 is the same"),
    # references
    "unknown therapy": (C, "\nsevelamer,", "\nsevelamar,", C, 6, "therapy", "mean sevelamer?"),
    "unknown source": (C, "diet,first", "diet,fist", C, 3, "source", "did you mean first?"),
    "foreign source": (C, "diet,first", "diet,zzzzzz", C, 3, "source", "add it to sources.csv"),
    "unknown class": (T, ",binders,", ",binder,", T, 5, "member_of", "did you mean binders?"),
    "unknown section": (C, "Devices", "Device", C, 4, "section", "did you mean Devices?"),
    "foreign section": (C, "Devices", "Zebra", C, 4, "section", "heading word for word"),
    "late paragraph": (C, "Diet,1", "Diet,3", C, 3, "paragraph", "allowed: 1 to 2"),
    "member of itself": (
        T,
        "stated,binders",
        "stated,sevelamer",
        T,
        5,
        "member_of",
        "sevelamer → ",
    ),
    "therapy without claim": (C, f"{DIET_CLAIM}\n", "", T, 3, "id", "add its claims"),
    "document without claim": (S, "\nsecond", "\nthird,T,T,T,X (1)\nsecond", S, 3, "id", "add its"),
    # a row and its claims
    "unearned evidence": (
        T,
        "suggested,events",
        "shown,events",
        T,
        3,
        "evidence",
        "from one claim",
    ),
    "unearned pair": (T, "suggested,events", "suggested,flow", T, 3, "evidence", "suggested with"),
    "unearned standing": (T, "foundation,life", "routine,life", T, 3, "standing", "foundation"),
    "unearned goal": (T, "stabilize", "halt", T, 3, "goal", "allowed: stabilize"),
    "unearned second goal": (T, ",reverse,", ",modify,", T, 6, "also_framed_as", "halt, reverse"),
    "goal twice": (T, ",reverse,", ",reverse; halt,", T, 6, "also_framed_as", "the goal already"),
    "unearned context": (T, "severe narrowing", "narrowing", T, 4, "context", "severe narrowing"),
    "missing context": (T, "disease; diabetes", "disease", T, 6, "context", "add diabetes."),
    "no context": (
        T,
        "kidney disease,not",
        "not stated,not",
        T,
        2,
        "context",
        "add kidney disease",
    ),
    "no reason for second goal": (
        *(T, "Framed under reversal; the stated action is to halt.", "not applicable"),
        *(T, 6, "rationale", "because also_framed_as is filled"),
    ),
    "no reason for split": (
        *(T, "The documents differ in evidence and standing; the outcome fits the goal."),
        *("not applicable", T, 4, "rationale", "differ in evidence or outcome"),
    ),
    # structure
    "short line": (T, ",kidney disease,not stated,not applicable", "", T, 2, None, "13 cells"),
    "long line": (C, "stent.,modify", "stent.,modify,", C, 4, None, "found 13 cells"),
    "unquoted comma": (C, '"a newer, gentler technique"', "a, b", C, 5, None, "put cells with a"),
    "second header": (T, "\ndiet", f"\n{HEADER}\ndiet", T, 3, None, "a second header"),
    "merge mark": (T, "\ndiet", "\n<<<<<<< HEAD\ndiet", T, 3, None, "the merge mark <<<<<<<"),
    "merge middle": (C, "\ndiet", "\n=======\ndiet", C, 3, None, "keep one of the two"),
    "merge end": (S, "\nsecond", "\n>>>>>>> other\nsecond", S, 3, None, "the merge mark >>>>>>>"),
    "blank line": (T, "\ndiet", "\n\ndiet", T, 3, None, "a blank line"),
    "line of commas": (C, "\ndiet", f"\n{',' * 11}\ndiet", C, 3, None, "delete the line"),
    "stray quote": (T, "Bind phosphate", 'Bind "phosphate', T, 2, "mechanism", "a stray quote"),
    "half a quote": (T, "Bind phosphate", '"Bind" phosphate', T, 2, "mechanism", "double it"),
    "unclosed quote": (T, "Bind phosphate", '"Bind', T, 2, "mechanism", "close the quote"),
    "cut off in a quote": (S, "Introduction (2); Rev", '"Introd', S, 3, "sections", "cut off"),
    "cut off between": (S, ",Coronary calcification,Introduction (2);", "", S, 3, None, "cut off"),
    "line break in cell": (C, '"a newer, ', '"a newer,\n', C, 5, "wording", "on one line"),
    # header
    "missing column": (S, "id,name,title,scope", "id,name,title", S, 1, "scope", "add the column"),
    "unknown column": (S, "scope", "scopes", S, 1, "scopes", "did you mean scope?"),
    "foreign column": (S, "scope", "scope,zzzz", S, 1, "zzzz", "delete it"),
    "column twice": (S, "title,scope", "title,title", S, 1, "title", "the column 2 times"),
    "other order": (S, "id,name,title", "id,title,name", S, 1, "name", "in this order"),
    "semicolons": (S, "id,name,title,scope,sections", "id;name;title", S, 1, None, "with commas"),
    # characters
    "null": (T, "Bind phosphate", "Bind\0phosphate", T, 2, None, "U+0000"),
    "tab": (T, "Bind phosphate", "Bind\tphosphate", T, 2, None, "U+0009"),
    "lone carriage return": (T, "\ndiet", "\rdiet", T, 2, None, "a lone carriage return"),
    "bidi override": (T, "Bind phosphate", "Bind \u202ephosphate", T, 2, None, "U+202E"),
    "bidi isolate": (T, "Bind phosphate", "Bind \u2066phosphate", T, 2, None, "U+2066"),
    "bidi mark": (T, "Bind phosphate", "Bind \u200fphosphate", T, 2, None, "U+200F"),
    "arabic mark": (T, "Bind phosphate", "Bind \u061cphosphate", T, 2, None, "U+061C"),
    "zero width": (T, "Bind phosphate", "Bind\u200bphosphate", T, 2, None, "ZERO WIDTH SPACE"),
    "second BOM": (T, "Bind phosphate", "Bind\ufeffphosphate", T, 2, None, "U+FEFF"),
    "soft hyphen": (T, "Bind phosphate", "Bind\u00adphosphate", T, 2, None, "U+00AD"),
    "line separator": (T, "Bind phosphate", "Bind\u2028phosphate", T, 2, None, "U+2028"),
    "blank filler": (T, "Bind phosphate", "Bind\u3164phosphate", T, 2, None, "U+3164"),
    "private use": (T, "Bind phosphate", "Bind\ue000phosphate", T, 2, None, "U+E000"),
    "unassigned": (T, "Bind phosphate", "Bind\u0378phosphate", T, 2, None, "U+0378"),
    "no UTF-8": (T, "Bind phosphate", "Bind\udce9phosphate", T, 2, None, "the byte 0xE9"),
}


@pytest.mark.parametrize("name", BROKEN)
def test_a_broken_table_gets_its_letter(folder: Path, name: str) -> None:
    file, old, new, *place, words = BROKEN[name]
    change(folder, file, old, new)
    letters = problems_in(folder)
    matching = [p for p in letters if [p.file, p.line, p.column] == place and words in str(p)]
    assert len(matching) == 1, [str(letter) for letter in letters]


@pytest.mark.parametrize(
    "name",
    [name for name, (*_, line, column, _) in BROKEN.items() if "cell" in name or "quote" in name],
)
def test_a_wrong_line_brings_no_letters_about_its_consequences(folder: Path, name: str) -> None:
    file, old, new, *_ = BROKEN[name]
    change(folder, file, old, new)
    assert len(problems_in(folder)) == 1


def test_a_letter_reads_as_an_instruction(folder: Path) -> None:
    change(folder, C, "suggested", "Suggested")
    assert [str(problem) for problem in problems_in(folder)] == [
        'claims.csv, line 3, column evidence: found "Suggested"; allowed: shown, stated, suggested,'
        " in trials, exploratory, not stated; did you mean suggested? Write it exactly so."
    ]


def test_all_problems_of_all_files_come_at_once(folder: Path) -> None:
    change(folder, S, "Diet (2)", "Diet")
    change(folder, C, "may lower the risk", "a b c d e f g h i")
    change(folder, C, "\nsevelamer,", "\nsevelamar,")
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


def test_a_broken_line_leaves_the_other_therapies_checked(folder: Path) -> None:
    change(folder, C, "Diet may lower the risk of events.,", "")
    change(folder, T, "in trials,calcification", "shown,calcification")
    assert [(p.file, p.line) for p in problems_in(folder)] == [(T, 6), (C, 3)]


def test_a_circle_of_classes_is_named_once(folder: Path) -> None:
    change(folder, T, "not stated,not applicable,mineral", "not stated,sevelamer,mineral")
    (problem,) = problems_in(folder)
    assert (problem.line, problem.column) == (2, "member_of")
    assert problem.found == 'the circle "binders → sevelamer → binders"'


def test_the_list_of_letters_ends_after_200_and_counts_the_rest(folder: Path) -> None:
    (folder / S).write_text(SOURCES + "bad\n" * 350)
    with pytest.raises(CatalogError) as refusal:
        load_catalog(folder)
    assert len(refusal.value.problems) == 350
    assert len(refusal.value.letters) == MAX_LETTERS + 1
    assert str(refusal.value).endswith("\nand 150 more")


def test_a_flood_of_problems_ends(folder: Path) -> None:
    (folder / S).write_text(SOURCES + "bad\n" * 300_000)
    assert len(problems_in(folder)) <= 3 * table.MAX_PROBLEMS


def test_found_text_is_short_and_escaped(folder: Path) -> None:
    change(folder, C, "suggested", "z" * 5000)
    (problem,) = problems_in(folder)
    assert problem.found == '"' + "z" * 80 + '…"'


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b"", "an empty file"),
        (b"\xef\xbb\xbf", "an empty file"),
        (b" \n\n", "an empty file"),
        (SOURCES.split("\n")[0].encode(), "no rows"),
        (SOURCES.encode("utf-16"), "UTF-16 text"),
        (SOURCES.encode("utf-16-le"), "UTF-16 text"),
        (SOURCES.encode("utf-16-be"), "UTF-16 text"),
        (b"\n" * (table.MAX_LINES + 1) + b"x", "more than 1,000,000 lines"),
        (SOURCES.replace("\n", "\r").encode(), "a lone carriage return"),
    ],
)
def test_a_file_that_is_no_table_gets_one_letter(folder: Path, content: bytes, words: str) -> None:
    (folder / S).write_bytes(content)
    letters = [str(problem) for problem in problems_in(folder) if problem.file == S]
    assert len(letters) == 1
    assert words in letters[0]


def a_socket(path: Path) -> None:
    """Put a socket at the path."""
    here = Path.cwd()
    os.chdir(path.parent)
    try:
        with socket.socket(socket.AF_UNIX) as made:
            made.bind(path.name)
    finally:
        os.chdir(here)


def a_huge_file(path: Path) -> None:
    """Put a file at the path that is a byte too large, without filling the disk."""
    path.touch()
    os.truncate(path, table.MAX_FILE + 1)


NO_FILES: dict[str, tuple[Callable[[Path], object], str]] = {
    "missing": (lambda path: None, "no such file"),
    "folder": (lambda path: path.mkdir(), "a folder"),
    "pipe": (lambda path: os.mkfifo(path), "a pipe"),
    "socket": (a_socket, "a socket"),
    "device": (lambda path: path.symlink_to("/dev/zero"), "a device"),
    "link loop": (lambda path: path.symlink_to(path.name), "links in a circle"),
    "dead link": (lambda path: path.symlink_to("nowhere"), "a link that leads nowhere"),
    "huge": (a_huge_file, "134,217,729 bytes"),
    "growing": (lambda path: path.symlink_to("/proc/self/status"), "changed while it was read"),
}


@pytest.mark.parametrize("name", NO_FILES)
@pytest.mark.parametrize("file", FILES)
def test_what_is_no_readable_file_gets_its_letter_at_once(
    folder: Path, file: str, name: str
) -> None:
    make, words = NO_FILES[name]
    (folder / file).unlink()
    make(folder / file)
    start = time.monotonic()
    (problem,) = problems_in(folder)
    assert time.monotonic() - start < 1
    assert (problem.file, problem.line, problem.found) == (file, None, words) or words in str(
        problem
    )


def test_a_file_without_permission_gets_its_letter(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(*_: object) -> int:
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr("os.open", refuse)
    assert {p.found for p in problems_in(folder)} == {"a file that may not be read"}


@pytest.mark.parametrize("name", ["missing", "therapies.csv", "a\0b", "x" * 5000])
def test_what_is_no_folder_gets_one_letter(folder: Path, name: str) -> None:
    (problem,) = problems_in(folder / name)
    assert problem.remedy == "name another folder."


# --- what is accepted -----------------------------------------------------------------------------


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


def test_the_projects_own_table_is_good() -> None:
    assert load_catalog(ROOT / "data").therapies


def test_a_catalog_is_frozen(folder: Path) -> None:
    catalog = load_catalog(folder)
    with pytest.raises(FrozenInstanceError):
        catalog.version = "v000000"  # type: ignore[misc]


def reversed_rows(text: str) -> str:
    """The text with its rows in reverse order."""
    header, *rows = text.splitlines(keepends=True)
    return header + "".join(reversed(rows))


def all_quoted(text: str) -> str:
    """The text with every cell in quotes."""
    rows = csv.reader(text.splitlines())
    return "".join(
        ",".join('"' + cell.replace('"', '""') + '"' for cell in row) + "\n" for row in rows
    )


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
    assert canonical(catalog) == FILES
    assert canonical(load_catalog(write_sample(tmp_path))) == FILES


@pytest.mark.parametrize("word", ["NA", "None", "nan", "null", "N/A", "TRUE", "1e5", "007", "-"])
def test_words_that_others_read_as_missing_stay_text(folder: Path, word: str) -> None:
    change(folder, T, "Bind phosphate in the gut.", word)
    assert load_catalog(folder).by_id["binders"].mechanism == word


def test_text_is_composed_when_read(folder: Path) -> None:
    change(folder, T, "Bind phosphate in the gut.", "Cafe\u0301")
    assert load_catalog(folder).by_id["binders"].mechanism == "Caf\u00e9"


def test_another_word_is_another_version(folder: Path) -> None:
    change(folder, T, "in the gut", "in the bowel")
    assert load_catalog(folder).version != VERSION


@pytest.mark.parametrize("word", ["not stated", "not applicable"])
def test_a_claim_may_have_no_goal(folder: Path, word: str) -> None:
    change(folder, T, ",halt,reverse,", ",halt,not applicable,")
    change(folder, C, ",reverse,not stated", f",{word},not stated")
    assert load_catalog(folder).claims_of["vitamin-k"][1].goal is None


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
def test_a_malformed_versions_file_gets_its_letter(
    folder: Path, text: str, line: int, column: str | None
) -> None:
    (folder / "versions.csv").write_text(text)
    (problem,) = problems_in(folder)
    assert (problem.file, problem.line, problem.column) == ("versions.csv", line, column)


def test_every_column_of_a_record_is_a_column_of_its_file() -> None:
    for record, text in ((Therapy, THERAPIES), (Claim, CLAIMS), (Source, SOURCES)):
        assert ",".join(record.model_fields) == text.split("\n", 1)[0]


# --- the canonical form ---------------------------------------------------------------------------


def contents(folder: Path) -> dict[str, bytes]:
    """Every file of a folder."""
    return {path.name: path.read_bytes() for path in folder.iterdir()}


def messy(folder: Path) -> Path:
    """A good table in no canonical form."""
    for name, text in FILES.items():
        other = text if name == S else reversed_rows(text)
        (folder / name).write_bytes(all_quoted(other).replace("\n", "\r\n").encode("utf-8-sig"))
    return folder


def test_formatting_writes_the_canonical_form(folder: Path) -> None:
    assert format_folder(messy(folder)) == (T, C, S, "versions.csv")
    expected = {name: text.encode() for name, text in FILES.items()}
    today = datetime.datetime.now(datetime.UTC).date()
    history = f"version,date\n{VERSION},{today}\n".encode()
    assert contents(folder) == expected | {"versions.csv": history}


def test_formatting_twice_touches_nothing(folder: Path) -> None:
    format_folder(messy(folder))
    before = {path: path.stat() for path in folder.iterdir()}
    assert format_folder(folder) == ()
    assert {path: path.stat().st_ino for path in folder.iterdir()} == {
        path: state.st_ino for path, state in before.items()
    }


def test_claims_are_sorted_by_place(folder: Path) -> None:
    change(folder, C, "binders,first,Introduction,1", "binders,first,Devices,1")
    extra = DIET_CLAIM.replace("diet,first,Diet", "binders,second,Introduction")
    change(folder, C, "\ndiet", f"\n{extra}\ndiet")
    change(
        folder,
        C,
        "\ndiet",
        f"\n{DIET_CLAIM.replace('diet,first,Diet,1', 'diet,first,Diet,2')}\ndiet",
    )
    change(folder, T, "disease,not stated,not applicable", "disease,not stated,Why.")
    claims = load_catalog(folder).claims
    assert [(c.therapy, c.source, c.section, c.paragraph) for c in claims[:4]] == [
        ("binders", "first", "Devices", 1),
        ("binders", "second", "Introduction", 1),
        ("diet", "first", "Diet", 1),
        ("diet", "first", "Diet", 2),
    ]


def test_a_changed_table_gets_a_new_line_in_its_history(folder: Path) -> None:
    (folder / "versions.csv").write_text("version,date\nv000000,2026-01-01\n")
    assert format_folder(folder) == ("versions.csv",)
    lines = (folder / "versions.csv").read_text().splitlines()
    assert lines[:2] == ["version,date", "v000000,2026-01-01"]
    assert lines[2].startswith(VERSION)


def test_formatting_keeps_the_mode_and_the_link(folder: Path) -> None:
    real = messy(folder) / "real.csv"
    (folder / T).rename(real)
    (folder / T).symlink_to("real.csv")
    real.chmod(0o640)
    format_folder(folder)
    assert (folder / T).is_symlink()
    assert real.read_text() == THERAPIES
    assert real.stat().st_mode & 0o777 == 0o640


def test_a_bad_folder_is_not_formatted(folder: Path) -> None:
    change(messy(folder), C, '"suggested"', '"Suggested"')
    before = contents(folder)
    with pytest.raises(CatalogError):
        format_folder(folder)
    assert contents(folder) == before


@pytest.mark.parametrize(
    ("target", "error"),
    [
        ("os.fsync", OSError(28, "No space left on device")),
        ("tempfile.mkstemp", OSError(30, "Read-only file system")),
        ("pathlib.Path.replace", PermissionError(13, "Permission denied")),
    ],
)
def test_a_failed_write_leaves_the_folder_as_it_was(
    folder: Path, monkeypatch: pytest.MonkeyPatch, target: str, error: OSError
) -> None:
    def fail(*_: object) -> None:
        raise error

    before = contents(messy(folder))
    monkeypatch.setattr(target, fail)
    with pytest.raises(CatalogError) as refusal:
        format_folder(folder)
    (problem,) = refusal.value.problems
    assert (problem.file, str(error.strerror) in problem.found) == (T, True)
    assert contents(folder) == before


def test_an_edit_made_meanwhile_is_not_overwritten(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path, edited = messy(folder) / T, b"edited by somebody"
    monkeypatch.setattr(os, "fsync", lambda handle: path.write_bytes(edited))
    with pytest.raises(CatalogError, match="edited meanwhile"):
        format_folder(folder)
    assert path.read_bytes() == edited


def test_old_leavings_of_a_killed_writer_are_removed(folder: Path) -> None:
    old, new = folder / f".{T}.old.tmp", folder / f".{T}.new.tmp"
    for path in (old, new):
        path.touch()
    os.utime(old, (0, 0))
    format_folder(messy(folder))
    assert not old.exists()
    assert new.exists()


KILLED_AT = """
import os, signal, sys
from pathlib import Path
from therapies.catalog import format_folder
left = int(sys.argv[2])
def die(event, args):
    global left
    if event in ("open", "os.rename", "os.remove", "tempfile.mkstemp") and sys.argv[1] in str(args):
        left -= 1
        if left < 0:
            os.kill(os.getpid(), signal.SIGKILL)
sys.addaudithook(die)
format_folder(Path(sys.argv[1]))
"""


@pytest.mark.parametrize("step", [5, 7, 9, 12, 15, 18])
def test_a_killed_writer_leaves_whole_files(folder: Path, step: int) -> None:
    before = contents(messy(folder))
    command = [sys.executable, "-c", KILLED_AT, str(folder), str(step)]
    assert subprocess.run(command, cwd=ROOT, check=False).returncode == -signal.SIGKILL
    for name, text in FILES.items():
        assert (folder / name).read_bytes() in (before[name], text.encode())
    assert load_catalog(folder).version == VERSION


# --- any bytes at all -----------------------------------------------------------------------------

ANY_BYTES = st.one_of(
    st.binary(max_size=300),
    st.text(max_size=200).map(lambda text: text.encode("utf-8", "surrogatepass")),
    st.text('ab,"\n\r; ()1', max_size=200).map(str.encode),
)
FEW = settings(
    max_examples=100, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)


def is_catalog_or_refusal(folder: Path) -> bool:
    """Whether loading gives a catalog or the one error that it may."""
    try:
        return isinstance(load_catalog(folder), Catalog)
    except CatalogError as error:
        return bool(error.problems) and bool(str(error))


@FEW
@given(file=st.sampled_from([*FILES, "versions.csv"]), content=ANY_BYTES)
def test_any_bytes_give_a_catalog_or_letters(folder: Path, file: str, content: bytes) -> None:
    (folder / "versions.csv").unlink(missing_ok=True)
    write_sample(folder)
    (folder / file).write_bytes(content)
    assert is_catalog_or_refusal(folder)


@FEW
@given(file=st.sampled_from(list(FILES)), content=ANY_BYTES, data=st.data())
def test_any_bytes_inside_a_good_file_give_a_catalog_or_letters(
    folder: Path, file: str, content: bytes, data: st.DataObject
) -> None:
    write_sample(folder)
    whole = FILES[file].encode()
    start = data.draw(st.integers(0, len(whole)))
    end = data.draw(st.integers(start, min(len(whole), start + 40)))
    (folder / file).write_bytes(whole[:start] + content[:12] + whole[end:])
    assert is_catalog_or_refusal(folder)


@FEW
@given(st.lists(st.text('ab ,"', max_size=6), min_size=1, max_size=5))
def test_a_written_line_is_split_into_its_cells(cells: list[str]) -> None:
    line = ",".join('"' + cell.replace('"', '""') + '"' for cell in cells)
    assert table.split(line) == cells


@FEW
@given(st.text('a ,"', max_size=12))
def test_what_is_split_is_what_a_strict_reader_reads(line: str) -> None:
    cells = table.split(line)
    if cells is not None and line:
        assert cells == next(csv.reader([line], strict=True))


@FEW
@given(st.text(st.characters(exclude_categories=["C", "Zl", "Zp"]), min_size=1, max_size=30))
def test_formatting_keeps_any_text(folder: Path, text: str) -> None:
    write_sample(folder)
    cell = '"' + text.replace('"', '""') + '"'
    change(folder, T, "Bind phosphate in the gut.", cell)
    try:
        before = load_catalog(folder)
    except CatalogError:
        return
    format_folder(folder)
    assert load_catalog(folder).therapies == before.therapies
    assert format_folder(folder) == ()


def test_a_large_table_loads_in_seconds(folder: Path) -> None:
    row, claim = THERAPIES.split("\n")[2], DIET_CLAIM
    rows = "".join(f"{row.replace('diet', f'diet-{n}', 1)}\n" for n in range(20_000))
    claims = "".join(f"{claim.replace('diet', f'diet-{n}', 1)}\n" for n in range(20_000))
    (folder / T).write_text(THERAPIES + rows)
    (folder / C).write_text(CLAIMS + claims)
    start = time.process_time()
    assert len(load_catalog(folder).therapies) == 20_005
    assert time.process_time() - start < 5
