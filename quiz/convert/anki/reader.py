"""A note of any note type as a question, where one can be made of it.

A back of one short line is a short answer; a text with gaps is a cloze. What is longer nobody could
type, and which of several lines would be right nobody knows: such notes are skipped.
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
from quiz.convert.anki.fields import HOLDER, UNCHECKED, restored_tags, seal, shown
from quiz.convert.html import reduce
from quiz.convert.import_bank import Restored, restore
from quiz.convert.model import ImportedBank, ImportedQuestion, ProgressCallback, SkippedQuestion
from quiz.convert.render import Explained, from_html
from quiz.convert.sqlite import MAX_BYTES, open_untrusted
from quiz.convert.zip import Archive, open_archive
from quiz.errors import BadFile
from quiz.model.question import Quote

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


LONGEST_ANSWER = 100
"""Characters of the longest back that is taken for an answer that can be typed."""
_GAP = re.compile(r"\{\{c(\d+)::((?:(?!\{\{|\}\}).)*)\}\}", re.DOTALL)
_MEDIA = {
    "sound": re.compile(r"\[(?:sound|anki):[^\[\]]*\]"),
    "formulas": re.compile(r"\[/?(?:latex|\$\$?)\]|\\[()\[\]]"),
}
_PICTURE = "image-occlusion:"
_EXPLAINING = frozenset(
    ("back extra", "extra", "explanation", "notes", "note", "comment", "comments", "remarks")
)


def take(
    place: str,
    names: Sequence[str],
    fields: Sequence[str],
    tags: Sequence[str],
    bank: ImportedBank,
    *,
    gapped: bool = False,
) -> None:
    """Add the question of a note, or why there is none, to a bank.

    `names` are those of its `fields`, which are HTML; `gapped` says that it is for texts with gaps.
    """
    asked = _plain(fields[0])
    lost = [f"prompt: {what}" for what in asked.lost]
    if not asked.text:
        what = " or ".join(asked.lost) or "nothing"
        bank.skipped.append(
            SkippedQuestion(place, "", f"there is {what} in its first field, and no text")
        )
        return
    gapped = gapped or _GAP.search(asked.text) is not None
    fault, data = _cloze(asked.text) if gapped else _basic(asked.text, fields, lost)
    if fault:
        bank.skipped.append(SkippedQuestion(place, asked.text, fault))
        return
    data |= _further(names, fields, 1 if gapped else 2, lost)
    if tags:
        data["tags"] = list(tags)
    bank.questions.append(ImportedQuestion(place, data, asked.text, lost))


def _plain(markup: str) -> Explained:
    """Return what a field displays, without sound and with formulas as they are written."""
    found = [what for what, pattern in _MEDIA.items() if pattern.search(markup)]
    for pattern in _MEDIA.values():
        markup = pattern.sub("", markup)
    read = from_html(markup)
    return Explained(read.text, read.quotes, (*found, *read.lost))


def _basic(prompt: str, fields: Sequence[str], lost: list[str]) -> tuple[str, dict[str, Any]]:
    back = _plain(fields[1]) if len(fields) > 1 else Explained("", ())
    answer = back.text
    if not answer:
        return f"there is {' or '.join(back.lost) or 'nothing'} on its back, and no text", {}
    if "\n" in answer or len(answer) > LONGEST_ANSWER:
        return "its back is longer than an answer that can be typed", {}
    lost += [f"answers: {what}" for what in back.lost]
    typed: dict[str, Any] = {"type": "short_answer", "prompt": prompt, "answers": [answer]}
    if answer.casefold() in ("true", "false"):
        typed = {"type": "true_false", "prompt": prompt, "answer": answer.casefold()}
    return "", typed | Explained("", back.quotes).data()


def _cloze(text: str) -> tuple[str, dict[str, Any]]:
    if _PICTURE in text:
        return "its gaps lie on a picture", {}
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
        return "its text has no gaps", {}
    if any(not word or set(word) & set("|{}") for word in gaps):
        return "a gap is empty, or holds a sign that no gap may hold: |, {, }", {}
    rest = _GAP.sub("", text)
    if "{{" in rest or "}}" in rest:
        return "its gaps lie one in another, or are not closed", {}
    return "", {"type": "cloze", "text": written, **({"hints": hints} if hints else {})}


def _further(
    names: Sequence[str], fields: Sequence[str], start: int, lost: list[str]
) -> dict[str, Any]:
    """Return what fields beyond the first ones explain; those that do not are lost."""
    texts: list[str] = []
    quotes: list[Quote] = []
    for number, markup in enumerate(fields[start:], start):
        name = names[number] if number < len(names) else f"field {number + 1}"
        read = _plain(markup)
        if name.casefold() in _EXPLAINING:
            texts += [read.text] if read.text else []
            quotes += read.quotes
            lost += [f"explanation: {what}" for what in read.lost]
        elif reduce(markup).blocks:
            lost.append(f"“{name}”: a bank has no such field")
    return Explained("\n\n".join(texts), tuple(quotes)).data()


_OFTEN = 50
_CARRYING = {
    "Question": "prompt",
    "Text": "text",
    "Options": "options",
    "Answer": "key",
    "Explanation": "explanation",
    "Hints": "hints",
}
"""The fields that tell a question, with what they tell of it."""
_DESCRIBED = ("title", "description", "language")


class _Held(NamedTuple):
    """What the unseen field of one of our notes holds."""

    bank: dict[str, str]
    restored: Restored
    seal: object
    """That of the fields as they were exported."""


def reads(data: bytes) -> bool:
    """See `Reader.reads`: an archive with a collection of Anki's."""
    return is_package(data)


