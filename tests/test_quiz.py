"""The quiz: the same for everyone, never right twice over or by accident, never too sure."""

import csv
import dataclasses
import re
from functools import cache
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from therapies.catalog import Catalog, load_catalog
from therapies.exports.view import View
from therapies.model import ActsOn, Evidence, Goal, Outcome
from therapies.query import Query
from therapies.questions import TOPICS, Question
from therapies.quiz import explained, questions
from therapies.quiz_page import page
from therapies.quiz_sitting import Sitting, read
from therapies.render import html

TABLE = load_catalog(Path("data"))
FIVE = {"seed": ["x"], "number": ["5"]}
GOALS = {goal.phrase: goal.value for goal in Goal}
CLAUSES = {
    each.phrase.format(outcome=outcome.phrase): (each.value, outcome.value)
    for each in Evidence
    for outcome in Outcome
}
Code = tuple[str, str, str]


def lines(name: str) -> list[dict[str, str]]:
    with Path("data", name).open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


class Judge:
    """Says from the files alone which answer counts: the second way, apart from the app's own."""

    def __init__(self) -> None:
        self.rows = {row["name"]: row for row in lines("therapies.csv")}
        self.claims = {
            name: [claim for claim in lines("claims.csv") if claim["therapy"] == row["id"]]
            for name, row in self.rows.items()
        }
        self.documents = {row["name"]: row["id"] for row in lines("sources.csv")}

    def codes(self, name: str) -> set[Code]:
        """Goal, evidence and outcome of the row and of each of its claims."""
        found = [self.rows[name], *self.claims[name]]
        return {(each["goal"], each["evidence"], each["outcome"]) for each in found}

    def goals(self, name: str) -> set[str]:
        return {goal for goal, _, _ in self.codes(name)} - {"not stated"}

    def said(self, name: str, told: tuple[str, str]) -> bool:
        """Whether anybody says so; of what nobody speaks no effect is stated."""
        pairs = {(evidence, outcome) for _, evidence, outcome in self.codes(name)}
        spoken = {outcome for evidence, outcome in pairs if evidence != "not stated"}
        return told in pairs or (told[0] == "not stated" and told[1] not in spoken)

    def sure(self, sentence: str) -> bool:
        """Whether the row or one claim goes just as far as the sentence."""
        name, aim, clause = parsed(sentence)
        return (aim, *CLAUSES[clause]) in self.codes(name)

    @cache  # noqa: B019
    def right(self, kind: str, text: str, option: str) -> bool:
        """Whether the option answers the question."""
        found: bool = getattr(self, f"_{kind.partition(' ')[0]}")(text, option)
        return found

    def _aim(self, text: str, option: str) -> bool:
        name = text.partition(":")[0]
        match = re.fullmatch(r"To (.+) \(evidence: (.+)\)", option)
        assert match
        goal, told = GOALS[match[1]], pair(match[2])
        if goal not in self.goals(name):
            assert goal not in self.rows[name]["also_framed_as"]
            return False
        return (goal, *told) in self.codes(name)

    def _known(self, text: str, option: str) -> bool:
        return self.said(text.partition(":")[0], pair(option))

    def _which(self, text: str, option: str) -> bool:
        return self.said(option, CLAUSES[text.removeprefix("Which of these fits: ")[:-1]])

    def _says(self, text: str, option: str) -> bool:
        name, _, rest = text.partition(": ")
        told = CLAUSES[rest.removesuffix(". Which document says so?")]
        return any(
            (claim["evidence"], claim["outcome"]) == told
            for claim in self.claims[name]
            if claim["source"] == self.documents[option]
        )

    def _target(self, text: str, option: str) -> bool:
        return option.casefold() == self.rows[text.partition(":")[0]]["acts_on"]

    def _apart(self, text: str, option: str) -> bool:
        names = text.partition(": same category")[0].split(" and ")
        same = option.removeprefix("Both are the same: ")
        told = [same, same] if same != option else [each.split(": ")[1] for each in halves(option)]
        return all(self.said(name, pair(each)) for name, each in zip(names, told, strict=True))

    def _alike(self, text: str, option: str) -> bool:
        one, other = self.rows[text.partition(":")[0]], self.rows[option]
        if one["category"] != other["category"] or not self.framed(one) & self.framed(other):
            return False
        known = [(row["evidence"], row["outcome"]) for row in (one, other)]
        return one["goal"] == other["goal"] and known[0] != known[1]

    def framed(self, row: dict[str, str]) -> set[str]:
        return self.goals(row["name"]) | (set(row["also_framed_as"].split("; ")) & set(Goal))

    def _words(self, text: str, option: str) -> bool:
        name, _, rest = text.partition(": ")
        match = re.fullmatch(r"“(.+)” \((.+)\)", option)
        assert match
        earned = (*CLAUSES[rest.removesuffix(". Which words earned this?")], match[1])
        earning = {
            (each["evidence"], each["outcome"], each["wording"]) for each in self.claims[name]
        }
        return earned in earning

    def _claim(self, text: str, option: str) -> bool:
        sentence = text.removeprefix("True or false? “").removesuffix("”")
        return self.sure(sentence) == (option == "True")


