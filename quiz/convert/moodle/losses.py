"""What Moodle XML and GIFT both cannot hold, in words; names as Moodle keeps them."""

import re
from collections.abc import Iterator, Sequence
from decimal import Decimal

from quiz.model.question import MultipleResponse, Numeric, Option, Question, TextRules
from quiz.text.cleaning import truncate

_TAG = re.compile(r"<(?=\S)")
_SPACE = re.compile(r"\s+")
_MAX_NAME = 80
_DIGITS = 15
_SMALLEST = Decimal("1e-12")
"""Moodle adds 1e-14 to each tolerance, which is over 1 % of numbers smaller than this."""
_UNTAGGABLE = re.compile("[<>`]")
_MAX_TAG = 50
MAX_TITLE = 250
"""Moodle stores 255 characters, and stops the import at a category with more."""


def question_losses(question: Question) -> Iterator[str]:
    """Yield what is lost of any type of question."""
    if question.inferred:
        yield "inferred: Moodle has no such field"
    if question.enemies:
        yield "enemies: Moodle has no such field"


def tag_losses(question: Question) -> Iterator[str]:
    """Yield how Moodle changes the tags."""
    if any(_UNTAGGABLE.search(tag) or len(tag) > _MAX_TAG for tag in question.tags):
        yield f"tags: Moodle keeps {_MAX_TAG} characters and removes <, > and `"


def marking_losses(question: MultipleResponse) -> Iterator[str]:
    """Yield how Moodle marks a multiple response differently."""
    if question.marking == "all_or_nothing":
        yield "marking: Moodle gives some of the points for some of the right options"
    elif len(question.answers) > 10:
        yield "marking: Moodle has no equal weights for more than ten right options"


def rule_losses(rules: TextRules) -> Iterator[str]:
    """Yield which rules for typed words are lost; each format handles case by itself."""
    if rules.strict:
        yield "strict: accents always count in Moodle"
    if not rules.typos:
        yield "typos: Moodle never accepts spelling mistakes"


def unused_rule_losses(rules: TextRules) -> Iterator[str]:
    """Yield which rules are lost where words are chosen, not typed."""
    yield from rule_losses(rules)
    if rules.case_sensitive:
        yield "case_sensitive: words are chosen, not typed"
    if rules.reject:
        yield "reject: words are chosen, not typed"


def distractor_losses(options: Sequence[Option]) -> Iterator[str]:
    """Yield what is lost of options that Moodle holds as one line of plain text."""
    if any(option.feedback or option.quotes for option in options):
        yield "distractors: Moodle has no feedback on them"
    if any("\n" in option.text for option in options):
        yield "distractors: line breaks become spaces"


def number_losses(question: Numeric) -> Iterator[str]:
    """Yield which numbers Moodle does not keep to the last digit."""
    numbers = {"answer": question.answer, "tolerance": question.tolerance}
    for name, value in numbers.items():
        digits = "".join(map(str, value.as_tuple().digits)).strip("0")
        if len(digits) > _DIGITS:
            yield f"{name}: Moodle calculates with {_DIGITS} digits"
        elif 0 < abs(value) < _SMALLEST:
            yield f"{name}: Moodle takes numbers that differ by less than 1e-14 as equal"


def one_line(text: str) -> str:
    """Return a text with its line breaks replaced by spaces."""
    return re.sub(r"\s*\n\s*", " ", text)


def question_name(text: str) -> str:
    """Return a name for a question, made from its text."""
    # Moodle removes whatever looks like a tag.
    return truncate(_TAG.sub("< ", _SPACE.sub(" ", text).strip()), _MAX_NAME)


def category_path(title: str) -> str:
    """Return the path of the category with that title, escaped as Moodle expects."""
    name = _TAG.sub("< ", _SPACE.sub(" ", title).strip())[:MAX_TITLE]
    name = name.replace("/", "//")
    start = " " if name.startswith("/") else ""
    return f"$course$/top/{start}{name}{' ' if name.endswith('/') else ''}"


def category_title(path: str) -> str:
    """Return the title of the last category of a path; empty for the top and for contexts."""
    names = [part.replace("//", "/").strip() for part in re.split(r"(?<!/)/(?!/)", path)]
    return "" if names[-1] == "top" or re.fullmatch(r"\$\w+\$", names[-1]) else names[-1]
