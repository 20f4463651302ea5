"""The pages of the app: what each answers, how to read it, and what each surface shows of it."""

from collections.abc import Mapping
from types import MappingProxyType
from typing import Literal, NamedTuple

TITLE = "Vascular calcification: therapies compared"

MOST_COMPARED = 5
"""How many therapies a comparison holds at most."""

DATA = ("csv", "json", "claims-csv", "claims-json")
PICTURES = ("png", "svg")
TO_READ = ("pptx", "pdf", "apkg", "html", "qr")
CITED = ("bib", "ris")
"""The formats in which pages leave the app: for programs, of figures, for people, as a reference.
"""


class PageInfo(NamedTuple):
    """A page: its address, title, the question it answers and how to read it (Markdown).

    `own` are the parameters beside filters and therapies that make its view, `charts` the titles
    of its figures by name, `formats` those in which it leaves the app. Its link names `least` to
    `most` therapies, or picks some where `picks` is set. A page that is not `filtered` shows the
    same under every filter. `presented` says what presenting it shows; what has slides can be in
    a talk, which keeps those of `own` that are `kept`.
    """

    slug: str
    title: str
    question: str
    reading: str
    formats: tuple[str, ...] = ()
    own: tuple[str, ...] = ()
    charts: Mapping[str, str] = MappingProxyType({})
    least: int = 0
    most: int = 0
    picks: bool = False
    filtered: bool = True
    presented: Literal["slides", "itself", "talk"] = "slides"
    kept: tuple[str, ...] = ()

    @property
    def path(self) -> str:
        """Its path in the app; the first page is at the root."""
        return "" if self.slug == PAGES[0].slug else self.slug

    @property
    def names_therapies(self) -> bool:
        """Whether it shows the therapies that its link names, not those of the filter."""
        return self.most > 0

    @property
    def holds_picks(self) -> bool:
        """Whether its link holds therapies that are picked to compare."""
        return self.picks or self.most > 1

    @property
    def titled(self) -> bool:
        """Whether its title heads it; elsewhere the subject does, and a finding under it."""
        finds = bool(self.charts) and not self.kept  # what is asked there has its own finding
        return not (finds or self.names_therapies or self.picks)

    @property
    def has_filters(self) -> bool:
        """Whether the filters stand beside it: it shows what passes them."""
        return self.filtered and not self.names_therapies and self.presented != "talk"

    @property
    def in_talk(self) -> bool:
        """Whether a talk may hold its views."""
        return self.presented == "slides"


