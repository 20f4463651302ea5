"""Questions for the room: a question of the quiz as a slide; only this module knows the quiz."""

import re
from collections import Counter
from functools import lru_cache

from therapies.catalog.catalog import Catalog
from therapies.presenting.bodies import Choice, Question, Quote
from therapies.presenting.slides import Slide
from therapies.query.view import View
from therapies.study.pool import questions
from therapies.study.questions import Question as Asked
from therapies.study.quiz import LETTERS

ASKED = re.compile(r"question ([A-Za-z0-9-]{1,32}) ([1-9]|[1-3][0-9]|40)", re.ASCII)
"""The name by which a talk keeps a question: a seed, and its number among what the seed gives."""

SEED = "talk"
"""The seed of the questions that talks and the speaker's window take, so that none comes twice."""

STEM, OPTION = 80, 56
"""Most letters of a stem and of an option that read well in a room."""

WORTH = ("place", "whom", "caveat", "presented", "which", "about", "mechanism", "standing", "works")
"""Kinds of question by what a room learns from them; the others come last."""


def question_slide(view: View, seed: str, number: int) -> Slide | None:
    """Return the question as a slide, None where the therapies give no such one."""
    found = _asked(view.catalog, tuple(each.id for each in view.therapies), seed)
    if number > len(found):
        return None
    asked = found[number - 1]
    choices = tuple(
        Choice(letter, each.text, each.right, f"{each.note[:1].upper()}{each.note[1:]}")
        for letter, each in zip(LETTERS, asked.options, strict=False)
    )
    right = " or ".join(f"{each.letter}, {each.text}" for each in choices if each.right)
    return Slide(
        asked.text,
        Question(choices, Quote.of(view, asked.claims[0]) if asked.claims else None),
        alt=f"A question with {len(choices)} options: {'; '.join(c.text for c in choices)}.",
        notes=("Let the room choose; the next key shows the answer.", f"Right: {right}."),
    )


def good_ones(view: View, seed: str, most: int) -> tuple[str, ...]:
    """Return the names of the best questions that are short enough to be read in a room.

    Each kind comes once before one comes again.
    """
    found = _asked(view.catalog, tuple(each.id for each in view.therapies), seed)
    seen, ranked = Counter[str](), []
    for number, each in enumerate(found, 1):
        if len(each.text) <= STEM and all(len(o.text) <= OPTION for o in each.options):
            worth = WORTH.index(each.kind) if each.kind in WORTH else len(WORTH)
            ranked.append((-len(each.options), seen[each.kind], worth, number))
            seen[each.kind] += 1
    return tuple(f"question {seed} {number}" for *_, number in sorted(ranked)[:most])


@lru_cache(maxsize=16)
def _asked(catalog: Catalog, ids: tuple[str, ...], seed: str) -> tuple[Asked, ...]:
    return questions(catalog, [catalog.by_id[each] for each in ids], seed, 40)
