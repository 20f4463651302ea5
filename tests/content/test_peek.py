"""The answer on a therapy beside the page, and the card that previews it."""

import re

import pytest
from markupsafe import escape

from tests.support.html import Page
from therapies.catalog.catalog import Catalog
from therapies.content import render
from therapies.content.browsing import listed
from therapies.content.evidence_map import Mark
from therapies.content.go import Go
from therapies.content.panels import peek, picked
from therapies.content.peek import (
    MOST_RELATED,
    answer,
    differences,
    documents,
    hover_html,
    peek_html,
    related,
)
from therapies.content.sentences import statement
from therapies.model import Evidence, Goal, Outcome
from therapies.query.query import Query
from therapies.query.view import View


def go(catalog: Catalog, *own: tuple[str, str], page: str = "browse") -> Go:
    return Go(View(catalog, page=page, own=own))


def text(html: str) -> str:
    """What is read, with a space where an element begins."""
    return " ".join(Page(html.replace("<", " <")).text.split())


def test_the_answer_is_the_statement_without_the_name(real: Catalog) -> None:
    for therapy in real.therapies:
        whole = " ".join(answer(therapy))
        assert whole[0].isupper()
        assert statement(therapy).lower() == f"{therapy.name}: {whole}".lower()


def test_passages_stand_under_their_documents(sample: Catalog) -> None:
    first, second = documents(sample, sample.by_id["lithotripsy"])
    assert (first.name, second.name) == ("First overview", "Second overview")
    (reading,) = first.readings
    assert reading.passage.words == "has been shown to crack calcium"
    assert reading.passage.paragraph == "Devices, paragraph 1"
    assert (reading.mark.evidence, reading.mark.outcome) == (Evidence.SHOWN, Outcome.FLOW)
    assert reading.caveat == ""


def test_a_passage_tells_a_caveat_of_its_own(sample: Catalog) -> None:
    silent = sample.by_id["lithotripsy"].model_copy(update={"caveat": "Another."})
    (reading,) = documents(sample, silent)[0].readings
    assert reading.caveat == "Leaves the calcium in place."


def test_what_documents_differ_on_has_the_side_of_each(sample: Catalog) -> None:
    evidence, standing = differences(sample, sample.by_id["lithotripsy"])
    assert evidence.about == "evidence"
    assert evidence.sides == (
        ("First overview", (Mark(Goal.MODIFY, Evidence.SHOWN, Outcome.FLOW),)),
        ("Second overview", (Mark(Goal.MODIFY, Evidence.STATED, Outcome.FLOW),)),
    )
    assert standing.about == "place in care"
    assert standing.sides == (
        ("First overview", ("routine",)),
        ("Second overview", ("selected patients",)),
    )
    assert differences(sample, sample.by_id["diet"]) == ()


def test_a_goal_that_documents_differ_on_is_told(real: Catalog) -> None:
    statins = real.by_id["statins"]
    assert [each.about for each in differences(real, statins)] == [
        "evidence",
        "goal",
        "place in care",
    ]
    html = peek_html(real, statins, go(real))
    assert "Documents differ on goal:" in text(html)


def test_class_and_members_are_told_with_their_evidence(sample: Catalog) -> None:
    (above,) = related(sample, sample.by_id["sevelamer"])
    (below,) = related(sample, sample.by_id["binders"])
    assert (above.label, [each.id for each in above.therapies]) == ("Belongs to", ["binders"])
    assert (below.label, [each.id for each in below.therapies]) == ("Members", ["sevelamer"])
    assert related(sample, sample.by_id["diet"]) == ()
    html = peek_html(sample, sample.by_id["sevelamer"], go(sample))
    assert "Phosphate binders (shown, for calcification)" in text(html)


def test_of_a_large_class_some_are_named_and_the_rest_counted(real: Catalog) -> None:
    members = tuple(
        each.model_copy(update={"member_of": "statins"})
        for each in real.therapies
        if each.id != "statins"
    )
    statins = real.by_id["statins"].model_copy(update={"member_of": None})
    whole = Catalog(
        tuple(sorted((*members, statins), key=lambda each: each.id)),
        real.claims,
        real.sources,
        "v",
        real.date,
        real.folder,
    )
    (below,) = related(whole, statins)
    assert (len(below.therapies), below.more) == (MOST_RELATED, 46 - MOST_RELATED)
    assert "and 40 more" in peek_html(whole, statins, go(whole))


