"""Cells, rows and files: each wrong one, and each contradiction, gets its message."""

from pathlib import Path

import pytest

from tests.support.edits import (
    DIET_CLAIM,
    Broken,
    C,
    S,
    T,
    assert_gets_its_message,
    change,
    problems_in,
)
from therapies.catalog.catalog import load_catalog
from therapies.model import Evidence, Outcome

BROKEN: Broken = {
    # vocabularies
    "near miss": (T, "mechanical", "Mechanical", T, 4, "category", "did you mean mechanical?"),
    "typo": (C, "suggested", "sugested", C, 3, "evidence", "did you mean suggested?"),
    "hard space": (C, "in trials,cal", "in\u00a0trials,cal", C, 7, "evidence", "in\\xa0trials"),
    "no word at all": (C, "suggested", "zzz", C, 3, "evidence", "choose one of them"),
    "wrong outcome": (C, ",events", ",deaths", C, 3, "outcome", "calcification, plaque, events"),
    "wrong standing": (C, ",routine", ",Routine", C, 4, "standing", "did you mean routine?"),
    "wrong kind": (T, ",drug,", ",drugs,", T, 2, "kind", "did you mean drug?"),
    "wrong target": (T, "systemic risk", "risk", T, 3, "acts_on", "systemic risk, mineral"),
    "wrong goal": (T, "stabilize", "stabilise", T, 3, "goal", "did you mean stabilize?"),
    "row without goal": (T, "stabilize", "not stated", T, 3, "goal", "halt, stabilize"),
    "wrong goal of claim": (C, "stabilize", "stable", C, 3, "goal", "did you mean stabilize?"),
    "underscore": (T, "mineral balance", "mineral_balance", T, 2, "acts_on", "mineral balance?"),
    # cells
    "empty cell": (T, "Bind phosphate in the gut.", "", T, 2, "mechanism", "write `not stated`"),
    "blank cell": (C, "Diet may lower the risk of events.", "  ", C, 3, "says", "`not applicable`"),
    "capital in id": (S, "first,First", "First,First", S, 2, "id", "write first."),
    "space in id": (T, "\ndiet,", "\nmy diet,", T, 3, "id", "write my-diet."),
    "hopeless id": (S, "\nsecond,", "\n§,", S, 3, "id", "write an id."),
    "empty item": (T, "IVL; shock", "IVL; ; shock", T, 4, "aliases", "delete the semicolon"),
    "item at the end": (T, "shockwave balloon", "shock;", T, 4, "aliases", "delete the semicolon"),
    "repeated item": (T, "IVL; shockwave balloon", "IVL; ivl", T, 4, "aliases", "each item once"),
    "items too close": (T, "IVL; shock", "IVL;shock", T, 4, "aliases", "write IVL; shock"),
    "none among items": (T, "IVL; shockwave balloon", "IVL; not stated", T, 4, "aliases", "alone"),
    "unknown second goal": (T, ",reverse,", ",revers,", T, 6, "also_framed_as", "mean reverse?"),
    "paragraph zero": (C, "Diet,1,", "Diet,0,", C, 3, "paragraph", "count the paragraph"),
    "paragraph in words": (C, "Diet,1,", "Diet,one,", C, 3, "paragraph", "from 1, in digits"),
    "foreign digits": (C, "Diet,1,", "Diet,١,", C, 3, "paragraph", "from 1, in digits"),
    "nine words": (C, "may lower the risk", "a b c d e f g h i", C, 3, "wording", "leave out 1"),
    "bad sections": (S, "Diet (2)", "Diet", S, 2, "sections", "like `Introduction (1)`"),
    "section without text": (S, "Diet (2)", "(2)", S, 2, "sections", "like `Introduction (1)`"),
    "section twice": (S, "Diet (2)", "Devices (2)", S, 2, "sections", "each heading once"),
    # ids and rows
    "id twice": (T, "\nsevelamer,", "\ndiet,", T, 5, "id", "line 3 has it already"),
    "id twice but for case": (T, "\nsevelamer,", "\nDiet,", T, 5, "id", "line 3 has it already"),
    "name twice": (T, ",Sevelamer,", ",phosphate binders,", T, 5, "name", "line 2 has it already"),
    "source's name twice": (S, ",Second ov", ",First ov", S, 3, "name", "another name"),
    "source twice": (S, "\nsecond,", "\nfirst,", S, 3, "id", "line 2 has it already"),
    "claim twice": (C, DIET_CLAIM, f"{DIET_CLAIM}\n{DIET_CLAIM}", C, 4, None, "line 3 is the same"),
    # references
    "unknown therapy": (C, ",sevelamer,", ",sevelamar,", C, 6, "therapy", "mean sevelamer?"),
    "unknown source": (C, "diet,first", "diet,fist", C, 3, "source", "did you mean first?"),
    "foreign source": (C, "diet,first", "diet,zzzzzz", C, 3, "source", "add it to sources.csv"),
    "unknown class": (T, ",binders,", ",binder,", T, 5, "member_of", "did you mean binders?"),
    # evidence and outcome
    "claim on nothing": (C, ",events", ",not applicable", C, 3, "outcome", "effect is on"),
    "row on nothing": (T, ",events", ",not applicable", T, 3, "outcome", "effect is on"),
    # places and classes
    "unknown section": (C, "Devices", "Device", C, 4, "section", "did you mean Devices?"),
    "foreign section": (C, "Devices", "Zebra", C, 4, "section", "heading word for word"),
    "late paragraph": (C, "Diet,1", "Diet,3", C, 3, "paragraph", "allowed: 1 to 2"),
    "member of itself": (T, "stated,binders", "stated,sevelamer", T, 5, "member_of", "circle"),
    "therapy without claim": (C, f"{DIET_CLAIM}\n", "", T, 3, "id", "add its claims"),
    "document without claim": (S, "\nsecond", "\nthird,T,T,T,X (1)\nsecond", S, 3, "id", "add its"),
    # a row and its claims
    "unearned evidence": (T, "suggested,events", "shown,events", T, 3, "evidence", "one claim"),
    "unearned pair": (T, "suggested,events", "suggested,flow", T, 3, "evidence", "suggested with"),
    "unearned standing": (T, "foundation,life", "routine,life", T, 3, "standing", "foundation"),
    "unearned goal": (T, "stabilize", "halt", T, 3, "goal", "allowed: stabilize"),
    "unearned second goal": (T, ",reverse,", ",modify,", T, 6, "also_framed_as", "halt, reverse"),
    "goal twice": (T, ",reverse,", ",reverse; halt,", T, 6, "also_framed_as", "the goal already"),
    "unearned context": (T, "severe narrowing", "narrowing", T, 4, "context", "severe narrowing"),
    "missing context": (T, "disease; diabetes", "disease", T, 6, "context", "add diabetes."),
    "no context": (T, "kidney disease,not", "not stated,not", T, 2, "context", "add kidney"),
    "no reason for second goal": (
        *(T, "Framed under reversal; the stated action is to halt.", "not applicable"),
        *(T, 6, "rationale", "because also_framed_as is filled"),
    ),
    "no reason for split": (
        *(T, "The documents differ in evidence and standing; the outcome fits the goal."),
        *("not applicable", T, 4, "rationale", "differ in evidence or outcome"),
    ),
}


