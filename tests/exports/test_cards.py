"""Anki cards: imported by Anki itself, known again, no more certain than their documents."""

import dataclasses
import datetime
import io
import json
import zipfile
from urllib.parse import parse_qs, urlsplit

import pytest
from anki.cards import Card
from anki.import_export_pb2 import ImportAnkiPackageUpdateCondition

from tests.support.anki import Learner, read, stored
from tests.support.filled import filled_catalog
from tests.support.hostile import HOSTILE, PLAIN
from tests.support.html import Page
from therapies.catalog.catalog import Catalog
from therapies.content.sentences import differ, statement
from therapies.exports.anki import cards as anki_cards
from therapies.exports.anki.cards import DECK, FIELDS, text
from therapies.model import PURPOSE, Goal, paired
from therapies.query.query import Query
from therapies.query.view import View
from therapies.study import flashcards

KINDS = ("aim", "where")
"""The kinds that every therapy has a card of."""


T, _, QUESTION, ANSWER, DOCUMENTS, RECEIPTS, LINK, STAMP = FIELDS


def cards(view: View) -> bytes:
    """The package without the map, which takes a second to draw."""
    return anki_cards.filled(view, flashcards.cards(view.catalog, view.therapies))


def progress(card: Card) -> tuple[int, ...]:
    return (card.id, card.type, card.queue, card.due, card.ivl, card.factor, card.reps)


def edited(catalog: Catalog, days: int = 1, **changes: str) -> Catalog:
    """The table with `changes` made to every row, a mechanism made longer, some days later."""
    longer = changes.pop("mechanism", "")
    return dataclasses.replace(
        catalog,
        therapies=tuple(
            each.model_copy(update=changes | {"mechanism": f"{each.mechanism} {longer}".strip()})
            for each in catalog.therapies
        ),
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
    assert len(alone) >= 5
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
    assert {each["Stamp"] for each in learner.notes} == {
        f"<p>{view.subject}. Table {table.version} of {table.date}. {PURPOSE}</p>"
    }
    described = learner.collection.decks.by_name(DECK)
    assert described
    assert view.sentence in read(described["desc"])


def test_every_answer_carries_stamp_link_and_passage(learner: Learner, table: Catalog) -> None:
    view = View(table, base="https://example.org/app")
    learner.take(cards(view))
    wordings = {claim.wording for claim in table.claims}
    for note in learner.notes:
        back = Page(note.cards()[0].answer())
        assert PURPOSE in back.text
        assert [link for link in back.links if not link.startswith(view.base)] == []
        assert back.links
        led_to = {link.partition("/claim/")[2] for link in back.links} - {""}
        assert led_to <= table.claim_by_id.keys()
        assert bool(led_to) == ("card::word" not in note.tags)
        if "card::word" not in note.tags:
            assert any(wording in read(note[RECEIPTS]) for wording in wordings)
            assert "paragraph" in note[RECEIPTS]
        assert "Source passage" not in read(note.cards()[0].question())


def test_a_card_asks_one_thing_and_tells_it_from_its_neighbour(
    learner: Learner, table: Catalog
) -> None:
    learner.take(cards(View(table)))
    for note in learner.notes:
        assert read(note[QUESTION]).count("?") == 1
    where = learner.note("where", "Vitamin D")
    assert "Not to be confused with" in read(where[DOCUMENTS])
    assert read(where[QUESTION]) == "How is it said to work?"
    assert read(learner.note("where", "Statins")[QUESTION]) == "How are they said to work?"


def test_where_documents_differ_every_side_is_shown(learner: Learner, table: Catalog) -> None:
    learner.take(cards(View(table)))
    for therapy in table.therapies:
        note = learner.note("aim", therapy.name)
        told = read(note[DOCUMENTS])
        if not (differ(table, therapy.id, "goal") or differ(table, therapy.id, "evidence")):
            assert "Documents differ" not in told
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
        if "card::word" in note.tags:
            continue
        assert [tag for tag in note.tags if tag.startswith("goal::")]
        evidence = [tag for tag in note.tags if tag.startswith("evidence::")]
        assert evidence
        assert all("::for-" in tag or tag == "evidence::not-stated" for tag in evidence)


def test_tags_name_category_goal_and_evidence(learner: Learner, sample: Catalog) -> None:
    learner.take(cards(View(sample)))
    assert learner.note("aim", "Vitamin K").tags == [
        "card::aim",
        "category::mineral-metabolism",
        "document::first",
        "document::second",
        "evidence::in-trials::for-calcification",
        "goal::halt",
        "therapy::vitamin-k",
    ]
    assert [tag for tag in learner.collection.tags.all() if " " in tag] == []


def test_what_is_easily_confused_is_told_apart_once(learner: Learner, table: Catalog) -> None:
    learner.take(cards(View(table)))
    pairs = [each for each in learner.notes if "card::look-alike" in each.tags]
    names = [tuple(sorted(read(each[T]).split(" / "))) for each in pairs]
    assert len(set(names)) == len(names) > 10
    assert ("Vitamin K", "Vitamin K2") in names
    by_name = {each.name: each for each in table.therapies}
    for note, two in zip(pairs, names, strict=True):
        both = [by_name[each] for each in two]
        assert f"pair::{'::'.join(sorted(each.id for each in both))}" in note.tags
        assert all(statement(each) in read(note[ANSWER]) for each in both)
        assert not any(goal.value in note[QUESTION] for goal in Goal)


def test_the_map_is_a_note_of_ankis_own_image_occlusion(learner: Learner, table: Catalog) -> None:
    package = anki_cards.cards(View(table))
    assert anki_cards.cards(View(table)) == package
    log = learner.take(package)
    assert len(log.conflicting) == 0
    (number,) = learner.collection.find_notes("tag:card::map")
    note = learner.collection.get_note(number)
    found = learner.collection._backend.get_image_occlusion_note(number).note
    assert len(found.occlusions) == len(note.cards()) == len(table.therapies)
    assert found.image_data.startswith(b"\x89PNG")
    for shape in (shape for each in found.occlusions for shape in each.shapes):
        place = {each.name: float(each.value) for each in shape.properties}
        assert all(0 < place[side] < 1 for side in ("left", "top", "width", "height"))
        assert place["left"] + place["width"] <= 1
    before = note.cards()[0].id
    again = learner.take(anki_cards.cards(View(edited(table, mechanism="New."))))
    assert len(again.new) == 0
    assert learner.collection.get_note(number).cards()[0].id == before
    few = Query.of({"goal": ["reverse"], "context": ["established calcification"]})
    assert stored(anki_cards.cards(View(table, few))) == stored(cards(View(table, few)))


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
        ids = parse_qs(urlsplit(read(plain[LINK])).query).get("id", [])
        carried = parse_qs(urlsplit(read(harmed[LINK])).query).get("id", [])
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


def test_a_package_is_sound_and_dated_by_the_table(table: Catalog) -> None:
    with zipfile.ZipFile(io.BytesIO(cards(View(table)))) as opened:
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
