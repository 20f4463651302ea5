"""The explained terms: their file, finding them in texts, and reading them in the browser."""

from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from harness.browser import show_as, turn
from harness.server import Server
from tests.support.edits import change, problems_in
from therapies.__main__ import main
from therapies.catalog.catalog import Catalog, load_catalog
from therapies.catalog.glossary import Glossary
from therapies.catalog.store import Store
from therapies.content import render, therapy_page
from therapies.content.go import Go
from therapies.model import Entry
from therapies.query.query import Query
from therapies.query.view import View
from therapies.study import words

TERMS = """\
term,aliases,explanation,source,section,paragraph,wording
kidney disease,CKD,The kidneys do not clean the blood well.,not stated,not stated,not stated,not stated
Matrix Gla Protein,MGP,A protein of the body.,first,Diet,1,may lower the risk
"""  # noqa: E501
OPEN = ".term-text:popover-open"


@pytest.fixture
def explained(folder: Path) -> Path:
    """The tiny table with explained terms."""
    (folder / "terms.csv").write_text(TERMS)
    return folder


def entry(term: str, *aliases: str) -> Entry:
    nowhere = dict.fromkeys(("source", "section", "paragraph", "wording"))
    return Entry.model_validate(
        {"term": term, "aliases": aliases, "explanation": f"What {term} means.", **nowhere}
    )


GLOSSARY = Glossary.of([entry("plaque"), entry("vulnerable plaque"), entry("VSMC", "muscle cell")])


def found(text: str) -> list[tuple[str, str]]:
    pieces = GLOSSARY.pieces(text)
    assert "".join(piece.text for piece in pieces) == text
    return [(piece.text, piece.entry.term) for piece in pieces if piece.entry]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Soft Plaques and a VSMC.", [("Plaques", "plaque"), ("VSMC", "VSMC")]),
        ("plaque, then plaque again", [("plaque", "plaque")]),
        (
            "a vulnerable plaque, a plaque",
            [("vulnerable plaque", "vulnerable plaque"), ("plaque", "plaque")],
        ),
        ("muscle cells or VSMCs", [("muscle cells", "VSMC")]),
        ("plaque-like, unplaque, plaquette", []),
        ("", []),
    ],
)
def test_the_first_mention_of_each_term_is_found(
    text: str, expected: list[tuple[str, str]]
) -> None:
    assert found(text) == expected


def test_a_glossary_without_terms_leaves_texts_alone() -> None:
    assert [piece.text for piece in Glossary().pieces("plaque")] == ["plaque"]
    assert list(Glossary().named_in("plaque")) == []


def test_a_folder_without_terms_is_whole(sample: Catalog) -> None:
    assert sample.glossary.entries == ()
    shown = words.contents(sample, Query(), sample.therapies)
    assert "no file of explained terms" in render.html("words", **shown)
    therapy = therapy_page.contents(sample, sample.by_id["vitamin-k"], Query())
    html = render.html("therapy", go=Go(View(sample, page="therapy")), **therapy)
    assert "Activates Matrix Gla Protein." in html
    assert 'class="term"' not in html


def test_terms_are_read_with_their_receipts(explained: Path) -> None:
    first, second = load_catalog(explained).glossary.entries
    assert (first.term, first.names, first.source) == (
        "kidney disease",
        ("kidney disease", "CKD"),
        None,
    )
    assert (second.source, second.section, second.paragraph) == ("first", "Diet", 1)
    assert second.wording == "may lower the risk"


def test_a_place_that_does_not_apply_is_no_place(explained: Path) -> None:
    change(
        explained,
        "terms.csv",
        ",not stated,not stated,not stated,not stated",
        ",not applicable" * 4,
    )
    assert load_catalog(explained).glossary.by_name["kidney disease"].paragraph is None


def test_terms_change_no_version(folder: Path) -> None:
    before = load_catalog(folder)
    (folder / "terms.csv").write_text(TERMS)
    after = load_catalog(folder)
    assert after.version == before.version
    assert after.files == before.files
    assert "terms.csv" not in after.files


