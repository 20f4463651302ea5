"""The empty page: one multiselect and one line of text, as Streamlit ships it."""

import streamlit as st

CATEGORIES = ["risk control", "mineral metabolism", "mechanical", "experimental"]

chosen = st.multiselect("Category", CATEGORIES)
with st.container(key="count"):
    st.write("Chosen:", ", ".join(chosen))
