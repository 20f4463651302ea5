"""The filters once more, as plain loops: the second way, apart from that of the app."""

from collections.abc import Mapping, Sequence

from therapies.catalog.catalog import Catalog
from therapies.model import Therapy


def has(catalog: Catalog, therapy: Therapy, key: str, value: str) -> bool:
    if key == "document":
        return any(c.therapy == therapy.id and c.source == value for c in catalog.claims)
    if key in ("context", "also_framed_as"):
        return value in getattr(therapy, key)
    return str(getattr(therapy, key)) == value


def by_loop(catalog: Catalog, chosen: Mapping[str, Sequence[str]]) -> list[str]:
    """The ids that pass: or within a filter, and across."""
    return [
        therapy.id
        for therapy in catalog.therapies
        if all(
            any(has(catalog, therapy, key, value) for value in values)
            for key, values in chosen.items()
            if values
        )
    ]
