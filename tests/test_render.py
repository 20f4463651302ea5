"""Templates: every text comes out as text, every link is relative, nothing is forgotten."""

import dataclasses
import re
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
    flashcards,
    frames,
    grid,
    method,
    profile,
    questions,
    quiz,
    quiz_sitting,
    render,
    screens,
    site,
    talk,
    talk_list,
    unit_tables,
    walk,
    words,
)
from therapies.catalog import Catalog
from therapies.exports.view import View
from therapies.glossary import Glossary
from therapies.model import Category, Entry, Goal, Record, Standing, Term, Therapy
from therapies.progress import Kept
from therapies.query import Query, Relaxation
from therapies.screens import Cell, Screen
from therapies.sitting import Sitting

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
SCRIPTS = {"focus.js", "follow.js", "frame.js", "history.js", "progress.js", "talk.js"}
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
        glossary=filled_glossary(token),
    )


def filled_glossary(token: str) -> Glossary:
    """A term that texts hold, with its receipt, and one that none holds, without."""
    used = tuple(f"{token} {column}" for column in ("mechanism", "caveat", "says", "context 0"))
    place = {"source": f"{token}first", "section": token, "paragraph": 1, "wording": token}
    nowhere = dict.fromkeys(place)
    return Glossary.of(
        Entry.model_validate({"term": term, "aliases": names, "explanation": token, **receipt})
        for term, names, receipt in ((f"{token} term", used, place), (f"{token} x", (), nowhere))
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
    yield "footer", {"catalog": table, "purpose": token, "shown": token}
    heading = {
        "subject": token,
        "title": token,
        "question": token,
        "pages": site.PAGES,
        "query": linking,
    }
    heading["present"] = linking.link(present="1").removeprefix("./")
    yield "heading", heading
    yield "heading", heading | {"title": "Browse"}
    yield "letters", {"letters": texts, "in_use": True, "shown": token}
    yield "letters", {"letters": texts[:1], "in_use": False, "shown": token}
    for counts in (True, False):
        widths = grid.widths(cells.values())
        yield "map", {"rows": cells, "widths": widths, "query": linking, "counts": counts}
    yield "method", method.contents(table)
    yield "names", {"therapies": therapies, "query": linking}
    near = (token, Relaxation("nearest", token, 1, linking))
    yield "nothing", {"found": texts, "near": near, "missing": ()}
    yield "nothing", {"found": (), "near": None, "missing": texts}
    for meant in ("", "./browse"):
        asked_for = {"title": token, "pages": site.PAGES, "asked": token, "root": "."}
        yield "nowhere", asked_for | {"meant": meant}
    yield "related", profile.related(table, vitamin, linking)
    yield "related", profile.related(table, diet, linking)
    framed = Query.of({"goal": ["reverse"]}).framed(table)
    assert framed
    sentence = {"sentence": token, "table": table, "instead": texts}
    yield "sentence", {**sentence, "notes": texts, "framed": framed}
    yield "sentence", {**sentence, "notes": (), "framed": None}
    for chosen in ((), therapies[:1], therapies[:2], therapies[:5]):
        for only in (True, False):
            ways = comparison.ways_on(table, chosen, linking, only_differences=only)
            yield "suggestions", ways
    spans = coverage.span_rows(table, therapies, "evidence")
    tables: list[Any] = [
        [(first, *map(coverage.told, said)) for first, said in spans],
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
    yield from screen_cases(table, token, linking)
    yield from word_cases(table, linking)
    yield "parts", {"parts": {"quiz": token}, "chosen": "quiz", "query": linking}
    yield from quiz_cases(table, token)
    yield from card_cases(table, linking, token)
    yield from talk_cases(table, token)
    yield from pictures(table, token)


def quiz_cases(table: Catalog, token: str) -> Iterator[tuple[str, Values]]:
    """The quiz in each state: what is asked is drawn under one version, so that it is the same."""
    linking = Query.of({"context": [token]}, token)
    therapies = tuple(sorted(table.therapies, key=lambda each: each.id))
    asked = [quiz_question(therapy, token) for therapy in therapies]
    numbered = tuple(quiz_sitting.Asked(n, each) for n, each in enumerate(asked, 1))
    whole = quiz_sitting.Sitting("x", 40, (), numbered, built=len(asked))
    notes, outputs = [token], [(token, linking.link("data/quiz/pdf", seed="x"))]
    starts = [(5, linking.link("study", seed="x"))]
    explained = quiz.explained(table, asked[0])
    for starting in (starts, []):
        yield "quiz_start", {"notes": notes, "starts": starting}
    values = {"notes": notes, "starts": starts, "shared": token, "outputs": outputs}
    values |= {"query": linking, "catalog": table, "next": linking.link("study")}
    for answers, going_on in (((), True), ((1,), True), ((1,), False), ((2,), False)):
        sitting = dataclasses.replace(whole, answers=answers, going_on=going_on)
        step = {"sitting": sitting, "question": asked[sitting.place], "explained": explained}
        step |= {"right": answers == (1,), "told": token}
        yield "quiz", values | step | {"links": [linking.link("study")] * 3}
    for chosen in (1, 3):
        sitting = dataclasses.replace(whole, answers=(chosen,) * len(asked))
        missed = [(each, explained) for each in sitting.missed]
        end = {"sitting": sitting, "missed": missed}
        yield "quiz_end", values | end | {"again": linking.link("study"), "cards": outputs[0][1]}


def quiz_question(therapy: Therapy, token: str) -> questions.Question:
    options = (
        questions.Option(f"{token} 1", right=True, note=token),
        questions.Option(f"{token} 2", right=True),
        questions.Option(f"{token} 3"),
    )
    return questions.Question("target", (therapy,), token, options)


def screen_cases(table: Catalog, token: str, query: Query) -> Iterator[tuple[str, Values]]:
    """What is presented, with and without what stands around it; how much fits is left out."""
    yield "presenting", {"leave": query.link("study")}
    first, *_ = therapies = table.therapies
    named = unit_tables.UnitTable(
        tuple(Goal),
        tuple(
            unit_tables.UnitRow(category, tuple(unit_tables._named(cell) for cell in row))
            for category, row in grid.cells(table, Query()).items()
        ),
        "name",
        (Goal.HALT,),
    )
    charts = (named, unit_tables.standings(therapies), unit_tables.targets(therapies))
    rows = [
        (Cell(token, first), Cell(token, term=first.evidence), Cell(token, term=first.category))
    ]
    bodies: list[tuple[str, Values]] = [
        *(
            ("screen_units", {"table": each, "counts": counts, "caption": token})
            for each in charts
            for counts in (True, False)
        ),
        (
            "screen_table",
            {"headers": [token] * 3, "rows": rows, "shares": (1, 1, 1), "caption": token},
        ),
        (
            "screen_therapy",
            dict(screens.screens(View(table, page="therapy", ids=(first.id,)))[0].parts[0]),
        ),
        ("screen_empty", {}),
    ]
    for template, values in bodies:
        yield template, {"values": values}
        for told in ("", token):
            screen = Screen(token, token, token, template, (values,) * 3, therapies)
            stops = [walk.Stop(told, told, screen, told, told)] * 3
            place = walk.Place(2, 2)
            yield (
                "screen",
                walk.around(table, [token] * 3, stops.__getitem__, place, query.link, query.link())
                | {"shown": token},
            )


def word_cases(table: Catalog, query: Query) -> Iterator[tuple[str, Values]]:
    """The page of words: over the table, over no therapy, and without a glossary."""
    yield "words", words.contents(table, query, table.therapies)
    yield "words", words.contents(table, query, ())
    yield "words", words.contents(dataclasses.replace(table, glossary=Glossary()), query, ())


def card_cases(table: Catalog, query: Query, token: str) -> Iterator[tuple[str, Values]]:
    """What Study shows of the cards: the counts, each kind of card, the end, the progress."""
    therapies, texts = table.therapies, (token, token)
    idle = Sitting((), (), texts, (), (), (), 0, waiting=False, returns=None)
    busy = dataclasses.replace(idle, later=texts, today=texts, missed=texts[:1])
    for notes, shown in (((), therapies), (texts, therapies[:1])):
        counted = {"total": 2, "therapies": shown, "most_new": 20}
        yield "cards_left", {"sitting": busy, "notes": notes, **counted}
    for done in (0, 1):
        kept = Kept(turn=1, text="", stays=True, done=done)
        for card in flashcards.cards(table, therapies):
            yield "card", {"guid": "0" * 20, "card": card, "kept": kept, "query": query}
        ways = {"more": "40", "kept": kept, "query": query}
        yield "cards_done", {"sitting": idle, "returns": "", "missed": (), **ways}
        yield "cards_done", {"sitting": busy, "returns": token, "missed": therapies, **ways}
    yield "progress", {}


def talk_cases(table: Catalog, token: str) -> Iterator[tuple[str, Values]]:
    """The templates of a talk: with problems and without, one view and several."""
    linking = Query.of({"context": [token]}, token)
    steps = (
        talk.Step("overview", screen="map", title=token, note=token, problem=token),
        talk.Step("compare", tuple(each.id for each in table.therapies[:2]), title=token),
        talk.Step("browse", title=token),
    )
    texts = [f"{token} {n}" for n in range(2)]
    said = {"said": token, "undo": 2, "problems": texts}
    calm: Values = {"said": "", "undo": 0, "problems": (), "focus": ""}
    undone = {"said": token, "undo": 0, "problems": (), "focus": "undo"}
    for some in (steps[:1], steps):
        shown = talk_list.contents(talk.Talk(some), table, "1abc", "http://x/")
        shown["mark"] = "12345678"
        yield "talk", {**shown, **said, "focus": "up 2"}
        yield "talk", {**shown, **undone}
        yield "talk", {**shown, **calm}
    empty = {"ready": "./present?talk=1abc", "count": 10, "pages": site.PAGES, "query": linking}
    yield "talk_empty", {**empty, **said, "focus": "undo"}
    yield "talk_empty", {**empty, **undone}
    yield "talk_empty", {**empty, **calm}
    yield "added", {"said": token, "problems": texts}
    yield "added", {"said": "", "problems": ()}


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
        assert [link for link in page.links if not link.startswith(("./", "#", "?"))] == [], name
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
    assert listed == {f"{name}.html" for name in tried} | {"macros.html", "styles.css"} | SCRIPTS


def globals_of_templates() -> set[str]:
    environment = render._environment()
    return {*environment.globals, "loop", "caller"}


def test_templates_ask_for_nothing_that_is_not_given(sample: Catalog) -> None:
    given: Mapping[str, set[str]] = {}
    for name, values in cases(filled_catalog(sample, PLAIN), PLAIN):
        given = {**given, name: given.get(name, set()) | set(values)}
    for name, keys in given.items():
        source = (TEMPLATES / f"{name}.html").read_text(encoding="utf-8")
        asked = meta.find_undeclared_variables(render._environment().parse(source))
        assert asked - keys - globals_of_templates() == set(), name


def test_no_id_stands_twice_in_a_template(sample: Catalog) -> None:
    terms = 0
    for name, values in cases(filled_catalog(sample, PLAIN), PLAIN):
        html = render.html(name, **values)
        ids = re.findall(r' id="([^"]*)"', html)
        assert sorted(ids) == sorted(set(ids)), name
        assert [each for each in re.findall(r'target="([^"]*)"', html) if each not in ids] == []
        terms += html.count('class="term"')
    assert terms > 50


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


def test_every_block_of_the_styles_is_closed() -> None:
    depth = 0
    for line in render.styles().splitlines():
        depth += line.count("{") - line.count("}")
        assert depth <= 0 or line.startswith((" ", "@")) or line.endswith("{"), line
    assert depth == 0


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
