"""Anki packages: a deck for each bank, a note for each question.

The ids of notes and decks come from those of questions and banks, so that a package imported once
more updates what is there. Anki takes a note over when it is newer than its own: notes are as old
as the last change of the bank's file or of one of its sources.
"""

import io
import zipfile
from collections.abc import Sequence
from hashlib import sha256
from pathlib import Path

from quiz.exchange.anki.fields import note_fields
from quiz.exchange.anki.models import (
    BACK,
    CARD_STYLE,
    CLOZE_BACK,
    CLOZE_FIELDS,
    CLOZE_FRONT,
    CLOZE_TYPE_ID,
    CLOZE_TYPE_NAME,
    FIELDS,
    FRONT,
    TYPE_ID,
    TYPE_NAME,
)
from quiz.exchange.anki.schema import Deck, NewNote, NoteTemplate, build_collection
from quiz.exchange.anki.tags import anki_tag
from quiz.exchange.html import paragraphs
from quiz.exchange.parcels import Exported, Tick
from quiz.model.bank import Bank
from quiz.model.question import Cloze, Question

_EARLIEST = 1_577_836_800
"""The age of a bank without a file, in seconds since 1970: the start of 2020."""
_BEGINNING = (1980, 1, 1, 0, 0, 0)
_LEVEL = 1
"""Of compression: more of it takes three times as long, and saves a tenth."""
_OFTEN = 50
_TEMPLATES = (
    NoteTemplate(TYPE_ID, TYPE_NAME, FIELDS,
             FRONT, BACK, CARD_STYLE, gapped=False),
    NoteTemplate(CLOZE_TYPE_ID, CLOZE_TYPE_NAME, CLOZE_FIELDS,
             CLOZE_FRONT, CLOZE_BACK, CARD_STYLE, gapped=True),
)  # fmt: skip


def write(banks: Sequence[Bank], tick: Tick) -> Exported:
    """See `Writer.write`; equal banks of equal age give equal bytes."""
    total = sum(len(bank.questions) for bank in banks)
    notes: list[NewNote] = []
    decks = [_deck(bank) for bank in banks]
    for bank, deck in zip(banks, decks, strict=True):
        for place, question in enumerate(bank.questions):
            notes.append(_note(bank, question, deck, place))
            if len(notes) % _OFTEN == 0:
                tick(len(notes), total)
    age = max((_changed(bank) for bank in banks), default=_EARLIEST)
    return Exported(_packed(build_collection(_TEMPLATES, decks, notes, age)))


def _deck(bank: Bank) -> Deck:
    # Two colons would make decks within decks.
    name = bank.title.replace("::", ":\u2009:")
    return Deck(_number(bank.id), name, paragraphs(bank.description))


def _note(bank: Bank, question: Question, deck: Deck, place: int) -> NewNote:
    described = {"id": bank.id, "title": bank.title, "language": bank.language}
    if place == 0 and bank.description:
        described["description"] = bank.description
    gapped = isinstance(question, Cloze)
    return NewNote(
        guid=_hash(bank.id, question.id)[:24],
        template=CLOZE_TYPE_ID if gapped else TYPE_ID,
        deck=deck.id,
        tags=list(dict.fromkeys(anki_tag(tag) for tag in question.tags)),
        fields=list(note_fields(question, described).values()),
        sort=question.prompt,
        place=place,
        cards=len(question.gaps) if isinstance(question, Cloze) else 1,
    )


def _hash(*names: str) -> str:
    return sha256("\0".join(("verbatim-quiz", *names)).encode()).hexdigest()


def _number(name: str) -> int:
    """Return a number for a name that no program takes for another: it has 48 bits."""
    return 1 << 47 | int(_hash(name)[:12], 16) >> 1


def _changed(bank: Bank) -> int:
    """Return when a bank or one of its sources last changed, in seconds since 1970."""
    paths = [bank.path, *(source.path for source in bank.sources.values())]
    return max((_time(path) for path in paths if path.is_file()), default=_EARLIEST)


def _time(path: Path) -> int:
    return max(int(path.stat().st_mtime), _EARLIEST)


def _packed(collection: bytes) -> bytes:
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in (("collection.anki2", collection), ("media", b"{}")):
            entry = zipfile.ZipInfo(name, _BEGINNING)
            archive.writestr(entry, data, zipfile.ZIP_DEFLATED, _LEVEL)
    return file.getvalue()
