"""Templates: every text comes out as text, every link is relative, nothing is forgotten."""

import dataclasses
import re
from collections.abc import Iterator, Mapping
from typing import Any
from urllib.parse import parse_qsl, urlsplit

import jinja2
import pytest
from jinja2 import meta

from tests.support.filled import filled_catalog
from tests.support.hostile import HOSTILE, PLAIN
from tests.support.html import Page
from therapies.catalog.catalog import Catalog
from therapies.catalog.glossary import Glossary
from therapies.content import (
    answer,
    browsing,
    charts_page,
    claim_page,
    comparison,
    evidence_map,
    map_page,
    marks,
    method,
    peek,
    render,
    screen,
    side_list,
    sources_page,
    therapy_page,
    tray,
)
from therapies.content.answer import Answer
from therapies.content.go import Go
from therapies.content.passages import Passage
from therapies.content.question import Question
from therapies.content.told import Told
from therapies.model import Category, Evidence, Therapy
from therapies.presenting import bodies, kinds, talk, talk_list
from therapies.presenting.slides import KINDS, Slide
from therapies.query.link import Link
from therapies.query.query import ID, Query
from therapies.query.view import View
from therapies.server.index_routes import index
from therapies.site import PAGE, PAGES
from therapies.study import flashcards, known, questions, quiz, words
from therapies.study.feedback import feedback
from therapies.study.known import State
from therapies.study.progress import Kept
from therapies.study.schedule import Plan, Sitting

PICTURED = ("export_menu", "app", "head", "slide")
LOADED = {
    **dict.fromkeys(("ahead", "deck"), {"script"}),
    **dict.fromkeys(PICTURED, {"img"}),
}
"""What only some templates load: scripts, the QR code of the menu, a slide's picture."""

Values = dict[str, Any]


def cases(table: Catalog, token: str) -> Iterator[tuple[str, Values]]:
    """Every template with its values, made from the table; each branch at least once."""
    query, linking = Query(), Query.of({"context": [token]}, token)
    therapies = table.therapies
    diet = table.by_id[f"{token}diet"]
    texts = [f"{token} {n}" for n in range(3)]
    yield from list_cases(table, token, Query.of({"context": [f"{token} context 0"]}))
    comparing = Go(View(table, linking, "compare", tuple(each.id for each in therapies)))
    for some in (therapies, therapies[:1], [*therapies[:2], *therapies[:2]]):
        for only in (True, False):
            found = comparison.side_by_side(table, some, only_differences=only)
            yield "compare", found | {"go": comparing}
    for changes in (None, (), texts):
        yield "changed", {"asked": token, "catalog": table, "changes": changes}
    yield "footer", {"catalog": table, "purpose": token, "shown": token}
    for in_use, empty in ((True, False), (False, False), (False, True)):
        told = {"in_use": in_use, "empty": empty, "shown": token}
        yield "problems", told | {"problems": texts[: 1 + 2 * in_use]}
    yield "data_index", {"index": index(table, token), "root": ".", "faces": ""}
    yield from map_cases(table, linking)
    yield "method", method.contents(table)
    for meant in ("", "./browse"):
        asked_for = {"title": token, "pages": PAGES, "asked": token, "root": "."}
        yield "nowhere", asked_for | {"meant": meant, "why": meant and token}
    for chosen in ((), therapies[:1], therapies[:2], therapies[:5]):
        for only in (True, False):
            ways = comparison.ways_on(table, chosen, only_differences=only)
            yield "suggestions", ways | {"go": comparing}
            yield "side_list", side_list.pick_list(table, query, chosen) | {"go": comparing}
    yield from source_cases(table, linking)
    menu = menu_of(token, linking)
    yield "export_menu", menu
    yield "takeaway", {"title": token, "text": token}
    opening = Go(View(table, linking, "therapy"))
    yield "therapy_choice", side_list.open_list(table, query, None) | {"go": opening}
    for therapy in therapies:
        found = therapy_page.contents(table, therapy, query, "1")
        yield "therapy", found | {"go": Go(View(table, linking, "therapy", (therapy.id,)))}
    filtered = Query.of({"category": ["mechanical"]})
    yield "side_list", side_list.open_list(table, filtered, diet) | {"go": opening}
    yield from screen_cases(table, token, linking)
    yield from slide_cases(table, token, linking)
    yield from chart_cases(table, token, Query())
    yield from word_cases(table, linking)
    yield "parts", {"parts": {"quiz": {"label": token}}, "chosen": "quiz", "query": linking}
    yield from quiz_cases(table, token)
    yield from card_cases(table, linking, token)
    yield from talk_cases(table, token)
    yield from claim_cases(table, token)


