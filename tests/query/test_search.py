"""Free text: it forgives case, accents, hyphens and a typo, and says why something is found."""

import dataclasses

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from therapies.catalog.catalog import Catalog
from therapies.query.query import Query
from therapies.query.search import LONGEST, Text, WordIndex, phrases, words
from therapies.query.synonyms import MEANINGS, NEAREST

TEXTS = ("Non-calcium binders", "Café diet", "Calcium supplements", "Vitamin K2")


def found(catalog: Catalog, text: str) -> list[str]:
    return [therapy.id for therapy in Query(text=text).apply(catalog)]


def by_name(catalog: Catalog, text: str) -> list[str]:
    """The ids that a text finds in the therapy's own names, in the table's order."""
    return [id_ for id_, rank in Query(text=text).ranks(catalog).items() if rank == 0]


def nearby(catalog: Catalog, text: str) -> str:
    """What a page offers for a text that finds nothing."""
    near = Query(text=text).nearest(catalog)
    return near[1].label if near else ""


def renamed(catalog: Catalog, id_: str, name: str) -> Catalog:
    """The table with another name for one therapy."""
    therapies = (
        each.model_copy(update={"name": name}) if each.id == id_ else each
        for each in catalog.therapies
    )
    return dataclasses.replace(catalog, therapies=tuple(therapies))


def index(*texts: str) -> WordIndex:
    each = [Text(place, 0, "name", "", text) for place, text in enumerate(texts)]
    return WordIndex(each, {})


def hits(text: str) -> list[str]:
    found = index(*TEXTS).find(text).ranks
    return [each for place, each in enumerate(TEXTS) if place in found]


@pytest.mark.parametrize(
    ("text", "ids"),
    [
        ("lithotrypsy", ["intravascular-lithotripsy"]),
        ("sevalamer", ["sevelamer"]),
        ("angioplasti", ["angioplasty"]),
        ("IVL", ["intravascular-lithotripsy"]),
        ("sevelamer", ["sevelamer"]),
        ("orbital atherectomy", ["orbital-atherectomy"]),
        ("atherectomie", ["atherectomy", "orbital-atherectomy", "rotational-atherectomy"]),
    ],
)
def test_search_finds_the_right_rows_by_their_names_and_no_others(
    real: Catalog, text: str, ids: list[str]
) -> None:
    assert by_name(real, text) == ids


@pytest.mark.parametrize(
    ("texts", "expected"),
    [
        # a typo does not widen a word that is known
        (["calcium"], ["Non-calcium binders", "Calcium supplements"]),
        (["supplement"], ["Calcium supplements"]),
        # case, accents, hyphens and order do not matter
        (["cafe", "CAFÉ", "Cafe\N{COMBINING ACUTE ACCENT}"], ["Café diet"]),
        (["non-calcium", "NON–CALCIUM", "calcium, non"], ["Non-calcium binders"]),
        # short words stand as typed
        (["k2"], ["Vitamin K2"]),
        # every word must match; no word at all passes all
        (["calcium binders"], ["Non-calcium binders"]),
        (["k3", "zz", "xylophone", "calcium xylophone", "calcium vitamin"], []),
        (["", " ", "\t\n"], list(TEXTS)),
    ],
)
def test_a_text_finds_these_names_and_no_others(texts: list[str], expected: list[str]) -> None:
    assert [hits(text) for text in texts] == [expected] * len(texts)


def test_every_word_must_match(real: Catalog) -> None:
    assert set(found(real, "vitamin K2")) < set(found(real, "vitamin"))


@pytest.mark.parametrize("text", ["?!", "🫀", "\ufffd", "—", "(", "\\", "%", "*+?"])
def test_signs_alone_are_no_search_that_finds_everything(real: Catalog, text: str) -> None:
    query = Query.of({"category": ["mechanical"]}, text)
    assert query.apply(real) == ()
    assert query.sentence(real) == f"0 of 47 therapies: mechanical and matching “{text}”"
    assert len(Query().apply(real)) == 47


def test_a_piece_inside_a_word_is_found(real: Catalog) -> None:
    assert by_name(real, "mimetic") == ["calcimimetics"]
    assert Query(text="mimetic").instead(real) == ()


