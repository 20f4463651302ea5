"""The rooms of the package stand in layers, and imports go down only."""

import ast
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from harness.server import ROOT

LAYERS = (
    ("wording", "program"),
    ("model", "site"),
    ("catalog",),
    ("query",),
    ("content",),
    ("engine",),
    ("study",),
    ("presenting",),
    ("exports",),
    ("server", "ui"),
    ("app", "__main__"),
)
"""Each may import from those above it in this list, and from itself."""
RANK = {room: rank for rank, rooms in enumerate(LAYERS) for room in rooms}
BESIDE = {"tests": {"bench"}, "bench": {"tests", "scripts"}, "scripts": {"tests", "bench"}}
"""What a folder beside the package may not import."""


def imports(path: Path) -> Iterator[str]:
    """Yield the modules that a file imports, `package.module` for a name that is one."""
    for node in ast.walk(ast.parse(path.read_text())):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module:
            yield from (f"{node.module}.{alias.name}" for alias in node.names)


def upward(package: Path) -> list[str]:
    """Name each import of the package that does not go down."""
    found = []
    for path in sorted(package.rglob("*.py")):
        room = path.relative_to(package).parts[0].removesuffix(".py")
        for name in imports(path):
            top, _, rest = name.partition(".")
            other = rest.partition(".")[0]
            if top == package.name and other != room and RANK[other] >= RANK.get(room, 0):
                found.append(f"{path.relative_to(package)} imports {name}")
    return found


def test_every_room_has_its_layer() -> None:
    rooms = {path.relative_to(ROOT / "therapies").parts[0].removesuffix(".py")
             for path in (ROOT / "therapies").rglob("*.py")}  # fmt: skip
    assert rooms - {"__init__"} == set(RANK)


def test_imports_go_down_only() -> None:
    assert upward(ROOT / "therapies") == []


def test_an_import_that_goes_up_is_found(tmp_path: Path) -> None:
    package = tmp_path / "therapies"
    (package / "query").mkdir(parents=True)
    (package / "query" / "link.py").write_text("from therapies.content import charts\n")
    assert upward(package) == ["query/link.py imports therapies.content.charts"]


def test_only_app_and_ui_import_streamlit() -> None:
    package = ROOT / "therapies"
    importing = {
        path.relative_to(package).parts[0]
        for path in package.rglob("*.py")
        if any(name.partition(".")[0] == "streamlit" for name in imports(path))
    }
    assert importing <= {"app.py", "ui"}


@pytest.mark.parametrize("folder", BESIDE)
def test_folders_beside_share_the_harness_only_and_no_test_module_is_imported(folder: str) -> None:
    strange = {
        f"{path.relative_to(ROOT)} imports {name}"
        for path in (ROOT / folder).rglob("*.py")
        for name in imports(path)
        if name.partition(".")[0] in BESIDE[folder] or ".test_" in name
    }
    assert strange == set()


@pytest.mark.parametrize(
    ("code", "heavy"),
    [
        ("import dashboard", "pptx vl_convert typst genanki segno streamlit.testing"),
        (
            "from therapies.__main__ import main; from therapies.exports import formats;"
            "main(['check']); assert 'segno' not in sys.modules; formats.FORMATS['qr'].load();"
            "assert 'segno' in sys.modules",
            "pptx typst genanki altair pandas numpy vl_convert streamlit",
        ),
    ],
    ids=["app", "command"],
)
def test_nothing_heavy_is_imported_before_it_is_asked_for(code: str, heavy: str) -> None:
    whole = f"import sys; {code}; print({set(heavy.split())} & {{*sys.modules}})"
    command = [sys.executable, "-W", "ignore", "-c", whole]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=True)
    assert done.stdout.splitlines()[-1] == "set()"
