"""Pictures: whole, legible and stamped, as Pillow and an XML parser read them."""

import dataclasses
import io
import re
import time
from collections.abc import Iterator
from functools import cache
from html import escape
from itertools import combinations, pairwise
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

import pytest
import vl_convert
from PIL import Image

from harness.server import FROZEN
from tests.support.filled import filled_catalog
from tests.support.hostile import HOSTILE
from tests.support.readers import squeezed
from tests.support.sample import write_sample
from therapies.catalog.catalog import Catalog, load_catalog
from therapies.content import chart_data, looks, sources_page
from therapies.content.evidence_map import NAMES_LIMIT, Column, field
from therapies.content.looks import GROUND
from therapies.content.question import QUESTIONS, Question
from therapies.exports.pictures import map_chart, pictures, text_width
from therapies.exports.pictures.drawing import SIZE
from therapies.model import Category
from therapies.query.query import Query
from therapies.query.view import View

CHARTS = ["map", "standing", "targets", "documents"]
NAMING = ["map", "documents"]
NAMES = ("name", "firm", "faint", "framed")
"""The layers of the map that hold names."""
TEXT = "{http://www.w3.org/2000/svg}text"


@cache
def table() -> Catalog:
    return load_catalog(FROZEN)


@cache
def drawn(chart: str, theme: str, scale: int = 0) -> bytes:
    view = View(table())
    return pictures.png(view, chart, theme, scale) if scale else pictures.svg(view, chart, theme)


def texts(picture: bytes) -> list[str]:
    """What stands in the picture's text elements, without what only attributes hold."""
    root = ElementTree.fromstring(picture)
    return [" ".join(each.itertext()) for each in root.iter(TEXT)]


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
def test_a_png_is_its_svg_made_large_with_pure_ground_at_its_edges(chart: str) -> None:
    picture = opened(drawn(chart, "light", 2))
    wide, high = picture.size
    assert (wide, high) == tuple(2 * each for each in size(drawn(chart, "light")))
    assert wide * high * 4 < pictures.PIXELS_LIMIT, "four times as large it can be taken, too"
    assert len(picture.getcolors(1 << 24) or []) > 2, "an empty ground is no picture"
    for box in (
        (0, 0, wide, 16),
        (0, high - 16, wide, high),
        (0, 0, 16, high),
        (wide - 16, 0, wide, high),
    ):
        edge = picture.crop(box)
        assert edge.getcolors() == [(edge.width * edge.height, (255, 255, 255))]


def test_a_png_has_its_scale_its_theme_and_the_size_it_prints_at() -> None:
    large = pictures.png(View(table()), "targets", "dark", 4)
    for scale, made in ((2, drawn("targets", "light", 2)), (4, large)):
        picture = Image.open(io.BytesIO(made))
        assert picture.size == tuple(scale * each for each in size(drawn("targets", "light")))
        assert round(picture.info["dpi"][0]) == 96 * scale
    assert opened(large).getpixel((0, 0)) == tuple(bytes.fromhex(GROUND["dark"][1:]))


@pytest.mark.parametrize("chart", CHARTS)
@pytest.mark.parametrize(("shape", "aspect"), [("16:9", 16 / 9), ("4:3", 4 / 3), ("square", 1)])
def test_a_shape_is_kept_whatever_is_in_it(chart: str, shape: str, aspect: float) -> None:
    for title in ("yes", "no"):
        wide, high = size(pictures.svg(View(table()), chart, "light", shape, title))
        assert abs(wide / high - aspect) < 0.01


@pytest.mark.parametrize("asked", QUESTIONS.values(), ids=QUESTIONS)
def test_on_a_slide_a_chart_takes_most_of_its_width(asked: Question) -> None:
    view = View(table(), page="charts", own=asked.own)
    picture = pictures.svg(view, "chart", "light", "16:9").decode()
    (bare,) = pictures.bare([view], "light")
    found = re.search(r'<g transform="translate\(24,\d+\) scale\(([\d.]+)\)">', picture)
    assert found
    grown = float(found[1])
    assert grown >= 1, "nothing gets smaller than it is on the screen"
    assert size(bare.encode())[0] * grown > 2 / 3 * size(picture.encode())[0]


def test_without_its_title_a_picture_still_says_its_source_and_purpose() -> None:
    bare = pictures.svg(View(table()), "standing", "light", "16:9", "no")
    shown = " ".join(texts(bare))
    assert "Use runs ahead of the words for" not in shown
    assert "not medical advice" in shown
    assert table().version in shown


