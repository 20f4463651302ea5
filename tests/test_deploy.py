"""What is deployed names files, ports and options that exist, and long links get through."""

import re
import socket
import subprocess
import sys
from pathlib import Path
from urllib.parse import urlsplit

import kubernetes_validate  # type: ignore[import-untyped]
import pytest
import yaml  # type: ignore[import-untyped]

from harness.server import ROOT, Server
from therapies.server import screens, security

DEPLOY = ROOT / "deploy"
CONTAINER = (DEPLOY / "Containerfile").read_text()
NGINX = (DEPLOY / "nginx.conf").read_text()
COMPOSE = yaml.safe_load((DEPLOY / "compose.yaml").read_text())
REPLICAS = ("app1", "app2")


def test_container_copies_only_what_is_there_and_is_sent() -> None:
    lines = re.findall(r"^COPY (?!--from)(\S+) ", CONTAINER, re.MULTILINE)
    sent = re.findall(r"^!(\S+)", (ROOT / ".dockerignore").read_text(), re.MULTILINE)
    assert sorted(lines) == sorted(sent)
    assert [name for name in lines if not (ROOT / name).exists()] == []


def test_container_has_all_that_the_app_imports() -> None:
    copied = set(re.findall(r"^COPY (?!--from)(\S+) ", CONTAINER, re.MULTILINE))
    assert {"dashboard.py", "pages", "therapies", "data", ".streamlit/config.toml"} <= copied
    assert not {"tests", "bench", "docs", "requirements-dev.txt"} & copied


def test_container_installs_by_hash_and_runs_as_nobody() -> None:
    assert "--require-hashes --requirement /requirements.txt" in CONTAINER
    assert "\nUSER 65532:65532\n" in CONTAINER
    assert "/data/health" in CONTAINER
    assert "EXPOSE 8501" in CONTAINER


@pytest.mark.parametrize("option", ["ws-per-message-deflate", "h11-max-incomplete-event-size"])
def test_the_server_is_started_in_one_way_everywhere(option: str) -> None:
    pattern = rf'--{option}[ "=,]+(\w+)'
    texts = [(ROOT / name).read_text() for name in ("Makefile", "docs/plain-commands.md")]
    texts += [(ROOT / "harness" / "server.py").read_text(), CONTAINER]
    values = [re.findall(pattern, text) for text in texts]
    assert all(values)
    assert len({value for found in values for value in found}) == 1


@pytest.mark.parametrize("name", REPLICAS)
def test_a_replica_can_write_nowhere_but_tmp(name: str) -> None:
    service = COMPOSE["services"][name]
    assert service["read_only"] is True
    assert service["tmpfs"] == ["/tmp"]
    assert service["cap_drop"] == ["ALL"]
    assert service["security_opt"] == ["no-new-privileges:true"]
    assert [each for each in service["volumes"] if not each.endswith(":ro")] == []


@pytest.mark.parametrize("name", [*REPLICAS, "nginx"])
def test_compose_names_files_that_exist(name: str) -> None:
    service = COMPOSE["services"][name]
    places = [each.split(":")[0] for each in service["volumes"]]
    build = service.get("build", {"context": "..", "dockerfile": "deploy/Containerfile"})
    assert all((DEPLOY / place).exists() for place in places)
    assert (DEPLOY / build["context"] / build["dockerfile"]).is_file()


def test_only_nginx_is_reached_from_outside_and_is_believed() -> None:
    services = COMPOSE["services"]
    assert [name for name, service in services.items() if "ports" in service] == ["nginx"]
    address = services["nginx"]["networks"]["inside"]["ipv4_address"]
    trusted = {services[name]["environment"]["FORWARDED_ALLOW_IPS"] for name in REPLICAS}
    assert trusted == {address}


def test_nginx_writes_below_tmp_only() -> None:
    paths = re.findall(r"^ *(?:pid|\w+_temp_path|proxy_cache_path) ([^ ;]+)", NGINX, re.MULTILINE)
    assert paths
    assert [path for path in paths if not path.startswith("/tmp/")] == []


def test_nginx_closes_what_only_streamlit_needs_under_any_path() -> None:
    assert re.search(r"location ~ /_stcore/metrics \{.*\n\s+return 404;", NGINX)


def test_nginx_gives_no_cookie_with_what_all_may_keep_for_ever() -> None:
    """A cache on the way would keep the cookie too, and share it."""
    blocks = re.findall(r"location ~ (\S+) \{[^}]*proxy_cache assets;([^}]*)\}", NGINX)
    files = [route.path for route in screens.ROUTES if route.path.startswith("/data/")]
    for path in ("/static/js/index.js", *files, *(f"/below{file}" for file in files)):
        (rest,) = [rest for pattern, rest in blocks if re.search(pattern, path)]
        assert "$is_args$args" in rest or "/static/" in path, "a version is in the parameters"
        assert "add_header" not in rest
    assert not [rest for pattern, rest in blocks if re.search(pattern, "/data/therapies.json")]


