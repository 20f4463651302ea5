"""One mark stands for a therapy in a cell of the map, the same on every surface."""

import html
import re
from collections.abc import Callable, Iterator
from typing import NamedTuple

import pytest

from therapies import grid, render, unit_tables, views
from therapies.catalog import Catalog
from therapies.exports.map_chart import map_chart
from therapies.exports.offline import offline
from therapies.exports.slide_content import group_row
from therapies.exports.view import View
from therapies.model import Category, Evidence, Goal, Outcome, Therapy
from therapies.query import Query
from therapies.statement import known, paired, statement

MARK = r'<span class="mark e-([a-z-]+)( framed)?"'
GOALS = {each.value: each for each in Goal}
SLUGS = {render.slug(each): each.value for each in (*Evidence, *Category)}


class Shown(NamedTuple):
    """What a surface shows of a therapy in a cell: its mark, and the words beside it."""

    name: str
    category: str
    goal: str
    mark: str
    words: str
    framed: bool


def drawn(text: str) -> str:
    """The HTML on one line."""
    return " ".join(text.split())


def claimed(catalog: Catalog, therapy: Therapy, goal: Goal) -> tuple[Evidence, Outcome]:
    """What the claims say: the row's own pair, or the strongest that comes with the framing."""
    if goal is therapy.goal:
        return therapy.evidence, therapy.outcome
    found = [each for each in catalog.claims_of[therapy.id] if each.goal is goal]
    best = min(found, key=lambda each: (each.evidence.rank, each.outcome.rank))
    return best.evidence, best.outcome


def expected(catalog: Catalog) -> Iterator[Shown]:
    for therapy in catalog.therapies:
        for goal in (therapy.goal, *therapy.also_framed_as):
            evidence, outcome = claimed(catalog, therapy, goal)
            words, framed = paired(evidence, outcome), goal is not therapy.goal
            place = (therapy.name, therapy.category.value, goal.value)
            yield Shown(*place, evidence.value, words, framed)


def on_page(catalog: Catalog) -> Iterator[Shown]:
    yield from in_map(drawn(views.overview_map(catalog, Query())))


def on_the_offline_page(catalog: Catalog) -> Iterator[Shown]:
    page = drawn(offline(View(catalog)).decode())
    yield from in_map(page[page.index('id="view-overview"') : page.index('id="view-browse"')])


def in_map(text: str) -> Iterator[Shown]:
    for category, row in re.findall(r'<tr role="row" class="c-([a-z-]+)">(.*?)</tr>', text):
        for goal, cell in zip(Goal, row.split('<td role="cell"')[1:], strict=True):
            for group in cell.split('<div class="group')[1:]:
                for mark, framed, words in re.findall(rf"{MARK}[^>]*></span>(.*?)</p>", group):
                    told = words.strip().removeprefix("also framed so; ")
                    for name in re.findall(r"<li><a [^>]*>(.*?)</a>", group):
                        place = (html.unescape(name), SLUGS[category], goal.value)
                        yield Shown(*place, SLUGS[mark], told, bool(framed))


def screen(catalog: Catalog, lines: int, patch: pytest.MonkeyPatch) -> str:
    """The map while presenting: with names where so many lines of them have room."""
    patch.setattr(unit_tables, "NAMED_LINES", lines)
    table = unit_tables.goals(View(catalog))
    assert table.face == ("name" if lines else "evidence")
    values = {"table": table, "counts": False, "caption": ""}
    return drawn(render.html("screen_units", values=values))


def cells(text: str) -> Iterator[tuple[str, str, str]]:
    for category, row in re.findall(r'<tr role="row" class="c-([a-z-]+)">(.*?)</tr>', text):
        for cell in row.split('<td role="cell">')[1:]:
            goal = re.match(r' ?<span class="phone">(\w+): ', cell)
            assert goal
            yield SLUGS[category], goal[1].casefold(), cell


def on_the_screen_with_names(catalog: Catalog) -> Iterator[Shown]:
    with pytest.MonkeyPatch.context() as patch:
        text = screen(catalog, 10_000, patch)
    for category, goal, cell in cells(text):
        for group in cell.split('<div class="group')[1:]:
            for mark, framed, words in re.findall(rf"{MARK}[^>]*></span>(.*?)</p>", group):
                told = words.strip().removeprefix("also framed so; ")
                for name in re.findall(r"<li.*?<button[^>]*>(.*?)</button>", group):
                    place = (html.unescape(name), category, goal)
                    yield Shown(*place, SLUGS[mark], told, bool(framed))