def test_the_names_of_an_alias_find_their_row(real: Catalog) -> None:
    assert "percutaneous-coronary-intervention" in found(real, "PCI")
    assert "sevelamer" not in found(real, "PCI")


def test_words_are_folded() -> None:
    assert words("Non-Calcium, ÉCLAIR (β)!") == ["non", "calcium", "eclair", "β"]
    assert words(" — ") == []


def test_an_index_of_nothing_finds_nothing() -> None:
    assert index().find("calcium").ranks == {}


@pytest.mark.parametrize("text", ["calc.*", "b[io]nders", "k2|diet", "^vit$"])
def test_regex_signs_mean_nothing(text: str) -> None:
    letters = "".join(sign if sign.isalnum() else " " for sign in text)
    assert hits(text) == hits(letters)


@settings(max_examples=60, deadline=None)
@given(text=st.one_of(st.text(max_size=200), st.text(r".^$*+?{}[]\|()-'\"%_;<>&a", max_size=200)))
def test_no_text_raises(text: str) -> None:
    ranks = index(*TEXTS).find(text).ranks
    assert set(ranks) <= {0, 1, 2, 3}
    assert set(ranks.values()) <= {0}


def test_members_are_found_by_their_class_and_classes_by_their_members(sample: Catalog) -> None:
    assert found(sample, "binder") == ["binders", "sevelamer"]
    query = Query(text="phosphate binders")
    assert query.reason(sample, "binders") == ""
    assert query.reason(sample, "sevelamer") == "found as a member of Phosphate binders"
    assert Query(text="sevelamer").reason(sample, "binders") == "found by its member Sevelamer"
    assert Query(text="shockwave").reason(sample, "lithotripsy") == ""


def test_every_member_of_every_class_is_found_by_its_name(real: Catalog) -> None:
    for therapy in real.therapies:
        for member in real.members_of[therapy.id]:
            assert member in found(real, therapy.name)


@pytest.mark.parametrize(
    ("text", "id_", "reason"),
    [
        ("stabilize", "diet", "goal “stabilize: make plaque less likely to rupture or prev"),
        ("sugar", "diet", "mechanism “Lowers pressure, sugar and lipids.”"),
        ("diabetes", "vitamin-k", "for whom or when “kidney disease; diabetes”"),
        ("leaves place", "lithotripsy", "caveat “Leaves the calcium in place.”"),
        ("undo", "vitamin-k", "passage “could undo calcium”"),
        ("offered", "vitamin-k", "passage, in our words “It is offered as a way to undo calcium.”"),
        ("diet sugar risk", "diet", "name and mechanism and passage"),
    ],
)
def test_a_hit_outside_the_name_says_where_it_stands(
    sample: Catalog, text: str, id_: str, reason: str
) -> None:
    query = Query(text=text)
    assert query.reason(sample, id_).startswith(f"found in: {reason}")
    assert query.ranks(sample)[id_] > 0


def test_every_hit_has_a_reason_unless_its_name_says_it(real: Catalog) -> None:
    for text in ("calcium", "stent", "reverse", "phosphate kidney", "plaque stable", "sevalamer"):
        query = Query(text=text)
        ranks = query.ranks(real)
        assert list(ranks) == found(real, text)
        assert all(bool(query.reason(real, id_)) is (rank > 0) for id_, rank in ranks.items())


def test_what_is_not_stated_is_no_text(real: Catalog) -> None:
    reasons = [Query(text="stated").reason(real, id_) for id_ in found(real, "stated")]
    assert not [each for each in reasons if "“not stated" in each or "“not applicable" in each]


def test_a_long_text_is_a_short_reason(sample: Catalog) -> None:
    long = renamed(sample, "binders", "Phosphate binders " + "x" * 9999)
    assert len(Query(text="phosphate binders").reason(long, "sevelamer")) < 300


def test_a_text_of_only_filters_finds_without_ranks_and_reasons(sample: Catalog) -> None:
    query = Query.of({"goal": ["halt"]})
    assert query.ranks(sample) == {}
    assert query.reason(sample, "binders") == ""
    assert query.instead(sample) == query.missing(sample) == ()


