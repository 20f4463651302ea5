"""Addresses for other programs: the data of a view, under the same parameters as the pages.

Compression is left to the server, which gzips these bytes under the same tag: tags are weak.
"""

import re
from collections.abc import Mapping, Sequence
from functools import lru_cache
from hashlib import sha256
from typing import Any

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from therapies.catalog.catalog import Catalog
from therapies.catalog.csv_file import nearest
from therapies.exports.formats import FORMATS, Format
from therapies.query.link import UNKNOWN_PARAMETER, Link, Problem, read
from therapies.query.view import View
from therapies.server.refusal import Refused, of_the_table
from therapies.wording import brief, first_few

MOST_NAMED = 20
"""How many refused values of a parameter a refusal names; of more, their number is given."""

Asked = dict[str, list[str]]

_SCHEMA = ("schema", "Schema", "json", "application/schema+json", "package:schema", (), "schema")
FILES = {
    "therapies.csv": FORMATS["csv"],
    "therapies.json": FORMATS["json"],
    "claims.csv": FORMATS["claims-csv"],
    "claims.json": FORMATS["claims-json"],
    "package.zip": FORMATS["package"],
    "schema.json": Format(*_SCHEMA),
}
"""What each address gives; what has no pages is the whole and knows no filter."""


@of_the_table
def give(request: Request, catalog: Catalog) -> Response:
    """Answer with the file that the address names, 304, or a refusal (400)."""
    name = request.url.path.rpartition("/")[2]
    file, asked = FILES[name], asked_of(request)
    link = read(asked, catalog)
    refused = refusals(link.problems)
    if not file.pages:
        rule = "This address always gives the whole and takes no parameter"
        refused = [_refusal("parameter", "", list(asked), (), rule)] if asked else []
    if refused:
        raise Refused(400, " ".join(each["message"] for each in refused), refused=refused)
    view = link.view(catalog, link.page, base_of(request))
    content, tag = _made(name, view)
    headers = {"ETag": tag, "Cache-Control": "no-cache"}
    if _has(request, tag):
        return Response(status_code=304, headers=headers)
    kind = "inline" if "json" in file.mime else "attachment"  # a browser shows JSON, saves the rest
    headers["Content-Disposition"] = f'{kind}; filename="{file.file_name(view)}"'
    return Response(content, headers=headers, media_type=file.mime)


def refusals(problems: Sequence[Problem]) -> list[dict[str, Any]]:
    """Return a refusal for all unknown parameters and for each that holds what is not allowed."""
    strange = [each for each in problems if each.kind == UNKNOWN_PARAMETER]
    names, allowed = [each.key for each in strange], strange[0].allowed if strange else ()
    unknown = [_refusal("parameter", "", names, allowed)] if strange else []
    rest = (each for each in problems if each.kind != UNKNOWN_PARAMETER)
    return unknown + [
        {"problem": each.kind, "parameter": each.key, "message": f"{each.key}: {each.rule}."}
        if each.rule
        else _refusal("value", each.key, list(each.found), each.allowed)
        for each in rest
    ]


def _refusal(
    what: str, key: str, wrong: list[str], allowed: tuple[str, ...], rule: str = ""
) -> dict[str, Any]:
    """Return the refusal on values of the parameter `key`, or on parameters themselves."""
    named = first_few([brief(each) for each in dict.fromkeys(wrong)], MOST_NAMED)
    meant = nearest(wrong[0], allowed)
    message = (
        f"{f'{key}: ' if key else ''}unknown {what} {', '.join(f'“{each}”' for each in named)}."
        f"{f' Did you mean “{meant}”?' if meant else ''} "
        f"{rule or 'Allowed: ' + ', '.join(allowed)}."
    )
    about = {"problem": f"unknown {what}", "parameter": key or None, "found": named}
    return about | {"allowed": list(allowed), "message": message}


def asked_of(request: Request) -> Asked:
    """Return the parameters with all their values; tags of campaigns are dropped as on a page."""
    asked: Asked = {}
    for key, value in request.query_params.multi_items():
        if not key.startswith("utm_"):
            asked.setdefault(key, []).append(value)
    return asked


def link_of(
    asked: Asked, catalog: Catalog, allowed: Mapping[str, Sequence[str]]
) -> tuple[Link, dict[str, str]]:
    """Return the link that is asked for, and the options among `allowed`; refuse the rest (400)."""
    own = {key: asked.pop(key)[-1] for key in allowed if key in asked}
    link = read(asked, catalog)
    wrong = [strange(key, allowed[key]) for key in own if own[key] not in allowed[key]]
    wrong += [each["message"] for each in refusals(link.problems)]
    if wrong:
        raise Refused(400, " ".join(wrong))
    return link, own


def strange(key: str, allowed: Sequence[str]) -> str:
    """Say that an option has another value than those allowed."""
    return f"{key}: unknown value. Allowed: {', '.join(allowed)}."


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
    content = FILES[name].make(view)
    return content, f'W/"{view.catalog.version}-{sha256(content).hexdigest()[:16]}"'


def _has(request: Request, tag: str) -> bool:
    """Whether the asker holds these bytes already; tags are compared without their weakness."""
    held = request.headers.getlist("if-none-match")
    tags = [each.strip().removeprefix("W/") for line in held for each in line.split(",")]
    return tags == ["*"] or tag.removeprefix("W/") in tags


ROUTES = [Route(f"/data/{name}", give) for name in FILES]
