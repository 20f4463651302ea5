"""One mark stands for a therapy, the same on every surface, with its words beside it."""

import html
import json
import re
from collections.abc import Callable, Iterator, Mapping
from typing import NamedTuple

import pytest

from tests.support.decks import opened, tables
from therapies.catalog.catalog import Catalog
from therapies.content import render
from therapies.content.bodies import body, side
from therapies.content.go import Go
from therapies.content.peek import hover_html, peek_html
from therapies.content.render import slug
from therapies.exports.offline.offline import offline
from therapies.exports.pdf.sheet_content import Shown as Sheet
from therapies.exports.pdf.sheet_content import therapy_values
from therapies.exports.pictures.drawing import METER as AFTER_METER
from therapies.exports.pictures.map_chart import DIFFER, map_chart
from therapies.exports.pptx.presentation import presentation
from therapies.model import COLUMN, Category, Evidence, Goal, Outcome, Therapy, about, pair
from therapies.presenting import kinds, slideshow
from therapies.query.query import Query
from therapies.query.view import View
from therapies.study import flashcards

METER = (
    r'<span class="meter(?P<hollow> hollow)?(?P<framed> framed)?" aria-hidden="true">'
    r"(?P<steps>(?:<i(?: class=on)?></i>)*)</span>"
)
BY_STEPS = {each.steps: each.value for each in Evidence}
BY_SYMBOL = {each.symbol: each.value for each in Evidence}
BY_COLOUR = {each.colour: each.value for each in Category}
SLUGS = {render.slug(each): each.value for each in Category}
GOALS = {each.value: each for each in Goal}


class Shown(NamedTuple):
    """What a surface shows of a therapy: its mark, and whether it is about a risk factor only."""

    name: str
    mark: str
    hollow: bool


class Placed(NamedTuple):
    """What a map shows of a therapy in a place; framed ones are not told apart by their outcome."""

    shown: Shown
    category: str
    goal: str
    framed: bool


def marked(name: str, found: re.Match[str] | Mapping[str, str]) -> Shown:
    """What the mark of HTML shows, once as many steps as there are have been counted."""
    assert found["steps"].count("<i") == Evidence.SHOWN.steps
    mark = BY_STEPS[found["steps"].count("class=on")]
    return Shown(html.unescape(name), mark, bool(found["hollow"]))


def agrees(shown: Shown, words: str) -> Shown:
    """The same, once the words beside it have said so, too."""
    text = html.unescape(re.sub(r"<[^>]*>", "", words)).strip().casefold()
    evidence = Evidence(shown.mark)
    said = (evidence.short, evidence.label, evidence.heading)
    assert text.startswith(tuple(each.casefold() for each in said)), (shown, text)
    assert (Outcome.DRIVER.short in text) is shown.hollow, (shown, text)
    return shown


def by_symbol(name: str, text: str) -> Shown:
    """What a symbol shows, and the words after it."""
    symbol, _, words = text.partition(" ")
    return agrees(Shown(name, BY_SYMBOL[symbol], Outcome.DRIVER.short in words), words)


def drawn(text: str) -> str:
    """The HTML on one line."""
    return " ".join(text.split())


# ---- maps: a therapy stands under its goal, and under each that it is only presented with


def claimed(catalog: Catalog, therapy: Therapy, goal: Goal) -> tuple[Evidence, Outcome]:
    """What the claims say: the row's own pair, or the strongest that comes with the framing."""
    if goal is therapy.goal:
        return therapy.evidence, therapy.outcome
    found = [each for each in catalog.claims_of[therapy.id] if each.goal is goal]
    best = min(found, key=lambda each: (each.evidence.rank, each.outcome.rank))
    return best.evidence, best.outcome


def expected(catalog: Catalog) -> Iterator[Placed]:
    for therapy in catalog.therapies:
        for goal in (therapy.goal, *therapy.also_framed_as):
            evidence, outcome = claimed(catalog, therapy, goal)
            framed = goal is not therapy.goal
            hollow = about(evidence, outcome) is Outcome.DRIVER and not framed
            shown = Shown(therapy.name, evidence.value, hollow)
            yield Placed(shown, therapy.category.value, goal.value, framed)


def on_the_page(catalog: Catalog) -> Iterator[Placed]:
    yield from in_columns(drawn(body(Go(View(catalog)))))


def on_the_offline_page(catalog: Catalog) -> Iterator[Placed]:
    page = drawn(offline(View(catalog)).decode())
    yield from in_columns(page.split('<template data-screen="')[1])


