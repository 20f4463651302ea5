"""The door: headers on every answer, foreign names and uploads refused, nothing told of the server.

The routes are asked on the running server; what must not even reach Streamlit, with an app of the
test's own behind the door.
"""

import asyncio
import json
import logging
import re
import sys
from collections.abc import Callable, Iterable
from contextlib import closing
from http.client import HTTPConnection
from pathlib import Path
from urllib.parse import urlsplit

import pytest
import streamlit
from starlette.types import Message, Receive, Scope, Send
from streamlit.proto.BackMsg_pb2 import BackMsg

from harness.server import ROOT, Server, StartServer, refused_start
from therapies.server import security
from therapies.server.security import (
    Rules,
    Security,
    SettingError,
    frames_in,
    hosts_in,
    inline_scripts,
    path_in,
    policy,
    readers_in,
)
from therapies.ui.websocket import asked_for

ROUTES = {
    "/": 200,
    "/browse": 200,
    "/study?part=cards": 200,
    "/no/such/page": 404,
    "/static/nothing.js": 404,
    "/favicon.png": 200,
    "/data/health": 200,
    "/data/therapies.csv": 200,
    "/data/claims.json?goal=halt": 200,
    "/data/schema.json": 200,
    "/data/view/svg?chart=map": 200,
    "/data/therapies.csv?goal=%2Fetc%2Fpasswd": 400,
    "/data/view/csv?of=nothing": 400,
    "/data/view/nothing": 404,
    "/data/view/png?chart=standing&q=xylophone&goal=reverse&category=mechanical": 404,
    "/_stcore/health": 200,
    "/_stcore/host-config": 200,
    "/_stcore/metrics": 404,
    "/_stcore/bidi-components/x/y.js": 404,
    "/_stcore/agent/openapi.json": 404,
    "/_stcore/upload_file/x/y": 404,
    "/auth/login": 404,
    "/oauth2callback?state=x": 404,
    "/component/x/../../y": 400,
    "/component/x/y.js": 404,
    "/media/%2e%2e%2fsecret": 400,
    "/media/x": 404,
    "//evil.example/x": 404,
    "/%2e%2e/%2e%2e/etc/passwd": 404,
}
PLACES = (str(ROOT), sys.prefix, "site-packages", "/usr/lib", "/etc/", "/home/", "/root/")


def session(server: Server, **headers: str) -> int:
    """Ask for a WebSocket as a page does; return the status of the answer."""
    asked = {
        "Connection": "Upgrade",
        "Upgrade": "websocket",
        "Sec-WebSocket-Version": "13",
        "Sec-WebSocket-Key": "dGhlIHNhbXBsZSBub25jZQ==",
    }
    address = urlsplit(server.url)
    with closing(HTTPConnection(address.hostname or "", address.port, timeout=10)) as connection:
        connection.request("GET", "/_stcore/stream", headers=asked | headers)
        with connection.getresponse() as response:
            return response.status


@pytest.mark.parametrize("path", ROUTES)
def test_every_answer_has_the_headers_and_no_path_of_the_server(server: Server, path: str) -> None:
    answer = server.get(path)
    assert answer.status == ROUTES[path]
    for name, value in security.headers(Rules(), "").items():
        if name != "Content-Security-Policy":
            assert answer.headers.get_all(name) == [value]
    (found,) = answer.headers.get_all("Content-Security-Policy", [])
    assert "default-src 'none'" in found
    assert "frame-ancestors 'self'" in found
    told = f"{answer.headers}{answer.content.decode(errors='replace')}".replace("%2Fetc%2F", "")
    sent_back = told.replace("/etc/passwd", "")
    assert [place for place in PLACES if place in sent_back] == []
    assert "Traceback" not in told


def test_the_policy_names_every_source_and_no_other_host(server: Server) -> None:
    host = urlsplit(server.url).netloc
    page = server.get("/")
    (script,) = inline_scripts(page.content)
    assert page.headers["Content-Security-Policy"] == (
        f"default-src 'none'; script-src 'self' blob: {script}; "
        "style-src 'self' 'unsafe-inline'; img-src 'self' data: blob:; font-src 'self' data:; "
        f"connect-src 'self' ws://{host} wss://{host}; manifest-src 'self'; base-uri 'none'; "
        "form-action 'self'; frame-ancestors 'self'"
    )
    assert "unsafe-eval" not in page.headers["Content-Security-Policy"]
    assert page.headers["Access-Control-Allow-Origin"] is None


