"""The file slides are drawn into: its layouts, theme colours, and the same bytes each time."""

import io
import re
import zipfile
from datetime import date, datetime, time
from typing import Any

from pptx import Presentation
from pptx.oxml.ns import qn
from pptx.util import Pt

from therapies import site
from therapies.content.looks import FILL, GROUND, INK, QUIET, TINT
from therapies.exports.stable_zip import EARLIEST, zipped
from therapies.model import PURPOSE, Category

WIDTH, HEIGHT, MARGIN = 960, 540, 42
"""The slide and its margin, in points."""

INSIDE = WIDTH - 2 * MARGIN
TITLE_SIZE, SMALL_TITLE, FOOT_SIZE = 30, 26, 10
TITLE_ONLY = 5
"""The layout of every slide, by its place in the template."""

CATEGORIES = (
    Category.MINERAL_METABOLISM.colour,
    Category.EXPERIMENTAL.colour,
    Category.MECHANICAL.colour,
    Category.RISK_CONTROL.colour,
)
"""The theme's first accents; neutral areas and the ground of what is selected come after them."""

DARK = "dark"
_SWAPPED = {"bg1": "dk1", "tx1": "lt1", "bg2": "dk2", "tx2": "lt2"}
"""How a dark file maps ground and text to its theme."""

_PLACES = {
    "title": (MARGIN, 22, INSIDE, 44),
    "ftr": (MARGIN, 510, INSIDE - 60, 18),
    "sldNum": (WIDTH - MARGIN - 50, 510, 50, 18),
}
_STAMPED = re.compile(rb"(<dcterms:(?:created|modified)[^>]*>)[^<]*")


def new_file(title: str, day: date, theme: str) -> Any:
    """Return an empty 16:9 presentation whose placeholders stand where slides need them."""
    file: Any = Presentation()
    scale = Pt(WIDTH) / file.slide_width
    file.slide_width, file.slide_height = Pt(WIDTH), Pt(HEIGHT)
    master = file.slide_master
    for shapes in (master.shapes, *(each.shapes for each in master.slide_layouts)):
        for shape in shapes:
            _arrange(shape, scale, is_master=shapes is master.shapes)
    if theme == DARK:
        (mapped,) = master._element.xpath("./p:clrMap")
        for name, place in _SWAPPED.items():
            mapped.set(name, place)
    style = master._element.xpath("./p:txStyles/p:titleStyle/a:lvl1pPr")[0]
    style.set("algn", "l")
    font = style.find(qn("a:defRPr"))
    font.set("sz", str(TITLE_SIZE * 100))
    font.set("b", "1")
    core = file.core_properties
    core.title, core.subject, core.author = title, PURPOSE, site.TITLE
    core.created = core.modified = datetime.combine(day, time())
    core.last_modified_by, core.language, core.revision = site.TITLE, "en", 1
    return file


def _arrange(shape: Any, scale: float, *, is_master: bool) -> None:
    """Put a placeholder of the master or a layout in its place; dates go."""
    kind = (shape._element.xpath(".//p:nvPr/p:ph/@type") or [""])[0]
    own = shape._element.xpath("./p:spPr/a:xfrm")
    if kind == "dt":
        shape._element.getparent().remove(shape._element)
    elif kind in _PLACES and is_master:
        shape.left, shape.top, shape.width, shape.height = map(Pt, _PLACES[kind])
        body = shape._element.xpath("./p:txBody/a:bodyPr")[0]
        body.set("anchor", "ctr" if kind != "title" else "t")
        for side in ("lIns", "rIns", "tIns", "bIns"):
            body.set(side, "0")
        if kind != "title":
            level = shape._element.xpath(".//a:lstStyle/a:lvl1pPr")[0]
            level.set("algn", "l" if kind == "ftr" else "r")
            level.find(qn("a:defRPr")).set("sz", str(FOOT_SIZE * 100))
    elif own and kind in ("ftr", "sldNum", "title"):
        own[0].getparent().remove(own[0])
    elif own:
        shape.left, shape.width = int(shape.left * scale), int(shape.width * scale)


def data(file: Any, day: date, theme: str) -> bytes:
    """Return the file: fixed times, a font that every office has, the app's colours as theme."""
    out = io.BytesIO()
    file.save(out)
    return _still(out.getvalue(), day, theme)


def _still(made: bytes, day: date, theme: str) -> bytes:
    """Return the zip with every time in it, and in workbooks inside it, set to `day`."""
    files = {}
    with zipfile.ZipFile(io.BytesIO(made)) as old:
        for name in old.namelist():
            part = old.read(name)
            if name.endswith(".xlsx"):
                part = _still(part, day, theme)
            elif name == "docProps/core.xml":
                part = _STAMPED.sub(rf"\g<1>{day.isoformat()}T00:00:00Z".encode(), part)
            elif name.startswith("ppt/theme/"):
                part = _themed(part, theme)
            files[name] = part
    return zipped(files, EARLIEST)


def _themed(part: bytes, theme: str) -> bytes:
    """Return a theme with the app's colours and Arial."""
    accents = (*CATEGORIES, FILL[theme], TINT[theme])
    hues = {f"accent{n}": hue for n, hue in enumerate(accents, 1)}
    dark, light = (GROUND, INK) if theme == DARK else (INK, GROUND)
    hues |= {"dk1": dark[theme], "lt1": light[theme]}
    hues |= {"lt2" if theme == DARK else "dk2": QUIET[theme]}
    part = part.replace(b"Calibri", b"Arial")
    for name, hue in hues.items():
        old = rf"(<a:{name}>).*?(</a:{name}>)".encode()
        new = rf'\g<1><a:srgbClr val="{hue.removeprefix("#")}"/>\g<2>'.encode()
        part = re.sub(old, new, part, flags=re.DOTALL)
    return part
