"""Who says what and how complete the table is: numbers against plain loops."""

import re

import pytest

from therapies.catalog import Catalog
from therapies.coverage import (
    completeness,
    completeness_takeaway,
    naming,
    naming_takeaway,
    span_rows,
    span_takeaway,
    spans,
    told,
)
from therapies.model import Outcome


def documents(catalog: Catalog, therapy: str) -> set[str]:
    return {claim.source for claim in catalog.claims if claim.therapy == therapy}


def speaking(catalog: Catalog, therapy: str, column: str) -> set[str]:
    """The documents that say something on the therapy in this column."""
    return {
        claim.source
        for claim in catalog.claims
        if claim.therapy == therapy and getattr(claim, column) != "not stated"
    }


def test_spans_give_what_each_document_says(sample: Catalog) -> None:
    frame = spans(sample, sample.therapies, "evidence")
    said = frame[frame["id"] == "lithotripsy"]
    assert list(zip(said["document"], said["said"], said["rank"], said["span"], strict=True)) == [
        ("First overview", "shown, for flow", 0, 1),
        ("Second overview", "stated, for flow", 1, 1),
    ]
    assert "not stated" not in set(frame["value"])
    assert not {"binders", "diet", "sevelamer"} & set(frame["id"])


@pytest.mark.parametrize("column", ["evidence", "standing"])
def test_spans_hold_every_word_of_every_document_once(real: Catalog, column: str) -> None:
    frame = spans(real, real.therapies, column)
    found = list(zip(frame["id"], frame["document"], frame["said"], strict=True))
    assert len(set(found)) == len(found)
    names = {source.id: source.name for source in real.sources}
    expected = {
        (claim.therapy, names[claim.source], getattr(claim, column).value)
        for claim in real.claims
        if getattr(claim, column) != "not stated" and len(speaking(real, claim.therapy, column)) > 1
    }
    assert set(zip(frame["id"], frame["document"], frame["value"], strict=True)) == expected
    for therapy in set(frame["id"]):
        ranks = frame.loc[frame["id"] == therapy, "rank"]
        assert set(frame.loc[frame["id"] == therapy, "span"]) == {ranks.max() - ranks.min()}


def test_span_rows_show_every_document(sample: Catalog) -> None:
    rows = span_rows(sample, sample.therapies, "evidence")
    assert [(therapy.id, *said) for therapy, said in rows] == [
        ("lithotripsy", ("shown, for flow",), ("stated, for flow",)),
        ("vitamin-k", ("in trials, for calcification",), ("not stated",)),
    ]
    assert [each.marked for each in rows[1][1][1]] == ["– not stated"]


def test_span_rows_say_who_does_not_name_it(real: Catalog) -> None:
    rows = {therapy.id: said for therapy, said in span_rows(real, real.therapies, "standing")}
    assert rows["surgical-bypass-grafting"] == (("selected",), ("routine",), ())
    assert told(()) == "does not name it"
    assert len(rows) == sum(len(documents(real, each.id)) > 1 for each in real.therapies) == 18
    assert "sevelamer" in rows
    assert "aspirin" not in rows


def test_the_span_sentence_counts_therapies_truly(real: Catalog) -> None:
    text = span_takeaway(spans(real, real.therapies, "evidence"))
    spoken = sum(len(speaking(real, each.id, "evidence")) > 1 for each in real.therapies)
    found = re.match(r"For (\d+) of (\d+) therapies", text)
    assert found
    assert (int(found[1]), int(found[2])) == (4, spoken), text


def test_the_span_sentence_names_a_few(real: Catalog) -> None:
    frame = spans(real, real.therapies, "standing")
    apart = sorted(set(frame.loc[frame["span"] > 0, "therapy"]))
    text = span_takeaway(frame)
    assert len(apart) == 3
    assert text.startswith(
        f"Documents range over more than one level for {', '.join(apart[:2])} and {apart[2]}; "
    )