def in_columns(text: str) -> Iterator[Placed]:
    """Each name on the map under its level, in the column of its goal."""
    aims = (
        r'<section class="goal[^"]* g-([a-z]+)"(.*?)(?=<section class="goal|<div class="figures|$)'
    )
    for goal, aim in re.findall(aims, text):
        for apart, column in re.findall(
            r'<section class="col( apart)?(.*?)(?=<section class="col|$)', aim
        ):
            for category, block in re.findall(r'class="block c-([a-z-]+)"(.*?)</section>', column):
                for level in block.split('<div class="level')[1:]:
                    yield from on_level(level, SLUGS[category], goal, bool(apart))


def on_level(level: str, category: str, goal: str, apart: bool) -> Iterator[Placed]:
    found = re.search(METER + r" <span><b>(?P<short>.*?)</b>(?P<told>.*?)</span>", level)
    assert found
    framed = "data-framed" in level
    assert framed == bool(found["framed"])
    for name in re.findall(r'<a class="n"[^>]*>(.*?)<span class="last[^"]*">(.*?)<[i/]', level):
        shown = marked("".join(name), found)
        assert found["short"] == Evidence(shown.mark).short
        on_risk = apart or Outcome.DRIVER.short in found["told"]
        assert framed or shown.hollow == (on_risk and shown.mark != Evidence.NOT_STATED)
        yield Placed(shown, category, goal, framed)


BAR = (
    r'<span class="bar(?P<hollow> hollow)?" (?:role="img" aria-label="(?P<label>[^"]*)"|'
    r'aria-hidden="true")>(?P<steps>(?:<i(?: class=on)?></i>)*)</span>'
)
"""A mark of a slide; where no words stand beside it, it says them itself."""


def on_the_slide(catalog: Catalog) -> Iterator[Placed]:
    """The map's slide; what is only presented with a goal stands there without a mark."""
    (slide,) = kinds.slides_of(View(catalog), "map")
    text = without_key(slideshow.drawn(slide, 1, 1, str))
    for column in text.split('<div class="goal">')[1:]:
        goal = column.split("<span>")[1].split("<")[0].casefold()
        own, _, presented = column.partition('<div class="presented')
        for found in re.finditer(rf'data-id="[^"]*">{BAR}<b>(?P<name>.*?)</b>', own):
            words = html.unescape(found["label"])
            shown = agrees(marked(found["name"], steps_of(found)), words)
            yield Placed(shown, by_name(catalog, shown.name).category.value, goal, framed=False)
        for name in re.findall(r"<b>(.*?)</b>", presented):
            therapy = by_name(catalog, html.unescape(name))
            evidence, _ = claimed(catalog, therapy, GOALS[goal])
            shown = Shown(therapy.name, evidence.value, hollow=False)
            yield Placed(shown, therapy.category.value, goal, framed=True)


def without_key(text: str) -> str:
    return drawn(text).split('<p class="key">')[0]


def steps_of(found: re.Match[str]) -> dict[str, str]:
    return {"steps": found["steps"], "hollow": found["hollow"] or ""}


def by_name(catalog: Catalog, name: str) -> Therapy:
    return next(each for each in catalog.therapies if each.name == name)


def placed(shown: Shown, words: str, category: str, goal: str, framed: bool) -> Placed:
    if not framed:
        agrees(shown, words)
    assert words.startswith((Evidence(shown.mark).short, Evidence(shown.mark).label))
    return Placed(shown, category, goal, framed)


IN_TEXT = re.compile(r"(?P<steps>[▰▱▭]{5})\t(?P<name>.+)")
"""A name after its mark, as a table of PowerPoint has it."""


def in_text(found: re.Match[str]) -> Shown:
    steps = len(found["steps"]) - found["steps"].count("▱")
    return Shown(found["name"], BY_STEPS[steps], "▭" in found["steps"])


def on_slides(catalog: Catalog) -> Iterator[Placed]:
    """The map in PowerPoint; what is only presented with a goal stands there without a mark."""
    _, rows = next(tables(opened(presentation(View(catalog)))))
    goal = ""
    for text in rows[0]:
        head, *lines = text.split("\n")
        goal = head.split()[0].casefold() if head.split() else goal
        for line in lines:
            name = line.partition(" ")[2]
            if found := IN_TEXT.fullmatch(line):
                shown = in_text(found)
                category = by_name(catalog, shown.name).category.value
                yield Placed(shown, category, goal, framed=False)
            elif any(each.name == name for each in catalog.therapies):
                therapy = by_name(catalog, name)
                evidence, _ = claimed(catalog, therapy, GOALS[goal])
                shown = Shown(name, evidence.value, hollow=False)
                yield Placed(shown, therapy.category.value, goal, framed=True)


