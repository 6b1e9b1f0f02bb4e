"""GIFT, as the importer of Moodle 5.1 takes it apart."""

import re
from collections.abc import Iterator
from typing import NamedTuple

from quiz.document.files import Unreadable, decode
from quiz.errors import BadFile
from quiz.exchange.gift.answers import read_key
from quiz.exchange.gift.syntax import (
    hide_escapes,
    read_bank_comment,
    read_question_comment,
    read_text,
    show_escapes,
)
from quiz.exchange.moodle.losing import category_title
from quiz.exchange.moodle.texts import read_explanation
from quiz.exchange.parcels import CannotConvert, Incoming, IncomingBank, Skipped, Tick

_SIGN = re.compile(
    r"^[ \t]*::[^\n]*?::|^\$CATEGORY:|\w[^\n{]?\{\}"
    r"|\{[ \t\r\n]{0,99}(?:[=~#>]|(?:T|TRUE|F|FALSE)\s*[#}])",
    re.MULTILINE,
)
_LOOKED_AT = 200_000
_CATEGORY = "$CATEGORY:"
_GENERAL = "####"


class _Line(NamedTuple):
    number: int
    text: str


class _Parts(NamedTuple):
    """A question in its parts, its escaped signs behind placeholders."""

    name: str
    before: str
    answers: str
    after: str
    """What follows the answers; the question has a gap where there is anything."""
    general: str


def reads(data: bytes) -> bool:
    """See `Reader.reads`: a title between colons, a category, or answers in braces."""
    start = data[:_LOOKED_AT].decode("utf-8", "replace").lstrip("\ufeff \t\r\n")
    return not start.startswith(("<", "{", "[", "PK")) and _SIGN.search(start) is not None


def read(data: bytes, tick: Tick) -> list[IncomingBank]:
    """See `Reader.read`: one bank for each category that has questions."""
    try:
        text = decode(data)
    except Unreadable as error:
        raise BadFile(str(error)) from error
    lines = text.replace("\r\n", "\n").replace("\r", "\n").split("\n")
    banks = {"": IncomingBank()}
    path = ""
    for block in _blocks(lines):
        comments = "\n".join(line.text for line in block if line.text.startswith("//"))
        rest = [line for line in block if not line.text.startswith("//")]
        if rest and rest[0].text.startswith(_CATEGORY):
            path = show_escapes(hide_escapes(rest[0].text.removeprefix(_CATEGORY).strip()))
            banks.setdefault(path, _bank(path, comments))
            rest = rest[1:]
        if rest:
            _take(rest, comments, banks[path])
        tick(block[-1].number, len(lines))
    return [bank for bank in banks.values() if bank.questions or bank.skipped] or [banks[""]]


def _blocks(lines: list[str]) -> Iterator[list[_Line]]:
    """Yield the lines between empty ones."""
    block: list[_Line] = []
    for number, line in enumerate(lines, 1):
        if line.strip():
            block.append(_Line(number, line.strip()))
        elif block:
            yield block
            block = []
    if block:
        yield block


def _bank(path: str, comments: str) -> IncomingBank:
    about = read_bank_comment(comments)
    return IncomingBank(
        category_title(path),
        about.get("bank", ""),
        about.get("description", ""),
        about.get("language", ""),
    )


def _take(lines: list[_Line], comments: str, bank: IncomingBank) -> None:
    place = f"line {lines[0].number}"
    text = hide_escapes("\n".join(line.text for line in lines))
    name, text = _named(text)
    try:
        bank.questions.append(_incoming(_parted(name, text, lines), comments, place))
    except CannotConvert as error:
        bank.skipped.append(Skipped(place, name or show_escapes(text), str(error)))


def _named(text: str) -> tuple[str, str]:
    """Return the title, if there is one, and what follows it."""
    if not text.startswith("::"):
        return "", text
    name, colons, rest = text[2:].partition("::")
    return (show_escapes(name).strip(), rest.strip()) if colons else ("", text[2:])


def _parted(name: str, text: str, lines: list[_Line]) -> _Parts:
    start, end = text.find("{"), text.find("}")
    if start < 0 and end < 0:
        raise CannotConvert("a description asks nothing")
    if end < 0:
        raise CannotConvert("its “{” is never closed")
    if start < 0 or end < start:
        raise CannotConvert("a “}” closes nothing: as a sign of the text it is “\\}”")
    inside, after = text[start + 1 : end].strip(), text[end + 1 :]
    if "{" in inside or "{" in after or "}" in after:
        raise CannotConvert(_strays(lines))
    answers, found, general = inside.rpartition(_GENERAL)
    answers = answers.strip() if found else inside
    return _Parts(name, text[:start], answers, after, general if found else "")


def _strays(lines: list[_Line]) -> str:
    """Say that there are more braces, and where another question seems to begin."""
    for line in lines[1:]:
        if line.text.startswith("::") or line.text.startswith(_CATEGORY):
            return f"there is no empty line before line {line.number}, where another part begins"
    return "there are more braces than one pair: as signs of the text they are “\\{” and “\\}”"


def _incoming(parts: _Parts, comments: str, place: str) -> Incoming:
    if not parts.answers:
        raise CannotConvert("an essay has no key")
    before = read_text(parts.before)
    text = show_escapes(parts.before)
    space = text[len(text.rstrip()) :]
    spaced = before._replace(text=f"{before.text}{space}")
    key = read_key(spaced, show_escapes(parts.after), parts.answers)
    general = read_text(parts.general, before.form)
    explanation = read_explanation(*general)
    about = read_question_comment(comments)
    data = {
        **({"id": about.id} if about.id else {}),
        **key.data,
        **explanation.data(),
        **({"tags": about.tags} if about.tags else {}),
    }
    lost = [*key.lost, *(f"explanation: {form}" for form in explanation.lost)]
    return Incoming(place, data, parts.name, lost)
