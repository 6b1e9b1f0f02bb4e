"""What the declarations and the processing of an item say of its key."""

import math
import re
from collections.abc import Iterator
from typing import NamedTuple

from lxml import etree

from quiz.exchange.parcels import CannotConvert
from quiz.exchange.xmldoc import attribute, child, children, descendants, text_of

_NUMBER = re.compile(r"[-+]?(?:\.\d+|\d+(?:\.\d*)?)(?:[eE][-+]?\d{1,3})?", re.ASCII)


class Entry(NamedTuple):
    """What one value of a response is worth."""

    key: str
    worth: float
    case_sensitive: bool


class Declared(NamedTuple):
    """A response as its item declares it."""

    identifier: str
    cardinality: str
    base: str
    correct: tuple[str, ...]
    entries: tuple[Entry, ...]
    mapped: bool
    """Whether the processing goes by what values are worth."""
    any_case: bool
    """Whether the processing compares texts whatever their case."""


class Key(NamedTuple):
    """The values that are right, and what could not be carried of how they are marked."""

    right: tuple[str, ...]
    case_sensitive: bool
    lost: tuple[str, ...] = ()


def declarations(item: etree._Element) -> dict[str, Declared]:
    """Return the responses of an item by their identifiers."""
    processing = child(item, "responseProcessing")
    mapped, any_case = _used(processing, "mapResponse"), _compared(processing)
    template = "" if processing is None else attribute(processing, "template")
    template = template.rstrip("/").rpartition("/")[2].removesuffix(".xml")
    mapped |= {"RESPONSE"} if template.startswith(("map_response", "CC2_map_response")) else set()
    found = (_declared(each, mapped, any_case) for each in children(item, "responseDeclaration"))
    return {each.identifier: each for each in found}


def _used(processing: etree._Element | None, name: str) -> set[str]:
    if processing is None:
        return set()
    return {attribute(each, "identifier") for each in descendants(processing, name)}


def _compared(processing: etree._Element | None) -> set[str]:
    """Return the responses that are compared as texts whatever their case."""
    matches = () if processing is None else descendants(processing, "stringMatch")
    return {
        attribute(variable, "identifier")
        for each in matches
        if attribute(each, "caseSensitive", "true") == "false"
        for variable in descendants(each, "variable")
    }


def _declared(element: etree._Element, mapped: set[str], any_case: set[str]) -> Declared:
    name = attribute(element, "identifier")
    correct = child(element, "correctResponse")
    values = [] if correct is None else [text_of(each) for each in children(correct, "value")]
    base = attribute(element, "baseType")
    # White space around is of the file's layout, but for what is typed.
    stripped = [value if base == "string" else " ".join(value.split()) for value in values]
    return Declared(
        name,
        attribute(element, "cardinality", "single"),
        base,
        tuple(value for value in stripped if value.strip()),
        tuple(_entries(child(element, "mapping"))),
        name in mapped,
        name in any_case,
    )


def _entries(mapping: etree._Element | None) -> Iterator[Entry]:
    for each in [] if mapping is None else children(mapping, "mapEntry"):
        case = attribute(each, "caseSensitive", "true") != "false"
        key = attribute(each, "mapKey")
        if key.strip():
            yield Entry(key, number(attribute(each, "mappedValue")), case)


def number(text: str) -> float:
    """Return the number that a text says; raise `CannotConvert` when it says none."""
    value = float(text) if _NUMBER.fullmatch(text.strip()) else math.inf
    if math.isinf(value):
        raise CannotConvert(f"“{text}” is no number")
    return value


def key_of_one(declared: Declared) -> Key:
    """Return the key of a response of one value; raise `CannotConvert` when there is doubt."""
    if declared.mapped and declared.entries or not declared.correct:
        return _dearest(declared)
    return Key(declared.correct, not declared.any_case)


def _dearest(declared: Declared) -> Key:
    worths = [entry.worth for entry in declared.entries]
    most = max(worths, default=0)
    if most <= 0:
        raise CannotConvert("it has no key")
    best = [entry for entry in declared.entries if entry.worth == most]
    case = any(entry.case_sensitive for entry in best)
    right = [entry.key for entry in best]
    folded = set(right) if case else {text.casefold() for text in right}
    first = declared.correct[:1]
    if any((text if case else text.casefold()) not in folded for text in first):
        raise CannotConvert("its key and what its values are worth do not agree")
    # The value that is shown as right comes first.
    if first and first[0] in right:
        right.insert(0, right.pop(right.index(first[0])))
    lesser = [entry for entry in declared.entries if 0 < entry.worth < most]
    lost = [f"“{entry.key}” is worth {entry.worth / most:.2g} there" for entry in lesser]
    return Key(tuple(right), case, tuple(lost))


def key_of_several(declared: Declared) -> Key:
    """Return the key of a response of several values; raise `CannotConvert` if it is ambiguous."""
    right = dict.fromkeys(entry.key for entry in declared.entries if entry.worth > 0)
    goes_by_worth = bool(declared.mapped and declared.entries)
    if not goes_by_worth and declared.correct:
        return Key(tuple(dict.fromkeys(declared.correct)), True)
    if not right:
        raise CannotConvert("it has no key")
    if declared.correct and _folded(declared.correct) != _folded(right):
        raise CannotConvert("its key and what its values are worth do not agree")
    worths = {entry.worth for entry in declared.entries if entry.worth > 0}
    lost = ("right values are worth more and less there",) if len(worths) > 1 else ()
    return Key(tuple(declared.correct or right), True, lost)


def _folded(values: object) -> set[str]:
    assert isinstance(values, tuple | dict)
    return {" ".join(str(value).split()) for value in values}
