"""Static files travel compressed, and say so."""

import asyncio
import gzip

import pytest
from starlette.datastructures import Headers
from starlette.responses import PlainTextResponse, Response
from starlette.types import Message, Receive, Scope, Send

from therapies.server.compression import CompressedFiles

TEXT = "const answer = 42;\n" * 500
FILE = "/static/js/index.js"


async def give(scope: Scope, receive: Receive, send: Send) -> None:
    headers = {"ETag": '"tag"', "Cache-Control": "immutable"}
    answer: Response = PlainTextResponse(TEXT, headers=headers)
    if "if-none-match" in Headers(scope=scope):
        answer = Response(status_code=304, headers=headers)
    elif "missing" in scope["path"]:
        answer = PlainTextResponse("no such file", 404)
    await answer(scope, receive, send)


def ask(app: CompressedFiles, path: str, **asked: str) -> tuple[int, Headers, bytes]:
    """Return status, headers and body of what the app gives to a GET."""
    sent: list[Message] = []
    pairs = [(name.replace("_", "-").encode(), text.encode()) for name, text in asked.items()]
    scope = {"type": "http", "method": "GET", "path": path, "headers": pairs}

    async def receive() -> Message:
        return {"type": "http.disconnect"}

    async def send(message: Message) -> None:
        sent.append(message)

    asyncio.run(app(scope, receive, send))
    body = b"".join(message.get("body", b"") for message in sent[1:])
    return sent[0]["status"], Headers(raw=sent[0]["headers"]), body


def test_a_static_file_is_sent_compressed_and_reads_the_same() -> None:
    app = CompressedFiles(give)
    for _ in range(2):
        status, headers, body = ask(app, FILE, accept_encoding="gzip, br")
        assert status == 200
        assert gzip.decompress(body).decode() == TEXT
        assert headers["content-encoding"] == "gzip"
        assert int(headers["content-length"]) == len(body) < len(TEXT) / 10
        assert headers["vary"] == "Accept-Encoding"
        assert headers["etag"] == 'W/"tag"'
        assert headers["cache-control"] == "immutable"


@pytest.mark.parametrize(
    ("path", "headers"),
    [
        (FILE, {"accept_encoding": "identity"}),
        (FILE, {"accept_encoding": "gzip", "range": "bytes=0-9"}),
        ("/static/media/font.woff2", {"accept_encoding": "gzip"}),
        ("/data/therapies.csv", {"accept_encoding": "gzip"}),
        ("/static/missing.js", {"accept_encoding": "gzip"}),
    ],
)
def test_what_does_not_shrink_or_is_no_file_is_left_alone(
    path: str, headers: dict[str, str]
) -> None:
    _, answered, body = ask(CompressedFiles(give), path, **headers)
    assert "content-encoding" not in answered
    assert body.decode() in (TEXT, "no such file")


def test_a_browser_that_has_the_file_is_told_so() -> None:
    asked = {"accept_encoding": "gzip", "if_none_match": 'W/"tag"'}
    status, headers, body = ask(CompressedFiles(give), FILE, **asked)
    assert status == 304
    assert body == b""
    assert "content-encoding" not in headers
