"""Anki packages read: our own notes as the questions that they were, others as far as they go."""

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


def read(data: bytes, tick: Tick) -> list[IncomingBank]:
    """See `Reader.read`."""
    notes = read_notes(data)
    if not notes:
        raise BadFile("the package holds no notes")
    return banks_of_notes(notes, tick)


def banks_of_notes(notes: Sequence[AnkiNote], tick: Tick) -> list[IncomingBank]:
    """Return a bank for each bank that was exported, and one for each other deck."""
    ours: dict[str, IncomingBank] = {}
    decks: dict[str, IncomingBank] = {}
    for done, note in enumerate(notes, 1):
        if HOLDER in note.kind.fields:
            _take_ours(note, ours)
        else:
            bank = decks.setdefault(note.deck, IncomingBank(title=note.deck))
            _take(note, bank)
        if done % _OFTEN == 0:
            tick(done, len(notes))
    return [*ours.values(), *decks.values()]


def _take(note: AnkiNote, bank: IncomingBank) -> None:
    before = len(bank.questions)
    tags = restore_tags(note.tags, ())
    add_note(note.place, note.kind.fields, note.fields, tags, bank, gapped=note.kind.gapped)
    if len(bank.questions) > before and note.kind.cards > 1 and not note.kind.gapped:
        bank.questions[-1].lost.append("type: only its first card is carried, of several")


def _take_ours(note: AnkiNote, banks: dict[str, IncomingBank]) -> None:
    named = note.named()
    held = _held(named[HOLDER]) if HOLDER in named else None
    if held is None:
        bank = banks.setdefault("", IncomingBank(title=note.deck))
        name = reduce(note.fields[0]).text
        reason = f"its field “{HOLDER}” holds no question any more"
        bank.skipped.append(Skipped(note.place, name, reason))
        return
    bank = banks.setdefault(held.bank["id"], IncomingBank(id=held.bank["id"]))
    for key in _DESCRIBED:
        setattr(bank, key, getattr(bank, key) or held.bank.get(key, ""))
    data = dict(held.restored.data)
    tags = restore_tags(note.tags, data.pop("tags", ()))
    if tags:
        data["tags"] = tags
    lost = _changed(named, held)
    bank.questions.append(Incoming(note.place, data, name=data["id"], lost=lost))


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
    cards = {name: markup for name, markup in named.items() if name not in UNCHECKED_FIELDS}
    if fields_hash(cards) == held.seal:
        return []
    question = held.restored.question
    made = card_fields(question, f"{held.bank['id']}/{question.id}")
    return [
        f"{what}: what was changed in Anki is not taken over"
        for field, what in _CARRYING.items()
        if made.get(field, "") != named.get(field, "")
        and _seen(made.get(field, "")) != _seen(named.get(field, ""))
    ]


def _seen(markup: str) -> str:
    text = "\n".join(block.text for block in reduce(markup).blocks)
    return " ".join(unicodedata.normalize("NFC", text).split())
