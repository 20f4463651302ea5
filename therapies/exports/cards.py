"""Anki packages: the flashcards of a view, and what every deck of this app needs.

A note is known by its card's guid, so that a later package updates it and keeps the learner's
progress. Field names, `DECK` and the ids must never change.
"""

import io
import sqlite3
import zipfile
from collections.abc import Iterable, Iterator
from dataclasses import replace
from datetime import UTC, datetime, time
from pathlib import Path

import genanki  # type: ignore[import-untyped]

from therapies import flashcards
from therapies.catalog import Catalog
from therapies.exports.view import View
from therapies.flashcards import Card, digest, lines, text
from therapies.query import Query

__all__ = ["DECK", "FIELDS", "cards", "filled", "note_ids", "number", "package", "text"]

FOLDER = Path(__file__).parent
DECK = "Vascular calcification: therapies"
MODEL = "Vascular calcification: therapy with receipts"
FIELDS = ("Therapy", "Category", "Question", "Answer", "Documents", "Receipts", "Link", "Stamp")
FRONT = (FOLDER / "card_front.html").read_text("utf-8").removesuffix("\n")
BACK = (FOLDER / "card_back.html").read_text("utf-8").removesuffix("\n")
STYLE = (FOLDER / "card.css").read_text("utf-8")


def cards(view: View) -> bytes:
    """Return the Anki package (.apkg) of the therapies of `view`; without therapies a deck alone.

    The bytes depend on the view, the table's version and the table's date alone. Raises nothing
    that the view does not raise.
    """
    return filled(view, flashcards.cards(view.catalog, view.therapies))


def filled(view: View, cards: Iterable[Card], heading: str = "") -> bytes:
    """Return the package of `cards` under the stamp of `view`, in their order.

    `heading` stands on each in place of the names of its therapies, where these would tell the
    answer.
    """
    deck = genanki.Deck(number("deck", DECK), DECK, lines(view.stamp))
    model = genanki.Model(
        number("model", MODEL),
        MODEL,
        fields=[{"name": name} for name in FIELDS],
        templates=[{"name": "Card", "qfmt": FRONT, "afmt": BACK}],
        css=STYLE,
    )
    deck.add_model(model)
    made = list(cards)
    for place, card in enumerate(made):
        fields = [heading or _names(card), *_fields(view, card)]
        deck.add_note(genanki.Note(model, fields, tags=card.tags, guid=card.guid, due=place))
    return package(deck, note_ids(card.guid for card in made), view.catalog)


def _names(card: Card) -> str:
    return " / ".join(f"<bdi>{text(each.name)}</bdi>" for each in card.therapies)


def _fields(view: View, card: Card) -> list[str]:
    """Return all fields but the first."""
    ids = tuple(each.id for each in card.therapies)
    page = "therapy" if len(ids) == 1 else "compare"
    return [
        text(card.therapies[0].category.marked),
        card.question,
        card.answer,
        card.documents,
        card.receipts,
        text(replace(view, page=page, ids=ids, query=Query(), own=()).link),
        lines(view.stamp),
    ]


def number(*parts: str) -> int:
    """Return an id for a deck or a note type, in the range that Anki's tools use."""
    return (1 << 30) + int(digest(*parts), 16) % (1 << 30)


def note_ids(guids: Iterable[str]) -> Iterator[int]:
    """Yield the number of each note twice: for the note, and for its one card.

    `guids` are hexadecimal, as `Card.guid` is.

    Anki reads a number as the moment of creation in milliseconds, so all lie before 2020; what
    counts on import is the guid.
    """
    taken: set[int] = set()
    for guid in guids:
        free = 10**12 + int(guid, 16) % (5 * 10**11)
        while free in taken:
            free += 1
        taken.add(free)
        yield from (free, free)


def _moment(catalog: Catalog) -> float:
    """Return a moment of the table's day, another one for each version and style.

    By it Anki decides whether a card is newer; a card of the same moment is never updated.
    """
    seconds = int(digest(catalog.version, FRONT, BACK, STYLE), 16) % 86_400
    return datetime.combine(catalog.date, time(), UTC).timestamp() + seconds


def package(deck: genanki.Deck, ids: Iterator[int], catalog: Catalog) -> bytes:
    """Return `deck` as a package (.apkg): its notes take their numbers from `ids`.

    Every moment and date in it is the table's, so that the same deck gives the same bytes.
    """
    day = catalog.date
    connection = sqlite3.connect(":memory:")
    try:
        genanki.Package(deck).write_to_db(connection.cursor(), _moment(catalog), ids)
        connection.commit()
        database = connection.serialize()
    finally:
        connection.close()
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as opened:
        for name, data in (("collection.anki2", database), ("media", b"{}")):
            entry = zipfile.ZipInfo(name, (max(day.year, 1980), day.month, day.day, 0, 0, 0))
            entry.compress_type, entry.create_system = zipfile.ZIP_DEFLATED, 3
            opened.writestr(entry, data)
    return buffer.getvalue()
