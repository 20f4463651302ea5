"""Streamlit: what the screen shows, and what its widgets do."""