@pytest.mark.parametrize("name", BROKEN)
def test_what_breaks_a_rule_gets_its_message(folder: Path, name: str) -> None:
    assert_gets_its_message(folder, BROKEN[name])


@pytest.mark.parametrize("name", ["empty cell", "blank cell", "claim on nothing", "row on nothing"])
def test_a_wrong_cell_brings_no_messages_about_its_consequences(folder: Path, name: str) -> None:
    file, old, new, *_ = BROKEN[name]
    change(folder, file, old, new)
    assert len(problems_in(folder)) == 1


def test_a_message_reads_as_an_instruction(folder: Path) -> None:
    change(folder, C, "suggested", "Suggested")
    assert [str(problem) for problem in problems_in(folder)] == [
        'claims.csv, line 3, column evidence: found "Suggested"; allowed: shown, stated, suggested,'
        " in trials, exploratory, not stated; did you mean suggested? Write it exactly so."
    ]


def test_an_effect_on_nothing_is_told_with_its_evidence(folder: Path) -> None:
    change(folder, T, "in trials,calcification", "in trials,not applicable")
    assert [str(problem) for problem in problems_in(folder)] == [
        'therapies.csv, line 6, column outcome: found "not applicable" with evidence "in trials";'
        " allowed: calcification, plaque, events, flow, driver;"
        " name what the effect is on, or write the evidence as `not stated`."
    ]


def test_evidence_that_is_not_stated_may_have_an_outcome(folder: Path) -> None:
    for file in (T, C):
        change(folder, file, "suggested,events", "not stated,events")
    diet = load_catalog(folder).by_id["diet"]
    assert (diet.evidence, diet.outcome) == (Evidence.NOT_STATED, Outcome.EVENTS)


def test_an_unknown_evidence_is_told_alone(folder: Path) -> None:
    change(folder, C, "suggested,events", "sugested,not applicable")
    assert [problem.column for problem in problems_in(folder)] == ["evidence"]


def test_found_text_is_short_and_escaped(folder: Path) -> None:
    change(folder, C, "suggested", "z" * 5000)
    (problem,) = problems_in(folder)
    assert problem.found == '"' + "z" * 80 + '…"'


@pytest.mark.parametrize("word", ["not stated", "not applicable"])
def test_a_claim_may_have_no_goal(folder: Path, word: str) -> None:
    change(folder, T, ",halt,reverse,", ",halt,not applicable,")
    change(folder, C, ",reverse,not stated", f",{word},not stated")
    assert load_catalog(folder).claims_of["vitamin-k"][1].goal is None


def test_a_broken_line_leaves_the_other_therapies_checked(folder: Path) -> None:
    change(folder, C, "Diet may lower the risk of events.,", "")
    change(folder, T, "in trials,calcification", "shown,calcification")
    assert [(p.file, p.line) for p in problems_in(folder)] == [(T, 6), (C, 3)]


def test_a_circle_of_classes_is_named_once(folder: Path) -> None:
    change(folder, T, "not stated,not applicable,mineral", "not stated,sevelamer,mineral")
    (problem,) = problems_in(folder)
    assert (problem.line, problem.column) == (2, "member_of")
    assert problem.found == 'the circle "binders → sevelamer → binders"'
