"""The body of each page as HTML, by the page's slug."""

from collections.abc import Callable, Mapping

from therapies.content import (
    browsing,
    charts_page,
    comparison,
    map_page,
    method,
    render,
    side_list,
    sources_page,
    therapy_page,
)
from therapies.content.go import Go

Drawn = Callable[[Go], str]


def body(go: Go) -> str:
    """Return the page's body; empty for a page that Streamlit draws."""
    return BODIES[go.view.page](go) if go.view.page in BODIES else ""


def side(go: Go) -> str:
    """Return the list beside a page that names therapies; nothing for a page with filters."""
    view = go.view
    if view.info.names_therapies and view.info.most == 1:
        current = view.therapies[0] if view.therapies else None
        values = side_list.open_list(view.catalog, view.query, current)
    elif view.info.names_therapies:
        values = side_list.pick_list(view.catalog, view.query, view.therapies)
    else:
        return ""
    return render.html("side_list", go=go, **values)


def below(go: Go) -> str:
    """Return what stands below the body until Streamlit draws it; nothing for most pages."""
    return charts_page.first(go) if go.view.page == "charts" and go.view.therapies else ""


def _overview(go: Go) -> str:
    catalog, query = go.view.catalog, go.view.query
    return map_page.map_html(catalog, query, go) + map_page.below_map(catalog, query, go)


def _browse(go: Go) -> str:
    return render.html("browse", **browsing.page(go))


def _therapy(go: Go) -> str:
    view = go.view
    if not view.therapies:
        return render.html(
            "therapy_choice", go=go, **side_list.open_list(view.catalog, view.query, None)
        )
    claim = dict(view.own).get("claim", "")
    values = therapy_page.contents(view.catalog, view.therapies[0], view.query, claim)
    return render.html("therapy", **{**values, "go": go})


def _compare(go: Go) -> str:
    view = go.view
    catalog, only = view.catalog, dict(view.own).get(comparison.DIFFERENCES) == "true"
    ways = comparison.ways_on(catalog, view.therapies, only_differences=only)
    parts = [render.html("suggestions", **{**ways, "go": go})]
    if view.therapies:
        values = comparison.side_by_side(catalog, view.therapies, only_differences=only)
        parts.append(render.html("compare", **{**values, "go": go}))
    return "".join(parts)


def _sources(go: Go) -> str:
    view = go.view
    if not view.therapies:
        return ""
    return render.html("sources", **{**sources_page.contents(view.catalog, view.query), "go": go})


def _charts(go: Go) -> str:
    return charts_page.in_file(go) if go.in_file else ""


def _method(go: Go) -> str:
    return render.html("method", **method.contents(go.view.catalog))


BODIES: Mapping[str, Drawn] = {
    "overview": _overview,
    "browse": _browse,
    "therapy": _therapy,
    "compare": _compare,
    "sources": _sources,
    "charts": _charts,
    "method": _method,
}
