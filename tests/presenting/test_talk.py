"""A talk and its code: what goes in comes out, and nothing that a link holds breaks a page."""

import dataclasses
import zlib
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from harness.server import FROZEN
from tests.support.talks import packed
from therapies.catalog.catalog import Catalog, load_catalog
from therapies.presenting import talk
from therapies.presenting.deck import talk_deck
from therapies.presenting.talk import BROKEN, FULL, TOO_LONG, Step, Talk, decode, encode
from therapies.presenting.talk_dictionary import WORDS
from therapies.query.query import FACETS, Query, options
from therapies.query.view import View
from therapies.site import PAGES

CATALOG = load_catalog(FROZEN)
MECHANICAL = Query.of({"category": ["mechanical"]})
THREE = Talk(
    (
        Step.of(View(CATALOG, MECHANICAL), "standing", "Use runs ahead", "Ask who disagrees."),
        Step.of(View(CATALOG, Query(), "compare", ("sevelamer", "lanthanum-carbonate"))),
        Step.of(View(CATALOG, Query.of({}, "balloon"), "browse"), note="First line.\nSecond."),
    )
)


def row(link: str, screen: str = "", title: str = "T", note: str = "", version: str = "") -> Any:
    return [link, screen, title, note, version or CATALOG.version]


def only_step(code: str, catalog: Catalog = CATALOG) -> Step:
    found, problems = decode(code, catalog)
    assert problems == ()
    (step,) = found.steps
    return step


queries = st.builds(
    lambda values, text: Query.of(values, text),
    st.fixed_dictionaries(
        {},
        optional={
            f.key: st.lists(st.sampled_from(options(CATALOG, f.key)), max_size=3) for f in FACETS
        },
    ),
    st.text(max_size=30),
)
views = st.one_of(
    st.builds(
        lambda query, page: View(CATALOG, query, page),
        queries,
        st.sampled_from(["overview", "browse", "sources", "method"]),
    ),
    st.builds(
        lambda query, ids: View(CATALOG, query, "compare" if len(ids) > 1 else "therapy", ids),
        queries,
        st.lists(st.sampled_from(sorted(CATALOG.by_id)), min_size=1, max_size=5, unique=True).map(
            tuple
        ),
    ),
)
steps = st.builds(
    lambda view, title, note: Step.of(view, "", title, note),
    views,
    st.text(max_size=150),
    st.text(max_size=300),
)


@given(st.lists(steps, max_size=6).map(tuple).map(Talk))
@settings(deadline=None, max_examples=60)
def test_a_code_holds_the_whole_talk(given_talk: Talk) -> None:
    assert decode(encode(given_talk), CATALOG) == (given_talk, ())


def test_every_screen_survives_the_link() -> None:
    for info in PAGES:
        made = Talk(tuple(Step.of(View(CATALOG, page=info.slug), each) for each in info.charts))
        assert len({step.title for step in made.steps}) == len(info.charts)
        assert decode(encode(made), CATALOG)[0] == made


def test_a_talk_without_views_has_no_code() -> None:
    assert encode(Talk()) == ""
    assert decode("", CATALOG) == (Talk(), ())


def test_a_view_takes_a_few_hundred_bytes() -> None:
    note = "The documents call this routine, yet give a use and no effect. Ask the room."
    many = [
        Step.of(View(CATALOG, Query(), "therapy", (id_,)), "", "", f"{n}: {note}")
        for n, id_ in enumerate(list(CATALOG.by_id)[:20])
    ]
    assert len(encode(Talk(tuple(many)))) / len(many) < 150
    assert all(len(encode(Talk((step,)))) < 300 for step in many)


@given(st.text(max_size=400))
@settings(deadline=None)
def test_a_hostile_code_is_one_message(code: str) -> None:
    found, problems = decode(code, CATALOG)
    assert found == Talk()
    assert problems == ((BROKEN,) if code else ())


values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=40),
    lambda inner: st.lists(inner, max_size=6) | st.dictionaries(st.text(max_size=5), inner),
    max_leaves=12,
)
lines = st.lists(st.text(max_size=60), min_size=5, max_size=5)


