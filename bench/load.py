"""Many readers at once: open sessions, click, check every answer, measure.

`python -m bench.load` starts the server as `make run` does, opens sessions as browsers do, lets
some of them click, and compares every answer with the link and the table. It ends with 1 when
an answer was wrong or late, or when memory grew.
"""

import argparse
import asyncio
import math
import random
import statistics
import sys
import time
from collections import Counter
from collections.abc import Sequence
from contextlib import AsyncExitStack
from dataclasses import dataclass, field
from typing import NamedTuple

from bench.clicks import Click, clicks, do, start
from bench.process import Usage
from harness.server import ROOT, Server, running_server
from harness.viewer import Lost, Viewer, viewing
from therapies.catalog.catalog import Catalog, load_catalog
from therapies.site import PAGES
from therapies.wording import counted

SLOWEST = 0.5
"""Seconds within which 95 of 100 answers must come."""

GROWTH = 0.05
"""Share by which memory may grow between the end of the first fifth and the end."""

OPENING_AT_ONCE = 4

VIEWERS = 10_000
BUSY = 0.5
"""So much of its one core a replica may use, that answers stay quick when many come at once."""


class Plan(NamedTuple):
    """How many sessions, how many of them click how often (seconds), for how many minutes."""

    sessions: int = 100
    clicking: int = 30
    every: float = 5.0
    minutes: float = 10.0
    seed: int = 1


@dataclass
class Tally:
    """What happened: seconds of each answer by kind, and what went wrong."""

    times: dict[str, list[float]] = field(default_factory=dict)
    failures: list[str] = field(default_factory=list)

    def note(self, kind: str, seconds: float) -> None:
        """Add one good answer."""
        self.times.setdefault(kind, []).append(seconds)

    @property
    def answers(self) -> list[float]:
        """The seconds of all clicks, opening left out."""
        return [each for kind, some in self.times.items() if kind != "open" for each in some]


class Measure(NamedTuple):
    """The server's usage at a moment, named as in the report."""

    moment: str
    usage: Usage


class Report(NamedTuple):
    """All that was measured."""

    plan: Plan
    tally: Tally
    measures: tuple[Measure, ...]
    seconds: float
    cpu: float
    client_cpu: float


class Reader:
    """A viewer that can be reloaded, with the clicks it will make."""

    def __init__(self, url: str, catalog: Catalog, place: int, tally: Tally) -> None:
        self.url, self.catalog, self.place, self.tally = url, catalog, place, tally
        self.stack = AsyncExitStack()
        self.viewer: Viewer | None = None

    async def open(self, link: str) -> None:
        """Open `link` in place of what was open; note how long it took."""
        await self.stack.aclose()
        began = time.perf_counter()
        try:
            self.viewer = await self.stack.enter_async_context(viewing(self.url + link[1:]))
        except Lost as error:
            self.viewer = None
            self.tally.failures.append(f"open {link}: {error}")
            return
        self.tally.note("open", time.perf_counter() - began)

    async def click_on(self, until: float, every: float, seed: int) -> None:
        """Click at a rhythm that is never quite regular, until the clock says `until`."""
        dice, made = random.Random(seed), clicks(self.catalog, seed)
        await asyncio.sleep(dice.uniform(0, every))
        await self.open("./")
        due = time.perf_counter() + dice.uniform(0, every)
        while due < until:
            await asyncio.sleep(due - time.perf_counter())
            await self.click(next(made))
            due = max(due + every * dice.uniform(0.7, 1.3), time.perf_counter())

    async def click(self, click: Click) -> None:
        """Click once and compare what is shown with what the table says."""
        if self.viewer is None or click.kind == "reload":
            here = self.viewer.address.url.removeprefix(self.url) if self.viewer else ""
            await self.open(f".{here}" if here else click.query.link())
        else:
            began = time.perf_counter()
            try:
                await do(click, self.viewer)
            except Lost as error:
                self.viewer = None
                self.tally.failures.append(f"{click.kind}: {error}")
                return
            self.tally.note(click.kind, time.perf_counter() - began)
        if self.viewer is not None:
            self.tally.failures.extend(wrong(click, self.viewer))


def wrong(click: Click, viewer: Viewer) -> list[str]:
    """Return what the server answers otherwise than it must."""
    screen, url = viewer.screen, viewer.address.url
    found = [f"{url}: {problem}" for problem in screen.problems]
    if screen.at != click.at:
        found.append(f"{url}: answers for “{screen.at}”, not “{click.at}”")
    if screen.sentence not in ("", click.sentence):
        found.append(f"{url}: shows “{screen.sentence}”, not “{click.sentence}”")
    return found


async def run(server: Server, plan: Plan, catalog: Catalog) -> Report:
    """Carry out `plan` against `server`, whose answers must be those of `catalog`."""
    pid, tally = server.process.pid, Tally()
    warmer = Reader(server.url, catalog, 0, Tally())
    for place in range(2 * len(PAGES)):
        await warmer.open(start(place))
    measures = [Measure("every page seen", Usage.of(pid))]
    readers = [Reader(server.url, catalog, place, tally) for place in range(plan.sessions)]
    await _open(readers[plan.clicking :])
    measures.append(Measure(f"{plan.sessions - plan.clicking} open", Usage.of(pid)))
    began, used, own = time.perf_counter(), Usage.of(pid).cpu, time.process_time()
    until = began + 60 * plan.minutes
    async with asyncio.TaskGroup() as group:
        for reader in readers[: plan.clicking]:
            group.create_task(reader.click_on(until, plan.every, plan.seed + reader.place))
        group.create_task(_watch(pid, until, measures))
    seconds = time.perf_counter() - began
    cpu, own = Usage.of(pid).cpu - used, time.process_time() - own
    for reader in (warmer, *readers):
        await reader.stack.aclose()
    return Report(plan, tally, tuple(measures), seconds, cpu, own)


