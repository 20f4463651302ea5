"""Anki cards: imported by Anki itself, known again, no more certain than their documents."""

import dataclasses
import datetime
import io
import json
import sqlite3
import zipfile
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any, Literal
from urllib.parse import parse_qs, urlsplit

import anki.collection  # before its parts, which import each other
import pytest
from anki.cards import Card
from anki.import_export_pb2 import ImportAnkiPackageUpdateCondition
from anki.notes import Note
from anki.scheduler.v3 import Scheduler

from tests.test_render import HOSTILE, PLAIN, Page, filled_catalog
from therapies.catalog import Catalog, load_catalog
from therapies.exports.cards import DECK, FIELDS, cards, text
from therapies.exports.view import View
from therapies.model import Goal, Therapy
from therapies.query import Query
from therapies.relations import look_alikes
from therapies.statement import differ, paired, statement

KINDS = ("aim", "where", "place", "says")


@pytest.fixture(scope="module")
def table() -> Catalog:
    return load_catalog(Path("data"))


class Learner:
    """A fresh collection of Anki, and what it holds."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.collection = anki.collection.Collection(str(folder / "collection.anki2"))

    def take(self, package: bytes, **options: Any) -> Any:
        """Import; return Anki's log."""
        path = self.folder / "cards.apkg"
        path.write_bytes(package)
        request = anki.collection.ImportAnkiPackageRequest(
            package_path=str(path), options=anki.collection.ImportAnkiPackageOptions(**options)
        )
        return self.collection.import_anki_package(request).log

    @property
    def notes(self) -> list[Note]:
        return [self.collection.get_note(each) for each in self.collection.find_notes("")]

    def note(self, kind: str, name: str) -> Note:
        return next(
            each for each in self.notes if f"card::{kind}" in each.tags and read(each[T]) == name
        )

    def answer(self, rating: Literal[1, 2, 3, 4] = 4) -> Card:
        """Answer the next card as `easy`; return it."""
        deck = self.collection.decks.id_for_name(DECK)
        assert deck
        self.collection.decks.select(deck)
        scheduler = self.collection.sched
        assert isinstance(scheduler, Scheduler)
        card = scheduler.getCard()
        assert card
        scheduler.answerCard(card, rating)
        return self.collection.get_card(card.id)


T, _, QUESTION, ANSWER, DOCUMENTS, RECEIPTS, LINK, STAMP = FIELDS


@pytest.fixture
def learner(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Learner]:
    made = Learner(tmp_path_factory.mktemp("anki"))
    yield made
    made.collection.close()


def read(html: str) -> str:
    """The text that a browser makes of a field."""
    return Page(html).text


def progress(card: Card) -> tuple[int, ...]:
    return (card.id, card.type, card.queue, card.due, card.ivl, card.factor, card.reps)


def stored(package: bytes) -> dict[str, int]:
    """Each note's guid and number in a package, read without Anki."""
    with zipfile.ZipFile(io.BytesIO(package)) as opened:
        database = opened.read("collection.anki2")
    connection = sqlite3.connect(":memory:")
    try:
        connection.deserialize(database)
        return dict(connection.execute("select guid, id from notes").fetchall())
    finally:
        connection.close()


def edited(catalog: Catalog, days: int = 1, **changes: str) -> Catalog:
    """The table with `changes` made to every row, some days later."""
    return dataclasses.replace(
        catalog,
        therapies=tuple(each.model_copy(update=changes) for each in catalog.therapies),
        version="v000001",
        date=catalog.date + datetime.timedelta(days=days),
    )


def test_anki_imports_every_card_and_finds_nothing_to_repair(
    learner: Learner, table: Catalog
) -> None:
    log = learner.take(cards(View(table)))
    assert len(log.new) == learner.collection.card_count() == len(learner.notes)
    assert learner.collection.fix_integrity()[1]
    for kind in KINDS:
        assert len(learner.collection.find_notes(f"tag:card::{kind}")) == len(table.therapies)
    assert learner.collection.find_cards(f'-deck:"{DECK}"') == []


@pytest.mark.parametrize("with_scheduling", [False, True])
def test_a_second_import_makes_no_duplicates_and_keeps_progress(
    learner: Learner, table: Catalog, with_scheduling: bool
) -> None:
    package = cards(View(table))
    learner.take(package)
    before, count = learner.answer(), learner.collection.note_count()
    log = learner.take(package, with_scheduling=with_scheduling)
    assert (len(log.new), len(log.updated)) == (0, 0)
    assert learner.collection.note_count() == learner.collection.card_count() == count
    assert progress(learner.collection.get_card(before.id)) == progress(before)
    assert before.reps == 1


