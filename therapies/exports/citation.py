"""How a view or a claim is cited: as text, as BibTeX and as RIS, with version, date and address."""

import re
from datetime import date
from typing import NamedTuple

from therapies.catalog.catalog import Catalog
from therapies.content.passages import claim_link, source_passage
from therapies.model import PURPOSE, Claim
from therapies.query.view import View
from therapies.site import TITLE

AUTHORS = f"The contributors of “{TITLE}”"
"""Who is cited: nobody's name is on record."""
UNLICENSED = "No licence has been given yet for the code, the table or its texts: ask the owner."

_TEX = {
    "\\": r"\textbackslash{}",
    "~": r"\textasciitilde{}",
    "^": r"\textasciicircum{}",
    "“": "``",
    "”": "''",
    **{each: f"\\{each}" for each in "&%$#_{}"},
}


class Citation(NamedTuple):
    """What is cited: a part of the table under its version and day, and where it is found.

    `key` tells it apart from others of the same version.
    """

    title: str
    version: str
    date: date
    link: str
    key: str = ""

    @property
    def text(self) -> str:
        """One line for a list of references."""
        day = self.date.isoformat()
        said = f"{self.title} (version {self.version} of {day}) [Data set]"
        return f"{AUTHORS} ({self.date.year}). {said}. {self.link}"

    @property
    def bibtex(self) -> str:
        """One entry, as LaTeX and programs for references read it."""
        fields = {
            "author": f"{{{_tex(AUTHORS)}}}",
            "title": f"{{{_tex(self.title)}}}",
            "year": str(self.date.year),
            "date": self.date.isoformat(),
            "version": self.version,
            "howpublished": "Data set",
            "note": _tex(f"Version {self.version} of {self.date.isoformat()}. {PURPOSE}"),
            "url": self.link,
        }
        key = "-".join(each for each in ("calcification-therapies", self.version, self.key) if each)
        lines = "".join(f"  {name} = {{{value}}},\n" for name, value in fields.items())
        return f"@misc{{{key},\n{lines}}}\n"

    @property
    def ris(self) -> str:
        """One record, as programs for references read it."""
        fields = (
            ("TY", "DATA"),
            ("AU", AUTHORS),
            ("TI", self.title),
            ("PY", str(self.date.year)),
            ("DA", self.date.strftime("%Y/%m/%d")),
            ("ET", self.version),
            ("N1", f"Version {self.version} of {self.date.isoformat()}. {PURPOSE}"),
            ("UR", self.link),
            ("ER", ""),
        )
        return "".join(f"{name}  - {value}\r\n" for name, value in fields)

    @property
    def forms(self) -> tuple[tuple[str, str], ...]:
        """Every form with its name."""
        return (
            ("Text", self.text),
            ("BibTeX", self.bibtex.rstrip("\n")),
            ("RIS", self.ris.rstrip("\r\n")),
        )


def of_view(view: View) -> Citation:
    """Return how a view is cited; its link holds the table's version."""
    title = _plain(f"{view.subject}: {view.sentence}")
    return Citation(title, view.catalog.version, view.catalog.date, view.shared)


def of_claim(catalog: Catalog, claim: Claim, base: str) -> Citation:
    """Return how a claim is cited, by its lasting address."""
    passage = source_passage(catalog, claim)
    words = f"“{passage.words}” ({passage.place})"
    title = f"{TITLE}: claim {claim.id} on {catalog.by_id[claim.therapy].name}, {words}"
    link = claim_link(base, claim.id)
    return Citation(_plain(title), catalog.version, catalog.date, link, claim.id)


def bib(view: View) -> bytes:
    """Return the view's citation as a BibTeX file."""
    return of_view(view).bibtex.encode()


def ris(view: View) -> bytes:
    """Return the view's citation as a RIS file."""
    return of_view(view).ris.encode()


def _plain(text: str) -> str:
    return " ".join(text.split())


def _tex(text: str) -> str:
    return re.sub(r"[\\~^“”&%$#_{}]", lambda found: _TEX[found[0]], text)
