"""Anki packages: the flashcards of a view, and what every deck of this app needs.

A note is known by its card's guid, so that a later package updates it and keeps the learner's
progress. Field names, `DECK` and the ids must never change.
"""

import json
import sqlite3
from collections.abc import Iterable, Iterator, Mapping
from contextlib import closing
from dataclasses import replace
from datetime import UTC, datetime, time, timedelta
from itertools import chain
from pathlib import Path

import genanki  # type: ignore[import-untyped]
from markupsafe import Markup

from therapies.catalog.catalog import Catalog
from therapies.content.passages import claim_link, relinked
from therapies.exports.anki import occlusion
from therapies.exports.stable_zip import zipped
from therapies.model import PURPOSE
from therapies.query.query import Query
from therapies.query.view import View
from therapies.study import flashcards
from therapies.study.flashcards import Card, lines, text
from therapies.study.guid import digest

__all__ = ["DECK", "FIELDS", "cards", "filled", "note_ids", "number", "package", "text"]

FOLDER = Path(__file__).parent
DECK = "Vascular calcification: therapies"
MODEL = "Vascular calcification: therapy with receipts"
FIELDS = ("Therapy", "Category", "Question", "Answer", "Documents", "Receipts", "Link", "Stamp")
FRONT = (FOLDER / "card_front.html").read_text("utf-8").removesuffix("\n")
BACK = (FOLDER / "card_back.html").read_text("utf-8").removesuffix("\n")
WORDS = (("part", "words"),)
STYLE = (FOLDER / "card.css").read_text("utf-8")


def cards(view: View) -> bytes:
    """Return the Anki package (.apkg) of the therapies of `view`; without therapies a deck alone.

    Where the view has a map, it is there too, each name on it hidden once. The bytes depend on the
    view, the table's version and the table's date alone. Raises nothing that the view does not.
    """
    return filled(
        view, flashcards.cards(view.catalog, view.therapies), "", occlusion.occluded(view)
    )


def filled(
    view: View,
    cards: Iterable[Card],
    heading: str = "",
    occluded: occlusion.Occluded | None = None,
) -> bytes:
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
    guids = [card.guid for card in made]
    for place, card in enumerate(made):
        fields = _fields(view, card, heading)
        deck.add_note(genanki.Note(model, fields, tags=card.tags, guid=card.guid, due=place))
    ids = note_ids(guids)
    media: dict[str, bytes] = {}
    if occluded:
        note, media = _map_note(view, occluded, len(made))
        deck.add_note(note)
        ids = chain(ids, _numbers(note.guid, len(occluded.boxes)))
    return package(deck, ids, view.catalog, media)


def _map_note(
    view: View, occluded: occlusion.Occluded, place: int
) -> tuple[genanki.Note, dict[str, bytes]]:
    """Return the note on the map, and its picture by the name that it has in Anki."""
    name = f"vascular-calcification-map-{digest(occluded.picture.hex())[:12]}.png"
    fields = [
        "<br>".join(occlusion.clozes(occluded.boxes)),
        f'<img src="{name}">',
        text("Which therapy stands here, under this goal and with these words?"),
        lines([_stamp(view)]),
        "",
    ]
    kind, guid = occlusion.model(number("model", occlusion.MODEL)), occlusion.guid(view)
    note = genanki.Note(kind, fields, tags=["card::map"], guid=guid, due=place)
    return note, {name: occluded.picture}


def _numbers(guid: str, cards: int) -> Iterator[int]:
    """Yield the number of a note with several cards, then theirs."""
    first = next(note_ids([guid]))
    yield from (first, *range(first, first + cards))


def _fields(view: View, card: Card, heading: str) -> list[str]:
    """Return the texts of a note, in the order of `FIELDS`."""
    names = " / ".join(f"<bdi>{text(each.name)}</bdi>" for each in card.therapies)
    ids = tuple(each.id for each in card.therapies)
    page = {0: "study", 1: "therapy"}.get(len(ids), "compare")
    linked = replace(view, page=page, ids=ids, query=Query(), own=() if ids else WORDS)
    return [
        heading or names or text(card.names),
        text(card.therapies[0].category.marked if card.therapies else card.topic),
        card.question,
        card.answer,
        card.documents + _apart(card),
        relinked(card.receipts, lambda id_: claim_link(view.base, id_)),
        text(linked.link),
        lines([_stamp(view)]),
    ]


def _apart(card: Card) -> Markup:
    """Return why it is not its neighbour, under the documents' sides."""
    # In a field that was there before: with another field Anki takes the notes for new ones, and
    # a learner's progress stays with the old.
    if not card.neighbour:
        return Markup()
    return Markup("<p><b>Not to be confused with</b></p>") + card.neighbour


def _stamp(view: View) -> str:
    """Return the one line under a card; the deck has the whole stamp."""
    catalog = view.catalog
    return f"{view.subject}. Table {catalog.version} of {catalog.date.isoformat()}. {PURPOSE}"


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
    """Return a moment of the day before the table's, another one for each version and style.

    By it Anki decides whether a card is newer; a card of the same moment is never updated.
    """
    # Not the table's own day: Anki resets what was changed in its future, and takes it as edited.
    seconds = int(digest(catalog.version, FRONT, BACK, STYLE), 16) % 86_400
    return datetime.combine(catalog.date - timedelta(days=1), time(), UTC).timestamp() + seconds


def package(
    deck: genanki.Deck, ids: Iterator[int], catalog: Catalog, media: Mapping[str, bytes]
) -> bytes:
    """Return `deck` as a package (.apkg): its notes take their numbers from `ids`.

    `media` are the files that its fields name.

    Every moment and date in it is the table's, so that the same deck gives the same bytes.
    """
    with closing(sqlite3.connect(":memory:")) as connection:
        genanki.Package(deck).write_to_db(connection.cursor(), _moment(catalog), ids)
        connection.commit()
        database = connection.serialize()
    names = {str(place): name for place, name in enumerate(media)}
    files = {place: media[name] for place, name in names.items()}
    listed = json.dumps(names).encode()
    return zipped({"collection.anki2": database, "media": listed, **files}, catalog.date)
