"""One question as the fields of a note: what its cards show, and the question whole."""

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
"""As `FIELDS`, the text with its gaps first."""
HOLDER = "Verbatim"
"""The field that is not shown and holds the whole question, as JSON in bank format."""
UNCHECKED = ("Source", "Type", "ID", HOLDER)
"""The fields that tell nothing of the question itself, or all of it."""
NAME = "Verbatim Quiz"
CLOZE_NAME = "Verbatim Quiz cloze"
ID = 1_732_406_400_101
CLOZE_ID = 1_732_406_400_102

# A bank's text is shown as it is: Anki shall not take `\(` for a formula.
_CARD = '<div class="verbatim tex2jax_ignore mathjax_ignore">\n{}\n</div>'
_ASKED = """\
<div class="question">{{Question}}</div>
{{#Options}}<div class="options">{{Options}}</div>{{/Options}}"""
_HINTS = "{{#Hints}}<details><summary>Hints</summary>{{Hints}}</details>{{/Hints}}"
_TYPED = "{{#Typed}}{{type:Typed}}{{/Typed}}"
_GAPS = '<div class="gaps">{{cloze:Text}}</div>'
_TOLD = """\
<hr id="answer">
<div class="key">{{Answer}}</div>
{{#Explanation}}<div class="explanation">{{Explanation}}</div>{{/Explanation}}
<div class="source">{{Source}}</div>"""

FRONT = _CARD.format("\n".join((_ASKED, _HINTS, _TYPED)))
BACK = _CARD.format("\n".join((_ASKED, _TYPED, _TOLD)))
CLOZE_FRONT = _CARD.format("\n".join((_ASKED, _GAPS, _HINTS)))
CLOZE_BACK = _CARD.format("\n".join((_ASKED, _GAPS, _TOLD)))
STYLE = """\
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
_ANKIS_OWN = frozenset(("leech", "marked"))


def as_tag(tag: str) -> str:
    """Return a tag without what parts tags in Anki: `cold war` is `cold_war`."""
    return _SPACES.sub("_", tag).strip("_:") or "_"


def restored_tags(present: Iterable[str], known: Iterable[str]) -> list[str]:
    """Return the known tags that are present under their names in Anki, then all others present.

    Anki's own, on cards that are hard or marked, are left out.
    """
    names = {tag.casefold(): tag for tag in present if tag.casefold() not in _ANKIS_OWN}
    kept = [tag for tag in known if as_tag(tag).casefold() in names]
    used = {as_tag(tag).casefold() for tag in kept}
    return kept + [tag for name, tag in names.items() if name not in used]


_ACTING = (("[", "&#91;"), ("{", "&#123;"), ("}", "&#125;"))
"""Signs that start sound, LaTeX and gaps in Anki; as references they are only shown."""
_ENCODER = json.JSONEncoder(ensure_ascii=False, separators=(",", ":"))
_PLACE = re.compile("\0([0-9]+)\0")


def fields(question: Question, described: Mapping[str, str]) -> dict[str, str]:
    """Return the fields of a question's note, with what is `described` of its bank: `id`, `title`…

    Equal questions have equal fields.
    """
    name = f"{described['id']}/{question.id}"
    cards = shown(question, name)
    written = {
        "bank": dict(described),
        "shown": seal(cards),
        "question": write_question(question),
    }
    return cards | {
        "Source": _inert(escape(described.get("title", ""))),
        "Type": question_type_of(question).label,
        "ID": name,
        HOLDER: holding(written),
    }


def seal(cards: Mapping[str, str]) -> str:
    """Return what is equal for equal fields, and tells those that were changed."""
    return sha256("\x1f".join(cards.values()).encode()).hexdigest()[:16]


def shown(question: Question, name: str) -> dict[str, str]:
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


def holding(written: dict[str, Any]) -> str:
    """Return plain data as JSON within HTML."""
    text = _ENCODER.encode(written)
    for sign, reference in (("&", "&amp;"), ("<", "&lt;"), (">", "&gt;")):
        text = text.replace(sign, reference)
    return _inert(text)
