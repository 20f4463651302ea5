"""The command line, as a person runs it."""

import re
import shlex
import subprocess
import sys
from pathlib import Path

import pytest

from harness.server import ROOT
from tests.support.sample import FILES, write_sample
from therapies import __main__ as cli
from therapies import program
from therapies.catalog.catalog import load_catalog
from therapies.catalog.store import data_folder

Capture = pytest.CaptureFixture[str]


def run(*arguments: str) -> subprocess.CompletedProcess[str]:
    """Run the program in a process of its own."""
    command = [sys.executable, "-m", "therapies", *arguments]
    return subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)


def test_a_good_table_gives_one_line(folder: Path, capsys: Capture) -> None:
    date = load_catalog(folder).date
    assert cli.main(["check", str(folder)]) == 0
    line = f"5 therapies, 7 claims, 2 documents, version v8613f8 of {date}: no problems\n"
    assert capsys.readouterr() == (line, "")


def test_a_version_that_is_not_on_record_is_a_problem_until_it_is_noted(
    folder: Path, capsys: Capture
) -> None:
    assert cli.main(["check", str(folder), "--format"]) == 0
    text = (folder / "therapies.csv").read_text()
    (folder / "therapies.csv").write_text(text.replace("Heart-healthy diet", "Good diet"))
    version = load_catalog(folder).version
    capsys.readouterr()
    assert cli.main(["check", str(folder)]) == 1
    letter, count = capsys.readouterr().out.splitlines()
    found = f"versions.csv, column version: found no {version} in the last line; "
    assert letter.startswith(found)
    assert "--format" in letter
    assert count == "1 problem"
    assert cli.main(["check", str(folder), "--format"]) == 0
    assert cli.main(["check", str(folder)]) == 0
    assert capsys.readouterr().out.endswith(": no problems\n")


def test_three_planted_faults_in_two_files_give_three_letters(folder: Path) -> None:
    claims = FILES["claims.csv"].replace("suggested", "Suggested").replace("Devices", "Device")
    (folder / "claims.csv").write_text(claims)
    therapies = FILES["therapies.csv"].replace("mechanical", "Mechanical")
    (folder / "therapies.csv").write_text(therapies)
    done = run("check", str(folder))
    assert (done.returncode, done.stderr) == (1, "")
    places = [line.split(":")[0] for line in done.stdout.splitlines()]
    assert places == [
        "therapies.csv, line 4, column category",
        "claims.csv, line 3, column evidence",
        "claims.csv, line 4, column section",
        "3 problems",
    ]


def test_format_rewrites_and_says_what(folder: Path, capsys: Capture) -> None:
    (folder / "claims.csv").write_bytes(FILES["claims.csv"].replace("\n", "\r\n").encode())
    assert cli.main(["check", str(folder), "--format"]) == 0
    rewrote = "(rewrote claims.csv, changes.csv, previous.json, versions.csv)"
    assert capsys.readouterr().out.endswith(f"no problems {rewrote}\n")
    assert (folder / "claims.csv").read_bytes() == FILES["claims.csv"].encode()
    assert cli.main(["check", str(folder), "--format"]) == 0
    assert capsys.readouterr().out.endswith(": no problems\n")


def test_fix_says_what_it_mended_and_goes_on_to_check(folder: Path, capsys: Capture) -> None:
    (folder / "claims.csv").write_bytes(FILES["claims.csv"].encode("utf-16"))
    (folder / "sources.csv").write_text(FILES["sources.csv"].replace("First", "Fi\0rst"))
    assert cli.main(["check", str(folder), "--fix"]) == 1
    mended, letter, _ = capsys.readouterr().out.splitlines()
    assert mended == "claims.csv: mended: UTF-16 is UTF-8 now"
    assert letter.startswith("sources.csv, line 2: found U+0000")
    assert (folder / "claims.csv").read_bytes() == FILES["claims.csv"].encode()
    (folder / "sources.csv").write_text(FILES["sources.csv"])
    assert cli.main(["check", str(folder), "--fix", "--format"]) == 0
    assert capsys.readouterr().out.startswith("5 therapies")


