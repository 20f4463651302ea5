"""HTML from templates: every text of the table is escaped, every link is relative."""

import re
from base64 import b64encode
from functools import cache
from hashlib import sha256
from pathlib import Path
from typing import Any

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup, escape

from therapies import model, wording
from therapies.catalog.catalog import Catalog
from therapies.content import evidence_map, passages, sentences, tray

TEMPLATES = Path(__file__).parent.parent / "templates"
FOLDERS = tuple(TEMPLATES / each for each in ("shell", "pages", "study", "presenting"))
"""The folders of templates and of the scripts beside them; no name is in two of them."""
SLIDES = TEMPLATES / "slides"
"""The folder of what the window of slides is made of: it has a style sheet of its own."""
TERM = Markup(
    '<button type="button" class="term" popovertarget="{id}">{word}</button>'
    '<span popover id="{id}" class="term-text">{explanation}</span>'
)
"""A word that opens its explanation; the browser itself closes it by Esc or a press elsewhere."""


def environment_of(*folders: Path) -> Environment:
    """Return what fills the templates of `folders`: it escapes texts and knows no missing name."""
    return Environment(
        loader=FileSystemLoader(folders),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )


@cache
def _environment() -> Environment:
    environment = environment_of(*FOLDERS, SLIDES)
    environment.globals.update(
        NOT_STATED=model.NOT_STATED,
        SILENT=sentences.SILENT,
        paired=model.paired,
        paired_in_full=model.paired_in_full,
        COLUMN=model.COLUMN,
        WORDING=model.WORDING,
        known=sentences.known,
        own_mark=evidence_map.own_mark,
        statement=sentences.statement,
        source_passage=passages.source_passage,
        toggled=tray.toggled,
        Evidence=model.Evidence,
        Category=model.Category,
        Goal=model.Goal,
        Outcome=model.Outcome,
        Standing=model.Standing,
    )
    environment.filters.update(explained=explained, counted=wording.counted, marked=marked)
    return environment


def explained(text: str, catalog: Catalog, place: str) -> Markup:
    """Return `text` escaped; the first mention of each term of the glossary opens its explanation.

    `place` names the text on its page, so that ids differ.
    """
    found = catalog.glossary.pieces(text)
    return Markup().join(
        TERM.format(id=f"{place}-{number}", word=piece.text, explanation=piece.entry.explanation)
        if piece.entry
        else piece.text
        for number, piece in enumerate(found)
    )


def marked(text: str) -> Markup:
    """Return `text` escaped, with what stands between `**` bold and between `*` slanted."""
    bold = re.sub(r"\*\*(.+?)\*\*", r"<strong>\1</strong>", str(escape(text)))
    return Markup(re.sub(r"\*(.+?)\*", r"<i>\1</i>", bold))


def html(template: str, /, **values: Any) -> str:
    """Return the template `<template>.html` filled with `values`, each escaped."""
    return _environment().get_template(f"{template}.html").render(values)


@cache
def styles() -> str:
    """Return the app's style sheet, the category hues included.

    `tokens.css` comes first, then the sheets in the order of their folders.
    """
    sheets = sorted(each for folder in FOLDERS for each in folder.glob("*.css"))
    sheets.sort(key=lambda each: (each.name != "tokens.css", FOLDERS.index(each.parent)))
    return "".join(each.read_text(encoding="utf-8") for each in sheets) + hues()


def hues() -> str:
    """Return the rules that give each category its hue."""
    return "".join(f".c-{slug(category)}{{--hue:{category.colour}}}" for category in model.Category)


def script(name: str) -> str:
    """Return the script `<name>.js` of the templates for the browser."""
    return _source(f"{name}.js")


def hashed(source: bytes) -> str:
    """Return what a content security policy names a script or style by: `'sha256-…'`."""
    return f"'sha256-{b64encode(sha256(source).digest()).decode()}'"


def slug(value: str) -> str:
    """Return `value` as a class name: `risk control` → `risk-control`."""
    return value.replace(" ", "-")


def _source(name: str) -> str:
    path = next(folder / name for folder in FOLDERS if (folder / name).exists())
    return path.read_text(encoding="utf-8")
