"""The talk to start with: its sentences are true of whatever table is in use."""

import dataclasses
import re
from collections.abc import Callable

import pytest

from therapies.catalog.catalog import Catalog
from therapies.model import Category, Standing
from therapies.presenting.deck import talk_deck
from therapies.presenting.ready_talk import compared, story
from therapies.presenting.talk import decode, encode


def test_the_story_of_the_table(real: Catalog) -> None:
    slides = talk_deck(story(real), real).slides
    assert [(slide.kind, slide.title) for slide in slides] == [
        ("opening", "Can vascular calcification be reversed?"),
        ("documents", "Three documents, read word by word; not graded studies"),
        ("map", "Most aim to halt calcification; four of 47 aim to reverse it"),
        ("presented", "Nothing that aims to reverse calcification is past being explored"),
        ("sentence", "Said to be shown, for calcification: two of 47, by one passage"),
        ("about", "For 16 of 47 the documents speak of calcification itself"),
        ("differing", "The documents differ on 6 of 47 therapies"),
        ("ahead", "Use runs ahead of the words for 15 of 20"),
        ("where", "18 of 47 act on systemic risk, one on cell change"),
        ("comparison", "Said to be shown, for calcification: only sevelamer of three"),
        ("question", slides[10].title),
        ("take-home", "An aim is not an effect; “not stated” is not “no”"),
    ]


def empty_category(catalog: Catalog) -> Catalog:
    kept = tuple(each for each in catalog.therapies if each.category is not Category.MECHANICAL)
    ids = {each.id for each in kept}
    claims = tuple(each for each in catalog.claims if each.therapy in ids)
    return dataclasses.replace(catalog, therapies=kept, claims=claims)


def agreed(catalog: Catalog) -> Catalog:
    """A table in which each therapy has one claim only."""
    first = {claim.therapy: claim for claim in reversed(catalog.claims)}
    plain = tuple(each.model_copy(update={"also_framed_as": ()}) for each in catalog.therapies)
    return dataclasses.replace(catalog, therapies=plain, claims=tuple(first.values()))


def unused(catalog: Catalog) -> Catalog:
    plain = tuple(
        each.model_copy(update={"standing": Standing.UNDER_STUDY}) for each in catalog.therapies
    )
    return dataclasses.replace(catalog, therapies=plain)


@pytest.mark.parametrize("change", [lambda c: c, empty_category, agreed, unused])
@pytest.mark.parametrize("table", ["real", "sample"])
def test_it_is_told_of_any_table(
    table: str, change: Callable[[Catalog], Catalog], request: pytest.FixtureRequest
) -> None:
    catalog = change(request.getfixturevalue(table))
    talk = story(catalog)
    deck = talk_deck(talk, catalog)
    assert len(deck.slides) == len(talk.steps)
    assert len(deck.slides) >= 11
    for slide in deck.slides:
        assert 0 < len(slide.title) <= 90
        assert not re.search(r"\bNone of\b|\{|\}", slide.title)
        assert slide.kind != "nothing"
    assert decode(encode(talk), catalog) == (talk, ())
    assert len(encode(talk)) < 400  # its titles follow the table, so the code need not hold them


def test_without_use_nothing_runs_ahead(real: Catalog) -> None:
    titles = [slide.title for slide in talk_deck(story(unused(real)), unused(real)).slides]
    assert "None is called a cornerstone of care or routine" in titles


def test_documents_that_agree_are_not_said_to_differ(sample: Catalog) -> None:
    titles = [slide.title for slide in talk_deck(story(agreed(sample)), agreed(sample)).slides]
    assert "Where more than one document speaks, they nowhere differ" in titles


def test_what_it_compares_is_named_for_the_same_and_spoken_of_unlike(real: Catalog) -> None:
    three = compared(real)
    assert {each.id for each in three} == {"sevelamer", "calcimimetics", "lanthanum-carbonate"}
    assert all("kidney disease" in each.context for each in three)
