"""What charts show of the table, from one place: its rows in readers' words, and the marks."""

from collections.abc import Mapping, Sequence
from typing import Any

from therapies.catalog.catalog import Catalog
from therapies.content import marks, question, sources_page
from therapies.content.passages import source_passage
from therapies.content.question import Question
from therapies.content.sentences import statement
from therapies.model import NOT_STATED, VOCABULARIES, Therapy, grouped
from therapies.query.query import document_names


def units(catalog: Catalog, therapies: Sequence[Therapy], asked: Question) -> list[marks.Row]:
    """Return a unit for each therapy in each cell of the question, as every surface draws it."""
    shown = [table_row(catalog, each) for each in drawn(catalog, therapies, asked)]
    return marks.units(shown, asked.ask, orders(catalog, therapies, asked))


def cells(catalog: Catalog, asked: Question) -> dict[tuple[str, str], tuple[marks.Row, ...]]:
    """Return what is in each cell of a question over the whole table, by row and column."""
    rows = [table_row(catalog, each) for each in catalog.therapies]
    found = marks.single(rows, asked.ask, orders(catalog, catalog.therapies, asked))
    placed = grouped(((unit["rows"], unit["columns"]), unit) for unit in found)
    return {key: tuple(those) for key, those in placed.items()}


def drawn(catalog: Catalog, therapies: Sequence[Therapy], asked: Question) -> tuple[Therapy, ...]:
    """Return what a question draws of `therapies`: side by side only what several documents name.

    These stand as on the page Sources, those on which documents differ first.
    """
    if asked.rows != "name":
        return tuple(therapies)
    found = sources_page.matrix(catalog, therapies, ROWS)
    return tuple(row.therapy for row in found.rows)


ROWS = 40
"""How many therapies stand one below the other in a chart at most."""


def orders(
    catalog: Catalog, therapies: Sequence[Therapy], asked: Question
) -> Mapping[str, Sequence[str]]:
    """Return the values of each column that is asked for, in order."""
    found = {each: question.values(catalog, each) for each in asked.parts}
    if "context" in found:
        found["context"] = (*found["context"], NOT_STATED)
    if asked.rows == "name":
        found["name"] = tuple(
            marks.brief(each.name) + marks.APART * bool(sources_page.differences(catalog, each))
            for each in drawn(catalog, therapies, asked)
        )
    return found


def table_row(catalog: Catalog, therapy: Therapy) -> dict[str, Any]:
    """Return what charts need of a therapy, in the words that readers read."""
    names = {source: marks.brief(name) for source, name in document_names(catalog).items()}
    claims = catalog.claims_of[therapy.id]
    receipts = {
        name: " | ".join(source_passage(catalog, c).inside for c in claims if c.source == source)
        for source, name in names.items()
        if any(c.source == source for c in claims)
    }
    said = sources_page.said_by(catalog, therapy)
    return {
        "id": therapy.id,
        "name": therapy.name,
        **{each.name: question.short(getattr(therapy, each.name)) for each in VOCABULARIES},
        "context": [marks.brief(each) for each in therapy.context] or [NOT_STATED],
        "effects": [
            (
                marks.brief(names[source]),
                cell.mark.evidence.short,
                question.short(cell.mark.outcome),
            )
            for source, cell in said.items()
        ],
        "differs": [each.text for each in sources_page.differences(catalog, therapy)],
        "statement": statement(therapy),
        "passages": marks.cited(receipts),
    }
