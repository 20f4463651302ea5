"""A claim's lasting address: what it shows, what it gives programs, and where it does not lead."""

import json
import re
from html import unescape
from pathlib import Path
from urllib.parse import urljoin

import pytest
from playwright.sync_api import Page, expect

from harness.browser import NewPage, Scheme, visit
from harness.server import Server, StartServer
from tests.support.axe import violations
from tests.support.edits import C, change
from tests.support.hostile import TOKENS, write_hostile
from tests.support.sample import write_sample
from therapies.catalog.catalog import Catalog
from therapies.content.claim_page import in_reading_order, neighbours
from therapies.exports.linked_data import DOWNLOADS
from therapies.model import NOT_STATED
from therapies.server.security import HEADERS

HTML = {"Accept": "text/html,*/*;q=0.8"}


def test_every_claim_has_a_page_that_shows_it_whole(real: Catalog, server: Server) -> None:
    for claim in real.claims[::5]:
        answer = server.get(f"/claim/{claim.id}")
        shown = unescape(answer.text)
        assert answer.status == 200
        assert len(claim.wording.split()) <= 8
        for text in (
            *(real.by_id[claim.therapy].name, claim.wording, claim.says, claim.caveat),
            *(f"{claim.section}, paragraph {claim.paragraph}", *claim.context),
            *(claim.standing.label, claim.evidence.label),
            *(claim.goal.phrase if claim.goal else NOT_STATED, claim.goal and "Goal" or ""),
            *(real.source_by_id[claim.source].name, real.version, real.date.isoformat()),
            f"{server.url}/claim/{claim.id}",
        ):
            assert text in shown, claim.id
        assert "<script" not in shown


def test_the_page_carries_the_security_headers_and_names_its_other_forms(
    real: Catalog, server: Server
) -> None:
    id_ = real.claims[0].id
    answer = server.get(f"/claim/{id_}")
    assert {key: answer.headers[key] for key in HEADERS} == HEADERS
    assert "default-src 'none'" in answer.headers["Content-Security-Policy"]
    assert answer.headers["Link"].startswith(f"<{server.url}/claim/{id_}.jsonld>")
    kinds = {"jsonld": "application/ld+json", "bib": "application/x-bibtex"}
    kinds["ris"] = "application/x-research-info-systems"
    for ending, kind in kinds.items():
        found = server.get(f"/claim/{id_}.{ending}")
        assert found.headers["Content-Type"].partition(";")[0] == kind
        assert f"{server.url}/claim/{id_}" in found.text


def test_neighbours_follow_the_document_and_stop_at_its_ends(real: Catalog) -> None:
    for source in real.sources:
        found = in_reading_order(real, source.id)
        walked, at = [], found[0]
        assert neighbours(real, at)[0] is None
        while True:
            walked.append(at)
            after = neighbours(real, at)[1]
            if after is None:
                break
            assert neighbours(real, after)[0] is at
            at = after
        assert walked == found
        assert {each.source for each in walked} == {source.id}
        headings = [each.rpartition(" (")[0] for each in source.sections]
        places = [(headings.index(each.section), each.paragraph) for each in walked]
        assert places == sorted(places)


@pytest.mark.parametrize(
    ("asked", "meant", "why"),
    [
        ("zzzzz", None, "No claim of the table in use has the id zzzzz."),
        ("{upper}", "/claim/{id}", "5 of the letters"),
        ("{last}", "/claim/{id}", "No claim of the table in use"),
        ("{id}.xml", "/claim/{id}", "“.jsonld”, “.bib” or “.ris” may follow"),
        ("zzzzz.jsonld", None, "No claim of the table in use has the id zzzzz."),
        ("1", None, "5 of the letters"),
        ("%3Cscript%3E", None, "5 of the letters"),
    ],
)
def test_an_unknown_id_is_404_with_the_nearest_way_on(
    real: Catalog, server: Server, asked: str, meant: str | None, why: str
) -> None:
    id_ = real.claims[0].id
    parts = {"id": id_, "upper": id_.upper(), "last": id_[:4] + ("z" if id_[4] != "z" else "x")}
    path = f"/claim/{asked.format(**parts)}"
    program, reader = server.get(path), server.get(path, **HTML)
    assert program.status == reader.status == 404
    assert program.json().get("nearest") == (meant and meant.format(**parts))
    assert why in program.json()["message"]
    assert why in unescape(reader.text)
    assert ("Did you mean" in reader.text) == bool(meant)
    assert "<script" not in reader.text
    assert 'href="/browse"' in reader.text


