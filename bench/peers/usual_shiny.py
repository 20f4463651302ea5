"""The table, its filters and a heatmap the usual way in Shiny for Python."""

import os
from pathlib import Path

import pandas as pd
import plotly.express as px
from shiny import App, reactive, render, ui
from shinywidgets import output_widget, render_plotly

SHOWN = ["name", "category", "goal", "evidence", "outcome", "standing", "kind", "acts_on"]
FILTERS = ["category", "goal", "evidence", "standing"]

table = pd.read_csv(Path(os.environ["THERAPIES_DATA"]) / "therapies.csv")

app_ui = ui.page_sidebar(
    ui.sidebar(
        *(
            ui.input_selectize(name, name, sorted(table[name].unique()), multiple=True)
            for name in FILTERS
        ),
        ui.input_text("name", "name"),
    ),
    ui.output_text("count"),
    ui.div(output_widget("heatmap"), id="chart"),
    ui.div(ui.output_data_frame("rows"), id="table"),
)


def server(input, output, session):
    @reactive.calc
    def found():
        kept = table[table["name"].str.contains(input.name(), case=False, regex=False)]
        for column in FILTERS:
            chosen = input[column]()
            if chosen:
                kept = kept[kept[column].isin(chosen)]
        return kept

    @render.text
    def count():
        return f"{len(found())} of {len(table)} therapies"

    @render_plotly
    def heatmap():
        return px.imshow(pd.crosstab(found()["category"], found()["goal"]), text_auto=True)

    @render.data_frame
    def rows():
        return render.DataGrid(found()[SHOWN])


app = App(app_ui, server)
