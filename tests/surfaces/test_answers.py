"""Answers are compared as they read, and laid out from parts: no text decides what is printed."""

import dataclasses
import json
import re
from collections.abc import Callable
from itertools import combinations
from typing import Any

import pytest

from therapies.catalog.catalog import Catalog
from therapies.content import comparison
from therapies.content.comparison import Answer, Row, side_by_side
from therapies.exports.offline.offline import offline
from therapies.exports.pdf.sheet_content import Shown, comparison_parts
from therapies.query.view import View

HOW = "How does it work?"
PAIR = ("binders", "sevelamer")
SPLIT = ("lithotripsy", "diet")


def compared(catalog: Catalog, ids: tuple[str, ...]) -> View:
    return View(catalog, page="compare", ids=ids)


def edited(catalog: Catalog, id_: str, **values: Any) -> Catalog:
    """The table with other values in one row."""
    rows = (
        each.model_copy(update=values) if each.id == id_ else each for each in catalog.therapies
    )
    return dataclasses.replace(catalog, therapies=tuple(rows))


def on_sheet(view: View) -> dict[str, list[list[dict[str, Any]]]]:
    """The cells of the sheet under their question."""
    (part,) = comparison_parts(Shown(view))
    return {row["question"]: row["cells"] for row in part["rows"]}


def on_page(view: View) -> list[bool]:
    shown = side_by_side(view.catalog, view.therapies, only_differences=True)
    kept = [row.question for row in shown["rows"]]
    return [question in kept for question in comparison.QUESTIONS]


def on_paper(view: View) -> list[bool]:
    (part,) = comparison_parts(Shown(view))
    return [row["differs"] for row in part["rows"]]


def on_the_offline_page(view: View) -> list[bool]:
    data = re.search(r'id="data">(.*?)</script>', offline(view).decode(), re.DOTALL)
    assert data
    rows = json.loads(data[1])["therapies"]
    codes = [row["codes"] for row in rows if row["id"] in view.ids]
    return [len(set(each)) > 1 for each in zip(*codes, strict=True)]


SURFACES = (on_page, on_paper, on_the_offline_page)


@pytest.mark.parametrize("surface", SURFACES)
def test_an_own_mechanism_is_a_difference_on_every_surface(
    sample: Catalog, surface: Callable[[View], list[bool]]
) -> None:
    binders, sevelamer = (sample.by_id[each] for each in PAIR)
    assert binders.acts_on is sevelamer.acts_on
    assert binders.mechanism != sevelamer.mechanism
    assert surface(compared(sample, PAIR))[0]
    same = edited(sample, "sevelamer", mechanism=binders.mechanism)
    assert not surface(compared(same, PAIR))[0]


def test_answers_differ_exactly_where_they_read_differently(real: Catalog) -> None:
    for row in comparison.rows(real, real.therapies):
        for one, other in combinations(row.answers, 2):
            assert Row(row.question, (one, other)).differs == (read(one) != read(other))


def read(answer: Answer) -> tuple[object, ...]:
    """What is read; in which order values stand is no difference."""
    first, *rest = answer.lines
    return sorted(first.split("; ")), rest


def test_rewording_the_heading_of_sides_changes_no_decision(
    sample: Catalog, monkeypatch: pytest.MonkeyPatch
) -> None:
    view = compared(sample, SPLIT)
    before = on_sheet(view)
    heading, words = comparison.DIFFER, "Opinions are divided"
    assert heading in json.dumps(before)
    monkeypatch.setattr(comparison, "DIFFER", words)
    after = on_sheet(view)
    assert json.dumps(after) == json.dumps(before).replace(heading, words)


def test_text_of_the_table_is_neither_heading_nor_document(sample: Catalog) -> None:
    (name, *_) = (each.name for each in sample.sources)
    for mechanism in ("Documents differ:", f"{name}: binds phosphate", name):
        view = compared(edited(sample, "sevelamer", mechanism=mechanism), PAIR)
        works = on_sheet(view)[HOW][1]
        assert [line["text"] for line in works] == [mechanism, "Acts on: mineral balance"]
        assert works[1]["refs"] == []


def test_each_side_on_the_sheet_has_its_own_receipts(sample: Catalog) -> None:
    view = compared(sample, ("lithotripsy", "vitamin-k"))
    shown = Shown(view)
    for cells in on_sheet(view).values():
        for therapy, cell in zip(view.therapies, cells, strict=True):
            for source in sample.sources:
                told = [line for line in cell if line["text"].startswith(f"{source.name}: ")]
                numbers = shown.documents(therapy)[source.id]
                assert [line["refs"] for line in told] == [numbers] * len(told)
