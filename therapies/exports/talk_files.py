"""A talk as a file; what makes it is imported only then."""

from functools import lru_cache

from therapies.catalog.catalog import Catalog
from therapies.exports.formats import APPENDIX, PAPERS, THEMES
from therapies.presenting.talk import Talk, encode
from therapies.presenting.talk_list import as_text, link_of
from therapies.query.view import View

OUTPUTS = ("pptx", "pdf", "txt")
NOTES_OF_WHAT = "notes: only the sheet (pdf) is made with or without them."


def file_name(name: str, talk: Talk, catalog: Catalog, notes: bool = False) -> str:
    """Return the name of the file of `talk` in the form `name`."""
    part = f"talk-of-{len(talk.steps)}{'-notes' if notes else ''}"
    return View(catalog).file_name(name, part)


@lru_cache(maxsize=8)
def made(
    name: str,
    talk: Talk,
    catalog: Catalog,
    base: str,
    *,
    paper: str = PAPERS[0],
    notes: bool = False,
    theme: str = THEMES[0],
    appendix: str = APPENDIX[0],
) -> bytes:
    """Return the talk as a deck (`pptx`), a sheet (`pdf`) or a list of links (`txt`)."""
    if name == "pptx":
        from therapies.exports.pptx.presentation import talk_deck

        return talk_deck(talk, catalog, base, theme, appendix)
    if name == "pdf":
        from therapies.exports.pdf.handout import handout

        return handout(talk, catalog, base, paper, notes=notes)
    links = [step.view(catalog, base).shared for step in talk.steps]
    stamp = View(catalog, base=base).stamp
    whole = f"The whole talk: {link_of(encode(talk.without_notes()), base)}"
    foot = (whole, stamp.table, stamp.documents, stamp.purpose)
    return as_text(talk, catalog, links, foot).encode()
