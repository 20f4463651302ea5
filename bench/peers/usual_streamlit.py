"""The table, its filters and a heatmap the usual way in Streamlit."""

import os
from pathlib import Path

import altair as alt
import pandas as pd
import streamlit as st

SHOWN = ["name", "category", "goal", "evidence", "outcome", "standing", "kind", "acts_on"]
FILTERS = ["category", "goal", "evidence", "standing"]

st.set_page_config(layout="wide")


@st.cache_data
def load() -> pd.DataFrame:
    return pd.read_csv(Path(os.environ["THERAPIES_DATA"]) / "therapies.csv")


table = load()
text = st.sidebar.text_input("name")
found = table[table["name"].str.contains(text, case=False, regex=False)]
for column in FILTERS:
    chosen = st.sidebar.multiselect(column, sorted(table[column].unique()))
    if chosen:
        found = found[found[column].isin(chosen)]

with st.container(key="count"):
    st.write(f"{len(found)} of {len(table)} therapies")

with st.container(key="chart"):
    counts = found.groupby(["category", "goal"]).size().reset_index(name="therapies")
    base = alt.Chart(counts).encode(x="goal:N", y="category:N")
    st.altair_chart(
        base.mark_rect().encode(color="therapies:Q")
        + base.mark_text(color="white").encode(text="therapies:Q")
    )

with st.container(key="table"):
    st.dataframe(found[SHOWN], hide_index=True)
