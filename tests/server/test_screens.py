"""The first screen in the start page, and the addresses of the engine and the style sheet."""

import gzip
import re
from html import unescape
from pathlib import Path
from types import SimpleNamespace
from urllib.parse import urlencode

import pytest
from starlette.requests import Request

from harness.screen import first_screen, sentence_of
from harness.server import FROZEN, Response, Server
from tests.support.app import SLUGS
from therapies.catalog.catalog import Catalog, load_catalog
from therapies.catalog.store import Store
from therapies.engine import data, source
from therapies.presenting.talk import Step, Talk, encode
from therapies.query.view import View
from therapies.server import screens, slide_routes
from therapies.server.health import ADDRESSES
from therapies.server.security import inline_scripts
from therapies.site import PAGE, TITLE

VERSION = load_catalog(FROZEN).version
FILES = {
    f"/data/engine.js?v={source.version()}": "text/javascript; charset=utf-8",
    f"/data/styles.css?v={source.version()}": "text/css; charset=utf-8",
    f"/data/engine.json?v={VERSION}": "application/json",
    f"/data/entries.json?v={VERSION}": "application/json",
    f"/data/slides.css?v={slide_routes.version()}": "text/css; charset=utf-8",
    f"/data/slides.js?v={slide_routes.version()}": "text/javascript; charset=utf-8",
}
FOR_EVER = "public, max-age=31536000, immutable"


def title_of(page: str) -> str:
    (title,) = re.findall("<title>(.*?)</title>", page)
    return str(title)


def varies(answer: Response) -> set[str]:
    return set(re.split(", *", answer.headers["Vary"]))


@pytest.mark.parametrize("slug", SLUGS)
def test_a_page_comes_with_its_screen_and_no_script_but_files(server: Server, slug: str) -> None:
    path = f"/{PAGE[slug].path}"
    answer = server.get(f"{path}?goal=halt", Accept_Encoding="identity")
    screen = first_screen(answer.text)
    assert (answer.status, answer.headers["Content-Encoding"]) == (200, None)
    assert f'data-page="{slug}"' in screen
    assert len(re.findall("<h1", screen)) == 1
    assert bool(sentence_of(screen)) == PAGE[slug].has_filters
    assert TITLE in title_of(answer.text)
    assert answer.headers["Cache-Control"] == "no-cache"
    assert inline_scripts(answer.content) == inline_scripts(screens.START.read_bytes())
    assert not re.search(r"<script|javascript:|<[^>]* on\w+=|<[^>]* style=\"[^-]", screen)
    assert not re.search(r'(href|src|action)="(https?:)?//', screen.replace(server.url, ""))
    packed = server.get(f"{path}?goal=halt", Accept_Encoding="br, gzip")
    assert gzip.decompress(packed.content) == answer.content
    assert varies(answer) == varies(packed) == {"Accept-Encoding"}
    head = server.get(f"{path}?goal=halt", "HEAD", Accept_Encoding="gzip")
    assert (head.content, head.headers["Content-Length"]) == (b"", str(len(packed.content)))


def test_the_first_page_answers_under_its_name_too(server: Server) -> None:
    named, root = server.get("/overview?goal=halt"), server.get("/?goal=halt")
    assert first_screen(named.text) == first_screen(root.text) != ""


@pytest.mark.parametrize("path", FILES)
def test_a_file_is_kept_for_ever_under_its_own_version_only(server: Server, path: str) -> None:
    whole = server.get(path, Accept_Encoding="identity")
    assert (whole.status, whole.headers["Content-Type"]) == (200, FILES[path])
    assert (whole.headers["Cache-Control"], whole.headers["Content-Encoding"]) == (FOR_EVER, None)
    packed = server.get(path, Accept_Encoding="gzip, br")
    assert packed.headers["Content-Encoding"] == "gzip"
    assert gzip.decompress(packed.content) == whole.content
    assert varies(whole) == varies(packed) == {"Accept-Encoding"}
    assert server.get(path, "HEAD").content == b""
    for other in ("", "?v=", "?v=v0", f"?v=v0&{path.partition('?')[2]}x", "?V=1"):
        answer = server.get(path.partition("?")[0] + other)
        assert (answer.status, answer.headers["Cache-Control"]) == (200, "no-cache"), other
        assert answer.content == whole.content


def test_a_page_names_the_files_by_their_versions(server: Server) -> None:
    page = server.get("/browse").text
    both = page + server.get("/browse?present=1").text
    named = re.findall(r'<(?:link|script)[^>]* (?:href|src)="\.(/data/[^"]*)"', both)
    asked_later = {f"/data/{name}.json?v={VERSION}" for name in ("engine", "entries")}
    assert {*named} | asked_later == FILES.keys()
    assert f'data-table="{VERSION}"' in page


def test_what_only_a_page_asks_for_is_not_offered_to_people() -> None:
    paths = {route.path for route in screens.ROUTES if route.path.startswith("/data/")}
    assert paths == {path.partition("?")[0] for path in FILES}
    assert not paths & set(ADDRESSES)