def in_the_picture(catalog: Catalog) -> Iterator[Placed]:
    sets = map_chart(catalog, Query(), "light").to_dict()["datasets"]
    items = [each for values in sets.values() for each in values]
    goals = sorted((each["x"], each["text"].split()[0]) for each in items if each["form"] == "goal")
    steps = [each for each in items if each["form"] in ("on", "off", "ring", "framed-on")]
    for item in items:
        if item["form"] not in ("name", "firm", "faint", "framed"):
            continue
        over = [each for each in items if each["x"] == item["x"] and each["y"] < item["y"]]
        bar = max((each for each in over if each["form"] == "bar"), key=lambda each: each["y"])
        above = [each for each in steps if 0 <= each["x"] - item["x"] < AFTER_METER]
        heights = {(each["y"] + each["y2"]) / 2 for each in above}
        level = max(each for each in heights if each < item["y"])
        mark = [each["form"] for each in above if (each["y"] + each["y2"]) / 2 == level]
        assert len(mark) == Evidence.SHOWN.steps
        framed = item["form"] == "framed"
        assert framed or "framed-on" not in mark
        name = " ".join(item["text"].split("\n")).removesuffix(DIFFER)
        shown = Shown(name, BY_STEPS[len(mark) - mark.count("off")], "ring" in mark)
        goal = max(each for each in goals if each[0] <= item["x"])[1].casefold()
        yield Placed(shown, BY_COLOUR[bar["colour"]], goal, framed)


MAPS = (
    on_the_page,
    on_the_offline_page,
    on_the_slide,
    on_slides,
    in_the_picture,
)


@pytest.mark.parametrize("surface", MAPS)
def test_every_therapy_has_the_same_mark_at_its_places_on_every_map(
    real: Catalog, sample: Catalog, surface: Callable[[Catalog], Iterator[Placed]]
) -> None:
    for catalog in (real, sample):
        wanted = sorted(expected(catalog))
        assert any(each.framed for each in wanted)
        assert sorted(surface(catalog)) == wanted


# ---- where a therapy stands by itself


def shown_by(catalog: Catalog, page: str, *ids: str) -> str:
    return drawn(body(Go(View(catalog, page=page, ids=ids))))


def in_the_list(catalog: Catalog) -> Iterator[Shown]:
    yield from in_rows(shown_by(catalog, "browse"))


def in_rows(text: str) -> Iterator[Shown]:
    row = rf'<a class="n w\d"[^>]*>(?P<name>.*?)</a>.*?{METER} <span>(?P<words>.*?)</span>'
    for found in re.finditer(row, text):
        yield agrees(marked(found["name"], found), found["words"])


def in_the_peek(catalog: Catalog) -> Iterator[Shown]:
    yield from (in_peek(peek_html(catalog, each, Go(View(catalog)))) for each in catalog.therapies)


def in_peek(text: str) -> Shown:
    pattern = rf'<h2 tabindex="-1">(?P<name>.*?)</h2>.*?<p class="known">{METER}(?P<words>.*?)</p>'
    found = re.search(pattern, drawn(text))
    assert found
    return agrees(marked(found["name"], found), found["words"])


def in_the_card_of_the_mouse(catalog: Catalog) -> Iterator[Shown]:
    for each in catalog.therapies:
        found = re.search(rf"<b>(?P<name>.*?)</b>.*?{METER}(?P<words>.*?)</p>", hover_html(each))
        assert found
        yield agrees(marked(found["name"], found), found["words"])


def in_the_list_beside(catalog: Catalog) -> Iterator[Shown]:
    entry = (
        rf'{METER} <span class="tl-name">(?P<name>.*?)</span> '
        r'<span class="tl-words">(?P<words>.*?)</span>'
    )
    for found in re.finditer(entry, drawn(side(Go(View(catalog, page="compare"))))):
        yield agrees(marked(found["name"], found), found["words"])


def on_its_page(catalog: Catalog) -> Iterator[Shown]:
    pattern = (
        rf'<h1>(?P<name>.*?)</h1>.*?<p class="level">{METER} '
        r"<span>(?P<words>.*?)(?:<span|</span>)"
    )
    for each in catalog.therapies:
        found = re.search(pattern, shown_by(catalog, "therapy", each.id))
        assert found
        yield agrees(marked(found["name"], found), found["words"])


def in_a_comparison(catalog: Catalog) -> Iterator[Shown]:
    for each in catalog.therapies:
        text = shown_by(catalog, "compare", each.id)
        found = re.search(rf'<p class="a-main">{METER}(?P<words>.*?)</p>', text)
        assert found
        yield agrees(marked(each.name, found), found["words"])


