"""The page Charts: the ready questions and one's own, the table under the chart, and its code."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from typing import Any, NamedTuple
from urllib.parse import urlencode

from therapies.content import chart_code, marks, question, render
from therapies.content.answer import Answer, Cell
from therapies.content.go import Go
from therapies.content.question import EXAMPLES, FIELDS, FORMS, PARTS, QUESTIONS, READY, Question
from therapies.content.side_list import named
from therapies.query.query import Query
from therapies.query.view import View
from therapies.site import MOST_COMPARED
from therapies.wording import counted

NONE = "none"
"""What leaves a part of a question out."""


class Way(NamedTuple):
    """A link that asks a question: its words, where it leads, if it is asked now, why not."""

    label: str
    target: str
    chosen: bool
    refused: str = ""


class Part(NamedTuple):
    """A part of one's own question and what it may be."""

    label: str
    ways: tuple[Way, ...]


class Held(NamedTuple):
    """What a cell holds: its names, where its filter and its comparison lead, what a talk keeps."""

    cell: Cell
    number: str
    filtered: str
    compared: str
    kept: str

    @property
    def told(self) -> str:
        """The cell in words."""
        return ", ".join(filter(None, (self.cell.row, self.cell.column)))


def head(go: Go) -> dict[str, Any]:
    """Return the values of the template `charts_head`: what is asked, and what it shows."""
    answer, asked = Answer.of(go.view), question.asked(dict(go.view.own))
    own = not asked.name
    ways = [Way(each.title, target(each), each == asked) for each in QUESTIONS.values()]
    return {
        "go": go,
        "answer": answer,
        "ready": ways,
        "own": own,
        "parts": _parts(go, asked),
        "examples": [Way(_title(each), target(each), each == asked) for each in EXAMPLES],
        "refusals": question.refusals(go.view.catalog, asked),
    }


def foot(go: Go) -> dict[str, Any]:
    """Return the values of the template `charts_foot`: the table, the pictures and the code."""
    answer = Answer.of(go.view)
    rows = {row: [held(go, answer, cell) for cell in cells] for row, cells in answer.rows.items()}
    return {
        "go": go,
        "answer": answer,
        "rows": rows,
        "differ": marks.DIFFER,
        "code": chart_code.script(go.view, answer),
        "pictures": list(_pictures(go)),
    }


def first(go: Go) -> str:
    """Return the page in the start page, with the room that the chart will take, as HTML."""
    answer = Answer.of(go.view)
    parts = [render.html("charts_head", **head(go))]
    if answer.units:
        parts.append(render.html("charts_room", height=answer.height))
        parts.append(render.html("charts_foot", **foot(go)))
    return f'<div id="below">{"".join(parts)}</div>'


def in_file(go: Go) -> str:
    """Return the page in a file as HTML: the ready charts, with a place for each picture."""
    answers = [Answer.of(each) for each in ready(go.view)]
    return render.html("charts_file", answers=answers)


def ready(view: View) -> tuple[View, ...]:
    """Return the view once for each ready question that has an answer."""
    views = (replace(view, page="charts", own=each.own) for each in QUESTIONS.values())
    return tuple(each for each in views if Answer.of(each).units)


def held(go: Go, answer: Answer, cell: Cell) -> Held:
    """Return what a cell holds and where its names lead together."""
    ids = list(dict.fromkeys(unit["id"] for unit in cell.units if unit["number"] == 1))
    number = sum(unit["number"] for unit in cell.units)
    filters = answer.filter_of(cell)
    query = narrowed(go.view.query, filters)
    fits = number == len(ids) and 2 <= len(ids) <= MOST_COMPARED
    return Held(
        cell,
        counted(number, "therapy", "therapies"),
        go.to(query) if filters and query != go.view.query else "",
        f"compare{named(ids)}" if fits else "",
        f"{question.FIGURE}?{urlencode(query.to_params())}" if filters else "",
    )


def narrowed(query: Query, filters: Mapping[str, Sequence[str]]) -> Query:
    """Return the query with the filters of a cell; what is chosen already stays a limit."""
    chosen = {key: query.values(key) for key in filters}
    both = {key: [v for v in filters[key] if v in chosen[key]] for key in filters}
    return query.with_values(**{key: both[key] or filters[key] for key in filters})


def pressed(go: Go, cells: Sequence[dict[str, Any]], units: Sequence[dict[str, Any]]) -> Any:
    """Return what stands beside the chart for the cell and the mark that were pressed, or None."""
    if not cells:
        return None
    answer, at = Answer.of(go.view), (cells[-1].get("row"), cells[-1].get("column"))
    found = next((cell for cell in answer.cells if (cell.row, cell.column) == at), None)
    if found is None:
        return None
    id_ = units[-1].get("id") if units else ""
    unit = next((each for each in found.units if each["id"] == id_), None)
    return {"go": go, "answer": answer, "held": held(go, answer, found), "unit": unit}


def target(asked: Question) -> str:
    """Return the target that asks a question; what is not asked falls away."""
    own = dict(asked.own)
    return f"?{urlencode([(key, own.get(key, '')) for key in (READY, *PARTS)])}"


def _parts(go: Go, asked: Question) -> tuple[Part, ...]:
    titles = ("Rows", "Columns", "Colour", "Drawn as")
    return tuple(
        Part(title, tuple(_ways(go, asked, key))) for key, title in zip(FIELDS, titles, strict=True)
    )


def _ways(go: Go, asked: Question, key: str) -> Iterator[Way]:
    now = {**asked.ask, "rows": asked.rows if asked.rows in question.ASKED else "category"}
    columns = question.ASKED if key == "rows" else ("", *question.ASKED)
    values: tuple[str, ...] = FORMS if key == "draw" else columns
    for value in values:
        wanted = Question(**{**now, key: value})
        label = value if key == "draw" else question.label(value) if value else NONE
        before = question.refusals(go.view.catalog, Question(**now))
        new = [e for e in question.refusals(go.view.catalog, wanted) if e not in before]
        chosen = not asked.name and now[key] == value
        yield Way(label.capitalize(), target(wanted), chosen, " ".join(new))


def _title(asked: Question) -> str:
    parts = [question.label(each) for each in asked.parts]
    return " × ".join(parts) + (", bars" if asked.draw == "bars" else "")


def _pictures(go: Go) -> Iterator[tuple[str, list[tuple[str, str]]]]:
    """Yield each shape with its files; every one with its title and without."""
    for shape in ("natural", "16:9", "4:3", "square"):
        files = [
            (
                f"{kind.upper()}{' 4x' if scale == '4' else ''}{', no title' if bare else ''}",
                go.view.address(
                    f"data/view/{kind}",
                    of="charts",
                    chart=question.FIGURE,
                    shape=shape,
                    **({"scale": scale} if scale else {}),
                    **({"title": "no"} if bare else {}),
                ),
            )
            for bare in (False, True)
            for kind, scale in (("png", "2"), ("png", "4"), ("svg", ""))
        ]
        yield ("As it is" if shape == "natural" else shape.capitalize(), files)
