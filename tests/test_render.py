"""Templates: every text comes out as text, every link is relative, nothing is forgotten."""

import dataclasses
from collections.abc import Iterator, Mapping
from html.parser import HTMLParser
from pathlib import Path
from typing import Any
from urllib.parse import parse_qsl, urlsplit

import jinja2
import pytest
from jinja2 import meta

from therapies import (
    browsing,
    comparison,
    coverage,
    frames,
    grid,
    method,
    profile,
    relations,
    render,
    site,
)
from therapies.catalog import Catalog
from therapies.model import Category, Record, Standing, Term
from therapies.query import Query, Relaxation

PLAIN = "Plain"
HOSTILE = {
    "script": "<script>alert(1)</script>",
    "attribute": '"><img src=x onerror=1>',
    "quote": "' onmouseover='alert(1)",
    "scheme": "javascript:alert(1)",
    "markdown": "*x* _y_ [z](https://example.org) <https://example.org>",
    "template": "{{ 7*7 }} {% raw %} {0} %s",
    "entity": "&lt;b&gt; &amp;amp; &#0;",
    "money": "$5 to $10",
    "comment": "<!-- --><![CDATA[x]]></style></script>",
    "rtl": "\N{RIGHT-TO-LEFT OVERRIDE}abc אבג",
    "emoji": "🫀👩‍⚕️",
    "long": "x" * 10_000,
}
IDS = {"id", "member_of", "therapy", "source"}
TEMPLATES = Path(render.__file__).parent / "templates"

Values = dict[str, Any]


class Page(HTMLParser):
    """What a browser makes of HTML: tags with the names of their attributes, values, text."""

    def __init__(self, html: str) -> None:
        super().__init__(convert_charrefs=True)
        self.tags: list[tuple[str, ...]] = []
        self.values: list[str] = []
        self.links: list[str] = []
        self.comments: list[str] = []
        self.text = ""
        self.feed(html)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, *(name for name, _ in attrs)))
        self.links += [value or "" for name, value in attrs if name in ("href", "src", "action")]
        self.values += [value or "" for name, value in attrs if name not in ("href", "src")]

    def handle_endtag(self, tag: str) -> None:
        self.tags.append((f"/{tag}",))

    def handle_data(self, data: str) -> None:
        self.text += data

    def handle_comment(self, data: str) -> None:
        self.comments.append(data)

    def unknown_decl(self, data: str) -> None:
        self.comments.append(data)


def filled(record: Record, token: str) -> Any:
    """The record with `token` in every text field; ids stay distinct and keep their order."""
    changes: Values = {}
    for field in type(record).model_fields:
        value = getattr(record, field)
        if isinstance(value, tuple) and not any(isinstance(each, Term) for each in value):
            changes[field] = tuple(f"{token} {field} {n}" for n, _ in enumerate(value))
        elif isinstance(value, str) and not isinstance(value, Term):
            changes[field] = f"{token}{value}" if field in IDS else f"{token} {field}"
    return record.model_copy(update=changes)


def filled_catalog(catalog: Catalog, token: str) -> Catalog:
    return dataclasses.replace(
        catalog,
        therapies=tuple(filled(each, token) for each in catalog.therapies),
        claims=tuple(filled(each, token) for each in catalog.claims),
        sources=tuple(filled(each, token) for each in catalog.sources),
        version=token,
    )


