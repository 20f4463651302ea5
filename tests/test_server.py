"""The web server: health, headers, the door, and both ways to start it."""

import json
import logging
import tomllib
from contextlib import closing
from http.client import HTTPConnection
from pathlib import Path
from urllib.error import HTTPError
from urllib.parse import urlsplit
from urllib.request import Request, urlopen

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


@pytest.mark.parametrize("path", ["/", "/data/health", "/static/nothing.js", "/compare"])
def test_every_response_has_the_security_headers(server: Server, path: str) -> None:
    headers = {name.lower(): value for name, value in server.get(path).headers.items()}
    for name, value in module.HEADERS.items():
        assert headers[name.lower()] == value
    policy = headers["content-security-policy"]
    assert "default-src 'self'" in policy
    assert "http:" not in policy
    assert "*" not in policy


def test_uploads_are_refused(server: Server) -> None:
    request = Request(f"{server.url}/_stcore/upload_file/x/y", data=b"x" * 10, method="PUT")
    with pytest.raises(HTTPError) as refused:
        urlopen(request, timeout=10)
    with refused.value as response:
        assert response.code in (400, 403, 404, 405)


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
    assert settings["browser"]["gatherUsageStats"] is False
    assert settings["client"]["showErrorDetails"] == "none"
    assert "font" not in settings["theme"]


@pytest.mark.parametrize(("host", "status"), [("127.0.0.1", 101), ("evil.example", 403)])
def test_only_our_hosts_get_a_session(server: Server, host: str, status: int) -> None:
    assert _session(server, host) == status


def test_a_host_that_is_named_gets_a_session(start_server: StartServer) -> None:
    started = start_server(env={"THERAPIES_HOSTS": "therapies.example, other.example"})
    assert _session(started, "other.example") == 101
    assert _session(started, "evil.example") == 403


def _session(server: Server, host: str) -> int:
    """Ask for a WebSocket as a page of `host` would; return the status of the answer."""
    address = urlsplit(server.url)
    connection = HTTPConnection(address.hostname or "", address.port, timeout=10)
    port = f":{address.port}" if host == "127.0.0.1" else ""
    headers = {
        "Host": f"{host}{port}",
        "Origin": f"http://{host}{port}",
        "Connection": "Upgrade",
        "Upgrade": "websocket",
        "Sec-WebSocket-Version": "13",
        "Sec-WebSocket-Key": "dGhlIHNhbXBsZSBub25jZQ==",
    }
    with closing(connection):
        connection.request("GET", "/_stcore/stream", headers=headers)
        with connection.getresponse() as response:
            return response.status