def test_the_start_page_has_a_script_of_its_own_that_the_policy_knows() -> None:
    page = (Path(streamlit.__file__).parent / "static" / "index.html").read_bytes()
    assert len(inline_scripts(page)) == len(re.findall(rb"<script>", page)) == 1
    assert inline_scripts(b"<script src='x'></script>") == ()
    assert inline_scripts(b"<script>1</script>") == (
        "'sha256-a4ayc/80/OGda4BO/1o/V0etpOqiLx1JwB5S3beHW0s='",
    )


@pytest.mark.parametrize("method", ["POST", "PUT", "DELETE", "PATCH", "OPTIONS", "TRACE"])
@pytest.mark.parametrize("path", ["/", "/data/therapies.csv", "/_stcore/upload_file/x/y"])
def test_nothing_can_be_brought(server: Server, method: str, path: str) -> None:
    answer = server.get(path, method)
    assert answer.status == 405
    assert answer.headers["Allow"] == "GET, HEAD"
    assert answer.headers["Access-Control-Allow-Origin"] is None


@pytest.mark.parametrize("path", ["/", "/compare", "/data/therapies.csv", "/_stcore/metrics"])
@pytest.mark.parametrize(
    "host",
    ["evil.example", "127.0.0.1.evil.example", "127.0.0.1:1@evil.example", "x y", "", "[::1"],
)
def test_a_foreign_name_gets_a_letter_and_nothing_else(
    server: Server, path: str, host: str
) -> None:
    answer = server.get(path, Host=host)
    assert answer.status == 400
    assert "THERAPIES_HOSTS" in answer.json()["message"]
    assert "evil" not in f"{answer.headers}{answer.text}"


def test_a_link_with_more_than_can_be_read_gets_a_letter(server: Server) -> None:
    many = "&".join(["goal=halt"] * 1000)
    assert server.get(f"/browse?{many}").status == 200
    refused = server.get(f"/browse?{many}&goal=modify")
    assert refused.status == 400
    assert "holds 1,001 parameters; at most 1,000" in refused.json()["message"]
    assert server.get(f"/data/therapies.csv?{many}&goal=modify").status == 200


def test_what_strangers_send_writes_no_line_of_its_own_into_the_log(server: Server) -> None:
    before = len(server.log())
    for path in ("/%0aERROR%20forged%1b[31m", f"/{'x' * 60_000}", "/data/view/%0d%0aERROR forged"):
        assert server.get(path.replace(" ", "%20"), User_Agent="\x1b[31m").status < 500
    session(server, Host="127.0.0.1", Origin="http://evil.example/\tERROR forged")
    server.get("/", Host="x\x1b[31m", Referer="y" * 50_000)
    assert "forged" not in server.log()[before:]
    assert len(server.log()) - before < 1000


def test_whoever_watches_the_server_may_ask_by_its_address(server: Server) -> None:
    assert server.get("/data/health", Host="10.0.0.7:8501").status == 200
    assert server.get("/_stcore/health", Host="10.0.0.7").status == 200


@pytest.mark.parametrize(
    ("host", "origin", "status"),
    [
        ("127.0.0.1", "http://127.0.0.1", 101),
        ("localhost:8501", "http://localhost:8501", 101),
        ("evil.example", "http://evil.example", 403),
        ("127.0.0.1", "http://evil.example", 403),
        ("127.0.0.1", "null", 403),
        ("127.0.0.1", "file://127.0.0.1", 403),
        ("127.0.0.1", "http://127.0.0.1@evil.example", 403),
        ("127.0.0.1", "", 403),
    ],
)
def test_only_our_pages_get_a_session(server: Server, host: str, origin: str, status: int) -> None:
    before = len(server.log())
    assert session(server, Host=host, Origin=origin) == status
    assert "external IP" not in server.log()[before:], "Streamlit asked the internet who it is"


def test_names_and_frames_of_the_settings_are_let_in(start_server: StartServer) -> None:
    started = start_server(
        env={
            "THERAPIES_HOSTS": "therapies.example, *.other.example",
            "THERAPIES_FRAMES": "https://lms.example.org/ https://*.uni.example",
        }
    )
    assert started.get("/", Host="therapies.example").status == 200
    assert started.get("/data/health", Host="Therapies.Example.:443").status == 200
    assert session(started, Host="a.other.example", Origin="https://a.other.example") == 101
    assert session(started, Host="evil.example", Origin="http://evil.example") == 403
    found = started.get("/", Host="therapies.example:8443").headers
    assert found["X-Frame-Options"] is None
    parts = found["Content-Security-Policy"].split("; ")
    assert "frame-ancestors 'self' https://lms.example.org https://*.uni.example" in parts
    assert "connect-src 'self' ws://therapies.example:8443 wss://therapies.example:8443" in parts


ALLOWED = "Access-Control-Allow-Origin"
NOTEBOOK = "https://notebook.example"


