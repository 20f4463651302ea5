"""Processor time of each step behind the pages, for a filter that was never chosen before.

`python -m bench.steps 100000` prints one line a step, in milliseconds, over a generated table.
"""

import argparse
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

from bench import generate
from therapies import browsing, frames, grid, render, takeaways, views
from therapies.catalog import Catalog, load_catalog
from therapies.query import Query, options


def steps(catalog: Catalog, query: Query) -> dict[str, Callable[[], object]]:
    """Return what is computed for the overview and for Browse, by name."""
    therapies = query.apply(catalog)
    return {
        "map, cells": lambda: grid.cells(catalog, query),
        "map, with HTML": lambda: views.overview_map(catalog, query),
        "map, sentence": lambda: takeaways.map_takeaway(therapies),
        "use and evidence, sentence": lambda: takeaways.standing_takeaway(therapies),
        "use and evidence, dots": lambda: frames.standing_dots(therapies),
        "along the disease, sentence": lambda: takeaways.disease_takeaway(therapies),
        "both charts, with HTML and tables": lambda: views.overview_figures(catalog, query),
        "browse, page": lambda: browsing.page(catalog, query, (), "", ""),
        "browse, HTML": lambda: render.html("browse", **browsing.page(catalog, query, (), "", "")),
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