def claim_cases(table: Catalog, token: str) -> Iterator[tuple[str, Values]]:
    """Every claim's own page, those at a document's ends included."""
    around: Values = {"title": token, "version": "a1", "address": "./bcdfg", "faces": ""}
    around |= {"citations": [("Text", token)], "purpose": token, "unlicensed": token}
    sections = {"sections": (f"{token} section (9)",)}
    sources = tuple(each.model_copy(update=sections) for each in table.sources)
    for claim in table.claims:
        placed = dataclasses.replace(table, sources=sources)
        yield "claim", claim_page.contents(placed, claim) | around


def menu_of(token: str, linking: Query) -> Values:
    """The menu of one group."""
    link = linking.link("browse")
    groups = [(token, [(token, link)])]
    cited = [("Text", token), ("RIS", token)]
    around = {"shown": token, "share": token, "qr": link, "citations": cited}
    return {"groups": groups, "references": [(token, link)], **around}


def screen_cases(table: Catalog, token: str, linking: Query) -> Iterator[tuple[str, Values]]:
    """The screen of each page: filtered or not, with all that may stand on it or nothing."""
    first, context = table.therapies[0].id, {"context": [f"{token} context 0"]}
    full = screen.Around(render.html("export_menu", **menu_of(token, linking)), 3, token)
    some = Query.of({**context, "goal": ["halt"], "kind": ["drug"]})
    for query in (Query(), some, Query.of({**context, "goal": ["reverse"]})):
        around = full if query == some else screen.NOTHING_AROUND
        for slug, page in PAGE.items():
            ids = (first,) if page.names_therapies else ()
            view = View(table, query, slug, ids, own=(("peek", first),) * bool(page.picks))
            for start in ("./", "#"):
                go = Go(view, start)
                served = screen.served(view, go, Link(query), {})
                whole = {**screen.frame(view, go, around), **served}
                yield "app", whole
    yield from ((part, whole) for part in ("filters", "head", "quiet_line"))
    told = [Told(kind, token, ((token, go.to(linking)),)) for kind in ("note", "also", "ways")]
    yield "told", {"go": go, "told": [*told, Told("none", token)]}
    yield "add_to_talk", {"parts": [("map", token)], "around": full}
    yield "start", {"version": "a1"}
    yield from (("ahead", {"engine": "./data/engine.js?v=a1", "table": v}) for v in ("v1", ""))
    yield "title", {"title": token}


def source_cases(table: Catalog, query: Query) -> Iterator[tuple[str, Values]]:
    """Who says what: of all, with rows left out, and of what one document alone names."""
    go, whole = Go(View(table, query, "sources")), sources_page.contents(table, Query())
    for therapies, most in ((table.therapies, 120), (table.therapies, 1), (table.therapies[:1], 1)):
        found = sources_page.matrix(table, therapies, most)
        yield "sources", {**whole, "matrix": found, "rest": sources_page.rest(found), "go": go}


def quiz_cases(table: Catalog, token: str) -> Iterator[tuple[str, Values]]:
    """The quiz in each state: what is asked is drawn under one version, so that it is the same."""
    linking = Query.of({"context": [token]}, token)
    therapies = tuple(sorted(table.therapies, key=lambda each: each.id))
    asked = [quiz_question(table, therapy, token) for therapy in therapies]
    numbered = tuple(quiz.Asked(n, each) for n, each in enumerate(asked, 1))
    whole = quiz.Quiz("x", 40, once=numbered, built=len(asked))
    notes, outputs = [token], [(token, linking.link("data/quiz/pdf", seed="x"))]
    starts = [(5, linking.link("study", seed="x"))]
    told = feedback(table, asked[0])
    for starting in (starts, []):
        yield "quiz_start", {"notes": notes, "starts": starting}
    values = {"notes": notes, "starts": starts, "shared": token, "outputs": outputs}
    values |= {"query": linking, "catalog": table, "next": linking.link("study")}
    go = linking.link("study")
    chosen = [quiz.Answer(n, sure) for n, sure in ((1, "s"), (2, "s"), (2, "g"))]
    for answers, going_on in (((), True), *(((each,), False) for each in chosen)):
        state = dataclasses.replace(whole, answers=answers, going_on=going_on)
        step = {"quiz": state, "question": asked[state.place], "told": told, "again": going_on}
        step |= {"trail": [True, False], "chosen": 2, "right": going_on, "verdict": token}
        links = {"links": [go] * 4, "sure": [[("Sure", "q", go)]] * 4, "returns": True}
        yield "quiz", values | step | links
        yield "quiz", values | step | links | {"quiz": dataclasses.replace(state, certain=False)}
    for sure in ("s", ""):
        state = dataclasses.replace(whole, answers=(quiz.Answer(2, sure),) * len(asked))
        missed = [(each.question, answer, told) for each, answer in state.missed]
        end = {"quiz": state, "missed": missed, "title": token, "strong": token, "weak": token}
        end["search"] = token
        yield "quiz_end", values | end | {"again": linking.link("study"), "cards": outputs[0][1]}


