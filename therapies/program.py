"""Which program this is: what changes with its code and with what it is pinned to."""

from functools import cache
from hashlib import sha256
from pathlib import Path

PACKAGE = Path(__file__).parent
PINS = PACKAGE.parent / "requirements.txt"


@cache
def version() -> str:
    """Return eight letters that change with every file of the package and every pinned library."""
    own = (path for path in PACKAGE.rglob("*") if "__pycache__" not in path.parts)
    whole = sha256()
    for path in sorted(path for path in (*own, PINS) if path.is_file()):
        whole.update(f"{path.relative_to(PACKAGE.parent).as_posix()}\n".encode())
        whole.update(sha256(path.read_bytes()).digest())
    return whole.hexdigest()[:8]
