"""Charts as specifications: every therapy once, cues that do not stand alone, a constant frame.

`python -m tests.content.test_charts` rewrites the golden specifications in `tests/content/golden`.
"""

import json
import re
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.support.sample import write_sample
from therapies.catalog.catalog import Catalog, load_catalog
from therapies.content import looks, marks, takeaways
from therapies.content.answer import Answer
from therapies.content.question import EXAMPLES, QUESTIONS, USE, Question
from therapies.model import Category, Evidence, Outcome
from therapies.query.query import Query
from therapies.query.view import View

GOLDEN = Path(__file__).parent / "golden"
GOLDENS = ("targets", "about")
RENEW = "the chart changed; if it should have, renew with: python -m tests.content.test_charts"
EVERY = [*QUESTIONS.values(), *EXAMPLES]

Spec = dict[str, Any]


def answer(catalog: Catalog, asked: Question, query: Query | None = None) -> Answer:
    return Answer.of(View(catalog, query or Query(), "charts", own=asked.own))


def spec(
    catalog: Catalog, asked: Question, theme: str = "light", query: Query | None = None
) -> Spec:
    found: Spec = answer(catalog, asked, query).chart(theme).to_dict(validate=False)
    return found


def frame(found: Spec) -> Spec:
    """What is left of a specification without its data."""
    return {key: value for key, value in found.items() if key not in ("data", "datasets")}


def every_part(part: Any) -> Iterator[Spec]:
    if isinstance(part, list):
        for each in part:
            yield from every_part(each)
    elif isinstance(part, dict):
        yield part
        yield from every_part([*part.values()])


def golden(name: str) -> str:
    """The specification for the sample without its data, as the text of its file."""
    with tempfile.TemporaryDirectory() as folder:
        catalog = load_catalog(write_sample(Path(folder)))
    drawn = frame(spec(catalog, QUESTIONS[name]))
    return json.dumps(drawn, indent=1, sort_keys=True, ensure_ascii=False) + "\n"


@pytest.mark.parametrize("asked", EVERY)
def test_every_therapy_that_passes_stands_in_each_of_its_cells_once(
    asked: Question, real: Catalog
) -> None:
    found = answer(real, asked)
    places = [(unit["rows"], unit["columns"], unit["colour"], unit["id"]) for unit in found.units]
    assert len(places) == len(set(places))
    assert {unit["id"] for unit in found.units} == {each.id for each in found.drawn}
    assert [row["id"] for row in found.placed if row["number"]] != []
    assert sorted(row["id"] for row in found.placed if row["number"]) == sorted(
        unit["id"] for unit in found.units
    )


@pytest.mark.parametrize("asked", EVERY)
def test_a_chart_keeps_to_the_schema(asked: Question, real: Catalog) -> None:
    assert answer(real, asked).chart("light").to_dict(validate=True)["layer"]


@pytest.mark.parametrize("asked", EVERY)
def test_evidence_never_stands_without_what_it_is_on(asked: Question, real: Catalog) -> None:
    for unit in answer(real, asked).units:
        assert unit["hollow"] is (unit["outcome"] == Outcome.DRIVER.short)
        silent = unit["evidence"] == Evidence.NOT_STATED.short
        assert silent == (", for " not in unit["effect"])
    told = [each for each in every_part(spec(real, asked)) if each.get("field") == "effect"]
    assert told, "pointing at a mark tells its evidence with what it is on"


def test_where_use_runs_ahead_is_shaded_and_named(real: Catalog) -> None:
    found = answer(real, USE)
    ahead = {each.name for each in real.therapies if takeaways.is_ahead_of_evidence(each)}
    assert len(ahead) == 15
    assert {unit["label"] for unit in found.units if unit["ahead"]} == ahead
    assert {row["label"] for row in found.placed if row["tinted"]} - {""} == ahead
    assert any("Shaded and named" in line for line in found.key)
    assert not any(unit["ahead"] for unit in answer(real, EXAMPLES[0]).units)


@pytest.mark.parametrize("asked", EVERY)
def test_no_hue_stands_alone(asked: Question, real: Catalog) -> None:
    for part in every_part(spec(real, asked)):
        encoding = part.get("encoding", {})
        if encoding.get("color", {}).get("field"):
            assert encoding["color"]["field"] == encoding["shape"]["field"]
            assert len(set(encoding["shape"]["scale"]["range"])) == len(
                encoding["shape"]["scale"]["domain"]
            )