@pytest.mark.parametrize("chart", CHARTS)
def test_head_is_subject_and_takeaway_and_foot_the_stamp_all_as_text(chart: str) -> None:
    picture, subject = drawn(chart, "light"), View(table()).subject
    root = ElementTree.fromstring(picture)
    title = root.findtext("{http://www.w3.org/2000/svg}title") or ""
    found = squeezed(" ".join(texts(picture)))
    assert title.startswith(f"{subject} · ")
    assert texts(picture)[0] == subject
    assert found.startswith(squeezed(title.replace(f"{subject} · ", subject)))
    assert found.endswith(squeezed("·".join(View(table()).stamp)))
    assert table().version in found
    assert "…" not in found


@pytest.mark.parametrize("chart", NAMING)
def test_names_stand_in_full(chart: str) -> None:
    found = squeezed(" ".join(texts(drawn(chart, "light"))))
    rows = sources_page.matrix(table(), table().therapies).rows
    spoken = table().therapies if chart == "map" else [row.therapy for row in rows]
    assert len(spoken) >= 10
    assert all(squeezed(each.name) in found for each in spoken)
    assert "…" not in found


def test_the_map_has_the_columns_and_blocks_of_the_screen_with_evidence_before_names() -> None:
    found: dict[str, list[str]] = {}
    for each in marks(table(), "goal", "head", "quiet", "framed"):
        found.setdefault(each["form"], []).append(" ".join(each["text"].split()))
    aims = field(table(), Query())
    assert found["goal"] == [f"{aim.goal.heading} {aim.count}" for aim in aims]
    columns = [column for aim in aims for column in aim.columns]
    assert [column.apart for column in columns].count(True) == 1, "risk factors stand apart"
    said = [each for column in columns for each in _said(column)]
    assert [each for each in found["head"] if each not in SYMBOLS] == said
    assert "presented here, described as halting" in found["quiet"]
    assert "Vitamin K2 ≠" in found["framed"]


SYMBOLS = {each.symbol for each in Category}


def _said(column: Column) -> Iterator[str]:
    """The heads of a column of the screen: its own, and below each block's those of its levels."""
    yield f"{column.heading} {column.count}"
    for block in column.blocks:
        yield block.category.heading
        yield from (f"{each.mark.evidence.short} {each.told}".strip() for each in block.levels)


def test_documents_that_differ_show_all_sides() -> None:
    found = squeezed(" ".join(texts(drawn("map", "light"))))
    sides = map_chart.all_sides(table(), "statins")
    assert sides.count("; ") == 2
    assert squeezed(sides) in found
    assert "Statins:stated." not in found


def test_who_says_what_has_the_rows_and_words_of_the_page_in_their_order() -> None:
    found = squeezed(" ".join(texts(drawn("documents", "light"))))
    place = 0
    for row in sources_page.matrix(table(), table().therapies).rows:
        sign = "≠" if row.apart else ""
        place = found.index(squeezed(f"{row.therapy.name}{sign}"), place)
        assert all(squeezed(cell.words) in found for cell in row.cells if cell)
    assert squeezed("Named by one document only, and not drawn: 29 therapies.") in found


