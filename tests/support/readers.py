"""What a reader of each format can read in a file."""

import html
import io
import json
import re
import sqlite3
import zipfile
from collections.abc import Callable
from xml.etree import ElementTree

import pandas as pd
from pypdf import PdfReader

from tests.support.decks import everything, opened
from tests.support.html import Page


def _csv(content: bytes) -> str:
    frame = pd.read_csv(io.BytesIO(content), dtype=str, keep_default_na=False)
    cells = [str(cell) for row in frame.itertuples(index=False) for cell in row]
    assert not any(re.match(r"[=+\-@\t\r]", cell) for cell in cells if not cell.isdigit())
    return " ".join(cells)


def _json(content: bytes) -> str:
    return (
        json.dumps(json.loads(content), ensure_ascii=False)
        .replace('\\"', '"')
        .replace("\\\\", "\\")
    )


def _package(content: bytes) -> str:
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        name = next(each for each in archive.namelist() if each.endswith("therapies.csv"))
        return _csv(archive.read(name))


def _svg(content: bytes) -> str:
    return " ".join(ElementTree.fromstring(content).itertext())


def _pdf(content: bytes) -> str:
    return " ".join(page.extract_text() for page in PdfReader(io.BytesIO(content)).pages)


def squeezed(text: str) -> str:
    """The text without spaces, line ends and direction marks: a file breaks lines anywhere."""
    return re.sub(r"[\s\u200b\u2066-\u2069]", "", text)


def pdf_pages(pdf: bytes) -> list[str]:
    """The squeezed text of each page."""
    return [squeezed(each.extract_text()) for each in PdfReader(io.BytesIO(pdf), strict=True).pages]


def _apkg(content: bytes) -> str:
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        data = archive.read("collection.anki2")
    with sqlite3.connect(":memory:") as database:
        database.deserialize(data)
        rows = database.execute("select flds from notes").fetchall()
    database.close()
    return html.unescape(re.sub(r"<[^>]+>", "", " ".join(row[0] for row in rows)))


def _html(content: bytes) -> str:
    page = Page(content.decode())
    assert not {"iframe", "object", "embed", "img"} & {tag for tag, *_ in page.tags}
    return page.text


READERS: dict[str, Callable[[bytes], str]] = {
    "csv": _csv,
    "json": _json,
    "claims-csv": _csv,
    "claims-json": _json,
    "package": _package,
    "svg": _svg,
    "pptx": lambda content: everything(opened(content)),
    "pdf": _pdf,
    "apkg": _apkg,
    "html": _html,
    "bib": bytes.decode,
    "ris": bytes.decode,
}
NOT_TEXT = {"png", "qr"}
"""Formats that hold pictures; their own tests look at them."""
