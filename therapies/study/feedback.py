"""What an answer teaches: what proves it, what is known of the therapy, where documents differ."""

from collections.abc import Iterator
from typing import NamedTuple

from therapies.catalog.catalog import Catalog
from therapies.content.passages import Passage, source_passage
from therapies.content.sentences import coded, differ, framing, statement
from therapies.model import NOT_STATED, Therapy, grouped
from therapies.study.questions import Question

MOST_PROOFS = 3


class Proof(NamedTuple):
    """What a document says, in our words, and the passage with its decisive words."""

    says: str
    passage: Passage


class Feedback(NamedTuple):
    """What an answer teaches: proofs first, then what is known of each therapy in it.

    `facts` are whole sentences on goal and evidence, `differences` what each document says where
    they differ, `caveats` what limits it.
    """

    proofs: tuple[Proof, ...]
    facts: tuple[str, ...]
    caveats: tuple[str, ...]
    differences: tuple[str, ...]

    @property
    def lines(self) -> tuple[str, ...]:
        """All but the passages, line by line."""
        apart = ("Documents differ:",) if self.differences else ()
        said = dict.fromkeys(each.says for each in self.proofs)
        return (*said, *self.facts, *self.caveats, *apart, *self.differences)


def feedback(catalog: Catalog, question: Question) -> Feedback:
    """Return what the answer to `question` teaches."""
    claims = question.claims[:MOST_PROOFS]
    return Feedback(
        tuple(Proof(each.says, source_passage(catalog, each)) for each in claims),
        tuple(_fact(each) for each in question.therapies),
        tuple(_caveats(question)),
        tuple(line for each in question.therapies for line in differences(catalog, each)),
    )


def _fact(therapy: Therapy) -> str:
    return f"{statement(therapy)} {framing(therapy)}".strip()


def _caveats(question: Question) -> Iterator[str]:
    """Yield the caveats, which are no news where they were asked for."""
    for each in question.therapies:
        if each.caveat != NOT_STATED and question.kind != "caveat":
            yield f"Caveat: {each.caveat}"


def differences(catalog: Catalog, therapy: Therapy) -> Iterator[str]:
    """Yield what each document says where they differ; a goal comes with its evidence."""
    if not any(differ(catalog, therapy.id, column) for column in ("goal", "evidence")):
        return
    said = grouped((claim.source, coded(claim)) for claim in catalog.claims_of[therapy.id])
    for source in catalog.sources:
        if source.id in said:
            yield f"{source.name}: {'; '.join(dict.fromkeys(said[source.id]))}"