def map_cases(table: Catalog, linking: Query) -> Iterator[tuple[str, Values]]:
    """The map and what is below it, whole, of a few and of many, and each of their entries."""
    go = Go(View(table, linking))
    for query in (Query(), Query.of({"goal": ["halt"]})):
        drawn = map_page.map_contents(table, query, go)
        yield "map", drawn
        yield "map", {**drawn, "state": "many"}
        below = map_page.below_contents(table, query, go)
        yield "below_map", below
        yield "below_map", {**below, "many": True}
    for aim in evidence_map.field(table, Query()):
        for level in (each for column in aim.columns for b in column.blocks for each in b.levels):
            values = {"therapy": level.members[0], "level": level, "go": go}
            yield "map_entry", {**values, "differs": True}
    for cell in (*map_page.target_levels(table), *map_page.standing_levels(table)[Evidence.SHOWN]):
        for unit in cell.units:
            yield "figure_entry", {"unit": unit, "cell": cell, "go": go}


def list_cases(table: Catalog, token: str, linking: Query) -> Iterator[tuple[str, Values]]:
    """The list, a row, the answer beside it, its card and the tray, with few picked and with all.

    Links carry the query that is given; rows are those of the whole table.
    """
    therapies = table.therapies
    for own in ((), (("sort", "-goal"), ("rows", "full"), ("peek", therapies[0].id))):
        for number in (0, 1, 3, 5):
            picked = tuple((ID, each.id) for each in therapies[:number])
            whole = Go(View(table, page="browse", own=(*picked, *own)))
            yield "browse", {**browsing.page(whole), "sorted_by": token}
            values = {**tray.contents(whole), "passing": 9}
            yield from ((part, values) for part in ("tray", "worth"))
            carrying = Go(View(table, linking, "browse", own=(*picked, *own)))
            for each in therapies:
                yield (
                    "browse_row",
                    {"go": carrying, "line": browsing.line_of(table, each, carrying)},
                )
                yield "peek", peek.contents(table, each, carrying, therapies)
    span = browsing.Span(2, 3, token)
    yield "browse", {**browsing.page(carrying), "go": carrying, "span": span}
    for each in therapies:
        yield "hover", {"therapy": each, "answer": peek.answer(each)}
        yield "passages", {"level": "h3", "documents": peek.documents(table, each)}


def chart_cases(table: Catalog, token: str, query: Query) -> Iterator[tuple[str, Values]]:
    """The ready questions and some of one's own, whole and with a cell pressed."""
    yield "charts_room", {"height": 400}
    ready = charts_page.ready(View(table, query, "charts"))
    yield "charts_file", {"answers": [Answer.of(each) for each in ready]}
    for asked in (Question("kind"), Question("context", "goal", "evidence")):
        go = Go(View(table, query, "charts", own=asked.own))
        yield "charts_head", {**charts_page.head(go), "refusals": (token,)}
        yield "charts_foot", {**charts_page.foot(go), "code": token}
        yield "charts_held", {"go": go, "held": None, "unit": None}
        for cell in Answer.of(go.view).cells[:2]:
            pressed = {"row": cell.row, "column": cell.column}
            yield "charts_held", charts_page.pressed(go, [pressed], [{"id": cell.units[0]["id"]}])


def quiz_question(table: Catalog, therapy: Therapy, token: str) -> questions.Question:
    options = tuple(questions.Option(f"{token} {n}", n == 1, token) for n in range(1, 5))
    return questions.Question("target", (therapy,), token, options, table.claims_of[therapy.id])


