"""Security: which requests are refused, and which headers every answer carries.

Hosts, origins and methods are checked before Streamlit sees a request. A foreign origin would make
Streamlit ask a server on the internet for its own address, while every session waits.
"""

import logging
import re
import secrets
from collections.abc import Callable, Collection, Sequence
from typing import NamedTuple

from starlette.datastructures import Headers, MutableHeaders
from starlette.responses import JSONResponse
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from therapies.content.render import hashed
from therapies.server.path_prefix import inside
from therapies.server.refusal import refusal

METHODS = ("GET", "HEAD")
"""What a reader's browser and other programs send; the app takes nothing."""

ANY_HOST = ("/data/health", "/data/live", "/_stcore/health")
"""Paths that answer under every name: whoever watches a server asks for it by its address."""

CLOSED = (
    "/auth/",
    "/oauth2callback",
    "/_stcore/agent/",
    "/_stcore/metrics",
    "/_stcore/upload_file/",
)
"""Paths of Streamlit's that the app has no use for: signing in, programs, counts, uploads."""

MOST_PARAMETERS = 1000
"""So many parameters Streamlit reads; of a link with more it would silently read none."""

HEADERS = {
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "same-origin",
    "Permissions-Policy": (
        "accelerometer=(), autoplay=(), camera=(), display-capture=(), encrypted-media=(), "
        "geolocation=(), gyroscope=(), magnetometer=(), microphone=(), midi=(), payment=(), "
        "publickey-credentials-get=(), usb=(), xr-spatial-tracking=()"
    ),
    "Cross-Origin-Opener-Policy": "same-origin",
}
"""What every answer carries, beside the two that depend on the asker or the settings."""

_SCRIPT = re.compile(rb"<script>(.*?)</script>", re.DOTALL)
_HOST = re.compile(r"(?P<name>[a-z0-9_.-]+|\[[0-9a-f:.]+\])\.?(?P<port>:\d{1,5})?", re.ASCII)
_NAMED = re.compile(r"\*|(\*\.)?[a-z0-9_-]+(\.[a-z0-9_-]+)*|\[[0-9a-f:.]+\]", re.ASCII)
_PORT = re.compile(r"[1-9]\d{0,4}", re.ASCII)
_PATH = re.compile(r"(/[a-z0-9][a-z0-9._~-]*)*", re.ASCII | re.IGNORECASE)
_ORIGIN = re.compile(r"\*|https?://[a-z0-9_-]+(\.[a-z0-9_-]+)*(:\d{1,5})?/?", re.ASCII)
_FRAMING = re.compile(r"https?://(\*\.)?[a-z0-9_-]+(\.[a-z0-9_-]+)*(:\d{1,5})?/?", re.ASCII)

log = logging.getLogger("therapies")


class SettingError(ValueError):
    """A setting that cannot be meant; its text is a message to whoever runs the app."""


class Rules(NamedTuple):
    """What requests are checked against.

    `hosts` are the names under which the app is reached (none: any), `frames` the origins that may
    frame it, `readers` those whose pages may read the data (`*`: all), `scripts` the sources of the
    start page's own scripts, `asked_for` tells whether the app needs what a browser sent on its
    WebSocket.
    """

    hosts: tuple[str, ...] = ()
    frames: tuple[str, ...] = ()
    scripts: tuple[str, ...] = ()
    asked_for: Callable[[bytes], bool] = bool
    readers: tuple[str, ...] = ()


def hosts_in(setting: str) -> tuple[str, ...]:
    """Return the names in `THERAPIES_HOSTS`; raise `SettingError` for what is no name."""
    form = "names like dash.example.org or *.example.org, without scheme, port or path"
    return _checked("THERAPIES_HOSTS", setting, _NAMED, form)


def frames_in(setting: str) -> tuple[str, ...]:
    """Return the origins in `THERAPIES_FRAMES`; raise `SettingError` for what is no origin."""
    form = "origins like https://lms.example.org, with their scheme and without a path"
    return tuple(each.rstrip("/") for each in _checked("THERAPIES_FRAMES", setting, _FRAMING, form))


def readers_in(setting: str) -> tuple[str, ...]:
    """Return the origins in `THERAPIES_CORS`; raise `SettingError` for what is no origin."""
    form = "* for all, or origins like https://notebook.example.org, with scheme and without a path"
    return tuple(each.rstrip("/") for each in _checked("THERAPIES_CORS", setting, _ORIGIN, form))


