"""The vocabularies and records: their order, definitions, marks, columns and colours."""

import re
import tomllib
from typing import Any

import pytest
from coloraide import Color
from pydantic import ValidationError

from harness.server import ROOT
from therapies.content import looks
from therapies.model import (
    COLUMN,
    VOCABULARIES,
    Category,
    Claim,
    Evidence,
    Goal,
    Outcome,
    Record,
    Source,
    Standing,
    Term,
    Therapy,
    pair,
    paired,
    paired_in_full,
)

THEME: dict[str, Any] = tomllib.loads((ROOT / ".streamlit/config.toml").read_text())["theme"]
TOKENS, STYLES = (
    (ROOT / f"therapies/templates/shell/{name}.css").read_text() for name in ("tokens", "styles")
)
THEMES = ("light", "dark")

VALUES = Term.__subclasses__()


@pytest.mark.parametrize("terms", VALUES)
def test_every_term_has_a_definition_of_its_own(terms: type[Term]) -> None:
    definitions = [term.definition for term in terms]
    assert [text for text in definitions if not re.fullmatch(r"[A-Z].*\.", text)] == []
    assert len(set(definitions)) == len(definitions)
    assert terms.__doc__
    assert terms.__doc__ != Term.__doc__


def test_every_mark_is_distinct() -> None:
    marks = [term.symbol for terms in VALUES for term in terms if term.symbol]
    assert len(set(marks)) == len(marks) == len(Category) + len(Evidence)


LABELS: dict[type[Term], dict[str, tuple[str, str]]] = {
    Evidence: {
        "shown": ("said to be shown", "shown"),
        "stated": ("stated as fact, no study named", "stated"),
        "suggested": ("hedged: may, can, linked to", "hedged"),
        "exploratory": ("being explored", "explored"),
        "not stated": ("no effect stated", "no effect stated"),
    },
    Outcome: {
        "flow": ("blood flow", "blood flow"),
        "driver": ("a risk factor only", "risk factor"),
    },
    Standing: {
        "foundation": ("cornerstone of care", "cornerstone"),
        "selected": ("for selected patients", "selected patients"),
    },
}
"""What readers read for a value, and where there is little room; other values read as they are."""


@pytest.mark.parametrize("terms", VALUES)
def test_readers_read_these_words(terms: type[Term]) -> None:
    words = {term.value: (term.label, term.short) for term in terms}
    assert words == {value: (value, value) for value in words} | LABELS.get(terms, {})
    assert len(set(words.values())) == len(words)


def test_evidence_reads_with_its_outcome() -> None:
    hedged = paired(Evidence.SUGGESTED, Outcome.DRIVER)
    assert hedged.marked == "▰▰▰▱▱ hedged, for a risk factor only"
    assert paired(Evidence.SHOWN, Outcome.CALCIFICATION) == "shown, for calcification"
    for outcome in (Outcome.FLOW, Outcome.NOT_APPLICABLE):
        assert paired(Evidence.NOT_STATED, outcome) == "no effect stated"
    full = paired_in_full(Evidence.STATED, Outcome.FLOW)
    assert full.marked == "▰▰▰▰▱ stated as fact, no study named; for blood flow"
    assert paired_in_full(Evidence.NOT_STATED, Outcome.FLOW) == "no effect stated"
    assert pair(Evidence.SUGGESTED, Outcome.DRIVER) == ("suggested", "for a driver")


def test_every_column_has_one_label() -> None:
    assert set(COLUMN) >= {*Therapy.model_fields, *Claim.model_fields, *Source.model_fields}
    assert [column.name for column in VOCABULARIES] == [
        name for name in Therapy.model_fields if COLUMN[name].terms and name != "also_framed_as"
    ]
    assert COLUMN["evidence"].label == "Evidence as stated"
    assert COLUMN["standing"].label == "Place in care"


def test_marked_is_symbol_and_label() -> None:
    assert Evidence.EXPLORATORY.marked == "▰▱▱▱▱ being explored"
    assert Evidence.EXPLORATORY.short_marked == "▰▱▱▱▱ explored"
    assert Goal.HALT.marked == "halt"
    assert Goal.REVERSE.doing == "reversing"
    assert Category.MINERAL_METABOLISM.heading == "Mineral metabolism"


