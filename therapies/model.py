"""The vocabularies and records of the table: each value's definition, order and mark, once.

Source: the rules that `docs/rubric.md` gives for building the table.
"""

from collections.abc import Iterable, Mapping
from enum import StrEnum
from types import MappingProxyType
from typing import Annotated, NamedTuple, Self, TypedDict, TypeVar

from pydantic import BaseModel, BeforeValidator, ConfigDict, StringConstraints

from therapies.wording import Value

NOT_STATED = "not stated"
NOT_APPLICABLE = "not applicable"
SEPARATOR = "; "
PURPOSE = "For learning and discussion; not medical advice."
BETTER_NUMBER = "A better number does not always mean less calcium or fewer events."
WORDING = "Evidence as stated: in the documents' words, not a grade of studies."


K = TypeVar("K")
V = TypeVar("V")


def grouped(pairs: Iterable[tuple[K, V]]) -> dict[K, list[V]]:
    """Return lists of values by key, in the order in which the keys come."""
    groups: dict[K, list[V]] = {}
    for key, value in pairs:
        groups.setdefault(key, []).append(value)
    return groups


class Words(TypedDict, total=False):
    """What a term has beside its value, where it is not the value itself."""

    label: str
    short: str
    symbol: str
    colour: str


class Term(StrEnum):
    """A value of a closed vocabulary; members are in their natural order.

    The value is what data and links hold; readers read `label`, or `short` where there is room for
    a word or two. `definition` says when the value applies, `phrase` is its wording inside a
    sentence, `symbol` its mark in plain text, `colour` its hue as hex (3:1 on both themes), `rank`
    its place from 0.
    """

    definition: str
    label: str
    short: str
    phrase: str
    symbol: str
    colour: str
    rank: int

    def __new__(
        cls, value: str, definition: str = "", phrase: str = "", words: Words | None = None
    ) -> Self:
        """Make one member from its tuple."""
        term, words = str.__new__(cls, value), words or {}
        term._value_ = value
        term.definition = definition
        term.label = words.get("label", value)
        term.short = words.get("short", term.label)
        term.phrase = phrase or term.label
        term.symbol = words.get("symbol", "")
        term.colour = words.get("colour", "")
        term.rank = len(cls.__members__)
        return term

    @property
    def heading(self) -> str:
        """The label as a heading: `Mineral metabolism`."""
        return self.label.capitalize()

    @property
    def marked(self) -> str:
        """The symbol, if there is one, and the label: `▰▰▰▰▰ said to be shown`."""
        return f"{self.symbol} {self.label}".strip()

    @property
    def short_marked(self) -> str:
        """The symbol, if there is one, and the short label: `▰▰▰▰▰ shown`."""
        return f"{self.symbol} {self.short}".strip()


class Category(Term):
    """What the therapy acts on, whatever heading it stands under."""

    RISK_CONTROL = (
        "risk control",
        "Treats a systemic cause or its events: kidney disease, pressure, sugar, lipids, clotting, "
        "diet, activity, smoking.",
        "",
        {"symbol": "■", "colour": "#009E73"},
    )
    MINERAL_METABOLISM = (
        "mineral metabolism",
        "Acts on phosphate, calcium, parathyroid hormone, a vitamin or a mineral, or on the "
        "natural inhibitors they activate.",
        "",
        {"symbol": "▲", "colour": "#0072B2"},
    )
    MECHANICAL = (
        "mechanical",
        "Changes the lesion, the vessel or the route of the blood with a device or by surgery.",
        "",
        {"symbol": "◆", "colour": "#D55E00"},
    )
    EXPERIMENTAL = (
        "experimental",
        "Offered by the documents only as research.",
        "",
        {"symbol": "✚", "colour": "#CC79A7"},
    )


class Goal(Term):
    """What the therapy is said to aim at: an aim, never an effect."""

    HALT = ("halt", "Slow or stop further calcification.", "slow or stop further calcification")
    STABILIZE = (
        "stabilize",
        "Make existing plaque less likely to rupture, or prevent the events that follow.",
        "make plaque less likely to rupture or prevent the events that follow",
    )
    MODIFY = (
        "modify",
        "Physically change the lesion, the vessel or the flow; removal by a device counts here.",
        "physically change the lesion, the vessel or the flow",
    )
    REVERSE = (
        "reverse",
        "Dissolve or remove calcium that is already there, by the body or a substance.",
        "dissolve or remove calcium that is already there",
    )

    @property
    def doing(self) -> str:
        """The goal as what is done: `halting`."""
        return f"{self.label.removesuffix('e')}ing"


