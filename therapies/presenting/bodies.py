"""What slides show, as plain values: each kind of body, and the parts that it is made of.

Nothing here knows how it is drawn: names come with their marks, quotes with their places.
"""

from dataclasses import dataclass
from typing import NamedTuple, Self

from markupsafe import Markup

from therapies.content.evidence_map import Mark
from therapies.content.passages import Passage, claim_link, source_passage
from therapies.model import (
    ActsOn,
    Category,
    Claim,
    Evidence,
    Goal,
    Outcome,
    Source,
    Standing,
    Therapy,
)
from therapies.query.view import View


class Name(NamedTuple):
    """A therapy as a slide names it: with the mark that belongs to it there."""

    therapy: Therapy
    mark: Mark

    @property
    def text(self) -> str:
        """Its name."""
        return self.therapy.name


class Group(NamedTuple):
    """Names under a label; where they would be too many, `more` says how many are left out."""

    label: str
    names: tuple[Name, ...]
    more: int = 0

    @property
    def size(self) -> int:
        """How many belong to it."""
        return len(self.names) + self.more


class Quote(NamedTuple):
    """What a passage says in our words, and the passage: its decisive words and its place.

    `link` is the absolute address of the claim. Where documents differ, `side` names this one with
    what it says of that, in place of `says`.
    """

    says: str
    passage: Passage
    link: str
    side: str = ""

    @classmethod
    def of(cls, view: View, claim: Claim, side: str = "") -> Self:
        """Return what a claim's passage says; with `side`, of a document that is named there."""
        passage = source_passage(view.catalog, claim)
        return cls(claim.says, passage, claim_link(view.base, claim.id), side)

    @property
    def told(self) -> str:
        """What stands before the decisive words."""
        return self.side or self.says

    @property
    def words(self) -> str:
        """The decisive words, at most eight."""
        return self.passage.words

    @property
    def place(self) -> str:
        """Where they stand."""
        return self.passage.paragraph if self.side else self.passage.place

    @property
    def cited(self) -> Markup:
        """Where they stand, as HTML that leads to the claim."""
        return self.passage.cited_inside if self.side else self.passage.cited


class Block(NamedTuple):
    """A category of a column of the map, its names strongest first."""

    category: Category
    names: tuple[Name, ...]
    more: int = 0

    @property
    def size(self) -> int:
        """How many belong to it."""
        return len(self.names) + self.more


class Part(NamedTuple):
    """A column of names: what their effects are on, and its blocks."""

    heading: str
    size: int
    blocks: tuple[Block, ...]


class GoalColumn(NamedTuple):
    """A goal of the map: halting may have two parts; `presented` are those with another aim."""

    goal: Goal
    gloss: str
    parts: tuple[Part, ...]
    presented: tuple[Group, ...] = ()

    @property
    def size(self) -> int:
        """How many have this goal themselves."""
        return sum(part.size for part in self.parts)

    @property
    def presented_size(self) -> int:
        """How many are only presented with it."""
        return sum(group.size for group in self.presented)


@dataclass(frozen=True)
class Opening:
    """The title slide: the question, what the talk is about, all therapies by category, a link.

    `who` is what a speaker's own title has after a bar: `Can it be reversed? | A. Speaker, Rome`.
    """

    question: str
    told: str
    fields: tuple[Block, ...]
    link: str
    who: str = ""


class Paper(NamedTuple):
    """A document: the statements taken from each paragraph, section by section; its totals."""

    source: Source
    sections: tuple[tuple[int, ...], ...]
    therapies: int
    statements: int

    @property
    def paragraphs(self) -> int:
        """How many paragraphs it has."""
        return sum(map(len, self.sections))


@dataclass(frozen=True)
class Documents:
    """What the documents are, what they give and what not."""

    papers: tuple[Paper, ...]
    gives: tuple[str, ...]
    lacks: tuple[str, ...]


@dataclass(frozen=True)
class Map:
    """The map with its names, goal by goal; built up as columns, marks, names."""

    columns: tuple[GoalColumn, ...]


class Strand(NamedTuple):
    """Those presented with a goal whose own sentences say the same or another aim."""

    goal: Goal
    own: bool
    heading: str
    told: str
    names: tuple[Name, ...]
    more: int = 0


@dataclass(frozen=True)
class Presented:
    """What is presented as reversal, against what its own sentences describe."""

    strands: tuple[Strand, ...]

    @property
    def size(self) -> int:
        """How many are presented so."""
        return sum(len(each.names) + each.more for each in self.strands)


class Reading(NamedTuple):
    """A thing to notice in a passage: what, and why."""

    heading: str
    text: str


