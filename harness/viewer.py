"""A viewer without a browser: opens a page as a browser does, clicks, and reads what is answered.

    async with viewing("http://127.0.0.1:8501/?category=mechanical") as viewer:
        viewer.screen.sentence                    # 9 of 47 therapies: mechanical
        screen = await viewer.choose(goal=["modify"])
        screen.at                                 # category=mechanical&goal=modify

What the engine paints in a browser is not seen here, only what the server sends.

What goes over the wire was copied from Chromium with Streamlit 1.67: the page, two requests that
bring cookies, a websocket, and a run of the script for each click.
"""

import asyncio
import http.client
import json
from collections.abc import AsyncIterator, Mapping, Sequence
from contextlib import asynccontextmanager, closing
from dataclasses import dataclass, field, replace
from http.cookies import SimpleCookie
from types import MappingProxyType
from urllib.parse import urljoin, urlsplit

from streamlit.proto.BackMsg_pb2 import BackMsg
from streamlit.proto.Element_pb2 import Element
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg
from streamlit.proto.WidgetStates_pb2 import WidgetState
from websockets.asyncio.client import ClientConnection, connect
from websockets.exceptions import WebSocketException
from websockets.typing import Origin, Subprotocol

from harness.screen import Address, Screen

XSRF = "_streamlit_xsrf"
NO_TOKEN = "PLACEHOLDER_AUTH_TOKEN"
PATIENCE = 30.0
"""Seconds that an answer may take before the viewer gives up."""

Cookies = Mapping[str, str]


class Lost(Exception):
    """The server did not answer, answered with an error, or closed the connection."""


@dataclass
class Viewer:
    """One open page; `address` and `screen` change with every click, as in a browser."""

    address: Address
    socket: ClientConnection
    cookies: Cookies
    screen: Screen = Screen(MappingProxyType({}))
    session_id: str = ""
    received: int = 0
    _page: str = ""
    _pages: dict[str, str] = field(default_factory=dict)
    _kept: dict[str, ForwardMsg] = field(default_factory=dict)

    async def choose(self, **values: Sequence[str]) -> Screen:
        """Set filters to exactly these values; a change of the link is all the server learns."""
        self.address = self.address.with_values(values)
        return await self._run(by_link=True)

    async def search(self, text: str) -> Screen:
        """Type `text` into the search field."""
        return await self.choose(q=[text] if text else [])

    async def follow(self, link: str) -> Screen:
        """Follow a link of the app without loading the page anew."""
        self.address = Address.of(urljoin(self.address.url, link))
        self._page = self._pages[self.address.page]
        return await self._run(by_link=True)

    async def add(self, chart: str) -> Screen:
        """Add a chart of the page, or the page, to the talk."""
        return await self._run(pressed("add", chart, self.screen.widget("screen")))

    async def open(self) -> Screen:
        """Ask for the page for the first time."""
        return await self._run()

    async def _run(self, *states: WidgetState, by_link: bool = False) -> Screen:
        asked = BackMsg()
        run = asked.rerun_script
        run.widget_states.widgets.extend(states)
        run.query_string = self.address.query
        run.page_script_hash = self._page
        run.page_name = "" if self._page else self.address.page
        run.is_history_navigation = by_link
        run.cached_message_hashes.extend(self._kept)
        run.context_info.timezone = "UTC"
        run.context_info.locale = "en-US"
        run.context_info.url = f"{self.address.server}/{self.address.page}"
        run.context_info.color_scheme = "light"
        try:
            async with asyncio.timeout(PATIENCE):
                await self.socket.send(asked.SerializeToString())
                self.screen = await self._answer()
        except (WebSocketException, OSError, TimeoutError) as error:
            raise Lost(f"{self.address.url}: {error!r}") from error
        return self.screen

    async def _answer(self) -> Screen:
        """Read messages until the script has run to its end."""
        elements: dict[tuple[int, ...], Element] = {}
        while True:
            message = await self._message()
            kind = message.WhichOneof("type")
            if kind == "new_session":
                elements = {}
                self._note_session(message)
            elif kind == "navigation":
                pages = message.navigation.app_pages
                self._pages = {
                    "" if page.is_default else page.url_pathname: page.page_script_hash
                    for page in pages
                }
                self._page = message.navigation.page_script_hash
            elif kind == "page_info_changed":
                self.address = replace(self.address, query=message.page_info_changed.query_string)
            elif kind == "delta" and message.delta.WhichOneof("type") == "new_element":
                elements[tuple(message.metadata.delta_path)] = message.delta.new_element
            elif kind == "script_finished" and message.script_finished in (
                ForwardMsg.FINISHED_SUCCESSFULLY,
                ForwardMsg.FINISHED_WITH_COMPILE_ERROR,
            ):
                return Screen(MappingProxyType(elements))

    async def _message(self) -> ForwardMsg:
        """Read one message; one that was sent before comes as its hash."""
        data = await self.socket.recv(decode=False)
        self.received += len(data)
        message = ForwardMsg()
        message.ParseFromString(data)
        if message.WhichOneof("type") == "ref_hash":
            known, place = ForwardMsg(), message.metadata
            known.CopyFrom(self._kept[message.ref_hash])
            known.metadata.CopyFrom(place)
            return known
        if message.metadata.cacheable:
            self._kept[message.hash] = message
        return message

    def _note_session(self, message: ForwardMsg) -> None:
        self.session_id = message.new_session.initialize.session_id
        self._page = message.new_session.page_script_hash