def path_in(setting: str, taken: Collection[str] = ()) -> str:
    """Return the path in `THERAPIES_PATH`, without a slash at its end; empty for the root.

    Raise `SettingError` for what is no path, or begins with a part that is `taken`.
    """
    path = setting.strip().removesuffix("/")
    if not _PATH.fullmatch(path) or path[1:].split("/")[0] in taken:
        form = "a path like /therapies, of letters, digits and . _ ~ -, unlike the app's addresses"
        raise _wrong("THERAPIES_PATH", [path], form)
    return path


def metrics_in(setting: str) -> tuple[str, int] | None:
    """Return host and port in `THERAPIES_METRICS`, or nothing; raise `SettingError` for others."""
    if not setting.strip():
        return None
    host, _, port = setting.strip().lower().rpartition(":")
    if not _NAMED.fullmatch(host) or host == "*" or not _PORT.fullmatch(port) or int(port) > 65535:
        raise _wrong("THERAPIES_METRICS", [setting.strip()], "host:port, like 127.0.0.1:9464")
    return host.strip("[]"), int(port)


def log_in(setting: str) -> bool:
    """Whether `THERAPIES_LOG` asks for lines of JSON; raise `SettingError` for what is no form."""
    if setting not in ("", "text", "json"):
        raise _wrong("THERAPIES_LOG", [setting], "text or json")
    return setting == "json"


def _checked(name: str, setting: str, rule: re.Pattern[str], form: str) -> tuple[str, ...]:
    """Return the parts of a setting, between commas or spaces; every one must keep to the rule."""
    parts = re.split(r"[\s,]+", setting.strip(", \t\r\n").lower())
    wrong = [part for part in parts if part and not rule.fullmatch(part)]
    if wrong:
        raise _wrong(name, wrong, f"{form}, with spaces or commas between them")
    return tuple(part for part in parts if part)


def _wrong(name: str, parts: Sequence[str], form: str) -> SettingError:
    found = ", ".join(f"“{ascii(part[:80])[1:-1]}”" for part in parts[:5])
    remedy = "mend the setting and start again."
    return SettingError(f"{name}: found {found}; allowed: {form}; {remedy}")


def inline_scripts(page: bytes) -> tuple[str, ...]:
    """Return the source expressions of the scripts that stand in a page itself."""
    # A hash allows this one script and no other. It is taken from the installed file at each start,
    # so a new version of Streamlit cannot make it stale (decision 27).
    return tuple(map(hashed, _SCRIPT.findall(page)))


def policy(rules: Rules, host: str) -> str:
    """Return the content security policy for a page under `host` (empty: not known)."""
    # Streamlit loads our scripts from `blob:` addresses; its styles and ours are style elements.
    # Without these two sources the pages do not work (decision 17).
    sockets = (f"ws://{host}", f"wss://{host}") if host else ()
    sources = {
        "default-src": ("'none'",),
        "script-src": ("'self'", "blob:", *rules.scripts),
        "style-src": ("'self'", "'unsafe-inline'"),
        "img-src": ("'self'", "data:", "blob:"),
        "font-src": ("'self'", "data:"),
        "connect-src": ("'self'", *sockets),
        "manifest-src": ("'self'",),
        "base-uri": ("'none'",),
        "form-action": ("'self'",),
        "frame-ancestors": ("'self'", *rules.frames),
    }
    return "; ".join(" ".join((kind, *found)) for kind, found in sources.items())


def headers(rules: Rules, host: str) -> dict[str, str]:
    """Return what an answer under `host` carries.

    `X-Frame-Options` knows no list: it is left out where others may frame the app.
    """
    framing = {} if rules.frames else {"X-Frame-Options": "SAMEORIGIN"}
    return HEADERS | framing | {"Content-Security-Policy": policy(rules, host)}


def reading(rules: Rules, scope: Scope) -> dict[str, str]:
    """Return what lets a page of another origin read an address of the data; nothing elsewhere.

    Nothing is sent along by which the app could know its reader, and the app takes nothing.
    """
    if not rules.readers or not f"{inside(scope)}/".startswith("/data/"):
        return {}
    origin = Headers(scope=scope).get("origin", "")
    allowed = "*" if "*" in rules.readers else origin if origin in rules.readers else ""
    told = {"Access-Control-Expose-Headers": "ETag, Content-Disposition"}
    return {"Access-Control-Allow-Origin": allowed, **told} if allowed else {}


