"""The slides of a talk or of a presented page, as screen, PowerPoint and handout draw them."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from therapies.catalog.catalog import Catalog
from therapies.presenting import kinds, room
from therapies.presenting.bodies import Nothing, Opening
from therapies.presenting.slides import Slide
from therapies.presenting.talk import Step, Talk
from therapies.query.view import View

READY = 3
"""How many questions are ready for the room beside a talk's own slides."""

GONE = "What this slide shows is not in this table."


@dataclass(frozen=True)
class Deck:
    """Slides in their order, the step of each (from 0), and questions that are ready besides.

    `minutes` is what is planned for each slide, empty where nothing is.
    """

    slides: tuple[Slide, ...]
    steps: tuple[int, ...]
    ready: tuple[Slide, ...] = ()
    minutes: tuple[float, ...] = ()


def talk_deck(talk: Talk, catalog: Catalog, base: str = View.base) -> Deck:
    """Return the slides of a talk: one for each step, two at most for a large comparison."""
    pairs = [
        (n, slide)
        for n, step in enumerate(talk.steps)
        for slide in step_slides(step, catalog, base)
    ]
    return Deck(
        tuple(slide for _, slide in pairs),
        tuple(n for n, _ in pairs),
        tuple(_ready(View(catalog, base=base), {step.chart for step in talk.steps})),
        planned(talk, [n for n, _ in pairs]),
    )


def planned(talk: Talk, steps: Sequence[int] = ()) -> tuple[float, ...]:
    """Return the minutes of each slide, or of each step; none where the talk has no plan.

    `steps` has the step of each slide: its minutes are shared. A step without a plan has one.
    """
    if not any(step.minutes for step in talk.steps):
        return ()
    steps = steps or range(len(talk.steps))
    return tuple((talk.steps[n].minutes or 1) / steps.count(n) for n in steps)


def page_deck(view: View) -> Deck:
    """Return the slides of a page as it is presented."""
    slides = kinds.page_slides_of(view)
    return Deck(slides, tuple(range(len(slides))))


def step_slides(step: Step, catalog: Catalog, base: str = View.base) -> tuple[Slide, ...]:
    """Return the slides of a step, with its title, its note and what is wrong with it.

    The title is the speaker's where there is one of their own, else the slide's message.
    """
    if step.is_lost:
        made: tuple[Slide, ...] = (Slide(step.title, Nothing(GONE), alt=GONE),)
    else:
        made = kinds.slides_of(step.view(catalog, base), step.chart)
    first, *more = made
    title = step.title or first.title
    first = replace(first, title=title, own=step.note, problem=step.problem)
    if isinstance(first.body, Opening):
        question, _, who = title.partition("|")
        body = replace(first.body, question=question.strip(), who=who.strip())
        first = replace(first, title=body.question, body=body)
    return (first, *more)


def _ready(view: View, asked: set[str]) -> Iterator[Slide]:
    """Yield questions on the whole table that the talk does not ask itself."""
    names = [
        each for each in room.good_ones(view, room.SEED, READY + len(asked)) if each not in asked
    ]
    for name in names[:READY]:
        yield from kinds.slides_of(view, name)
