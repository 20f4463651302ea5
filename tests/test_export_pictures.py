"""Pictures: whole, legible and stamped, as Pillow and an XML parser read them."""

import dataclasses
import io
import re
import resource
import subprocess
import time
from functools import cache
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

import pytest
from PIL import Image

from tests.sample import write_sample
from tests.test_render import HOSTILE, filled_catalog
from therapies import coverage
from therapies.catalog import Catalog, load_catalog
from therapies.charts import GROUND
from therapies.exports import map_chart, pictures
from therapies.exports.view import View
from therapies.grid import NAMES_LIMIT
from therapies.model import Evidence
from therapies.query import Query

CHARTS = ["map", "standing", "targets", "evidence-span", "standing-span"]
NAMING = ["map", "evidence-span"]
TEXT = "{http://www.w3.org/2000/svg}text"


@cache
def table() -> Catalog:
    return load_catalog(Path("data"))


def used() -> float:
    """Seconds of processor time, the workers' included."""
    spent = resource.getrusage(resource.RUSAGE_CHILDREN)
    return time.process_time() + spent.ru_utime + spent.ru_stime


@cache
def timed(chart: str, theme: str, scale: int) -> tuple[bytes, float]:
    if scale == 4:
        pictures._rendered.cache_clear()
    view, before = View(table()), used()
    if scale:
        return pictures.png(view, chart, theme, scale), used() - before
    return pictures.svg(view, chart, theme), used() - before


def drawn(chart: str, theme: str, scale: int = 0) -> bytes:
    return timed(chart, theme, scale)[0]


def texts(picture: bytes) -> list[str]:
    """What stands in the picture's text elements, without what only attributes hold."""
    root = ElementTree.fromstring(picture)
    return [" ".join(each.itertext()) for each in root.iter(TEXT)]


def squeezed(text: str) -> str:
    return re.sub(r"\s", "", text)


def size(picture: bytes) -> tuple[int, int]:
    root = ElementTree.fromstring(picture)
    return int(root.attrib["width"]), int(root.attrib["height"])


def marks(catalog: Catalog, *forms: str) -> list[dict[str, Any]]:
    """What the map's layers of these forms draw."""
    spec = map_chart.map_chart(catalog, Query(), "light").to_dict()
    found = [each for values in spec["datasets"].values() for each in values]
    return [each for each in found if each["form"] in forms]


def opened(picture: bytes) -> Image.Image:
    return Image.open(io.BytesIO(picture)).convert("RGB")


@pytest.mark.parametrize("chart", CHARTS)
@pytest.mark.parametrize("scale", [2, 4])
def test_png_is_exactly_two_or_four_times_the_svg(chart: str, scale: int) -> None:
    wide, high = size(drawn(chart, "light"))
    picture = opened(drawn(chart, "light", scale))
    assert picture.size == (wide * scale, high * scale)
    assert len(picture.getcolors(1 << 24) or []) > 2, "an empty ground is no picture"


@pytest.mark.parametrize(
    ("chart", "theme"),
    [*((each, "light") for each in CHARTS), ("map", "dark"), ("targets", "dark")],
)
def test_edges_are_pure_ground_so_nothing_is_cut_off(chart: str, theme: str) -> None:
    picture = opened(drawn(chart, theme, 2))
    wide, high = picture.size
    ground = tuple(bytes.fromhex(GROUND[theme][1:]))
    for box in (
        (0, 0, wide, 16),
        (0, high - 16, wide, high),
        (0, 0, 16, high),
        (wide - 16, 0, wide, high),
    ):
        edge = picture.crop(box)
        assert edge.getcolors() == [(edge.width * edge.height, ground)]
    other = tuple(bytes.fromhex(GROUND["dark" if theme == "light" else "light"][1:]))
    assert picture.getpixel((0, 0)) != other


@pytest.mark.parametrize("chart", CHARTS)
def test_head_is_subject_and_takeaway_and_foot_the_stamp_all_as_text(chart: str) -> None:
    picture, subject = drawn(chart, "light"), View(table()).subject
    root = ElementTree.fromstring(picture)
    title = root.findtext("{http://www.w3.org/2000/svg}title") or ""
    found = squeezed(" ".join(texts(picture)))
    assert title.startswith(f"{subject} · ")
    assert texts(picture)[0] == subject
    assert found.startswith(squeezed(title.replace(f"{subject} · ", subject)))
    assert found.endswith(squeezed("".join(View(table()).stamp)))
    assert table().version in found
    assert "…" not in found


@pytest.mark.parametrize("chart", NAMING)
def test_names_stand_in_full(chart: str) -> None:
    found = squeezed(" ".join(texts(drawn(chart, "light"))))
    spans = set(coverage.spans(table(), table().therapies, "evidence")["id"])
    spoken = [each for each in table().therapies if chart == "map" or each.id in spans]
    assert len(spoken) >= 10
    assert all(squeezed(each.name) in found for each in spoken)
    assert "…" not in found


