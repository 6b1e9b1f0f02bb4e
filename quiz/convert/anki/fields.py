"""The note types of our questions in Anki, and each question as the fields of a note.

Collections that imported our packages know the note types by their ids: when the fields change,
the ids must change too. Cards run no scripts; Anki itself compares typed answers.
"""

import json
import re
from collections.abc import Iterable, Mapping
from hashlib import sha256
from typing import Any

from quiz.bank.questions import write_question
from quiz.convert.html import escape, paragraphs
from quiz.convert.render import Display, as_html, display
from quiz.model.question import Cloze, Gap, Option, Question
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
    return _SPACES.sub("_", tag).strip("_:") or "_"


def restore_tags(present: Iterable[str], known: Iterable[str]) -> list[str]:
    """Return the known tags that are still present in Anki, then all other present tags.

    Tags that Anki sets itself, on hard and on marked cards, are left out.
    """
    names = {tag.casefold(): tag for tag in present if tag.casefold() not in _OWN_TAGS}
    kept = [tag for tag in known if anki_tag(tag).casefold() in names]
    used = {anki_tag(tag).casefold() for tag in kept}
    return kept + [tag for name, tag in names.items() if name not in used]


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
        "Type": question_type_of(question).label,
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
