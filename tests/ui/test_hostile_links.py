"""Links made to break a page: on every page the filter that is claimed is the one that is applied.

Each page gets every parameter with values that rotate from page to page, so that all pages together
see every parameter with every value.
"""

import html
import json
import re
from collections.abc import Iterator, Mapping, Sequence
from urllib.parse import parse_qsl, urlencode

import pytest

from harness.screen import first_screen, sentence_of
from harness.server import Server
from tests.support.app import SLUGS, at, opened, screen
from tests.support.app import html as html_of
from tests.support.by_loop import by_loop
from therapies.catalog.catalog import Catalog
from therapies.query.link import OTHER_PARAMS
from therapies.query.query import FACET, FACETS, TEXT_LIMIT, Query, options
from therapies.site import PAGES, PageInfo
from therapies.wording import brief

FILTERS = tuple(facet.key for facet in FACETS)
PARAMS = (*FILTERS, "q", "id", *sorted(OTHER_PARAMS), "colour")
VALUES = (
    # unknown, or nearly right
    *("cure", "Halt", " halt", "halt\u00a0", "halt; reverse", "not  stated"),
    # nested
    *("halt&goal=reverse", "['halt']", '{"goal": ["halt"]}', "[[[[[[[[[[[[", "%2568"),
    *("?goal=halt#x", "./browse?goal=halt"),
    # markup and code
    *("<script>alert(1)</script>", '"><img src=x onerror=alert(1)>', "' onmouseover='alert(1)"),
    *("javascript:alert(1)", "{{ 7*7 }}", "${7*7}", "%s%n{0.__class__}", "' OR 1=1 --"),
    *("=cmd|' /C calc'!A0", "**x** [y](javascript:1) :red[z] $x$", "../../etc/passwd"),
    # characters
    *("\x00", "\x1b[31mred", "a\r\nSet-Cookie: x=1", "\N{RIGHT-TO-LEFT OVERRIDE}tlah"),
    *("ha\u200blt", "\uff48\uff41\uff4c\uff54", "\u04bbalt", "🫀👩‍⚕️", "\ufffe"),
    "e" + "\u0301" * 300,
    # numbers
    *("-1", "0", "1e309", "9" * 400, "NaN", "٣", "None"),
    # huge
    *("x" * 5000, "word " * 2000, "<" * 1000, "halt," * 500),
)
PER_PAGE = -(-len(VALUES) // len(SLUGS))
AT_ONCE = 3
"""So many parameters of a link hold something bad: each value is still tried with each."""
GOOD: tuple[Mapping[str, Sequence[str]], ...] = (
    {},
    {"category": ["mechanical"]},
    {"goal": ["halt", "modify"], "document": ["arterial"]},
    {"evidence": ["shown", "not stated"]},
    {"context": ["kidney disease"], "standing": ["foundation"]},
)

Link = dict[str, list[str]]


def repeated() -> Iterator[Link]:
    """Links that hold something a thousand times."""
    yield {"goal": ["halt"] * 1000}
    yield {"goal": ["halt", "cure"] * 250, "category": ["mechanical", "reverse"] * 250}
    yield {"context": [f"x{n}" for n in range(999)], "evidence": ["shown"]}
    yield {"q": [f"calcium {n}" for n in range(998)], "goal": ["halt", "cure"]}
    yield {"q": ["calcium"] * 1000}
    yield {"id": ["sevelamer"] * 1000}
    yield {"id": [f"x{n}" for n in range(1000)]}
    yield {f"x{n}": ["1"] for n in range(1000)}
    yield {key: ["<b>"] * (1000 // len(PARAMS)) for key in PARAMS}
    yield {key: ["\x00" * 99, "halt"] for key in PARAMS}
    yield {key: [""] for key in PARAMS}
    yield {key: [""] * 100 for key in FILTERS}


def links(page: int) -> list[Link]:
    """The links for the page with this number; each adds something bad to a good filter."""
    found: list[Link] = []
    for place in range(0, len(PARAMS), AT_ONCE):
        for n in range(PER_PAGE):
            value = VALUES[(page * PER_PAGE + n) % len(VALUES)]
            good = GOOD[(place + n + page) % len(GOOD)]
            bad = {
                param: [*good.get(param, ()), value] for param in PARAMS[place : place + AT_ONCE]
            }
            found.append({**{key: list(values) for key, values in good.items()}, **bad})
    return [*found, *repeated()]


def faults(page: PageInfo, body: str, link: Link, catalog: Catalog) -> Iterator[str]:
    """What is wrong with the screen that a link opens."""
    known = {key: [v for v in link.get(key, ()) if v in options(catalog, key)] for key in FILTERS}
    query = Query.of(known, " ".join(link.get("q", [""])[-1].split())[:TEXT_LIMIT])
    yield from _carried(body, query)
    if page.has_filters:
        yield from _claims(body, known, query, catalog)
        yield from _notes(body, link, catalog)
    if "Not medical advice" not in body:
        yield "no purpose"
    yield from _markup(body)


def _carried(body: str, query: Query) -> Iterator[str]:
    """Whether the way to Browse takes along what the link asks for and the table knows."""
    ways = re.findall(r'<a[^>]* href="\./browse\??([^"]*)"[^>]* data-go="browse"', body)
    asked = [pair for pair in parse_qsl(html.unescape(ways[0])) if pair[0] in (*FILTERS, "q")]
    if asked != query.to_params():
        yield f"carries {asked}"


def _claims(body: str, known: Link, query: Query, catalog: Catalog) -> Iterator[str]:
    """Whether chips, field and sentence hold what the link asks for and the table knows."""
    pressed = re.findall(r'data-chip="([^"]*)" aria-pressed="true"', body)
    if sorted(pressed) != sorted({f"{key}={value}" for key in known for value in known[key]}):
        yield f"chips are {pressed}"
    (field,) = re.findall(r'<input id="q"[^>]* value="([^"]*)"', body)
    if html.unescape(field) != query.text:
        yield f"the field holds {field!r}"
    passing = set(by_loop(catalog, known))
    if query.text:
        passing &= {each.id for each in Query.of({}, query.text).apply(catalog)}
    said = sentence_of(body)
    if said != (query.sentence(catalog) if query != Query() else "47 of 47 therapies"):
        yield f"claims {said!r}"
    if not said.startswith(f"{len(passing)} of 47 therapies"):
        yield f"claims {said!r}, not {len(passing)}"
    wanted = [FACET[key].worded(catalog, value) for key in known for value in known[key]]
    if [value for value in wanted if value not in said]:
        yield f"claims {said!r} without {wanted[:3]}"


def _notes(body: str, link: Link, catalog: Catalog) -> Iterator[str]:
    """Whether what was left out is told: five by name, of more the number."""
    dropped = [
        value
        for key in FILTERS
        for value in dict.fromkeys(link.get(key, ()))
        if value and value not in options(catalog, key)
    ]
    dropped += [key for key in link if key == "colour" or re.fullmatch(r"x\d+", key)]
    told = html.unescape(body)
    if dropped and "Left out of this link" not in told:
        yield f"says nothing of {dropped[:3]}"
    if [value for value in dropped[:5] if f"“{brief(value)}”" not in told]:
        yield f"does not name all of {dropped[:5]}"
    if len(dropped) > 5 and " more" not in told:
        yield "does not count what it leaves out"


def _markup(body: str) -> Iterator[str]:
    """Whether something of the link became part of the page, or leads out of it."""
    bare = re.sub(r'"[^"]*"', '""', body)
    if re.search(r"<script|<img(?! class)|“<b>|<[^<>]*\son\w+=|Traceback|File &#34;/", bare):
        yield "markup or traceback"
    if strange := re.findall(r'(?:href|src|action)="(?!\./|#)[^"]*', body):
        yield f"leads to {strange[:3]}"


@pytest.mark.parametrize("page", PAGES, ids=SLUGS)
def test_no_link_breaks_a_page_or_makes_it_claim_what_it_does_not_do(
    server: Server, real: Catalog, page: PageInfo
) -> None:
    tried = links(PAGES.index(page))
    assert len({json.dumps(link) for link in tried}) >= 40
    wrong = []
    for link in tried:
        asked = urlencode(link, doseq=True)
        answer = server.get(f"/{page.path}?{asked}")
        presents = link.get("present", [""])[-1] == "1"
        found = list(faults(page, first_screen(answer.text), link, real))
        wrong += [f"{asked[:150]}: {each}" for each in found if not presents]
        wrong += [] if answer.status == 200 else [f"{asked[:150]}: {answer.status}"]
    assert not wrong, "\n".join(wrong)


@pytest.mark.parametrize("slug", ["study", "present"])
def test_no_link_breaks_what_streamlit_draws_below_a_screen(slug: str) -> None:
    """The other pages are their screens, which are the first ones again."""
    begun = opened(slug)
    for link in links(SLUGS.index(slug)):
        app = at(slug, {key: values for key, values in link.items() if values})
        app._bidi_component_manager = begun._bidi_component_manager  # finding it takes 100 ms
        app.run()
        assert not app.exception, link
        assert not list(_markup(html_of(app).replace(screen(app), ""))), link


FAULTS = {"carries", "chips", "the", "claims", "says", "does"}
"""How the faults begin, each kind once."""


def test_a_wrong_screen_is_found_out(server: Server, real: Catalog) -> None:
    body, link = first_screen(server.get("/?goal=halt&q=kidney").text), {"goal": ["halt"]}
    found = [*faults(PAGES[0], body, {"goal": ["modify"], "colour": ["x"]}, real)]
    assert {each.split()[0] for each in found} == FAULTS
    assert [*faults(PAGES[0], body, link | {"q": ["kidney"]}, real)] == []
    for bad in ("“<b>", "<script>", '<a onclick="">', '<a href="//x">', "<img src=x>"):
        assert len([*_markup(body + bad)]) == 1, bad


def test_all_pages_together_see_every_parameter_with_every_value() -> None:
    seen = {
        (param, value)
        for page in range(len(SLUGS))
        for link in links(page)
        for param, values in link.items()
        for value in values
    }
    assert {(param, value) for param in PARAMS for value in VALUES} <= seen
    assert len(VALUES) >= 45
