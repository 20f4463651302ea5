"""The one state of all pages: filters and text, their link, their sentence, the ways back."""

import dataclasses
from urllib.parse import parse_qs, urlsplit

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from harness.server import FROZEN
from tests.support.by_loop import by_loop
from tests.support.hostile import HOSTILE
from therapies.catalog.catalog import Catalog, load_catalog
from therapies.query.link import read
from therapies.query.query import FACETS, TEXT_LIMIT, Params, Query, options
from therapies.wording import brief

KEYS = [facet.key for facet in FACETS]
KNOWN = {key: options(load_catalog(FROZEN), key) for key in KEYS}


def ids(query: Query, catalog: Catalog) -> list[str]:
    return [therapy.id for therapy in query.apply(catalog)]


def asked(query: Query) -> dict[str, list[str]]:
    """What a browser that opens the query's link asks for."""
    return parse_qs(urlsplit(query.link()).query, keep_blank_values=True)


CHOICES = st.fixed_dictionaries(
    {
        key: st.lists(st.sampled_from(values), unique=True, max_size=3)
        for key, values in KNOWN.items()
    }
)
ANY_VALUE = st.one_of(
    st.sampled_from([value for values in KNOWN.values() for value in values]),
    st.sampled_from(["HALT", " halt", "halt&goal=reverse", "%00%22", *HOSTILE.values()]),
    st.text(max_size=30),
)
ANY_PARAMS = st.dictionaries(
    st.sampled_from([*KEYS, "q", "id", "sort", "<x>"]), st.lists(ANY_VALUE, max_size=6)
)


def test_nothing_chosen_means_all(real: Catalog, sample: Catalog) -> None:
    assert ids(Query(), sample) == ["binders", "diet", "lithotripsy", "sevelamer", "vitamin-k"]
    assert Query().sentence(sample) == "All 5 therapies"
    assert Query().sentence(real) == "All 47 therapies"
    assert Query().link() == "./"
    assert Query().relaxations(sample) == ()
    assert Query.of({"goal": (), "category": []}, "  ") == Query()


def test_values_of_a_filter_are_joined_by_or(sample: Catalog) -> None:
    query = Query.of({"goal": ["stabilize", "modify"]})
    assert ids(query, sample) == ["diet", "lithotripsy"]
    assert query.sentence(sample) == "2 of 5 therapies: (stabilize or modify)"


def test_filters_are_joined_by_and(sample: Catalog) -> None:
    query = Query.of({"category": ["mineral metabolism", "mechanical"], "goal": ["halt"]})
    assert ids(query, sample) == ["binders", "sevelamer", "vitamin-k"]
    assert query.sentence(sample) == "3 of 5 therapies: (mineral metabolism or mechanical) and halt"


@pytest.mark.parametrize(
    ("params", "sentence"),
    [
        (
            {"category": ["mineral metabolism", "mechanical"], "goal": ["halt"]},
            "10 of 47 therapies: (mineral metabolism or mechanical) and halt",
        ),
        ({"evidence": ["shown"]}, "2 of 47 therapies: evidence shown"),
        ({"outcome": ["driver"]}, "17 of 47 therapies: effect on a risk factor only"),
        ({"context": ["kidney disease"]}, "6 of 47 therapies: for kidney disease"),
        ({"also_framed_as": ["reverse"]}, "8 of 47 therapies: also presented as reversing"),
        ({"standing": ["selected"]}, "4 of 47 therapies: place in care for selected patients"),
        (
            {"kind": ["drug"], "acts_on": ["clot"]},
            "2 of 47 therapies: kind drug and acting on clot",
        ),
        ({"document": ["arterial"]}, "19 of 47 therapies: named in Arterial article"),
        ({"q": ["lithotrypsy"]}, "1 of 47 therapies: matching “lithotrypsy”"),
        (
            {"category": ["risk control"], "goal": ["reverse"]},
            "0 of 47 therapies: risk control and reverse",
        ),
    ],
)
def test_the_sentence_says_what_is_applied(
    real: Catalog, params: dict[str, list[str]], sentence: str
) -> None:
    query, notes = linked(params, real)
    assert query.sentence(real) == sentence
    assert len(query.apply(real)) == int(sentence.split()[0])
    assert notes == ()


