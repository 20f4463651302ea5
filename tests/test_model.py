"""The vocabularies and records: their order, definitions, marks, columns and colours."""

import re
import tomllib
from pathlib import Path
from typing import Any

import pytest
from pydantic import ValidationError

from therapies import charts
from therapies.catalog import load_catalog
from therapies.model import (
    ActsOn,
    Category,
    Claim,
    Evidence,
    Goal,
    Kind,
    Outcome,
    Record,
    Source,
    Standing,
    Term,
    Therapy,
)

ROOT = Path(__file__).parent.parent
THEME: dict[str, Any] = tomllib.loads((ROOT / ".streamlit/config.toml").read_text())["theme"]
STYLES = (ROOT / "therapies/templates/styles.css").read_text()
THEMES = ("light", "dark")

VALUES: dict[type[Term], list[str]] = {
    Category: ["risk control", "mineral metabolism", "mechanical", "experimental"],
    Goal: ["halt", "stabilize", "modify", "reverse"],
    Evidence: ["shown", "stated", "suggested", "in trials", "exploratory", "not stated"],
    Outcome: ["calcification", "plaque", "events", "flow", "driver", "not applicable"],
    Standing: ["foundation", "routine", "selected", "under study", "not stated"],
    Kind: ["care programme", "lifestyle", "nutrient", "drug", "procedure", "surgery", "research"],
    ActsOn: [
        "systemic risk",
        "mineral balance",
        "cell change",
        "crystal growth",
        "plaque",
        "established deposit",
        "vessel lumen",
        "clot",
    ],
}
"""The words of the rubric, in its order."""

COLUMNS: dict[type[Record], str] = {
    Therapy: "id name aliases member_of category goal also_framed_as evidence outcome standing "
    "kind acts_on mechanism context caveat rationale",
    Claim: "therapy source section paragraph wording says goal evidence outcome standing context "
    "caveat",
}
"""The columns of the rubric, in its order."""


@pytest.mark.parametrize(("terms", "values"), VALUES.items())
def test_vocabularies_hold_the_words_of_the_rubric_in_order(
    terms: type[Term], values: list[str]
) -> None:
    assert [term.value for term in terms] == values
    assert [term.rank for term in terms] == list(range(len(values)))
    assert set(Term.__subclasses__()) == set(VALUES), "a vocabulary is missing from this test"


@pytest.mark.parametrize("terms", VALUES)
def test_every_term_has_a_definition_of_its_own(terms: type[Term]) -> None:
    definitions = [term.definition for term in terms]
    assert [text for text in definitions if not re.fullmatch(r"[A-Z].*\.", text)] == []
    assert len(set(definitions)) == len(definitions)
    assert terms.__doc__
    assert terms.__doc__ != Term.__doc__


def test_every_mark_is_distinct() -> None:
    marked = [*Category, *Evidence]
    assert "".join(term.symbol for term in marked) == "■▲◆✚●◕◑◔○–"
    others = [term for terms in VALUES for term in terms if term not in marked]
    assert [term for term in others if term.symbol and type(term) not in (Category, Evidence)] == []


def test_marked_is_symbol_and_word() -> None:
    assert Evidence.IN_TRIALS.marked == "◔ in trials"
    assert Goal.HALT.marked == "halt"
    assert Category.MINERAL_METABOLISM.label == "Mineral metabolism"


def test_only_categories_have_colours() -> None:
    assert [term.colour for term in Category] == ["#009E73", "#0072B2", "#D55E00", "#CC79A7"]
    others = [term for terms in VALUES if terms is not Category for term in terms]
    assert [term for term in others if term.colour] == []


def test_the_theme_gives_charts_the_hues_of_the_categories() -> None:
    assert THEME["chartCategoricalColors"] == ["#009E73", "#0072B2", "#D55E00", "#CC79A7"]


def test_evidence_phrases_name_the_outcome() -> None:
    assert [term for term in Evidence if term.phrase.count("{outcome}") != 1] == []
    assert [term for term in Outcome if "{" in term.phrase] == []


@pytest.mark.parametrize(("record", "columns"), COLUMNS.items())
def test_fields_are_exactly_the_columns_of_the_rubric(record: type[Record], columns: str) -> None:
    assert list(record.model_fields) == columns.split()


def test_records_are_frozen(folder: Path) -> None:
    catalog = load_catalog(folder)
    records: list[Record] = [catalog.therapies[0], catalog.claims[0], catalog.sources[0]]
    for record in records:
        before = record.model_dump()
        for field in type(record).model_fields:
            with pytest.raises(ValidationError, match="frozen"):
                setattr(record, field, "other")
        assert record.model_dump() == before


