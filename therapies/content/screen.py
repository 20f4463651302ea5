"""The screen of a page, whole: the bar, the filters, the head, the body, the peek and the tray.

The server makes it for a first visit and for each page that opens; from then on the browser answers
in it (`therapies/engine`). The file that works without a network is made of the same screens.
"""

from collections.abc import Iterator
from typing import Any, NamedTuple

from markupsafe import Markup

from therapies.catalog import changes
from therapies.content import filters, findings, render
from therapies.content.bodies import body, side
from therapies.content.go import Go
from therapies.content.panels import peek, picked, worth
from therapies.content.relations import hints
from therapies.content.told import Told, told
from therapies.query.link import VERSION, Link
from therapies.query.query import ID, TEXT_LIMIT, Params, Query
from therapies.query.view import View
from therapies.site import PAGES, TITLE
from therapies.wording import brief


class Around(NamedTuple):
    """What stands on a screen beside the table: the export menu, and what the talk holds.

    `problems` say why the talk of the link cannot be read, `added` what was added just now.
    """

    menu: str = ""
    steps: int = 0
    added: str = ""
    problems: tuple[str, ...] = ()


NOTHING_AROUND = Around()


def screen(
    view: View, link: Link, params: Params, around: Around = NOTHING_AROUND, start: str = "./"
) -> str:
    """Return the screen of the view as HTML.

    `link` and `params` are what was asked for, of which the view may have left out something;
    `start` is what links begin with: `#` in a file, which has fewer pages.
    """
    go = Go(view, start)
    return render.html("app", **frame(view, go, around), **served(view, go, link, params))


def served(view: View, go: Go, link: Link, params: Params) -> dict[str, Any]:
    """Return the parts of a screen that depend on what passes."""
    return {
        "told": [*unknown(view, link), *told(view, go, link.notes)],
        "changed": Markup(_changed(view, params)),
        "finding": findings.finding(view),
        "body": Markup(body(go)),
        "side": Markup(side(go)),
        "peek": Markup(peek(view, go)),
        "tray": Markup(picked(view, go)),
    }


def slots(view: View, around: Around) -> dict[str, str]:
    """Return what only the server makes of a screen, by the name of its place (`data-slot`)."""
    return {"menu": around.menu, "talk": _talk(view, around), "worth": worth(view)}


def title(view: View) -> str:
    """Return the title of the browser's window."""
    return f"{view.heading or view.info.title} · {TITLE}"


def _talk(view: View, around: Around) -> str:
    found = parts(view)
    return render.html("add_to_talk", parts=found, around=around) if found else ""


def frame(view: View, go: Go, around: Around = NOTHING_AROUND) -> dict[str, Any]:
    """Return what the template `app` needs beside that."""
    filtered = view.query != Query()
    said = view.query.sentence(view.catalog).partition(" ")[2]
    info = view.info._replace(filtered=view.info.filtered and not _is_drawn(go))
    groups = list(filters.groups(view, go)) if info.has_filters else []
    return {
        "view": view,
        "go": go,
        "at": go.at,
        "info": info,
        "catalog": view.catalog,
        "pages": [page for page in PAGES if "html" in page.formats or not go.in_file],
        "groups": groups,
        "more_open": any(each.more and each.chosen for each in groups),
        "kept": [pair for pair in go.here if pair[0] != "q"],
        "text_limit": TEXT_LIMIT,
        "subject": TITLE,
        "heading": view.heading,
        "passing": len(view.query.apply(view.catalog)),
        "said": said if filtered else f"of {len(view.catalog.therapies)} therapies",
        "filtered": filtered,
        "reset": go.to(Query()),
        "menu": Markup(around.menu),
        "talk": Markup("" if go.in_file else _talk(view, around)),
    }


def _is_drawn(go: Go) -> bool:
    """Say whether the page is a drawing of the whole table: the charts in a file."""
    return go.in_file and go.view.page == "charts"


def parts(view: View) -> list[tuple[str, str]]:
    """Return what of the page can be added to the talk: its charts, or the page itself."""
    if not view.info.in_talk or (view.info.names_therapies and view.is_empty):
        return []
    return list(view.info.charts.items()) or [("", "This page")]


def unknown(view: View, link: Link) -> Iterator[Told]:
    """Yield a line for what the link names and the page does not show."""
    named = [p for p in link.problems if p.key == ID]
    strange = [each for p in named if not p.rule for each in p.found]
    for asked, near in hints(view.catalog, strange):
        meant = f" Did you mean {near}?" if near else ""
        yield Told("note", f"This link names “{asked}”, which is not in the table.{meant}")
    more = [each for p in named if p.rule for each in p.found]
    lost = [each for each in link.ids if each not in view.named] if view.info.most else []
    if names := [view.catalog.by_id[each].name for each in (*lost, *more)]:
        most = view.info.most or len(link.ids)
        first = "the first therapy of the link is" if most == 1 else f"the first {most} are"
        yield Told("note", f"Only {first} shown; left out: {', '.join(names)}.")


def _changed(view: View, params: Params) -> str:
    """Return the note on a link of another version, and what changed for its therapies."""
    given = [each for each in params.get(VERSION, ()) if each]
    asked = (given or [view.catalog.version])[-1]
    if asked == view.catalog.version:
        return ""
    on_page = params.get(ID) or [each.id for each in view.query.apply(view.catalog)]
    found = changes.told_since(view.catalog, asked, on_page)
    return render.html("changed", asked=brief(asked), catalog=view.catalog, changes=found)
