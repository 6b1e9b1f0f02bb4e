"""The signs of GIFT: escapes, formats, weights, comments, as `qformat_gift` has them."""

import re
from decimal import Decimal
from typing import NamedTuple

from quiz.exchange.moodle.weights import FULL

_SIGNS = ":#={}~n"
# Escaped signs wait behind placeholders, characters for private use, until all else is read.
_HIDDEN = {sign: chr(0xE000 + number) for number, sign in enumerate(_SIGNS)}
_SHOWN = str.maketrans({hidden: "\n" if sign == "n" else sign for sign, hidden in _HIDDEN.items()})
_ESCAPE = re.compile(r"\\([\\:#={}~n])")
_PRIVATE = re.compile("[\ue000-\ue006]")
_ESCAPED = str.maketrans({sign: f"\\{sign}" for sign in "\\:#={}~"} | {"\n": "\\n", "\r": ""})
_FORMAT = re.compile(r"\[(moodle|html|plain|markdown)\]")
_WEIGHT = re.compile(r"%(-*)([0-9]{1,2}\.?[0-9]{0,20})%")
# Lengths are bounded so that comments full of brackets cost no more than others.
_ID = re.compile(r"\[id:((?:\\\]|[^\]\x00-\x1f\x7f]){1,200})\]")
_TAG = re.compile(r"\[tag:((?:\\\]|[^\]<>`\x00-\x1f\x7f]){1,300})\]")
_DESCRIPTION = re.compile(
    r"^// \[(bank|language|description):((?:\\\]|[^\]\x00-\x1f\x7f])+)\]", re.MULTILINE
)
_UNTAGGABLE = re.compile(r"[<>`\x00-\x1f\x7f]|\\\]|\\$")


class FormattedText(NamedTuple):
    """A text with the name of its format."""

    text: str
    form: str


class QuestionComment(NamedTuple):
    """What comments say of a question."""

    id: str
    tags: list[str]


def hide_escapes(text: str) -> str:
    """Return a text with its escaped signs behind placeholders."""
    return _ESCAPE.sub(
        lambda found: "\\" if found[1] == "\\" else _HIDDEN[found[1]], _PRIVATE.sub("", text)
    )


def show_escapes(text: str) -> str:
    """Return a text with the signs that its placeholders stand for."""
    return text.translate(_SHOWN)


def escape_gift(text: str) -> str:
    """Return a text of which no sign is one of GIFT's, on one line."""
    return text.translate(_ESCAPED)


def read_text(text: str, otherwise: str = "moodle") -> FormattedText:
    """Return a text without the name of a format before it."""
    found = _FORMAT.match(text)
    form = found[1] if found else otherwise
    return FormattedText(show_escapes(text[found.end() :] if found else text).strip(), form)


def read_weight(text: str, otherwise: Decimal) -> tuple[Decimal, str]:
    """Return the weight before an answer in percent, and the answer."""
    found = _WEIGHT.match(text)
    if found is None:
        return otherwise, text
    weight = Decimal(found[2])
    return (-weight if found[1] else weight), text[found.end() :]


def is_weight(text: str) -> bool:
    """Say whether a text starts as a weight does."""
    return _WEIGHT.match(text) is not None


def read_question_comment(comments: str) -> QuestionComment:
    """Return the id and the tags that comments name."""
    number = _ID.search(comments)
    tags = [found[1].replace(r"\]", "]").strip() for found in _TAG.finditer(comments)]
    return QuestionComment(
        number[1].replace(r"\]", "]").strip() if number else "", [*filter(None, tags)]
    )


def read_bank_comment(comments: str) -> dict[str, str]:
    """Return what comments say of a bank: its id (`bank`), `language` and `description`."""
    return {
        found[1]: show_escapes(hide_escapes(found[2].replace(r"\]", "]").strip()))
        for found in _DESCRIPTION.finditer(comments)
    }


def write_comment(name: str, value: str) -> str:
    """Return a piece of a comment, such as `[tag:sea]`; see `fits_comment`."""
    written = value.replace("]", r"\]")
    # A backslash would hide the bracket.
    end = " " if written.endswith("\\") else ""
    return f"[{name}:{written}{end}]"


def fits_comment(value: str) -> bool:
    """Say whether a comment can hold a value; Moodle takes some signs out of tags."""
    return _UNTAGGABLE.search(value) is None and value == value.strip() and len(value) <= 200


FULL_MARK = f"%{FULL:f}%"
"""The weight of a right answer that would be taken for a weight itself."""
