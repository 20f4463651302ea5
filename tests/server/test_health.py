"""The web server: health, error ids, and both ways to start it."""

import asyncio
import json
import logging
import threading
import tomllib
from pathlib import Path
from typing import Any

import pytest
from starlette.requests import Request

from harness.server import ROOT, Server, StartServer
from therapies.catalog.store import State, Store
from therapies.server import health as module
from therapies.ui import errors


def test_health_gives_counts_and_version(server: Server) -> None:
    response = server.get("/data/health")
    body = response.json()
    assert response.status == 200
    assert (body["status"], body["therapies"], body["claims"]) == ("ok", 47, 106)
    assert body["version"].startswith("v")
    assert str(ROOT) not in response.text


def test_open_pages_learn_in_a_few_bytes_what_is_shown_now(server: Server) -> None:
    response = server.get("/data/version")
    health = server.get("/data/health").json()
    assert (response.status, response.text) == (200, health["version"])
    assert response.headers["Cache-Control"] == "no-store"


def test_health_answers_503_with_the_letters_without_a_table(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    missing = Store(tmp_path / "nowhere")
    monkeypatch.setattr(module, "store", lambda: missing)
    response = module.health(Request({"type": "http"}))
    body = asked()
    assert response.status_code == 503
    assert module.live(Request({"type": "http"})).status_code == 200
    assert body["problems"] == len(body["letters"]) == 1
    assert "nowhere: found no such folder" in body["letters"][0]
    assert str(tmp_path) not in json.dumps(body)


def test_health_tells_the_letters_of_a_refused_edit(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    table = Store(folder)
    monkeypatch.setattr(module, "store", lambda: table)
    assert asked()["letters"] == []
    with (folder / "claims.csv").open("a") as file:
        file.writelines(f"nobody{number},first\n" for number in range(100))
    body = asked()
    assert body["status"] == "last good table"
    assert body["problems"] == 100
    assert body["letters"] == list(table.current().messages)
    assert len(body["letters"]) < 30, "an answer that is asked for often stays small"


def asked() -> dict[str, Any]:
    """Ask for the health as the web server does."""
    found = module.health(Request({"type": "http"}))
    return dict(json.loads(bytes(found.body)))


def test_the_table_is_looked_at_even_when_nobody_visits(
    folder: Path, caplog: pytest.LogCaptureFixture
) -> None:
    table, enough, looks = Store(folder), threading.Event(), list[State]()

    def look() -> None:
        looks.append(table.current())
        if len(looks) == 2:
            (folder / "claims.csv").unlink()
        if len(looks) == 4:
            enough.set()

    async def run() -> int:
        async with module.watching(look, 0.001):
            assert await asyncio.to_thread(enough.wait, 10)
        return len(asyncio.all_tasks())

    with caplog.at_level(logging.INFO, logger="therapies"):
        assert asyncio.run(run()) == 1, "the watch goes on after the server"
    assert [state.catalog for state in looks] == [looks[0].catalog] * len(looks)
    assert "edit refused: 1 problem" in caplog.text


def test_a_look_that_fails_is_logged_once_and_ends_the_watch_quietly(
    caplog: pytest.LogCaptureFixture,
) -> None:
    failed = threading.Event()

    def look() -> None:
        failed.set()
        raise MemoryError("no room")

    async def run() -> None:
        async with module.watching(look, 0.001):
            assert await asyncio.to_thread(failed.wait, 10)
            while len(asyncio.all_tasks()) > 1:
                await asyncio.wait(asyncio.all_tasks() - {asyncio.current_task()})

    asyncio.run(run())
    (record,) = caplog.records
    assert (record.levelname, record.exc_info is not None) == ("ERROR", True)
    assert "only when somebody visits" in record.getMessage()


def test_streamlit_run_serves_the_same_app(start_server: StartServer) -> None:
    started = start_server(launcher="streamlit")
    assert started.get("/data/health").json()["therapies"] == 47
    assert started.get("/").headers["X-Content-Type-Options"] == "nosniff"


def test_an_error_on_a_page_is_logged_under_the_number_that_is_shown(
    caplog: pytest.LogCaptureFixture, monkeypatch: pytest.MonkeyPatch
) -> None:
    shown: list[str] = []
    monkeypatch.setattr("therapies.ui.errors.show_error", shown.append)
    with caplog.at_level(logging.ERROR, logger="therapies"):
        assert errors.on_script_error(ValueError("secret path /etc"))
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
