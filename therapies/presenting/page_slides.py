"""Slides on what a view names: one therapy, a comparison, a list, the documents, the words."""

import re
from collections.abc import Sequence
from functools import partial

from therapies.catalog.catalog import sections_of
from therapies.content import comparison, sources_page, takeaways
from therapies.content.answer import Answer
from therapies.content.evidence_map import BLOCKS, Mark, own_mark
from therapies.content.findings import finding
from therapies.content.question import FIGURE
from therapies.content.relations import receipts
from therapies.content.sentences import SILENT, aim, contexts, known, sayers, sides, splits
from therapies.content.side_list import in_order
from therapies.model import (
    COLUMN,
    NOT_STATED,
    SEPARATOR,
    WORDING,
    Evidence,
    Goal,
    Outcome,
    Source,
    Therapy,
    about,
    as_read,
    effect_on,
    grouped,
)
from therapies.presenting.bodies import (
    Cell,
    Chart,
    Comparison,
    Differing,
    Documents,
    Fact,
    ListGroup,
    Listing,
    Name,
    Paper,
    Portrait,
    Quote,
    Row,
    Word,
    Words,
)
from therapies.presenting.phrases import LONG, SAID, capital, filtered, names_of, small, told_few
from therapies.presenting.slides import Slide, headline
from therapies.query.view import View
from therapies.wording import brief, listed, worded

DETAILED = 9
"""So many therapies of a list have their mechanism beside them."""

LISTED = 54
"""How many names a list holds; of more each category gives its first."""

DIFFERING = 7
"""How many therapies on which documents differ a slide holds."""

GIVES = (
    "What is aimed at, what is claimed, and in which words",
    "The place in care, for whom, and what limits it",
)
LACKS = (
    "A grade of studies: “said to be shown” is a document’s phrase",
    "A guideline, or advice for a patient",
    "A clinician’s review: none is recorded",
    "A “no”: “no effect stated” is silence",
)
ONE_SLIDE = 3
"""So many therapies are compared on one slide, whatever there is to say."""

ROOM = 470
"""How high the rows of a comparison may be, at 1280 × 720."""


def documents_slide(view: View) -> Slide:
    """Return what the documents are, what they give and what they do not."""
    catalog = view.catalog
    papers = tuple(_paper(view, source) for source in catalog.sources)
    count = capital(worded(len(papers)))
    statements = f"{len(catalog.claims)} statements, each with its document, heading and paragraph"
    one = len(papers) == 1
    return Slide(
        f"{count} {'document' if one else 'documents'}, read word by word; not graded studies",
        Documents(papers, (statements, *GIVES), LACKS),
        alt="; ".join(
            f"{p.source.name}: {p.paragraphs} paragraphs, {p.therapies} therapies, "
            f"{p.statements} statements"
            for p in papers
        ),
        notes=(
            *(f"{p.source.name}: {p.source.scope}" for p in papers),
            WORDING,
            sources_page.completeness_takeaway(catalog, catalog.therapies),
        ),
    )


def _paper(view: View, source: Source) -> Paper:
    claims = [claim for claim in view.catalog.claims if claim.source == source.id]
    sections = tuple(
        tuple(
            sum(claim.section == name and claim.paragraph == place for claim in claims)
            for place in range(1, last + 1)
        )
        for name, last in sections_of(source).items()
    )
    return Paper(source, sections, len({each.therapy for each in claims}), len(claims))


def words_slide(_view: View) -> Slide:
    """Return the words for evidence with their meaning."""
    words = tuple(
        Word(each.label.capitalize(), each.definition, Mark(Goal.HALT, each, Outcome.CALCIFICATION))
        for each in Evidence
    )
    driver = Mark(Goal.HALT, Evidence.STATED, Outcome.DRIVER)
    hollow = Word("Hollow: a risk factor only", Outcome.DRIVER.definition, driver)
    return Slide(
        "Six words say how firmly a document speaks, not what is true",
        Words((*words, hollow)),
        alt="; ".join(f"{each.text}: {each.meaning}" for each in words),
        notes=(WORDING,),
    )


