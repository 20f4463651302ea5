"""What the method page shows: the vocabularies and the limits, from the model alone."""

from collections.abc import Iterator
from typing import Any, NamedTuple

from therapies import changes, model
from therapies.catalog import Catalog

VERSIONS_SHOWN, CHANGES_SHOWN = 10, 100
"""How many versions, and changes of each, the page tells; `CHANGELOG.md` has more."""


class Vocabulary(NamedTuple):
    """A closed vocabulary: its title, the question it answers and its terms in order."""

    title: str
    question: str
    terms: tuple[model.Term, ...]


def vocabularies() -> tuple[Vocabulary, ...]:
    """Return all vocabularies, each question taken from its class."""
    titles: dict[str, type[model.Term]] = {
        "Category": model.Category,
        "Goal": model.Goal,
        "Evidence": model.Evidence,
        "Outcome": model.Outcome,
        "Place in care": model.Standing,
        "Kind": model.Kind,
        "Acts on": model.ActsOn,
    }
    return tuple(
        Vocabulary(title, (terms.__doc__ or "").strip(), tuple(terms))
        for title, terms in titles.items()
    )


def contents(catalog: Catalog) -> dict[str, Any]:
    """Return the values of the template `method`."""
    return {
        "catalog": catalog,
        "vocabularies": vocabularies(),
        "purpose": model.PURPOSE,
        "changes": list(_changes(catalog)),
    }


def _changes(catalog: Catalog) -> Iterator[tuple[str, str, list[str]]]:
    """Give for each version, newest first, its name, its date and what changed."""
    names = {therapy.id: therapy.name for therapy in catalog.therapies}
    for head, *lines in changes.versions(catalog.record)[:VERSIONS_SHOWN]:
        told = [changes.wording(each, names.get(each.therapy, "")) for each in lines]
        begins = [f"The record begins with {head.after}."] if head.before == changes.ABSENT else []
        yield head.version, head.date, [*begins, *told[:CHANGES_SHOWN]]
