"""A claim's own page: what it says, how it is coded, where it stands, and what is beside it."""

from typing import Any

from therapies.catalog.catalog import Catalog, sections_of
from therapies.content.passages import source_passage
from therapies.content.sentences import statement
from therapies.model import Claim


def contents(catalog: Catalog, claim: Claim) -> dict[str, Any]:
    """Return the values of the template `claim` that the table gives."""
    before, after = neighbours(catalog, claim)
    therapy = catalog.by_id[claim.therapy]
    return {
        "claim": claim,
        "therapy": therapy,
        "statement": statement(therapy),
        "source": catalog.source_by_id[claim.source],
        "passage": source_passage(catalog, claim),
        "before": before,
        "after": after,
        "catalog": catalog,
    }


def neighbours(catalog: Catalog, claim: Claim) -> tuple[Claim | None, Claim | None]:
    """Return the claims before and after in the document; None at its ends."""
    found = in_reading_order(catalog, claim.source)
    place = found.index(claim)
    before = found[place - 1] if place else None
    return before, found[place + 1] if place + 1 < len(found) else None


def in_reading_order(catalog: Catalog, source: str) -> list[Claim]:
    """Return the claims of a document as it is read; within a paragraph by therapy."""
    order = {heading: n for n, heading in enumerate(sections_of(catalog.source_by_id[source]))}
    own = (claim for claim in catalog.claims if claim.source == source)
    return sorted(own, key=lambda each: (order[each.section], each.paragraph))
