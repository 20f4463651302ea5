"""Charts as specifications: encodings, orders, cues and sums.

`python -m tests.test_charts` rewrites the golden specifications in `tests/golden`.
"""

import dataclasses
import json
import re
import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.sample import write_sample
from therapies import charts
from therapies.catalog import Catalog, load_catalog
from therapies.charts import along_disease, evidence_by_standing, span_by_document
from therapies.coverage import spans
from therapies.frames import therapy_frame
from therapies.model import Evidence, Standing, Therapy
from therapies.query import Query
from therapies.takeaways import standing_takeaway

GOLDEN = Path(__file__).parent / "golden"
RENEW = "the chart changed; if it should have, renew with: python -m tests.test_charts"

EVIDENCE = ["shown", "stated", "suggested", "in trials", "exploratory", "not stated"]
STANDING = ["foundation", "routine", "selected", "under study", "not stated"]
CATEGORY = ["risk control", "mineral metabolism", "mechanical", "experimental"]
ACTS_ON = [
    "systemic risk",
    "mineral balance",
    "cell change",
    "crystal growth",
    "plaque",
    "established deposit",
    "vessel lumen",
    "clot",
]

Spec = dict[str, Any]
Draw = Callable[[Catalog, tuple[Therapy, ...], str], Spec]


def draw_standing(catalog: Catalog, therapies: tuple[Therapy, ...], theme: str) -> Spec:
    return spec(evidence_by_standing(therapy_frame(therapies), theme))


def draw_disease(catalog: Catalog, therapies: tuple[Therapy, ...], theme: str) -> Spec:
    return spec(along_disease(therapy_frame(therapies), theme))


def draw_evidence_span(catalog: Catalog, therapies: tuple[Therapy, ...], theme: str) -> Spec:
    return spec(span_by_document(spans(catalog, therapies, "evidence"), Evidence, theme))


def draw_standing_span(catalog: Catalog, therapies: tuple[Therapy, ...], theme: str) -> Spec:
    return spec(span_by_document(spans(catalog, therapies, "standing"), Standing, theme))


CHARTS: dict[str, Draw] = {
    "evidence-by-standing": draw_standing,
    "along-disease": draw_disease,
    "evidence-span": draw_evidence_span,
    "standing-span": draw_standing_span,
}


def spec(chart: Any) -> Spec:
    """The chart's specification, its data renamed to data-1, data-2 in the order they are used."""
    found: Spec = chart.to_dict()
    text = json.dumps(found, ensure_ascii=False)
    for number, name in enumerate(found["datasets"], 1):
        text = text.replace(name, f"data-{number}")
    renamed: Spec = json.loads(text)
    return renamed


def golden(draw: Draw) -> str:
    """The specification for the sample, as the text of its file."""
    with tempfile.TemporaryDirectory() as folder:
        catalog = load_catalog(write_sample(Path(folder)))
    drawn = draw(catalog, catalog.therapies, "light")
    drawn.pop("$schema")
    return json.dumps(drawn, indent=1, sort_keys=True, ensure_ascii=False) + "\n"


def layers(found: Spec, mark: str) -> list[Spec]:
    return [layer for layer in found["layer"] if layer["mark"]["type"] == mark]


def encodings(found: Spec) -> Iterator[Spec]:
    for layer in found.get("layer", [found]):
        yield layer["encoding"]


def types(encoding: Spec) -> dict[str, str]:
    """Channel → field and type of what is bound to data, tooltips left out."""
    return {
        channel: f"{bound['field']}:{bound['type']}"
        for channel, bound in encoding.items()
        if isinstance(bound, dict) and "field" in bound
    }


# --- evidence by standing -------------------------------------------------------------------------


