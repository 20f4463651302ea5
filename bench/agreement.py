"""Many bursts of presses, and many random links asked of browser and Python: all must agree.

`python -m bench.agreement` prints what does not, and ends with 1 then; the tests try fewer.
"""

import argparse
import random
import sys
import time

from playwright.sync_api import Browser, sync_playwright

from harness.agreement import differences, links
from harness.browser import launch_chromium, new_view
from harness.bursts import burst, open_engine
from harness.server import FROZEN, running_server
from therapies.catalog.catalog import Catalog, load_catalog
from therapies.query.query import Query


def torn(browser: Browser, table: Catalog, bursts: int, seed: int) -> list[str]:
    """Burst upon burst on one page; return what was said where screen, link and session differ."""
    told, dice, query = [], random.Random(seed), Query()
    with running_server({"THERAPIES_DATA": str(FROZEN)}) as server:
        page = new_view(browser, 1440, 900, "light")
        open_engine(page, server.url)
        for _ in range(bursts):
            try:
                query = burst(page, table, query, dice)
            except AssertionError as error:
                told.append(str(error))
                open_engine(page, server.url)
                query = Query()
        page.context.close()
    return told


def main() -> None:
    """Try both and print what was found."""
    parser = argparse.ArgumentParser(description="Do browser, link, session and Python agree?")
    parser.add_argument("--bursts", type=int, default=200)
    parser.add_argument("--links", type=int, default=10_000)
    parser.add_argument("--seed", type=int, default=1)
    asked = parser.parse_args()
    table = load_catalog(FROZEN)
    with sync_playwright() as playwright:
        browser = launch_chromium(playwright)
        begun = time.perf_counter()
        differing = differences(browser, table, links(table, asked.links, asked.seed))
        print(f"{asked.links:,} links in {time.perf_counter() - begun:.0f} s", flush=True)
        torn_apart = torn(browser, table, asked.bursts, asked.seed)
        print(f"{asked.bursts} bursts in {time.perf_counter() - begun:.0f} s")
        browser.close()
    print(f"{len(differing)} links read differently, {len(torn_apart)} bursts torn")
    for each in (*differing[:10], *torn_apart[:10]):
        print(each)
    sys.exit(bool(differing or torn_apart))


if __name__ == "__main__":
    main()
