"""The one state of all pages: filters and text, their link, their sentence, the ways back."""

import dataclasses
from collections.abc import Mapping, Sequence
from urllib.parse import parse_qs, urlsplit

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from therapies.catalog import Catalog
from therapies.link import read
from therapies.model import Therapy
from therapies.query import FACETS, TEXT_LIMIT, Params, Query, brief, counts, options

KEYS = (
    "category",
    "goal",
    "evidence",
    "outcome",
    "context",
    "standing",
    "kind",
    "acts_on",
    "also_framed_as",
    "document",
)
KNOWN = {
    "category": ["risk control", "mineral metabolism", "mechanical", "experimental"],
    "goal": ["halt", "stabilize", "modify", "reverse"],
    "evidence": ["shown", "stated", "suggested", "in trials", "exploratory", "not stated"],
    "outcome": ["calcification", "plaque", "events", "flow", "driver", "not applicable"],
    "context": ["kidney disease", "diabetes", "severe narrowing"],
    "document": ["vascular", "arterial", "coronary"],
}
HOSTILE = (
    "<script>alert(1)</script>",
    '"><img src=x onerror=1>',
    "halt&goal=reverse",
    "\x00\x1b[31m\r\n",
    "\N{RIGHT-TO-LEFT OVERRIDE}tlah",
    "%00%22",
    "' OR 1=1 --",
    "{0.__class__}",
    "x" * 5000,
    "HALT",
    " halt",
    "🫀",
)


def ids(query: Query, catalog: Catalog) -> list[str]:
    return [therapy.id for therapy in query.apply(catalog)]


def asked(query: Query) -> dict[str, list[str]]:
    """What a browser that opens the query's link asks for."""
    return parse_qs(urlsplit(query.link()).query, keep_blank_values=True)


def has(catalog: Catalog, therapy: Therapy, key: str, value: str) -> bool:
    if key == "document":
        return any(c.therapy == therapy.id and c.source == value for c in catalog.claims)
    if key in ("context", "also_framed_as"):
        return value in getattr(therapy, key)
    return str(getattr(therapy, key)) == value


def by_loop(catalog: Catalog, chosen: Mapping[str, Sequence[str]]) -> list[str]:
    """The filters once more, as plain loops: or within, and across."""
    return [
        therapy.id
        for therapy in catalog.therapies
        if all(
            any(has(catalog, therapy, key, value) for value in values)
            for key, values in chosen.items()
            if values
        )
    ]


CHOICES = st.fixed_dictionaries(
    {
        key: st.lists(st.sampled_from(values), unique=True, max_size=3)
        for key, values in KNOWN.items()
    }
)
ANY_VALUE = st.one_of(
    st.sampled_from([value for values in KNOWN.values() for value in values]),
    st.sampled_from(HOSTILE),
    st.text(max_size=30),
)
ANY_PARAMS = st.dictionaries(
    st.sampled_from([*KEYS, "q", "id", "sort", "<x>"]), st.lists(ANY_VALUE, max_size=6)
)


def test_the_filters_are_those_of_the_design() -> None:
    assert tuple(facet.key for facet in FACETS) == KEYS
    assert [facet.key for facet in FACETS if not (facet.label and facet.help)] == []


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
        ({"outcome": ["driver"]}, "17 of 47 therapies: effect on driver"),
        ({"context": ["kidney disease"]}, "6 of 47 therapies: for kidney disease"),
        ({"standing": ["selected"]}, "4 of 47 therapies: place selected"),
        (
            {"kind": ["drug"], "acts_on": ["clot"]},
            "2 of 47 therapies: kind drug and acting on clot",
        ),
        ({"document": ["arterial"]}, "19 of 47 therapies: named in arterial"),
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
    assert list(counts(real, key)) == list(options(real, key))
    for value in options(real, key):
        expected = by_loop(real, {key: [value]})
        assert ids(Query.of({key: [value]}), real) == expected
        assert counts(real, key)[value] == len(expected)


