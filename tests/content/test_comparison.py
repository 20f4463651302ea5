"""Therapies side by side: the answers, and which of them differ."""

import re

import pytest

from therapies.catalog.catalog import Catalog
from therapies.content import comparison, render
from therapies.content.comparison import Row, cells, families, rows, side_by_side, ways_on
from therapies.content.go import Go
from therapies.content.side_list import pick_list
from therapies.model import Therapy, paired, paired_in_full
from therapies.query.query import Query
from therapies.query.view import View

QUESTIONS = [
    "How does it work?",
    "How firmly, and of what?",
    "Caveats",
    "For whom?",
    "What place in care?",
    "Who says so, and in which words?",
    "What does it aim at?",
    "What is it?",
    "Which class?",
]


def answers(catalog: Catalog, *ids: str) -> dict[str, Row]:
    found = rows(catalog, [catalog.by_id[each] for each in ids])
    return {row.question.text: row for row in found}


def test_rows_are_the_questions_people_ask(sample: Catalog) -> None:
    found = answers(sample, "lithotripsy", "vitamin-k")
    assert list(found) == QUESTIONS
    assert {len(row.answers) for row in found.values()} == {2}


def test_answers_are_literal(sample: Catalog) -> None:
    found = answers(sample, "lithotripsy", "sevelamer", "diet")
    assert [answer.lines for answer in found["What is it?"].answers] == [
        ("Mechanical; procedure",),
        ("Mineral metabolism; drug",),
        ("Risk control; lifestyle",),
    ]
    assert [answer.lines for answer in found["Which class?"].answers] == [
        ("No class named",),
        ("Phosphate binders",),
        ("No class named",),
    ]
    assert found["What place in care?"].answers[0].lines == (
        "Routine",
        "Documents differ:",
        "First overview: routine",
        "Second overview: selected patients",
    )
    assert [answer.lines for answer in found["For whom?"].answers] == [
        ("severe narrowing",),
        ("kidney disease",),
        ("Not stated",),
    ]
    assert found["Caveats"].answers[2].lines == ("None stated",)
    words, place, *named = found["Who says so, and in which words?"].answers[0].lines
    claim = sample.claims_of["lithotripsy"][0]
    assert words == f"“{claim.wording}”"
    assert place == f"First overview, {claim.section}, paragraph {claim.paragraph}"
    assert named == ["First overview", "Second overview"]


def test_no_answer_is_empty(real: Catalog) -> None:
    for row in rows(real, real.therapies):
        assert [answer for answer in row.answers if not answer.lines or "" in answer.lines] == []


def test_evidence_stands_with_what_it_is_about(real: Catalog) -> None:
    row = answers(real, *real.by_id)["How firmly, and of what?"]
    for therapy, answer in zip(real.therapies, row.answers, strict=True):
        assert answer.evidence is therapy.evidence
        assert answer.headline == paired_in_full(therapy.evidence, therapy.outcome)


def test_in_a_single_line_a_goal_stands_with_its_evidence_and_outcome(real: Catalog) -> None:
    for therapy in real.therapies:
        goal, _, known = comparison.AIM.answer(real, therapy).headline.partition(": ")
        assert goal == therapy.goal.heading
        assert known == paired(therapy.evidence, therapy.outcome)


def test_a_goal_that_fits_poorly_is_called_the_nearest(real: Catalog) -> None:
    row = answers(real, "vitamin-d", "statins")["What does it aim at?"]
    nearest, own = (answer.headline for answer in row.answers)
    assert nearest.startswith("Halt (the nearest): slow")
    assert "nearest" not in own


def test_a_split_shows_all_sides(real: Catalog) -> None:
    lines = answers(real, "surgical-bypass-grafting")["What place in care?"].answers[0].lines
    assert lines == (
        "For selected patients",
        "Documents differ:",
        "Vascular overview: selected patients",
        "Arterial article: routine",
    )


def test_the_order_of_contexts_is_no_difference(sample: Catalog) -> None:
    one = sample.by_id["vitamin-k"]
    other = one.model_copy(update={"context": tuple(reversed(one.context))})
    assert [row.question.text for row in rows(sample, [one, other]) if row.differs] == []


def test_only_differences_leaves_out_what_agrees(sample: Catalog) -> None:
    pair = [sample.by_id["binders"], sample.by_id["sevelamer"]]
    every = side_by_side(sample, pair, only_differences=False)
    fewer = side_by_side(sample, pair, only_differences=True)
    apart = [
        "How does it work?",
        "What place in care?",
        "Who says so, and in which words?",
        "Which class?",
    ]
    assert [row.question.text for row in fewer["rows"]] == apart
    alike = [each for each in QUESTIONS if each not in apart]
    assert [row.question.text for row in every["rows"]] == [*apart, *alike]