def test_an_edited_table_updates_the_texts_and_keeps_progress(
    learner: Learner, table: Catalog
) -> None:
    learner.take(cards(View(table)))
    before, count = learner.answer(), learner.collection.note_count()
    newer = edited(table, mechanism="A mechanism told anew.")
    log = learner.take(cards(View(newer)))
    assert (len(log.new), len(log.updated)) == (0, count)
    assert learner.collection.note_count() == learner.collection.card_count() == count
    assert progress(learner.collection.get_card(before.id)) == progress(before)
    assert "A mechanism told anew." in read(learner.note("where", "Statins")[ANSWER])
    assert [each for each in learner.notes if table.version in each[STAMP]] == []
    names = [each.name for each in learner.collection.models.all_names_and_ids()]
    assert len([each for each in names if each.startswith("Vascular")]) == 1


def test_an_older_package_changes_nothing(learner: Learner, table: Catalog) -> None:
    learner.take(cards(View(edited(table, mechanism="New."))))
    log = learner.take(cards(View(table)))
    assert (len(log.new), len(log.updated)) == (0, 0)
    assert [each for each in learner.notes if table.version in each[STAMP]] == []


def test_ids_depend_on_neither_filter_nor_version_nor_wording(table: Catalog) -> None:
    whole = stored(cards(View(table)))
    part = stored(cards(View(table, Query.of({"goal": ["modify"]}))))
    newer = stored(cards(View(edited(table, name="x", mechanism="y"))))
    alone = stored(cards(View(table, page="therapy", ids=("statins",))))
    assert whole == newer
    assert 0 < len(part) < len(whole)
    assert part.items() <= whole.items()
    assert alone.items() <= whole.items()
    assert len(alone) == len(KINDS)
    assert len(set(whole.values())) == len(whole)


def test_an_edit_of_the_same_day_comes_in_when_anki_is_told_to_update_always(
    learner: Learner, table: Catalog
) -> None:
    learner.take(cards(View(table)))
    before = learner.answer()
    same_day = cards(View(edited(table, days=0, mechanism="Told anew.")))
    never = ImportAnkiPackageUpdateCondition.IMPORT_ANKI_PACKAGE_UPDATE_CONDITION_NEVER
    assert len(learner.take(same_day, update_notes=never).updated) == 0
    always = ImportAnkiPackageUpdateCondition.IMPORT_ANKI_PACKAGE_UPDATE_CONDITION_ALWAYS
    log = learner.take(same_day, update_notes=always)
    assert len(log.updated) == len(learner.notes)
    assert "Told anew." in read(learner.note("where", "Statins")[ANSWER])
    assert progress(learner.collection.get_card(before.id)) == progress(before)


def test_a_filter_leaves_out_what_it_leaves_out(learner: Learner, table: Catalog) -> None:
    view = View(table, Query.of({"goal": ["reverse"]}))
    learner.take(cards(view))
    names = {read(each[T]) for each in learner.notes}
    assert {each.name for each in view.therapies} <= names
    assert "Statins" not in names
    assert all(view.sentence in read(each[STAMP]) for each in learner.notes)


def test_every_answer_carries_stamp_link_and_receipts(learner: Learner, table: Catalog) -> None:
    view = View(table, base="https://example.org/app")
    learner.take(cards(view))
    wordings = {claim.wording for claim in table.claims}
    for note in learner.notes:
        back = Page(note.cards()[0].answer())
        assert [line for line in view.stamp if line not in back.text] == []
        assert [link for link in back.links if not link.startswith(view.base)] == []
        assert back.links
        assert any(wording in read(note[RECEIPTS]) for wording in wordings)
        assert "paragraph" in note[RECEIPTS]
        assert "Receipts" not in read(note.cards()[0].question())


def test_the_card_on_words_holds_every_receipt(learner: Learner, table: Catalog) -> None:
    learner.take(cards(View(table)))
    for therapy in table.therapies:
        note = learner.note("says", therapy.name)
        said = read(note[RECEIPTS])
        for claim in table.claims_of[therapy.id]:
            source = table.source_by_id[claim.source].name
            place = f"{source}, {claim.section}, paragraph {claim.paragraph}"
            assert f"{claim.wording}{place}" in said
        assert statement(therapy) in read(note[QUESTION])
        assert "None" not in said


def test_where_documents_differ_every_side_is_shown(learner: Learner, table: Catalog) -> None:
    learner.take(cards(View(table)))
    for therapy in table.therapies:
        note = learner.note("aim", therapy.name)
        told = read(note[DOCUMENTS])
        if not (differ(table, therapy.id, "goal") or differ(table, therapy.id, "evidence")):
            assert told == ""
            continue
        for claim in table.claims_of[therapy.id]:
            assert claim.wording in read(note[RECEIPTS])
            assert table.source_by_id[claim.source].name in told
            if claim.evidence != "not stated":
                assert paired(claim.evidence, claim.outcome) in told


def test_no_goal_stands_without_its_evidence(learner: Learner, table: Catalog) -> None:
    learner.take(cards(View(table)))
    phrases = [goal.phrase for goal in Goal]
    statements = [statement(each) for each in table.therapies]
    for note in learner.notes:
        for field in (QUESTION, ANSWER):
            rest = read(note[field])
            for each in statements:
                rest = rest.replace(each, "")
            assert [phrase for phrase in phrases if f"to {phrase}" in rest] == []
        assert [tag for tag in note.tags if tag.startswith("goal::")]
        evidence = [tag for tag in note.tags if tag.startswith("evidence::")]
        assert evidence
        assert all("::for-" in tag or tag == "evidence::not-stated" for tag in evidence)


