"""When a card comes back: the unknown sooner, within the sitting; the same for the same answers."""

from datetime import UTC, datetime, timedelta, timezone
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from therapies.study.progress import NOTHING, Answer, Kept, Progress
from therapies.study.schedule import (
    clock,
    day,
    forecast,
    intervals,
    new_a_day,
    plan,
    recalled,
    sitting,
    unseen,
)

A, B, C, D = CARDS = [letter * 20 for letter in "abcd"]
NOW = datetime(2026, 11, 21, 9, 0, tzinfo=UTC)
HOUR, DAY = 3600, 86_400


def progress(**answers: list[tuple[int, Any]]) -> Progress:
    """Answers to the cards a to d, each so many seconds from NOW."""
    start = int(NOW.timestamp())
    given = {
        letter * 20: tuple((start + seconds, known) for seconds, known in each)
        for letter, each in answers.items()
    }
    return NOTHING.model_copy(update={"answers": given})


def test_at_first_every_card_is_new() -> None:
    found = sitting(NOTHING, CARDS, NOW)
    assert (found.next, found.counts) == (A, "0 due, 4 new, 0 known")
    assert found.returns is None


def test_the_unknown_comes_back_within_the_sitting_the_known_on_another_day() -> None:
    told = progress(a=[(-90, False)], b=[(-60, True)])
    found = sitting(told, CARDS, NOW)
    assert found.next == A
    assert found.counts == "1 due, 2 new, 1 known"
    assert found.returns == NOW + timedelta(days=2, seconds=-60)
    assert found.missed == (A,)
    assert recalled(told.answers[A]).due < recalled(told.answers[B]).due


def test_what_was_just_unknown_waits_behind_new_cards() -> None:
    found = sitting(progress(a=[(-5, False)]), CARDS, NOW)
    assert found.next == B
    assert found.counts == "1 due, 3 new, 0 known"


def test_with_nothing_else_left_the_unknown_comes_at_once() -> None:
    found = sitting(progress(a=[(-1, False)], b=[(-5, False)], c=[(-9, True)]), [A, B, C], NOW)
    assert found.next == B
    assert found.counts == "2 due, 0 new, 1 known"


def test_unknown_cards_leave_once_they_are_known() -> None:
    found = sitting(progress(a=[(-90, False), (-5, True)]), [A], NOW)
    assert found.next is None
    assert found.counts == "0 due, 0 new, 1 known"
    assert (found.today, found.missed) == ((A,), (A,))
    assert found.returns
    assert day(found.returns, NOW) == "tomorrow"


def test_known_cards_come_back_on_their_day_whatever_the_hour() -> None:
    told = progress(a=[(10 * HOUR, True)])
    morning = NOW + timedelta(days=2)
    assert sitting(told, [A], morning - timedelta(days=1)).next is None
    assert sitting(told, [A], morning).next == A
    assert sitting(told, [A], morning).today == ()


def test_a_day_brings_only_so_many_new_cards() -> None:
    found = sitting(progress(a=[(-60, True)], b=[(-2 * DAY, True)]), CARDS, NOW, most_new=2)
    assert (found.new, found.later) == ((C,), (D,))
    assert (found.due, found.begun) == ((B,), 1)
    assert sitting(progress(a=[(-60, True)]), CARDS, NOW, most_new=1).new == ()


def test_other_cards_than_the_filters_do_not_count() -> None:
    found = sitting(progress(a=[(-60, False)], d=[(-60, True)]), [B], NOW)
    assert found.counts == "0 due, 1 new, 0 known"
    assert found.today == ()


answers = st.lists(st.tuples(st.integers(1_577_836_800, 4_102_444_800), st.booleans()), max_size=12)


@given(st.dictionaries(st.sampled_from(CARDS), answers), st.integers(0, 5))
def test_every_card_has_one_place_and_the_order_of_answers_does_not_matter(
    given_answers: dict[str, list[tuple[int, bool]]], most_new: int
) -> None:
    one = {guid: tuple(each) for guid, each in given_answers.items()}
    other = {guid: tuple(reversed(each)) for guid, each in reversed(one.items())}
    found = sitting(NOTHING.model_copy(update={"answers": one}), CARDS, NOW, most_new)
    assert sorted((*found.due, *found.new, *found.known, *found.later)) == CARDS
    assert (found.next is None) == (not found.due and not found.new)
    again = sitting(NOTHING.model_copy(update={"answers": other}), CARDS, NOW, most_new)
    assert again.counts == found.counts
    assert again.returns == found.returns


