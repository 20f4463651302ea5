"""Slides: python-pptx reads them back, and LibreOffice draws every one of them."""

import dataclasses
import io
import re
import time
import zipfile
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

import pytest
from pptx import Presentation
from pypdf import PdfReader

from tests import office
from tests.test_render import HOSTILE, filled_catalog
from therapies import takeaways
from therapies.catalog import Catalog, load_catalog
from therapies.exports.fitting import SIZE, row_height, split_row, wrapped
from therapies.exports.slide_content import plain_row
from therapies.exports.slide_pages import SHADES
from therapies.exports.slides import deck, slides
from therapies.exports.view import View
from therapies.model import PURPOSE, Category, Evidence, Goal, Outcome, Standing, Therapy
from therapies.query import Query
from therapies.statement import paired, statement

PAGES = ("overview", "browse", "sources", "therapy", "compare")
FIVE = ("vitamin-k2", "sevelamer", "lanthanum-carbonate", "intravascular-lithotripsy", "statins")
MECHANICAL = Query.of({"category": ["mechanical"]})


@pytest.fixture(scope="module")
def table() -> Catalog:
    return load_catalog(Path("data"))


@pytest.fixture(scope="module")
def made(table: Catalog) -> dict[str, bytes]:
    """The deck of every page, drawn once."""
    return {page: slides(view) for page, view in views(table, FIVE).items()}


def views(catalog: Catalog, ids: Sequence[str]) -> dict[str, View]:
    """One view of every page."""
    query = Query()
    named = {"therapy": tuple(ids[:1]), "compare": tuple(ids)}
    return {page: View(catalog, query, page, named.get(page, ())) for page in PAGES}


def planted(catalog: Catalog, token: str) -> Catalog:
    """The catalog with `token` in every text; documents keep names of their own."""
    harmed = filled_catalog(catalog, token)
    sources = (each.model_copy(update={"name": f"{token} {each.id}"}) for each in harmed.sources)
    return dataclasses.replace(harmed, sources=tuple(sources))


def opened(data: bytes) -> Any:
    return Presentation(io.BytesIO(data))


def texts(slide: Any) -> list[str]:
    """The text of every shape and cell of a slide, a chart's names included."""
    found = []
    for shape in slide.shapes:
        if shape.has_text_frame:
            found.append(shape.text_frame.text)
        if shape.has_table:
            found += [cell.text for row in shape.table.rows for cell in row.cells]
        if shape.has_chart:
            found += [*shape.chart.plots[0].categories, *(s.name for s in shape.chart.series)]
    return found


def tables(file: Any) -> Iterator[tuple[Any, list[list[str]]]]:
    for slide in file.slides:
        for shape in slide.shapes:
            if shape.has_table:
                yield slide, [[cell.text for cell in row.cells] for row in shape.table.rows]


def charts(file: Any) -> list[Any]:
    return [shape for slide in file.slides for shape in slide.shapes if shape.has_chart]


def notes(slide: Any) -> str:
    return str(slide.notes_slide.notes_text_frame.text)


def everything(file: Any) -> str:
    """All text of the slides and their notes."""
    return "\n".join(text for slide in file.slides for text in (*texts(slide), notes(slide)))


def sizes(file: Any) -> Iterator[float]:
    """The size of every run on the slides; one that names none would be 0."""
    for slide in file.slides:
        for run in slide._element.xpath(".//a:r[a:t[text()]] | .//a:fld"):
            size = run.xpath("./a:rPr/@sz")
            yield int(size[0]) / 100 if size else 0
    for shape in charts(file):
        for size in shape.chart._chartSpace.xpath(".//@sz"):
            yield int(size) / 100


def shapes_outside(file: Any) -> list[str]:
    return [
        f"slide {number}: {shape.name}"
        for number, slide in enumerate(file.slides, 1)
        for shape in slide.shapes
        if min(shape.left, shape.top) < 0
        or shape.left + shape.width > file.slide_width
        or shape.top + shape.height > file.slide_height
    ]