@settings(max_examples=80, deadline=None)
@given(chosen=CHOICES)
def test_every_choice_gives_what_a_plain_loop_gives(
    real: Catalog, chosen: dict[str, list[str]]
) -> None:
    query = Query.of(chosen)
    expected = by_loop(real, chosen)
    assert ids(query, real) == expected
    assert query.mask(real).sum() == len(expected)
    told = f"{len(expected)} of 47 therapies: " if any(chosen.values()) else "All 47 therapies"
    assert query.sentence(real).startswith(told)


def test_a_mask_that_is_written_on_changes_no_answer(sample: Catalog) -> None:
    query = Query.of({"goal": ["modify"]})
    query.mask(sample)[:] = True
    assert ids(query, sample) == ["lithotripsy"]


# --- links ----------------------------------------------------------------------------------------


def linked(params: Params, catalog: Catalog) -> tuple[Query, tuple[str, ...]]:
    found = read(params, catalog)
    return found.query, found.notes


def test_unknown_values_are_dropped_with_a_note(real: Catalog) -> None:
    query, notes = linked({"goal": ["halt", "cure"], "evidence": ["Shown"]}, real)
    assert query == Query.of({"goal": ["halt"]})
    assert notes == ("Goal: “cure”", "Evidence: “Shown”")
    assert "cure" not in query.link()


def test_unknown_parameters_and_empty_values_are_no_filters(real: Catalog) -> None:
    query, notes = linked({"id": ["statins"], "goal": [""], "sort": ["name"]}, real)
    assert query == Query()
    assert notes == ()


def test_unknown_parameters_get_a_note(real: Catalog) -> None:
    asked = {"goal": ["halt"], "q": ["x"], "id": ["a"], "gaol": ["halt"], "utm_source": ["mail"]}
    assert linked(asked, real)[1] == ("“gaol”",)
    assert linked({}, real)[1] == ()
    _, many = linked({f"\x00{n}" + "x" * 999: [""] for n in range(1000)}, real)
    assert len(many) <= 20
    assert [note for note in many if len(note) > 60 or not note.isprintable()] == []


@pytest.mark.parametrize("value", HOSTILE)
def test_notes_are_short_and_free_of_control_characters(real: Catalog, value: str) -> None:
    _, notes = linked({"goal": [value]}, real)
    assert len(notes) == 1
    assert len(notes[0]) <= 60
    assert notes[0].isprintable()


def test_a_link_full_of_unknown_values_does_not_flood_the_page(real: Catalog) -> None:
    query, notes = linked({"goal": [f"x{n}" for n in range(1000)]}, real)
    assert query == Query()
    assert 0 < len(notes) <= 20


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


def test_a_choice_and_its_link_are_the_same_query(real: Catalog) -> None:
    # The page compares the two to know whether the link's notes still hold.
    chosen = Query.of({"document": ["vascular"], "goal": ["reverse", "halt"]}, "calcium  growth")
    query, notes = linked(asked(chosen), real)
    assert notes == ()
    assert query == chosen


def test_a_thousand_repeated_parameters_are_fine(real: Catalog) -> None:
    params = {"goal": ["halt", "modify"] * 500, "q": [""] * 1000, "document": ["x"] * 1000}
    query, notes = linked(params, real)
    assert query.link() == "./?goal=halt&goal=modify"
    assert notes == ("Document: “x”",)


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


# --- other queries --------------------------------------------------------------------------------


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


def test_a_query_keeps_no_hold_of_what_it_was_made_from() -> None:
    values = {"goal": ["halt"]}
    query = Query.of(values)
    values["goal"].append("reverse")
    assert query.values("goal") == ("halt",)
    with pytest.raises(dataclasses.FrozenInstanceError):
        query.text = "x"  # type: ignore[misc]


# --- nothing left ---------------------------------------------------------------------------------


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
    assert ids(Query(text="dialysis"), real) == []
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


def test_abbreviations_of_the_documents_find_what_is_spelled_out(real: Catalog) -> None:
    assert "phosphate-binders" in ids(Query(text="ckd"), real)
    assert "renin-angiotensin-aldosterone-system-inhibitors" in ids(Query(text="RAAS"), real)
    assert "stenting" not in ids(Query(text="ckd"), real)
