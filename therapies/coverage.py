"""Who says what: spans over the documents, and how complete the table is."""

from collections import Counter
from collections.abc import Sequence
from typing import Any

import pandas as pd

from therapies.catalog import Catalog
from therapies.model import NOT_STATED, SEPARATOR, Evidence, Outcome, Standing, Therapy
from therapies.statement import Value, documents_of, paired, sides, splits
from therapies.takeaways import is_driver_only

SPAN_COLUMNS = ["id", "therapy", "document", "value", "rank", "said", "driver"]

SILENT = "does not name it"
"""What is told of a document that says nothing of a therapy."""

Rows = list[tuple[Any, ...]]
"""Lines of a table: a therapy or a text first, then texts or numbers."""

Values = tuple[Value, ...]
"""What one document says of a therapy."""


def spans(catalog: Catalog, therapies: Sequence[Therapy], column: str) -> pd.DataFrame:
    """Return what documents say in `column` of the therapies on which several of them speak.

    Columns: `id`, `therapy`, `document` (categorical over all documents), `value` (the
    vocabulary's word), `rank`, `said` (the value, for evidence with its outcome), `driver` (about a
    driver only) and `span` (how many levels lie between the weakest and the strongest).
    """
    lines = [
        line
        for therapy in therapies
        for found in [_spoken(catalog, therapy, column)]
        if len({line["document"] for line in found}) > 1
        for line in found
    ]
    names = [source.name for source in catalog.sources]
    frame = pd.DataFrame(lines, columns=SPAN_COLUMNS)
    frame = frame.drop_duplicates(ignore_index=True)
    ranks = frame.groupby("id")["rank"]
    return frame.assign(
        document=pd.Categorical(frame["document"], categories=names, ordered=True),
        span=ranks.transform("max") - ranks.transform("min"),
    )


def _spoken(catalog: Catalog, therapy: Therapy, column: str) -> list[dict[str, Any]]:
    """Return a line for each claim that says something in `column`."""
    terms = [(claim, getattr(claim, column)) for claim in catalog.claims_of[therapy.id]]
    return [
        {
            "id": therapy.id,
            "therapy": therapy.name,
            "document": catalog.source_by_id[claim.source].name,
            "value": term.value,
            "rank": term.rank,
            "said": paired(claim.evidence, claim.outcome) if column == "evidence" else term.value,
            "driver": column == "evidence" and claim.outcome is Outcome.DRIVER,
        }
        for claim, term in terms
        if term != NOT_STATED
    ]


def span_rows(
    catalog: Catalog, therapies: Sequence[Therapy], column: str
) -> list[tuple[Therapy, tuple[Values, ...]]]:
    """Return what `spans` shows as lines: the therapy, and what each document says.

    It is empty for a document that does not name the therapy.
    """
    lines = []
    for therapy in therapies:
        said = dict(sides(catalog, therapy.id, column))
        if len(said) > 1:
            values = tuple(said.get(source.id, ()) for source in catalog.sources)
            lines.append((therapy, values))
    return lines


def told(values: Values) -> str:
    """Return what a document says, in a line."""
    return SEPARATOR.join(values) or SILENT


def naming(catalog: Catalog, therapies: Sequence[Therapy]) -> Rows:
    """Return the number of claims for each therapy and document, or `not named`."""
    lines: Rows = []
    for therapy in therapies:
        counts = Counter(claim.source for claim in catalog.claims_of[therapy.id])
        lines.append((therapy, *(counts.get(source.id, "not named") for source in catalog.sources)))
    return lines


def naming_takeaway(catalog: Catalog, therapies: Sequence[Therapy]) -> str:
    """Return how many therapies each number of documents names."""
    named = Counter(len(documents_of(catalog, therapy.id)) for therapy in therapies)
    every, one = named[len(catalog.sources)], named[1]
    return (
        f"{every} of {len(therapies)} are named by all {len(catalog.sources)} documents, "
        f"{one} by one only."
    )


def completeness(catalog: Catalog, therapies: Sequence[Therapy]) -> Rows:
    """Return what is missing, rests on one document or is split: the measure and its count."""
    split = [splits(catalog, therapy.id) for therapy in therapies]
    measures: dict[str, list[bool]] = {
        "Named by one document only": [
            len(documents_of(catalog, each.id)) == 1 for each in therapies
        ],
        "No effect stated": [each.evidence is Evidence.NOT_STATED for each in therapies],
        "Effect known on a driver only": [is_driver_only(each) for each in therapies],
        "Place in care not stated": [each.standing is Standing.NOT_STATED for each in therapies],
        "For whom or when not stated": [not each.context for each in therapies],
        "Caveat not stated": [each.caveat == NOT_STATED for each in therapies],
        "Documents differ on the goal": ["goal" in each for each in split],
        "Documents differ on the evidence": ["evidence" in each for each in split],
        "Documents differ on the place in care": ["standing" in each for each in split],
    }
    return [(name, sum(hits)) for name, hits in measures.items()]


def completeness_takeaway(catalog: Catalog, therapies: Sequence[Therapy]) -> str:
    """Return how many rows are split and how many give no effect."""
    split = sum(bool(splits(catalog, each.id)) for each in therapies)
    silent = sum(each.evidence is Evidence.NOT_STATED for each in therapies)
    return (
        f"Documents differ on {split} of {len(therapies)} therapies; "
        f"for {silent} no effect is stated at all."
    )


def span_takeaway(frame: pd.DataFrame) -> str:
    """Return how far documents lie apart, naming the widest span of what `spans` gives."""
    if frame.empty:
        return "No therapy here is named by more than one document that speaks on this."
    widest = frame.sort_values(["span", "therapy"], ascending=[False, True], kind="stable")
    total, apart = frame["id"].nunique(), frame.loc[frame["span"] > 0, "id"].nunique()
    if not apart:
        return (
            f"The documents agree wherever more than one speaks "
            f"({total} {'therapy' if total == 1 else 'therapies'})."
        )
    name = widest["therapy"].iloc[0]
    said = frame[frame["therapy"] == name].sort_values("rank", kind="stable")["said"]
    return (
        f"For {apart} of {total} therapies on which several documents speak, they range over more "
        f"than one level; widest for {name}: from “{said.iloc[-1]}” to “{said.iloc[0]}”."
    )
