"""Sheets of paper: one therapy, a comparison or a list as a PDF that a screen reader can read."""

import datetime
import json
from collections.abc import Callable, Mapping
from functools import cache, partial
from importlib.metadata import distribution
from pathlib import Path
from typing import Any

import typst

from therapies.content import figures
from therapies.exports.formats import PAPERS
from therapies.exports.pdf.sheet_content import (
    Shown,
    Values,
    comparison_parts,
    list_tables,
    overview_groups,
    receipt_values,
    therapy_values,
)
from therapies.exports.pdf.slide_pictures import HOLLOW, picture
from therapies.model import COLUMN, WORDING, Evidence
from therapies.presenting.aim_slides import map_slide
from therapies.query.view import View
from therapies.site import TITLE
from therapies.wording import brief, isolated

TEMPLATE = Path(__file__).with_name("sheet.typ")
LEGEND = ((*(each.marked for each in Evidence), WORDING),)
"""What the signs of a sheet mean, as every page says it: lines, each of its parts."""

FOOTNOTES_LIMIT = 3_000
"""Most characters of receipts that go under the text; longer ones go to the end."""

FOOTER_LIMIT = 900
"""Most characters of the stamp in a footer; a longer one stands whole at the end."""

ROW_LIMIT = 600
"""Most characters of a cell of a list whose rows are kept from breaking over two pages."""

_TYPE = Path(str(distribution("font-source-sans-pro").locate_file("font_source_sans_pro/files")))

NO_TEXT = ("qr", "drawing", "link", "code")
"""Values that are drawn or followed, not read."""

LIST_HEADERS = (
    COLUMN["name"].label,
    "Aim: evidence and what it is about",
    COLUMN["standing"].label,
    COLUMN["context"].label,
)


def sheet(view: View, paper: str = PAPERS[0]) -> bytes:
    """Return the view as a PDF on `paper`: a therapy, a comparison, or the list of the filter.

    The file is PDF/UA-1 where the fonts have every letter of the text, else a tagged PDF. Raises
    `ValueError` for another paper and for a therapy or comparison page that names no therapy.
    """
    view.check_named()
    shown = Shown(view)
    values = {**frame(view, paper), **_receipts(shown), **BODIES[view.page](shown)}
    return compiled(TEMPLATE, values, view.catalog.date)


def compiled(template: Path, values: Values, date: datetime.date) -> bytes:
    """Return what `template` makes of `values`, dated `date`.

    The file is PDF/UA-1 where the fonts have every letter of the text, else a tagged PDF.
    """
    inputs = {"data": json.dumps(_isolated(values), ensure_ascii=False)}
    make: Callable[..., Any] = partial(
        typst.compile,
        template,
        font_paths=_fonts(),
        format="pdf",
        timestamp=datetime.datetime(date.year, date.month, date.day, tzinfo=datetime.UTC),
    )
    try:
        pdf: bytes = make(sys_inputs=inputs, pdf_standards=["ua-1"])
    except typst.TypstError:  # a letter that no embedded font has
        pdf = make(sys_inputs={**inputs, "boxes": "yes"})
    return pdf


@cache
def _fonts() -> typst.Fonts:
    """Return the screen's type and the fonts that typst carries, the same on every machine."""
    return typst.Fonts(include_system_fonts=False, font_paths=[_TYPE])


def _isolated(value: Any) -> Any:
    """Return `value` with each text that turns its direction kept from turning its neighbours."""
    if isinstance(value, str):
        return str(isolated(value))
    if isinstance(value, dict):
        return {k: each if k in NO_TEXT else _isolated(each) for k, each in value.items()}
    if isinstance(value, list | tuple):
        return [_isolated(each) for each in value]
    return value


def frame(view: View, paper: str, title: str = "") -> Values:
    """Return what every sheet has: paper, title, subject, stamp, and no receipts of its own.

    Raises `ValueError` for another paper.
    """
    if paper not in PAPERS:
        raise ValueError(f"paper: {paper!r} found; allowed: {', '.join(PAPERS)}")
    date, title = view.catalog.date, title or view.title
    short = sum(map(len, view.stamp)) <= FOOTER_LIMIT
    return {
        "paper": paper,
        "flipped": False,
        "name": f"{title} · {TITLE}",
        "subject": view.subject,
        "title": title,
        "date": [date.year, date.month, date.day],
        "stamp": view.stamp,
        "footer": view.stamp if short else (brief(view.table), view.stamp[-1]),
        "legend": LEGEND,
        "colophon": not short,
        "receipts": [],
        "notes": "end",
        "groups": [],
    }


def _receipts(shown: Shown) -> Values:
    """Return the receipts of the therapies and where they go, and whether the page is wide."""
    page = shown.view.page
    claims = [claim for each in shown.therapies for claim in shown.catalog.claims_of[each.id]]
    found = [receipt_values(shown.view, claim) for claim in claims]
    size = sum(len(text) for each in found for text in each.values())
    return {
        "flipped": page == "compare" and len(shown.therapies) > 3,
        "receipts": found,
        "notes": "foot" if page == "therapy" and size <= FOOTNOTES_LIMIT else "end",
        "groups": [
            {"name": each.name, "numbers": list(shown.numbers[each.id])} for each in shown.therapies
        ],
    }


def _list(shown: Shown) -> Values:
    tables = list(list_tables(shown))
    cells = [cell for table in tables for row in table["rows"] for cell in row]
    longest = max((sum(len(line["text"]) for line in cell) for cell in cells), default=0)
    return {
        "kind": "list",
        "takeaway": figures.takeaway(shown.view, "map"),
        "headers": LIST_HEADERS,
        "tables": tables,
        "whole": longest <= ROW_LIMIT,
    }


def _overview(shown: Shown) -> Values:
    view = shown.view
    return {
        "kind": "overview",
        "takeaway": figures.takeaway(view, "map"),
        "legend": (*LEGEND, HOLLOW),
        "map": picture(map_slide(view)) if shown.therapies else None,
        "receipts": (),
        "groups": list(overview_groups(shown)),
    }


BODIES: Mapping[str, Callable[[Shown], Values]] = {
    "overview": _overview,
    "browse": _list,
    "therapy": lambda shown: {"kind": "therapy", **therapy_values(shown, shown.therapies[0])},
    "compare": lambda shown: {"kind": "compare", "parts": list(comparison_parts(shown))},
}
"""What gives the body of each page's sheet."""
