"""The talk to start with: ten views whose sentences are true of whatever table is in use."""

import dataclasses
import re
from collections.abc import Callable

import pytest

from therapies.catalog import Catalog
from therapies.model import Category, Evidence, Goal, Standing
from therapies.query import Query
from therapies.story import story
from therapies.talk import Step, decode, encode


def by_title(catalog: Catalog) -> dict[str, Step]:
    return {step.title: step for step in story(catalog).steps}


def test_the_story_of_the_table(real: Catalog) -> None:
    assert [(step.page, step.screen, step.title) for step in story(real).steps] == [
        ("overview", "map", "What therapies aim at, and how sure the documents are: the map"),
        ("overview", "targets", "Where along the disease they act"),
        *(
            ("overview", "map", f"{label} an effect on the disease is stated or shown")
            for label in (
                "Risk control: 20 therapies; for 4",
                "Mineral metabolism: 10 therapies; for 4",
                "Mechanical: 9 therapies; for two",
                "Experimental: 8 therapies; for none",
            )
        ),
        ("browse", "", "Promised under reversal, said to halt: 5 therapies"),
        ("sources", "evidence-span", "The documents differ on 6 of 47 therapies"),
        (
            "overview",
            "standing",
            "Use runs ahead of evidence for 15 of 20 called a foundation or routine",
        ),
        ("method", "", "To take home: an aim is not an effect, and “not stated” is not “no”"),
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
def test_there_are_ten_views_of_any_table(
    table: str,
    change: Callable[[Catalog], Catalog],
    request: pytest.FixtureRequest,
) -> None:
    catalog = change(request.getfixturevalue(table))
    talk = story(catalog)
    assert len(talk.steps) == 10
    for step in talk.steps:
        assert 0 < len(step.title) <= 90
        assert step.note
        assert not re.search(r"\b[0-3]\b|\bNone\b|\{|\}", step.title)
        assert step.view(catalog).therapies or "name none" in step.title
    assert decode(encode(talk), catalog) == (talk, ())
    assert len(encode(talk)) < 3_000


def test_an_empty_category_is_said_to_be_empty(sample: Catalog) -> None:
    titles = by_title(empty_category(sample))
    assert "Mechanical: the documents name none" in titles
    assert (
        "Mineral metabolism: three therapies; for two an effect on the disease is stated or shown"
    ) in titles


def test_documents_that_agree_are_not_said_to_differ(sample: Catalog) -> None:
    assert "The documents differ on Intravascular lithotripsy and Vitamin K" in by_title(sample)
    titles = by_title(agreed(sample))
    assert "Where more than one document speaks, they nowhere differ" in titles
    assert not any("differ on" in title for title in titles)


def test_what_is_framed_as_reversal_stands_with_its_evidence(real: Catalog) -> None:
    step = by_title(real)["Promised under reversal, said to halt: 5 therapies"]
    assert "SNF472: in trials, for calcification." in step.note
    shown = step.view(real).therapies
    assert all(each.goal is Goal.HALT for each in shown)
    assert all(f"{each.name}: {each.evidence}" in step.note for each in shown)


def test_without_framing_nothing_is_promised(sample: Catalog) -> None:
    step = by_title(agreed(sample))["No therapy is framed as reversal and said to halt"]
    assert step.query == Query()


def test_without_use_nothing_runs_ahead(real: Catalog) -> None:
    assert "No therapy is called a foundation of care or routine" in by_title(unused(real))


def test_a_driver_is_not_the_disease(real: Catalog) -> None:
    step = next(each for each in story(real).steps if each.title.startswith("Risk control"))
    stated = [
        each
        for each in step.view(real).therapies
        if each.evidence in (Evidence.SHOWN, Evidence.STATED)
    ]
    assert len(stated) == 15
    assert sum(each.outcome != "driver" for each in stated) == 4
