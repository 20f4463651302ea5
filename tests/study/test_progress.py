"""What the browser keeps of the cards: read strictly, refused with a reason, never a traceback."""

import contextlib
import json
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from therapies.study.progress import (
    ANSWERS_LIMIT,
    CARDS_LIMIT,
    NOTHING,
    TEXT_LIMIT,
    ProgressError,
    read,
    told,
    verdict,
)

GUID = "0123456789abcdef0123"
AT = 1_763_700_000


def text(**changes: Any) -> str:
    whole = {"kind": "vascular-calcification-cards", "version": 1, "answers": {GUID: [[AT, True]]}}
    return json.dumps(whole | changes)


def test_a_kept_text_is_read() -> None:
    assert read(text()).answers == {GUID: ((AT, True),)}
    assert read("") == NOTHING
    assert NOTHING.answers == {}


def test_grades_and_answers_of_the_quiz_are_read() -> None:
    tried = {"0123abcd": [AT, False, "s"], "0123abce": [AT, True, "s"], "0123abcf": [AT, False, ""]}
    found = read(text(answers={GUID: [[AT, True], [AT, 1], [AT, 4]]}, quiz=tried))
    assert found.answers[GUID] == ((AT, True), (AT, 1), (AT, 4))
    assert found.surely_wrong == ("0123abcd",)
    assert read(text()).quiz == {}
    with pytest.raises(ProgressError):
        read(text(quiz={"<b>": [AT, True, "s"]}))


@pytest.mark.parametrize(
    ("broken", "reason"),
    [
        ("garbage", "it is not JSON"),
        ('{"kind": "\ud800"}', "it is not JSON"),
        ("[" * 100_000, "it is not JSON"),
        ("[]", "it does not hold what such a file holds"),
        ("{}", "it does not say that it holds progress of these cards"),
        (text(kind="anki"), "it does not say that it holds progress of these cards"),
        (text(version=2), "it does not say that its version is 1"),
        (text(version="1"), "it does not say that its version is 1"),
        (text(colour="red"), "“colour” is missing, unknown or not as it should be"),
        (text(answers=[]), "“answers” is missing, unknown or not as it should be"),
        (
            text(answers={f"{n:020x}": [] for n in range(CARDS_LIMIT + 1)}),
            "it holds more than 5,000 cards",
        ),
        (
            text(answers={"<b>": [[AT, True]]}),
            "the answers to the card “<b>” are not as they should be",
        ),
        ("x" * (TEXT_LIMIT + 1), "it is longer than 2,000,000 characters"),
    ],
)
def test_what_is_no_progress_is_refused_with_a_reason(broken: str, reason: str) -> None:
    with pytest.raises(ProgressError) as refusal:
        read(broken)
    assert str(refusal.value) == reason


@pytest.mark.parametrize(
    "answers",
    [
        [[AT, 5]],
        [[AT, 0]],
        [[AT]],
        [["yesterday", True]],
        [[True, True]],
        [[-1, True]],
        [[10**30, True]],
        [[AT, True]] * (ANSWERS_LIMIT + 1),
        None,
        {},
    ],
)
def test_answers_that_make_no_sense_name_their_card(answers: object) -> None:
    with pytest.raises(ProgressError, match=f"the answers to the card “{GUID}”"):
        read(text(answers={GUID: answers}))


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(),
    lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner),
    max_leaves=8,
)


@settings(max_examples=50)
@given(st.text() | JSON.map(json.dumps) | JSON.map(lambda each: text(answers={GUID: each})))
def test_any_text_is_read_or_refused(given_text: str) -> None:
    with contextlib.suppress(ProgressError):
        assert set(read(given_text).answers) <= {GUID}


@given(JSON)
def test_whatever_the_browser_tells_gets_a_verdict(value: object) -> None:
    assert told(value) is None
    assert verdict(value) == {"turn": -1, "reason": ""}


def test_the_verdict_names_its_turn() -> None:
    kept = {"turn": 3, "text": "garbage", "stays": True, "done": 0, "now": AT, "offset": -60}
    assert verdict(kept) == {"turn": 3, "reason": "it is not JSON"}
    assert verdict(kept | {"text": text()}) == {"turn": 3, "reason": ""}
