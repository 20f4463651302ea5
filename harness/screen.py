"""What a viewer without a browser holds: the address bar, and what stands on the screen."""

import json
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from html.parser import HTMLParser
from typing import Any, Self
from urllib.parse import parse_qsl, urlencode, urlsplit

from streamlit.proto.Element_pb2 import Element


class _Text(HTMLParser):
    """Collects the text of HTML."""

    def __init__(self) -> None:
        super().__init__()
        self.parts: list[str] = []

    def handle_data(self, data: str) -> None:
        """Keep what is not white space."""
        if data.strip():
            self.parts.append(" ".join(data.split()))


def text_of(html: str) -> str:
    """Return the text of `html`, one line for each piece."""
    reader = _Text()
    reader.feed(html)
    return "\n".join(reader.parts)


def first_screen(page: str) -> str:
    """Return the screen in a start page as HTML; empty where there is none."""
    found = re.search(r'<div id="first">(.*)</div><div id="root">', page, re.DOTALL)
    return found[1].partition('<div id="below">')[0] if found else ""


def sentence_of(html: str) -> str:
    """Return what the filters leave, as a screen says it: `9 of 47 therapies: mechanical`."""
    found = re.search(r'<p class="res".*?</p>', html, re.DOTALL)
    return text_of(found[0]).replace("\n", " ") if found else ""


@dataclass(frozen=True)
class Screen:
    """What one run of the script showed: the elements by their place on the page."""

    elements: Mapping[tuple[int, ...], Element]

    @property
    def answer(self) -> Mapping[str, Any]:
        """What the page's screen was told: the link in `at`, and `html`, or the new `slots`."""
        told = [_told(each) for each in self]
        return next((each for each in told if each), {})

    @property
    def at(self) -> str:
        """The link for which the server answered, without the page."""
        return str(self.answer.get("at", ""))

    @property
    def html(self) -> tuple[str, ...]:
        """The pieces of HTML in the order of the page, the style sheet left out.

        Of a screen that the browser holds already the server sends only the slots.
        """
        return tuple(piece for each in self for piece in _pieces(each))

    @property
    def text(self) -> str:
        """All that can be read in the HTML."""
        return "\n".join(text_of(body) for body in self.html)

    @property
    def sentence(self) -> str:
        """What the filters leave; empty on a page without them, and where only slots came."""
        return sentence_of("".join(self.html))

    @property
    def problems(self) -> tuple[str, ...]:
        """Error boxes and exceptions on the page."""
        boxes = [each.alert.body for each in self if each.WhichOneof("type") == "alert"]
        raised = [each.exception.message for each in self if each.WhichOneof("type") == "exception"]
        return (*boxes, *raised)

    def widget(self, key: str) -> str:
        """Return the id of the widget that the app calls `key`; KeyError if it is not shown."""
        for each in self:
            kind = each.WhichOneof("type")
            found = getattr(getattr(each, kind), "id", "") if kind else ""
            if isinstance(found, str) and found.split("-", 2)[-1] == key:
                return found
        raise KeyError(key)

    def __iter__(self) -> Iterator[Element]:
        return (self.elements[place] for place in sorted(self.elements))


def _told(element: Element) -> Mapping[str, Any]:
    """Return what the component of the screen was told; nothing for anything else."""
    part = element.bidi_component
    is_ours = element.WhichOneof("type") == "bidi_component" and part.component_name == "screen"
    return dict(json.loads(part.json)) if is_ours else {}


def _pieces(element: Element) -> Iterator[str]:
    """Yield the HTML of an element: its own, or what the component of the screen was told."""
    told, body = _told(element), element.html.body
    if told:
        yield from [told["html"]] if "html" in told else told["slots"].values()
    elif body and not body.startswith("<style"):
        yield body


@dataclass(frozen=True)
class Address:
    """The address bar: where the server is, the page, and the parameters."""

    server: str
    page: str = ""
    query: str = ""

    @classmethod
    def of(cls, url: str) -> Self:
        """Take an absolute URL apart."""
        parts = urlsplit(url)
        return cls(f"{parts.scheme}://{parts.netloc}", parts.path.strip("/"), parts.query)

    @property
    def url(self) -> str:
        """The whole URL."""
        return f"{self.server}/{self.page}" + (f"?{self.query}" if self.query else "")

    @property
    def stream(self) -> str:
        """The websocket's URL."""
        return self.server.replace("http", "ws", 1) + "/_stcore/stream"

    def with_values(self, values: Mapping[str, Sequence[str]]) -> Self:
        """Return the address with each named parameter holding exactly these values."""
        kept = [pair for pair in parse_qsl(self.query) if pair[0] not in values]
        new = [(key, value) for key, several in values.items() for value in several]
        return replace(self, query=urlencode([*kept, *new]))
