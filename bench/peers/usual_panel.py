"""The table, its filters and a heatmap the usual way in Panel."""

import os
from pathlib import Path

import hvplot.pandas  # noqa: F401  (gives frames their .hvplot)
import pandas as pd
import panel as pn

SHOWN = ["name", "category", "goal", "evidence", "outcome", "standing", "kind", "acts_on"]
FILTERS = ["category", "goal", "evidence", "standing"]

pn.extension("tabulator")


@pn.cache
def load():
    return pd.read_csv(Path(os.environ["THERAPIES_DATA"]) / "therapies.csv")


table = load()
filters = [
    pn.widgets.MultiChoice(name=name, options=sorted(table[name].unique())) for name in FILTERS
]
text = pn.widgets.TextInput(name="name")


def found(typed, *chosen):
    rows = table[table["name"].str.contains(typed, case=False, regex=False)]
    for column, wanted in zip(FILTERS, chosen, strict=True):
        if wanted:
            rows = rows[rows[column].isin(wanted)]
    return rows


def count(rows):
    return f"{len(rows)} of {len(table)} therapies"


def chart(rows):
    counts = rows.groupby(["category", "goal"]).size().reset_index(name="therapies")
    return counts.hvplot.heatmap(x="goal", y="category", C="therapies", width=700)


rows = pn.rx(found)(text.param.value_input, *filters)
pn.Row(
    pn.Column(*filters, text),
    pn.Column(
        pn.pane.Markdown(rows.rx.pipe(count), css_classes=["count"]),
        pn.Column(pn.bind(chart, rows), css_classes=["chart"]),
        pn.widgets.Tabulator(
            rows.rx.pipe(lambda frame: frame[SHOWN]),
            css_classes=["table"],
            pagination="remote",
            show_index=False,
            disabled=True,
        ),
    ),
).servable()
