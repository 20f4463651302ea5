"""What a sheet of paper says: facts, sides, answers, and the numbers of their receipts."""

from collections.abc import Iterable, Iterator
from dataclasses import replace
from functools import cached_property
from typing import Any

from therapies import comparison
from therapies.catalog import Catalog
from therapies.comparison import AIM, PLACE, WHO, Answer, Question
from therapies.exports.view import View
from therapies.model import NOT_APPLICABLE, NOT_STATED, SEPARATOR, Category, Claim, Therapy
from therapies.profile import LABELS
from therapies.query import brief
from therapies.relations import MOST_COMPARED, receipts
from therapies.statement import contexts, differ, framing, paired, sides, splits, statement

Values = dict[str, Any]

NAME_LIMIT = 80
"""Longest name in the head of a comparison; it stands whole in the title."""

AGREED = "The claims agree; no ruling was needed."


class Shown:
    """The therapies of a view as its sheet shows them, and the numbers of their receipts."""

    def __init__(self, view: View) -> None:
        self.view = view
        self.catalog = view.catalog
        named = tuple(dict.fromkeys(view.therapies))
        if view.page == "therapy":
            named = named[:1]
        elif view.page != "compare":  # a list goes by category
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


def receipt_values(catalog: Catalog, claim: Claim) -> dict[str, str]:
    """Return place, words and codes of a claim."""
    name = catalog.source_by_id[claim.source].name
    codes = [
        f"goal: {claim.goal or NOT_STATED}",
        f"evidence: {paired(claim.evidence, claim.outcome)}",
        f"place in care: {claim.standing}",
    ]
    if claim.context:
        codes.append(f"for: {', '.join(claim.context)}")
    if claim.caveat != NOT_STATED:
        codes.append(f"caveat: {claim.caveat}")
    return {
        "place": f"{name}, {claim.section}, paragraph {claim.paragraph}",
        "wording": claim.wording,
        "says": claim.says,
        "codes": SEPARATOR.join(codes),
    }


def _line(text: str, numbers: Iterable[int] = ()) -> Values:
    return {"text": text, "refs": list(numbers)}


def therapy_values(shown: Shown, therapy: Therapy) -> Values:
    """Return the parts of the sheet of one therapy."""
    catalog, documents = shown.catalog, shown.documents(therapy)
    framed = framing(therapy)
    return {
        "colour": therapy.category.colour,
        "symbol": therapy.category.symbol,
        "kicker": f"{therapy.category.label}; {therapy.kind}",
        "statement": statement(therapy),
        "framing": _line(framed, shown.behind(therapy, ["also_framed_as"])) if framed else None,
        "named": [_line(catalog.source_by_id[id_].name, ns) for id_, ns in documents.items()],
        "facts": [
            _line(text, shown.behind(therapy, columns)) | {"label": label}
            for label, text, columns in _facts(catalog, therapy)
            if text
        ],
        "headers": [
            "Who says it",
            *(
                label + (" (documents differ)" if differ(catalog, therapy.id, column) else "")
                for column, label in LABELS.items()
            ),
        ],
        "rows": list(_said(shown, therapy)),
    }


def _facts(catalog: Catalog, therapy: Therapy) -> Iterator[tuple[str, str, tuple[str, ...]]]:
    """Yield label, text and the columns whose receipts stand behind it; empty texts fall away."""
    known = paired(therapy.evidence, therapy.outcome)
    members = [catalog.by_id[each] for each in catalog.members_of[therapy.id]]
    yield "Category", therapy.category.value, ("category",)
    yield "Goal", f"{therapy.goal}: {therapy.goal.phrase}", ("goal",)
    yield "Evidence", f"{therapy.evidence.symbol} {known}", ("evidence",)
    yield "Place in care", therapy.standing.value, ("standing",)
    yield "Kind", therapy.kind.value, ("kind",)
    yield "Acts on", therapy.acts_on.value, ("acts_on",)
    yield "Mechanism", therapy.mechanism, ("mechanism",)
    yield "For whom or when", SEPARATOR.join(contexts(catalog, therapy)) or NOT_STATED, ("context",)
    yield "Caveat", therapy.caveat, ("caveat",)
    yield "Also called", SEPARATOR.join(therapy.aliases), ()
    yield "Belongs to", catalog.by_id[therapy.member_of].name if therapy.member_of else "", ()
    yield "Members", SEPARATOR.join(f"{each.name} ({_aim(each)})" for each in members), ()
    ruled = therapy.rationale != NOT_APPLICABLE
    yield "Why so classified", therapy.rationale if ruled else AGREED, ()


def _aim(therapy: Therapy) -> str:
    return f"{therapy.goal}: {paired(therapy.evidence, therapy.outcome)}"


def _said(shown: Shown, therapy: Therapy) -> Iterator[Values]:
    """Yield what this table and then each document says on goal, evidence and place in care."""
    known = paired(therapy.evidence, therapy.outcome)
    ours = [therapy.goal.value, known, therapy.standing.value]
    yield {"name": _line("This table"), "cells": ours}
    named = shown.documents(therapy)
    said = {column: dict(sides(shown.catalog, therapy.id, column)) for column in LABELS}
    for source in shown.catalog.sources:
        cells = [SEPARATOR.join(said[column].get(source.id, ())) for column in LABELS]
        silent = ["does not name it", "", ""]
        name = _line(source.name, named.get(source.id, ()))
        yield {"name": name, "cells": cells if source.id in named else silent}


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
    """Yield what each document says where they differ; a goal stands with its evidence."""
    goals = dict(_goals(shown.catalog, therapy)) if question is AIM else {}
    told = goals or {side.document.id: side.line for side in answer.sides}
    numbers = shown.documents(therapy)
    if told:
        yield _line(f"{comparison.DIFFER}:")
    for source, text in told.items():
        yield _line(text, numbers[source])


def _goals(catalog: Catalog, therapy: Therapy) -> Iterator[tuple[str, str]]:
    """Yield each document with its goals and their evidence, where the goals differ."""
    if "goal" not in splits(catalog, therapy.id):
        return
    known = dict(sides(catalog, therapy.id, "evidence"))
    for source, goals in sides(catalog, therapy.id, "goal"):
        evidence = SEPARATOR.join(known[source])
        name = catalog.source_by_id[source].name
        yield source, f"{name}: {' and '.join(goals)}; evidence: {evidence}"


def list_tables(shown: Shown) -> Iterator[Values]:
    """Yield the list, a table for each category that has a therapy in it."""
    for category in Category:
        found = []
        for therapy in (each for each in shown.therapies if each.category is category):
            answers = (
                _cell(shown, therapy, each, replace(each.answer(shown.catalog, therapy), gloss=""))
                for each in (AIM, PLACE, WHO)
            )
            found.append([[_line(therapy.name), _line(therapy.kind.value)], *answers])
        if found:
            label = f"{category.label} ({len(found)})"
            yield {
                "label": label,
                "symbol": category.symbol,
                "colour": category.colour,
                "rows": found,
            }
