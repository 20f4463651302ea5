"""Therapies side by side: the answers, and which of them differ."""

from therapies import comparison
from therapies.catalog import Catalog
from therapies.comparison import Row, families, rows, side_by_side
from therapies.model import Standing, Therapy
from therapies.query import Query

QUESTIONS = [
    "What is it?",
    "What does it aim at, and how sure are the documents?",
    "Where does it act?",
    "Who is it for?",
    "What place in care?",
    "What speaks against it?",
    "Who says so?",
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
        ("Procedure; mechanical",),
        ("Drug; mineral metabolism", "Belongs to: Phosphate binders"),
        ("Lifestyle; risk control",),
    ]
    assert found["What place in care?"].answers[0].lines == (
        "Routine",
        Standing.ROUTINE.definition,
        "Documents differ:",
        "First overview: routine",
        "Second overview: selected",
    )
    assert [answer.lines for answer in found["Who is it for?"].answers] == [
        ("severe narrowing",),
        ("kidney disease",),
        ("Not stated",),
    ]
    assert found["What speaks against it?"].answers[2].lines == ("No caveat stated",)
    assert found["Who says so?"].answers[0].lines == ("First overview", "Second overview")


def test_no_answer_is_empty(real: Catalog) -> None:
    for row in rows(real, real.therapies):
        assert [answer for answer in row.answers if not answer.lines or "" in answer.lines] == []


def test_a_goal_stands_with_its_evidence_and_outcome(real: Catalog) -> None:
    row = answers(real, *real.by_id)[QUESTIONS[1]]
    for therapy, answer in zip(real.therapies, row.answers, strict=True):
        first = answer.headline
        assert answer.evidence is therapy.evidence
        assert first.startswith(
            f"{therapy.goal.value.capitalize()}: {therapy.evidence.value}, for "
        )
        outcome = "a driver" if therapy.outcome == "driver" else therapy.outcome.value
        assert first.endswith(outcome)


def test_a_split_shows_all_sides(real: Catalog) -> None:
    lines = answers(real, "surgical-bypass-grafting")["What place in care?"].answers[0].lines
    assert lines == (
        "Selected",
        Standing.SELECTED.definition,
        "Documents differ:",
        "Vascular overview: selected",
        "Arterial article: routine",
    )


def test_differences_are_marked(sample: Catalog) -> None:
    found = answers(sample, "binders", "sevelamer")
    assert [row.question.text for row in found.values() if row.differs] == [
        "What is it?",
        "Where does it act?",
        "What place in care?",
    ]
    assert not found["Who is it for?"].differs


def test_only_what_is_read_is_a_difference(sample: Catalog) -> None:
    one = sample.by_id["diet"]
    other = one.model_copy(update={"name": "Diet", "rationale": "x"})
    assert [row.question.text for row in rows(sample, [one, other]) if row.differs] == []
    other = other.model_copy(update={"mechanism": "Otherwise said."})
    found = [row.question.text for row in rows(sample, [one, other]) if row.differs]
    assert found == ["Where does it act?"]


def test_the_order_of_contexts_is_no_difference(sample: Catalog) -> None:
    one = sample.by_id["vitamin-k"]
    other = one.model_copy(update={"context": tuple(reversed(one.context))})
    assert [row.question.text for row in rows(sample, [one, other]) if row.differs] == []


def test_only_differences_leaves_out_what_agrees(sample: Catalog) -> None:
    pair = [sample.by_id["binders"], sample.by_id["sevelamer"]]
    every = side_by_side(sample, pair, Query(), only_differences=False)
    fewer = side_by_side(sample, pair, Query(), only_differences=True)
    assert [row.question.text for row in every["rows"]] == QUESTIONS
    assert [row.question.text for row in fewer["rows"]] == [
        "What is it?",
        "Where does it act?",
        "What place in care?",
    ]
    assert pair == [sample.by_id["binders"], sample.by_id["sevelamer"]]


def test_each_therapy_can_be_removed(sample: Catalog) -> None:
    pair = [sample.by_id["binders"], sample.by_id["diet"]]
    found = side_by_side(sample, pair, Query.of({"goal": ["halt"]}), only_differences=False)
    assert found["removals"] == ["./compare?id=diet&goal=halt", "./compare?id=binders&goal=halt"]


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
    assert [each for each in comparison.QUESTIONS if not each.columns] == [comparison.SAYS]
