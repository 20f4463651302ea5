"""What is shown while presenting: everything, once, with what it is about."""

from collections.abc import Iterator

import pytest

from therapies import screens, unit_tables
from therapies.catalog import Catalog
from therapies.exports.view import View
from therapies.model import Evidence
from therapies.query import Query
from therapies.screens import LINES, Screen
from therapies.site import PAGES
from therapies.statement import splits
from therapies.unit_tables import UnitTable


def shown(view: View) -> dict[str, Screen]:
    return {each.name: each for each in screens.screens(view)}


def units(table: UnitTable, *, framed: bool = False) -> Iterator[str]:
    for row in table.rows:
        for cell in row.cells:
            for group in (units.members for units in cell):
                yield from (each.therapy.id for each in group if each.mark.framed is framed)


def test_every_page_but_those_that_show_themselves_has_screens() -> None:
    assert {page.slug for page in PAGES} - screens.PAGES.keys() == {"study", "present"}


@pytest.mark.parametrize("slug", [slug for slug in screens.PAGES if slug != "therapy"])
def test_every_page_has_screens_with_titles(real: Catalog, slug: str) -> None:
    found = screens.screens(View(real, page=slug))
    assert found
    assert all(each.title and each.parts for each in found)


def test_a_filter_that_leaves_nothing_has_a_screen_that_says_so(real: Catalog) -> None:
    view = View(real, Query.of({"category": ["mechanical"], "goal": ["halt"]}))
    (screen,) = screens.screens(view)
    assert screen.takeaway == "No therapy passes these filters."


def test_each_unit_chart_shows_every_therapy_once(real: Catalog) -> None:
    ids = sorted(real.by_id)
    for name in ("map", "standing", "targets"):
        table = shown(View(real))[name].parts[0]["table"]
        assert sorted(units(table)) == ids, name


def test_a_framing_is_marked_as_one_and_stands_beside_its_own_goal(real: Catalog) -> None:
    table = shown(View(real))["map"].parts[0]["table"]
    framed = sorted(each.id for each in real.therapies for _ in each.also_framed_as)
    assert sorted(units(table, framed=True)) == framed


def test_every_mark_of_an_effect_stands_with_what_it_is_about(real: Catalog) -> None:
    figures = shown(View(real))
    for name in ("map", "standing"):
        for row in figures[name].parts[0]["table"].rows:
            for group in (group for cell in row.cells for group in cell):
                for mark in (each.mark for each in group.members):
                    silent = mark.evidence is Evidence.NOT_STATED
                    assert silent or mark.outcome.value in group.label


def test_few_therapies_are_named_and_many_are_marked(real: Catalog) -> None:
    few = View(real, Query.of({"goal": ["reverse"]}))
    assert unit_tables.goals(few).face == "name"
    assert unit_tables.goals(View(real)).face == "evidence"
    assert [each.value for each in unit_tables.goals(few).left_out][:2] == [
        "risk control",
        "mineral metabolism",
    ]


def test_a_list_is_parted_and_nothing_is_lost(real: Catalog) -> None:
    screen = shown(View(real, page="browse"))["list"]
    assert len(screen.parts) > 1
    rows = [row for part in screen.parts for row in part["rows"]]
    assert [row[0].text for row in rows] == [each.name for each in real.therapies]
    assert all(len(part["rows"]) <= LINES for part in screen.parts)


def test_a_row_longer_than_the_screen_has_a_part_of_its_own(real: Catalog) -> None:
    rows = [(screens.Cell("word " * 400),), (screens.Cell("short"),)]
    table = screens._table("name", "Title", "Takeaway", ("Head",), rows, (1,))
    assert [len(part["rows"]) for part in table.parts] == [1, 1]


def test_sources_show_all_on_which_documents_differ_and_no_others(real: Catalog) -> None:
    for name, column in (("evidence-span", "evidence"), ("standing-span", "standing")):
        screen = shown(View(real, page="sources"))[name]
        differing = [each.name for each in real.therapies if column in splits(real, each.id)]
        rows = [row for part in screen.parts for row in part["rows"]]
        assert [row[0].text for row in rows] == differing


def test_a_therapy_shows_its_statement_then_what_each_document_says(real: Catalog) -> None:
    found = shown(View(real, page="therapy", ids=("sevelamer",)))
    assert list(found) == ["therapy", "documents"]
    assert found["therapy"].parts[0]["statement"].startswith("Sevelamer: aims to slow or stop")
    assert found["documents"].takeaway == "The documents differ."


def test_method_defines_every_vocabulary(real: Catalog) -> None:
    titles = [each.title for each in screens.screens(View(real, page="method"))]
    assert titles == [
        "The documents",
        "Category",
        "Goal",
        "Evidence",
        "Outcome",
        "Place in care",
        "Kind",
        "Acts on",
    ]
