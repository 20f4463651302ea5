"""The vocabularies and records of the table: each value's definition, order and mark, once.

Source: the rules that `docs/rubric.md` gives for building the table.
"""

from enum import StrEnum
from typing import Annotated, Self

from pydantic import BaseModel, BeforeValidator, ConfigDict, StringConstraints

NOT_STATED = "not stated"
NOT_APPLICABLE = "not applicable"
SEPARATOR = "; "
PURPOSE = "For learning and discussion; not medical advice."
WORDING = "“Evidence” is the strength of the documents' wording: no grade of studies."


class Term(StrEnum):
    """A value of a closed vocabulary; members stand in their natural order.

    `definition` says when the value applies, `phrase` is its wording inside a sentence,
    `symbol` its mark in plain text, `colour` its hue as hex (3:1 on both grounds), `rank` its
    place from 0.
    """

    definition: str
    phrase: str
    symbol: str
    colour: str
    rank: int

    def __new__(
        cls, value: str, definition: str, symbol: str = "", phrase: str = "", colour: str = ""
    ) -> Self:
        """Make one member from its tuple."""
        term = str.__new__(cls, value)
        term._value_ = value
        term.definition = definition
        term.phrase = phrase or value
        term.symbol = symbol
        term.colour = colour
        term.rank = len(cls.__members__)
        return term

    @property
    def label(self) -> str:
        """The value as a heading: `Mineral metabolism`."""
        return self.value[:1].upper() + self.value[1:]

    @property
    def marked(self) -> str:
        """The symbol, if there is one, and the word: `● shown`."""
        return f"{self.symbol} {self.value}".strip()


class Category(Term):
    """What the therapy acts on, whatever heading it stands under."""

    RISK_CONTROL = (
        "risk control",
        "Treats a systemic cause or its events: kidney disease, pressure, sugar, lipids, clotting, "
        "diet, activity, smoking.",
        "■",
        "",
        "#009E73",
    )
    MINERAL_METABOLISM = (
        "mineral metabolism",
        "Acts on phosphate, calcium, parathyroid hormone, a vitamin or a mineral, or on the "
        "natural inhibitors they activate.",
        "▲",
        "",
        "#0072B2",
    )
    MECHANICAL = (
        "mechanical",
        "Changes the lesion, the vessel or the route of the blood with a device or by surgery.",
        "◆",
        "",
        "#D55E00",
    )
    EXPERIMENTAL = (
        "experimental",
        "Offered by the documents only as research.",
        "✚",
        "",
        "#CC79A7",
    )


class Goal(Term):
    """What the therapy is said to aim at: an aim, never an effect."""

    HALT = (
        "halt",
        "Slow or stop further calcification.",
        "",
        "slow or stop further calcification",
    )
    STABILIZE = (
        "stabilize",
        "Make existing plaque less likely to rupture, or prevent the events that follow.",
        "",
        "make plaque less likely to rupture or prevent the events that follow",
    )
    MODIFY = (
        "modify",
        "Physically change the lesion, the vessel or the flow; removal by a device counts here.",
        "",
        "physically change the lesion, the vessel or the flow",
    )
    REVERSE = (
        "reverse",
        "Dissolve or remove calcium that is already there, by the body or a substance.",
        "",
        "dissolve or remove calcium that is already there",
    )


class Evidence(Term):
    """What the document's own words say is known of the effect, strongest first."""

    SHOWN = (
        "shown",
        "The words say that the effect has been shown or that trials confirm it.",
        "●",
        "an effect on {outcome} is said to have been shown",
    )
    STATED = (
        "stated",
        "Asserted as plain fact: no hedge, no demonstration.",
        "◕",
        "an effect on {outcome} is stated as plain fact",
    )
    SUGGESTED = (
        "suggested",
        "Hedged or associated: may, can, linked to, in some studies, in certain populations.",
        "◑",
        "an effect on {outcome} is only suggested",
    )
    IN_TRIALS = (
        "in trials",
        "Being tested in people: in clinical trials or clinical development.",
        "◔",
        "an effect on {outcome} is said to be under test in people",
    )
    EXPLORATORY = (
        "exploratory",
        "Early stage, explored without a product in use, or a future possibility.",
        "○",
        "an effect on {outcome} is only being explored",
    )
    NOT_STATED = (
        NOT_STATED,
        "The passage gives a use, a purpose or a device, but no effect.",
        "–",
        "a use or a purpose is given, but no effect on {outcome} is stated",
    )


class Outcome(Term):
    """What the effect is on; it always stands beside the evidence."""

    CALCIFICATION = (
        "calcification",
        "Deposits: their growth, crystals, the cells that lay them down, the calcium score.",
    )
    PLAQUE = ("plaque", "Stability, rupture, regression of the soft part.")
    EVENTS = ("events", "Heart attack, stroke, clots.")
    FLOW = ("flow", "Narrowing, stent expansion, blood flow, the lesion's hardness.")
    DRIVER = (
        "driver",
        "What feeds the disease: pressure, sugar, lipids, phosphate, parathyroid hormone, "
        "inflammation, endothelium, activation of Matrix Gla Protein.",
        "",
        "a driver of the disease",
    )
    NOT_APPLICABLE = (
        NOT_APPLICABLE,
        "The passage speaks of no effect that could have an outcome.",
        "",
        "any outcome",
    )


