"""The table as linked data: a claim as a W3C Web Annotation, the whole as a schema.org Dataset.

Nothing here needs the network to be read, but for the annotation's standard context.
"""

from collections.abc import Mapping
from typing import Any

from therapies.catalog.catalog import Catalog
from therapies.content.passages import claim_link
from therapies.content.render import slug
from therapies.exports.citation import AUTHORS, UNLICENSED, Citation
from therapies.exports.data import address, json_text
from therapies.exports.formats import FORMATS
from therapies.model import (
    COLUMN,
    NOT_STATED,
    PURPOSE,
    SEPARATOR,
    VOCABULARIES,
    Claim,
    Column,
    Source,
    Term,
    paired_in_full,
)
from therapies.query.view import View
from therapies.site import TITLE

MEDIA_TYPE = "application/ld+json"
DATASET = "data/dataset.jsonld"
"""Where the data set is described, within the app."""
ANNOTATIONS = "http://www.w3.org/ns/anno.jsonld"
CRATE = "https://w3id.org/ro/crate/1.1"
DOWNLOADS = {
    "package.zip": "package",
    "therapies.csv": "csv",
    "therapies.json": "json",
    "claims.csv": "claims-csv",
    "claims.json": "claims-json",
}
"""The files of `/data` that hold the whole table, with their formats."""

Node = dict[str, Any]

_SCHEMA = {
    "@vocab": "https://schema.org/",
    **{
        each: {"@type": "@id"}
        for each in ("url", "contentUrl", "inDefinedTermSet", "isBasedOn", "valueReference")
    },
}
_PLACES = {
    "section": "https://schema.org/articleSection",
    "paragraph": "https://schema.org/position",
    "version": "https://schema.org/version",
}


def annotation(catalog: Catalog, claim: Claim, base: str) -> Node:
    """Return a claim as a Web Annotation: the words of the document, and what is said of them."""
    view = View(catalog, base=base)
    coded = [(name, getattr(claim, name)) for name in ("goal", "evidence", "outcome", "standing")]
    return {
        "@context": [ANNOTATIONS, _PLACES],
        "id": claim_link(base, claim.id),
        "type": "Annotation",
        "motivation": "classifying",
        "creator": {"type": "Organization", "name": AUTHORS},
        "version": catalog.version,
        "modified": f"{catalog.date.isoformat()}T00:00:00Z",
        "body": [
            _text("describing", claim.says),
            _text("classifying", _told(catalog, claim)),
            *(_body("classifying", _term_id(view, name, term)) for name, term in coded if term),
            _body("identifying", address(view, f"therapy?id={claim.therapy}")),
        ],
        "target": {
            "type": "SpecificResource",
            "source": {
                "id": _document_id(view, claim.source),
                "type": "Text",
                "name": catalog.source_by_id[claim.source].name,
            },
            "section": claim.section,
            "paragraph": claim.paragraph,
            "selector": {"type": "TextQuoteSelector", "exact": claim.wording},
        },
    }


def dataset(view: View) -> bytes:
    """Return the data set of `view`'s table, its vocabularies and documents, as JSON-LD."""
    catalog = view.catalog
    whole = {
        "@id": _id(view, "dataset"),
        "@type": "Dataset",
        **_about(view),
        "dateModified": catalog.date.isoformat(),
        "url": address(view, ""),
        "inLanguage": "en",
        "isAccessibleForFree": True,
        "creator": {"@type": "Organization", "name": AUTHORS},
        "isBasedOn": [_document_id(view, each.id) for each in catalog.sources],
        "variableMeasured": [
            {
                "@type": "PropertyValue",
                "propertyID": each.name,
                "name": each.label,
                "description": each.help,
                "valueReference": _id(view, each.name),
            }
            for each in VOCABULARIES
        ],
        "distribution": [
            {
                "@type": "DataDownload",
                "name": FORMATS[each].label,
                "encodingFormat": FORMATS[each].mime,
                "contentUrl": address(view, f"data/{name}"),
            }
            for name, each in DOWNLOADS.items()
        ],
    }
    sets = (_set(view, each) for each in VOCABULARIES)
    documents = (_document(view, each) for each in catalog.sources)
    return json_text({"@context": _SCHEMA, "@graph": [whole, *sets, *documents]})