def test_the_panel_has_the_answer_its_caveat_and_every_passage(real: Catalog) -> None:
    for therapy in real.therapies:
        html = peek_html(real, therapy, go(real))
        assert f'<h2 tabindex="-1">{escape(therapy.name)}</h2>' in html
        assert html.count('<div class="passage">') == len(real.claims_of[therapy.id])
        assert ('class="caveat"' in html) == (therapy.caveat != "not stated")
        assert ('class="framing"' in html) == bool(therapy.also_framed_as)
        assert not re.search(r" style=|<script| on[a-z]+=", html)


def test_without_a_list_the_places_to_fill_are_empty(sample: Catalog) -> None:
    html = peek_html(sample, sample.by_id["diet"], go(sample))
    assert "<span data-place></span>" in html
    assert re.findall(r'data-turn="(-?1)" hidden', html) == ["-1", "1"]


@pytest.mark.parametrize(
    ("id_", "place", "turns"),
    [
        ("binders", "1 of 5", ["Next: Sevelamer"]),
        ("lithotripsy", "3 of 5", ["Previous: Sevelamer", "Next: Heart-healthy diet"]),
        ("vitamin-k", "5 of 5", ["Previous: Heart-healthy diet"]),
    ],
)
def test_in_a_list_it_leads_to_its_neighbours(
    sample: Catalog, id_: str, place: str, turns: list[str]
) -> None:
    view = View(sample, page="browse", own=(("peek", id_),))
    html = peek(view, Go(view))
    assert f"<span data-place>{place}</span>" in html
    assert re.findall(r'aria-label="((?:Previous|Next): [^"]*)"', html) == turns


def test_what_does_not_pass_has_no_place_and_no_neighbours(sample: Catalog) -> None:
    halting = View(sample, Query.of({"goal": ["halt"]}), "browse", own=(("peek", "diet"),))
    html = peek(halting, Go(halting))
    assert "<span data-place></span>" in html
    assert re.findall(r'data-turn="(-?1)" hidden', html) == ["-1", "1"]
    assert [each.id for each in listed(Go(halting))] == ["binders", "sevelamer", "vitamin-k"]


@pytest.mark.parametrize("asked", ["", "nothing", "<script>"])
def test_without_a_therapy_there_is_no_panel(sample: Catalog, asked: str) -> None:
    view = View(sample, page="browse", own=(("peek", asked),))
    assert peek(view, Go(view)) == ""


def test_it_opens_the_page_closes_and_picks(sample: Catalog) -> None:
    html = peek_html(sample, sample.by_id["diet"], go(sample, ("peek", "diet"), ("sort", "goal")))
    assert 'data-close aria-label="Close" href="./browse?sort=goal" data-go="?peek="' in html
    assert 'href="./therapy?id=diet" data-go="therapy?id=diet">Open page<' in html
    assert 'data-pick="diet" href="./browse?peek=diet&amp;sort=goal&amp;id=diet">' in html
    picked = peek_html(sample, sample.by_id["diet"], go(sample, ("id", "diet")))
    assert 'aria-checked="true" data-pick="diet" href="./browse">' in picked


def test_hostile_names_stay_text(sample: Catalog) -> None:
    name = "\"><img src=x onerror=1> & 'x'"
    hostile = sample.by_id["diet"].model_copy(update={"name": name})
    for html in (peek_html(sample, hostile, go(sample)), hover_html(hostile)):
        assert "<img" not in html
        assert name in Page(html).text


def test_it_is_lean(real: Catalog) -> None:
    """3,000 of them are sent to the browser."""
    short = [each for each in real.therapies if len(real.claims_of[each.id]) <= 2]
    sizes = [len(peek_html(real, each, go(real)).encode()) for each in short]
    assert sum(sizes) / len(sizes) < 3_200
    assert max(len(hover_html(each).encode()) for each in real.therapies) < 700


def test_the_card_previews_the_answer(sample: Catalog) -> None:
    found = text(hover_html(sample.by_id["lithotripsy"]))
    assert found.startswith("Intravascular lithotripsy shown, for blood flow Aims to physically")
    assert found.endswith("Caveat: Leaves the calcium in place. Press to open.")
    assert "Caveat" not in hover_html(sample.by_id["diet"])


def test_the_tray_is_only_where_therapies_are_picked(sample: Catalog) -> None:
    places = {
        page: View(sample, page=page, own=(("id", "diet"),)) for page in ("browse", "sources")
    }
    assert 'class="tray"' in picked(places["browse"], Go(places["browse"]))
    assert picked(places["sources"], Go(places["sources"])) == ""


def test_the_meters_are_the_marks_of_the_therapy(sample: Catalog) -> None:
    html = render.html("hover", therapy=sample.by_id["diet"], answer=("", ""))
    assert html.count("class=on") == sample.by_id["diet"].evidence.steps == 3
