"""What a learner answered to the cards: the text that the browser keeps and a file holds.

The text is JSON that anybody could have written, so it is checked as strictly as a table.
"""

from collections.abc import Sequence
from typing import Annotated, Any, Literal

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from therapies.wording import brief

TEXT_LIMIT = 2_000_000
"""Longest text in characters; the browser refuses larger files before it reads them."""

CARDS_LIMIT = 5_000
ANSWERS_LIMIT = 12
"""How many answers to one card are kept, the last ones; the browser drops those before."""

Guid = Annotated[str, Field(pattern="^[0-9a-f]{20}$")]
Moment = Annotated[int, Field(ge=1_577_836_800, le=4_102_444_800)]
"""A moment in seconds since 1970: from 2020 to 2100."""

Grade = Literal[1, 2, 3, 4]
"""Again, hard, good, easy, as in Anki."""

Answer = tuple[Moment, bool | Grade]
"""When a card was answered, and how; before there were grades, whether it was known."""

Token = Annotated[str, Field(pattern="^[0-9a-f]{8}$")]
Tried = tuple[Moment, bool, Literal["s", "t", "g", ""]]
"""When a question of the quiz was answered last, whether it was right, and how sure."""

Answers = Annotated[tuple[Answer, ...], Field(max_length=ANSWERS_LIMIT)]


class ProgressError(Exception):
    """A text is no progress; the message says why, as the end of a sentence."""


class Progress(BaseModel):
    """The answers to each card, by its guid, and to each question of the quiz, by its token."""

    model_config = ConfigDict(frozen=True, extra="forbid", strict=True)

    kind: Literal["vascular-calcification-cards"]
    version: Literal[1]
    answers: Annotated[dict[Guid, Answers], Field(max_length=CARDS_LIMIT)]
    quiz: Annotated[dict[Token, Tried], Field(max_length=CARDS_LIMIT)] = {}

    @property
    def surely_wrong(self) -> tuple[str, ...]:
        """The tokens of the questions that were answered surely and wrong, the last time."""
        tried = sorted((at, token) for token, (at, right, sure) in self.quiz.items()
                       if sure == "s" and not right)  # fmt: skip
        return tuple(token for _, token in tried)


class Kept(BaseModel):
    """What the browser sends: the text it keeps, and whether that text outlives the visit.

    `turn` rises with each change of the text, `done` with each answer since the page opened. `now`
    is the reader's clock, `offset` the minutes to add to it to reach UTC.
    """

    model_config = ConfigDict(frozen=True, extra="forbid", strict=True)

    turn: int
    text: str
    stays: bool
    done: int
    now: Moment
    offset: Annotated[int, Field(ge=-14 * 60, le=12 * 60)]


NOTHING = Progress(kind="vascular-calcification-cards", version=1, answers={})


def read(text: str) -> Progress:
    """Return the progress that `text` holds; an empty text holds none.

    Raises `ProgressError` when it is anything else than `Progress` as JSON.
    """
    if not text:
        return NOTHING
    if len(text) > TEXT_LIMIT:
        raise ProgressError(f"it is longer than {TEXT_LIMIT:,} characters")
    try:
        return Progress.model_validate_json(text)
    except ValidationError as error:
        first = error.errors(include_url=False, include_context=False)[0]
        raise ProgressError(_reason(first["loc"], first["type"])) from None


def told(value: object) -> Kept | None:
    """Return what the browser sends, None before it sent anything that can be read."""
    try:
        return Kept.model_validate(value)
    except ValidationError:
        return None


def verdict(value: object) -> dict[str, Any]:
    """Return for the browser why the text that it sent cannot be used; "" when it can."""
    kept, reason = told(value), ""
    try:
        read(kept.text if kept else "")
    except ProgressError as error:
        reason = str(error)
    return {"turn": kept.turn if kept else -1, "reason": reason}


def _reason(place: Sequence[int | str], fault: str) -> str:
    match place:
        case () if fault in ("json_invalid", "string_unicode"):
            return "it is not JSON"
        case ():
            return "it does not hold what such a file holds"
        case ("kind",):
            return "it does not say that it holds progress of these cards"
        case ("version",):
            return "it does not say that its version is 1"
        case ("answers",) if fault == "too_long":
            return f"it holds more than {CARDS_LIMIT:,} cards"
        case ("answers", guid, *_):
            return f"the answers to the card “{brief(str(guid))}” are not as they should be"
    return f"“{brief(str(place[0]))}” is missing, unknown or not as it should be"
