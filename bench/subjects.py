"""What is measured: how each app is started, where its parts are, how its filter is used.

A filter is used as a person does: open it, click a value; take the value away again.
"""

import sys
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path

from playwright.sync_api import Page

ROOT = Path(__file__).resolve().parents[1]
PEERS = ROOT / "bench" / "peers"
BIN = ROOT / ".venv-bench" / "bin"
"""The environment of the peers, which `make bench` fills."""

VALUE = "mechanical"
"""The category that is chosen in every app."""

Words = Callable[[int, int], str]


@dataclass(frozen=True)
class Subject:
    """An app: its command for a port, the parts of its page by selector, its filter.

    `words` gives the line of text for a number of therapies out of a total; `environment` is added
    to this process's own.
    """

    name: str
    command: Callable[[int], list[str]]
    regions: Mapping[str, str]
    choose: Callable[[Page], None]
    clear: Callable[[Page], None]
    words: Words = lambda left, total: f"{left} of {total} therapies"
    path: str = "/"
    environment: Callable[[int], Mapping[str, str]] = field(default=lambda _port: {})
    in_own_folder: bool = True


def _uvicorn(port: int) -> list[str]:
    options = [f"--port={port}", "--ws-per-message-deflate=false", "--log-level=warning"]
    return [sys.executable, "-m", "uvicorn", "dashboard:app", *options]


def _streamlit(script: str) -> Callable[[int], list[str]]:
    options = ["--server.headless=true"]  # or it asks for an e-mail address and opens a browser
    path = str(PEERS / script)
    return lambda port: [f"{BIN}/streamlit", "run", path, f"--server.port={port}", *options]


def _own_words(left: int, total: int) -> str:
    return f"All {total} therapies" if left == total else f"{left} of {total} therapies"


def _empty_words(left: int, total: int) -> str:
    return "Chosen:" if left == total else VALUE


def _multiselect(label: str, value: str) -> tuple[Callable[[Page], None], Callable[[Page], None]]:
    """Return how a value is chosen and taken away in Streamlit's multiselect."""

    def choose(page: Page) -> None:
        page.get_by_role("combobox", name=label).first.click()
        page.get_by_role("option", name=value, exact=True).click()

    def clear(page: Page) -> None:
        page.get_by_role("combobox", name=label).first.press("Backspace")
        page.keyboard.press("Escape")

    return choose, clear


def _dash_toggle(page: Page) -> None:
    page.locator("#category").click()
    page.locator(".dash-dropdown-option", has_text=VALUE).click()
    page.keyboard.press("Escape")


def _panel_choose(page: Page) -> None:
    page.locator(".choices").first.click()
    page.locator(".choices__item--choice", has_text=VALUE).first.click()


def _panel_clear(page: Page) -> None:
    page.locator(".choices__button").first.click()
    page.keyboard.press("Escape")


def _shiny_choose(page: Page) -> None:
    page.locator("#category + .selectize-control .selectize-input").click()
    page.locator(f'.selectize-dropdown .option[data-value="{VALUE}"]').click()


def _shiny_clear(page: Page) -> None:
    page.locator("#category + .selectize-control input").press("Backspace")
    page.keyboard.press("Escape")


IDS = {"text": "#count", "chart": "#chart", "table": "#table"}
KEYS = {"text": ".st-key-count", "chart": ".st-key-chart", "table": ".st-key-table"}
CLASSES = {"text": ".count", "chart": ".chart", "table": ".table"}
OVERVIEW = {
    "text": ".vc.sentence",
    "table": ".vc-map",
    "chart": ".vc-dots",
}
BROWSE = {"text": ".vc.sentence", "table": ".vc-browse"}

SUBJECTS = (
    Subject(
        "empty Streamlit",
        _streamlit("empty_streamlit.py"),
        {"text": ".st-key-count"},
        *_multiselect("Category", VALUE),
        words=_empty_words,
    ),
    Subject(
        "this app",
        _uvicorn,
        OVERVIEW,
        *_multiselect("Category", VALUE),
        words=_own_words,
        in_own_folder=False,
    ),
    Subject(
        "this app, Browse",
        _uvicorn,
        BROWSE,
        *_multiselect("Category", VALUE),
        words=_own_words,
        path="/browse",
        in_own_folder=False,
    ),
    Subject("Streamlit", _streamlit("usual_streamlit.py"), KEYS, *_multiselect("category", VALUE)),
    Subject(
        "Dash",
        lambda _port: [f"{BIN}/python", str(PEERS / "usual_dash.py")],
        IDS,
        _dash_toggle,
        _dash_toggle,
        environment=lambda port: {"PORT": str(port)},
    ),
    Subject(
        "Panel",
        lambda port: [f"{BIN}/panel", "serve", str(PEERS / "usual_panel.py"), f"--port={port}"],
        CLASSES,
        _panel_choose,
        _panel_clear,
        path="/usual_panel",
        environment=lambda port: {"BOKEH_ALLOW_WS_ORIGIN": f"127.0.0.1:{port}"},
    ),
    Subject(
        "Shiny",
        lambda port: [f"{BIN}/shiny", "run", str(PEERS / "usual_shiny.py"), f"--port={port}"],
        IDS,
        _shiny_choose,
        _shiny_clear,
    ),
)
