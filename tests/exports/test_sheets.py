"""Sheets: whole, selectable, the same every time, and text is never markup; read by pypdf."""

import dataclasses
import io
import re
from collections.abc import Iterator
from typing import Any

import pytest
from pypdf import PdfReader

from harness.server import FROZEN
from tests.support.filled import filled_catalog
from tests.support.readers import pdf_pages, squeezed
from therapies.catalog.catalog import Catalog, load_catalog
from therapies.content import findings
from therapies.content.passages import claim_link
from therapies.content.sentences import splits, statement
from therapies.exports.pdf.sheets import LEGEND, sheet
from therapies.model import NOT_STATED, PURPOSE, Category, Standing, paired
from therapies.query.query import Query
from therapies.query.view import View
from therapies.site import TITLE

TABLE = load_catalog(FROZEN)
MECHANICAL = Query.of({"category": ["mechanical"]})
VIEWS = {
    "therapy": View(TABLE, page="therapy", ids=("vitamin-k2",)),
    "compare": View(TABLE, page="compare", ids=("statins", "vitamin-k2")),
    "list": View(TABLE, MECHANICAL, page="browse"),
}
HOSTILE = {
    "function": '#let x = 1; #panic("no") #read("/etc/passwd")',
    "formula": "=1+1",
    "markup": "*x* _y_ `z` = Head - item + item / term: x",
    "money": "$5 to $10",
    "reference": "@ref <label> @receipt-1",
    "backslash": r"\u{41} \# \\ C:\new \* ~ --- ...",
    "script": "<script>alert(1)</script> /* x */ // y",
    "link": "[x](javascript:1) ]#[ {{ 7*7 }}",
    "quotes": "\"double\" 'single' ''' “curly”",
}


def read(pdf: bytes) -> PdfReader:
    return PdfReader(io.BytesIO(pdf), strict=True)


def words(pdf: bytes) -> str:
    return "".join(pdf_pages(pdf))


def spelled(pdf: bytes) -> str:
    """What a viewer copies for the letters that are drawn as boxes."""
    found = []
    for page in read(pdf).pages:
        contents = page.get_contents()
        assert contents is not None
        found += re.findall(rb"/ActualText\s*<FEFF([0-9A-F]+)>", contents.get_data())
    return "".join(bytes.fromhex(each.decode()).decode("utf-16-be") for each in found)


def outline(pdf: bytes) -> list[str]:
    def titles(entries: Any) -> Iterator[str]:
        for entry in entries:
            if isinstance(entry, list):
                yield from titles(entry)
            else:
                yield str(entry.title)

    return list(titles(read(pdf).outline))


def led_to(pdf: bytes) -> list[str]:
    """Where the links lead that leave the sheet."""
    annotations = [each for page in read(pdf).pages for each in page.get("/Annots", [])]
    actions = [each.get_object().get("/A", {}) for each in annotations]
    return [str(each["/URI"]) for each in actions if "/URI" in each]


def resources(page: Any) -> Any:
    return page["/Resources"]


@pytest.mark.parametrize("paper", ["a4", "us-letter"])
def test_every_therapy_is_one_whole_page(paper: str) -> None:
    """Those with the most to tell are enough: fewer of them on the larger A4."""
    told = {id_: sum(len(each.says) for each in claims) for id_, claims in TABLE.claims_of.items()}
    fullest = sorted(TABLE.therapies, key=lambda each: -told[each.id])
    for therapy in fullest[: 16 if paper == "us-letter" else 4]:
        view = View(TABLE, page="therapy", ids=(therapy.id,))
        (text,) = pdf_pages(sheet(view, paper))
        assert squeezed(statement(therapy)) in text
        assert squeezed(paired(therapy.evidence, therapy.outcome)) in text
        assert "Yournotes" in text
        assert "None" not in text
        for line in view.stamp:
            assert squeezed(line) in text, line


@pytest.mark.parametrize("name", VIEWS)
def test_every_receipt_stands_on_the_sheet(name: str) -> None:
    view = VIEWS[name]
    text = words(sheet(view))
    for claim in (claim for each in view.therapies for claim in TABLE.claims_of[each.id]):
        source = TABLE.source_by_id[claim.source].name
        place = f"{source}, {claim.section}, paragraph {claim.paragraph}: “{claim.wording}”"
        assert squeezed(place) in text
        assert squeezed(claim.says) in text
    shown = {each.id for each in view.therapies}
    others = [claim.says for claim in TABLE.claims if claim.therapy not in shown]
    assert [says for says in others if squeezed(says) in text] == []


@pytest.mark.parametrize("name", VIEWS)
def test_every_receipts_place_leads_to_the_page_of_its_claim(name: str) -> None:
    view = dataclasses.replace(VIEWS[name], base="https://x.org/")
    claims = [each for therapy in view.therapies for each in TABLE.claims_of[therapy.id]]
    found = led_to(sheet(view))
    assert set(found) <= {f"https://x.org/claim/{claim.id}" for claim in claims}
    assert len(set(found)) > 3


