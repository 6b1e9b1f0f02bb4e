"""Export to Anki packages: our note types, a deck for each bank, a note for each question.

Collections that imported our packages know the note types by their ids: when the fields change,
the ids must change too. Cards run no scripts; Anki itself compares typed answers.

The ids of notes and decks are made from those of questions and banks, so that importing a package
again updates its notes. Anki updates a note when the imported one is newer: notes have the time of
the last change of the bank's file or of one of its sources.

The database has schema 11, which every release of Anki imports. Decks and note types are JSON in
the one row of `col`; `usn` -1 marks rows that are not yet synchronised. Times are seconds since
1970, ids milliseconds since 1970.
"""

import json
import re
import sqlite3
from collections.abc import Iterable, Mapping, Sequence
from contextlib import closing
from hashlib import sha1, sha256
from typing import Any, NamedTuple

from quiz.bank.questions import write_question
from quiz.convert.html import escape, paragraphs
from quiz.convert.model import Exported, ProgressCallback
from quiz.convert.render import Display, as_html, display
from quiz.convert.zip import zip_files
from quiz.model.bank import Bank
from quiz.model.question import Cloze, Gap, Question
from quiz.question_types import question_type_of

FIELDS = (
    *("Question", "Options", "Typed", "Answer", "Explanation"),
    *("Hints", "Source", "Type", "ID", "Verbatim"),
)
CLOZE_FIELDS = ("Text", *FIELDS)
"""The fields of a cloze: the text with its gaps, then `FIELDS`."""
HOLDER = "Verbatim"
"""The hidden field that holds the whole question, as JSON in bank format."""
UNCHECKED_FIELDS = ("Source", "Type", "ID", HOLDER)
"""The fields that are not compared to find out whether the question was changed in Anki."""
TYPE_NAME = "Verbatim Quiz"
CLOZE_TYPE_NAME = "Verbatim Quiz cloze"
TYPE_ID = 1_732_406_400_101
CLOZE_TYPE_ID = 1_732_406_400_102

# Text is shown as it is: Anki must not read `\(` as the start of a formula.
_CARD = '<div class="verbatim tex2jax_ignore mathjax_ignore">\n{}\n</div>'
_PROMPT = """\
<div class="question">{{Question}}</div>
{{#Options}}<div class="options">{{Options}}</div>{{/Options}}"""
_HINTS = "{{#Hints}}<details><summary>Hints</summary>{{Hints}}</details>{{/Hints}}"
_TYPED = "{{#Typed}}{{type:Typed}}{{/Typed}}"
_GAPS = '<div class="gaps">{{cloze:Text}}</div>'
_ANSWER = """\
<hr id="answer">
<div class="key">{{Answer}}</div>
{{#Explanation}}<div class="explanation">{{Explanation}}</div>{{/Explanation}}
<div class="source">{{Source}}</div>"""

FRONT = _CARD.format("\n".join((_PROMPT, _HINTS, _TYPED)))
BACK = _CARD.format("\n".join((_PROMPT, _TYPED, _ANSWER)))
CLOZE_FRONT = _CARD.format("\n".join((_PROMPT, _GAPS, _HINTS)))
CLOZE_BACK = _CARD.format("\n".join((_PROMPT, _GAPS, _ANSWER)))
CARD_STYLE = """\
.card { font-family: system-ui, sans-serif; font-size: 20px; line-height: 1.5;
  color: #1b1f24; background: #ffffff; }
.verbatim { max-width: 38em; margin: 0 auto; padding: 0 .5em; text-align: start; }
.verbatim p { margin: .4em 0; }
.question { font-weight: 600; }
.options li { margin: .25em 0; }
.key { color: #0b6b34; font-weight: 600; }
.explanation blockquote { margin: .6em 0; padding: .1em .8em;
  border-inline-start: 4px solid #57606a; font-family: Georgia, serif; }
.cloze { color: #0b57a8; font-weight: 600; }
.source, summary { color: #57606a; font-size: 80%; }
hr { border: 0; border-top: 1px solid #8c959f; }
.nightMode.card, .night_mode.card, .nightMode .card { color: #e6e8eb; background: #1e2227; }
.nightMode .key, .night_mode .key { color: #6fdc96; }
.nightMode .cloze, .night_mode .cloze { color: #82bdff; }
.nightMode .source, .night_mode .source, .nightMode summary, .night_mode summary { color: #a8b0b9; }
"""


