"""What is measured: how each app is started, where its parts are, and how it is touched.

A touch is what a person does once: press a chip, or choose in the filter that an app has in its
place; type a letter into the search; press a name.
"""

import sys
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from typing import Any, NamedTuple
from urllib.parse import urlencode

from playwright.sync_api import Locator, Page

from therapies.catalog.catalog import Catalog
from therapies.model import Category, Evidence, Goal, Standing, Term
from therapies.query.query import Query

ROOT = Path(__file__).resolve().parents[1]
PEERS = ROOT / "bench" / "peers"
BIN = ROOT / ".venv-bench" / "bin"
"""The environment of the peers, which `make bench` fills."""


class Choice(NamedTuple):
    """A value of a filter: the filter's column, its place among the four, the value."""

    column: str
    place: int
    value: str

    def left(self, catalog: Catalog) -> int:
        """Return how many therapies have it."""
        return len(Query.of({self.column: [self.value]}).apply(catalog))


COLUMNS: Mapping[str, type[Term]] = {
    "category": Category,
    "goal": Goal,
    "evidence": Evidence,
    "standing": Standing,
}
CHOICES = tuple(
    Choice(column, place, term.value)
    for place, (column, terms) in enumerate(COLUMNS.items())
    for term in terms
)
"""What is chosen, one after the other and taken away again: all that every app's filters have."""


class Touch(NamedTuple):
    """What is done, and the words that stand on the page when it is answered."""

    do: Callable[[], None]
    words: str


Regions = Mapping[str, str]
Act = Callable[[Page, Choice], None]
Said = Callable[[int, int], str]
Touches = Callable[[Page, Catalog], Iterator[Touch]]


class Step(NamedTuple):
    """One of the things that a person does: its touches, in order, and the parts that answer."""

    touches: Touches
    regions: Regions


@dataclass(frozen=True)
class Subject:
    """An app: its command for a port, the parts of its page by selector, how it is touched.

    `joined` is what stands there once the server has taken the page over; `said` gives the text
    that stands there when so many of so many are left; `filtered` is its link
    for a choice, if it has one; `environment` is added to this process's own. What is
    `touched_only` is a page of an app that is measured anyway.
    """

    name: str
    command: Callable[[int], list[str]]
    regions: Regions
    steps: Mapping[str, Step]
    path: str = "/"
    joined: str = "body"
    said: Said = lambda left, total: f"{left} of {total} therapies"
    filtered: Callable[[Choice], str] | None = None
    environment: Callable[[int], Mapping[str, str]] = field(default=lambda _port: {})
    in_own_folder: bool = True
    touched_only: bool = False


def _chips(choose: Act, clear: Act, said: Said) -> Touches:
    """Choose each value and take it away again."""

    def touches(page: Page, catalog: Catalog) -> Iterator[Touch]:
        total = len(catalog.therapies)
        for choice in CHOICES:
            left = choice.left(catalog)
            if 0 < left < total:
                yield Touch(partial(choose, page, choice), said(left, total))
                yield Touch(partial(clear, page, choice), said(total, total))

    return touches


def _letters(
    place: str, counted: Callable[[Catalog, str], int], said: Said, end: str = ""
) -> Touches:
    """Type two letters and take them back, one by one; each changes how many are left.

    `end` is the key that sends what was typed, where an app waits for one.
    """

    def press(page: Page, key: str) -> None:
        page.locator(place).focus()
        page.keyboard.press(key)
        if end:
            page.keyboard.press(end)

    def touches(page: Page, catalog: Catalog) -> Iterator[Touch]:
        total = len(catalog.therapies)
        for text in sorted({each.name[:2].lower() for each in catalog.therapies}):
            one, two = counted(catalog, text[0]), counted(catalog, text)
            if len({total, one, two, 0}) == 4:
                keys = (*text, "Backspace", "Backspace")
                for key, left in zip(keys, (one, two, one, total), strict=True):
                    yield Touch(partial(press, page, key), said(left, total))

    return touches


def _uvicorn(port: int) -> list[str]:
    options = [f"--port={port}", "--ws-per-message-deflate=false", "--log-level=warning"]
    return [sys.executable, "-m", "uvicorn", "dashboard:app", *options]


def _streamlit(script: str) -> Callable[[int], list[str]]:
    options = ["--server.headless=true"]  # or it asks for an e-mail address and opens a browser
    path = str(PEERS / script)
    return lambda port: [f"{BIN}/streamlit", "run", path, f"--server.port={port}", *options]


def _own_said(left: int, _total: int) -> str:
    return str(left)


def _own_chip(page: Page, choice: Choice) -> None:
    """Press a chip; what it is folded into is opened first."""
    chip = page.locator(f'.vc a.chip[data-chip="{choice.column}={choice.value}"]')
    chip.evaluate("(chip) => { for (let at = chip; (at = at.parentElement); ) at.open = true; }")
    chip.click()


def _own_found(catalog: Catalog, text: str) -> int:
    return len(Query.of({}, text).apply(catalog))


