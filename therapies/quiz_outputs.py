"""Addresses of a quiz: `/data/quiz/pdf` and `/data/quiz/apkg`, with the parameters of its page.

With `answers` the cards are those that were missed. What makes a file is imported when it is asked
for.
"""

from types import MappingProxyType

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from therapies.exports.formats import FORMATS, PAPERS
from therapies.exports.view import View
from therapies.letters import letter
from therapies.link import read as read_link
from therapies.outputs import made
from therapies.quiz_sitting import Sitting, read
from therapies.routes import asked_of, base_of, refusals
from therapies.store import store


def give(request: Request) -> Response:
    """Answer with the quiz in the format of the address, or with a letter (400, 404, 503)."""
    catalog = store().current().catalog
    if catalog is None:
        return letter(503, "There is no table to give. /data/health says more.")
    name = request.path_params["name"]
    if name not in MAKERS:
        return letter(404, f"There is no such format. Allowed: {', '.join(MAKERS)}.")
    asked = asked_of(request)
    paper = asked.pop("paper", list(PAPERS))[0]
    link = read_link(asked, catalog)
    wrong = [each["message"] for each in refusals(link.problems)]
    if paper not in PAPERS:
        wrong.append(f"paper: unknown value. Allowed: {', '.join(PAPERS)}.")
    if wrong:
        return letter(400, " ".join(wrong))
    sitting, notes = read(catalog, link.query.apply(catalog), asked)
    if notes or sitting is None:
        return letter(400, " ".join(notes) or "seed: the address names no quiz. Add one.")
    own = tuple(sitting.own.items())
    view = View(catalog, link.query, "study", base=base_of(request), own=own)
    form = FORMATS[name]
    saved_as = form.file_name(view, "quiz")
    return made(lambda: MAKERS[name](view, sitting, paper), form.mime, saved_as)


def _pdf(view: View, sitting: Sitting, paper: str) -> bytes:
    from therapies.exports.quiz_sheet import quiz_sheet

    return quiz_sheet(view, sitting, paper)


def _apkg(view: View, sitting: Sitting, _paper: str) -> bytes:
    from therapies.exports.quiz_cards import quiz_cards

    return quiz_cards(view, sitting)


MAKERS = MappingProxyType({"pdf": _pdf, "apkg": _apkg})
"""What makes each format."""

ROUTES = [Route("/data/quiz/{name}", give, methods=["GET"])]
