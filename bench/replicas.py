"""Two replicas behind nginx: kill one, and update both, while readers have pages open.

`python -m bench.replicas` starts all of it on free ports, prints what it found, and ends with 1
when a reader lost a view, waited too long or met an error.
"""

import asyncio
import re
import shutil
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from contextlib import AsyncExitStack, ExitStack, contextmanager
from pathlib import Path
from typing import NamedTuple
from urllib.parse import urlencode

from playwright.sync_api import expect, sync_playwright

from bench.cluster import Replica, nginx, wait_until_well
from harness.browser import launch_chromium, new_view
from harness.server import ROOT
from harness.viewer import Lost, Viewer, fetch, viewing
from therapies.catalog.catalog import load_catalog
from therapies.catalog.formatter import format_folder

SECONDS_TO_RETURN = 5.0
PAGES = ("", "browse", "sources", "method", "therapy?id=sevelamer")
FILTERS = (
    {"goal": ["halt"]},
    {"category": ["mechanical"], "goal": ["modify"]},
)
PROBED = ("/", "/browse?goal=halt", "/data/health", "/data/therapies.csv", "/method")


class Cluster(NamedTuple):
    """What runs: nginx's URL, the replicas, and the folders of the table before and after."""

    url: str
    replicas: tuple[Replica, ...]
    before: Path
    after: Path


class Finding(NamedTuple):
    """One figure of the report, and whether it is as it must be."""

    what: str
    figure: str
    good: bool = True


@contextmanager
def cluster(count: int = 2) -> Iterator[Cluster]:
    """Run `count` replicas behind nginx, with two versions of the table at hand."""
    with tempfile.TemporaryDirectory() as folder, ExitStack() as stack:
        before, after = Path(folder, "table-1"), Path(folder, "table-2")
        shutil.copytree(ROOT / "data", before)
        edited(before, after)
        replicas = tuple(stack.enter_context(Replica(before)) for _ in range(count))
        url = stack.enter_context(nginx([each.port for each in replicas], Path(folder)))
        yield Cluster(url, replicas, before, after)


def edited(before: Path, after: Path) -> None:
    """Copy a table and change one sentence of it, so that it is a new version."""
    shutil.copytree(before, after)
    path = after / "therapies.csv"
    text = path.read_text(encoding="utf-8")
    path.write_text(text.replace("Smoke damages", "Tobacco smoke damages", 1), encoding="utf-8")
    format_folder(after)
    if load_catalog(before).version == load_catalog(after).version:
        raise AssertionError("the edit changed nothing: choose another sentence in `edited`")


async def open_ten(url: str, stack: AsyncExitStack) -> list[Viewer]:
    """Open ten pages through nginx; each reader then clicks, so that its state is its own."""
    viewers = []
    for filters in FILTERS:
        for page in PAGES:
            viewer = await stack.enter_async_context(viewing(f"{url}/{page}"))
            await viewer.choose(**filters)
            viewers.append(viewer)
    return viewers


async def reloaded(viewer: Viewer) -> tuple[float, bool]:
    """Load the viewer's link again; return the seconds and whether it shows the same."""
    began = time.perf_counter()
    try:
        async with viewing(viewer.address.url, viewer.cookies) as again:
            seconds = time.perf_counter() - began
            return seconds, again.screen.at == viewer.screen.at and not again.screen.problems
    except Lost:
        return time.perf_counter() - began, False


async def lost(viewers: Sequence[Viewer]) -> int:
    """Return how many have lost their connection after a moment."""
    closed = [asyncio.create_task(each.socket.wait_closed()) for each in viewers]
    done, waiting = await asyncio.wait(closed, timeout=1)
    for task in waiting:
        task.cancel()
    return len(done)


async def kill_one(running: Cluster) -> list[Finding]:
    """Kill a replica while ten pages are open, and reload them all at once."""
    async with AsyncExitStack() as stack:
        viewers = await open_ten(running.url, stack)
        running.replicas[0].kill()
        gone = await lost(viewers)
        found = await asyncio.gather(*(reloaded(viewer) for viewer in viewers))
    same, slowest = sum(good for _, good in found), max(seconds for seconds, _ in found)
    return [
        Finding("killed: pages that lost their replica", f"{gone} of {len(found)}", gone > 0),
        Finding(
            "killed: pages that show the same after a reload",
            f"{same} of {len(found)}",
            same == len(found),
        ),
        Finding("killed: slowest reload", f"{1000 * slowest:.0f} ms", slowest < SECONDS_TO_RETURN),
    ]


