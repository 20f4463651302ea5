"""What the web server adds to the app: routes, a warm start, error ids."""

import asyncio
import gc
import logging
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager, suppress
from typing import Any

from starlette.requests import Request
from starlette.responses import JSONResponse, PlainTextResponse, Response
from starlette.routing import Route

from therapies import site
from therapies.catalog.store import store
from therapies.exports import quiz_files, talk_files
from therapies.exports.formats import FORMATS
from therapies.server import (
    claim_routes,
    data_routes,
    index_routes,
    quiz_routes,
    talk_routes,
    view_routes,
)
from therapies.server.warm_up import warm

log = logging.getLogger("therapies")
SECONDS = 5.0
"""How often the table is looked at when nobody visits."""

# Importing Streamlit undoes uvicorn's --no-access-log, so the line per request is turned off here.
logging.getLogger("uvicorn.access").disabled = True


def health(_request: Request) -> Response:
    """Answer 200 with counts and version, or 503 without a good table; with the problems.

    This is readiness: what has no table gets no readers. It is no reason to start the process anew,
    which would not mend the table; that is what `live` is for.
    """
    state = store().current()
    problems = {"problems": len(state.problems), "letters": state.messages}
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


def live(_request: Request) -> Response:
    """Answer 200 as long as the process answers at all, whatever its table is."""
    return JSONResponse({"status": "alive"}, headers={"Cache-Control": "no-store"})


def version(_request: Request) -> Response:
    """Answer with what a page shows now; open pages ask for it and compare."""
    return PlainTextResponse(store().current().shown, headers={"Cache-Control": "no-store"})


ROUTES = [
    Route("/data/health", health),
    Route("/data/live", live),
    Route("/data/version", version),
    *index_routes.ROUTES,
    *data_routes.ROUTES,
    *view_routes.ROUTES,
    *quiz_routes.ROUTES,
    *talk_routes.ROUTES,
    *claim_routes.ROUTES,
]

_MADE = (
    (view_routes.ROUTES, FORMATS),
    (quiz_routes.ROUTES, quiz_files.OUTPUTS),
    (talk_routes.ROUTES, talk_files.OUTPUTS),
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
