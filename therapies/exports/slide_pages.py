"""What stands on which slide, for each page and each of its screens.

The words are in `slide_content`, the drawing is in `deck`.
"""

from collections import Counter
from collections.abc import Callable, Mapping

from therapies import comparison, coverage, frames, grid, method, takeaways
from therapies.exports.deck import Deck
from therapies.exports.fitting import Cell, Row
from therapies.exports.slide_content import (
    answered,
    differences,
    document_rows,
    group_row,
    known_mark,
    listed,
    marked,
    named,
    plain_row,
    receipt_notes,
)
from therapies.exports.view import View
from therapies.model import NOT_STATED, ActsOn, Category, Evidence, Goal, Standing, Therapy
from therapies.profile import profile
from therapies.statement import framing, paired, splits, statement

Drawing = Callable[[Deck, View], None]

SHADES = ("1B2430", "3F566B", "6483A0", "A3B8C9", "D3DDE6", "FFFFFF")
"""The evidence from strong to weak: lightness, never a hue."""


def _overview(drawn: Deck, view: View) -> None:
    _map(drawn, view)
    if view.therapies:
        _standing(drawn, view)
        _disease(drawn, view)


def _map(drawn: Deck, view: View) -> None:
    if not view.therapies:
        drawn.blank(takeaways.NOTHING)
        return
    pairs = Counter((each.evidence, each.outcome, each.goal) for each in view.therapies)
    known = sorted({key[:2] for key in pairs}, key=lambda pair: (pair[0].rank, pair[1].rank))
    rows = [
        plain_row(paired(*pair).marked, *(str(pairs[*pair, goal] or "–") for goal in Goal))
        for pair in known
    ]
    headers = ("What the documents say is known", *(f"To {goal}" for goal in Goal))
    title = takeaways.map_takeaway([named(each) for each in view.therapies])
    drawn.table(title, headers, rows, (5, 2, 2, 2, 2), later="What is known, by goal")
    cells = grid.cells(view.catalog, view.query)
    for place, goal in enumerate(Goal):
        column = [row[place] for row in cells.values()]
        rows = [group_row(view.catalog, cell, group) for cell in column for group in cell.groups]
        count = sum(cell.count for cell in column)
        who = f"{count} said to aim" if count else "Only also framed so:"
        title = f"{who} to {goal.phrase} ({goal}), by what is known"
        if rows:
            drawn.table(title, ("Category", "What is known", "Therapies"), rows, (3, 4, 7))


def _standing(drawn: Deck, view: View) -> None:
    """Draw evidence × place in care; what is about a driver only has its own bar."""
    found = Counter(
        ((each.standing, takeaways.is_driver_only(each)), each.evidence) for each in view.therapies
    )
    bars = [(place, only) for place in Standing for only in (False, True)]
    bars = [bar for bar in bars if any((bar, each) in found for each in Evidence)]
    series = [
        (each.marked, each.symbol, SHADES[each.rank], [found.get((bar, each)) for bar in bars])
        for each in Evidence
    ]
    names = [f"{place}: {'driver only' if only else 'disease'}" for place, only in bars]
    rows = frames.standing_rows(view.therapies)
    drawn.chart(
        takeaways.standing_takeaway([named(each) for each in view.therapies]),
        names,
        series,
        "Number of therapies by place in care and evidence",
        "Disease: about the disease itself, or no effect stated. Driver only: on what feeds it.",
        [f"{place}; {known.marked}: {listed(group)}" for place, known, group in rows],
    )


def _disease(drawn: Deck, view: View) -> None:
    found = Counter((each.acts_on, each.category) for each in view.therapies)
    places = [place for place in ActsOn if any((place, each) in found for each in Category)]
    series = [
        (each.marked, each.symbol, each.colour[1:], [found.get((p, each)) for p in places])
        for each in Category
    ]
    drawn.chart(
        takeaways.disease_takeaway([named(each) for each in view.therapies]),
        [place.value for place in places],
        series,
        "Number of therapies by what they act on and category",
        "From the causes of the disease, above, to the clot.",
        [f"{place}: {listed(group)}" for place, group in frames.target_rows(view.therapies)],
    )


def _list(drawn: Deck, view: View) -> None:
    if not view.therapies:
        drawn.blank(takeaways.NOTHING)
        return
    headers = ("Therapy", "Aim, and what is known of it", "Place in care", "Documents differ")
    rows = []
    for each in view.therapies:
        aim = f"{each.goal.label}: {known_mark(each)}\n{framing(each)}".strip()
        name = f"{each.category.symbol} {each.name}\n{each.category}"
        differ = differences(view.catalog, each) or "No"
        texts = (Cell(name, each.category.colour), Cell(aim), Cell(each.standing), Cell(differ))
        rows.append(Row(texts, receipt_notes(view.catalog, [each])))
    title = takeaways.map_takeaway([named(each) for each in view.therapies])
    drawn.table(title, headers, rows, (4, 4, 2, 5), later=view.sentence)


def _therapies(drawn: Deck, view: View) -> None:
    for each in view.therapies:
        _therapy(drawn, view, each)


