"""The window of slides: what it holds, for whom, and where it leads."""

import re

from therapies.catalog.catalog import Catalog
from therapies.presenting import slideshow
from therapies.presenting.slideshow import Asked
from therapies.presenting.talk import Step, Talk, decode, encode
from therapies.query.query import Params, Query
from therapies.query.view import View

NOTE = "Ask who has heard of it."


def window(catalog: Catalog, talk: Talk, *, speaker: bool = False) -> str:
    params: Params = {"present": ["1"], "talk": [encode(talk)]}
    asked = Asked(View(catalog, page="present"), talk, (), speaker, params)
    return slideshow.window(asked, "a1", lambda _: "<svg></svg>")


def talk_of(catalog: Catalog) -> Talk:
    steps = (Step.of(View(catalog), part, note=NOTE) for part in ("map", "targets"))
    return Talk(tuple(steps))


def attribute(page: str, name: str) -> str:
    found = re.search(rf'data-{name}="([^"]*)"', page)
    assert found
    return found[1]


def test_notes_are_in_the_speakers_window_and_in_no_other(real: Catalog) -> None:
    talk = talk_of(real)
    assert NOTE in window(real, talk, speaker=True)
    assert NOTE not in window(real, talk)


def test_both_windows_of_a_talk_share_a_channel_and_a_link_without_notes(real: Catalog) -> None:
    talk = talk_of(real)
    one, other = window(real, talk), window(real, talk, speaker=True)
    assert attribute(one, "channel") == attribute(other, "channel")
    code = attribute(other, "audience").split("talk=")[1]
    assert decode(code, real)[0].steps[0].note == ""
    other_talk = Talk(talk.steps[:1])
    assert attribute(window(real, other_talk), "channel") != attribute(one, "channel")


def test_a_page_is_presented_with_its_filter_and_left_to_it(real: Catalog) -> None:
    query = Query.of({"goal": ["reverse"]})
    params: Params = {"present": ["1"], "goal": ["reverse"], "slide": ["2"], "talk": ["1abc"]}
    page = slideshow.window(Asked(View(real, query), Talk(), (), False, params), "a1", str)
    assert attribute(page, "leave") == "./?goal=reverse&amp;talk=1abc"
    assert attribute(page, "audience") == "./?present=1&amp;goal=reverse"
    assert page.count('<section class="slide') == 3


def test_without_a_talk_the_ready_one_is_offered(real: Catalog) -> None:
    page = window(real, Talk())
    assert "There is no talk in this link" in page
    assert "Start with the ready talk" in page


def test_no_slide_tells_what_comes_next(real: Catalog) -> None:
    page = window(real, talk_of(real))
    body, controls = page.split('<nav class="controls"')
    assert "act on systemic risk" not in controls
    assert body.count("18 of 47 act on systemic risk") == 2  # its title, and its label


def test_the_style_sheets_units_are_parts_of_a_slide() -> None:
    styles = slideshow.styles()
    assert "calc(40 * var(--u))" in styles
    assert not re.search(r"[\d.]u[;\s,)]", styles)
    assert [word for word in ("@import", "://") if word in styles] == []