def _named(catalog: Catalog, text: str) -> int:
    return sum(text in each.name.lower() for each in catalog.therapies)


def _own_peeks(page: Page, catalog: Catalog) -> Iterator[Touch]:
    """Press one name in sight after the other; the pointer lies on it already."""
    names = page.locator(".vc .content [data-id]:has(a.n)").filter(visible=True)
    ids = names.evaluate_all("(all) => [...new Set(all.map((each) => each.dataset.id))]")
    for id_ in ids[:12]:
        name = page.locator(f'.vc .content [data-id="{id_}"] a.n').filter(visible=True).first
        name.hover()
        yield Touch(name.click, catalog.by_id[id_].name)


def _empty_chips(page: Page, _catalog: Catalog) -> Iterator[Touch]:
    """Use the one filter of the empty page."""
    for choice in CHOICES[: len(Category)]:
        yield Touch(partial(_EMPTY_CHOOSE, page, choice), f"Chosen: {choice.value}")
        yield Touch(partial(_EMPTY_CLEAR, page, choice), "Chosen:")


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


OWN_REGIONS = {
    "text": "[data-count-passing]",
    # What is in sight. The figures below the map, which are not, are painted after the frame.
    "screen": ".vc.app :is(.side, .hrow, .find, .map-room, table.browse)",
}
OWN_VISIT = {**OWN_REGIONS, "engine": ":not(*)"}
OWN_JOINED = "[data-testid=stApp] .vc.app"
OWN_PEEK = {"text": ".vc aside.peek h2", "peek": ".vc aside.peek"}
OWN_SLOTS = {"text": "[data-count-passing]", "server": ".vc [data-slot]"}
IDS = {"text": "#count", "chart": "#chart", "table": "#table"}
KEYS = {"text": ".st-key-count", "chart": ".st-key-chart", "table": ".st-key-table"}
CLASSES = {"text": ".count", "chart": ".chart", "table": ".table"}
EMPTY = {"text": ".st-key-count"}

_EMPTY_CHOOSE, _EMPTY_CLEAR = _multiselect("Category")
_OWN_STEPS = {
    "chip": Step(_chips(_own_chip, _own_chip, _own_said), OWN_REGIONS),
    "letter": Step(_letters(".vc input[name=q]", _own_found, _own_said), OWN_REGIONS),
    "peek": Step(_own_peeks, OWN_PEEK),
    "server follows": Step(_chips(_own_chip, _own_chip, _own_said), OWN_SLOTS),
}


def _usual(
    name: str,
    command: Callable[[int], list[str]],
    regions: Regions,
    acts: tuple[Act, Act],
    typed: tuple[str, str],
    **other: Any,
) -> Subject:
    """Return a peer, which has no names to press; `typed` is its text field and the key to send."""
    said = Subject.said
    steps = {
        "chip": Step(_chips(*acts, said), regions),
        "letter": Step(_letters(typed[0], _named, said, typed[1]), regions),
    }
    return Subject(name, command, regions, steps, **other)


SUBJECTS = (
    Subject(
        "this app",
        _uvicorn,
        OWN_VISIT,
        _OWN_STEPS,
        joined=OWN_JOINED,
        said=_own_said,
        filtered=lambda choice: "/?" + urlencode({choice.column: choice.value}),
        in_own_folder=False,
    ),
    Subject(
        "this app, Browse",
        _uvicorn,
        OWN_VISIT,
        _OWN_STEPS,
        joined=OWN_JOINED,
        path="/browse",
        said=_own_said,
        in_own_folder=False,
        touched_only=True,
    ),
    Subject(
        "empty Streamlit",
        _streamlit("empty_streamlit.py"),
        EMPTY,
        {"chip": Step(_empty_chips, EMPTY)},
        said=lambda _left, _total: "Chosen:",
    ),
    _usual(
        "Streamlit",
        _streamlit("usual_streamlit.py"),
        KEYS,
        _multiselect("category", "goal", "evidence", "standing"),
        (".stTextInput input", "Enter"),
    ),
    _usual(
        "Dash",
        lambda _port: [f"{BIN}/python", str(PEERS / "usual_dash.py")],
        IDS,
        (_dash_choose, _dash_clear),
        ("#name", ""),
        environment=lambda port: {"PORT": str(port)},
    ),
    _usual(
        "Panel",
        lambda port: [f"{BIN}/panel", "serve", str(PEERS / "usual_panel.py"), f"--port={port}"],
        CLASSES,
        (_panel_choose, _panel_clear),
        (".bk-input[type=text]", ""),
        path="/usual_panel",
        environment=lambda _port: {"BOKEH_ALLOW_WS_ORIGIN": "*"},
    ),
    _usual(
        "Shiny",
        lambda port: [f"{BIN}/shiny", "run", str(PEERS / "usual_shiny.py"), f"--port={port}"],
        IDS,
        (_shiny_choose, _shiny_clear),
        ("#name", ""),
    ),
)