@given(st.one_of(values, st.lists(lines, max_size=3)))
@settings(deadline=None, suppress_health_check=[HealthCheck.too_slow])
def test_no_content_of_a_code_raises(rows: Any) -> None:
    found, problems = decode(packed(rows), CATALOG)
    assert bool(found.steps) != bool(problems)
    for step in found.steps:
        assert step.view(CATALOG).link
        assert step.shows(CATALOG)
        assert step.title


def test_a_cut_or_altered_code_gives_no_talk() -> None:
    code = encode(THREE)
    swapped = [
        code[:n] + ("A" if code[n] != "A" else "B") + code[n + 1 :] for n in range(len(code))
    ]
    for other in (code[:-1], code[:20], f"{code}AAAA", f" {code}", f"{code}=", *swapped[:-1]):
        assert decode(other, CATALOG) == (Talk(), (BROKEN,))
    assert decode(code, CATALOG)[0] == THREE


def test_a_code_that_unpacks_to_very_much_is_refused() -> None:
    assert decode(packed([row("overview", note="x" * 1_000_000)]), CATALOG)[1] == (BROKEN,)
    assert decode("1" + "A" * 500_000, CATALOG)[1] == (TOO_LONG,)
    assert decode(packed("[" * 100_000), CATALOG)[1] == (BROKEN,)


def test_a_talk_of_too_many_views_is_refused_both_ways() -> None:
    one = THREE.steps[0]
    assert decode(encode(Talk((one,) * 60)), CATALOG)[0].steps == (one,) * 60
    with pytest.raises(ValueError, match="holds 60 slides"):
        encode(Talk((one,) * 61))
    assert decode(packed([row("overview")] * 61), CATALOG) == (Talk(), (TOO_LONG,))
    assert FULL.endswith("Remove a slide or shorten notes.")


def test_what_the_table_no_longer_knows_is_said_and_kept() -> None:
    code = packed([row("therapy?id=unknown&category=mechanical&category=magic&context=moon")])
    step = only_step(code)
    assert step.problem == (
        "This table does not have what the slide asks for: "
        "therapy “unknown”, category “magic”, for whom or when “moon”."
    )
    assert step.is_lost
    assert step.query == MECHANICAL
    assert step.view(CATALOG).page == "browse"
    assert only_step(encode(Talk((step,)))) == step


def test_an_unknown_page_or_part_is_said() -> None:
    step = only_step(packed([row("nowhere?goal=halt", "depths")]))
    assert (step.page, step.chart) == ("overview", "")
    assert "page “nowhere”, part “depths”" in step.problem
    assert only_step(packed([row("present")])).page == "overview"


def test_more_therapies_than_the_page_holds_are_said() -> None:
    ids = list(CATALOG.by_id)[:6]
    step = only_step(packed([row("compare?" + "&".join(f"id={each}" for each in ids))]))
    assert step.ids == tuple(ids[:5])
    assert ids[5] in step.problem


def test_an_older_view_says_what_changed_for_its_therapies() -> None:
    changed = only_step(packed([row("therapy?id=smoking-cessation", version="ve00797")]))
    assert changed.problem.startswith("Changed since table ve00797: Smoking cessation, claim: was")
    same = only_step(packed([row("therapy?id=sevelamer", version="ve00797")]))
    assert same.problem == ""
    unknown = only_step(packed([row("therapy?id=sevelamer", version="v123456")]))
    assert unknown.problem == "Made with table v123456; what changed since then is not on record."


def test_texts_of_a_code_hold_nothing_unseen_and_nothing_endless() -> None:
    hostile = "\u202eabc\x00\ud800 <b>x</b>"
    step = only_step(
        packed([row("overview", title=hostile, note=f"{hostile}\n\n\n\n{'y' * 2000}")])
    )
    assert step.title == "abc <b>x</b>"
    assert step.note.startswith("abc <b>x</b>\n\nyyy")
    assert len(step.note) <= 1000
    assert len(only_step(packed([row("overview", title="z" * 500)])).title) == 120


def test_a_view_without_a_title_gets_its_own() -> None:
    titles = [
        (View(CATALOG), "", "Most aim to halt calcification; four of 47 aim to reverse it"),
        (View(CATALOG), "targets", "18 of 47 act on systemic risk, one on cell change"),
        (View(CATALOG, MECHANICAL), "map", "All nine aim to modify the lesion or vessel"),
        (View(CATALOG, MECHANICAL, "browse"), "", "Two of nine: stated as fact, for blood flow"),
        (
            View(CATALOG, Query(), "therapy", ("snf472",)),
            "",
            "SNF472: in trials, for calcification",
        ),
    ]
    for view, screen, title in titles:
        assert Step.of(view, screen).title == title
    assert Step.of(View(CATALOG), "", "  ").title == titles[0][2]


