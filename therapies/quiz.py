"""The quiz: questions over some therapies from a seed, and what explains their answers."""

from collections import deque
from collections.abc import Iterator, Sequence
from random import Random
from typing import NamedTuple

from therapies.catalog import Catalog
from therapies.model import Claim, Therapy
from therapies.questions import MAKERS, Maker, Question, mixed
from therapies.relations import receipts
from therapies.statement import coded, differ, statement


class Explained(NamedTuple):
    """A therapy as an answer explains it: its sentence, where documents differ, its receipts.

    `mechanism` is empty where the question is not about where it acts.
    """

    therapy: Therapy
    statement: str
    mechanism: str
    differences: tuple[str, ...]
    claims: tuple[Claim, ...]

    @property
    def lines(self) -> tuple[str, ...]:
        """All but the receipts, line by line."""
        apart = ("Documents differ; each side counts:",) if self.differences else ()
        return tuple(filter(None, (self.statement, self.mechanism, *apart, *self.differences)))


def questions(
    catalog: Catalog, therapies: Sequence[Therapy], seed: str, number: int
) -> tuple[Question, ...]:
    """Return `number` questions about `therapies`, fewer where they give no more.

    The same version of the table, therapies and seed always give the same; more questions begin
    with the fewer. No two ask the same.
    """
    draw = Random(f"{catalog.version} {' '.join(each.id for each in therapies)} {seed}")
    found: dict[str, Question] = {}
    for make, therapy in _turns(therapies, draw):
        made = make(catalog, therapy, draw) if len(found) < number else None
        if made:
            found.setdefault(made.text, made)
    return tuple(found.values())


def _turns(therapies: Sequence[Therapy], draw: Random) -> Iterator[tuple[Maker, Therapy]]:
    """Yield what could be asked, topic after topic in turn."""
    queues = [
        deque(mixed(draw, ((make, each) for make in makers for each in therapies)))
        for makers in mixed(draw, MAKERS)
    ]
    while any(queues):
        yield from [queue.popleft() for queue in queues if queue]


def explained(catalog: Catalog, question: Question) -> tuple[Explained, ...]:
    """Return what the answer tells of each therapy of the question."""
    where = question.kind == "target"
    return tuple(_explained(catalog, each, where=where) for each in question.therapies)


def _explained(catalog: Catalog, therapy: Therapy, *, where: bool) -> Explained:
    """Return the therapy with the claims behind its sentence; where documents differ, with all."""
    claims = catalog.claims_of[therapy.id]
    earned = receipts(catalog, therapy)
    differences = tuple(_differences(catalog, therapy))
    numbers = {*earned["goal"], *earned["evidence"]}
    kept = tuple(each for n, each in enumerate(claims, 1) if differences or n in numbers)
    mechanism = therapy.mechanism if where else ""
    return Explained(therapy, statement(therapy), mechanism, differences, kept)


def _differences(catalog: Catalog, therapy: Therapy) -> Iterator[str]:
    """Yield what each document says where they differ; a goal stands with its evidence."""
    if not any(differ(catalog, therapy.id, column) for column in ("goal", "evidence")):
        return
    for source in catalog.sources:
        claims = [each for each in catalog.claims_of[therapy.id] if each.source == source.id]
        if claims:
            yield f"{source.name}: {'; '.join(dict.fromkeys(map(coded, claims)))}"
