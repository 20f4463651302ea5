"""The load test counts, compares and judges as it says."""

from itertools import islice

import pytest

from bench.clicks import clicks, start
from bench.load import (
    Measure,
    Plan,
    Report,
    Tally,
    growth,
    lines,
    missed,
    parsed,
    percentile,
    replicas,
    runs,
)
from bench.process import Usage
from harness.server import FROZEN
from therapies.catalog.catalog import load_catalog

CATALOG = load_catalog(FROZEN)


def report(seconds: list[float], failures: list[str], memory: list[float]) -> Report:
    """A report of 10 sessions, 5 of which click, with the memory at each moment."""
    tally = Tally({"open": [0.1] * 7, "choose": seconds}, failures)
    measures = tuple(Measure(str(place), Usage(0, each)) for place, each in enumerate(memory))
    return Report(Plan(10, 5, 5.0, 1.0), tally, measures, 60.0, 1.2, 0.3)


GOOD = report([0.02] * 18, [], [200, 210, 215, 216, 216, 216, 216])


def test_a_good_run_misses_nothing() -> None:
    assert missed(GOOD) == ()


def test_late_answers_failures_and_growth_are_each_told() -> None:
    found = missed(report([0.6] * 20, ["lost"], [200, 210, 215, 216, 220, 230, 250]))
    assert found == (
        "1 answer failed",
        "95 of 100 answers took up to 0.600 s, more than 0.5 s",
        "memory grew by 16.3%, more than 5%",
    )


def test_a_run_without_answers_is_not_good() -> None:
    assert missed(report([], [], [200, 210, 215, 216])) != ()


def test_pages_that_clicking_readers_open_count_as_runs() -> None:
    assert runs(GOOD) == 20


def test_the_report_gives_processor_time_for_a_run_and_replicas() -> None:
    text = "\n".join(lines(GOOD))
    assert "| server's CPU for a run | 60.0 ms |" in text
    assert "| memory for a session that idles | 2000 kB |" in text
    assert "| replicas for 10,000 such viewers | 121 |" in text


def test_replicas_follow_from_clicks_and_processor_time() -> None:
    assert replicas(10_000, Plan(100, 30, 5.0), 0.015) == 19
    assert replicas(100, Plan(100, 30, 5.0), 0.015) == 2


def test_percentiles_are_values_that_occurred() -> None:
    assert percentile([3.0, 1.0, 2.0], 0.5) == 2.0
    assert percentile([3.0, 1.0, 2.0], 1.0) == 3.0
    assert percentile([], 0.95) == 0.0


def test_memory_is_compared_from_the_end_of_the_first_fifth() -> None:
    moments = [Measure("", Usage(0, each)) for each in (100, 150, 200, 180, 190, 200, 210)]
    assert growth(moments) == pytest.approx(0.05)


def test_a_reader_clicks_the_same_for_the_same_seed() -> None:
    first, again, other = (list(islice(clicks(CATALOG, seed), 50)) for seed in (1, 1, 2))
    assert first == again
    assert first != other


def test_every_kind_of_click_occurs_with_its_own_sentence() -> None:
    made = list(islice(clicks(CATALOG, 1), 200))
    assert {click.kind for click in made} == {"choose", "search", "turn", "reload"}
    assert all(click.sentence == click.query.sentence(CATALOG) for click in made)
    assert len({click.sentence for click in made}) > 50


def test_viewers_start_on_all_pages() -> None:
    links = [start(place) for place in range(8)]
    assert links[:2] == ["./", "./browse"]
    assert "./therapy?id=sevelamer" in links
    assert len(set(links)) == 8


def test_clicks_name_therapies_that_exist() -> None:
    links = [click.link for click in islice(clicks(CATALOG, 3), 300) if "id=" in click.link]
    named = {
        part[3:] for link in links for part in link.split("?")[1].split("&") if part[:3] == "id="
    }
    assert named <= set(CATALOG.by_id)
    assert named


def test_the_plan_is_read_from_the_command_line() -> None:
    assert parsed([]) == Plan(100, 30, 5.0, 10.0, 1)
    assert parsed(["--sessions", "20", "--every", "0.5"]) == Plan(20, 30, 0.5, 10.0, 1)
