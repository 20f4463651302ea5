"""Sheets of paper: one therapy, a comparison or a list as a PDF that a screen reader can read."""

import datetime
import json
import re
from functools import lru_cache
from pathlib import Path
from typing import Any, Literal, get_args

import typst

from therapies.exports.sheet_content import (
    Shown,
    Values,
    comparison_parts,
    list_tables,
    receipt_values,
    therapy_values,
)
from therapies.exports.view import View
from therapies.model import WORDING, Evidence
from therapies.query import brief
from therapies.site import TITLE
from therapies.takeaways import map_takeaway

Paper = Literal["a4", "us-letter"]

TEMPLATE = Path(__file__).with_name("sheet.typ")
ACCESSIBLE = "ua-1"
LEGEND = ((*(each.marked for each in Evidence), WORDING),)
"""What the signs of a sheet mean, as every page says it: lines, each of its parts."""

FOOTNOTES_LIMIT = 3_000
"""Most characters of receipts that go under the text; longer ones go to the end."""

FOOTER_LIMIT = 900
"""Most characters of the stamp in a footer; a longer one stands whole at the end."""

ROW_LIMIT = 600
"""Most characters of a cell of a list whose rows are kept from breaking over two pages."""

NARROW = 3
"""Most therapies side by side on an upright sheet."""

LIST_HEADERS = ("Therapy", "Aim: evidence and what it is about", "Place in care", "For whom")

_TURNED = re.compile("[\u0590-\u08ff\u200f\u202a-\u202e\u2066-\u2069\ufb1d-\ufdff\ufe70-\ufefc]")


def sheet(view: View, paper: Paper = "a4") -> bytes:
    """Return the view as a PDF on `paper`: a therapy, a comparison, or the list of the filter.

    The file is PDF/UA-1 where the fonts have every letter of the text, else a tagged PDF. Raises
    `ValueError` for another paper and for a therapy or comparison page that names no therapy.
    """
    if paper not in get_args(Paper):
        raise ValueError(f"paper: {paper!r} found; allowed: {', '.join(get_args(Paper))}")
    if view.page in ("therapy", "compare") and not view.therapies:
        raise ValueError(f"the page {view.page!r} names no therapy; name one in `ids`")
    shown = Shown(view)
    values = {**frame(view, paper), **_receipts(shown), **_body(shown)}
    return compiled(TEMPLATE, values, view.catalog.date)


def compiled(template: Path, values: Values, date: datetime.date) -> bytes:
    """Return what `template` makes of `values`, dated `date`.

    The file is PDF/UA-1 where the fonts have every letter of the text, else a tagged PDF.
    """
    inputs = {"data": json.dumps(_isolated(values), ensure_ascii=False)}
    moment = datetime.datetime(date.year, date.month, date.day, tzinfo=datetime.UTC)
    try:
        return _pdf(template, inputs, moment, [ACCESSIBLE])
    except typst.TypstError:  # a letter that no embedded font has
        return _pdf(template, {**inputs, "boxes": "yes"}, moment, [])


def _pdf(
    template: Path, inputs: dict[str, str], moment: datetime.datetime, standards: list[Any]
) -> bytes:
    pdf: bytes = typst.compile(
        template,
        font_paths=_fonts(),
        format="pdf",
        sys_inputs=inputs,
        pdf_standards=standards,
        timestamp=moment,
    )
    return pdf


@lru_cache(maxsize=1)
def _fonts() -> typst.Fonts:
    """Return the fonts that typst carries, the same on every machine."""
    return typst.Fonts(include_system_fonts=False)


def _isolated(value: Any) -> Any:
    """Return `value` with each text that turns its direction kept from turning its neighbours."""
    if isinstance(value, str):
        return f"\u2068{value}\u2069" if _TURNED.search(value) else str(value)
    if isinstance(value, dict):
        return {key: _isolated(each) for key, each in value.items()}
    if isinstance(value, list | tuple):
        return [_isolated(each) for each in value]
    return value


def frame(view: View, paper: str, title: str = "") -> Values:
    """Return what every sheet has: paper, title, subject, stamp, and no receipts of its own."""
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
    """Return the receipts of the therapies, where they stand, and how the page lies."""
    page = shown.view.page
    claims = [claim for each in shown.therapies for claim in shown.catalog.claims_of[each.id]]
    found = [receipt_values(shown.catalog, claim) for claim in claims]
    size = sum(len(text) for each in found for text in each.values())
    return {
        "flipped": page == "compare" and len(shown.therapies) > NARROW,
        "receipts": found,
        "notes": "foot" if page == "therapy" and size <= FOOTNOTES_LIMIT else "end",
        "groups": [
            {"name": each.name, "numbers": list(shown.numbers[each.id])} for each in shown.therapies
        ],
    }


def _body(shown: Shown) -> Values:
    if shown.view.page == "therapy":
        return {"kind": "therapy", **therapy_values(shown, shown.therapies[0])}
    if shown.view.page == "compare":
        return {"kind": "compare", "parts": list(comparison_parts(shown))}
    takeaway, tables = map_takeaway(shown.therapies), list(list_tables(shown))
    cells = [cell for table in tables for row in table["rows"] for cell in row]
    longest = max((sum(len(line["text"]) for line in cell) for cell in cells), default=0)
    return {
        "kind": "list",
        "takeaway": takeaway,
        "headers": LIST_HEADERS,
        "tables": tables,
        "whole": longest <= ROW_LIMIT,
    }
