"""When a card comes back: the unknown sooner, within the sitting; the same for the same answers."""

from datetime import UTC, datetime, timedelta, timezone

import pytest
from hypothesis import given
from hypothesis import strategies as st

from therapies.progress import NOTHING, Progress
from therapies.sitting import clock, day, new_a_day, recalled, sitting

A, B, C, D = CARDS = [letter * 20 for letter in "abcd"]
NOW = datetime(2026, 11, 21, 9, 0, tzinfo=UTC)
HOUR, DAY = 3600, 86_400


def progress(**answers: list[tuple[int, bool]]) -> Progress:
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


@pytest.mark.parametrize(
    ("offset", "local"), [(-60, 10), (300, 4), (None, 9), (99_999, 9), (-99_999, 9)]
)
def test_the_day_is_the_learners(offset: int | None, local: int) -> None:
    assert clock(NOW, offset, NOTHING).hour == local


def test_a_clock_that_runs_ahead_is_followed_and_a_wild_one_is_not() -> None:
    assert clock(NOW, 0, progress(a=[(90, True)])) == NOW + timedelta(seconds=90)
    assert clock(NOW, 0, progress(a=[(400 * DAY, True)])) == NOW


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
