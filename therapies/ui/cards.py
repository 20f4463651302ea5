"""Cards on the screen; what is known of them comes from the browser, which keeps it."""

from collections.abc import Mapping, Sequence
from datetime import UTC, datetime

import streamlit as st

from therapies import flashcards, render, sitting, ui
from therapies.flashcards import Card
from therapies.model import Therapy
from therapies.progress import NOTHING, Kept, Progress, ProgressError, read, told, verdict
from therapies.query import Query
from therapies.sitting import Sitting

KEY = "progress"
OFFERED = "offered"

NOT_KEPT = (
    "This browser keeps nothing here (a private window?): your answers last until you leave. "
    "“Save progress” keeps them as a file."
)
MOST_MISSED = 12
"""How many therapies are named at the end of a sitting."""

_browser = st.components.v2.component(
    KEY, html=render.html("progress"), js=render.script("progress"), isolate_styles=False
)


def show(query: Query, therapies: Sequence[Therapy]) -> None:
    """Show the next card on `therapies`, which pass `query`, or what to do when none is left."""
    place = st.container()
    kept = _kept()
    with place:
        if kept is None:
            ui.takeaway("Cards", "One moment: your answers are read from this browser.")
            return
        _sitting(kept, query, tuple(therapies))


def _kept() -> Kept | None:
    """Show the menu of the progress; return what the browser keeps, None until it tells."""
    before = st.session_state.get(KEY) or {}
    data = {"kept": verdict(before.get("kept")), OFFERED: st.session_state.get(OFFERED)}
    given = _browser(key=KEY, data=data, on_kept_change=_ignore, on_offered_change=_judge)
    return told(given.kept)


def _ignore() -> None:
    """Streamlit knows a value of a component only by a callback."""


def _judge() -> None:
    """Look at the file that the browser offers."""
    st.session_state[OFFERED] = verdict(st.session_state[KEY].get(OFFERED))


def _sitting(kept: Kept, query: Query, therapies: tuple[Therapy, ...]) -> None:
    asked = therapies[: ui.ROWS_LIMIT]
    deck = flashcards.deck(ui.catalog(), asked)
    progress = _progress(kept)
    now = sitting.clock(datetime.now(UTC), st.context.timezone_offset, progress)
    most_new, note = sitting.new_a_day(st.query_params.get("number", ""))
    found = sitting.sitting(progress, list(deck), now, most_new)
    cut = f"Cards on the first {len(asked)} of {len(therapies)} therapies; filters bring others."
    said = {note: True, NOT_KEPT: not kept.stays, cut: asked != therapies}
    notes = [each for each, holds in said.items() if each and holds]
    counted = {"total": len(deck), "therapies": asked, "most_new": most_new}
    ui.show("cards_left", sitting=found, notes=notes, **counted)
    if found.next:
        values = {"guid": found.next, "card": deck[found.next], "kept": kept, "query": query}
        ui.show("card", **values)
    else:
        _done(found, now, kept, query, deck, most_new)


def _progress(kept: Kept) -> Progress:
    """Return what was answered; what cannot be read counts as nothing, and the browser says so."""
    try:
        return read(kept.text)
    except ProgressError:
        return NOTHING


def _done(
    found: Sitting, now: datetime, kept: Kept, query: Query, deck: Mapping[str, Card], most_new: int
) -> None:
    missed = {each.id: each for guid in found.missed for each in deck[guid].therapies}
    ui.show(
        "cards_done",
        sitting=found,
        returns=sitting.day(found.returns, now) if found.returns else "",
        missed=list(missed.values())[:MOST_MISSED],
        more=str(min(max(most_new, found.begun) + sitting.NEW_A_DAY, sitting.MOST_NEW)),
        kept=kept,
        query=query,
    )
