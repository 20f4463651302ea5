"""Fixtures of what the app gives as files."""

from collections.abc import Iterator

import pytest

from tests.support.anki import Learner
from therapies.catalog.catalog import Catalog


@pytest.fixture
def learner(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Learner]:
    made = Learner(tmp_path_factory.mktemp("anki"))
    yield made
    made.collection.close()


@pytest.fixture(scope="session")
def table(real: Catalog) -> Catalog:
    """The frozen table, by the name that it has in these tests."""
    return real
