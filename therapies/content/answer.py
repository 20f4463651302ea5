"""The answer to a question: its sentences, its chart and its table, for every surface."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from types import MappingProxyType
from typing import Any, NamedTuple

from therapies.catalog.catalog import Catalog
from therapies.content import chart_data, looks, marks, question, sources_page, takeaways
from therapies.content.marks import BAR, LINE
from therapies.content.question import Question
from therapies.model import COLUMN, NOT_STATED, Evidence, Outcome, Therapy
from therapies.query.query import DOCUMENT, document_names, options
from therapies.query.view import View
from therapies.wording import FEW, brief, listed

TAKEAWAYS: Mapping[str, Callable[[Sequence[Therapy]], str]] = MappingProxyType(
    {
        question.USE.name: takeaways.standing_takeaway,
        question.PLACES.name: takeaways.disease_takeaway,
        question.ABOUT.name: takeaways.about_takeaway,
    }
)
"""What the ready questions show, in a sentence or two."""


class Cell(NamedTuple):
    """A cell of the table under a chart: its row and column, and its units."""

    row: str
    column: str
    units: tuple[marks.Row, ...]


@dataclass(frozen=True)
class Answer:
    """A question, answered by the therapies that pass; nothing of it depends on a surface."""

    catalog: Catalog
    therapies: tuple[Therapy, ...]
    asked: Question

    @classmethod
    def of(cls, view: View, chart: str = question.FIGURE) -> "Answer":
        """Return the answer that is the figure `chart` of the view, or that its link asks for."""
        asked = question.QUESTIONS.get(chart) or question.asked(dict(view.own))
        asked = question.drawable(view.catalog, asked)
        if len(view.therapies) > marks.MOST:  # a bar each is too many: marks with numbers
            asked = replace(asked, draw=question.FORMS[0])
        return cls(view.catalog, view.therapies, asked)

    @cached_property
    def units(self) -> list[marks.Row]:
        """Every unit in its cell, the firmest words first."""
        return chart_data.units(self.catalog, self.therapies, self.asked)

    @property
    def drawn(self) -> tuple[Therapy, ...]:
        """The therapies that are drawn."""
        return chart_data.drawn(self.catalog, self.therapies, self.asked)

    @cached_property
    def orders(self) -> Mapping[str, Sequence[str]]:
        """The values of each column that is asked for."""
        return chart_data.orders(self.catalog, self.therapies, self.asked)

    @property
    def is_bars(self) -> bool:
        """Whether it is drawn as bars."""
        return self.asked.draw == "bars"

    @cached_property
    def placed(self) -> list[marks.Row]:
        """The rows that the chart is drawn from."""
        return marks.placed(self.units, self.asked.ask, self.orders)

    @property
    def height(self) -> int:
        """About how high the chart is in pixels, with its axes: so much room is kept for it."""
        rows = len({each["line"] for each in self.placed})
        legend = 20 + 20 * -(-len(self.look("light")["hues"]) // 3) if self.asked.colour else 0
        return rows * (BAR if self.is_bars else LINE) + 60 + legend

    @property
    def title(self) -> str:
        """The question as a title."""
        if self.asked.title:
            return self.asked.title
        parts = [question.label(each) for each in self.asked.parts]
        return " × ".join(parts)

    @property
    def takeaway(self) -> str:
        """What it shows, in a sentence or two."""
        if self.asked.name == sources_page.CHART:
            return sources_page.takeaway(self.catalog, self.therapies)
        tell = TAKEAWAYS.get(self.asked.name)
        return tell(self.therapies) if tell else self._most()

    def _most(self) -> str:
        """Return where most stand, and by name what stands alone."""
        if not self.units:
            return takeaways.NOTHING
        ordered = sorted(self.cells, key=lambda cell: -_number(cell))
        most = _number(ordered[0])
        first = [cell for cell in ordered if _number(cell) == most][:FEW]
        total = len(self.therapies)
        told = listed([self._named(cell) for cell in first])
        if most <= FEW:
            names = listed([unit["name"] for unit in first[0].units])
            return (
                f"Nowhere do more than {most} stand together: {self._named(first[0])} has {names}."
            )
        each = " each" if len(first) > 1 else ""
        return f"Of {total} therapies most stand together under {told}: {most}{each}."

    def _named(self, cell: Cell) -> str:
        return f"“{cell.row}{f', {cell.column}' if cell.column else ''}”"

    @property
    def key(self) -> tuple[str, ...]:
        """How to read it, in lines."""
        hollow = f"Hollow: said of {Outcome.DRIVER.label}; solid: of the disease."
        lines = [question.sentence(self.asked), f"{hollow} Low or empty: no effect stated."]
        if more := question.several(self.asked):
            lines.append(more)
        if any(unit["ahead"] for unit in self.units):
            lines.append("Shaded and named: use runs ahead of the words.")
        return (*lines, *self._left_out())

    def _left_out(self) -> Iterator[str]:
        """Yield what is not drawn where therapies stand one below the other."""
        if self.asked.name != sources_page.CHART:
            return
        found = sources_page.matrix(self.catalog, self.therapies, chart_data.ROWS)
        alone = [therapy for each in found.alone for therapy in each.therapies]
        yield "Empty: the document does not name it."
        if alone:
            total = sum(each.total for each in found.alone)
            told = takeaways.part(alone) if total <= FEW else f"{total} therapies"
            yield brief(f"Named by one document only, and not drawn: {told}.", 160)
        if rest := sources_page.rest(found):
            yield rest

    @property
    def alt(self) -> str:
        """What the chart shows, for who does not see it: the takeaway, and how much is where."""
        counts = [
            f"{cell.row}{f', {cell.column}' if cell.column else ''}: {_number(cell)}"
            for cell in self.cells
        ]
        return f"{self.title}. {self.takeaway} {'; '.join(counts)}."

    @cached_property
    def cells(self) -> tuple[Cell, ...]:
        """The cells that hold something, row by row."""
        found: dict[tuple[str, str], list[marks.Row]] = {}
        for unit in self.units:
            found.setdefault((unit["rows"], unit["columns"]), []).append(unit)
        return tuple(Cell(*key, tuple(those)) for key, those in found.items())

    @property
    def columns(self) -> tuple[str, ...]:
        """The heads of the columns that hold something; one without a name where none is asked."""
        here = {cell.column for cell in self.cells}
        ordered = self.orders.get(self.asked.columns, ("",))
        return tuple(each for each in ordered if each in here)

    @property
    def rows(self) -> dict[str, tuple[Cell, ...]]:
        """The cells of each row, one for each column, empty or not."""
        found = {(cell.row, cell.column): cell for cell in self.cells}
        names = dict.fromkeys(cell.row for cell in self.cells)
        return {
            row: tuple(found.get((row, each), Cell(row, each, ())) for each in self.columns)
            for row in names
        }

    @property
    def differences(self) -> dict[str, Sequence[str]]:
        """On what documents differ, by row, where they stand side by side."""
        if self.asked.rows != "name":
            return {}
        return {unit["rows"]: unit["differs"] for unit in self.units if unit["differs"]}

    @property
    def titles(self) -> tuple[str, str]:
        """The names of the two axes."""
        columns = self.asked.columns
        rows = "" if self.asked.rows == "name" else question.label(self.asked.rows)
        return rows, question.label(columns) if columns else ""

    def look(self, theme: str, font: str = looks.FONT) -> dict[str, Any]:
        """Return the chart's look on a ground."""
        colour = self.asked.colour
        values = question.values(self.catalog, colour) if colour else ()
        return looks.look(theme, colour, values, font)

    def chart(self, theme: str, font: str = looks.FONT, *, keyed: bool = True) -> Any:
        """Return it as an Altair chart, the same on every surface but for its ground and type.

        It is `keyed` where its key does not stand beside it.
        """
        from altair.utils.schemapi import debug_mode

        from therapies.content import charts

        look, wide = self.look(theme, font), marks.step(self.units, self.asked.ask)
        with debug_mode(False):  # tests compare with the schema: that takes 0.3 s for each reader
            chart = charts.drawn(self.placed, self.titles, wide, self.is_bars, look)
            return charts.keyed(chart, self.key if keyed else (), look)

    def filter_of(self, cell: Cell) -> dict[str, tuple[str, ...]]:
        """Return the filters that give what a cell holds; none where there is no such filter."""
        pairs = [(self.asked.rows, cell.row), (self.asked.columns, cell.column)]
        found: dict[str, tuple[str, ...]] = {}
        for column, value in pairs:
            if held := _held(self.catalog, column, value):
                found[column] = (held,)
            elif column == "outcome":
                found["evidence"] = (NOT_STATED,)
        if "outcome" in found:  # an effect that is not stated is on nothing
            spoken = tuple(each.value for each in Evidence if each is not Evidence.NOT_STATED)
            found.setdefault("evidence", spoken)
        return found


def _held(catalog: Catalog, column: str, value: str) -> str:
    """Return a value as the link holds it; nothing where no filter is about it."""
    if (
        column in ("", "name")
        or (column == "outcome" and value == marks.SILENT)
        or (column == "context" and value == NOT_STATED)
    ):
        return ""
    if column == DOCUMENT:
        names = document_names(catalog)
        return next(source for source, name in names.items() if marks.brief(name) == value)
    terms = COLUMN[column].terms
    if not terms:
        return next(each for each in options(catalog, column) if marks.brief(each) == value)
    return next(term.value for term in terms if term.short == value)


def _number(cell: Cell) -> int:
    return sum(unit["number"] for unit in cell.units)
