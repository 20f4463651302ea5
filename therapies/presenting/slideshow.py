"""Presenting: the window of all slides, for the audience or for the speaker, as HTML.

The window is a page of its own. Keys work in it without the server; the speaker's and the
audience's tell each other what is shown.
"""

import re
from collections.abc import Callable, Iterable, Sequence
from typing import Any, NamedTuple
from urllib.parse import urlencode
from zlib import crc32

from markupsafe import Markup

from therapies.content import render
from therapies.content.evidence_map import BLOCKS
from therapies.presenting.bodies import Map, Nothing, Part, Question
from therapies.presenting.deck import Deck, page_deck, talk_deck
from therapies.presenting.ready_talk import story
from therapies.presenting.slides import Slide
from therapies.presenting.talk import Talk, encode
from therapies.query.query import Params
from therapies.query.view import View
from therapies.site import TITLE, PageInfo

PRESENT, SPEAKER, TALK, SLIDE = "present", "speaker", "talk", "slide"
"""The parameters: what asks to present, and for the speaker's window (both 1); talk and place."""

MINUTES = 15
"""How long a talk is planned to take, until the speaker says otherwise."""

LONG = 68
"""A title of more letters is set smaller, in two lines."""

NO_TALK = "There is no talk in this link. The ready talk tells the field’s story: press Enter."

Qr = Callable[[str], str]
"""What draws the code of a link as SVG."""


class Asked(NamedTuple):
    """What a link asks to present: of which page, for whom, and with which talk."""

    view: View
    talk: Talk
    problems: tuple[str, ...]
    speaker: bool
    params: Params


def is_asked(page: PageInfo, params: Params) -> bool:
    """Whether a link asks for slides in place of the page; of several values the last counts."""
    return page.presented != "itself" and _presents(params)


def way_out(page: PageInfo, params: Params) -> str:
    """Return the way out, as HTML, where a link asks to present a page that presents itself."""
    if page.presented != "itself" or not _presents(params):
        return ""
    kept = [(key, each) for key in params if key != PRESENT for each in params[key]]
    return render.html("presenting", leave=f"./{page.path}?{urlencode(kept)}")


def _presents(params: Params) -> bool:
    return list(params.get(PRESENT, ()))[-1:] == ["1"]


def asks_for_speaker(params: Params) -> bool:
    """Whether a link asks for the speaker's window."""
    return list(params.get(SPEAKER, ()))[-1:] == ["1"]


def window(asked: Asked, version: str, qr: Qr) -> str:
    """Return the window as HTML; what is for the audience holds none of the speaker's notes."""
    deck = _deck(asked)
    own = encode(asked.talk)
    shared = encode(asked.talk.without_notes())
    offer = "" if own or not _is_talk(asked) else _link(asked, {TALK: encode(story(_table(asked)))})
    audience = _link(asked, {TALK: shared} if shared else {})
    values = {
        "title": f"{'Speaker' if asked.speaker else 'Slides'} · {TITLE}",
        "version": version,
        "ground": "",
        "speaker": asked.speaker,
        "channel": f"slides {crc32(audience.encode()):08x}",
        "audience": audience,
        "own": _link(asked, {TALK: own, SPEAKER: "1"} if own else {SPEAKER: "1"}),
        "leave": _leave(asked),
        "offer": offer,
        "slides": _drawn(deck.slides, qr),
        "ready": _drawn(deck.ready, qr, ready=True),
        "ready_titles": [slide.title for slide in deck.ready],
        "minutes": round(sum(deck.minutes)) or MINUTES,
        "plan": " ".join(f"{each:g}" for each in deck.minutes),
        "blocks": BLOCKS,
        "notes": _notes((*deck.slides, *deck.ready)) if asked.speaker else (),
    }
    return render.html("deck", **values)


def drawn(slide: Slide, number: int, of: int, qr: Qr, *, ready: bool = False) -> Markup:
    """Return a slide as HTML; a ready one has no number."""
    builds = 2 if isinstance(slide.body, Map) else 1 if isinstance(slide.body, Question) else 0
    label = f"Question: {slide.title}" if ready else f"{number} of {of}: {slide.title}"
    return Markup(
        render.html(
            "slide",
            slide=slide,
            number="" if ready else number,
            label=label,
            builds=builds,
            ready=ready,
            long=len(slide.title) > LONG,
            blocks=BLOCKS,
            wide=_wide,
            qr=lambda link: Markup(qr(link)),
        )
    )


def styles(fonts: str = "") -> str:
    """Return the slides' style sheet, its own lengths (`18u`) as parts of a slide 1280 units wide.

    `fonts` are rules that come first.
    """
    text = (render.SLIDES / "slides.css").read_text(encoding="utf-8")
    return fonts + re.sub(r"(?<![\w#.])(-?\d*\.?\d+)u\b", r"calc(\1 * var(--u))", text)


def script() -> str:
    """Return the script of the window."""
    return (render.SLIDES / "slides.js").read_text(encoding="utf-8")


def _is_talk(asked: Asked) -> bool:
    return asked.view.info.presented == "talk"


def _table(asked: Asked) -> Any:
    return asked.view.catalog


def _deck(asked: Asked) -> Deck:
    view = asked.view
    if not _is_talk(asked):
        return page_deck(view)
    if asked.talk.steps:
        return talk_deck(asked.talk, view.catalog, view.base)
    why = " ".join(asked.problems) or NO_TALK
    return Deck((Slide("No talk in this link", Nothing(why), alt=why),), (0,))


def _link(asked: Asked, talk: dict[str, str]) -> str:
    """Return the window's own address: with this talk, or for this page and filter."""
    own = {} if _is_talk(asked) else _filters(asked)
    pairs = [(key, each) for key, values in own.items() for each in values]
    pairs += [(key, value) for key, value in talk.items() if _is_talk(asked) or key != TALK]
    return f"./{asked.view.info.path}?{urlencode([(PRESENT, '1'), *pairs])}"


def _leave(asked: Asked) -> str:
    kept = dict(_filters(asked))
    talk = asked.params.get(TALK, ())
    pairs = [(key, each) for key, values in kept.items() for each in values]
    pairs += [(TALK, each) for each in list(talk)[-1:]]
    return f"./{asked.view.info.path}{f'?{urlencode(pairs)}' if pairs else ''}"


def _filters(asked: Asked) -> dict[str, Sequence[str]]:
    around = (PRESENT, SPEAKER, TALK, SLIDE)
    return {key: list(each) for key, each in asked.params.items() if key not in around}


def _drawn(slides: Sequence[Slide], qr: Qr, *, ready: bool = False) -> list[Markup]:
    return [drawn(each, n, len(slides), qr, ready=ready) for n, each in enumerate(slides, 1)]


def _notes(slides: Iterable[Slide]) -> list[tuple[list[str], list[str]]]:
    """Return each slide's own lines, and the computed ones."""
    found = []
    for slide in slides:
        own = [line for line in slide.own.split("\n") if line.strip()]
        found.append((own, list(slide.note_lines[len(own) :])))
    return found


def _wide(parts: Sequence[Part], presented: int = 0) -> float:
    """Return how wide parts of the map are beside others: a long one needs more room."""
    own = sum(1.36 if part.size >= 12 else 1 if part.size else 0.5 for part in parts)
    return own + (0.09 if presented > 4 else 0)