def chart_slide(view: View) -> Slide:
    """Return the answer of a question of the page Charts."""
    answer = Answer.of(view)
    picture = partial(view.address, "data/view/svg", of=view.page, chart=FIGURE, title="bare")
    return Slide(
        headline(answer.title, brief(answer.title, LONG)),
        Chart(picture(theme="light"), picture(theme="dark")),
        subtitle=filtered(view),
        alt=answer.alt,
        notes=(answer.takeaway, *answer.key),
    )


def portrait_slide(view: View) -> Slide:
    """Return one therapy."""
    catalog, therapy = view.catalog, view.therapies[0]
    evidence = capital(SEPARATOR.join((therapy.evidence.label, *_on(therapy))))
    apart = listed([COLUMN[each].in_line for each in splits(catalog, therapy.id)])
    facts = (
        Fact(COLUMN["evidence"].label, evidence, own_mark(therapy)),
        Fact("How it works", therapy.mechanism),
        Fact("For whom", SEPARATOR.join(contexts(catalog, therapy)) or NOT_STATED),
        Fact(COLUMN["standing"].label, capital(therapy.standing.label)),
        Fact(
            COLUMN["caveat"].short,
            comparison.NONE_STATED if therapy.caveat == NOT_STATED else therapy.caveat,
        ),
        *((Fact(comparison.DIFFER, f"On {apart}"),) if apart else ()),
    )
    said = known(therapy)
    title = headline(
        f"{therapy.name}: {SAID[therapy.evidence]}{_for(therapy)}",
        f"{therapy.name}: {SAID[therapy.evidence]}",
        therapy.name,
    )
    return Slide(
        title,
        Portrait(
            therapy,
            facts,
            _sides(view, therapy) if apart else _proof(view, therapy),
        ),
        subtitle=f"{aim(therapy).capitalize()}.",
        alt=f"{therapy.name}: {aim(therapy)}; {said}.",
        notes=(
            f"{therapy.name}: {aim(therapy)}; {said}.",
            f"Said by: {listed(sayers(catalog, therapy))}.",
            f"{comparison.DIFFER} on {apart}." if apart else "",
            _framing(therapy),
        ),
    )


def _proof(view: View, therapy: Therapy) -> tuple[Quote, ...]:
    """Return the passages that the row rests on, two at most."""
    found = receipts(view.catalog, therapy)
    claims = view.catalog.claims_of[therapy.id]
    return tuple(
        Quote.of(view, claims[number - 1]) for number in (found["evidence"] or found["goal"])[:2]
    )


def _sides(view: View, therapy: Therapy) -> tuple[Quote, ...]:
    """Return for each document what it says where they differ, and the passage that says it."""
    catalog, found = view.catalog, []
    columns = splits(catalog, therapy.id)
    told = {column: dict(sides(catalog, therapy.id, column)) for column in columns}
    for source, values in told[columns[0]].items():
        said = [value for column in columns for value in told[column][source]]
        claims = [each for each in catalog.claims_of[therapy.id] if each.source == source]
        first = next((c for c in claims if as_read(c, columns[0]) in values), claims[0])
        side = "; ".join(str(each) for each in said if each != NOT_STATED) or NOT_STATED
        document = catalog.source_by_id[source].name
        found.append(Quote.of(view, first, f"{document}: {side}"))
    return tuple(found)


def _framing(therapy: Therapy) -> str:
    others = " and ".join(goal.doing for goal in therapy.also_framed_as)
    return f"Also presented as {others}, described as {therapy.goal.doing}." if others else ""


def _on(therapy: Therapy) -> tuple[str, ...]:
    return effect_on(therapy.evidence, therapy.outcome)


def _for(therapy: Therapy) -> str:
    on = _on(therapy)
    return f", {on[0]}" if on else ""