@pytest.mark.parametrize(
    ("old", "new", "line", "column", "said"),
    [
        ("MGP", "CKD", 3, "aliases", "line 2 has it already"),
        ("Matrix Gla Protein", "Kidney Disease", 3, "term", "line 2 has it already"),
        ("A protein of the body.", "word " * 21, 3, "explanation", "at most 20 words"),
        ("A protein of the body.", "not stated", 3, "explanation", "a text of its own"),
        ("A protein of the body.", "", 3, "explanation", "a text"),
        ("first,Diet", "frist,Diet", 3, "source", "did you mean first"),
        ("Diet,1", "Deit,1", 3, "section", "did you mean Diet"),
        ("Diet,1", "Diet,9", 3, "paragraph", '"9"'),
        ("Diet,1", "Diet,one", 3, "paragraph", "a whole number"),
        ("Diet,1", "Diet,not stated", 3, "paragraph", "no paragraph"),
        ("may lower the risk", "a b c d e f g h i", 3, "wording", "at most 8 words"),
        ("term,aliases", "term,other", 1, "aliases", "no such column"),
    ],
)
def test_each_fault_of_a_term_gets_its_message(
    explained: Path, old: str, new: str, line: int, column: str, said: str
) -> None:
    change(explained, "terms.csv", old, new)
    messages = [each for each in problems_in(explained) if each.file == "terms.csv"]
    matching = [each for each in messages if (each.line, each.column) == (line, column)]
    assert len(matching) == 1, messages
    assert said in str(matching[0])


def test_messages_on_terms_stand_with_all_others(explained: Path) -> None:
    change(explained, "terms.csv", "first,Diet", "frist,Diet")
    change(explained, "therapies.csv", ",modify,", ",cure,")
    assert {each.file for each in problems_in(explained)} == {"terms.csv", "therapies.csv"}


def test_check_tidies_the_terms(explained: Path, capsys: pytest.CaptureFixture[str]) -> None:
    head, kidney, protein = TERMS.splitlines()
    (explained / "terms.csv").write_text(
        "\r\n".join([head, protein, f'"{kidney[:14]}"{kidney[14:]}'])
    )
    assert main(["check", str(explained), "--format"]) == 0
    assert (explained / "terms.csv").read_text() == TERMS
    assert "terms.csv" in capsys.readouterr().out
    main(["check", str(explained), "--format"])
    assert "rewrote" not in capsys.readouterr().out


def test_an_edit_of_a_term_shows_at_once(explained: Path) -> None:
    store = Store(explained)
    before = store.current().catalog
    change(explained, "terms.csv", "of the body.", "that is made in the body.")
    after = store.current().catalog
    assert before
    assert after
    assert after.glossary.entries[1].explanation == "A protein that is made in the body."
    assert store.current().catalog is after


def test_a_hostile_explanation_stays_text(explained: Path) -> None:
    change(explained, "terms.csv", "A protein of the body.", "<img src=x onerror=alert(1)>")
    html = render.explained("About <b>MGP</b>.", load_catalog(explained), "here")
    assert html.startswith("About &lt;b&gt;<button")
    assert ">MGP</button>" in html
    assert "&lt;img src=x" in html
    assert "<img" not in html


def test_terms_of_the_filter_stand_first(explained: Path) -> None:
    table = load_catalog(explained)
    only = [table.by_id["sevelamer"]]
    shown = words.contents(table, Query(), only)
    assert [line.entry.term for line in shown["here"]] == ["kidney disease"]
    assert [line.entry.term for line in shown["elsewhere"]] == ["Matrix Gla Protein"]
    assert shown["here"][0].therapies == tuple(only)


def test_a_term_opens_and_closes_by_keyboard_on_a_phone(server: Server, page: Page) -> None:
    show_as(page, 390, 844, "dark")
    turn(page, f"{server.url}/therapy?id=vitamin-k2")
    term = page.get_by_role("button", name="Matrix Gla Protein").first
    expect(page.locator(OPEN)).to_have_count(0)
    term.focus()
    page.keyboard.press("Enter")
    opened = page.locator(OPEN)
    expect(opened).to_have_text(
        "A protein of the body that helps keep calcium out of soft parts, such as artery walls."
    )
    box = opened.bounding_box()
    assert box
    assert box["x"] >= 0
    assert box["x"] + box["width"] <= 390
    page.keyboard.press("Escape")
    expect(page.locator(OPEN)).to_have_count(0)
    expect(term).to_be_focused()
    page.emulate_media(media="print")
    assert (
        "It helps to activate Matrix Gla Protein, an inhibitor"
        in page.locator(".prof dd", has_text="It helps to activate").inner_text()
    )


def test_a_reader_finds_a_word_and_reads_it_in_use(server: Server, page: Page) -> None:
    turn(page, f"{server.url}/study?part=words&context=hypertension")
    page.get_by_role("navigation", name="Terms").get_by_role("link", name="claudication").click()
    row = page.locator(".words > div:target")
    expect(row).to_contain_text("Pain in the legs that comes with walking.")
    expect(row).to_contain_text("Interventional Procedures for Severe Blockages, paragraph 1")
    expect(row).to_be_in_viewport()
