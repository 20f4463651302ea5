"""Static files of the page, compressed once for all browsers: a third of the bytes travels."""

import asyncio
import gzip

from starlette.datastructures import Headers, MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send

SUFFIXES = (".js", ".css", ".html", ".svg", ".json")
"""Files that shrink; fonts and pictures are compressed already."""


class CompressedFiles:
    """ASGI middleware that gives files under `/static/` gzipped to whoever takes that.

    Each file is compressed when it is first asked for and kept; there are as many as the page has.
    """

    def __init__(self, app: ASGIApp) -> None:
        """Wrap `app`, which serves the files."""
        self._app = app
        self._kept: dict[tuple[str, str], bytes] = {}

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass the request on; a whole file that comes back is sent compressed."""
        if not _is_wanted(scope):
            await self._app(scope, receive, send)
            return
        start: Message = {}
        parts: list[bytes] = []

        async def gather(message: Message) -> None:
            if message["type"] == "http.response.start":
                start.update(message)
                return
            parts.append(message.get("body", b""))
            if not message.get("more_body"):
                body = await self._body(scope["path"], start, b"".join(parts))
                await send(start)
                await send({"type": "http.response.body", "body": body})

        await self._app(scope, receive, gather)

    async def _body(self, path: str, start: Message, body: bytes) -> bytes:
        """Return what is sent for `body`, and set the headers in `start` to match."""
        headers = MutableHeaders(scope=start)
        if start["status"] != 200 or "content-encoding" in headers:
            return body
        tag = headers.get("etag", "")
        key = (path, tag)
        if key not in self._kept:  # a higher level takes the first visitor's time and saves little
            self._kept[key] = await asyncio.to_thread(gzip.compress, body, 6, mtime=0)
        headers["content-encoding"] = "gzip"
        headers["content-length"] = str(len(self._kept[key]))
        headers.add_vary_header("Accept-Encoding")
        if tag and not tag.startswith("W/"):
            headers["etag"] = f"W/{tag}"
        return self._kept[key]


def _is_wanted(scope: Scope) -> bool:
    """Say whether a whole static file is asked for by someone who takes gzip."""
    if scope["type"] != "http" or scope["method"] != "GET":
        return False
    asked = Headers(scope=scope)
    named = "/static/" in scope["path"] and scope["path"].endswith(SUFFIXES)
    return named and "range" not in asked and takes_gzip(asked)


def takes_gzip(asked: Headers) -> bool:
    """Say whether the asker takes what is compressed by gzip."""
    return "gzip" in asked.get("accept-encoding", "")
