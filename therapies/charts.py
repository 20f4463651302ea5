"""Charts: pure functions from a frame to an Altair chart, one for each question.

Nothing that matters needs a hover; a colour never stands alone. `ink` is the colour of text and
neutral marks, which depends on the ground.
"""

from collections.abc import Mapping
from types import MappingProxyType
from typing import Any

import altair as alt
import pandas as pd

from therapies.grid import NAMES_LIMIT
from therapies.model import ActsOn, Category, Evidence, Outcome, Standing, Term

INK: Mapping[str, str] = MappingProxyType({"light": "#1B2430", "dark": "#E8EDF2"})
"""Text and neutral marks on the light and on the dark ground."""

GROUND: Mapping[str, str] = MappingProxyType({"light": "#FFFFFF", "dark": "#12171D"})
"""The two grounds; `.streamlit/config.toml` gives the same."""

FILL: Mapping[str, str] = MappingProxyType({"light": "#557089", "dark": "#8FA9BF"})
"""Neutral areas, 3:1 and more on their ground."""

AHEAD: Mapping[str, str] = MappingProxyType({"light": "#8A4B00", "dark": "#F0B86C"})
"""Where use runs ahead of evidence."""

SHAPES = [
    *("circle", "square", "triangle-up", "diamond"),
    *("triangle-down", "cross", "triangle-right", "triangle-left"),
]
"""The marks of documents, in the order of `sources.csv`."""

NAME_LANE, LANE = 22, 14
"""Heights in pixels: of a therapy's name, and of the lane of a document below it."""

SPAN_KEY = "Filled: about the disease itself. Hollow: about a driver only."

SPANS_LIMIT = 40
"""How many spans are drawn at most."""

Figure = alt.LayerChart | alt.FacetChart

DISEASE, DRIVER = "About the disease itself", "About a driver only"


def evidence_by_standing(frame: pd.DataFrame, theme: str) -> Figure:
    """Return evidence × place in care as counts; what is about a driver only stands as a ring.

    `frame` has `evidence`, `outcome`, `standing` and `ahead`, as `therapy_frame` gives them.
    """
    base = alt.Chart(_counted(frame)).encode(
        alt.X("standing:N", sort=_values(Standing), scale=_scale(Standing)).axis(
            **_legible(theme),
            title="Place in care",
            labelAngle=0,
            orient="top",
            labelExpr=WRAPPED,
            grid=True,
        ),
        alt.XOffset("about:N", sort=[DISEASE, DRIVER], scale=alt.Scale(domain=[DISEASE, DRIVER])),
        alt.Y("evidence:N", sort=_values(Evidence), scale=_scale(Evidence)).axis(
            **_legible(theme), title="Evidence", titlePadding=8, grid=True
        ),
    )
    hue = alt.condition("datum.ahead", alt.value(AHEAD[theme]), alt.value(FILL[theme]))
    form = alt.condition("datum.ahead", alt.value("square"), alt.value("circle"))
    size = alt.Size("count:Q", legend=None, scale=alt.Scale(domain=[1, 12], range=[300, 800]))
    tooltip = [
        alt.Tooltip("count:Q", title="Therapies"),
        alt.Tooltip("about:N", title="Evidence is"),
        alt.Tooltip("evidence:N", title="Evidence"),
        alt.Tooltip("standing:N", title="Place in care"),
    ]
    about_disease = alt.datum.about == DISEASE
    full = base.mark_point(filled=True, opacity=1).encode(
        size, color=hue, shape=form, tooltip=tooltip
    )
    ring = base.mark_point(filled=False, opacity=1, strokeWidth=2.5).encode(
        size, color=hue, shape=form, tooltip=tooltip
    )
    number = base.mark_text(fontWeight="bold", fontSize=13).encode(alt.Text("count:Q"))
    key = alt.Title(STANDING_KEY, anchor="start", fontSize=13, fontWeight="normal", offset=10)
    return alt.layer(
        full.transform_filter(about_disease),
        ring.transform_filter(~about_disease),
        number.transform_filter(about_disease).encode(color=alt.value(GROUND[theme])),
        number.transform_filter(~about_disease).encode(color=alt.value(INK[theme])),
    ).properties(height=300, title=key)


STANDING_KEY = [
    "Filled: about the disease itself, or no effect stated.",
    "Ring: about a driver only. Square: use runs ahead of evidence.",
]
WRAPPED = "datum.label == 'not stated' ? ['not', 'stated'] : datum.label"


def along_disease(frame: pd.DataFrame, theme: str) -> Figure:
    """Return where along the disease each therapy acts: one mark each, shape and hue by category.

    `frame` has `acts_on`, `category` and `name`. Too many for a mark each are counted instead.
    """
    if len(frame) > NAMES_LIMIT:
        return _crowd(frame, theme)
    ordered = frame.sort_values(["acts_on", "category", "name"])
    placed = ordered.assign(place=ordered.groupby("acts_on", observed=True).cumcount() + 1)
    most = max(int(placed["place"].max()), 12) if len(placed) else 12
    totals = placed.groupby("acts_on", observed=True).size().reset_index(name="count")
    y = alt.Y("acts_on:N", title=None, sort=_values(ActsOn), scale=_scale(ActsOn)).axis(
        **_legible(theme), labelLimit=160, ticks=False, domain=False, grid=True
    )
    marks = (
        alt.Chart(_text(placed[["acts_on", "category", "name", "place"]]))
        .mark_point(filled=True, size=110, opacity=1)
        .encode(
            alt.X(
                "place:Q", title="Number of therapies", scale=alt.Scale(domain=[0, most + 1])
            ).axis(tickMinStep=1, grid=False, **_legible(theme)),
            y,
            alt.Shape("category:N", sort=_values(Category), scale=_shapes()).legend(
                title=None, orient="bottom", columns=2, labelLimit=200
            ),
            alt.Color("category:N", sort=_values(Category), scale=_hues()),
            tooltip=[
                alt.Tooltip("name:N", title="Therapy"),
                alt.Tooltip("category:N", title="Category"),
            ],
        )
    )
    numbers = (
        alt.Chart(_text(totals.assign(place=totals["count"] + 0.6)))
        .mark_text(align="left", fontWeight="bold", fontSize=13, color=INK[theme])
        .encode(alt.X("place:Q"), y, alt.Text("count:Q"))
    )
    return alt.layer(marks, numbers).properties(height=300)