_SPACES = re.compile(r"[\s\u3000\"]+")
_OWN_TAGS = frozenset(("leech", "marked"))


def anki_tag(tag: str) -> str:
    """Return a tag without the signs that separate tags in Anki: `cold war` becomes `cold_war`."""
    # Colons at the ends go too: two of them make a tag within a tag.
    return _SPACES.sub("_", tag).strip("_:") or "_"


def restore_tags(present: Iterable[str], known: Iterable[str]) -> list[str]:
    """Return the known tags that are still present in Anki, then all other present tags.

    Tags that Anki sets itself, on hard and on marked cards, are left out.
    """
    names = {tag.casefold(): tag for tag in present if tag.casefold() not in _OWN_TAGS}
    kept = [tag for tag in known if anki_tag(tag).casefold() in names]
    used = {anki_tag(tag).casefold() for tag in kept}
    return kept + [tag for name, tag in names.items() if name not in used]


# Signs that start sound, LaTeX and gaps in Anki; as character references they are only shown.
_SPECIAL = (("[", "&#91;"), ("{", "&#123;"), ("}", "&#125;"))
_ENCODER = json.JSONEncoder(ensure_ascii=False, separators=(",", ":"))
_GAP_MARK = re.compile("\0([0-9]+)\0")


def note_fields(question: Question, bank: Mapping[str, str]) -> dict[str, str]:
    """Return the fields of a question's note; `bank` holds the `id`, `title`, … of its bank.

    Equal questions have equal fields.
    """
    name = f"{bank['id']}/{question.id}"
    cards = card_fields(question, name)
    stored = {
        "bank": dict(bank),
        "shown": fields_hash(cards),
        "question": write_question(question),
    }
    return cards | {
        "Source": _inert(escape(bank.get("title", ""))),
        "Type": question_type_of(question).label,
        "ID": name,
        HOLDER: embed_json(stored),
    }


def fields_hash(cards: Mapping[str, str]) -> str:
    """Return a hash of the fields, by which a change of them is recognised."""
    return sha256("\x1f".join(cards.values()).encode()).hexdigest()[:16]


def card_fields(question: Question, name: str) -> dict[str, str]:
    """Return the fields that its cards show, in order; `name` seeds the order of the options."""
    # Anki may show a card years later: the order of the options in it must never change.
    displayed = display(question, name)
    fields = {
        "Question": _inert(paragraphs(question.prompt)),
        "Options": _inert(_list("1", displayed.lefts) + _list("A", displayed.options)),
        "Typed": _inert(escape(displayed.typed)),
        "Answer": _inert("".join(f"<div>{escape(text)}</div>" for text in displayed.key)),
        "Explanation": _inert(_explanation(question, displayed)),
        "Hints": _inert("".join(f"<div>{paragraphs(hint)}</div>" for hint in question.hints)),
    }
    return {"Text": _cloze_text(question), **fields} if isinstance(question, Cloze) else fields


def _inert(markup: str) -> str:
    """Return HTML of ours, whose tags hold no special signs, with the special signs escaped."""
    for sign, reference in _SPECIAL:
        markup = markup.replace(sign, reference)
    return markup


def _list(numbering: str, texts: tuple[str, ...]) -> str:
    items = "".join(f"<li>{escape(text)}</li>" for text in texts)
    return f'<ol type="{numbering}">{items}</ol>' if texts else ""


def _explanation(question: Question, displayed: Display) -> str:
    written = as_html(question.explanation, question.quotes)
    for option in displayed.explained:
        feedback = f": {option.feedback}" if option.feedback else ""
        written += as_html(f"{option.text}{feedback}", option.quotes)
    return written


def _cloze_text(question: Cloze) -> str:
    """Return the text with its gaps as Anki writes them; each gap makes a card."""
    words = [gap.accepted[0] for gap in question.gaps]
    numbers = iter(range(len(words)))
    text = "".join(
        f"\0{next(numbers)}\0" if isinstance(part, Gap) else part for part in question.parts
    )

    def gap(found: re.Match[str]) -> str:
        number = int(found[1])
        # Two colons would start a hint.
        word = _inert(escape(words[number])).replace(":", "&#58;")
        return f"{{{{c{number + 1}::{word}}}}}"

    # The gaps come last, because everything around them is escaped.
    return _GAP_MARK.sub(gap, _inert(escape(text)))


