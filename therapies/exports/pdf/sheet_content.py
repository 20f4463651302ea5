"""The content of a PDF sheet: facts, sides, answers, and the numbers of their receipts."""

from collections.abc import Iterable, Iterator
from dataclasses import replace
from functools import cached_property
from typing import Any

from therapies.catalog.catalog import Catalog
from therapies.content import comparison
from therapies.content.comparison import AIM, GOAL, PLACE, WHO, Answer, Question
from therapies.content.passages import claim_link, source_passage
from therapies.content.relations import receipts
from therapies.content.sentences import SILENT, framing, sides, splits
from therapies.content.therapy_page import AGREED, DocumentRow, profile
from therapies.model import (
    COLUMN,
    NOT_APPLICABLE,
    NOT_STATED,
    SEPARATOR,
    Category,
    Claim,
    Therapy,
    paired,
    paired_in_full,
)
from therapies.query.view import View
from therapies.site import MOST_COMPARED
from therapies.wording import brief

Values = dict[str, Any]

NAME_LIMIT = 80
"""Longest name in the head of a comparison; the title has it in full."""


class Shown:
    """The therapies of a view as its sheet shows them, and the numbers of their receipts."""

    def __init__(self, view: View) -> None:
        self.view, self.catalog = view, view.catalog
        named = tuple(dict.fromkeys(view.therapies))
        if view.page == "therapy":
            named = named[:1]
        elif not view.info.names_therapies:  # a list goes by category
            named = tuple(sorted(named, key=lambda t: (t.category.rank, t.name.casefold())))
        self.therapies = named

    @cached_property
    def numbers(self) -> dict[str, range]:
        """The numbers of each therapy's receipts on this sheet, under its id."""
        found, start = {}, 1
        for therapy in self.therapies:
            end = start + len(self.catalog.claims_of[therapy.id])
            found[therapy.id] = range(start, end)
            start = end
        return found

    def behind(self, therapy: Therapy, columns: Iterable[str]) -> list[int]:
        """Return the numbers of the receipts that earned the columns."""
        found = receipts(self.catalog, therapy)
        numbers = self.numbers[therapy.id]
        return sorted({numbers[n - 1] for column in columns for n in found[column]})

    def documents(self, therapy: Therapy) -> dict[str, list[int]]:
        """Return the numbers of the therapy's receipts under the id of each document."""
        found: dict[str, list[int]] = {}
        claims = self.catalog.claims_of[therapy.id]
        for number, claim in zip(self.numbers[therapy.id], claims, strict=True):
            found.setdefault(claim.source, []).append(number)
        return found


def receipt_values(view: View, claim: Claim) -> dict[str, str]:
    """Return place, words and codes of a claim, and the address of its page."""
    passage = source_passage(view.catalog, claim)
    codes = [
        f"goal: {claim.goal or NOT_STATED}",
        f"evidence: {paired(claim.evidence, claim.outcome)}",
        f"{COLUMN['standing'].in_line}: {claim.standing.label}",
    ]
    if claim.context:
        codes.append(f"for: {', '.join(claim.context)}")
    if claim.caveat != NOT_STATED:
        codes.append(f"caveat: {claim.caveat}")
    return {
        "place": passage.place,
        "link": claim_link(view.base, claim.id),
        "wording": passage.words,
        "says": claim.says,
        "codes": SEPARATOR.join(codes),
    }


def _line(text: str, numbers: Iterable[int] = ()) -> Values:
    return {"text": text, "refs": list(numbers)}


def therapy_values(shown: Shown, therapy: Therapy) -> Values:
    """Return the parts of the sheet of one therapy."""
    catalog, documents = shown.catalog, shown.documents(therapy)
    found = profile(catalog, therapy, shown.view.query)
    framed = found["framing"]
    return {
        "colour": therapy.category.colour,
        "symbol": therapy.category.symbol,
        "kicker": f"{therapy.category.heading}; {therapy.kind}",
        "statement": found["statement"],
        "framing": _line(framed, shown.behind(therapy, ["also_framed_as"])) if framed else None,
        "named": [_line(catalog.source_by_id[id_].name, ns) for id_, ns in documents.items()],
        "facts": [
            _line(text, shown.behind(therapy, columns)) | {"label": label}
            for label, text, columns in _facts(catalog, therapy, found)
            if text
        ],
        "headers": [
            "Who says it",
            *(f"{r.label}{' (documents differ)' if r.split else ''}" for r in found["documents"]),
        ],
        "rows": list(_said(shown, therapy, found["documents"])),
    }


def _facts(
    catalog: Catalog, therapy: Therapy, found: Values
) -> Iterator[tuple[str, str, tuple[str, ...]]]:
    """Yield label, text and the columns whose receipts are behind it; empty texts are left out."""
    above = catalog.by_id[therapy.member_of].name if therapy.member_of else ""
    members = (
        f"{each.name} ({each.goal}: {paired(each.evidence, each.outcome)})"
        for each in found["members"]
    )
    earned = {
        "category": therapy.category.label,
        "goal": f"{therapy.goal}: {therapy.goal.phrase}",
        "evidence": paired_in_full(therapy.evidence, therapy.outcome).marked,
        "standing": therapy.standing.label,
        "kind": therapy.kind.label,
        "acts_on": therapy.acts_on.label,
        "mechanism": therapy.mechanism,
        "context": SEPARATOR.join(found["contexts"]) or NOT_STATED,
        "caveat": therapy.caveat,
    }
    yield from ((COLUMN[each].label, text, (each,)) for each, text in earned.items())
    yield COLUMN["aliases"].label, SEPARATOR.join(therapy.aliases), ()
    yield COLUMN["member_of"].label, above, ()
    yield "Members", SEPARATOR.join(members), ()
    ruling = AGREED if therapy.rationale == NOT_APPLICABLE else therapy.rationale
    yield COLUMN["rationale"].label, ruling, ()


