"""What a slide shows, as the few shapes that paper draws: grids of cells, cells of lines."""

from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import Any

from therapies.content.evidence_map import Mark
from therapies.exports.pdf.sheet_content import Values
from therapies.exports.qr import qr_svg
from therapies.model import Category, Outcome, Therapy
from therapies.presenting.bodies import (
    About,
    Ahead,
    Block,
    Chart,
    Comparison,
    Differing,
    Documents,
    GoalColumn,
    Listing,
    Map,
    Name,
    Nothing,
    Opening,
    Portrait,
    Presented,
    Question,
    Quote,
    Sentence,
    TakeHome,
    Where,
    Words,
)
from therapies.presenting.bodies import Cell as TableCell
from therapies.presenting.slides import Slide
from therapies.wording import counted

Cell = list[Values]
"""Lines beneath each other."""

WIDE = (Map, Comparison, Listing)
"""Bodies of so many names or words that their picture takes the width of the page."""

QR_SHARE = 0.28

HOLLOW = ("Hollow steps: said of a risk factor only.",)
"""What the legend of a page with such pictures adds."""


def picture(slide: Slide, drawing: str = "") -> Values:
    """Return the picture of `slide` as the template draws it; `drawing` is that of a chart."""
    grids = list(DRAWN[type(slide.body)](slide.body))
    if isinstance(slide.body, Chart):
        line = _line(slide.alt)
        grids = [_beside([{**line, "drawing": drawing} if drawing else line])]
    return {
        "title": slide.title,
        "subtitle": slide.subtitle,
        "wide": isinstance(slide.body, WIDE) or bool(drawing),
        "grids": grids,
    }


def _line(text: str, look: str = "", category: Category | None = None) -> Values:
    """Return a line; its look is "", soft, head, big, aside or quote."""
    sign = {"sign": category.symbol, "colour": category.colour} if category else {}
    return {"text": text, "look": look, **sign}


def _marked(mark: Mark | None, text: str, look: str = "") -> Values:
    """Return a line after its evidence; hollow is what is said of a risk factor only."""
    if mark is None:
        return _line(text, look)
    hollow = mark.outcome is Outcome.DRIVER
    return {**_line(text, look), "steps": mark.evidence.steps, "hollow": hollow}


def _signed(therapy: Therapy, look: str = "") -> Values:
    return _line(therapy.name, look, therapy.category)


def _more(number: int) -> Cell:
    return [_line(f"and {number} more", "soft")] if number else []


def _grid(widths: Iterable[float], rows: Iterable[Iterable[Cell]], *, ruled: bool = True) -> Values:
    return {"widths": list(widths), "rows": [list(row) for row in rows], "ruled": ruled}


def _beside(*cells: Cell, widths: Iterable[float] = ()) -> Values:
    return _grid(list(widths) or [1.0] * len(cells), [cells], ruled=False)


def _code(link: str, told: str) -> Cell:
    try:
        return [{**_line(told, "soft"), "qr": qr_svg(link), "link": link}]
    except ValueError:  # a link too long for a code
        return []


def _quoted(quote: Quote) -> Cell:
    return [
        _line(quote.told, "head" if quote.side else ""),
        _line(f"“{quote.words}”", "quote"),
        _line(quote.place, "soft"),
    ]


def _opening(body: Opening) -> Iterator[Values]:
    told = [_line(body.told, "big"), *([_line(body.who)] if body.who else [])]
    yield _beside(told, _code(body.link, "Follow along"), widths=(1, QR_SHARE))
    if not body.fields:
        return
    how = "Each column is a therapy: the taller, the firmer the words."
    yield _beside([_line(f"{how} Hollow: about a risk factor only.", "soft")])
    fields = (
        [_stacks(each), _line(f"{each.category.heading} {each.size}", "", each.category)]
        for each in body.fields
    )
    yield _beside(*fields, widths=(max(8, len(each.names)) for each in body.fields))


