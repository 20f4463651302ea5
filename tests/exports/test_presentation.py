"""PowerPoint is the talk: its slides, titles, notes and sizes, and how LibreOffice draws them."""

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pypdfium2  # type: ignore[import-untyped]
import pytest
from pptx.enum.shapes import MSO_SHAPE_TYPE
from pptx.util import Emu, Pt
from pypdf import PdfReader

from harness import office
from tests.support.decks import everything, notes, opened, tables, texts
from tests.support.filled import filled_catalog
from tests.support.hostile import HOSTILE
from tests.support.readers import squeezed
from therapies.catalog.catalog import Catalog
from therapies.content.looks import INK
from therapies.exports.pptx.drawing import YELLOW
from therapies.exports.pptx.presentation import BOTTOM, DRAWN, presentation, talk_deck
from therapies.exports.pptx.template import WIDTH
from therapies.presenting import deck
from therapies.presenting.bodies import Chart, Question, Where
from therapies.presenting.ready_talk import story
from therapies.presenting.slides import KINDS, NOTE_WORDS, TITLE_WORDS, Slide
from therapies.presenting.talk import Step, Talk
from therapies.query.query import Query
from therapies.query.view import View
from therapies.wording import isolated

FIVE = ("vitamin-k2", "sevelamer", "lanthanum-carbonate", "intravascular-lithotripsy", "statins")
MECHANICAL = Query.of({"category": ["mechanical"]})
TITLE, NAME, SMALLEST = 26, 13.5, 10
"""The least sizes in points: of titles, of therapies' names, and of all text."""

SLACK = 8
"""How many points a line may stand outside of its shape: the space at its end is drawn too."""


@pytest.fixture(scope="module")
def ready(table: Catalog) -> bytes:
    """The ready talk, drawn once."""
    return talk_deck(story(table), table)


def shown(catalog: Catalog) -> list[Slide]:
    """The slides of the ready talk as PowerPoint has them: a question is told on a second one."""
    slides = deck.talk_deck(story(catalog), catalog).slides
    return [each for each in slides for _ in range(1 + isinstance(each.body, Question))]


def sizes(slide: Any) -> Iterator[tuple[str, float]]:
    """The text and size of every run but the title's, groups and charts included."""
    for run in slide._element.xpath(".//a:r[a:t[text()]] | .//a:fld"):
        if not run.xpath('ancestor::p:sp//p:ph[@type="title"]'):
            size = run.xpath("./a:rPr/@sz")
            yield run.xpath("string(a:t)"), int(size[0]) / 100 if size else 0
    for shape in slide.shapes:
        if shape.has_chart:
            for size in shape.chart._chartSpace.xpath(".//@sz"):
                yield "", int(size) / 100


def kinds_of_placeholders(slide: Any) -> set[str]:
    return set(slide._element.xpath(".//p:nvPr/p:ph/@type"))


def undescribed(slide: Any) -> list[str]:
    """The shapes that show something and say nothing to who does not see them."""
    return [
        shape.name
        for shape in slide.shapes
        if shape.shape_type in (3, 6, 9, 13, 19)
        and not shape._element.xpath("./*/p:cNvPr/@descr")[0].strip()
    ]


def outside(file: Any) -> list[str]:
    return [
        f"slide {number}: {shape.name}"
        for number, slide in enumerate(file.slides, 1)
        for shape in slide.shapes
        if min(shape.left, shape.top) < 0
        or shape.left + shape.width > file.slide_width
        or shape.top + shape.height > file.slide_height
    ]


def test_every_kind_of_slide_is_drawn() -> None:
    assert {*DRAWN, Chart} == set(KINDS)


def test_one_view_is_one_slide_with_its_title_and_its_notes(table: Catalog, ready: bytes) -> None:
    file, wanted = opened(ready), shown(table)
    assert [each.shapes.title.text_frame.text for each in file.slides] == [
        isolated(each.title) for each in wanted
    ]
    assert [notes(each) for each in file.slides] == ["\n".join(s.note_lines) for s in wanted]
    assert len(file.slides) == len(story(table).steps) + 1
    for slide in file.slides:
        assert len(slide.shapes.title.text_frame.text.split()) <= TITLE_WORDS
        assert len(notes(slide).split()) <= NOTE_WORDS


def test_titles_names_and_small_text_have_their_sizes(table: Catalog, ready: bytes) -> None:
    file = opened(ready)
    names = {each.name for each in table.therapies}
    master = file.slide_master._element.xpath("./p:txStyles/p:titleStyle//a:defRPr/@sz")
    assert int(master[0]) / 100 >= TITLE
    for slide in file.slides:
        own = slide.shapes.title._element.xpath(".//a:rPr/@sz")
        assert [size for size in own if int(size) < TITLE * 100] == []
        found = [*sizes(slide)]
        assert [each for each in found if each[1] < SMALLEST] == []
        named = [each for each in found if each[0].strip() in names]
        assert [each for each in named if each[1] < NAME] == []


