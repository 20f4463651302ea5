"""Where a document says something, and in which words: the receipt, in the forms of all outputs."""

import re
from collections.abc import Callable
from typing import NamedTuple

from markupsafe import Markup, escape

from therapies.catalog.catalog import Catalog
from therapies.model import Claim, Entry


class Passage(NamedTuple):
    """A document's name, the paragraph in it, and the decisive words; the id of their claim.

    A term's passage belongs to no claim.
    """

    document: str
    paragraph: str
    words: str
    claim: str = ""

    @property
    def place(self) -> str:
        """The place alone: `Review, Introduction, paragraph 2`."""
        return f"{self.document}, {self.paragraph}"

    @property
    def inside(self) -> str:
        """The words under their place, where the document is named already."""
        return f"{self.paragraph}: “{self.words}”"

    @property
    def line(self) -> str:
        """The words with their place and their claim: `“slows it” (Review, …; claim bcdfg)`."""
        return f"“{self.words}” ({self.place}{f'; claim {self.claim}' if self.claim else ''})"

    @property
    def cited(self) -> Markup:
        """The place as HTML, which leads to the page of its claim."""
        return self.citing(self.place)

    @property
    def cited_inside(self) -> Markup:
        """The paragraph as HTML, where the document is named already."""
        return self.citing(self.paragraph)

    def citing(self, text: str) -> Markup:
        """Return `text` as HTML that leads to the page of its claim, if there is one."""
        if not self.claim:
            return Markup("<cite>{}</cite>").format(text)
        return Markup('<cite><a href="{}">{}</a></cite>').format(claim_link(".", self.claim), text)


def claim_link(base: str, id_: str) -> str:
    """Return the lasting address of a claim in the app at `base`: `http://…/claim/bcdfg`."""
    return f"{base.rstrip('/')}/claim/{id_}"


def relinked(html: str, to: Callable[[str], str]) -> str:
    """Return `html`, or JSON that holds some, with its links to claims as `to` makes them."""
    # What stands between the marks is ours: a text of the table has its quotation marks escaped.
    return re.sub(
        r'(?<=href=)(\\?")\./claim/([a-z]+)(?=\\?")',
        lambda found: found[1] + str(escape(to(found[2]))),
        html,
    )


def source_passage(catalog: Catalog, record: Claim | Entry) -> Passage:
    """Return the passage that a claim, or a term with a source, rests on."""
    document = catalog.source_by_id[str(record.source)].name
    paragraph = f"{record.section}, paragraph {record.paragraph}"
    claim = record.id if isinstance(record, Claim) else ""
    return Passage(document, paragraph, str(record.wording), claim)
