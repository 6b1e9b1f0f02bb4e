"""Import of Anki packages: our own notes as the questions they were, others where possible."""

import html
import json
import unicodedata
from collections.abc import Mapping, Sequence
from typing import NamedTuple

from quiz.errors import BadFile
from quiz.exchange.anki.collection import AnkiNote, is_package, read_notes
from quiz.exchange.anki.fields import card_fields, fields_hash
from quiz.exchange.anki.models import HOLDER, UNCHECKED_FIELDS
from quiz.exchange.anki.notes import add_note
from quiz.exchange.anki.tags import restore_tags
from quiz.exchange.html import reduce
from quiz.exchange.parcels import Incoming, IncomingBank, Skipped, Tick
from quiz.exchange.restoring import Restored, restore

_PROGRESS_STEP = 50
_FIELD_NAMES = {
    "Question": "prompt",
    "Text": "text",
    "Options": "options",
    "Answer": "key",
    "Explanation": "explanation",
    "Hints": "hints",
}
"""The note fields that show a question, with the name of each in losses."""
_BANK_FIELDS = ("title", "description", "language")


class _Stored(NamedTuple):
    """The content of the hidden field of one of our notes."""

    bank: dict[str, str]
    restored: Restored
    hash: object
    """The hash of the fields as they were exported."""


def reads(data: bytes) -> bool:
    return is_package(data)


def read(data: bytes, tick: Tick) -> list[IncomingBank]:
    notes = read_notes(data)
    if not notes:
        raise BadFile("the package holds no notes")
    return banks_of_notes(notes, tick)


def banks_of_notes(notes: Sequence[AnkiNote], tick: Tick) -> list[IncomingBank]:
    """Return a bank for each of our banks, and one for each deck of other notes."""
    own: dict[str, IncomingBank] = {}
    decks: dict[str, IncomingBank] = {}
    for done, note in enumerate(notes, 1):
        if HOLDER in note.type.fields:
            _add_own(note, own)
        else:
            bank = decks.setdefault(note.deck, IncomingBank(title=note.deck))
            _add_foreign(note, bank)
        if done % _PROGRESS_STEP == 0:
            tick(done, len(notes))
    return [*own.values(), *decks.values()]


def _add_foreign(note: AnkiNote, bank: IncomingBank) -> None:
    before = len(bank.questions)
    tags = restore_tags(note.tags, ())
    add_note(note.place, note.type.fields, note.fields, tags, bank, gapped=note.type.gapped)
    if len(bank.questions) > before and note.type.cards > 1 and not note.type.gapped:
        bank.questions[-1].lost.append("type: only the first of its cards is imported")


def _add_own(note: AnkiNote, banks: dict[str, IncomingBank]) -> None:
    fields = note.by_name()
    stored = _stored(fields[HOLDER]) if HOLDER in fields else None
    if stored is None:
        bank = banks.setdefault("", IncomingBank(title=note.deck))
        name = reduce(note.fields[0]).text
        reason = f"its field “{HOLDER}” was changed and holds no question"
        bank.skipped.append(Skipped(note.place, name, reason))
        return
    bank = banks.setdefault(stored.bank["id"], IncomingBank(id=stored.bank["id"]))
    for key in _BANK_FIELDS:
        setattr(bank, key, getattr(bank, key) or stored.bank.get(key, ""))
    data = dict(stored.restored.data)
    tags = restore_tags(note.tags, data.pop("tags", ()))
    if tags:
        data["tags"] = tags
    lost = _changes(fields, stored)
    bank.questions.append(Incoming(note.place, data, name=data["id"], lost=lost))


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