@pytest.mark.parametrize("key", KEYS)
def test_each_value_alone_gives_what_a_plain_loop_gives(real: Catalog, key: str) -> None:
    assert options(real, key)
    for value in options(real, key):
        assert ids(Query.of({key: [value]}), real) == by_loop(real, {key: [value]})


@settings(max_examples=80, deadline=None)
@given(chosen=CHOICES)
def test_every_choice_gives_what_a_plain_loop_gives(
    real: Catalog, chosen: dict[str, list[str]]
) -> None:
    query = Query.of(chosen)
    expected = by_loop(real, chosen)
    assert ids(query, real) == expected
    told = f"{len(expected)} of 47 therapies: " if any(chosen.values()) else "All 47 therapies"
    assert query.sentence(real).startswith(told)


def linked(params: Params, catalog: Catalog) -> tuple[Query, tuple[str, ...]]:
    found = read(params, catalog)
    return found.query, found.notes


def test_unknown_values_are_dropped_with_a_note(real: Catalog) -> None:
    query, notes = linked({"goal": ["halt", "cure"], "evidence": ["Shown"]}, real)
    assert query == Query.of({"goal": ["halt"]})
    assert notes == ("Goal: “cure”", "Evidence as stated: “Shown”")
    assert "cure" not in query.link()


def test_unknown_parameters_get_a_note(real: Catalog) -> None:
    asked = {"goal": ["halt"], "q": ["x"], "id": ["a"], "gaol": ["halt"], "utm_source": ["mail"]}
    assert linked(asked, real)[1] == ("“gaol”",)
    assert linked({}, real)[1] == ()
    _, many = linked({f"\x00{n}" + "x" * 999: [""] for n in range(1000)}, real)
    assert len(many) <= 20
    assert [note for note in many if len(note) > 60 or not note.isprintable()] == []


def test_brief_cuts_and_cleans() -> None:
    assert brief("halt") == "halt"
    assert brief("x" * 41) == "x" * 40 + "…"
    assert brief("a\x00\N{RIGHT-TO-LEFT OVERRIDE}\nb") == "a���b"


def test_text_is_cut_with_a_note(real: Catalog) -> None:
    query, notes = linked({"q": ["calcium " * 100]}, real)
    assert len(query.text) <= TEXT_LIMIT == 200
    assert notes == ("the search text after 200 characters",)
    assert linked({"q": ["a  b\n c"]}, real) == (Query(text="a b c"), ())


def test_of_several_texts_the_last_counts_and_the_others_are_told(real: Catalog) -> None:
    query, notes = linked({"q": ["statin", "K2", "statin", "balloon"]}, real)
    assert query == Query(text="balloon")
    assert notes == ("Search: “statin”", "Search: “K2”")
    assert linked({"q": ["statin", "statin"]}, real) == (Query(text="statin"), ())


def test_order_and_repetition_do_not_matter(real: Catalog) -> None:
    one, _ = linked({"goal": ["reverse", "halt", "reverse"], "category": []}, real)
    other, _ = linked({"category": [""], "goal": ["halt", "reverse"]}, real)
    assert one == other
    assert one.link() == "./?goal=halt&goal=reverse"


@settings(max_examples=150, deadline=None)
@given(params=ANY_PARAMS)
def test_link_to_query_to_link_is_a_fixed_point(
    real: Catalog, params: dict[str, list[str]]
) -> None:
    query, notes = linked(params, real)
    again, no_notes = linked(asked(query), real)
    assert again == query
    assert again.link() == query.link()
    assert no_notes == ()
    assert [note for note in notes if len(note) > 80 or not note.isprintable()] == []
    assert len(query.apply(real)) <= 47


@settings(max_examples=100, deadline=None)
@given(params=ANY_PARAMS, therapies=st.lists(ANY_VALUE, max_size=3))
def test_links_are_relative_and_encoded(
    real: Catalog, params: dict[str, list[str]], therapies: list[str]
) -> None:
    link = linked(params, real)[0].link("compare", therapies)
    assert link.startswith("./compare")
    assert link.isascii()
    assert [sign for sign in "<>\"' \n" if sign in link] == []
    assert parse_qs(urlsplit(link).query, keep_blank_values=True).get("id", []) == therapies


