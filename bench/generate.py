"""Tables of a size that the strict reader accepts, the same ones each time.

`python -m bench.generate 3000 FOLDER` writes one. The texts are fillers; only their lengths and the
mix of codes are like those of the table in `data/`.
"""

import argparse
import random
from pathlib import Path
from typing import NamedTuple

from therapies.catalog import claim_ids
from therapies.catalog.catalog import csv_text
from therapies.catalog.cell_rules import CLAIMS, RECORDS, SOURCES, THERAPIES, columns
from therapies.catalog.csv_file import MAX_ROWS
from therapies.model import (
    NOT_APPLICABLE,
    NOT_STATED,
    SEPARATOR,
    ActsOn,
    Category,
    Evidence,
    Goal,
    Kind,
    Outcome,
    Standing,
)

SEED = 20261121
DOCUMENTS = ("first", "second", "third")
HEADINGS = ("Introduction", "Medicines", "Devices", "Outlook")
PARAGRAPHS = 3
CONTEXTS = tuple(f"situation {letter}" for letter in "abcdefghijkl")
SYLLABLES = ("cal", "pho", "vas", "mag", "rol", "tide", "xin", "mab", "stat", "zol", "vane", "cin")
TEXT = "A filler in place of what it does, about as long as a mechanism in the table is."

Cells = tuple[str, ...]


class Codes(NamedTuple):
    """What a therapy's row and its first claim share."""

    goal: Goal
    evidence: Evidence
    outcome: Outcome
    standing: Standing
    context: str


def write(folder: Path, size: int) -> Path:
    """Write a table of `size` therapies into `folder`, which may be new; give the folder back."""
    folder.mkdir(parents=True, exist_ok=True)
    chance = random.Random(SEED)
    made = [_therapy(chance, number) for number in range(size)]
    rows = {
        THERAPIES: [therapy for therapy, _ in made],
        CLAIMS: claim_ids.named([claim for _, claims in made for claim in claims]),
        SOURCES: [_source(document) for document in DOCUMENTS],
    }
    for name, record in RECORDS.items():
        (folder / name).write_text(csv_text(columns(record), rows[name]), encoding="utf-8")
    return folder


def _therapy(chance: random.Random, number: int) -> tuple[Cells, list[Cells]]:
    """Return a row of `therapies.csv` and its claims, one to three."""
    id_ = f"therapy-{number:06}"
    codes = _codes(chance)
    framed = [goal for goal in Goal if goal is not codes.goal and chance.random() < 0.1]
    named_in = chance.choice((1, 2, 2, 3)) if number else len(DOCUMENTS)
    places = chance.sample(range(len(DOCUMENTS)), named_in)
    claims = [_claim(chance, id_, DOCUMENTS[places[0]], codes)]
    for place in places[1:]:
        other = codes._replace(evidence=chance.choice(list(Evidence)))
        claims.append(_claim(chance, id_, DOCUMENTS[place], other))
    claims += [_framing(chance, id_, DOCUMENTS[places[0]], goal, codes) for goal in framed]
    above = f"therapy-{chance.randrange(number):06}" if number and chance.random() < 0.3 else ""
    row = (
        *(id_, _name(chance, number), NOT_STATED, above or NOT_APPLICABLE),
        *(chance.choice(list(Category)).value, codes.goal.value),
        SEPARATOR.join(goal.value for goal in framed) or NOT_APPLICABLE,
        *(codes.evidence.value, codes.outcome.value, codes.standing.value),
        *(chance.choice(list(Kind)).value, chance.choice(list(ActsOn)).value),
        *(TEXT, codes.context, NOT_STATED, "A filler in place of the reason."),
    )
    return row, claims


def _codes(chance: random.Random) -> Codes:
    contexts = chance.sample(CONTEXTS, chance.choice((0, 1, 1, 2)))
    return Codes(
        chance.choice(list(Goal)),
        chance.choice(list(Evidence)),
        chance.choice([each for each in Outcome if each is not Outcome.NOT_APPLICABLE]),
        chance.choice(list(Standing)),
        SEPARATOR.join(sorted(contexts)) or NOT_STATED,
    )


def _claim(chance: random.Random, therapy: str, document: str, codes: Codes) -> Cells:
    return (
        *("", therapy, document, chance.choice(HEADINGS), str(chance.randint(1, PARAGRAPHS))),
        *("a filler of few words", "A filler in place of what the passage says of it."),
        *(codes.goal.value, codes.evidence.value, codes.outcome.value, codes.standing.value),
        *(codes.context, NOT_STATED),
    )


def _framing(chance: random.Random, therapy: str, document: str, goal: Goal, codes: Codes) -> Cells:
    """Return a claim that only frames the therapy with another goal."""
    silent = codes._replace(goal=goal, evidence=Evidence.NOT_STATED)
    return _claim(chance, therapy, document, silent)


def _name(chance: random.Random, number: int) -> str:
    return f"{''.join(chance.choices(SYLLABLES, k=2)).capitalize()} {number:06}"


def _source(document: str) -> Cells:
    sections = SEPARATOR.join(f"{heading} ({PARAGRAPHS})" for heading in HEADINGS)
    return document, f"{document.capitalize()} document", NOT_STATED, "A generated table.", sections


def main() -> None:
    """Write the table that the command line asks for."""
    parser = argparse.ArgumentParser(description="A generated table.")
    parser.add_argument("size", type=int, help=f"therapies, at most {MAX_ROWS:,}")
    parser.add_argument("folder", type=Path)
    asked = parser.parse_args()
    write(asked.folder, asked.size)


if __name__ == "__main__":
    main()
