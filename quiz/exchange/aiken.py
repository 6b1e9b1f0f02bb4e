"""Import of Aiken, single choice questions as plain text, as Moodle reads it.

A question is its text, options that start with `A.` or `A)`, and a line `ANSWER: X`.
"""

import re
from collections.abc import Iterator
from itertools import takewhile
from typing import Any, NamedTuple

from quiz.exchange.parcels import CannotConvert, Incoming, IncomingBank, Skipped, Tick
from quiz.exchange.plain_text import decode_lines, sample
from quiz.text.counting import counted

_OPTION = re.compile(r"([A-Z])[.)]\s+(.*\S)\s*")
_SIGN = re.compile(r"^[A-Z][.)][^\S\n][^\n]*\nANSWER:[^\S\n]*[A-Z][^\S\n]*$", re.MULTILINE)
_ANSWER = re.compile(r"ANSWER:\s*(.*?)\s*")
_BELOW = re.compile(f"{_OPTION.pattern}|{_ANSWER.pattern}")


class _Line(NamedTuple):
    number: int
    text: str


def reads(data: bytes) -> bool:
    """Check for a line `ANSWER: X` directly below an option."""
    return _SIGN.search(sample(data)) is not None


def read(data: bytes, tick: Tick) -> list[IncomingBank]:
    bank = IncomingBank()
    lines = decode_lines(data)
    for block in _blocks(lines):
        _add_question(block, bank)
        tick(block[-1].number, len(lines))
    return [bank]


def _blocks(lines: list[str]) -> Iterator[list[_Line]]:
    """Yield the lines of each question, without empty ones.

    A question ends with its answer. One with options also ends at an empty line that is followed by
    neither an option nor the answer: its answer is missing.
    """
    block: list[_Line] = []
    after_empty = False
    for number, line in enumerate(lines, 1):
        text = line.strip()
        if after_empty and text and not _BELOW.fullmatch(text) and any(map(_is_option, block)):
            yield block
            block = []
        after_empty = not text
        if text:
            block.append(_Line(number, text))
        if _ANSWER.fullmatch(text):
            yield block
            block = []
    if block:
        yield block


def _is_option(line: _Line) -> bool:
    return _OPTION.fullmatch(line.text) is not None


def _add_question(block: list[_Line], bank: IncomingBank) -> None:
    place = f"line {block[0].number}"
    stem = list(takewhile(lambda line: not _BELOW.match(line.text), block))
    prompt = "\n".join(line.text for line in stem)
    try:
        data = _question(prompt, block[len(stem) :])
    except CannotConvert as error:
        bank.skipped.append(Skipped(place, prompt, str(error)))
    else:
        bank.questions.append(Incoming(place, data, name=prompt))


def _question(prompt: str, lines: list[_Line]) -> dict[str, Any]:
    """Return the question in bank format; raise `CannotConvert` when it is incomplete."""
    options: dict[str, str] = {}
    for line in lines:
        option, answer = _OPTION.fullmatch(line.text), _ANSWER.fullmatch(line.text)
        if answer:
            return _single_choice(prompt, options, answer[1])
        if option is None:
            raise CannotConvert(
                f"line {line.number} is neither an option, such as “A. text”, nor the answer"
            )
        if option[1] in options:
            raise CannotConvert(f"line {line.number}: there are two options {option[1]}")
        options[option[1]] = option[2]
    raise CannotConvert("there is no line “ANSWER: X”")


def _single_choice(prompt: str, options: dict[str, str], key: str) -> dict[str, Any]:
    if not prompt:
        raise CannotConvert("there is no question above the options")
    if key not in options:
        raise CannotConvert(f"the answer is “{key}”, but there {_describe(options)}")
    wrong = [text for letter, text in options.items() if letter != key]
    if not wrong:
        raise CannotConvert("there is only one option")
    return {
        "type": "single_choice",
        "prompt": prompt,
        "answer": options[key],
        "distractors": wrong,
    }


def _describe(options: dict[str, str]) -> str:
    if not options:
        return "are no options, such as “A. text”"
    verb = "is" if len(options) == 1 else "are"
    return f"{verb} {counted(len(options), 'option')}: {', '.join(options)}"
