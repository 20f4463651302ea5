"""HTML from templates: every text of the table is escaped, every link is relative."""

from functools import cache
from pathlib import Path
from typing import Any

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup

from therapies import model, statement
from therapies.catalog import Catalog

TEMPLATES = Path(__file__).parent / "templates"
TERM = Markup(
    '<button type="button" class="term" popovertarget="{id}">{word}</button>'
    '<span popover id="{id}" class="term-text">{explanation}</span>'
)
"""A word that opens its explanation; the browser itself closes it by Esc or a press elsewhere."""


@cache
def _environment() -> Environment:
    environment = Environment(
        loader=FileSystemLoader(TEMPLATES),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.globals.update(
        NOT_STATED=model.NOT_STATED,
        paired=statement.paired,
        known=statement.known,
        statement=statement.statement,
        Evidence=model.Evidence,
        Category=model.Category,
        Goal=model.Goal,
    )
    environment.filters["explained"] = explained
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


def html(template: str, /, **values: Any) -> str:
    """Return `templates/<template>.html` filled with `values`, each escaped."""
    return _environment().get_template(f"{template}.html").render(values)


@cache
def styles() -> str:
    """Return the app's style sheet, the category hues included."""
    hues = "".join(f".c-{slug(category)}{{--hue:{category.colour}}}" for category in model.Category)
    return (TEMPLATES / "styles.css").read_text(encoding="utf-8") + hues


def script(name: str) -> str:
    """Return the script `templates/<name>.js` for the browser."""
    return (TEMPLATES / f"{name}.js").read_text(encoding="utf-8")


def slug(value: str) -> str:
    """Return `value` as a class name: `risk control` → `risk-control`."""
    return value.replace(" ", "-")
