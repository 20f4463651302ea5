"""Addresses that export a talk: `/data/talk/NAME?talk=CODE`."""

from functools import partial

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from therapies.catalog.catalog import Catalog
from therapies.exports import talk_files
from therapies.exports.formats import APPENDIX, FORMATS, PAPERS, THEMES
from therapies.exports.talk_files import OUTPUTS
from therapies.presenting.talk import decode
from therapies.server.asked import asked_of, base_of
from therapies.server.data_routes import strange
from therapies.server.refusal import Refused, name_of, of_the_table
from therapies.server.view_routes import made
from therapies.wording import brief

EMPTY = "talk: there is no talk in this address. Take the address from the page Present."
ALLOWED: dict[str, tuple[str, ...]] = {
    "paper": PAPERS,
    "notes": ("1",),
    "theme": THEMES,
    "appendix": APPENDIX,
}
"""The options of these addresses and their values; only the sheet has `notes`."""


@of_the_table
def give(request: Request, catalog: Catalog) -> Response:
    """Answer with the talk in the form of the address, or with a refusal (400, 404)."""
    name = name_of(request, OUTPUTS, "A talk has no such form")
    asked = asked_of(request)
    if wrong := _wrong(name, asked):
        raise Refused(400, wrong)
    talk, problems = decode(asked.get("talk", [""])[0], catalog)
    if not talk.steps:
        raise Refused(400, " ".join(problems) or EMPTY)
    notes = "notes" in asked
    options = {key: each[0] for key, each in asked.items() if key in ALLOWED and key != "notes"}
    make = partial(talk_files.made, name, talk, catalog, base_of(request), notes=notes, **options)
    media_type = FORMATS[name].mime if name in FORMATS else "text/plain; charset=utf-8"
    return made(
        request, catalog, make, media_type, talk_files.file_name(name, talk, catalog, notes)
    )


def _wrong(name: str, asked: dict[str, list[str]]) -> str:
    """Return what is wrong with the parameters, empty where nothing is."""
    unknown = [brief(key) for key in asked if key not in ("talk", *ALLOWED)]
    if unknown:
        named = ", ".join(f"“{key}”" for key in unknown[:5])
        return f"unknown parameter {named}. Allowed: {', '.join(('talk', *ALLOWED))}."
    if any(len(values) > 1 for values in asked.values()):
        return "talk, paper, notes, theme and appendix: give each once."
    for key, values in ALLOWED.items():
        if asked.get(key, values)[0] not in values:
            return strange(key, values)
    if "notes" in asked and name != "pdf":
        return talk_files.NOTES_OF_WHAT
    return ""


ROUTES = [Route("/data/talk/{name}", give, methods=["GET"])]
