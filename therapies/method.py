"""What the method page shows: the vocabularies and the limits, from the model alone."""

from typing import Any, NamedTuple

from therapies import model
from therapies.catalog import Catalog


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
    return {"catalog": catalog, "vocabularies": vocabularies(), "purpose": model.PURPOSE}
