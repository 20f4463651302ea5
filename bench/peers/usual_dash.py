"""The table, its filters and a heatmap the usual way in Dash.

The table asks the server for each of its pages, as the manual advises for large ones: sending all
rows would be slower.
"""

import os
from pathlib import Path

import pandas as pd
import plotly.express as px
from dash import Dash, Input, Output, callback, dash_table, dcc, html

SHOWN = ["name", "category", "goal", "evidence", "outcome", "standing", "kind", "acts_on"]
FILTERS = ["category", "goal", "evidence", "standing"]
ROWS = 100

table = pd.read_csv(Path(os.environ["THERAPIES_DATA"]) / "therapies.csv")
app = Dash(__name__)
app.layout = html.Div(
    [
        *(
            dcc.Dropdown(sorted(table[name].unique()), multi=True, placeholder=name, id=name)
            for name in FILTERS
        ),
        dcc.Input(id="name", placeholder="name"),
        html.P(id="count"),
        dcc.Graph(id="chart"),
        html.Div(
            dash_table.DataTable(
                id="rows",
                columns=[{"name": name, "id": name} for name in SHOWN],
                page_action="custom",
                page_current=0,
                page_size=ROWS,
            ),
            id="table",
        ),
    ]
)


@callback(
    Output("count", "children"),
    Output("chart", "figure"),
    Output("rows", "data"),
    Output("rows", "page_count"),
    [Input(name, "value") for name in FILTERS],
    Input("name", "value"),
    Input("rows", "page_current"),
)
def update(*values):
    *chosen, text, page = values
    found = table[table["name"].str.contains(text or "", case=False, regex=False)]
    for column, wanted in zip(FILTERS, chosen, strict=True):
        if wanted:
            found = found[found[column].isin(wanted)]
    counts = pd.crosstab(found["category"], found["goal"])
    rows = found[SHOWN].iloc[page * ROWS : (page + 1) * ROWS].to_dict("records")
    count = f"{len(found)} of {len(table)} therapies"
    return count, px.imshow(counts, text_auto=True), rows, -(-len(found) // ROWS)


if __name__ == "__main__":
    app.run(port=os.environ["PORT"])
