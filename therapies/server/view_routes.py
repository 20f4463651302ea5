"""Addresses that export a view: `/data/view/FORMAT`, made when it is asked for.

They take the pages' own parameters, `of` for the page, and the options of the format.
"""

import logging
import secrets
import threading
from collections.abc import Callable
from functools import lru_cache, partial
from typing import Any

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from therapies.catalog.catalog import Catalog
from therapies.exports.formats import APPENDIX, FORMATS, PAPERS, SHAPES, THEMES, TITLED
from therapies.query.view import View
from therapies.server import freshness
from therapies.server.asked import asked_of, base_of
from therapies.server.data_routes import link_of
from therapies.server.refusal import Refused, name_of, of_the_table, refusal
from therapies.site import CHARTS, PAGE, chart_named, page_with

ALLOWED: dict[str, tuple[str, ...]] = {
    "of": tuple(PAGE),
    "chart": tuple(CHARTS),
    "theme": THEMES,
    "scale": ("2", "4"),
    "paper": PAPERS,
    "shape": SHAPES,
    "title": TITLED,
    "appendix": APPENDIX,
}
"""The parameters of these addresses beside the pages' own, and their values."""

log = logging.getLogger("therapies")

AT_ONCE = threading.BoundedSemaphore(2)
"""How many files are made at a time; the others wait, and the pages stay quick."""


@of_the_table
def give(request: Request, catalog: Catalog) -> Response:
    """Answer with the view in the format of the address, or with a refusal (400, 404)."""
    name = name_of(request, FORMATS, "There is no such format")
    asked_for = asked_of(request)
    if "chart" in asked_for:
        asked_for["chart"] = [chart_named(each) for each in asked_for["chart"]]
    link, own = link_of(asked_for, catalog, ALLOWED)
    page, chart = own.pop("of", ""), own.get("chart", "")
    view = link.view(catalog, page or page_with(chart) or link.page, base_of(request))
    asked = view.page if page or FORMATS[name].pages else ""
    if lost := link.lost(view):
        raise Refused(400, f"id: the page {view.info.title} does not take {lost}.")
    if refused := FORMATS[name].refusal(asked, chart):
        raise Refused(404, refused)
    first = next(iter(FORMATS[name].charts(view.page)), "")
    options: dict[str, Any] = {"chart": first, "theme": THEMES[0], "scale": 2} | own
    options["scale"] = int(options["scale"])
    saved_as = FORMATS[name].file_name(view, options["chart"] if first else "")
    make = partial(_bytes, name, view, tuple(options.items()))
    return made(request, catalog, make, FORMATS[name].mime, saved_as)


def made(
    request: Request, catalog: Catalog, make: Callable[[], bytes], media_type: str, saved_as: str
) -> Response:
    """Answer with what `make` gives, to be saved under a name, or with a refusal (404, 500).

    Nothing is made for whoever holds it already (304).
    """
    headers = freshness.headers(request, catalog)
    if kept := freshness.unchanged(request, headers):
        return kept
    try:
        with AT_ONCE:
            content = make()
    except ValueError as error:
        return refusal(404, f"There is nothing to make: {error}")
    except Exception as error:
        number = secrets.token_hex(4)
        log.error("error %s on the output %s", number, saved_as, exc_info=error)
        return refusal(500, f"This could not be made. Tell the maintainers the number {number}.")
    headers["Content-Disposition"] = f'attachment; filename="{saved_as}"'
    return Response(content, media_type=media_type, headers=headers)


@lru_cache(maxsize=32)
def _bytes(name: str, view: View, options: tuple[tuple[str, Any], ...]) -> bytes:
    return FORMATS[name].make(view, **dict(options))


ROUTES = [Route("/data/view/{name}", give, methods=["GET"])]
