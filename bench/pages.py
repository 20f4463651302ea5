"""Median script run of each page through AppTest, with and without the heap's help.

`python -m bench.pages` prints one line a page, in milliseconds. "collected" runs a full garbage
collection after each run over the whole heap, as Streamlit does by default; "frozen" does the same
over a frozen heap; "as shipped" is frozen and without that collection.
"""

import argparse
import gc
import logging
import statistics
import time
from collections.abc import Callable
from pathlib import Path

from streamlit.testing.v1 import AppTest

from therapies.site import PAGES

APP = Path(__file__).parent.parent / "therapies" / "app.py"
IDS = {"therapy": ["vitamin-k2"], "compare": ["sevelamer", "lanthanum-carbonate"]}


def page(slug: str) -> AppTest:
    """Return the app, opened at the page `slug` and run twice."""
    app = AppTest.from_file(str(APP), default_timeout=60)
    if slug in IDS:
        app.query_params["id"] = IDS[slug]
    app.run()
    if slug != PAGES[0].slug:
        app.switch_page(f"../pages/{slug}.py").run()
    return app.run()


def median(app: AppTest, runs: int, after: Callable[[], object]) -> float:
    """Return the median of `runs` reruns in milliseconds, `after` counted in."""
    times = []
    for _ in range(runs):
        started = time.perf_counter()
        app.run()
        after()
        times.append(1000 * (time.perf_counter() - started))
    return statistics.median(times)


def main() -> None:
    """Measure every page and print the table."""
    parser = argparse.ArgumentParser(description="Median script run of each page, in ms.")
    parser.add_argument("--runs", type=int, default=30)
    runs = parser.parse_args().runs
    logging.disable(logging.WARNING)
    apps = {info.slug: page(info.slug) for info in PAGES}
    columns: dict[str, dict[str, float]] = {}
    columns["collected"] = {slug: median(app, runs, gc.collect) for slug, app in apps.items()}
    gc.collect()
    gc.freeze()
    columns["frozen"] = {slug: median(app, runs, gc.collect) for slug, app in apps.items()}
    columns["as shipped"] = {slug: median(app, runs, lambda: None) for slug, app in apps.items()}
    print("page      " + "".join(f"{name:>12}" for name in columns))
    for slug in apps:
        print(f"{slug:<10}" + "".join(f"{found[slug]:12.1f}" for found in columns.values()))


if __name__ == "__main__":
    main()
