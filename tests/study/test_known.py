"""What I know: the last answer to each question counts, and a sure error is never hidden."""

from harness.server import FROZEN
from therapies.catalog.catalog import load_catalog
from therapies.content.render import html
from therapies.query.query import Query
from therapies.study.flashcards import deck
from therapies.study.known import State, contents, states
from therapies.study.pool import questions
from therapies.study.progress import NOTHING, Progress

TABLE = load_catalog(FROZEN)
DECK = deck(TABLE, TABLE.therapies)
AT = 1_800_000_000
ASKED = next(
    each for each in questions(TABLE, TABLE.therapies, "x", 20) if len(each.therapies) == 1
)
OWN = next(g for g, c in DECK.items() if c.therapies == ASKED.therapies)


def of(progress: Progress) -> State:
    return states(TABLE, TABLE.therapies, DECK, progress)[ASKED.therapies[0].id]


def test_a_therapy_is_unseen_known_shaky_or_surely_wrong() -> None:
    def told(**parts: object) -> State:
        return of(NOTHING.model_copy(update=parts))

    assert of(NOTHING) is State.UNSEEN
    assert told(answers={OWN: ((AT, 3),)}) is State.KNOWN
    assert told(answers={OWN: ((AT, True),)}) is State.KNOWN
    assert told(answers={OWN: ((AT, 3), (AT + 9, 2))}) is State.SHAKY
    assert told(quiz={ASKED.token: (AT, True, "g")}) is State.SHAKY
    assert told(quiz={ASKED.token: (AT, True, "s")}) is State.KNOWN
    assert told(quiz={ASKED.token: (AT, False, "s")}, answers={OWN: ((AT, 4),)}) is State.WRONG
    assert told(quiz={"00000000": (AT, False, "s")}) is State.UNSEEN


def test_the_map_names_the_state_of_every_therapy_and_each_goal_with_its_evidence() -> None:
    found = states(TABLE, TABLE.therapies, DECK, NOTHING)
    values = contents(TABLE, Query(), TABLE.therapies, found)
    page = html("known", **values)
    assert page.count(": not asked yet</span>") == len(TABLE.therapies)
    assert page.count("kn-level") <= page.count('class="meter')
    assert sum(values["counts"].values()) == len(TABLE.therapies)
