"""Which slide a view gives: by its page, and by the part of it that is shown."""

from collections.abc import Callable, Mapping
from dataclasses import replace
from functools import lru_cache

from therapies.content import takeaways
from therapies.model import Evidence, Goal
from therapies.presenting import aim_slides, page_slides, phrases, room, use_slides
from therapies.presenting.bodies import Lesson, Nothing, Opening, TakeHome
from therapies.presenting.phrases import SAID, blocks_of
from therapies.presenting.slides import Slide, SourceLine
from therapies.query.view import View
from therapies.site import PAGE, TITLE
from therapies.wording import worded

SUBJECT = "Can vascular calcification be reversed?"
HOME = "An aim is not an effect; “not stated” is not “no”"
UNNAMED = "Choose a therapy first; then this page can be presented."
NOT_ASKED = "These therapies give no such question."

Makers = Mapping[str, Callable[[View], Slide | tuple[Slide, ...]]]


def opening_slide(view: View) -> Slide:
    """Return the title slide: the question, all therapies by category, and the app's link."""
    documents = worded(len(view.catalog.sources))
    count = len(view.therapies)
    told = f"What {documents} documents say of {count} therapies, and how firmly they say it"
    fields = blocks_of(view.therapies, 24)
    whole = View(view.catalog, base=view.base)
    counts = "; ".join(f"{each.category.heading}: {each.size}" for each in fields)
    return Slide(
        SUBJECT,
        Opening(SUBJECT, told, fields, whole.shared),
        alt=f"The title, and all therapies by category. {counts}.",
        notes=(f"{told}.", "The code leads to all of them, each with its source passages."),
    )


def home_slide(view: View) -> Slide:
    """Return the sentences to take home, with the link."""
    found = view.therapies
    total = len(found)
    reversing = [each for each in found if each.goal is Goal.REVERSE]
    used = [each for each in found if takeaways.is_in_use(each)]
    ahead = [each for each in used if takeaways.is_ahead_of_evidence(each)]
    top = phrases.firmest(found)
    first = top[0]
    lessons = []
    if reversing:
        told = phrases.levels(reversing, on=False)
        verb = "aims to reverse" if len(reversing) == 1 else "aim to reverse"
        rest = f"calcification: {told[:1].lower()}{told[1:]}."
        lessons.append(Lesson(len(reversing), total, verb, rest))
    if first.evidence is not Evidence.NOT_STATED:
        verb = "is" if len(top) == 1 else "are"
        _, places = phrases.passages(view, top)
        rest = f"for {first.outcome.label}, by {phrases.by_passages(len(places))}."
        lessons.append(Lesson(len(top), total, f"{verb} {SAID[first.evidence]}", rest))
    if ahead:
        verb = "is in use" if len(ahead) == 1 else "are in use"
        rest = "ahead of the words: no effect on the disease is stated as fact."
        lessons.append(Lesson(len(ahead), len(used), verb, rest))
    link = View(view.catalog, base=view.base).shared
    return Slide(
        HOME,
        TakeHome(tuple(lessons), link, f"All {total}, with their source passages"),
        alt=" ".join(f"{e.number} of {e.of} {e.lead} {e.rest}" for e in lessons),
        notes=page_slides.whole_takeaways(view),
    )


SLIDES: Mapping[str, Makers] = {
    "overview": {
        "map": aim_slides.map_slide,
        "standing": use_slides.ahead_slide,
        "targets": use_slides.where_slide,
        "opening": opening_slide,
        "presented": aim_slides.presented_slide,
        "firmest": aim_slides.sentence_slide,
        "about": use_slides.about_slide,
        "home": home_slide,
    },
    "browse": {"list": page_slides.listing_slide},
    "therapy": {"therapy": page_slides.portrait_slide},
    "compare": {"compare": page_slides.comparison_slides},
    "sources": {"documents": page_slides.differing_slide},
    "charts": {"chart": page_slides.chart_slide},
    "method": {"read": page_slides.documents_slide, "words": page_slides.words_slide},
}
"""The slides of each page by the name of the part; the first is what the page itself gives."""

LABELS = {
    "opening": "Title",
    "presented": "Presented as reversal, described as",
    "firmest": "The firmest words",
    "about": "What the effects are on",
    "home": "To take home",
    "read": "The documents",
    "words": "The words",
}
"""What the parts are called that are no figure of a page."""

SHOWN: Mapping[str, tuple[str, ...]] = {"overview": ("map", "standing", "targets")}
"""The parts that presenting a page shows, where they are not all."""


def is_known(page: str, part: str) -> bool:
    """Say whether a page has such a part; nothing means its first."""
    return part in ("", *SLIDES.get(page, ())) or bool(
        page == "overview" and room.ASKED.fullmatch(part)
    )


def label_of(page: str, part: str) -> str:
    """Return what a part is called in a list, nothing for a page's only one."""
    if room.ASKED.fullmatch(part):
        return "A question for the room"
    return PAGE[page].charts.get(part, "") or LABELS.get(part, "")


def slides_of(view: View, part: str = "") -> tuple[Slide, ...]:
    """Return the slides of a view: one, or two for a comparison with much to say."""
    return tuple(
        replace(each, source=source_line(view), notes=tuple(filter(None, each.notes)))
        for each in _made(view, part)
    )


@lru_cache(maxsize=128)
def _made(view: View, part: str) -> tuple[Slide, ...]:
    if view.is_empty:
        why = UNNAMED if view.info.names_therapies else takeaways.NOTHING
        return (Slide("Nothing to show", Nothing(why), alt=why),)
    if found := room.ASKED.fullmatch(part):
        slide = room.question_slide(view, found[1], int(found[2]))
        return (slide or Slide("No question", Nothing(NOT_ASKED), alt=NOT_ASKED),)
    makers = SLIDES[view.page]
    name = part or next(iter(makers))
    made = makers[name](view)
    slides = made if isinstance(made, tuple) else (made,)
    return tuple(replace(each, name=name) for each in slides)


def page_slides_of(view: View) -> tuple[Slide, ...]:
    """Return what presenting a page shows."""
    parts = SHOWN.get(view.page, tuple(SLIDES[view.page]))
    if view.is_empty:
        parts = parts[:1]
    return tuple(slide for part in parts for slide in slides_of(view, part))


def source_line(view: View) -> SourceLine:
    """Return what stands small at the foot of the view's slides."""
    catalog = view.catalog
    names = ", ".join(source.name for source in catalog.sources)
    date = f"{catalog.date.day} {catalog.date:%B %Y}"
    return SourceLine(TITLE, f"Table {catalog.version}, {date}, from {names}", "Not medical advice")


def title_of(view: View, part: str = "") -> str:
    """Return the message of a view's slide."""
    return slides_of(view, part)[0].title