def slide_cases(table: Catalog, token: str, query: Query) -> Iterator[tuple[str, Values]]:
    """Each kind of slide, with and without what may stand on it, and the windows of slides."""
    yield "presenting", {"leave": query.link("study")}
    ids = {"therapy": ids_of(table)[:1], "compare": ids_of(table)[:3]}
    made = [
        slide
        for page, parts in kinds.SLIDES.items()
        for part in parts
        for slide in kinds.slides_of(View(table, page=page, ids=ids.get(page, ())), part)
    ]
    choices = tuple(bodies.Choice(letter, token, letter == "A", token) for letter in "ABC")
    quote = bodies.Quote(token, Passage(token, token, token, "bcdfg"), token)
    own = [bodies.Question(choices, each) for each in (quote, None)]
    whole = [*map(loose, (each.body for each in made)), *own, bodies.Nothing(token)]
    slides_ = [
        Slide(token, body, subtitle=text, problem=text, own=token)
        for body in whole
        for text in ("", token)
    ]
    told = {"wide": lambda *_: 1, "qr": lambda _: "", "blocks": evidence_map.BLOCKS}
    for slide in slides_:
        for ready in (True, False):
            around = {"number": "" if ready else 1, "label": token, "builds": 2}
            around |= {"ready": ready, "long": ready}
            yield "slide", {"slide": slide, **told, **around}
    link = Query().link("present", present="1")
    for speaker in (True, False):
        for offer in ("", link):
            yield (
                "deck",
                {
                    **{"title": token, "version": "a1", "ground": "", "channel": "slides 1"},
                    **{"speaker": speaker, "audience": link, "own": link, "leave": link},
                    **{"offer": offer, "slides": ["", ""], "ready": [""] if offer else []},
                    **{
                        "ready_titles": [token],
                        "minutes": 15,
                        "plan": "",
                        "blocks": evidence_map.BLOCKS,
                    },
                    "notes": [([token], [token]), ([], [])],
                },
            )


def loose(body: bodies.Body) -> bodies.Body:
    """The body as if its texts had room: how long they are is not what is tried."""
    if isinstance(body, bodies.Comparison):
        return dataclasses.replace(body, tight=False)
    return body


def ids_of(table: Catalog) -> tuple[str, ...]:
    return tuple(each.id for each in table.therapies)


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
        for plan in (None, Plan(3, token)):
            yield "cards_left", {"sitting": busy, "notes": notes, "plan": plan}
            around = {
                "sitting": busy,
                "total": 2,
                "therapies": shown,
                "most_new": 20,
                "exam": token,
            }
            days = {"forecast": [(token, 3)], "most": 3, "choices": (5, 20)}
            asked = {"exam": token, "query": Query.of({"context": [token]})}
            yield "cards_plan", {"plan": plan, **asked, **around, **days}
    for done in (0, 1):
        kept = Kept(turn=1, text="", stays=True, done=done, now=1_800_000_000, offset=0)
        for card in flashcards.cards(table, therapies):
            turned = {"guid": "0" * 20, "card": card, "grades": [(3, token, token)]}
            yield "card", {**turned, "kept": kept, "query": query}
        ways = {"more": "40", "kept": kept, "query": query}
        yield "cards_done", {"sitting": idle, "returns": "", "missed": (), **ways}
        yield "cards_done", {"sitting": busy, "returns": token, "missed": therapies, **ways}
    yield "progress", {}
    yield "study_foot", {"catalog": table}
    for state in State:
        found = {each.id: state for each in therapies}
        yield "known", known.contents(table, Query(), therapies, found) | {"query": query}


def talk_cases(table: Catalog, token: str) -> Iterator[tuple[str, Values]]:
    """The templates of a talk: with problems and without, one view and several."""
    linking = Query.of({"context": [token]}, token)
    steps = (
        talk.Step("overview", chart="map", title=token, note=token, problem=token),
        talk.Step("compare", tuple(each.id for each in table.therapies[:2]), title=token),
        talk.Step("browse", title=token),
    )
    texts = [f"{token} {n}" for n in range(2)]
    said = {"said": token, "undo": 2, "problems": texts}
    calm: Values = {"said": "", "undo": 0, "problems": (), "focus": ""}
    undone = {"said": token, "undo": 0, "problems": (), "focus": "undo"}
    for some in (steps[:1], steps):
        shown = talk_list.contents(talk.Talk(some), table, "1abc", "http://x/")
        shown |= {"mark": "12345678", "link": "./present?talk=1ab"}
        shown["own_link"] = "./present?talk=1abc" if len(some) > 1 else ""
        yield "talk", {**shown, **said, "focus": "up 2"}
        yield "talk", {**shown, **undone}
        yield "talk", {**shown, **calm}
    empty = {"ready": "./present?talk=1abc", "count": 10, "pages": PAGES, "query": linking}
    yield "talk_empty", {**empty, **said, "focus": "undo"}
    yield "talk_empty", {**empty, **undone}
    yield "talk_empty", {**empty, **calm}


