"""What the slides say: rows, names fit for a title, and receipts for the notes."""

from collections.abc import Sequence

from therapies import frames, grid
from therapies.catalog import Catalog
from therapies.comparison import Answer
from therapies.coverage import SILENT
from therapies.exports.fitting import TURNED, Cell, Row
from therapies.exports.view import View
from therapies.model import NOT_STATED, Category, Therapy
from therapies.profile import profile
from therapies.statement import Value, framing, paired, sides, splits, statement

NAME_LIMIT = 60
"""Longest name in a title; the notes have it whole."""

LABELS = {"goal": "goal", "evidence": "evidence", "standing": "place in care"}


def group_row(catalog: Catalog, cell: grid.Cell, group: grid.Group) -> Row:
    """Return the row of a group: category, what is known, names; its notes have the receipts."""
    known = paired(group.mark.evidence, group.mark.outcome).marked
    names = (
        f"{each.name}{' (documents differ)' if splits(catalog, each.id) else ''}"
        for each in group.therapies
    )
    framed = f"Said to do something else; also framed as {cell.goal}:\n{known}"
    cells = (_tagged(cell.category), Cell(framed if group.mark.framed else known))
    return Row((*cells, Cell("; ".join(names))), receipt_notes(catalog, group.therapies))


def document_rows(view: View, therapy: Therapy, name: str = "") -> list[Row]:
    """Return what the table and each document say of goal, evidence and place in care."""
    rows = []
    for row in profile(view.catalog, therapy, view.query)["documents"]:
        label = f"{name}{row.label}{' (documents differ)' if row.split else ''}"
        rows.append(plain_row(label, *map(marked, ((row.ours,), *row.said))))
    return rows


def answered(answer: Answer) -> str:
    """Return an answer, led by its mark, without what has its own row or stands in the notes."""
    mark = f"{answer.evidence.symbol} " if answer.evidence else ""
    return mark + "\n".join(answer.short_lines)


def plain_row(*texts: str) -> Row:
    """Return a row of plain texts, without notes."""
    return Row(tuple(map(Cell, texts)))


def _tagged(category: Category) -> Cell:
    return Cell(category.marked, category.colour)


def known_mark(therapy: Therapy) -> str:
    """Return the therapy's evidence with its outcome, and its mark."""
    return paired(therapy.evidence, therapy.outcome).marked


def marked(said: Sequence[Value]) -> str:
    """Return what a document says, a line each, each evidence with its mark."""
    return "\n".join(each.marked for each in said) or SILENT


def listed(group: frames.Group) -> str:
    """Return a group's number, or its names."""
    return str(group) if isinstance(group, int) else "; ".join(each.name for each in group)


def named(therapy: Therapy) -> Therapy:
    """Return the therapy with a name fit for a title: cut, and turning no text but itself."""
    name = therapy.name
    cut = name if len(name) <= NAME_LIMIT else f"{name[: NAME_LIMIT - 1]}…"
    own = f"\u2068{cut}\u2069" if TURNED.search(cut) else cut
    return therapy if own == name else therapy.model_copy(update={"name": own})


def differences(catalog: Catalog, therapy: Therapy) -> str:
    """Return what each document says where they differ, a line for each column."""
    lines = []
    apart = splits(catalog, therapy.id)
    for column in LABELS:
        if column not in apart and not (column == "evidence" and "goal" in apart):
            continue  # a goal never stands without its evidence
        lines.append(f"On the {LABELS[column]}:")
        for side in sides(catalog, therapy.id, column):
            words = "; ".join(each.marked for each in side.values)
            lines.append(f"{catalog.source_by_id[side.source].name}: {words}")
    return "\n".join(lines)


def receipt_notes(catalog: Catalog, therapies: Sequence[Therapy]) -> str:
    """Return statement, sides and receipts of each therapy, as the notes give them."""
    blocks = []
    for therapy in therapies:
        lines = [statement(therapy), framing(therapy), differences(catalog, therapy)]
        for number, claim in enumerate(catalog.claims_of[therapy.id], 1):
            place = f"{catalog.source_by_id[claim.source].name}, {claim.section}, paragraph"
            lines.append(f"{number}. “{claim.wording}” ({place} {claim.paragraph})")
            codes = f"goal {claim.goal or NOT_STATED}; {paired(claim.evidence, claim.outcome)}"
            lines.append(f"   {claim.says} [{codes}; place in care {claim.standing}]")
        blocks.append("\n".join(line for line in lines if line))
    return "\n\n".join(blocks)
