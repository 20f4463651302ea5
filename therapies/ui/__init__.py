"""What the pages share on the screen: the table in use, filters, headings, charts, errors."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Any
from urllib.parse import urlencode, urljoin

import streamlit as st

from therapies import browsing, changes, render, views
from therapies.catalog import Catalog
from therapies.comparison import DIFFERENCES, ways_on
from therapies.exports.view import NAMING, View
from therapies.link import ID, OTHER_PARAMS, VERSION, Link, read
from therapies.model import PURPOSE, Therapy
from therapies.query import FACETS, TEXT, TEXT_LIMIT, Query, brief, options
from therapies.relations import MOST_COMPARED, hints
from therapies.site import PAGE, PAGES, TITLE, PageInfo
from therapies.store import State, store
from therapies.talk import PAGES as TALKED
from therapies.ui import kept
from therapies.views import Figure

OPEN, ADD = "open", "add"
"""The keys of the boxes that open a therapy and add one; a constant key keeps the focus there."""

PICK_LIMIT = 1000
"""How many therapies a list to pick from holds at most; search narrows it."""

ROWS_LIMIT = 500
"""How many rows a plain table shows at most."""

MAIN_FACETS = 5
"""How many filters are always in sight; the others open under "More filters"."""

_frame = st.components.v2.component("frame", js=render.script("frame"))
_history = st.components.v2.component("history", js=render.script("history"))
_focus = st.components.v2.component("focus", js=render.script("focus"))
_follow = st.components.v2.component("follow", js=render.script("follow"))


def show(template: str, /, **values: Any) -> None:
    """Show `templates/<template>.html` filled with `values`."""
    st.html(render.html(template, **values))


def show_html(html: str) -> None:
    """Show what `render.html` made before."""
    st.html(html)


def style() -> None:
    """Put the style sheet on the page; what floats over it gets the page's ground."""
    floating = '[data-testid="stPopoverBody"], [data-testid="stDialog"]'
    st.html(f"<style>{render.styles()}{floating} {{ color-scheme: {theme()}; }}</style>")


def follow() -> None:
    """Start what the browser does on every page.

    Links inside our HTML turn the page without loading the app anew, each change of a reader is a
    step of the history, keys press what names them, the focus stays where it was, and an edit of
    the table shows by itself.
    """
    with st.container(key="links"):
        _history(key="steps")
        _frame(key="in-app-links")
        _focus(key="keys-and-focus")
        _follow(key="table-in-use")


def state() -> State:
    """Return the table in use and the letters of a bad edit."""
    return store().current()


def catalog() -> Catalog:
    """Return the table in use; pages run only when there is one."""
    current = state().catalog
    if current is None:
        st.stop()
    return current


def filters(catalog: Catalog) -> None:
    """Show the filters in the sidebar; each one's value is its parameter in the link."""
    _keep_notes(catalog)
    with st.sidebar:
        st.text_input(
            "Search",
            key=TEXT,
            bind="query-params",
            max_chars=TEXT_LIMIT,
            placeholder="Name, class, goal, passage",
            help="A misspelled word finds what is spelled like it.",
        )
        for facet in FACETS[:MAIN_FACETS]:
            _filter(catalog, facet.key, facet.label, facet.help)
        more = FACETS[MAIN_FACETS:]
        with st.expander("More filters", expanded=any(st.query_params.get(f.key) for f in more)):
            for facet in more:
                _filter(catalog, facet.key, facet.label, facet.help)


def _filter(catalog: Catalog, key: str, label: str, help_text: str) -> None:
    st.multiselect(
        label,
        options(catalog, key),
        key=key,
        help=help_text,
        placeholder="All",
        bind="query-params",
    )


def query() -> Query:
    """Return what the filters hold; a text that was forged past the field's limit is cut."""
    values = {facet.key: st.session_state.get(facet.key, ()) for facet in FACETS}
    return Query.of(values, (st.session_state.get(TEXT) or "")[:TEXT_LIMIT])


def choose(query: Query) -> None:
    """Set the filters to `query`; for use as a callback."""
    for facet in FACETS:
        st.session_state[facet.key] = list(query.values(facet.key))
    st.session_state[TEXT] = query.text


def _keep_notes(catalog: Catalog) -> None:
    """Keep what the link asks for and the table does not know, before the widgets drop it."""
    found = link()
    if found.notes:
        st.session_state["notes"] = (found.query, found.notes)