def test_tags_name_category_goal_and_evidence(learner: Learner, sample: Catalog) -> None:
    learner.take(cards(View(sample)))
    assert learner.note("aim", "Vitamin K").tags == [
        "card::aim",
        "category::mineral-metabolism",
        "evidence::in-trials::for-calcification",
        "goal::halt",
    ]
    assert [tag for tag in learner.collection.tags.all() if " " in tag] == []


def alike(catalog: Catalog, names: Sequence[str]) -> tuple[Therapy, ...]:
    one, other = ({each.name: each for each in catalog.therapies}[name] for name in names)
    return (one, other) if other in look_alikes(catalog, one) else ()


def test_look_alikes_are_told_apart_once(learner: Learner, table: Catalog) -> None:
    learner.take(cards(View(table)))
    pairs = [each for each in learner.notes if "card::look-alike" in each.tags]
    names = [tuple(sorted(read(each[T]).split(" / "))) for each in pairs]
    assert len(set(names)) == len(names) > 20
    assert ("Vitamin K", "Vitamin K2") in names
    assert {each.name for each in table.therapies if look_alikes(table, each)} == {
        name for pair in names for name in pair
    }
    for note, pair in zip(pairs, names, strict=True):
        both = alike(table, pair)
        assert both, pair
        assert all(statement(each) in read(note[ANSWER]) for each in both)
        assert not any(goal.value in note[QUESTION] for goal in Goal)


@pytest.mark.parametrize("hostile", HOSTILE.values(), ids=HOSTILE)
def test_hostile_text_comes_out_as_the_same_text(
    tmp_path_factory: pytest.TempPathFactory, sample: Catalog, hostile: str
) -> None:
    found = []
    for token in (PLAIN, hostile):
        learner = Learner(tmp_path_factory.mktemp("anki"))
        learner.take(cards(View(filled_catalog(sample, token))))
        found.append(sorted(learner.notes, key=lambda each: each.cards()[0].due))
        faces = [each.cards()[0].answer() for each in found[-1]]
        learner.collection.close()
        assert [face for face in faces if "<script" in face or "<img" in face] == []
    for plain, harmed in zip(*found, strict=True):
        for name in set(FIELDS) - {LINK}:
            safe, page = Page(plain[name]), Page(harmed[name])
            assert page.tags == safe.tags
            assert page.text == safe.text.replace(PLAIN, hostile), name
        ids = parse_qs(urlsplit(read(plain[LINK])).query)["id"]
        carried = parse_qs(urlsplit(read(harmed[LINK])).query)["id"]
        assert carried == [each.replace(PLAIN, hostile) for each in ids]


MARKUP = (
    "[sound:x.mp3]",
    "[latex]x[/latex]",
    "[$]x[/$]",
    r"\(x\)",
    "{{c1::x}}",
    "{{Stamp}}",
    "=1+1",
    "#let x",
    "[x](javascript:1)",
    'a"b\\c',
)


@pytest.mark.parametrize("markup", MARKUP)
def test_what_anki_would_play_or_typeset_stays_text(
    learner: Learner, sample: Catalog, markup: str
) -> None:
    learner.take(cards(View(edited(sample, name=markup, mechanism=markup))))
    note = learner.note("where", markup)
    card = note.cards()[0]
    assert markup in read(card.question())
    assert markup in read(note[ANSWER])
    assert card.question_av_tags() + card.answer_av_tags() == []
    assert markup not in note[ANSWER] or text(markup) == markup
    assert "tex2jax_ignore" in card.answer()


def test_same_view_gives_same_bytes(table: Catalog) -> None:
    package = cards(View(table))
    assert cards(View(load_catalog(Path("data")))) == package
    assert cards(View(edited(table))) != package
    with zipfile.ZipFile(io.BytesIO(package)) as opened:
        assert opened.testzip() is None
        day = {entry.date_time[:3] for entry in opened.infolist()}
        assert json.loads(opened.read("media")) == {}
    assert day == {(table.date.year, table.date.month, table.date.day)}


def test_an_empty_view_is_a_package_without_cards(learner: Learner, sample: Catalog) -> None:
    log = learner.take(cards(View(sample, Query.of({}, "nothing like it"))))
    assert len(log.new) == learner.collection.card_count() == 0


def test_cards_are_styled_for_light_and_dark(learner: Learner, sample: Catalog) -> None:
    learner.take(cards(View(sample)))
    kind = learner.notes[0].note_type()
    assert kind
    assert [each["name"] for each in kind["flds"]] == list(FIELDS)
    assert ".card.nightMode" in kind["css"]
    assert [each for each in ("url(", "@import", "://") if each in kind["css"]] == []