def test_an_address_outlives_the_edits_around_its_claim(
    tmp_path: Path, start_server: StartServer
) -> None:
    write_sample(tmp_path)
    server = start_server({"THERAPIES_DATA": str(tmp_path)})
    before = server.get("/claim/crckd").text
    change(
        tmp_path,
        C,
        "\nbndrs",
        "\nfjghk,binders,first,Diet,1,a new line,It is new.,halt,shown,"
        "calcification,foundation,kidney disease,not stated\nbndrs",
    )
    change(tmp_path, C, "It cracks calcium before a stent.", "It cracks hard calcium.")
    after = server.get("/claim/crckd").text
    assert "It cracks calcium before a stent." in before
    assert "It cracks hard calcium." in after
    assert "Intravascular lithotripsy" in after
    assert "It is new." not in after


def test_texts_of_the_table_stay_texts(tmp_path: Path, start_server: StartServer) -> None:
    server = start_server({"THERAPIES_DATA": str(write_hostile(tmp_path))})
    shown = server.get("/claim/crckd").text
    assert TOKENS[2] in unescape(shown)
    assert not re.search(r"<(script|img|svg|base)\b", shown)
    assert json.loads(server.get("/claim/crckd.jsonld").content)["type"] == "Annotation"


def test_the_page_breaks_no_rule_of_access_on_a_phone_or_in_the_dark(
    real: Catalog, server: Server, new_page: NewPage
) -> None:
    schemes: tuple[Scheme, ...] = ("light", "dark")
    for scheme in schemes:
        page = new_page(390, 844, scheme)
        page.goto(f"{server.url}/claim/{real.claims[7].id}")
        assert violations(page) == {}
        assert page.evaluate("document.documentElement.scrollWidth") == 390


def test_the_keys_reach_the_neighbours_and_every_form_of_the_citation(
    real: Catalog, server: Server, page: Page
) -> None:
    first = in_reading_order(real, real.sources[0].id)[0]
    page.goto(f"{server.url}/claim/{first.id}")
    reached = set()
    for _ in range(12):
        page.keyboard.press("Tab")
        reached.add(page.evaluate("document.activeElement.textContent.trim().slice(0, 9)"))
    assert {"@misc{cal", "TY  - DAT", "The contr", "BibTeX", "RIS"} <= reached
    page.get_by_role("textbox", name="RIS").focus()
    page.keyboard.press("Control+A")
    assert "UR  - " in page.evaluate(
        "(({ value, selectionStart, selectionEnd }) => value.slice(selectionStart, selectionEnd))"
        "(document.activeElement)"
    )
    page.get_by_role("link", name=re.compile("“")).focus()
    page.keyboard.press("Enter")
    after = neighbours(real, first)[1]
    assert after
    expect(page).to_have_url(f"{server.url}/claim/{after.id}")


def test_a_reader_follows_a_place_to_its_claim_and_back_to_the_therapy(
    real: Catalog, server: Server, page: Page
) -> None:
    claim = real.claims_of["sevelamer"][0]
    visit(page, f"{server.url}/therapy?id=sevelamer")
    page.locator(f"#claim-{claim.id} cite a").click()
    expect(page).to_have_url(f"{server.url}/claim/{claim.id}")
    page.get_by_role("heading", name="Sevelamer").get_by_role("link").click()
    expect(page.locator(".receipts .target")).to_have_attribute("id", f"claim-{claim.id}")
    visit(page, f"{server.url}/?peek=sevelamer")
    page.locator(f'.peek a[href="./claim/{claim.id}"]').click()
    expect(page).to_have_url(f"{server.url}/claim/{claim.id}")


def test_under_a_path_every_link_of_the_page_leads_somewhere(
    real: Catalog, start_server: StartServer
) -> None:
    server = start_server({"THERAPIES_PATH": "/med"})
    address = f"/med/claim/{real.claims[5].id}"
    shown = server.get(address).text
    assert f"{server.url}{address}" in shown
    links = {unescape(each) for each in re.findall(r'(?:href|src)="([^"#]*)', shown)}
    assert len(links) > 8
    for link in links:
        path = urljoin(f"{server.url}{address}", link).removeprefix(server.url)
        assert path.startswith("/med/")
        assert server.get(path).status == 200, link


def test_what_the_data_set_names_for_download_is_there(server: Server) -> None:
    answer = server.get("/data/dataset.jsonld")
    assert answer.headers["Content-Type"].startswith("application/ld+json")
    dataset = answer.json()["@graph"][0]
    addresses = [each["contentUrl"] for each in dataset["distribution"]]
    assert addresses == [f"{server.url}/data/{name}" for name in DOWNLOADS]
    for each in dataset["distribution"]:
        found = server.get(each["contentUrl"].removeprefix(server.url))
        assert found.status == 200
        assert found.headers["Content-Type"].partition(";")[0] == each["encodingFormat"]
