"""One item as a question in bank format."""

import re
from collections.abc import Callable
from decimal import Decimal
from typing import Any

from lxml import etree

from quiz.convert.model import CannotConvert, ImportedQuestion
from quiz.convert.qti2 import choice_reader, field_reader
from quiz.convert.qti2.declarations import ParsedItem, number, opened, set_aside
from quiz.convert.qti2.writer import EXPLANATION, plain_identifier
from quiz.convert.xml import attribute, child, children, local, text_of
from quiz.question_types.options import write_quotes
from quiz.text.numbers import plain
from quiz.yaml_source.types import Identifier

_TYPES: dict[str, Callable[[ParsedItem, etree._Element], dict[str, Any]]] = {
    "choiceInteraction": choice_reader.choice,
    "orderInteraction": choice_reader.order,
    "matchInteraction": choice_reader.match,
    "hottextInteraction": choice_reader.hottext,
    "gapMatchInteraction": field_reader.gap_match,
}
"""What takes the one interaction of an item."""
_MAX = 5_000
_FIELDS = ("textEntryInteraction", "inlineChoiceInteraction")


def take(item: etree._Element, place: str) -> ImportedQuestion:
    """Return the question in an item; raise `CannotConvert` with the reason if it has none."""
    body = child(item, "itemBody")
    if body is None:
        raise CannotConvert("it has no body")
    if sum(1 for each in body.iterdescendants() if _is_chosen_or_filled(each)) > _MAX:
        raise CannotConvert(f"it has more than {_MAX:,} choices or fields")
    if child(item, "templateDeclaration") is not None:
        raise CannotConvert("its values are drawn anew each time")
    aside = set_aside(body)
    interactions = [each for each in body.iterdescendants() if _is_interaction(each)]
    open_item = opened(item, body, aside)
    data = _taken(open_item, interactions)
    data |= _explanation(open_item)
    points = _points(item)
    if points is not None and points != 1:
        data["points"] = plain(points)
    title = attribute(item, "title")
    if not data.get("prompt") and data["type"] != "cloze":
        data["prompt"] = title
    return ImportedQuestion(place, {"id": _id(item), **data}, title, open_item.texts.done())


def _is_chosen_or_filled(element: etree._Element) -> bool:
    return "identifier" in element.attrib or "responseIdentifier" in element.attrib


def _is_interaction(element: etree._Element) -> bool:
    return local(element).endswith("Interaction")


def _taken(item: ParsedItem, interactions: list[etree._Element]) -> dict[str, Any]:
    names = [local(each) for each in interactions]
    if not names:
        raise CannotConvert("it asks for no answer")
    strange = next((name for name in names if name not in _TYPES and name not in _FIELDS), None)
    if strange is not None:
        raise CannotConvert(f"{_words(strange)} is of no type that a bank has")
    if all(name in _FIELDS for name in names):
        return field_reader.fields(item, interactions)
    if len(names) > 1:
        raise CannotConvert("it asks several things at once")
    return _TYPES[names[0]](item, interactions[0])


def _words(name: str) -> str:
    return re.sub(r"(?<=[a-z])(?=[A-Z])", " ", name).lower()


def _id(item: etree._Element) -> str:
    """Return the id, which stands apart where an identifier cannot hold all its characters."""
    name, label = attribute(item, "identifier"), attribute(item, "label")
    ours = Identifier.fits(label) and name.casefold().startswith(
        plain_identifier(label).casefold()[:90]
    )
    return label if ours else name


def _points(item: etree._Element) -> Decimal | None:
    """Return the most that the score can be, None where that is not said."""
    outcomes = {
        attribute(each, "identifier"): each for each in children(item, "outcomeDeclaration")
    }
    most = outcomes.get("MAXSCORE")
    value = "" if most is None else text_of(child(most, "defaultValue"))
    if not value.strip() and "SCORE" in outcomes:
        value = attribute(outcomes["SCORE"], "normalMaximum")
    try:
        points = number(value)
    except CannotConvert:
        return None
    return Decimal(value.strip()) if 0 < points < 1e6 else None


def _explanation(item: ParsedItem) -> dict[str, Any]:
    """Return all feedback that is not of one option as the explanation."""
    found = [item.texts.explained(each, "explanation") for each in item.general]
    texts = tuple(dict.fromkeys(each.text for each in found if each.text))
    quotes = tuple(quote for each in found for quote in each.quotes)
    if len(texts) > 1 or any(
        attribute(each, "outcomeIdentifier") != EXPLANATION for each in item.general
    ):
        item.texts.lost.append("explanation: it was shown after some responses only")
    return ({"explanation": "\n\n".join(texts)} if texts else {}) | write_quotes(quotes)
