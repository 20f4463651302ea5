"""The speed test: its tables are good ones, its peers are sound Python, its report adds up."""

import ast
import json
import time
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import TimeoutError

from bench import generate, report
from bench.compare import RECORDER, SIZES, answered
from bench.delay import delayed
from bench.subjects import PEERS, SUBJECTS
from harness.browser import NewPage
from harness.server import StartServer, ask
from therapies.catalog.catalog import load_catalog
from therapies.catalog.cell_rules import RECORDS

NO_PAGE: Any = None


@pytest.mark.parametrize("size", [1, *SIZES])
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


@pytest.mark.parametrize("size", SIZES)
@pytest.mark.parametrize("step", ["chip", "letter"])
def test_every_touch_changes_what_stands_there_and_the_last_brings_it_back(
    tmp_path: Path, size: int, step: str
) -> None:
    catalog = load_catalog(generate.write(tmp_path / "table", size))
    for subject in (each for each in SUBJECTS if step in each.steps):
        said = [touch.words for touch in subject.steps[step].touches(NO_PAGE, catalog)]
        assert len(said) % 4 == 0 or step == "chip"
        assert len(said) >= 8
        assert all(one != other for one, other in zip(said, said[1:] + said[:1], strict=True))
        assert said[-1] == subject.said(size, size)


def test_every_peer_is_started_and_is_sound_python() -> None:
    commands = [" ".join(subject.command(1)) for subject in SUBJECTS]
    peers = sorted(PEERS.glob("*.py"))
    assert len(peers) == 5
    for peer in peers:
        assert sum(str(peer) in command for command in commands) == 1
        ast.parse(peer.read_text(encoding="utf-8"))
        assert "therapies." not in peer.read_text(encoding="utf-8").replace("therapies.csv", "")


def test_the_report_gives_medians_percentiles_and_ratios() -> None:
    found = {
        (47, "this app", "first visit"): [1_000.0],
        (47, "this app", "chip"): [9.0] * 36 + [50.0] * 4,
        (47, "this app", "chip, server stopped"): [1.0],
        (47, "this app", "layout shift"): [0.01, 0.02],
        (47, report.BASE, "first visit"): [800.0],
        (3_000, report.BASE, "chip"): [120.0],
    }
    text = report.markdown(found)
    assert "| chip, ms | 9.00 / 50.0 | – |" in text
    assert "| first visit, ms (× the empty page) | 1000 (1.25 ×) | 800 (1.00 ×) |" in text
    assert "| chip, server stopped | yes | – |" in text
    assert "| layout shift | 0.020 | – |" in text
    assert "### 3,000 rows" in text


GOOD = {
    **dict.fromkeys(report.TOUCHES, [20.0] * 39 + [90.0]),
    **dict.fromkeys([f"{step}{report.STOPPED}" for step in report.STEPS], [1.0]),
    "first visit": [880.0],
    "layout shift": [0.049],
}


@pytest.mark.parametrize(
    ("name", "values"),
    [
        ("chip", [20.1] * 40),
        ("letter, 300 ms", [5.0] * 37 + [41.0] * 3),
        ("peek, server stopped", [1.0, 0.0]),
        ("first visit", [881.0]),
        ("layout shift", [0.0, 0.05]),
    ],
)
def test_a_goal_that_is_missed_or_not_measured_is_named(name: str, values: list[float]) -> None:
    def lines(own: dict[str, list[float]]) -> list[str]:
        found = {(47, report.OWN, each): own[each] for each in own}
        return report.missed({**found, (47, report.BASE, "first visit"): [800.0]})

    assert lines(GOOD) == []
    assert [line.split(": ")[0] for line in lines({**GOOD, name: values})] == [
        f"47 rows, this app, {name}"
    ]
    assert lines({k: v for k, v in GOOD.items() if k != name}) == [f"47 rows, {name}: not measured"]


def test_a_slow_network_takes_its_time_both_ways(start_server: StartServer) -> None:
    server = start_server()
    with delayed(int(server.url.rpartition(":")[2]), 0.1) as url:
        begun = time.perf_counter()
        answer = ask(url, "/data/health")
        assert time.perf_counter() - begun >= 0.2
    assert answer.json() == server.get("/data/health").json()


PAGE = """<p id="text">one</p><ul id="list"><li>a</li><li>b</li></ul><script>
const [text, list] = [document.getElementById("text"), document.getElementById("list")];
addEventListener("click", () => { text.textContent = "two"; });
addEventListener("keydown", ({ key }) => {
    if (key === "h") { list.firstChild.hidden = true; text.textContent = "hidden"; }
    if (key === "m") { list.append(list.firstChild); text.textContent = "moved"; }
});</script>"""
TEXT = {"text": "#text"}
BOTH = {**TEXT, "items": "#list li"}


def test_the_recorder_counts_from_the_press_to_the_frame_that_shows_it(new_page: NewPage) -> None:
    page = new_page()
    page.add_init_script(f"{{ let regions = {json.dumps(TEXT)};\n{RECORDER}\n}}")
    page.route("**/*", lambda route: route.fulfill(body=PAGE, content_type="text/html"))
    page.goto("http://127.0.0.1:9/")
    assert answered(page, "one") > 0

    def press(key: str, regions: dict[str, str], words: str) -> float:
        page.evaluate("(regions) => awaiting(regions)", regions)
        page.keyboard.press(key)
        return answered(page, words, 2_000, touch=True)

    with pytest.raises(TimeoutError):  # nobody has pressed anything yet
        answered(page, "one", 1_000, touch=True)
    page.evaluate("(regions) => awaiting(regions)", TEXT)
    page.locator("#text").click()
    assert 0 < answered(page, "two", 2_000, touch=True) < 1_000
    assert 0 < press("h", BOTH, "hidden") < 1_000
    assert press("m", TEXT, "moved") > 0
    with pytest.raises(TimeoutError):  # what is only moved is as it was
        press("m", BOTH, "moved")