@pytest.mark.parametrize("known", [MEANINGS, NEAREST])
def test_the_maps_are_folded_and_hold_no_phrase_that_is_too_long(known: dict[str, str]) -> None:
    assert [each for each in known if " ".join(words(each)) != each] == []
    assert max(len(each.split()) for each in known) <= LONGEST
    assert not set(MEANINGS) & set(NEAREST)


def test_what_a_map_means_is_in_the_table_or_passed_over(real: Catalog, sample: Catalog) -> None:
    for table in (real, sample):
        for phrase in (*MEANINGS, *NEAREST):
            query = Query(text=phrase)
            near = query.nearest(table)
            assert query.apply(table) or query.missing(table)
            assert near is None or near[1].query.apply(table)
            assert near is None or not query.apply(table)


@pytest.mark.parametrize(
    ("text", "id_"),
    [
        ("CABG", "surgical-bypass-grafting"),
        ("blood thinner", "antiplatelet-therapies"),
        ("Blood-Thinners", "aspirin"),
        ("calcium score", "statins"),
        ("reverse", "chelating-agents"),
        ("ckd", "phosphate-binders"),
        ("RAAS", "renin-angiotensin-aldosterone-system-inhibitors"),
    ],
)
def test_words_that_the_documents_do_not_use_find_what_they_mean(
    real: Catalog, text: str, id_: str
) -> None:
    assert id_ in found(real, text)
    assert "jogging" not in found(real, text)


def test_part_of_a_phrase_is_not_the_phrase(real: Catalog) -> None:
    assert "antiplatelet-therapies" not in by_name(real, "blood")
    assert phrases(["a", "blood", "thinners", "b"], MEANINGS) == ["a", "blood thinners", "b"]


@pytest.mark.parametrize(
    ("text", "label"),
    [
        ("cinacalcet", "Calcimimetics"),
        ("Sodium thiosulfate", "Chelating agents"),
        ("clopidogrel", "Antiplatelet therapies"),
        ("calcium pills", "Dietary calcium"),
        ("atorvastatin 20", "Statins"),
        ("ACE inhibitors", "Renin-angiotensin-aldosterone system inhibitors"),
        ("dialysis", "kidney disease"),
    ],
)
def test_a_drug_that_no_document_names_leads_to_the_nearest(
    real: Catalog, text: str, label: str
) -> None:
    assert found(real, text) == []
    assert nearby(real, text) == label


def test_a_drug_of_no_class_in_the_table_is_said_to_be_missing(real: Catalog) -> None:
    for drug in ("warfarin", "apixaban", "heparin"):
        assert found(real, drug) == []
        assert nearby(real, drug) == ""
        assert Query(text=drug).missing(real) == (drug,)


def test_what_the_table_names_is_no_stranger(real: Catalog, sample: Catalog) -> None:
    table = renamed(real, "calcimimetics", "Cinacalcet")
    assert by_name(table, "cinacalcet") == ["calcimimetics"]
    assert nearby(table, "cinacalcet") == ""
    assert nearby(sample, "cinacalcet") == ""
    filtered = Query.of({"goal": ["reverse"]}, "cinacalcet")
    assert filtered.apply(table) == ()
    assert filtered.nearest(table) is None


def test_a_misspelled_word_says_what_it_shows(real: Catalog) -> None:
    assert Query(text="sevalamer").instead(real) == (
        "The table has no “sevalamer”; showing results for “sevelamer”.",
    )
    assert Query(text="sevelamer").instead(real) == ()
    assert by_name(real, "statn") == ["high-intensity-statin-therapy", "statins"]
    assert "stand" not in " ".join(Query(text="statn").instead(real))


def test_a_word_of_another_meaning_says_what_it_shows(real: Catalog) -> None:
    assert Query(text="CABG").instead(real) == (
        "The table has no “cabg”; showing results for “bypass surgery”.",
    )
    assert Query(text="renal").instead(real) == (
        "Showing results for “kidney disease” as well as for “renal”.",
    )
