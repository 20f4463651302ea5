"""What the web server adds to the app: routes, response headers, a warm start, error ids."""

import gc
import logging
import secrets
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

from starlette.datastructures import MutableHeaders
from starlette.requests import Request
from starlette.responses import JSONResponse, PlainTextResponse, Response
from starlette.routing import Route
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from therapies import outputs, routes, ui
from therapies.store import store
from therapies.warm import warm

log = logging.getLogger("therapies")
logging.getLogger("uvicorn.access").disabled = True  # Streamlit turns it on again when imported

HEADERS = {
    "Content-Security-Policy": (
        "default-src 'self'; script-src 'self' 'unsafe-inline' blob:; "
        "style-src 'self' 'unsafe-inline'; img-src 'self' data: blob:; font-src 'self' data:; "
        "connect-src 'self' ws: wss:; object-src 'none'; base-uri 'self'; form-action 'self'; "
        "frame-ancestors 'self'"
    ),
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "SAMEORIGIN",
    "Referrer-Policy": "same-origin",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=(), payment=(), usb=()",
    "Cross-Origin-Opener-Policy": "same-origin",
}


class SecurityHeaders:
    """ASGI middleware that adds `HEADERS` to every HTTP response."""

    def __init__(self, app: ASGIApp) -> None:
        """Wrap `app`."""
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass the request on and add the headers when the response starts."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return

        async def with_headers(message: Message) -> None:
            if message["type"] == "http.response.start":
                MutableHeaders(scope=message).update(HEADERS)
            await send(message)

        await self._app(scope, receive, with_headers)


def health(_request: Request) -> Response:
    """Answer 200 with counts and version, or 503 while there is no good table."""
    state = store().current()
    if state.catalog is None:
        body: dict[str, Any] = {"status": "no table", "problems": len(state.problems)}
        return JSONResponse(body, 503)
    catalog = state.catalog
    body = {
        "status": "last good table" if state.problems else "ok",
        "therapies": len(catalog.therapies),
        "claims": len(catalog.claims),
        "documents": len(catalog.sources),
        "version": catalog.version,
        "date": catalog.date.isoformat(),
        "problems": len(state.problems),
    }
    return JSONResponse(body)


def version(_request: Request) -> Response:
    """Answer with what a page shows now; open pages ask for it and compare."""
    return PlainTextResponse(store().current().shown, headers={"Cache-Control": "no-store"})


ROUTES = [
    Route("/data/health", health),
    Route("/data/version", version),
    *routes.ROUTES,
    *outputs.ROUTES,
]


@asynccontextmanager
async def lifespan(_app: Any) -> AsyncIterator[None]:
    """Warm the caches before the first visitor, then take the warm heap out of the collector."""
    warm()
    gc.collect()
    gc.freeze()
    yield


def on_script_error(error: Exception) -> bool:
    """Log `error` under a new id and show the reader the id, never the traceback."""
    number = secrets.token_hex(4)
    log.error("error %s on a page", number, exc_info=error)
    ui.show_error(number)
    return True
