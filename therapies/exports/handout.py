"""The sheet of a talk: each view with what it shows in words, its receipts and room to write.

Whoever listens gets it without the notes; the presenter's own has them.
"""

from collections.abc import Callable, Iterator
from pathlib import Path

from therapies import coverage, site, takeaways
from therapies.catalog import Catalog
from therapies.exports.formats import PAPERS
from therapies.exports.sheet_content import Values
from therapies.exports.sheets import LEGEND, compiled
from therapies.exports.view import NAMING, View
from therapies.model import Claim, Evidence, Therapy
from therapies.relations import receipts
from therapies.statement import framing, paired, splits, statement
from therapies.take import shared
from therapies.talk import Step, Talk

TEMPLATE = Path(__file__).with_name("handout.typ")

LISTED = 12
"""So many therapies of a list are named with their marks; more are told by the takeaway only."""

RECEIPTS = 4
"""So many receipts of a named therapy are given; the link leads to all."""


def handout(
    talk: Talk,
    catalog: Catalog,
    base: str = View.base,
    paper: str = PAPERS[0],
    *,
    notes: bool = False,
) -> bytes:
    """Return the sheet of `talk` as a PDF on `paper`, the same bytes for the same talk and table.

    With `notes` it is the presenter's own. Raises `ValueError` for another paper and for a talk
    without views.
    """
    if paper not in PAPERS:
        raise ValueError(f"paper: {paper!r} found; allowed: {', '.join(PAPERS)}")
    if not talk.steps:
        raise ValueError("a handout needs a view; collect one first")
    values = contents(talk, catalog, base, paper, notes=notes)
    return compiled(TEMPLATE, values, catalog.date)


def contents(talk: Talk, catalog: Catalog, base: str, paper: str, *, notes: bool = False) -> Values:
    """Return the values of the sheet; without `notes` those of the talk are nowhere in them."""
    stamp = View(catalog, base=base).stamp
    foot = (stamp.table, stamp.documents, stamp.purpose)
    count, shown = len(talk.steps), talk if notes else talk.without_notes()
    told = f"a talk of {count} {'view' if count == 1 else 'views'}"
    title = f"Your notes for {told}" if notes else told.capitalize()
    return {
        "paper": paper,
        "flipped": False,
        "name": f"{title} · {site.TITLE}",
        "subject": site.TITLE,
        "title": title,
        "date": [catalog.date.year, catalog.date.month, catalog.date.day],
        "stamp": foot,
        "footer": foot,
        "legend": LEGEND,
        "views": [_view(step, catalog, base) for step in shown.steps],
    }


def _view(step: Step, catalog: Catalog, base: str) -> Values:
    view = step.view(catalog, base)
    told = "" if step.is_lost else takeaway(view, step.screen)
    return {
        "title": step.title,
        "shows": step.shows(catalog),
        "takeaway": told,
        "lines": [] if step.is_lost else list(_lines(view, step.screen)),
        "problem": step.problem,
        "note": "\n".join(line for line in step.note.split("\n") if line != told),
        "link": shared(view),
    }


def takeaway(view: View, screen: str) -> str:
    """Return what the view shows in a sentence or two; named therapies have their own."""
    if view.page in NAMING or view.page == "method":
        return ""
    return TAKEAWAYS[screen or FIRST[view.page]](view)


def _span(view: View, column: str) -> str:
    return coverage.span_takeaway(coverage.spans(view.catalog, view.therapies, column))


FIRST = {"overview": "map", "browse": "map", "sources": "evidence-span"}
"""What is told of a page where no part of it was chosen."""

TAKEAWAYS: dict[str, Callable[[View], str]] = {
    "map": lambda view: takeaways.map_takeaway(view.therapies),
    "standing": lambda view: takeaways.standing_takeaway(view.therapies),
    "targets": lambda view: takeaways.disease_takeaway(view.therapies),
    "evidence-span": lambda view: _span(view, "evidence"),
    "standing-span": lambda view: _span(view, "standing"),
}


def _lines(view: View, screen: str) -> Iterator[Values]:
    """Yield the lines of a view, each with its mark and the receipts behind it."""
    if view.page == "method":
        yield from (_line(each.symbol, f"{each.label}: {each.definition}") for each in Evidence)
    elif view.page in NAMING:
        yield from (_named(view.catalog, therapy) for therapy in view.therapies)
    elif view.page == "sources":
        for therapy in view.therapies:
            if splits(view.catalog, therapy.id):
                yield _line(therapy.evidence.symbol, f"{_brief(therapy)} Documents differ.")
    elif len(view.therapies) <= LISTED and screen in ("", "map"):
        yield from (_line(each.evidence.symbol, _brief(each)) for each in view.therapies)


def _brief(therapy: Therapy) -> str:
    known = paired(therapy.evidence, therapy.outcome)
    nearest = "nearest aim" if therapy.is_nearest_goal else "aim"
    others = " and ".join(goal.value for goal in therapy.also_framed_as)
    framed = f" (also framed as {others})" if others else ""
    return f"{therapy.name}: {nearest} {therapy.goal}{framed}; evidence {known}."


def _named(catalog: Catalog, therapy: Therapy) -> Values:
    """Return the line of a named therapy: its sentence, and receipts for goal and evidence."""
    found = receipts(catalog, therapy)
    numbers = sorted({*found["evidence"], *found["goal"], *found["also_framed_as"]})
    claims = [catalog.claims_of[therapy.id][n - 1] for n in numbers[:RECEIPTS]]
    differ = "Documents differ: the link shows all sides." if splits(catalog, therapy.id) else ""
    text = " ".join(each for each in (statement(therapy), framing(therapy), differ) if each)
    return _line(therapy.evidence.symbol, text, [_receipt(catalog, claim) for claim in claims])


def _receipt(catalog: Catalog, claim: Claim) -> str:
    name = catalog.source_by_id[claim.source].name
    return f"“{claim.wording}” {name}, {claim.section}, paragraph {claim.paragraph}"


def _line(mark: str, text: str, told: list[str] | None = None) -> Values:
    return {"mark": mark, "text": text, "receipts": told or []}
