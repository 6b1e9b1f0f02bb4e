"""JSON from outside, read strictly: only what was foreseen, in the sizes that were foreseen."""

import json
import math
import re
from collections.abc import Sequence
from datetime import datetime
from enum import StrEnum
from typing import TypeVar

from quiz.document.shapes import Identifier
from quiz.store.records import JsonObject

MOST_PARTS = 5_000_000
"""Values in one line; each takes some hundred bytes of memory."""
MOST_NUMBER = 10**9
_LONGEST_NUMBER = 30
_DEEPEST = 16
_EARLIEST, _LATEST = 1970, 3000
"""Years; far from these, times of other zones cannot be reckoned."""
_UID = re.compile(r"[0-9A-Za-z_-]{1,64}")
_SEED = re.compile(r"0|-?[1-9][0-9]{0,4299}")
_MOMENT = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z", re.ASCII)
_SURROGATE = re.compile("[\ud800-\udfff]")
E = TypeVar("E", bound=StrEnum)


class Unfit(Exception):
    """A value is not what was foreseen; the message says which and why, in one line."""


def parse(text: str) -> object:
    """Return the JSON value of a line. Raises Unfit."""
    if text.count(",") > MOST_PARTS or text.count("[") + text.count("{") > MOST_PARTS:
        raise Unfit(f"the line holds more than {MOST_PARTS:,} values")
    try:
        value: object = json.loads(
            text,
            object_pairs_hook=_unique,
            parse_constant=_no_constant,
            parse_int=_integer,
            parse_float=_float,
        )
    except RecursionError:
        raise Unfit("the line is nested too deep") from None
    except ValueError as error:
        raise Unfit(f"the line is no JSON ({error})") from None
    _check(value, _DEEPEST)
    return value


def _unique(pairs: list[tuple[str, object]]) -> dict[str, object]:
    found = dict(pairs)
    if len(found) < len(pairs):
        raise Unfit("a key stands twice in one object")
    return found


def _no_constant(text: str) -> object:
    raise Unfit(f"{text} is no number")


def _integer(text: str) -> int:
    if len(text) > _LONGEST_NUMBER:
        raise Unfit("a number is too long")
    return int(text)


def _float(text: str) -> float:
    value = float(text)
    if not math.isfinite(value):
        raise Unfit("a number is too large")
    return value


def _check(value: object, left: int) -> None:
    """Raise Unfit for halves of characters, and for what is nested too deep."""
    if isinstance(value, str):
        if not value.isascii() and _SURROGATE.search(value):
            raise Unfit("a text holds half a character (a lone surrogate)")
        return
    if not isinstance(value, dict | list):
        return
    if not left:
        raise Unfit("the line is nested too deep")
    for part in value:
        _check(part, left - 1)
    if isinstance(value, dict):
        for part in value.values():
            _check(part, left - 1)


class Fields:
    """An object that has just the keys that were foreseen; every reading may raise Unfit."""

    def __init__(self, value: object, what: str, names: Sequence[str]) -> None:
        if not isinstance(value, dict):
            raise Unfit(f"{what} must be an object")
        if missing := [name for name in names if name not in value]:
            raise Unfit(f"{what} lacks “{missing[0]}”")
        if len(value) > len(names):
            strange = next(name for name in value if name not in names)
            raise Unfit(f"{what} has a key that is not known: “{strange[:60]}”")
        self._values = value

    def has(self, name: str) -> bool:
        """Say whether there is a value, not null."""
        return self._values[name] is not None

    def value(self, name: str) -> object:
        """Return whatever stands there."""
        return self._values[name]

    def text(self, name: str, most: int) -> str:
        """Return a text of at most `most` characters."""
        value = self._values[name]
        if not isinstance(value, str) or len(value) > most:
            raise Unfit(f"“{name}” must be a text of at most {most:,} characters")
        return value

    def identifier(self, name: str) -> str:
        """Return the id of a bank or of a question."""
        value = self._values[name]
        if not isinstance(value, str) or not Identifier.fits(value):
            raise Unfit(f"“{name}” must be {Identifier.expected}")
        return value

    def identifiers(self, name: str, most: int) -> tuple[str, ...]:
        """Return 1 to `most` ids."""
        values = self.items(name, most)
        found = tuple(value for value in values if isinstance(value, str))
        if not found or len(found) < len(values) or not all(map(Identifier.fits, found)):
            raise Unfit(f"“{name}” must be a list of ids")
        return found

    def uid(self, name: str) -> str:
        """Return what names something for ever."""
        return self._matching(name, _UID, "1 to 64 letters and digits")

    def seed(self, name: str) -> int:
        """Return a seed, which is written as a text for it may be of any size."""
        return int(self._matching(name, _SEED, "a whole number as a text"))

    def _matching(self, name: str, pattern: re.Pattern[str], expected: str) -> str:
        value = self._values[name]
        if not isinstance(value, str) or not pattern.fullmatch(value):
            raise Unfit(f"“{name}” must be {expected}")
        return value

    def moment(self, name: str) -> datetime:
        """Return a time, written as the history writes times."""
        text = self._matching(name, _MOMENT, "a time such as 2026-03-01T12:00:00.000Z")
        try:
            moment = datetime.fromisoformat(text)
        except ValueError:
            raise Unfit(f"“{name}” is no time that there is") from None
        if not _EARLIEST <= moment.year < _LATEST:
            raise Unfit(f"“{name}” must lie in the years {_EARLIEST} to {_LATEST - 1}")
        return moment

    def whole(self, name: str, least: int, most: int) -> int:
        """Return a whole number."""
        value = self._values[name]
        if type(value) is not int or not least <= value <= most:
            raise Unfit(f"“{name}” must be a whole number from {least} to {most}")
        return value

    def number(self, name: str, most: float = MOST_NUMBER) -> float:
        """Return a number from 0 on."""
        value = self._values[name]
        if (type(value) is not int and type(value) is not float) or not 0 <= value <= most:
            raise Unfit(f"“{name}” must be a number from 0 to {most:g}")
        return float(value)

    def flag(self, name: str) -> bool:
        """Return true or false."""
        value = self._values[name]
        if not isinstance(value, bool):
            raise Unfit(f"“{name}” must be true or false")
        return value

    def word(self, name: str, words: type[E]) -> E:
        """Return one of some words."""
        value = self._values[name]
        if not isinstance(value, str) or value not in list(words):
            raise Unfit(f"“{name}” must be one of: {', '.join(words)}")
        return words(value)

    def items(self, name: str, most: int) -> list[object]:
        """Return a list of at most `most` values."""
        value = self._values[name]
        if not isinstance(value, list) or len(value) > most:
            raise Unfit(f"“{name}” must be a list of at most {most:,}")
        return value

    def object(self, name: str) -> JsonObject:
        """Return an object of whatever kind."""
        value = self._values[name]
        if not isinstance(value, dict):
            raise Unfit(f"“{name}” must be an object")
        return value