def test_neighbours_that_read_the_same_share_a_cell(sample: Catalog) -> None:
    binders, diet = sample.by_id["binders"], sample.by_id["diet"]
    for therapies, expected in (
        ([binders, binders, diet], [([binders, binders], None), ([diet], None)]),
        ([binders, diet, binders], [([binders], None), ([diet], None), ([binders], binders)]),
    ):
        for row in rows(sample, therapies):
            found = [(list(cell.therapies), cell.twin) for cell in cells(row, therapies)]
            if row.question is comparison.SAYS:
                assert found == [([each], None) for each in therapies]
            elif row.differs:
                assert found == expected, row.question.text
            else:
                assert found == [(therapies, None)]


def test_each_therapy_can_be_removed(sample: Catalog) -> None:
    pair = [sample.by_id["binders"], sample.by_id["diet"]]
    found = side_by_side(sample, pair, only_differences=False)
    assert found["removals"] == ["?id=diet", "?id=binders"]
    alone = side_by_side(sample, pair[:1], only_differences=False)
    go = Go(View(sample, Query.of({"goal": ["halt"]}), "compare", ("binders",)))
    assert [go.address(each) for each in alone["removals"]] == ["./compare?goal=halt"]


def test_worth_adding_keeps_what_is_there_and_leads_to_few(real: Catalog) -> None:
    pair = [real.by_id["sevelamer"], real.by_id["magnesium"]]
    found = ways_on(real, pair, only_differences=True)
    assert len(found["more"]) == comparison.WORTH
    assert found["turned"] == "?differences="
    assert found["families"] == []
    for other, target in found["more"]:
        assert target == f"?id=sevelamer&id=magnesium&id={other.id}"
    alone = ways_on(real, pair[:1], only_differences=False)
    assert [[each.id for each in family] for family, _ in alone["families"]] == [
        ["non-calcium-based-phosphate-binders", "lanthanum-carbonate", "sevelamer"]
    ]
    nothing = ways_on(real, (), only_differences=False)
    assert nothing["more"] == []
    assert nothing["turned"] == "?differences=true"
    assert all(len(family) == target.count("id=") > 1 for family, target in nothing["families"])


def test_families_are_a_class_with_its_members(real: Catalog, sample: Catalog) -> None:
    assert [[each.id for each in found] for found in families(sample, 5)] == [
        ["binders", "sevelamer"]
    ]
    for family in families(real, 3):
        assert 2 <= len(family) <= 3
        assert [each for each in family[1:] if each.member_of != family[0].id] == []


def test_nothing_compared_has_no_differences(sample: Catalog) -> None:
    assert [row for row in rows(sample, ()) if row.differs or row.answers] == []
    assert [row for row in rows(sample, sample.therapies[:1]) if row.differs] == []


def test_what_the_columns_of_the_table_answer_has_receipts() -> None:
    columns = [column for question in comparison.QUESTIONS for column in question.columns]
    assert sorted(set(columns)) == sorted(columns)
    assert set(columns) <= set(Therapy.model_fields)
    without = [each for each in comparison.QUESTIONS if not each.columns]
    assert without == [comparison.SAYS, comparison.CLASS]


@pytest.mark.parametrize("number", range(4))
@pytest.mark.parametrize("only", [False, True], ids=["all", "only differences"])
def test_links_that_change_what_is_compared_keep_only_differences(
    sample: Catalog, only: bool, number: int
) -> None:
    picked = sample.therapies[:number]
    own = ((comparison.DIFFERENCES, "true"),) if only else ()
    go = Go(View(sample, Query(), "compare", tuple(each.id for each in picked), own=own))
    html = render.html("suggestions", go=go, **ways_on(sample, picked, only_differences=only))
    html += render.html("compare", go=go, **side_by_side(sample, picked, only_differences=only))
    html += render.html("side_list", go=go, **pick_list(sample, Query(), picked))
    links = re.findall(r'<a([^>]*) href="([^"]*)" data-go="\?', html)
    kept = {"differences=true" in link for part, link in links if "data-differences" not in part}
    assert kept == {only}
    turned = ["differences=true" in link for part, link in links if "data-differences" in part]
    assert turned == [not only] * bool(number)
