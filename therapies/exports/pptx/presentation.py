"""A talk or a page as a PowerPoint file: the screen's slides, drawn with native objects.

Tables are drawn in `tables`, shapes and charts in `figures`, and `template` holds the layouts.
"""

from collections.abc import Sequence
from copy import deepcopy
from dataclasses import replace
from typing import Any

from pptx.oxml import parse_xml
from pptx.oxml.ns import nsdecls
from pptx.util import Pt

from therapies import site
from therapies.catalog.catalog import Catalog
from therapies.content.question import FIGURE
from therapies.exports.formats import APPENDIX, THEMES
from therapies.exports.pictures import pictures
from therapies.exports.pptx import drawing, figures, passage_slides, tables, template
from therapies.exports.pptx.drawing import QUIET, line
from therapies.exports.pptx.template import INSIDE, MARGIN, SMALL_TITLE, TITLE_SIZE
from therapies.model import Category
from therapies.presenting import deck
from therapies.presenting.bodies import Chart, Opening, Question
from therapies.presenting.slides import Slide
from therapies.presenting.talk import Talk
from therapies.query.view import View
from therapies.wording import brief, isolated, storable

TITLE_LIMIT = 150
"""Longest title in characters; a speaker's own may be longer."""

LETTER = 0.5
"""The mean width of a bold letter, in ems."""

BOTTOM = 482
DRAWN = tables.DRAWN | figures.DRAWN


def presentation(view: View, theme: str = THEMES[0], appendix: str = APPENDIX[0]) -> bytes:
    """Return what presenting the page shows as a PowerPoint file, the same bytes each time.

    With `appendix` (yes) the passages behind its therapies follow after a divider.
    Raises `ValueError` for a therapy or comparison page that names no therapy.
    """
    view.check_named()
    slides = deck.page_deck(view).slides
    named = (replace(each, source=each.source._replace(subject=view.subject)) for each in slides)
    return _file([(each, view) for each in named], view.catalog, theme, appendix)


def talk_deck(
    talk: Talk,
    catalog: Catalog,
    base: str = View.base,
    theme: str = THEMES[0],
    appendix: str = APPENDIX[0],
) -> bytes:
    """Return a talk as one PowerPoint file: its slides, and its notes as their notes.

    Raises `ValueError` for a talk without views.
    """
    if not talk.steps:
        raise ValueError("a deck needs a slide; add one first")
    made = deck.talk_deck(talk, catalog, base)
    pairs = [
        (slide, talk.steps[step].view(catalog, base))
        for slide, step in zip(made.slides, made.steps, strict=True)
    ]
    return _file(pairs, catalog, theme, appendix)


def _file(
    pairs: Sequence[tuple[Slide, View]], catalog: Catalog, theme: str, appendix: str
) -> bytes:
    file = template.new_file(site.TITLE, catalog.date, theme)
    for made, view in pairs:
        _draw(file, made, view, theme)
        if isinstance(made.body, Question):
            _draw(file, made, view, theme, told=True)
    if appendix == "yes" and pairs:
        for made in passage_slides.slides([view for _, view in pairs]):
            _draw(file, made, pairs[0][1], theme)
    return template.data(file, catalog.date, theme)


def _draw(file: Any, made: Slide, view: View, theme: str, *, told: bool = False) -> None:
    """Draw a slide; of a question also the one that tells its answer."""
    slide, top = _titled(file, made)
    _foot(slide, made, len(file.slides), view.link)
    place = (float(MARGIN), top, float(INSIDE), BOTTOM - top)
    if isinstance(made.body, Chart):
        png = pictures.png(view, FIGURE, theme, 4, title="bare")
        figures.draw_picture(slide, png, made.alt, place)
    elif told and isinstance(made.body, Question):
        figures.draw_answer(slide, made, made.body, place)
    else:
        DRAWN[type(made.body)](slide, made, made.body, place)
    slide.notes_slide.notes_text_frame.text = storable("\n".join(made.note_lines))


def _titled(file: Any, made: Slide) -> tuple[Any, float]:
    """Add a slide with its title; return it and where its body starts."""
    slide = file.slides.add_slide(file.slide_layouts[template.TITLE_ONLY])
    title = isolated(brief(made.title, TITLE_LIMIT))
    large = TITLE_SIZE if len(title) * LETTER * TITLE_SIZE <= INSIDE else SMALL_TITLE
    lines = -(-len(title) * LETTER * large // INSIDE)
    slide.shapes.title.text_frame.text = title
    if large == SMALL_TITLE:
        slide.shapes.title.text_frame.paragraphs[0].runs[0].font.size = Pt(large)
    top = 22 + lines * large * 1.2
    if isinstance(made.body, Opening):
        _open(slide, made)
    elif lines > 1:
        _place(slide.shapes.title, (MARGIN, 22, INSIDE, lines * large * 1.2))
    under = [line(each, colour=QUIET) for each in (made.problem, made.subtitle) if each]
    if under and not isinstance(made.body, Opening):
        drawing.text(slide, (MARGIN, top + 2, INSIDE, 20 * len(under)), under, 16)
        top += drawing.height_of(under, INSIDE, 16) + 2
    elif made.problem:
        drawing.text(slide, (MARGIN, 210, 640, 40), under[:1], 16)
    return slide, top + 14


def _open(slide: Any, made: Slide) -> None:
    """Set the title of the title slide larger, under what the talk is from."""
    subject = [
        line(made.source.subject, bold=True, colour=drawing.HUES[Category.MINERAL_METABOLISM])
    ]
    drawing.text(slide, (MARGIN, 26, 640, 20), subject, 14)
    _place(slide.shapes.title, (MARGIN, 50, 600, 96))
    size = 40 if len(made.title) < 70 else 28
    slide.shapes.title.text_frame.paragraphs[0].runs[0].font.size = Pt(size)


def _foot(slide: Any, made: Slide, number: int, link: str) -> None:
    """Fill the layout's footer with the source line, a link to the view; number it by a field."""
    for shape in slide.slide_layout.placeholders:
        kind = (shape._element.xpath(".//p:nvPr/p:ph/@type") or [""])[0]
        if kind not in ("ftr", "sldNum"):
            continue
        copy = deepcopy(shape._element)
        slide.shapes._spTree.append(copy)
        copy.xpath(".//p:cNvPr")[0].set("id", str(900 + (kind == "ftr")))
        if kind == "ftr":
            new = slide.shapes[-1]
            new.text_frame.text = storable(made.source.line)
            new.click_action.hyperlink.address = link
            new.text_frame.paragraphs[0].runs[0].font.size = Pt(template.FOOT_SIZE)
        else:
            for paragraph in copy.xpath("./p:txBody/a:p"):
                paragraph.getparent().remove(paragraph)
            copy.xpath("./p:txBody")[0].append(_number(number))


def _number(number: int) -> Any:
    """Return a paragraph with the slide's number as a field: right wherever it is moved."""
    return parse_xml(
        f'<a:p {nsdecls("a")}><a:fld id="{{B6F15528-21DE-4FAA-801E-634DDDAF4B2B}}" '
        f'type="slidenum"><a:rPr lang="en" sz="{template.FOOT_SIZE * 100}"/>'
        f"<a:t>{number}</a:t></a:fld></a:p>"
    )


def _place(shape: Any, place: Sequence[float]) -> None:
    shape.left, shape.top, shape.width, shape.height = map(Pt, place)
