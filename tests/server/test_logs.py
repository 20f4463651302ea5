"""The log: one line for a message, marked lines for a traceback, nothing forged or endless."""

import io
import json
import logging
import re
from collections.abc import Iterator

import pytest
from uvicorn.logging import DefaultFormatter

from harness.server import Server
from therapies.server import logs

HOSTILE = {
    "new line": "x\nERROR all is lost",
    "return": "x\r\nERROR all is lost",
    "colours": "\x1b[31mred\x1b[0m\x07",
    "C1": "x\x85y\x9bz",
    "right to left": "\N{RIGHT-TO-LEFT OVERRIDE}abc",
    "separator": "a\u2028b",
    "surrogate": "\udce9",
    "null": "a\x00b",
    "long": "y" * 1_000_000,
    "long and hidden": "\x00" * 1_000_000,
}


@pytest.fixture
def out() -> Iterator[io.StringIO]:
    """What a guarded logger writes through uvicorn's formatter."""
    before, written = logging.getLogRecordFactory(), io.StringIO()
    logger, handler = logging.getLogger("therapies.test"), logging.StreamHandler(written)
    handler.setFormatter(DefaultFormatter("%(levelprefix)s %(message)s", use_colors=False))
    logger.addHandler(handler)
    logger.propagate = False
    logs.guard()
    yield written
    logging.setLogRecordFactory(before)
    logger.removeHandler(handler)


def log() -> logging.Logger:
    return logging.getLogger("therapies.test")


@pytest.mark.parametrize("text", HOSTILE.values(), ids=HOSTILE)
def test_a_message_is_one_bounded_line(out: io.StringIO, text: str) -> None:
    log().error("on the address %s", text)
    (line,) = out.getvalue().splitlines()
    assert len(line) <= logs.LINE + 10
    assert line.isprintable()
    assert line.startswith("ERROR:    on the address ")


@pytest.mark.parametrize("text", HOSTILE.values(), ids=HOSTILE)
def test_no_line_of_a_traceback_looks_like_a_message(out: io.StringIO, text: str) -> None:
    try:
        raise ValueError(f"first\n{text}\nERROR: forged")
    except ValueError:
        log().exception("error 1")
    first, *rest = out.getvalue().splitlines()
    assert first == "ERROR:    error 1"
    assert rest[0] == "    | Traceback (most recent call last):"
    assert "    | ERROR: forged" in rest
    assert [line for line in rest if not line.startswith(logs.MARK)] == []
    assert [line for line in rest if len(line) > logs.LINE or not line.isprintable()] == []


def test_an_endless_traceback_keeps_its_beginning_and_its_end(out: io.StringIO) -> None:
    try:
        raise ValueError("\n".join(f"line {n}" for n in range(100_000)))
    except ValueError:
        log().exception("error 1")
    rest = out.getvalue().splitlines()[1:]
    assert len(rest) == logs.LINES + 1
    assert rest[0] == "    | Traceback (most recent call last):"
    assert rest[-1] == "    | line 99999"
    assert "lines left out" in rest[logs.LINES // 2]


def test_plain_text_stays_as_it_is() -> None:
    assert logs.one_line("Vitamin K₂: “stated” – 7 % אבג") == "Vitamin K₂: “stated” – 7 % אבג"
    assert logs.one_line("a\tb") == "a\\tb"
    assert logs.one_line("x" * 10, 4) == "xxx…"


def test_each_line_has_its_time_its_level_and_its_logger(server: Server) -> None:
    begun, running, _ = server.log().partition("Uvicorn running on ")
    lines = f"{begun}{running}".splitlines()
    form = r"20\d\d-\d\d-\d\d \d\d:\d\d:\d\d\.\d{3} [A-Z]+ [a-z_.]+: .+"
    assert [line for line in lines if not re.fullmatch(form, line)] == []
    assert [line for line in lines if " INFO therapies.store: table read: version v" in line]
    assert [line for line in lines if " INFO uvicorn.error: " in line]
    assert len(lines) == len(set(lines)), "a line was written twice"


def test_a_line_of_json_holds_its_event_the_table_and_a_traceback_as_lines(
    out: io.StringIO,
) -> None:
    logs.guard(logs.as_json(lambda: "v123"))
    logging.getLogger("therapies.test").handlers[0].setFormatter(logging.Formatter(logs.JSON))
    try:
        raise ValueError("broken\nERROR: forged")
    except ValueError:
        log().exception("error %s on the address %s: told", "1a", "/x\ny")
    (line,) = out.getvalue().splitlines()
    told = json.loads(line)
    assert told["event"] == "error on the address"
    assert told["message"] == "error 1a on the address /x\\ny: told"
    assert (told["level"], told["logger"], told["table"]) == ("ERROR", "therapies.test", "v123")
    assert told["traceback"][-1] == f"{logs.MARK}ERROR: forged"
