"""Import of GIFT, parsed as Moodle 5.1 parses it."""

import re
from collections.abc import Iterator
from typing import NamedTuple

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
from quiz.exchange.plain_text import decode_lines, sample

_SIGN = re.compile(
    r"^[ \t]*::[^\n]*?::|^\$CATEGORY:|\w[^\n{]?\{\}"
    r"|\{[ \t\r\n]{0,99}(?:[=~#>]|(?:T|TRUE|F|FALSE)\s*[#}])",
    re.MULTILINE,
)
_CATEGORY = "$CATEGORY:"
_GENERAL = "####"


class _Line(NamedTuple):
    number: int
    text: str


class _Parts(NamedTuple):
    """The parts of a question, with placeholders for escaped signs."""

    name: str
    before: str
    answers: str
    after: str
    """The text after the answers; if there is any, the answers are a gap."""
    general: str


def reads(data: bytes) -> bool:
    """Check for a title between colons, a category, or answers in braces."""
    start = sample(data).lstrip()
    return not start.startswith(("<", "{", "[", "PK")) and _SIGN.search(start) is not None


def read(data: bytes, tick: Tick) -> list[IncomingBank]:
    """Return a bank for each category that has questions."""
    lines = decode_lines(data)
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
            _add_question(rest, comments, banks[path])
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
    details = read_bank_comment(comments)
    return IncomingBank(
        category_title(path),
        details.get("bank", ""),
        details.get("description", ""),
        details.get("language", ""),
    )


def _add_question(lines: list[_Line], comments: str, bank: IncomingBank) -> None:
    place = f"line {lines[0].number}"
    text = hide_escapes("\n".join(line.text for line in lines))
    name, text = _split_title(text)
    try:
        bank.questions.append(_imported(_parts(name, text, lines), comments, place))
    except CannotConvert as error:
        bank.skipped.append(Skipped(place, name or show_escapes(text), str(error)))


def _split_title(text: str) -> tuple[str, str]:
    """Return the title, empty if there is none, and the rest of the text."""
    if not text.startswith("::"):
        return "", text
    name, colons, rest = text[2:].partition("::")
    return (show_escapes(name).strip(), rest.strip()) if colons else ("", text[2:])


def _parts(name: str, text: str, lines: list[_Line]) -> _Parts:
    start, end = text.find("{"), text.find("}")
    if start < 0 and end < 0:
        raise CannotConvert("it is a description, not a question")
    if end < 0:
        raise CannotConvert("its “{” is never closed: add “}” after the answers")
    if start < 0 or end < start:
        raise CannotConvert("a “}” has no “{” before it: within a text write “\\}”")
    inside, after = text[start + 1 : end].strip(), text[end + 1 :]
    if "{" in inside or "{" in after or "}" in after:
        raise CannotConvert(_extra_braces(lines))
    answers, found, general = inside.rpartition(_GENERAL)
    answers = answers.strip() if found else inside
    return _Parts(name, text[:start], answers, after, general if found else "")


def _extra_braces(lines: list[_Line]) -> str:
    """Return why there are more braces than one pair."""
    for line in lines[1:]:
        if line.text.startswith("::") or line.text.startswith(_CATEGORY):
            return (
                f"there is no empty line before line {line.number}, where the next question begins"
            )
    return "there is more than one pair of braces: within a text write “\\{” and “\\}”"


def _imported(parts: _Parts, comments: str, place: str) -> Incoming:
    if not parts.answers:
        raise CannotConvert("it is an essay, which has no key")
    before = read_text(parts.before)
    text = show_escapes(parts.before)
    space = text[len(text.rstrip()) :]
    with_space = before._replace(text=f"{before.text}{space}")
    key = read_key(with_space, show_escapes(parts.after), parts.answers)
    explanation = read_explanation(*read_text(parts.general, before.text_format))
    comment = read_question_comment(comments)
    data = {
        **({"id": comment.id} if comment.id else {}),
        **key.data,
        **explanation.data(),
        **({"tags": comment.tags} if comment.tags else {}),
    }
    lost = [*key.lost, *(f"explanation: {what}" for what in explanation.lost)]
    return Incoming(place, data, parts.name, lost)
