"""Ask the advisories about everything that is pinned: `python -m scripts.audit`.

Exit code 0 only when every pinned package was found there and nothing is known against it. An
exception is a line `ID until YYYY-MM-DD: reason` in `audit-exceptions.txt`; after its day it counts
no more.
"""

import datetime
import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
EXCEPTIONS = ROOT / "audit-exceptions.txt"
LOCKS = ("requirements.txt", "requirements-dev.txt", "bench/requirements.txt")
"""Each is asked for, whatever the one before it gave."""

_LINE = re.compile(r"(?P<id>[A-Z]+-[\w-]+) until (?P<day>\d{4}-\d\d-\d\d): \S.*", re.ASCII)


def exceptions(text: str, today: datetime.date) -> tuple[list[str], list[str]]:
    """Return the ids that are excepted today, and a problem for each line that excepts nothing."""
    ids, problems = list[str](), list[str]()
    for number, line in enumerate(text.splitlines(), 1):
        if line.strip() and not line.startswith("#"):
            match = _LINE.fullmatch(line.strip())
            day = _day(match["day"]) if match else None
            if match is None or day is None:
                problems.append(f"line {number}: write `ID until YYYY-MM-DD: reason`")
            elif day < today:
                problems.append(f"line {number}: {match['id']} was excepted until {day} only")
            else:
                ids.append(match["id"])
    return ids, problems


def _day(text: str) -> datetime.date | None:
    try:
        return datetime.date.fromisoformat(text)
    except ValueError:
        return None


def command(lock: str, ids: list[str]) -> Iterator[str]:
    """Give the words of the command that audits one lock.

    Without `--strict` a package that the service does not know would pass as harmless.
    """
    yield from (sys.executable, "-m", "pip_audit", "--strict", "--disable-pip")
    yield from ("--require-hashes", "--progress-spinner", "off", "--requirement", str(ROOT / lock))
    for each in ids:
        yield from ("--ignore-vuln", each)


def main() -> int:
    """Audit each lock; give the exit code."""
    text = EXCEPTIONS.read_text(encoding="utf-8")
    ids, problems = exceptions(text, datetime.datetime.now(datetime.UTC).date())
    for problem in problems:
        print(f"{EXCEPTIONS.name}, {problem}", file=sys.stderr)
    codes = [subprocess.run([*command(lock, ids)], check=False).returncode for lock in LOCKS]
    if any(codes):
        told = "“not found” of every package means that the advisories cannot be reached from here."
        print(told, file=sys.stderr)
    return 1 if problems or any(codes) else 0


if __name__ == "__main__":
    sys.exit(main())
