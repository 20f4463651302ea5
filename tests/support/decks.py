"""What python-pptx reads in a deck."""

import io
from collections.abc import Iterator
from typing import Any

from pptx import Presentation


def opened(data: bytes) -> Any:
    return Presentation(io.BytesIO(data))


def texts(slide: Any) -> list[str]:
    """The text of every shape and cell of a slide, a chart's names included."""
    found = []
    for shape in slide.shapes:
        if shape.has_text_frame:
            found.append(shape.text_frame.text)
        if shape.has_table:
            found += [cell.text for row in shape.table.rows for cell in row.cells]
        if shape.has_chart:
            found += [*shape.chart.plots[0].categories, *(s.name for s in shape.chart.series)]
    return found


def tables(file: Any) -> Iterator[tuple[Any, list[list[str]]]]:
    for slide in file.slides:
        for shape in slide.shapes:
            if shape.has_table:
                yield slide, [[cell.text for cell in row.cells] for row in shape.table.rows]


def notes(slide: Any) -> str:
    return str(slide.notes_slide.notes_text_frame.text)


def everything(file: Any) -> str:
    """All text of the slides and their notes."""
    return "\n".join(text for slide in file.slides for text in (*texts(slide), notes(slide)))