def answered(
    readers: tuple[str, ...], path: str, origin: str = NOTEBOOK, method: str = "GET"
) -> dict[str, str]:
    """The headers that an app behind the door gives to a page of another origin."""

    async def app(scope: Scope, receive: Receive, send: Send) -> None:
        await send({"type": "http.response.start", "status": 200, "headers": []})
        await send({"type": "http.response.body", "body": b""})

    sent: list[Message] = []

    async def send(message: Message) -> None:
        sent.append(message)

    async def receive() -> Message:
        raise AssertionError("nothing is read")

    lines = [(b"host", b"x"), (b"origin", origin.encode())]
    scope = {"type": "http", "method": method, "path": path, "headers": lines, "query_string": b""}
    asyncio.run(Security(app, Rules(readers=readers))(scope, receive, send))
    return {key.decode().title(): value.decode() for key, value in sent[0]["headers"]}


@pytest.mark.parametrize("path", ["/data", "/data/tidy/claims.csv", "/data/view/svg"])
def test_pages_of_named_origins_may_read_the_data(path: str) -> None:
    found = answered((NOTEBOOK,), path)
    assert (found[ALLOWED], found["Vary"]) == (NOTEBOOK, "Origin")
    assert "ETag" in found["Access-Control-Expose-Headers"]
    assert answered(("*",), path)[ALLOWED] == "*"
    assert "Access-Control-Allow-Credentials" not in found


@pytest.mark.parametrize(
    ("readers", "path", "origin", "method"),
    [
        ((), "/data/tidy/claims.csv", NOTEBOOK, "GET"),
        ((NOTEBOOK,), "/data/tidy/claims.csv", "https://evil.example", "GET"),
        ((NOTEBOOK,), "/data/tidy/claims.csv", "null", "GET"),
        ((NOTEBOOK,), "/data/tidy/claims.csv", f"{NOTEBOOK}.evil.example", "GET"),
        (("*",), "/", NOTEBOOK, "GET"),
        (("*",), "/browse", NOTEBOOK, "GET"),
        (("*",), "/database", NOTEBOOK, "GET"),
        (("*",), "/_stcore/health", NOTEBOOK, "GET"),
    ],
)
def test_no_other_page_reads_and_no_other_address_is_read(
    readers: tuple[str, ...], path: str, origin: str, method: str
) -> None:
    assert ALLOWED not in answered(readers, path, origin, method)


def test_who_may_read_may_not_write(start_server: StartServer) -> None:
    started = start_server(env={"THERAPIES_CORS": f"{NOTEBOOK}/, http://localhost:8888"})
    for origin in (NOTEBOOK, "http://localhost:8888"):
        found = started.get("/data/tidy/claims.csv", Origin=origin)
        assert (found.status, found.headers[ALLOWED]) == (200, origin)
    refused = started.get("/data/tidy/claims.csv", "OPTIONS", Origin=NOTEBOOK)
    assert (refused.status, refused.headers["Allow"]) == (405, "GET, HEAD")
    assert refused.headers["Access-Control-Allow-Methods"] is None
    assert session(started, Origin=NOTEBOOK) == 403


def test_a_setting_that_cannot_be_meant_stops_the_start_with_a_letter() -> None:
    assert refused_start(THERAPIES_FRAMES="lms.example.org/course") == (
        "THERAPIES_FRAMES: found “lms.example.org/course”; allowed: origins like "
        "https://lms.example.org, with their scheme and without a path, with spaces or commas "
        "between them; mend the setting and start again."
    )


REFUSED: dict[str, tuple[Callable[[str], object], tuple[str, ...]]] = {
    "HOSTS": (hosts_in, ("https://x.example", "a.example/b", "a:80", "a;b", "<script>")),
    "FRAMES": (
        frames_in,
        (
            *("lms.example.org", "https://lms.example.org/course", "https://x; script-src *"),
            *("'none'", "*", "https://*", "javascript:alert(1)", "https://user@lms.example.org"),
            *("https://lms.example.org https://bad_path/x", "https://\x00"),
        ),
    ),
    "CORS": (
        readers_in,
        (
            *("notebook.example", "https://notebook.example/x", "https://*.example", "null"),
            *("https://*", "javascript:alert(1)", "https://a.example; x", "**"),
        ),
    ),
    "PATH": (
        lambda setting: path_in(setting, ("data", "browse", "static", "media")),
        (
            *("therapies", "/a b", "//x", "/a//b", "/../x", "/x?y", "/x#y", "/%2e", "/ä"),
            *("http://x/y", "/\x1b", "/data", "/browse/x", "/static", "/media"),
        ),
    ),
}


