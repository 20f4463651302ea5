"""A talk: a list of views, each with a title and a note, that lives whole in its link.

The link holds the talk as a code: the steps as JSON, packed with a dictionary of our own words,
in letters that an address may hold. What the table no longer knows stays in the talk and is said.
"""

import base64
import json
import re
import zlib
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from functools import lru_cache
from typing import Any, Self
from urllib.parse import parse_qsl, urlencode

from therapies.catalog import changes
from therapies.catalog.catalog import Catalog
from therapies.model import grouped
from therapies.presenting import kinds
from therapies.presenting.talk_dictionary import WORDS
from therapies.query.link import read
from therapies.query.query import FACET, ID, Query, plain
from therapies.query.view import View
from therapies.site import PAGE, PAGES, chart_named
from therapies.wording import brief, first_few

# A browser sends the code twice, the second time as the referrer: `make run` raises uvicorn's limit
# of 16 kB for a request to 128 kB (decision 28).
STEPS_LIMIT, TITLE_LIMIT, NOTE_LIMIT, CODE_LIMIT = 60, 120, 1_000, 24_000
UNPACKED_LIMIT = 400_000
"""Most bytes that a code may unpack to."""

FORM = "1"
"""The first letter of a code; another way of packing needs another letter."""

MINUTES_LIMIT = 99
"""Most minutes of a slide."""

PROBLEMS_LIMIT = 2
"""How many changes of a step's therapies are told; of more, their number."""

BROKEN = (
    "The talk in this link cannot be read: the link was cut or altered. "
    "Open the whole link again, or start a new talk."
)
TOO_LONG = (
    f"The talk in this link is too long: a talk holds {STEPS_LIMIT} slides and its code "
    f"{CODE_LIMIT:,} characters at most. Open the link as it was given, or start a new talk."
)
FULL = (
    f"The talk is full: it holds {STEPS_LIMIT} slides and its link {CODE_LIMIT:,} characters at "
    "most. Remove a slide or shorten notes."
)

Pairs = tuple[tuple[str, str], ...]


@dataclass(frozen=True)
class Step:
    """A view of a talk: a page under a query, one of its charts, a title and a note.

    `chart` names the part that is shown, empty for the page's first one. A `computed` title is the
    slide's message: the code leaves it out, so that it follows the table. `minutes` is what the
    speaker plans for it, 0 where nothing is planned. `version` is the table's when the step was
    made, `own` what else the page needs to show it, `lost` what its link asks for and the table
    does not know, and `problem` says so in words.
    """

    page: str
    ids: tuple[str, ...] = ()
    query: Query = Query()
    chart: str = ""
    title: str = ""
    note: str = ""
    version: str = ""
    minutes: int = 0
    lost: Pairs = ()
    own: Pairs = ()
    problem: str = field(default="", compare=False)
    computed: bool = field(default=False, compare=False)

    @classmethod
    def of(cls, view: View, chart: str = "", title: str = "", note: str = "") -> Self:
        """Return the step that keeps `view`; without a title it gets the slide's message."""
        named, version = heading(title), view.catalog.version
        own = tuple(pair for pair in view.own if pair[0] in view.info.kept)
        told = named or title_for(view, chart)
        step = cls(view.page, view.ids, view.query, chart, told, remark(note), version, own=own)
        return replace(step, computed=not named)

    @property
    def is_lost(self) -> bool:
        """Whether the page shows named therapies and the table has none of them."""
        return PAGE[self.page].names_therapies and not self.ids

    def view(self, catalog: Catalog, base: str = View.base) -> View:
        """Return the view; where none of its therapies is left, the list of all."""
        page = "browse" if self.is_lost else self.page
        return View(catalog, self.query, page, self.ids, base, self.own)

    def shows(self, catalog: Catalog) -> str:
        """Say in a line what is shown: the page, its part and the filter's sentence."""
        part = kinds.label_of(self.page, self.chart)
        return " · ".join(
            each for each in (PAGE[self.page].title, part, self.view(catalog).sentence) if each
        )


