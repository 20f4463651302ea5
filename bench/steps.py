"""Processor time of each step behind the pages, for a filter that was never chosen before.

`python -m bench.steps 3000` prints one line a step, in milliseconds, over a generated table.
"""

import argparse
import tempfile
import time
from collections.abc import Callable
from functools import partial
from pathlib import Path

from bench import generate
from therapies.catalog.catalog import Catalog, load_catalog
from therapies.content import evidence_map, findings
from therapies.content.screen import screen
from therapies.engine.data import contents
from therapies.query import link
from therapies.query.query import Query, options
from therapies.query.view import View

SCREENS = ("overview", "browse", "sources")


def steps(catalog: Catalog, query: Query) -> dict[str, Callable[[], object]]:
    """Return what the server computes for a screen, and once for the browser, by name."""
    narrower = query.with_values(goal=("halt", "modify"))
    searched = Query(query.chosen, f"filler {query.chosen[0][1][0][0]}")
    asked = link.read(dict(query.chosen), catalog)
    screens = {
        f"screen of {slug}": partial(screen, View(catalog, query, slug), asked, {})
        for slug in SCREENS
    }
    return {
        "filter": lambda: narrower.apply(catalog),
        "search": lambda: searched.apply(catalog),
        "map, cells": lambda: evidence_map.cells(catalog, query),
        "finding": lambda: findings.finding(View(catalog, query)),
        **screens,
        "what the browser needs": lambda: contents(catalog),
    }


def timed(step: Callable[[], object]) -> float:
    """Return the processor time of one call in milliseconds."""
    started = time.process_time()
    step()
    return 1000 * (time.process_time() - started)


def main() -> None:
    """Print every step of the last category; the others are there to load what is loaded once."""
    parser = argparse.ArgumentParser(description="Processor time of each step, in ms.")
    parser.add_argument("size", type=int)
    size = parser.parse_args().size
    with tempfile.TemporaryDirectory() as folder:
        started = time.process_time()
        catalog = load_catalog(generate.write(Path(folder), size))
        print(f"{'table made and read':<36}{1000 * (time.process_time() - started):9.1f}")
    for category in options(catalog, "category"):
        query = Query.of({"category": [category]})
        found = {name: timed(step) for name, step in steps(catalog, query).items()}
    for name, spent in found.items():
        print(f"{name:<36}{spent:9.1f}")


if __name__ == "__main__":
    main()