def pressed(event: str, value: object, component: str) -> WidgetState:
    """Return what a component sends when something in it is pressed."""
    told = json.dumps([{"event": event, "value": value}])
    id_ = f"$$STREAMLIT_INTERNAL_KEY_{component}__events"
    return WidgetState(id=id_, json_trigger_value=told)


def fetch(url: str, cookies: Cookies = MappingProxyType({})) -> tuple[int, str, dict[str, str]]:
    """Fetch `url`; return the status, the text, and the cookies with those that were added.

    Raises `Lost` when nobody answers.
    """
    parts = urlsplit(url)
    target = parts.path + (f"?{parts.query}" if parts.query else "")
    headers = {"Cookie": _header(cookies)} if cookies else {}
    try:
        with closing(http.client.HTTPConnection(parts.netloc, timeout=PATIENCE)) as connection:
            connection.request("GET", target or "/", headers=headers)
            answer = connection.getresponse()
            text = answer.read().decode(errors="replace")
    except (OSError, http.client.HTTPException) as error:
        raise Lost(f"{url}: {error!r}") from error
    jars = [SimpleCookie(each) for each in answer.headers.get_all("Set-Cookie", [])]
    added = {name: morsel.value for jar in jars for name, morsel in jar.items()}
    return answer.status, text, {**cookies, **added}


def _header(cookies: Cookies) -> str:
    return "; ".join(f"{name}={value}" for name, value in cookies.items())


def load_page(url: str, cookies: Cookies = MappingProxyType({})) -> dict[str, str]:
    """Load the page and what Streamlit's script asks for first; return the cookies after it.

    Raises `Lost` when one of the answers is not 200.
    """
    held = dict(cookies)
    server = Address.of(url).server
    for each in (url, f"{server}/_stcore/health", f"{server}/_stcore/host-config"):
        status, _, held = fetch(each, held)
        if status != 200:
            raise Lost(f"{each}: status {status}")
    return held


@asynccontextmanager
async def viewing(
    url: str, cookies: Cookies = MappingProxyType({}), session_id: str = ""
) -> AsyncIterator[Viewer]:
    """Open `url` with `cookies` and give the viewer, its first screen complete.

    `session_id` asks for an earlier session again, as a browser does that lost its connection.
    Raises `Lost` when the page does not come.
    """
    held = await asyncio.to_thread(load_page, url, cookies)
    address = Address.of(url)
    protocols = ["streamlit", held.get(XSRF, NO_TOKEN), *([session_id] if session_id else [])]
    try:
        socket = await connect(
            address.stream,
            subprotocols=[Subprotocol(each) for each in protocols],
            origin=Origin(address.server),
            additional_headers={"Cookie": _header(held)},
            compression=None,
            max_size=None,
            ping_interval=None,
            open_timeout=PATIENCE,
            proxy=None,
        )
    except (WebSocketException, OSError, TimeoutError) as error:
        raise Lost(f"{url}: {error!r}") from error
    async with socket:
        viewer = Viewer(address, socket, held)
        await viewer.open()
        yield viewer