@pytest.mark.parametrize("name", VIEWS)
def test_every_page_carries_the_stamp_and_its_number(name: str) -> None:
    pages = pdf_pages(sheet(VIEWS[name]))
    for number, text in enumerate(pages, 1):
        assert f"Page{number}of{len(pages)}" in text
        assert [line for line in VIEWS[name].stamp if squeezed(line) not in text] == []
        assert text.count(squeezed(PURPOSE)) == 1


def test_paper_is_what_was_asked_for_and_five_lie_across() -> None:
    five = View(TABLE, page="compare", ids=tuple(TABLE.by_id)[:5])
    sizes = {
        (paper, view.page): tuple(round(float(side)) for side in read(pdf).pages[0].mediabox[2:])
        for paper in ("a4", "us-letter")
        for view in (VIEWS["therapy"], five)
        for pdf in [sheet(view, paper)]
    }
    assert sizes == {
        ("a4", "therapy"): (595, 842),
        ("a4", "compare"): (842, 595),
        ("us-letter", "therapy"): (612, 792),
        ("us-letter", "compare"): (792, 612),
    }


@pytest.mark.parametrize("name", VIEWS)
def test_a_screen_reader_finds_title_language_tags_and_headings(name: str) -> None:
    pdf = sheet(VIEWS[name])
    reader = read(pdf)
    root: Any = reader.root_object
    assert reader.metadata is not None
    assert reader.metadata.title == f"{VIEWS[name].title} · {TITLE}"
    assert root["/Lang"] == "en"
    assert root["/MarkInfo"]["/Marked"]
    assert root["/ViewerPreferences"]["/DisplayDocTitle"]
    assert reader.xmp_metadata is not None
    assert b"pdfuaid" in reader.xmp_metadata.stream.get_data()
    headings = outline(pdf)
    assert headings[0] == VIEWS[name].title
    assert len(set(headings)) == len(headings)


def test_a_list_is_headed_by_category_and_shows_each_aim_with_its_evidence() -> None:
    pdf = sheet(View(TABLE))
    text = words(pdf)
    headings = outline(pdf)
    assert [each.split(" ", 1)[1].rsplit(" ", 1)[0] for each in headings[1:5]] == [
        each.heading for each in Category
    ]
    assert headings[5:] == []
    for each in TABLE.therapies:
        aim = f"{each.goal.heading}: {paired(each.evidence, each.outcome).marked}"
        assert squeezed(aim) in text
    assert squeezed(Standing.SELECTED.definition) not in text


@pytest.mark.parametrize("paper", ["a4", "us-letter"])
def test_the_overview_has_the_map_first_and_four_pages_at_most(paper: str) -> None:
    pages = pdf_pages(sheet(View(TABLE), paper))
    assert len(pages) <= 4
    (headed,) = [place for place, text in enumerate(pages) if "Saidofariskfactoronly:" in text]
    assert headed == 0
    before = pages[0].split(squeezed(f"{next(iter(Category)).heading} (20)"))[0]
    assert [each.name for each in TABLE.therapies if squeezed(each.name) not in before] == []
    legend = squeezed("".join(LEGEND[0]))
    text = "".join(each.split(legend)[0] for each in pages)
    for claim in TABLE.claims:
        assert squeezed(f"“{claim.wording}” {claim.says}") in text
    caveats = {each.caveat for each in TABLE.therapies if each.caveat != NOT_STATED}
    assert [each for each in caveats if squeezed(f"Caveat: {each}") not in text] == []
    assert text.count("Documentsdiffer:") == sum(
        bool(splits(TABLE, each.id)) for each in TABLE.therapies
    )


def test_only_what_heads_something_is_bold_in_a_comparison() -> None:
    found = []

    def visit(text: str, _: Any, __: Any, font: Any, ___: Any) -> None:
        if font and "Bold" in str(font["/BaseFont"]):
            found.append(squeezed(text))

    for page in read(sheet(VIEWS["compare"])).pages:
        page.extract_text(visitor_text=visit)
    names = [each.name for each in VIEWS["compare"].therapies]
    heads = (VIEWS["compare"].title, "Question", *names, "Source passages", *names, "Your notes")
    bold = "".join(found)
    for category in Category:
        bold = bold.replace(category.symbol, "")
    assert squeezed(names[0]) in bold
    assert len(bold) <= len(squeezed("".join(heads)))
    told = [squeezed(each.mechanism) for each in VIEWS["compare"].therapies]
    assert [each for each in told if each in bold] == []


@pytest.mark.parametrize("page", ["therapy", "compare", "browse"])
def test_documents_that_differ_show_all_sides(sample: Catalog, page: str) -> None:
    ids = ("lithotripsy",) if page != "browse" else ()
    assert splits(sample, "lithotripsy") == ("evidence", "standing")
    text = words(sheet(View(sample, page=page, ids=ids)))
    assert "documentsdiffer" in text.lower()
    for side in ("shown, for blood flow", "stated, for blood flow", "routine", "selected patients"):
        assert squeezed(side) in text
    assert "None" not in text