def test_a_link_of_24_kB_is_answered_even_in_pieces(server: Server) -> None:
    address = urlsplit(server.url)
    line = b"GET /present?talk=" + 24_000 * b"a" + b" HTTP/1.1\r\n"
    with socket.create_connection((address.hostname, address.port), timeout=10) as connection:
        connection.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        for start in range(0, len(line), 1400):
            connection.sendall(line[start : start + 1400])
        connection.sendall(b"Host: 127.0.0.1\r\nConnection: close\r\n\r\n")
        assert connection.recv(15) == b"HTTP/1.1 200 OK"


@pytest.mark.parametrize(
    ("host", "link", "note"),
    [
        ("127.0.0.1", "http://127.0.0.1:8600 ", ""),
        ("localhost", "http://localhost:8600 ", ""),
        ("0.0.0.0", "http://localhost:8600 ", "THERAPIES_HOSTS, which is empty"),
        ("::", "http://localhost:8600 ", "THERAPIES_HOSTS, which is empty"),
        ("10.0.0.7", "http://10.0.0.7:8600 ", "THERAPIES_HOSTS, which is empty"),
    ],
)
def test_make_run_prints_a_link_that_works_here_and_what_others_need(
    tmp_path: Path, host: str, link: str, note: str
) -> None:
    printed = made_run(tmp_path, HOST=host)
    assert link in printed
    assert note in printed
    assert ("THERAPIES_HOSTS" in printed) == bool(note)
    assert "://0.0.0.0" not in printed


def test_make_run_tells_the_names_that_are_let_in(tmp_path: Path) -> None:
    printed = made_run(tmp_path, HOST="0.0.0.0", THERAPIES_HOSTS="dash.example.org")
    assert "THERAPIES_HOSTS, which is dash.example.org" in printed
    assert "empty" not in printed


def made_run(folder: Path, **settings: str) -> str:
    """Return what `make run` prints before the server would start."""
    program = folder / "bin" / "python"
    program.parent.mkdir()
    program.write_text("#!/bin/sh\n")
    program.chmod(0o755)
    (folder / ".runtime").touch()
    given = [f"{name}={value}" for name, value in settings.items()]
    command = ["make", "--no-print-directory", "run", "PORT=8600", f"VENV={folder}", *given]
    return subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=True).stdout


def test_a_linter_finds_no_fault_in_the_container_file() -> None:
    linter = Path(sys.executable).with_name("hadolint")
    done = subprocess.run(
        [linter, DEPLOY / "Containerfile"], capture_output=True, text=True, check=False
    )
    assert (done.returncode, done.stdout) == (0, "")


def test_the_manifest_is_valid_and_asks_the_addresses_that_there_are() -> None:
    parts = list(yaml.safe_load_all((DEPLOY / "kubernetes.yaml").read_text()))
    for part in parts:
        kubernetes_validate.validate(part, "1.37", strict=True)
    kinds = {part["kind"]: part["spec"] for part in parts}
    (container,) = kinds["Deployment"]["template"]["spec"]["containers"]
    probes = {name: container[name]["httpGet"] for name in container if name.endswith("Probe")}
    assert {name: each["path"] for name, each in probes.items()} == {
        "startupProbe": "/data/live",
        "livenessProbe": "/data/live",
        "readinessProbe": "/data/health",
    }
    assert {each["path"] for each in probes.values()} <= set(security.ANY_HOST)
    assert f"UVICORN_PORT={container['ports'][0]['containerPort']}" in CONTAINER
    assert kinds["Deployment"]["strategy"]["rollingUpdate"]["maxUnavailable"] == 0
    assert kinds["Deployment"]["template"]["spec"]["securityContext"]["runAsUser"] == 65532
    assert container["securityContext"]["readOnlyRootFilesystem"] is True
    settings = {each["name"]: each["value"] for each in container["env"]}
    assert security.metrics_in(settings["THERAPIES_METRICS"]) == ("0.0.0.0", 9464)
    assert security.log_in(settings["THERAPIES_LOG"])


def test_the_container_finishes_what_runs_before_a_cluster_ends_it() -> None:
    (kept,) = re.findall(r'--timeout-graceful-shutdown", "(\d+)"', CONTAINER)
    manifest = (DEPLOY / "kubernetes.yaml").read_text()
    (given,) = re.findall(r"terminationGracePeriodSeconds: (\d+)", manifest)
    (before,) = re.findall(r"sleep: \{seconds: (\d+)\}", manifest)
    assert int(kept) + int(before) < int(given)