@dataclass(frozen=True)
class Sentence:
    """The passages that earn the firmest words, what to read in them, and for which therapies.

    Of few therapies `told` says beside each name what it does and where it stands in care.
    """

    quotes: tuple[Quote, ...]
    readings: tuple[Reading, ...]
    names: tuple[Name, ...]
    told: tuple[str, ...] = ()


class OutcomeRow(NamedTuple):
    """What is said of one outcome: how many therapies, in the order of their categories."""

    outcome: Outcome
    label: str
    gloss: str
    names: tuple[Name, ...]


@dataclass(frozen=True)
class About:
    """What the effects are on; of one outcome the names, by how firmly it is said."""

    rows: tuple[OutcomeRow, ...]
    chosen: OutcomeRow
    groups: tuple[tuple[Evidence, Group], ...]


class UseColumn(NamedTuple):
    """Those in use of whom the same is claimed; `ahead` where use runs ahead of the words."""

    label: str
    ahead: bool
    groups: tuple[tuple[Standing, Group], ...]

    @property
    def size(self) -> int:
        """How many they are."""
        return sum(group.size for _, group in self.groups)


@dataclass(frozen=True)
class Ahead:
    """Use against evidence: what is claimed of those that are called a cornerstone or routine."""

    columns: tuple[UseColumn, ...]
    caution: str


class Place(NamedTuple):
    """A target along the disease, those that act on it, and the same in words."""

    target: ActsOn
    names: tuple[Name, ...]
    told: str
    more: int = 0

    @property
    def size(self) -> int:
        """How many act there."""
        return len(self.names) + self.more


@dataclass(frozen=True)
class Where:
    """Where along the disease the therapies act, from cause to clot."""

    places: tuple[Place, ...]


class Cell(NamedTuple):
    """A cell of a table: its text, the mark before it, and a quieter second line."""

    text: str
    mark: Mark | None = None
    more: str = ""
    lit: bool = False


class Row(NamedTuple):
    """A row of a table: what it is about, and a cell for each column."""

    head: str
    cells: tuple[Cell, ...]


@dataclass(frozen=True)
class Comparison:
    """Therapies side by side, one column each; `tight` where there is much to say."""

    therapies: tuple[Therapy, ...]
    rows: tuple[Row, ...]
    tight: bool = False


@dataclass(frozen=True)
class Differing:
    """Therapies on which documents differ, a column for each document."""

    documents: tuple[Source, ...]
    rows: tuple[tuple[Name, tuple[Cell, ...], str], ...]
    more: int = 0


class Choice(NamedTuple):
    """An option of a question: its letter, its text, whether it is right, what is said of it."""

    letter: str
    text: str
    right: bool
    told: str


@dataclass(frozen=True)
class Question:
    """A question for the room; choices tell their facts, and the quote stands, once revealed."""

    choices: tuple[Choice, ...]
    quote: Quote | None


class Lesson(NamedTuple):
    """A sentence to take home: its number, of how many, its words; `lead` is said with weight."""

    number: int
    of: int
    lead: str
    rest: str


@dataclass(frozen=True)
class TakeHome:
    """Sentences to take home, and the link that stays up during questions."""

    lessons: tuple[Lesson, ...]
    link: str
    told: str


class Fact(NamedTuple):
    """A thing said of a therapy under what it answers, with a mark where it is evidence."""

    label: str
    text: str
    mark: Mark | None = None


@dataclass(frozen=True)
class Portrait:
    """One therapy: what it aims at and how firmly, how it works, for whom, what limits it."""

    therapy: Therapy
    facts: tuple[Fact, ...]
    quotes: tuple[Quote, ...]


class ListGroup(NamedTuple):
    """Therapies of a category, strongest first; `told` stands beside each where few are shown."""

    category: Category
    names: tuple[Name, ...]
    told: tuple[str, ...] = ()
    more: int = 0

    @property
    def size(self) -> int:
        """How many belong to it."""
        return len(self.names) + self.more


@dataclass(frozen=True)
class Listing:
    """The therapies that pass a filter, by category."""

    groups: tuple[ListGroup, ...]


class Word(NamedTuple):
    """A word of a vocabulary with its meaning; evidence has its mark."""

    text: str
    meaning: str
    mark: Mark | None = None


@dataclass(frozen=True)
class Words:
    """What words mean here."""

    words: tuple[Word, ...]


@dataclass(frozen=True)
class Chart:
    """A chart of the page Charts, as the links of its drawings on a light and on a dark ground."""

    light: str
    dark: str


@dataclass(frozen=True)
class Nothing:
    """There is nothing to show; why, and what to do."""

    why: str


Body = (
    Opening
    | Documents
    | Map
    | Presented
    | Sentence
    | About
    | Ahead
    | Where
    | Comparison
    | Differing
    | Question
    | TakeHome
    | Portrait
    | Listing
    | Words
    | Chart
    | Nothing
)
