"""A sitting with the cards: which one comes next, how many are left, when the others return.

Times are passed in; the same answers at the same time always give the same sitting.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta, timezone
from functools import lru_cache

from fsrs import Card as Memory
from fsrs import Rating, Scheduler, State

from therapies.progress import CARDS_LIMIT, Answer, Progress
from therapies.query import brief

NEW_A_DAY = 20
"""How many new cards a day brings, unless the link asks for another number."""

MOST_NEW = CARDS_LIMIT
LEAST_OFFSET, MOST_OFFSET = -14 * 60, 12 * 60
"""The time zones that exist, in minutes to add to reach UTC."""

_A_MINUTE = (timedelta(minutes=1),)
_SCHEDULER = Scheduler(
    learning_steps=_A_MINUTE,
    relearning_steps=_A_MINUTE,
    maximum_interval=365,
    enable_fuzzing=False,
)


@dataclass(frozen=True)
class Sitting:
    """Where a learner stands; cards are given by guid.

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
        missed=tuple(guid for guid, each in today.items() if not all(knew for _, knew in each)),
        begun=begun,
        waiting=bool(due) and _waits(memories[due[0]], now),
        returns=min((memories[guid].due for guid in known), default=None),
    )


@lru_cache(maxsize=8192)
def recalled(answers: tuple[Answer, ...]) -> Memory:
    """Return what is remembered of a card after `answers`, of which there is at least one."""
    ordered = sorted(answers)
    memory = Memory(card_id=0, due=_moment(ordered[0]))
    for answer in ordered:
        rating = Rating.Good if answer[1] else Rating.Again
        memory, _ = _SCHEDULER.review_card(memory, rating, _moment(answer))
    return memory


def clock(now: datetime, offset: int | None, progress: Progress) -> datetime:
    """Return `now` in the learner's time zone; no answer lies after it.

    `offset` is the browser's, in minutes to add to reach UTC; one that cannot be counts as none.
    A browser's clock may run ahead: what was just answered still lies before now.
    """
    minutes = offset if offset and LEAST_OFFSET <= offset <= MOST_OFFSET else 0
    last = max((_moment(answer) for answer in _all(progress)), default=now)
    ahead = last if now < last < now + timedelta(days=1) else now
    return ahead.astimezone(timezone(-timedelta(minutes=minutes)))


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


def _all(progress: Progress) -> Iterable[Answer]:
    return (answer for answers in progress.answers.values() for answer in answers)


def _moment(answer: Answer) -> datetime:
    return datetime.fromtimestamp(answer[0], UTC)


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
