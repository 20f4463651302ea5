"""How far two independent readings of the documents agree: `python docs/readings/agreement.py`."""

import csv
from collections import Counter
from collections.abc import Callable, Hashable, Sequence
from pathlib import Path

HERE = Path(__file__).resolve().parent
SAME = {
    "chronic-kidney-disease-management": "renal-failure-progression-control",
    "diabetes-management": "type-2-diabetes-management",
    "drug-delivery-systems": "advanced-drug-delivery-systems",
}
"""Ids of reader A that name the same therapy as another id of reader B."""

Row = dict[str, str]
Pair = tuple[Hashable, Hashable]


def read(reader: str, file: str) -> list[Row]:
    """Return the rows of one file of one reading, reader A's ids in the words of reader B."""
    with (HERE / reader / file).open(encoding="utf-8", newline="") as lines:
        rows = list(csv.DictReader(lines))
    return [{key: SAME.get(cell, cell) for key, cell in row.items()} for row in rows]


def column(name: str) -> Callable[[Row], Hashable]:
    """Return what takes one cell as it stands."""
    return lambda row: row[name]


def items(name: str) -> Callable[[Row], Hashable]:
    """Return what takes a list cell as a set, so that order does not count."""
    return lambda row: frozenset(row[name].split("; "))


def both(first: str, second: str) -> Callable[[Row], Hashable]:
    """Return what takes two cells together."""
    return lambda row: (row[first], row[second])


COLUMNS: dict[str, Callable[[Row], Hashable]] = {
    "member_of": column("member_of"),
    "category": column("category"),
    "goal": column("goal"),
    "also_framed_as (as a set)": items("also_framed_as"),
    "evidence": column("evidence"),
    "outcome": column("outcome"),
    "evidence with outcome": both("evidence", "outcome"),
    "standing": column("standing"),
    "kind": column("kind"),
    "acts_on": column("acts_on"),
    "context (as a set)": items("context"),
}


def kappa(pairs: Sequence[Pair]) -> float:
    """Return Cohen's kappa: agreement beyond what the readers' habits alone would give."""
    size = len(pairs)
    observed = agreed(pairs) / size
    first, second = (Counter(side) for side in zip(*pairs, strict=True))
    expected = sum(first[value] * second[value] for value in first) / size**2
    return 1.0 if expected == 1 else (observed - expected) / (1 - expected)


def agreed(pairs: Sequence[Pair]) -> int:
    """Return how many pairs hold the same value twice."""
    return sum(first == second for first, second in pairs)


def line(title: str, pairs: Sequence[Pair]) -> str:
    """Return one line of the table."""
    same, size = agreed(pairs), len(pairs)
    return f"| {title} | {same} of {size} | {100 * same / size:.1f} % | {kappa(pairs):.2f} |"


def main() -> None:
    """Print which rows both found, and the table of agreement."""
    rows_a = {row["id"]: row for row in read("reader-a", "therapies.csv")}
    rows_b = {row["id"]: row for row in read("reader-b", "therapies.csv")}
    claims_a, claims_b = read("reader-a", "claims.csv"), read("reader-b", "claims.csv")
    matched = sorted(rows_a.keys() & rows_b.keys())
    print(f"Reader A: {len(rows_a)} rows, {len(claims_a)} claims")
    print(f"Reader B: {len(rows_b)} rows, {len(claims_b)} claims")
    print(f"Found by both: {len(matched)}")
    print(f"Only by A: {', '.join(sorted(rows_a.keys() - rows_b.keys())) or 'none'}")
    print(f"Only by B: {', '.join(sorted(rows_b.keys() - rows_a.keys())) or 'none'}")
    print("\n| column | same | agreement | Cohen's kappa |\n|---|---|---|---|")

    named_a, named_b = (
        {(c["therapy"], c["source"]) for c in each} for each in (claims_a, claims_b)
    )
    documents = sorted({document for _, document in named_a | named_b})
    cells = [(id_, document) for id_ in sorted(rows_a | rows_b) for document in documents]
    named: list[Pair] = [(cell in named_a, cell in named_b) for cell in cells]
    print(line("document names therapy (all pairs)", named))
    for title, value in COLUMNS.items():
        print(line(title, [(value(rows_a[id_]), value(rows_b[id_])) for id_ in matched]))

    print("\nWhere they differ, A then B:")
    for (id_, document), (by_a, by_b) in zip(cells, named, strict=True):
        if by_a != by_b:
            print(f"- {id_} in {document}: named by {'A' if by_a else 'B'} only")
    for name in (title.split(" (")[0] for title in COLUMNS if title != "evidence with outcome"):
        for id_ in matched:
            first, second = rows_a[id_][name], rows_b[id_][name]
            if set(first.split("; ")) != set(second.split("; ")):
                print(f"- {id_}, {name}: {first} / {second}")


if __name__ == "__main__":
    main()