def test_evidence_by_standing_binds_these_fields(real: Catalog) -> None:
    found = draw_standing(real, real.therapies, "light")
    places = {"x": "standing:nominal", "xOffset": "about:nominal", "y": "evidence:nominal"}
    for layer in layers(found, "point"):
        assert types(layer["encoding"]) == {**places, "size": "count:quantitative"}
    for layer in layers(found, "text"):
        assert types(layer["encoding"]) == {**places, "text": "count:quantitative"}
    for encoding in encodings(found):
        assert encoding["x"]["sort"] == encoding["x"]["scale"]["domain"] == STANDING
        assert encoding["y"]["sort"] == encoding["y"]["scale"]["domain"] == EVIDENCE


def test_evidence_by_standing_counts_every_therapy_once(real: Catalog) -> None:
    (rows,) = draw_standing(real, real.therapies, "light")["datasets"].values()
    assert sum(row["count"] for row in rows) == len(real.therapies) == 47
    assert [row for row in rows if not row["count"]] == []
    for evidence in EVIDENCE:
        for standing in STANDING:
            drawn = [r for r in rows if (r["evidence"], r["standing"]) == (evidence, standing)]
            there = [t for t in real.therapies if (t.evidence, t.standing) == (evidence, standing)]
            assert sum(row["count"] for row in drawn) == len(there)
            rings = [row["count"] for row in drawn if row["about"] == "About a driver only"]
            if evidence != "not stated":
                assert sum(rings) == sum(each.outcome == "driver" for each in there)


def test_every_count_is_drawn_by_one_mark_and_one_number(real: Catalog) -> None:
    found = draw_standing(real, real.therapies, "light")
    about = "datum.about === 'About the disease itself'"
    for mark in ("point", "text"):
        filters = [layer["transform"][0]["filter"] for layer in layers(found, mark)]
        assert filters == [f"({about})", f"(!({about}))"]
    assert [layer["mark"]["filled"] for layer in layers(found, "point")] == [True, False]


def test_where_use_runs_ahead_is_not_told_by_colour_alone(real: Catalog) -> None:
    for layer in layers(draw_standing(real, real.therapies, "light"), "point"):
        told = {
            channel
            for channel, bound in layer["encoding"].items()
            if "datum.ahead" in json.dumps(bound)
            or (isinstance(bound, dict) and bound.get("field") == "ahead")
        }
        assert told - {"color", "tooltip"}, "only the colour tells where use runs ahead"


def test_the_chart_and_its_sentence_count_the_same(real: Catalog) -> None:
    # What the sentence above the chart says of drivers must be what the marked rings add up to.
    text = standing_takeaway(real.therapies)
    said = re.search(
        r"ahead of evidence for (\d+) .* for (\d+) the evidence is about a driver", text
    )
    assert said
    (rows,) = draw_standing(real, real.therapies, "light")["datasets"].values()
    rings = [row for row in rows if row["ahead"] and row["about"] == "About a driver only"]
    assert sum(row["count"] for row in rows if row["ahead"]) == int(said[1])
    assert sum(row["count"] for row in rings) == int(said[2]), text


# --- along the disease ----------------------------------------------------------------------------


def test_along_disease_binds_these_fields(real: Catalog) -> None:
    found = draw_disease(real, real.therapies, "light")
    (marks,), (numbers,) = layers(found, "point"), layers(found, "text")
    assert types(marks["encoding"]) == {
        "x": "place:quantitative",
        "y": "acts_on:nominal",
        "shape": "category:nominal",
        "color": "category:nominal",
    }
    assert types(numbers["encoding"]) == {
        "x": "place:quantitative",
        "y": "acts_on:nominal",
        "text": "count:quantitative",
    }
    for channel in ("shape", "color"):
        assert marks["encoding"][channel]["scale"]["domain"] == CATEGORY
    assert marks["encoding"]["y"]["scale"]["domain"] == ACTS_ON
    assert marks["encoding"]["y"]["sort"] == ACTS_ON


def test_the_categories_keep_their_marks(real: Catalog) -> None:
    for therapies in (real.therapies, real.therapies[:1]):
        (marks,) = layers(draw_disease(real, therapies, "dark"), "point")
        encoding = marks["encoding"]
        assert encoding["color"]["scale"]["range"] == ["#009E73", "#0072B2", "#D55E00", "#CC79A7"]
        assert encoding["shape"]["scale"]["range"] == ["square", "triangle-up", "diamond", "cross"]