def heading(slug: str, title: str = "") -> tuple[Query, tuple[Therapy, ...]]:
    """Show the page's title, question, help and the filter's sentence.

    Return the filters' query and the therapies that pass it; where none passes, the way back is
    shown here.
    """
    info = PAGE[slug]
    st.set_page_config(page_title=f"{title or info.title} · {TITLE}")
    chosen, table = query(), catalog()
    show(
        "heading",
        subject=TITLE,
        title=title or info.title,
        question=info.question,
        pages=PAGES,
        query=chosen,
        present=same_link(chosen, present="1"),
    )
    _version_note(table)
    _sentence(chosen, table, info)
    passing = chosen.apply(table)
    if not passing:
        _ways_back(chosen, table)
    return chosen, passing


def _sentence(chosen: Query, table: Catalog, info: PageInfo) -> None:
    noted, notes = st.session_state.get("notes", (None, ()))
    with st.container(horizontal=True, vertical_alignment="center"):
        show(
            "sentence",
            sentence=chosen.sentence(table),
            instead=chosen.instead(table),
            notes=notes if noted == chosen else (),
            framed=chosen.framed(table),
            table=table,
        )
        if chosen != Query():
            st.button("Reset filters", key="reset", on_click=choose, args=(Query(),))
        with st.popover("How to read this", icon=":material/help:", width="content"):
            st.markdown(info.reading)
        shown = view(info.slug)
        if info.slug != "present":  # a talk's list has outputs of its own
            with st.popover("Take it with you", icon=":material/download:", width="content"):
                show_html(views.take_menu(shown, theme()))
        if info.slug in TALKED and not (info.slug in NAMING and shown.is_empty):
            kept.add_to_talk(shown)


def view(slug: str) -> View:
    """Return what stands on the screen, as the outputs need it."""
    base = urljoin(st.context.url or View.base, ".")
    return replace(link().view(catalog(), slug, base), query=query())


def link() -> Link:
    """Return what the link asks for, as all surfaces read it."""
    params = {key: st.query_params.get_all(key) for key in st.query_params}
    return read(params, catalog())


def _version_note(table: Catalog) -> None:
    """Say when the link was made under another version, and what changed for its therapies."""
    asked = st.query_params.get(VERSION, table.version)
    if asked == table.version:
        return
    on_page = st.query_params.get_all(ID) or [each.id for each in query().apply(table)]
    found = changes.since(table, asked, on_page)
    told = None
    if found is not None:
        names = {id_: therapy.name for id_, therapy in table.by_id.items()}
        told = [changes.wording(each, names.get(each.therapy, each.therapy)) for each in found]
    show("changed", asked=brief(asked), catalog=table, changes=told)


def _ways_back(chosen: Query, table: Catalog) -> None:
    found, near = chosen.relaxations(table), chosen.nearest(table)
    show("nothing", found=found, near=near, missing=chosen.missing(table))
    with st.container(horizontal=True):
        if near:
            st.button(near[1].offer, key="nearest", on_click=choose, args=(near[1].query,))
        for way in found:
            label = f"Drop “{way.label}”: {way.count} back"
            st.button(label, key=f"drop-{way.key}", on_click=choose, args=(way.query,))


def same_link(chosen: Query, **other: str) -> str:
    """Return the link of this page as it is, with parameters added; an empty one falls away."""
    own = [
        (key, value)
        for key in st.query_params
        if key in OTHER_PARAMS and key not in other
        for value in st.query_params.get_all(key)
    ]
    added = [(key, value) for key, value in other.items() if value]
    return f"?{urlencode([*own, *chosen.to_params(), *added])}"


def theme() -> str:
    """Return the ground the reader sees: `light` or `dark`."""
    return "dark" if st.context.theme.type == "dark" else "light"


def side_by_side(figures: Sequence[Figure]) -> list[tuple[Any, Figure]]:
    """Return each of `figures` with its container; narrow pages put them below each other."""
    grid = st.grid(2, min_column_width=480, gap="large")
    return [(grid.cell(), figure) for figure in figures]


def part(name: str) -> Any:
    """Return a container that the style sheet knows as `.st-key-NAME`."""
    return st.container(key=name)


def takeaway(title: str, text: str) -> None:
    """Show what a chart answers and what it shows."""
    show("takeaway", title=title, text=text)


def figure(figure: Figure) -> None:
    """Show a chart under its takeaway and over its data as a table."""
    takeaway(figure.title, figure.takeaway)
    if figure.picture:
        show_html(figure.picture)
    if figure.spec:
        st.vega_lite_chart(spec=figure.spec, alt=f"{figure.alt}. {figure.takeaway}")
    if figure.rows:
        with st.expander("The same as a table, with names"):
            if figure.table:
                show_html(figure.table)
            else:
                table(figure.headers, figure.rows, caption=figure.title)


