"""What the web server adds to the app: routes, a warm start, error ids."""

import gc
import logging
import secrets
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

from starlette.requests import Request
from starlette.responses import JSONResponse, PlainTextResponse, Response
from starlette.routing import Route

from therapies import outputs, quiz_outputs, routes, talk_outputs, ui
from therapies.store import store
from therapies.warm import warm

log = logging.getLogger("therapies")
logging.getLogger("uvicorn.access").disabled = True  # Streamlit turns it on again when imported


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
    *quiz_outputs.ROUTES,
    *talk_outputs.ROUTES,
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