def test_map_gives_evidence_with_its_outcome_framing_and_empty_cells() -> None:
    found = texts(drawn("map", "light"))
    assert "none named" in found
    assert any(each.startswith("also framed so; ") for each in found)
    assert any(each.endswith("– said to halt") for each in found)
    bare = [each for each in found if each in [term.value for term in Evidence]]
    assert len(bare) == len(Evidence), "outside the legend evidence never stands alone"


@pytest.mark.parametrize("chart", NAMING)
def test_documents_that_differ_show_all_sides(chart: str) -> None:
    found = squeezed(" ".join(texts(drawn(chart, "light"))))
    sides = map_chart.all_sides(table(), "statins")
    assert sides.count("; ") == 2
    assert squeezed(sides) in found
    assert "Statins:stated." not in found


@pytest.mark.parametrize("form", ["svg", "png"])
def test_every_claim_leaves_its_receipt_in_the_file(form: str) -> None:
    if form == "svg":
        root = ElementTree.fromstring(drawn("standing", "light"))
        told = root.findtext("{http://www.w3.org/2000/svg}metadata") or ""
    else:
        info: dict[Any, Any] = Image.open(io.BytesIO(drawn("standing", "light", 2))).info
        assert info["Description"].split("\n") == list(View(table()).stamp)
        assert info["Title"].startswith(f"{View(table()).subject} · ")
        told = info["Source"]
    lines = told.split("\n")
    assert len(lines) == len(table().claims)
    assert all(any(each.wording in line for line in lines) for each in table().claims)
    assert not any("paragraph :" in line for line in lines)


def test_same_view_gives_the_same_bytes() -> None:
    view = View(load_catalog(Path("data")))
    first = drawn("map", "light")
    pictures._rendered.cache_clear()
    assert pictures.svg(view, "map", "light") == first
    assert pictures.png(view, "targets", "light", 2) == drawn("targets", "light", 2)
    assert drawn("map", "light") != drawn("map", "dark")


@pytest.mark.parametrize("chart", CHARTS)
def test_the_largest_picture_takes_less_than_two_seconds(chart: str) -> None:
    made, seconds = timed(chart, "light", 4)
    assert 0 < seconds < 2
    assert len(made) < 8_000_000


def planted(folder: Path, token: str) -> Catalog:
    """The sample with `token` in every text, names distinct as the catalog demands."""
    found = filled_catalog(load_catalog(write_sample(folder)), token)
    parts: dict[str, Any] = {
        field: tuple(
            each.model_copy(update={"name": f"{token} name {n}"})
            for n, each in enumerate(getattr(found, field))
        )
        for field in ("therapies", "sources")
    }
    return dataclasses.replace(found, **parts)


@pytest.mark.parametrize("chart", NAMING)
def test_hostile_text_comes_out_as_the_same_text(chart: str, tmp_path: Path) -> None:
    token = " ".join(text for kind, text in HOSTILE.items() if kind != "long")
    picture = pictures.svg(View(planted(tmp_path, token)), chart)
    found = squeezed("".join(texts(picture)))
    assert squeezed(f"{token} name 2") in found, "Intravascular lithotripsy"
    assert squeezed(f"{token} name 1:") in found, "the second document"
    tags = {each.tag.rpartition("}")[2] for each in ElementTree.fromstring(picture).iter()}
    assert not tags & {"script", "img", "a", "image", "foreignObject", "style"}


@pytest.mark.parametrize("chart", NAMING)
def test_ten_thousand_letters_come_out_as_the_same_text(chart: str, tmp_path: Path) -> None:
    sample = load_catalog(write_sample(tmp_path))
    therapies = tuple(
        each.model_copy(update={"name": "x" * 10_000}) if each.id == "lithotripsy" else each
        for each in sample.therapies
    )
    picture = pictures.svg(View(dataclasses.replace(sample, therapies=therapies)), chart)
    assert "x" * 10_000 in squeezed("".join(texts(picture)))
    assert size(picture)[0] < 3000


def test_hostile_text_is_not_cut_at_the_edges(tmp_path: Path) -> None:
    token = f"{HOSTILE['script']} {'W' * 90} {'אבג' * 20} {HOSTILE['rtl']} "
    for chart in ("map", "standing-span"):
        picture = opened(pictures.png(View(planted(tmp_path, token)), chart))
        column = picture.crop((picture.width - 16, 0, picture.width, picture.height))
        assert column.getcolors() == [(column.width * column.height, (255, 255, 255))]
        assert column.height < 20_000


