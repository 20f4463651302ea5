"""What the app is made of: locks, the bill of materials, and exceptions that have an end."""

import datetime
import json
import re

import pytest
from cyclonedx.schema import SchemaVersion
from cyclonedx.validation.json import JsonStrictValidator

from harness.server import ROOT
from scripts import audit, bill
from therapies.site import TITLE

LOCKS = {
    "requirements.in": "requirements.txt",
    "requirements-dev.in": "requirements-dev.txt",
    "bench/requirements.in": "bench/requirements.txt",
}
PINNED = re.compile(r"(?P<name>[a-z0-9._-]+)(\[[a-z,]+\])?==(?P<version>[^\s;]+)")
LOCKED = re.compile(PINNED.pattern + r"( ; [^#]+?)?( --hash=sha256:[0-9a-f]{64})+")
TODAY = datetime.date(2026, 11, 21)


def requirements(name: str) -> list[str]:
    """Return a requirements file's lines, continued lines joined, comments kept out."""
    text = (ROOT / name).read_text().replace("\\\n", "")
    lines = [" ".join(line.split("#")[0].split()) for line in text.splitlines()]
    return [line for line in lines if line]


def versions(name: str) -> set[tuple[str, str]]:
    """Return names with versions; a name has several where Python's version decides."""
    matches = [PINNED.match(line) for line in requirements(name)]
    return {(match["name"], match["version"]) for match in matches if match}


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


def test_plain_commands_install_the_same_files() -> None:
    text = (ROOT / "docs" / "plain-commands.md").read_text()
    assert [name for name in LOCKS.values() if f"--require-hashes -r {name}" not in text] == []


def test_the_bill_of_materials_is_whole_has_licences_and_the_app_as_its_root() -> None:
    made = bill.bill()
    text = json.dumps(made)
    assert JsonStrictValidator(SchemaVersion.V1_6).validate_str(text) is None
    found = {(part["name"], part["version"]) for part in made["components"]}
    assert found == versions("requirements.txt")
    assert {part["purl"].split("/")[0] for part in made["components"]} == {"pkg:pypi"}
    assert made["metadata"]["component"]["name"] == TITLE
    assert text.count('"SHA-256"') >= len(found)
    assert bill.without_licence(made) == []
    assert made["serialNumber"] == bill.bill()["serialNumber"]
    assert str(ROOT) not in text


def test_every_lock_is_audited() -> None:
    assert sorted(audit.LOCKS) == sorted(LOCKS.values())


def test_an_exception_has_an_id_a_last_day_and_a_reason() -> None:
    text = "# a comment\n\nPYSEC-2026-7 until 2026-11-21: only on Windows\n"
    assert audit.exceptions(text, TODAY) == (["PYSEC-2026-7"], [])
    assert audit.exceptions(text, TODAY + datetime.timedelta(1)) == (
        [],
        ["line 3: PYSEC-2026-7 was excepted until 2026-11-21 only"],
    )


def test_what_is_no_exception_is_told() -> None:
    for line in ("CVE-2026-1", "CVE-2026-1 until 2026-13-01: why", "CVE-2026-1 until 2027-01-01:"):
        ids, letters = audit.exceptions(line, TODAY)
        assert ids == []
        assert letters == ["line 1: write `ID until YYYY-MM-DD: reason`"]


def test_the_projects_own_exceptions_are_well_formed() -> None:
    _, letters = audit.exceptions(audit.EXCEPTIONS.read_text(encoding="utf-8"), TODAY)
    assert [letter for letter in letters if "write" in letter] == []


def test_a_package_that_the_service_does_not_know_is_no_clean_bill() -> None:
    words = list(audit.command("requirements.txt", ["CVE-2026-1"]))
    assert "--strict" in words
    assert words[-2:] == ["--ignore-vuln", "CVE-2026-1"]
