"""Fixtures that every test may use."""

from pathlib import Path

import pytest

from tests.sample import write_sample

pytest_plugins = ["tests.live"]


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A folder with a tiny valid table."""
    return write_sample(tmp_path)
