"""Free text: it forgives case, accents, hyphens and a typo, and nothing else."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from therapies.catalog import Catalog
from therapies.query import Query
from therapies.search import WordIndex, words

TEXTS = ("Non-calcium binders", "Café diet", "Calcium supplements", "Vitamin K2")


def found(catalog: Catalog, text: str) -> list[str]:
    return [therapy.id for therapy in Query(text=text).apply(catalog)]


def hits(text: str) -> list[str]:
    mask = WordIndex(TEXTS).match(text)
    return [each for each, hit in zip(TEXTS, mask, strict=True) if hit]


@pytest.mark.parametrize(
    ("text", "ids"),
    [
        ("lithotrypsy", ["intravascular-lithotripsy"]),
        ("sevalamer", ["sevelamer"]),
        ("angioplasti", ["angioplasty", "percutaneous-coronary-intervention"]),
        ("IVL", ["intravascular-lithotripsy"]),
        ("sevelamer", ["sevelamer"]),
        ("orbital atherectomy", ["orbital-atherectomy"]),
        (
            "atherectomie",
            ["atherectomy", "orbital-atherectomy", "rotational-atherectomy"],
        ),
    ],
)
def test_search_finds_the_right_rows_and_no_others(
    real: Catalog, text: str, ids: list[str]
) -> None:
    assert found(real, text) == ids


def test_a_typo_does_not_widen_a_word_that_is_known() -> None:
    assert hits("calcium") == ["Non-calcium binders", "Calcium supplements"]
    assert hits("supplement") == ["Calcium supplements"]


@pytest.mark.parametrize("text", ["cafe", "CAFÉ", "Cafe\N{COMBINING ACUTE ACCENT}"])
def test_case_and_accents_do_not_matter(text: str) -> None:
    assert "Café diet" in hits(text)
    assert "Vitamin K2" not in hits(text)


@pytest.mark.parametrize("text", ["non-calcium", "non calcium", "NON–CALCIUM", "calcium, non"])
def test_hyphens_and_order_do_not_matter(text: str) -> None:
    assert hits(text) == ["Non-calcium binders"]


@pytest.mark.parametrize("text", ["", " ", "\t\n"])
def test_empty_text_passes_all(text: str) -> None:
    assert hits(text) == list(TEXTS)


@pytest.mark.parametrize("text", ["xylophone", "calcium xylophone", "zz"])
def test_an_unknown_word_gives_none(text: str) -> None:
    assert hits(text) == []


def test_every_word_must_match(real: Catalog) -> None:
    assert hits("calcium binders") == ["Non-calcium binders"]
    assert hits("calcium vitamin") == []
    assert set(found(real, "vitamin K2")) < set(found(real, "vitamin"))


@pytest.mark.parametrize("text", ["?!", "🫀", "\ufffd", "—", "(", "\\", "%", "*+?"])
def test_signs_alone_are_no_search_that_finds_everything(real: Catalog, text: str) -> None:
    query = Query.of({"category": ["mechanical"]}, text)
    assert query.apply(real) == ()
    assert query.sentence(real) == f"0 of 47 therapies: mechanical and matching “{text}”"
    assert len(Query().apply(real)) == 47


def test_short_words_stand_as_typed() -> None:
    assert hits("k2") == ["Vitamin K2"]
    assert hits("k3") == []


def test_a_piece_inside_a_word_is_found(real: Catalog) -> None:
    assert found(real, "mimetic") == ["calcimimetics"]


def test_the_names_of_an_alias_find_their_row(real: Catalog) -> None:
    assert "percutaneous-coronary-intervention" in found(real, "PCI")
    assert "sevelamer" not in found(real, "PCI")


def test_words_are_folded() -> None:
    assert words("Non-Calcium, ÉCLAIR (β)!") == ["non", "calcium", "eclair", "β"]
    assert words(" — ") == []


def test_an_index_of_nothing_finds_nothing() -> None:
    assert WordIndex(()).match("calcium").tolist() == []


@pytest.mark.parametrize("text", ["calc.*", "b[io]nders", "k2|diet", "^vit$"])
def test_regex_signs_mean_nothing(text: str) -> None:
    letters = "".join(sign if sign.isalnum() else " " for sign in text)
    assert hits(text) == hits(letters)


@settings(max_examples=60, deadline=None)
@given(text=st.one_of(st.text(max_size=200), st.text(r".^$*+?{}[]\|()-'\"%_;<>&a", max_size=200)))
def test_no_text_raises(text: str) -> None:
    mask = WordIndex(TEXTS).match(text)
    assert len(mask) == 4
    assert mask.dtype == bool