def test_a_computed_title_is_not_in_the_code_and_follows_the_table(sample: Catalog) -> None:
    step = Step.of(View(CATALOG), "map")
    (there,) = decode(encode(Talk((step,))), sample)[0].steps
    assert there.title == Step.of(View(sample), "map").title != step.title
    own = Talk((step,)).with_renamed(0, "My own", "")
    assert decode(encode(own), sample)[0].steps[0].title == "My own"
    noted = Talk((step,)).with_renamed(0, step.title, "A note")
    assert decode(encode(noted), sample)[0].steps[0].title == there.title


def test_a_step_says_what_it_shows() -> None:
    assert [step.shows(CATALOG) for step in THREE.steps] == [
        "Overview · Where use runs ahead of the words · 9 of 47 therapies: mechanical",
        "Compare · Sevelamer; Lanthanum carbonate",
        f"Browse · {Query.of({}, 'balloon').sentence(CATALOG)}",
    ]


def test_editing_returns_another_talk_and_leaves_the_first() -> None:
    first, second, third = THREE.steps
    assert THREE.moved(0, 1).steps == (second, first, third)
    assert THREE.moved(0, -1) == THREE
    assert THREE.moved(2, 5) == THREE
    assert THREE.without(1).steps == (first, third)
    assert THREE.with_step(first).steps == (first, second, third, first)
    renamed = THREE.with_renamed(1, " New  name ", "").steps[1]
    assert (renamed.title, renamed.note) == ("New name", "")
    assert THREE.with_renamed(0, "", "x").steps[0].title == "Use runs ahead"
    assert THREE.steps == (first, second, third)


def test_minutes_stay_in_the_speakers_link_only() -> None:
    planned = THREE.with_renamed(1, "", THREE.steps[1].note, 4)
    (read, problems) = decode(encode(planned), CATALOG)
    assert problems == ()
    assert [step.minutes for step in read.steps] == [0, 4, 0]
    assert [step.minutes for step in decode(encode(planned.without_notes()), CATALOG)[0].steps] == [
        0,
        0,
        0,
    ]
    assert encode(THREE.with_renamed(1, "", THREE.steps[1].note, 0)) == encode(THREE)
    assert talk_deck(planned, CATALOG).minutes == (1, 4, 1)
    assert talk_deck(THREE, CATALOG).minutes == ()


def test_the_words_of_the_first_form_never_change() -> None:
    assert zlib.crc32(WORDS) == WORDS_SUM, "mailed links would break: give the new words a new FORM"
    assert talk.FORM == "1"


def test_a_mailed_code_is_read(sample: Catalog) -> None:
    found, problems = decode(MAILED, CATALOG)
    assert problems == ()
    assert found.steps[0].title == "Use runs ahead"
    elsewhere = decode(MAILED, sample)[0].steps
    assert "sevelamer" in elsewhere[1].ids
    assert "therapy “lanthanum-carbonate”" in elsewhere[1].problem
    assert dataclasses.replace(elsewhere[1], lost=()).ids == ("sevelamer",)


SNF472 = "SNF472: in trials, for calcification"
WORDS_SUM = 1025264285
MAILED = (
    "18LsO9YvGpg8RokAlsBgFMlFLLaCAIzB3lWfkg4IxMb0oNbVYD2RmiqFBqpkh2E4kT4ESaQ4wGRaBkhI"
    "wr4KK3dJcXWCgJuXnAW2GOCgYpgpclvjAlCmgKUO2AxokhbbAIiAnPz8PosIIMzZyE0uSwYXho4Y5ULW"
    "PGuYC1bplFhWDcn9eql5MXnAqMCmmoHgkFgA"
)


@pytest.mark.parametrize("former", ["evidence-span", "standing-span"])
def test_a_talk_that_names_a_former_figure_shows_the_one_in_its_place(former: str) -> None:
    step = only_step(packed([row("sources", former, "Over the documents")]))
    assert (step.chart, step.title) == ("documents", "Over the documents")
    assert (step.lost, step.problem) == ((), "")
