"""Talks: the slides of a view, and walking through them."""