def _stacks(block: Block) -> Values:
    stacks = [[e.mark.evidence.steps, e.mark.outcome is Outcome.DRIVER] for e in block.names]
    return {"stacks": stacks, "colour": block.category.colour}


def _signs(names: Iterable[Name]) -> Values:
    hues = (each.therapy.category for each in names)
    return {"signs": [[each.symbol, each.colour] for each in hues]}


def _documents(body: Documents) -> Iterator[Values]:
    yield _beside(
        *(
            [
                _line(each.source.name, "head"),
                _line(counted(each.paragraphs, "paragraph")),
                _line(f"{counted(each.therapies, 'therapy', 'therapies')} named"),
                _line(counted(each.statements, "statement")),
                {"paragraphs": each.sections},
            ]
            for each in body.papers
        )
    )
    gives = [_line("What they give", "head"), *map(_line, body.gives)]
    yield _beside(gives, [_line("What they do not give", "head"), *map(_line, body.lacks)])


def _map(body: Map) -> Iterator[Values]:
    cells, widths = list[Cell](), list[float]()
    for column in body.columns:
        split = len(column.parts) > 1
        for place, part in enumerate(column.parts):
            head = f"{column.goal.heading}: {column.size}" if place == 0 else ""
            under = f"{part.heading}: {part.size}" if split else column.gloss
            cell = [_line(head, "head"), _line(under, "soft")]
            for block in part.blocks:
                heading = f"{block.category.heading} {block.size}"
                cell.append(_line(heading, "group", block.category))
                cell += [_marked(each.mark, each.text) for each in block.names]
                cell += _more(block.more)
            cells.append(cell + (_presented_beside(column) if place == 0 else []))
            widths.append(1.25 if part.size >= 12 else 1)
    yield _beside(*cells, widths=widths)


def _presented_beside(column: GoalColumn) -> Cell:
    """Return those that are presented with a goal which is not their own."""
    if not column.presented:
        return []
    cell = [_line(f"Presented as {column.goal.doing}: {column.presented_size}", "group")]
    for group in column.presented:
        cell += [_line(group.label, "soft")] if group.label else []
        cell += [_signed(each.therapy, "aside") for each in group.names]
        cell += _more(group.more)
    return cell


def _presented(body: Presented) -> Iterator[Values]:
    rows = (
        (
            [_signed(each.therapy, "" if strand.own else "aside") for each in strand.names]
            + _more(strand.more),
            [_marked(each.mark, each.mark.evidence.short, "soft") for each in strand.names],
            [_line(strand.heading, "head"), _line(strand.told)],
        )
        for strand in body.strands
    )
    yield _grid((1.3, 0.8, 1.2), rows)


def _sentence(body: Sentence) -> Iterator[Values]:
    yield _beside([line for quote in body.quotes for line in _quoted(quote)])
    yield _beside(*([_line(each.heading, "head"), _line(each.text)] for each in body.readings))
    told = body.told or ("",) * len(body.names)
    yield _beside(
        *(
            [_marked(each.mark, each.text, "head"), *([_line(said, "soft")] if said else [])]
            for each, said in zip(body.names, told, strict=True)
        )
    )


def _about(body: About) -> Iterator[Values]:
    outcomes = [
        line
        for row in body.rows
        for line in (
            _line(f"{row.label}: {len(row.names)}", "head" if row == body.chosen else ""),
            _signs(row.names),
        )
    ]
    levels = list[Values]()
    for evidence, group in body.groups:
        levels.append({**_line(group.label, "head"), "steps": evidence.steps, "hollow": False})
        if body.chosen.outcome is Outcome.DRIVER:
            levels[-1]["hollow"] = True
        levels += [*(_signed(each.therapy) for each in group.names), *_more(group.more)]
    yield _beside(outcomes, levels, widths=(1, 1.5))