def on_the_screen_with_marks(catalog: Catalog) -> Iterator[Shown]:
    with pytest.MonkeyPatch.context() as patch:
        text = screen(catalog, 0, patch)
    for category, goal, cell in cells(text):
        for label, mark, framed in re.findall(rf'aria-label="([^"]*: [^"]*)">{MARK}', cell):
            name, words = html.unescape(label).rsplit(": ", 1)
            name = name.removesuffix(f", also presented as {goal}") if framed else name
            yield Shown(name, category, goal, SLUGS[mark], words, bool(framed))


def on_slides(catalog: Catalog) -> Iterator[Shown]:
    symbols = {each.symbol: each.value for each in Evidence}
    for category, row in grid.cells(catalog, Query()).items():
        for cell in row:
            for group in cell.groups:
                _, said, names = (each.text for each in group_row(catalog, cell, group).cells)
                mark, words = said.splitlines()[-1].split(" ", 1)
                framed = said.startswith("Said to do something else; also framed as")
                for name in names.replace(" (documents differ)", "").split("; "):
                    place = (name, category.value, cell.goal.value)
                    yield Shown(*place, symbols[mark], words, framed)


def in_the_picture(catalog: Catalog) -> Iterator[Shown]:
    sets = map_chart(catalog, Query(), "light").to_dict()["datasets"]
    items = [each for values in sets.values() for each in values]
    panels = [each for each in items if each["form"] == "panel"]
    lefts, tops = (sorted({each[side] for each in panels}) for side in "xy")
    heads = [each for each in items if each["form"] == "pair"]
    marks = {(each["x"], each["y"]): each["text"] for each in items if each["form"] == "mark"}
    dotted = {(each["x"], each["y"]) for each in items if each["form"] == "dotted"}
    for item in (each for each in items if each["form"] in ("name", "framed")):
        over = [each for each in heads if each["x"] == item["x"] and each["y"] < item["y"]]
        head = max(over, key=lambda each: each["y"])
        at = head["x"] - 10, head["y"]
        words = " ".join(head["text"].split("\n")).removeprefix("also framed so; ")
        name = re.sub(r" †$|( †)? – said to \w+$", "", " ".join(item["text"].split("\n")))
        column = sum(left <= item["x"] for left in lefts) - 1
        row = sum(top <= item["y"] for top in tops) - 1
        mark = marks.get(at, "exploratory")
        framed = item["form"] == "framed"
        assert framed == (at in dotted or mark == "dots")
        mark = mark.replace("dots", "not stated")
        yield Shown(name, list(Category)[row].value, list(Goal)[column].value, mark, words, framed)


SURFACES = (
    on_page,
    on_the_screen_with_names,
    on_the_screen_with_marks,
    in_the_picture,
    on_slides,
    on_the_offline_page,
)


@pytest.mark.parametrize("surface", SURFACES)
def test_every_therapy_has_the_same_mark_in_a_cell_everywhere(
    real: Catalog, sample: Catalog, surface: Callable[[Catalog], Iterator[Shown]]
) -> None:
    for catalog in (real, sample):
        wanted = sorted(expected(catalog))
        assert any(each.framed for each in wanted)
        assert sorted(surface(catalog)) == wanted


@pytest.mark.parametrize("lines", [0, 10_000], ids=["marks", "names"])
def test_a_spotlight_on_a_framing_tells_what_comes_with_it(
    real: Catalog, lines: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    told = [
        (goal, id_, html.unescape(said))
        for _, goal, cell in cells(screen(real, lines, monkeypatch))
        for id_, said in re.findall(r'data-spot="([^"]*)" data-told="([^"]*)"', cell)
    ]
    for goal, id_, said in told:
        therapy = real.by_id[id_]
        assert said.startswith(statement(therapy))
        framed = goal != therapy.goal
        assert framed or said == statement(therapy)
        evidence, outcome = claimed(real, therapy, GOALS[goal])
        clause = known(therapy.model_copy(update={"evidence": evidence, "outcome": outcome}))
        assert not framed or said.endswith(f"Also presented as “{goal}”: there {clause}.")
    assert len(told) == sum(1 for _ in expected(real))


def test_an_empty_cell_of_the_picture_says_what_the_page_says(real: Catalog) -> None:
    query = Query.of({"goal": ["reverse"]})
    sets = map_chart(real, query, "light").to_dict()["datasets"]
    items = [each for values in sets.values() for each in values if each["form"] == "none"]
    rows = grid.cells(real, query).values()
    said = [cell.nothing for row in rows for cell in row if not cell.groups]
    assert sorted(" ".join(each["text"].split("\n")) for each in items) == sorted(said)
    assert any("outside it" in each for each in said)
