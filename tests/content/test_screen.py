"""The screen of a page: its parts for each page, what the link asks in vain, what is in a file."""

import re
from collections.abc import Mapping, Sequence
from urllib.parse import parse_qs

import pytest

from tests.support.hostile import HOSTILE
from tests.support.html import Page
from therapies.catalog.catalog import Catalog
from therapies.content import bodies, panels
from therapies.content.go import Go
from therapies.content.passages import relinked
from therapies.content.screen import Around, screen, slots, title, unknown
from therapies.query.link import read
from therapies.query.view import View
from therapies.site import PAGE, TITLE

PICKS = {slug for slug, page in PAGE.items() if page.picks}
NAMED = {slug for slug, page in PAGE.items() if page.names_therapies}
FILTERED = {slug for slug, page in PAGE.items() if page.has_filters}


def of(table: Catalog, link: str, start: str = "./", around: Around | None = None) -> str:
    """The screen of `browse?goal=halt`."""
    slug, _, rest = link.partition("?")
    asked: Mapping[str, Sequence[str]] = parse_qs(rest, keep_blank_values=True)
    found = read(asked, table)
    view = found.view(table, slug)
    return screen(view, found, asked, around or Around(), start)


def text(html: str) -> str:
    return " ".join(Page(html).text.split())


@pytest.mark.parametrize("slug", PAGE)
def test_each_page_has_the_parts_that_belong_to_it(real: Catalog, slug: str) -> None:
    html = of(real, f"{slug}?id=statins&id=sevelamer&goal=halt&peek=statins")
    assert len(re.findall("<h1", html)) == 1
    assert ('data-chip="goal=halt" aria-pressed="true"' in html) is (slug in FILTERED)
    assert ('role="search"' in html) is (slug in FILTERED | NAMED)
    assert ("data-list" in html) is (slug in NAMED)
    assert ('<aside class="peek' in html) is ("peek" in PAGE[slug].own)
    assert ("data-tray-items" in html) is (slug in PICKS)
    assert (f"aria-current=page>{PAGE[slug].title}</a>") in html
    assert f'data-page="{slug}"' in html
    assert not re.search('style="(?!--)', html)


def test_a_page_that_streamlit_draws_has_a_frame_without_a_body(real: Catalog) -> None:
    bare = {slug for slug in PAGE if not bodies.body(Go(View(real, page=slug)))}
    assert bare == {"charts", "study", "present"}


@pytest.mark.parametrize("link", ["overview?q=xylophone", "browse?q=xylophone", "sources?q=xyl0"])
def test_where_nothing_matches_the_page_still_stands_and_names_a_way_back(
    real: Catalog, link: str
) -> None:
    html = of(real, link)
    assert "0 of 47 therapies: matching" in text(html)
    assert 'class="ways"' in html


def test_what_a_link_names_in_vain_is_told_with_the_nearest(real: Catalog) -> None:
    def lines(link: str) -> list[str]:
        slug, _, rest = link.partition("?")
        found = read(parse_qs(rest), real)
        return [each.text for each in unknown(found.view(real, slug), found)]

    assert lines("browse?id=statins&peek=nobody") == []
    assert lines("browse?id=sevelamr") == [
        "This link names “sevelamr”, which is not in the table. Did you mean Sevelamer?"
    ]
    assert lines("therapy?id=statins&id=sevelamer") == [
        "Only the first therapy of the link is shown; left out: Sevelamer."
    ]
    ids = "&".join(f"id={each.id}" for each in real.therapies[:6])
    assert lines(f"compare?{ids}") == [
        f"Only the first 5 are shown; left out: {real.therapies[5].name}."
    ]
    for hostile in HOSTILE.values():
        (line,) = [each.text for each in unknown(View(real), read({"id": [hostile]}, real))]
        assert line.startswith("This link names “")
        assert len(line) < 150


def test_an_older_link_is_told_what_changed_on_this_page(real: Catalog) -> None:
    assert "This link was made" not in of(real, f"browse?v={real.version}&v=")
    html = of(real, "browse?v=<i>old&goal=halt")
    assert "This link was made with table &lt;i&gt;old" in html
    assert "not on record" in html


def test_slots_hold_what_the_server_alone_makes(real: Catalog) -> None:
    around = Around("<b>the menu</b>", 2, "Added as slide 2.")
    for slug, page in PAGE.items():
        view = View(real, page=slug, ids=("statins", "sevelamer")[: page.most])
        found = slots(view, around)
        html = of(real, view.link.rpartition("/")[2] or slug, around=around)
        assert found["menu"] == around.menu
        assert bool(found["talk"]) is page.in_talk
        if page.in_talk:
            assert "Add to talk (2)" in found["talk"]
            assert 'data-say="Added as slide 2."' in found["talk"]
            parts = re.findall('data-add="(.*?)"', found["talk"])
            assert parts == (list(page.charts) or [""])
        in_html = set(re.findall('data-slot="?([a-z]+)', html))
        assert in_html == {"menu", *(["talk"] * page.in_talk), *(["worth"] * page.picks)}
        assert set(found) == {"menu", "talk", "worth"}
    assert slots(View(real, page="compare"), around)["talk"] == ""


def test_a_file_has_its_own_pages_and_asks_nothing_of_a_server(real: Catalog) -> None:
    for slug in ("overview", "browse", "therapy", "compare", "method"):
        html = relinked(of(real, f"{slug}?goal=halt", "#"), "#therapy?claim={}".format)
        links = Page(html).links
        assert [each for each in links if not each.startswith(("#", "?"))] == []
        pages = {each[1:].partition("?")[0] for each in links if each.startswith("#")}
        assert not pages & {"sources", "study", "present"}
        assert not re.search("data-slot|present=1|data-add", html)
        assert "data-theme-button" in html


def test_the_windows_title_names_the_page_or_the_therapy(real: Catalog) -> None:
    assert title(View(real)) == f"Overview · {TITLE}"
    statins = View(real, page="therapy", ids=("statins",))
    assert title(statins) == f"{real.by_id['statins'].name} · {TITLE}"


def test_a_list_stands_beside_pages_that_name_therapies_and_nothing_is_open_unasked(
    real: Catalog,
) -> None:
    for slug, page in PAGE.items():
        view = View(real, page=slug, own=(("peek", "nobody"),))
        go = Go(view)
        assert bool(bodies.side(go)) is (slug in NAMED)
        assert panels.peek(view, go) == ""
        assert bool(panels.picked(view, go)) is page.picks
