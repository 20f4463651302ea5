"""Each chart as it is drawn, read from its SVG: nothing cut off, nothing on top of each other."""

from collections.abc import Iterator, Sequence
from itertools import combinations
from typing import NamedTuple
from xml.etree import ElementTree

import pytest

from therapies.catalog.catalog import Catalog
from therapies.content import looks, marks
from therapies.content.answer import Answer
from therapies.content.question import EXAMPLES, QUESTIONS, Question
from therapies.exports.pictures import pictures
from therapies.exports.pictures.text_width import width
from therapies.model import Category
from therapies.query.query import Query
from therapies.query.view import View

EVERY = [*QUESTIONS.values(), *EXAMPLES]
FEW = Query.of({"context": ["kidney disease"]})
INK = looks.INK["light"]


class Part(NamedTuple):
    """A text or a path of a picture, where it stands in the whole, and the group it is in."""

    group: str
    x: float
    y: float
    element: ElementTree.Element

    @property
    def text(self) -> str:
        return "".join(self.element.itertext())

    @property
    def ends(self) -> tuple[float, float]:
        """Where a text begins and ends."""
        style = self.element.attrib
        size, bold = float(style["font-size"].removesuffix("px")), "font-weight" in style
        wide = width(self.text, size, bold)
        before = {"start": 0.0, "middle": 0.5, "end": 1.0}[style.get("text-anchor", "start")]
        return self.x - before * wide, self.x + (1 - before) * wide


class Picture(NamedTuple):
    """A picture's size and parts, and the answer that it draws."""

    wide: float
    high: float
    parts: tuple[Part, ...]
    answer: Answer

    @property
    def texts(self) -> list[Part]:
        return [each for each in self.parts if each.element.tag == "text" and each.text.strip()]

    def marks(self, **style: str) -> list[Part]:
        """The marks of evidence with this style, in their order."""
        drawn = [each for each in self.parts if "mark-symbol role-mark" in each.group]
        return [each for each in drawn if style.items() <= each.element.attrib.items()]


@pytest.fixture(scope="module")
def drawn(real: Catalog) -> dict[tuple[Question, Query], Picture]:
    """Every question over the whole table and over a part, drawn at once."""
    asked = [(each, query) for each in EVERY for query in (Query(), FEW)]
    views = [View(real, query, "charts", own=each.own) for each, query in asked]
    found = zip(pictures.bare(views, "light"), views, strict=True)
    return dict(zip(asked, (read(svg, view) for svg, view in found), strict=True))


def read(svg: str, view: View) -> Picture:
    root = ElementTree.fromstring(svg.replace('xmlns="http://www.w3.org/2000/svg"', "", 1))
    size = float(root.attrib["width"]), float(root.attrib["height"])
    return Picture(*size, tuple(parts(root, "", 0, 0)), Answer.of(view))


def parts(element: ElementTree.Element, group: str, x: float, y: float) -> Iterator[Part]:
    moved = element.attrib.get("transform", "").removeprefix("translate(").partition(")")[0]
    if moved:
        x, y = x + float(moved.split(",")[0]), y + float(moved.split(",")[1])
    group = f"{group} {element.attrib.get('class', '')}"
    if element.tag in ("text", "path"):
        yield Part(group, x, y, element)
    for each in element:
        yield from parts(each, group, x, y)


@pytest.mark.parametrize("query", [Query(), FEW], ids=["all", "few"])
@pytest.mark.parametrize("asked", EVERY)
def test_every_word_is_within_the_picture_and_beside_the_others(
    asked: Question, query: Query, drawn: dict[tuple[Question, Query], Picture]
) -> None:
    picture = drawn[asked, query]
    assert len(picture.texts) > 2
    for each in picture.texts:
        left, right = each.ends
        assert left >= 0, each.text
        assert right <= picture.wide, each.text
        assert 8 <= each.y <= picture.high, each.text
        assert float(each.element.attrib["font-size"].removesuffix("px")) >= 12
        assert "…" not in each.text
    for one, other in combinations(picture.texts, 2):
        (left, right), (start, end) = one.ends, other.ends
        apart = abs(one.y - other.y) > 12 or right <= start or end <= left
        assert apart, (one.text, other.text)


@pytest.mark.parametrize("query", [Query(), FEW], ids=["all", "few"])
@pytest.mark.parametrize("asked", EVERY)
def test_every_therapy_has_a_mark_in_a_place_of_its_own(
    asked: Question, query: Query, drawn: dict[tuple[Question, Query], Picture]
) -> None:
    picture = drawn[asked, query]
    found = [*picture.marks(fill=INK), *picture.marks(stroke=INK)]
    assert len(found) == len(picture.answer.units), "the fullest cell, too, has room for all"
    assert len({(each.x, each.y) for each in found}) == len(found)
    half = marks.SLOT / 2
    for each in found:
        assert half - 2 <= each.x <= picture.wide - half + 2
        assert each.y <= picture.high
    words = [each for each in picture.texts if each.element.attrib["fill"] == INK]
    for each in found:
        over = [t for t in words if abs(t.y - 4 - each.y) < 8 and t.ends[0] < each.x < t.ends[1]]
        assert [t.text for t in over] == []


@pytest.mark.parametrize("asked", [each for each in EVERY if each.draw == "marks"])
def test_evidence_is_told_by_the_steps_that_are_filled_and_needs_no_hue(
    asked: Question, drawn: dict[tuple[Question, Query], Picture]
) -> None:
    picture = drawn[asked, Query()]
    units = [each for each in picture.answer.placed if each["number"]]
    for hollow, found in ((False, picture.marks(fill=INK)), (True, picture.marks(stroke=INK))):
        assert steps(found) == [
            max(1, marks.LEVELS.index(each["evidence"]))
            for each in units
            if each["hollow"] is hollow
        ]
        grounds = {each.element.attrib["fill"] for each in found}
        assert grounds <= {looks.GROUND["light"] if hollow else INK}
    assert steps(picture.marks(fill=looks.TRACK["light"])) == [5] * len(units)


def steps(found: Sequence[Part]) -> list[int]:
    """How many boxes each mark has, each drawn to where it began."""
    outlines = [each.element.attrib["d"].rstrip("Z").split("M")[1:] for each in found]
    for box in (box for outline in outlines for box in outline):
        ends = [point for point in box.replace("h", "L").replace("v", "L").split("L") if point]
        assert len(ends) in (2, 5), "a box without its last side"
    return [len(outline) for outline in outlines]


def test_categories_differ_in_shape_where_no_hue_is_seen(
    drawn: dict[tuple[Question, Query], Picture],
) -> None:
    picture = drawn[QUESTIONS["targets"], Query()]
    shapes = {
        each: {part.element.attrib["d"] for part in picture.marks(fill=each.colour)}
        for each in Category
    }
    assert all(len(found) == 1 for found in shapes.values())
    assert len({shape for found in shapes.values() for shape in found}) == len(Category)
