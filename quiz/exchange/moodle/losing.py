"""What neither Moodle XML nor GIFT has a place for, in words, and names that Moodle keeps."""

import re
from collections.abc import Iterator, Sequence
from decimal import Decimal

from quiz.model.question import MultipleResponse, Numeric, Option, Question, TextRules

_TAG = re.compile(r"<(?=\S)")
_SPACE = re.compile(r"\s+")
_LONGEST_NAME = 80
_DIGITS = 15
_SMALLEST = Decimal("1e-12")
"""What Moodle adds to each tolerance, 1e-14, is more than a hundredth of smaller numbers."""
_UNTAGGABLE = re.compile("[<>`]")
_LONGEST_TAG = 50
MAX_TITLE = 250
"""Moodle has room for 255 characters, and gives up at the first category with more."""


def question_losses(question: Question) -> Iterator[str]:
    """Yield what of any question is not kept."""
    if question.inferred:
        yield "inferred: Moodle has no place for it"
    if question.enemies:
        yield "enemies: Moodle has no place for them"


def tag_losses(question: Question) -> Iterator[str]:
    """Yield which tags do not stay as they are."""
    if any(_UNTAGGABLE.search(tag) or len(tag) > _LONGEST_TAG for tag in question.tags):
        yield f"tags: Moodle keeps {_LONGEST_TAG} characters, and takes <, > and ` away"


def marking_losses(question: MultipleResponse) -> Iterator[str]:
    """Yield how a choice of several is marked otherwise in Moodle."""
    if question.marking == "all_or_nothing":
        yield "marking: Moodle gives a part of the points for a part of the right options"
    elif len(question.answers) > 10:
        yield "marking: Moodle has no weight for equal parts of more than ten"


def rule_losses(rules: TextRules) -> Iterator[str]:
    """Yield which rules for typed words are not kept; case is the format's own affair."""
    if rules.strict:
        yield "strict: accents always count in Moodle, which has no place for the rule"
    if not rules.typos:
        yield "typos: Moodle never forgives slips, and has no place for the rule"


def unused_rule_losses(rules: TextRules) -> Iterator[str]:
    """Yield which rules are not kept where words are chosen, not typed."""
    yield from rule_losses(rules)
    if rules.case_sensitive:
        yield "case_sensitive: words are chosen, not typed"
    if rules.reject:
        yield "reject: words are chosen, not typed"


def distractor_losses(options: Sequence[Option]) -> Iterator[str]:
    """Yield what is not kept of options that are plain words on one line there."""
    if any(option.feedback or option.quotes for option in options):
        yield "distractors: there is no place for feedback on them"
    if any("\n" in option.text for option in options):
        yield "distractors: each is on one line"


def number_losses(question: Numeric) -> Iterator[str]:
    """Yield which numbers are not kept to the last digit."""
    numbers = {"answer": question.answer, "tolerance": question.tolerance}
    for name, value in numbers.items():
        digits = "".join(map(str, value.as_tuple().digits)).strip("0")
        if len(digits) > _DIGITS:
            yield f"{name}: Moodle counts with {_DIGITS} digits"
        elif 0 < abs(value) < _SMALLEST:
            yield f"{name}: Moodle takes numbers that differ by less than 1e-14 for the same"


def one_line(text: str) -> str:
    """Return a text with spaces for line breaks."""
    return re.sub(r"\s*\n\s*", " ", text)


def question_name(text: str) -> str:
    """Return a name for a question, made of its text; Moodle takes what looks like tags away."""
    line = _TAG.sub("< ", _SPACE.sub(" ", text).strip())
    return line if len(line) <= _LONGEST_NAME else f"{line[: _LONGEST_NAME - 1].rstrip()}…"


def category_path(title: str) -> str:
    """Return the path of a category of that name, as Moodle takes it apart again."""
    name = _TAG.sub("< ", _SPACE.sub(" ", title).strip())[:MAX_TITLE]
    name = name.replace("/", "//")
    start = " " if name.startswith("/") else ""
    return f"$course$/top/{start}{name}{' ' if name.endswith('/') else ''}"


def category_title(path: str) -> str:
    """Return the name of the last category of a path, empty for the top and for contexts."""
    names = [part.replace("//", "/").strip() for part in re.split(r"(?<!/)/(?!/)", path)]
    return "" if names[-1] == "top" or re.fullmatch(r"\$\w+\$", names[-1]) else names[-1]
