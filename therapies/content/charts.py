"""The chart of a question: one function from placed marks to an Altair chart, for every surface.

With `marks` it is the script that a reader takes along, so it needs nothing of this package.
"""

from collections.abc import Mapping, Sequence
from typing import Any

import altair as alt

from therapies.content.marks import BAR, LEVELS, LINE, MORE, SLOT, Row

Options = dict[str, Any]

Look = Mapping[str, Any]
"""Colours of text, ground and marks, what is around them, and the hues with their shapes."""

TOLD = [
    alt.Tooltip("name:N", title="Therapy"),
    alt.Tooltip("effect:N", title="Evidence as stated"),
    alt.Tooltip("statement:N", title="Said"),
    alt.Tooltip("passages:N", title="Source passages"),
]
"""What pointing at a mark tells; the table below the chart says it, too."""


TEXT: Options = {"align": "left", "baseline": "middle", "fontSize": 13, "limit": 420}
"""How words beside marks are set."""


def meter(steps: int, inset: float = 0) -> str:
    """Return the outline of so many of the five steps of a mark, in a square around 0.

    What is stroked is `inset` by half the stroke. Each step ends where it began: not all that read
    pictures close the steps before the last one.
    """
    half, wide = 0.32 - inset, 0.35 - 2 * inset
    lefts = [-1 + 0.41 * step + inset for step in range(steps)]
    boxes = (
        f"M{a:.2f},{-half:.2f}h{wide:.2f}v{2 * half:.2f}h{-wide:.2f}L{a:.2f},{-half:.2f}Z"
        for a in lefts
    )
    return "".join(boxes) or "M0,0L0,0Z"


def bar(steps: int, wide: int) -> str:
    """Return the outline of a bar so many steps high; of none it is a line on the ground."""
    half, top = (wide - 2) / BAR, 0.9 - (0.34 * steps or 0.06)
    return f"M{-half:.2f},.9L{-half:.2f},{top:.2f}L{half:.2f},{top:.2f}L{half:.2f},.9Z"


def drawn(grid: Sequence[Row], titles: Sequence[str], wide: int, bars: bool, look: Look) -> Any:
    """Return rows × columns with a mark for each therapy: long or high is firm, hollow a risk."""
    across, down = _axes(titles, wide)
    cell = alt.selection_point(name="cell", fields=["row", "column"])
    mark = alt.selection_point(name="mark", fields=["id"])
    shade = alt.when(cell, empty=False).then(alt.value(look["tint"]))
    shade = shade.when("datum.tinted").then(alt.value(look["careful"]))
    fill, silent = shade.otherwise(alt.value(look["ground"])), alt.value(None)
    ground = (
        alt.Chart()
        .mark_rect(stroke=None)
        .encode(across, down, color=fill, tooltip=silent)
        .add_params(cell, mark)
    )
    top = alt.Y("line:N", sort=None, bandPosition=0)
    rule = alt.Chart().transform_filter("datum.first").mark_rule(color=look["line"]).encode(top)
    start = alt.X("slot:N", sort=None, bandPosition=0)
    cells = alt.Chart().encode(start, down)
    base = cells.transform_filter("datum.number > 0")
    layers = [ground, rule, *_marks(base, wide, bars, look), *_texts(base, wide, look)]
    notes = cells.transform_filter("datum.label != '' && datum.number == 0")
    layers.append(notes.mark_text(**TEXT, color=look["quiet"], dx=1).encode(alt.Text("label:N")))
    if look["hues"]:
        layers.append(_shapes(base, look))
    line = BAR if bars else LINE
    return (
        alt.layer(*layers, data=alt.InlineData([*grid]))
        .properties(width={"step": wide}, height={"step": line})
        .resolve_scale(shape="independent", color="independent")
    )


def _axes(titles: Sequence[str], wide: int) -> tuple[alt.X, alt.Y]:
    axis: Options = {
        "labelExpr": f"indexof(datum.value, '{MORE}') < 0 ? datum.value : ''",
        **{"ticks": False, "domain": False, "labelOverlap": False, "labelLimit": 420},
    }
    down = alt.Y("line:N", sort=None, title=titles[0] or None).axis(
        labelPadding=10, titleAngle=0, titleAlign="right", titleX=-10, titleY=-16, **axis
    )
    across = alt.X("slot:N", sort=None, title=titles[1] or None).axis(
        labelAngle=0,
        labelAlign="left",
        labelOffset=-wide / 2,
        labelPadding=6,
        orient="top",
        titleAnchor="start",
        **axis,
    )
    return across, down


def _marks(base: Any, wide: int, bars: bool, look: Look) -> list[Any]:
    """Return the marks: solid of the disease, hollow of a risk factor, on a track of five steps."""
    firmest = LEVELS[::-1]

    def level(hollow: bool) -> Any:
        steps = map(LEVELS.index, firmest)
        outlines = [bar(n, wide) if bars else meter(n, 0.05 * hollow) for n in steps]
        scale = alt.Scale(domain=firmest, range=outlines)
        of = base.transform_filter(f"{'' if hollow else '!'}datum.hollow")
        return of.encode(alt.Shape("evidence:N", scale=scale, legend=None), tooltip=TOLD)

    place: Options = {"size": (BAR if bars else SLOT - 4) ** 2, "opacity": 1}
    place["xOffset"] = wide / 2 if bars else wide - SLOT / 2
    solid = level(False).mark_point(**place, filled=True, color=look["ink"])
    hollow = level(True).mark_point(
        **place, filled=True, fill=look["ground"], stroke=look["ink"], strokeWidth=1.2
    )
    track = base.encode(tooltip=TOLD).mark_point(
        **place, filled=True, color=look["track"], shape=meter(5)
    )
    return [solid, hollow] if bars else [track, solid, hollow]


def _texts(base: Any, wide: int, look: Look) -> list[Any]:
    """Return the names beside marks, and how many bars a cell has behind its last one."""
    names = base.transform_filter("datum.label != ''").encode(alt.Text("label:N"))
    totals = base.transform_filter("datum.total > 0").encode(alt.Text("total:Q"))
    return [
        names.mark_text(**TEXT, color=look["ink"], dx=wide + 2),
        totals.mark_text(
            **TEXT, color=look["ink"], dx=wide, fontWeight="bold", xOffset=4, yOffset=12
        ),
    ]


def _shapes(base: Any, look: Look) -> Any:
    """Return the shapes in the hues of what is coloured; the legend picks one of them out."""
    names, hues, shapes = zip(*look["hues"], strict=True)
    legend = alt.Legend(title=None, orient="bottom", columns=3, labelLimit=0, symbolSize=110)
    kept = alt.selection_point(name="kept", fields=["colour"], bind="legend")
    return (
        base.mark_point(filled=True, size=80, xOffset=6)
        .encode(
            alt.Shape("colour:N", scale=alt.Scale(domain=names, range=shapes), legend=legend),
            alt.Color("colour:N", scale=alt.Scale(domain=names, range=hues)),
            opacity=alt.when(kept).then(alt.value(1)).otherwise(alt.value(0.15)),
        )
        .add_params(kept)
    )


def keyed(chart: Any, key: Sequence[str], look: Look) -> Any:
    """Return the chart with the lines that say how to read it, and its type and colours."""
    told = alt.Title([*key], anchor="start", fontSize=13, fontWeight="normal", offset=12)
    title = {"title": told} if key else {}
    return chart.properties(**title, autosize="pad").configure(**look["config"])
