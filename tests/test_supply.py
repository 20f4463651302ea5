"""What the app is made of: the bill of materials, and exceptions that have an end."""

import datetime
import json
import subprocess
import sys
from pathlib import Path

from scripts import audit
from tests.live import ROOT
from tests.test_project import versions

TODAY = datetime.date(2026, 11, 21)


def test_the_bill_of_materials_names_every_locked_package(tmp_path: Path) -> None:
    target = tmp_path / "sbom.json"
    words = ["-m", "cyclonedx_py", "requirements", "--no-validate", "--output-reproducible"]
    lock = str(ROOT / "requirements.txt")
    done = subprocess.run(
        [sys.executable, *words, "-o", str(target), lock], capture_output=True, check=False
    )
    assert done.returncode == 0
    bill = json.loads(target.read_bytes())
    assert bill["bomFormat"] == "CycloneDX"
    found = {(part["name"], part["version"]) for part in bill["components"]}
    assert found == versions("requirements.txt")
    assert {part["purl"].split("/")[0] for part in bill["components"]} == {"pkg:pypi"}
    assert str(ROOT) not in target.read_text()


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
