"""The data's addresses: the parameters of the pages, tags, letters; read by plain HTTP and pandas.

A small Starlette app carries the routes here, with the gzip that Streamlit puts before them.
`starlette.testclient` warns that it wants another library than httpx, so HTTP is spoken for real.
"""

import csv
import gzip
import io
import json
import socket
import threading
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import quote

import jsonschema  # type: ignore[import-untyped]
import pandas as pd
import pytest
import uvicorn
from starlette.applications import Starlette
from starlette.middleware import Middleware
from starlette.middleware.gzip import GZipMiddleware

from harness.server import FROZEN, Response, ask
from tests.support.sample import THERAPIES, write_sample
from therapies.catalog.catalog import load_catalog
from therapies.catalog.store import Store
from therapies.query.link import OTHER_PARAMS
from therapies.query.query import FACETS
from therapies.server import data_routes, refusal

NAMES = tuple(data_routes.FILES)
FILTERED = tuple(name for name, file in data_routes.FILES.items() if file.filtered)


@dataclass(frozen=True)
class Site:
    url: str

    def ask(self, path: str, method: str = "GET", **headers: str) -> Response:
        return ask(self.url, f"/data/{path}", method, **headers)


def ids_in(answer: Response) -> list[str]:
    text = answer.content.decode("utf-8-sig")
    return [row["id"] for row in csv.DictReader(io.StringIO(text, newline=""))]


@pytest.fixture(scope="module")
def site() -> Iterator[Site]:
    app = Starlette(routes=data_routes.ROUTES, middleware=[Middleware(GZipMiddleware)])
    server = uvicorn.Server(uvicorn.Config(app, ws="none", lifespan="off", log_level="error"))
    with socket.create_server(("127.0.0.1", 0)) as door:  # it listens before the server runs
        thread = threading.Thread(target=server.run, kwargs={"sockets": [door]})
        thread.start()
        yield Site(f"http://127.0.0.1:{door.getsockname()[1]}")
        server.should_exit = True
        thread.join(10)
    assert not thread.is_alive()