def test_along_disease_has_one_mark_for_each_therapy(real: Catalog) -> None:
    marks, totals = draw_disease(real, real.therapies, "light")["datasets"].values()
    assert sorted(mark["name"] for mark in marks) == sorted(each.name for each in real.therapies)
    assert sum(total["count"] for total in totals) == 47
    places = [(mark["acts_on"], mark["place"]) for mark in marks]
    assert len(set(places)) == 47
    for total in totals:
        own = [mark["place"] for mark in marks if mark["acts_on"] == total["acts_on"]]
        assert sorted(own) == list(range(1, total["count"] + 1))


def test_the_numbers_stand_inside_the_chart(real: Catalog) -> None:
    found = draw_disease(real, real.therapies, "light")
    (marks,) = layers(found, "point")
    end = marks["encoding"]["x"]["scale"]["domain"][1]
    assert max(total["place"] for total in list(found["datasets"].values())[1]) < end


def test_too_many_to_mark_are_counted(real: Catalog) -> None:
    many = real.therapies * 2
    found = draw_disease(real, many, "light")
    (rows,) = found["datasets"].values()
    assert sum(row["count"] for row in rows) == 94
    for encoding in encodings(found):
        assert encoding["x"]["scale"]["domain"] == CATEGORY
        assert encoding["y"]["scale"]["domain"] == ACTS_ON
        assert "color" not in types(encoding)
    (numbers,) = layers(found, "text")
    assert types(numbers["encoding"])["text"] == "count:quantitative"


# --- spans ----------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("draw", "domain"), [(draw_evidence_span, EVIDENCE[::-1]), (draw_standing_span, STANDING[::-1])]
)
def test_spans_run_from_the_weakest_to_the_strongest(
    real: Catalog, draw: Draw, domain: list[str]
) -> None:
    found = draw(real, real.therapies, "light")
    (lines,), (names,) = (layers(found, mark) for mark in ("line", "text"))
    points = layers(found, "point")
    lanes = [layer["transform"][0]["filter"] for layer in points]
    assert lanes == [f"(datum.document === '{each.name}')" for each in real.sources]
    assert len({layer["mark"]["yOffset"] for layer in points}) == len(points)
    assert types(lines["encoding"]) == {
        "x": "value:nominal",
        "y": "therapy:nominal",
        "detail": "therapy:nominal",
    }
    for marks in points:
        assert types(marks["encoding"]) == {
            "x": "value:nominal",
            "y": "therapy:nominal",
            "shape": "document:nominal",
        }
    assert types(names["encoding"]) == {"y": "therapy:nominal", "text": "therapy:nominal"}
    for layer in (lines, *points):
        assert layer["encoding"]["x"]["scale"]["domain"] == domain
        assert layer["encoding"]["x"]["sort"] == domain


@pytest.mark.parametrize("draw", [draw_evidence_span, draw_standing_span])
def test_the_widest_spans_stand_first(real: Catalog, draw: Draw) -> None:
    found = draw(real, real.therapies, "light")
    (rows,) = found["datasets"].values()
    span = {row["therapy"]: row["span"] for row in rows}
    for encoding in encodings(found):
        order = encoding["y"]["sort"]
        assert order == sorted(span, key=lambda name: (-span[name], name))
    assert "not stated" not in {row["value"] for row in rows}


@pytest.mark.parametrize("draw", [draw_evidence_span, draw_standing_span])
def test_a_document_keeps_its_mark_under_every_filter(real: Catalog, draw: Draw) -> None:
    def shapes(query: Query) -> dict[str, str]:
        found = draw(real, query.apply(real), "light")
        (rows,) = found["datasets"].values()
        scale = layers(found, "point")[0]["encoding"]["shape"]["scale"]
        order = scale.get("domain") or list(dict.fromkeys(row["document"] for row in rows))
        return dict(zip(order, scale["range"], strict=False))

    every = shapes(Query())
    assert len(set(every.values())) == 3
    for value in ("drug", "lifestyle", "procedure", "nutrient"):
        some = shapes(Query.of({"kind": [value]}))
        assert {name: every[name] for name in some} == some, value