PAGES: tuple[PageInfo, ...] = (
    PageInfo(
        "overview",
        "Overview",
        "Which therapies are there, what do they aim at, and how sure are the documents?",
        "Columns are goals (what a therapy is said to aim at), blocks in them categories (what it "
        "acts on). In each block the **firmest words** come first, with the longest bar; what is "
        "said of **a risk factor only** has a hatched column and hollow bars. A name in *italics* "
        "is only **presented** with that goal, while its own sentence describes another. A name "
        "opens its answer beside the map; a goal filters to it.",
        formats=(*DATA, *PICTURES, *TO_READ, *CITED),
        own=("peek",),
        picks=True,
        charts={
            "map": "The map",
            "standing": "Where use runs ahead of the words",
            "targets": "Where along the disease they act",
        },
    ),
    PageInfo(
        "browse",
        "Browse",
        "Which therapies match? Search, sort, pick some to compare.",
        "One row is one therapy; its name opens its answer beside the table, the arrow at its end "
        "its passages. A column's title sorts by it, again the other way round; vocabularies sort "
        "in their own order, strongest evidence first, not by letter. Pick two to five to compare; "
        "what you picked is in the link. The words are explained on the page Method.",
        formats=(*DATA, *TO_READ, *CITED),
        own=("sort", "page", "rows", "peek"),
        picks=True,
    ),
    PageInfo(
        "therapy",
        "Therapy",
        "One therapy: what is said of it, how surely, and in which words?",
        "The first sentence is made from the table's own words; its strength never exceeds the "
        "evidence. **5 passages** beside a line unfolds the decisive words behind it; below, under "
        "their documents, they stand whole, with section and paragraph. Where documents differ, "
        "all sides are shown. A dotted line under a word opens its explanation.",
        formats=(*DATA, *TO_READ, *CITED),
        own=("claim",),
        least=1,
        most=1,
    ),
    PageInfo(
        "compare",
        "Compare",
        "Two to five therapies side by side: where do they differ?",
        "Rows are questions, columns are therapies. What **differs** stands first, with a line at "
        "its left; a cell over several therapies reads the same for them. Tick therapies in the "
        "list, remove them in their heading, or keep only what differs.",
        formats=(*DATA, *TO_READ, *CITED),
        own=("differences",),
        least=2,
        most=MOST_COMPARED,
    ),
    PageInfo(
        "sources",
        "Sources",
        "Who says what, where do the documents differ, and how complete is the table?",
        "One row is one therapy, one column one document; where they differ stands first, with "
        "words on **what**. The mark is the effect that a document states nearest the therapy's "
        "goal, a number beside it how many passages name it. A document that says nothing on a "
        "point does not disagree on it.",
        formats=(*DATA, *PICTURES, "pptx", "qr", *CITED),
        own=("peek",),
        charts={"documents": "Who says what"},
    ),
    PageInfo(
        "charts",
        "Charts",
        "Which question would you put to the table? A chart, its takeaway and its data.",
        "A mark is **one therapy**: the longer (or, as a bar, the higher), the firmer the words; "
        "**hollow** is said of a risk factor only. Press a mark or a cell: its names stand beside "
        "the chart. The table below holds the same by name, and its links filter. Take a ready "
        "question, or choose rows, columns and colour yourself; the link holds what you chose.",
        formats=(*DATA, *PICTURES, "pptx", "html", "qr", *CITED),
        own=("ask", "rows", "columns", "hue", "draw"),
        charts={"chart": "The chart"},
        kept=("ask", "rows", "columns", "hue", "draw"),
    ),
    PageInfo(
        "study",
        "Study",
        "Learn the table: a quiz, cards and the words, all from the documents.",
        "Everything is asked over the filter that is set: narrow it first, or learn the whole "
        "table. The **quiz** lives in its link: whoever opens it gets the same questions. "
        "**Cards** come back sooner when you did not know them. **What I know** marks the map; "
        "it stays in this browser. **Words** explains the vocabularies and the documents' terms.",
        formats=("apkg", "qr", *CITED),
        own=("part", "seed", "number", "only", "first", "certainty", "exam"),
        presented="itself",
    ),
    PageInfo(
        "present",
        "Talk",
        "A talk from views of the table: collect slides, order, annotate, present.",
        "**Add to talk** on any page keeps its view here as a slide. The whole talk is in the link "
        "of this page: bookmark it, mail it, open it again. Present it with the arrow keys; it can "
        "be exported as slides, as a sheet or as a list of links.",
        presented="talk",
    ),
    PageInfo(
        "method",
        "Method",
        "What do the words and marks mean, and how was the table made?",
        "Definitions first, then the rules, the limits and the version of the table.",
        formats=("pptx", "html", "qr", *CITED),
        filtered=False,
    ),
)
PAGE = {page.slug: page for page in PAGES}

CHARTS = {chart: title for page in PAGES for chart, title in page.charts.items()}
"""The title of each figure by its name; a page's own are in its `charts`."""


FORMER_CHARTS = MappingProxyType({"evidence-span": "documents", "standing-span": "documents"})
"""What shows now what a figure showed that is gone: links and talks may still name it."""


def chart_named(name: str) -> str:
    """Return the name of the figure that `name` means today; every reader of names goes here."""
    return FORMER_CHARTS.get(name, name)


def page_with(chart: str) -> str:
    """Return the page that draws `chart`, or nothing."""
    return next((page.slug for page in PAGES if chart in page.charts), "")
