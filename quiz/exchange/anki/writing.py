"""Export to Anki packages: a deck for each bank, a note for each question.

The ids of notes and decks are made from those of questions and banks, so that importing a package
again updates its notes. Anki updates a note when the imported one is newer: notes have the time of
the last change of the bank's file or of one of its sources.
"""

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
from quiz.exchange.zip_writer import zip_files
from quiz.model.bank import Bank
from quiz.model.question import Cloze, Question

_EARLIEST = 1_577_836_800
"""The modification time of a bank without a file, in seconds since 1970: the start of 2020."""
_COMPRESSION = 1
"""The zip level: higher ones take three times as long and save a tenth."""
_PROGRESS_STEP = 50
_TEMPLATES = (
    NoteTemplate(TYPE_ID, TYPE_NAME, FIELDS,
             FRONT, BACK, CARD_STYLE, gapped=False),
    NoteTemplate(CLOZE_TYPE_ID, CLOZE_TYPE_NAME, CLOZE_FIELDS,
             CLOZE_FRONT, CLOZE_BACK, CARD_STYLE, gapped=True),
)  # fmt: skip


def write(banks: Sequence[Bank], tick: Tick) -> Exported:
    """Return a package; banks that are equal and equally old give equal bytes."""
    total = sum(len(bank.questions) for bank in banks)
    notes: list[NewNote] = []
    decks = [_deck(bank) for bank in banks]
    for bank, deck in zip(banks, decks, strict=True):
        for index, question in enumerate(bank.questions):
            notes.append(_note(bank, question, deck, index))
            if len(notes) % _PROGRESS_STEP == 0:
                tick(len(notes), total)
    modified = max((_modified(bank) for bank in banks), default=_EARLIEST)
    collection = build_collection(_TEMPLATES, decks, notes, modified)
    return Exported(zip_files({"collection.anki2": collection, "media": b"{}"}, _COMPRESSION))


def _deck(bank: Bank) -> Deck:
    # Two colons would start a deck within the deck.
    name = bank.title.replace("::", ":\u2009:")
    return Deck(_number(bank.id), name, paragraphs(bank.description))


def _note(bank: Bank, question: Question, deck: Deck, index: int) -> NewNote:
    details = {"id": bank.id, "title": bank.title, "language": bank.language}
    if index == 0 and bank.description:
        details["description"] = bank.description
    gapped = isinstance(question, Cloze)
    return NewNote(
        guid=_hash(bank.id, question.id)[:24],
        template=CLOZE_TYPE_ID if gapped else TYPE_ID,
        deck=deck.id,
        tags=list(dict.fromkeys(anki_tag(tag) for tag in question.tags)),
        fields=list(note_fields(question, details).values()),
        sort=question.prompt,
        order=index,
        cards=len(question.gaps) if isinstance(question, Cloze) else 1,
    )


def _hash(*names: str) -> str:
    return sha256("\0".join(("verbatim-quiz", *names)).encode()).hexdigest()


def _number(name: str) -> int:
    """Return a 48-bit id made from a name."""
    return 1 << 47 | int(_hash(name)[:12], 16) >> 1


def _modified(bank: Bank) -> int:
    """Return the time when a bank or one of its sources last changed, in seconds since 1970."""
    paths = [bank.path, *(source.path for source in bank.sources.values())]
    return max((_time(path) for path in paths if path.is_file()), default=_EARLIEST)


def _time(path: Path) -> int:
    return max(int(path.stat().st_mtime), _EARLIEST)
