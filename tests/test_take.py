"""What can be taken along: every link of the menu, followed on the running server."""

import json
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from urllib.parse import urlsplit
from xml.etree import ElementTree

import pandas as pd
import pytest
from anki.collection import Collection, ImportAnkiPackageOptions, ImportAnkiPackageRequest
from frictionless import validate
from PIL import Image
from playwright.sync_api import Page, expect
from pptx import Presentation
from pypdf import PdfReader

from tests.live import NewPage, Server, wait_until_settled
from tests.office import find, to_pdf
from therapies.catalog import load_catalog
from therapies.exports.formats import FORMATS
from therapies.exports.view import View
from therapies.query import Query
from therapies.site import CHARTS
from therapies.take import menu, shared

CATALOG = load_catalog(Path("data"))
MECHANICAL = Query.of({"category": ["mechanical"]})


def links(view: View) -> dict[str, str]:
    found = menu(view, "light")
    pairs = [pair for _, group in found["groups"] for pair in group]
    return (
        {f"{heading}: {label}": link for heading, group in found["groups"] for label, link in group}
        | {"QR": found["qr"]}
        if pairs
        else {}
    )


def test_the_shared_link_holds_the_view_and_the_version() -> None:
    view = View(CATALOG, MECHANICAL, "browse")
    assert shared(view) == f"http://localhost:8501/browse?category=mechanical&v={CATALOG.version}"
    assert shared(View(CATALOG)).endswith(f"/?v={CATALOG.version}")


def test_pictures_are_offered_where_there_are_charts() -> None:
    assert len(links(View(CATALOG, MECHANICAL))) == 10 + 3 * len(CHARTS["overview"])
    assert not any("PNG" in name for name in links(View(CATALOG, MECHANICAL, "browse")))


def test_every_link_of_the_menu_gives_its_file(server: Server) -> None:
    for view in (
        View(CATALOG, MECHANICAL),
        View(CATALOG, MECHANICAL, "sources"),
        View(CATALOG, MECHANICAL, "therapy", ("stenting",)),
        View(CATALOG, MECHANICAL, "compare", ("stenting", "angioplasty")),
    ):
        for name, link in links(view).items():
            response = server.get(link.removeprefix("."))
            assert response.status == 200, (name, link)
            saved = response.headers["Content-Disposition"]
            assert "calcification-therapies" in saved, name
            assert CATALOG.version in saved, name


@pytest.mark.parametrize("name", FORMATS)
def test_every_format_is_served_with_its_type_and_name(server: Server, name: str) -> None:
    page = "of=overview&" if FORMATS[name].pages else ""
    response = server.get(f"/data/view/{name}?{page}category=mechanical")
    assert response.status == 200
    assert response.headers["Content-Type"].startswith(FORMATS[name].mime)
    assert f".{FORMATS[name].extension}" in response.headers["Content-Disposition"]
    assert response.headers["X-Content-Type-Options"] == "nosniff"


@pytest.mark.parametrize(
    ("path", "status", "said"),
    [
        ("docx", 404, "Allowed: csv, json"),
        ("csv?goal=Halt", 400, "Did you mean “halt”?"),
        ("csv?colour=red", 400, "colour"),
        ("png?chart=pie", 400, "chart: unknown value. Allowed: map"),
        ("pdf?paper=a0", 400, "Allowed: a4, us-letter"),
        ("png?chart=map&category=mechanical&goal=halt", 404, "nothing to make"),
    ],
)
def test_what_cannot_be_made_gets_a_letter(
    server: Server, path: str, status: int, said: str
) -> None:
    response = server.get(f"/data/view/{path}")
    assert response.status == status
    assert said in json.loads(response.text)["message"]
    assert "Traceback" not in response.text


def _slides(saved: Path) -> None:
    office = find()
    assert office
    (drawn,) = to_pdf(office, [saved], saved.parent)
    slides = Presentation(str(saved)).slides
    assert len(PdfReader(drawn).pages) == len(slides) > 3


def _sheet(saved: Path) -> None:
    assert "Stenting" in "".join(page.extract_text() for page in PdfReader(saved).pages)


def _cards(saved: Path) -> None:
    collection = Collection(str(saved.parent / "learner.anki2"))
    options = ImportAnkiPackageOptions(with_scheduling=False, with_deck_configs=False)
    collection.import_anki_package(
        ImportAnkiPackageRequest(package_path=str(saved), options=options)
    )
    assert collection.note_count() > 9
    collection.close()


def _table(saved: Path) -> None:
    assert list(pd.read_csv(saved)["id"])[0] == "angioplasty"


def _json(saved: Path) -> None:
    assert len(json.loads(saved.read_bytes())["therapies"]) == 9


