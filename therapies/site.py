"""The pages of the app: what each answers, and how to read it."""

from typing import NamedTuple

TITLE = "Vascular calcification: therapies compared"


class PageInfo(NamedTuple):
    """A page: its address, title, the question it answers and how to read it (Markdown).

    `own` are the parameters beside filters and therapies that make its view.
    """

    slug: str
    title: str
    question: str
    reading: str
    own: tuple[str, ...] = ()


PAGES = (
    PageInfo(
        "overview",
        "Overview",
        "Which therapies are there, what do they aim at, and how sure are the documents?",
        "Rows are categories (what a therapy acts on), columns are goals (what it is said to aim "
        "at). Every name stands under **what the documents say** is known and what that is about: "
        "strongest first, and below it what is about a driver of the disease only. A *slanted* "
        "name is **also framed** with that goal, while its own sentence says something else. A "
        "name opens the therapy; a number filters to that cell.",
    ),
    PageInfo(
        "browse",
        "Browse",
        "Which therapies match? Search, sort, pick some to compare.",
        "One row is one therapy; its name opens it. A column's title sorts by it, again the other "
        "way round; vocabularies sort in their own order, strongest evidence first, not by letter. "
        "Pick two to five to compare; what you picked is in the link. The words are explained on "
        "the page Method.",
        ("sort", "page"),
    ),
    PageInfo(
        "therapy",
        "Therapy",
        "One therapy: what is said of it, how surely, and in which words?",
        "The first sentence is made from the table's own words; its strength never exceeds the "
        "evidence. Small numbers lead to the **receipts**: document, section, paragraph and the "
        "decisive words. Where documents differ, all sides are shown. A dotted line under a word "
        "opens its explanation.",
    ),
    PageInfo(
        "compare",
        "Compare",
        "Two to five therapies side by side: where do they differ?",
        "Rows are questions, columns are therapies. A row marked **differs** has different "
        "answers. Add therapies by name, remove them in their heading, or keep only what differs.",
        ("differences",),
    ),
    PageInfo(
        "sources",
        "Sources",
        "Who says what, where do the documents differ, and how complete is the table?",
        "Each line spans from the weakest to the strongest evidence that a document gives for the "
        "therapy. A document that says nothing on a point does not disagree on it.",
    ),
    PageInfo(
        "study",
        "Study",
        "Learn the table: a quiz, cards and the words, all from the documents.",
        "Everything is asked over the filter that is set: narrow it first, or learn the whole "
        "table. The **quiz** lives in its link: whoever opens it gets the same questions. "
        "**Cards** come back sooner when you did not know them; what you know stays in this "
        "browser. **Words** explains the vocabularies and the documents' terms.",
        ("part", "seed", "number", "only"),
    ),
    PageInfo(
        "present",
        "Present",
        "A talk from views of the table: collect, order, annotate, present.",
        "**Add to talk** on any page keeps its view here. The whole talk is in the link of this "
        "page: bookmark it, mail it, open it again. Present it with the arrow keys; it can be "
        "taken along as slides, as a sheet, or as a list of links.",
    ),
    PageInfo(
        "method",
        "Method",
        "What do the words and marks mean, and how was the table made?",
        "Definitions first, then the rules, the limits and the version of the table.",
    ),
)
PAGE = {page.slug: page for page in PAGES}

CHARTS = {
    "overview": {
        "map": "The map",
        "standing": "Where use runs ahead of evidence",
        "targets": "Where along the disease",
    },
    "sources": {
        "evidence-span": "Evidence over the documents",
        "standing-span": "Place in care over the documents",
    },
}
"""The charts of each page that can be taken as a picture, with their titles."""


def page_with(chart: str) -> str:
    """Return the page that draws `chart`, or nothing."""
    return next((page for page, charts in CHARTS.items() if chart in charts), "")