@dataclass(frozen=True)
class Talk:
    """Views in their order."""

    steps: tuple[Step, ...] = ()

    def with_step(self, step: Step) -> Self:
        """Return the talk with `step` at its end."""
        return type(self)((*self.steps, step))

    def moved(self, place: int, by: int) -> Self:
        """Return the talk with the step at `place` (from 0) moved; not beyond the ends."""
        rest = [step for n, step in enumerate(self.steps) if n != place]
        rest.insert(max(0, place + by), self.steps[place])
        return type(self)(tuple(rest))

    def without(self, place: int) -> Self:
        """Return the talk without the step at `place`."""
        return type(self)((*self.steps[:place], *self.steps[place + 1 :]))

    def without_notes(self) -> Self:
        """Return the talk as others may have it: its views, no note and no plan."""
        return type(self)(tuple(replace(step, note="", minutes=0) for step in self.steps))

    def with_renamed(self, place: int, title: str, note: str, minutes: int = 0) -> Self:
        """Return the talk with another title, note and plan; an empty title leaves the old."""
        old = self.steps[place]
        named = heading(title) or old.title
        computed = old.computed and named == old.title
        planned = min(max(minutes, 0), MINUTES_LIMIT)
        new = replace(old, title=named, note=remark(note), minutes=planned, computed=computed)
        return type(self)((*self.steps[:place], new, *self.steps[place + 1 :]))


def heading(text: str) -> str:
    """Return `text` as a title: one line, of seen characters, not too long."""
    return plain(_whole(text))[:TITLE_LIMIT].strip()


def remark(text: str) -> str:
    """Return `text` as a note: its lines, of seen characters, not too long."""
    lines = (plain(line) for line in _whole(text).splitlines())
    return re.sub("\n{3,}", "\n\n", "\n".join(lines).strip("\n"))[:NOTE_LIMIT].strip()


def _whole(text: str) -> str:
    """Return `text` without halves of characters, which no file can hold."""
    return text.encode("utf-8", "ignore").decode()


def title_for(view: View, chart: str = "") -> str:
    """Return the title that a view gets by itself: the message of its slide."""
    return heading(brief(kinds.title_of(view, chart), TITLE_LIMIT - 1))


def encode(talk: Talk) -> str:
    """Return the code of `talk`, empty for one without views; `ValueError` where it is too long."""
    if not talk.steps:
        return ""
    rows = [_row(step) for step in talk.steps]
    text = json.dumps(rows, ensure_ascii=False, separators=(",", ":")).encode()
    packer = zlib.compressobj(9, zlib.DEFLATED, -15, 9, zlib.Z_DEFAULT_STRATEGY, WORDS)
    packed = _sum(text) + packer.compress(text) + packer.flush()
    code = FORM + base64.urlsafe_b64encode(packed).decode().rstrip("=")
    if len(talk.steps) > STEPS_LIMIT or len(code) > CODE_LIMIT:
        raise ValueError(FULL)
    return code


def decode(code: str, catalog: Catalog) -> tuple[Talk, tuple[str, ...]]:
    """Return the talk of a code, and why there is none: a broken code gives one message.

    A step that the table no longer bears out stays, and its `problem` says what is missing.
    """
    if len(code) > CODE_LIMIT:
        return Talk(), (TOO_LONG,)
    return _decoded(code, catalog)


@lru_cache(maxsize=128)
def _decoded(code: str, catalog: Catalog) -> tuple[Talk, tuple[str, ...]]:
    if not code:
        return Talk(), ()
    try:
        rows = _rows(code)
        if len(rows) > STEPS_LIMIT:
            return Talk(), (TOO_LONG,)
        return Talk(tuple(_step(row, catalog) for row in rows)), ()
    except (ValueError, RecursionError, zlib.error):
        return Talk(), (BROKEN,)


def _row(step: Step) -> list[str]:
    title = "" if step.computed else step.title
    planned = [str(step.minutes)] if step.minutes else []
    return [_link(step), step.chart, title, step.note, step.version, *planned]


def _link(step: Step) -> str:
    """Return the step's relative link, with what the table does not know at its end."""
    link = step.query.link(step.page, step.ids, **dict(step.own)).removeprefix("./")
    rest = urlencode(step.lost)
    return f"{link}{'&' if '?' in link else '?'}{rest}" if rest else link


