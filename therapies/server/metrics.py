"""Counts for Prometheus, at an address of their own that readers do not reach.

Nothing here tells who reads what: addresses are counted by their kind.
"""

import re
from collections.abc import Iterable
from time import perf_counter

from prometheus_client import (
    REGISTRY,
    Counter,
    Gauge,
    Histogram,
    disable_created_metrics,
    start_http_server,
)
from prometheus_client.metrics_core import GaugeMetricFamily, InfoMetricFamily, Metric
from prometheus_client.registry import Collector
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from therapies.catalog.store import store
from therapies.server.path_prefix import inside
from therapies.site import PAGES

disable_created_metrics()  # type: ignore[no-untyped-call]
REQUESTS = Counter("therapies_requests", "Requests answered.", ["kind", "status"])
SECONDS = Histogram("therapies_request_seconds", "From a request to its answer's end.", ["kind"])
OPEN = Gauge("therapies_open_pages", "Pages of readers that are open now.")

_PAGES = {f"/{page.slug}" for page in PAGES} | {"/"}
_KINDS = (
    ("health", re.compile(r"/data/(health|live|version)|/_stcore/health")),
    ("file made on request", re.compile(r"/data/(view|talk|quiz)/.*")),
    ("data", re.compile(r"/data(/.*)?")),
    ("asset", re.compile(r"/static/.*|/_stcore/.*|.*\.\w+")),
)


def kind(path: str) -> str:
    """Return what an address is, as one of a few words."""
    if path in _PAGES:
        return "page"
    return next((name for name, rule in _KINDS if rule.fullmatch(path)), "other")


class Counted:
    """ASGI middleware: counts and times requests, and counts the pages that are open."""

    def __init__(self, app: ASGIApp) -> None:
        """Wrap `app`."""
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass all on as it is."""
        if scope["type"] == "http":
            await self._http(scope, receive, send)
        elif scope["type"] == "websocket":
            with OPEN.track_inprogress():
                await self._app(scope, receive, send)
        else:
            await self._app(scope, receive, send)

    async def _http(self, scope: Scope, receive: Receive, send: Send) -> None:
        named, begun, status = kind(inside(scope)), perf_counter(), 500

        async def noting(message: Message) -> None:
            nonlocal status
            if message["type"] == "http.response.start":
                status = message["status"]
            await send(message)

        try:
            await self._app(scope, receive, noting)
        finally:
            SECONDS.labels(named).observe(perf_counter() - begun)
            REQUESTS.labels(named, str(status)).inc()


class Table(Collector):
    """What the table in use is, asked for at each reading."""

    def collect(self) -> Iterable[Metric]:
        """Give the version, the counts, and the problems of the last read."""
        state = store().current()
        yield _gauge("ready", "1 while there is a table to show.", state.catalog is not None)
        yield _gauge("problems", "Problems of the table's last read.", len(state.problems))
        if catalog := state.catalog:
            about = {"version": catalog.version, "date": catalog.date.isoformat()}
            yield InfoMetricFamily("therapies_table", "The table in use.", about)
            yield _gauge("rows", "Therapies in the table.", len(catalog.therapies))
            yield _gauge("claims", "Claims in the table.", len(catalog.claims))


def _gauge(name: str, told: str, value: int) -> Metric:
    return GaugeMetricFamily(f"therapies_table_{name}", told, value)


def start(host: str, port: int) -> None:
    """Answer Prometheus at an address from now on; raise `OSError` where it is not to be had."""
    start_http_server(port, host)
    REGISTRY.register(Table())
