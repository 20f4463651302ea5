"""What the web server adds to the app: routes, a warm start, error ids."""

import asyncio
import gc
import logging
import secrets
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager, suppress
from typing import Any

from starlette.requests import Request
from starlette.responses import JSONResponse, PlainTextResponse, Response
from starlette.routing import Route

from therapies import outputs, quiz_outputs, routes, site, talk_outputs, ui
from therapies.exports.formats import FORMATS
from therapies.store import store
from therapies.warm import warm

log = logging.getLogger("therapies")
SECONDS = 5.0
"""How often the table is looked at when nobody visits."""

logging.getLogger("uvicorn.access").disabled = True  # Streamlit turns it on again when imported


def health(_request: Request) -> Response:
    """Answer 200 with counts and version, or 503 while there is no good table; with the letters."""
    state = store().current()
    problems = {"problems": len(state.problems), "letters": state.letters}
    if state.catalog is None:
        return JSONResponse({"status": "no table", **problems}, 503)
    catalog = state.catalog
    body = {
        "status": "last good table" if state.problems else "ok",
        "therapies": len(catalog.therapies),
        "claims": len(catalog.claims),
        "documents": len(catalog.sources),
        "version": catalog.version,
        "date": catalog.date.isoformat(),
        **problems,
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

_MADE = (
    (outputs.ROUTES, FORMATS),
    (quiz_outputs.ROUTES, quiz_outputs.MAKERS),
    (talk_outputs.ROUTES, talk_outputs.OUTPUTS),
)
ADDRESSES = (
    *(f"/{page.slug}" for page in site.PAGES),
    *(route.path for route in ROUTES if not route.param_convertors),
    *(route.path.format(name=name) for made, names in _MADE for route in made for name in names),
)
"""Every page and every address for other programs."""


@asynccontextmanager
async def lifespan(_app: Any) -> AsyncIterator[None]:
    """Warm the caches before the first visitor, then take the warm heap out of the collector.

    The table is watched from then on, so that the log tells of a bad edit that nobody visits.
    """
    warm()
    gc.collect()
    gc.freeze()
    async with watching(lambda: store().current()):
        yield


@asynccontextmanager
async def watching(look: Callable[[], object], seconds: float = SECONDS) -> AsyncIterator[None]:
    """Call `look` in a thread of its own every few seconds, as long as the context lasts."""
    watch = asyncio.create_task(_watch(look, seconds))
    try:
        yield
    finally:
        watch.cancel()
        with suppress(asyncio.CancelledError):
            await watch


async def _watch(look: Callable[[], object], seconds: float) -> None:
    try:
        while True:
            await asyncio.sleep(seconds)
            await asyncio.to_thread(look)
    except Exception:
        log.exception("the table cannot be looked at; from now on only when somebody visits")


def on_script_error(error: Exception) -> bool:
    """Log `error` under a new id and show the reader the id, never the traceback."""
    number = secrets.token_hex(4)
    log.error("error %s on a page", number, exc_info=error)
    ui.show_error(number)
    return True
