"""All questions that a table can answer, and the quiz that a seed draws from them."""

from collections import deque
from collections.abc import Iterator, Mapping, Sequence
from functools import lru_cache
from itertools import chain
from random import Random
from typing import NamedTuple

from therapies.catalog.catalog import Catalog
from therapies.model import Therapy, grouped
from therapies.study.naming import naming
from therapies.study.questions import (
    TOPICS,
    Draft,
    Question,
    Weights,
    asked,
    balanced,
    in_turn,
    mixed,
)
from therapies.study.telling import telling

MOST_NEAR = 200
"""Among how many therapies, at most, wrong options are looked for."""


class Kind(NamedTuple):
    """The drafts of one kind, and how readily each option of theirs is taken as a wrong one."""

    drafts: tuple[Draft, ...]
    weights: Weights


def questions(
    catalog: Catalog,
    therapies: Sequence[Therapy],
    seed: str,
    number: int,
    first: Sequence[str] = (),
) -> tuple[Question, ...]:
    """Return `number` questions about `therapies`, fewer where they give no more.

    The same version of the table, therapies and seed always give the same; more questions begin
    with the fewer. No two ask the same. Those whose tokens are `first` come first.
    """
    draw = Random(f"{catalog.version} {' '.join(each.id for each in therapies)} {seed}")
    world, ids = _world(catalog, therapies, draw), {each.id for each in therapies}
    kinds = pool(catalog, world)
    found: dict[str, Question] = {}
    wanted = [
        draft
        for own in (kinds.values() if first else ())
        for draft in own.drafts
        if draft.token in first
    ]
    for draft in chain(wanted, _turns(kinds, ids, draw)):
        if len(found) == number:
            break
        if draft.text not in found:
            found[draft.text] = asked(draft, kinds[draft.kind].weights, draw)
    return tuple(found.values())


def question(
    catalog: Catalog, seed: str, number: int, therapies: Sequence[Therapy] | None = None
) -> Question | None:
    """Return the question with `number`, from 1, of the quiz that `seed` makes over `therapies`,
    all of them unless given; None where they give no such question.

    It has its text, four options, each with whether it is right and a note on what it would be
    right for, and the claims that prove it; `feedback.feedback` makes sentences with passages
    of these.
    """
    made = questions(catalog, catalog.therapies if therapies is None else therapies, seed, number)
    return made[number - 1] if 1 <= number <= len(made) else None


@lru_cache(maxsize=8)
def pool(catalog: Catalog, ids: tuple[str, ...]) -> Mapping[str, Kind]:
    """Return all drafts on the therapies `ids` by their kind; they are each other's neighbours."""
    world = [catalog.by_id[each] for each in ids]
    made = (
        draft
        for each in world
        for make in (naming, telling)
        for draft in make(catalog, world, each)
        if draft
    )
    kinds = grouped((draft.kind, draft) for draft in made)
    return {kind: Kind(tuple(each), balanced(each)) for kind, each in kinds.items()}


def _world(catalog: Catalog, therapies: Sequence[Therapy], draw: Random) -> tuple[str, ...]:
    """Return the ids of the whole table; of a large one, of some that are asked and some more."""
    if len(catalog.therapies) <= MOST_NEAR:
        return tuple(each.id for each in catalog.therapies)
    chosen = dict.fromkeys(each.id for each in mixed(draw, therapies)[: MOST_NEAR // 2])
    others = (each.id for each in mixed(draw, catalog.therapies))
    return tuple(chosen | dict.fromkeys(others))[:MOST_NEAR]


def _turns(kinds: Mapping[str, Kind], ids: set[str], draw: Random) -> Iterator[Draft]:
    """Yield drafts about `ids`, a topic after the other, each kind of a topic in turn."""
    by_topic = grouped(
        (TOPICS[kind], deque(in_turn(draw, [d for d in own.drafts if d.therapies[0].id in ids])))
        for kind, own in kinds.items()
    )
    topics = mixed(draw, by_topic.values())
    while topics := [each for each in topics if any(each)]:
        for queues in topics:
            ready = [each for each in queues if each]
            queue = mixed(draw, ready)[0]
            yield queue.popleft()
