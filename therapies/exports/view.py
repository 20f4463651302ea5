"""What stands on the screen, as every output needs it: therapies, title, stamp and file name."""

import re
import unicodedata
from dataclasses import dataclass
from functools import cached_property
from typing import NamedTuple

from therapies.catalog import Catalog
from therapies.model import PURPOSE, Therapy
from therapies.query import Query
from therapies.site import PAGE, TITLE

NAMING = ("therapy", "compare")
"""The pages whose therapies are named by their link."""

NAME_LIMIT = 60
"""Longest part of a file name that tells the filter."""


class Stamp(NamedTuple):
    """The lines that every output carries, in their order."""

    subject: str
    sentence: str
    table: str
    documents: str
    link: str
    purpose: str


@dataclass(frozen=True)
class View:
    """A page under a query.

    `page` is a slug of `site.PAGES`, `ids` are the therapies that its link names, `base` is the
    app's address and `own` holds parameters of the page's own. Pages that name no therapies show
    what passes the query.
    """

    catalog: Catalog
    query: Query = Query()
    page: str = "overview"
    ids: tuple[str, ...] = ()
    base: str = "http://localhost:8501/"
    own: tuple[tuple[str, str], ...] = ()

    @property
    def named(self) -> tuple[str, ...]:
        """The ids in its link: of what it shows, or what is picked on it."""
        return self.ids or tuple(value for key, value in self.own if key == "id")

    @property
    def is_empty(self) -> bool:
        """Whether nothing stands on it: no therapy is named, or none passes."""
        return self.page != "method" and not self.therapies

    @cached_property
    def therapies(self) -> tuple[Therapy, ...]:
        """The therapies of the view: those that its link names, else those that pass the query."""
        if self.page in NAMING:
            return tuple(self.catalog.by_id[each] for each in self.ids)
        return self.query.apply(self.catalog)

    @property
    def title(self) -> str:
        """What the view is about, in a line."""
        if self.page == "compare" and self.ids:
            return " and ".join(each.name for each in self.therapies)
        return self.sentence

    @property
    def subject(self) -> str:
        """What all is about, and which page shows it: `Vascular calcification: … · Browse`."""
        return f"{TITLE} · {PAGE[self.page].title}"

    @property
    def sentence(self) -> str:
        """The filter as a sentence; for named therapies their names.

        Method knows no filter, and a page that names no therapy shows none: there it is what the
        page answers.
        """
        if self.ids:
            return "; ".join(each.name for each in self.therapies)
        if self.page in (*NAMING, "method"):
            return PAGE[self.page].question
        return self.query.sentence(self.catalog)

    @property
    def link(self) -> str:
        """The absolute link of exactly this view."""
        page = "" if self.page == "overview" else self.page
        return self.base.rstrip("/") + "/" + self.address(page).removeprefix("./")

    def address(self, path: str, **other: str) -> str:
        """Return the relative address of `path` with what makes the view, then `other`."""
        own = {key: value for key, value in self.own if key != "id"}
        return self.query.link(path, self.named, **own, **other)

    @property
    def documents(self) -> tuple[str, ...]:
        """The documents' names."""
        return tuple(source.name for source in self.catalog.sources)

    @property
    def table(self) -> str:
        """The table's version and date: `Table v3f2a1c of 2026-11-20`."""
        return f"Table {self.catalog.version} of {self.catalog.date.isoformat()}"

    @property
    def stamp(self) -> Stamp:
        """The lines that every output carries."""
        return Stamp(
            self.subject,
            self.sentence,
            self.table,
            f"As stated in: {', '.join(self.documents)}",
            self.link,
            PURPOSE,
        )

    def file_name(self, extension: str, part: str = "") -> str:
        """Return e.g. `calcification-therapies_mechanical_2026-11-20_v3f2a1c.csv`."""
        named = self.ids or tuple(value for _, values in self.query.chosen for value in values)
        told = "-".join((*named, *([self.query.text] if self.query.text else [])))
        parts = ("calcification-therapies", part, _slug(told), f"{self.catalog.date.isoformat()}")
        return f"{'_'.join(each for each in parts if each)}_{self.catalog.version}.{extension}"


def _slug(text: str) -> str:
    plain = unicodedata.normalize("NFKD", text.casefold()).encode("ascii", "ignore").decode()
    return re.sub(r"[^a-z0-9]+", "-", plain)[:NAME_LIMIT].strip("-")
