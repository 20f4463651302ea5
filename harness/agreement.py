"""Whether the browser's engine and Python say the same of a link: many random links, asked of both.

The links are what a reader could type or be sent: known and unknown values, several searches, words
with typos, what is no text at all.
"""

import random
import re
from collections.abc import Sequence
from functools import cache
from typing import Any, NamedTuple
from urllib.parse import parse_qs, urlencode

from playwright.sync_api import Browser

from therapies.catalog.catalog import Catalog
from therapies.content.go import Go
from therapies.content.told import told
from therapies.engine.data import data
from therapies.engine.source import FOLDER
from therapies.query import link
from therapies.query.query import FACETS, ID, TEXT, options
from therapies.query.synonyms import MEANINGS, NEAREST
from therapies.site import PAGES
from therapies.wording import brief, first_few

STRANGE = (
    *("", " ", "?!", "é", "ß", "ΣΑΣ", "🫀", "İ", "ﬁ", "\u00a0", "\u202e", "a\u0301", "%"),
    *("+", "&=", "#", "null", "0", "<script>alert(1)</script>", "__proto__", "constructor"),
    *("c" * 300, "x " * 120),
)
BROKEN = ("%E0%A4%A", "%%%", "q=%ff%fe", "&&=&", "goal", "q=a;b", "q=%00sevelamer", "=halt")
"""Links that no program writes."""

PARTS = ("query.js", "go.js", "told.js", "file.js")
KEYS = (*(facet.key for facet in FACETS), ID, *(key for page in PAGES for key in page.own))
SLUGS = tuple(page.slug for page in PAGES if page.filtered and not page.names_therapies)
"""The pages in which the browser answers; a therapy and a comparison come from the server."""


Answer = list[Any]


class Difference(NamedTuple):
    """A link, and what was said of it by Python and by the browser."""

    link: str
    python: Answer
    browser: Answer


def differences(browser: Browser, table: Catalog, links: Sequence[str]) -> list[Difference]:
    """Ask both of every link, the browser in one call; return where they differ."""
    page = browser.new_page()
    asked = f"([data, links]) => {{ const DATA = JSON.parse(data);\n{script()}\n{_ASKED} }}"
    said = page.evaluate(asked, [data(table).decode(), links])
    page.close()
    told = [answer(table, each) for each in links]
    pairs = zip(links, told, said, strict=True)
    return [Difference(*each) for each in pairs if each[1] != each[2]]


def script() -> str:
    """Return the engine's part that reads links, filters, searches and says what it did."""
    return "\n".join((FOLDER / name).read_text(encoding="utf-8") for name in PARTS)


_ASKED = """
const linkOf = (query) => encoded(paramsOf(query));
return links.map((each) => {
    const state = read(new URL(`file:///page#${each}`));
    const { query, notes } = state;
    const found = passing(query);
    return [
        found.map((place) => THERAPIES[place].id), sentenceOf(query, found.length), notes,
        found.map((place) => find(query.text).reason(place)), linkOf(query), at(state),
        relaxations(query).map(([label, count, wider]) => [label, count, linkOf(wider)]),
        told(state, found.length).map(({ kind, text, links }) => [kind, text, links]),
    ];
});"""


def answer(table: Catalog, written: str) -> Answer:
    """Return what Python says of a link, as the browser says it."""
    slug, _, params = written.partition("?")
    asked = link.read(parse_qs(params, keep_blank_values=True), table)
    view = asked.view(table, slug)
    query, go = view.query, Go(view)
    strange = [v for p in asked.problems if p.key == ID and not p.rule for v in p.found]
    unnamed = first_few([f"therapy “{brief(each)}”" for each in strange], link.NOTES_LIMIT)
    notes = [*asked.notes, *unnamed]  # the server's screen has more to say of these
    found = query.apply(table)
    return [
        [each.id for each in found],
        query.sentence(table),
        notes,
        [query.reason(table, each.id) for each in found],
        urlencode(query.to_params()),
        go.at,
        [
            [each.label, each.count, urlencode(each.query.to_params())]
            for each in query.relaxations(table)
        ],
        [[line.kind, line.text, [*map(list, line.links)]] for line in told(view, go, notes)],
    ]


def links(table: Catalog, count: int, seed: int) -> list[str]:
    """Return so many random links, the same for the same seed."""
    dice = random.Random(seed)
    return [_a_link(table, dice) for _ in range(count)]


def _a_link(table: Catalog, dice: random.Random) -> str:
    page = dice.choice(SLUGS)
    if dice.random() < 0.02:
        return f"{page}?{dice.choice(BROKEN)}"
    pairs = []
    for facet in dice.sample(FACETS, dice.choice((0, 1, 1, 2, 3))):
        known = options(table, facet.key)
        some = dice.sample(known, dice.randint(1, min(3, len(known))))
        pairs += [(facet.key, value) for value in some]
    pairs += [(TEXT, a_text(table, dice)) for _ in range(dice.choice((0, 1, 1, 1, 1, 2)))]
    for _ in range(dice.choice((0, 0, 0, 1, 1, 7))):
        key = dice.choice((*KEYS, "utm_source", "colour", ""))
        pairs.append((key, dice.choice((*STRANGE, "halt", "HALT", "cure", *table.by_id))))
    return f"{page}?{urlencode(pairs)}"


def a_text(table: Catalog, dice: random.Random) -> str:
    """Return one to three words that a reader might search for, spelled in many ways."""
    return " ".join(a_word(table, dice) for _ in range(dice.choice((1, 1, 1, 2, 2, 3))))


def a_word(table: Catalog, dice: random.Random) -> str:
    """Return a word of the table, misspelled now and then, one with a meaning, or a strange one."""
    word = dice.choice(_words(table))
    place = dice.randrange(len(word))
    return dice.choice(
        (
            *(word, word, word[: place + 1], word[place:], word[: place + 1].upper()),
            word[:place] + word[place + 1 :],
            word[:place] + word[place : place + 2][::-1] + word[place + 2 :],
            word[:place] + "x" + word[place + 1 :],
            dice.choice((*MEANINGS, *NEAREST)),
            dice.choice(STRANGE),
        )
    )


@cache
def _words(table: Catalog) -> list[str]:
    texts = " ".join(f"{each.name} {each.mechanism} {each.caveat}" for each in table.therapies)
    return sorted(set(re.findall(r"\w+", texts)))