@pytest.mark.parametrize("slug", SLUGS)
def test_what_is_presented_has_no_screen_first(server: Server, slug: str) -> None:
    itself = PAGE[slug].presented == "itself"
    for asked, presents in (("1", True), ("0&present=1", True), ("1&present=0", False)):
        page = server.get(f"/{slug}?present={asked}").text
        assert bool(first_screen(page)) == (itself or not presents), asked
        assert ('class="vc presenting"' in page) == (itself and presents), asked
        assert ('class="show"' in page) == (presents and not itself), asked
        assert TITLE in title_of(page)


def test_no_answer_for_the_audience_holds_a_note_of_the_speaker(server: Server) -> None:
    step = Step.of(View(load_catalog(FROZEN)), "map", "A title", "Said to nobody else.")
    code = encode(Talk((step,)))
    shown = server.get(f"/present?present=1&talk={code}").text
    speaker = server.get(f"/present?present=1&speaker=1&talk={code}").text
    assert "Said to nobody else." in speaker
    assert "Said to nobody else." not in shown
    (audience,) = re.findall(r'data-audience="([^"]*)"', speaker)
    assert encode(Talk((step,)).without_notes()) in audience
    assert code not in audience


def test_the_way_out_of_a_quiz_keeps_its_answers_and_only_them(server: Server) -> None:
    page = server.get("/study?part=quiz&seed=%22%3E%3Cb%3E&answers=1-&present=1").text
    (leave,) = re.findall(r'data-leaves href="([^"]*)"', page)
    assert unescape(leave) == "./study?part=quiz&seed=%22%3E%3Cb%3E&answers=1-"


def test_the_first_screen_counts_the_slides_of_the_talk(server: Server) -> None:
    talk = encode(Talk().with_step(Step.of(View(load_catalog(FROZEN)), "map", "A title", "")))
    for code, label in ((talk, "Add to talk (1)"), ("1abc", "Add to talk"), ("", "Add to talk")):
        page = first_screen(server.get(f"/?talk=x&talk={code}").text)
        assert re.findall(r'popovertarget="add">([^<]*)<', page) == [label], code


def test_the_style_sheet_stands_below_what_streamlit_writes_into_the_head(server: Server) -> None:
    page = server.get("/").text
    assert page.index("</head>") < page.index("/data/styles.css") < page.index('id="first"')


@pytest.mark.parametrize(
    ("asked", "told"),
    [
        ("v=%3Cb%3Ex", "This link was made with table &lt;b&gt;x;"),
        ("v=v0&v=", "table v0"),
        ("goal=cure", "“cure”"),
        ("id=sevelamr", "Did you mean Sevelamer?"),
        ("colour=red&" + "&".join(["goal=halt"] * 999), "“colour”"),
    ],
)
def test_what_a_link_asks_in_vain_is_told_in_the_first_screen(
    server: Server, asked: str, told: str
) -> None:
    for page in ("", "browse", "sources", "compare"):
        assert told in first_screen(server.get(f"/{page}?{asked}").text), page


def test_a_link_of_this_table_is_not_called_old(server: Server) -> None:
    assert "This link was made" not in server.get(f"/?v={VERSION}").text


def asked(path: str, **params: str) -> str:
    """Ask for a page as the web server does, under another name of the server."""
    scope = {
        "type": "http",
        "method": "GET",
        "scheme": "https",
        "path": path,
        "root_path": "/therapies",
        "query_string": urlencode(params).encode(),
        "headers": [(b"host", b"dash.example.org")],
        "path_params": {"slug": path.rpartition("/")[2]},
    }
    answer = screens.page(Request(scope))
    assert answer.status_code == 200
    return bytes(answer.body).decode()


def test_links_to_the_outside_hold_the_servers_name_and_path(real: Catalog) -> None:
    screen = first_screen(asked("/therapies/browse", goal="halt"))
    assert f"https://dash.example.org/therapies/browse?goal=halt&amp;v={real.version}" in screen
    assert not re.search(r'(href|src|action)="/', screen)


def test_a_refused_edit_leaves_the_last_good_screen_and_no_table_none(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    table = Store(folder)
    monkeypatch.setattr(screens, "store", lambda: table)
    before = asked("/browse")
    assert "Phosphate binders" in first_screen(before)
    (folder / "claims.csv").unlink()
    assert asked("/browse") == before
    none = SimpleNamespace(current=lambda: SimpleNamespace(catalog=None))
    monkeypatch.setattr(screens, "store", lambda: none)
    empty = asked("/browse")
    assert (first_screen(empty), title_of(empty)) == ("", TITLE)
    assert '<div id="root">' in empty


def test_the_engines_data_are_made_once_for_a_table(real: Catalog) -> None:
    assert screens.engine_data(real) is screens.engine_data(real)
    assert gzip.decompress(screens.engine_data(real)) == data.data(real)
