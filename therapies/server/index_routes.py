"""The index of the data, `/data`: a page for a browser, JSON for other programs."""

from typing import Any

from markupsafe import Markup
from starlette.requests import Request
from starlette.responses import HTMLResponse, JSONResponse, Response
from starlette.routing import Route

from therapies.catalog.catalog import Catalog
from therapies.content import render
from therapies.exports import quiz_files, talk_files, tidy
from therapies.exports.formats import FORMATS
from therapies.exports.readers import READERS
from therapies.model import PURPOSE
from therapies.server import freshness
from therapies.server.asked import base_of
from therapies.server.refusal import of_the_table
from therapies.server.typeface import faces
from therapies.site import TITLE

PAGE, FOR_PROGRAMS = "/data", "/data/index.json"
EXAMPLE = "category=risk+control&goal=halt"
"""A filter whose value has a space, which an address writes as +."""
OTHERS = {
    "therapies.csv": "for spreadsheets: the therapies, with what each document says of them",
    "claims.csv": "for spreadsheets: the claims, with the names of therapy and document",
    "therapies.json": "the therapies with their claims inside them",
    "claims.json": "the claims, with the names of therapy and document",
    "schema.json": "JSON Schema of these two",
    "package.zip": "all as a Frictionless data package and an RO-Crate",
    "dataset.jsonld": "what the whole is: a schema.org Dataset with its vocabularies",
    "health": "whether there is a good table, and its version",
}
MADE = {
    "view/FORMAT?of=PAGE": ("a page as a file", tuple(FORMATS)),
    "quiz/FORMAT?seed=WORD": ("a quiz as a file", quiz_files.OUTPUTS),
    "talk/FORMAT?talk=CODE": ("a talk as a file", talk_files.OUTPUTS),
}


@of_the_table
def give(request: Request, catalog: Catalog) -> Response:
    """Answer with the index, in HTML to whoever takes that."""
    headers = freshness.headers(request, catalog) | {"Vary": "Accept"}
    as_page = "text/html" in request.headers.get("accept", "")
    if request.url.path.endswith(".json") or not as_page:
        return freshness.unchanged(request, headers) or JSONResponse(
            index(catalog, base_of(request)), headers=headers
        )
    headers["ETag"] = headers["ETag"].removesuffix('"') + '-page"'
    if kept := freshness.unchanged(request, headers):
        return kept
    root = request.scope.get("root_path", "")
    told = {
        "index": index(catalog, base_of(request)),
        "root": root,
        "faces": Markup(faces(f"{root}/")),
    }
    page = render.html("data_index", **told)
    return HTMLResponse(page, headers=headers)


def index(catalog: Catalog, base: str) -> dict[str, Any]:
    """Return all that there is to read, with its absolute addresses."""
    data = f"{base.rstrip('/')}/data"
    tables = [
        {
            "name": name,
            "row": tidy.about(name),
            "csv": f"{data}/tidy/{name}.csv",
            "json": f"{data}/tidy/{name}.json",
            "filtered": table.filtered,
            "columns": tidy.dictionary(name),
        }
        for name, table in tidy.TABLES.items()
    ]
    return {
        "title": TITLE,
        "purpose": PURPOSE,
        "version": catalog.version,
        "date": catalog.date.isoformat(),
        "documents": [source.name for source in catalog.sources],
        "nothing": tidy.NOTHING,
        "tables": tables,
        "example": f"{data}/tidy/claims.csv?{EXAMPLE}",
        "others": [{"address": f"{data}/{name}", "what": told} for name, told in OTHERS.items()],
        "files": [
            {"address": f"{data}/{name}", "what": told, "formats": list(formats)}
            for name, (told, formats) in MADE.items()
        ],
        "readers": {each.name: each.at(f"{data}/tidy/claims.csv") for each in READERS},
    }


ROUTES = [Route(PAGE, give), Route(FOR_PROGRAMS, give)]
