"""The sample with one token in every text: what comes out of it shows where texts go."""

import dataclasses
from typing import Any

from therapies.catalog.catalog import Catalog
from therapies.catalog.glossary import Glossary
from therapies.model import Claim, Entry, Record, Term

IDS = {"id", "member_of", "therapy", "source"}


def filled(record: Record, token: str) -> Any:
    """The record with `token` in every text field; ids stay distinct and keep their order."""
    changes: dict[str, Any] = {}
    for field in type(record).model_fields:
        value = getattr(record, field)
        if isinstance(value, tuple) and not any(isinstance(each, Term) for each in value):
            changes[field] = tuple(f"{token} {field} {n}" for n, _ in enumerate(value))
        elif field == "id" and isinstance(record, Claim):
            continue  # an address of our own letters, which no text can be
        elif isinstance(value, str) and not isinstance(value, Term):
            changes[field] = f"{token}{value}" if field in IDS else f"{token} {field}"
    return record.model_copy(update=changes)


def filled_catalog(catalog: Catalog, token: str) -> Catalog:
    return dataclasses.replace(
        catalog,
        therapies=tuple(filled(each, token) for each in catalog.therapies),
        claims=tuple(filled(each, token) for each in catalog.claims),
        sources=tuple(filled(each, token) for each in catalog.sources),
        version=token,
        glossary=filled_glossary(token),
    )


def filled_glossary(token: str) -> Glossary:
    """A term that texts hold, with its receipt, and one that none holds, without."""
    used = tuple(f"{token} {column}" for column in ("mechanism", "caveat", "says", "context 0"))
    place = {"source": f"{token}first", "section": token, "paragraph": 1, "wording": token}
    nowhere = dict.fromkeys(place)
    return Glossary.of(
        Entry.model_validate({"term": term, "aliases": names, "explanation": token, **receipt})
        for term, names, receipt in ((f"{token} term", used, place), (f"{token} x", (), nowhere))
    )
