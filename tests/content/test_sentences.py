"""Sentences about a therapy: never stronger than the evidence, never without the outcome."""

import re

import pytest

from therapies.catalog.catalog import Catalog
from therapies.content.sentences import (
    differ,
    documents_of,
    framing,
    known,
    sides,
    splits,
    statement,
)
from therapies.model import Claim, Evidence, Therapy

SAID = {
    "shown": "said to have been shown",
    "stated": "as plain fact",
    "suggested": "with a hedge",
    "in trials": "under test in people",
    "exploratory": "only being explored",
    "not stated": "no effect",
}
"""The words that a sentence has for its evidence, and for no other."""

NEVER = re.compile(
    r"\b(reverses?d?|cures?d?|prove[sn]?d?|proof|works?|effective\w*|dissolves|removes|stops|slows|"
    r"prevents|shows|demonstrate\w*|confirm\w*|established|definite\w*|certain\w*)\b",
    re.IGNORECASE,
)
"""Words that say more than any document's wording earns."""

OUTCOMES = {
    "calcification": "on calcification",
    "plaque": "on plaque",
    "events": "on events",
    "flow": "on blood flow",
    "driver": "on a risk factor of the disease",
    "not applicable": "on any outcome",
}


def sentences(catalog: Catalog) -> list[tuple[Therapy | Claim, str]]:
    """Every sentence on evidence that the table gives, without the therapy's own name."""
    rows = [(each, statement(each).removeprefix(each.name)) for each in catalog.therapies]
    return [*rows, *((claim, known(claim)) for claim in catalog.claims)]


def test_no_sentence_is_stronger_than_its_evidence(real: Catalog) -> None:
    found = sentences(real)
    assert len(found) == 47 + 106
    for record, sentence in found:
        words = [value for value, said in SAID.items() if said in sentence]
        assert words == [record.evidence.value], sentence
        assert ("shown" in sentence.split()) <= (record.evidence is Evidence.SHOWN), sentence


def test_no_sentence_promises_an_effect(real: Catalog) -> None:
    assert [text for _, text in sentences(real) if NEVER.search(text)] == []
    assert NEVER.search("It reverses plaque.")


def test_every_sentence_names_its_outcome(real: Catalog) -> None:
    for record, sentence in sentences(real):
        named = [value for value, words in OUTCOMES.items() if words in sentence]
        assert named == [record.outcome.value], sentence


def test_goals_are_worded_as_aims(real: Catalog) -> None:
    other = [each.id for each in real.therapies if ": aims to " not in statement(each)]
    assert other == ["antiplatelet-therapies", "aspirin", "dietary-calcium", "vitamin-d"]
    assert all(": nearest aim: to " in statement(real.by_id[each]) for each in other)


@pytest.mark.parametrize(
    ("therapy", "text"),
    [
        (
            "sevelamer",
            "Sevelamer: aims to slow or stop further calcification; an effect on "
            "calcification is said to have been shown.",
        ),
        (
            "diet",
            "Heart-healthy diet: aims to make plaque less likely to rupture or prevent the events "
            "that follow; an effect on events is said with a hedge.",
        ),
        (
            "vitamin-k",
            "Vitamin K: aims to slow or stop further calcification; an effect on "
            "calcification is said to be under test in people.",
        ),
    ],
)
def test_statements_are_literal(sample: Catalog, therapy: str, text: str) -> None:
    assert statement(sample.by_id[therapy]) == text


def test_braces_in_a_name_are_only_text(sample: Catalog) -> None:
    named = sample.by_id["diet"].model_copy(update={"name": "{outcome} {0}"})
    assert statement(named).startswith("{outcome} {0}: aims to ")
    assert "{" not in known(named)


def test_framing_says_that_it_is_no_effect(sample: Catalog) -> None:
    assert framing(sample.by_id["vitamin-k"]) == (
        "Also presented as reversing, described as halting. An aim is not an effect."
    )
    assert framing(sample.by_id["diet"]) == ""


def test_documents_stand_in_the_order_of_their_file(real: Catalog, sample: Catalog) -> None:
    assert documents_of(sample, "lithotripsy") == ("first", "second")
    assert documents_of(sample, "sevelamer") == ("first",)
    assert documents_of(real, "statins") == ("vascular", "arterial", "coronary")


def test_sides_give_each_document_its_words(sample: Catalog) -> None:
    assert sides(sample, "lithotripsy", "evidence") == (
        ("first", ("shown, for blood flow",)),
        ("second", ("stated, for blood flow",)),
    )
    assert sides(sample, "lithotripsy", "goal") == (("first", ("modify",)), ("second", ("modify",)))
    assert sides(sample, "diet", "standing") == (("first", ("cornerstone",)),)


def test_sides_put_the_strongest_first_and_each_once(real: Catalog) -> None:
    said = dict(sides(real, "statins", "evidence"))
    assert said["coronary"] == (
        "stated, for plaque",
        "stated, for events",
        "hedged, for calcification",
    )
    assert said["arterial"] == ("stated, for plaque", "stated, for a risk factor only")
    assert "no effect stated" not in said["coronary"]


def test_a_silent_document_does_not_disagree(real: Catalog, sample: Catalog) -> None:
    assert dict(sides(sample, "vitamin-k", "evidence"))["second"] == ("no effect stated",)
    assert not differ(sample, "vitamin-k", "evidence")
    assert "evidence" not in splits(real, "lifestyle-changes")


def test_splits_name_the_columns(real: Catalog, sample: Catalog) -> None:
    assert splits(sample, "lithotripsy") == ("evidence", "standing")
    assert splits(sample, "vitamin-k") == ("goal",)
    assert splits(sample, "binders") == ()
    assert {each.id: splits(real, each.id) for each in real.therapies if splits(real, each.id)} == {
        "interventional-procedures": ("standing",),
        "magnesium": ("evidence",),
        "sevelamer": ("evidence",),
        "statins": ("goal", "evidence", "standing"),
        "surgical-bypass-grafting": ("standing",),
        "vitamin-k2": ("goal", "evidence"),
    }
