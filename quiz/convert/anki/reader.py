"""Import of Anki packages: our own notes as the questions they were, others where possible.

A package holds a database under one of three names. Newer packages also hold an old database with
a single note that asks for a newer release of Anki: the newest database is the one to read.

Of foreign notes, a back of one short line becomes a short answer and a text with gaps a cloze.
Notes with a longer back are skipped: nobody could type it, or know which of several lines is the
answer.
"""

import html
import io
import json
import re
import sqlite3
import unicodedata
from collections.abc import Iterator, Mapping, Sequence
from contextlib import closing
from dataclasses import dataclass
from typing import Any, NamedTuple

from quiz.bank.fields import MAX_QUESTIONS
from quiz.convert.anki.writer import (
    HOLDER,
    UNCHECKED_FIELDS,
    card_fields,
    fields_hash,
    restore_tags,
)
from quiz.convert.html import reduce
from quiz.convert.import_bank import Restored, restore
from quiz.convert.model import (
    MAX_TEXT,
    CannotConvert,
    ImportedBank,
    ImportedQuestion,
    ProgressCallback,
    SkippedQuestion,
    limit_text,
)
from quiz.convert.render import Explained, from_html
from quiz.convert.sqlite import open_untrusted
from quiz.convert.zip import Archive, open_archive
from quiz.errors import BadFile
from quiz.model.question import Quote

COMPRESSED = "collection.anki21b"
_NAMES = (COMPRESSED, "collection.anki21", "collection.anki2")
_STUB = "Please update to the latest Anki version"
# What every decoder should support; Anki needs less.
_MAX_WINDOW = 1 << 23
_MAX_LENGTH = 100_000_000
"""Characters of all notes together."""
_CHUNK = 1 << 20
# The first bytes of a cloze note type's settings, a protobuf message whose field 1 is 1.
_CLOZE = b"\x08\x01"
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
    packed = archive.read(name)
    # Only packages of the newest kind compress their collection once more.
    with open_untrusted(_unpacked(packed) if name == COMPRESSED else packed) as connection:
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


def _unpacked(data: bytes) -> Iterator[bytes]:
    """Yield the pieces of a compressed collection, which may be thousands of times larger."""
    from zstandard import ZstdDecompressor, ZstdError

    try:
        with ZstdDecompressor(max_window_size=_MAX_WINDOW).stream_reader(
            io.BytesIO(data)
        ) as reader:
            while piece := reader.read(_CHUNK):
                yield piece
    except (ZstdError, MemoryError) as error:
        raise BadFile("the collection is damaged: it cannot be decompressed") from error


def _notes(connection: sqlite3.Connection) -> Iterator[AnkiNote]:
    tables = {name for (name,) in connection.execute("SELECT name FROM sqlite_schema")}
    types, decks = _newer(connection) if "notetypes" in tables else _older(connection)
    deck_of = _decks_of_notes(connection, decks) if "cards" in tables else {}
    query = "SELECT id, mid, tags, flds FROM notes ORDER BY id"
    length = 0
    with closing(connection.execute(query)) as found:
        for number, (note, type_, tags, fields) in enumerate(found, 1):
            # More could not be one bank anyway, and a small package may hold very many.
            if number > MAX_QUESTIONS:
                raise BadFile(f"the package holds more than {MAX_QUESTIONS:,} notes")
            parts = tuple(_text(fields).split(_SEPARATOR))
            length += sum(map(len, parts))
            if length > _MAX_LENGTH:
                raise BadFile(f"the package holds more than {_MAX_LENGTH:,} characters")
            yield AnkiNote(
                place=f"note {number}",
                type=types.get(str(type_)) or unnamed_type(len(parts)),
                fields=parts,
                tags=tuple(_text(tags).split()),
                deck=deck_of.get(note, ""),
            )


def _decks_of_notes(connection: sqlite3.Connection, decks: Mapping[str, str]) -> dict[object, str]:
    """Return the deck of each note's first card; empty when the cards do not have the columns."""
    # Anki keeps the deck with the card, because two cards of a note may lie in two decks.
    columns = {
        column[0] for column in connection.execute("SELECT * FROM cards LIMIT 0").description
    }
    if not {"nid", "did", "ord"} <= columns:
        return {}
    # The first card comes last and wins.
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
    # Newer releases keep the parts of a deck's path apart by the sign that separates fields.
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


