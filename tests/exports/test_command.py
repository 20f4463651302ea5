"""The command `export`, as a department runs it at night."""

import csv
import io
import subprocess
import sys
import zipfile
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from types import ModuleType

import pytest
from pypdf import PdfReader

from harness.server import ROOT
from tests.support.edits import VERSION, T, change
from therapies import __main__ as cli
from therapies.catalog.catalog import Catalog
from therapies.exports import formats
from therapies.exports.formats import FORMATS
from therapies.presenting.ready_talk import story
from therapies.presenting.talk import Step, Talk, encode
from therapies.query.view import View
from therapies.site import PAGE

Maker = Callable[..., bytes]
Use = Callable[[Maker], None]
Capture = pytest.CaptureFixture[str]


@pytest.fixture(autouse=True)
def here(folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An empty current folder, and the sample as the table."""
    monkeypatch.setenv("THERAPIES_DATA", str(folder))
    monkeypatch.setenv("THERAPIES_BASE", "https://example.org/dash/")
    place = tmp_path / "here"
    place.mkdir()
    monkeypatch.chdir(place)
    return place


@pytest.fixture
def stand_in(monkeypatch: pytest.MonkeyPatch) -> Use:
    """Have one function make every format."""

    def use(maker: Maker) -> None:
        module = ModuleType("stand_in")
        module.made = maker  # type: ignore[attr-defined]
        monkeypatch.setitem(sys.modules, f"{formats.PACKAGE}.stand_in", module)
        made = {each.name: replace(each, maker="stand_in:made") for each in FORMATS.values()}
        monkeypatch.setattr(formats, "FORMATS", made)

    return use


def export(*arguments: str) -> int:
    return cli.main(["export", *arguments])


def told(view: View, **options: object) -> bytes:
    """A file that says what it was asked for."""
    return repr((view.page, view.ids, view.sentence, sorted(options.items()))).encode()


def test_a_filtered_table_leaves_as_a_file(here: Path, capsys: Capture) -> None:
    code = export("--format", "csv", "--query", "category=mechanical&goal=modify", "-o", "x.csv")
    assert (code, capsys.readouterr().out) == (0, "x.csv\n")
    text = (here / "x.csv").read_text("utf-8-sig")
    ids = [row["id"] for row in csv.DictReader(io.StringIO(text)) if row["id"] == "lithotripsy"]
    assert ids == ["lithotripsy"]
    assert "sevelamer" not in text
    assert [path.name for path in here.iterdir()] == ["x.csv"]


def test_a_folder_gets_the_views_own_name(here: Path, stand_in: Use, capsys: Capture) -> None:
    stand_in(told)
    assert export("--format", "pptx", "--query", "goal=halt", "-o", str(here)) == 0
    (path,) = here.iterdir()
    assert path.name.startswith("calcification-therapies_halt_")
    assert path.name.endswith(f"_{VERSION}.pptx")
    assert capsys.readouterr().out == f"{path}\n"


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        ([], "('browse', (), 'All 5 therapies'"),
        (["--id", "diet"], "('therapy', ('diet',), 'Heart-healthy diet'"),
        (["--id", "diet", "--id", "binders"], "('compare', ('diet', 'binders')"),
        (["--query", "?id=diet&v=v000000&sort=goal"], "('therapy', ('diet',)"),
        (["--page", "overview", "--query", "q=phosphate"], "matching “phosphate”"),
        (["--query", "goal=halt&goal=modify"], "(halt or modify)"),
    ],
)
def test_the_view_is_what_was_named(
    here: Path, stand_in: Use, arguments: list[str], words: str
) -> None:
    stand_in(told)
    assert export("--format", "html", "-o", "x", *arguments) == 0
    assert words in (here / "x").read_text()


@pytest.mark.parametrize(
    ("arguments", "letter"),
    [
        (["--query", "category=Mechanical"], "did you mean mechanical?"),
        (["--query", "gaol=halt"], "did you mean goal?"),
        (["--query", "mechanical"], 'found "mechanical"; allowed: category'),
        (["--query", "category=mechanical&context=%FF"], "column context"),
        (["--query", "q=" + "x" * 201], "at most 200 characters"),
        (["--query", "q=statin&q=balloon"], "one text is searched for, not several"),
        (["--format", "png", "--id", "diet"], "It is made of: Overview, Sources, Charts."),
        (["--page", "sources", "--id", "diet"], "none on the page sources"),
        (["--id", "sevelamr"], "did you mean sevelamer?"),
        (["--page", "therapy"], "found 0 therapies; allowed: 1;"),
        (["--page", "compare", "--id", "diet"], "allowed: 2 to 5"),
        (["--base", "javascript:alert(1)"], "--base"),
        (["--base", "http://[bad"], "--base"),
        (["--format", "png", "--chart", "target"], "did you mean targets?"),
        (["--format", "txt", "--page", "browse"], "only a talk is a list"),
        (["--format", "csv", "--page", "present"], "Table (CSV): there is none of Talk."),
        (["--format", "pdf", "--page", "study"], "the address names no quiz"),
        (["--format", "pdf", "--query", "seed=a%20b"], "1 to 32 of a-z"),
        (["--format", "pdf", "--query", "talk=1abc"], "the link was cut or altered"),
        (["--format", "pptx", "--page", "present", "--notes"], "--notes: found"),
        (["--format", "all", "-o", "-"], 'found "-"; allowed: a folder'),
    ],
)
def test_what_is_unknown_is_refused_with_its_letter(
    here: Path,
    stand_in: Use,
    capsys: Capture,
    arguments: list[str],
    letter: str,
) -> None:
    stand_in(told)
    assert export("--format", "csv", "-o", "x", *arguments) == 2
    out, err = capsys.readouterr()
    assert (out, len(err.splitlines())) == ("", 1)
    assert letter in err
    assert list(here.iterdir()) == []


def test_no_file_leads_to_an_address_that_nobody_named(
    here: Path, monkeypatch: pytest.MonkeyPatch, capsys: Capture
) -> None:
    monkeypatch.delenv("THERAPIES_BASE")
    assert export("--format", "csv", "-o", "x.csv") == 2
    assert "--base: found nothing" in capsys.readouterr().err
    assert list(here.iterdir()) == []
    monkeypatch.setenv("THERAPIES_BASE", "https://dash.example.org/")
    assert export("--format", "csv", "-o", "x.csv") == 0
    text = (here / "x.csv").read_text("utf-8-sig")
    assert "https://dash.example.org/browse" in text
    assert "localhost" not in text


def test_all_letters_come_at_once(capsys: Capture) -> None:
    assert export("--format", "csv", "--query", "goal=x&a=b", "--id", "no", "--base", "ftp:x") == 2
    assert len(capsys.readouterr().err.splitlines()) == 4


@pytest.mark.parametrize(
    "arguments", [["--format", "docx"], [], ["--format", "png", "--theme", "blue"]]
)
def test_wrong_use_ends_with_2(arguments: list[str], capsys: Capture) -> None:
    with pytest.raises(SystemExit) as end:
        export(*arguments)
    assert end.value.code == 2
    assert "usage: python -m therapies export" in capsys.readouterr().err


@pytest.mark.parametrize(
    ("error", "words"),
    [
        (ValueError("nothing to\n draw"), "pptx: could not be made (nothing to draw)"),
        (RuntimeError("x"), "(RuntimeError: x)"),
        (ImportError("no pptx"), "(ImportError: no pptx)"),
        (MemoryError(), "no reason given"),
    ],
)
def test_a_failed_format_is_one_line_and_the_old_file_stays(
    here: Path,
    stand_in: Use,
    capsys: Capture,
    error: Exception,
    words: str,
) -> None:
    def fail(view: View, **_options: str) -> bytes:
        raise error

    stand_in(fail)
    (here / "x.pptx").write_bytes(b"old")
    assert export("--format", "pptx", "-o", "x.pptx") == 1
    err = capsys.readouterr().err
    assert words in err
    assert len(err.splitlines()) == 1
    assert [path.read_bytes() for path in here.iterdir()] == [b"old"]


@pytest.mark.parametrize("place", ["none/x.csv", "/dev/null", "x\0y", "y" * 400])
def test_a_place_that_cannot_be_written_is_a_letter(
    stand_in: Use, capsys: Capture, place: str
) -> None:
    stand_in(told)
    assert export("--format", "csv", "-o", place) in (1, 2)
    out, err = capsys.readouterr()
    assert (out, len(err.splitlines())) == ("", 1)
    assert err.startswith("-o: found ")


def test_a_bad_table_gives_its_letters(here: Path, folder: Path, capsys: Capture) -> None:
    change(folder, T, "mechanical", "Mechanical")
    assert export("--format", "csv", "-o", "x.csv") == 1
    assert capsys.readouterr().err.startswith("therapies.csv, line 4, column category: found")
    assert list(here.iterdir()) == []


def test_the_full_set_has_every_format_and_chart(
    here: Path, stand_in: Use, capsys: Capture
) -> None:
    stand_in(told)
    assert export("--format", "all", "-o", "set/of/today", "--query", "goal=halt") == 0
    out, err = capsys.readouterr()
    names = sorted(path.name for path in (here / "set/of/today").iterdir())
    assert len(names) == len(FORMATS) + 2 * (len(PAGE["overview"].charts) - 1)
    lines = [line.split("  ") for line in err.splitlines()]
    assert sorted(name for _, name, *_ in lines) == names
    assert [number for number, *_ in lines] == [
        f"{n}/{len(names)}" for n in range(1, len(lines) + 1)
    ]
    assert all(line.endswith(" s") and " bytes  " in line for line in err.splitlines())
    assert [name for name in names if "_halt_" not in name] == []
    assert out == ""


def test_one_failure_does_not_end_the_full_set(here: Path, stand_in: Use, capsys: Capture) -> None:
    def fussy(view: View, **options: object) -> bytes:
        if options.get("paper"):
            raise ValueError("no paper")
        return b"made"

    stand_in(fussy)
    assert export("--format", "all", "-o", "set") == 1
    assert "pdf: could not be made (no paper)" in capsys.readouterr().err
    names = [path.name for path in (here / "set").iterdir()]
    assert len(names) == len(FORMATS) - 1 + 2 * (len(PAGE["overview"].charts) - 1)
    assert not any(name.endswith((".pdf", ".tmp")) for name in names)


def test_the_full_set_needs_a_folder(here: Path, capsys: Capture) -> None:
    assert export("--format", "all") == 2
    assert capsys.readouterr().err.startswith("-o: found nothing")
    (here / "file").touch()
    assert export("--format", "all", "-o", "file") == 1
    assert "File exists" in capsys.readouterr().err


def test_an_export_says_the_same_twice_in_processes_of_their_own(here: Path) -> None:
    for name in ("one.json", "two.json"):
        command = [sys.executable, "-W", "error", "-m", "therapies", "export", "--format", "json"]
        done = subprocess.run(
            [*command, "-o", str(here / name)], cwd=ROOT, capture_output=True, check=False
        )
        assert (done.returncode, done.stderr) == (0, b"")
    assert (here / "one.json").read_bytes() == (here / "two.json").read_bytes()


def test_a_quiz_leaves_as_its_address_gives_it(here: Path) -> None:
    asked = "seed=class-3&number=5&category=mineral+metabolism"
    for name in ("pdf", "apkg"):
        assert export("--format", name, "--query", asked, "-o", f"quiz.{name}") == 0
    sheet = PdfReader(here / "quiz.pdf")
    assert "Quiz: 5 questions" in sheet.pages[0].extract_text()
    with zipfile.ZipFile(here / "quiz.apkg") as cards:
        assert cards.namelist()[0].startswith("collection")


def test_a_talk_leaves_with_its_notes_only_where_they_are_asked_for(
    here: Path, sample: Catalog
) -> None:
    talk = Talk((Step.of(View(sample), "map", "The map", "Say it slowly."),))
    for name, more in (("own", ["--notes"]), ("shared", [])):
        asked = ["--query", f"talk={encode(talk)}", "-o", f"{name}.pdf", *more]
        assert export("--format", "pdf", *asked) == 0
    texts = {
        path.stem: "".join(page.extract_text() for page in PdfReader(path).pages)
        for path in here.iterdir()
    }
    assert [name for name, text in texts.items() if "Say it slowly." in text] == ["own"]


def test_without_a_code_the_talk_is_the_ready_one(here: Path, sample: Catalog) -> None:
    assert export("--format", "txt", "-o", "talk.txt") == 0
    text = (here / "talk.txt").read_text()
    assert [step.title for step in story(sample).steps if step.title not in text] == []
    assert "https://example.org/dash/present?talk=" in text


def test_a_full_set_of_the_talk_has_its_three_files(here: Path, stand_in: Use) -> None:
    stand_in(told)
    assert export("--format", "all", "--page", "present", "-o", "set") == 0
    assert {path.suffix for path in (here / "set").iterdir()} == {".pptx", ".pdf", ".txt"}


def test_standard_output_gets_the_bytes_and_nothing_else(here: Path) -> None:
    command = [sys.executable, "-m", "therapies", "export", "--format", "csv", "-o"]
    for place in ("-", str(here / "x.csv")):
        done = subprocess.run([*command, place], cwd=ROOT, capture_output=True, check=True)
        if place == "-":
            piped = done.stdout
            assert done.stderr == b""
            assert not (ROOT / "-").exists()
    assert piped == (here / "x.csv").read_bytes()


@pytest.mark.parametrize(
    "arguments", [["csv", "-o", "x"], ["all", "-o", "set"], ["png", "-o", "-"]]
)
def test_where_nothing_passes_no_file_is_made_and_the_code_is_3(
    here: Path, capfd: pytest.CaptureFixture[str], arguments: list[str]
) -> None:
    assert export("--query", "q=zzzzz", "--format", *arguments) == 3
    out, err = capfd.readouterr()
    assert out == ""
    assert err.startswith("--query: found nothing that passes (")
    assert list(here.iterdir()) == []
    assert export("--query", "q=zzzzz", "--format", "package", "-o", "whole.zip") == 0


def test_a_terminal_is_told_what_is_being_made(
    stand_in: Use, monkeypatch: pytest.MonkeyPatch, capsys: Capture
) -> None:
    stand_in(told)
    assert export("--format", "csv", "-o", "x") == 0
    assert capsys.readouterr().err == ""
    monkeypatch.setattr("sys.stderr.isatty", lambda: True)
    assert export("--format", "csv", "-o", "x") == 0
    assert capsys.readouterr().err.startswith("making calcification-therapies_")
