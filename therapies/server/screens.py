"""The first screen in the start page, and the engine that answers in it.

Streamlit draws a page only after it has loaded itself and opened a session; until then a reader
sees what stands here, made by the same functions, and works in it.
"""

import gzip
from collections.abc import Callable
from functools import lru_cache
from importlib.metadata import distribution
from pathlib import Path

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from therapies.catalog.catalog import Catalog
from therapies.catalog.store import store
from therapies.content import bodies, render
from therapies.content.go import Go
from therapies.content.screen import Around, screen, title
from therapies.engine import data, source
from therapies.exports import export_menu
from therapies.presenting.slideshow import is_asked, way_out
from therapies.presenting.talk import decode
from therapies.query.link import read
from therapies.server import slide_routes
from therapies.server.asked import asked_of, base_of
from therapies.server.compression import takes_gzip
from therapies.server.refusal import of_the_table
from therapies.site import PAGE, PAGES, TITLE

KEPT, ASKED_ANEW = "public, max-age=31536000, immutable", "no-cache"
"""What is under an address of its own for each version may be kept for ever, and nothing else."""

START = Path(str(distribution("streamlit").locate_file("streamlit/static/index.html")))
_NAMELESS = "<title>Streamlit</title>"


def page(request: Request) -> Response:
    """Answer with the start page, with the screen of the link in it."""
    asked, slug = asked_of(request), request.path_params["slug"]
    catalog = store().current().catalog
    first, name = "", TITLE
    if catalog is not None and is_asked(PAGE[slug], asked):
        html = slide_routes.window(slug, asked, catalog, base_of(request))
        return _sent(request, html.encode(), "text/html", ASKED_ANEW)
    if catalog is not None:
        link = read(asked, catalog)
        view = link.view(catalog, slug, base_of(request))
        menu = export_menu.html(view, "light") if view.info.formats else ""
        talk, _ = decode((asked.get("talk") or [""])[-1], catalog)
        around = Around(menu, len(talk.steps))
        out = way_out(PAGE[slug], asked)
        below = bodies.below(Go(view))
        first = f'<div id="first">{out}{screen(view, link, asked, around)}{below}</div>'
        name = title(view)
    start = render.html("start", version=source.version())
    table = catalog.version if catalog else ""
    ahead = render.html("ahead", engine=source.address(), table=table)
    html = START.read_text(encoding="utf-8").replace("<head>", f"<head>{ahead}", 1)
    html = html.replace(_NAMELESS, render.html("title", title=name), 1)
    # In the body, below what Streamlit writes into the head: of equal rules the last one counts.
    html = html.replace('<div id="root">', f'{start}{first}<div id="root">', 1)
    return _sent(request, html.encode(), "text/html", ASKED_ANEW)


def engine(request: Request) -> Response:
    """Answer with the engine's scripts, for ever under their version."""
    kept = _kept(request, source.version())
    return _sent(request, source.live(), "text/javascript", kept, _packed)


def styles(request: Request) -> Response:
    """Answer with the style sheet, for ever under the version that is the engine's too."""
    kept = _kept(request, source.version())
    return _sent(request, render.styles().encode(), "text/css", kept, _packed)


@of_the_table
def table(request: Request, catalog: Catalog) -> Response:
    """Answer with the table as the engine needs it, for ever under the table's version."""
    kept = _kept(request, catalog.version)
    return _sent(request, data.data(catalog), "application/json", kept, _packed)


@of_the_table
def entries(request: Request, catalog: Catalog) -> Response:
    """Answer with what the engine paints with, where the table is too large to come at once."""
    kept = _kept(request, catalog.version)
    return _sent(request, data.later(catalog), "application/json", kept, _packed)


def slide_styles(request: Request) -> Response:
    """Answer with the slides' style sheet, for ever under its version."""
    kept = _kept(request, slide_routes.version())
    return _sent(request, slide_routes.styles(), "text/css", kept, _packed)


def slide_script(request: Request) -> Response:
    """Answer with the slides' script, for ever under its version."""
    kept = _kept(request, slide_routes.version())
    return _sent(request, slide_routes.script(), "text/javascript", kept, _packed)


def engine_data(catalog: Catalog) -> bytes:
    """Return the table as the engine needs it, compressed; make what comes later, too."""
    first = _packed(data.data(catalog))
    if len(catalog.therapies) > data.AT_ONCE:
        _packed(data.later(catalog))
    return first


def _kept(request: Request, version: str) -> str:
    """Say how long an answer may be kept: another version's address may not hold this one."""
    return KEPT if request.query_params.get("v") == version else ASKED_ANEW


def _pack(content: bytes) -> bytes:
    return gzip.compress(content, 6, mtime=0)


_packed = lru_cache(maxsize=6)(_pack)


def _sent(
    request: Request, content: bytes, kind: str, kept: str, pack: Callable[[bytes], bytes] = _pack
) -> Response:
    """Answer with `content`, compressed for whoever takes that.

    Streamlit would compress what is alike again for each asker, and its root page never.
    """
    headers = {"Cache-Control": kept, "Vary": "Accept-Encoding"}
    if takes_gzip(request.headers):
        content, headers["Content-Encoding"] = pack(content), "gzip"
    return Response(content, media_type=kind, headers=headers)


def _page(slug: str) -> Callable[[Request], Response]:
    def answer(request: Request) -> Response:
        request.path_params["slug"] = slug
        return page(request)

    return answer


ROUTES = [
    Route("/data/engine.js", engine),
    Route("/data/engine.json", table),
    Route("/data/entries.json", entries),
    Route("/data/styles.css", styles),
    Route("/data/slides.css", slide_styles),
    Route("/data/slides.js", slide_script),
    *(Route(f"/{path}", _page(page.slug)) for page in PAGES for path in {page.path, page.slug}),
]
