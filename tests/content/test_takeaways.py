"""The sentences above the charts: their numbers are true, and no evidence stands alone."""

import random
import re
from collections import Counter
from collections.abc import Iterator, Sequence

import pytest

from therapies.catalog.catalog import Catalog
from therapies.content import sources_page
from therapies.content.takeaways import (
    disease_takeaway,
    is_ahead_of_evidence,
    is_driver_only,
    standing_takeaway,
)
from therapies.model import Evidence, Outcome, Standing, Therapy
from therapies.query.query import Query


def subsets(catalog: Catalog, most: int) -> Iterator[list[Therapy]]:
    """Every therapy alone, then drawn ones of two and more; all in the table's order."""
    yield from ([each] for each in catalog.therapies)
    dice = random.Random(15)
    for turn in range(most):
        size = min(2 + turn % 9, len(catalog.therapies))
        ids = {each.id for each in dice.sample(catalog.therapies, size)}
        yield [each for each in catalog.therapies if each.id in ids]


def sentences(catalog: Catalog, therapies: Sequence[Therapy]) -> list[str]:
    """All that is computed about the therapies."""
    return [
        standing_takeaway(therapies),
        disease_takeaway(therapies),
        sources_page.naming_takeaway(catalog, therapies),
        sources_page.completeness_takeaway(catalog, therapies),
        sources_page.takeaway(catalog, therapies),
    ]


def unnamed(catalog: Catalog, text: str) -> str:
    """The text without the names in it, which may hold digits of their own."""
    for name in sorted((each.name for each in catalog.therapies), key=len, reverse=True):
        text = text.replace(name, "…")
    return text


@pytest.mark.parametrize("table", ["real", "sample"])
def test_fewer_than_four_are_named_and_never_counted(
    table: str, request: pytest.FixtureRequest
) -> None:
    catalog: Catalog = request.getfixturevalue(table)
    for therapies in subsets(catalog, len(catalog.therapies)):
        for text in sentences(catalog, therapies):
            told = unnamed(catalog, text)
            assert not re.search(r"(?<![\w-])[0-3](?![\w-])", told), text
            named = {each.name for each in catalog.therapies if each.name in text}
            others = {each.name for each in therapies}
            assert all(any(name in other for other in others) for name in named), text


def test_a_few_are_named_where_they_act(real: Catalog) -> None:
    few = [real.by_id[each] for each in ("lanthanum-carbonate", "sevelamer", "stenting")]
    assert disease_takeaway(few) == (
        "Acting on mineral balance: Lanthanum carbonate and Sevelamer; on vessel lumen: Stenting."
    )


def test_a_small_part_of_many_is_named_and_an_empty_one_left_out(real: Catalog) -> None:
    calcium = [each for each in real.therapies if each.category == "mineral metabolism"]
    used = [each for each in calcium if each.standing in ("foundation", "routine")]
    assert "Dietary calcium" in standing_takeaway(used)
    assert "no more than a hint" not in standing_takeaway([real.by_id["phosphate-binders"]])


@pytest.mark.parametrize("tell", range(5))
def test_of_no_therapy_every_sentence_says_that_none_passes(real: Catalog, tell: int) -> None:
    assert sentences(real, ())[tell] == "No therapy matches these filters."


def test_use_ahead_of_evidence_is_counted(real: Catalog) -> None:
    in_use = [each for each in real.therapies if each.standing in ("foundation", "routine")]
    no_more_than_a_hint = [
        each
        for each in in_use
        if each.evidence in ("suggested", "in trials", "exploratory", "not stated")
    ]
    driver = [
        each
        for each in in_use
        if each.outcome == "driver" and each.evidence in ("shown", "stated", "suggested")
    ]
    assert (len(in_use), len(no_more_than_a_hint), len(driver)) == (20, 8, 7)
    assert standing_takeaway(real.therapies) == (
        "Use runs ahead of the words for 15 of 20 called a cornerstone or routine: for 7 the "
        "evidence is about a risk factor only, for 8 no more than a hint or a use is given. This "
        "is about wording, not about trials."
    )


def test_what_is_not_in_use_is_not_ahead(sample: Catalog) -> None:
    by_id = sample.by_id
    assert standing_takeaway(sample.therapies).startswith(
        "Among those called a cornerstone or routine, use runs ahead of the words: for "
        "Heart-healthy diet no more than a hint or a use is given."
    )
    assert "1" not in standing_takeaway([by_id["binders"], by_id["lithotripsy"]])
    assert standing_takeaway([by_id["vitamin-k"]]) == (
        "None of these is called a cornerstone of care or routine."
    )


@pytest.mark.parametrize(
    ("standing", "evidence", "outcome", "ahead"),
    [
        (Standing.FOUNDATION, Evidence.SHOWN, Outcome.CALCIFICATION, False),
        (Standing.ROUTINE, Evidence.STATED, Outcome.EVENTS, False),
        (Standing.ROUTINE, Evidence.SHOWN, Outcome.DRIVER, True),
        (Standing.FOUNDATION, Evidence.SUGGESTED, Outcome.PLAQUE, True),
        (Standing.ROUTINE, Evidence.NOT_STATED, Outcome.NOT_APPLICABLE, True),
        (Standing.SELECTED, Evidence.EXPLORATORY, Outcome.DRIVER, False),
        (Standing.NOT_STATED, Evidence.NOT_STATED, Outcome.FLOW, False),
    ],
)
def test_use_is_ahead_only_without_an_effect_on_the_disease(
    sample: Catalog, standing: Standing, evidence: Evidence, outcome: Outcome, ahead: bool
) -> None:
    therapy = sample.by_id["diet"].model_copy(
        update={"standing": standing, "evidence": evidence, "outcome": outcome}
    )
    assert is_ahead_of_evidence(therapy) is ahead


def test_no_effect_is_no_effect_on_a_driver(sample: Catalog) -> None:
    diet = sample.by_id["diet"].model_copy(update={"outcome": Outcome.DRIVER})
    assert is_driver_only(diet)
    assert not is_driver_only(diet.model_copy(update={"evidence": Evidence.NOT_STATED}))
    assert not is_driver_only(sample.by_id["diet"])


def test_the_targets_are_counted(real: Catalog) -> None:
    text = disease_takeaway(real.therapies)
    assert re.findall(r"(systemic risk|established deposit|mineral balance) \((\d+)", text) == [
        ("systemic risk", "18"),
        ("established deposit", "7"),
        ("mineral balance", "7"),
    ]
    counts = Counter(each.acts_on.value for each in real.therapies)
    assert counts["systemic risk"] == 18
    assert max(count for target, count in counts.items() if target != "systemic risk") == 7


def test_one_target_has_no_second(real: Catalog) -> None:
    sentence = disease_takeaway([real.by_id["advanced-drug-delivery-systems"]])
    assert sentence == "Acting on established deposit: Advanced drug delivery systems."


def test_places_with_as_many_as_the_last_named_are_named_too(real: Catalog) -> None:
    framed = Query.of({"also_framed_as": ["reverse"]}).apply(real)
    counts = Counter(each.acts_on for each in framed).most_common()
    said = disease_takeaway(framed)
    third = counts[2][1]
    assert all(f"{place}" in said for place, count in counts if count >= third)
