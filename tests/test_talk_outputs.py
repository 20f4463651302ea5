"""What a talk is taken along as: a deck, a sheet and a list of links, from their addresses."""

import io
import json
import re
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urlencode, urlsplit

import pytest
from pptx import Presentation
from pypdf import PdfReader
from starlette.requests import Request
from starlette.responses import Response

from tests.sample import write_sample
from tests.test_outputs import HOSTILE
from therapies import store as stores
from therapies import talk_outputs
from therapies.catalog import Catalog, load_catalog
from therapies.exports import handout, slides
from therapies.exports.view import View
from therapies.model import PURPOSE
from therapies.query import Query
from therapies.story import story
from therapies.talk import Step, Talk, decode, encode

TABLE = load_catalog(Path("data"))
THREE = Talk(
    (
        Step.of(View(TABLE), "targets", "Along the disease", "Start with the causes."),
        Step.of(View(TABLE, Query(), "therapy", ("sevelamer",)), note="Ask what it rests on."),
        Step.of(View(TABLE, Query(), "sources"), "standing-span", "Place in care"),
    )
)


@pytest.fixture(autouse=True)
def fresh_store() -> Iterator[None]:
    stores.store.cache_clear()
    yield
    stores.store.cache_clear()


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
    return talk_outputs.give(Request(scope))


def address(name: str, talk: Talk, **params: str) -> str:
    return f"{name}?{urlencode({'talk': encode(talk), **params})}"


def opened(content: bytes) -> Any:
    return Presentation(io.BytesIO(content))


def titles(file: Any) -> list[str]:
    return [slide.shapes.title.text for slide in file.slides]


def notes(file: Any) -> list[str]:
    return [slide.notes_slide.notes_text_frame.text for slide in file.slides]


def words(content: bytes) -> str:
    text = " ".join(page.extract_text() for page in PdfReader(io.BytesIO(content)).pages)
    return " ".join(text.split())


def test_the_deck_has_titles_notes_and_only_the_chosen_charts() -> None:
    answer = ask(address("pptx", THREE))
    assert answer.status_code == 200
    saved_as = f'filename="calcification-therapies_talk-of-3_{TABLE.date}_{TABLE.version}.pptx"'
    assert saved_as in answer.headers["content-disposition"]
    file = opened(bytes(answer.body))
    found = titles(file)
    assert found[0].endswith(": 3 views")
    assert [title for title in found if title in {step.title for step in THREE.steps}] == [
        "Along the disease",
        "Sevelamer",
        "Place in care",
    ]
    assert found[1:3] == [
        "Along the disease",
        "The largest group acts on systemic risk (18 of 47), then on established deposit (7) "
        "and mineral balance (7).",
    ]
    assert not any("Use runs ahead" in title or "said to aim to" in title for title in found)
    said = notes(file)
    assert all(said[n].startswith("Start with the causes.") for n in (1, 2))
    assert "Ask what it rests on." in said[3]
    assert "paragraph" in said[4]
    assert not said[0].startswith("Start")
    assert "Start with" not in said[-1]
    assert "\n".join(THREE.steps[1].view(TABLE).stamp[:3]) in said[3]


def test_the_deck_of_the_story_tells_every_title() -> None:
    found = titles(opened(bytes(ask(address("pptx", story(TABLE))).body)))
    assert {step.title for step in story(TABLE).steps} <= set(found)


def test_the_same_talk_gives_the_same_bytes() -> None:
    for make in (slides.talk_deck, handout.handout):
        assert make(THREE, TABLE) == make(THREE, TABLE)


@pytest.mark.parametrize("asked", [{"name": "txt"}, {"name": "pdf"}, {"name": "pdf", "notes": "1"}])
def test_only_the_presenters_own_sheet_holds_the_notes(asked: dict[str, str]) -> None:
    answer = ask(address(talk=THREE, **asked))
    content = bytes(answer.body)
    text = content.decode() if asked["name"] == "txt" else words(content)
    own = "notes" in asked
    assert [step.note in text for step in THREE.steps if step.note] == [own, own]
    assert ("Your notes for a talk of 3 views" in text) == own
    assert ("_talk-of-3-notes_" in answer.headers["content-disposition"]) == own
    assert [step.title for step in THREE.steps if step.title not in text] == []


