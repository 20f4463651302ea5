"""What charts show of the table, from one place: its rows in readers' words, and the marks."""

from collections.abc import Mapping, Sequence
from typing import Any

from therapies.catalog.catalog import Catalog
from therapies.content import marks, question, sources_page
from therapies.content.evidence_map import NAMES_LIMIT
from therapies.content.passages import source_passage
from therapies.content.question import Question
from therapies.content.sentences import splits, statement
from therapies.model import NOT_STATED, VOCABULARIES, ActsOn, Therapy, about, grouped, paired
from therapies.query.query import document_names
from therapies.wording import Value


def units(catalog: Catalog, therapies: Sequence[Therapy], asked: Question) -> list[marks.Row]:
    """Return a unit for each therapy in each cell of the question, as every surface draws it."""
    shown = [table_row(catalog, each) for each in drawn(catalog, therapies, asked)]
    return marks.units(shown, asked.ask, orders(catalog, therapies, asked))


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
            marks.brief(each.name) + marks.APART * bool(splits(catalog, each.id))
            for each in drawn(catalog, therapies, asked)
        )
    return found


def table_row(catalog: Catalog, therapy: Therapy) -> dict[str, Any]:
    """Return what charts need of a therapy, in the words that readers read."""
    names, claims = document_names(catalog), catalog.claims_of[therapy.id]
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
        "context": list(therapy.context) or [NOT_STATED],
        "effects": [
            (names[source], cell.mark.evidence.short, question.short(cell.mark.outcome))
            for source, cell in said.items()
        ],
        "differs": bool(splits(catalog, therapy.id)),
        "statement": statement(therapy),
        "passages": marks.cited(receipts),
    }


Group = tuple[Therapy, ...] | int
"""Therapies, or how many they are where names would be too many."""


def standing_rows(therapies: Sequence[Therapy]) -> list[tuple[str, Value, Group]]:
    """Return place in care, evidence with its outcome, and the therapies, in that order."""
    groups = grouped(
        ((each.standing, each.evidence, about(each.evidence, each.outcome)), each)
        for each in therapies
    )
    ordered = sorted(groups, key=lambda key: (key[0].rank, key[1].rank, key[2].rank))
    named = len(therapies) <= NAMES_LIMIT
    return [
        (key[0].label, paired(key[1], key[2]), tuple(groups[key]) if named else len(groups[key]))
        for key in ordered
    ]


def target_rows(therapies: Sequence[Therapy]) -> list[tuple[str, Group]]:
    """Return each target along the disease and the therapies that act on it."""
    groups = grouped((each.acts_on, each) for each in therapies)
    named = len(therapies) <= NAMES_LIMIT
    return [
        (term.label, tuple(groups[term]) if named else len(groups[term]))
        for term in ActsOn
        if term in groups
    ]
