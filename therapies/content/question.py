"""A question put to the table: rows, columns, colour, marks or bars; the ready ones and one's own.

A link holds it (`ask` for a ready one, else its parts), and each figure of the app that is a chart
is one of the ready questions.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from types import MappingProxyType

from therapies.catalog.catalog import Catalog
from therapies.content.marks import brief
from therapies.content.sources_page import CHART as DOCUMENTS
from therapies.model import COLUMN, VOCABULARIES, Evidence, Outcome, Term
from therapies.query.query import DOCUMENT, document_names, options

FORMS = ("marks", "bars")
"""How a question is drawn."""

ASKED = tuple(each.name for each in VOCABULARIES) + (DOCUMENT, "context")
"""The columns that a question is put to, in the order in which they are offered."""

FIELDS = ("rows", "columns", "colour", "draw")
PARTS = ("rows", "columns", "hue", "draw")
"""The parts of a question of one's own, and the parameters that hold them in a link."""

READY = "ask"
"""The parameter that names a ready question."""

MOST_COLUMNS, MOST_HUES = 8, 6
"""How many values stand side by side at most, and how many are told apart by shape and hue."""


@dataclass(frozen=True)
class Question:
    """What is put to the table: columns of it by name, and how it is drawn.

    `title` is that of a ready question, `name` the figure that it is.
    """

    rows: str
    columns: str = ""
    colour: str = ""
    draw: str = FORMS[0]
    name: str = ""
    title: str = ""

    @property
    def ask(self) -> dict[str, str]:
        """Return the columns that are asked for, as `marks` takes them."""
        return dict(zip(FIELDS, (self.rows, self.columns, self.colour, self.draw), strict=True))

    @property
    def parts(self) -> tuple[str, ...]:
        """Return the columns that are asked for, without how they are drawn."""
        return tuple(each for each in (self.rows, self.columns, self.colour) if each)

    @property
    def own(self) -> tuple[tuple[str, str], ...]:
        """Return the parameters of the link that ask it."""
        if self.name:
            return ((READY, self.name),)
        parts = zip(PARTS, (self.rows, self.columns, self.colour, self.draw), strict=True)
        return tuple((key, value) for key, value in parts if value and value != FORMS[0])


USE = Question("evidence", "standing", name="standing", title="Where use runs ahead of the words")
PLACES = Question(
    "acts_on", "", "category", name="targets", title="Where along the disease they act"
)
SAID = Question("name", DOCUMENT, name=DOCUMENTS, title="What each document says")
ABOUT = Question(
    "outcome", draw="bars", name="about", title="Calcification itself, or a risk factor only"
)
QUESTIONS = MappingProxyType({each.name: each for each in (USE, PLACES, SAID, ABOUT)})
"""The ready questions by the figure that each is."""

EXAMPLES = (
    Question("kind", "goal", "category"),
    Question("context", "outcome"),
    Question("category", "evidence", draw="bars"),
    Question("document", "goal", "standing"),
)
"""Questions of one's own to start from."""

FIGURE = "chart"
"""The figure of the page Charts: whatever its link asks."""


def asked(own: Mapping[str, str]) -> Question:
    """Return the question that the link's own parameters ask; the first ready one without any."""
    if own.get("rows") in ASKED:
        columns, colour, draw = (own.get(key, "") for key in PARTS[1:])
        return Question(
            own["rows"],
            columns if columns in ASKED else "",
            colour if colour in ASKED else "",
            draw if draw in FORMS else FORMS[0],
        )
    return QUESTIONS.get(own.get(READY, ""), USE)


def label(column: str) -> str:
    """Return what a reader reads for a column."""
    return COLUMN["source" if column == DOCUMENT else column].label


def values(catalog: Catalog, column: str) -> tuple[str, ...]:
    """Return the values of a column in order, as readers read them."""
    if column == "name":
        return tuple(each.name for each in catalog.therapies)
    if column == DOCUMENT:
        return tuple(map(brief, document_names(catalog).values()))
    if terms := COLUMN[column].terms:
        return tuple(short(term) for term in terms)
    return tuple(map(brief, options(catalog, column)))


def short(term: Term) -> str:
    """Return a term as charts write it; what is on nothing is no effect."""
    return Evidence.NOT_STATED.short if term is Outcome.NOT_APPLICABLE else term.short


def refusals(catalog: Catalog, question: Question) -> tuple[str, ...]:
    """Return why the question cannot be drawn as it is asked, with what can be done."""
    return tuple(_refusals(catalog, question))


def _refusals(catalog: Catalog, question: Question) -> Iterator[str]:
    columns, colour = question.columns, question.colour
    found = [*question.parts]
    for column in dict.fromkeys(each for each in found if found.count(each) > 1):
        yield f"{label(column)} is asked for twice: leave it out in one place."
    if _too_many(catalog, columns, MOST_COLUMNS):
        yield f"{label(columns)} has {len(values(catalog, columns))} values: take it as rows."
    if colour == "evidence":
        yield "Every mark says how firmly already: take evidence as rows or columns."
    elif _too_many(catalog, colour, MOST_HUES):
        number = len(values(catalog, colour))
        yield f"{label(colour)} has {number} values, too many for a colour: take it as rows."
    if colour and question.draw == "bars":
        yield "Bars say how firmly by their height: for a colour take marks."


def drawable(catalog: Catalog, question: Question) -> Question:
    """Return the question without the parts that are refused."""
    columns, colour = question.columns, question.colour
    if columns == question.rows or _too_many(catalog, columns, MOST_COLUMNS):
        columns = ""
    again = colour in (question.rows, columns, "evidence") or question.draw == "bars"
    if again or _too_many(catalog, colour, MOST_HUES):
        colour = ""
    return replace(question, columns=columns, colour=colour)


def _too_many(catalog: Catalog, column: str, most: int) -> bool:
    return bool(column) and len(values(catalog, column)) > most


def sentence(question: Question) -> str:
    """Say in a sentence what the chart of the question shows, and how to read it."""
    bars = question.draw == "bars"
    if question.rows == "name":
        told = f"One line is one therapy, by {in_line(question.columns)}"
    else:
        told = f"One {'bar' if bars else 'mark'} is one therapy, by {in_line(question.rows)}"
        told += f" and {in_line(question.columns)}" if question.columns else ""
    told += f"; shape and colour are the {in_line(question.colour)}" if question.colour else ""
    return f"{told}. The {'higher' if bars else 'longer'}, the firmer the words."


def several(question: Question) -> str:
    """Say that a therapy may stand in more than one row or column; nothing where it does not."""
    twice = question.rows != "name" and {DOCUMENT, "context"} & {*question.parts}
    return "A therapy with several stands under each." if twice else ""


def in_line(column: str) -> str:
    """Return the label of a column inside a sentence."""
    return WORDED.get(column) or COLUMN["source" if column == DOCUMENT else column].in_line


WORDED = MappingProxyType(
    {"acts_on": "what it acts on", "outcome": "what the effect is on", "context": "for whom"}
)
