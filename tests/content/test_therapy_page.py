"""One therapy whole: its values, its documents, its place in the filter."""

from therapies.catalog.catalog import Catalog
from therapies.content.relations import look_alikes
from therapies.content.sentences import splits, statement
from therapies.content.therapy_page import (
    HERE,
    PRESENTED,
    contents,
    profile,
    related,
    relatives,
    turn,
)
from therapies.model import COLUMN, Evidence, paired
from therapies.query.query import Query
from therapies.site import MOST_COMPARED


def test_a_profile_shows_all_sides(sample: Catalog) -> None:
    shown = "shown, for blood flow"
    assert profile(sample, sample.by_id["lithotripsy"], Query())["documents"] == [
        ("Goal", False, "modify", (("modify",), ("modify",))),
        (COLUMN["evidence"].label, True, shown, ((shown,), ("stated, for blood flow",))),
        (COLUMN["standing"].label, True, "routine", (("routine",), ("selected patients",))),
    ]


def test_a_document_that_does_not_name_it_says_nothing(sample: Catalog) -> None:
    found = profile(sample, sample.by_id["sevelamer"], Query())["documents"]
    assert [row.said for row in found] == [
        (("halt",), ()),
        (("shown, for calcification",), ()),
        (("not stated",), ()),
    ]
    assert [row.label for row in found if row.split] == []


def test_every_row_of_documents_holds_the_tables_own_word(real: Catalog) -> None:
    for therapy in real.therapies:
        for row in profile(real, therapy, Query())["documents"]:
            said = {word for words in row.said for word in words}
            silent = row.ours.startswith("not stated")
            assert ("not stated" if silent else row.ours) in said, f"{therapy.id}: {row.label}"
            assert len(row.said) == 3
            assert row.split <= (len(said - {"not stated"}) > 1)


def test_a_class_names_its_members(sample: Catalog) -> None:
    found = profile(sample, sample.by_id["binders"], Query())
    assert [each.id for each in found["members"]] == ["sevelamer"]
    assert profile(sample, sample.by_id["sevelamer"], Query())["members"] == []


def test_related_links_to_a_comparison(real: Catalog, sample: Catalog) -> None:
    found = related(sample, sample.by_id["vitamin-k"])
    assert [each.id for each in found["alikes"]] == ["binders", "sevelamer"]
    assert found["more_alikes"] == []
    assert found["compare"] == "compare?id=vitamin-k&id=binders&id=sevelamer"
    for therapy in real.therapies:
        found = related(real, therapy)
        every = [*found["alikes"], *found["more_alikes"]]
        assert sorted(each.id for each in every) == [t.id for t in look_alikes(real, therapy)]
        assert found["compare"].count("id=") == len(found["alikes"]) + 1 <= MOST_COMPARED


def test_look_alikes_of_the_same_class_come_first(real: Catalog) -> None:
    found = related(real, real.by_id["sevelamer"])["alikes"]
    assert [each.id for each in found][:2] == ["lanthanum-carbonate", "calcimimetics"]


def test_nothing_alike_leaves_it_alone(sample: Catalog) -> None:
    found = related(sample, sample.by_id["diet"])
    assert found["alikes"] == found["more_alikes"] == []


def test_the_answer_is_the_statement_and_its_last_words_say_how_firmly(real: Catalog) -> None:
    for therapy in real.therapies:
        aim, before, words = contents(real, therapy, Query())["answer"]
        told = f"{therapy.name}: {aim[0].lower()}{aim[1:]}; {before}{words}."
        assert told == statement(therapy)
        firmly = "no effect on" if therapy.evidence is Evidence.NOT_STATED else ""
        assert words.startswith(firmly)
        assert (before.rstrip().endswith("is")) == (therapy.evidence is not Evidence.NOT_STATED)


def test_only_a_risk_factor_calls_for_the_caution(real: Catalog) -> None:
    for therapy in real.therapies:
        caution = contents(real, therapy, Query())["caution"]
        assert bool(caution) == (paired(therapy.evidence, therapy.outcome).endswith("factor only"))


def test_each_claim_stands_once_under_its_document(real: Catalog) -> None:
    for therapy in real.therapies:
        cards = contents(real, therapy, Query())["cards"]
        assert [card.source for card in cards] == list(real.sources)
        numbered = [pair for card in cards for pair in card.claims]
        assert numbered == list(enumerate(real.claims_of[therapy.id], 1))
        for card in cards:
            assert {claim.source for _, claim in card.claims} <= {card.source.id}
            assert len(card.apart) in (0, len(splits(real, therapy.id)))
            assert bool(card.apart) <= bool(card.claims)


def test_a_therapy_stands_once_on_the_small_map(real: Catalog) -> None:
    for therapy in real.therapies:
        places = dict(contents(real, therapy, Query())["places"])
        stood = [each for row in places.values() for each in row if each]
        assert places[therapy.category][therapy.goal.rank] == HERE
        assert stood.count(HERE) == 1
        assert stood.count(PRESENTED) == len(therapy.also_framed_as) == len(stood) - 1


def test_relatives_are_named_by_what_they_are(real: Catalog) -> None:
    found = {each.label: each.therapies for each in relatives(real, real.by_id["sevelamer"])}
    assert {label: [each.id for each in those] for label, those in found.items()} == {
        "Belongs to": ["non-calcium-based-phosphate-binders"],
        "Same class": ["lanthanum-carbonate"],
    }
    assert relatives(real, real.by_id["magnesium"]) == ()


def test_the_place_in_the_filter_is_told(sample: Catalog) -> None:
    query = Query.of({"goal": ["halt"]})
    assert turn(sample, sample.by_id["sevelamer"], query)["place"] == "2 of 3 in this filter"
    outside = turn(sample, sample.by_id["diet"], query)
    assert outside["place"] == "outside this filter"
    assert outside["before"] == sample.by_id["vitamin-k"]
    assert query == Query.of({"goal": ["halt"]})
