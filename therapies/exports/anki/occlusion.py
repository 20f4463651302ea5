"""The map as a note of Anki's own kind "Image Occlusion": which therapy stands here?

Each name that is drawn is a card; its place is read from the drawing itself.
"""

import re
from collections.abc import Iterator, Mapping
from functools import lru_cache
from pathlib import Path
from typing import Any, NamedTuple
from xml.etree.ElementTree import Element, fromstring

import genanki  # type: ignore[import-untyped]

from therapies.exports.pictures import pictures
from therapies.exports.pictures.text_width import width
from therapies.query.query import Query
from therapies.query.view import View
from therapies.study.guid import digest

FOLDER = Path(__file__).parent
MODEL = "Vascular calcification: image occlusion"
FIELDS = ("Occlusion", "Image", "Header", "Back Extra", "Comments")
"""The fields of Anki's own note type, which finds them by their `tag`."""
STOCK_KIND = 6
"""By this number Anki knows its own image occlusion."""
LEAST = 5
"""With fewer names than these a hidden one is no question."""
SIZE, LINE = 13, 18
"""The size of the names on the picture, and the height of a line."""


class Box(NamedTuple):
    """A name's place on the picture, in shares of its width and height."""

    left: float
    top: float
    width: float
    height: float


class Occluded(NamedTuple):
    """The picture of a view's map, and where on it each therapy is named, by its id."""

    picture: bytes
    boxes: Mapping[str, tuple[Box, ...]]


class Occlusions(genanki.Model):  # type: ignore[misc]
    """Anki's note type, under an id of its own, so that a later package finds it again."""

    def to_json(self, timestamp: float, deck_id: int) -> dict[str, Any]:
        """Return the type as Anki holds it."""
        made: dict[str, Any] = super().to_json(timestamp, deck_id)
        return made | {"originalStockKind": STOCK_KIND}


def model(number: int) -> Occlusions:
    """Return the note type with the id `number`."""
    return Occlusions(
        number,
        MODEL,
        fields=[{"name": name, "tag": place} for place, name in enumerate(FIELDS)],
        templates=[
            {
                "name": "Image Occlusion",
                "qfmt": (FOLDER / "occlusion_front.html").read_text("utf-8"),
                "afmt": (FOLDER / "occlusion_back.html").read_text("utf-8"),
            }
        ],
        css=(FOLDER / "occlusion.css").read_text("utf-8"),
        model_type=genanki.Model.CLOZE,
    )


def occluded(view: View) -> Occluded | None:
    """Return the map of what the view's filter shows; None where it names too few, or none."""
    if view.ids or not view.therapies:
        return None
    return _occluded(View(view.catalog, view.query))


@lru_cache(maxsize=4)
def _occluded(view: View) -> Occluded | None:
    try:
        drawing = fromstring(pictures.svg(view, "map"))
        boxes = _boxes(view, drawing)
        if len(boxes) < LEAST:
            return None
        return Occluded(pictures.png(view, "map"), boxes)
    except (pictures.NothingToDraw, pictures.TooLarge):
        return None


def clozes(boxes: Mapping[str, tuple[Box, ...]]) -> Iterator[str]:
    """Yield what hides each name, as Anki writes it; every name is a card."""
    for number, places in enumerate(boxes.values(), 1):
        for box in places:
            place = ":".join(f"{side}={share:.4f}" for side, share in box._asdict().items())
            yield f"{{{{c{number}::image-occlusion:rect:{place}}}}}"


def _boxes(view: View, drawing: Element) -> dict[str, tuple[Box, ...]]:
    wide, high = float(drawing.attrib["width"]), float(drawing.attrib["height"])
    names = {each.name: each.id for each in view.therapies}
    found: dict[str, list[Box]] = {}
    for lines, x, y, bold in _texts(drawing, 0, 0):
        name = " ".join(lines).removesuffix(" ≠")
        if name in names:
            room = max(width(line, SIZE, bold=bold) for line in lines) + 6
            top = y - LINE / 2
            box = Box((x - 3) / wide, top / high, room / wide, LINE * len(lines) / high)
            found.setdefault(names[name], []).append(box)
    return {each.id: tuple(found[each.id]) for each in view.therapies if each.id in found}


def _texts(element: Element, x: float, y: float) -> Iterator[tuple[list[str], float, float, bool]]:
    """Yield each text of a drawing: its lines, the start and middle of the first, whether bold."""
    moved = re.match(r"translate\(([-\d.]+)[ ,]+([-\d.]+)\)", element.get("transform", ""))
    if moved:
        x, y = x + float(moved[1]), y + float(moved[2])
    if element.tag.endswith("}text"):
        lines = [each.text or "" for each in element] or [element.text or ""]
        # Vega sets the base line, which lies below the middle of a line.
        yield lines, x, y - 0.31 * SIZE, element.get("font-weight", "") in ("bold", "600", "700")
    for child in element:
        yield from _texts(child, x, y)


def guid(view: View) -> str:
    """Return the id of the note on this filter's map, whatever the table's version."""
    query: Query = view.query
    return digest("map-occlusion", *(f"{key}={value}" for key, value in query.to_params()))[:20]
