"""How items of QTI 1.2 are marked: the points of a response, worked out from the conditions."""

from collections.abc import Mapping, Sequence
from decimal import Decimal, InvalidOperation
from itertools import groupby
from typing import NamedTuple

from lxml import etree

from quiz.exchange.qti12.items import Item
from quiz.exchange.xmldoc import attribute, child, children, descendants, local, text_of

Given = Mapping[str, Sequence[str]]
"""What is chosen or typed, by the name of the response."""
EQUAL = ("varequal", "varsubstring")
_MOST = Decimal(100)


class Unkeyed(Exception):
    """What is right cannot be known; the message says why, in words."""


class Condition(NamedTuple):
    """What is done when something holds."""

    test: etree._Element | None
    changes: tuple[tuple[str, str, Decimal], ...]
    """The variable, `add`, `set` and so on, and the value."""
    stops: bool
    shows: tuple[str, ...]
    """The names of feedback."""


class Marking:
    """Marks responses to one item."""

    def __init__(self, item: Item) -> None:
        self.conditions = [_condition(each) for each in item.conditions]
        self._score = _score_name(self.conditions)
        self._several = {
            each.ident for each in item.responses if each.cardinality != "single" and not each.typed
        }

    def scoring(self) -> list[tuple[Condition, Decimal]]:
        """Return the conditions that give points, and how many."""
        found = []
        for condition in self.conditions:
            points = sum(
                (value for name, action, value in condition.changes
                 if name == self._score and action in ("set", "add")),
                Decimal(0),
            )  # fmt: skip
            if points > 0:
                found.append((condition, points))
        return found

    def points(self, given: Given) -> Decimal:
        """Return the points of a response; raise `Unkeyed` where a test is not known here."""
        points, scored = Decimal(0), False
        for condition in self.conditions:
            changes = [each for each in condition.changes if each[0] == self._score]
            if not changes and not condition.stops:
                continue
            if not self._holds(condition.test, given, scored):
                continue
            for _, action, value in changes:
                points = _changed(points, action, value)
                scored = True
            if condition.stops:
                break
        return points

    def _holds(self, test: etree._Element | None, given: Given, scored: bool) -> bool:
        if test is None:
            return not scored
        name = local(test)
        if name in ("conditionvar", "and"):
            return self._all(test, given, scored)
        if name == "or":
            return any(self._holds(each, given, scored) for each in test)
        if name == "not":
            return not self._all(test, given, scored)
        if name == "other":
            return not scored
        if name == "unanswered":
            return not given.get(attribute(test, "respident"))
        if name in EQUAL:
            return _equals(test, given)
        raise Unkeyed(f"its key is told by “{name}”, which is not known here")

    def _all(self, test: etree._Element, given: Given, scored: bool) -> bool:
        """Check whether all inside holds; values of one response are alternatives, unless it takes
        several."""
        for ident, some in groupby(test, _compared):
            results = [self._holds(each, given, scored) for each in some]
            alternatives = ident and ident not in self._several and local(test) != "and"
            if not (any(results) if alternatives else all(results)):
                return False
        return True


def _compared(test: etree._Element) -> str:
    """Return the response with whose value something is compared; empty for other tests."""
    return attribute(test, "respident") if local(test) in EQUAL else ""


def _equals(test: etree._Element, given: Given) -> bool:
    wanted = text_of(test).strip()
    values = given.get(attribute(test, "respident"), ())
    if wanted in values:
        return True
    sensitive = attribute(test, "case").lower() == "yes"
    return not sensitive and wanted.casefold() in [value.casefold() for value in values]


def _condition(element: etree._Element) -> Condition:
    changes = tuple(
        (
            attribute(each, "varname") or attribute(each, "variablename") or "SCORE",
            attribute(each, "action", "Set").lower(),
            _value(text_of(each).strip()),
        )
        for each in children(element, "setvar")
    )
    shows = tuple(attribute(each, "linkrefid") for each in descendants(element, "displayfeedback"))
    stops = attribute(element, "continue").lower() == "no"
    return Condition(child(element, "conditionvar"), changes, stops, shows)


def _value(text: str) -> Decimal:
    if text.lower().endswith(".max"):
        return _MOST
    try:
        value = Decimal(text)
    except InvalidOperation:
        return Decimal(0)
    return value if value.is_finite() else Decimal(0)


def _score_name(conditions: Sequence[Condition]) -> str:
    """Return the variable of the points: the only one, else the one that is called so."""
    names = dict.fromkeys(name for each in conditions for name, _, _ in each.changes)
    if len(names) == 1:
        return next(iter(names))
    return next((name for name in names if "score" in name.lower()), "SCORE")


def _changed(points: Decimal, action: str, value: Decimal) -> Decimal:
    if action == "set":
        return value
    if action == "add":
        return points + value
    if action == "subtract":
        return points - value
    raise Unkeyed(f"its points are told by “{action}”, which is not known here")