def test_a_theme_of_ones_own_applies_and_nothing_is_outside(ready: bytes) -> None:
    file = opened(ready)
    assert file.slide_width / file.slide_height == pytest.approx(16 / 9)
    assert outside(file) == []
    for slide in file.slides:
        assert {"title", "ftr", "sldNum"} <= kinds_of_placeholders(slide)
        assert slide._element.xpath('.//a:fld[@type="slidenum"]')
        assert slide._element.xpath(".//a:latin") == []
        (foot,) = (s for s in slide.placeholders if s.placeholder_format.type == 15)
        assert "Not medical advice" in foot.text_frame.text
        assert foot.click_action.hyperlink.address
        assert undescribed(slide) == []


def test_every_colour_is_the_themes_but_a_marker_and_the_ink_on_it(ready: bytes) -> None:
    found: set[str] = set()
    for slide in opened(ready).slides:
        found |= set(slide._element.xpath(".//a:srgbClr/@val"))
        for shape in slide.shapes:
            if shape.has_chart:
                assert shape.chart._chartSpace.xpath(".//a:srgbClr") == []
    assert found == {YELLOW.removeprefix("#"), INK["light"].removeprefix("#")}


def test_a_dark_file_has_light_text_on_the_dark_ground(table: Catalog, ready: bytes) -> None:
    dark = talk_deck(story(table), table, theme="dark")
    for data, ground in ((ready, "lt1"), (dark, "dk1")):
        mapped = opened(data).slide_master._element.xpath("./p:clrMap")[0]
        assert mapped.get("bg1") == ground
        assert mapped.get("tx1") != ground
    assert [*map(texts, opened(dark).slides)] == [*map(texts, opened(ready).slides)]


def test_the_passages_follow_after_a_divider_only_if_asked_for(table: Catalog) -> None:
    view = View(table, page="therapy", ids=("sevelamer",))
    (alone,) = opened(presentation(view)).slides
    first, divider, *more = opened(presentation(view, appendix="yes")).slides
    assert texts(first) == texts(alone)
    assert divider.shapes.title.text_frame.text == "Appendix"
    told = "\n".join(text for slide in more for text in texts(slide))
    for claim in table.claims_of["sevelamer"]:
        assert f"“{claim.wording}”" in told
    assert "Statins" not in told


def test_charts_have_a_workbook_that_counts_every_therapy(table: Catalog, ready: bytes) -> None:
    wanted, file = shown(table), opened(ready)
    (place,) = (n for n, each in enumerate(wanted) if isinstance(each.body, Where))
    (chart,) = (shape.chart for shape in file.slides[place].shapes if shape.has_chart)
    counts = [sum(v or 0 for v in values) for values in zip(*(s.values for s in chart.series))]  # noqa: B905
    body = wanted[place].body
    assert isinstance(body, Where)
    assert counts == [each.size for each in body.places]
    assert sum(counts) == len(table.therapies)
    assert chart.part.chart_workbook.xlsx_part is not None


def test_a_question_is_asked_before_it_is_told(table: Catalog, ready: bytes) -> None:
    asked, told = (
        "\n".join(texts(slide))
        for slide, each in zip(opened(ready).slides, shown(table), strict=True)
        if isinstance(each.body, Question)
    )
    assert "Right." in told
    assert "✓" in told
    assert "Right." not in asked
    assert "✓" not in asked


def test_a_comparison_is_a_table_with_what_the_screen_has(table: Catalog) -> None:
    for ids in (FIVE[:3], FIVE):
        view = View(table, page="compare", ids=ids)
        slides, file = deck.page_deck(view).slides, opened(presentation(view))
        assert len(file.slides) == len(slides) == (1 if len(ids) == 3 else 2)
        for (_, rows), made in zip(tables(file), slides, strict=True):
            assert rows[0][1:] == [each.name for each in made.body.therapies]  # type: ignore[union-attr]
            assert [row[0] for row in rows[1:]] == [each.head for each in made.body.rows]  # type: ignore[union-attr]
            for row, each in zip(rows[1:], made.body.rows, strict=True):  # type: ignore[union-attr]
                for text, cell in zip(row[1:], each.cells, strict=True):
                    assert cell.text.casefold() in text.casefold()


def test_a_deck_is_the_same_whenever_it_is_made(table: Catalog, ready: bytes) -> None:
    assert talk_deck(story(table), table) == ready
    created = opened(ready).core_properties.created
    assert created.date() == table.date


def test_the_speakers_own_words_are_there_only_if_the_talk_has_them(table: Catalog) -> None:
    talk = Talk((Step.of(View(table), "map", note="Only for me."),))
    assert "Only for me." in everything(opened(talk_deck(talk, table)))
    assert "Only for me." not in everything(opened(talk_deck(talk.without_notes(), table)))


def test_the_source_line_leads_to_the_view_and_names_its_page(table: Catalog) -> None:
    for view in (View(table, page="sources"), View(table, MECHANICAL, "browse")):
        (slide,) = opened(presentation(view)).slides
        (foot,) = (s for s in slide.placeholders if s.placeholder_format.type == 15)
        assert foot.click_action.hyperlink.address == view.link
        assert view.subject in foot.text_frame.text


