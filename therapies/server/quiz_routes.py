"""Addresses of a quiz: `/data/quiz/pdf` and `/data/quiz/apkg`, with the parameters of its page.

With `answers` the cards are those that were missed.
"""

from functools import partial

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from therapies.catalog.catalog import Catalog
from therapies.exports.formats import FORMATS, PAPERS
from therapies.query.view import View
from therapies.server.data_routes import asked_of, base_of, link_of
from therapies.server.refusal import Refused, name_of, of_the_table
from therapies.server.view_routes import made
from therapies.study.quiz import Quiz, read

OUTPUTS = ("pdf", "apkg")


@of_the_table
def give(request: Request, catalog: Catalog) -> Response:
    """Answer with the quiz in the format of the address, or with a refusal (400, 404)."""
    name = name_of(request, OUTPUTS, "There is no such format")
    asked = asked_of(request)
    link, options = link_of(asked, catalog, {"paper": PAPERS})
    quiz, notes = read(catalog, link.query.apply(catalog), asked)
    if notes or quiz is None:
        raise Refused(400, " ".join(notes) or "seed: the address names no quiz. Add one.")
    own = tuple(quiz.own.items())
    view = View(catalog, link.query, "study", base=base_of(request), own=own)
    make = partial(_bytes, name, view, quiz, options.get("paper", PAPERS[0]))
    return made(make, FORMATS[name].mime, FORMATS[name].file_name(view, "quiz"))


def _bytes(name: str, view: View, quiz: Quiz, paper: str) -> bytes:
    """Return the file; what makes it is imported only now."""
    if name == "pdf":
        from therapies.exports.pdf.quiz_sheet import quiz_sheet

        return quiz_sheet(view, quiz, paper)
    from therapies.exports.anki.quiz_cards import quiz_cards

    return quiz_cards(view, quiz)


ROUTES = [Route("/data/quiz/{name}", give, methods=["GET"])]