def test_each_of_four_documents_has_a_mark_of_its_own(sample: Catalog) -> None:
    # Another folder (THERAPIES_DATA) may hold more documents than ours.
    first = sample.sources[0]
    more = tuple(first.model_copy(update={"id": f"s{n}", "name": f"Source {n}"}) for n in range(4))
    (claim,) = (c for c in sample.claims if (c.therapy, c.source) == ("lithotripsy", "first"))
    claims = tuple(claim.model_copy(update={"source": source.id}) for source in more)
    table = dataclasses.replace(
        sample, therapies=(sample.by_id["lithotripsy"],), sources=more, claims=claims
    )
    points = layers(draw_evidence_span(table, table.therapies, "light"), "point")
    shapes = points[0]["encoding"]["shape"]["scale"]["range"]
    assert len(points) == 4
    assert len({shapes[n % len(shapes)] for n in range(4)}) == 4


# --- all charts -----------------------------------------------------------------------------------


@pytest.mark.parametrize("name", CHARTS)
@pytest.mark.parametrize("theme", ["light", "dark"])
def test_no_colour_scale_stands_alone(real: Catalog, name: str, theme: str) -> None:
    for encoding in encodings(CHARTS[name](real, real.therapies, theme)):
        coloured = types(encoding).get("color")
        assert coloured is None or coloured in (types(encoding).get("shape"),)


@pytest.mark.parametrize("name", CHARTS)
def test_no_chart_needs_another_host(real: Catalog, name: str) -> None:
    found = CHARTS[name](real, real.therapies, "light")
    found.pop("$schema")
    assert "://" not in json.dumps(found)


@pytest.mark.parametrize("name", CHARTS)
def test_one_row_is_enough(real: Catalog, name: str) -> None:
    found = CHARTS[name](real, (real.by_id["statins"],), "light")
    rows = list(found["datasets"].values())[0]
    assert rows
    assert {row.get("count", 1) for row in rows} == {1}
    assert {row.get("therapy", "Statins") for row in rows} == {"Statins"}


@pytest.mark.parametrize("name", CHARTS)
def test_nothing_draws_nothing(real: Catalog, name: str) -> None:
    found = CHARTS[name](real, (), "light")
    assert [rows for rows in found["datasets"].values() if rows] == []


@pytest.mark.parametrize("name", CHARTS)
def test_themes_differ_in_the_neutral_colours_only(real: Catalog, name: str) -> None:
    light, dark = (json.dumps(CHARTS[name](real, real.therapies, t)) for t in ("light", "dark"))
    assert light != dark
    for colour in (charts.INK, charts.GROUND, charts.FILL, charts.AHEAD):
        light = light.replace(colour["light"], colour["dark"])
    assert light == dark


def test_drawing_leaves_the_frames_alone(sample: Catalog) -> None:
    frame = therapy_frame(sample.therapies)
    span = spans(sample, sample.therapies, "evidence")
    before = (frame.copy(), span.copy())
    evidence_by_standing(frame, "light")
    along_disease(frame, "light")
    span_by_document(span, Evidence, "light")
    assert frame.equals(before[0])
    assert span.equals(before[1])


@pytest.mark.parametrize("name", CHARTS)
def test_charts_are_as_they_were(name: str) -> None:
    path = GOLDEN / f"{name}.json"
    assert path.is_file(), f"{path.name} is missing; write it with: python -m tests.test_charts"
    assert json.loads(golden(CHARTS[name])) == json.loads(path.read_text(encoding="utf-8")), RENEW


def test_every_golden_file_is_a_chart() -> None:
    assert sorted(path.stem for path in GOLDEN.iterdir()) == sorted(CHARTS)


if __name__ == "__main__":
    for name, draw in CHARTS.items():
        (GOLDEN / f"{name}.json").write_text(golden(draw), encoding="utf-8")
