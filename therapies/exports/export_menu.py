"""The export menu of a view: every format as a link, and the view's own link."""

from collections.abc import Iterable, Mapping
from types import MappingProxyType
from typing import Any, NamedTuple

from therapies.content import render
from therapies.exports.citation import of_view
from therapies.exports.formats import FORMATS
from therapies.query.view import View


class Entry(NamedTuple):
    """A line of the menu: the name of the format, its label here and the options of its address.

    Without a label of its own it has the format's.
    """

    format: str
    label: str = ""
    options: Mapping[str, str] = MappingProxyType({})


ENTRIES = (
    Entry("pptx"),
    Entry("pptx", "Slides, dark (PowerPoint)", {"theme": "dark"}),
    Entry("pptx", "Slides and their passages (PowerPoint)", {"appendix": "yes"}),
    Entry("pdf", "Sheet, A4 (PDF)", {"paper": "a4"}),
    Entry("pdf", "Sheet, US Letter (PDF)", {"paper": "us-letter"}),
    Entry("apkg"),
    Entry("csv"),
    Entry("json"),
    Entry("claims-csv", "Claims with source passages (CSV)"),
)
REFERENCES = (Entry("bib", "BibTeX file"), Entry("ris", "RIS file"))
SIZES = (
    Entry("png", "PNG", {"scale": "2"}),
    Entry("png", "PNG, large", {"scale": "4"}),
    Entry("svg", "SVG"),
)


def menu(view: View, theme: str) -> dict[str, Any]:
    """Return the values of the template `export_menu`: the formats of `view.page` only.

    Nothing is made before its link is followed.
    """
    groups = [("This view", list(_links(view, ENTRIES)))]
    for chart, title in view.info.charts.items():
        groups.append((title, list(_links(view, SIZES, chart=chart, theme=theme))))
    groups.append(("The whole table", list(_table(view))))
    return {
        "groups": [(title, links) for title, links in groups if links],
        "references": list(_links(view, REFERENCES)),
        "citations": of_view(view).forms,
        "shown": view.sentence,
        "share": view.shared,
        "qr": _output(view, "qr"),
    }


def html(view: View, theme: str) -> str:
    """Return the menu as HTML."""
    return render.html("export_menu", **menu(view, theme))


def _links(view: View, entries: Iterable[Entry], **options: str) -> Iterable[tuple[str, str]]:
    for each in entries:
        if _shows(view, each.format):
            label = each.label or FORMATS[each.format].label
            yield label, _output(view, each.format, **options, **each.options)


def _shows(view: View, name: str) -> bool:
    """Say whether the format shows what is on the screen; of Study it shows the cards only."""
    is_part = view.page != "study" or ("part", "cards") in view.own
    return is_part and not view.is_empty and not FORMATS[name].refusal(view.page)


def _table(view: View) -> Iterable[tuple[str, str]]:
    label = "Offline page (HTML), opens with"
    if FORMATS["html"].refusal(view.page):
        yield f"{label} the overview", view.query.link("data/view/html")
    else:
        yield f"{label} this view", _output(view, "html")
    yield "Data package (zip)", "./data/package.zip"


def _output(view: View, name: str, **options: str) -> str:
    return view.address(f"data/view/{name}", of=view.page, **options)
