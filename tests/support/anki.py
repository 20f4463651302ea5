"""Anki itself, which imports the cards, and what a package holds without it."""

import io
import sqlite3
import zipfile
from pathlib import Path
from typing import Any, Literal

import anki.collection  # before its parts, which import each other
from anki.cards import Card
from anki.notes import Note
from anki.scheduler.v3 import Scheduler

from tests.support.html import Page
from therapies.exports.anki.cards import DECK, FIELDS


class Learner:
    """A fresh collection of Anki, and what it holds."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.collection = anki.collection.Collection(str(folder / "collection.anki2"))

    def take(self, package: bytes, **options: Any) -> Any:
        """Import; return Anki's log."""
        path = self.folder / "cards.apkg"
        path.write_bytes(package)
        request = anki.collection.ImportAnkiPackageRequest(
            package_path=str(path), options=anki.collection.ImportAnkiPackageOptions(**options)
        )
        return self.collection.import_anki_package(request).log

    @property
    def notes(self) -> list[Note]:
        return [self.collection.get_note(each) for each in self.collection.find_notes("")]

    def note(self, kind: str, name: str) -> Note:
        return next(
            each
            for each in self.notes
            if f"card::{kind}" in each.tags and read(each[FIELDS[0]]) == name
        )

    def answer(self, rating: Literal[1, 2, 3, 4] = 4) -> Card:
        """Answer the next card as `easy`; return it."""
        deck = self.collection.decks.id_for_name(DECK)
        assert deck
        self.collection.decks.select(deck)
        scheduler = self.collection.sched
        assert isinstance(scheduler, Scheduler)
        card = scheduler.getCard()
        assert card
        scheduler.answerCard(card, rating)
        return self.collection.get_card(card.id)


def read(html: str) -> str:
    """The text that a browser makes of a field."""
    return Page(html).text


def stored(package: bytes) -> dict[str, int]:
    """Each note's guid and number in a package, read without Anki."""
    with zipfile.ZipFile(io.BytesIO(package)) as opened:
        database = opened.read("collection.anki2")
    connection = sqlite3.connect(":memory:")
    try:
        connection.deserialize(database)
        return dict(connection.execute("select guid, id from notes").fetchall())
    finally:
        connection.close()