def test_the_place_of_a_passage_leads_to_its_claim(table: Catalog) -> None:
    view = View(table, page="therapy", ids=("sevelamer",), base="https://x.org/under/")
    (slide,) = opened(presentation(view)).slides
    runs = slide._element.xpath(".//a:r[a:rPr/a:hlinkClick]")
    ids = [run.xpath("string(a:rPr/a:hlinkClick/@r:id)") for run in runs]
    claims = {f"https://x.org/under/claim/{each.id}" for each in table.claims_of["sevelamer"]}
    assert ids
    assert {slide.part.rels[each].target_ref for each in ids} <= claims
    assert all("paragraph" in run.xpath("string(a:t)") for run in runs)


def test_a_view_with_nothing_to_show_is_still_a_slide(table: Catalog) -> None:
    """None of those that aim at reversing is in use."""
    for goal in ("reverse", "halt"):
        view = View(table, Query.of({"goal": [goal], "category": ["experimental"]}))
        wanted = deck.page_deck(view).slides
        assert len(opened(presentation(view)).slides) == len(wanted)


def test_what_cannot_be_a_deck_is_refused(table: Catalog) -> None:
    for page in ("therapy", "compare"):
        with pytest.raises(ValueError, match="therap"):
            presentation(View(table, page=page))
    with pytest.raises(ValueError, match="add one first"):
        talk_deck(Talk(), table)


@pytest.mark.parametrize("name", HOSTILE)
def test_hostile_text_comes_out_as_text(sample: Catalog, name: str) -> None:
    harmed = filled_catalog(sample, HOSTILE[name])
    file = opened(presentation(View(harmed, page="browse")))
    assert outside(file) == []
    plain = re.sub(r"\W", "", HOSTILE[name])[:20]
    assert plain in re.sub(r"\W", "", everything(file))


def test_libreoffice_draws_every_slide_with_nothing_cut(
    ready: bytes, table: Catalog, tmp_path: Path
) -> None:
    found = office.find()
    assert found, "no LibreOffice: run `python -m harness.office`"
    compared = View(table, page="compare", ids=FIVE)
    few = View(table, MECHANICAL, page="browse")
    decks = {"ready": ready, "five": presentation(compared), "few": presentation(few)}
    files = [tmp_path / f"{name}.pptx" for name in decks]
    for path, data in zip(files, decks.values(), strict=True):
        path.write_bytes(data)
    for path, pdf in zip(files, office.to_pdf(found, files, tmp_path), strict=True):
        file, pages = opened(path.read_bytes()), PdfReader(pdf).pages
        assert len(pages) == len(file.slides), path.name
        assert [*astray(file, pdf)] == [], path.name
        for slide, page in zip(file.slides, pages, strict=True):
            drawn, (foot, above, *more) = read(page)
            assert foot > 10, "text under the slide"
            assert above - foot > 8, f"{path.name}: the body runs into the source line"
            if "Evidence as stated:  " in "\n".join(texts(slide)):
                assert above - more[0] < -8, f"{path.name}: the body runs into the key"
            lines = [line for each in texts(slide) for line in each.split("\n")]
            plain = [each for each in lines if each.isascii()]
            assert [e for e in plain if squeezed(e) not in squeezed(drawn)] == [], path.name


def read(page: Any) -> tuple[str, list[float]]:
    """The text, and how high above the lower edge its lines stand, lowest first."""
    found: set[float] = set()

    def visit(text: str, matrix: Any, place: Any, *_: Any) -> None:
        if text.strip():
            found.add(round(place[5] * matrix[3] + matrix[5], 0))

    text = page.extract_text(visitor_text=visit)
    return str(text), sorted(found)


def astray(file: Any, pdf: Path) -> Iterator[str]:
    """The lines that are drawn outside of every shape; a table may grow down to its slide's key."""
    for number, (slide, page) in enumerate(
        zip(file.slides, pypdfium2.PdfDocument(pdf), strict=True), 1
    ):
        text, high, scale = page.get_textpage(), page.get_height(), WIDTH / page.get_width()
        places = [*frames(slide.shapes)]
        for n in range(text.count_rects()):
            left, low, right, top = text.get_rect(n)
            line = (left * scale, (high - top) * scale, right * scale, (high - low) * scale)
            if not any(holds(place, line) for place in places):
                yield f"slide {number}: {text.get_text_bounded(left, low, right, top)}"


def frames(shapes: Any) -> Iterator[tuple[float, ...]]:
    """Where shapes stand, in points: left, top, right, bottom."""
    for each in shapes:
        if each.shape_type == MSO_SHAPE_TYPE.GROUP:
            yield from frames(each.shapes)
        bottom = Pt(BOTTOM) if each.has_table else each.top + each.height
        yield each.left.pt, each.top.pt, Emu(each.left + each.width).pt, Emu(bottom).pt


def holds(place: tuple[float, ...], line: tuple[float, ...]) -> bool:
    """Whether a line stands in a place, but for the space at its end."""
    left, top, right, bottom = place
    within = left - SLACK <= line[0] and line[2] <= right + SLACK
    return within and top - SLACK <= line[1] and line[3] <= bottom + SLACK
