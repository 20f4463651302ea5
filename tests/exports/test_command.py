"""The command `export`, as a department runs it at night."""

import csv
import io
import subprocess
import sys
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from types import ModuleType

import pytest

from harness.server import ROOT
from tests.support.edits import VERSION, T, change
from therapies import __main__ as cli
from therapies.exports import formats
from therapies.exports.formats import FORMATS
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
    assert sorted(line.split("  ")[0] for line in err.splitlines()) == names
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
