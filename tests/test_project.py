"""What the project promises about itself: its files, its requirements, its habits."""

import ast
import os
import subprocess
from collections.abc import Iterator
from pathlib import Path

from harness.browser import NewPage, wait_until_settled
from harness.server import ROOT, Server

CACHES = {".mypy_cache", ".pytest_cache", ".ruff_cache", ".hypothesis"}
NOT_OURS = {".git", ".venv", ".venv-bench", *CACHES}
WAITS_AND_SKIPS = {"sleep", "wait_for_timeout", "skip", "skipif", "importorskip", "xfail"}


def project_files() -> list[Path]:
    """List the files that git has or would take; all but caches where git doesn't say."""
    asked = subprocess.run(
        ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )
    if asked.returncode == 0:
        found = [ROOT / name for name in asked.stdout.split("\0") if name]
    else:
        found = [p for p in ROOT.rglob("*") if not NOT_OURS & set(p.relative_to(ROOT).parts)]
    return [path for path in found if path.is_file() and path.suffix != ".pyc"]


def called(path: Path) -> Iterator[tuple[int, str]]:
    for node in ast.walk(ast.parse(path.read_text())):
        if isinstance(node, ast.Attribute):
            yield node.lineno, node.attr
        elif isinstance(node, ast.ImportFrom):
            yield from ((node.lineno, alias.name) for alias in node.names)


def test_ci_runs_what_a_person_runs() -> None:
    script = ROOT / ".ci" / "run"
    lines = script.read_text().splitlines()
    assert lines[:2] == ["#!/usr/bin/env bash", "set -euo pipefail"]
    assert lines[-1] == "make test"
    assert os.access(script, os.X_OK)


def test_no_file_names_the_place_it_was_written_in() -> None:
    places = [b"../" + b"shared", b"/" + b"work/"]
    files = {path: path.read_bytes() for path in project_files()}
    assert [str(p) for p, text in files.items() if any(place in text for place in places)] == []


def test_pages_stay_short() -> None:
    lengths = {p.name: len(p.read_text().splitlines()) for p in (ROOT / "pages").glob("*.py")}
    assert lengths
    assert {name: length for name, length in lengths.items() if length > 80} == {}


def test_tests_neither_wait_a_fixed_time_nor_skip() -> None:
    found = [
        f"{path.relative_to(ROOT)}:{line}: {name}"
        for path in (ROOT / "tests").rglob("*.py")
        for line, name in called(path)
        if name in WAITS_AND_SKIPS
    ]
    assert found == []


def test_server_prints_no_line_per_request(server: Server) -> None:
    """`import streamlit` undoes uvicorn's --no-access-log, so the app itself must say it."""
    assert server.get("/data/health").status == 200
    assert "GET /" not in server.log(), 'disable the logger "uvicorn.access" after that import'


def test_a_page_settles_without_errors_or_other_hosts(server: Server, new_page: NewPage) -> None:
    phone = new_page(390, 844, "dark")
    phone.goto(server.url)
    wait_until_settled(phone)
    assert phone.locator("[data-testid=stMain]").inner_text().strip()
