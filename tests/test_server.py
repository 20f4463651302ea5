"""The web server: health, error ids, and both ways to start it."""

import json
import logging
import tomllib
from pathlib import Path

import pytest

from tests.live import Server, StartServer
from therapies import server as module

ROOT = Path(__file__).parent.parent


def test_health_gives_counts_and_version(server: Server) -> None:
    response = server.get("/data/health")
    body = json.loads(response.text)
    assert response.status == 200
    assert (body["status"], body["therapies"], body["claims"]) == ("ok", 47, 106)
    assert body["version"].startswith("v")
    assert str(ROOT) not in response.text


def test_open_pages_learn_in_a_few_bytes_what_is_shown_now(server: Server) -> None:
    response = server.get("/data/version")
    health = json.loads(server.get("/data/health").text)
    assert (response.status, response.text) == (200, health["version"])
    assert response.headers["Cache-Control"] == "no-store"


def test_health_answers_503_without_a_table(start_server: StartServer, tmp_path: Path) -> None:
    response = start_server(env={"THERAPIES_DATA": str(tmp_path)}).get("/data/health")
    assert response.status == 503
    assert json.loads(response.text)["problems"] == 3
    assert str(tmp_path) not in response.text


def test_streamlit_run_serves_the_same_app(start_server: StartServer) -> None:
    started = start_server(launcher="streamlit")
    assert json.loads(started.get("/data/health").text)["therapies"] == 47
    assert started.get("/").headers["X-Content-Type-Options"] == "nosniff"


def test_an_error_on_a_page_is_logged_under_the_number_that_is_shown(
    caplog: pytest.LogCaptureFixture, monkeypatch: pytest.MonkeyPatch
) -> None:
    shown: list[str] = []
    monkeypatch.setattr("therapies.ui.show_error", shown.append)
    with caplog.at_level(logging.ERROR, logger="therapies"):
        assert module.on_script_error(ValueError("secret path /etc"))
    (number,) = shown
    assert number in caplog.text
    assert "secret path /etc" in caplog.text
    assert "secret" not in number


def test_settings_keep_the_door_shut() -> None:
    settings = tomllib.loads((ROOT / ".streamlit/config.toml").read_text(encoding="utf-8"))
    assert settings["server"]["address"] == "127.0.0.1"
    assert settings["server"]["maxUploadSize"] == 0
    assert settings["server"]["headless"] is True  # else a visitor here may have Streamlit write
    assert settings["browser"]["gatherUsageStats"] is False
    assert settings["client"]["showErrorDetails"] == "none"
    assert settings["logger"]["enableRich"] is False
    assert "font" not in settings["theme"]
