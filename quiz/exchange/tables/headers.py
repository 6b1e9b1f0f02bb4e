"""The names that people give the columns of question tables."""

import re
from collections.abc import Sequence

from quiz.exchange.tables.columns import COLUMNS

_REMARK = re.compile(r"\(.*?\)|\[.*?\]|\s[-–—]\s.*")
_MAX_NAME = 100
"""The maximum of characters in the name of a column."""
_OPTION = re.compile(r"(?:option|choice|answer|response|alternative)?\s*#?\s*([a-z]|\d{1,2})")
_WRONG = re.compile(
    r"(?:distractor|(?:wrong|incorrect|false)\s+(?:answer|option|choice))\s*#?\s*[a-z\d]{0,2}"
    r"|(?:wrong|incorrect)(?:\s*#?\s*\d{1,2})?"
)
_VARIANTS = {
    "prompt": "question; question text; stem; item; question stem; prompt",
    "key": "answer; answers; correct answer; correct answers; correct; correct option; "
    "correct choice; right; right answer; answer letter; answer key; key; correct letter; solution",
    "type": "type; question type; kind",
    "explanation": "explanation; rationale; feedback; general feedback; comment; why; note; notes",
    "tags": "tags; tag; category; categories; topic; topics; subject; keywords; chapter",
    "points": "points; point; marks; mark; score; weight; max points",
    "hints": "hint; hints",
    "quotes": "quote; quotes; evidence",
    "tolerance": "tolerance; margin; error margin",
    "unit": "unit; units",
    "id": "id; question id; identifier; code",
}
_CANONICAL = {name: column for column, names in _VARIANTS.items() for name in names.split("; ")}
_NUMBERS = ("no", "no.", "#", "number", "nr", "nr.", "question number", "question no", "")
ROW_NUMBER = "#"
"""The canonical name of a column that only counts the rows."""


def is_own_header(header: Sequence[str]) -> bool:
    """Check whether a row names the columns of this app's own tables."""
    names = {name.strip() for name in header}
    return {"type", "prompt"} <= names and len(names & set(COLUMNS)) >= len(names) / 2


def canonical_column(name: str) -> str:
    """Return the canonical name of a column of a foreign table; empty when it is not known.

    Options are `option 1`, `option 2`, …, wrong options `wrong`; the others are named like ours.
    """
    if len(name) > _MAX_NAME:
        return ""
    plain = _REMARK.sub("", name.strip().casefold()).replace("_", " ").strip(" :.*")
    plain = " ".join(plain.split())
    if plain in _CANONICAL:
        return _CANONICAL[plain]
    if plain in _NUMBERS:
        return ROW_NUMBER
    if _WRONG.fullmatch(plain) or plain in ("distractors", "wrong answers", "incorrect answers"):
        return "wrong"
    option = _OPTION.fullmatch(plain)
    if option is None:
        return ""
    number = int(option[1]) if option[1].isdecimal() else ord(option[1]) - ord("a") + 1
    return f"option {number}"


def is_header(cells: Sequence[str]) -> bool:
    """Check whether a row names the columns of a question table, with at least prompt and key."""
    if is_own_header(cells):
        return True
    names = {canonical_column(cell) for cell in cells}
    return "prompt" in names and "key" in names