def receipt(catalog: Catalog, therapy: Therapy) -> list[str]:
    names = catalog.source_by_id
    return [
        f"“{claim.wording}” ({names[claim.source].name}, {claim.section}, "
        f"paragraph {claim.paragraph})"
        for claim in catalog.claims_of[therapy.id]
    ]


@pytest.mark.parametrize("page", PAGES)
def test_every_deck_is_wide_large_and_inside_its_slides(made: dict[str, bytes], page: str) -> None:
    file = opened(made[page])
    assert file.slide_width / file.slide_height == pytest.approx(16 / 9)
    assert min(sizes(file)) >= SIZE == 18
    assert shapes_outside(file) == []


@pytest.mark.parametrize("page", PAGES)
def test_every_deck_carries_the_stamp_first_and_last(
    table: Catalog, made: dict[str, bytes], page: str
) -> None:
    view = views(table, FIVE)[page]
    file = opened(made[page])
    first, last = file.slides[0], file.slides[len(file.slides) - 1]
    for slide in (first, last):
        said = "\n".join(texts(slide))
        for part in (view.sentence, view.table, view.link, PURPOSE, *view.documents):
            assert part in said
        assert "\n".join(view.stamp) in notes(slide)
    assert "no grade of studies" in "\n".join(texts(last))
    between = [file.slides[n] for n in range(1, len(file.slides) - 1)]
    assert between
    assert [s for s in between if f"{view.table}. {PURPOSE}" not in texts(s)] == []


@pytest.mark.parametrize("page", PAGES)
def test_notes_hold_the_receipts_of_every_therapy(
    table: Catalog, made: dict[str, bytes], page: str
) -> None:
    view = views(table, FIVE)[page]
    file = opened(made[page])
    said, all_said = "\n".join(notes(slide) for slide in file.slides), everything(file)
    shown = [each for each in view.therapies if page != "sources" or each.name in all_said]
    assert shown
    assert [line for each in shown for line in receipt(table, each) if line not in said] == []
    other = table.by_id["aspirin"]
    if page in ("therapy", "compare"):
        assert receipt(table, other)[0] not in said


def test_the_same_view_gives_the_same_bytes_whenever_it_is_made(
    table: Catalog, monkeypatch: pytest.MonkeyPatch
) -> None:
    once = slides(View(table))
    monkeypatch.setattr(time, "time", lambda: 4_000_000_000.0)
    assert slides(View(load_catalog(Path("data")))) == once
    with zipfile.ZipFile(io.BytesIO(once)) as file:
        assert {each.date_time for each in file.infolist()} == {(1980, 1, 1, 0, 0, 0)}
        books = [name for name in file.namelist() if name.endswith(".xlsx")]
        assert len(books) == 2
        for name in books:
            with zipfile.ZipFile(io.BytesIO(file.read(name))) as book:
                made = re.findall(rb">(\d{4}-\d\d-\d\d)T", book.read("docProps/core.xml"))
                assert {each.decode() for each in made} == {table.date.isoformat()}
    assert opened(once).core_properties.created.date() == table.date


def test_the_overview_counts_each_therapy_once_by_evidence_with_its_outcome(
    table: Catalog,
) -> None:
    file = opened(slides(View(table)))
    rows = next(rows for _, rows in tables(file) if rows[0][1:] == [f"To {g}" for g in Goal])
    counts = {(row[0], goal): cell for row in rows[1:] for goal, cell in zip(Goal, row[1:])}  # noqa: B905
    for goal in Goal:
        for known in {row[0] for row in rows[1:]}:
            found = [
                each
                for each in table.therapies
                if each.goal is goal and paired(each.evidence, each.outcome).marked == known
            ]
            assert counts[known, goal] == (str(len(found)) if found else "–")
    bare = {each.value for each in Evidence} - {"not stated"}
    assert [row for row in rows if row[0].split(" ", 1)[-1] in bare] == []