def test_links_of_pages_are_literal() -> None:
    query = Query.of({"context": ["kidney disease"], "goal": ["halt"]}, "K2 & <b>")
    state = "goal=halt&context=kidney+disease&q=K2+%26+%3Cb%3E"
    assert query.link() == f"./?{state}"
    assert query.link("therapy", ["statins"]) == f"./therapy?id=statins&{state}"
    assert Query().link("compare", ["a", "b"]) == "./compare?id=a&id=b"
    assert Query().link("browse") == "./browse"


def test_without_drops_one_filter_and_changes_nothing_else() -> None:
    query = Query.of({"goal": ["halt"], "category": ["mechanical"]}, "calcium")
    assert query.without("goal") == Query.of({"category": ["mechanical"]}, "calcium")
    assert query.without("q") == Query.of({"goal": ["halt"], "category": ["mechanical"]})
    assert query.without("kind") == query
    assert query == Query.of({"category": ["mechanical"], "goal": ["halt"]}, "calcium")


def test_with_values_sets_one_filter_and_changes_nothing_else() -> None:
    query, values = Query.of({"goal": ["halt"]}, "calcium"), ["modify", "reverse"]
    assert query.with_values(goal=values) == Query.of({"goal": ["modify", "reverse"]}, "calcium")
    assert query.with_values(goal=()) == Query(text="calcium")
    assert query == Query.of({"goal": ["halt"]}, "calcium")
    assert values == ["modify", "reverse"]


def test_ways_back_are_literal(real: Catalog) -> None:
    query = Query.of({"category": ["risk control"], "goal": ["reverse"]})
    ways = query.relaxations(real)
    assert [(way.label, way.count) for way in ways] == [("Goal", 20), ("Category", 4)]
    assert ways[0].query == Query.of({"category": ["risk control"]})


def test_the_search_is_a_way_back(sample: Catalog) -> None:
    ways = Query.of({"goal": ["halt"]}, "xylophone").relaxations(sample)
    assert [(way.key, way.label, way.count) for way in ways] == [("q", "Search", 3)]


def test_no_way_back_gives_nothing(real: Catalog) -> None:
    query = Query.of({"goal": ["reverse"], "category": ["mechanical"]}, "xylophone")
    assert query.relaxations(real) == ()


@settings(max_examples=80, deadline=None)
@given(chosen=CHOICES)
def test_ways_back_tell_the_truth(real: Catalog, chosen: dict[str, list[str]]) -> None:
    before = Query.of(chosen)
    ways = before.relaxations(real)
    expected = {
        key: len(by_loop(real, {other: chosen[other] for other in chosen if other != key}))
        for key in chosen
        if chosen[key]
    }
    assert {way.key: way.count for way in ways} == {k: n for k, n in expected.items() if n}
    assert [way.count for way in ways] == sorted((way.count for way in ways), reverse=True)
    assert [way for way in ways if len(way.query.apply(real)) != way.count] == []
    assert before == Query.of(chosen)


def test_an_empty_table_has_nothing_to_choose(sample: Catalog) -> None:
    empty = dataclasses.replace(sample, therapies=(), claims=())
    assert Query().sentence(empty) == "All 0 therapies"
    assert Query.of({"goal": ["halt"]}).apply(empty) == ()
    assert options(empty, "context") == ()


def test_what_is_only_framed_with_the_goal_is_a_click_away(real: Catalog) -> None:
    framed = Query.of({"goal": ["reverse"], "category": ["mechanical"]}).framed(real)
    assert framed
    assert framed.link() == "./?category=mechanical&also_framed_as=reverse"
    assert len(framed.apply(real)) == 3
    assert Query().framed(real) is None
    assert Query.of({"goal": ["modify"]}).framed(real) is None


def test_a_word_that_documents_do_not_use_leads_to_the_nearest(real: Catalog) -> None:
    found = Query(text="dialysis").nearest(real)
    assert found
    word, way = found
    assert (word, way.label, way.count) == ("dialysis", "kidney disease", 6)
    assert way.offer == "Show “kidney disease”: 6 therapies"
    assert Query(text="statins").nearest(real) is None


def test_a_button_gives_no_number_of_a_few(real: Catalog) -> None:
    found = Query(text="cinacalcet").nearest(real)
    assert found
    assert found[1].offer == "Show “Calcimimetics”"
