"""This app beside an empty Streamlit page and beside peers, in one run: `make bench`.

For each size of the table every app is started afresh, visited, touched (also over a slow network
and with its server stopped) and weighed, turn by turn so that a noisy moment hits all alike. Tables
are printed as Markdown; every single figure is kept in a JSON file. It ends with 1 when this app
misses a goal.
"""

import argparse
import base64
import json
import sys
import tempfile
import time
from collections import defaultdict
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager, suppress
from dataclasses import dataclass, field
from itertools import islice
from pathlib import Path
from typing import Any, NamedTuple

from playwright.sync_api import Browser, BrowserContext, Page, TimeoutError, sync_playwright

from bench import generate, process, report
from bench.delay import delayed
from bench.subjects import CHOICES, ROOT, SUBJECTS, Choice, Subject, Touch
from harness.browser import launch_chromium
from harness.server import free_port
from therapies.catalog.catalog import Catalog, load_catalog

SIZES = (47, 3_000)
RECORDER = (Path(__file__).parent / "recorder.js").read_text(encoding="utf-8")
LIMIT = 30_000
"""After so many milliseconds without an answer a figure is given up."""
PATIENCE = 3_000
"""How many milliseconds an app whose server has stopped may take."""
QUIET = 400
"""How many milliseconds nothing may change before a page counts as complete."""
ONE_WAY = 0.150
"""Seconds that each byte takes on the slow network: 300 ms there and back."""


class Plan(NamedTuple):
    """How often each thing is done; `touches` are a multiple of four, to end where they began."""

    sizes: tuple[int, ...]
    apps: tuple[str, ...]
    starts: int
    touches: int
    sessions: int


class Table(NamedTuple):
    """A generated table: its folder and what is in it."""

    folder: Path
    catalog: Catalog

    @property
    def total(self) -> int:
        """How many therapies it has."""
        return len(self.catalog.therapies)


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
    script = f"{{ let regions = {json.dumps(dict(subject.regions))};\n{RECORDER}\n}}"
    context.add_init_script(script)
    return context


def answered(page: Page, words: str, limit: float = LIMIT, *, touch: bool = False) -> float:
    """Wait until `words` stand there and all has changed; return after how long it was painted."""
    handle = page.wait_for_function(
        """([words, quiet, touch]) => {
            const end = answered(words, quiet, touch);
            return end === null ? null : { end };
        }""",
        arg=[words, QUIET, touch],
        polling=50,
        timeout=limit,
    )
    return float(handle.json_value()["end"])


def visit(
    page: Page, subject: Subject, table: Table, url: str, choice: Choice | None = None
) -> float:
    """Open the app, or its link for a choice; return the milliseconds until it was complete."""
    filtered = choice and subject.filtered and subject.filtered(choice)
    left = choice.left(table.catalog) if choice and filtered else table.total
    page.goto(f"{url}{filtered or subject.path}", wait_until="commit")
    return answered(page, subject.said(left, table.total))


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
    """Start a fresh server, visit it first, and open a filtered link with an empty cache."""
    with serving(subject, table, folder) as server:
        figures.add(table, subject, "server start", server.started)
        figures.add(table, subject, "memory idle", server.memory())
        visits = {"first visit": None, "cold open of a filtered link": CHOICES[0]}
        for name, choice in visits.items():
            if choice and not subject.filtered:
                continue
            context = new_context(browser, subject)
            page = context.new_page()
            sizes = weigh(page)
            figures.add(table, subject, name, visit(page, subject, table, server.url, choice))
            page.locator(subject.joined).wait_for(state="attached")
            figures.add(table, subject, "bytes", sum(sizes) / 1e6)
            figures.add(table, subject, "layout shift", page.evaluate("shifted()"))
            context.close()


@dataclass(frozen=True)
class Open:
    """An app that runs and a page that shows it; `note` says over which network, if a slow one."""

    subject: Subject
    server: process.Process
    page: Page
    url: str
    note: str = ""

    def touches(self, step: str, table: Table) -> Iterator[Touch]:
        """Give the step's touches again and again; none where the app has no such thing."""
        touched = step in self.subject.steps
        while touched:
            touched = False
            for each in self.subject.steps[step].touches(self.page, table.catalog):
                touched = True
                yield each


def touch_once(opened: Open, step: str, touch: Touch, limit: float = LIMIT) -> float:
    """Touch; return the milliseconds from the press to the frame that holds its whole answer."""
    opened.page.bring_to_front()
    opened.page.evaluate("(regions) => awaiting(regions)", dict(opened.subject.steps[step].regions))
    touch.do()
    return answered(opened.page, touch.words, limit, touch=True)


