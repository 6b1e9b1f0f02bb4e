"""Which numbers are right, by the conditions of an item of QTI 1.2."""

import re
from collections.abc import Sequence
from decimal import Decimal
from typing import Any, NamedTuple

from lxml import etree

from quiz.exchange.qti12.marking import Marking, Unkeyed
from quiz.exchange.qti12.pieces import EXACT
from quiz.exchange.xmldoc import attribute, local, text_of
from quiz.text.numbers import plain

_NUMBER = re.compile(r"[-+]?(?:\.\d+|\d+(?:\.\d*)?)(?:[eE][-+]?\d{1,3})?", re.ASCII)
_LOWEST, _HIGHEST = Decimal("-Infinity"), Decimal("Infinity")
_LOWER, _UPPER = ("vargte", "vargt"), ("varlte", "varlt")


class _Range(NamedTuple):
    low: Decimal
    high: Decimal
    centre: str = ""
    """The number that is named, as written."""
    margin: str = ""
    """How far off is still right, as written."""

    def holds(self, other: "_Range") -> bool:
        return self.low <= other.low and other.high <= self.high


def is_number(text: str) -> bool:
    """Check whether a bank may hold a text as a number."""
    return len(text) <= 100 and _NUMBER.fullmatch(text) is not None


def number_key(marking: Marking, lost: list[str]) -> dict[str, Any]:
    """Return answer and tolerance in bank format; raise `Unkeyed` when no such pair will do."""
    scoring = marking.scoring()
    most = max((points for _, points in scoring), default=Decimal(0))
    best = [each.test for each, points in scoring if points == most and each.test is not None]
    ranges = [found for test in best for found in _ranges(test)]
    if not ranges:
        raise Unkeyed("no number is marked as right")
    if len(best) < len(scoring):
        lost.append("answer: numbers that earn part of the points are not kept")
    whole = next((each for each in ranges if all(map(each.holds, ranges))), None)
    if whole is None:
        raise Unkeyed("several numbers or ranges are right, which have no common middle")
    if _LOWEST in whole or _HIGHEST in whole:
        raise Unkeyed("all numbers above or below a bound are right")
    return range_key(whole.low, whole.high, _named_range(ranges, whole), lost)


def _named_range(ranges: Sequence[_Range], whole: _Range) -> tuple[str, str]:
    """Return the number in the middle of a range and the margin around it, as written."""
    for each in ranges:
        if each.centre and _is_middle(Decimal(each.centre), whole.low, whole.high):
            width = EXACT.subtract(whole.high, Decimal(each.centre))
            kept = next((other.margin for other in ranges if other.margin
                         and Decimal(other.margin) == width), "")  # fmt: skip
            return each.centre, kept
    return "", ""


def _is_middle(number: Decimal, low: Decimal, high: Decimal) -> bool:
    return EXACT.subtract(number, low) == EXACT.subtract(high, number)


def range_key(
    low: Decimal, high: Decimal, named: tuple[str, str], lost: list[str]
) -> dict[str, Any]:
    """Return a range as answer and tolerance in bank format."""
    centre, margin = named
    if not centre:
        lost.append(f"answer: it was any number from {plain(low)} to {plain(high)}")
        centre = plain(EXACT.divide(EXACT.add(low, high), Decimal(2)))
    width = EXACT.subtract(high, Decimal(centre))
    tolerance = {"tolerance": margin or plain(width)} if width else {}
    return {"type": "numeric", "answer": centre, **tolerance}


def _ranges(test: etree._Element) -> list[_Range]:
    """Return the ranges of which a number must be in one; raise `Unkeyed`."""
    name = local(test)
    if name == "or" or name == "conditionvar" and all(local(each) == "varequal" for each in test):
        return [found for each in test for found in _ranges(each)]
    if name in ("and", "conditionvar"):
        return _common([_ranges(each) for each in test])
    if name == "varequal":
        return [_around(test)]
    if name in _LOWER:
        return [_Range(_number(text_of(test)), _HIGHEST)]
    if name in _UPPER:
        return [_Range(_LOWEST, _number(text_of(test)))]
    raise Unkeyed(f"its key is told by “{name}”, which is not known here")


def _common(parts: Sequence[Sequence[_Range]]) -> list[_Range]:
    """Return what the ranges of all parts have in common."""
    if len(parts) == 1:
        return list(parts[0])
    if any(len(part) != 1 for part in parts):
        raise Unkeyed("its key combines ranges of numbers in a way that is not known here")
    found = [part[0] for part in parts]
    low, high = max(each.low for each in found), min(each.high for each in found)
    return [_Range(low, high)] if low <= high else []


def _number(text: str) -> Decimal:
    text = text.strip()
    if not is_number(text):
        raise Unkeyed(f"“{text[:40]}” is no number")
    return Decimal(text)


def _around(test: etree._Element) -> _Range:
    """Return the range around the number that a test names, where it has a margin."""
    text, margin = text_of(test).strip(), attribute(test, "margin").strip()
    number = _number(text)
    if not is_number(margin):
        return _Range(number, number, text)
    width = Decimal(margin).copy_abs()
    absolute = attribute(test, "margintype", "absolute").lower() == "absolute"
    if not absolute:
        width = EXACT.divide(EXACT.multiply(number.copy_abs(), width), Decimal(100))
    low, high = EXACT.subtract(number, width), EXACT.add(number, width)
    return _Range(low, high, text, margin if absolute else "")