QUESTIONS = (
    ("How it works", comparison.HOW),
    ("Evidence as stated", comparison.FIRMLY),
    ("Named for", comparison.WHO),
    ("Place in care", comparison.PLACE),
    ("Caveats", comparison.AGAINST),
)
"""The rows of a comparison on a slide."""


def comparison_slides(view: View) -> tuple[Slide, ...]:
    """Return therapies side by side: one slide, or two where the rows are too high for one."""
    found = view.therapies
    rows = tuple(_row(view, head, question) for head, question in QUESTIONS)
    first, lit = _compared_title(view), _lit(found)
    rows = tuple(
        row._replace(cells=tuple(c._replace(lit=n == lit) for n, c in enumerate(row.cells)))
        if row.head == "Evidence as stated"
        else row
        for row in rows
    )
    told = finding(view)
    notes = tuple(filter(None, told or ()))
    alt = f"Side by side: {listed([each.name for each in found])}."
    tight = _height(rows, len(found)) > ROOM
    split = tight and len(found) > ONE_SLIDE
    parts = [rows[1:4], (rows[0], rows[4])] if split else [rows]
    second = "The same side by side: how they work, and what limits them"
    titles = (first, second)
    return tuple(
        Slide(
            title,
            Comparison(found, part, tight and not split),
            alt=alt,
            notes=() if part is parts[-1] and split else notes,
        )
        for title, part in zip(titles, parts, strict=False)
    )


def _row(view: View, head: str, question: comparison.Question) -> Row:
    cells = []
    for therapy in view.therapies:
        answer = question.answer(view.catalog, therapy)
        apart = (comparison.DIFFER.lower(),) if answer.sides else ()
        if question is comparison.FIRMLY:
            text, *rest = re.split("[:,] ", capital(answer.main[0]), maxsplit=1)
            more = SEPARATOR.join((*rest, *answer.main[1:], *apart))
            cells.append(Cell(text, own_mark(therapy), more))
        else:
            cells.append(Cell(answer.headline, more=capital("".join(apart))))
    return Row(head, tuple(cells))