def _package(saved: Path) -> None:
    assert validate(str(saved)).valid


def _picture(saved: Path) -> None:
    with Image.open(saved) as picture:
        assert picture.width > 1000


def _drawing(saved: Path) -> None:
    assert "Stenting" in " ".join(ElementTree.fromstring(saved.read_bytes()).itertext())


SAVED: dict[str, tuple[str, Callable[[Path], None]]] = {
    "Slides (PowerPoint)": ("pptx", _slides),
    "Sheet, A4 (PDF)": ("pdf", _sheet),
    "Sheet, US Letter (PDF)": ("pdf", _sheet),
    "Cards (Anki)": ("apkg", _cards),
    "Table (CSV)": ("csv", _table),
    "Claims with receipts (CSV)": ("csv", lambda saved: None),
    "Table (JSON)": ("json", _json),
    "PNG": ("png", _picture),
    "PNG, large": ("png", _picture),
    "SVG": ("svg", _drawing),
    "Data package (zip)": ("zip", _package),
}


def test_the_menu_saves_files_that_other_programs_open(
    server: Server, page: Page, tmp_path: Path
) -> None:
    page.goto(f"{server.url}/?category=mechanical")
    expect(page.locator("table.map")).to_be_visible()
    wait_until_settled(page)
    page.get_by_role("button", name="Take it with you").click()
    expect(page.locator(".take .share")).to_contain_text(
        f"{server.url}/?category=mechanical&v={CATALOG.version}"
    )
    for label, (extension, opens) in SAVED.items():
        with page.expect_download() as saved:
            page.locator(".take").get_by_role("link", name=label, exact=True).first.click()
        name = saved.value.suggested_filename
        assert name.startswith("calcification-therapies_")
        assert name.endswith(f"_{CATALOG.version}.{extension}")
        saved.value.save_as(tmp_path / name)
        opens(tmp_path / name)
    assert urlsplit(page.url).path == "/"


def test_pandas_reads_an_address_as_it_is(server: Server) -> None:
    frame = pd.read_csv(f"{server.url}/data/therapies.csv?category=mechanical&goal=modify")
    assert len(frame) == 9
    assert set(frame["category"]) == {"mechanical"}


def test_the_link_of_the_view_is_copied(server: Server, page: Page) -> None:
    page.context.grant_permissions(["clipboard-read", "clipboard-write"])
    page.goto(f"{server.url}/compare?id=stenting&id=angioplasty")
    expect(page.locator("table.compare")).to_be_visible()
    wait_until_settled(page)
    page.get_by_role("button", name="Take it with you").click()
    page.get_by_role("button", name="Copy the link").click()
    expect(page.locator(".copied")).to_have_text("Copied")
    copied = page.evaluate("navigator.clipboard.readText()")
    assert copied == f"{server.url}/compare?id=stenting&id=angioplasty&v={CATALOG.version}"


def test_the_offline_page_opens_from_a_stick_with_the_network_cut(
    server: Server, new_page: NewPage, tmp_path: Path
) -> None:
    page = new_page()
    saved = tmp_path / "offline.html"
    saved.write_bytes(server.get("/data/view/html?of=overview&category=mechanical").content)
    page.context.set_offline(True)
    page.goto(saved.as_uri())
    expect(page.get_by_text("9 of 47 therapies: mechanical").first).to_be_visible()
    assert saved.stat().st_size < 4_000_000


def test_nothing_heavy_is_imported_before_it_is_asked_for() -> None:
    heavy = {"pptx", "vl_convert", "typst", "genanki", "segno", "streamlit.testing"}
    code = f"import dashboard, sys; print(sorted({heavy!r} & set(sys.modules)))"
    done = subprocess.run(
        [sys.executable, "-W", "ignore", "-c", code], capture_output=True, text=True, check=True
    )
    assert done.stdout.strip().splitlines()[-1] == "[]"


def test_a_link_of_another_version_says_so(server: Server, page: Page) -> None:
    page.goto(f"{server.url}/therapy?id=sevelamer&v=v000000")
    expect(page.locator(".note").first).to_contain_text("This link was made with table v000000")
    page.goto(f"{server.url}/therapy?id=sevelamer&v={CATALOG.version}")
    expect(page.locator("h1")).to_have_text("Sevelamer")
    expect(page.get_by_text("This link was made with table")).to_have_count(0)


def test_outputs_forget_campaign_tags_as_pages_do(server: Server) -> None:
    assert server.get("/data/view/csv?category=mechanical&utm_source=mail").status == 200
    assert server.get("/data/view/csv?category=mechanical&source=mail").status == 400