def cases(table: Catalog, token: str) -> Iterator[tuple[str, Values]]:
    """Every template with its values, made from the table; each branch at least once."""
    query, linking = Query(), Query.of({"context": [token]}, token)
    therapies = table.therapies
    vitamin, diet = table.by_id[f"{token}vitamin-k"], table.by_id[f"{token}diet"]
    texts = [f"{token} {n}" for n in range(3)]
    cells = grid.cells(table, query)
    for picked in ((), therapies[:1], therapies[:3]):
        found = browsing.page(table, query, picked, "-goal", "1")
        yield "browse", {**found, "query": linking}
    yield "browse", {**found, "pages": [(n, linking.link("browse")) for n in range(1, 9)]}
    for only in (True, False):
        yield (
            "compare",
            comparison.side_by_side(table, therapies, linking, only_differences=only),
        )
    for changes in (None, (), texts):
        yield "changed", {"asked": token, "catalog": table, "changes": changes}
    yield "footer", {"catalog": table, "purpose": token}
    heading = {"title": token, "question": token, "pages": site.PAGES, "query": linking}
    yield "heading", heading
    yield "heading", heading | {"title": "Browse"}
    yield "letters", {"letters": texts, "in_use": True}
    yield "letters", {"letters": texts[:1], "in_use": False}
    for counts in (True, False):
        widths = grid.widths(cells.values())
        yield "map", {"rows": cells, "widths": widths, "query": linking, "counts": counts}
    yield "method", method.contents(table)
    yield "names", {"therapies": therapies, "query": linking}
    near = (token, Relaxation("nearest", token, 1, linking))
    yield "nothing", {"found": texts, "near": near}
    yield "nothing", {"found": (), "near": None}
    yield "related", profile.related(table, vitamin, linking)
    yield "related", profile.related(table, diet, linking)
    framed = Query.of({"goal": ["reverse"]}).framed(table)
    assert framed
    sentence = {"sentence": token, "table": table}
    yield "sentence", {**sentence, "notes": texts, "framed": framed}
    yield "sentence", {**sentence, "notes": (), "framed": None}
    for chosen in ((), therapies[:1], therapies[:2], therapies[:5]):
        yield (
            "suggestions",
            {
                "query": linking,
                "ids": tuple(each.id for each in chosen),
                "most": 5,
                "more": relations.suggestions(table, chosen),
                "families": comparison.families(table, 5),
            },
        )
    tables: list[Any] = [
        coverage.span_rows(table, therapies, "evidence"),
        coverage.naming(table, therapies),
        coverage.completeness(table, therapies),
        frames.standing_rows(therapies),
        frames.target_rows(therapies),
        [(token, *Category)],
    ]
    for rows in tables:
        yield "table", {"headers": texts, "rows": rows, "caption": token, "query": linking}
    groups = [(token, [(token, linking.link("browse"))])]
    link = linking.link("browse")
    yield "take", {"groups": groups, "shown": token, "share": token, "qr": link}
    yield "takeaway", {"title": token, "text": token}
    for therapy in therapies:
        yield "therapy", profile.profile(table, therapy, linking)
        yield "turn", profile.turn(table, therapy, query) | {"query": linking, "place": token}
    asked = [(token, token), (token, "")]
    yield "unknown", {"unknown": asked, "left_out": therapies, "most": 5}
    yield "unknown", {"unknown": (), "left_out": (), "most": 5}
    yield "parts", {"parts": {"quiz": token}, "chosen": "quiz", "query": linking}
    yield from pictures(table, token)


def pictures(table: Catalog, token: str) -> Iterator[tuple[str, Values]]:
    """The charts that are HTML, each therapy with a mark of its own and counted."""
    dots, marks = (find(table.therapies) for find in (frames.standing_dots, frames.target_marks))
    yield "standing", {"rows": dots, "caption": token, "places": Standing}
    for each in (True, False):
        yield "targets", {"rows": marks, "caption": token, "each": each}


def parameters(link: str) -> list[tuple[str, str]]:
    return parse_qsl(urlsplit(link).query, keep_blank_values=True)


@pytest.mark.parametrize("hostile", HOSTILE.values(), ids=HOSTILE)
def test_hostile_text_comes_out_as_text(sample: Catalog, hostile: str) -> None:
    plain = list(cases(filled_catalog(sample, PLAIN), PLAIN))
    harmed = list(cases(filled_catalog(sample, hostile), hostile))
    for (name, benign), (_, values) in zip(plain, harmed, strict=True):
        safe, page = Page(render.html(name, **benign)), Page(render.html(name, **values))
        assert page.tags == safe.tags, name
        pictures = {"img"} if name == "take" else set()  # its QR code
        assert not ({"script", "img"} - pictures) & {tag for tag, *_ in page.tags}
        assert page.comments == []
        assert page.text == safe.text.replace(PLAIN, hostile), name
        assert page.values == [value.replace(PLAIN, hostile) for value in safe.values], name