def test_of_too_many_rows_the_differing_ones_are_drawn_and_the_rest_counted(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(chart_data, "ROWS", 6)
    found = squeezed(" ".join(texts(pictures.svg(View(table()), "documents"))))
    assert squeezed("Not shown: 12 more therapies") in found
    assert "VitaminK2" in found
    assert "Stenting" not in found


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
    assert squeezed(f"{token} name 1") in found, "the second document"
    tags = {each.tag.rpartition("}")[2] for each in ElementTree.fromstring(picture).iter()}
    assert not tags & {"script", "img", "a", "image", "foreignObject", "style"}


def test_a_name_that_no_chart_has_room_for_is_cut_and_whole_in_the_metadata(
    tmp_path: Path,
) -> None:
    sample = load_catalog(write_sample(tmp_path))
    therapies = tuple(each.model_copy(update={"name": "x" * 10_000}) for each in sample.therapies)
    for chart in ("standing", "documents"):
        picture = pictures.svg(View(dataclasses.replace(sample, therapies=therapies)), chart)
        assert size(picture)[0] < 3000
        assert "x" * 10_000 in picture.decode()


def test_ten_thousand_letters_stand_in_the_map_as_the_same_text(tmp_path: Path) -> None:
    sample = load_catalog(write_sample(tmp_path))
    therapies = tuple(
        each.model_copy(update={"name": "x" * 10_000}) if each.id == "lithotripsy" else each
        for each in sample.therapies
    )
    long = dataclasses.replace(sample, therapies=therapies)
    assert any("x" * 10_000 in squeezed(each["text"]) for each in marks(long, *NAMES))
    assert map_chart.map_chart(long, Query(), "light").to_dict(validate=False)["width"] < 3000


def test_hostile_text_is_not_cut_at_the_edges(tmp_path: Path) -> None:
    token = f"{HOSTILE['script']} {'W' * 60} {'אבג' * 9} {HOSTILE['rtl']} "
    for chart in ("map", "documents"):
        picture = opened(pictures.png(View(planted(tmp_path, token)), chart))
        column = picture.crop((picture.width - 16, 0, picture.width, picture.height))
        assert column.getcolors() == [(column.width * column.height, (255, 255, 255))]
        assert column.height < 20_000


def test_long_names_stay_inside_their_column_and_apart_from_each_other(tmp_path: Path) -> None:
    crowded = planted(tmp_path, "a long name of many words " * 12)
    names = marks(crowded, *NAMES)
    assert len(names) == 6
    lines = [(each["x"], line) for each in names for line in each["text"].split("\n")]
    ends = {x: x + text_width.width(line, SIZE, bold=True) for x, line in lines}
    for (_, end), (start, _) in pairwise(sorted((x, ends[x]) for x in ends)):
        assert end < start
    for one, other in combinations(names, 2):
        apart = one["y2"] < other["y"] or other["y2"] < one["y"]
        assert one["x"] != other["x"] or apart


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
    monkeypatch.setattr(pictures, "WORKER", "while True: pass")
    monkeypatch.setattr(pictures, "TIME_LIMIT", 0.3)
    before = time.monotonic()
    with pytest.raises(pictures.TookTooLong):
        pictures.svg(View(table(), Query.of({"kind": ["drug"]})), "targets")
    assert time.monotonic() - before < 3


def test_the_worker_reaches_no_network(monkeypatch: pytest.MonkeyPatch) -> None:
    spec = {
        "data": {"url": "http://127.0.0.1:9/data.csv"},
        "mark": "point",
        "encoding": {"x": {"field": "a", "type": "quantitative"}},
    }
    monkeypatch.setattr(pictures, "_chart", lambda *_: spec)
    assert "allowed_base_urls=[]" in pictures.WORKER
    with pytest.raises(RuntimeError, match="vl-convert"):
        pictures.svg(View(table()), "map")


def test_beyond_the_limit_of_names_the_map_gives_counts() -> None:
    many = [
        each.model_copy(update={"id": f"{each.id}-{n}", "name": f"{each.name} {n}"})
        for each in table().therapies
        for n in range(3)
    ]
    claims = [
        each.model_copy(update={"therapy": f"{each.therapy}-{n}"})
        for each in table().claims
        for n in range(3)
    ]
    assert len(many) > NAMES_LIMIT
    crowd = dataclasses.replace(table(), therapies=tuple(many), claims=tuple(claims))
    assert marks(crowd, "name", "firm", "framed") == []
    counts = [each["text"] for each in marks(crowd, "faint")]
    assert counts
    assert all(re.fullmatch(r"\d+ therap(y|ies)", each) for each in counts)


@pytest.mark.parametrize("weight", ["normal", "bold"])
def test_width_is_that_of_the_font_that_is_drawn(weight: str) -> None:
    text = "".join(map(chr, range(33, 127)))
    said = text_width.width(text, 20, weight == "bold")
    drawing = (
        f'<svg xmlns="http://www.w3.org/2000/svg" width="{round(said) + 60}" height="40">'
        f'<rect width="100%" height="40" fill="white"/><text x="20" y="26" font-size="20px" '
        f'font-family="{looks.FONT}" font-weight="{weight}">{escape(text)}</text></svg>'
    )
    picture = opened(vl_convert.svg_to_png(drawing, scale=1))
    ink = picture.convert("L").point(lambda level: 255 if level < 200 else 0).getbbox()
    assert ink is not None
    assert abs(ink[2] - ink[0] - said) < said * 0.01
    assert text_width.width("אבג", 20) >= 3 * 20, "letters of another font are not measured small"