def parameters(link: str) -> list[tuple[str, str]]:
    return parse_qsl(urlsplit(link).query, keep_blank_values=True)


@pytest.mark.parametrize("hostile", [PLAIN, *HOSTILE.values()], ids=["plain", *HOSTILE])
def test_hostile_text_comes_out_as_text_and_links_are_relative_and_carry_it(
    sample: Catalog, hostile: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(marks, "LABEL", 100_000)  # nothing is cut, so all can be compared
    monkeypatch.setattr(answer, "brief", lambda text, _limit: text)
    plain = cases(filled_catalog(sample, PLAIN), PLAIN)
    harmed = cases(filled_catalog(sample, hostile), hostile)
    links = 0
    for (name, benign), (_, values) in zip(plain, harmed, strict=True):
        safe, page = Page(render.html(name, **benign)), Page(render.html(name, **values))
        assert page.tags == safe.tags, name
        loaded = LOADED.get(name, set())
        assert not ({"script", "img"} - loaded) & {tag for tag, *_ in page.tags}
        assert page.comments == []
        text = re.sub("[\u2066-\u2069]", "", page.text)  # marks that keep a name's direction to it
        assert text == safe.text.replace(PLAIN, hostile), name
        assert page.values == [value.replace(PLAIN, hostile) for value in safe.values], name
        assert [
            link for link in page.links if not link.startswith(("./", "../", "#", "?"))
        ] == [], name
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
        go = Go(View(sample, page="therapy", ids=(therapy.id,)))
        html = render.html("therapy", go=go, **therapy_page.contents(sample, therapy, Query()))
        page = Page(html)
        inside = [link for link in page.links if link.startswith("#")]
        assert inside
        assert [link for link in inside if f'id="{link[1:]}"' not in html] == []


def test_every_template_is_tried(sample: Catalog) -> None:
    tried = {name for name, _ in cases(filled_catalog(sample, PLAIN), PLAIN)}
    listed = {path.stem for folder in render.FOLDERS for path in folder.glob("*.html")}
    assert listed == (tried | {"macros"}) - {"slide", "deck"}
    kinds_ = {path.stem for path in render.SLIDES.glob("slide_*.html")}
    assert kinds_ == {f"slide_{each}" for each in KINDS.values()}


def test_templates_ask_for_nothing_that_is_not_given(sample: Catalog) -> None:
    given: Mapping[str, set[str]] = {}
    for name, values in cases(filled_catalog(sample, PLAIN), PLAIN):
        given = {**given, name: given.get(name, set()) | set(values)}
    for name, keys in given.items():
        (path,) = render.TEMPLATES.rglob(f"{name}.html")
        source = path.read_text(encoding="utf-8")
        environment = render._environment()
        asked = meta.find_undeclared_variables(environment.parse(source))
        assert asked - keys - {*environment.globals, "loop", "caller"} == set(), name


def test_no_id_stands_twice_in_a_template(sample: Catalog) -> None:
    terms = 0
    for name, values in cases(filled_catalog(sample, PLAIN), PLAIN):
        html = render.html(name, **values)
        ids = re.findall(r' id="([^"]*)"', html)
        assert sorted(ids) == sorted(set(ids)), name
        assert [
            each for each in re.findall(r'popovertarget="([^"]*)"', html) if each not in ids
        ] == []
        terms += html.count('class="term"')
    assert terms > 50


def test_a_missing_value_is_an_error_and_no_gap() -> None:
    with pytest.raises(jinja2.UndefinedError):
        render.html("takeaway", title="x")
    assert "x" in render.html("takeaway", title="x", text="")


def test_a_silent_goal_is_not_stated(sample: Catalog) -> None:
    claims = tuple(claim.model_copy(update={"goal": None}) for claim in sample.claims)
    silent = dataclasses.replace(sample, claims=claims)
    values = therapy_page.contents(silent, silent.by_id["diet"], Query())
    text = Page(render.html("therapy", go=Go(View(silent, page="therapy")), **values)).text
    assert "goal: not stated" in text
    assert "None" not in text


def test_every_block_of_the_styles_is_closed() -> None:
    depth = 0
    for line in render.styles().splitlines():
        depth += line.count("{") - line.count("}")
        assert depth <= 0 or line.startswith((" ", "@")) or line.endswith("{"), line
    assert depth == 0


def test_styles_fetch_nothing_and_hold_every_category() -> None:
    styles = render.styles()
    assert [each for each in Category if f".c-{render.slug(each)}{{--hue:" not in styles] == []
    assert [word for word in ("url(", "@import", "://", "</") if word in styles] == []