def test_every_therapy_is_named_beside_what_is_known_of_it(table: Catalog) -> None:
    file = opened(slides(View(table)))
    groups = [row for _, rows in tables(file) if rows[0][0] == "Category" for row in rows[1:]]
    for each in table.therapies:
        known = paired(each.evidence, each.outcome).marked
        assert any(
            each.name in re.split(r"; | \(documents differ\)", names)
            and (category, said) == (each.category.marked, known)
            for category, said, names in groups
        ), each.name
    framed = [row for row in groups if "also framed as" in row[1]]
    marked = {paired(evidence, outcome).marked for evidence in Evidence for outcome in Outcome}
    assert framed
    assert all(row[1].splitlines()[-1] in marked for row in framed)


def test_the_charts_are_native_and_count_what_is_there(table: Catalog) -> None:
    file = opened(slides(View(table)))
    care, disease = charts(file)
    for shape in (care, disease):
        numbers = [n for each in shape.chart.series for n in each.values if n]
        assert sum(numbers) == len(table.therapies)
        assert "Number of therapies by" in shape._element.xpath(".//p:cNvPr/@descr")[0]
        assert len(shape.chart.part.chart_workbook.xlsx_part.blob) > 1000
    bars = list(care.chart.plots[0].categories)
    shown = {each.name: dict(zip(bars, each.values, strict=True)) for each in care.chart.series}
    routine = [each for each in table.therapies if each.standing is Standing.ROUTINE]
    stated = [each for each in routine if each.evidence is Evidence.STATED]
    driver = sum(map(takeaways.is_driver_only, stated))
    assert (shown["◕ stated"]["routine: disease"] or 0) == len(stated) - driver
    assert [bar for bar in bars if not bar.endswith((": disease", ": driver only"))] == []
    assert not any(shape.shape_type == 13 for slide in file.slides for shape in slide.shapes)


def test_colour_is_never_the_only_cue(table: Catalog) -> None:
    care, disease = charts(opened(slides(View(table))))
    for shape, terms in ((care, Evidence), (disease, Category)):
        marks = {each.marked: each.symbol for each in terms}
        for series in shape.chart.series:
            assert series.data_labels.number_format == f'"{marks[series.name]}" 0'.replace(
                '" 0', ' "0'
            )
    hues = {each.colour[1:] for each in Category}
    assert not hues & {str(each.format.fill.fore_color.rgb) for each in care.chart.series}
    assert len(set(SHADES)) == len(Evidence)


def test_a_chart_says_in_its_notes_who_stands_in_it(table: Catalog) -> None:
    view = View(table, MECHANICAL)
    file = opened(slides(view))
    for slide in file.slides:
        if any(shape.has_chart for shape in slide.shapes):
            assert [each.name for each in view.therapies if each.name not in notes(slide)] == []
            assert "Sevelamer" not in notes(slide)


def test_a_therapy_has_its_statement_as_title_and_all_sides(table: Catalog) -> None:
    file = opened(slides(View(table, Query(), "therapy", ("vitamin-k2",))))
    slide, rows = next(tables(file))
    assert slide.shapes.title.text_frame.text == statement(table.by_id["vitamin-k2"])
    assert rows == [
        ["On the", "This table", "Vascular overview", "Arterial article", "Coronary article"],
        ["Goal (documents differ)", "halt", "halt", "halt", "halt\nstabilize\nreverse"],
        [
            "Evidence (documents differ)",
            "◑ suggested, for calcification",
            "○ exploratory, for a driver",
            "◕ stated, for a driver",
            "◕ stated, for a driver\n◑ suggested, for calcification\n"
            "○ exploratory, for calcification",
        ],
        ["Place in care", "under study", "under study", "not stated", "under study"],
    ]
    said = texts(slide)
    assert "▲ mineral metabolism" in said
    assert "Goal: halt; ◑ suggested, for calcification" in said
    assert "halt" not in said[: said.index("On the")]


