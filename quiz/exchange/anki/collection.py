"""The notes of an Anki package, whatever release wrote it.

A package holds a database under one of three names. Newer packages also hold an old database with a
single note that asks for a newer release of Anki: the newest database is the one to read.
"""

import io
import json
import sqlite3
from collections.abc import Iterator, Mapping
from contextlib import closing
from dataclasses import dataclass
from typing import Any, NamedTuple

from quiz.bank.fields import MAX_QUESTIONS
from quiz.errors import BadFile
from quiz.exchange.archives import Archive, open_archive
from quiz.exchange.databases import MOST_BYTES, stranger_database

COMPRESSED = "collection.anki21b"
_NAMES = (COMPRESSED, "collection.anki21", "collection.anki2")
_STUB = "Please update to the latest Anki version"
_MAX_WINDOW = 1 << 27
_CHUNK = 1 << 20
_CLOZE = b"\x08\x01"
"""The first bytes of a cloze note type's settings, a protobuf message whose field 1 is 1."""
_SEPARATOR = "\x1f"


@dataclass(frozen=True, slots=True)
class NoteType:
    """A note type: the names of the fields, and the cards that it makes."""

    name: str
    fields: tuple[str, ...]
    gapped: bool
    """Whether its notes are texts with gaps."""
    cards: int
    """How many card templates it has."""


class AnkiNote(NamedTuple):
    """One note."""

    place: str
    """Its position in the file, as in `Incoming`."""
    type: NoteType
    fields: tuple[str, ...]
    """HTML."""
    tags: tuple[str, ...]
    deck: str

    def by_name(self) -> dict[str, str]:
        """Return the fields by their names."""
        return dict(zip(self.type.fields, self.fields, strict=False))


def unnamed_type(fields: int) -> NoteType:
    """Return a note type of which only the number of fields is known."""
    return NoteType("", tuple(f"field {number + 1}" for number in range(fields)), False, 1)


def is_package(data: bytes) -> bool:
    """Check whether bytes look like an Anki package."""
    return data.startswith(b"PK") and b"collection.anki2" in data


def read_notes(data: bytes) -> list[AnkiNote]:
    """Return the notes of a package; raise `BadFile` when it is damaged or holds no collection."""
    archive = open_archive(data)
    _check_media(archive)
    name = next((name for name in _NAMES if name in archive.names), None)
    if name is None:
        raise BadFile("the archive holds no Anki collection")
    database = archive.read(name)
    if name == COMPRESSED:
        database = _unpacked(database)
    with stranger_database(database) as connection:
        # Anki defines this collation for names; without it SQLite would refuse to read the tables.
        connection.create_collation("unicase", lambda one, other: (one > other) - (one < other))
        notes = list(_notes(connection))
    if len(notes) == 1 and notes[0].fields[0].startswith(_STUB):
        raise BadFile(
            "the package holds only a notice for old releases of Anki: export it again from Anki"
        )
    return notes


def _check_media(archive: Archive) -> None:
    """Raise `BadFile` for media names that are paths, although no media file is ever read."""
    try:
        media = json.loads(archive.read("media")) if "media" in archive.names else {}
    except (ValueError, RecursionError):
        # Newer packages hold a protobuf message there.
        return
    names = media.values() if isinstance(media, dict) else []
    if any("/" in str(name) or "\\" in str(name) for name in names):
        raise BadFile(
            "the package names a sound or a picture by a path, which may lead out of the package"
        )


def _unpacked(data: bytes) -> bytes:
    from zstandard import ZstdDecompressor, ZstdError

    unpacked = bytearray()
    try:
        with ZstdDecompressor(max_window_size=_MAX_WINDOW).stream_reader(
            io.BytesIO(data)
        ) as reader:
            while piece := reader.read(_CHUNK):
                unpacked += piece
                if len(unpacked) > MOST_BYTES:
                    raise BadFile(f"the collection is larger than {MOST_BYTES // 1_000_000} MB")
    except (ZstdError, MemoryError) as error:
        raise BadFile("the collection is damaged: it cannot be decompressed") from error
    return bytes(unpacked)


