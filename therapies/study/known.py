"""What a reader knows, therapy by therapy, from the cards and the quiz."""

from collections.abc import Iterator, Mapping, Sequence
from enum import Enum
from typing import Any, NamedTuple

from therapies.catalog.catalog import Catalog
from therapies.content.evidence_map import field
from therapies.model import Category, Therapy
from therapies.query.query import Query
from therapies.study.flashcards import Card
from therapies.study.pool import pool
from therapies.study.progress import Progress


class State(Enum):
    """How well a therapy is known: its sign and its name."""

    KNOWN = ("✓", "known")
    SHAKY = ("~", "shaky")
    WRONG = ("✗", "sure, but wrong")
    UNSEEN = ("", "not asked yet")

    @property
    def sign(self) -> str:
        """The sign that stands beside a name."""
        return self.value[0]

    @property
    def label(self) -> str:
        """The name of the state."""
        return self.value[1]


class Answered(NamedTuple):
    """The last answer to one question on a therapy."""

    therapy: str
    right: bool
    sure: bool


def states(
    catalog: Catalog, therapies: Sequence[Therapy], deck: Mapping[str, Card], progress: Progress
) -> dict[str, State]:
    """Return the state of each of `therapies` by its id; the last answer to each question counts.

    One that was surely wrong says so until it is right; one that was wrong, hard or guessed is
    shaky.
    """
    answered = [*_cards(deck, progress), *_quiz(catalog, progress)]
    return {each.id: _state([a for a in answered if a.therapy == each.id]) for each in therapies}


def contents(
    catalog: Catalog, query: Query, therapies: Sequence[Therapy], found: Mapping[str, State]
) -> dict[str, Any]:
    """Return the values of the template `known`: the map, with the state of each name."""
    counts = {state: sum(each is state for each in found.values()) for state in State}
    shares = {
        category: [found[each.id] is State.KNOWN for each in therapies if each.category is category]
        for category in Category
    }
    asked = {category: known for category, known in shares.items() if known}
    weakest = min(asked, key=lambda each: sum(asked[each]) / len(asked[each]), default=None)
    return {
        "aims": field(catalog, query),
        "states": found,
        "counts": counts,
        "query": query,
        "weakest": weakest,
        "score": (sum(asked[weakest]), len(asked[weakest])) if weakest else (0, 0),
    }


def _cards(deck: Mapping[str, Card], progress: Progress) -> Iterator[Answered]:
    for guid, answers in progress.answers.items():
        if guid in deck and answers:
            said = max(answers, key=lambda each: each[0])[1]
            right = said if isinstance(said, bool) else said > 2
            yield from (Answered(each.id, right, False) for each in deck[guid].therapies)


def _quiz(catalog: Catalog, progress: Progress) -> Iterator[Answered]:
    if not progress.quiz:
        return
    kinds = pool(catalog, tuple(each.id for each in catalog.therapies))
    about = {draft.token: draft.therapies for kind in kinds.values() for draft in kind.drafts}
    for token, (_, right, sure) in progress.quiz.items():
        known = right and sure != "g"
        yield from (Answered(each.id, known, sure == "s") for each in about.get(token, ()))


def _state(answered: Sequence[Answered]) -> State:
    if not answered:
        return State.UNSEEN
    if any(each.sure and not each.right for each in answered):
        return State.WRONG
    return State.KNOWN if all(each.right for each in answered) else State.SHAKY
