"""The one reader of a link: what its parameters ask for, and what of it cannot be given.

Every surface reads alike, and each says in its own way what is left out: pages and the offline page
name it, addresses and the shell refuse, a talk keeps it for another table.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from types import MappingProxyType
from typing import Literal, NamedTuple

from therapies.catalog.catalog import Catalog
from therapies.query.query import FACET, FACETS, ID, TEXT, TEXT_LIMIT, Params, Query, options
from therapies.query.view import View
from therapies.site import MOST_COMPARED, PAGE, PAGES
from therapies.wording import brief, first_few

VERSION = "v"
"""The parameter that names the table's version under which a link was made."""

OTHER_PARAMS = frozenset(
    (
        *(ID, VERSION, "embed", "embed_options", "present", "screen", "slide", "talk", "answers"),
        *(key for page in PAGES for key in page.own),
    )
)
"""Parameters that are no filters but known: the pages' own, those of a walk, and Streamlit's."""

NOTES_LIMIT = 5
"""How many dropped values are named; of more, their number is given."""

UNKNOWN_PARAMETER: Literal["unknown parameter"] = "unknown parameter"
UNKNOWN_VALUE: Literal["unknown value"] = "unknown value"
TOO_MUCH: Literal["too much"] = "too much"

RULES = MappingProxyType(
    {
        "ids": f"at most {MOST_COMPARED} therapies can be named",
        "texts": "one text is searched for, not several",
        "text": f"at most {TEXT_LIMIT} characters are searched for",
    }
)


class Problem(NamedTuple):
    """What of a parameter cannot be given: its values, and what is allowed or which rule holds."""

    kind: Literal["unknown parameter", "unknown value", "too much"]
    key: str
    found: tuple[str, ...]
    allowed: tuple[str, ...] = ()
    rule: str = ""


@dataclass(frozen=True)
class Link:
    """What a link asks for: the query, the therapies it names, the page's own parameters."""

    query: Query
    ids: tuple[str, ...] = ()
    own: tuple[tuple[str, str], ...] = ()
    problems: tuple[Problem, ...] = ()

    def view(self, catalog: Catalog, page: str, base: str = View.base) -> View:
        """Return the view of `page`, only with what belongs to that page."""
        info = PAGE[page]
        picked = [(ID, each) for each in self.ids] if info.picks else []
        kept = [pair for pair in self.own if pair[0] in info.own]
        return View(catalog, self.query, page, self.ids[: info.most], base, (*picked, *kept))

    @property
    def page(self) -> str:
        """The page that shows what the link asks for, where it names none."""
        return next(each.slug for each in PAGES if each.least <= len(self.ids) <= each.most)

    def lost(self, view: View) -> str:
        """Return which of the therapies that the link names `view` does not take."""
        return ", ".join(each for each in self.ids if each not in view.named)

    @property
    def notes(self) -> tuple[str, ...]:
        """What a page says of the parameters it leaves out; unknown therapies it shows itself."""
        known = [n for p in self.problems if p.kind != UNKNOWN_PARAMETER for n in _note(p)]
        unknown = [f"“{brief(p.key)}”" for p in self.problems if p.kind == UNKNOWN_PARAMETER]
        return (*first_few(known, NOTES_LIMIT), *first_few(unknown, NOTES_LIMIT))


def read(params: Params, catalog: Catalog) -> Link:
    """Return what the link with these parameters asks for.

    Empty values and the tags of campaigns (`utm_…`) mean nothing. Of several search texts the last
    one counts, as the search field takes it.
    """
    given = {key: [value for value in params[key] if value] for key in params}
    values = {facet.key: given.get(facet.key, []) for facet in FACETS}
    known = {key: [v for v in values[key] if v in options(catalog, key)] for key in values}
    texts = [" ".join(each.split()) for each in params.get(TEXT, ())] or [""]
    own = {key: given[key][-1] for page in PAGES for key in page.own if given.get(key)}
    named = dict.fromkeys(each.casefold() for each in given.get(ID, ()))
    ids = [each for each in named if each in catalog.by_id]
    return Link(
        Query.of(known, texts[-1][:TEXT_LIMIT]),
        tuple(ids[:MOST_COMPARED]),
        tuple(own.items()),
        tuple(_problems(given, texts, ids, catalog)),
    )


def _problems(
    given: Params, texts: Sequence[str], ids: Sequence[str], catalog: Catalog
) -> Iterator[Problem]:
    """Yield what cannot be given: of filters, therapies and the search; unknown parameters."""
    for key in FACET:
        allowed = options(catalog, key)
        wrong = dict.fromkeys(value for value in given.get(key, ()) if value not in allowed)
        if wrong:
            yield Problem(UNKNOWN_VALUE, key, tuple(wrong), allowed)
    strange = dict.fromkeys(v for v in given.get(ID, ()) if v.casefold() not in catalog.by_id)
    if strange:
        yield Problem(UNKNOWN_VALUE, ID, tuple(strange), tuple(catalog.by_id))
    if len(ids) > MOST_COMPARED:
        yield Problem(TOO_MUCH, ID, tuple(ids[MOST_COMPARED:]), rule=RULES["ids"])
    others = tuple(each for each in dict.fromkeys(texts) if each and each != texts[-1])
    if others:
        yield Problem(TOO_MUCH, TEXT, others, rule=RULES["texts"])
    if len(texts[-1]) > TEXT_LIMIT:
        yield Problem(TOO_MUCH, TEXT, (), rule=RULES["text"])
    for key, values in given.items():
        if key not in (*FACET, TEXT, *OTHER_PARAMS) and not key.startswith("utm_"):
            yield Problem(UNKNOWN_PARAMETER, key, tuple(values), (*FACET, ID, TEXT))


def _note(problem: Problem) -> Iterator[str]:
    """Yield the notes on a filter's values or on the search; a page names lost therapies itself."""
    if problem.key in FACET:
        yield from (f"{FACET[problem.key].label}: “{brief(each)}”" for each in problem.found)
    elif problem.rule == RULES["text"]:
        yield f"the search text after {TEXT_LIMIT} characters"
    elif problem.key == TEXT:
        yield from (f"Search: “{brief(each)}”" for each in problem.found)
