"""What can be taken along from a view: every output as a link, and the link itself."""

from collections.abc import Iterable
from typing import Any
from urllib.parse import urlencode

from therapies.exports.view import View

CHARTS = {
    "overview": {
        "map": "The map",
        "standing": "Where use runs ahead of evidence",
        "targets": "Where along the disease",
    },
    "sources": {
        "evidence-span": "Evidence over the documents",
        "standing-span": "Place in care over the documents",
    },
}
"""The charts of each page that can be taken as a picture, with their titles."""

SIZES = {"PNG": ("png", "2"), "PNG, large": ("png", "4"), "SVG": ("svg", "2")}


def menu(view: View, theme: str) -> dict[str, Any]:
    """Return the values of the template `take`; nothing is made before its link is followed."""
    return {
        "groups": [
            ("This view", list(_whole(view))),
            *((title, list(_pictures(view, chart, theme))) for chart, title in _charts(view)),
            ("The whole table", list(_table(view))),
        ],
        "shown": view.sentence,
        "share": shared(view),
        "qr": _output(view, "qr"),
    }


def shared(view: View) -> str:
    """Return the absolute link of the view, with the table's version."""
    mark = "&" if "?" in view.link else "?"
    return f"{view.link}{mark}{urlencode({'v': view.catalog.version})}"


def _whole(view: View) -> Iterable[tuple[str, str]]:
    yield "Slides (PowerPoint)", _output(view, "pptx")
    yield "Sheet, A4 (PDF)", _output(view, "pdf", paper="a4")
    yield "Sheet, US Letter (PDF)", _output(view, "pdf", paper="us-letter")
    yield "Cards (Anki)", _output(view, "apkg")
    yield "Table (CSV)", view.query.link("data/therapies.csv", view.ids)
    yield "Table (JSON)", view.query.link("data/therapies.json", view.ids)
    yield "Claims with receipts (CSV)", view.query.link("data/claims.csv", view.ids)


def _table(view: View) -> Iterable[tuple[str, str]]:
    yield "Offline page (HTML), opens with this view", _output(view, "html")
    yield "Data package (zip)", "./data/package.zip"


def _charts(view: View) -> Iterable[tuple[str, str]]:
    return CHARTS.get(view.page, {}).items() if view.therapies else ()


def _pictures(view: View, chart: str, theme: str) -> Iterable[tuple[str, str]]:
    for label, (name, scale) in SIZES.items():
        yield label, _output(view, name, chart=chart, scale=scale, theme=theme)


def _output(view: View, name: str, **options: str) -> str:
    return view.query.link(f"data/view/{name}", view.ids, of=view.page, **options)
