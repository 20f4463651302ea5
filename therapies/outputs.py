"""Addresses for what leaves the app: `/data/view/FORMAT`, made when it is asked for.

They take the pages' own parameters, `of` for the page, and the options of the format.
"""

import logging
import secrets
import threading
from collections.abc import Callable
from functools import lru_cache
from typing import Any

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from therapies.exports.formats import FORMATS, PAPERS, THEMES
from therapies.exports.view import View
from therapies.letters import letter
from therapies.link import read
from therapies.routes import asked_of, base_of, refusals
from therapies.site import CHARTS, PAGE, page_with
from therapies.store import store

ALLOWED: dict[str, tuple[str, ...]] = {
    "of": tuple(PAGE),
    "chart": tuple(chart for charts in CHARTS.values() for chart in charts),
    "theme": THEMES,
    "scale": ("2", "4"),
    "paper": PAPERS,
}
"""The parameters of these addresses beside the pages' own, and their values."""

log = logging.getLogger("therapies")

AT_ONCE = threading.BoundedSemaphore(2)
"""So many outputs are made at a time; the others wait, and the pages stay quick."""


def give(request: Request) -> Response:
    """Answer with the view in the format of the address, or with a letter (400, 404, 503)."""
    catalog = store().current().catalog
    if catalog is None:
        return letter(503, "There is no table to give. /data/health says more.")
    name = request.path_params["name"]
    if name not in FORMATS:
        return letter(404, f"There is no such format. Allowed: {', '.join(FORMATS)}.")
    params = asked_of(request)
    own = {key: params.pop(key)[-1] for key in ALLOWED if key in params}
    wrong = [
        f"{key}: unknown value. Allowed: {', '.join(ALLOWED[key])}."
        for key, value in own.items()
        if value not in ALLOWED[key]
    ]
    link = read(params, catalog)
    wrong += [each["message"] for each in refusals(link.problems)]
    if wrong:
        return letter(400, " ".join(wrong))
    page, chart = own.pop("of", ""), own.get("chart", "")
    view = link.view(catalog, page or page_with(chart) or link.page, base_of(request))
    asked = view.page if page or FORMATS[name].pages else ""
    if lost := link.lost(view):
        return letter(400, f"id: the page {PAGE[view.page].title} does not take {lost}.")
    refused = FORMATS[name].refusal(asked, chart)
    return letter(404, refused) if refused else _made(name, view, own)


def _made(name: str, view: View, own: dict[str, str]) -> Response:
    chart = next(iter(FORMATS[name].charts(view.page)), "")
    options: dict[str, Any] = {"chart": chart, "theme": THEMES[0], "scale": 2} | own
    options["scale"] = int(options["scale"])
    saved_as = FORMATS[name].file_name(view, options["chart"] if chart else "")
    return made(lambda: _bytes(name, view, tuple(options.items())), FORMATS[name].mime, saved_as)


def made(make: Callable[[], bytes], media_type: str, saved_as: str) -> Response:
    """Answer with what `make` gives, to be saved under a name, or with a letter (404, 500)."""
    try:
        with AT_ONCE:
            content = make()
    except ValueError as error:
        return letter(404, f"There is nothing to make: {error}")
    except Exception as error:
        number = secrets.token_hex(4)
        log.error("error %s on the output %s", number, saved_as, exc_info=error)
        return letter(500, f"This could not be made. Tell the maintainers the number {number}.")
    headers = {
        "Cache-Control": "no-cache",
        "Content-Disposition": f'attachment; filename="{saved_as}"',
    }
    return Response(content, media_type=media_type, headers=headers)


@lru_cache(maxsize=32)
def _bytes(name: str, view: View, options: tuple[tuple[str, Any], ...]) -> bytes:
    return FORMATS[name].make(view, **dict(options))


ROUTES = [Route("/data/view/{name}", give, methods=["GET"])]
