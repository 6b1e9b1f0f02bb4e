"""Anki packages: a deck for each bank, a note for each question.

The ids of notes and decks come from those of questions and banks, so that a package imported once
more updates what is there. Anki takes a note over when it is newer than its own: notes are as old
as the last change of the bank's file or of one of its sources.
"""

import io
import sqlite3
import zipfile
from collections.abc import Sequence
from contextlib import closing
from hashlib import sha256
from itertools import count
from pathlib import Path
from typing import TYPE_CHECKING

from quiz.exchange.anki import models
from quiz.exchange.anki.fields import fields
from quiz.exchange.anki.tags import as_tag
from quiz.exchange.html import paragraphs
from quiz.exchange.parcels import Exported, Tick
from quiz.model.bank import Bank
from quiz.model.question import Cloze, Question

if TYPE_CHECKING:
    from genanki import Deck, Model, Note

_EARLIEST = 1_577_836_800
"""The age of a bank without a file, in seconds since 1970: the start of 2020."""
_BEGINNING = (1980, 1, 1, 0, 0, 0)
_OFTEN = 50


def write(banks: Sequence[Bank], tick: Tick) -> Exported:
    """See `Writer.write`; equal banks of equal age give equal bytes."""
    from genanki import Package

    total = sum(len(bank.questions) for bank in banks)
    done = count(1)
    kinds = _models()
    decks = []
    for bank in banks:
        deck = _deck(bank)
        for place, question in enumerate(bank.questions):
            deck.add_note(_note(bank, question, place, kinds))
            number = next(done)
            if number % _OFTEN == 0:
                tick(number, total)
        decks.append(deck)
    age = max((_changed(bank) for bank in banks), default=_EARLIEST)
    with closing(sqlite3.connect(":memory:")) as connection:
        Package(decks).write_to_db(connection.cursor(), age, count(age * 1000))
        connection.commit()
        data = connection.serialize()
    return Exported(_packed(data))


def _models() -> tuple["Model", "Model"]:
    """Return the note type of cloze questions and that of all others."""
    from genanki import Model

    def made(number: int, name: str, names: Sequence[str], front: str, back: str) -> Model:
        template = {"name": "Card", "qfmt": front, "afmt": back}
        named = [{"name": field} for field in names]
        kind = Model.CLOZE if name == models.CLOZE_NAME else Model.FRONT_BACK
        return Model(number, name, named, [template], css=models.STYLE, model_type=kind)

    return (
        made(models.CLOZE_ID, models.CLOZE_NAME, models.CLOZE_FIELDS,
             models.CLOZE_FRONT, models.CLOZE_BACK),
        made(models.ID, models.NAME, models.FIELDS, models.FRONT, models.BACK),
    )  # fmt: skip


def _deck(bank: Bank) -> "Deck":
    from genanki import Deck

    # Two colons would make decks within decks.
    name = bank.title.replace("::", ":\u2009:")
    return Deck(_number(bank.id), name, paragraphs(bank.description))


def _note(bank: Bank, question: Question, place: int, kinds: tuple["Model", "Model"]) -> "Note":
    from genanki import Note

    described = {"id": bank.id, "title": bank.title, "language": bank.language}
    if place == 0 and bank.description:
        described["description"] = bank.description
    made = fields(question, described)
    return Note(
        model=kinds[0] if isinstance(question, Cloze) else kinds[1],
        fields=list(made.values()),
        guid=_hash(bank.id, question.id)[:24],
        tags=list(dict.fromkeys(as_tag(tag) for tag in question.tags)),
        due=place,
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
            entry.compress_type = zipfile.ZIP_DEFLATED
            archive.writestr(entry, data)
    return file.getvalue()