def _crowd(frame: pd.DataFrame, theme: str) -> Figure:
    counted = _text(frame[["acts_on", "category"]]).value_counts().reset_index(name="count")
    base = alt.Chart(counted).encode(
        alt.X("category:N", title=None, sort=_values(Category), scale=_scale(Category)).axis(
            **_legible(theme), labelAngle=0, orient="top", grid=True
        ),
        alt.Y("acts_on:N", title=None, sort=_values(ActsOn), scale=_scale(ActsOn)).axis(
            grid=True, **_legible(theme)
        ),
    )
    dots = base.mark_circle(opacity=1, color=FILL[theme]).encode(
        alt.Size("count:Q", legend=None, scale=alt.Scale(range=[500, 2000]))
    )
    numbers = base.mark_text(fontWeight="bold", color=GROUND[theme]).encode(alt.Text("count:Q"))
    return alt.layer(dots, numbers).properties(height=360)


def span_by_document(frame: pd.DataFrame, terms: type[Term], theme: str) -> Figure:
    """Return for each therapy the span of what the documents say, weakest to strongest.

    `frame` is what `coverage.spans` gives for the column whose vocabulary is `terms`. Each
    document has a lane of its own; what is about a driver only is hollow. Of very many therapies
    those with the widest spans are drawn.
    """
    values = _values(terms)[::-1]
    widest = frame.sort_values(["span", "therapy"], ascending=[False, True])
    order = widest["therapy"].unique()[:SPANS_LIMIT]
    documents = list(frame["document"].cat.categories)
    step = NAME_LANE + LANE * len(documents)
    base = alt.Chart(_text(frame[frame["therapy"].isin(order)])).encode(
        alt.X("value:N", title=None, sort=values, scale=alt.Scale(domain=values)).axis(
            **_legible(theme),
            orient="top",
            labelAngle=0,
            labelOverlap=False,
            grid=True,
            labelExpr=WRAPPED,
        ),
        alt.Y("therapy:N", sort=list(order), axis=None),
    )
    names = (
        base.transform_aggregate(groupby=["therapy"])
        .mark_text(align="left", dy=10 - step / 2, fontSize=13, color=INK[theme])
        .encode(alt.Text("therapy:N"), x=alt.value(0))
    )
    lines = base.mark_line(color=FILL[theme], strokeWidth=2, yOffset=NAME_LANE / 2).encode(
        alt.Detail("therapy:N")
    )
    marks = _lanes(base, documents, step, theme)
    key = alt.Title(SPAN_KEY, anchor="start", fontSize=13, fontWeight="normal", offset=10)
    chart = alt.layer(lines, *marks, names).properties(height=alt.Step(step))
    return chart.properties(title=key) if frame["driver"].any() else chart


def _lanes(base: alt.Chart, documents: list[str], step: int, theme: str) -> list[alt.Chart]:
    """Return a layer of marks for each document, in its own lane below the therapy's name."""
    shape = (
        alt.Shape("document:N", sort=documents)
        .scale(domain=documents, range=SHAPES)
        .legend(
            title=None, orient="bottom", columns=2, labelLimit=240, symbolStrokeColor=INK[theme]
        )
    )
    fill = alt.condition("datum.driver", alt.value(GROUND[theme]), alt.value(INK[theme]))
    tooltip = [
        alt.Tooltip("therapy:N", title="Therapy"),
        alt.Tooltip("document:N", title="Document"),
        alt.Tooltip("said:N", title="Says"),
    ]
    return [
        base.transform_filter(alt.datum.document == document)
        .mark_point(
            size=90,
            opacity=1,
            strokeWidth=2,
            stroke=INK[theme],
            yOffset=NAME_LANE + LANE * (lane + 0.5) - step / 2,
        )
        .encode(shape, fill=fill, tooltip=tooltip)
        for lane, document in enumerate(documents)
    ]


def _counted(frame: pd.DataFrame) -> pd.DataFrame:
    driver = (frame["outcome"] == Outcome.DRIVER) & (frame["evidence"] != Evidence.NOT_STATED)
    about = [DRIVER if each else DISEASE for each in driver]
    return (
        _text(frame[["evidence", "standing", "ahead"]])
        .assign(about=about)
        .groupby(["about", "evidence", "standing", "ahead"])
        .size()
        .reset_index(name="count")
    )


def _text(frame: pd.DataFrame) -> pd.DataFrame:
    """Return the frame with its categoricals as plain text; the order is in the encodings."""
    return frame.astype(dict.fromkeys(frame.select_dtypes("category"), object))


def _legible(theme: str) -> dict[str, Any]:
    return {"labelColor": INK[theme], "labelFontSize": 12, "titleColor": INK[theme]}


def _values(terms: type[Term]) -> list[str]:
    return [term.value for term in terms]


def _scale(terms: type[Term]) -> alt.Scale:
    return alt.Scale(domain=_values(terms))


def _hues() -> alt.Scale:
    return alt.Scale(domain=_values(Category), range=[term.colour for term in Category])


def _shapes() -> alt.Scale:
    return alt.Scale(domain=_values(Category), range=["square", "triangle-up", "diamond", "cross"])