def table(headers: Sequence[str], rows: Sequence[Sequence[Any]], caption: str) -> None:
    """Show a real HTML table; the first cell of a row is its heading."""
    if len(rows) > ROWS_LIMIT:
        st.caption(f"The first {ROWS_LIMIT} of {len(rows)}; filters bring up the others.")
    show("table", headers=headers, rows=rows[:ROWS_LIMIT], caption=caption, query=query())


def chosen_therapy() -> Therapy | None:
    """Return the therapy of the link's `id`; an unknown one gets a message and None."""
    found = _linked(1)
    return found[0] if found else None


def compared() -> tuple[Therapy, ...]:
    """Return the therapies of the link's `id`s, five at the most, each once."""
    return _linked(MOST_COMPARED)


def _linked(most: int) -> tuple[Therapy, ...]:
    """Return the therapies that the link names, `most` at the most; note what is left out."""
    table, found = catalog(), link()
    strange = [e for p in found.problems if p.key == ID and not p.rule for e in p.found]
    more = [e for p in found.problems if p.key == ID and p.rule for e in p.found]
    left_out = [table.by_id[each] for each in (*found.ids[most:], *more)]
    if strange or left_out:
        show("unknown", unknown=hints(table, strange), left_out=left_out, most=most)
    return tuple(table.by_id[each] for each in found.ids[:most])


def pick_therapy(therapy: Therapy | None) -> None:
    """Offer every therapy of the filter to open; without a chosen one their names stand below."""
    passing = query().apply(catalog())[:PICK_LIMIT]
    names = {each.id: each.name for each in (*passing, *([therapy] if therapy else []))}
    ids = sorted(names)
    st.session_state[OPEN] = therapy.id if therapy else None
    st.selectbox(
        "Open a therapy",
        ids,
        index=0 if therapy else None,
        format_func=names.__getitem__,
        placeholder="Choose a therapy",
        key=OPEN,
        on_change=_open,
        width=420,
    )
    if not therapy:
        show("names", therapies=passing[:ROWS_LIMIT], query=query())


def pick_compared(therapies: tuple[Therapy, ...]) -> bool:
    """Offer therapies to add, suggestions first; with fewer than two, ready comparisons.

    Return whether only the rows are asked for in which the therapies differ.
    """
    ways = st.container()
    only = _only_differences() if therapies else st.query_params.get(DIFFERENCES) == "true"
    with ways:
        _pick_another(therapies)
        show("suggestions", **ways_on(catalog(), therapies, query(), only_differences=only))
    return only


def _pick_another(therapies: tuple[Therapy, ...]) -> None:
    ids = tuple(therapy.id for therapy in therapies)
    if len(ids) < MOST_COMPARED:
        rest = {each.id: each.name for each in catalog().therapies if each.id not in ids}
        st.selectbox(
            "Add a therapy",
            list(rest)[:PICK_LIMIT],
            index=None,
            format_func=rest.__getitem__,
            placeholder="Choose a therapy to add",
            key=ADD,
            on_change=_add,
            args=(ids,),
            width=420,
        )


def _open() -> None:
    """Put the chosen therapy into the link."""
    if st.session_state[OPEN]:
        st.query_params[ID] = st.session_state[OPEN]


def _add(before: tuple[str, ...]) -> None:
    """Put the chosen therapy into the link, after `before`; the box is ready for the next one."""
    if st.session_state[ADD]:
        st.query_params[ID] = [*before, st.session_state[ADD]]
    st.session_state[ADD] = None


def _only_differences() -> bool:
    return st.toggle("Only differences", key=DIFFERENCES, bind="query-params")


def browse(query: Query) -> None:
    """Show the page of the table that the link asks for, and what is picked to compare."""
    picked, asked = compared(), st.query_params
    values = browsing.page(catalog(), query, picked, asked.get("sort", ""), asked.get("page", ""))
    show("browse", **values)


def show_error(number: str) -> None:
    """Say that something went wrong, with the id under which the log holds it."""
    st.error(
        f"Something went wrong on this page. Nothing was lost: your filters are in the link. "
        f"Reload the page; if it happens again, tell the maintainers the number **{number}**.",
        icon=":material/error:",
    )


def show_letters(state: State, *, in_use: bool) -> None:
    """Show the letters on a bad table."""
    letters = [str(problem) for problem in state.problems]
    show("letters", letters=letters, in_use=in_use, shown=state.shown)


def footer(state: State) -> None:
    """Show purpose, documents and the table's version below the page."""
    show("footer", catalog=catalog(), purpose=PURPOSE, shown=state.shown)
