"""Look-alikes, suggestions, neighbours, and the claims that earned each part of a row."""

from therapies.catalog.catalog import Catalog
from therapies.content.relations import hints, look_alikes, neighbours, receipts, suggestions
from therapies.content.side_list import in_order
from therapies.model import Therapy
from therapies.query.query import Query
from therapies.site import MOST_COMPARED


def test_look_alikes_share_category_and_goal_but_not_evidence(real: Catalog) -> None:
    for therapy in real.therapies:
        assert list(look_alikes(real, therapy)) == [
            other
            for other in real.therapies
            if other.category == therapy.category
            and other.goal == therapy.goal
            and (other.evidence != therapy.evidence or other.outcome != therapy.outcome)
        ]
        assert therapy not in look_alikes(real, therapy)


def test_look_alikes_are_literal(real: Catalog, sample: Catalog) -> None:
    assert [t.id for t in look_alikes(sample, sample.by_id["binders"])] == ["vitamin-k"]
    assert look_alikes(sample, sample.by_id["diet"]) == ()
    assert [t.id for t in look_alikes(real, real.by_id["aspirin"])] == [
        "dyslipidemia-management",
        "high-intensity-statin-therapy",
        "statins",
    ]


def test_suggestions_put_the_family_first(real: Catalog) -> None:
    found = [each.id for each in suggestions(real, [real.by_id["sevelamer"]])]
    assert found[:2] == ["non-calcium-based-phosphate-binders", "lanthanum-carbonate"]
    assert "sevelamer" not in found
    assert len(found) == 6


def test_suggestions_are_distinct_and_not_chosen(real: Catalog) -> None:
    for therapy in real.therapies:
        chosen = [therapy, real.by_id["statins"]]
        found = [each.id for each in suggestions(real, chosen, most=99)]
        assert len(set(found)) == len(found)
        assert not {therapy.id, "statins"} & set(found)
    assert suggestions(real, ()) == ()


def test_neighbours_stand_before_and_after_in_the_filter(sample: Catalog) -> None:
    by_id, halt = sample.by_id, Query.of({"goal": ["halt"]})
    everything = neighbours(sample, Query(), by_id["vitamin-k"])
    assert everything == (by_id["sevelamer"], by_id["lithotripsy"])
    assert neighbours(sample, halt, by_id["sevelamer"]) == (by_id["binders"], by_id["vitamin-k"])
    assert neighbours(sample, halt, by_id["lithotripsy"]) == (by_id["vitamin-k"], None)


def test_the_ends_have_no_neighbour(sample: Catalog) -> None:
    assert neighbours(sample, Query(), sample.by_id["binders"])[0] is None
    assert neighbours(sample, Query(), sample.by_id["diet"])[1] is None
    nothing = Query(text="xylophone")
    assert neighbours(sample, nothing, sample.by_id["diet"]) == (None, None)


def test_walking_by_next_visits_each_therapy_once(real: Catalog) -> None:
    query = Query.of({"document": ["arterial"]})
    walk: list[Therapy] = []
    listed = in_order(query.apply(real))
    at: Therapy | None = listed[0]
    while at is not None and len(walk) < 99:
        walk.append(at)
        at = neighbours(real, query, at)[1]
    assert tuple(walk) == listed


def test_hints_name_what_was_meant(sample: Catalog) -> None:
    assert hints(sample, ["sevelamar", "xylophone"]) == [
        ("sevelamar", "Sevelamer"),
        ("xylophone", ""),
    ]
    assert hints(sample, []) == []


def test_hints_are_few_and_short(sample: Catalog) -> None:
    found = hints(sample, ["\x00" + "x" * 100_000] * 1000)
    assert len(found) == MOST_COMPARED == 5
    assert [asked for asked, _ in found if len(asked) > 41 or not asked.isprintable()] == []


def test_receipts_lead_to_every_claim_that_carries_the_value_and_no_other(real: Catalog) -> None:
    for therapy in real.therapies:
        found, known = receipts(real, therapy), (therapy.evidence, therapy.outcome)
        assert found["category"] == found["goal"]
        for n, claim in enumerate(real.claims_of[therapy.id], 1):
            assert (n in found["evidence"]) == ((claim.evidence, claim.outcome) == known)
            assert (n in found["goal"]) == (claim.goal == therapy.goal)
            assert (n in found["standing"]) == (claim.standing == therapy.standing)
            assert (n in found["also_framed_as"]) == (claim.goal in therapy.also_framed_as)
        assert all(found[part] for part in ("goal", "evidence", "standing"))
        numbers = {n for each in found.values() for n in each}
        assert numbers <= set(range(1, len(real.claims_of[therapy.id]) + 1))


def test_receipts_of_context_and_caveat_speak_of_them(real: Catalog) -> None:
    for therapy in real.therapies:
        own = [claim for claim in real.claims if claim.therapy == therapy.id]
        numbers = receipts(real, therapy)
        stated = [set(own[n - 1].context) for n in numbers["context"]]
        assert set(therapy.context) == set().union(*stated), therapy.id
        assert bool(numbers["caveat"]) == (therapy.caveat != "not stated"), therapy.id


def test_receipts_are_literal(sample: Catalog) -> None:
    found = receipts(sample, sample.by_id["vitamin-k"])
    assert (found["goal"], found["also_framed_as"], found["standing"]) == ((1,), (2,), (1, 2))
    assert found["evidence"] == (1,)
    assert found["caveat"] == ()