def weigh_sessions(opened: Open, table: Table, sessions: int, figures: Figures) -> None:
    """Open some more sessions and note what each adds to the server's memory."""
    subject, server = opened.subject, opened.server
    before = server.memory()
    pages = [opened.page.context.new_page() for _ in range(sessions)]
    for page in pages:
        page.goto(f"{server.url}{subject.path}", wait_until="commit")
    for page in pages:
        answered(page, subject.said(table.total, table.total))
    figures.add(table, subject, "memory per session", (server.memory() - before) / sessions)
    for page in pages:
        page.close()


def touch_all(opened: list[Open], step: str, table: Table, plan: Plan, figures: Figures) -> None:
    """Take one step in every app that has it, turn by turn; the silent are named, and out."""
    going = {each.page: (each, each.touches(step, table)) for each in opened}
    for _ in range(plan.touches):
        for page, (each, touches) in list(going.items()):
            touch = next(touches, None)
            if not touch:
                del going[page]
                continue
            before = each.server.cpu()
            try:
                end = touch_once(each, step, touch)
            except TimeoutError:
                print(f"{each.subject.name}{each.note}, {table.total} rows: no “{touch.words}”")
                visit(page, each.subject, table, each.url)
                del going[page]
                continue
            figures.add(table, each.subject, f"{step}{each.note}", end)
            if step in report.STEPS and not each.subject.in_own_folder and not each.note:
                displayed = page.evaluate("displayed()")
                figures.add(table, each.subject, f"{step}{report.DISPLAYED}", displayed)
            if step == "chip" and not each.note:
                figures.add(table, each.subject, "chip, server", each.server.cpu() - before)


def touch_without_server(opened: Open, table: Table, figures: Figures) -> None:
    """Stop the server for good and note for each step whether the app goes on."""
    visit(opened.page, opened.subject, table, opened.url)
    opened.server.stop()
    opened.page.set_default_timeout(PATIENCE)
    for step in (each for each in report.STEPS if each in opened.subject.steps):
        answers: list[bool] = []
        with suppress(TimeoutError):
            for touch in islice(opened.touches(step, table), 4):
                answers.append(False)
                touch_once(opened, step, touch, PATIENCE)
                answers[-1] = True
        if answers:
            figures.add(table, opened.subject, f"{step}{report.STOPPED}", all(answers))


def measure(browser: Browser, table: Table, plan: Plan, folder: Path, figures: Figures) -> None:
    """Measure every app over one table, turn by turn."""
    subjects = [each for each in SUBJECTS if not plan.apps or each.name in plan.apps]
    whole = [each for each in subjects if not each.touched_only]
    for _ in range(plan.starts):
        for subject in whole:
            start_and_visit(browser, subject, table, folder, figures)
    with ExitStack() as stack:
        near = [_open(stack, browser, subject, table, folder) for subject in subjects]
        far = [_far(stack, browser, each, table) for each in near]
        touch_all(near, report.FOLLOWS, table, plan, figures)
        for step in report.STEPS:
            touch_all(near + far, step, table, plan, figures)
        for each in near:
            if each.subject in whole:
                weigh_sessions(each, table, plan.sessions, figures)
        for each in near:
            touch_without_server(each, table, figures)
            each.page.context.close()


def _open(stack: ExitStack, browser: Browser, subject: Subject, table: Table, folder: Path) -> Open:
    server = stack.enter_context(serving(subject, table, folder))
    page = new_context(browser, subject).new_page()
    visit(page, subject, table, server.url)
    return Open(subject, server, page, server.url)


def _far(stack: ExitStack, browser: Browser, near: Open, table: Table) -> Open:
    """Open the same app once more, over a slow network."""
    url = stack.enter_context(delayed(near.server.port, ONE_WAY))
    page = new_context(browser, near.subject).new_page()
    stack.callback(page.context.close)
    visit(page, near.subject, table, url)
    return Open(near.subject, near.server, page, url, report.DELAYED)


def made(folder: Path, size: int) -> Table:
    """Write a table of that size."""
    return Table(folder, load_catalog(generate.write(folder, size)))


def main() -> None:
    """Measure all and print the tables."""
    parser = argparse.ArgumentParser(description="This app beside others, in one run.")
    parser.add_argument("--quick", action="store_true", help="few repetitions, for trials")
    parser.add_argument("--sizes", type=int, nargs="+", default=SIZES)
    parser.add_argument("--apps", nargs="+", default=(), metavar="APP", help="only these")
    parser.add_argument("--json", type=Path, default=ROOT / "bench" / "figures.json")
    asked = parser.parse_args()
    plan = Plan(tuple(asked.sizes), tuple(asked.apps), *((1, 4, 5) if asked.quick else (3, 40, 20)))
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
    if missed := report.missed(figures.found):
        sys.exit("\n".join(("Missed:", *missed)))


if __name__ == "__main__":
    main()