def _notes(connection: sqlite3.Connection) -> Iterator[AnkiNote]:
    tables = {name for (name,) in connection.execute("SELECT name FROM sqlite_schema")}
    types, decks = _newer(connection) if "notetypes" in tables else _older(connection)
    deck_of = _decks_of_notes(connection, decks) if "cards" in tables else {}
    query = "SELECT id, mid, tags, flds FROM notes ORDER BY id"
    with closing(connection.execute(query)) as found:
        for number, (note, type_, tags, fields) in enumerate(found, 1):
            if number > MAX_QUESTIONS:
                raise BadFile(f"the package holds more than {MAX_QUESTIONS:,} notes")
            parts = tuple(_text(fields).split(_SEPARATOR))
            yield AnkiNote(
                place=f"note {number}",
                type=types.get(str(type_)) or unnamed_type(len(parts)),
                fields=parts,
                tags=tuple(_text(tags).split()),
                deck=deck_of.get(note, ""),
            )


def _decks_of_notes(connection: sqlite3.Connection, decks: Mapping[str, str]) -> dict[object, str]:
    """Return the deck of each note's first card; empty when the cards do not have the columns."""
    columns = {
        column[0] for column in connection.execute("SELECT * FROM cards LIMIT 0").description
    }
    if not {"nid", "did", "ord"} <= columns:
        return {}
    rows = connection.execute("SELECT nid, did FROM cards ORDER BY ord DESC")
    return {note: decks.get(str(deck), "") for note, deck in rows}


def _text(value: object) -> str:
    return value.decode("utf-8", "replace") if isinstance(value, bytes) else str(value or "")


def _newer(connection: sqlite3.Connection) -> tuple[dict[str, NoteType], dict[str, str]]:
    """Return note types and names of decks by their ids, from the tables of newer releases."""
    fields: dict[str, list[str]] = {}
    for number, _, name in connection.execute("SELECT ntid, ord, name FROM fields ORDER BY 1, 2"):
        fields.setdefault(str(number), []).append(_text(name))
    cards: dict[str, int] = {}
    for (number,) in connection.execute("SELECT ntid FROM templates"):
        cards[str(number)] = cards.get(str(number), 0) + 1
    types = {
        str(number): NoteType(
            name=_text(name),
            fields=tuple(fields.get(str(number), ())),
            gapped=isinstance(config, bytes) and config.startswith(_CLOZE),
            cards=cards.get(str(number), 1),
        )
        for number, name, config in connection.execute("SELECT id, name, config FROM notetypes")
    }
    rows = connection.execute("SELECT id, name FROM decks")
    return types, {str(number): _text(name).replace(_SEPARATOR, "::") for number, name in rows}


def _older(connection: sqlite3.Connection) -> tuple[dict[str, NoteType], dict[str, str]]:
    """Return note types and names of decks by their ids, from JSON in the one row of `col`."""
    found = connection.execute("SELECT * FROM col LIMIT 1")
    names = [column[0] for column in found.description]
    row = dict(zip(names, found.fetchone() or (), strict=False))
    models, decks = _mappings(row.get("models")), _mappings(row.get("decks"))
    types = {
        number: NoteType(
            name=_text(model.get("name")),
            fields=tuple(_text(field.get("name")) for field in _items(model.get("flds"))),
            gapped=model.get("type") == 1,
            cards=len(_items(model.get("tmpls"))),
        )
        for number, model in models.items()
    }
    return types, {number: _text(deck.get("name")) for number, deck in decks.items()}


def _mappings(text: object) -> dict[str, dict[str, Any]]:
    try:
        data = json.loads(_text(text) or "{}")
    except (ValueError, RecursionError) as error:
        raise BadFile("the collection is damaged: its note types cannot be read") from error
    if not isinstance(data, dict):
        return {}
    return {number: each for number, each in data.items() if isinstance(each, dict)}


def _items(value: object) -> list[dict[str, Any]]:
    return [each for each in value if isinstance(each, dict)] if isinstance(value, list) else []