def embed_json(data: dict[str, Any]) -> str:
    """Return plain data as JSON that is escaped as HTML."""
    text = _ENCODER.encode(data)
    for sign, reference in (("&", "&amp;"), ("<", "&lt;"), (">", "&gt;")):
        text = text.replace(sign, reference)
    return _inert(text)


_TABLES = """
CREATE TABLE col (id integer PRIMARY KEY, crt integer NOT NULL, mod integer NOT NULL,
  scm integer NOT NULL, ver integer NOT NULL, dty integer NOT NULL, usn integer NOT NULL,
  ls integer NOT NULL, conf text NOT NULL, models text NOT NULL, decks text NOT NULL,
  dconf text NOT NULL, tags text NOT NULL);
CREATE TABLE notes (id integer PRIMARY KEY, guid text NOT NULL, mid integer NOT NULL,
  mod integer NOT NULL, usn integer NOT NULL, tags text NOT NULL, flds text NOT NULL,
  sfld integer NOT NULL, csum integer NOT NULL, flags integer NOT NULL, data text NOT NULL);
CREATE TABLE cards (id integer PRIMARY KEY, nid integer NOT NULL, did integer NOT NULL,
  ord integer NOT NULL, mod integer NOT NULL, usn integer NOT NULL, type integer NOT NULL,
  queue integer NOT NULL, due integer NOT NULL, ivl integer NOT NULL, factor integer NOT NULL,
  reps integer NOT NULL, lapses integer NOT NULL, left integer NOT NULL, odue integer NOT NULL,
  odid integer NOT NULL, flags integer NOT NULL, data text NOT NULL);
CREATE TABLE revlog (id integer PRIMARY KEY, cid integer NOT NULL, usn integer NOT NULL,
  ease integer NOT NULL, ivl integer NOT NULL, lastIvl integer NOT NULL, factor integer NOT NULL,
  time integer NOT NULL, type integer NOT NULL);
CREATE TABLE graves (usn integer NOT NULL, oid integer NOT NULL, type integer NOT NULL);
CREATE INDEX ix_notes_usn ON notes (usn);
CREATE INDEX ix_notes_csum ON notes (csum);
CREATE INDEX ix_cards_usn ON cards (usn);
CREATE INDEX ix_cards_nid ON cards (nid);
CREATE INDEX ix_cards_sched ON cards (did, queue, due);
CREATE INDEX ix_revlog_usn ON revlog (usn);
CREATE INDEX ix_revlog_cid ON revlog (cid);
"""
_VERSION = 11
_NOTE = "INSERT INTO notes VALUES (?, ?, ?, ?, -1, ?, ?, ?, ?, 0, '')"
_CARD_ROW = "INSERT INTO cards VALUES (?, ?, ?, ?, ?, -1, 0, 0, ?, 0, 0, 0, 0, 0, 0, 0, 0, '')"
_COLLECTION = "INSERT INTO col VALUES (1, ?, ?, ?, ?, 0, 0, 0, ?, ?, ?, ?, '{}')"
_SETTINGS = {"activeDecks": [1], "curDeck": 1, "nextPos": 1, "sortType": "noteFld"}
_DAY = (0, 0)


class NoteTemplate(NamedTuple):
    """A note type with one card template."""

    id: int
    name: str
    fields: Sequence[str]
    front: str
    back: str
    style: str
    gapped: bool
    """Whether it makes a card for each gap."""

    def data(self, modified: int) -> dict[str, Any]:
        """Return it as Anki's JSON."""
        card = {"name": "Card", "ord": 0, "qfmt": self.front, "afmt": self.back}
        return {
            "id": self.id,
            "name": self.name,
            "type": int(self.gapped),
            "mod": modified,
            "usn": -1,
            "sortf": 0,
            "did": 1,
            "tmpls": [{**card, "did": None, "bqfmt": "", "bafmt": ""}],
            "flds": [_field(name, index) for index, name in enumerate(self.fields)],
            "css": self.style,
            "latexPre": "",
            "latexPost": "",
            "req": [[0, "any", [0]]],
            "tags": [],
            "vers": [],
        }


def _field(name: str, index: int) -> dict[str, Any]:
    style = {"font": "Arial", "size": 20, "rtl": False, "sticky": False, "media": []}
    return {"name": name, "ord": index, **style}


