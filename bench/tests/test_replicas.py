"""The trial with replicas: the deployed nginx.conf with ports of its own, and a new version."""

import re
from pathlib import Path

import pytest

from bench.cluster import rendered
from bench.replicas import edited
from harness.server import FROZEN, ROOT
from therapies.catalog.catalog import load_catalog

NGINX = (ROOT / "deploy" / "nginx.conf").read_text()


def test_rendering_changes_ports_replicas_and_folder_only() -> None:
    made = rendered(NGINX, 8600, [8601, 8602], Path("/var/empty"))
    assert "listen 127.0.0.1:8600;" in made
    assert made.count("server 127.0.0.1:860") == 2
    assert "server 127.0.0.1:8602 max_fails=0;" in made
    assert "pid /var/empty/nginx.pid;" in made
    assert not re.search(r"app\d:|/tmp/", made)
    assert len(made.splitlines()) == len(NGINX.splitlines())


def test_rendering_refuses_a_file_without_the_lines_it_replaces() -> None:
    with pytest.raises(ValueError, match="server app1:8501"):
        rendered("http {}", 8600, [8601], Path("/var/empty"))


def test_the_update_trial_has_a_good_table_of_another_version(tmp_path: Path) -> None:
    edited(FROZEN, tmp_path / "after")
    before, after = load_catalog(FROZEN), load_catalog(tmp_path / "after")
    assert before.version != after.version
    assert len(before.therapies) == len(after.therapies)