MAX_ANSWER = 100
"""The maximum of characters on the back of a note that becomes an answer to type."""
_GAP = re.compile(r"\{\{c(\d+)::((?:(?!\{\{|\}\}).)*)\}\}", re.DOTALL)
_MEDIA = {
    "sound": re.compile(r"\[(?:sound|anki):[^\[\]]*\]"),
    "formulas": re.compile(r"\[/?(?:latex|\$\$?)\]|\\[()\[\]]"),
}
_IMAGE_OCCLUSION = "image-occlusion:"
_EXPLANATION_FIELDS = frozenset(
    ("back extra", "extra", "explanation", "notes", "note", "comment", "comments", "remarks")
)


def add_note(note: AnkiNote, tags: Sequence[str], bank: ImportedBank) -> None:
    """Add the question of a note to a bank, or the reason why it is skipped."""
    # Only the start of a field that will be refused is read for its name.
    front = _plain(note.fields[0] if len(note.fields[0]) <= MAX_TEXT else note.fields[0][:500])
    lost = [f"prompt: {what}" for what in front.lost]
    gapped = note.type.gapped or _GAP.search(front.text) is not None
    with bank.or_skip(note.place, front.text):
        for field in note.fields:
            limit_text(field)
        _check_text(front, "its first field")
        data = _cloze(front.text) if gapped else _basic(front.text, note.fields, lost)
        data |= _other_fields(note.type.fields, note.fields, 1 if gapped else 2, lost)
        if tags:
            data["tags"] = list(tags)
        bank.questions.append(ImportedQuestion(note.place, data, front.text, lost))


def _check_text(field: Explained, name: str) -> None:
    if not field.text:
        content = f"holds {' and '.join(field.lost)} but no text" if field.lost else "is empty"
        raise CannotConvert(f"{name} {content}")


def _plain(markup: str) -> Explained:
    """Return the text that a field displays, without sound and with formulas as source."""
    lost = [what for what, pattern in _MEDIA.items() if pattern.search(markup)]
    for pattern in _MEDIA.values():
        markup = pattern.sub("", markup)
    read = from_html(markup)
    return Explained(read.text, read.quotes, (*lost, *read.lost))


def _basic(prompt: str, fields: Sequence[str], lost: list[str]) -> dict[str, Any]:
    back = _plain(fields[1]) if len(fields) > 1 else Explained("", ())
    _check_text(back, "its back")
    answer = back.text
    if "\n" in answer or len(answer) > MAX_ANSWER:
        raise CannotConvert("its back is too long to be typed as an answer")
    lost += [f"answers: {what}" for what in back.lost]
    typed: dict[str, Any] = {"type": "short_answer", "prompt": prompt, "answers": [answer]}
    if answer.casefold() in ("true", "false"):
        typed = {"type": "true_false", "prompt": prompt, "answer": answer.casefold()}
    return typed | Explained("", back.quotes).data()


def _cloze(text: str) -> dict[str, Any]:
    if _IMAGE_OCCLUSION in text:
        raise CannotConvert("its gaps lie on a picture")
    gaps: list[str] = []
    hints: list[str] = []

    def gap(found: re.Match[str]) -> str:
        word, _, hint = (" ".join(part.split()) for part in found[2].partition("::"))
        gaps.append(word)
        if hint:
            hints.append(f"[{len(gaps)}] {hint}")
        return f"{{{{{word}}}}}"

    written = _GAP.sub(gap, text)
    if not gaps:
        raise CannotConvert("its text has no gaps")
    if any(not word or set(word) & set("|{}") for word in gaps):
        raise CannotConvert(
            "a gap is empty or holds one of |, { and }, which a bank does not allow"
        )
    # Nested gaps, `{{c1::a {{c2::b}}}}`, leave braces behind.
    rest = _GAP.sub("", text)
    if "{{" in rest or "}}" in rest:
        raise CannotConvert("its gaps are nested or not closed")
    return {"type": "cloze", "text": written, **({"hints": hints} if hints else {})}


def _other_fields(
    names: Sequence[str], fields: Sequence[str], start: int, lost: list[str]
) -> dict[str, Any]:
    """Return the explanation and quotes of the other fields; fields of any other use are lost."""
    texts: list[str] = []
    quotes: list[Quote] = []
    for number, markup in enumerate(fields[start:], start):
        name = names[number] if number < len(names) else f"field {number + 1}"
        read = _plain(markup)
        if name.casefold() in _EXPLANATION_FIELDS:
            texts += [read.text] if read.text else []
            quotes += read.quotes
            lost += [f"explanation: {what}" for what in read.lost]
        elif reduce(markup).blocks:
            lost.append(f"“{name}”: not kept, for quiz does not know what it holds")
    return Explained("\n\n".join(texts), tuple(quotes)).data()