def on_sources(catalog: Catalog) -> Iterator[Shown]:
    """Of those that one document names; beside several each says its own, which agrees, too."""
    text = shown_by(catalog, "sources")
    for found in re.finditer(rf"{METER}<span>(?P<words>[^<]+)", text):
        agrees(marked("", found), found["words"])
    alone = rf'{METER}<span><a [^>]*>(?P<name>.*?)</a> <span class="words">(?P<words>.*?)</span>'
    for found in re.finditer(alone, text):
        yield agrees(marked(found["name"], found), found["words"])


def in_the_list_of_the_offline_page(catalog: Catalog) -> Iterator[Shown]:
    page = offline(View(catalog)).decode()
    data = re.search(r'id="data">(.*?)</script>', page, re.DOTALL)
    assert data
    entries = json.loads(data[1])["entries"]
    listed = list(in_rows(drawn("".join(entries["rows"]))))
    assert listed == [in_peek(each) for each in entries["peeks"]]
    yield from listed


def on_a_listing(catalog: Catalog) -> Iterator[Shown]:
    (slide,) = kinds.slides_of(View(catalog, page="browse"))
    text = drawn(slideshow.drawn(slide, 1, 1, str))
    for found in re.finditer(rf'data-id="[^"]*">{BAR}<b>(?P<name>.*?)</b>', text):
        yield agrees(marked(found["name"], steps_of(found)), found["label"])


def on_its_slide(catalog: Catalog) -> Iterator[Shown]:
    for each in catalog.therapies:
        (slide,) = kinds.slides_of(View(catalog, page="therapy", ids=(each.id,)))
        found = re.search(
            f"<dd>{BAR} (?P<words>.*?)</dd>", drawn(slideshow.drawn(slide, 1, 1, str))
        )
        assert found
        yield agrees(marked(each.name, steps_of(found)), found["words"])


def in_the_slides_list(catalog: Catalog) -> Iterator[Shown]:
    for _, rows in tables(opened(presentation(View(catalog, page="browse")))):
        for text in (cell for row in rows for cell in row):
            yield from map(in_text, IN_TEXT.finditer(text))


def on_its_sheet(catalog: Catalog) -> Iterator[Shown]:
    for each in catalog.therapies:
        facts = therapy_values(Sheet(View(catalog, page="therapy", ids=(each.id,))), each)["facts"]
        texts = {fact["label"]: fact["text"] for fact in facts}
        yield by_symbol(each.name, texts[COLUMN["evidence"].label])


def on_cards(catalog: Catalog) -> Iterator[Shown]:
    """The cards have no marks but tags of the same words."""
    told = {
        "evidence::" + "::".join(map(slug, pair(one, other))): (one, other)
        for one in Evidence
        for other in Outcome
    }
    cards = flashcards.cards(catalog, catalog.therapies)
    alone = {each.names: each.tags for each in cards if len(each.therapies) == 1}
    for name, tags in alone.items():
        (evidence, outcome), *others = [told[each] for each in tags if each in told]
        assert not others
        yield Shown(name, evidence.value, about(evidence, outcome) is Outcome.DRIVER)


ALONE = (
    *(in_the_list, in_the_peek, in_the_card_of_the_mouse, in_the_list_beside, on_its_page),
    *(in_a_comparison, on_sources, in_the_list_of_the_offline_page, on_a_listing),
    *(on_its_slide, in_the_slides_list, on_its_sheet, on_cards),
)


@pytest.mark.parametrize("surface", ALONE)
def test_a_therapy_has_the_same_mark_and_words_wherever_it_stands_by_itself(
    real: Catalog, sample: Catalog, surface: Callable[[Catalog], Iterator[Shown]]
) -> None:
    for catalog in (real, sample):
        own = {each.shown for each in expected(catalog) if not each.framed}
        found = list(surface(catalog))
        assert len(found) == len(set(found))
        assert found
        if surface is on_sources:
            sources = [{each.source for each in claims} for claims in catalog.claims_of.values()]
            assert len(found) == [len(each) for each in sources].count(1)
            own &= set(found)
        assert set(found) == own


def test_a_slide_of_several_sides_has_the_mark_of_each(real: Catalog) -> None:
    """Of documents, and of therapies side by side."""
    ids = ("sevelamer", "lanthanum-carbonate", "vitamin-k2")
    for view in (View(real, page="sources"), View(real, page="compare", ids=ids)):
        (slide,) = kinds.slides_of(view)
        text = without_key(slideshow.drawn(slide, 1, 1, str))
        found = re.finditer(rf"{BAR} ?(?P<words>.+?)</(?:td|p)>", text)
        told = [agrees(marked("", steps_of(each)), each["words"]) for each in found]
        assert {True, False} == {each.hollow for each in told}
