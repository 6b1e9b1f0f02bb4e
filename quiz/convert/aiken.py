"""Aiken: single choice as plain text, as Moodle reads it.

A line of text, options `A.` or `A)` with capital letters, and `ANSWER: X`.
"""

import re
from collections.abc import Iterator
from itertools import takewhile
from typing import Any, NamedTuple

from quiz.convert.model import ImportedBank, ImportedQuestion, ProgressCallback, SkippedQuestion
from quiz.errors import BadFile
from quiz.text.formatting import counted
from quiz.yaml_source.files import Unreadable, decode

_OPTION = re.compile(r"([A-Z])[.)]\s+(.*\S)\s*")
_SIGN = re.compile(r"^[A-Z][.)][^\S\n][^\n]*\nANSWER:[^\S\n]*[A-Z][^\S\n]*$", re.MULTILINE)
_ANSWER = re.compile(r"ANSWER:\s*(.*?)\s*")
_BELOW = re.compile(f"{_OPTION.pattern}|{_ANSWER.pattern}")
_LOOKED_AT = 200_000


class _Line(NamedTuple):
    number: int
    text: str


def reads(data: bytes) -> bool:
    """Check whether a file is Aiken: it has a line `ANSWER: X` right below an option."""
    start = data[:_LOOKED_AT].decode("utf-8", "replace")
    return _SIGN.search(start.replace("\r\n", "\n")) is not None


def read(data: bytes, tick: ProgressCallback) -> list[ImportedBank]:
    """Return the bank in a file; raise `BadFile` if its text cannot be decoded."""
    try:
        text = decode(data)
    except Unreadable as error:
        raise BadFile(str(error)) from error
    bank = ImportedBank()
    lines = text.replace("\r\n", "\n").replace("\r", "\n").split("\n")
    for block in _blocks(lines):
        _take(block, bank)
        tick(block[-1].number, len(lines))
    return [bank]


def _blocks(lines: list[str]) -> Iterator[list[_Line]]:
    """Yield the lines up to each answer, without empty ones.

    A question ends without an answer at a text after a blank line that follows its options.
    """
    block: list[_Line] = []
    after_blank = False
    for number, line in enumerate(lines, 1):
        text = line.strip()
        if after_blank and text and not _BELOW.fullmatch(text):
            if any(_OPTION.fullmatch(each.text) for each in block):
                yield block
                block = []
        after_blank = not text
        if not after_blank:
            block.append(_Line(number, line.strip()))
        if _ANSWER.fullmatch(line.strip()):
            yield block
            block = []
    if block:
        yield block


def _take(block: list[_Line], bank: ImportedBank) -> None:
    place = f"line {block[0].number}"
    stem = list(takewhile(lambda line: not _BELOW.match(line.text), block))
    prompt = "\n".join(line.text for line in stem)
    fault, data = _question(prompt, block[len(stem) :])
    if fault:
        bank.skipped.append(SkippedQuestion(place, prompt, fault))
    else:
        bank.questions.append(ImportedQuestion(place, data, name=prompt))


def _question(prompt: str, lines: list[_Line]) -> tuple[str, dict[str, Any]]:
    """Return the fault, empty if there is none, and the question in bank format."""
    options: dict[str, str] = {}
    for line in lines:
        option, answer = _OPTION.fullmatch(line.text), _ANSWER.fullmatch(line.text)
        if answer:
            return _made(prompt, options, answer[1])
        if option is None:
            return f"line {line.number} is neither an option, such as “A. text”, nor the answer", {}
        if option[1] in options:
            return f"line {line.number}: there are two options {option[1]}", {}
        options[option[1]] = option[2]
    return "there is no line “ANSWER: X”", {}


def _made(prompt: str, options: dict[str, str], key: str) -> tuple[str, dict[str, Any]]:
    if not prompt:
        return "there is no question above the options", {}
    if key not in options:
        return f"the answer is “{key}”, and there {_are(options)}", {}
    wrong = [text for letter, text in options.items() if letter != key]
    if not wrong:
        return "there is only one option", {}
    return "", {
        "type": "single_choice",
        "prompt": prompt,
        "answer": options[key],
        "distractors": wrong,
    }


def _are(options: dict[str, str]) -> str:
    if not options:
        return "are no options, such as “A. text”"
    verb = "is" if len(options) == 1 else "are"
    return f"{verb} {counted(len(options), 'option')}: {', '.join(options)}"
