"""This app beside an empty Streamlit page and beside peers, in one run: `make bench`.

For each size of the table every app is started afresh, visited, filtered and weighed, turn by turn
so that a noisy moment hits all alike. Medians and ratios are printed as Markdown; every single
figure is kept in a JSON file.
"""

import argparse
import base64
import json
import tempfile
import time
from collections import defaultdict
from collections.abc import Iterator, Mapping
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, NamedTuple

from playwright.sync_api import Browser, BrowserContext, Page, TimeoutError, sync_playwright

from bench import generate, process, report
from bench.subjects import CHOICES, ROOT, SUBJECTS, Choice, Subject
from tests.live import free_port, launch_chromium
from therapies.catalog import load_catalog

SIZES = (41, 3_000, 100_000)
RECORDER = (Path(__file__).parent / "recorder.js").read_text(encoding="utf-8")
LIMIT = 90_000
"""After so many milliseconds without an answer a figure is given up."""


class Plan(NamedTuple):
    """How often each thing is done."""

    sizes: tuple[int, ...]
    starts: int
    clicks: int
    sessions: int


class Table(NamedTuple):
    """A generated table: its folder, its size, and how many each choice leaves."""

    folder: Path
    total: int
    left: Mapping[Choice, int]

    @property
    def quiet(self) -> int:
        """How long nothing may change before a page counts as complete, in ms."""
        return 400 if self.total < 10_000 else 1500


@dataclass
class Figures:
    """What was measured: every single figure by size, app and name."""

    found: dict[tuple[int, str, str], list[float]] = field(
        default_factory=lambda: defaultdict(list)
    )

    def add(self, table: Table, subject: Subject, name: str, value: float) -> None:
        """Keep one figure."""
        self.found[table.total, subject.name, name].append(value)

    def rows(self) -> list[dict[str, Any]]:
        """Return them all, fit for JSON."""
        names = ("size", "app", "figure", "values")
        return [dict(zip(names, (*key, values), strict=True)) for key, values in self.found.items()]


@contextmanager
def serving(subject: Subject, table: Table, folder: Path) -> Iterator[process.Process]:
    """Run the app over the table; its log lies in `folder`."""
    port = free_port()
    own = folder / "empty"
    own.mkdir(exist_ok=True)
    environment = {"THERAPIES_DATA": str(table.folder), **subject.environment(port)}
    where = own if subject.in_own_folder else ROOT
    log = folder / f"{subject.name}.log"
    with process.running(subject.command(port), port, where, log, environment) as started:
        yield started


def new_context(browser: Browser, subject: Subject) -> BrowserContext:
    """Return a browser without a cache that notes what changes."""
    context = browser.new_context(viewport={"width": 1440, "height": 900})
    context.set_default_timeout(LIMIT)
    script = f"{{ const regions = {json.dumps(dict(subject.regions))};\n{RECORDER}\n}}"
    context.add_init_script(script)
    return context


def answered(
    page: Page, subject: Subject, table: Table, choice: Choice, *, cleared: bool = True
) -> float:
    """Wait until the choice is made, or `cleared`, on the whole page; return when it changed."""
    left = table.total if cleared else table.left[choice]
    asked = [subject.words(left, table.total, choice), table.quiet]
    handle = page.wait_for_function(
        """([words, quiet]) => {
            const end = answered(words, quiet);
            return end === null ? null : { end };
        }""",
        arg=asked,
        polling=50,
    )
    return float(handle.json_value()["end"])


def visit(page: Page, subject: Subject, table: Table, url: str) -> float:
    """Open the app; return the milliseconds until it was complete."""
    page.goto(f"{url}{subject.path}", wait_until="commit")
    return answered(page, subject, table, CHOICES[0])


def weigh(page: Page) -> list[int]:
    """Return a list that grows by the size of each thing that the page takes from its server."""
    sizes: list[int] = []
    cdp = page.context.new_cdp_session(page)
    cdp.on("Network.loadingFinished", lambda event: sizes.append(int(event["encodedDataLength"])))
    cdp.on("Network.webSocketFrameReceived", lambda event: sizes.append(_frame(event["response"])))
    cdp.send("Network.enable")
    return sizes


def _frame(frame: dict[str, Any]) -> int:
    data = str(frame["payloadData"])
    return len(data.encode()) if frame["opcode"] == 1 else len(base64.b64decode(data))