async def _open(readers: Sequence[Reader]) -> None:
    """Open the readers' first pages, some at once."""
    gate = asyncio.Semaphore(OPENING_AT_ONCE)

    async def one(reader: Reader) -> None:
        async with gate:
            await reader.open(start(reader.place))

    await asyncio.gather(*(one(reader) for reader in readers))


async def _watch(pid: int, until: float, measures: list[Measure]) -> None:
    """Note the server's usage every fifth of the time, or every minute if that is shorter."""
    began = time.perf_counter()
    step = min(60.0, (until - began) / 5)
    for count in range(1, round((until - began) / step) + 1):
        await asyncio.sleep(began + count * step - time.perf_counter())
        measures.append(Measure(f"{count * step / 60:.1f} min", Usage.of(pid)))


def percentile(values: Sequence[float], share: float) -> float:
    """Return the value below which `share` of the values lie; 0 when there are none."""
    ordered = sorted(values)
    return ordered[min(len(ordered) - 1, int(share * len(ordered)))] if ordered else 0.0


def growth(measures: Sequence[Measure]) -> float:
    """Return by which share memory grew from the end of the first fifth to the end."""
    clicking = [each.usage.memory for each in measures[2:]]
    if not clicking:
        return 0.0
    settled = clicking[max(0, len(clicking) // 5 - 1)]
    return clicking[-1] / settled - 1


def runs(report: Report) -> int:
    """Return how often the script ran while readers clicked, openings included."""
    plan, opened = report.plan, len(report.tally.times.get("open", []))
    return len(report.tally.answers) + max(0, opened - (plan.sessions - plan.clicking))


def replicas(viewers: int, plan: Plan, cpu: float) -> int:
    """Return how many replicas serve `viewers` that click as in `plan`, one of them to spare.

    `cpu` is the seconds that a run takes of a core.
    """
    clicks_each_second = viewers * plan.clicking / plan.sessions / plan.every
    return math.ceil(clicks_each_second * cpu / BUSY) + 1


def missed(report: Report) -> tuple[str, ...]:
    """Return the goals that were missed, none if all is well."""
    p95, grown = percentile(report.tally.answers, 0.95), growth(report.measures)
    found = []
    if report.tally.failures:
        found.append(f"{counted(len(report.tally.failures), 'answer')} failed")
    if not report.tally.answers or p95 >= SLOWEST:
        found.append(f"95 of 100 answers took up to {p95:.3f} s, more than {SLOWEST} s")
    if grown > GROWTH:
        found.append(f"memory grew by {grown:.1%}, more than {GROWTH:.0%}")
    return tuple(found)


def lines(report: Report) -> list[str]:
    """Return the report as Markdown tables."""
    plan, tally = report.plan, report.tally
    answers, opened = tally.answers, tally.times.get("open", [])
    cpu = report.cpu / max(1, runs(report))
    before, after = report.measures[0].usage.memory, report.measures[1].usage.memory
    each = (after - before) / max(1, plan.sessions - plan.clicking)
    rows = [
        ("sessions open at once", f"{plan.sessions}, of which {plan.clicking} click"),
        ("clicks answered", f"{len(answers)} in {report.seconds:.0f} s"),
        ("failed", str(len(tally.failures))),
        *((f"answer, {name}", f"{1000 * percentile(answers, share):.0f} ms")
          for name, share in (("p50", 0.5), ("p95", 0.95), ("p99", 0.99), ("slowest", 1.0))),
        ("opening a page, p50 and p95", " and ".join(
            f"{1000 * percentile(opened, share):.0f} ms" for share in (0.5, 0.95))),
        ("server's CPU for a run", f"{1000 * cpu:.1f} ms"),
        ("server's CPU in all", f"{report.cpu / report.seconds:.0%} of one core"),
        ("this client's CPU", f"{report.client_cpu / report.seconds:.0%} of one core"),
        ("memory for a session that idles", f"{1000 * each:.0f} kB"),
        ("memory grown while clicking", f"{growth(report.measures):+.1%}"),
        (f"replicas for {VIEWERS:,} such viewers", str(replicas(VIEWERS, plan, cpu))),
    ]  # fmt: skip
    kinds = [f"{kind} {1000 * statistics.median(some):.0f}" for kind, some in tally.times.items()]
    memory = [f"{each.moment} {each.usage.memory:.0f}" for each in report.measures]
    return [
        "| what | measured |",
        "|---|---|",
        *(f"| {name} | {value} |" for name, value in rows),
        "",
        f"Median by kind of click, in ms: {', '.join(kinds)}.",
        f"The server's memory in MB: {', '.join(memory)}.",
    ]


def parsed(arguments: Sequence[str] | None = None) -> Plan:
    """Read the plan from the command line."""
    parser = argparse.ArgumentParser(description="Open sessions, click, check, measure.")
    for name, value in Plan()._asdict().items():
        parser.add_argument(f"--{name}", type=type(value), default=value)
    return Plan(**vars(parser.parse_args(arguments)))


def main() -> int:
    """Measure, print the report, and return 1 if a goal was missed."""
    plan, catalog = parsed(), load_catalog(ROOT / "data")
    with running_server() as server:
        report = asyncio.run(run(server, plan, catalog))
    print("\n".join(lines(report)))
    for text, count in Counter(report.tally.failures).most_common(10):
        print(f"failed {count}×: {text}")
    for goal in missed(report):
        print(f"missed: {goal}")
    return 1 if missed(report) else 0


if __name__ == "__main__":
    sys.exit(main())
