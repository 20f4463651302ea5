"""Server start, first visit on a fresh server and a click's answer, in a real Chromium.

`python -m bench.visit` starts a fresh server for each round and prints medians in milliseconds.
"""

import argparse
import statistics
import time
from collections import defaultdict

from playwright.sync_api import Browser, expect, sync_playwright

from tests.live import launch_chromium, new_view, running_server


def measure(browser: Browser, found: dict[str, list[float]]) -> None:
    """Add one round's times, in milliseconds, to `found`."""
    started = time.perf_counter()
    with running_server() as server:
        found["server start to first answer"].append(_since(started))
        for name in ("first visit, map complete", "second visitor, map complete"):
            page = new_view(browser, 1440, 900, "light")
            opened = time.perf_counter()
            page.goto(server.url)
            expect(page.locator("table.map")).to_be_visible()
            expect(page.locator("footer.vc")).to_be_visible()
            found[name].append(_since(opened))
            clicked = time.perf_counter()
            page.get_by_role("link", name="Show only these 9: mechanical, modify").click()
            expect(page.locator(".vc.sentence")).to_contain_text("9 of 47")
            found["click on a cell to its answer"].append(_since(clicked))
            page.context.close()


def _since(start: float) -> float:
    return 1000 * (time.perf_counter() - start)


def main() -> None:
    """Measure some rounds and print the medians."""
    parser = argparse.ArgumentParser(description="Times of a visit, medians in ms.")
    parser.add_argument("--rounds", type=int, default=5)
    rounds = parser.parse_args().rounds
    found: dict[str, list[float]] = defaultdict(list)
    with sync_playwright() as playwright:
        browser = launch_chromium(playwright)
        for _ in range(rounds):
            measure(browser, found)
        browser.close()
    for name, times in found.items():
        print(f"{name:<32}{statistics.median(times):8.0f}  (min {min(times):.0f})")


if __name__ == "__main__":
    main()
