"""Addresses for what a talk is taken along as: `/data/talk/NAME?talk=CODE`."""

from collections.abc import Callable
from functools import lru_cache
from typing import NamedTuple

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from therapies.catalog import Catalog
from therapies.exports.formats import FORMATS, PAPERS
from therapies.exports.view import View
from therapies.letters import letter
from therapies.outputs import made
from therapies.query import brief
from therapies.routes import asked_of, base_of
from therapies.store import store
from therapies.take import shared
from therapies.talk import Talk, decode, encode
from therapies.talk_list import as_text, link_of


class Wanted(NamedTuple):
    """A talk as it is asked for: the app's address in `base`, and the options of the form."""

    talk: Talk
    catalog: Catalog
    base: str
    paper: str
    notes: bool


class Output(NamedTuple):
    """A file that a talk gives: media type, and what makes it."""

    media_type: str
    make: Callable[[Wanted], bytes]


ALLOWED: dict[str, tuple[str, ...]] = {"paper": PAPERS, "notes": ("1",)}
"""The options of these addresses and their values; `notes` is of the sheet alone."""


def give(request: Request) -> Response:
    """Answer with the talk in the form of the address, or with a letter (400, 404, 503)."""
    catalog = store().current().catalog
    if catalog is None:
        return letter(503, "There is no table to give. /data/health says more.")
    name = request.path_params["name"]
    if name not in OUTPUTS:
        return letter(404, f"A talk has no such form. Allowed: {', '.join(OUTPUTS)}.")
    asked = asked_of(request)
    wrong = _wrong(name, asked)
    if wrong:
        return letter(400, wrong)
    talk, problems = decode(asked.get("talk", [""])[0], catalog)
    if not talk.steps:
        return letter(400, " ".join(problems) or EMPTY)
    paper, notes = asked.get("paper", PAPERS)[0], "notes" in asked
    wanted = Wanted(talk, catalog, base_of(request), paper, notes)
    part = f"talk-of-{len(talk.steps)}{'-notes' if notes else ''}"
    saved_as = View(catalog).file_name(name, part)
    return made(lambda: _bytes(name, wanted), OUTPUTS[name].media_type, saved_as)


EMPTY = "talk: there is no talk in this address. Take the address from the page Present."


def _wrong(name: str, asked: dict[str, list[str]]) -> str:
    """Return what is wrong with the parameters, empty where nothing is."""
    unknown = [brief(key) for key in asked if key not in ("talk", *ALLOWED)]
    if unknown:
        named = ", ".join(f"“{key}”" for key in unknown[:5])
        return f"unknown parameter {named}. Allowed: {', '.join(('talk', *ALLOWED))}."
    if any(len(values) > 1 for values in asked.values()):
        return "talk, paper and notes: give each once."
    for key, values in ALLOWED.items():
        if asked.get(key, values)[0] not in values:
            return f"{key}: unknown value. Allowed: {', '.join(values)}."
    if "notes" in asked and name != "pdf":
        return "notes: only the sheet (pdf) is made with or without them."
    return ""


@lru_cache(maxsize=8)
def _bytes(name: str, wanted: Wanted) -> bytes:
    return OUTPUTS[name].make(wanted)


def _deck(wanted: Wanted) -> bytes:
    from therapies.exports.slides import talk_deck

    return talk_deck(wanted.talk, wanted.catalog, wanted.base)


def _handout(wanted: Wanted) -> bytes:
    from therapies.exports.handout import handout

    talk, catalog, base, paper, notes = wanted
    return handout(talk, catalog, base, paper, notes=notes)


def _text(wanted: Wanted) -> bytes:
    talk, catalog, base = wanted[:3]
    links = [shared(step.view(catalog, base)) for step in talk.steps]
    stamp = View(catalog, base=base).stamp
    whole = f"The whole talk: {link_of(encode(talk.without_notes()), base)}"
    told = (whole, stamp.table, stamp.documents, stamp.purpose)
    return as_text(talk, catalog, links, told).encode()


OUTPUTS = {
    "pptx": Output(FORMATS["pptx"].mime, _deck),
    "pdf": Output(FORMATS["pdf"].mime, _handout),
    "txt": Output("text/plain; charset=utf-8", _text),
}
ROUTES = [Route("/data/talk/{name}", give, methods=["GET"])]