def pair(text: str) -> tuple[str, str]:
    evidence, _, outcome = text.partition(", for ")
    return evidence[:1].lower() + evidence[1:], outcome.removeprefix("a ")


def halves(option: str) -> list[str]:
    return option.split("; ")


def parsed(sentence: str) -> tuple[str, str, str]:
    """The name, the goal and the clause on the evidence of a statement."""
    match = re.fullmatch(r"(.+?): (?:aims|nearest aim:) to (.+?); (.+)\.", sentence)
    assert match, sentence
    return match[1], GOALS[match[2]], match[3]


def read_(**params: str | list[str]) -> tuple[Sitting | None, tuple[str, ...]]:
    asked = {key: [each] if isinstance(each, str) else each for key, each in params.items()}
    return read(TABLE, TABLE.therapies, FIVE | asked)


def test_over_a_thousand_seeds_each_question_has_the_options_it_calls_right() -> None:
    judge, seen = Judge(), set()
    for seed in range(1000):
        number = 40 if seed % 25 == 0 else 5 + seed % 12
        made = questions(TABLE, TABLE.therapies, str(seed), number)
        assert len(made) == number == len({each.text for each in made})
        for each in made:
            texts = [option.text.casefold() for option in each.options]
            assert 2 <= len(texts) == len(set(texts)) <= 4
            assert 1 <= len(each.right) <= 2 < len(texts) + len(each.right)
            for option in each.options:
                found = judge.right(each.kind, each.text, option.text)
                assert found == option.right, (seed, each.text, option.text)
            seen.add(each.kind.partition(" ")[0])
    assert seen == set(TOPICS)


def test_no_statement_is_stronger_than_its_evidence() -> None:
    judge = Judge()
    ranks = [each.value for each in Evidence]
    for seed in range(200):
        for each in questions(TABLE, TABLE.therapies, f"strength {seed}", 10):
            for told in explained(TABLE, each):
                name, _, clause = parsed(told.statement)
                evidence, outcome = CLAUSES[clause]
                said = [code[1] for code in judge.codes(name) if code[2] == outcome]
                claimed = [c["evidence"] for c in judge.claims[name] if c["outcome"] == outcome]
                assert evidence in said
                assert min(map(ranks.index, claimed)) <= ranks.index(evidence)
            if each.kind == "claim true":
                assert [option.text for option in each.right] == ["True"]
                assert explained(TABLE, each)[0].statement in each.text


def test_every_answer_is_explained_by_statement_and_receipt() -> None:
    for each in questions(TABLE, TABLE.therapies, "receipts", 40):
        for told in explained(TABLE, each):
            assert told.statement.startswith(f"{told.therapy.name}: ")
            assert told.claims
            assert {claim.therapy for claim in told.claims} == {told.therapy.id}


def test_where_documents_differ_every_side_counts_and_is_told() -> None:
    statins = TABLE.by_id["statins"]
    made = [
        each
        for seed in range(40)
        for each in questions(TABLE, [statins], str(seed), 40)
        if each.kind == "aim"
    ]
    right = {option.text for each in made for option in each.right}
    assert right == {
        "To make plaque less likely to rupture or prevent the events that follow "
        "(evidence: stated, for plaque)",
        "To slow or stop further calcification (evidence: stated, for a driver)",
    }
    told = explained(TABLE, made[0])[0]
    assert len(told.differences) == 3
    assert told.differences[2].startswith("Coronary article: ")
    assert {claim.source for claim in told.claims} == {"vascular", "arterial", "coronary"}


