"""Fixtures that every test may use."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.support.sample import write_sample
from therapies.catalog.catalog import Catalog, load_catalog
from therapies.catalog.store import store


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A folder with a tiny valid table."""
    return write_sample(tmp_path)


@pytest.fixture
def fresh_store() -> Iterator[None]:
    """Have the app read its table again, before and after."""
    store.cache_clear()
    yield
    store.cache_clear()


@pytest.fixture
def sample(folder: Path) -> Catalog:
    """The tiny table."""
    return load_catalog(folder)