def is_known(host: str, names: Sequence[str]) -> bool:
    """Whether a `Host` is well formed and one of the names; without names any will do."""
    match = _HOST.fullmatch(host.lower())
    if not match:
        return False
    name = match["name"].rstrip(".")
    return not names or any(
        each == "*" or name == each or (each.startswith("*.") and name.endswith(each[1:]))
        for each in names
    )


class Security:
    """ASGI middleware: refuses requests, adds headers, hides the details of errors."""

    def __init__(self, app: ASGIApp, rules: Rules) -> None:
        """Wrap `app`."""
        self._app = app
        self._rules = rules

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass a request on, or refuse it here."""
        if scope["type"] == "http":
            await self._http(scope, receive, send)
        elif scope["type"] == "websocket":
            await self._websocket(scope, receive, send)
        else:
            await self._app(scope, receive, send)

    async def _http(self, scope: Scope, receive: Receive, send: Send) -> None:
        host = self._host(scope)
        added = headers(self._rules, host) | reading(self._rules, scope)
        begun = False

        async def with_headers(message: Message) -> None:
            nonlocal begun
            if message["type"] == "http.response.start":
                begun = True
                answer = MutableHeaders(scope=message)
                answer.update(added)
                if self._rules.readers and "*" not in self._rules.readers:
                    answer.add_vary_header("Origin")
            await send(message)

        refused = self._refusal(scope, host)
        try:
            await (refused or self._app)(scope, receive, with_headers)
        except Exception as error:
            number = secrets.token_hex(4)
            log.error("error %s on the address %s", number, scope["path"], exc_info=error)
            if begun:
                raise
            told = f"Something went wrong. Tell the maintainers the number {number}."
            await refusal(500, told)(scope, receive, with_headers)

    def _refusal(self, scope: Scope, host: str) -> JSONResponse | None:
        """Return the refusal to whoever asks under a foreign name or for what is not given."""
        path = inside(scope)
        if not host and path not in ANY_HOST:
            told = "The app is not served under this name. Whoever runs it can add the name to "
            return refusal(400, f"{told}THERAPIES_HOSTS.")
        if scope["method"] not in METHODS:
            refused = refusal(405, "The app takes nothing: it can be read only.")
            refused.headers["Allow"] = ", ".join(METHODS)
            return refused
        if path.startswith(CLOSED):
            return refusal(404, "There is nothing here.")
        count = scope.get("query_string", b"").count(b"&") + 1
        if count > MOST_PARAMETERS and not path.startswith("/data/"):
            told = f"This link holds {count:,} parameters; at most {MOST_PARAMETERS:,} can be read."
            return refusal(400, f"{told} Leave out what is repeated.")
        return None

    def _host(self, scope: Scope) -> str:
        """Return the name that is asked for, or nothing when it is none of ours."""
        host = Headers(scope=scope).get("host", "")
        return host.lower() if is_known(host, self._rules.hosts) else ""

    async def _websocket(self, scope: Scope, receive: Receive, send: Send) -> None:
        origin = Headers(scope=scope).get("origin")
        scheme, _, host = (origin or "").partition("://")
        ours = scheme in ("http", "https") and is_known(host, self._rules.hosts)
        if (origin is not None and not ours) or not self._host(scope):
            await receive()
            await send({"type": "websocket.close", "code": 1008})
            return
        await _speak(self._app, scope, receive, send, self._rules.asked_for)


async def _speak(
    app: ASGIApp, scope: Scope, receive: Receive, send: Send, asked_for: Callable[[bytes], bool]
) -> None:
    """Run the app on a WebSocket from which it gets only whole messages that it asks for."""
    closed = False

    async def receive_asked() -> Message:
        nonlocal closed
        while True:
            message = await receive()
            if message["type"] != "websocket.receive":
                return message
            try:
                if message.get("bytes") is None:
                    raise ValueError
                if asked_for(message["bytes"]):
                    return message
            except ValueError:
                # Streamlit would log a traceback. What the app still sends after the close is
                # dropped, since uvicorn takes that for an error.
                await send({"type": "websocket.close", "code": 1002})
                closed = True
                return {"type": "websocket.disconnect", "code": 1002}

    async def send_open(message: Message) -> None:
        if not closed:
            await send(message)

    await app(scope, receive_asked, send_open)