@pytest.mark.parametrize("hostile", [PLAIN, *HOSTILE.values()], ids=["plain", *HOSTILE])
def test_every_link_is_relative_and_carries_its_text(sample: Catalog, hostile: str) -> None:
    plain = cases(filled_catalog(sample, PLAIN), PLAIN)
    harmed = cases(filled_catalog(sample, hostile), hostile)
    links = 0
    for (name, benign), (_, values) in zip(plain, harmed, strict=True):
        safe, page = Page(render.html(name, **benign)), Page(render.html(name, **values))
        assert [link for link in page.links if not link.startswith(("./", "#"))] == [], name
        assert [link for link in page.links if not link.isascii() or " " in link] == [], name
        for one, other in zip(safe.links, page.links, strict=True):
            carried = [(key, value.replace(PLAIN, hostile)) for key, value in parameters(one)]
            assert parameters(other) == [
                (key, value.lstrip("\u202e") if key == "q" else value) for key, value in carried
            ]  # searched text keeps nothing that cannot be seen
        links += len(page.links)
    assert links > 100


def test_links_inside_a_page_lead_somewhere(sample: Catalog) -> None:
    for therapy in sample.therapies:
        html = render.html("therapy", **profile.profile(sample, therapy, Query()))
        page = Page(html)
        inside = [link for link in page.links if link.startswith("#")]
        assert inside
        assert [link for link in inside if f'id="{link[1:]}"' not in html] == []


def test_every_template_is_tried(sample: Catalog) -> None:
    tried = {name for name, _ in cases(filled_catalog(sample, PLAIN), PLAIN)}
    listed = {path.name for path in TEMPLATES.iterdir()}
    assert listed == {f"{name}.html" for name in tried} | {"macros.html", "styles.css", "frame.js"}


def globals_of_templates() -> set[str]:
    environment = render._environment()
    return {*environment.globals, "loop", "caller"}


def test_templates_ask_for_nothing_that_is_not_given(sample: Catalog) -> None:
    given: Mapping[str, set[str]] = {}
    for name, values in cases(filled_catalog(sample, PLAIN), PLAIN):
        given = {**given, name: given.get(name, set()) | set(values)}
    for name, keys in given.items():
        source = (TEMPLATES / f"{name}.html").read_text(encoding="utf-8")
        asked = meta.find_undeclared_variables(jinja2.Environment().parse(source))
        assert asked - keys - globals_of_templates() == set(), name


def test_a_missing_value_is_an_error_and_no_gap() -> None:
    with pytest.raises(jinja2.UndefinedError):
        render.html("takeaway", title="x")
    assert "x" in render.html("takeaway", title="x", text="")


def test_the_receipt_shows_place_and_words(sample: Catalog) -> None:
    page = Page(
        render.html("therapy", **profile.profile(sample, sample.by_id["sevelamer"], Query()))
    )
    text = " ".join(page.text.split())
    assert "such as sevelamer First overview, Introduction, paragraph 1" in text
    assert "evidence: shown, for calcification" in text
    assert "None" not in text


def test_a_silent_goal_is_not_stated(sample: Catalog) -> None:
    claims = tuple(claim.model_copy(update={"goal": None}) for claim in sample.claims)
    silent = dataclasses.replace(sample, claims=claims)
    text = Page(
        render.html("therapy", **profile.profile(silent, silent.by_id["diet"], Query()))
    ).text
    assert "goal: not stated" in text
    assert "None" not in text


def test_a_chart_says_in_words_what_its_marks_mean(sample: Catalog) -> None:
    html = [render.html(name, **values) for name, values in pictures(sample, PLAIN)]
    standing, each, counted = (" ".join(Page(part).text.split()) for part in html)
    assert "suggested 1 , use ahead of evidence" in standing.replace(",", " ,")
    assert "mineral balance ▲▲2 mineral metabolism 2" in each
    assert "mineral balance ▲ 2 mineral metabolism 2" in counted
    assert "<svg" not in "".join(html)


def test_styles_hold_the_hue_of_every_category() -> None:
    assert render.styles().endswith(
        ".c-risk-control{--hue:#009E73}.c-mineral-metabolism{--hue:#0072B2}"
        ".c-mechanical{--hue:#D55E00}.c-experimental{--hue:#CC79A7}"
    )
    assert [word for word in ("url(", "@import", "://", "</") if word in render.styles()] == []


def test_a_value_becomes_a_class_name() -> None:
    assert render.slug("risk control") == "risk-control"
    assert " " not in render.slug("not at all stated")
