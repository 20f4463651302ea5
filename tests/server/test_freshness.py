"""Whoever holds a file is told so before it is made, and never holds on to an old one."""

from dataclasses import replace
from pathlib import Path
from urllib.parse import urlencode

import pytest
from starlette.requests import Request

from harness.server import Server
from therapies import program
from therapies.catalog.catalog import Catalog
from therapies.presenting.talk import Step, Talk, encode
from therapies.query.view import View
from therapies.server import freshness
from therapies.server.view_routes import made

TALK = "talk/txt?talk="


def asking(path: str = "/data/view/svg", query: str = "", **headers: str) -> Request:
    lines = {"host": "dash.example.org"} | {k.replace("_", "-"): v for k, v in headers.items()}
    return Request(
        {
            "type": "http",
            "method": "GET",
            "scheme": "http",
            "path": path,
            "root_path": "",
            "query_string": query.encode(),
            "headers": [(key.encode(), value.encode()) for key, value in lines.items()],
        }
    )


def tag(catalog: Catalog, request: Request | None = None) -> str:
    return freshness.headers(request or asking(), catalog)["ETag"]


@pytest.mark.parametrize(
    "path", ["view/svg?chart=map", "view/qr?of=browse", "quiz/pdf?seed=a", TALK]
)
def test_what_is_held_is_not_sent_again(server: Server, real: Catalog, path: str) -> None:
    if path == TALK:
        path += encode(Talk((Step.of(View(real), "map"),)))
    first = server.get(f"/data/{path}")
    assert (first.status, first.headers["Cache-Control"]) == (200, "no-cache")
    held = first.headers["ETag"]
    assert held.startswith(f'W/"{real.version}-')
    again = server.get(f"/data/{path}", If_None_Match=held)
    assert (again.status, again.content, again.headers["ETag"]) == (304, b"", held)
    assert again.headers["Content-Disposition"] is None
    assert server.get(f"/data/{path}&_=17", If_None_Match=held).status == 304
    assert server.get(f"/data/{path}", If_None_Match='W/"other"').status == 200


def test_nothing_is_made_for_whoever_holds_it(sample: Catalog) -> None:
    calls = []

    def make() -> bytes:
        calls.append("made")
        return b"file"

    for held, status in (('"other"', 200), (tag(sample), 304)):
        answer = made(asking(if_none_match=held), sample, make, "text/plain", "x")
        assert answer.status_code == status
    assert calls == ["made"]


def test_a_refusal_has_no_tag(server: Server) -> None:
    for path in ("view/svg?chart=pie", "quiz/pdf", "talk/txt?talk=1abc"):
        assert server.get(f"/data/{path}").headers["ETag"] is None


def test_the_tag_changes_with_all_that_makes_the_file(
    sample: Catalog, monkeypatch: pytest.MonkeyPatch
) -> None:
    first = tag(sample)
    assert tag(sample) == tag(sample, asking(query="_=1&utm_source=x")) == first
    assert tag(replace(sample, folder=Path("elsewhere"))) == first
    files = {**sample.files, "claims.csv": sample.files["claims.csv"].replace("id,", "id ,")}
    others = [
        tag(sample, asking("/data/view/png")),
        tag(sample, asking(query=urlencode({"goal": "halt"}))),
        tag(sample, asking(host="other.example.org")),
        tag(replace(sample, date=sample.date.replace(year=1999))),
        tag(replace(sample, files=files)),
    ]
    monkeypatch.setattr(program, "version", lambda: "another")
    others.append(tag(sample))
    assert len({first, *others}) == 7
