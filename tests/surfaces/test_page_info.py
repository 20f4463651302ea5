"""What `PageInfo` says of a page holds on each surface: none is missed, and none is left behind."""

import re
from collections.abc import Iterable, Sequence
from functools import cache

from harness.server import FROZEN, ROOT
from therapies.catalog.catalog import Catalog, load_catalog
from therapies.content.screen import screen
from therapies.exports.formats import FORMATS
from therapies.exports.offline import offline
from therapies.exports.pdf import sheets
from therapies.exports.pictures import pictures
from therapies.presenting import kinds
from therapies.query.link import Link
from therapies.query.query import Query
from therapies.query.view import View
from therapies.site import CHARTS, FORMER_CHARTS, PAGE, PAGES, PageInfo, chart_named


@cache
def file() -> str:
    """The offline page."""
    return offline.offline(View(load_catalog(FROZEN))).decode()


def missed(pages: Sequence[PageInfo]) -> list[str]:
    """Name what each surface lacks of `pages`, and what it has of none of them."""
    talked = {page.slug for page in pages if page.in_talk}
    charts = {chart for page in pages for chart in page.charts}

    def leaving(name: str) -> set[str]:
        return {page.slug for page in pages if name in page.formats}

    surfaces: dict[str, tuple[Iterable[str], set[str]]] = {
        "page": ((path.stem for path in (ROOT / "pages").glob("*.py")), {p.slug for p in pages}),
        "slides": (kinds.SLIDES, talked | leaving("pptx")),
        "sheet": (sheets.BODIES, leaving("pdf")),
        "offline page": (re.findall(r'<template data-screen="(\w+)"', file()), leaving("html")),
        "picture": (pictures.CHARTS, charts),
        "format": (FORMATS, {name for page in pages for name in page.formats} | {"package"}),
    }
    return [
        f"{surface}: {each}"
        for surface, (has, needs) in surfaces.items()
        for each in sorted(set(has) ^ needs)
    ]


def test_each_surface_has_the_pages_and_figures_that_it_should_have() -> None:
    assert missed(PAGES) == []


def test_a_new_page_is_missed_wherever_it_should_be_drawn() -> None:
    new = PageInfo("trials", "Trials", "?", "", ("pptx", "pdf", "html"), charts={"phase": "Phase"})
    assert missed((*PAGES, new)) == [
        *(f"{each}: trials" for each in ("page", "slides")),
        *("sheet: trials", "offline page: trials", "picture: phase"),
    ]


def test_a_page_that_shows_itself_and_leaves_in_no_format_is_its_file_and_its_entry() -> None:
    assert missed((*PAGES, PageInfo("trials", "Trials", "?", "", presented="itself"))) == [
        "page: trials"
    ]


def test_a_page_that_is_gone_is_found_wherever_it_was_drawn() -> None:
    left = tuple(page for page in PAGES if page.slug != "sources")
    assert missed(left) == [
        *(f"{each}: sources" for each in ("page", "slides")),
        "picture: documents",
    ]


def test_every_figure_of_a_page_is_a_slide_and_a_part_of_the_page(real: Catalog) -> None:
    for slug in ("overview", "sources"):
        view = View(real, page=slug)
        assert {each.name for each in kinds.page_slides_of(view)} == PAGE[slug].charts.keys()
        shown = screen(view, Link(Query()), {})
        for name, title in PAGE[slug].charts.items():
            assert re.search(rf'data-add="{name}"[^>]*>\s*{title}\s*<', shown), name
            assert kinds.label_of(slug, name) == title


def test_a_former_figure_leads_to_one_that_there_is() -> None:
    assert [old for old, new in FORMER_CHARTS.items() if new not in CHARTS or old in CHARTS] == []
    assert [chart_named(each) for each in ("standing-span", "map", "")] == ["documents", "map", ""]
