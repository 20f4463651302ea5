"""What is shown, as every output needs it: therapies, title, stamp and file name."""

import re
import unicodedata
from dataclasses import dataclass
from functools import cached_property
from typing import NamedTuple

from therapies.catalog.catalog import Catalog
from therapies.model import PURPOSE, Therapy
from therapies.query.query import ID, Query
from therapies.site import PAGE, TITLE, PageInfo
from therapies.wording import listed

NAME_LIMIT = 60
"""Longest part of a file name that names the filter."""


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
    def info(self) -> PageInfo:
        """What the page is."""
        return PAGE[self.page]

    @property
    def named(self) -> tuple[str, ...]:
        """The ids in its link: of what it shows, or what is picked on it."""
        return self.ids or tuple(value for key, value in self.own if key == ID)

    @property
    def is_empty(self) -> bool:
        """Whether it shows nothing: no therapy is named, or none passes."""
        return self.info.filtered and not self.therapies

    @cached_property
    def therapies(self) -> tuple[Therapy, ...]:
        """The therapies of the view: those that its link names, else those that pass the query."""
        if self.info.names_therapies:
            return tuple(self.catalog.by_id[each] for each in self.ids)
        return self.query.apply(self.catalog)

    @property
    def title(self) -> str:
        """What the view is about, in a line."""
        if len(self.ids) > 1:
            return listed([each.name for each in self.therapies])
        return self.sentence

    @property
    def heading(self) -> str:
        """What the page is headed with where that is not the subject: a therapy's name, a title."""
        if self.info.most == 1 and self.ids:
            return self.therapies[0].name
        return self.info.title if self.info.titled else ""

    @property
    def subject(self) -> str:
        """What all is about, and which page shows it: `Vascular calcification: … · Browse`."""
        return f"{TITLE} · {self.info.title}"

    @property
    def sentence(self) -> str:
        """The filter as a sentence; for named therapies their names.

        A page without a filter, or that names no therapy, has neither: there it is what the page
        answers.
        """
        if self.ids:
            return "; ".join(each.name for each in self.therapies)
        if self.info.names_therapies or not self.info.filtered:
            return self.info.question
        return self.query.sentence(self.catalog)

    @property
    def link(self) -> str:
        """The absolute link of exactly this view."""
        return self.base.rstrip("/") + "/" + self.address(self.info.path).removeprefix("./")

    @property
    def shared(self) -> str:
        """The absolute link of the view, with the table's version."""
        mark = "&" if "?" in self.link else "?"
        return f"{self.link}{mark}v={self.catalog.version}"

    def check_named(self) -> None:
        """Raise `ValueError` where the page should name therapies and its link names none."""
        if self.info.names_therapies and not self.therapies:
            raise ValueError(f"the page {self.page!r} names no therapy; name one in `ids`")

    def address(self, path: str, **other: str) -> str:
        """Return the relative address of `path` with what makes the view, then `other`."""
        own = {key: value for key, value in self.own if key != ID}
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
        documents = f"As stated in: {', '.join(self.documents)}"
        return Stamp(self.subject, self.sentence, self.table, documents, self.link, PURPOSE)

    def file_name(self, extension: str, part: str = "") -> str:
        """Return e.g. `calcification-therapies_mechanical_2026-11-20_v3f2a1c.csv`."""
        named = self.ids or tuple(value for _, values in self.query.chosen for value in values)
        told = _slug("-".join((*named, self.query.text)))
        parts = ("calcification-therapies", part, told, self.catalog.date.isoformat())
        return f"{'_'.join(each for each in parts if each)}_{self.catalog.version}.{extension}"


def _slug(text: str) -> str:
    plain = unicodedata.normalize("NFKD", text.casefold()).encode("ascii", "ignore").decode()
    return re.sub(r"[^a-z0-9]+", "-", plain)[:NAME_LIMIT].strip("-")
