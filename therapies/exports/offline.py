"""The offline page: one HTML file with the whole table, which works from a stick without network.

Map, list, therapies and comparisons are the app's own templates, rendered once over the whole
table; `offline/*.js` hides what does not pass the filter. The state is the part after `#`, with the
parameters of the app's links.
"""

import base64
import hashlib
import json
import re
from collections.abc import Iterable
from dataclasses import replace
from pathlib import Path
from typing import Any
from urllib.parse import quote_plus

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup

from therapies import (
    browsing,
    comparison,
    grid,
    link,
    method,
    profile,
    query,
    render,
    search,
    searched,
    site,
)
from therapies.catalog import Catalog
from therapies.exports.formats import FORMATS
from therapies.exports.view import View
from therapies.glossary import Glossary
from therapies.model import Goal, Therapy
from therapies.query import FACETS, Query
from therapies.relations import MOST_COMPARED
from therapies.statement import paired
from therapies.synonyms import MEANINGS, NEAREST
from therapies.takeaways import FEW, NAMED, NOTHING, brought, map_takeaway

FOLDER = Path(__file__).with_name("offline")
SCRIPTS = ("query.js", "page.js")
PAGES_HERE = FORMATS["html"].pages
"""Pages that the file has, and may open with."""

EVERYTHING = Query()

Values = dict[str, Any]


def offline(view: View) -> bytes:
    """Return the whole table as one HTML page that opens with the view.

    The page asks nothing of any network: style, script and data stand in it, and its policy
    forbids the rest. Raises `KeyError` for a therapy or comparison page that names an unknown one.
    """
    script, style = _script(), _style()
    values = {
        "title": site.TITLE,
        "policy": _policy(script, style),
        "style": Markup(style),
        "script": Markup(script),
        "data": Markup(_json(_data(view))),
        "pages": {page.slug: page for page in site.PAGES if page.slug in PAGES_HERE},
        "facets": [(facet, query.options(view.catalog, facet.key)) for facet in FACETS],
        "names": {source.id: source.name for source in view.catalog.sources},
        "text_limit": query.TEXT_LIMIT,
        "stamp": view.stamp,
        "fragments": _fragments(replace(view.catalog, glossary=Glossary())),
    }
    return _environment().get_template("page.html").render(values).encode()


def _environment() -> Environment:
    return Environment(
        loader=FileSystemLoader(FOLDER),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )


def _script() -> str:
    parts = [(FOLDER / name).read_text(encoding="utf-8") for name in SCRIPTS]
    return '"use strict";\n{\n' + "\n".join(parts) + "}\n"


def _style() -> str:
    return render.styles() + "\n" + (FOLDER / "page.css").read_text(encoding="utf-8")


def _policy(script: str, style: str) -> str:
    """Return what the page may do: run this script, use this style, show pictures inside it."""
    return (
        f"default-src 'none'; script-src {_hashed(script)}; style-src-elem {_hashed(style)}; "
        "style-src-attr 'unsafe-inline'; img-src data:; base-uri 'none'; form-action 'none'"
    )


def _hashed(text: str) -> str:
    return f"'sha256-{base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()}'"


def _json(values: Values) -> str:
    """Return JSON in which no text can end the element that holds it."""
    text = json.dumps(values, separators=(",", ":"))
    for letter in "<>&":
        text = text.replace(letter, f"\\u{ord(letter):04x}")
    return text


