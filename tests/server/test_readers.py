"""The lines that the index shows, run as they stand: each program reads the same rows."""

import csv
import io
import json
import os
import shlex
import subprocess
import sys
from html import unescape
from pathlib import Path

import pytest

from harness import office, r
from harness.server import FROZEN, Server
from therapies.catalog.catalog import load_catalog

CLAIMS = load_catalog(FROZEN).claims
SECONDS = 120
PYTHON = ("pandas", "polars", "DuckDB")
TELL = """
import json
rows = claims.df() if hasattr(claims, "df") else claims
empty = rows["goal"].isna() if hasattr(rows["goal"], "isna") else rows["goal"].is_null()
print(json.dumps([list(rows.columns), len(rows), list(rows["id"]), int(empty.sum()),
      str(rows["paragraph"].dtype).lower()]))
"""
WANTED = [
    list(type(CLAIMS[0]).model_fields),
    len(CLAIMS),
    [claim.id for claim in CLAIMS],
    sum(claim.goal is None for claim in CLAIMS),
]


def shown(server: Server, reader: str) -> str:
    """The lines that the index shows for a program."""
    lines: str = server.get("/data/index.json").json()["readers"][reader]
    assert f">{lines}</pre>" in unescape(server.get("/data", Accept="text/html").text)
    assert f"{server.url}/data/tidy/claims.csv" in lines
    return lines


def run(command: list[str], folder: Path) -> str:
    done = subprocess.run(
        command, cwd=folder, capture_output=True, text=True, check=False, timeout=SECONDS
    )
    assert (done.returncode, done.stderr) == (0, ""), done.stderr
    return done.stdout


@pytest.mark.parametrize("reader", PYTHON)
def test_a_library_of_python_reads_the_lines(server: Server, tmp_path: Path, reader: str) -> None:
    *told, number = json.loads(run([sys.executable, "-c", shown(server, reader) + TELL], tmp_path))
    assert told == WANTED
    assert number == "int64"


def test_r_reads_the_lines_in_any_locale(
    server: Server, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    program = r.find()
    assert program, "no R: run `python -m harness.r`"
    lines = shown(server, "R")
    lines += '\ncat(names(claims), sep = ","); cat("\\n", claims$id, sep = ","); '
    lines += 'cat("\\n", sum(is.na(claims$goal)), class(claims$paragraph))'
    for locale in ("C", "C.UTF-8"):
        monkeypatch.setenv("LC_ALL", locale)
        columns, ids, rest = run([program, "--vanilla", "-e", lines], tmp_path).splitlines()
        assert columns.split(",") == WANTED[0]
        assert ids.strip(" ,").split(",") == WANTED[2]
        assert rest.split() == [str(WANTED[3]), "integer"]


def test_libreoffice_opens_the_address_as_a_table(server: Server, tmp_path: Path) -> None:
    program = office.find()
    assert program, "no LibreOffice: run `python -m harness.office`"
    first, *rest = shlex.split(shown(server, "LibreOffice"))
    assert first == "soffice"
    profile = f"-env:UserInstallation={(tmp_path / 'profile').as_uri()}"
    saved = ["--convert-to", "csv:Text - txt - csv (StarCalc):44,34,76", "--outdir", str(tmp_path)]
    command = [program, profile, "--headless", "--norestore", *saved, *rest]
    subprocess.run(command, capture_output=True, check=True, timeout=SECONDS, env=os.environ)
    rows = list(csv.reader(io.StringIO((tmp_path / "claims.csv").read_text(encoding="utf-8"))))
    assert rows == list(csv.reader(io.StringIO(server.get("/data/tidy/claims.csv").text)))