def test_long_names_stay_inside_their_row(tmp_path: Path) -> None:
    crowded = planted(tmp_path, "a long name of many words " * 12)
    panels, names = marks(crowded, "panel"), marks(crowded, "name", "framed")
    assert len(names) == 6
    for name in names:
        ends = name["y"], name["y2"] + map_chart.LINE / 2
        inside = [p for p in panels if p["x"] < name["x"] < p["x2"] and p["y"] < ends[0] < p["y2"]]
        assert len(inside) == 1
        assert not ends[1] > inside[0]["y2"]


def test_what_is_too_large_for_a_png_is_refused_but_drawn_as_svg(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(pictures, "PIXELS_LIMIT", 1000)
    with pytest.raises(pictures.TooLarge, match="take the SVG"):
        pictures.png(View(table()), "targets", "light", 4)
    assert pictures.svg(View(table()), "targets") == drawn("targets", "light")


@pytest.mark.parametrize("chart", CHARTS)
def test_nothing_left_is_said_and_not_drawn(chart: str) -> None:
    with pytest.raises(pictures.NothingToDraw):
        pictures.svg(View(table(), Query(text="zzzz")), chart)
    assert issubclass(pictures.NothingToDraw, ValueError)


@pytest.mark.parametrize(
    ("chart", "theme", "scale"), [("pie", "light", 2), ("map", "pink", 2), ("map", "light", 3)]
)
def test_unknown_options_are_refused(chart: str, theme: str, scale: int) -> None:
    with pytest.raises(ValueError, match="allowed|scale") as refused:
        pictures.png(View(table()), chart, theme, scale)
    assert not isinstance(refused.value, pictures.NothingToDraw)


def test_a_picture_that_takes_too_long_is_stopped(monkeypatch: pytest.MonkeyPatch) -> None:
    pictures._rendered.cache_clear()
    monkeypatch.setattr(pictures, "WORKER", "while True: pass")
    monkeypatch.setattr(pictures, "TIME_LIMIT", 0.3)
    before = time.monotonic()
    with pytest.raises(pictures.TookTooLong):
        pictures.svg(View(table()), "targets")
    assert time.monotonic() - before < 3


def test_the_worker_reaches_no_network() -> None:
    spec = {
        "data": {"url": "http://127.0.0.1:9/data.csv"},
        "mark": "point",
        "encoding": {"x": {"field": "a", "type": "quantitative"}},
    }
    assert "allowed_base_urls=[]" in pictures.WORKER
    with pytest.raises(RuntimeError, match="vl-convert") as refused:
        pictures._run({"spec": spec})
    assert not isinstance(refused.value, subprocess.SubprocessError)


def test_beyond_the_limit_of_names_the_map_gives_counts() -> None:
    many = [
        each.model_copy(update={"id": f"{each.id}-{n}", "name": f"{each.name} {n}"})
        for each in table().therapies
        for n in range(2)
    ]
    claims = [
        each.model_copy(update={"therapy": f"{each.therapy}-{n}"})
        for each in table().claims
        for n in range(2)
    ]
    assert len(many) > NAMES_LIMIT
    crowd = dataclasses.replace(table(), therapies=tuple(many), claims=tuple(claims))
    found = [each["text"] for each in marks(crowd, "name", "framed")]
    assert found
    assert all(re.fullmatch(r"\d+ therap(y|ies)", each) for each in found)


def test_a_page_of_named_therapies_shows_these_only() -> None:
    picture = pictures.svg(View(table(), page="compare", ids=("statins", "aspirin")), "map")
    found = " ".join(texts(picture))
    assert "Statins" in found
    assert "Aspirin" in found
    assert "Vitamin" not in found


@pytest.mark.parametrize("bold", [False, True])
def test_width_is_that_of_the_font_that_is_drawn(bold: bool) -> None:
    text = "".join(map(chr, range(33, 127)))
    said = map_chart.width(text, 20, bold)
    weight = "bold" if bold else "normal"
    shown = text.replace("&", "&amp;").replace("<", "&lt;")
    wide = round(said) + 60
    picture = opened(
        pictures._run(
            {
                "svg": f'<svg xmlns="http://www.w3.org/2000/svg" width="{wide}" height="40">'
                f'<rect width="{wide}" height="40" fill="white"/><text x="20" y="26" '
                f'font-family="{map_chart.FONT}" font-weight="{weight}" font-size="20px">'
                f"{shown}</text></svg>",
                "scale": 1,
            }
        )
    )
    ink = picture.convert("L").point(lambda level: 255 if level < 200 else 0).getbbox()
    assert ink is not None
    assert abs(ink[2] - ink[0] - said) < said * 0.01
    assert map_chart.width("אבג", 20) >= 3 * 20, "letters of another font are not measured small"
