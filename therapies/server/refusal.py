"""Refusals: what is answered in place of what was asked for, in one shape for all addresses."""

from collections.abc import Callable, Collection

from starlette.requests import Request
from starlette.responses import JSONResponse, Response

from therapies.catalog.catalog import Catalog
from therapies.catalog.store import store


class Refused(Exception):
    """What is asked for cannot be given; `answer` says why."""

    def __init__(self, status: int, message: str, **details: object) -> None:
        """Take the status, a message, and what a program can read of it."""
        super().__init__(message)
        self.answer = refusal(status, message, **details)


def refusal(status: int, message: str, **details: object) -> JSONResponse:
    """Answer with a message, and with what a program can read of it; nobody may keep the answer."""
    body = {"status": status, "message": message, **details}
    return JSONResponse(body, status, {"Cache-Control": "no-store"})


def of_the_table(give: Callable[[Request, Catalog], Response]) -> Callable[[Request], Response]:
    """Return the route that gives what `give` makes of the table in use, or the refusal.

    Without a table it is 503.
    """

    def answer(request: Request) -> Response:
        catalog = store().current().catalog
        if catalog is None:
            return refusal(503, "There is no table to give. /data/health says more.")
        try:
            return give(request, catalog)
        except Refused as refused:
            return refused.answer

    return answer


def name_of(request: Request, names: Collection[str], missing: str) -> str:
    """Return the name that the address ends with; one that is none of `names` is refused (404)."""
    name: str = request.path_params["name"]
    if name not in names:
        raise Refused(404, f"{missing}. Allowed: {', '.join(names)}.")
    return name
