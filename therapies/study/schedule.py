"""A sitting with the cards: which one comes next, how many are left, when the others return.

Times are passed in; the same answers at the same time always give the same sitting.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta, timezone
from functools import lru_cache
from typing import NamedTuple

from fsrs import Card as Memory
from fsrs import Rating, Scheduler, State

from therapies.study.progress import CARDS_LIMIT, Answer, Grade, Kept, Progress
from therapies.wording import brief, counted

NEW_A_DAY = 20
"""How many new cards a day brings, unless the link asks for another number."""

NEW_CHOICES = (5, 10, 20, 40)
MOST_NEW = CARDS_LIMIT
SPARE_DAYS = 2
"""So many days before an exam the last new card has been seen."""
WEEK = 7
GRADES: tuple[tuple[Grade, str], ...] = ((1, "Again"), (2, "Hard"), (3, "Good"), (4, "Easy"))

_A_MINUTE = (timedelta(minutes=1),)
_SCHEDULER = Scheduler(
    learning_steps=_A_MINUTE, relearning_steps=_A_MINUTE, maximum_interval=365, enable_fuzzing=False
)


@dataclass(frozen=True)
class Sitting:
    """What a learner has to do and has done; cards are given by guid.

    `due` are to be repeated today, the next first; `new` were never answered and are for today;
    `known` rest until another day; `later` are new but beyond today's number. `today` were
    answered today, `missed` are those of them that were not known at least once; `begun` counts
    those first answered today. `waiting` says that the due ones had better come after new ones.
    `returns` is the moment at which the next of the known comes back.
    """

    due: tuple[str, ...]
    new: tuple[str, ...]
    known: tuple[str, ...]
    later: tuple[str, ...]
    today: tuple[str, ...]
    missed: tuple[str, ...]
    begun: int
    waiting: bool
    returns: datetime | None

    @property
    def next(self) -> str | None:
        """The card to show now: what is due, then new ones, then what still had time."""
        order = (*self.new, *self.due) if self.waiting else (*self.due, *self.new)
        return order[0] if order else None

    @property
    def counts(self) -> str:
        """How many are left today: `12 due, 20 new, 5 known`."""
        return f"{len(self.due)} due, {len(self.new)} new, {len(self.known)} known"


def sitting(
    progress: Progress, guids: Sequence[str], now: datetime, most_new: int = NEW_A_DAY
) -> Sitting:
    """Return the sitting over the cards `guids` at `now`, whose time zone says what a day is.

    A day brings at most `most_new` cards that were never answered.
    """
    answers = {guid: progress.answers[guid] for guid in guids if progress.answers.get(guid)}
    memories = {guid: recalled(said) for guid, said in answers.items()}
    due = [guid for guid, memory in memories.items() if _is_due(memory, now)]
    due.sort(key=lambda guid: _urgency(memories[guid], now))
    known = [guid for guid in memories if guid not in set(due)]
    today = {
        guid: [said for said in each if _is_today(said, now)] for guid, each in answers.items()
    }
    begun = sum(_is_today(min(each), now) for each in answers.values())
    unseen = [guid for guid in guids if guid not in answers]
    room = max(0, most_new - begun)
    return Sitting(
        due=tuple(due),
        new=tuple(unseen[:room]),
        known=tuple(known),
        later=tuple(unseen[room:]),
        today=tuple(guid for guid, each in today.items() if each),
        missed=tuple(guid for guid, each in today.items() if not all(map(_knew, each))),
        begun=begun,
        waiting=bool(due) and _waits(memories[due[0]], now),
        returns=min((memories[guid].due for guid in known), default=None),
    )


def recalled(answers: tuple[Answer, ...]) -> Memory:
    """Return what is remembered of a card after `answers`, of which there is at least one."""
    # Ratings, since `True`, which stood for good, is the same key as `1`, which stands for again.
    return _recalled(tuple(sorted((each[0], _rating(each)) for each in answers)))


@lru_cache(maxsize=8192)
def _recalled(reviews: tuple[tuple[int, Rating], ...]) -> Memory:
    memory = Memory(card_id=0, due=_at(reviews[0][0]))
    for at, rating in reviews:
        memory, _ = _SCHEDULER.review_card(memory, rating, _at(at))
    return memory


def intervals(answers: tuple[Answer, ...], now: datetime) -> list[tuple[Grade, str, str]]:
    """Return each grade that a card can be given now, with its name and when it then comes back."""
    at = int(now.timestamp())
    return [
        (grade, name, _span(recalled((*answers, (at, grade))).due - _at(at)))
        for grade, name in GRADES
    ]


def _span(wait: timedelta) -> str:
    minutes = max(1, round(wait.total_seconds() / 60))
    return f"{minutes} min" if wait < timedelta(hours=12) else counted(max(1, wait.days), "day")


def forecast(progress: Progress, guids: Sequence[str], now: datetime) -> list[tuple[str, int]]:
    """Return for today and the days after it how many of the seen cards come back then."""
    seen = [recalled(each) for guid in guids if (each := progress.answers.get(guid))]
    today = now.date()
    days = [max(each.due.astimezone(now.tzinfo).date(), today) for each in seen]
    week = [today + timedelta(days=n) for n in range(WEEK)]
    return [("Today" if each == today else f"{each:%a}", days.count(each)) for each in week]


def clock(kept: Kept, progress: Progress) -> datetime:
    """Return the reader's own now, in the reader's time zone; no answer lies shortly after it."""
    now = _at(kept.now)
    moments = (_moment(each) for answers in progress.answers.values() for each in answers)
    last = max(moments, default=now)
    ahead = last if now < last < now + timedelta(days=1) else now
    return ahead.astimezone(timezone(-timedelta(minutes=kept.offset)))


def unseen(progress: Progress, guids: Sequence[str], now: datetime) -> tuple[int, int]:
    """Return how many of the cards were never answered, and how many first today."""
    seen = [each for guid in guids if (each := progress.answers.get(guid))]
    return len(guids) - len(seen), sum(_is_today(min(each), now) for each in seen)


class Plan(NamedTuple):
    """How many new cards a day brings, and what is said of an exam."""

    new: int
    told: str


def plan(asked: str, unseen: int, begun: int, now: datetime) -> Plan | None:
    """Return the plan up to an exam on the day that a link names; None where it names none.

    `unseen` cards are left, `begun` of today's have been seen.
    """
    try:
        exam = date.fromisoformat(asked)
    except ValueError:
        return None
    left = (exam - now.date()).days
    if not 0 < left <= 3650:
        return None
    new = max(1, -(-(unseen + begun) // max(1, left - SPARE_DAYS)))
    day = f"{exam.day} {exam:%B %Y}"
    told = f"Exam on {day}, in {counted(left, 'day')}: {new} new a day, and you see every card."
    return Plan(new, told)


def new_a_day(asked: str) -> tuple[int, str]:
    """Return the number of new cards that a link asks for, and a note when it cannot be used."""
    if not asked:
        return NEW_A_DAY, ""
    if asked.isascii() and asked.isdigit() and len(asked) < 6 and 0 < int(asked) <= MOST_NEW:
        return int(asked), ""
    note = f"number “{brief(asked)}”: give new cards a day from 1 to {MOST_NEW}; "
    return NEW_A_DAY, f"{note}{NEW_A_DAY} are used."


def day(moment: datetime, now: datetime) -> str:
    """Return the day of `moment` as it is said at `now`: `tomorrow`, `on 24 November 2026`."""
    local = moment.astimezone(now.tzinfo)
    if local.date() <= now.date():
        return "today"
    if local.date() == now.date() + timedelta(days=1):
        return "tomorrow"
    return f"on {local.day} {local:%B %Y}"


def _moment(answer: Answer) -> datetime:
    return _at(answer[0])


def _at(seconds: int) -> datetime:
    return datetime.fromtimestamp(seconds, UTC)


def _knew(answer: Answer) -> bool:
    return _rating(answer) is not Rating.Again


def _rating(answer: Answer) -> Rating:
    said = answer[1]
    if isinstance(said, bool):
        return Rating.Good if said else Rating.Again
    return Rating(said)


def _is_today(answer: Answer, now: datetime) -> bool:
    return _moment(answer).astimezone(now.tzinfo).date() == now.date()


def _is_due(memory: Memory, now: datetime) -> bool:
    """Say whether it is to be answered today: its day has come, or it was not known."""
    resting = memory.state is State.Review
    return not resting or memory.due.astimezone(now.tzinfo).date() <= now.date()


def _waits(memory: Memory, now: datetime) -> bool:
    """Say whether it was not known so shortly ago that others should come first."""
    return memory.state is not State.Review and memory.due > now


def _urgency(memory: Memory, now: datetime) -> tuple[bool, bool, datetime]:
    return _waits(memory, now), memory.state is State.Review, memory.due
