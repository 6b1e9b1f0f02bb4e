"""Aiken: single choice as plain text, as Moodle reads it.

A line of text, options `A.` or `A)` with capital letters, and `ANSWER: X`.
"""

import re
from collections.abc import Iterator
from itertools import takewhile
from typing import Any

from quiz.convert.model import CannotConvert, ImportedBank, ImportedQuestion, ProgressCallback
from quiz.convert.plain_text import NumberedLine, decode_lines, sample, stripped_lines
from quiz.text.formatting import counted

# Many leave out the space behind the letter.
_OPTION = re.compile(r"([A-Z])[.)]\s*(.*\S)\s*")
_SIGN = re.compile(r"^[A-Z][.)][^\n]*\nANSWER:[^\S\n]*[A-Z][^\S\n]*$", re.MULTILINE)
# In small letters, indented, or with lines between: Moodle would not read it either.
_NEARLY = re.compile(
    r"^[ \t]*[a-z][.)][^\n]*\n\s*(?P<answer>answers?[ \t]*[:.=][ \t]*\(?[a-z]\b)",
    re.MULTILINE | re.IGNORECASE,
)
_ANSWER = re.compile(r"ANSWER:\s*(.*?)\s*")
# What ends the text of a question. Two letters with points are initials: U.S.
_BELOW = re.compile(rf"(?![A-Z]\.[A-Z]\.){_OPTION.pattern}|{_ANSWER.pattern}")


def reads(data: bytes) -> bool:
    """Check whether a file is Aiken: it has a line `ANSWER: X` right below an option."""
    return _SIGN.search(sample(data)) is not None


def near_miss(data: bytes) -> str:
    """Return why a file that looks like Aiken is not; empty for any other file."""
    text = sample(data)
    found = _NEARLY.search(text)
    if found is None:
        return ""
    line = text.count("\n", 0, found.start("answer")) + 1
    return (
        f"looks like Aiken, but line {line} is not: options begin with a capital letter, such as "
        "“A. text”, and the line right below them is “ANSWER: A”"
    )


def read(data: bytes, tick: ProgressCallback) -> list[ImportedBank]:
    """Return the bank in a file; raise `BadFile` if its text cannot be decoded."""
    bank = ImportedBank()
    lines = decode_lines(data)
    for block in _blocks(lines):
        _take(block, bank)
        tick(block[-1].number, len(lines))
    return [bank]


def _blocks(lines: list[str]) -> Iterator[list[NumberedLine]]:
    """Yield the lines up to each answer, without empty ones."""
    # Without its answer, a question would swallow the next one: it also ends at a text that follows
    # its options and a blank line.
    block: list[NumberedLine] = []
    after_blank = False
    for line in stripped_lines(lines):
        if after_blank and line.text and not _BELOW.fullmatch(line.text):
            if any(_OPTION.fullmatch(each.text) for each in block):
                yield block
                block = []
        after_blank = not line.text
        if not after_blank:
            block.append(line)
        if _ANSWER.fullmatch(line.text):
            yield block
            block = []
    if block:
        yield block


def _take(block: list[NumberedLine], bank: ImportedBank) -> None:
    place = f"line {block[0].number}"
    stem = list(takewhile(lambda line: not _BELOW.match(line.text), block))
    prompt = "\n".join(line.text for line in stem)
    with bank.or_skip(place, prompt):
        data = _question(prompt, block[len(stem) :])
        bank.questions.append(ImportedQuestion(place, data, name=prompt))


def _question(prompt: str, lines: list[NumberedLine]) -> dict[str, Any]:
    """Return the question in bank format; raise `CannotConvert` if a part of it is missing."""
    options: dict[str, str] = {}
    for line in lines:
        option, answer = _OPTION.fullmatch(line.text), _ANSWER.fullmatch(line.text)
        if answer:
            return _made(prompt, options, answer[1])
        if option is None:
            raise CannotConvert(
                f"line {line.number} is neither an option, such as “A. text”, nor the answer"
            )
        if option[1] in options:
            raise CannotConvert(f"line {line.number}: there are two options {option[1]}")
        options[option[1]] = option[2]
    raise CannotConvert("there is no line “ANSWER: X”")


def _made(prompt: str, options: dict[str, str], key: str) -> dict[str, Any]:
    if not prompt:
        raise CannotConvert("there is no question above the options")
    if key not in options:
        raise CannotConvert(f"the answer is “{key}”, and there {_are(options)}")
    wrong = [text for letter, text in options.items() if letter != key]
    if not wrong:
        raise CannotConvert("there is only one option")
    return {
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
