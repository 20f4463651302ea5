"""Which addresses there are; what is asked for at any other is answered here, with the nearest.

Streamlit gives its start page under every unknown path, with status 200: a program would read HTML
as data, a watch would be content for ever, and below a folder the page stays blank.
"""

from collections.abc import Collection, Sequence

from starlette.datastructures import Headers
from starlette.requests import Request
from starlette.responses import HTMLResponse, RedirectResponse, Response
from starlette.routing import Match, Mount
from starlette.types import ASGIApp, Receive, Scope, Send

from therapies.catalog.claim_ids import FORM
from therapies.catalog.csv_file import nearest
from therapies.content import render
from therapies.server.path_prefix import inside
from therapies.server.refusal import refusal
from therapies.site import PAGES, TITLE
from therapies.wording import brief

SHOWN = 80
"""How many characters of an unknown address an answer repeats."""


class Addresses:
    """ASGI middleware: answers 404 for what is no page, no route and no file of the start page."""

    def __init__(self, app: ASGIApp, names: Sequence[str], files: Collection[str]) -> None:
        """Wrap `app`; `names` are told to whoever errs, `files` are what the start page needs."""
        self._app = app
        self._names = tuple(names)
        self._whole = {"/", *(f"/{page.slug}" for page in PAGES), *files}

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Let a request for what is there pass."""
        if scope["type"] != "http" or self._is_known(scope):
            await self._app(scope, receive, send)
        else:
            request = Request(scope)
            answer = nowhere(request, self._names) if inside(scope) else _to_the_slash(request)
            await answer(scope, receive, send)

    def _is_known(self, scope: Scope) -> bool:
        """Whether a page, a file or a route has this path, with a slash at its end or without."""
        path = inside(scope)
        return bool(path and (path.removesuffix("/") or "/") in self._whole) or any(
            route.matches(scope)[0] is not Match.NONE
            for route in scope["app"].routes
            if not isinstance(route, Mount)  # Streamlit's start page, under every path
        )


def nowhere(request: Request, names: Sequence[str]) -> Response:
    """Answer 404: a page for a browser, a refusal for other programs."""
    root = request.scope.get("root_path", "")
    allowed = [root + name for name in names]
    return _missing(request, "", _meant(inside(request.scope), names), allowed=allowed)


def no_claim(request: Request, id_: str, meant: str, is_id: bool) -> Response:
    """Answer 404 for an id that no claim has; `is_id` tells whether one could have it."""
    if is_id:
        why = f"No claim of the table in use has the id {id_}. It may have been taken out of the "
        why += "table, or belong to another one."
    else:
        why = f"An id of a claim is {FORM}; then “.jsonld”, “.bib” or “.ris” may follow."
    return _missing(request, why, f"/claim/{meant}" if meant else None)


def _missing(request: Request, why: str, found: str | None, **details: object) -> Response:
    root = request.scope.get("root_path", "")
    shown, meant = brief(request.url.path, SHOWN), found and root + found
    if "text/html" in Headers(scope=request.scope).get("accept", ""):
        told = {"title": TITLE, "pages": PAGES, "asked": shown, "meant": meant, "root": root}
        page = render.html("nowhere", **told, why=why)
        return HTMLResponse(page, 404, {"Cache-Control": "no-store", "Vary": "Accept"})
    near = {"nearest": meant} if meant else {}
    said = (f"There is nothing at “{shown}”.", why, f"Did you mean “{meant}”?" if meant else "")
    answer = refusal(404, " ".join(each for each in said if each), **near, **details)
    answer.headers["Vary"] = "Accept"
    return answer


def _to_the_slash(request: Request) -> Response:
    """Send on to the root with its slash, on which the start page's own addresses rest."""
    query = f"?{request.url.query}" if request.url.query else ""
    return RedirectResponse(f"{request.url.path}/{query}", 301, {"Cache-Control": "no-cache"})


def _meant(path: str, names: Sequence[str]) -> str | None:
    """Return the name nearest to the whole path, else to its last part, else to its first."""
    first, last = path.split("/")[1], path.rpartition("/")[2]
    ends = {name.rpartition("/")[2]: name for name in reversed(names)}
    near = nearest(last, tuple(ends)) if last else None
    return nearest(path, names) or (ends[near] if near else None) or nearest(f"/{first}", names)
