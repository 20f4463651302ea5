"""One therapy whole: its values, its documents, its place in the filter."""

from therapies.catalog import Catalog
from therapies.profile import profile, related, turn
from therapies.query import Query


def test_a_profile_shows_all_sides(sample: Catalog) -> None:
    assert profile(sample, sample.by_id["lithotripsy"], Query())["documents"] == [
        ("Goal", False, "modify", (("modify",), ("modify",))),
        ("Evidence", True, "shown, for flow", (("shown, for flow",), ("stated, for flow",))),
        ("Place in care", True, "routine", (("routine",), ("selected",))),
    ]


def test_a_document_that_does_not_name_it_says_nothing(sample: Catalog) -> None:
    found = profile(sample, sample.by_id["sevelamer"], Query())["documents"]
    assert [row.said for row in found] == [
        (("halt",), ()),
        (("shown, for calcification",), ()),
        (("not stated",), ()),
    ]
    assert [row.label for row in found if row.split] == []


def test_every_claim_is_in_the_profile_once(real: Catalog) -> None:
    found = [claim for each in real.therapies for claim in profile(real, each, Query())["claims"]]
    assert found == list(real.claims)
    assert len(found) == 106


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


def test_framing_is_told(sample: Catalog) -> None:
    assert profile(sample, sample.by_id["vitamin-k"], Query())["framing"] == (
        "Also framed as: reverse. A framing is not an effect."
    )
    assert profile(sample, sample.by_id["binders"], Query())["framing"] == ""


def test_related_links_to_a_comparison(real: Catalog, sample: Catalog) -> None:
    found = related(sample, sample.by_id["vitamin-k"], Query.of({"goal": ["halt"]}))
    assert [each.id for each in found["alikes"]] == ["binders", "sevelamer"]
    assert found["first"] == 2
    assert found["compare"] == "./compare?id=vitamin-k&id=binders&id=sevelamer&goal=halt"
    for therapy in real.therapies:
        assert related(real, therapy, Query())["compare"].count("id=") <= 5


def test_nothing_alike_leaves_it_alone(sample: Catalog) -> None:
    found = related(sample, sample.by_id["diet"], Query())
    assert found["alikes"] == ()
    assert found["first"] == 0


def test_the_place_in_the_filter_is_told(sample: Catalog) -> None:
    query = Query.of({"goal": ["halt"]})
    assert turn(sample, sample.by_id["sevelamer"], query)["place"] == "2 of 3 in this filter"
    outside = turn(sample, sample.by_id["diet"], query)
    assert outside["place"] == "outside this filter"
    assert outside["before"] == sample.by_id["binders"]
    assert query == Query.of({"goal": ["halt"]})


def test_nothing_left_has_no_neighbours(sample: Catalog) -> None:
    found = turn(sample, sample.by_id["diet"], Query(text="xylophone"))
    assert (found["before"], found["after"]) == (None, None)
    assert found["place"] == "outside this filter"