def test_a_new_folder_is_laid_out_and_what_comes_next_is_said(
    folder: Path, tmp_path: Path, capsys: Capture, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("THERAPIES_DATA", str(folder))
    new = tmp_path / "my table"
    assert cli.main(["new", str(new)]) == 0
    wrote, subject, first, then = capsys.readouterr().out.splitlines()
    assert wrote == f"{new}: wrote therapies.csv, claims.csv, sources.csv"
    assert "Its subject is fixed: vascular calcification." in subject
    assert first.startswith("Write the first claim in claims.csv")
    assert then == f"Then run: python -m therapies check '{new}'"
    assert cli.main(["new", str(new)]) == 1
    assert "found a folder that holds something" in capsys.readouterr().out


def test_a_new_folder_that_cannot_be_made_is_a_letter(capsys: Capture) -> None:
    assert cli.main(["new", "/proc/none/new"]) == 1
    assert "found a place that cannot be written" in capsys.readouterr().out


def test_the_folder_comes_from_the_environment(
    folder: Path, capsys: Capture, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("THERAPIES_DATA", str(folder))
    assert cli.main(["check"]) == 0
    assert capsys.readouterr().out.startswith("5 therapies")


@pytest.mark.parametrize("value", [None, ""])
def test_without_the_environment_the_programs_table_is_checked(
    value: str | None, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("THERAPIES_DATA", raising=False)
    if value is not None:
        monkeypatch.setenv("THERAPIES_DATA", value)
    assert data_folder() == ROOT / "data"


def test_a_missing_folder_is_a_letter(tmp_path: Path) -> None:
    done = run("check", str(tmp_path / "none\udcff"))
    assert (done.returncode, done.stderr) == (1, "")
    assert "no such folder" in done.stdout


@pytest.mark.parametrize("arguments", [[], ["czech"], ["check", "a", "b"], ["check", "--frmat"]])
def test_wrong_use_ends_with_2(arguments: list[str], capsys: Capture) -> None:
    with pytest.raises(SystemExit) as end:
        cli.main(arguments)
    assert end.value.code == 2
    assert capsys.readouterr().err.startswith("usage: python -m therapies")


def test_version_names_program_and_table(
    folder: Path, capsys: Capture, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("THERAPIES_DATA", str(folder))
    date = load_catalog(folder).date
    for table in (f"v8613f8 of {date}", "none, 2 problems; `check` tells them"):
        with pytest.raises(SystemExit) as end:
            cli.main(["--version"])
        assert end.value.code == 0
        assert capsys.readouterr().out == f"program {program.version()}, table {table}\n"
        (folder / "therapies.csv").write_text(FILES["therapies.csv"].replace("shown", "Shown", 2))


def test_the_programs_version_follows_each_of_its_files(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(program, "PACKAGE", tmp_path)
    monkeypatch.setattr(program, "PINS", tmp_path / "pins.txt")
    found = []
    for name in ("a.py", "b/c.html", "pins.txt", "__pycache__/a.pyc", "b/__pycache__/x.pyc"):
        (tmp_path / name).parent.mkdir(exist_ok=True, parents=True)
        (tmp_path / name).write_text("x")
        found.append(program.version.__wrapped__())
    assert len(set(found[:3])) == 3
    assert set(found[3:]) == {found[2]}
    assert all(re.fullmatch("[0-9a-f]{8}", each) for each in found)


def test_help_tells_the_exit_codes(capsys: Capture) -> None:
    for arguments in (["--help"], ["export", "--help"]):
        with pytest.raises(SystemExit):
            cli.main(arguments)
        assert "3 nothing passes the filter" in capsys.readouterr().out


def test_an_interruption_ends_with_130(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def interrupt(_: Path) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(cli, "load_catalog", interrupt)
    assert cli.main(["check", str(folder)]) == 130


def test_a_reader_that_goes_away_is_no_error(tmp_path: Path) -> None:
    write_sample(tmp_path)
    (tmp_path / "sources.csv").write_text(FILES["sources.csv"] + "bad\n" * 5000)
    command = f"{shlex.join([sys.executable, '-m', 'therapies', 'check', str(tmp_path)])} | true"
    done = subprocess.run(command, shell=True, cwd=ROOT, capture_output=True, check=False)
    assert done.stderr == b""


def test_a_full_disk_is_said_without_a_traceback(folder: Path) -> None:
    command = f"{shlex.join([sys.executable, '-m', 'therapies', 'check', str(folder)])} > /dev/full"
    done = subprocess.run(
        command, shell=True, cwd=ROOT, capture_output=True, text=True, check=False
    )
    assert (done.returncode, done.stderr) == (
        1,
        "cannot write the output: No space left on device\n",
    )
