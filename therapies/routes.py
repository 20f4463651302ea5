"""Addresses for other programs: the data of a view, under the same parameters as the pages.

Compression is left to the server, which gzips these bytes under the same tag: tags are weak.
"""

import re
from collections.abc import Iterator, Sequence
from functools import lru_cache
from hashlib import sha256
from typing import Any, NamedTuple

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from therapies.exports.view import View
from therapies.letters import letter
from therapies.link import UNKNOWN_PARAMETER, Problem, read
from therapies.query import brief
from therapies.store import store
from therapies.table import nearest

MOST_NAMED = 20
"""How many refused values of a parameter a letter names; of more, their number is given."""

Asked = dict[str, list[str]]


class File(NamedTuple):
    """What an address gives: media type, the part of the file's name, whether it is filtered."""

    media_type: str
    part: str = ""
    filtered: bool = True

    @property
    def kind(self) -> str:
        """How a browser takes it: JSON is shown, the rest is saved."""
        return "inline" if "json" in self.media_type else "attachment"


FILES = {
    "therapies.csv": File("text/csv; charset=utf-8"),
    "therapies.json": File("application/json"),
    "claims.csv": File("text/csv; charset=utf-8", "claims"),
    "claims.json": File("application/json", "claims"),
    "package.zip": File("application/zip", "package", filtered=False),
    "schema.json": File("application/schema+json", "schema", filtered=False),
}


def give(request: Request) -> Response:
    """Answer with the file that the address names, 304, or a letter (400, 503)."""
    name = request.url.path.rpartition("/")[2]
    catalog = store().current().catalog
    if catalog is None:
        return letter(503, "There is no table to give. /data/health says more.")
    asked = asked_of(request)
    link = read(asked, catalog)
    refused = refusals(link.problems) if FILES[name].filtered else list(_none_taken(asked))
    if refused:
        return letter(400, " ".join(each["message"] for each in refused), refused=refused)
    view = link.view(catalog, link.page, base_of(request))
    content, tag = _made(name, view)
    headers = {"ETag": tag, "Cache-Control": "no-cache"}
    if _has(request, tag):
        return Response(status_code=304, headers=headers)
    file = FILES[name]
    saved_as = view.file_name(name.rpartition(".")[2], file.part)
    headers["Content-Disposition"] = f'{file.kind}; filename="{saved_as}"'
    return Response(content, headers=headers, media_type=file.media_type)


def refusals(problems: Sequence[Problem]) -> list[dict[str, Any]]:
    """Return a letter for all unknown parameters and for each that holds what is not allowed."""
    strange = [each for each in problems if each.kind == UNKNOWN_PARAMETER]
    names, allowed = [each.key for each in strange], strange[0].allowed if strange else ()
    unknown = [_refusal("parameter", "", names, allowed)] if strange else []
    rest = (each for each in problems if each.kind != UNKNOWN_PARAMETER)
    return unknown + [_too_much(each) if each.rule else _wrong(each) for each in rest]


def _wrong(problem: Problem) -> dict[str, Any]:
    return _refusal("value", problem.key, list(problem.found), problem.allowed)


def _none_taken(asked: Asked) -> Iterator[dict[str, Any]]:
    """Give a letter on all parameters of an address that always gives the whole."""
    if asked:
        rule = "This address always gives the whole and takes no parameter"
        yield _refusal("parameter", "", list(asked), (), rule)


def _refusal(
    what: str, key: str, wrong: list[str], allowed: tuple[str, ...], rule: str = ""
) -> dict[str, Any]:
    """Return the letter on values of the parameter `key`, or on parameters themselves."""
    found = [brief(each) for each in dict.fromkeys(wrong)]
    more = len(found) - MOST_NAMED
    named = [*found[:MOST_NAMED], *([f"and {more} more"] if more > 0 else [])]
    meant = nearest(wrong[0], allowed)
    parts = (
        f"{key}: " if key else "",
        f"unknown {what} {', '.join(f'“{each}”' for each in named)}.",
        f" Did you mean “{meant}”?" if meant else "",
        f" {rule or 'Allowed: ' + ', '.join(allowed)}.",
    )
    told = {"problem": f"unknown {what}", "parameter": key or None, "found": named}
    return told | {"allowed": list(allowed), "message": "".join(parts)}


def _too_much(problem: Problem) -> dict[str, Any]:
    message = f"{problem.key}: {problem.rule}."
    return {"problem": problem.kind, "parameter": problem.key, "message": message}


def asked_of(request: Request) -> Asked:
    """Return the parameters with all their values; tags of campaigns are dropped as on a page."""
    asked: Asked = {}
    for key, value in request.query_params.multi_items():
        if not key.startswith("utm_"):
            asked.setdefault(key, []).append(value)
    return asked


def base_of(request: Request) -> str:
    """Return the app's address as the caller wrote it; an odd `Host` gives the view's default."""
    base = str(request.base_url)
    plain = re.fullmatch(r"https?://[\w.:\[\]-]+(/[\w./~-]*)?", base, re.ASCII)
    return base if plain else View.base


@lru_cache(maxsize=16)
def _made(name: str, view: View) -> tuple[bytes, str]:
    """Return a file and its tag: the table's version and what the bytes are.

    The bytes hold the query and the address, so the tag changes with both; it changes with the
    date and the program too, which a tag of version and query would miss.
    """
    from therapies.exports import data, package

    makers = {
        "therapies.csv": data.csv,
        "therapies.json": data.json,
        "claims.csv": data.claims_csv,
        "claims.json": data.claims_json,
        "package.zip": package.package,
        "schema.json": package.schema,
    }
    content = makers[name](view)
    return content, f'W/"{view.catalog.version}-{sha256(content).hexdigest()[:16]}"'


def _has(request: Request, tag: str) -> bool:
    """Whether the asker holds these bytes already; tags are compared without their weakness."""
    held = request.headers.getlist("if-none-match")
    tags = [each.strip().removeprefix("W/") for line in held for each in line.split(",")]
    return tags == ["*"] or tag.removeprefix("W/") in tags


ROUTES = [Route(f"/data/{name}", give) for name in FILES]
