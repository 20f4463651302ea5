"""The registry of formats, and the code that leads to a view."""

import io
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path
from types import ModuleType
from xml.etree import ElementTree

import pytest
import vl_convert
from PIL import Image

from tests.test_render import HOSTILE
from therapies.catalog import Catalog, load_catalog
from therapies.exports import link
from therapies.exports.formats import FORMATS, PACKAGE, Format
from therapies.exports.view import View
from therapies.model import PURPOSE
from therapies.query import Query
from therapies.site import PAGE

ROOT = Path(__file__).parent.parent
LINK = "http://localhost:8501/browse?category=mechanical&goal=modify"
SVG = "{http://www.w3.org/2000/svg}"
BLOCKS = {1: [16], 2: [28], 3: [44], 4: [32] * 2, 5: [43] * 2, 6: [27] * 4}
"""Data codewords of each block at level M, by the standard's table, for small codes."""
MASKS = (
    lambda y, x: (y + x) % 2,
    lambda y, x: y % 2,
    lambda y, x: x % 3,
    lambda y, x: (y + x) % 3,
    lambda y, x: (y // 2 + x // 3) % 2,
    lambda y, x: y * x % 2 + y * x % 3,
    lambda y, x: (y * x % 2 + y * x % 3) % 2,
    lambda y, x: ((y + x) % 2 + y * x % 3) % 2,
)

SIZED = '<svg width="410" height="410" '

Grid = list[list[bool]]


@pytest.fixture
def table() -> Catalog:
    return load_catalog(ROOT / "data")


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


def taken(version: int, y: int, x: int) -> bool:
    """Whether a place holds a pattern and no data."""
    side, at = 17 + 4 * version, 10 + 4 * version
    corner = (y < 9 and (x < 9 or x >= side - 8)) or (y >= side - 8 and x < 9)
    aligned = version > 1 and abs(y - at) <= 2 and abs(x - at) <= 2
    return corner or aligned or 6 in (y, x)


def bits(grid: Grid, version: int, mask: int) -> list[bool]:
    """The data bits in the order of the standard: two columns at a time, up and down."""
    side, found, up = len(grid), [], True
    right = side - 1
    while right > 0:
        right -= right == 6
        for y in range(side - 1, -1, -1) if up else range(side):
            for x in (right, right - 1):
                if not taken(version, y, x):
                    found.append(grid[y][x] ^ (MASKS[mask](y, x) == 0))
        up, right = not up, right - 2
    return found


def read_code(grid: Grid) -> tuple[str, str]:
    """The error correction and the text of a QR code, read after ISO 18004 by our own hand."""
    version = (len(grid) - 17) // 4
    finder = ["#######", "#.....#", "#.###.#", "#.###.#", "#.###.#", "#.....#", "#######"]
    for y, x in ((0, 0), (0, len(grid) - 7), (len(grid) - 7, 0)):
        corner = [grid[y + n][x : x + 7] for n in range(7)]
        assert ["".join(".#"[bit] for bit in row) for row in corner] == finder
    form = [*(grid[8][x] for x in (0, 1, 2, 3, 4, 5, 7, 8)), grid[7][8]]
    told = number(form[:5]) ^ 0b10101
    level, mask = "MLHQ"[told >> 3], told & 7
    stream = bits(grid, version, mask)
    words = [number(stream[place : place + 8]) for place in range(0, len(stream) - 7, 8)]
    sizes = BLOCKS[version]
    blocks = [words[n : sizes[0] * len(sizes) : len(sizes)] for n in range(len(sizes))]
    data = [bit for block in blocks for word in block for bit in map(int, f"{word:08b}")]
    assert number(data[:4]) == 0b0100
    length = number(data[4:12])
    return level, bytes(number(data[12 + 8 * n : 20 + 8 * n]) for n in range(length)).decode()


def number(digits: Sequence[int]) -> int:
    return int("".join(str(int(digit)) for digit in digits), 2)


def test_the_code_leads_to_exactly_the_link() -> None:
    assert read_code(modules(link.qr_png(LINK))) == ("M", LINK)
    drawn = vl_convert.svg_to_png(link.qr_svg(LINK).replace("<svg ", SIZED, 1))
    assert read_code(modules(drawn)) == ("M", LINK)
    assert read_code(modules(link.qr_png(LINK + "s"))) != ("M", LINK)


def test_the_code_brings_its_own_light_ground() -> None:
    element = ElementTree.fromstring(link.qr_svg("http://localhost/?q=<b>&a=\"'"))
    assert "viewBox" in element.attrib
    assert "width" not in element.attrib
    light, dark = element.findall(f"{SVG}path")
    assert (light.get("fill"), dark.get("stroke")) == ("#fff", "#000")
    assert "currentColor" not in link.qr_svg(LINK)
    picture = Image.open(io.BytesIO(link.qr_png(LINK))).convert("RGBA")
    assert picture.getchannel("A").getextrema() == (255, 255)


def test_a_link_that_does_not_fit_is_refused() -> None:
    with pytest.raises(ValueError, match="does not fit"):
        link.qr_svg("http://localhost/" + "x" * 3000)


def test_the_picture_of_the_code_carries_the_stamp(table: Catalog) -> None:
    view = View(table, Query.of({"category": ["mechanical"], "goal": ["modify"]}), "browse")
    made = link.qr(view)
    assert made == link.qr(view)
    text = [each.text or "" for each in ElementTree.fromstring(made).iter(f"{SVG}text")]
    assert " ".join(text) == " ".join(view.stamp)
    assert PURPOSE in text
    assert f"Table {table.version} of {table.date.isoformat()}" in text
    assert "All 47 therapies" not in " ".join(text)
    drawn = vl_convert.svg_to_png(made.decode())
    wide = Image.open(io.BytesIO(drawn)).width
    assert read_code(modules(drawn, wide)) == ("M", view.link)


@pytest.mark.parametrize("hostile", HOSTILE.values(), ids=HOSTILE)
def test_hostile_names_stay_text_beside_the_code(table: Catalog, hostile: str) -> None:
    therapy = table.therapies[0].model_copy(update={"name": hostile})
    changed = View(table, page="therapy", ids=(therapy.id,))
    changed.__dict__["therapies"] = (therapy,)
    tree = ElementTree.fromstring(link.qr(changed))
    assert {each.tag.removeprefix(SVG) for each in tree.iter()} == {
        *("svg", "title", "rect", "path", "g", "text")
    }
    text = [each.text or "" for each in tree.iter(f"{SVG}text")]
    subject = changed.subject.replace(" ", "")
    assert "".join(text).replace(" ", "").startswith(subject + hostile.replace(" ", ""))
    assert max(map(len, text)) <= link.LETTERS


@pytest.mark.parametrize("name", FORMATS)
def test_every_format_has_its_function(name: str) -> None:
    assert callable(FORMATS[name].load())


def test_the_registry_names_every_format_once() -> None:
    assert " ".join(FORMATS) == (
        "csv json claims-csv claims-json package png svg pptx pdf apkg html qr"
    )
    assert len({(each.extension, each.part) for each in FORMATS.values() if not each.options}) == 9
    assert len({each.label for each in FORMATS.values()}) == len(FORMATS)
    assert [each for each in FORMATS.values() if "/" not in each.mime] == []


def test_every_option_is_one_that_its_function_takes() -> None:
    for each in FORMATS.values():
        code = each.load().__code__
        taken_ = code.co_varnames[: code.co_argcount + code.co_kwonlyargcount]
        assert taken_ == ("view", *each.options), each.name


def test_every_chart_that_is_offered_can_be_drawn() -> None:
    from therapies.exports.pictures import CHARTS as DRAWN

    offered = [chart for page in PAGE for chart in FORMATS["png"].charts(page)]
    assert sorted(offered) == sorted(DRAWN)
    assert FORMATS["png"].charts("browse") == ()


def test_nothing_heavy_is_imported_before_it_is_asked_for() -> None:
    code = (
        "import sys, therapies.__main__, therapies.exports.formats as formats\n"
        "heavy = {'pptx', 'typst', 'genanki', 'altair', 'pandas', 'vl_convert', 'streamlit'}\n"
        "assert not {'numpy', 'segno', *heavy} & {*sys.modules}\n"
        "formats.FORMATS['qr'].load()\n"
        "assert 'segno' in sys.modules and not heavy & {*sys.modules}"
    )
    assert subprocess.run([sys.executable, "-c", code], cwd=ROOT, check=False).returncode == 0


def test_a_missing_function_is_said(monkeypatch: pytest.MonkeyPatch, table: Catalog) -> None:
    monkeypatch.setitem(sys.modules, f"{PACKAGE}.stand_in", ModuleType("stand_in"))
    for maker in ("stand_in:gone", "nowhere:gone"):
        with pytest.raises(ImportError):
            Format("x", "X", "x", "a/b", maker, ("overview",)).make(View(table))


def test_a_format_gets_its_own_options_only(
    monkeypatch: pytest.MonkeyPatch, table: Catalog
) -> None:
    stand_in = ModuleType("stand_in")
    stand_in.made = lambda view, **found: repr(found).encode()  # type: ignore[attr-defined]
    monkeypatch.setitem(sys.modules, f"{PACKAGE}.stand_in", stand_in)
    options = ("theme", "scale")
    format_ = Format("x", "X", "x", "a/b", "stand_in:made", ("overview",), options, "part")
    assert format_.make(View(table), theme="dark", paper="a4") == b"{'theme': 'dark'}"
    assert format_.file_name(View(table)).startswith("calcification-therapies_part_")
    assert "_part_" not in format_.file_name(View(table), "map")