@pytest.fixture
def sample(folder: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The folder with the tiny table, which the routes give while the test runs."""
    own = Store(folder)
    monkeypatch.setattr(refusal, "store", lambda: own)
    return folder


def test_pandas_reads_the_address_as_it_is(site: Site) -> None:
    frame = pd.read_csv(f"{site.url}/data/therapies.csv?category=mechanical&goal=modify")
    assert len(frame)
    assert set(frame["category"]) == {"mechanical"}
    assert set(frame["goal"]) == {"modify"}
    assert frame.columns[:2].tolist() == ["row", "id"]
    assert not frame["evidence"].isna().any()
    assert set(frame["link"]) == {f"{site.url}/?category=mechanical&goal=modify"}


def test_the_package_of_the_address_has_a_description(site: Site, tmp_path: Path) -> None:
    answer = site.ask("package.zip")
    with zipfile.ZipFile(io.BytesIO(answer.content)) as archive:
        described = json.loads(archive.read("datapackage.json"))
        assert {each["path"] for each in described["resources"]} < set(archive.namelist())
    assert described["homepage"] == f"{site.url}/"


@pytest.mark.usefixtures("sample")
@pytest.mark.parametrize("query", ["", "?goal=halt&q=k", "?id=diet", "?goal=reverse"])
def test_json_fits_the_schema_of_its_address(site: Site, query: str) -> None:
    schema = site.ask("schema.json")
    assert schema.headers["Content-Type"] == "application/schema+json"
    validator = jsonschema.Draft202012Validator(schema.json())
    for name in ("therapies.json", "claims.json"):
        answer = site.ask(name + query)
        assert answer.headers["Content-Type"] == "application/json"
        validator.validate(answer.json())
    assert not validator.is_valid({"about": {}})


@pytest.mark.usefixtures("sample")
@pytest.mark.parametrize(
    ("query", "ids"),
    [
        ("", ["binders", "diet", "lithotripsy", "sevelamer", "vitamin-k"]),
        ("goal=halt&standing=foundation", ["binders"]),
        ("goal=halt&goal=modify", ["binders", "lithotripsy", "sevelamer", "vitamin-k"]),
        ("document=second", ["lithotripsy", "vitamin-k"]),
        ("q=shockwave", ["lithotripsy"]),
        ("id=vitamin-k&id=diet&id=diet", ["vitamin-k", "diet"]),
        ("goal=&id=&q=", ["binders", "diet", "lithotripsy", "sevelamer", "vitamin-k"]),
        ("goal=reverse", []),
        ("goal=modify&utm_source=mail&sort=-goal&page=2", ["lithotripsy"]),
    ],
)
def test_parameters_mean_what_they_mean_on_the_pages(
    site: Site, query: str, ids: list[str]
) -> None:
    answer = site.ask(f"therapies.csv?{query}")
    assert answer.status == 200
    assert ids_in(answer) == ids


def test_every_parameter_of_the_pages_is_taken(site: Site) -> None:
    for key in (*(facet.key for facet in FACETS), *OTHER_PARAMS, "q"):
        assert site.ask(f"claims.json?{key}=").status == 200
    assert site.ask("claims.json?filter=").status == 400


@pytest.mark.usefixtures("sample")
@pytest.mark.parametrize("name", FILTERED)
def test_what_is_unknown_gets_a_letter_with_all_of_it(site: Site, name: str) -> None:
    answer = site.ask(f"{name}?goal=cure&goal=halt&gaol=halt&x=1&id=sevelamr&q={'y' * 201}")
    assert answer.status == 400
    assert answer.headers["Content-Type"] == "application/json"
    assert answer.headers["Cache-Control"] == "no-store"
    assert answer.headers["ETag"] is None
    letter = answer.json()
    parameters, goal, named, text = letter["refused"]
    assert parameters["found"] == ["gaol", "x"]
    assert parameters["allowed"] == [*(facet.key for facet in FACETS), "id", "q"]
    assert (goal["parameter"], goal["found"]) == ("goal", ["cure"])
    assert goal["allowed"] == ["halt", "stabilize", "modify", "reverse"]
    assert "Did you mean “sevelamer”?" in named["message"]
    assert "at most 200 characters" in text["message"]
    assert letter["message"] == " ".join(each["message"] for each in letter["refused"])
    assert "“halt”" not in goal["message"]


def test_a_letter_stays_short_and_is_text_only(site: Site) -> None:
    many = "&".join(f"k{n}=1" for n in range(5000))
    answer = site.ask(f"therapies.csv?{many}&goal={quote('<script>' + 'x' * 9000)}")
    assert answer.status == 400
    assert len(answer.content) < 10_000
    assert "and 4980 more" in answer.content.decode()
    assert "text/html" not in answer.headers["Content-Type"]


@pytest.mark.parametrize("name", NAMES)
def test_a_known_tag_saves_the_bytes(site: Site, name: str) -> None:
    first = site.ask(name)
    tag = first.headers["ETag"]
    assert tag.startswith(f'W/"{load_catalog(FROZEN).version}-')
    assert first.headers["Cache-Control"] == "no-cache"
    for held in (tag, tag.removeprefix("W/"), f'"other", {tag}', "*"):
        again = site.ask(name, If_None_Match=held)
        assert (again.status, again.content) == (304, b"")
        assert again.headers["ETag"] == tag
        assert again.headers["Cache-Control"] == "no-cache"
        assert again.headers["Content-Disposition"] is None
    assert site.ask(name, If_None_Match='"other"').status == 200
    assert site.ask(name, If_None_Match=tag.replace("-", "")).status == 200


def test_a_tag_is_of_one_query_address_and_table(site: Site, sample: Path) -> None:
    def tag(query: str = "", host: str = "here.example") -> str:
        return site.ask(f"therapies.csv{query}", Host=host).headers["ETag"]

    first = tag()
    assert tag() == first
    assert tag("?") == tag("?utm_source=x") == tag("?_=1733000000") == first
    assert tag("?goal=halt&category=mechanical") == tag("?category=mechanical&goal=halt")
    assert len({first, tag("?goal=halt"), tag("?goal=modify"), tag(host="there.example")}) == 4
    edited = THERAPIES.replace("Phosphate binders", "Binders of phosphate")
    (sample / "therapies.csv").write_text(edited, encoding="utf-8", newline="")
    assert tag() != first


@pytest.mark.parametrize("name", NAMES)
def test_head_gives_the_headers_of_get_without_a_body(site: Site, name: str) -> None:
    got, head = site.ask(name), site.ask(name, "HEAD")
    assert (head.status, head.content) == (200, b"")
    for header in ("ETag", "Content-Type", "Content-Length", "Content-Disposition"):
        assert head.headers[header] == got.headers[header]
    assert got.headers["Content-Length"] == str(len(got.content))
    assert site.ask(name, "POST").status == 405


@pytest.mark.parametrize("name", NAMES)
def test_gzip_changes_the_length_and_not_the_content(site: Site, name: str) -> None:
    plain, packed = site.ask(name), site.ask(name, Accept_Encoding="gzip")
    assert packed.headers["ETag"] == plain.headers["ETag"]
    assert packed.headers["ETag"].startswith('W/"')
    if name == "package.zip":
        assert packed.headers["Content-Encoding"] is None
        assert packed.content == plain.content
    else:
        assert packed.headers["Content-Encoding"] == "gzip"
        assert gzip.decompress(packed.content) == plain.content
        assert len(packed.content) < len(plain.content) / (3 if name in FILTERED else 1.2)


@pytest.mark.parametrize(
    ("address", "start", "end"),
    [
        ("therapies.csv?category=mechanical", "attachment", "calcification-therapies_mechanical_"),
        ("therapies.json", "inline", "calcification-therapies_"),
        ("claims.csv?q=%22%0D%0AX:1", "attachment", "calcification-therapies_claims_x-1_"),
        ("package.zip", "attachment", "calcification-therapies_package_"),
        ("schema.json", "inline", "calcification-therapies_schema_"),
        ("tidy/terms.csv", "attachment", "calcification-therapies_tidy-terms_"),
        ("tidy/claims.json?goal=halt", "inline", "calcification-therapies_tidy-claims_halt_"),
    ],
)
def test_a_file_is_named_after_its_view(site: Site, address: str, start: str, end: str) -> None:
    answer = site.ask(address)
    told = answer.headers["Content-Disposition"]
    catalog = load_catalog(FROZEN)
    kind = address.partition("?")[0].rpartition(".")[2]
    named = f'{end}{catalog.date.isoformat()}_{catalog.version}.{kind}"'
    assert told == f'{start}; filename="{named}'
    assert answer.headers["X"] is None


@pytest.mark.parametrize("host", ['"><script>', "a b", "=1+1", "x/../y?z=1"])
def test_a_hostile_host_is_no_part_of_a_link(site: Site, host: str) -> None:
    answer = site.ask("therapies.json", Host=host)
    assert answer.status in (200, 400)
    if answer.status == 200:
        assert "<script>" not in answer.content.decode()
        link = answer.json()["about"]["link"]
        assert link in ("http://localhost:8501/", f"{site.url}/")


@pytest.mark.parametrize("name", NAMES)
def test_without_a_table_there_is_503_and_no_path(
    site: Site, name: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    empty = Store(tmp_path)
    monkeypatch.setattr(refusal, "store", lambda: empty)
    answer = site.ask(f"{name}?goal=cure")
    assert answer.status == 503
    assert answer.headers["Cache-Control"] == "no-store"
    assert "no table" in str(answer.json()["message"])
    assert str(tmp_path) not in answer.content.decode()


def test_a_bad_edit_leaves_the_last_good_data(site: Site, sample: Path) -> None:
    before = site.ask("therapies.csv")
    (sample / "therapies.csv").write_text("broken", encoding="utf-8")
    after = site.ask("therapies.csv", If_None_Match=before.headers["ETag"])
    assert after.status == 304
    assert site.ask("therapies.csv").content == before.content
    write_sample(sample)
    assert site.ask("therapies.csv").status == 200


def test_every_file_has_a_route_and_health_is_left_alone() -> None:
    assert [route.path for route in data_routes.ROUTES] == [f"/data/{name}" for name in NAMES]
    assert "/data/health" not in {route.path for route in data_routes.ROUTES}