def test_lithotripsy_is_never_said_to_reverse() -> None:
    text = (
        "True or false? “Intravascular lithotripsy: aims to dissolve or remove calcium that is "
        "already there; an effect on flow is stated as plain fact.”"
    )
    asked = [
        each
        for seed in range(60)
        for each in questions(TABLE, [TABLE.by_id["intravascular-lithotripsy"]], str(seed), 40)
        if each.text == text
    ]
    assert asked
    (right,) = asked[0].right
    assert right.text == "False: it goes too far"
    assert right.note == "No document gives it this aim, or frames it so."
    assert not any("reverse" in option.text for each in asked for option in each.right)


def test_the_same_seed_gives_the_same_questions_and_another_seed_others(sample: Catalog) -> None:
    again = dataclasses.replace(sample)
    made = questions(sample, sample.therapies, "x", 10)
    assert questions(again, again.therapies, "x", 10) == made
    assert questions(sample, sample.therapies, "y", 10) != made
    edited = dataclasses.replace(sample, version="v000000")
    assert questions(edited, edited.therapies, "x", 10) != made


def test_more_questions_begin_with_the_fewer() -> None:
    whole = questions(TABLE, TABLE.therapies, "x", 40)
    assert questions(TABLE, TABLE.therapies, "x", 5) == whole[:5]
    assert {each.topic for each in whole[:7]} == set(TOPICS.values())


def test_one_therapy_gives_questions_about_itself_only() -> None:
    for therapy in TABLE.therapies:
        made = questions(TABLE, [therapy], "x", 40)
        assert 5 <= len(made) <= len(TOPICS)
        assert [each for each in made if therapy not in each.therapies] == []


def test_the_literal_quiz_of_a_tiny_table(sample: Catalog) -> None:
    """The same on every Python: only `random()` of a seeded generator is drawn from."""
    (first, *_) = questions(sample, sample.therapies, "x", 5)
    assert first.text == "Phosphate binders: what do the documents say is known of an effect?"
    assert [(each.text, each.right) for each in first.options] == [
        ("Shown, for calcification", True),
        ("Shown, for plaque", False),
        ("Stated, for calcification", False),
        ("Suggested, for calcification", False),
    ]


def test_a_link_is_read_into_a_sitting() -> None:
    sitting, notes = read_(answers="12-")
    assert sitting
    assert (notes, sitting.answers, sitting.place, sitting.going_on) == ((), (1, 2), 2, True)
    told, _ = read_(answers="12")
    assert told
    assert (told.place, told.going_on, told.done) == (1, False, False)


def test_the_last_answer_read_is_the_end_and_topics_add_up_to_the_score() -> None:
    sitting, _ = read_(answers="11111-")
    assert sitting
    assert sitting.done
    assert len(sitting.missed) == 5 - sitting.score
    assert sum(right for _, right, _ in sitting.topics) == sitting.score
    assert sum(asked for _, _, asked in sitting.topics) == 5
    assert read_(answers="11111")[0] != sitting


def test_only_asks_the_questions_it_names_under_their_numbers() -> None:
    whole, _ = read_()
    sitting, notes = read_(only="4.2")
    assert whole
    assert sitting
    assert sitting.asked == (whole.asked[1], whole.asked[3])
    assert [each.number for each in sitting.asked] == [2, 4]
    assert notes == ()


@pytest.mark.parametrize(
    ("params", "note"),
    [
        ({"seed": "a b"}, "seed: “a b” cannot be. Allowed, once: 1 to 32 of a-z, A-Z, 0-9"),
        ({"seed": ["a", "b"]}, "seed: “b” cannot be. Allowed, once"),
        ({"number": "41"}, "number: “41” cannot be. Allowed, once: a number from 5 to 40."),
        ({"number": "٧"}, "number: “٧” cannot be."),
        ({"only": "6"}, "only: this quiz has the questions 1 to 5."),
        ({"only": "0"}, "only: “0” cannot be."),
        ({"seed": [], "answers": "1"}, "The link has no seed, so it names no questions."),
    ],
)
def test_what_cannot_be_a_quiz_is_told_and_none_is_shown(params: dict[str, Any], note: str) -> None:
    sitting, notes = read_(**params)
    assert sitting is None
    assert len(notes) == 1
    assert notes[0].startswith(note)
    assert notes[0].endswith("Start a new quiz.")


