"""What neither Moodle XML nor GIFT has a place for, in words, and names that Moodle keeps."""

import re
from collections.abc import Iterator, Sequence

from quiz.model.question import Numeric, Option, Question, TextRules

_TAG = re.compile(r"<(?=\S)")
_SPACE = re.compile(r"\s+")
_LONGEST_NAME = 80
_DIGITS = 15
LONGEST_TITLE = 250
"""Moodle has room for 255 characters, and gives up at the first category with more."""


def of_question(question: Question) -> Iterator[str]:
    """Yield what of any question is not kept."""
    if question.inferred:
        yield "inferred: Moodle has no place for it"
    if question.enemies:
        yield "enemies: Moodle has no place for them"


def of_rules(rules: TextRules) -> Iterator[str]:
    """Yield which rules for typed words are not kept; case is the format's own affair."""
    if rules.strict:
        yield "strict: accents always count in Moodle, which has no place for the rule"
    if not rules.typos:
        yield "typos: Moodle never forgives slips, and has no place for the rule"


def of_unused_rules(rules: TextRules) -> Iterator[str]:
    """Yield which rules are not kept where words are chosen, not typed."""
    yield from of_rules(rules)
    if rules.case_sensitive:
        yield "case_sensitive: words are chosen, not typed"
    if rules.reject:
        yield "reject: words are chosen, not typed"


def of_spare(options: Sequence[Option]) -> Iterator[str]:
    """Yield what is not kept of options that are plain words on one line there."""
    if any(option.feedback or option.quotes for option in options):
        yield "distractors: there is no place for feedback on them"
    if any("\n" in option.text for option in options):
        yield "distractors: each is on one line"


def of_numbers(question: Numeric) -> Iterator[str]:
    """Yield which numbers are not kept to the last digit."""
    numbers = {"answer": question.answer, "tolerance": question.tolerance}
    for name, value in numbers.items():
        digits = "".join(map(str, value.as_tuple().digits)).strip("0")
        if len(digits) > _DIGITS:
            yield f"{name}: Moodle counts with {_DIGITS} digits"


def one_line(text: str) -> str:
    """Return a text with spaces for line breaks."""
    return re.sub(r"\s*\n\s*", " ", text)


def name_of(text: str) -> str:
    """Return a name for a question, made of its text; Moodle takes what looks like tags away."""
    line = _TAG.sub("< ", _SPACE.sub(" ", text).strip())
    return line if len(line) <= _LONGEST_NAME else f"{line[: _LONGEST_NAME - 1].rstrip()}…"


def category(title: str) -> str:
    """Return the path of a category of that name, as Moodle takes it apart again."""
    name = _TAG.sub("< ", _SPACE.sub(" ", title).strip())[:LONGEST_TITLE]
    name = name.replace("/", "//")
    start = " " if name.startswith("/") else ""
    return f"$course$/top/{start}{name}{' ' if name.endswith('/') else ''}"


def title_of(path: str) -> str:
    """Return the name of the last category of a path, empty for the top and for contexts."""
    names = [part.replace("//", "/").strip() for part in re.split(r"(?<!/)/(?!/)", path)]
    return "" if names[-1] == "top" or re.fullmatch(r"\$\w+\$", names[-1]) else names[-1]
