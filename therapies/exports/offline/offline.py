"""The offline page: one HTML file with the whole table, which works without a network.

It is made of the app's own screens, and the app's engine answers in them. The state is the part
after `#`, with the parameters of the app's links.
"""

import json
import re
from collections.abc import Iterable, Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

from markupsafe import Markup

from therapies import site
from therapies.catalog.catalog import Catalog
from therapies.catalog.glossary import Glossary
from therapies.content import charts_page, comparison, looks, render, therapy_page
from therapies.content.answer import Answer
from therapies.content.go import Go
from therapies.content.passages import relinked
from therapies.content.screen import screen
from therapies.engine import data, source
from therapies.exports.pictures import pictures
from therapies.query.link import Link
from therapies.query.query import Query
from therapies.query.view import View

FOLDER = Path(__file__).parent
PAGES_HERE = {page.slug: page for page in site.PAGES if "html" in page.formats}
"""Pages that the file has, and may open with."""

ANSWERED = ("overview", "browse")
"""The pages in which the engine answers; the others are drawn anew from what the file holds."""

EVERYTHING = Query()

Values = dict[str, Any]


def offline(view: View) -> bytes:
    """Return the whole table as one HTML page that opens with the view.

    The page asks nothing of any network: style, script and data are in it, and its policy forbids
    the rest. Raises `KeyError` for a therapy or comparison page that names an unknown one.
    """
    parts = source.engine("file") + (FOLDER / "page.js").read_text(encoding="utf-8")
    script = f'"use strict";\n{{\n{parts}}}\n'
    style = render.styles() + "\n" + (FOLDER / "page.css").read_text(encoding="utf-8")
    catalog = replace(view.catalog, glossary=Glossary())
    values = {
        "title": site.TITLE,
        "policy": _policy(script, style),
        "style": Markup(style),
        "script": Markup(script),
        "data": Markup(_json(_data(view))),
        "stamp": view.stamp,
        "screens": {slug: _screen(catalog, slug) for slug in PAGES_HERE},
        "therapies": list(_therapies(catalog)),
        "columns": list(_columns(catalog)),
        "toggle": Markup(_toggle(catalog)),
    }
    page = render.environment_of(FOLDER).get_template("page.html").render(values)
    return _within(catalog, page).encode()


def _policy(script: str, style: str) -> str:
    """Return what the page may do: run this script, use this style, show pictures inside it."""
    return (
        f"default-src 'none'; script-src {render.hashed(script.encode())}; "
        f"style-src-elem {render.hashed(style.encode())}; style-src-attr 'unsafe-inline'; "
        "img-src data:; base-uri 'none'; form-action 'none'"
    )


def _json(values: Values) -> str:
    """Return JSON in which no text can end the element that holds it."""
    text = json.dumps(values, separators=(",", ":"))
    return re.sub("[<>&]", lambda found: f"\\u{ord(found[0]):04x}", text)


def _screen(catalog: Catalog, slug: str) -> Markup:
    """Return the app's screen of a page over the whole table."""
    view = View(catalog, page=slug)
    html = screen(view, Link(EVERYTHING), {}, start="#")
    return Markup(_drawn(html, view) if slug == "charts" else html)


def _drawn(html: str, view: View) -> str:
    """Return the page Charts with its pictures in their places, on either ground."""
    ready = charts_page.ready(view)
    for each, picture in zip(ready, pictures.bare(ready, "light"), strict=True):
        place = f'data-picture="{Answer.of(each).asked.name}">'
        html = html.replace(place, f"{place}{_on_either_ground(picture)}", 1)
    return html


def _on_either_ground(picture: str) -> str:
    """Return the picture in the colours of the page's ground, without what no reader sees."""
    picture = re.sub(f'<path d="[^"]*" fill="{looks.GROUND["light"]}"/>', "", picture)
    for colours in looks.NEUTRAL:
        both = f"light-dark({colours['light']}, {colours['dark']})"
        picture = picture.replace(f'"{colours["light"]}"', f'"{both}"')
    return re.sub(r'<g class="[^"]*" role="[^"]*" aria-roledescription="[^"]*"', "<g", picture)


def _therapies(catalog: Catalog) -> Iterator[tuple[str, Markup]]:
    for each in catalog.therapies:
        go = Go(View(catalog, page="therapy", ids=(each.id,)), "#")
        html = render.html(
            "therapy", **{**therapy_page.contents(catalog, each, EVERYTHING), "go": go}
        )
        yield each.id, Markup(_inside(html, go, each.id))


def _columns(catalog: Catalog) -> Iterator[tuple[str, Markup]]:
    """Yield the comparison of each therapy alone; the page joins two to five of them."""
    for each in catalog.therapies:
        go = Go(View(catalog, page="compare", ids=(each.id,)), "#")
        values = comparison.side_by_side(catalog, [each], only_differences=False)
        yield each.id, Markup(render.html("compare", **{**values, "go": go}))


def _toggle(catalog: Catalog) -> str:
    """Return the link that leaves the rows in which all say the same."""
    pair = catalog.therapies[:2]
    ways = comparison.ways_on(catalog, pair, only_differences=False)
    go = Go(View(catalog, page="compare", ids=tuple(each.id for each in pair)), "#")
    return render.html("suggestions", **{**ways, "more": (), "families": (), "go": go})


def _inside(html: str, go: Go, therapy_id: str) -> str:
    """Return the therapy with its links to passages as links inside the file."""

    def inside(found: re.Match[str]) -> str:
        return go(f"?{urlencode({'id': therapy_id, 'claim': found[1]})}")

    return re.sub(r'href="#claim-([a-z]+)"', inside, html)


def _within(catalog: Catalog, page: str) -> str:
    """Return the page with its links to claims as links to their place in it."""

    def within(id_: str) -> str:
        found = {"id": catalog.claim_by_id[id_].therapy, "claim": id_}
        return f"#therapy?{urlencode(found)}"

    return relinked(page, within)


def _data(view: View) -> Values:
    """Return what the engine needs, and what only the file does."""
    catalog = view.catalog
    found = data.contents(catalog)
    questions = [_numbered(row.answers) for row in comparison.rows(catalog, catalog.therapies)]
    for number, each in enumerate(found["therapies"]):
        each["codes"] = [codes[number] for codes in questions]
    pages = {slug: page for slug, page in found["pages"].items() if slug in PAGES_HERE}
    pages["charts"] |= {"filters": False, "sentence": View(catalog).sentence}
    return found | {
        "pages": pages,
        "start": view.address(view.page).removeprefix("./"),
        "base": view.base.rstrip("/") + "/",
        "answered": ANSWERED,
        "same": [comparison.ALONE, comparison.SAME],
        "turn": {"inside": therapy_page.INSIDE, "outside": therapy_page.OUTSIDE},
        "title": site.TITLE,
    }


def _numbered(answers: Iterable[comparison.Answer]) -> list[int]:
    """Return each answer as a number; those that read the same have the same."""
    numbers: dict[comparison.Answer, int] = {}
    return [numbers.setdefault(each.unordered, len(numbers)) for each in answers]