def _height(rows: Sequence[Row], columns: int) -> int:
    """Return about how high the rows are: words of 21 units in lines of 27."""
    letters = int((1000 / columns - 20) / 9.6)
    return sum(
        22 + 27 * max(-(-len(c.text) // letters) + -(-len(c.more) // letters) for c in row.cells)
        for row in rows
    )


def _best(therapies: Sequence[Therapy]) -> list[Therapy]:
    places = {each.id: _place(each) for each in therapies}
    return [each for each in therapies if places[each.id] == min(places.values())]


def _place(therapy: Therapy) -> tuple[bool, bool, int]:
    mark = own_mark(therapy)
    return (
        mark.evidence is Evidence.NOT_STATED,
        mark.outcome is Outcome.DRIVER,
        mark.evidence.rank,
    )


def _lit(therapies: Sequence[Therapy]) -> int:
    """Return which column the title is about, -1 for none."""
    best = _best(therapies)
    alone = len(best) == 1 and len(therapies) > 1
    return list(therapies).index(best[0]) if alone else -1


def _compared_title(view: View) -> str:
    therapies, number = view.therapies, worded(len(view.therapies))
    if len(therapies) == 1:
        return therapies[0].name
    best = _best(therapies)
    first = best[0]
    common = set.intersection(*(set(each.context) for each in therapies))
    where = f" for {min(common, key=len)}" if common else ""
    pairs = {(each.evidence, about(each.evidence, each.outcome)) for each in therapies}
    if len(pairs) == 1:
        return (
            headline(
                f"All {number}: {SAID[first.evidence]}{_for(first)}",
                f"The same is claimed of all {number}",
            )
            .replace("All two", "Both")
            .replace("all two", "both")
        )
    if len(best) == 1 and first.evidence is not Evidence.NOT_STATED:
        said = capital(f"{SAID[first.evidence]}{_for(first)}")
        only = "only " if _is_alone(view, first) else ""
        return headline(
            f"{said}: {only}{small(view, first)} of {number}",
            f"The firmest words of {number} are on {small(view, first)}",
            f"{capital(number)} side by side",
        )
    return headline(f"{capital(number)}{where}, not equally firmly spoken of",
                    f"{capital(number)} side by side")  # fmt: skip


def _is_alone(view: View, therapy: Therapy) -> bool:
    """Say whether no passage speaks as firmly of another one of the view."""
    mark = own_mark(therapy)
    return not any(
        claim.outcome is mark.outcome and claim.evidence.rank <= mark.evidence.rank
        for each in view.therapies
        if each is not therapy
        for claim in view.catalog.claims_of[each.id]
    )


def listing_slide(view: View) -> Slide:
    """Return the therapies that pass, by category, with their marks."""
    found = view.therapies
    groups = grouped((each.category, each) for each in in_order(found))
    most = LISTED if len(found) <= LISTED else max(3, 40 // len(groups))
    detailed = len(found) <= DETAILED
    told = finding(view)
    lists = []
    for category in BLOCKS:
        if those := groups.get(category, []):
            shown = those[:most]
            said = tuple(each.mechanism for each in shown) if detailed else ()
            lists.append(ListGroup(category, names_of(shown), said, len(those) - len(shown)))
    counts = "; ".join(f"{each.category.heading}: {each.size}" for each in lists)
    return Slide(
        _listing_title(found),
        Listing(tuple(lists)),
        subtitle=filtered(view),
        alt=f"{counts}.",
        notes=tuple(filter(None, told or ())),
    )


def _listing_title(found: Sequence[Therapy]) -> str:
    best = [each for each in found if _place(each) == min(map(_place, found))]
    first = best[0]
    said = f"{SAID[first.evidence]}{_for(first)}"
    if first.evidence is Evidence.NOT_STATED:
        return f"{told_few(found, f'{len(found)} therapies')}: no effect is stated"
    pairs = {(each.evidence, each.outcome) for each in best}
    if len(pairs) > 1:
        said = SAID[first.evidence]
    if len(best) == len(found):
        return headline(f"{told_few(found, f'All {worded(len(found))}')}: {said}", f"All: {said}")
    many = f"{worded(len(best))} of {worded(len(found))}"
    return headline(
        capital(f"{told_few(best, many)}: {said}"),
        capital(f"{many}: {said}"),
        f"{len(found)} therapies, not equally firmly spoken of",
    )


def differing_slide(view: View) -> Slide:
    """Return the therapies on which documents differ; without one, the list of all."""
    catalog = view.catalog
    matrix = sources_page.matrix(catalog, view.therapies)
    apart = [row for group in matrix.groups for row in group.rows if row.differences]
    takeaway = sources_page.takeaway(catalog, view.therapies)
    if not apart:
        listing = listing_slide(view)
        title = "Where more than one document speaks, they nowhere differ"
        return Slide(title, listing.body, subtitle=listing.subtitle, alt=listing.alt,
                     notes=(takeaway,))  # fmt: skip
    rows = tuple(
        (
            Name(row.therapy, own_mark(row.therapy)),
            tuple(Cell(str(cell.words), cell.mark) if cell else Cell("") for cell in row.cells),
            capital(row.apart),
        )
        for row in apart[:DIFFERING]
    )
    total = len(view.therapies)
    those = told_few([row.therapy for row in apart], f"{len(apart)} of {total} therapies")
    return Slide(
        f"The documents differ on {those}",
        Differing(catalog.sources, rows, len(apart) - len(rows)),
        subtitle=filtered(view),
        alt=" ".join(f"{name.text}: {what}." for name, _, what in rows),
        notes=(
            takeaway,
            "All sides are shown; the table settles none.",
            f"An empty cell: the document {SILENT}.",
        ),
    )


def whole_takeaways(view: View) -> tuple[str, ...]:
    """Return what is said at the end: how firmly, use, completeness."""
    therapies = view.catalog.therapies
    return (
        takeaways.standing_takeaway(therapies),
        sources_page.completeness_takeaway(view.catalog, therapies),
        WORDING,
    )
