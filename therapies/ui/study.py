"""Study's parts: the quiz, the cards and the words, and which of them the link asks for."""

import secrets
from collections.abc import Callable, Mapping, Sequence
from typing import NamedTuple

import streamlit as st

from therapies.model import Therapy
from therapies.presenting.slideshow import way_out
from therapies.query.query import Params, Query
from therapies.site import PAGE
from therapies.study import flashcards, known, quiz_page, words
from therapies.study.progress import NOTHING
from therapies.ui import cards
from therapies.ui.page import current_catalog, current_params, current_view, show_template

FIRST = 5
"""How many questions that were surely wrong come first in a new quiz, at most."""


SEED = "seed"


class Part(NamedTuple):
    """A part of the page: its label, and what shows it over what passes the filter."""

    label: str
    show: Callable[[Query, Sequence[Therapy]], None]


def _quiz(_query: Query, _therapies: Sequence[Therapy]) -> None:
    """Show the quiz; what this browser keeps of earlier ones says what comes first in a new one."""
    place = st.container()
    kept = cards.browser_keeps(current="seed" not in current_params())
    first = cards.progress_of(kept).surely_wrong[:FIRST] if kept else ()
    params = current_params()
    template, values = quiz_page.page(current_view("study"), params, _new_seed(params), first)
    with place:
        show_template(template, **values)


def _new_seed(params: Params) -> str:
    """Return the seed of the quizzes that are offered; the same until one of them is opened, so
    that the links stay as they are while somebody is about to press one.
    """
    seed: str = st.session_state.setdefault(SEED, secrets.token_hex(4))
    if seed in params.get("seed", ()):
        seed = st.session_state[SEED] = secrets.token_hex(4)
    return seed


def _known(query: Query, therapies: Sequence[Therapy]) -> None:
    """Show on the map how well each therapy is known."""
    place = st.container()
    kept = cards.browser_keeps()
    catalog, asked = current_catalog(), tuple(therapies)[: cards.MOST_ASKED]
    progress = cards.progress_of(kept) if kept else NOTHING
    found = known.states(catalog, therapies, flashcards.deck(catalog, asked), progress)
    with place:
        show_template("known", **known.contents(catalog, query, therapies, found))


def _words(query: Query, therapies: Sequence[Therapy]) -> None:
    """Show the terms, those that the texts on `therapies` use first, and the vocabularies."""
    show_template("words", **words.contents(current_catalog(), query, therapies))


PARTS: Mapping[str, Part] = {
    "quiz": Part("Quiz", _quiz),
    "cards": Part("Cards", cards.show),
    "known": Part("What I know", _known),
    "words": Part("Words", _words),
}


def show_foot() -> None:
    """Show what a phone leaves out above a question, so that the question is in sight."""
    show_template("study_foot", catalog=current_catalog())


def show_way_out() -> None:
    """Show the way out of the page while it is presented; the style sheet hides what is around."""
    if out := way_out(PAGE["study"], current_params()):
        st.html(out)


def part(query: Query) -> Part:
    """Show the links to the parts; return the one that the link asks for, the quiz first."""
    # A form's field cannot be named "part": the cleaner of HTML drops names that elements have.
    asked = st.query_params.get("part", "cards" if "exam" in st.query_params else "")
    chosen = asked if asked in PARTS else next(iter(PARTS))
    show_template("parts", parts=PARTS, chosen=chosen, query=query)
    return PARTS[chosen]