def _ahead(body: Ahead) -> Iterator[Values]:
    cells = list[Cell]()
    for column in body.columns:
        cell = [_line(str(column.size), "big"), _line(column.label, "head")]
        for _, group in column.groups:
            cell.append(_line(group.label, "soft"))
            cell += [
                {**_signed(each.therapy), **_marked(each.mark, each.text)} for each in group.names
            ]
            cell += _more(group.more)
        cells.append(cell)
    yield _beside(*cells)
    if body.caution:
        yield _beside([_line(body.caution, "soft")])


def _where(body: Where) -> Iterator[Values]:
    rows = (
        (
            [_line(each.target.heading, "head")],
            [_line(str(each.size))],
            [_signs(each.names), _line(each.told), *_more(each.more)],
        )
        for each in body.places
    )
    yield _grid((1, 0.2, 3), rows)


def _answer(cell: TableCell) -> Cell:
    if not cell.text:
        return [_line("–", "soft")]
    return [_marked(cell.mark, cell.text), *([_line(cell.more, "soft")] if cell.more else [])]


def _comparison(body: Comparison) -> Iterator[Values]:
    head = ([_line("")], *([_line(each.name, "head")] for each in body.therapies))
    rows = (([_line(row.head, "soft")], *map(_answer, row.cells)) for row in body.rows)
    yield _grid((0.6, *(1.0 for _ in body.therapies)), (head, *rows))


def _differing(body: Differing) -> Iterator[Values]:
    names = [[_line(each.name, "head")] for each in body.documents]
    head = ([_line("")], *names, [_line("They differ on", "head")])
    rows = (
        ([_signed(name.therapy)], *map(_answer, cells), [_line(apart, "soft")])
        for name, cells, apart in body.rows
    )
    yield _grid((1, *(1.0 for _ in names), 1.2), (head, *rows))
    if body.more:
        yield _beside(_more(body.more))


def _question(body: Question) -> Iterator[Values]:
    """Yield the choices; which is right is told in the notes, not in the picture."""
    for start in range(0, len(body.choices), 2):
        pair = body.choices[start : start + 2]
        yield _grid((1, 1), [[[_line(f"{each.letter}. {each.text}", "big")] for each in pair]])


def _home(body: TakeHome) -> Iterator[Values]:
    lessons = [
        _line(f"{each.number} of {each.of} {each.lead} {each.rest}", "big") for each in body.lessons
    ]
    yield _beside(lessons, _code(body.link, body.told), widths=(1, QR_SHARE))


def _portrait(body: Portrait) -> Iterator[Values]:
    kind = f"{body.therapy.category.heading}, {body.therapy.kind.label}"
    yield _beside([_line(kind, "", body.therapy.category)])
    facts = (([_line(each.label, "soft")], [_marked(each.mark, each.text)]) for each in body.facts)
    yield _grid((1, 3), facts)
    yield _beside([line for quote in body.quotes for line in _quoted(quote)])


def _listing(body: Listing) -> Iterator[Values]:
    cells = list[Cell]()
    for group in body.groups:
        cell = [_line(f"{group.category.heading} {group.size}", "group", group.category)]
        for place, name in enumerate(group.names):
            cell.append(_marked(name.mark, name.text))
            cell += [_line(group.told[place], "soft")] if group.told else []
        cells.append(cell + _more(group.more))
    yield _beside(*cells)


def _words(body: Words) -> Iterator[Values]:
    rows = (([_marked(each.mark, each.text, "head")], [_line(each.meaning)]) for each in body.words)
    yield _grid((1, 2), rows)


def _nothing(body: Nothing) -> Iterator[Values]:
    yield _beside([_line(body.why)])


DRAWN: Mapping[type, Callable[[Any], Iterator[Values]]] = {
    Opening: _opening,
    Documents: _documents,
    Map: _map,
    Presented: _presented,
    Sentence: _sentence,
    About: _about,
    Ahead: _ahead,
    Where: _where,
    Comparison: _comparison,
    Differing: _differing,
    Question: _question,
    TakeHome: _home,
    Portrait: _portrait,
    Listing: _listing,
    Words: _words,
    Chart: lambda _: iter(()),  # it comes drawn
    Nothing: _nothing,
}
"""What draws each kind of body."""