def test_the_link_in_the_list_of_links_opens_the_talk_without_its_notes() -> None:
    text = bytes(ask(address("txt", THREE)).body).decode()
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
    for wanted in (
        "A talk of 3 views",
        "1. Along the disease",
        "The largest group acts on systemic risk (18 of 47)",
        "2. Sevelamer",
        "Sevelamer: aims to slow or stop further calcification; an effect on calcification is "
        "said to have been shown.",
        "have been shown to attenuate",
        f"http://dash.example.org/therapy?id=sevelamer&v={TABLE.version}",
        PURPOSE,
        TABLE.version,
    ):
        assert wanted in text
    assert "localhost" not in text


def test_a_goal_on_the_sheet_stands_with_its_evidence() -> None:
    step = Step.of(View(TABLE, Query.of({"goal": ["reverse"]}), "browse"))
    values = handout.contents(Talk((step,)), TABLE, View.base, "a4")
    lines = [line["text"] for line in values["views"][0]["lines"]]
    assert len(lines) == 4
    assert all(re.search(r": aim reverse.*; evidence exploratory, for ", line) for line in lines)


def test_what_the_note_repeats_stands_once_on_the_sheet() -> None:
    first = handout.contents(story(TABLE), TABLE, View.base, "a4", notes=True)["views"][1]
    assert first["takeaway"].startswith("The largest group")
    assert first["takeaway"] not in first["note"]


def test_the_list_of_links_is_plain_text() -> None:
    answer = ask(address("txt", THREE))
    text = bytes(answer.body).decode()
    assert answer.headers["content-type"] == "text/plain; charset=utf-8"
    assert text.startswith(
        "1. Along the disease\nOverview · Where along the disease · All 47 therapies\n"
        f"http://dash.example.org/?v={TABLE.version}\n\n2. Sevelamer\n"
    )
    assert "The whole talk: http://dash.example.org/present?talk=1" in text
    assert text.rstrip().endswith(PURPOSE)


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
        "pptx": lambda file: "\n".join(notes(opened(file))),
        "pdf": words,
        "txt": bytes.decode,
    }
    text = readers[name](content)
    assert "This table does not have what the view asks for: therapy “intravascular" in text
    assert ("Still worth a word." in text) == (name == "pptx" or bool(own))
    assert "Vitamin K" not in text


@pytest.mark.parametrize(
    ("path", "status", "message"),
    [
        ("pptx", 400, "there is no talk in this address"),
        ("pptx?talk=", 400, "there is no talk in this address"),
        ("pdf?talk=1abc", 400, "cut or altered"),
        ("txt?talk=" + "x" * 30_000, 400, "too long"),
        ("docx?talk=1abc", 404, "Allowed: pptx, pdf, txt"),
        ("pdf?talk=1abc&paper=a3", 400, "paper: unknown value. Allowed: a4, us-letter."),
        ("pdf?talk=1abc&notes=yes", 400, "notes: unknown value. Allowed: 1."),
        ("pdf?talk=1abc&notes=1&notes=1", 400, "give each once"),
        ("txt?talk=1abc&notes=1", 400, "notes: only the sheet (pdf)"),
        ("pdf?talk=1abc&talk=1abd", 400, "give each once"),
        ("pdf?talk=1abc&%3Cb%3E=1", 400, "unknown parameter “<b>”"),
    ],
)
def test_what_cannot_be_given_is_one_message(path: str, status: int, message: str) -> None:
    answer = ask(path)
    found = json.loads(bytes(answer.body))["message"]
    assert answer.status_code == status
    assert message in found
    assert "Traceback" not in found


def test_without_a_table_there_is_a_message(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("THERAPIES_DATA", str(tmp_path))
    assert ask(address("pptx", THREE)).status_code == 503


def test_a_talk_without_views_makes_nothing() -> None:
    with pytest.raises(ValueError, match="collect one first"):
        slides.talk_deck(Talk(), TABLE)
    with pytest.raises(ValueError, match="collect one first"):
        handout.handout(Talk(), TABLE)
    with pytest.raises(ValueError, match="allowed: a4, us-letter"):
        handout.handout(THREE, TABLE, paper="a3")


@pytest.mark.parametrize("hostile", [each for each in HOSTILE.values() if "אבג" not in each])
def test_hostile_titles_and_notes_come_out_as_text(hostile: str, sample: Catalog) -> None:
    talk = Talk((Step.of(View(sample), "map", hostile, hostile),))
    step = talk.steps[0]
    file = opened(slides.talk_deck(talk, sample))
    assert notes(file)[0].startswith(step.note)
    squeezed = re.sub(r"\s", "", words(handout.handout(talk, sample, notes=True)))
    assert re.sub(r"\s", "", step.title) in squeezed
    assert re.sub(r"\s", "", step.note) in squeezed