@pytest.mark.parametrize("record", [Therapy, Claim, Source])
def test_an_unknown_column_is_refused(record: type[Record]) -> None:
    with pytest.raises(ValidationError, match="Extra inputs are not permitted"):
        record.model_validate({"grade": "A"})


# --- contrast, by the formula of WCAG 2.2 ---------------------------------------------------------


def channels(colour: str) -> tuple[float, float, float]:
    red, green, blue = (int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5))
    return red, green, blue


def luminance(rgb: tuple[float, float, float]) -> float:
    red, green, blue = (c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in rgb)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one: str, other: str, share: float = 1.0) -> float:
    """The contrast of `one`, laid over `other` with this opacity, with `other`."""
    ground = channels(other)
    red, green, blue = (
        share * a + (1 - share) * b for a, b in zip(channels(one), ground, strict=True)
    )
    lights = sorted((luminance((red, green, blue)), luminance(ground)))
    return (lights[1] + 0.05) / (lights[0] + 0.05)


def grounds(theme: str) -> set[str]:
    """Every ground on which the theme shows text."""
    areas = (THEME[theme], THEME[theme]["sidebar"])
    return {area[key] for area in areas for key in ("backgroundColor", "secondaryBackgroundColor")}


def style_colour(name: str, theme: str) -> str:
    found = re.search(rf"--{name}: light-dark\((#[0-9a-f]{{6}}), (#[0-9a-f]{{6}})\);", STYLES)
    assert found, f"styles.css has no --{name} as a light-dark() pair"
    return found[1 + THEMES.index(theme)]


def test_the_contrast_formula_is_right() -> None:
    assert contrast("#000000", "#FFFFFF") == pytest.approx(21)
    assert contrast("#777777", "#FFFFFF") == pytest.approx(4.48, abs=0.01)
    assert contrast("#000000", "#FFFFFF", share=0) == 1


@pytest.mark.parametrize("theme", THEMES)
def test_category_hues_stand_out_from_the_ground(theme: str) -> None:
    ground = THEME[theme]["backgroundColor"]
    assert [term for term in Category if contrast(term.colour, ground) < 3] == []


@pytest.mark.parametrize("theme", THEMES)
@pytest.mark.parametrize("key", ["textColor", "linkColor", "primaryColor"])
def test_text_and_links_are_legible_on_every_ground(theme: str, key: str) -> None:
    colour = THEME[theme][key]
    assert [ground for ground in grounds(theme) if contrast(colour, ground) < 4.5] == []
    assert THEME[theme]["sidebar"].get(key, colour) == colour


@pytest.mark.parametrize("theme", THEMES)
@pytest.mark.parametrize("name", ["link", "accent"])
def test_text_colours_of_the_styles_are_legible(theme: str, name: str) -> None:
    colour = style_colour(name, theme)
    assert [ground for ground in grounds(theme) if contrast(colour, ground) < 4.5] == []


@pytest.mark.parametrize("theme", THEMES)
def test_styles_take_their_link_from_the_theme(theme: str) -> None:
    assert style_colour("link", theme) == THEME[theme]["linkColor"].lower()


@pytest.mark.parametrize("theme", THEMES)
def test_quiet_text_is_legible(theme: str) -> None:
    share = re.search(r"--quiet: color-mix\(in srgb, currentColor (\d+)%, transparent\);", STYLES)
    assert share
    assert share[1] == "76"
    text = THEME[theme]["textColor"]
    assert [ground for ground in grounds(theme) if contrast(text, ground, 0.76) < 4.5] == []


@pytest.mark.parametrize("theme", THEMES)
def test_charts_stand_on_the_ground_of_the_theme(theme: str) -> None:
    assert charts.GROUND[theme] == THEME[theme]["backgroundColor"]
    assert charts.INK[theme] == THEME[theme]["textColor"]
    assert set(charts.GROUND) == set(charts.INK) == set(charts.FILL) == set(charts.AHEAD)


@pytest.mark.parametrize("theme", THEMES)
def test_chart_colours_stand_out_from_the_ground(theme: str) -> None:
    ground = charts.GROUND[theme]
    assert contrast(charts.INK[theme], ground) >= 4.5
    assert contrast(charts.FILL[theme], ground) >= 3
    assert contrast(charts.AHEAD[theme], ground) >= 3


@pytest.mark.parametrize("theme", THEMES)
def test_numbers_on_full_marks_are_legible(theme: str) -> None:
    for colour in (charts.FILL[theme], charts.AHEAD[theme]):
        assert contrast(charts.GROUND[theme], colour) >= 4.5, f"{theme}: a number on {colour}"
