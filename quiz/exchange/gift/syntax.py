"""The syntax of GIFT: escapes, text formats, weights and comments, as `qformat_gift` reads them."""

import re
from decimal import Decimal
from typing import NamedTuple

from quiz.exchange.moodle.weights import FULL

_SIGNS = ":#={}~n"
# Escaped signs are replaced by placeholders, private use characters, until the rest is read.
_HIDDEN = {sign: chr(0xE000 + number) for number, sign in enumerate(_SIGNS)}
_SHOWN = str.maketrans({hidden: "\n" if sign == "n" else sign for sign, hidden in _HIDDEN.items()})
_ESCAPE = re.compile(r"\\([\\:#={}~n])")
_PRIVATE = re.compile("[\ue000-\ue006]")
_ESCAPED = str.maketrans({sign: f"\\{sign}" for sign in "\\:#={}~"} | {"\n": "\\n", "\r": ""})
_FORMAT = re.compile(r"\[(moodle|html|plain|markdown)\]")
_WEIGHT = re.compile(r"%(-*)([0-9]{1,2}\.?[0-9]{0,20})%")
# Lengths are bounded so that the time for comments full of brackets stays linear.
_ID = re.compile(r"\[id:((?:\\\]|[^\]\x00-\x1f\x7f]){1,200})\]")
_TAG = re.compile(r"\[tag:((?:\\\]|[^\]<>`\x00-\x1f\x7f]){1,300})\]")
_DESCRIPTION = re.compile(
    r"^// \[(bank|language|description):((?:\\\]|[^\]\x00-\x1f\x7f])+)\]", re.MULTILINE
)
_UNTAGGABLE = re.compile(r"[<>`\x00-\x1f\x7f]|\\\]|\\$")


class FormattedText(NamedTuple):
    """A text with the name of its text format."""

    text: str
    text_format: str


class QuestionComment(NamedTuple):
    """The id and tags that a comment gives a question."""

    id: str
    tags: list[str]


def hide_escapes(text: str) -> str:
    """Return a text with its escaped signs replaced by placeholders."""
    return _ESCAPE.sub(
        lambda found: "\\" if found[1] == "\\" else _HIDDEN[found[1]], _PRIVATE.sub("", text)
    )


def show_escapes(text: str) -> str:
    """Return a text with its placeholders replaced by the signs they stand for."""
    return text.translate(_SHOWN)


def escape_gift(text: str) -> str:
    """Return a text on one line with all signs of GIFT escaped."""
    return text.translate(_ESCAPED)


def read_text(text: str, default: str = "moodle") -> FormattedText:
    """Return a text and its format: the one named before it, or the default."""
    found = _FORMAT.match(text)
    text_format = found[1] if found else default
    return FormattedText(show_escapes(text[found.end() :] if found else text).strip(), text_format)


def read_weight(text: str, default: Decimal) -> tuple[Decimal, str]:
    """Return the weight before an answer in percent, or the default, and the answer."""
    found = _WEIGHT.match(text)
    if found is None:
        return default, text
    weight = Decimal(found[2])
    return (-weight if found[1] else weight), text[found.end() :]


def is_weight(text: str) -> bool:
    """Check whether a text starts with a weight."""
    return _WEIGHT.match(text) is not None


def read_question_comment(comments: str) -> QuestionComment:
    """Return the id and the tags in the comments of a question."""
    id_ = _ID.search(comments)
    tags = [found[1].replace(r"\]", "]").strip() for found in _TAG.finditer(comments)]
    return QuestionComment(id_[1].replace(r"\]", "]").strip() if id_ else "", [*filter(None, tags)])


def read_bank_comment(comments: str) -> dict[str, str]:
    """Return the `bank` (its id), `language` and `description` in the comments of a category."""
    return {
        found[1]: show_escapes(hide_escapes(found[2].replace(r"\]", "]").strip()))
        for found in _DESCRIPTION.finditer(comments)
    }


def write_comment(name: str, value: str) -> str:
    """Return part of a comment, such as `[tag:sea]`, for a value that `fits_comment`."""
    written = value.replace("]", r"\]")
    # A backslash at the end would escape the bracket.
    end = " " if written.endswith("\\") else ""
    return f"[{name}:{written}{end}]"


def fits_comment(value: str) -> bool:
    """Check whether a comment can hold a value; Moodle removes some signs from tags."""
    return _UNTAGGABLE.search(value) is None and value == value.strip() and len(value) <= 200


FULL_MARK = f"%{FULL:f}%"
"""The weight to write before a right answer that itself looks like a weight."""
