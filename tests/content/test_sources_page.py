"""Who says what: rows, marks and points against plain loops, and sentences that are true."""

import dataclasses
import itertools
import re
from typing import Any

import pytest

from tests.support.html import Page
from therapies.catalog.catalog import Catalog
from therapies.content import render, sources_page
from therapies.content.go import Go
from therapies.content.sentences import splits
from therapies.content.sources_page import (
    completeness,
    completeness_takeaway,
    contents,
    matrix,
    naming_takeaway,
    sources_finding,
    takeaway,
)
from therapies.model import Evidence, Outcome
from therapies.query.query import FACETS, Query, options
from therapies.query.view import View


def documents(catalog: Catalog, therapy: str) -> set[str]:
    return {claim.source for claim in catalog.claims if claim.therapy == therapy}


def drawn(catalog: Catalog, query: Query) -> str:
    view = View(catalog, query, "sources")
    return render.html("sources", go=Go(view), **contents(catalog, query))


def claimed(catalog: Catalog, therapy: str, **changes: dict[str, Any]) -> Catalog:
    """The table with the claims that a document, by its id, has on the therapy changed."""
    claims = tuple(
        each.model_copy(update=changes[each.source])
        if each.therapy == therapy and each.source in changes
        else each
        for each in catalog.claims
    )
    return dataclasses.replace(catalog, claims=claims)


def points(catalog: Catalog, therapy: str) -> list[str]:
    (row,) = matrix(catalog, [catalog.by_id[therapy]]).rows
    return [each.text for each in row.differences]


def test_rows_are_what_several_documents_name_and_the_rest_is_named_alone(real: Catalog) -> None:
    found = matrix(real, real.therapies)
    several = {each.id for each in real.therapies if len(documents(real, each.id)) > 1}
    assert {row.therapy.id for row in found.rows} == several
    assert (len(found.rows), found.several, found.left) == (18, 18, 0)
    for each in found.alone:
        ids = [therapy.id for therapy in each.therapies]
        own = {t.id for t in real.therapies if documents(real, t.id) == {each.source.id}}
        assert set(ids) == own
        assert len(ids) == each.total == len(own)


def test_rows_on_which_documents_differ_stand_first(real: Catalog) -> None:
    groups = matrix(real, real.therapies).groups
    assert [(group.title, group.total) for group in groups] == [
        ("Documents differ", 6),
        ("All three, without a difference", 6),
        ("Two, without a difference", 6),
    ]
    counts = [len(row.differences) for row in groups[0].rows]
    assert counts == sorted(counts, reverse=True)
    assert min(counts) == 1
    for row in matrix(real, real.therapies).rows:
        assert {each.point.column for each in row.differences} == set(splits(real, row.therapy.id))


def test_a_row_says_on_what_documents_differ(real: Catalog) -> None:
    told = {row.therapy.id: row.apart for row in matrix(real, real.therapies).rows}
    assert told["sevelamer"] == "what the effect is on"
    assert told["vitamin-k2"] == (
        "what the effect is on; how firmly; goal: halt, stabilize or reverse"
    )
    assert told["surgical-bypass-grafting"] == "place in care: routine or selected patients"
    assert told["stenting"] == ""


def test_how_firmly_compares_what_is_said_of_the_same_outcome_only(sample: Catalog) -> None:
    first: dict[str, Any] = {"evidence": Evidence.SHOWN}
    second: dict[str, Any] = {"evidence": Evidence.SUGGESTED}
    on: dict[str, Any] = {"outcome": Outcome.PLAQUE}
    place = "place in care: routine or selected patients"
    table = claimed(sample, "lithotripsy", first=first, second=second)
    assert points(table, "lithotripsy") == ["how firmly", place]
    table = claimed(sample, "lithotripsy", first=first, second=second | on)
    assert points(table, "lithotripsy") == ["what the effect is on", place]
    silent: dict[str, Any] = {"evidence": Evidence.NOT_STATED}
    table = claimed(sample, "lithotripsy", first=first, second=silent | on)
    assert points(table, "lithotripsy") == [place]


def test_a_cell_is_the_effect_nearest_the_goal_with_the_number_of_passages(real: Catalog) -> None:
    cells = {
        row.therapy.id: [cell.text if cell else None for cell in row.cells]
        for row in matrix(real, real.therapies).rows
    }
    assert cells["statins"] == [
        "stated, risk factor",
        "stated, plaque (2 passages)",
        "stated, plaque (3 passages)",
    ]
    assert cells["magnesium"] == [None, "stated, risk factor (2 passages)", "stated, calcification"]
    assert cells["vitamin-k2"][2] == "hedged, calcification (4 passages)"
    assert cells["surgical-bypass-grafting"] == [
        "stated, blood flow (2 passages)",
        "no effect stated",
        None,
    ]


def test_every_cell_is_a_claim_of_its_document_and_counts_all_of_them(real: Catalog) -> None:
    for row in matrix(real, real.therapies).rows:
        for source, cell in zip(real.sources, row.cells, strict=True):
            claims = [each for each in real.claims_of[row.therapy.id] if each.source == source.id]
            assert (cell.passages if cell else 0) == len(claims)
            if cell:
                assert cell.mark.evidence in {each.evidence for each in claims}
                stated = any(each.evidence is not Evidence.NOT_STATED for each in claims)
                assert (cell.mark.evidence is not Evidence.NOT_STATED) == stated


