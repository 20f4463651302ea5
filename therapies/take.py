"""What can be taken along from a view: every output as a link, and the link itself."""

from collections.abc import Iterable, Mapping
from types import MappingProxyType
from typing import Any, NamedTuple

from therapies.exports.formats import FORMATS
from therapies.exports.view import View
from therapies.site import CHARTS


class Entry(NamedTuple):
    """A line of the menu: its label, the name of the format, and the options of its address."""

    label: str
    format: str
    options: Mapping[str, str] = MappingProxyType({})


ENTRIES = (
    Entry("Slides (PowerPoint)", "pptx"),
    Entry("Sheet, A4 (PDF)", "pdf", {"paper": "a4"}),
    Entry("Sheet, US Letter (PDF)", "pdf", {"paper": "us-letter"}),
    Entry("Cards (Anki)", "apkg"),
    Entry("Table (CSV)", "csv"),
    Entry("Table (JSON)", "json"),
    Entry("Claims with receipts (CSV)", "claims-csv"),
)
SIZES = (
    Entry("PNG", "png", {"scale": "2"}),
    Entry("PNG, large", "png", {"scale": "4"}),
    Entry("SVG", "svg"),
)


def menu(view: View, theme: str) -> dict[str, Any]:
    """Return the values of the template `take`: what `view.page` leaves as, and nothing else.

    Nothing is made before its link is followed.
    """
    groups = [
        ("This view", list(_links(view, ENTRIES))),
        *(
            (title, list(_links(view, SIZES, chart=chart, theme=theme)))
            for chart, title in CHARTS.get(view.page, {}).items()
        ),
        ("The whole table", list(_table(view))),
    ]
    return {
        "groups": [(title, links) for title, links in groups if links],
        "shown": view.sentence,
        "share": shared(view),
        "qr": _output(view, "qr"),
    }


def shared(view: View) -> str:
    """Return the absolute link of the view, with the table's version."""
    mark = "&" if "?" in view.link else "?"
    return f"{view.link}{mark}v={view.catalog.version}"


def _links(view: View, entries: Iterable[Entry], **options: str) -> Iterable[tuple[str, str]]:
    for each in entries:
        if _shows(view, each.format):
            yield each.label, _output(view, each.format, **options, **each.options)


def _shows(view: View, name: str) -> bool:
    """Say whether the format shows what stands on the screen; cards are only a part of Study."""
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
