"""What all paper has in common: signs drawn as they are meant, their legend, the subject."""

import io
import re
from collections import defaultdict

import pypdfium2  # type: ignore[import-untyped]
import pytest
from pypdf import PdfReader
from pypdfium2 import raw

from tests.support.readers import pdf_pages, squeezed
from therapies.catalog.catalog import Catalog
from therapies.exports.pdf.handout import handout
from therapies.exports.pdf.quiz_sheet import quiz_sheet
from therapies.exports.pdf.sheets import sheet
from therapies.model import WORDING, Evidence
from therapies.presenting.talk import Step, Talk
from therapies.query.view import View
from therapies.site import TITLE
from therapies.study.quiz import read

SIGNS = [each.symbol for each in Evidence]
FULL, EMPTY = "▰", "▱"
SIGNED = ("therapy", "compare", "list", "talk")
LEGEND = "".join(each.marked for each in Evidence)


def made(kind: str, catalog: Catalog) -> bytes:
    """A paper of this kind."""
    ids = tuple(catalog.by_id)
    if kind == "talk":
        return handout(Talk((Step.of(View(catalog, page="method")),)), catalog)
    if kind == "quiz":
        quiz, _ = read(catalog, catalog.therapies, {"seed": ["x"], "number": ["5"]})
        assert quiz
        return quiz_sheet(View(catalog, page="study"), quiz)
    named = {"therapy": ids[:1], "compare": ids[:2]}
    return sheet(View(catalog, page=kind if kind in named else "browse", ids=named.get(kind, ())))


def inked(pdf: bytes) -> dict[str, list[float]]:
    """The shares of ink in the middle of a sign's steps, as a viewer draws them."""
    shares = defaultdict(list)
    for page in pypdfium2.PdfDocument(pdf):
        drawn = page.render(scale=10, grayscale=True).to_pil()
        text, height = page.get_textpage(), page.get_height()
        for place in range(text.count_chars()):
            letter = chr(raw.FPDFText_GetUnicode(text, place))
            if letter in (FULL, EMPTY):
                left, low, right, high = (10 * each for each in text.get_charbox(place))
                x, y = (right - left) / 3, (high - low) / 3
                middle = left + x, 10 * height - high + y, right - x, 10 * height - low - y
                box = drawn.crop(middle)
                dark = sum(box.histogram()[:200])
                shares[letter].append(dark / (box.width * box.height))
    return dict(shares)


@pytest.mark.parametrize("kind", SIGNED)
def test_the_surer_the_wording_the_more_steps_are_full(sample: Catalog, kind: str) -> None:
    pdf = made(kind, sample)
    found = inked(pdf)
    assert min(found[FULL]) - max(found[EMPTY]) > 0.25
    signs = set(re.findall(f"[{FULL}{EMPTY}]+", "".join(pdf_pages(pdf))))
    assert signs == set(SIGNS)
    assert [each.count(FULL) for each in SIGNS] == [each.steps for each in Evidence]


@pytest.mark.parametrize("kind", SIGNED)
def test_every_page_with_signs_says_what_they_mean(sample: Catalog, kind: str) -> None:
    for text in pdf_pages(made(kind, sample)):
        assert squeezed(f"{LEGEND}{WORDING}") in text
        assert text.count("notagradeofstudies") == 1


def test_the_quiz_has_no_signs_and_no_legend(sample: Catalog) -> None:
    text = "".join(pdf_pages(made("quiz", sample)))
    assert [each for each in (FULL, EMPTY, "notagradeofstudies") if each in text] == []
    assert "Answers" in text


@pytest.mark.parametrize("kind", [*SIGNED, "quiz"])
def test_the_head_and_the_title_name_the_subject(sample: Catalog, kind: str) -> None:
    pdf = made(kind, sample)
    assert pdf_pages(pdf)[0].startswith(squeezed(TITLE))
    metadata = PdfReader(io.BytesIO(pdf)).metadata
    assert metadata
    assert str(metadata.title).count(TITLE) == 1
    assert len(str(metadata.title)) > len(TITLE)
