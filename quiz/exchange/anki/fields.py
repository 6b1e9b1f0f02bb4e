"""One question as the fields of a note: the text of its cards, and the whole question."""

import json
import re
from collections.abc import Mapping
from hashlib import sha256
from typing import Any

from quiz.bank.questions import write_question
from quiz.exchange.anki.models import HOLDER
from quiz.exchange.displaying import Display, display
from quiz.exchange.explaining import as_html
from quiz.exchange.html import escape, paragraphs
from quiz.kinds import kind_of
from quiz.model.question import Cloze, Gap, Option, Question

_SPECIAL = (("[", "&#91;"), ("{", "&#123;"), ("}", "&#125;"))
"""Signs that start sound, LaTeX and gaps in Anki; as character references they are only shown."""
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
        "Type": kind_of(question).label,
        "ID": name,
        HOLDER: embed_json(stored),
    }


def fields_hash(cards: Mapping[str, str]) -> str:
    """Return a hash of the fields, by which a change of them is recognised."""
    return sha256("\x1f".join(cards.values()).encode()).hexdigest()[:16]


def card_fields(question: Question, name: str) -> dict[str, str]:
    """Return the fields that its cards show, in order; `name` seeds the order of the options."""
    displayed = display(question, name)
    fields = {
        "Question": _inert(paragraphs(question.prompt)),
        "Options": _inert(_options(displayed)),
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


def _options(displayed: Display) -> str:
    lefts = _list("1", displayed.lefts) if displayed.lefts else ""
    return lefts + (_list("A", displayed.options) if displayed.options else "")


def _list(numbering: str, texts: tuple[str, ...]) -> str:
    items = "".join(f"<li>{escape(text)}</li>" for text in texts)
    return f'<ol type="{numbering}">{items}</ol>'


def _explanation(question: Question, displayed: Display) -> str:
    own = as_html(question.explanation, question.quotes)
    return own + "".join(_option_feedback(option) for option in displayed.explained)


def _option_feedback(option: Option) -> str:
    feedback = f": {option.feedback}" if option.feedback else ""
    return as_html(f"{option.text}{feedback}", option.quotes)


def _cloze_text(question: Cloze) -> str:
    """Return the text with its gaps as Anki writes them; each gap makes a card."""
    words = [gap.accepted[0] for gap in question.gaps]
    numbers = iter(range(len(words)))
    text = "".join(
        f"\0{next(numbers)}\0" if isinstance(part, Gap) else part for part in question.parts
    )
    return _GAP_MARK.sub(lambda found: _gap(int(found[1]), words), _inert(escape(text)))


def _gap(number: int, words: list[str]) -> str:
    # Two colons would start a hint.
    word = _inert(escape(words[number])).replace(":", "&#58;")
    return f"{{{{c{number + 1}::{word}}}}}"


def embed_json(data: dict[str, Any]) -> str:
    """Return plain data as JSON that is escaped as HTML."""
    text = _ENCODER.encode(data)
    for sign, reference in (("&", "&amp;"), ("<", "&lt;"), (">", "&gt;")):
        text = text.replace(sign, reference)
    return _inert(text)
