"""Citations: text, BibTeX and RIS, with version, date and address, and no name made up."""

import datetime
import re

import pytest

from tests.support.hostile import HOSTILE
from therapies.catalog.catalog import Catalog
from therapies.exports import citation
from therapies.exports.citation import AUTHORS, Citation
from therapies.query.query import Query
from therapies.query.view import View
from therapies.site import PAGES, TITLE

CITED = Citation("A title", "v123abc", datetime.date(2026, 11, 3), "https://x.org/?v=v123abc")


def test_each_form_reads_as_programs_for_references_expect() -> None:
    assert CITED.text == (
        f"{AUTHORS} (2026). A title (version v123abc of 2026-11-03) [Data set]. "
        "https://x.org/?v=v123abc"
    )
    assert CITED.bibtex == (
        "@misc{calcification-therapies-v123abc,\n"
        f"  author = {{{{The contributors of ``{TITLE}''}}}},\n"
        "  title = {{A title}},\n"
        "  year = {2026},\n"
        "  date = {2026-11-03},\n"
        "  version = {v123abc},\n"
        "  howpublished = {Data set},\n"
        "  note = {Version v123abc of 2026-11-03. For learning and discussion; not medical "
        "advice.},\n"
        "  url = {https://x.org/?v=v123abc},\n"
        "}\n"
    )
    assert CITED.ris.split("\r\n") == [
        "TY  - DATA",
        f"AU  - {AUTHORS}",
        "TI  - A title",
        "PY  - 2026",
        "DA  - 2026/11/03",
        "ET  - v123abc",
        "N1  - Version v123abc of 2026-11-03. For learning and discussion; not medical advice.",
        "UR  - https://x.org/?v=v123abc",
        "ER  - ",
        "",
    ]


def test_a_view_is_cited_by_its_link_with_the_version(sample: Catalog) -> None:
    view = View(sample, Query.of({"category": ["mechanical"]}), "browse", base="https://x.org/")
    cited = citation.of_view(view)
    assert cited.link == f"https://x.org/browse?category=mechanical&v={sample.version}"
    assert cited.title == f"{TITLE} · Browse: {view.sentence}"
    assert (cited.version, cited.date) == (sample.version, sample.date)
    assert citation.bib(view).decode() == cited.bibtex
    assert citation.ris(view).decode() == cited.ris


@pytest.mark.parametrize("page", PAGES)
def test_every_page_that_leaves_the_app_can_be_cited(page: object) -> None:
    formats = page.formats  # type: ignore[attr-defined]
    assert ("bib" in formats, "ris" in formats) == (bool(formats), bool(formats))


def test_a_claim_is_cited_by_its_lasting_address_and_its_words(sample: Catalog) -> None:
    claim = sample.claim_by_id["crckd"]
    cited = citation.of_claim(sample, claim, "https://x.org/under/")
    assert cited.link == "https://x.org/under/claim/crckd"
    assert "?" not in cited.link
    assert f"“{claim.wording}” (First overview, Devices, paragraph 1)" in cited.text
    assert "@misc{calcification-therapies-" in cited.bibtex
    assert f"{sample.version}-crckd,\n" in cited.bibtex


@pytest.mark.parametrize("text", HOSTILE.values(), ids=HOSTILE)
def test_no_text_of_the_table_breaks_out_of_its_field(text: str) -> None:
    cited = CITED._replace(title=text)
    (title,) = re.findall(r"^  title = \{\{(.*)\}\},$", cited.bibtex, re.MULTILINE)
    assert not re.search(r"(?<!\\)[&%$#_]", title.replace(r"\\", ""))
    bare = re.sub(r"\\text\w+\{\}|\\[{}]", "", title)
    assert not set(bare) & set("{}")
    assert len(cited.ris.split("\r\n")) == 10
