"""Evidence and category can be told apart without seeing colours as most people do."""

import io
from collections.abc import Iterator
from itertools import combinations, pairwise, product
from pathlib import Path

import pytest
from coloraide import Color
from PIL import Image
from playwright.sync_api import Locator, Page

from harness.browser import Scheme, show_as, turn, wait_until_settled
from harness.server import Server
from therapies.content.looks import GROUND
from therapies.model import Category, Evidence

VISIONS = ("protan", "deutan", "tritan")
EMULATED = ("deuteranopia", "protanopia", "tritanopia", "achromatopsia")
APART = 10.0
"""CIEDE2000 that two hues need to be told apart side by side; about 2 is just noticeable."""
FROM_GROUND = 25.0
FILLED_APART = 0.1
"""By how much of the square they stand in neighbouring marks of evidence differ in fill."""
RECORD = Path("docs/accessibility.md")
CORNERS = """all => all.map((each) => each.getBoundingClientRect()).map((box) => [
    Math.floor(box.left), Math.floor(box.top), Math.ceil(box.right), Math.ceil(box.bottom)])"""


def seen(hue: str, vision: str) -> Color:
    """Return `hue` as an eye with `vision` sees it; "all" sees it as it is."""
    return Color(hue) if vision == "all" else Color(hue).filter(vision).fit("srgb")


def nearest(vision: str) -> tuple[float, str, str]:
    """Return the smallest distance between two categories' hues, and which two these are."""
    pairs = combinations(Category, 2)
    distances = [
        (seen(a.colour, vision).delta_e(seen(b.colour, vision), method="2000"), a.value, b.value)
        for a, b in pairs
    ]
    return min(distances)


def row_of(vision: str) -> str:
    """Return the record's row on `vision`."""
    distance, one, other = nearest(vision)
    grounds = [
        min(seen(each.colour, vision).contrast(seen(ground, vision)) for each in Category)
        for ground in GROUND.values()
    ]
    return f"| {vision} | {distance:.1f} | {one}, {other} | {grounds[0]:.2f} | {grounds[1]:.2f} |"


@pytest.mark.parametrize("vision", ["all", *VISIONS])
def test_the_hues_of_categories_stay_apart(vision: str) -> None:
    assert nearest(vision)[0] >= APART


def test_without_any_colour_hues_alone_would_not_do() -> None:
    assert nearest("grayscale")[0] < APART
    assert len({each.symbol for each in Category}) == len(Category)


@pytest.mark.parametrize("vision", ["all", *VISIONS, "grayscale"])
@pytest.mark.parametrize("ground", GROUND.values())
def test_every_hue_stands_out_from_its_ground(vision: str, ground: str) -> None:
    for category in Category:
        hue, behind = seen(category.colour, vision), seen(ground, vision)
        assert hue.delta_e(behind, method="2000") >= FROM_GROUND
    assert all(Color(each.colour).contrast(ground) >= 3 for each in Category)


@pytest.mark.parametrize("vision", ["all", *VISIONS, "grayscale"])
def test_the_record_gives_the_measured_distances(vision: str) -> None:
    assert row_of(vision) in RECORD.read_text(encoding="utf-8")


def picture(mark: Locator) -> Image.Image:
    """Return what stands on the screen where `mark` is, in shades of grey."""
    return Image.open(io.BytesIO(mark.screenshot())).convert("L")


def filled(image: Image.Image) -> float:
    """Return which share of a picture is nearer to its darkest or lightest than to its ground."""
    shades = list(image.tobytes())
    farthest = max(abs(shade - shades[0]) for shade in shades)
    return sum(abs(shade - shades[0]) > farthest / 2 for shade in shades) / len(shades)


def emulate(page: Page, vision: str) -> None:
    client = page.context.new_cdp_session(page)
    client.send("Emulation.setEmulatedVisionDeficiency", {"type": vision})


def shares(page: Page) -> list[float]:
    """Return the filled share of each mark of evidence in the map's key, strongest first."""
    marks = page.locator(".key.foot ul:not(.more) .meter")
    marks.first.scroll_into_view_if_needed()
    screen = Image.open(io.BytesIO(page.screenshot())).convert("L")
    corners: list[tuple[int, int, int, int]] = marks.evaluate_all(CORNERS)
    return [filled(screen.crop(corners[term.rank])) for term in Evidence]


STEPS_WIDE = 24
"""Pixels of a chart's mark, whose steps are as wide as it is firm."""


def chart_shares(page: Page) -> list[float]:
    """Return the filled share of a solid mark of each evidence in the chart, strongest first."""
    screen = Image.open(io.BytesIO(page.screenshot())).convert("L")
    found = []
    for term in tuple(Evidence)[: Evidence.EXPLORATORY.rank + 1]:
        mark = page.locator(f'{SOLID} path[aria-label*="evidence: {term.short};"]').first
        ((left, top, _, low),) = mark.evaluate_all(CORNERS)
        found.append(filled(screen.crop((left - 1, top - 1, left + STEPS_WIDE + 1, low + 1))))
    return found


SOLID = "[data-testid=stVegaLiteChart] .layer_3_marks"


def grounds(page: Page) -> Iterator[tuple[Scheme, bool]]:
    """Show the page light and dark, each with the reader's own colours forced or not."""
    schemes: tuple[Scheme, ...] = ("light", "dark")
    for scheme, forced in product(schemes, (False, True)):
        page.emulate_media(forced_colors="none")
        show_as(page, scheme=scheme)
        page.emulate_media(forced_colors="active" if forced else "none")
        wait_until_settled(page)
        yield scheme, forced


def test_the_marks_of_a_chart_differ_in_fill_to_every_eye_and_in_forced_colours(
    server: Server, page: Page
) -> None:
    turn(page, f"{server.url}/charts?ask=standing")
    page.locator(SOLID).scroll_into_view_if_needed()
    for scheme, forced in grounds(page):
        for vision in ("none",) if forced else EMULATED:
            emulate(page, vision)
            measured = chart_shares(page)
            assert all(a - b >= FILLED_APART for a, b in pairwise(measured)), (vision, measured)
        name = page.locator("[data-testid=stVegaLiteChart] text", has_text="Stenting")
        shades = picture(name).tobytes()
        assert max(shades) - min(shades) > 150, ("words stand out", scheme, forced)


def test_the_marks_of_evidence_differ_in_fill_to_every_eye_and_in_forced_colours(
    server: Server, page: Page
) -> None:
    turn(page, server.url)
    for scheme, forced in grounds(page):
        for vision in ("none",) if forced else EMULATED:
            emulate(page, vision)
            measured = shares(page)[: Evidence.EXPLORATORY.rank + 1]
            assert all(a - b >= FILLED_APART for a, b in pairwise(measured)), (vision, measured)
        if forced:
            shades = picture(page.locator(".map .w5 .meter").first).tobytes()
            assert max(shades) - min(shades) > 150, scheme
    said = page.locator("[data-facet=category] .chip").all_inner_texts()
    assert [" ".join(each.split()[:-1]) for each in said] == [
        f"{category.symbol} {category.heading}" for category in Category
    ]