@pytest.mark.parametrize("answers", ["5", "9-", "-1", "111111", "x", "1" * 1000, "١", ["1", "2"]])
def test_answers_that_cannot_be_begin_the_quiz_again(answers: str | list[str]) -> None:
    sitting, notes = read_(answers=answers)
    assert sitting
    assert (sitting.answers, sitting.place) == ((), 0)
    assert len(notes) == 1
    assert notes[0].startswith("answers: “")
    assert notes[0].endswith("The quiz begins again.")


def test_answers_under_another_version_of_the_table_do_not_count() -> None:
    sitting, notes = read_(answers="11-", v="v000000")
    assert sitting
    assert sitting.answers == ()
    assert notes == (
        "Under this version of the table the link gives other questions. "
        "Earlier answers are left out.",
    )
    assert read_(answers="11-", v=TABLE.version)[1] == ()


HOSTILE = st.lists(
    st.text(max_size=60) | st.from_regex(r"[0-9.-]{1,50}", fullmatch=True), max_size=4
)


@settings(deadline=None, max_examples=40)
@given(seed=HOSTILE, number=HOSTILE, answers=HOSTILE, only=HOSTILE, v=HOSTILE)
def test_no_link_breaks_the_page(**params: list[str]) -> None:
    view = View(TABLE, Query.of({"goal": ["reverse"]}), "study")
    for known in ({}, {"seed": ["x"], "number": ["10"]}, {"seed": ["x"], "only": []}):
        template, values = page(view, params | known, "n")
        assert html(template, **values).count("<section") == 1
        sitting = values.get("sitting")
        if sitting:
            most = [len(each.question.options) for each in sitting.asked]
            assert all(1 <= one <= n for one, n in zip(sitting.answers, most, strict=False))


def test_the_shared_link_holds_the_questions_and_no_answers() -> None:
    view = View(TABLE, Query.of({"goal": ["modify"]}), "study", base="https://example.org/")
    _, values = page(view, FIVE | {"answers": ["11-"]}, "n")
    assert values["shared"] == (
        "https://example.org/study?goal=modify&part=quiz&seed=x&number=5&v=" + TABLE.version
    )
    assert values["next"] == (
        f"./study?goal=modify&part=quiz&seed=x&number=5&answers=11-&v={TABLE.version}"
    )


def test_the_start_offers_no_more_questions_than_there_are() -> None:
    one = View(TABLE, Query.of({}, "magnesium"), "study")
    template, values = page(one, {}, "new")
    assert template == "quiz_start"
    assert [n for n, _ in values["starts"]] == [5, len(questions(TABLE, one.therapies, "new", 40))]
    _, whole = page(View(TABLE, page="study"), {}, "new")
    assert [n for n, _ in whole["starts"]] == [5, 10, 20, 40]
    assert "answers" not in whole["starts"][0][1]


def test_a_table_without_anything_to_ask_says_so(sample: Catalog) -> None:
    empty = dataclasses.replace(sample, therapies=(), claims=())
    template, values = page(View(empty, page="study"), {"seed": ["x"]}, "n")
    assert (template, values["starts"]) == ("quiz_start", [])
    assert "too little to ask" in html(template, **values)


def test_where_it_acts_is_explained_by_the_mechanism() -> None:
    made = questions(TABLE, TABLE.therapies, "x", 40)
    target = next(each for each in made if each.kind == "target")
    other = next(each for each in made if each.kind != "target")
    assert explained(TABLE, target)[0].mechanism == target.therapies[0].mechanism
    assert explained(TABLE, other)[0].mechanism == ""
    assert [each.text.casefold() in set(ActsOn) for each in target.options] == [True] * 4


def test_a_wrong_option_is_from_the_same_category_where_there_is_one() -> None:
    names = {each.name: each for each in TABLE.therapies}

    def near(each: Question) -> bool:
        own = each.therapies[0].category
        return any(
            names[option.text].category is own for option in each.options if not option.right
        )

    made = questions(TABLE, TABLE.therapies, "x", 40)
    asked = [each for each in made if each.kind == "which"]
    assert asked
    assert [each.text for each in asked if not near(each)] == []
