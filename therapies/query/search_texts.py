"""What a search looks at: the texts of each therapy, the nearest to its name first."""

from collections.abc import Iterator

from therapies.catalog.catalog import Catalog
from therapies.model import COLUMN, NOT_APPLICABLE, NOT_STATED, SEPARATOR, Therapy, as_held, as_read
from therapies.query.search import Text

NAME, CLASS, REST = range(3)
"""How far a text is from the therapy's name."""

DEPTH = 8
"""How many classes above a therapy, and below it, are searched with it."""


def texts(catalog: Catalog) -> Iterator[Text]:
    """Give all that is searched, in the order of the therapies."""
    for owner, therapy in enumerate(catalog.therapies):
        yield Text(owner, NAME, "name", "", _names(therapy))
        for above in _classes(catalog, therapy):
            yield Text(owner, CLASS, "class", f"found as a member of {above.name}", _names(above))
        for below in _members(catalog, therapy):
            yield Text(owner, CLASS, "member", f"found by its member {below.name}", _names(below))
        for label, read, held in _coded(therapy):
            text = SEPARATOR.join(dict.fromkeys((held, read)))
            yield Text(owner, REST, label, f"found in: {label} “{read}”", text)
        for label, text in _rest(catalog, therapy):
            if text not in ("", NOT_STATED, NOT_APPLICABLE):
                yield Text(owner, REST, label, f"found in: {label} “{text}”", text)


def _names(therapy: Therapy) -> str:
    return SEPARATOR.join((therapy.name, *therapy.aliases))


def _classes(catalog: Catalog, therapy: Therapy) -> Iterator[Therapy]:
    """Give what the therapy is a member of, up to the top."""
    above = therapy.member_of
    for _ in range(DEPTH):
        if not above:
            return
        yield catalog.by_id[above]
        above = catalog.by_id[above].member_of


def _members(catalog: Catalog, therapy: Therapy) -> Iterator[Therapy]:
    """Give the members of the therapy, and theirs."""
    level = [therapy]
    for _ in range(DEPTH):
        level = [catalog.by_id[id_] for each in level for id_ in catalog.members_of[each.id]]
        yield from level


def _coded(therapy: Therapy) -> Iterator[tuple[str, str, str]]:
    """Give what the row holds of two columns, as readers read it and as data hold it."""
    for column in ("evidence", "standing"):
        if getattr(therapy, column) != NOT_STATED:
            yield COLUMN[column].in_line, as_read(therapy, column), as_held(therapy, column)


def _rest(catalog: Catalog, therapy: Therapy) -> Iterator[tuple[str, str]]:
    """Give the running texts of the row and of its claims, each with what it is called."""
    goals = ("goal", therapy.goal), *(("also_framed_as", goal) for goal in therapy.also_framed_as)
    for column, goal in goals:
        yield COLUMN[column].in_line, f"{goal}: {goal.phrase}"
    yield COLUMN["mechanism"].in_line, therapy.mechanism
    yield COLUMN["context"].in_line, SEPARATOR.join(therapy.context)
    yield COLUMN["caveat"].in_line, therapy.caveat
    for claim in catalog.claims_of[therapy.id]:
        yield "passage", claim.wording
        yield "passage, in our words", claim.says
