"""The speed test: its tables are good ones, its peers are sound Python, its report adds up."""

import ast
from pathlib import Path

import pytest

from bench import generate, report
from bench.subjects import CHOICES, PEERS, SUBJECTS
from therapies.catalog import load_catalog
from therapies.cells import RECORDS


@pytest.mark.parametrize("size", [1, 41, 500])
def test_generated_tables_are_accepted(tmp_path: Path, size: int) -> None:
    catalog = load_catalog(generate.write(tmp_path / "table", size))
    assert len(catalog.therapies) == size
    assert len(catalog.claims) >= size
    assert len(catalog.sources) == 3


def test_a_generated_table_is_the_same_each_time_and_canonical(tmp_path: Path) -> None:
    first, second = generate.write(tmp_path / "a", 60), generate.write(tmp_path / "b", 60)
    assert [n for n in RECORDS if (first / n).read_bytes() != (second / n).read_bytes()] == []
    written = {name: (first / name).read_text(encoding="utf-8") for name in RECORDS}
    assert load_catalog(first).files["sources.csv"] == written["sources.csv"]
    assert load_catalog(first).files["therapies.csv"] == written["therapies.csv"]


def test_every_choice_leaves_some_and_not_all(tmp_path: Path) -> None:
    therapies = load_catalog(generate.write(tmp_path / "table", 41)).therapies
    for choice in CHOICES:
        left = [each for each in therapies if getattr(each, choice.column) == choice.value]
        assert 0 < len(left) < 41
    assert len(set(CHOICES)) == len(CHOICES)


def test_every_peer_is_started_and_is_sound_python() -> None:
    commands = [" ".join(subject.command(1)) for subject in SUBJECTS]
    peers = sorted(PEERS.glob("*.py"))
    assert len(peers) == 5
    for peer in peers:
        assert sum(str(peer) in command for command in commands) == 1
        ast.parse(peer.read_text(encoding="utf-8"))
        assert "therapies." not in peer.read_text(encoding="utf-8").replace("therapies.csv", "")


def test_the_report_gives_medians_and_ratios_to_the_empty_page() -> None:
    found = {
        (41, report.BASE, "filter"): [100.0, 90.0, 300.0],
        (41, "this app", "filter"): [150.0],
        (3000, "this app", "filter"): [300.0],
    }
    text = report.markdown(found)
    assert "| empty Streamlit | – | – | – | 100 |" in text
    assert "| this app | – | – | – | 1.50 |" in text
    assert "### From 41 to 3,000 rows" in text
    assert "| this app | – | – | – | 2.00 |" in text
    assert "nan" not in text
