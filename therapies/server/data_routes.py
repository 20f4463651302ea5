"""Addresses for other programs: the data of a view, under the same parameters as the pages.

Compression is left to the server, which gzips these bytes under the same tag: tags are weak.
"""

from collections.abc import Callable, Mapping, Sequence
from functools import lru_cache, partial
from typing import Any, NamedTuple

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from therapies.catalog.catalog import Catalog
from therapies.catalog.csv_file import nearest
from therapies.exports import tidy
from therapies.exports.formats import FORMATS, Format
from therapies.query.link import UNKNOWN_PARAMETER, Link, Problem, read
from therapies.query.view import View
from therapies.server import freshness
from therapies.server.asked import Asked, asked_of, base_of
from therapies.server.refusal import Refused, of_the_table
from therapies.wording import brief, first_few

MOST_NAMED = 20
"""How many refused values of a parameter a refusal names; of more, their number is given."""


class File(NamedTuple):
    """What an address gives; one that is not `filtered` is the whole and takes no parameter."""

    make: Callable[[View], bytes]
    mime: str
    file_name: Callable[[View], str]
    filtered: bool = False


def _of(form: Format) -> File:
    return File(form.make, form.mime, form.file_name, bool(form.pages))


def _tidy(name: str, kind: str) -> File:
    def file_name(view: View) -> str:
        return view.file_name(kind, f"tidy-{name}")

    make = partial(tidy.made, name, kind)
    return File(make, tidy.KINDS[kind], file_name, tidy.TABLES[name].filtered)


_SCHEMA = ("schema", "Schema", "json", "application/schema+json", "package:schema", (), "schema")
FILES = {
    "therapies.csv": _of(FORMATS["csv"]),
    "therapies.json": _of(FORMATS["json"]),
    "claims.csv": _of(FORMATS["claims-csv"]),
    "claims.json": _of(FORMATS["claims-json"]),
    **{f"tidy/{name}.{kind}": _tidy(name, kind) for name in tidy.TABLES for kind in tidy.KINDS},
    "package.zip": _of(FORMATS["package"]),
    "schema.json": _of(Format(*_SCHEMA)),
}
"""What each address below `/data/` gives."""


def give(name: str, request: Request, catalog: Catalog) -> Response:
    """Answer with the file `name`, 304, or a refusal (400)."""
    file, asked = FILES[name], asked_of(request)
    link = read(asked, catalog)
    refused = refusals(link.problems)
    if not file.filtered:
        rule = "This address always gives the whole and takes no parameter"
        refused = [_refusal("parameter", "", list(asked), (), rule)] if asked else []
    if refused:
        raise Refused(400, " ".join(each["message"] for each in refused), refused=refused)
    headers = freshness.headers(request, catalog)
    if kept := freshness.unchanged(request, headers):
        return kept
    view = link.view(catalog, link.page, base_of(request))
    kind = "inline" if "json" in file.mime else "attachment"  # a browser shows JSON, saves the rest
    headers["Content-Disposition"] = f'{kind}; filename="{file.file_name(view)}"'
    return Response(_made(name, view), headers=headers, media_type=file.mime)


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


@lru_cache(maxsize=16)
def _made(name: str, view: View) -> bytes:
    return FILES[name].make(view)


ROUTES = [Route(f"/data/{name}", of_the_table(partial(give, name))) for name in FILES]