class Evidence(Term):
    """What the document's own words say is known of the effect, strongest first."""

    SHOWN = (
        "shown",
        "The words say that the effect has been shown or that trials confirm it.",
        "an effect on {outcome} is said to have been shown",
        {"symbol": "▰▰▰▰▰", "label": "said to be shown", "short": "shown"},
    )
    STATED = (
        "stated",
        "Asserted as plain fact: no hedge, no demonstration.",
        "an effect on {outcome} is stated as plain fact",
        {"symbol": "▰▰▰▰▱", "label": "stated as fact, no study named", "short": "stated"},
    )
    SUGGESTED = (
        "suggested",
        "Hedged or associated: may, can, linked to, in some studies, in certain populations.",
        "an effect on {outcome} is said with a hedge",
        {"symbol": "▰▰▰▱▱", "label": "hedged: may, can, linked to", "short": "hedged"},
    )
    IN_TRIALS = (
        "in trials",
        "Being tested in people: in clinical trials or clinical development.",
        "an effect on {outcome} is said to be under test in people",
        {"symbol": "▰▰▱▱▱"},
    )
    EXPLORATORY = (
        "exploratory",
        "Early stage, explored without a product in use, or a future possibility.",
        "an effect on {outcome} is only being explored",
        {"symbol": "▰▱▱▱▱", "label": "being explored", "short": "explored"},
    )
    NOT_STATED = (
        NOT_STATED,
        "The passage gives a use, a purpose or a device, but no effect.",
        "a use or a purpose is given, but no effect on {outcome} is stated",
        {"symbol": "▱▱▱▱▱", "label": "no effect stated"},
    )

    @property
    def steps(self) -> int:
        """How many of the five steps its mark has: shown 5, no effect stated 0."""
        return len(type(self)) - 1 - self.rank


class Outcome(Term):
    """What the effect is on; it always stands beside the evidence."""

    CALCIFICATION = (
        "calcification",
        "Deposits: their growth, crystals, the cells that lay them down, the calcium score.",
    )
    PLAQUE = ("plaque", "Stability, rupture, regression of the soft part.")
    EVENTS = ("events", "Heart attack, stroke, clots.")
    FLOW = (
        "flow",
        "Narrowing, stent expansion, blood flow, the lesion's hardness.",
        "",
        {"label": "blood flow"},
    )
    DRIVER = (
        "driver",
        "Pressure, sugar, lipids, phosphate, parathyroid hormone, inflammation, "
        f"endothelium, activation of Matrix Gla Protein. {BETTER_NUMBER}",
        "a risk factor of the disease",
        {"label": "a risk factor only", "short": "risk factor"},
    )
    NOT_APPLICABLE = (
        NOT_APPLICABLE,
        "The passage speaks of no effect that could have an outcome.",
        "any outcome",
    )


class Standing(Term):
    """The place in care that the document gives it: a different question from evidence."""

    FOUNDATION = (
        "foundation",
        "Called foundational, fundamental, cornerstone, essential, necessary, central, paramount "
        "or the single most impactful.",
        "",
        {"label": "cornerstone of care", "short": "cornerstone"},
    )
    ROUTINE = ("routine", "Widely, frequently or most commonly used; plainly in use or advised.")
    SELECTED = (
        "selected",
        "Sometimes, may be prescribed or performed, when other options fail, for a subgroup within "
        "the indication, a newer technique.",
        "",
        {"label": "for selected patients", "short": "selected patients"},
    )
    UNDER_STUDY = ("under study", "Its role is still being explored or tested.")
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
    """Give None for a cell that says that there is nothing."""
    return None if cell in (NOT_STATED, NOT_APPLICABLE) else cell


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
    """A line of `claims.csv`: one thing that one passage says of one therapy, with its receipt.

    `id` is its lasting address.
    """

    id: Text
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


class Column(NamedTuple):
    """A column: its name in the files, its label and what it holds; a coded one has a vocabulary.

    `short` is its label where there is little room.
    """

    name: str
    label: str
    help: str
    vocabulary: type[Term] | None = None
    short: str = ""

    @property
    def terms(self) -> tuple[Term, ...]:
        """The values of its vocabulary, in order."""
        return tuple(self.vocabulary or ())

    @property
    def in_line(self) -> str:
        """The short label inside a sentence: `place in care`."""
        return (self.short or self.label).lower()