def test_documents_agree_only_where_more_than_one_speaks(sample: Catalog) -> None:
    text = span_takeaway(spans(sample, [sample.by_id["vitamin-k"]], "standing"))
    assert text == "The documents agree wherever more than one speaks (Vitamin K)."
    alone = span_takeaway(spans(sample, [sample.by_id["vitamin-k"]], "evidence"))
    assert alone == "No therapy here is named by more than one document that speaks on this."


def test_the_span_sentence_gives_evidence_only_with_its_outcome(real: Catalog) -> None:
    text = span_takeaway(spans(real, real.therapies, "evidence"))
    assert "Vitamin K2" in text
    assert any(outcome.value in text for outcome in Outcome), text


def test_naming_counts_claims(real: Catalog, sample: Catalog) -> None:
    assert [(therapy.id, *counts) for therapy, *counts in naming(sample, sample.therapies)] == [
        ("binders", 1, "not named"),
        ("diet", 1, "not named"),
        ("lithotripsy", 1, 1),
        ("sevelamer", 1, "not named"),
        ("vitamin-k", 1, 1),
    ]
    counts = [count for _, *row in naming(real, real.therapies) for count in row]
    assert sum(count for count in counts if count != "not named") == 106
    assert 0 not in counts


def test_the_naming_sentence_is_true(real: Catalog, sample: Catalog) -> None:
    named = [len(documents(real, each.id)) for each in real.therapies]
    assert (named.count(3), named.count(1), len(named)) == (8, 29, 47)
    assert naming_takeaway(real, real.therapies) == (
        "8 of 47 are named by all documents, 29 by one only."
    )
    assert naming_takeaway(sample, sample.therapies) == (
        "Named by all documents: Intravascular lithotripsy and Vitamin K; by one document "
        "only: Phosphate binders, Heart-healthy diet and Sevelamer."
    )


def test_completeness_is_counted(real: Catalog) -> None:
    rows = real.therapies
    assert completeness(real, rows) == [
        ("Named by one document only", 29),
        ("No effect stated", 10),
        ("Effect known on a driver only", 15),
        ("Place in care not stated", 15),
        ("For whom or when not stated", 23),
        ("Caveat not stated", 29),
        ("Documents differ on the goal", 2),
        ("Documents differ on the evidence", 4),
        ("Documents differ on the place in care", 3),
    ]
    assert sum(each.evidence == "not stated" for each in rows) == 10
    assert sum(each.outcome == "driver" and each.evidence != "not stated" for each in rows) == 15
    assert sum(each.standing == "not stated" for each in rows) == 15
    assert sum(each.context == () for each in rows) == 23
    assert sum(each.caveat == "not stated" for each in rows) == 29


def test_the_completeness_sentence_is_true(real: Catalog, sample: Catalog) -> None:
    assert completeness_takeaway(real, real.therapies) == (
        "Documents differ on 6 of 47 therapies; for 10 no effect is stated at all."
    )
    assert completeness_takeaway(sample, sample.therapies[:2]) == (
        "The documents do not differ here."
    )


def test_nothing_gives_nothing(sample: Catalog) -> None:
    frame = spans(sample, (), "evidence")
    assert list(frame.columns) == [
        "id",
        "therapy",
        "document",
        "value",
        "rank",
        "said",
        "driver",
        "span",
    ]
    assert len(frame) == 0
    assert not re.search(r"\d", span_takeaway(frame))
    assert span_rows(sample, (), "evidence") == []
    assert naming(sample, ()) == []
    assert {count for _, count in completeness(sample, ())} == {0}


def test_coverage_leaves_its_input_alone(sample: Catalog) -> None:
    therapies = list(sample.therapies)
    frame = spans(sample, therapies, "evidence")
    before = frame.copy()
    span_takeaway(frame)
    naming(sample, therapies)
    completeness(sample, therapies)
    assert frame.equals(before)
    assert therapies == list(sample.therapies)


def test_the_ends_of_a_range_are_told_of_the_disease_where_a_document_speaks_of_it(
    real: Catalog,
) -> None:
    frame = spans(real, (real.by_id["magnesium"],), "evidence")
    assert "stated, for calcification" in span_takeaway(frame)
    assert "for a driver" not in span_takeaway(frame)
