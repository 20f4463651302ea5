"""Where a document says something, and in which words: the receipt, in the forms of all outputs."""

from typing import NamedTuple

from therapies.catalog.catalog import Catalog
from therapies.model import Claim, Entry


class Passage(NamedTuple):
    """A document's name, the paragraph in it, and the decisive words."""

    document: str
    paragraph: str
    words: str

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
        """The words with their place: `“slows it” (Review, Introduction, paragraph 2)`."""
        return f"“{self.words}” ({self.place})"


def source_passage(catalog: Catalog, record: Claim | Entry) -> Passage:
    """Return the passage that a claim, or a term with a source, rests on."""
    document = catalog.source_by_id[str(record.source)].name
    return Passage(document, f"{record.section}, paragraph {record.paragraph}", str(record.wording))
