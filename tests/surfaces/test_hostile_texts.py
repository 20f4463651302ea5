"""A table with hostile text goes through every output and comes out as the same text."""

import re

import pytest

from harness.server import FROZEN
from tests.support.filled import filled_catalog
from tests.support.hostile import HOSTILE
from tests.support.readers import NOT_TEXT, READERS
from therapies.catalog.catalog import Catalog, load_catalog
from therapies.exports.formats import FORMATS
from therapies.query.query import Query
from therapies.query.view import View

DRAWN = {HOSTILE["rtl"]: "cbaאבג", HOSTILE["emoji"]: "👩"}
"""What the reader of a PDF gives: signs in the order in which they are drawn, boxes left out."""


@pytest.fixture(params=list(HOSTILE.values()), ids=list(HOSTILE))
def hostile(request: pytest.FixtureRequest) -> str:
    return str(request.param)[:1_000]  # each format's own tests try longer ones


@pytest.fixture
def table(sample: Catalog, hostile: str) -> Catalog:
    return filled_catalog(sample, hostile)


def _plain(text: str) -> str:
    """The text without spaces, invisible direction marks and line-breaking hyphens."""
    return re.sub(r"[\s\u2066-\u2069\u200b-\u200f\u00ad\x00]", "", text)


def test_every_format_is_tried() -> None:
    assert set(READERS) | NOT_TEXT == set(FORMATS)


@pytest.mark.parametrize("name", READERS)
def test_hostile_text_comes_out_as_the_same_text(name: str, table: Catalog, hostile: str) -> None:
    view = View(table, Query(), "overview")
    content = FORMATS[name].make(view, chart="map", theme="light", paper="a4")
    found = _plain(READERS[name](content))
    wanted = DRAWN.get(hostile, hostile) if name == "pdf" else hostile
    assert _plain(wanted) in found


@pytest.mark.parametrize("name", [*READERS, *sorted(NOT_TEXT)])
def test_the_same_view_gives_the_same_bytes(name: str) -> None:
    options = {"chart": "targets", "theme": "light", "paper": "a4", "scale": 2}
    views = [View(load_catalog(FROZEN), Query.of({"goal": ["reverse"]})) for _ in range(2)]
    once, again = (FORMATS[name].make(view, **options) for view in views)
    assert once == again