@pytest.mark.parametrize(
    ("name", "setting"), [(name, each) for name, (_, found) in REFUSED.items() for each in found]
)
def test_a_setting_that_cannot_be_meant_gets_a_letter(name: str, setting: str) -> None:
    with pytest.raises(SettingError, match=f"THERAPIES_{name}: found “") as refused:
        REFUSED[name][0](setting)
    assert str(refused.value).isprintable()


def test_settings_are_read_with_commas_or_spaces() -> None:
    assert hosts_in("") == hosts_in(" , ") == frames_in("") == ()
    assert hosts_in("A.example, b.example\tc") == ("a.example", "b.example", "c")
    assert readers_in("* https://A.example/") == ("*", "https://a.example")
    assert frames_in("https://a.example/,http://b:80") == ("https://a.example", "http://b:80")


def test_without_a_known_host_the_policy_opens_no_other_socket() -> None:
    assert "connect-src 'self';" in policy(Rules(), "")
    assert "ws:" not in policy(Rules(), "")


def through(
    behind: "Behind", scope: Scope, sent: Iterable[Message] = (), rules: Rules | None = None
) -> list[Message]:
    """Send a request with its messages through a door; return what comes out."""
    coming, answered = iter(sent), list[Message]()

    async def receive() -> Message:
        return next(coming, {"type": "websocket.disconnect", "code": 1000})

    async def send(message: Message) -> None:
        answered.append(message)

    asyncio.run(
        Security(behind, rules or Rules(("ours",), asked_for=asked_for))(scope, receive, send)
    )
    return answered


class Behind:
    """An app that notes what reaches it, and may fail."""

    def __init__(self, error: Exception | None = None) -> None:
        self.error = error
        self.reached: list[Message] = []

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if self.error:
            raise self.error
        message: Message = {"type": ""}
        while message["type"] != "websocket.disconnect":
            message = await receive()
            self.reached.append(message)
        await send({"type": "websocket.send", "bytes": b"late"})


HTTP: Scope = {"type": "http", "path": "/x", "method": "GET", "headers": [(b"host", b"ours")]}
SOCKET: Scope = {"type": "websocket", "path": "/", "headers": [(b"host", b"ours")]}


def frame(data: bytes) -> Message:
    return {"type": "websocket.receive", "bytes": data}


def test_an_error_behind_the_door_is_answered_with_its_number(
    caplog: pytest.LogCaptureFixture,
) -> None:
    with caplog.at_level(logging.ERROR, logger="therapies"):
        start, body = through(Behind(ValueError(f"secret in {ROOT}")), HTTP)
    told = json.loads(body["body"])["message"]
    number = told.split()[-1].rstrip(".")
    assert start["status"] == 500
    assert b"content-security-policy" in dict(start["headers"])
    assert f"error {number} on the address /x" in caplog.text
    assert "secret" in caplog.text
    assert "secret" not in told
    assert str(ROOT) not in told


def test_a_foreign_page_does_not_reach_the_app() -> None:
    for origin in (b"http://evil.example", b"null", b"http://evil.example:80/ours"):
        behind = Behind()
        scope = {**SOCKET, "headers": [(b"host", b"ours"), (b"origin", origin)]}
        assert through(behind, scope) == [{"type": "websocket.close", "code": 1008}]
        assert behind.reached == []


@pytest.mark.parametrize(
    "bad", [frame(b"\xff\xff\xff"), {"type": "websocket.receive", "text": "x"}]
)
def test_what_is_no_message_ends_the_session_quietly(bad: Message) -> None:
    behind = Behind()
    good = frame(BackMsg(app_heartbeat=True).SerializeToString())
    assert through(behind, SOCKET, [good, bad, good]) == [{"type": "websocket.close", "code": 1002}]
    assert behind.reached == [good, {"type": "websocket.disconnect", "code": 1002}]


def test_only_messages_that_the_pages_send_are_let_in() -> None:
    run, install = BackMsg(), BackMsg()
    run.rerun_script.query_string = "goal=halt"
    install.backend_operation_request.install_skills.SetInParent()
    upload = BackMsg()
    upload.file_urls_request.file_names.append("x")
    refused = [
        BackMsg(clear_cache=True),
        BackMsg(load_git_info=True),
        BackMsg(set_run_on_save=True),
        BackMsg(debug_shutdown_runtime=True),
        BackMsg(),
        install,
        upload,
    ]
    behind = Behind()
    sent = [frame(each.SerializeToString()) for each in (*refused, run)]
    through(behind, SOCKET, sent)
    assert behind.reached[:-1] == [frame(run.SerializeToString())]
    assert behind.reached[-1]["type"] == "websocket.disconnect"
