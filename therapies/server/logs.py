"""The log: what strangers send can neither forge a line in it nor flood it."""

import json
import logging
import re
from collections.abc import Callable
from datetime import UTC, datetime
from traceback import format_exception

LINE = 2000
"""The longest line, in characters."""
LINES = 80
"""How many lines of a traceback are kept: the first and the last of them."""
MARK = "    | "
"""What each line of a traceback begins with, so that none of them looks like a message."""

_HIDDEN = re.compile(
    r"[\x00-\x1f\x7f-\x9f\u061c\u200b-\u200f\u2028-\u202e\u2060-\u206f\ufeff\ud800-\udfff]"
)

_VALUE = re.compile(r"\[?%[-#0-9.]*[a-z]\]?", re.ASCII)
JSON = "%(json)s"
"""The form of a line that is JSON."""


def one_line(text: str, limit: int = LINE) -> str:
    """Return `text` on one line of at most `limit` characters, control characters escaped."""
    shown = _HIDDEN.sub(lambda found: ascii(found[0])[1:-1], text[: limit + 1])
    return shown if len(shown) <= limit else f"{shown[: limit - 1]}…"


def lines(text: str) -> str:
    """Return a traceback with each of its lines marked, escaped and bounded."""
    found = text.rstrip("\n").split("\n")
    left_out = len(found) - LINES
    if left_out > 0:
        half = LINES // 2
        found = [*found[:half], f"… {left_out} lines left out …", *found[-half:]]
    return "\n".join(MARK + one_line(line, LINE - len(MARK)) for line in found)


class Record(logging.LogRecord):
    """A log record whose text is safe, whichever handler writes it."""

    def __init__(self, *args: object, **kwargs: object) -> None:
        """Take what logging gives; the traceback is made safe at once."""
        super().__init__(*args, **kwargs)  # type: ignore[arg-type]
        if self.exc_info and self.exc_info[1]:
            self.exc_text = lines("".join(format_exception(self.exc_info[1])))

    def getMessage(self) -> str:
        """Return the message on one line; what uvicorn colours itself stays as it is."""
        message = super().getMessage()
        own = self.__dict__.get("color_message")
        return message if own is not None and self.msg is own else one_line(message)


def as_json(table: Callable[[], str]) -> type[Record]:
    """Return records that hold their whole line as JSON under `json`; `table` gives a version."""

    class JsonRecord(Record):
        """Streamlit has a handler for each of its loggers: only the record is the same in all."""

        def __init__(self, *args: object, **kwargs: object) -> None:
            super().__init__(*args, **kwargs)
            trace, self.exc_info, self.exc_text = self.exc_text, None, None
            at = datetime.fromtimestamp(self.created, UTC)
            told = {
                "time": at.isoformat(timespec="milliseconds"),
                "level": self.levelname,
                "logger": self.name,
                "event": event(str(self.msg)),
                "message": self.getMessage(),
                "table": table(),
            }
            self.json = json.dumps(told | ({"traceback": trace.split("\n")} if trace else {}))

    return JsonRecord


def event(template: str) -> str:
    """Return a message's fixed words, up to a colon: the same whatever it tells of."""
    return " ".join(_VALUE.sub("", template).partition(":")[0].split())[:80]


def guard(record: type[Record] = Record) -> None:
    """Make every logger of this process write safe records from now on."""
    logging.setLogRecordFactory(record)


def begin(form: str, record: type[Record] = Record) -> None:
    """Guard the log, and write what no library writes itself, our own lines from INFO on.

    `form` is how a line is put together, as `logging.Formatter` takes it.
    """
    guard(record)
    formatter = logging.Formatter(form)
    formatter.default_msec_format = "%s.%03d"
    handler = logging.StreamHandler()
    handler.setFormatter(formatter)
    logging.getLogger().addHandler(handler)
    logging.getLogger("therapies").setLevel(logging.INFO)
