"""Every page × every format: the file names that page, or it is neither offered nor made."""

import io
import struct
import zlib
from collections.abc import Iterator
from pathlib import Path

import pytest

from harness.server import Server
from tests.support.readers import READERS
from therapies import __main__ as cli
from therapies.catalog.catalog import Catalog
from therapies.exports import command
from therapies.exports.export_menu import menu
from therapies.exports.formats import FORMATS
from therapies.query.link import read
from therapies.query.query import Params
from therapies.query.view import View
from therapies.site import FORMER_CHARTS, PAGES

OFFERED = {
    "overview": "csv json claims-csv png svg pptx pdf apkg html qr bib ris",
    "browse": "csv json claims-csv pptx pdf apkg html qr bib ris",
    "therapy": "csv json claims-csv pptx pdf apkg html qr bib ris",
    "compare": "csv json claims-csv pptx pdf apkg html qr bib ris",
    "sources": "csv json claims-csv png svg pptx qr bib ris",
    "charts": "csv json claims-csv png svg pptx html qr bib ris",
    "study": "apkg qr bib ris",
    "method": "pptx html qr bib ris",
}
PAIRS = [(page.slug, name) for page in PAGES for name in FORMATS]


def asked(page: str, real: Catalog) -> Params:
    ids = {"therapy": ["statins"], "compare": ["statins", "sevelamer"]}.get(page, [])
    part = {"part": ["cards"]} if page == "study" else {}
    return {"category": ["mechanical"], "id": ids, **part}


def view_of(page: str, real: Catalog) -> View:
    return read(asked(page, real), real).view(real, page, "https://example.org/dash/")


def address(page: str, real: Catalog) -> str:
    return "&".join(f"{key}={each}" for key, found in asked(page, real).items() for each in found)


def png_texts(content: bytes) -> Iterator[str]:
    """The texts that a PNG carries in its chunks."""
    file = io.BytesIO(content[8:])
    while header := file.read(8):
        size, kind = struct.unpack(">I4s", header)
        body = file.read(size + 4)[:-4]
        if kind == b"iTXt":
            yield zlib.decompress(body.split(b"\0\1\0\0\0", 1)[1]).decode()


def text_of(name: str, content: bytes) -> str:
    """What a reader of the file can read in it."""
    if name == "png":
        return "\n".join(png_texts(content))
    return READERS["svg" if name == "qr" else name](content)


@pytest.mark.parametrize(("page", "name"), PAIRS)
def test_a_file_names_its_page_or_is_refused(
    real: Catalog, server: Server, page: str, name: str
) -> None:
    answer = server.get(f"/data/view/{name}?of={page}&{address(page, real)}")
    if page not in FORMATS[name].pages:
        assert answer.status == 404
        assert FORMATS[name].label in answer.text
        return
    assert answer.status == 200
    assert answer.headers["Content-Type"].startswith(FORMATS[name].mime)
    saved_as = answer.headers["Content-Disposition"]
    assert "calcification-therapies_" in saved_as
    assert f'_{real.version}.{FORMATS[name].extension}"' in saved_as
    view = view_of(page, real)
    squeezed = "".join(text_of(name, answer.content).split())
    assert "".join(view.subject.split()) in squeezed


@pytest.mark.parametrize("page", [each.slug for each in PAGES])
def test_the_menu_offers_what_can_be_made_and_nothing_else(real: Catalog, page: str) -> None:
    found = menu(view_of(page, real), "light")
    groups = (*found["groups"], ("", found["references"]), ("", [("", found["qr"])]))
    links = [link for _, group in groups for _, link in group]
    own = [link for link in links if f"of={page}" in link]
    names = {link.removeprefix("./data/view/").partition("?")[0] for link in own}
    assert names >= set(OFFERED.get(page, "qr").split())
    assert all(page in FORMATS[name].pages for name in names if page in OFFERED)
    whole = [link for link in links if f"of={page}" not in link]
    assert [link for link in whole if "package.zip" not in link and "view/html" not in link] == []


@pytest.mark.parametrize(("page", "name"), PAIRS)
def test_the_shell_refuses_what_the_menu_does_not_offer(
    real: Catalog, page: str, name: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    if page in FORMATS[name].pages or name in command.OTHERS.get(page, ()):
        return
    asks = ["--format", name, "--page", page, "--query", address(page, real)]
    code = cli.main(["export", *asks, "--base", "https://example.org/", "-o", str(tmp_path)])
    assert code == 2
    assert f'--page: found "{page}"' in capsys.readouterr().err
    assert list(tmp_path.iterdir()) == []


def test_a_chart_belongs_to_its_page(server: Server) -> None:
    refused = server.get("/data/view/png?of=sources&chart=map")
    assert (refused.status, "has the charts documents" in refused.text) == (404, True)
    assert server.get("/data/view/svg?chart=documents").status == 200
    assert server.get("/data/view/svg?of=sources&id=statins").status == 400


def test_an_address_that_names_a_former_chart_gives_the_one_in_its_place(
    server: Server, tmp_path: Path
) -> None:
    new = server.get("/data/view/svg?chart=documents")
    for former in FORMER_CHARTS:
        old = server.get(f"/data/view/svg?chart={former}")
        assert (old.status, old.content) == (200, new.content)
        name = "Content-Disposition"
        assert old.headers[name] == new.headers[name]
        asks = ["--format", "svg", "--chart", former, "--base", "https://example.org/"]
        assert cli.main(["export", *asks, "-o", str(tmp_path / former)]) == 0


@pytest.mark.parametrize(
    ("page", "params"),
    [
        ("compare", {}),
        ("therapy", {}),
        ("browse", {"q": ["xyzzy"]}),
        ("study", {"part": ["quiz"], "seed": ["a"]}),
        ("study", {"part": ["words"]}),
    ],
)
def test_a_view_that_shows_nothing_to_take_leaves_as_its_link_alone(
    real: Catalog, server: Server, page: str, params: Params
) -> None:
    view = read(params, real).view(real, page, f"{server.url}/")
    found = menu(view, "light")
    assert [title for title, _ in found["groups"]] == ["The whole table"]
    assert found["references"] == []
    assert f"/{page}" in found["share"]
    assert server.get(found["qr"].removeprefix(".")).status == 200
