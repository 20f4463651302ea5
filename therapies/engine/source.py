"""The engine's scripts as one, for the app and for the file that works without a network."""

from functools import cache
from hashlib import sha256
from pathlib import Path

from therapies.content import render

FOLDER = Path(__file__).parent

PARTS = (
    *("query.js", "go.js", "told.js", "finding.js"),
    *("{}.js", "paint.js", "found.js", "touch.js", "begin.js"),
)
"""The scripts in their order; in `live` the link is the page's own, in `file` what is after `#`."""

SHELL = ("links", "history", "focus", "follow")
"""What the browser does on every page of the app, beside the engine."""

ANSWERED = ("overview", "browse", "charts", "study", "present")
"""The pages whose screen the browser keeps: their bodies are painted by the engine or Streamlit."""


def engine(link: str) -> str:
    """Return the function `begin(DATA, app)`, which answers in a screen until it is ended."""
    parts = "\n".join(_read(name.format(link)) for name in PARTS)
    return f"const begin = (DATA, app) => {{\n{parts}\n}};\n"


@cache
def live() -> bytes:
    """Return the module that the app's pages load."""
    shell = "".join(f"{{\n{render.script(name)}}}\n" for name in SHELL)
    return (engine("live") + _read("start.js") + shell).encode()


@cache
def version() -> str:
    """Return what changes with the scripts and the style sheet."""
    return sha256(live() + render.styles().encode()).hexdigest()[:12]


def address() -> str:
    """Return the module's address."""
    return f"./data/engine.js?v={version()}"


def _read(name: str) -> str:
    return (FOLDER / name).read_text(encoding="utf-8")
