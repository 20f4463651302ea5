"""Writing that is killed, or meets a full or closed disk: old or new files, never half of one."""

import json
import os
import resource
import subprocess
import sys
from pathlib import Path

import pytest

from harness.server import ROOT
from tests.support.edits import VERSION, T, contents, messy
from tests.support.sample import FILES
from therapies.__main__ import main
from therapies.catalog.catalog import load_catalog
from therapies.catalog.formatter import format_folder

LIMIT = 700
"""Bytes that a file may have on the full disk: less than any of the three."""

# Each child process formats a copy of the folder and is killed before its n-th step; a step is
# anything that changes a file there. It ends with the first child that is not killed.
KILLED_AT_EACH_STEP = """
import os, shutil, signal, sys
from pathlib import Path
from therapies.catalog.formatter import format_folder
origin, copies = Path(sys.argv[1]), Path(sys.argv[2])
step = 0
while True:
    step += 1
    folder = copies / str(step)
    shutil.copytree(origin, folder, symlinks=True)
    child = os.fork()
    if not child:
        left = step
        def die(event, args):
            global left
            writing = event == "open" and args[2] & (os.O_WRONLY | os.O_RDWR)
            if writing or event in {"os.rename", "os.remove", "os.chmod", "os.truncate"}:
                left -= str(folder) in str(args)
                if left == 0:
                    os.kill(os.getpid(), signal.SIGKILL)
        sys.addaudithook(die)
        format_folder(folder)
        os._exit(0)
    if os.waitpid(child, 0)[1] == 0:
        break
print(step)
"""


def test_a_writer_killed_at_any_step_leaves_whole_files(tmp_path: Path) -> None:
    origin, copies = tmp_path / "origin", tmp_path / "copies"
    origin.mkdir()
    copies.mkdir()
    messy(origin)
    before = contents(origin)
    command = [sys.executable, "-c", KILLED_AT_EACH_STEP, str(origin), str(copies)]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=True)
    steps = int(done.stdout)
    assert steps > 12
    whole = contents(copies / str(steps))
    for step in range(1, steps):
        folder = copies / str(step)
        for name, content in contents(folder).items():
            if not name.endswith(".tmp"):
                assert content in (before.get(name), whole[name]), (step, name)
        assert {*FILES} <= {path.name for path in folder.iterdir()}
        assert load_catalog(folder).version == VERSION
        format_folder(folder)
        assert {n: c for n, c in contents(folder).items() if not n.endswith(".tmp")} == whole


def full_disk() -> None:
    """Let this process write no longer file: the write itself fails, as on a full disk."""
    resource.setrlimit(resource.RLIMIT_FSIZE, (LIMIT, LIMIT))


def run(*arguments: str, full: bool = False) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "therapies", *arguments],
        cwd=ROOT,
        env={**os.environ, "PYTHONDONTWRITEBYTECODE": "1"},
        preexec_fn=full_disk if full else None,
        capture_output=True,
        text=True,
        check=False,
    )


def test_formatting_on_a_full_disk_says_so_and_changes_nothing(folder: Path) -> None:
    before = contents(messy(folder))
    done = run("check", str(folder), "--format", full=True)
    assert done.returncode == 1
    message, count = done.stdout.splitlines()
    assert message.startswith(f"{T}: found a file that cannot be written (")
    assert "make room or give yourself the right to write; this file is as it was." in message
    assert (count, done.stderr) == ("1 problem", "")
    assert contents(folder) == before


def test_an_export_on_a_full_disk_says_so_and_leaves_the_old_file(tmp_path: Path) -> None:
    target = tmp_path / "out.json"
    target.write_text("as it was")
    command = ["export", "--format", "json", "--base", "https://example.org/", "-o", str(target)]
    done = run(*command, full=True)
    assert done.returncode == 1
    assert "Traceback" not in done.stderr
    assert len(done.stderr.splitlines()) == 1
    assert contents(tmp_path) == {"out.json": b"as it was"}
    assert run(*command).returncode == 0
    assert json.loads(target.read_bytes())


def test_a_folder_that_takes_no_file_gets_its_message(
    folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """The name beside the file would be too long: a refusal that even root meets."""
    real = folder / ("x" * 251 + ".csv")
    (messy(folder) / T).rename(real)
    (folder / T).symlink_to(real.name)
    before = contents(folder)
    assert main(["check", str(folder), "--format"]) == 1
    out, err = capsys.readouterr()
    assert out.startswith(f"{T}: found a file that cannot be written (File name too long)")
    assert (out.count("\n"), err) == (2, "")
    assert contents(folder) == before


STEPS = ("tempfile.mkstemp", "os.fchmod", "os.fsync", "pathlib.Path.replace")


@pytest.mark.parametrize("strerror", ["Read-only file system", "Permission denied"])
@pytest.mark.parametrize("step", STEPS)
def test_a_folder_that_is_read_only_gets_its_message(
    folder: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
    step: str,
    strerror: str,
) -> None:
    def refuse(*_: object) -> None:
        raise OSError(30, strerror)

    before = contents(messy(folder))
    monkeypatch.setattr(step, refuse)
    assert main(["check", str(folder), "--format"]) == 1
    out, err = capsys.readouterr()
    assert f"cannot be written ({strerror})" in out
    assert (out.count("\n"), err) == (2, "")
    assert contents(folder) == before
