"""What a talk is taken along as: a deck, a sheet and a list of links, from their addresses."""

import io
import re
from collections.abc import Callable
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urlencode, urlsplit

import pytest
from pypdf import PdfReader
from starlette.requests import Request
from starlette.responses import Response

from harness.server import FROZEN
from tests.support.decks import everything, notes, opened
from tests.support.hostile import HOSTILE
from tests.support.sample import write_sample
from therapies.catalog.catalog import Catalog, load_catalog
from therapies.exports.pdf import handout
from therapies.exports.pptx import presentation
from therapies.model import PURPOSE
from therapies.presenting.ready_talk import story
from therapies.presenting.talk import Step, Talk, decode, encode
from therapies.query.query import Query
from therapies.query.view import View
from therapies.server import talk_routes

pytestmark = pytest.mark.usefixtures("fresh_store")
TABLE = load_catalog(FROZEN)
THREE = Talk(
    (
        Step.of(View(TABLE), "targets", "Along the disease", "Start with the causes."),
        Step.of(View(TABLE, Query(), "therapy", ("sevelamer",)), note="Ask what it rests on."),
        Step.of(View(TABLE, Query(), "sources"), "documents", "Place in care"),
    )
)


def ask(path: str) -> Response:
    """Ask for `/data/talk/PATH` as the web server does."""
    name, _, query = path.partition("?")
    scope = {
        "type": "http",
        "method": "GET",
        "scheme": "http",
        "path": f"/data/talk/{name}",
        "root_path": "",
        "query_string": query.encode(),
        "headers": [(b"host", b"dash.example.org")],
        "path_params": {"name": name},
    }
    return talk_routes.give(Request(scope))


def address(name: str, talk: Talk, **params: str) -> str:
    return f"{name}?{urlencode({'talk': encode(talk), **params})}"


def titles(file: Any) -> list[str]:
    return [slide.shapes.title.text for slide in file.slides]


def links(content: bytes) -> list[str]:
    """The addresses that a PDF leads to."""
    pages = PdfReader(io.BytesIO(content)).pages
    notes: list[Any] = [each.get_object() for page in pages for each in page.get("/Annots", [])]
    return [each["/A"]["/URI"] for each in notes if "/URI" in each.get("/A", {})]


def words(content: bytes) -> str:
    text = " ".join(page.extract_text() for page in PdfReader(io.BytesIO(content)).pages)
    return " ".join(text.split())


def test_the_deck_has_titles_notes_and_only_the_chosen_charts() -> None:
    answer = ask(address("pptx", THREE))
    assert answer.status_code == 200
    saved_as = f'filename="calcification-therapies_talk-of-3_{TABLE.date}_{TABLE.version}.pptx"'
    assert saved_as in answer.headers["content-disposition"]
    file = opened(bytes(answer.body))
    assert titles(file) == ["Along the disease", THREE.steps[1].title, "Place in care"]
    said = [*map(notes, file.slides)]
    assert said[0].startswith("Start with the causes.")
    assert said[1].startswith("Ask what it rests on.")
    assert "Start with" not in said[1] + said[2]


def test_the_deck_of_the_story_tells_every_title() -> None:
    found = titles(opened(bytes(ask(address("pptx", story(TABLE))).body)))
    assert {step.title for step in story(TABLE).steps} <= set(found)


@pytest.mark.parametrize("asked", [{"name": "txt"}, {"name": "pdf"}, {"name": "pdf", "notes": "1"}])
def test_only_the_presenters_own_sheet_holds_the_notes(asked: dict[str, str]) -> None:
    answer = ask(address(talk=THREE, **asked))
    content = bytes(answer.body)
    text = content.decode() if asked["name"] == "txt" else words(content)
    own = "notes" in asked
    assert [step.note in text for step in THREE.steps if step.note] == [own, own]
    assert ("Your notes for a talk of 3 slides" in text) == own
    assert ("_talk-of-3-notes_" in answer.headers["content-disposition"]) == own
    assert [step.title for step in THREE.steps if step.title not in text] == []