def test_a_split_goal_keeps_its_evidence(sample: Catalog) -> None:
    assert "goal" in splits(sample, "vitamin-k")
    text = words(sheet(View(sample, page="compare", ids=("vitamin-k", "diet"))))
    assert squeezed("First overview: halt; evidence: in trials, for calcification") in text
    assert squeezed("Second overview: reverse; evidence: no effect stated") in text


@pytest.mark.parametrize("page", ["therapy", "compare", "browse"])
@pytest.mark.parametrize("hostile", HOSTILE.values(), ids=HOSTILE)
def test_text_is_data_and_never_markup(sample: Catalog, page: str, hostile: str) -> None:
    plain, harmed = filled_catalog(sample, "Plain"), filled_catalog(sample, hostile)
    ids = ["lithotripsy", "vitamin-k"][: {"therapy": 1, "compare": 2}.get(page, 0)]
    safe = sheet(View(plain, page=page, ids=tuple(f"Plain{each}" for each in ids)))
    view = View(harmed, page=page, ids=tuple(f"{hostile}{each}" for each in ids))
    pdf = sheet(view)
    text = words(pdf)
    notes = {"Your notes"}  # only where the page has room left
    assert len(set(outline(pdf)) - notes) == len(set(outline(safe)) - notes)
    assert outline(pdf)[0].split() == view.title.split()
    assert set(led_to(pdf)) <= {claim_link(view.base, each.id) for each in harmed.claims}
    for therapy in view.therapies:
        claims = harmed.claims_of[therapy.id]
        shown = [therapy.name, *(each.wording for each in claims), *(each.says for each in claims)]
        assert [each for each in shown if squeezed(each) not in text] == []


@pytest.mark.parametrize(
    ("page", "letters"), [("therapy", 1_500), ("browse", 2_500), ("compare", 1_000)]
)
def test_endless_words_flow_on_and_stay_whole(sample: Catalog, page: str, letters: int) -> None:
    long = "x" * (letters - 10) + "wholly end"
    table = filled_catalog(sample, long)
    ids = (f"{long}diet",) if page != "browse" else ()
    query = Query() if ids else Query.of({"kind": ["lifestyle"]})
    view = View(table, query, page=page, ids=ids)
    pdf = sheet(view)
    pages = [page.extract_text() for page in read(pdf).pages]
    legend, purpose = (re.escape(squeezed(each)) for each in ("".join(*LEGEND), PURPOSE))
    foot = re.compile(rf"{legend}Tablex+…{purpose}Page\d+of\d+")
    text = "".join(foot.sub("", squeezed(page)) for page in pages)
    (claim,) = table.claims_of[f"{long}diet"]
    for whole in (view.therapies[0].name, claim.wording, claim.says, *view.stamp):
        assert squeezed(whole) in text
    assert max(len(line) for line in " ".join(pages).split()) < 160  # none runs off the page
    assert 2 < len(pages) < 60


@pytest.mark.parametrize(
    "foreign", ["אבג", "مرحبا", "🫀👩‍⚕️", "\u202eabc", "漢字", "\u0301\ufeff\x01"]
)
def test_foreign_letters_do_not_fail_nor_turn_their_neighbours(
    sample: Catalog, foreign: str
) -> None:
    table = filled_catalog(sample, foreign)
    pdf = sheet(View(table, page="therapy", ids=(f"{foreign}diet",)))
    text = words(pdf)
    letters = {each for each in foreign if each.isalpha() or each in "🫀👩⚕"}
    assert letters - set(text + spelled(pdf)) == set()
    assert "Placeincare" in text
    assert squeezed(Standing.FOUNDATION.label) in text


def test_a_sheet_is_dated_by_the_table() -> None:
    for year in (2001, TABLE.date.year):
        moved = dataclasses.replace(TABLE, date=TABLE.date.replace(year=year))
        metadata = read(sheet(dataclasses.replace(VIEWS["therapy"], catalog=moved))).metadata
        assert metadata is not None
        assert metadata.creation_date is not None
        assert metadata.creation_date.date() == moved.date


def test_an_empty_list_says_so() -> None:
    empty = Query.of({}, "zzzzzz")
    text = words(sheet(View(TABLE, empty, page="browse")))
    assert squeezed(findings.NOTHING) in text
    assert "Source passages" not in text


def test_what_no_sheet_can_show_is_refused() -> None:
    with pytest.raises(ValueError, match=r"paper: 'a5' found; allowed: a4, us-letter"):
        sheet(VIEWS["list"], "a5")
    for page in ("therapy", "compare"):
        with pytest.raises(ValueError, match=f"'{page}' names no therapy"):
            sheet(View(TABLE, page=page))


def test_only_the_screens_type_and_what_typst_carries_are_used() -> None:
    fonts = {
        str(font.get_object()["/BaseFont"]).split("+")[1]
        for page in read(sheet(View(TABLE))).pages
        for font in resources(page)["/Font"].values()
    }
    assert [each for each in fonts if each.startswith("SourceSansPro-Regular")]
    assert [each for each in fonts if not re.match("SourceSansPro|DejaVuSansMono", each)] == []