def read(data: bytes, tick: ProgressCallback) -> list[ImportedBank]:
    """See `Reader.read`."""
    notes = notes_of(data)
    if not notes:
        raise BadFile("the package holds no notes")
    return banks_of(notes, tick)


def banks_of(notes: Sequence[Note], tick: ProgressCallback) -> list[ImportedBank]:
    """Return a bank for each bank that was exported, and one for each other deck."""
    ours: dict[str, ImportedBank] = {}
    decks: dict[str, ImportedBank] = {}
    for done, note in enumerate(notes, 1):
        if HOLDER in note.kind.fields:
            _take_ours(note, ours)
        else:
            bank = decks.setdefault(note.deck, ImportedBank(title=note.deck))
            _take(note, bank)
        if done % _OFTEN == 0:
            tick(done, len(notes))
    return [*ours.values(), *decks.values()]


def _take(note: Note, bank: ImportedBank) -> None:
    before = len(bank.questions)
    tags = restored_tags(note.tags, ())
    take(note.place, note.kind.fields, note.fields, tags, bank, gapped=note.kind.gapped)
    if len(bank.questions) > before and note.kind.cards > 1 and not note.kind.gapped:
        bank.questions[-1].lost.append("type: only its first card is carried, of several")


def _take_ours(note: Note, banks: dict[str, ImportedBank]) -> None:
    named = note.named()
    held = _held(named[HOLDER]) if HOLDER in named else None
    if held is None:
        bank = banks.setdefault("", ImportedBank(title=note.deck))
        name = reduce(note.fields[0]).text
        reason = f"its field “{HOLDER}” holds no question any more"
        bank.skipped.append(SkippedQuestion(note.place, name, reason))
        return
    bank = banks.setdefault(held.bank["id"], ImportedBank(id=held.bank["id"]))
    for key in _DESCRIBED:
        setattr(bank, key, getattr(bank, key) or held.bank.get(key, ""))
    data = dict(held.restored.data)
    tags = restored_tags(note.tags, data.pop("tags", ()))
    if tags:
        data["tags"] = tags
    lost = _changed(named, held)
    bank.questions.append(ImportedQuestion(note.place, data, name=data["id"], lost=lost))


def _held(field: str) -> _Held | None:
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
    return _Held({"id": "", **texts}, restored, data.get("shown"))


def _changed(named: Mapping[str, str], held: _Held) -> list[str]:
    """Return what of the question was changed on its cards, in Anki."""
    cards = {name: markup for name, markup in named.items() if name not in UNCHECKED}
    if seal(cards) == held.seal:
        return []
    question = held.restored.question
    made = shown(question, f"{held.bank['id']}/{question.id}")
    return [
        f"{what}: what was changed in Anki is not taken over"
        for field, what in _CARRYING.items()
        if made.get(field, "") != named.get(field, "")
        and _seen(made.get(field, "")) != _seen(named.get(field, ""))
    ]


def _seen(markup: str) -> str:
    text = "\n".join(block.text for block in reduce(markup).blocks)
    return " ".join(unicodedata.normalize("NFC", text).split())
