"""Addresses that export a talk: `/data/talk/NAME?talk=CODE`."""

from functools import lru_cache, partial

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from therapies.catalog.catalog import Catalog
from therapies.exports.formats import APPENDIX, FORMATS, PAPERS, THEMES
from therapies.presenting.talk import Talk, decode, encode
from therapies.presenting.talk_list import as_text, link_of
from therapies.query.view import View
from therapies.server.data_routes import asked_of, base_of, strange
from therapies.server.refusal import Refused, name_of, of_the_table
from therapies.server.view_routes import made
from therapies.wording import brief

OUTPUTS = ("pptx", "pdf", "txt")
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
    options = tuple((key, each[0]) for key, each in asked.items() if key in ALLOWED)
    make = partial(_bytes, name, talk, catalog, base_of(request), options)
    part = f"talk-of-{len(talk.steps)}{'-notes' if notes else ''}"
    media_type = FORMATS[name].mime if name in FORMATS else "text/plain; charset=utf-8"
    return made(make, media_type, View(catalog).file_name(name, part))


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
        return "notes: only the sheet (pdf) is made with or without them."
    return ""


@lru_cache(maxsize=8)
def _bytes(
    name: str, talk: Talk, catalog: Catalog, base: str, options: tuple[tuple[str, str], ...]
) -> bytes:
    """Return the file; what makes it is imported only now."""
    asked = dict(options)
    if name == "pptx":
        from therapies.exports.pptx.presentation import talk_deck

        theme, appendix = asked.get("theme", THEMES[0]), asked.get("appendix", APPENDIX[0])
        return talk_deck(talk, catalog, base, theme, appendix)
    if name == "pdf":
        from therapies.exports.pdf.handout import handout

        return handout(talk, catalog, base, asked.get("paper", PAPERS[0]), notes="notes" in asked)
    links = [step.view(catalog, base).shared for step in talk.steps]
    stamp = View(catalog, base=base).stamp
    whole = f"The whole talk: {link_of(encode(talk.without_notes()), base)}"
    foot = (whole, stamp.table, stamp.documents, stamp.purpose)
    return as_text(talk, catalog, links, foot).encode()


ROUTES = [Route("/data/talk/{name}", give, methods=["GET"])]
