"""What the project promises about itself: its files, its requirements, its habits."""

import ast
import os
import re
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.live import ROOT, NewPage, Server, wait_until_settled

NOT_OURS = {
    ".git",
    ".venv",
    ".venv-bench",
    ".mypy_cache",
    ".pytest_cache",
    ".ruff_cache",
    ".hypothesis",
}
LOCKS = {
    "requirements.in": "requirements.txt",
    "requirements-dev.in": "requirements-dev.txt",
    "bench/requirements.in": "bench/requirements.txt",
}
PINNED = re.compile(r"(?P<name>[a-z0-9._-]+)(\[[a-z,]+\])?==(?P<version>[^\s;]+)")
LOCKED = re.compile(PINNED.pattern + r"( ; [^#]+?)?( --hash=sha256:[0-9a-f]{64})+")
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


def requirements(name: str) -> list[str]:
    """Return a requirements file's lines, continued lines joined, comments kept out."""
    text = (ROOT / name).read_text().replace("\\\n", "")
    lines = [" ".join(line.split("#")[0].split()) for line in text.splitlines()]
    return [line for line in lines if line]


def versions(name: str) -> set[tuple[str, str]]:
    """Return names with versions; a name has several where Python's version decides."""
    matches = [PINNED.match(line) for line in requirements(name)]
    return {(match["name"], match["version"]) for match in matches if match}


def imported(path: Path) -> Iterator[str]:
    for node in ast.walk(ast.parse(path.read_text())):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            yield node.module or ""


def called(path: Path) -> Iterator[tuple[int, str]]:
    for node in ast.walk(ast.parse(path.read_text())):
        if isinstance(node, ast.Attribute):
            yield node.lineno, node.attr
        elif isinstance(node, ast.ImportFrom):
            yield from ((node.lineno, alias.name) for alias in node.names)


@pytest.mark.parametrize("name", LOCKS.values())
def test_every_locked_requirement_has_a_version_and_hashes(name: str) -> None:
    lines = requirements(name)
    assert lines
    assert [line for line in lines if not LOCKED.fullmatch(line)] == []


@pytest.mark.parametrize("name", LOCKS.values())
def test_locks_name_no_address_and_no_folder(name: str) -> None:
    text = (ROOT / name).read_text()
    assert re.findall(r".*(?:https?:|file:|--index|--find-links|localhost|/\w+/).*", text) == []


@pytest.mark.parametrize("name", LOCKS)
def test_every_requirement_says_what_it_is_for(name: str) -> None:
    asked = [line for line in (ROOT / name).read_text().splitlines() if line[:1] not in ("", "#")]
    assert [line for line in asked if not re.fullmatch(r"\S+==\S+ +# \S.+", line)] == []


@pytest.mark.parametrize(("asked", "locked"), LOCKS.items())
def test_locks_are_up_to_date(asked: str, locked: str) -> None:
    assert versions(asked) - versions(locked) == set(), "run `make lock`"


def test_test_tools_change_no_version_of_the_app() -> None:
    app, tools = versions("requirements.txt"), versions("requirements-dev.txt")
    names = {name for name, _ in app}
    assert {(name, version) for name, version in tools if name in names} - app == set()


def test_ci_runs_what_a_person_runs() -> None:
    script = ROOT / ".ci" / "run"
    lines = script.read_text().splitlines()
    assert lines[:2] == ["#!/usr/bin/env bash", "set -euo pipefail"]
    assert lines[-1] == "make test"
    assert os.access(script, os.X_OK)


def test_plain_commands_install_the_same_files() -> None:
    text = (ROOT / "docs" / "plain-commands.md").read_text()
    assert [name for name in LOCKS.values() if f"--require-hashes -r {name}" not in text] == []


def test_no_file_names_the_place_it_was_written_in() -> None:
    places = [b"../" + b"shared", b"/" + b"work/"]
    files = {path: path.read_bytes() for path in project_files()}
    assert [str(p) for p, text in files.items() if any(place in text for place in places)] == []


def test_pages_stay_short() -> None:
    lengths = {p.name: len(p.read_text().splitlines()) for p in (ROOT / "pages").glob("*.py")}
    assert lengths
    assert {name: length for name, length in lengths.items() if length > 80} == {}


def test_only_app_and_ui_import_streamlit() -> None:
    package = ROOT / "therapies"
    importing = {
        path.relative_to(package).parts[0]
        for path in package.rglob("*.py")
        if any(name.split(".")[0] == "streamlit" for name in imported(path))
    }
    assert importing <= {"app.py", "ui.py", "ui"}


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