def kept(seconds: int = 0, offset: int = 0) -> Kept:
    now = int(NOW.timestamp()) + seconds
    return Kept(turn=1, text="", stays=True, done=0, now=now, offset=offset)


@pytest.mark.parametrize(("offset", "local"), [(-60, 10), (300, 4), (0, 9)])
def test_the_day_is_the_readers_not_the_servers(offset: int, local: int) -> None:
    assert clock(kept(offset=offset), NOTHING).hour == local
    assert clock(kept(8 * DAY), NOTHING) == NOW + timedelta(days=8)


def test_what_was_just_answered_lies_before_now_unless_it_is_days_away() -> None:
    assert clock(kept(), progress(a=[(90, True)])) == NOW + timedelta(seconds=90)
    assert clock(kept(), progress(a=[(400 * DAY, True)])) == NOW


def test_each_grade_says_when_the_card_comes_back_as_it_then_does() -> None:
    assert [wait for _, _, wait in intervals((), NOW)] == ["1 min", "2 min", "2 days", "8 days"]
    names = [(grade, name) for grade, name, _ in intervals((), NOW)]
    assert names == [(1, "Again"), (2, "Hard"), (3, "Good"), (4, "Easy")]
    told = progress(a=[(0, 4)])
    assert recalled(told.answers[A]).due == NOW + timedelta(days=8)
    assert sitting(told, [A], NOW + timedelta(days=7)).next is None
    assert sitting(told, [A], NOW + timedelta(days=8)).next == A


def test_answers_from_before_there_were_grades_count_as_good_and_again() -> None:
    old: tuple[Answer, ...] = ((int(NOW.timestamp()), True),)
    assert recalled(old).due == recalled(((old[0][0], 3),)).due
    assert sitting(progress(a=[(-5, 2)]), [A], NOW).missed == ()
    assert sitting(progress(a=[(-5, 1)]), [A], NOW).missed == (A,)


def test_the_forecast_counts_what_comes_back_each_day_of_a_week() -> None:
    told = progress(a=[(0, 3)], b=[(0, 3)], c=[(0, 1)], d=[(-60 * DAY, 3)])
    days = forecast(told, CARDS, NOW)
    assert [number for _, number in days] == [2, 0, 2, 0, 0, 0, 0]
    assert [name for name, _ in days][:2] == ["Today", "Sun"]


def test_a_plan_shows_every_card_two_days_before_the_exam() -> None:
    found = plan("2026-12-23", 60, 0, NOW)
    assert found
    assert found.new == 2
    assert found.told == (
        "Exam on 23 December 2026, in 32 days: 2 new a day, and you see every card."
    )
    assert [plan(each, 60, 0, NOW) for each in ("", "soon", "2026-11-21", "9999-12-31")] == [
        None
    ] * 4
    assert unseen(progress(a=[(-60, 3)], b=[(-2 * DAY, 3)]), CARDS, NOW) == (2, 1)


def test_a_day_is_said_as_people_say_it() -> None:
    local = NOW.astimezone(timezone(timedelta(hours=5)))
    assert day(NOW, NOW) == "today"
    assert day(datetime(2026, 11, 21, 20, tzinfo=UTC), local) == "tomorrow"
    assert day(datetime(2026, 12, 1, tzinfo=UTC), NOW) == "on 1 December 2026"


@pytest.mark.parametrize("asked", ["0", "5001", "-1", "x", "²", "9" * 5000, "1.5", "\x00", " 5"])
def test_an_impossible_number_of_new_cards_is_said(asked: str) -> None:
    number, note = new_a_day(asked)
    assert number == 20
    assert note.endswith("give new cards a day from 1 to 5000; 20 are used.")
    assert len(note) < 120
    assert "\x00" not in note


def test_a_possible_number_of_new_cards_is_taken() -> None:
    assert new_a_day("40") == (40, "")
    assert new_a_day("") == (20, "")
