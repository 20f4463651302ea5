"""Fixtures that every test may use."""

from pathlib import Path

import pytest

from tests.sample import write_sample
from therapies.catalog import Catalog, load_catalog

pytest_plugins = ["tests.live"]


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A folder with a tiny valid table."""
    return write_sample(tmp_path)


@pytest.fixture(scope="session")
def real() -> Catalog:
    """The project's own table."""
    return load_catalog(Path("data"))


@pytest.fixture
def sample(folder: Path) -> Catalog:
    """The tiny table."""
    return load_catalog(folder)
