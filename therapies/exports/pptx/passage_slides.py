"""The passages behind a file's slides, as slides after a divider, for who asks for them."""

from collections.abc import Iterator, Sequence

from therapies.content.evidence_map import Mark
from therapies.content.passages import source_passage
from therapies.presenting.bodies import Nothing, Word, Words
from therapies.presenting.kinds import source_line
from therapies.presenting.slides import Slide
from therapies.query.view import View
from therapies.wording import counted, listed

ROWS = 6
"""How many passages a slide holds."""


def slides(views: Sequence[View]) -> Iterator[Slide]:
    """Yield the divider, then what each passage says of the therapies of the views."""
    catalog = views[0].catalog
    shown = {each.id for view in views for each in view.therapies}
    claims = [
        (each, claim)
        for each in catalog.therapies
        if each.id in shown
        for claim in catalog.claims_of[each.id]
    ]
    if not claims:
        return
    source = source_line(views[0])
    why = f"{counted(len(claims), 'passage')} behind the slides, therapy by therapy."
    yield Slide("Appendix", Nothing(why), source, alt=why)
    for start in range(0, len(claims), ROWS):
        words = tuple(
            Word(
                therapy.name,
                f"{claim.says} {source_passage(catalog, claim).line}",
                Mark(therapy.goal, claim.evidence, claim.outcome),
            )
            for therapy, claim in claims[start : start + ROWS]
        )
        names = listed(list(dict.fromkeys(each.text for each in words)))
        title = f"Passages, {start // ROWS + 1} of {-(-len(claims) // ROWS)}"
        yield Slide(title, Words(words), source, alt=f"Passages on {names}.")
