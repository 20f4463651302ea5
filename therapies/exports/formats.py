"""The export formats of a view; a module is imported when its format is made."""

from collections.abc import Callable
from dataclasses import dataclass
from importlib import import_module
from types import MappingProxyType
from typing import TYPE_CHECKING, Any

from therapies.site import PAGE, PAGES

if TYPE_CHECKING:
    from therapies.query.view import View

PAPERS = ("a4", "us-letter")
THEMES = ("light", "dark")
APPENDIX = ("no", "yes")
"""Whether slides are followed by the passages behind them."""
SHAPES = ("natural", "16:9", "4:3", "square")
TITLED = ("yes", "no", "slide", "bare")
"""Under a slide's own title a picture has one line of its stamp, or bare none: the slide has it."""
PACKAGE = "therapies.exports"


@dataclass(frozen=True)
class Format:
    """A format: its name and label, extension and MIME type, and where it is made.

    `maker` is `module:function`, the module one of this folder; `options` are the names that the
    function takes beside the view; `part` tells files of the same extension apart.
    """

    name: str
    label: str
    extension: str
    mime: str
    maker: str
    options: tuple[str, ...] = ()
    part: str = ""

    @property
    def pages(self) -> tuple[str, ...]:
        """The pages that can be exported so; none where it always gives the whole table."""
        return tuple(page.slug for page in PAGES if self.name in page.formats)

    def charts(self, page: str) -> tuple[str, ...]:
        """Return the charts of `page` that this format draws; none where it draws no charts."""
        return tuple(PAGE[page].charts) if page and "chart" in self.options else ()

    def refusal(self, page: str, chart: str = "") -> str:
        """Return why `page` (empty: none was named) cannot be exported so, or nothing."""
        titles = ", ".join(PAGE[each].title for each in self.pages)
        if page and not self.pages:
            return f"{self.label}: this gives the whole table, never a page of it. Name no page."
        if self.pages and page not in self.pages:
            title = PAGE[page].title if page else "no page"
            return f"{self.label}: there is none of {title}. It is made of: {titles}."
        known = self.charts(page)
        if chart and known and chart not in known:
            return f"{self.label}: {PAGE[page].title} has the charts {', '.join(known)}."
        return ""

    def load(self) -> Callable[..., bytes]:
        """Import and return the function that makes it; `ImportError` where it is not there."""
        module, _, name = self.maker.partition(":")
        try:
            return getattr(import_module(f"{PACKAGE}.{module}"), name)  # type: ignore[no-any-return]
        except AttributeError as error:
            raise ImportError(f"{module} has no {name}") from error

    def make(self, view: "View", **options: Any) -> bytes:
        """Return the file of the view; options that the format does not know are left out.

        Raises `ValueError` for a page that cannot be exported so.
        """
        if refused := self.refusal(view.page if self.pages else ""):
            raise ValueError(refused)
        return self.load()(view, **{key: options[key] for key in self.options if key in options})

    def file_name(self, view: "View", part: str = "") -> str:
        """Return the name of the file of the view, of one of its charts where `part` says so."""
        return view.file_name(self.extension, part or self.part)


_OFFICE = "application/vnd.openxmlformats-officedocument.presentationml.presentation"
_PNG = ("chart", "theme", "scale", "shape", "title")
_SVG = ("chart", "theme", "shape", "title")
_ALL = (
    Format("csv", "Table (CSV)", "csv", "text/csv", "data:csv"),
    Format("json", "Table (JSON)", "json", "application/json", "data:json"),
    Format("claims-csv", "Claims (CSV)", "csv", "text/csv", "data:claims_csv", part="claims"),
    Format(
        "claims-json", "Claims (JSON)", "json", "application/json", "data:claims_json", (), "claims"
    ),
    Format("package", "Data package", "zip", "application/zip", "package:package", (), "package"),
    Format("png", "Picture (PNG)", "png", "image/png", "pictures.pictures:png", _PNG),
    Format("svg", "Picture (SVG)", "svg", "image/svg+xml", "pictures.pictures:svg", _SVG),
    Format(
        "pptx",
        "Slides (PowerPoint)",
        "pptx",
        _OFFICE,
        "pptx.presentation:presentation",
        ("theme", "appendix"),
    ),
    Format("pdf", "Sheet (PDF)", "pdf", "application/pdf", "pdf.sheets:sheet", ("paper",)),
    Format("apkg", "Cards (Anki)", "apkg", "application/octet-stream", "anki.cards:cards"),
    Format("html", "Offline page", "html", "text/html", "offline.offline:offline", (), "offline"),
    Format("bib", "Citation (BibTeX)", "bib", "application/x-bibtex", "citation:bib"),
    Format("ris", "Citation (RIS)", "ris", "application/x-research-info-systems", "citation:ris"),
    Format("qr", "Link (QR code)", "svg", "image/svg+xml", "qr:qr", (), "qr"),
)
FORMATS = MappingProxyType({each.name: each for each in _ALL})
"""Every format by its name."""