class Standing(Term):
    """The place in care that the document gives it: a different question from evidence."""

    FOUNDATION = (
        "foundation",
        "Called foundational, fundamental, cornerstone, essential, necessary, central, paramount "
        "or the single most impactful.",
    )
    ROUTINE = (
        "routine",
        "Widely, frequently or most commonly used; plainly in use or advised.",
    )
    SELECTED = (
        "selected",
        "Sometimes, may be prescribed or performed, when other options fail, for a subgroup within "
        "the indication, a newer technique.",
    )
    UNDER_STUDY = (
        "under study",
        "Its role is still being explored or tested.",
    )
    NOT_STATED = (NOT_STATED, "No word on use.")


class Kind(Term):
    """What sort of thing it is."""

    CARE_PROGRAMME = ("care programme", "Managing a disease or a risk as a whole.")
    LIFESTYLE = ("lifestyle", "Something a person does: diet, activity, not smoking.")
    NUTRIENT = ("nutrient", "A vitamin or mineral that is eaten or taken.")
    DRUG = ("drug", "A substance or class of substances, in use or in trials.")
    PROCEDURE = ("procedure", "Done inside the vessel with a device.")
    SURGERY = ("surgery", "Done by an operation.")
    RESEARCH = ("research", "No product yet.")


class ActsOn(Term):
    """The first target that the sentence names, in the order of the disease."""

    SYSTEMIC_RISK = ("systemic risk", "A disease or habit that feeds calcification.")
    MINERAL_BALANCE = ("mineral balance", "Phosphate, calcium and the hormones that set them.")
    CELL_CHANGE = ("cell change", "Smooth muscle cells that turn into bone-like cells.")
    CRYSTAL_GROWTH = ("crystal growth", "Calcium phosphate crystals and their natural inhibitors.")
    PLAQUE = ("plaque", "The fatty deposit in the artery wall.")
    ESTABLISHED_DEPOSIT = ("established deposit", "Calcium that is already there.")
    VESSEL_LUMEN = ("vessel lumen", "The channel through which blood flows.")
    CLOT = ("clot", "The blood clot that forms on ruptured plaque.")


def _split(cell: object) -> object:
    """Split a list cell; the words for an empty one give an empty tuple."""
    if not isinstance(cell, str):
        return cell
    return () if cell in (NOT_STATED, NOT_APPLICABLE) else tuple(cell.split(SEPARATOR))


Text = Annotated[str, StringConstraints(min_length=1)]
Texts = Annotated[tuple[Text, ...], BeforeValidator(_split)]
Goals = Annotated[tuple[Goal, ...], BeforeValidator(_split)]


def _stated(cell: object) -> object:
    """Give None for a cell that is not stated."""
    return None if cell == NOT_STATED else cell


Stated = Annotated[Text | None, BeforeValidator(_stated)]
Number = Annotated[int | None, BeforeValidator(_stated)]


class Record(BaseModel):
    """A frozen line of one of the files; its fields are the file's columns, in order."""

    model_config = ConfigDict(frozen=True, extra="forbid")


class Source(Record):
    """A line of `sources.csv`: one document.

    `sections` gives each heading with its number of paragraphs, in reading order.
    """

    id: Text
    name: Text
    title: Text
    scope: Text
    sections: Texts


class Claim(Record):
    """A line of `claims.csv`: one thing that one passage says of one therapy, with its receipt."""

    therapy: Text
    source: Text
    section: Text
    paragraph: int
    wording: Text
    says: Text
    goal: Goal | None
    evidence: Evidence
    outcome: Outcome
    standing: Standing
    context: Texts
    caveat: Text


class Therapy(Record):
    """A line of `therapies.csv`: the judgement on one intervention, earned by its claims."""

    id: Text
    name: Text
    aliases: Texts
    member_of: Text | None
    category: Category
    goal: Goal
    also_framed_as: Goals
    evidence: Evidence
    outcome: Outcome
    standing: Standing
    kind: Kind
    acts_on: ActsOn
    mechanism: Text
    context: Texts
    caveat: Text
    rationale: Text

    @property
    def is_nearest_goal(self) -> bool:
        """Whether the goal is only the nearest: the rationale says that it fits poorly."""
        return "goal fits poorly" in self.rationale.casefold()


class Entry(Record):
    """A line of `terms.csv`: a term of the documents, explained in our own words.

    `source`, `section`, `paragraph` and `wording` say where a document explains it; all four are
    None where none does.
    """

    term: Text
    aliases: Texts
    explanation: Text
    source: Stated
    section: Stated
    paragraph: Number
    wording: Stated

    @property
    def names(self) -> tuple[str, ...]:
        """The term and its other names."""
        return (self.term, *self.aliases)