def start_and_visit(
    browser: Browser, subject: Subject, table: Table, folder: Path, figures: Figures
) -> None:
    """Start a fresh server, visit it first, and once more with an empty cache."""
    with serving(subject, table, folder) as server:
        figures.add(table, subject, "server start", server.started)
        figures.add(table, subject, "memory idle", server.memory())
        for name in ("first visit", "cold open"):
            context = new_context(browser, subject)
            page = context.new_page()
            sizes = weigh(page)
            figures.add(table, subject, name, visit(page, subject, table, server.url))
            figures.add(table, subject, "bytes", sum(sizes) / 1e6)
            context.close()


@dataclass(frozen=True)
class Open:
    """An app that runs and a page that shows it."""

    subject: Subject
    server: process.Process
    page: Page


def filter_once(opened: Open, table: Table, choice: Choice, figures: Figures) -> None:
    """Choose a value, measure its answer, and take it away again."""
    subject, server, page = opened.subject, opened.server, opened.page
    page.bring_to_front()
    before = server.cpu()
    subject.choose(page, choice)
    end = answered(page, subject, table, choice, cleared=False)
    figures.add(table, subject, "filter", end)
    figures.add(table, subject, "filter, server", server.cpu() - before)
    subject.clear(page, choice)
    answered(page, subject, table, choice)


def _patiently(opened: Open, table: Table, choice: Choice, figures: Figures) -> None:
    """Filter once; an app that gives no answer in time is opened anew and named."""
    try:
        filter_once(opened, table, choice, figures)
    except TimeoutError:
        print(f"{opened.subject.name} did not answer {choice.value}, {table.total} rows")
        visit(opened.page, opened.subject, table, opened.server.url)


def weigh_sessions(opened: Open, table: Table, sessions: int, figures: Figures) -> None:
    """Open some more sessions and note what each adds to the server's memory."""
    subject, server = opened.subject, opened.server
    before = server.memory()
    pages = [opened.page.context.new_page() for _ in range(sessions)]
    for page in pages:
        page.goto(f"{server.url}{subject.path}", wait_until="commit")
    for page in pages:
        answered(page, subject, table, CHOICES[0])
    figures.add(table, subject, "memory per session", (server.memory() - before) / sessions)


def measure(browser: Browser, table: Table, plan: Plan, folder: Path, figures: Figures) -> None:
    """Measure every app over one table, turn by turn."""
    for _ in range(plan.starts):
        for subject in (each for each in SUBJECTS if not each.clicked_only):
            start_and_visit(browser, subject, table, folder, figures)
    with ExitStack() as stack:
        opened = [_open(stack, browser, subject, table, folder) for subject in SUBJECTS]
        for choice in CHOICES[: plan.clicks]:
            for each in opened:
                _patiently(each, table, choice, figures)
        for each in (each for each in opened if not each.subject.clicked_only):
            weigh_sessions(each, table, plan.sessions, figures)
            each.page.context.close()


def _open(stack: ExitStack, browser: Browser, subject: Subject, table: Table, folder: Path) -> Open:
    server = stack.enter_context(serving(subject, table, folder))
    page = new_context(browser, subject).new_page()
    visit(page, subject, table, server.url)
    return Open(subject, server, page)


def made(folder: Path, size: int) -> Table:
    """Write a table of that size."""
    generate.write(folder, size)
    therapies = load_catalog(folder).therapies
    left = {
        choice: sum(getattr(each, choice.column) == choice.value for each in therapies)
        for choice in CHOICES
    }
    return Table(folder, size, left)


def main() -> None:
    """Measure all and print the tables."""
    parser = argparse.ArgumentParser(description="This app beside others, in one run.")
    parser.add_argument("--quick", action="store_true", help="few repetitions, for trials")
    parser.add_argument("--sizes", type=int, nargs="+", default=SIZES)
    parser.add_argument("--json", type=Path, default=ROOT / "bench" / "figures.json")
    asked = parser.parse_args()
    plan = Plan(tuple(asked.sizes), *((1, 3, 5) if asked.quick else (3, 9, 20)))
    figures = Figures()
    with tempfile.TemporaryDirectory() as name, sync_playwright() as playwright:
        browser = launch_chromium(playwright)
        for size in plan.sizes:
            begun = time.perf_counter()
            measure(browser, made(Path(name) / str(size), size), plan, Path(name), figures)
            print(f"{size} rows measured in {time.perf_counter() - begun:.0f} s", flush=True)
        browser.close()
    asked.json.write_text(json.dumps(figures.rows(), indent=1), encoding="utf-8")
    print(report.markdown(figures.found))


if __name__ == "__main__":
    main()
