"""The notes of an Anki package, whatever release wrote it.

A package holds a database under one of three names. A newer one also stands beside an older one,
which then holds a single note that asks for a newer Anki: it is never read for the newer.
"""

import io
import json
import sqlite3
from collections.abc import Iterator, Mapping
from contextlib import closing
from dataclasses import dataclass
from typing import Any, NamedTuple

from quiz.bank.fields import MAX_QUESTIONS
from quiz.convert.sqlite import MAX_BYTES, open_untrusted
from quiz.convert.zip import Archive, open_archive
from quiz.errors import BadFile

COMPRESSED = "collection.anki21b"
_NAMES = (COMPRESSED, "collection.anki21", "collection.anki2")
_STUB = "Please update to the latest Anki version"
_WINDOW = 1 << 27
_PIECE = 1 << 20
_CLOZE = b"\x08\x01"
"""How the settings of a note type start when it is one for gaps: field 1 of the message is 1."""
_PARTED = "\x1f"


@dataclass(frozen=True, slots=True)
class NoteType:
    """What a note's fields are called."""

    name: str
    fields: tuple[str, ...]
    gapped: bool
    """Whether it is one for texts with gaps."""
    cards: int
    """How many cards a note of it may make, one for each template."""


class Note(NamedTuple):
    """One note."""

    place: str
    """Where it stands, as in `Incoming`."""
    kind: NoteType
    fields: tuple[str, ...]
    """HTML."""
    tags: tuple[str, ...]
    deck: str

    def named(self) -> dict[str, str]:
        """Return the fields by their names."""
        return dict(zip(self.kind.fields, self.fields, strict=False))


def nameless(fields: int) -> NoteType:
    """Return a note type of so many fields of which nothing else is known."""
    return NoteType("", tuple(f"field {number + 1}" for number in range(fields)), False, 1)


def is_package(data: bytes) -> bool:
    """Say whether bytes look like an Anki package."""
    return data.startswith(b"PK") and b"collection.anki2" in data


def notes_of(data: bytes) -> list[Note]:
    """Return the notes of a package; raises `BadFile`."""
    archive = open_archive(data)
    _check_media(archive)
    name = next((name for name in _NAMES if name in archive.names), None)
    if name is None:
        raise BadFile("the archive holds no collection of Anki's")
    database = archive.read(name)
    if name == COMPRESSED:
        database = _unpacked(database)
    with open_untrusted(database) as connection:
        # The order that Anki sorts names in; none of our queries sorts by one.
        connection.create_collation("unicase", lambda one, other: (one > other) - (one < other))
        notes = list(_notes(connection))
    if len(notes) == 1 and notes[0].fields[0].startswith(_STUB):
        raise BadFile("the package holds only a notice for old releases of Anki: export it again")
    return notes


def _check_media(archive: Archive) -> None:
    """Refuse names of sounds and pictures that lead elsewhere, though none of them is ever read."""
    try:
        listed = json.loads(archive.read("media")) if "media" in archive.names else {}
    except (ValueError, RecursionError):
        # Newer packages have no JSON there.
        return
    names = listed.values() if isinstance(listed, dict) else []
    if any("/" in str(name) or "\\" in str(name) for name in names):
        raise BadFile("the package names a sound or a picture by a path, which leads out of it")


def _unpacked(data: bytes) -> bytes:
    from zstandard import ZstdDecompressor, ZstdError

    unpacked = bytearray()
    try:
        with ZstdDecompressor(max_window_size=_WINDOW).stream_reader(io.BytesIO(data)) as reader:
            while piece := reader.read(_PIECE):
                unpacked += piece
                if len(unpacked) > MAX_BYTES:
                    raise BadFile(f"the collection is larger than {MAX_BYTES // 1_000_000} MB")
    except (ZstdError, MemoryError) as error:
        raise BadFile("the collection is damaged: it cannot be unpacked") from error
    return bytes(unpacked)


def _notes(connection: sqlite3.Connection) -> Iterator[Note]:
    tables = {name for (name,) in connection.execute("SELECT name FROM sqlite_schema")}
    kinds, decks = _newer(connection) if "notetypes" in tables else _older(connection)
    placed = _decks_of_notes(connection, decks) if "cards" in tables else {}
    query = "SELECT id, mid, tags, flds FROM notes ORDER BY id"
    with closing(connection.execute(query)) as found:
        for number, (note, kind, tags, fields) in enumerate(found, 1):
            if number > MAX_QUESTIONS:
                raise BadFile(f"the package holds more than {MAX_QUESTIONS:,} notes")
            parts = tuple(_text(fields).split(_PARTED))
            yield Note(
                place=f"note {number}",
                kind=kinds.get(str(kind)) or nameless(len(parts)),
                fields=parts,
                tags=tuple(_text(tags).split()),
                deck=placed.get(note, ""),
            )


def _decks_of_notes(connection: sqlite3.Connection, decks: Mapping[str, str]) -> dict[object, str]:
    """Return the deck of each note's first card; none where cards do not tell theirs."""
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
    """Return note types and names of decks by their numbers, from tables of their own."""
    fields: dict[str, list[str]] = {}
    for number, _, name in connection.execute("SELECT ntid, ord, name FROM fields ORDER BY 1, 2"):
        fields.setdefault(str(number), []).append(_text(name))
    cards: dict[str, int] = {}
    for (number,) in connection.execute("SELECT ntid FROM templates"):
        cards[str(number)] = cards.get(str(number), 0) + 1
    kinds = {
        str(number): NoteType(
            name=_text(name),
            fields=tuple(fields.get(str(number), ())),
            gapped=isinstance(config, bytes) and config.startswith(_CLOZE),
            cards=cards.get(str(number), 1),
        )
        for number, name, config in connection.execute("SELECT id, name, config FROM notetypes")
    }
    rows = connection.execute("SELECT id, name FROM decks")
    return kinds, {str(number): _text(name).replace(_PARTED, "::") for number, name in rows}


def _older(connection: sqlite3.Connection) -> tuple[dict[str, NoteType], dict[str, str]]:
    """Return note types and names of decks by their numbers, from JSON in the one row of `col`."""
    found = connection.execute("SELECT * FROM col LIMIT 1")
    names = [column[0] for column in found.description]
    row = dict(zip(names, found.fetchone() or (), strict=False))
    models, decks = _mappings(row.get("models")), _mappings(row.get("decks"))
    kinds = {
        number: NoteType(
            name=_text(model.get("name")),
            fields=tuple(_text(field.get("name")) for field in _items(model.get("flds"))),
            gapped=model.get("type") == 1,
            cards=len(_items(model.get("tmpls"))),
        )
        for number, model in models.items()
    }
    return kinds, {number: _text(deck.get("name")) for number, deck in decks.items()}


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