class Deck(NamedTuple):
    """A deck."""

    id: int
    name: str
    description: str
    """HTML."""

    def data(self, modified: int) -> dict[str, Any]:
        """Return it as Anki's JSON."""
        days = dict.fromkeys(("newToday", "revToday", "lrnToday", "timeToday"), _DAY)
        shown = {"id": self.id, "name": self.name, "desc": self.description, "collapsed": False}
        return {**shown, **days, "mod": modified, "usn": -1, "dyn": 0, "conf": 1,
                "extendNew": 0, "extendRev": 0}  # fmt: skip


class NewNote(NamedTuple):
    """A note to write."""

    guid: str
    template: int
    deck: int
    tags: Sequence[str]
    fields: Sequence[str]
    sort: str
    """The text it is sorted by: its first field as plain text."""
    order: int
    """The position of its cards among the new cards of its deck, from 0."""
    cards: int
    """The number of its cards."""


def build_collection(
    templates: Iterable[NoteTemplate],
    decks: Iterable[Deck],
    notes: Sequence[NewNote],
    modified: int,
) -> bytes:
    """Return the database; `modified` is the time of change of everything in it.

    Equal contents give equal bytes.
    """
    with closing(sqlite3.connect(":memory:")) as connection:
        connection.executescript(_TABLES)
        models = {str(each.id): each.data(modified) for each in templates}
        named = {str(each.id): each.data(modified) for each in (Deck(1, "Default", ""), *decks)}
        texts = (json.dumps(each) for each in (_SETTINGS, models, named, _deck_options()))
        start = 1000 * modified
        connection.execute(_COLLECTION, (modified, start, start, _VERSION, *texts))
        connection.executemany(_NOTE, _note_rows(notes, modified))
        connection.executemany(_CARD_ROW, _card_rows(notes, modified))
        connection.commit()
        return connection.serialize()


def _deck_options() -> Mapping[str, Any]:
    # A collection that has the deck already keeps its own options.
    new = {"delays": [1, 10], "ints": [1, 4, 7], "initialFactor": 2500, "order": 1, "perDay": 20}
    review = {"perDay": 200, "ease4": 1.3, "ivlFct": 1, "maxIvl": 36500}
    lapse = {"delays": [10], "mult": 0, "minInt": 1, "leechFails": 8, "leechAction": 1}
    named = {"id": 1, "name": "Default", "mod": 0, "usn": 0, "maxTaken": 60, "timer": 0}
    how = {"autoplay": True, "replayq": True, "new": new, "rev": review, "lapse": lapse}
    return {"1": {**named, **how}}


def _note_rows(notes: Sequence[NewNote], modified: int) -> Iterable[tuple[object, ...]]:
    for number, note in enumerate(notes, 1000 * modified):
        tags = f" {' '.join(note.tags)} " if note.tags else ""
        fields = "\x1f".join(note.fields)
        # Anki finds duplicates by the first 32 bits of the SHA-1 of the first field.
        checksum = int.from_bytes(sha1(note.sort.encode(), usedforsecurity=False).digest()[:4])
        head = (number, note.guid, note.template, modified)
        yield (*head, tags, fields, note.sort, checksum)


def _card_rows(notes: Sequence[NewNote], modified: int) -> Iterable[tuple[object, ...]]:
    card = 1000 * modified
    for number, note in enumerate(notes, 1000 * modified):
        for index in range(note.cards):
            yield card, number, note.deck, index, modified, note.order
            card += 1


# The modification time of a bank without a file, in seconds since 1970: the start of 2020.
_EARLIEST = 1_577_836_800
# The zip level: higher ones take three times as long and save a tenth.
_COMPRESSION = 1
_PROGRESS_STEP = 50
_TEMPLATES = (
    NoteTemplate(TYPE_ID, TYPE_NAME, FIELDS,
             FRONT, BACK, CARD_STYLE, gapped=False),
    NoteTemplate(CLOZE_TYPE_ID, CLOZE_TYPE_NAME, CLOZE_FIELDS,
             CLOZE_FRONT, CLOZE_BACK, CARD_STYLE, gapped=True),
)  # fmt: skip


def write(banks: Sequence[Bank], tick: ProgressCallback) -> Exported:
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
    # 48 bits: far above the ids that Anki makes, which are milliseconds since 1970.
    return 1 << 47 | int(_hash(name)[:12], 16) >> 1


def _modified(bank: Bank) -> int:
    """Return the time when a bank or one of its sources last changed, in seconds since 1970."""
    paths = [bank.path, *(source.path for source in bank.sources.values())]
    times = [int(path.stat().st_mtime) for path in paths if path.is_file()]
    return max((_EARLIEST, *times))
