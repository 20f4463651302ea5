"""Whether an asker holds an answer already, told before it is made."""

from functools import lru_cache
from hashlib import sha256

from starlette.requests import Request
from starlette.responses import Response

from therapies import program
from therapies.catalog.catalog import Catalog
from therapies.server.asked import asked_of, base_of


def headers(request: Request, catalog: Catalog) -> dict[str, str]:
    """Return what lets an answer be kept as long as nothing that makes it changes.

    The tag is of the table with its date, of the program, the app's address and what is asked for.
    It is weak: the server gzips the same content under it.
    """
    path = request.url.path
    asked = sorted(asked_of(request).items())
    whole = repr((program.version(), _state(catalog), base_of(request), path, asked))
    tag = f'W/"{catalog.version}-{sha256(whole.encode()).hexdigest()[:16]}"'
    return {"ETag": tag, "Cache-Control": "no-cache"}


def unchanged(request: Request, kept: dict[str, str]) -> Response | None:
    """Answer 304 to whoever holds the answer that `kept` tells; tags count without weakness."""
    held = request.headers.getlist("if-none-match")
    tags = [each.strip().removeprefix("W/") for line in held for each in line.split(",")]
    if tags == ["*"] or kept["ETag"].removeprefix("W/") in tags:
        return Response(status_code=304, headers=kept)
    return None


@lru_cache(maxsize=4)
def _state(catalog: Catalog) -> str:
    """All of a table that answers are made from; the version leaves out ids, terms and history."""
    whole = (*catalog.files.items(), catalog.date, catalog.glossary.entries, catalog.history)
    return sha256(repr(whole).encode("utf-8", "surrogatepass")).hexdigest()
