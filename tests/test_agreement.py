"""The agreement: rows and files that contradict each other get their letter."""

from pathlib import Path

import pytest

from tests.edits import DIET_CLAIM, Broken, C, S, T, assert_gets_its_letter, change, problems_in

BROKEN: Broken = {
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
def test_a_disagreement_gets_its_letter(folder: Path, name: str) -> None:
    assert_gets_its_letter(folder, BROKEN[name])


def test_a_broken_line_leaves_the_other_therapies_checked(folder: Path) -> None:
    change(folder, C, "Diet may lower the risk of events.,", "")
    change(folder, T, "in trials,calcification", "shown,calcification")
    assert [(p.file, p.line) for p in problems_in(folder)] == [(T, 6), (C, 3)]


def test_a_circle_of_classes_is_named_once(folder: Path) -> None:
    change(folder, T, "not stated,not applicable,mineral", "not stated,sevelamer,mineral")
    (problem,) = problems_in(folder)
    assert (problem.line, problem.column) == (2, "member_of")
    assert problem.found == 'the circle "binders → sevelamer → binders"'