def _said(shown: Shown, therapy: Therapy, rows: list[DocumentRow]) -> Iterator[Values]:
    """Yield what this table and then each document says on goal, evidence and place in care."""
    yield {"name": _line("This table"), "cells": [row.ours for row in rows]}
    numbers = shown.documents(therapy)
    for place, source in enumerate(shown.catalog.sources):
        cells = [SEPARATOR.join(row.said[place]) for row in rows]
        name = _line(source.name, numbers.get(source.id, ()))
        yield {"name": name, "cells": cells if source.id in numbers else [SILENT, "", ""]}


def comparison_parts(shown: Shown) -> Iterator[Values]:
    """Yield the comparison, a few therapies at a time."""
    found = comparison.rows(shown.catalog, shown.therapies)
    for start in range(0, len(shown.therapies), MOST_COMPARED):
        therapies = shown.therapies[start : start + MOST_COMPARED]
        yield {
            "names": [
                {
                    "name": each.name if len(each.name) <= NAME_LIMIT else brief(each.name, 60),
                    "symbol": each.category.symbol,
                    "colour": each.category.colour,
                }
                for each in therapies
            ],
            "rows": [
                {
                    "question": row.question.text,
                    "differs": row.differs,
                    "cells": [
                        _cell(shown, therapy, row.question, answer)
                        for therapy, answer in zip(therapies, row.answers[start:], strict=False)
                    ],
                }
                for row in found
            ],
        }


def _cell(shown: Shown, therapy: Therapy, question: Question, answer: Answer) -> list[Values]:
    """Return the parts of an answer as lines, each with the receipts behind it."""
    mark = f"{answer.evidence.symbol} " if answer.evidence else ""
    numbers = shown.documents(therapy)
    lines = (
        _line(mark + answer.headline, shown.behind(therapy, question.columns)),
        *map(_line, (answer.gloss, answer.detail, answer.said_by)),
        _line(answer.framing, shown.behind(therapy, ["also_framed_as"])),
        *_sides(shown, therapy, question, answer),
        *(_line(each.name, numbers[each.id]) for each in answer.documents),
    )
    return [line for line in lines if line["text"]]


def _sides(shown: Shown, therapy: Therapy, question: Question, answer: Answer) -> Iterator[Values]:
    """Yield what each document says where they differ; a goal is given with its evidence."""
    said = {side.document.id: side.line for side in answer.sides}
    if question in (AIM, GOAL) and "goal" in splits(shown.catalog, therapy.id):
        known = dict(sides(shown.catalog, therapy.id, "evidence"))
        said = {
            source: f"{shown.catalog.source_by_id[source].name}: {' and '.join(goals)}; "
            f"evidence: {SEPARATOR.join(known[source])}"
            for source, goals in sides(shown.catalog, therapy.id, "goal")
        }
    numbers = shown.documents(therapy)
    if said:
        yield _line(f"{comparison.DIFFER}:")
    for source, text in said.items():
        yield _line(text, numbers[source])


def list_tables(shown: Shown) -> Iterator[Values]:
    """Yield the list, a table for each category that has a therapy in it."""
    for category in Category:
        found = []
        for therapy in (each for each in shown.therapies if each.category is category):
            answers = (
                _cell(shown, therapy, each, replace(each.answer(shown.catalog, therapy), gloss=""))
                for each in (AIM, PLACE, WHO)
            )
            found.append([[_line(therapy.name), _line(therapy.kind.label)], *answers])
        if found:
            yield {
                "label": f"{category.heading} ({len(found)})",
                "symbol": category.symbol,
                "colour": category.colour,
                "rows": found,
            }


def overview_groups(shown: Shown) -> Iterator[Values]:
    """Yield the therapies of each category, each in few lines with the passages behind them."""
    for category in Category:
        found = [each for each in shown.therapies if each.category is category]
        if found:
            yield {
                "label": f"{category.heading} ({len(found)})",
                "symbol": category.symbol,
                "colour": category.colour,
                "therapies": [_in_brief(shown.view, each) for each in found],
            }


def _in_brief(view: View, therapy: Therapy) -> Values:
    catalog = view.catalog
    known = paired(therapy.evidence, therapy.outcome).marked
    care = f"{COLUMN['standing'].label}: {therapy.standing.label}"
    apart = [COLUMN[each].in_line for each in splits(catalog, therapy.id)]
    differ = f"{comparison.DIFFER}: {', '.join(apart)}." if apart else ""
    whom = f" For: {SEPARATOR.join(therapy.context)}." if therapy.context else ""
    limit = f"Caveat: {therapy.caveat}" if therapy.caveat != NOT_STATED else ""
    told = (f"{therapy.goal.heading}: {known}. {care}.{whom}", framing(therapy), differ, limit)
    return {
        "name": therapy.name,
        "kind": therapy.kind.label,
        "told": [each for each in told if each],
        "receipts": [
            receipt_values(view, each) | {"codes": _codes(each)}
            for each in catalog.claims_of[therapy.id]
        ],
    }


def _codes(claim: Claim) -> str:
    """Return a claim's codes without their names."""
    known = paired(claim.evidence, claim.outcome)
    return SEPARATOR.join((claim.goal or "no goal stated", known, claim.standing.label))
