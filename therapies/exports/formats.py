"""The formats in which a view leaves the app; a module is imported when its format is made."""

from collections.abc import Callable
from dataclasses import dataclass
from importlib import import_module
from types import MappingProxyType
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from therapies.exports.view import View

PAPERS = ("a4", "us-letter")
THEMES = ("light", "dark")
PACKAGE = "therapies.exports"


@dataclass(frozen=True)
class Format:
    """A format: its name and label, extension and MIME type, and where it is made.

    `maker` is `module:function`; `options` are the names that the function takes beside the view;
    `part` tells files of the same extension apart.
    """

    name: str
    label: str
    extension: str
    mime: str
    maker: str
    options: tuple[str, ...] = ()
    part: str = ""

    def load(self) -> Callable[..., bytes]:
        """Import and return the function that makes it; `ImportError` where it is not there."""
        module, _, name = self.maker.partition(":")
        try:
            return getattr(import_module(module), name)  # type: ignore[no-any-return]
        except AttributeError as error:
            raise ImportError(f"{module} has no {name}") from error

    def make(self, view: "View", **options: Any) -> bytes:
        """Return the file of the view; options that the format does not know are left out."""
        return self.load()(view, **{key: options[key] for key in self.options if key in options})

    def file_name(self, view: "View", part: str = "") -> str:
        """Return the name of the file of the view, of one of its charts where `part` says so."""
        return view.file_name(self.extension, part or self.part)


_OFFICE = "application/vnd.openxmlformats-officedocument.presentationml.presentation"
_ALL = (
    Format("csv", "Table (CSV)", "csv", "text/csv", f"{PACKAGE}.data:csv"),
    Format("json", "Table (JSON)", "json", "application/json", f"{PACKAGE}.data:json"),
    Format(
        "claims-csv",
        "Claims (CSV)",
        "csv",
        "text/csv",
        f"{PACKAGE}.data:claims_csv",
        (),
        "claims",
    ),
    Format(
        "claims-json",
        "Claims (JSON)",
        "json",
        "application/json",
        f"{PACKAGE}.data:claims_json",
        (),
        "claims",
    ),
    Format(
        "package",
        "Data package",
        "zip",
        "application/zip",
        f"{PACKAGE}.package:package",
        (),
        "package",
    ),
    Format(
        "png",
        "Picture (PNG)",
        "png",
        "image/png",
        f"{PACKAGE}.pictures:png",
        ("chart", "theme", "scale"),
    ),
    Format(
        "svg",
        "Picture (SVG)",
        "svg",
        "image/svg+xml",
        f"{PACKAGE}.pictures:svg",
        ("chart", "theme"),
    ),
    Format("pptx", "Slides (PowerPoint)", "pptx", _OFFICE, f"{PACKAGE}.slides:slides"),
    Format("pdf", "Sheet (PDF)", "pdf", "application/pdf", f"{PACKAGE}.sheets:sheet", ("paper",)),
    Format("apkg", "Cards (Anki)", "apkg", "application/octet-stream", f"{PACKAGE}.cards:cards"),
    Format(
        "html",
        "Offline page",
        "html",
        "text/html",
        f"{PACKAGE}.offline:offline",
        (),
        "offline",
    ),
    Format("qr", "Link (QR code)", "svg", "image/svg+xml", f"{PACKAGE}.link:qr", (), "qr"),
)
FORMATS = MappingProxyType({each.name: each for each in _ALL})
"""Every format by its name."""


def charts() -> tuple[str, ...]:
    """Return the names of the charts that a picture can show, the first one as the default."""
    return tuple(import_module(f"{PACKAGE}.pictures").CHARTS)
