"""Who says what: spans over the documents, and how complete the table is."""

from collections import Counter
from collections.abc import Sequence
from typing import Any

import pandas as pd

from therapies.catalog import Catalog
from therapies.model import NOT_STATED, SEPARATOR, Evidence, Outcome, Standing, Therapy
from therapies.statement import Value, documents_of, paired, sides, splits
from therapies.takeaways import FEW, NOTHING, is_driver_only, listed, part

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
    """Return how many therapies every document names and how many one alone; a few by name."""
    if not therapies:
        return NOTHING
    named = [(each, len(documents_of(catalog, each.id))) for each in therapies]
    every = [each for each, count in named if count == len(catalog.sources)]
    one = [each for each, count in named if count == 1 and each not in every]
    if len(every) > FEW:
        rest = f", {part(one)} by one only" if one else ""
        return f"{len(every)} of {len(therapies)} are named by all documents{rest}."
    of = f" of {len(therapies)}" if len(one) > FEW else ""
    told = [f"by all documents: {part(every)}"] if every else []
    told += [f"by one document only: {part(one)}{of}"] if one else []
    return f"Named {'; '.join(told) or 'by several documents each, none by all'}."


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
    """Return how many rows are split and how many give no effect; a few by name."""
    if not therapies:
        return NOTHING
    split = [each for each in therapies if splits(catalog, each.id)]
    silent = [each for each in therapies if each.evidence is Evidence.NOT_STATED]
    told = "The documents do not differ here"
    if split:
        total = f" of {len(therapies)} therapies" if len(split) > FEW else ""
        told = f"Documents differ on {part(split)}{total}"
    return f"{told}{f'; for {part(silent)} no effect is stated at all' if silent else ''}."


def span_takeaway(frame: pd.DataFrame) -> str:
    """Return how far documents lie apart, naming the widest span of what `spans` gives."""
    if frame.empty:
        return "No therapy here is named by more than one document that speaks on this."
    each = frame.drop_duplicates("id").sort_values(
        ["span", "therapy"], ascending=[False, True], kind="stable"
    )
    names, apart = list(each["therapy"]), list(each.loc[each["span"] > 0, "therapy"])
    if not apart:
        told = listed(names) if len(names) <= FEW else f"{len(names)} therapies"
        return f"The documents agree wherever more than one speaks ({told})."
    said = frame[frame["id"] == each["id"].iloc[0]].sort_values("driver", kind="stable")
    ends = [said.loc[said["rank"] == end, "said"].iloc[0] for end in _ends(said["rank"])]
    widest = f"from “{ends[0]}” to “{ends[1]}”."
    if len(apart) == 1:
        return f"Documents range over more than one level for {apart[0]}: {widest}"
    if len(apart) <= FEW:
        first = f"Documents range over more than one level for {listed(apart)}"
    else:
        first = (
            f"For {len(apart)} of {len(names)} therapies on which several documents speak, "
            "they range over more than one level"
        )
    return f"{first}; widest for {apart[0]}: {widest}"


def _ends(ranks: "pd.Series[int]") -> tuple[int, int]:
    """Return the weakest and the strongest of the ranks."""
    return int(ranks.max()), int(ranks.min())