def kill_under_browsers(running: Cluster) -> list[Finding]:
    """Kill the other replica under two pages in Chromium; they come back, and by a reload too."""
    found = []
    running.replicas[0].restart(running.before)
    expect.set_options(timeout=30_000)
    with sync_playwright() as playwright:
        browser = launch_chromium(playwright)
        pages = [new_view(browser, 1440, 900, "light") for _ in range(2)]
        for page, filters in zip(pages, FILTERS, strict=True):
            page.goto(f"{running.url}/?{urlencode(filters, doseq=True)}")
            expect(page.locator("footer.vc")).to_be_visible()
        sentences = [page.locator(".vc .res").inner_text() for page in pages]
        running.replicas[1].kill()
        for page, sentence in zip(pages, sentences, strict=True):
            began = time.perf_counter()
            page.reload()
            expect(page.locator("footer.vc")).to_be_visible()
            expect(page.locator(".vc .res")).to_have_text(sentence, use_inner_text=True)
            found.append(time.perf_counter() - began)
        browser.close()
    running.replicas[1].restart(running.before)
    shown = " and ".join(f"{1000 * each:.0f} ms" for each in found)
    return [Finding("killed: two reloads in Chromium", shown, max(found) < SECONDS_TO_RETURN)]


class Probe:
    """Asks for pages and opens sessions without a pause until it is told to stop."""

    def __init__(self, url: str) -> None:
        self.url, self.stopped = url, asyncio.Event()
        self.answers: Counter[str] = Counter()
        self.failures: list[str] = []

    async def ask(self) -> None:
        """Fetch pages and data; anything but 200 is a failure."""
        home = (await asyncio.to_thread(fetch, self.url))[1]
        scripts = [f"/{each}" for each in re.findall(r"static/js/index[^\"]+", home)]
        while not self.stopped.is_set():
            for path in (*PROBED, *scripts):
                try:
                    status, _, _ = await asyncio.to_thread(fetch, self.url + path)
                except Lost as error:
                    self.failures.append(str(error))
                    continue
                self.answers["requests"] += 1
                if status != 200:
                    self.failures.append(f"{path}: status {status}")

    async def visit(self) -> None:
        """Open a page and click; a page that is lost while it is open is loaded again, once."""
        while not self.stopped.is_set():
            for _ in range(2):
                try:
                    async with viewing(f"{self.url}/?goal=halt") as viewer:
                        await viewer.choose(category=["experimental"])
                        self._note(viewer)
                    break
                except Lost as error:
                    told = str(error)
                    self.answers["reloads"] += 1
            else:
                self.failures.append(told)

    def _note(self, viewer: Viewer) -> None:
        self.answers["sessions"] += 1
        if viewer.screen.at != "category=experimental&goal=halt":
            self.failures.append(f"a session answers for “{viewer.screen.at}”")
        self.failures.extend(viewer.screen.problems)


async def update(running: Cluster) -> list[Finding]:
    """Give the replicas a new table one by one while readers come and go."""
    probe = Probe(running.url)
    async with AsyncExitStack() as stack, asyncio.TaskGroup() as group:
        viewers = await open_ten(running.url, stack)
        for task in (probe.ask, probe.visit, probe.visit):
            group.create_task(task())
        began = time.perf_counter()
        for replica in running.replicas:
            await asyncio.to_thread(replica.restart, running.after)
            await asyncio.to_thread(wait_until_well, replica.url)
        seconds = time.perf_counter() - began
        back = [await reloaded(viewer) for viewer in viewers]
        probe.stopped.set()
    version = load_catalog(running.after).version
    new = sum(version in fetch(f"{each.url}/data/health")[1] for each in running.replicas)
    slowest = max(seconds for seconds, _ in back)
    same = await _alike(running.url, viewers)
    counts = ", ".join(f"{count} {what}" for what, count in sorted(probe.answers.items()))
    return [
        Finding("update: both replicas renewed", f"in {seconds:.1f} s"),
        Finding("update: asked meanwhile", counts, probe.answers["sessions"] > 0),
        Finding("update: errors met", str(len(probe.failures)), not probe.failures),
        *(Finding("update: error", each, False) for each in probe.failures[:5]),
        Finding("update: replicas with the new table", f"{new} of {len(running.replicas)}",
                new == len(running.replicas)),
        Finding("update: open pages that show the same filter", f"{same} of {len(viewers)}",
                same == len(viewers)),
        Finding("update: slowest reload", f"{1000 * slowest:.0f} ms", slowest < SECONDS_TO_RETURN),
    ]  # fmt: skip


async def _alike(url: str, viewers: Sequence[Viewer]) -> int:
    """Return how many links are answered as before."""
    same = 0
    for viewer in viewers:
        async with viewing(viewer.address.url, viewer.cookies) as again:
            same += again.screen.at == viewer.screen.at
    return same


def main() -> int:
    """Try all of it, print the report, and return 1 if anything was not as it must be."""
    with cluster() as running:
        steps: tuple[Callable[[], list[Finding]], ...] = (
            lambda: asyncio.run(kill_one(running)),
            lambda: kill_under_browsers(running),
            lambda: asyncio.run(update(running)),
        )
        findings = [finding for step in steps for finding in step()]
    print("| what | found |\n|---|---|")
    for finding in findings:
        print(f"| {finding.what} | {finding.figure}{'' if finding.good else ' (wrong)'} |")
    return 0 if all(finding.good for finding in findings) else 1


if __name__ == "__main__":
    sys.exit(main())