def _fragments(catalog: Catalog) -> Values:
    """Return the parts of the page that the app's templates make, over the whole table."""
    rows = grid.cells(catalog, EVERYTHING)
    widths = grid.widths(rows.values())
    pages = range(1, -(-len(catalog.therapies) // browsing.PAGE_ROWS) + 1)
    return {
        "takeaway": map_takeaway(catalog.therapies),
        "map": _inside(
            render.html("map", rows=rows, widths=widths, query=EVERYTHING, counts=False)
        ),
        "lists": [
            _inside(
                render.html("browse", **browsing.page(catalog, EVERYTHING, (), "", str(number)))
            )
            for number in pages
        ],
        "families": _inside(
            render.html(
                "suggestions",
                **comparison.ways_on(catalog, (), EVERYTHING, only_differences=False),
            )
        ),
        "method": _inside(render.html("method", **method.contents(catalog))),
        "therapies": [(each.id, _therapy(catalog, each)) for each in catalog.therapies],
        "columns": [(each.id, _column(catalog, each)) for each in catalog.therapies],
    }


def _therapy(catalog: Catalog, therapy: Therapy) -> Markup:
    """Return the therapy with its receipts and look-alikes."""
    return _inside(
        render.html("therapy", **profile.profile(catalog, therapy, EVERYTHING))
        + render.html("related", **profile.related(catalog, therapy, EVERYTHING)),
        therapy.id,
    )


def _column(catalog: Catalog, therapy: Therapy) -> Markup:
    """Return the comparison of one therapy; the page joins two to five of them."""
    values = comparison.side_by_side(catalog, [therapy], EVERYTHING, only_differences=False)
    return _inside(render.html("compare", **values))


def _inside(html: str, therapy_id: str = "") -> Markup:
    """Return `html` with the app's relative links turned into ones inside the page.

    Text has no quotes of its own (they are escaped), so that only attributes can match.
    """
    receipt = f'href="#therapy?id={quote_plus(therapy_id)}&amp;claim='
    html = re.sub(r'href="#claim-', lambda _: receipt, html)
    return Markup(html.replace('href="./', 'href="#'))


def _data(view: View) -> Values:
    """Return what the script needs to filter, to say what it did and to compare."""
    catalog = view.catalog
    return {
        "start": view.address(view.page).removeprefix("./"),
        "base": view.base.rstrip("/") + "/",
        "facets": [_facet(catalog, facet) for facet in FACETS],
        "known": sorted(link.OTHER_PARAMS),
        "limits": {
            "text": query.TEXT_LIMIT,
            "notes": link.NOTES_LIMIT,
            "similar": search.SIMILAR,
            "forgiving": search.FORGIVING_LENGTH,
            "longest": search.LONGEST,
            "meant": query.MEANT_LIMIT,
            "compared": MOST_COMPARED,
            "names": grid.NAMES_LIMIT,
            "named": NAMED,
            "few": FEW,
        },
        "meanings": dict(MEANINGS),
        "nearest": {phrase: _nearest(catalog, phrase) for phrase in NEAREST},
        "goals": [goal.value for goal in Goal],
        "nothing": NOTHING,
        "same": [comparison.ALONE, comparison.SAME],
        "therapies": _therapies(catalog),
        "pages": {page.slug: [page.title, page.question] for page in site.PAGES},
        "title": site.TITLE,
    }


def _facet(catalog: Catalog, facet: query.Facet) -> Values:
    """Return the filter with its values in the sentence's order and the therapies of each."""
    options = query.options(catalog, facet.key)
    ordered = Query.of({facet.key: options}).values(facet.key)
    places = {value: _places(catalog, Query.of({facet.key: [value]})) for value in ordered}
    return {
        "key": facet.key,
        "label": facet.label,
        "wording": facet.wording,
        "values": [[value, places[value]] for value in ordered],
    }


def _places(catalog: Catalog, one: Query) -> list[int]:
    return [place for place, passes in enumerate(one.mask(catalog)) if passes]


def _therapies(catalog: Catalog) -> list[Values]:
    ranks = {column.sort: _ranks(catalog, column) for column in browsing.COLUMNS}
    texts = _texts(catalog)
    questions = [_numbered(row.answers) for row in comparison.rows(catalog, catalog.therapies)]
    return [
        {
            "id": each.id,
            "name": each.name,
            "texts": texts[number],
            "goal": each.goal.value,
            "framed": [goal.value for goal in each.also_framed_as],
            "shown": each.evidence.rank == 0,
            "evidence": each.evidence.rank,
            "brought": brought(each),
            "known": paired(each.evidence, each.outcome),
            "outcome": each.outcome.phrase,
            "ranks": {sort: places[number] for sort, places in ranks.items()},
            "codes": [codes[number] for codes in questions],
        }
        for number, each in enumerate(catalog.therapies)
    ]


def _texts(catalog: Catalog) -> dict[int, list[list[Any]]]:
    """Return what is searched of each therapy: level, label, reason, folded words in order."""
    found: dict[int, list[list[Any]]] = {number: [] for number in range(len(catalog.therapies))}
    for each in searched.texts(catalog):
        reason = query.brief(each.reason, query.REASON_LIMIT)
        found[each.owner].append(
            [each.level, each.label, reason, " ".join(search.words(each.text))]
        )
    return found


def _nearest(catalog: Catalog, phrase: str) -> Values | None:
    """Return the nearest that the table has for a word that no document names."""
    near = query.nearest_to(phrase, catalog)
    return near and {"label": near[0], "chosen": near[1].chosen, "text": near[1].text}


def _ranks(catalog: Catalog, column: browsing.Column) -> list[int]:
    """Return each therapy's place when the table is sorted by the column; equals share one."""
    keys = [column.key(each) for each in catalog.therapies]
    order = {key: place for place, key in enumerate(sorted(set(keys)))}
    return [order[key] for key in keys]


def _numbered(answers: Iterable[comparison.Answer]) -> list[int]:
    """Return each answer as a number; those that read the same have the same."""
    numbers: dict[comparison.Answer, int] = {}
    return [numbers.setdefault(each.unordered, len(numbers)) for each in answers]