def test_a_comparison_is_one_native_table_with_its_header_on_each_slide(table: Catalog) -> None:
    view = View(table, Query(), "compare", FIVE)
    found = [rows for _, rows in tables(opened(slides(view))) if rows[0][0] == "Question"]
    heads = {tuple(rows[0]) for rows in found}
    names = [f"{each.category.symbol} {each.name}" for each in view.therapies]
    assert heads == {("Question", *names)}
    lines = [row for rows in found for row in rows[1:]]
    aim = next(row for row in lines if row[0].startswith("What does it aim at"))
    for each, cell in zip(view.therapies, aim[1:], strict=True):
        known = paired(each.evidence, each.outcome)
        assert cell.startswith(f"{each.evidence.symbol} {each.goal.label}: {known}\n")
    assert len({row[0] for row in lines}) == len(lines) == 7


def test_a_comparison_shows_all_sides_where_documents_differ(table: Catalog) -> None:
    file = opened(slides(View(table, Query(), "compare", ("statins", "sevelamer", "aspirin"))))
    rows = [row for _, rows in tables(file) if rows[0][0] == "On the" for row in rows[1:]]
    split = next(row for row in rows if row[0] == "Sevelamer. Evidence (documents differ)")
    assert split[2:] == [
        "◕ stated, for a driver",
        "● shown, for calcification",
        "does not name it",
    ]
    assert [row for row in rows if row[0].startswith("Aspirin")] == []


def test_long_tables_flow_and_lose_nothing(table: Catalog) -> None:
    file = opened(slides(View(table, page="browse")))
    found = list(tables(file))[:-1]
    assert len(found) > 5
    assert len({tuple(rows[0]) for _, rows in found}) == 1
    named = [row[0].splitlines()[0] for _, rows in found for row in rows[1:]]
    assert named == [f"{each.category.symbol} {each.name}" for each in table.therapies]
    titles = [slide.shapes.title.text_frame.text for slide, _ in found]
    assert len(set(titles)) == len(titles)


def test_a_row_higher_than_a_slide_goes_on_where_a_paragraph_ends(sample: Catalog) -> None:
    paragraphs = "\n".join(f"stated, for a driver {n} " + "word " * 30 for n in range(12))
    rows = list(split_row(plain_row("Why", paragraphs), (100, 300), 300, 400))
    assert len(rows) > 2
    assert "\n".join(row.cells[1].text for row in rows) == paragraphs
    assert [row.cells[0].text for row in rows[1:]] == ["Why (continued)"] * (len(rows) - 1)
    assert max(row_height([c.text for c in row.cells], (100, 300)) for row in rows) <= 400


@pytest.mark.parametrize("text", [*HOSTILE.values(), "a b", " x ", "word " * 99, "x\ny"])
def test_wrapped_lines_together_are_the_text(text: str) -> None:
    lines = wrapped(text, 200)
    assert "".join(lines) == text
    assert "" not in lines


def test_nothing_left_is_said_and_no_chart_is_empty(table: Catalog) -> None:
    for page in ("overview", "browse", "sources"):
        file = opened(slides(View(table, Query.of({}, "zzzzzz"), page)))
        assert file.slides[0].shapes.title.text_frame.text.startswith("0 of 47 therapies")
        assert charts(file) == []
        assert shapes_outside(file) == []
    assert takeaways.NOTHING in everything(opened(slides(View(table, Query.of({}, "zzzzzz")))))


def test_a_talk_holds_its_views_in_order(table: Catalog) -> None:
    chosen = [
        View(table, Query(), "therapy", ("statins",)),
        View(table, MECHANICAL, "browse"),
        View(table, Query(), "compare", FIVE[:2]),
    ]
    file = opened(deck(chosen))
    titles = [slide.shapes.title.text_frame.text for slide in file.slides]
    places = [titles.index(view.sentence) for view in chosen]
    assert places == sorted(places)
    assert "3 views" in titles[0]
    assert titles[-1].startswith("Documents, limits and version")
    assert [n for n, title in enumerate(titles) if title.startswith("Documents, limits")][0] > max(
        places
    )
    agenda = next(tables(file))[1]
    assert [row[1] for row in agenda[1:]] == [view.sentence for view in chosen]
    assert [view.link for view in chosen if view.link not in everything(file)] == []
    assert "views" not in "".join(
        s.shapes.title.text_frame.text for s in opened(slides(chosen[0])).slides
    )


