"""What a watch is told: counts by kind, lines of JSON, and an end in which nothing is cut off."""

import json
import subprocess
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime

import pytest
from prometheus_client.parser import text_string_to_metric_families

from harness.server import Server, StartServer, ask, free_port, refused_start
from therapies.server import metrics, security


def counts(port: int) -> dict[str, float]:
    """What Prometheus reads now, by name and labels."""
    told = ask(f"http://127.0.0.1:{port}", "/metrics").text
    return {
        " ".join((each.name, *each.labels.values())): each.value
        for family in text_string_to_metric_families(told)
        for each in family.samples
    }


def test_a_watched_server_counts_by_kind_writes_json_and_finishes_what_runs(
    start_server: StartServer,
) -> None:
    port = free_port()
    watched = {"THERAPIES_METRICS": f"127.0.0.1:{port}", "THERAPIES_LOG": "json"}
    server = start_server(env=watched)
    for path in ("/browse?q=stent", "/data/therapies.csv", "/data/nosuch", "/data/live"):
        server.get(path)
    found = counts(port)
    assert found["therapies_requests_total page 200"] == 1
    assert found["therapies_requests_total data 404"] == 1
    assert found["therapies_request_seconds_count data"] == 2
    assert found["therapies_open_pages"] == 0
    assert found["therapies_table_rows"] == 47
    assert found["therapies_table_problems"] == 0
    assert [name for name in found if "stent" in name or "nosuch" in name] == []
    assert server.get("/metrics").status == 404

    drawing = "/data/view/svg?chart=standing"
    with ThreadPoolExecutor() as pool:
        answer = pool.submit(server.get, drawing)
        begun = ["pgrep", "--parent", str(server.process.pid)]
        while subprocess.run(begun, capture_output=True, check=False).returncode:
            assert not answer.done()
        server.process.terminate()
        assert answer.result().content.startswith(b"<svg")
    assert server.process.wait(10) in (0, -15)

    lines = [json.loads(line) for line in server.log().splitlines()]
    read = next(each for each in lines if each["event"] == "table read")
    assert (read["level"], read["logger"]) == ("INFO", "therapies.store")
    assert datetime.fromisoformat(read["time"]).utcoffset() is not None
    assert {each["table"] for each in lines} == {read["message"].split()[3].strip(",")}
    assert "Application shutdown complete." in {each["event"] for each in lines}
    assert [each for each in lines if "traceback" in each] == []


@pytest.mark.parametrize(
    ("path", "kind"),
    [
        ("/", "page"),
        ("/browse", "page"),
        ("/data/live", "health"),
        ("/data/claims.csv", "data"),
        ("/data/view/pdf", "file made on request"),
        ("/static/js/index.abc.js", "asset"),
        ("/x" * 5_000, "other"),
    ],
)
def test_an_address_is_counted_as_one_of_a_few_kinds(path: str, kind: str) -> None:
    assert metrics.kind(path) == kind


@pytest.mark.parametrize("setting", ["9464", "*:9464", "127.0.0.1:0", "127.0.0.1:99999", "a b:1"])
def test_an_address_for_metrics_that_cannot_be_meant_is_refused(setting: str) -> None:
    with pytest.raises(security.SettingError, match="allowed: host:port, like 127"):
        security.metrics_in(setting)


def test_settings_that_cannot_be_had_end_the_start_with_their_remedy(server: Server) -> None:
    port = server.url.rpartition(":")[2]
    said = refused_start(THERAPIES_METRICS=f"127.0.0.1:{port}")
    assert said.endswith("name another port and start again.")
    assert "Traceback" not in said
    assert refused_start(THERAPIES_LOG="xml").startswith("THERAPIES_LOG: found “xml”")


def test_metrics_are_off_unless_asked_for() -> None:
    assert security.metrics_in("") is None
    assert security.metrics_in("[::1]:9464") == ("::1", 9464)
    assert not security.log_in("")
