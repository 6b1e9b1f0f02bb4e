"""One question as the fields of a note: what its cards show, and the question whole."""

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

_ACTING = (("[", "&#91;"), ("{", "&#123;"), ("}", "&#125;"))
"""Signs that start sound, LaTeX and gaps in Anki; as references they are only shown."""
_ENCODER = json.JSONEncoder(ensure_ascii=False, separators=(",", ":"))
_PLACE = re.compile("\0([0-9]+)\0")


def note_fields(question: Question, described: Mapping[str, str]) -> dict[str, str]:
    """Return the fields of a question's note, with what is `described` of its bank: `id`, `title`…

    Equal questions have equal fields.
    """
    name = f"{described['id']}/{question.id}"
    cards = card_fields(question, name)
    written = {
        "bank": dict(described),
        "shown": fields_hash(cards),
        "question": write_question(question),
    }
    return cards | {
        "Source": _inert(escape(described.get("title", ""))),
        "Type": kind_of(question).label,
        "ID": name,
        HOLDER: embed_json(written),
    }


def fields_hash(cards: Mapping[str, str]) -> str:
    """Return what is equal for equal fields, and tells those that were changed."""
    return sha256("\x1f".join(cards.values()).encode()).hexdigest()[:16]


def card_fields(question: Question, name: str) -> dict[str, str]:
    """Return the fields that tell a question on its cards, in their order; `name` is its own."""
    form = display(question, name)
    made = {
        "Question": _inert(paragraphs(question.prompt)),
        "Options": _inert(_options(form)),
        "Typed": _inert(escape(form.typed)),
        "Answer": _inert("".join(f"<div>{escape(text)}</div>" for text in form.key)),
        "Explanation": _inert(_explanation(question, form)),
        "Hints": _inert("".join(f"<div>{paragraphs(hint)}</div>" for hint in question.hints)),
    }
    return {"Text": _gaps(question), **made} if isinstance(question, Cloze) else made


def _inert(markup: str) -> str:
    """Return HTML of ours, none of whose tags has such signs, without any that Anki acts on."""
    for sign, reference in _ACTING:
        markup = markup.replace(sign, reference)
    return markup


def _options(form: Display) -> str:
    lefts = _list("1", form.lefts) if form.lefts else ""
    return lefts + (_list("A", form.options) if form.options else "")


def _list(numbering: str, texts: tuple[str, ...]) -> str:
    items = "".join(f"<li>{escape(text)}</li>" for text in texts)
    return f'<ol type="{numbering}">{items}</ol>'


def _explanation(question: Question, form: Display) -> str:
    own = as_html(question.explanation, question.quotes)
    return own + "".join(_said(option) for option in form.explained)


def _said(option: Option) -> str:
    feedback = f": {option.feedback}" if option.feedback else ""
    return as_html(f"{option.text}{feedback}", option.quotes)


def _gaps(question: Cloze) -> str:
    """Return the text with its gaps as Anki writes them, each asked by a card of its own."""
    words = [gap.accepted[0] for gap in question.gaps]
    numbers = iter(range(len(words)))
    text = "".join(
        f"\0{next(numbers)}\0" if isinstance(part, Gap) else part for part in question.parts
    )
    return _PLACE.sub(lambda found: _gap(int(found[1]), words), _inert(escape(text)))


def _gap(number: int, words: list[str]) -> str:
    # Two colons would start a hint.
    word = _inert(escape(words[number])).replace(":", "&#58;")
    return f"{{{{c{number + 1}::{word}}}}}"


def embed_json(written: dict[str, Any]) -> str:
    """Return plain data as JSON within HTML."""
    text = _ENCODER.encode(written)
    for sign, reference in (("&", "&amp;"), ("<", "&lt;"), (">", "&gt;")):
        text = text.replace(sign, reference)
    return _inert(text)
