"""The handout of a talk: a small picture of each slide, what is told with it, and room to write.

The listeners' handout has none of the speaker's notes; the presenter's own has them.
"""

from collections.abc import Iterator
from pathlib import Path

from therapies import site
from therapies.catalog.catalog import Catalog
from therapies.content.passages import source_passage
from therapies.content.question import FIGURE
from therapies.content.relations import receipts
from therapies.exports.formats import PAPERS
from therapies.exports.pdf.sheet_content import Values
from therapies.exports.pdf.sheets import LEGEND, compiled, frame
from therapies.exports.pdf.slide_pictures import HOLLOW, picture
from therapies.exports.pictures import pictures
from therapies.exports.qr import qr_svg
from therapies.model import WORDING
from therapies.presenting.bodies import Chart, Comparison, Question
from therapies.presenting.deck import talk_deck
from therapies.presenting.slides import Slide
from therapies.presenting.talk import Talk, encode
from therapies.presenting.talk_list import link_of
from therapies.query.view import View
from therapies.wording import counted

CODE_LETTERS = 260
"""The longest link whose code can be read at the foot of a page; else it leads to the app."""

TEMPLATE = Path(__file__).with_name("handout.typ")


def handout(
    talk: Talk,
    catalog: Catalog,
    base: str = View.base,
    paper: str = PAPERS[0],
    *,
    notes: bool = False,
) -> bytes:
    """Return the handout of `talk` as a PDF, the same bytes for the same talk and table.

    With `notes` it is the presenter's own. Raises `ValueError` for another paper and for a talk
    without views.
    """
    if not talk.steps:
        raise ValueError("a handout needs a slide; add one first")
    values = contents(talk, catalog, base, paper, notes=notes)
    return compiled(TEMPLATE, values, catalog.date)


def contents(talk: Talk, catalog: Catalog, base: str, paper: str, *, notes: bool = False) -> Values:
    """Return the values of the handout; without `notes` those of the talk are nowhere in them."""
    whole = View(catalog, base=base)
    foot = (whole.stamp.table, whole.stamp.documents, whole.stamp.purpose)
    shown = talk if notes else talk.without_notes()
    deck = talk_deck(shown, catalog, base)
    views = [step.view(catalog, base) for step in shown.steps]
    name = f"a talk of {counted(len(deck.slides), 'slide')}"
    link = link_of(encode(talk.without_notes()), base)
    title = f"Your notes for {name}" if notes else name.capitalize()
    return {
        **frame(whole, paper, title),
        "subject": site.TITLE,
        "stamp": foot,
        "footer": foot,
        "legend": (*LEGEND, HOLLOW),
        "code": _code(link if len(link) <= CODE_LETTERS else whole.shared),
        "slides": [
            _slide(slide, views[step], notes=notes)
            for slide, step in zip(deck.slides, deck.steps, strict=True)
        ],
    }


def _code(link: str) -> str:
    """Return the code of a link; none where even the app's own is too long for one."""
    try:
        return qr_svg(link)
    except ValueError:
        return ""


def _slide(slide: Slide, view: View, *, notes: bool) -> Values:
    own = [line for line in slide.own.split("\n") if line.strip()]
    return {
        "picture": picture(slide, _drawing(slide, view)),
        "problem": slide.problem,
        "own": "\n".join(own),
        "notes": list(_told(slide, len(own), view.catalog, notes=notes)),
        "link": view.shared,
    }


def _told(slide: Slide, own: int, catalog: Catalog, *, notes: bool) -> Iterator[str]:
    """Yield what is told with the slide; listeners get the answer in place of stage directions."""
    body = slide.body
    if isinstance(body, Question) and not notes:
        for each in body.choices:
            if each.right:
                yield f"Right: {each.letter}, {each.text}. {each.told}".strip()
        if body.quote:
            yield f"{body.quote.says} “{body.quote.words}” ({body.quote.place})"
    else:
        yield from (each for each in slide.note_lines[own:] if each != WORDING)
    if isinstance(body, Comparison) and any(cell.mark for row in body.rows for cell in row.cells):
        for therapy in body.therapies:
            for number in receipts(catalog, therapy)["evidence"][:1]:
                claim = catalog.claims_of[therapy.id][number - 1]
                yield f"{therapy.name}: {source_passage(catalog, claim).line}"


def _drawing(slide: Slide, view: View) -> str:
    """Return the drawing of a chart as SVG; none where there is nothing to draw, or no time."""
    if not isinstance(slide.body, Chart):
        return ""
    try:
        return pictures.svg(view, FIGURE, title="bare").decode()
    except (pictures.NothingToDraw, pictures.TookTooLong):
        return ""
