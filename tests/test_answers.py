"""Answers are compared as they read, and laid out from parts: no text decides what is printed."""

import dataclasses
import io
import json
import re
from collections.abc import Callable
from itertools import combinations
from typing import Any

import pytest
from pptx import Presentation

from therapies import comparison, profile, screens
from therapies.catalog import Catalog
from therapies.comparison import Answer, Row, side_by_side
from therapies.exports.offline import offline
from therapies.exports.sheet_content import Shown, comparison_parts
from therapies.exports.slides import slides
from therapies.exports.view import View
from therapies.query import Query
from therapies.statement import paired

WHERE = "Where does it act?"
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


def on_slides(view: View) -> dict[str, list[str]]:
    """The cells of the slides' tables under the first of their row."""
    tables = (
        shape.table
        for slide in Presentation(io.BytesIO(slides(view))).slides
        for shape in slide.shapes
        if shape.has_table
    )
    rows = ([cell.text for cell in row.cells] for table in tables for row in table.rows)
    return {first: rest for first, *rest in rows}


def on_sheet(view: View) -> dict[str, list[list[dict[str, Any]]]]:
    """The cells of the sheet under their question."""
    (part,) = comparison_parts(Shown(view))
    return {row["question"]: row["cells"] for row in part["rows"]}


def on_page(view: View) -> list[bool]:
    shown = side_by_side(view.catalog, view.therapies, Query(), only_differences=True)
    kept = [row.question for row in shown["rows"]]
    every = side_by_side(view.catalog, view.therapies, Query(), only_differences=False)
    return [row.question in kept for row in every["rows"]]


def on_screen(view: View) -> list[bool]:
    (screen,) = screens.screens(view)
    heads = [row[0].text for part in screen.parts for row in part["rows"]]
    marked = [head.endswith("(differs)") for head in heads]
    assert screen.takeaway == f"They differ on {sum(marked)} of {len(heads)} questions."
    return marked


def on_slide(view: View) -> list[bool]:
    return [head.endswith("(differs)") for head in on_slides(view) if "?" in head]


def on_paper(view: View) -> list[bool]:
    (part,) = comparison_parts(Shown(view))
    return [row["differs"] for row in part["rows"]]


def on_the_offline_page(view: View) -> list[bool]:
    data = re.search(r'id="data">(.*?)</script>', offline(view).decode(), re.DOTALL)
    assert data
    rows = json.loads(data[1])["therapies"]
    codes = [row["codes"] for row in rows if row["id"] in view.ids]
    return [len(set(each)) > 1 for each in zip(*codes, strict=True)]


SURFACES = (on_page, on_screen, on_slide, on_paper, on_the_offline_page)


@pytest.mark.parametrize("surface", SURFACES)
def test_an_own_mechanism_is_a_difference_on_every_surface(
    sample: Catalog, surface: Callable[[View], list[bool]]
) -> None:
    binders, sevelamer = (sample.by_id[each] for each in PAIR)
    assert binders.acts_on is sevelamer.acts_on
    assert binders.mechanism != sevelamer.mechanism
    assert surface(compared(sample, PAIR))[2]
    same = edited(sample, "sevelamer", mechanism=binders.mechanism)
    assert not surface(compared(same, PAIR))[2]


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
    slides_before, before = json.dumps(on_slides(view)), on_sheet(view)
    heading, words = comparison.DIFFER, "Opinions are divided"
    assert heading in json.dumps(before)
    assert heading in slides_before
    monkeypatch.setattr(comparison, "DIFFER", words)
    after = on_sheet(view)
    assert json.dumps(after) == json.dumps(before).replace(heading, words)
    assert json.dumps(on_slides(view)) == slides_before.replace(heading, words)


def test_text_of_the_table_is_neither_heading_nor_document(sample: Catalog) -> None:
    (name, *_) = (each.name for each in sample.sources)
    for mechanism in ("Documents differ:", f"{name}: binds phosphate", name):
        view = compared(edited(sample, "sevelamer", mechanism=mechanism), PAIR)
        acts = on_sheet(view)[WHERE][1]
        assert [line["text"] for line in acts] == ["Mineral balance", mechanism]
        assert acts[1]["refs"] == []
        assert on_slides(view)[f"{WHERE} (differs)"][1] == f"Mineral balance\n{mechanism}"


def test_rewording_a_label_takes_no_mark_from_the_slides(
    sample: Catalog, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(profile.LABELS, "evidence", "How sure")
    therapy = sample.by_id["lithotripsy"]
    rows = on_slides(View(sample, page="therapy", ids=(therapy.id,)))
    ours, *_ = rows["How sure (documents differ)"]
    assert ours == f"{therapy.evidence.symbol} {paired(therapy.evidence, therapy.outcome)}"
    assert "How sure" not in "".join(on_slides(compared(sample, SPLIT))["Question"])


def test_each_side_on_the_sheet_has_its_own_receipts(sample: Catalog) -> None:
    view = compared(sample, ("lithotripsy", "vitamin-k"))
    shown = Shown(view)
    for cells in on_sheet(view).values():
        for therapy, cell in zip(view.therapies, cells, strict=True):
            for source in sample.sources:
                told = [line for line in cell if line["text"].startswith(f"{source.name}: ")]
                numbers = shown.documents(therapy)[source.id]
                assert [line["refs"] for line in told] == [numbers] * len(told)
