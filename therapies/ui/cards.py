"""Cards on the screen; what is known of them comes from the browser, which keeps it."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

import streamlit as st

from therapies.content import render
from therapies.model import Therapy
from therapies.query.query import Query
from therapies.study import flashcards, schedule
from therapies.study.flashcards import Card
from therapies.study.progress import NOTHING, Kept, Progress, ProgressError, read, told, verdict
from therapies.study.schedule import Sitting
from therapies.ui.page import current_catalog, show_takeaway, show_template

KEY = "progress"
OFFERED = "offered"

NOT_KEPT = (
    "This browser keeps nothing here (a private window?): your answers last until you leave. "
    "“Save progress” keeps them as a file."
)
MOST_ASKED = 500
"""On how many therapies there are cards at once: making those of one takes 2 ms."""
MOST_MISSED = 12
"""How many therapies are named at the end of a sitting."""

_browser = st.components.v2.component(
    KEY, html=render.html("progress"), js=render.script("progress"), isolate_styles=False
)


def show(query: Query, therapies: Sequence[Therapy]) -> None:
    """Show the next card on `therapies`, which pass `query`, or what to do when none is left."""
    place = st.container()
    kept = browser_keeps()
    with place:
        if kept is None:
            show_takeaway("Cards", "One moment: your answers are read from this browser.")
            return
        _sitting(kept, query, tuple(therapies))


def browser_keeps(current: bool = True) -> Kept | None:
    """Show the menu of the progress; return what the browser keeps, None until it tells."""
    before = st.session_state.get(KEY) or {}
    offered = st.session_state.get(OFFERED)
    data = {"kept": verdict(before.get("kept")), OFFERED: offered, "current": current}
    given = _browser(key=KEY, data=data, on_kept_change=_ignore, on_offered_change=_judge)
    return told(given.kept)


def _ignore() -> None:
    """Streamlit knows a value of a component only by a callback."""


def _judge() -> None:
    st.session_state[OFFERED] = verdict(st.session_state[KEY].get(OFFERED))


def _sitting(kept: Kept, query: Query, therapies: tuple[Therapy, ...]) -> None:
    asked = therapies[:MOST_ASKED]
    deck = flashcards.deck(current_catalog(), asked)
    progress = progress_of(kept)
    now = schedule.clock(kept, progress)
    usual, note = schedule.new_a_day(st.query_params.get("number", ""))
    exam = st.query_params.get("exam", "")
    plan = schedule.plan(exam, *schedule.unseen(progress, list(deck), now), now)
    most_new = plan.new if plan else usual
    found = schedule.sitting(progress, list(deck), now, most_new)
    cut = f"Cards on the first {len(asked)} of {len(therapies)} therapies; filters bring others."
    said = {note: True, NOT_KEPT: not kept.stays, cut: asked != therapies}
    notes = [each for each, holds in said.items() if each and holds]
    show_template("cards_left", sitting=found, notes=notes, plan=plan)
    around = {"kept": kept, "query": query, "sitting": found}
    if found.next:
        card, answers = deck[found.next], progress.answers.get(found.next, ())
        grades = schedule.intervals(answers, now)
        show_template("card", guid=found.next, card=card, grades=grades, **around)
    else:
        _done(deck, found, now, most_new, around)
    forecast = schedule.forecast(progress, list(deck), now)
    show_template(
        "cards_plan",
        **{"total": len(deck), "therapies": asked, "most_new": most_new, "plan": plan},
        **{"forecast": forecast, "most": max(1, *(n for _, n in forecast)), "exam": exam},
        choices=schedule.NEW_CHOICES,
        **around,
    )


def _done(
    deck: Mapping[str, Card], found: Sitting, now: datetime, most_new: int, around: dict[str, Any]
) -> None:
    """Show that nothing is left today, what was missed and what comes next."""
    missed = {each.id: each for guid in found.missed for each in deck[guid].therapies}
    show_template(
        "cards_done",
        returns=schedule.day(found.returns, now) if found.returns else "",
        missed=list(missed.values())[:MOST_MISSED],
        more=str(min(max(most_new, found.begun) + schedule.NEW_A_DAY, schedule.MOST_NEW)),
        **around,
    )


def progress_of(kept: Kept) -> Progress:
    """Return what was answered; what cannot be read counts as nothing, and the browser says so."""
    try:
        return read(kept.text)
    except ProgressError:
        return NOTHING
