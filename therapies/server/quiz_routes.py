"""Addresses of a quiz: `/data/quiz/pdf` and `/data/quiz/apkg`, with the parameters of its page.

With `answers` the cards are those that were missed.
"""

from functools import partial

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from therapies.catalog.catalog import Catalog
from therapies.exports import quiz_files
from therapies.exports.formats import FORMATS, PAPERS
from therapies.exports.quiz_files import OUTPUTS
from therapies.server.asked import asked_of, base_of
from therapies.server.data_routes import link_of
from therapies.server.refusal import Refused, name_of, of_the_table
from therapies.server.view_routes import made
from therapies.study.quiz import read


@of_the_table
def give(request: Request, catalog: Catalog) -> Response:
    """Answer with the quiz in the format of the address, or with a refusal (400, 404)."""
    name = name_of(request, OUTPUTS, "There is no such format")
    asked = asked_of(request)
    link, options = link_of(asked, catalog, {"paper": PAPERS})
    quiz, notes = read(catalog, link.query.apply(catalog), asked)
    if notes or quiz is None:
        raise Refused(400, " ".join(notes) or quiz_files.NO_QUIZ)
    view = quiz_files.view_of(link.view(catalog, "study", base_of(request)), quiz)
    make = partial(quiz_files.made, name, view, quiz, options.get("paper", PAPERS[0]))
    return made(request, catalog, make, FORMATS[name].mime, FORMATS[name].file_name(view, "quiz"))


ROUTES = [Route("/data/quiz/{name}", give, methods=["GET"])]
