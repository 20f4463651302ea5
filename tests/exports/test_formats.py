"""The registry of formats, and the code that leads to a view."""

import io
import sys
from types import ModuleType
from xml.etree import ElementTree

import pytest
import segno
import vl_convert
from PIL import Image

from tests.support.hostile import HOSTILE
from therapies.catalog.catalog import Catalog
from therapies.exports import qr
from therapies.exports.formats import FORMATS, PACKAGE, Format
from therapies.model import PURPOSE
from therapies.query.query import Query
from therapies.query.view import View

LINK = "http://localhost:8501/browse?category=mechanical&goal=modify"
SVG = "{http://www.w3.org/2000/svg}"
"""Data codewords of each block at level M, by the standard's table, for small codes."""

SIZED = '<svg width="410" height="410" '

Grid = list[list[bool]]


def code_of(link: str) -> Grid:
    """The dark modules of a link's code at level M."""
    return [
        list(map(bool, row)) for row in segno.make_qr(link, error="m", boost_error=False).matrix
    ]


def modules(png: bytes, width: int | None = None) -> Grid:
    """The dark modules of a picture without the quiet zone, which must be light."""
    image = Image.open(io.BytesIO(png)).convert("L")
    side = width or image.width
    first = next(x for x in range(side) if image.getpixel((x, x)) < 128)  # type: ignore[operator]
    run = next(x for x in range(first, side) if image.getpixel((x, first)) > 128)  # type: ignore[operator]
    scale = (run - first) / 7
    count = round((side - 2 * first) / scale)
    assert round(first / scale) == 4
    assert max(image.crop((0, 0, side, first - 1)).getextrema()[0:1]) == 255

    def dark(y: int, x: int) -> bool:
        left, top = first + x * scale, first + y * scale
        inside = (round(left) + 2, round(top) + 2, round(left + scale) - 2, round(top + scale) - 2)
        low, high = image.crop(inside).getextrema()
        assert high - low < 60, "a module is all dark or all light"  # type: ignore[operator]
        return low < 128  # type: ignore[operator]

    return [[dark(y, x) for x in range(count)] for y in range(count)]


def test_the_code_leads_to_exactly_the_link() -> None:
    drawn = vl_convert.svg_to_png(qr.qr_svg(LINK).replace("<svg ", SIZED, 1))
    assert modules(drawn) == code_of(LINK)
    assert modules(drawn) != code_of(LINK + "s")


def test_the_code_brings_its_own_light_ground() -> None:
    element = ElementTree.fromstring(qr.qr_svg("http://localhost/?q=<b>&a=\"'"))
    assert "viewBox" in element.attrib
    assert "width" not in element.attrib
    light, dark = element.findall(f"{SVG}path")
    assert (light.get("fill"), dark.get("stroke")) == ("#fff", "#000")
    assert "currentColor" not in qr.qr_svg(LINK)


def test_a_link_that_does_not_fit_is_refused() -> None:
    with pytest.raises(ValueError, match="does not fit"):
        qr.qr_svg("http://localhost/" + "x" * 3000)


def test_the_picture_of_the_code_carries_the_stamp(table: Catalog) -> None:
    view = View(table, Query.of({"category": ["mechanical"], "goal": ["modify"]}), "browse")
    made = qr.qr(view)
    assert made == qr.qr(view)
    text = [each.text or "" for each in ElementTree.fromstring(made).iter(f"{SVG}text")]
    assert " ".join(text) == " ".join(view.stamp)
    assert PURPOSE in text
    assert f"Table {table.version} of {table.date.isoformat()}" in text
    assert "All 47 therapies" not in " ".join(text)
    drawn = vl_convert.svg_to_png(made.decode())
    wide = Image.open(io.BytesIO(drawn)).width
    assert modules(drawn, wide) == code_of(view.link)


@pytest.mark.parametrize("hostile", HOSTILE.values(), ids=HOSTILE)
def test_hostile_names_stay_text_beside_the_code(table: Catalog, hostile: str) -> None:
    therapy = table.therapies[0].model_copy(update={"name": hostile})
    changed = View(table, page="therapy", ids=(therapy.id,))
    changed.__dict__["therapies"] = (therapy,)
    tree = ElementTree.fromstring(qr.qr(changed))
    assert {each.tag.removeprefix(SVG) for each in tree.iter()} == {
        *("svg", "title", "rect", "path", "g", "text")
    }
    text = [each.text or "" for each in tree.iter(f"{SVG}text")]
    subject = changed.subject.replace(" ", "")
    assert "".join(text).replace(" ", "").startswith(subject + hostile.replace(" ", ""))
    assert max(map(len, text)) <= qr.LINE


def test_every_option_is_one_that_its_function_takes() -> None:
    for each in FORMATS.values():
        code = each.load().__code__
        taken_ = code.co_varnames[: code.co_argcount + code.co_kwonlyargcount]
        assert taken_ == ("view", *each.options), each.name


def test_a_missing_function_is_said(monkeypatch: pytest.MonkeyPatch, table: Catalog) -> None:
    monkeypatch.setitem(sys.modules, f"{PACKAGE}.stand_in", ModuleType("stand_in"))
    for maker in ("stand_in:gone", "nowhere:gone"):
        with pytest.raises(ImportError):
            Format("x", "X", "x", "a/b", maker).make(View(table))


def test_a_format_gets_its_own_options_only(
    monkeypatch: pytest.MonkeyPatch, table: Catalog
) -> None:
    stand_in = ModuleType("stand_in")
    stand_in.made = lambda view, **found: repr(found).encode()  # type: ignore[attr-defined]
    monkeypatch.setitem(sys.modules, f"{PACKAGE}.stand_in", stand_in)
    options = ("theme", "scale")
    format_ = Format("x", "X", "x", "a/b", "stand_in:made", options, "part")
    assert format_.make(View(table), theme="dark", paper="a4") == b"{'theme': 'dark'}"
    assert format_.file_name(View(table)).startswith("calcification-therapies_part_")
    assert "_part_" not in format_.file_name(View(table), "map")
