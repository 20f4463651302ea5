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


class Output(NamedTuple):
    """A file that a talk gives: media type, and what makes it from talk, catalog, base, paper."""

    media_type: str
    make: Callable[[Talk, Catalog, str, str], bytes]


def give(request: Request) -> Response:
    """Answer with the talk in the form of the address, or with a letter (400, 404, 503)."""
    catalog = store().current().catalog
    if catalog is None:
        return letter(503, "There is no table to give. /data/health says more.")
    name = request.path_params["name"]
    if name not in OUTPUTS:
        return letter(404, f"A talk has no such form. Allowed: {', '.join(OUTPUTS)}.")
    asked = asked_of(request)
    wrong = _wrong(asked)
    if wrong:
        return letter(400, wrong)
    talk, problems = decode(asked.get("talk", [""])[0], catalog)
    if not talk.steps:
        return letter(400, " ".join(problems) or EMPTY)
    paper = asked.get("paper", [PAPERS[0]])[0]
    part = f"talk-of-{len(talk.steps)}"
    saved_as = View(catalog).file_name(name, part)
    media_type, base = OUTPUTS[name].media_type, base_of(request)
    return made(lambda: _bytes(name, talk, catalog, base, paper), media_type, saved_as)


EMPTY = "talk: there is no talk in this address. Take the address from the page Present."


def _wrong(asked: dict[str, list[str]]) -> str:
    """Return what is wrong with the parameters, empty where nothing is."""
    unknown = [brief(key) for key in asked if key not in ("talk", "paper")]
    if unknown:
        named = ", ".join(f"“{key}”" for key in unknown[:5])
        return f"unknown parameter {named}. Allowed: talk, paper."
    if len(asked.get("talk", ())) > 1 or len(asked.get("paper", ())) > 1:
        return "talk and paper: give each once."
    if asked.get("paper", [PAPERS[0]])[0] not in PAPERS:
        return f"paper: unknown value. Allowed: {', '.join(PAPERS)}."
    return ""


@lru_cache(maxsize=8)
def _bytes(name: str, talk: Talk, catalog: Catalog, base: str, paper: str) -> bytes:
    return OUTPUTS[name].make(talk, catalog, base, paper)


def _deck(talk: Talk, catalog: Catalog, base: str, _paper: str) -> bytes:
    from therapies.exports.slides import talk_deck

    return talk_deck(talk, catalog, base)


def _handout(talk: Talk, catalog: Catalog, base: str, paper: str) -> bytes:
    from therapies.exports.handout import handout

    return handout(talk, catalog, base, paper)


def _text(talk: Talk, catalog: Catalog, base: str, _paper: str) -> bytes:
    links = [shared(step.view(catalog, base)) for step in talk.steps]
    stamp = View(catalog, base=base).stamp[1:3]
    whole = f"The whole talk: {link_of(encode(talk), base)}"
    return as_text(talk, catalog, links, (whole, *stamp, View(catalog).stamp[-1])).encode()


OUTPUTS = {
    "pptx": Output(FORMATS["pptx"].mime, _deck),
    "pdf": Output(FORMATS["pdf"].mime, _handout),
    "txt": Output("text/plain; charset=utf-8", _text),
}
ROUTES = [Route("/data/talk/{name}", give, methods=["GET"])]