def test_of_too_many_rows_the_differing_ones_are_shown_and_the_rest_counted(
    real: Catalog,
) -> None:
    found = matrix(real, real.therapies, 8)
    assert [len(group.rows) for group in found.groups] == [6, 2, 0]
    assert [group.total for group in found.groups] == [6, 6, 6]
    assert sources_page.rest(found) == (
        "Not shown: 10 more therapies of those that several documents name."
    )
    assert all(len(each.therapies) == min(each.total, 8) for each in found.alone)


def test_titles_count_the_documents_there_are(sample: Catalog) -> None:
    agreed = claimed(
        sample,
        "lithotripsy",
        second={"evidence": Evidence.SHOWN, "standing": sample.by_id["lithotripsy"].standing},
    )
    found = matrix(agreed, [agreed.by_id["lithotripsy"]])
    assert [group.title for group in found.groups] == ["Both, without a difference"]


def test_the_page_has_an_element_for_every_therapy_of_the_query(real: Catalog) -> None:
    for query in (Query(), Query.of({"category": ["mechanical"]}), Query.of({"goal": ["reverse"]})):
        html = drawn(real, query)
        assert set(re.findall('data-id="([^"]+)"', html)) == {t.id for t in query.apply(real)}
        links = re.findall(r'href="([^"]+)" data-go="[?]peek=([a-z0-9-]+)"', html)
        assert {each for _, each in links} == {each.id for each in query.apply(real)}
        assert all(f"peek={each}" in link for link, each in links)


def test_the_page_is_read_aloud_with_its_words(real: Catalog) -> None:
    text = " ".join(Page(drawn(real, Query())).text.split())
    assert "Statins Vascular overview: stated, risk factor Arterial article: stated, plaque" in text
    assert "They differ on: place in care: cornerstone or routine" in text
    assert "Coronary article: –does not name it" in text
    assert "Calcimimetics stated, calcification" in text
    assert "Documents differ on the goal" in text


def test_where_one_document_names_all_there_is_no_table_of_several(real: Catalog) -> None:
    alone = Query.of({"standing": ["under study"], "goal": ["halt"], "category": ["experimental"]})
    assert alone.apply(real)
    html = drawn(real, alone)
    assert '<div class="says">' not in html
    assert "Named by one document only" in html


def test_the_finding_of_the_table(real: Catalog) -> None:
    assert sources_finding(real, Query()) == (
        "Where the documents differ, it is mostly on what an effect is said to be on; on how "
        "firmly only for Vitamin K2.",
        "8 of 47 are named by all documents, 29 by one only.",
    )


@pytest.mark.parametrize(
    ("ids", "said"),
    [
        (["statins", "aspirin"], "The documents differ on Statins: what the effect is on; goal: "),
        (
            ["sevelamer", "magnesium"],
            "The documents differ on Sevelamer and Magnesium: what the effect is on.",
        ),
        (
            ["sevelamer", "vitamin-k2"],
            "The documents differ on Sevelamer and Vitamin K2: what the effect is on; for "
            "Vitamin K2 also how firmly and the goal.",
        ),
        (
            ["sevelamer", "surgical-bypass-grafting"],
            "The documents differ on Sevelamer and Surgical bypass grafting: for Sevelamer what "
            "the effect is on; for Surgical bypass grafting the place in care.",
        ),
        (["stenting", "aspirin"], "The documents do not differ on Stenting."),
        (["aspirin"], "Aspirin rests on one document alone: Coronary article."),
        (
            ["aspirin", "snf472"],
            "Aspirin and SNF472 rest on one document each, so that none can differ from another.",
        ),
        ([], "No therapy matches these filters."),
    ],
)
def test_a_few_are_named_with_what_sets_the_documents_apart(
    real: Catalog, ids: list[str], said: str
) -> None:
    assert takeaway(real, [real.by_id[each] for each in ids]).startswith(said)


def test_the_finding_is_true_of_every_filter(real: Catalog) -> None:
    """What it says of firmness and of the first point holds when the rows are counted again."""
    tried = 0
    for facet in FACETS:
        values = options(real, facet.key)
        for some in [(), *((each,) for each in values), *itertools.combinations(values[:6], 2)]:
            query = Query.of({facet.key: list(some)})
            text, _ = sources_finding(real, query)
            rows = matrix(real, query.apply(real)).rows
            apart = [row for row in rows if row.differences]
            firmly = [r for r in apart if any(d.text == "how firmly" for d in r.differences)]
            on = [r for r in apart if any(d.text.startswith("what") for d in r.differences)]
            if len(apart) > 3:
                tried += 1
                assert (text.endswith(" only for Vitamin K2.")) == (len(firmly) == 1)
                assert (", never on how firmly" in text) == (not firmly)
                assert ("mostly on what an effect" in text) == (len(on) < len(apart) < 2 * len(on))
            elif apart:
                assert all(row.therapy.name in text for row in apart)
            assert "differ" not in text or rows or "none can differ" in text
    assert tried > 3


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
        ("Effect on a risk factor only", 15),
        ("Place in care not stated", 15),
        ("For whom or when not stated", 23),
        ("Caveats not stated", 29),
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
