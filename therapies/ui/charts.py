"""The page Charts in Streamlit: the one page that loads what draws charts in the browser."""

from typing import Any

import pandas as pd
import streamlit as st

from therapies.content import charts_page
from therapies.content.answer import Answer
from therapies.content.go import Go
from therapies.content.looks import ON_SCREEN
from therapies.query.view import View
from therapies.ui.page import current_theme, show_template

PRESSED = ("cell", "mark")
"""The selections of a chart that name therapies; the legend's stays in the browser."""


def show(view: View) -> None:
    """Show the question of the link, its chart with the names that are pressed, and the rest."""
    go, answer = Go(view), Answer.of(view)
    show_template("charts_head", **charts_page.head(go))
    if not answer.units:
        return
    with st.container(key="chart-and-names"):
        is_wide = answer.asked.rows == "name"
        drawn, beside = [st.container(), st.container()] if is_wide else st.columns([5, 1])
        with drawn:
            chosen = _chart(answer)
        with beside:
            _names(go, chosen)
    show_template("charts_foot", **charts_page.foot(go))


def _chart(answer: Answer) -> Any:
    """Show the chart; its specification stays while only the data change, so the view does too."""
    spec = answer.chart(current_theme(), ON_SCREEN, keyed=False).to_dict(validate=False)
    del spec["data"]
    (rows,) = spec.pop("datasets").values()
    room = f".st-key-chart-room {{ min-height: {answer.height}px; }}"
    with st.container(key="chart-room"):
        st.html(f"<style>{room}</style>")
        return st.vega_lite_chart(
            pd.DataFrame(rows),
            spec,
            theme=None,
            width="content",
            key=f"chart {' '.join(answer.asked.ask.values())}",
            on_select="rerun",
            selection_mode=PRESSED,
            alt=f"{answer.title}: in words above, by name in the table below",
        )


def _names(go: Go, chosen: Any) -> None:
    """Show the names of the cell that is pressed, and what can be done with them."""
    found = charts_page.pressed(go, *(_points(chosen, each) for each in PRESSED))
    show_template("charts_held", **(found or {"go": go, "held": None, "unit": None}))


def _points(chosen: Any, name: str) -> list[dict[str, Any]]:
    return list(chosen.selection.get(name, ()))
