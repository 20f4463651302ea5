"""What the method page shows: the vocabularies and the limits, from the model alone."""

from collections.abc import Iterator
from typing import Any

from therapies import model
from therapies.catalog import changes
from therapies.catalog.catalog import Catalog

VERSIONS_SHOWN, CHANGES_SHOWN = 10, 100
"""How many versions, and changes of each, the page lists; `CHANGELOG.md` has more."""


def contents(catalog: Catalog) -> dict[str, Any]:
    """Return the values of the template `method`."""
    return {
        "catalog": catalog,
        "vocabularies": model.VOCABULARIES,
        "purpose": model.PURPOSE,
        "changes": list(_changes(catalog)),
    }


def _changes(catalog: Catalog) -> Iterator[tuple[str, str, list[str]]]:
    names = {therapy.id: therapy.name for therapy in catalog.therapies}
    for head, *lines in changes.versions(catalog.history)[:VERSIONS_SHOWN]:
        told = [changes.wording(each, names.get(each.therapy, "")) for each in lines]
        begins = [f"The record begins with {head.after}."] if head.before == changes.ABSENT else []
        yield head.version, head.date, [*begins, *told[:CHANGES_SHOWN]]