def test_the_link_in_the_list_of_links_opens_the_talk_without_its_notes() -> None:
    answer = ask(address("txt", THREE))
    assert answer.headers["content-type"] == "text/plain; charset=utf-8"
    text = bytes(answer.body).decode()
    assert f"http://dash.example.org/?v={TABLE.version}\n\n2. Sevelamer: said to be shown" in text
    whole = text.split("The whole talk: ")[1].split()[0]
    opened_again, problems = decode(parse_qs(urlsplit(whole).query)["talk"][0], TABLE)
    assert problems == ()
    assert opened_again == THREE.without_notes()
    assert [step.title for step in opened_again.steps] == [step.title for step in THREE.steps]
    assert not any(step.note for step in opened_again.steps)


def test_the_sheet_tells_each_view_with_mark_link_and_receipts() -> None:
    answer = ask(address("pdf", THREE, paper="us-letter"))
    assert answer.headers["content-type"] == "application/pdf"
    assert PdfReader(io.BytesIO(bytes(answer.body))).pages[0].mediabox.width == 612
    text = words(bytes(answer.body))
    link = f"http://dash.example.org/therapy?id=sevelamer&v={TABLE.version}"
    assert link in links(bytes(answer.body))
    for wanted in (
        "A talk of 3 slides",
        "1 Along the disease",
        "The largest group acts on systemic risk (18 of 47)",
        "2 Sevelamer",
        "Sevelamer: aims to slow or stop further calcification; an effect on calcification is "
        "said to have been shown.",
        "have been shown to attenuate",
        PURPOSE,
        TABLE.version,
    ):
        assert wanted in text
    assert "localhost" not in text


@pytest.mark.parametrize(
    ("name", "own"), [("pptx", {}), ("pdf", {}), ("pdf", {"notes": "1"}), ("txt", {})]
)
def test_an_outdated_view_says_so_in_every_output(
    name: str, own: dict[str, str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    lithotripsy = View(TABLE, Query(), "therapy", ("intravascular-lithotripsy",))
    talk = Talk((Step.of(lithotripsy, note="Still worth a word."),))
    monkeypatch.setenv("THERAPIES_DATA", str(write_sample(tmp_path)))
    answer = ask(address(name, talk, **own))
    assert answer.status_code == 200
    content = bytes(answer.body)
    readers: dict[str, Callable[[bytes], str]] = {
        "pptx": lambda file: everything(opened(file)),
        "pdf": words,
        "txt": bytes.decode,
    }
    text = readers[name](content)
    assert "This table does not have what the slide asks for: therapy “intravascular" in text
    assert ("Still worth a word." in text) == (name == "pptx" or bool(own))
    assert "Vitamin K" not in text


def test_without_a_table_there_is_a_message(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("THERAPIES_DATA", str(tmp_path))
    assert ask(address("pptx", THREE)).status_code == 503


def test_a_talk_without_views_makes_nothing() -> None:
    with pytest.raises(ValueError, match="add one first"):
        presentation.talk_deck(Talk(), TABLE)
    with pytest.raises(ValueError, match="add one first"):
        handout.handout(Talk(), TABLE)
    with pytest.raises(ValueError, match="allowed: a4, us-letter"):
        handout.handout(THREE, TABLE, paper="a3")


@pytest.mark.parametrize("hostile", [*filter(str.isascii, HOSTILE.values())])
def test_hostile_titles_and_notes_come_out_as_text(hostile: str, sample: Catalog) -> None:
    talk = Talk((Step.of(View(sample), "map", hostile, hostile),))
    step = talk.steps[0]
    file = opened(presentation.talk_deck(talk, sample))
    assert notes(file.slides[0]).startswith(step.note)
    squeezed = re.sub(r"\s", "", words(handout.handout(talk, sample, notes=True)))
    assert re.sub(r"\s", "", step.title) in squeezed
    assert re.sub(r"\s", "", step.note) in squeezed
