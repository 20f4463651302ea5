"""Lasting addresses: `/claim/ID` for a reader, `.jsonld`, `.bib` and `.ris` for programs.

And `/data/dataset.jsonld`, what the whole table is, to which they refer.
"""

import json
from collections.abc import Callable

from markupsafe import Markup
from starlette.requests import Request
from starlette.responses import HTMLResponse, Response
from starlette.routing import Route

from therapies.catalog.catalog import Catalog
from therapies.catalog.claim_ids import is_claim_id
from therapies.content import claim_page, render
from therapies.content.passages import claim_link
from therapies.engine import source
from therapies.exports import linked_data
from therapies.exports.citation import UNLICENSED, of_claim
from therapies.model import PURPOSE, Claim
from therapies.query.view import View
from therapies.server.asked import base_of
from therapies.server.not_found import no_claim
from therapies.server.refusal import of_the_table
from therapies.server.typeface import faces
from therapies.site import TITLE

Made = Callable[[Catalog, Claim, str], str]
FILES: dict[str, tuple[str, Made]] = {
    "jsonld": (
        linked_data.MEDIA_TYPE,
        lambda *asked: json.dumps(linked_data.annotation(*asked), ensure_ascii=False, indent=1),
    ),
    "bib": ("application/x-bibtex", lambda *asked: of_claim(*asked).bibtex),
    "ris": ("application/x-research-info-systems", lambda *asked: of_claim(*asked).ris),
}
"""The forms of a claim for programs, by the ending of their address."""


@of_the_table
def give(request: Request, catalog: Catalog) -> Response:
    """Answer with the claim that the address names, in the form of its ending, or with 404."""
    id_, _, ending = request.path_params["name"].partition(".")
    claim = catalog.claim_by_id.get(id_)
    known = not ending or ending in FILES
    if claim is None or not known:
        return no_claim(request, id_, _meant(catalog, id_), is_claim_id(id_) and known)
    base = base_of(request)
    headers = {"Cache-Control": "no-cache", "Link": _alternate(base, claim)}
    if not ending:
        return HTMLResponse(_page(catalog, claim, base), headers=headers)
    kind, made = FILES[ending]
    if ending != "jsonld":
        headers["Content-Disposition"] = f'attachment; filename="claim-{id_}.{ending}"'
    return Response(made(catalog, claim, base), media_type=kind, headers=headers)


@of_the_table
def dataset(request: Request, catalog: Catalog) -> Response:
    """Answer with what the table is: a Dataset with its vocabularies."""
    content = linked_data.dataset(View(catalog, base=base_of(request)))
    headers = {"Cache-Control": "no-cache"}
    return Response(content, media_type=linked_data.MEDIA_TYPE, headers=headers)


def _page(catalog: Catalog, claim: Claim, base: str) -> str:
    return render.html(
        "claim",
        **claim_page.contents(catalog, claim),
        title=TITLE,
        version=source.version(),
        address=claim_link(base, claim.id),
        citations=of_claim(catalog, claim, base).forms,
        unlicensed=UNLICENSED,
        purpose=PURPOSE,
        faces=Markup(faces("../")),
    )


def _alternate(base: str, claim: Claim) -> str:
    return (
        f'<{claim_link(base, claim.id)}.jsonld>; rel="alternate"; type="{linked_data.MEDIA_TYPE}"'
    )


def _meant(catalog: Catalog, id_: str) -> str:
    """Return the one id that was probably meant: in small letters, or with one letter other."""
    if (small := id_.casefold()) in catalog.claim_by_id:
        return small
    near = [
        each
        for each in catalog.claim_by_id
        if len(each) == len(small) and sum(a != b for a, b in zip(each, small, strict=True)) == 1
    ]
    return near[0] if len(near) == 1 else ""


ROUTES = [Route("/claim/{name}", give), Route("/data/dataset.jsonld", dataset)]