def _rows(code: str) -> list[Any]:
    """Unpack a code; raise `ValueError` or `zlib.error` for what `encode` never wrote."""
    if not re.fullmatch(f"{FORM}[A-Za-z0-9_-]+", code):
        raise ValueError("no code")
    packed = base64.urlsafe_b64decode(code[1:] + "=" * (-len(code[1:]) % 4))
    unpacker = zlib.decompressobj(-15, WORDS)
    # The first four bytes are the checksum, since raw deflate has none. The limit is needed because
    # a few bytes can unpack to gigabytes.
    text = unpacker.decompress(packed[4:], UNPACKED_LIMIT)
    if not unpacker.eof or unpacker.unused_data or packed[:4] != _sum(text):
        raise ValueError("cut or altered")
    rows = json.loads(text)
    if not isinstance(rows, list) or not rows:
        raise ValueError("no list")
    return rows


def _sum(text: bytes) -> bytes:
    """Return the four bytes by which an altered code is told."""
    return zlib.crc32(text).to_bytes(4)


def _step(row: Any, catalog: Catalog) -> Step:
    """Return the step of a line, in `lost` what the table does not know of it.

    Raises `ValueError` where the line is not as `encode` makes it.
    """
    if not isinstance(row, list) or not all(isinstance(e, str) for e in row):
        raise ValueError("no step")
    link, chart, named, note, version, *plan = row
    if not re.fullmatch("(v[0-9a-f]{6})?", version):
        raise ValueError("no version")
    if len(plan) > 1 or not all(re.fullmatch("[1-9][0-9]?", each, re.ASCII) for each in plan):
        raise ValueError("no plan")
    page, _, asked = link.partition("?")
    lost: list[tuple[str, str]] = []
    if page not in PAGE or not PAGE[page].in_talk:
        lost.append(("page", _whole(page)))
        page = PAGES[0].slug
    fields = parse_qsl(asked, keep_blank_values=True, max_num_fields=500)
    pairs = [(_whole(key), _whole(value)) for key, value in fields]
    found = read(grouped(pairs), catalog)
    view = found.view(catalog, page)
    ids, own = view.ids, tuple(pair for pair in view.own if pair[0] in view.info.kept)
    gone = [(each.key, value) for each in found.problems for value in each.found]
    gone += [(ID, each) for each in found.ids if each not in ids]
    lost += sorted(gone, key=lambda pair: pairs.index(pair) if pair in pairs else len(pairs))
    chart = chart_named(chart)
    if not kinds.is_known(page, chart):
        lost.append(("screen", _whole(chart)))
        chart = ""
    told = heading(named), remark(note), version, int("".join(plan) or 0)
    step = Step(page, ids, found.query, chart, *told, tuple(lost), own)
    if not step.title:
        step = replace(step, title=title_for(step.view(catalog), chart), computed=True)
    return replace(step, problem=" ".join(_problems(step, catalog)))


def _problems(step: Step, catalog: Catalog) -> Iterator[str]:
    """Yield what is missing, and what changed for its therapies since the step was made."""
    if step.lost:
        named = [f"{_label(key)} “{brief(value)}”" for key, value in step.lost[:5]]
        more = [f"{len(step.lost) - 5} more"] if len(step.lost) > 5 else []
        yield f"This table does not have what the slide asks for: {', '.join([*named, *more])}."
    if step.version in ("", catalog.version):
        return
    gone = [value for key, value in step.lost if key == ID]
    ids = [*(each.id for each in step.view(catalog).therapies), *gone]
    told = changes.told_since(catalog, step.version, ids)
    if told is None:
        yield f"Made with table {step.version}; what changed since then is not on record."
    elif told:
        shown = first_few([brief(each, 200) for each in told], PROBLEMS_LIMIT)
        yield f"Changed since table {step.version}: {'; '.join(shown)}."


def _label(key: str) -> str:
    own = {ID: "therapy", "screen": "part", "page": "page"}
    return FACET[key].label.lower() if key in FACET else own.get(key, brief(key))
