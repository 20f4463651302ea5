"""HTML from templates: every text of the table is escaped, every link is relative."""

from functools import cache
from pathlib import Path
from typing import Any

from jinja2 import Environment, FileSystemLoader, StrictUndefined

from therapies import model, statement

TEMPLATES = Path(__file__).parent / "templates"


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
    return environment


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