def test_what_cannot_be_a_deck_is_refused(table: Catalog) -> None:
    with pytest.raises(ValueError, match="a deck needs a view"):
        deck(())
    for page in ("therapy", "compare"):
        with pytest.raises(ValueError, match="names no therapy"):
            deck((View(table), View(table, page=page)))


@pytest.mark.parametrize("name", [*HOSTILE, "formula", "typst"])
@pytest.mark.parametrize("page", PAGES)
def test_hostile_text_comes_out_as_the_same_text(sample: Catalog, page: str, name: str) -> None:
    token = {**HOSTILE, "formula": "=1+1", "typst": "#let x = 1"}[name]
    token = token[:3_000]  # in any column still higher than a slide
    harmed = planted(sample, token)
    view = views(harmed, tuple(harmed.by_id)[-2:])[page]
    if page == "browse":
        view = dataclasses.replace(view, query=Query.of({"goal": ["modify"]}))
    file = opened(slides(view))
    said = everything(file)
    assert token in said
    for therapy in view.therapies:
        assert page == "sources" or therapy.name in said
    assert min(sizes(file)) >= SIZE
    assert shapes_outside(file) == []
    links = [rel.reltype for s in file.slides for rel in s.part.rels.values() if rel.is_external]
    assert links == []
    for shape in charts(file):
        assert token not in "".join(shape.chart.plots[0].categories)


def test_a_long_name_never_hides_the_evidence_in_a_title(sample: Catalog) -> None:
    harmed = planted(sample, HOSTILE["long"])
    therapy = next(iter(harmed.therapies))
    file = opened(slides(View(harmed, Query(), "therapy", (therapy.id,))))
    title = next(tables(file))[0].shapes.title.text_frame.text
    assert title.endswith("an effect on calcification is said to have been shown.")
    assert len(title) < 300


def test_no_time_or_folder_is_touched(
    table: Catalog, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    before = dataclasses.replace(table)
    assert slides(View(table, MECHANICAL))
    assert list(tmp_path.iterdir()) == []
    assert table.therapies == before.therapies


def test_libreoffice_draws_every_slide_with_nothing_cut(
    made: dict[str, bytes], sample: Catalog, tmp_path: Path
) -> None:
    found = office.find()
    assert found, "no LibreOffice: run `python -m tests.office`"
    harmed = planted(sample, HOSTILE["long"][:700])
    decks = {**made, "hostile": slides(View(harmed, page="browse"))}
    files = [tmp_path / f"{name}.pptx" for name in decks]
    for path, data in zip(files, decks.values(), strict=True):
        path.write_bytes(data)
    for path, pdf in zip(files, office.to_pdf(found, files, tmp_path), strict=True):
        file, pages = opened(path.read_bytes()), PdfReader(pdf).pages
        assert len(pages) == len(file.slides), path.name
        for slide, page in zip(file.slides, pages, strict=True):
            width, height = float(page.mediabox.width), float(page.mediabox.height)
            assert width / height == pytest.approx(16 / 9, abs=0.01)
            drawn, (footer, next_above, *_) = read(page)
            assert footer > 10, "text under the slide"
            assert next_above - footer > SIZE - 4, "a table runs into the footer"
            plain = [each for each in texts(slide) if each.isascii()]
            assert [each for each in plain if squeezed(each) not in squeezed(drawn)] == [], (
                path.name
            )


def squeezed(text: str) -> str:
    return re.sub(r"\s", "", text)


def read(page: Any) -> tuple[str, list[float]]:
    """The text, and the heights above the lower edge at which lines of it stand, lowest first."""
    found: set[float] = set()

    def visit(text: str, matrix: Any, place: Any, *_: Any) -> None:
        if text.strip():
            found.add(round(place[5] * matrix[3] + matrix[5], 0))

    text = page.extract_text(visitor_text=visit)
    return str(text), sorted(found)