def test_only_categories_have_colours_and_charts_get_them() -> None:
    assert THEME["chartCategoricalColors"] == [term.colour for term in Category]
    others = [term for terms in VALUES if terms is not Category for term in terms]
    assert [term for term in others if term.colour] == []


def test_evidence_phrases_name_the_outcome() -> None:
    assert [term for term in Evidence if term.phrase.count("{outcome}") != 1] == []
    assert [term for term in Outcome if "{" in term.phrase] == []


@pytest.mark.parametrize("record", [Therapy, Claim, Source])
def test_an_unknown_column_is_refused(record: type[Record]) -> None:
    with pytest.raises(ValidationError, match="Extra inputs are not permitted"):
        record.model_validate({"grade": "A"})


def contrast(one: str, other: str, share: float = 1.0) -> float:
    """The contrast of `one`, laid over `other` with this opacity, with `other`."""
    return float(Color(other).mix(one, share, space="srgb").contrast(other))


def token(name: str, theme: str) -> str:
    """A colour of the screens in this theme."""
    found = re.search(rf"--{name}: light-dark\((#[0-9a-f]+), (#[0-9a-f]+)\);", TOKENS)
    assert found, f"tokens.css has no --{name} as a light-dark() pair"
    return found[1 + THEMES.index(theme)]


@pytest.mark.parametrize("theme", THEMES)
def test_text_and_links_are_legible_on_every_ground(theme: str) -> None:
    own = THEME[theme]
    pages = {own["backgroundColor"], own["secondaryBackgroundColor"]}
    grounds = pages | {token(each, theme) for each in ("bg", "side", "tint", "wash", "hatch")}
    words = {own[key] for key in ("textColor", "linkColor", "primaryColor")}
    words |= {token(each, theme) for each in ("ink", "ink2", "accent", "amber")}
    pairs = {(word, ground) for word in words for ground in grounds}
    pairs |= {(token("amber", theme), token("amber-ground", theme))}
    pairs |= {(token("on-accent", theme), token("accent", theme))}
    assert {pair for pair in pairs if contrast(*pair) < 4.5} == set()
    assert contrast(token("edge", theme), token("bg", theme)) >= 3
    quiet = re.search(r"--quiet: color-mix\(in srgb, currentColor (\d+)%, transparent\);", STYLES)
    assert quiet
    share = int(quiet[1]) / 100
    assert [each for each in pages if contrast(own["textColor"], each, share) < 4.5] == []
    assert contrast(token("bg", theme), own["backgroundColor"]) == 1
    assert token("accent", theme) == own["linkColor"].lower()


@pytest.mark.parametrize("theme", THEMES)
def test_charts_stand_on_the_ground_of_the_theme(theme: str) -> None:
    assert looks.GROUND[theme] == THEME[theme]["backgroundColor"]
    assert looks.INK[theme] == THEME[theme]["textColor"]
    for name, colours in (
        ("track", looks.TRACK),
        ("line", looks.LINES),
        ("tint", looks.TINT),
        ("amber-ground", looks.CAREFUL),
    ):
        assert colours[theme].lower() == token(name, theme)


@pytest.mark.parametrize("theme", THEMES)
def test_chart_colours_and_numbers_on_them_are_legible(theme: str) -> None:
    for ground in (looks.GROUND, looks.TINT, looks.CAREFUL):
        assert contrast(looks.INK[theme], ground[theme]) >= 10
        assert contrast(looks.INK[theme], looks.TRACK[theme]) >= 7, "on a track the steps are seen"
    assert contrast(looks.QUIET[theme], looks.GROUND[theme]) >= 7
    for hue in looks.HUES:
        assert contrast(hue, looks.GROUND[theme]) >= 3, f"{theme}: a shape in {hue}"
    assert len(set(looks.SHAPES)) == len(set(looks.HUES)) == 6, "no hue is the only sign"
