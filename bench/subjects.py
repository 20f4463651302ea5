"""What is measured: how each app is started, where its parts are, how its filter is used.

A filter is used as a person does: open it, click a value; take the value away again.
"""

import sys
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import NamedTuple

from playwright.sync_api import Locator, Page

from therapies.model import Category, Goal

ROOT = Path(__file__).resolve().parents[1]
PEERS = ROOT / "bench" / "peers"
BIN = ROOT / ".venv-bench" / "bin"
"""The environment of the peers, which `make bench` fills."""


class Choice(NamedTuple):
    """A value of a filter: the filter's column, its place among the four, the value."""

    column: str
    place: int
    value: str


CHOICES = (
    *(Choice("category", 0, term.value) for term in Category),
    *(Choice("goal", 1, term.value) for term in Goal),
    Choice("evidence", 2, "suggested"),
)
"""What is chosen, one after the other; none twice, so that no answer is in a cache."""

Words = Callable[[int, int, Choice], str]
Act = Callable[[Page, Choice], None]


@dataclass(frozen=True)
class Subject:
    """An app: its command for a port, the parts of its page by selector, its filter.

    `words` gives the text that stands there when so many of so many are left; `environment` is
    added to this process's own. What is `clicked_only` is a page of an app that is measured anyway.
    """

    name: str
    command: Callable[[int], list[str]]
    regions: Mapping[str, str]
    choose: Act
    clear: Act
    words: Words = lambda left, total, _choice: f"{left} of {total} therapies"
    path: str = "/"
    environment: Callable[[int], Mapping[str, str]] = field(default=lambda _port: {})
    in_own_folder: bool = True
    clicked_only: bool = False


def _uvicorn(port: int) -> list[str]:
    options = [f"--port={port}", "--ws-per-message-deflate=false", "--log-level=warning"]
    return [sys.executable, "-m", "uvicorn", "dashboard:app", *options]


def _streamlit(script: str) -> Callable[[int], list[str]]:
    options = ["--server.headless=true"]  # or it asks for an e-mail address and opens a browser
    path = str(PEERS / script)
    return lambda port: [f"{BIN}/streamlit", "run", path, f"--server.port={port}", *options]


def _own_words(left: int, total: int, _choice: Choice) -> str:
    return f"All {total} therapies" if left == total else f"{left} of {total} therapies"


def _empty_words(left: int, total: int, choice: Choice) -> str:
    return "Chosen:" if left == total else list(Category)[CHOICES.index(choice) % 4]


def _multiselect(*labels: str) -> tuple[Act, Act]:
    """Return how a value is chosen and taken away in Streamlit's multiselects."""

    def box(page: Page, choice: Choice) -> Locator:
        return page.get_by_role("combobox", name=labels[choice.place]).first

    def choose(page: Page, choice: Choice) -> None:
        box(page, choice).click()
        page.get_by_role("option", name=choice.value, exact=True).click()

    def clear(page: Page, choice: Choice) -> None:
        box(page, choice).press("Backspace")
        page.keyboard.press("Escape")

    return choose, clear


def _only_category(act: Act) -> Act:
    """Use the one filter of the empty page, whatever filter is meant."""

    def done(page: Page, choice: Choice) -> None:
        value = list(Category)[CHOICES.index(choice) % 4].value
        act(page, Choice("category", 0, value))

    return done


def _dash_choose(page: Page, choice: Choice) -> None:
    page.locator(f"#{choice.column}").click()
    page.locator(".dash-dropdown-option").get_by_text(choice.value, exact=True).click()
    page.keyboard.press("Escape")


def _dash_clear(page: Page, choice: Choice) -> None:
    page.locator(f"#{choice.column}").locator("..").locator(".dash-dropdown-clear").click()
    page.keyboard.press("Escape")


def _panel_choose(page: Page, choice: Choice) -> None:
    box = page.locator(".choices").nth(choice.place)
    box.click()
    box.locator(".choices__item--choice").get_by_text(choice.value, exact=True).click()


def _panel_clear(page: Page, choice: Choice) -> None:
    page.locator(".choices").nth(choice.place).locator(".choices__button").first.click()
    page.keyboard.press("Escape")


def _shiny_choose(page: Page, choice: Choice) -> None:
    page.locator(f"#{choice.column} + .selectize-control .selectize-input").click()
    page.locator(f'.selectize-dropdown .option[data-value="{choice.value}"]:visible').click()


def _shiny_clear(page: Page, choice: Choice) -> None:
    page.locator(f"#{choice.column} + .selectize-control input").press("Backspace")
    page.keyboard.press("Escape")


_EMPTY_CHOOSE, _EMPTY_CLEAR = map(_only_category, _multiselect("Category"))
OWN = _multiselect("Category", "Goal", "Evidence")
USUAL = _multiselect("category", "goal", "evidence")
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
        _EMPTY_CHOOSE,
        _EMPTY_CLEAR,
        words=_empty_words,
    ),
    Subject(
        "this app",
        _uvicorn,
        OVERVIEW,
        *OWN,
        words=_own_words,
        in_own_folder=False,
    ),
    Subject(
        "this app, Browse",
        _uvicorn,
        BROWSE,
        *OWN,
        words=_own_words,
        path="/browse",
        in_own_folder=False,
        clicked_only=True,
    ),
    Subject("Streamlit", _streamlit("usual_streamlit.py"), KEYS, *USUAL),
    Subject(
        "Dash",
        lambda _port: [f"{BIN}/python", str(PEERS / "usual_dash.py")],
        IDS,
        _dash_choose,
        _dash_clear,
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