def _coded(name: str, label: str, vocabulary: type[Term], short: str = "") -> Column:
    return Column(name, label, (vocabulary.__doc__ or "").strip(), vocabulary, short)


FRAMED = "Other goals that it is presented with; no effect is meant by it."

_COLUMNS = (
    Column("id", "Id", "Short name that never changes and that other files refer to."),
    Column("name", "Therapy", "Name to show."),
    Column("aliases", "Also called", "Other names."),
    Column("member_of", "Belongs to", "The id of the class that it belongs to, if any."),
    _coded("category", "Category", Category),
    _coded("goal", "Goal", Goal),
    Column("also_framed_as", "Also presented as", FRAMED, Goal),
    _coded("evidence", "Evidence as stated", Evidence, "Evidence"),
    _coded("outcome", "Effect on", Outcome),
    _coded("standing", "Place in care", Standing),
    _coded("kind", "Kind", Kind),
    _coded("acts_on", "Acts on", ActsOn),
    Column("mechanism", "Mechanism", "How it is said to work."),
    Column("context", "For whom or when", "The diseases or situations that are named."),
    Column("caveat", "Caveats", "What is said against it or limits it.", short="Caveat"),
    Column("rationale", "Why so classified", "Why it is classified so, where it took a ruling."),
    Column("therapy", "Therapy", "The id of the therapy that the claim is about."),
    Column("source", "Document", "The id of the document."),
    Column("section", "Section", "The heading that the passage is under, word for word."),
    Column("paragraph", "Paragraph", "Which paragraph of the section, from 1."),
    Column("wording", "Decisive words", "The decisive words, verbatim."),
    Column("says", "Claim", "The claim in our own words, no stronger than the document's."),
    Column("term", "Term", "The term."),
    Column("explanation", "Explanation", "What it means, in our own words."),
    Column("title", "Title", "The document's title."),
    Column("scope", "About", "What the document is about."),
    Column("sections", "Sections", "Each heading with its number of paragraphs, in reading order."),
)
COLUMN: Mapping[str, Column] = MappingProxyType({each.name: each for each in _COLUMNS})
"""Every column of the table's files, by its name."""

VOCABULARIES = tuple(each for each in _COLUMNS if each.vocabulary and each.name != "also_framed_as")
"""The columns whose vocabularies classify a therapy, each vocabulary once."""


def paired(evidence: Evidence, outcome: Outcome) -> Value:
    """Return evidence and outcome in short: `hedged, for events`."""
    return Value(", ".join((evidence.short, *effect_on(evidence, outcome))), evidence.symbol)


def paired_in_full(evidence: Evidence, outcome: Outcome) -> Value:
    """Return evidence and outcome in full: `hedged: may, can, linked to; for events`."""
    return Value("; ".join((evidence.label, *effect_on(evidence, outcome))), evidence.symbol)


def effect_on(evidence: Evidence, outcome: Outcome) -> tuple[str, ...]:
    """Return what an effect is on, as it follows the evidence; nothing where none is stated."""
    on = about(evidence, outcome)
    return () if on is Outcome.NOT_APPLICABLE else (f"for {on.label}",)


def about(evidence: Evidence, outcome: Outcome) -> Outcome:
    """Return what an effect is on; where none is stated, it is on nothing."""
    return Outcome.NOT_APPLICABLE if evidence is Evidence.NOT_STATED else outcome


def pair(evidence: Evidence, outcome: Outcome) -> tuple[str, ...]:
    """Return evidence and outcome as data and tags hold them: `shown` and `for calcification`."""
    if outcome is Outcome.NOT_APPLICABLE:
        return (evidence.value,)
    on = "a driver" if outcome is Outcome.DRIVER else outcome.value
    return evidence.value, f"for {on}"


def as_read(record: Therapy | Claim, column: str) -> Value:
    """Return what a coded column holds, in short as readers read it; evidence with its outcome."""
    if column == "evidence":
        return paired(record.evidence, record.outcome)
    return Value(getattr(record, column).short)


def as_held(record: Therapy | Claim, column: str) -> Value:
    """Return what a coded column holds, as data hold it; evidence with its outcome."""
    if column == "evidence":
        return Value(", ".join(pair(record.evidence, record.outcome)))
    return Value(getattr(record, column).value)