def test_the_categories_keep_their_marks(real: Catalog) -> None:
    shown = answer(real, QUESTIONS["targets"]).look("dark")["hues"]
    assert [hue for _, hue, _ in shown] == [each.colour for each in Category]
    assert [shape for *_, shape in shown] == ["square", "triangle-up", "diamond", "cross"]


@pytest.mark.parametrize("asked", EVERY)
def test_nothing_is_smaller_than_12_pixels(asked: Question, real: Catalog) -> None:
    sizes = [
        value
        for part in every_part(spec(real, asked))
        for key, value in part.items()
        if key.lower().endswith("fontsize")
    ]
    assert len(sizes) > 5
    assert min(sizes) >= 12


@pytest.mark.parametrize("asked", [each for each in EVERY if each.draw == "marks"])
def test_a_filter_changes_the_data_and_nothing_else(asked: Question, real: Catalog) -> None:
    few = Query.of({"category": ["mineral metabolism"]})
    before, after = spec(real, asked), spec(real, asked, query=few)
    assert frame(before)["layer"] == frame(after)["layer"]
    assert before["datasets"] != after["datasets"]


def test_grounds_differ_in_the_neutral_colours_only(real: Catalog) -> None:
    found = (json.dumps(frame(spec(real, QUESTIONS["targets"], theme))) for theme in looks.INK)
    light, dark = (re.sub(r"view_[0-9a-f]+", "view", each) for each in found)
    assert light != dark
    for colour in looks.NEUTRAL:
        light = light.replace(colour["light"], colour["dark"])
    assert light == dark


def test_up_to_fourteen_have_their_names_and_more_are_marks(real: Catalog) -> None:
    few = Query.of({"context": ["kidney disease"]})
    named = answer(real, QUESTIONS["targets"], few)
    assert {unit["label"] for unit in named.units} == {each.name for each in named.therapies}
    assert {unit["label"] for unit in answer(real, QUESTIONS["targets"]).units} == {""}


@pytest.mark.parametrize("asked", EVERY)
def test_too_many_stand_together_with_their_number(asked: Question, real: Catalog) -> None:
    many = tuple(
        each.model_copy(update={"id": f"{each.id}{n}", "name": f"{each.name} {n}"})
        for each in real.therapies
        for n in range(4)
    )
    claims = {f"{id_}{n}": found for id_, found in real.claims_of.items() for n in range(4)}
    crowd = Crowd(real, many, claims)
    found = answer(crowd.catalog, asked)
    assert found.asked.draw == "marks"
    assert len(found.units) <= marks.MOST
    single = answer(real, asked)
    if asked.rows != "name":
        assert sum(u["number"] for u in found.units) == 4 * len(single.units)


class Crowd:
    """A table of many therapies that differ in name only."""

    def __init__(self, real: Catalog, many: Any, claims: Any) -> None:
        from dataclasses import replace

        told = tuple(
            claim.model_copy(update={"therapy": id_}) for id_ in claims for claim in claims[id_]
        )
        self.catalog = replace(real, therapies=many, claims=told)


@pytest.mark.parametrize("asked", EVERY)
def test_one_is_enough_and_nothing_draws_nothing(asked: Question, real: Catalog) -> None:
    one = answer(real, asked, Query.of({}, "statins"))
    assert one.units
    assert json.dumps(one.chart("light").to_dict(validate=False))
    none = answer(real, asked, Query.of({"goal": ["reverse"], "evidence": ["shown"]}))
    assert none.units == []
    assert none.takeaway == takeaways.NOTHING


def test_pressing_a_legend_or_a_cell_is_a_named_selection(real: Catalog) -> None:
    names = {each["name"] for each in spec(real, QUESTIONS["targets"])["params"]}
    assert names == {"cell", "mark", "kept"}


def test_the_spoken_text_holds_the_finding_and_every_number(real: Catalog) -> None:
    found = answer(real, QUESTIONS["about"])
    assert found.takeaway in found.alt
    for said in ("calcification: 16", "risk factor: 15", "no effect stated: 10"):
        assert said in found.alt
    assert "Said of calcification itself: 16 of 47" in found.takeaway


@pytest.mark.parametrize("name", GOLDENS)
def test_charts_are_as_they_were(name: str) -> None:
    path = GOLDEN / f"{name}.json"
    assert json.loads(golden(name)) == json.loads(path.read_text(encoding="utf-8")), RENEW


if __name__ == "__main__":
    for name in GOLDENS:
        (GOLDEN / f"{name}.json").write_text(golden(name), encoding="utf-8")
