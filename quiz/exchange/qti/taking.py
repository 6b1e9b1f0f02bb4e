"""One item as a question in bank format."""

import re
from collections.abc import Callable
from decimal import Decimal
from typing import Any

from lxml import etree

from quiz.document.shapes import Identifier
from quiz.exchange.parcels import CannotConvert, Incoming
from quiz.exchange.qti import taking_choices, taking_fields
from quiz.exchange.qti.bodies import set_aside
from quiz.exchange.qti.items import EXPLANATION
from quiz.exchange.qti.keys import number
from quiz.exchange.qti.opened import Opened, opened
from quiz.exchange.qti.package import plain_identifier
from quiz.exchange.xmldoc import attribute, child, children, local, text_of
from quiz.kinds.options import write_quotes
from quiz.text.numbers import plain

_TYPES: dict[str, Callable[[Opened, etree._Element], dict[str, Any]]] = {
    "choiceInteraction": taking_choices.choice,
    "orderInteraction": taking_choices.order,
    "matchInteraction": taking_choices.match,
    "hottextInteraction": taking_choices.hottext,
    "gapMatchInteraction": taking_fields.gap_match,
}
"""What takes the one interaction of an item."""
_MOST = 5_000
_FIELDS = ("textEntryInteraction", "inlineChoiceInteraction")


def take(item: etree._Element, place: str) -> Incoming:
    """Return the question in an item; raise `CannotConvert` with the reason if it has none."""
    body = child(item, "itemBody")
    if body is None:
        raise CannotConvert("it has no body")
    if sum(1 for each in body.iterdescendants() if _is_chosen_or_filled(each)) > _MOST:
        raise CannotConvert(f"it has more than {_MOST:,} choices or fields")
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
    return Incoming(place, {"id": _id(item), **data}, title, open_item.texts.done())


def _is_chosen_or_filled(element: etree._Element) -> bool:
    return "identifier" in element.attrib or "responseIdentifier" in element.attrib


def _is_interaction(element: etree._Element) -> bool:
    return local(element).endswith("Interaction")


def _taken(item: Opened, interactions: list[etree._Element]) -> dict[str, Any]:
    names = [local(each) for each in interactions]
    if not names:
        raise CannotConvert("it asks for no answer")
    strange = next((name for name in names if name not in _TYPES and name not in _FIELDS), None)
    if strange is not None:
        raise CannotConvert(f"{_words(strange)} is of no type that a bank has")
    if all(name in _FIELDS for name in names):
        return taking_fields.fields(item, interactions)
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


def _explanation(item: Opened) -> dict[str, Any]:
    """Return all feedback that is not of one option as the explanation."""
    found = [item.texts.explained(each, "explanation") for each in item.general]
    texts = tuple(dict.fromkeys(each.text for each in found if each.text))
    quotes = tuple(quote for each in found for quote in each.quotes)
    if len(texts) > 1 or any(
        attribute(each, "outcomeIdentifier") != EXPLANATION for each in item.general
    ):
        item.texts.lost.append("explanation: it was shown after some responses only")
    return ({"explanation": "\n\n".join(texts)} if texts else {}) | write_quotes(quotes)
