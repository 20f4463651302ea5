"""Links made to break a page: on every page the filter that is claimed is the one that is applied.

Each page gets every parameter with values that rotate from page to page, so that all pages together
see every parameter with every value.
"""

import html
import json
import re
from collections.abc import Iterator, Mapping, Sequence
from urllib.parse import urlencode

import pytest
from streamlit.testing.v1 import AppTest

from tests.test_query import by_loop
from therapies import store as stores
from therapies.catalog import Catalog
from therapies.link import OTHER_PARAMS
from therapies.model import PURPOSE
from therapies.query import FACETS, TEXT_LIMIT, Query, brief, options
from therapies.site import PAGES

SLUGS = [page.slug for page in PAGES]
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
    *(
        "ha\u200blt",
        "\uff48\uff41\uff4c\uff54",
        "\u04bbalt",
        "🫀👩‍⚕️",
        "e" + "\u0301" * 300,
        "\ufffe",
    ),
    # numbers
    *("-1", "0", "1e309", "9" * 400, "NaN", "٣", "None"),
    # huge
    *("x" * 5000, "word " * 2000, "<" * 1000, "halt," * 500),
)
PER_PARAM = -(-len(VALUES) // len(SLUGS))
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
    yield {key: ["<b>"] * 30 for key in PARAMS}
    yield {key: ["\x00" * 99, "halt"] for key in PARAMS}
    yield {key: [""] for key in PARAMS}
    yield {key: [""] * 100 for key in FILTERS}


def links(page: int) -> list[Link]:
    """The links for the page with this number; each adds something bad to a good filter."""
    found: list[Link] = []
    for place, param in enumerate(PARAMS):
        for n in range(PER_PARAM):
            value = VALUES[(page * PER_PARAM + n) % len(VALUES)]
            good = GOOD[(place + n + page) % len(GOOD)]
            found.append(
                {**{k: list(v) for k, v in good.items()}, param: [*good.get(param, ()), value]}
            )
    return [*found, *repeated()]


@pytest.fixture(scope="module")
def first() -> Iterator[AppTest]:
    """An app that has run once: it knows its pages and has looked for components."""
    stores.store.cache_clear()
    yield AppTest.from_file("../therapies/app.py", default_timeout=30).run()
    stores.store.cache_clear()


def opened(first: AppTest, slug: str, link: Link) -> AppTest:
    """Open the link as a new reader does."""
    first.switch_page(f"../pages/{slug}.py")
    app = AppTest.from_file("../therapies/app.py", default_timeout=30)
    app._bidi_component_manager = first._bidi_component_manager  # finding it takes 100 ms
    app._page_hash = first._page_hash
    app.query_params = {key: values for key, values in link.items() if values}
    return app.run()


def faults(app: AppTest, link: Link, catalog: Catalog) -> Iterator[str]:
    """What is wrong with a page that was opened by a link."""
    if app.exception:
        yield f"error: {[each.message for each in app.exception]}"
        return
    bodies = [each.proto.body for each in app.get("html")]
    body = "\n".join(each for each in bodies if "<style>" not in each)
    known = {key: [v for v in link.get(key, ()) if v in options(catalog, key)] for key in FILTERS}
    yield from _claims(app, body, known, link, catalog)
    yield from _notes(body, link, catalog)
    if PURPOSE not in body:
        yield "no purpose"
    if re.search(r"<script|<img src=x|<b>|onmouseover='|Traceback|File &#34;/", body):
        yield "markup or traceback"


def _claims(app: AppTest, body: str, known: Link, link: Link, catalog: Catalog) -> Iterator[str]:
    """Whether widgets and sentence hold what the link asks for and the table knows."""
    found = re.search(r"(\d+) of 47 therapies: [^<]*|All 47 therapies", body)
    if not found:
        yield "no sentence"
        return
    said, count = html.unescape(found[0]), found[1]
    for key, values in known.items():
        if sorted(app.multiselect(key=key).value) != sorted(set(values)):
            yield f"{key} is {app.multiselect(key=key).value}"
    text = Query.of({}, link.get("q", [""])[-1][: TEXT_LIMIT + 1]).text
    passing = set(by_loop(catalog, known))
    if text:
        searched = Query.of({}, app.text_input(key="q").value or "")
        passing &= {each.id for each in searched.apply(catalog)}
        if f"matching “{searched.text}”" not in said:
            yield "the search is not told"
    if any(known.values()) or text:
        if count != str(len(passing)):
            yield f"claims {said!r}, not {len(passing)}"
    elif count:
        yield f"claims {said!r} without a filter"
    wanted = [value for values in known.values() for value in values]
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


@pytest.mark.parametrize("slug", SLUGS)
def test_no_link_breaks_a_page_or_makes_it_claim_what_it_does_not_do(
    first: AppTest, real: Catalog, slug: str
) -> None:
    tried = links(SLUGS.index(slug))
    assert len({json.dumps(link) for link in tried}) >= 150
    wrong = [
        f"{urlencode(link, doseq=True)[:150]}: {fault}"
        for link in tried
        for fault in faults(opened(first, slug, link), link, real)
    ]
    assert not wrong, "\n".join(wrong)


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