def _therapy(drawn: Deck, view: View, therapy: Therapy) -> None:
    """Draw the statement with badges and what each document says, then the rest of the row."""
    catalog, found = view.catalog, profile(view.catalog, therapy, view.query)
    headers = ("On the", "This table", *(source.name for source in catalog.sources))
    nearest = "Goal, the nearest" if therapy.is_nearest_goal else "Goal"
    badges = (
        (Cell(therapy.category.marked, therapy.category.colour), 2.6),
        (Cell(f"{nearest}: {therapy.goal}; {known_mark(therapy)}"), 4.4),
        (Cell(f"Place in care: {therapy.standing}"), 2.8),
    )
    title, notes = statement(named(therapy)), receipt_notes(catalog, [therapy])
    widths, rows = (2.2, *[3.0] * (len(headers) - 1)), document_rows(view, therapy)
    drawn.table(title, headers, rows, widths, badges=badges, notes=notes)
    members = (f"{each.name} ({known_mark(each)})" for each in found["members"])
    above = catalog.by_id[therapy.member_of].name if therapy.member_of else ""
    facts = {
        "Said by": ", ".join(found["sayers"]),
        "Kind": f"{therapy.kind}; acts on {therapy.acts_on}",
        "Mechanism": therapy.mechanism,
        "For whom": "; ".join(found["contexts"]) or NOT_STATED,
        "Caveat": therapy.caveat,
        "Framing": found["framing"],
        "Also called": "; ".join(therapy.aliases),
        "Belongs to": above,
        "Members": "; ".join(members),
        "Why so": therapy.rationale,
    }
    rows = [plain_row(label, text) for label, text in facts.items() if text]
    title = f"{named(therapy).name}: mechanism, context and caveat"
    drawn.table(title, ("About", "What the table says"), rows, (2, 13), notes=notes)


def _compare(drawn: Deck, view: View) -> None:
    names = [named(each).name for each in view.therapies]
    rows = []
    for row in comparison.rows(view.catalog, view.therapies):
        question = f"{row.question.text}{' (differs)' if row.differs else ''}"
        rows.append(plain_row(question, *map(answered, row.answers)))
    headers = ("Question", *(f"{each.category.symbol} {each.name}" for each in view.therapies))
    hues = ("", *(each.category.colour for each in view.therapies))
    title = f"Side by side: {', '.join(names)}"
    notes = receipt_notes(view.catalog, view.therapies)
    widths = (2.3, *[12.7 / len(names)] * len(names))
    drawn.table(title, headers, rows, widths, notes=notes, hues=hues)
    apart = [each for each in view.therapies if splits(view.catalog, each.id)]
    rows = [row for each in apart for row in document_rows(view, each, f"{each.name}. ")]
    headers = ("On the", "This table", *(source.name for source in view.catalog.sources))
    widths, notes = (3, *[3] * (len(headers) - 1)), receipt_notes(view.catalog, apart)
    if apart:
        drawn.table("Where the documents differ", headers, rows, widths, notes=notes)


def _sources(drawn: Deck, view: View) -> None:
    _evidence_span(drawn, view)
    _standing_span(drawn, view)


def _evidence_span(drawn: Deck, view: View) -> None:
    _span(drawn, view, "evidence", "Evidence")


def _standing_span(drawn: Deck, view: View) -> None:
    _span(drawn, view, "standing", "Place in care")


def _span(drawn: Deck, view: View, column: str, label: str) -> None:
    """Draw what each document says in `column`, under how far they lie apart."""
    catalog = view.catalog
    spans = coverage.spans(catalog, [named(each) for each in view.therapies], column)
    rows = [
        Row(
            (Cell(therapy.name), *(Cell(marked(each)) for each in said)),
            receipt_notes(catalog, [therapy]),
        )
        for therapy, said in coverage.span_rows(catalog, view.therapies, column)
    ]
    headers = (label, *(source.name for source in catalog.sources))
    title, later = coverage.span_takeaway(spans), f"{label} over the documents"
    if rows:
        drawn.table(title, headers, rows, (3, *[3] * len(catalog.sources)), later=later)
    else:
        drawn.blank(title)


def _words(drawn: Deck, _view: View) -> None:
    rows = [plain_row(each.marked, each.definition) for each in Evidence]
    drawn.table("What the evidence words mean", ("Word", "It is used when"), rows, (3, 12))


def _method(drawn: Deck, view: View) -> None:
    """Draw the documents and every vocabulary, as the page has them."""
    rows = [plain_row(source.name, source.scope) for source in view.catalog.sources]
    drawn.table("The documents", ("Document", "About"), rows, (3, 12))
    for vocabulary in method.vocabularies():
        rows = [plain_row(term.marked, term.definition) for term in vocabulary.terms]
        title = f"{vocabulary.title}: {vocabulary.question}"
        drawn.table(title, ("Word", "What it means here"), rows, (3, 12), later=vocabulary.title)


PAGES: Mapping[str, Drawing] = {
    "overview": _overview,
    "browse": _list,
    "therapy": _therapies,
    "compare": _compare,
    "sources": _sources,
    "method": _method,
}
SCREENS: Mapping[str, Mapping[str, Drawing]] = {
    "overview": {"map": _map, "standing": _standing, "targets": _disease},
    "sources": {"evidence-span": _evidence_span, "standing-span": _standing_span},
    "method": {"": _words},
}
"""What is drawn of a step of a talk: each page's screens, the first as the default."""