def crate(view: View, files: Mapping[str, tuple[str, str]]) -> Node:
    """Return `ro-crate-metadata.json` for `files`: for each its media type and what it holds."""
    root = {
        "@id": "./",
        "@type": "Dataset",
        **_about(view),
        "datePublished": view.catalog.date.isoformat(),
        "author": {"@id": "#contributors"},
        "hasPart": [{"@id": name} for name in files],
    }
    parts = (
        {"@id": name, "@type": "File", "name": name, "description": told, "encodingFormat": kind}
        for name, (kind, told) in files.items()
    )
    own = {
        "@id": "ro-crate-metadata.json",
        "@type": "CreativeWork",
        "about": {"@id": "./"},
        "conformsTo": {"@id": CRATE},
    }
    people = {"@id": "#contributors", "@type": "Organization", "name": AUTHORS}
    return {"@context": f"{CRATE}/context", "@graph": [own, root, people, *parts]}


def cited(view: View) -> Citation:
    """Return how the whole table of `view` is cited."""
    return Citation(TITLE, view.catalog.version, view.catalog.date, address(view, ""))


def _about(view: View) -> Node:
    """What a description of the whole says of it, wherever it lies."""
    return {
        "name": TITLE,
        "description": f"{'. '.join(view.stamp[2:4])}. {PURPOSE} {UNLICENSED}",
        "version": view.catalog.version,
        "creditText": cited(view).text,
    }


def _set(view: View, column: Column) -> Node:
    return {
        "@id": _id(view, column.name),
        "@type": "DefinedTermSet",
        "name": column.label,
        "description": column.help,
        "hasDefinedTerm": [
            {
                "@id": _term_id(view, column.name, term),
                "@type": "DefinedTerm",
                "termCode": term.value,
                "name": term.label,
                "description": term.definition,
                "position": term.rank + 1,
                "inDefinedTermSet": _id(view, column.name),
            }
            for term in column.terms
        ],
    }


def _document(view: View, source: Source) -> Node:
    titled = {} if source.title == NOT_STATED else {"alternateName": source.title}
    about = {"@id": _document_id(view, source.id), "@type": "CreativeWork", "name": source.name}
    return about | titled | {"about": source.scope}


def _told(catalog: Catalog, claim: Claim) -> str:
    """Return what a claim says of which therapy, its goal beside its evidence."""
    parts = (
        f"{COLUMN['goal'].label}: {claim.goal or NOT_STATED}",
        f"{COLUMN['evidence'].label}: {paired_in_full(claim.evidence, claim.outcome)}",
        f"{COLUMN['standing'].label}: {claim.standing.label}",
        f"{COLUMN['context'].label}: {', '.join(claim.context) or NOT_STATED}",
        f"{COLUMN['caveat'].label}: {claim.caveat}",
    )
    return f"{catalog.by_id[claim.therapy].name}. {SEPARATOR.join(parts)}"


def _text(purpose: str, value: str) -> Node:
    about = {"type": "TextualBody", "purpose": purpose, "format": "text/plain", "language": "en"}
    return about | {"value": value}


def _body(purpose: str, source: str) -> Node:
    return {"type": "SpecificResource", "purpose": purpose, "source": source}


def _id(view: View, name: str) -> str:
    return f"{address(view, DATASET)}#{name}"


def _term_id(view: View, column: str, term: Term) -> str:
    return _id(view, f"{column}-{slug(term.value)}")


def _document_id(view: View, source: str) -> str:
    return _id(view, f"document-{source}")
