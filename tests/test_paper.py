"""What all paper has in common: signs drawn as they are meant, their legend, the subject."""

import io
from collections import defaultdict
from itertools import pairwise

import pypdfium2  # type: ignore[import-untyped]
import pytest
from pypdf import PdfReader
from pypdfium2 import raw

from therapies.catalog import Catalog
from therapies.exports.handout import handout
from therapies.exports.quiz_sheet import quiz_sheet
from therapies.exports.sheets import sheet
from therapies.exports.view import View
from therapies.model import Evidence
from therapies.quiz_sitting import read
from therapies.site import TITLE
from therapies.talk import Step, Talk

ROUND = [each.symbol for each in Evidence if each is not Evidence.NOT_STATED]
SIGNED = ("therapy", "compare", "list", "talk")
LEGEND = "".join(f"{each.symbol} {each.value}" for each in Evidence)


def made(kind: str, catalog: Catalog) -> bytes:
    """A paper of this kind."""
    ids = tuple(catalog.by_id)
    if kind == "talk":
        return handout(Talk((Step.of(View(catalog, page="method")),)), catalog)
    if kind == "quiz":
        sitting, _ = read(catalog, catalog.therapies, {"seed": ["x"], "number": ["5"]})
        assert sitting
        return quiz_sheet(View(catalog, page="study"), sitting)
    named = {"therapy": ids[:1], "compare": ids[:2]}
    return sheet(View(catalog, page=kind if kind in named else "browse", ids=named.get(kind, ())))


def squeezed(text: str) -> str:
    """The text without spaces and line ends: a PDF breaks lines where it likes."""
    return "".join(text.split())


def pages(pdf: bytes) -> list[str]:
    return [squeezed(each.extract_text()) for each in PdfReader(io.BytesIO(pdf)).pages]


def inked(pdf: bytes, signs: list[str]) -> dict[str, list[float]]:
    """The shares of ink in the boxes of these signs, as a viewer draws them."""
    shares = defaultdict(list)
    for page in pypdfium2.PdfDocument(pdf):
        drawn = page.render(scale=10, grayscale=True).to_pil()
        text, height = page.get_textpage(), page.get_height()
        for place in range(text.count_chars()):
            letter = chr(raw.FPDFText_GetUnicode(text, place))
            if letter in signs:
                left, low, right, high = (10 * each for each in text.get_charbox(place))
                box = drawn.crop((left, 10 * height - high, right, 10 * height - low))
                dark = sum(box.histogram()[:200])
                shares[letter].append(dark / (box.width * box.height))
    return dict(shares)


@pytest.mark.parametrize("kind", SIGNED)
def test_the_surer_the_wording_the_fuller_the_sign(sample: Catalog, kind: str) -> None:
    found = inked(made(kind, sample), ROUND)
    assert len(found) == len(ROUND)
    for surer, less in pairwise(ROUND):
        assert min(found[surer]) - max(found[less]) > 0.08, f"{surer} is no fuller than {less}"


@pytest.mark.parametrize("kind", SIGNED)
def test_every_page_with_signs_says_what_they_mean(sample: Catalog, kind: str) -> None:
    for text in pages(made(kind, sample)):
        assert squeezed(f"{LEGEND}“Evidence” is the strength of the documents' wording") in text
        assert text.count("nogradeofstudies") == 1


def test_the_quiz_has_no_signs_and_no_legend(sample: Catalog) -> None:
    text = "".join(pages(made("quiz", sample)))
    assert [each for each in (*ROUND, "nogradeofstudies") if each in text] == []
    assert "Answers" in text


@pytest.mark.parametrize("kind", [*SIGNED, "quiz"])
def test_the_head_and_the_title_name_the_subject(sample: Catalog, kind: str) -> None:
    pdf = made(kind, sample)
    assert pages(pdf)[0].startswith(squeezed(TITLE))
    metadata = PdfReader(io.BytesIO(pdf)).metadata
    assert metadata
    assert str(metadata.title).count(TITLE) == 1
    assert len(str(metadata.title)) > len(TITLE)