_PROGRESS_STEP = 50
# The note fields that show a question, with the name of each in losses.
_FIELD_NAMES = {
    "Question": "prompt",
    "Text": "text",
    "Options": "options",
    "Answer": "key",
    "Explanation": "explanation",
    "Hints": "hints",
}
_BANK_FIELDS = ("title", "description", "language")


class _Stored(NamedTuple):
    """The content of the hidden field of one of our notes."""

    bank: dict[str, str]
    restored: Restored
    hash: object
    """The hash of the fields as they were exported."""


def reads(data: bytes) -> bool:
    return is_package(data)


def read(data: bytes, tick: ProgressCallback) -> list[ImportedBank]:
    notes = read_notes(data)
    if not notes:
        raise BadFile("the package holds no notes")
    return banks_of_notes(notes, tick)


def banks_of_notes(notes: Sequence[AnkiNote], tick: ProgressCallback) -> list[ImportedBank]:
    """Return a bank for each of our banks, and one for each deck of other notes."""
    own: dict[str, ImportedBank] = {}
    decks: dict[str, ImportedBank] = {}
    for done, note in enumerate(notes, 1):
        if HOLDER in note.type.fields:
            _add_own(note, own)
        else:
            bank = decks.setdefault(note.deck, ImportedBank(title=note.deck))
            _add_foreign(note, bank)
        if done % _PROGRESS_STEP == 0:
            tick(done, len(notes))
    return [*own.values(), *decks.values()]


def _add_foreign(note: AnkiNote, bank: ImportedBank) -> None:
    before = len(bank.questions)
    add_note(note, restore_tags(note.tags, ()), bank)
    if len(bank.questions) > before and note.type.cards > 1 and not note.type.gapped:
        bank.questions[-1].lost.append("type: only the first of its cards is imported")


def _add_own(note: AnkiNote, banks: dict[str, ImportedBank]) -> None:
    fields = note.by_name()
    stored = _stored(fields[HOLDER]) if HOLDER in fields else None
    if stored is None:
        bank = banks.setdefault("", ImportedBank(title=note.deck))
        name = reduce(note.fields[0]).text
        reason = f"its field “{HOLDER}” was changed and holds no question"
        bank.skipped.append(SkippedQuestion(note.place, name, reason))
        return
    bank = banks.setdefault(stored.bank["id"], ImportedBank(id=stored.bank["id"]))
    for key in _BANK_FIELDS:
        setattr(bank, key, getattr(bank, key) or stored.bank.get(key, ""))
    data = dict(stored.restored.data)
    tags = restore_tags(note.tags, data.pop("tags", ()))
    if tags:
        data["tags"] = tags
    lost = _changes(fields, stored)
    bank.questions.append(ImportedQuestion(note.place, data, name=data["id"], lost=lost))


def _stored(field: str) -> _Stored | None:
    try:
        data = json.loads(html.unescape(field))
    except (ValueError, RecursionError):
        return None
    if not isinstance(data, dict):
        return None
    bank, restored = data.get("bank"), restore(data.get("question"))
    if restored is None or not isinstance(bank, dict):
        return None
    texts = {key: text for key, text in bank.items() if isinstance(text, str)}
    return _Stored({"id": "", **texts}, restored, data.get("shown"))


def _changes(fields: Mapping[str, str], stored: _Stored) -> list[str]:
    """Return which fields were changed in Anki; the changes are lost."""
    cards = {name: markup for name, markup in fields.items() if name not in UNCHECKED_FIELDS}
    if fields_hash(cards) == stored.hash:
        return []
    # Saving a note in Anki may rewrite its HTML, so only what is displayed counts as a change.
    question = stored.restored.question
    exported = card_fields(question, f"{stored.bank['id']}/{question.id}")
    return [
        f"{what}: changes made in Anki are not imported"
        for field, what in _FIELD_NAMES.items()
        if exported.get(field, "") != fields.get(field, "")
        and _displayed(exported.get(field, "")) != _displayed(fields.get(field, ""))
    ]


def _displayed(markup: str) -> str:
    text = "\n".join(block.text for block in reduce(markup).blocks)
    return " ".join(unicodedata.normalize("NFC", text).split())
