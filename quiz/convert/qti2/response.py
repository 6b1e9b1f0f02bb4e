"""Response declarations of QTI 2 items, and the rules that score them."""

from collections.abc import Iterable, Sequence
from decimal import Decimal
from typing import NamedTuple, TypeVar
from zlib import crc32

from quiz.convert.html import escape
from quiz.convert.qti2.names import Content, Markup, XmlNode, node
from quiz.model.question import Option, Question
from quiz.text.numbers import plain


class ScoreMapping(NamedTuple):
    """What each value of a response is worth; any other is worth nothing."""

    entries: tuple[tuple[str, int], ...]
    case_sensitive: bool = True
    least: int | None = None
    """The least that all values together are worth."""


class ResponseDeclaration(NamedTuple):
    """A variable that holds what is answered."""

    identifier: str
    cardinality: str
    base: str
    correct: tuple[str, ...]
    mapping: ScoreMapping | None = None


def response_declaration(response: ResponseDeclaration) -> XmlNode:
    """Return the declaration of a response, its key and what its values are worth."""
    correct = node("correctResponse", *(node("value", value) for value in response.correct))
    mapping = () if response.mapping is None else (_mapping(response.mapping),)
    return node(
        "responseDeclaration",
        *(correct, *mapping),
        identifier=response.identifier,
        cardinality=response.cardinality,
        baseType=response.base,
    )


def _mapping(mapping: ScoreMapping) -> XmlNode:
    cases = {} if mapping.case_sensitive else {"caseSensitive": "false"}
    entries = [
        node("mapEntry", mapKey=key, mappedValue=str(value), **cases)
        for key, value in mapping.entries
    ]
    least = {} if mapping.least is None else {"lowerBound": str(mapping.least)}
    return node("mapping", *entries, **least, defaultValue="0")


def outcome(identifier: str, base: str, cardinality: str = "single", default: str = "") -> XmlNode:
    """Return the declaration of an outcome, with its default where there is one."""
    value = (node("defaultValue", node("value", default)),) if default else ()
    return node(
        "outcomeDeclaration",
        *value,
        identifier=identifier,
        cardinality=cardinality,
        baseType=base,
    )


def scores(points: Decimal) -> tuple[XmlNode, XmlNode]:
    """Return the declarations of the score and of the most that it can be."""
    most = plain(points)
    return outcome("SCORE", "float", default="0"), outcome("MAXSCORE", "float", default=most)


def exactly(identifier: str) -> tuple[XmlNode, ...]:
    """Return the rules by which the whole key scores all points and anything else none."""
    same = node("match", _variable(identifier), node("correct", identifier=identifier))
    return _all_or_nothing(identifier, same)


def about(identifier: str, tolerance: Decimal) -> tuple[XmlNode, ...]:
    """Return the rules by which a number scores that is at most `tolerance` off."""
    mode = {"toleranceMode": "exact"}
    if tolerance:
        mode = {"toleranceMode": "absolute", "tolerance": f"{tolerance} {tolerance}"}
    near = node("equal", _variable(identifier), node("correct", identifier=identifier), **mode)
    return _all_or_nothing(identifier, near)


def _all_or_nothing(identifier: str, right: XmlNode) -> tuple[XmlNode, ...]:
    return (
        node(
            "responseCondition",
            node("responseIf", _unanswered(identifier), _score(_nothing())),
            node("responseElseIf", right, _score(_variable("MAXSCORE"))),
            node("responseElse", _score(_nothing())),
        ),
    )


def mapped(identifiers: Sequence[str], whole: int) -> tuple[XmlNode, ...]:
    """Return the rules by which what the responses are worth scores as a part of `whole`."""
    sums = [
        _answered(name, _score(node("sum", _variable("SCORE"), _worth(name))))
        for name in identifiers
    ]
    product = node("product", _variable("SCORE"), _variable("MAXSCORE"))
    scaled = node("divide", product, node("baseValue", str(whole), baseType="float"))
    return _score(_nothing()), *sums, _score(scaled)


def copied(identifier: str, target: str) -> XmlNode:
    """Return the rule by which an outcome holds what was chosen, if anything was."""
    return _answered(identifier, node("setOutcomeValue", _variable(identifier), identifier=target))


def always(target: str, value: str) -> XmlNode:
    """Return the rule by which an outcome has a value whatever is answered."""
    base = node("baseValue", value, baseType="identifier")
    return node("setOutcomeValue", base, identifier=target)


def if_any(identifier: str, values: Iterable[str], target: str, value: str) -> XmlNode:
    """Return the rule by which an outcome has a value when any of these pairs was made."""
    pairs = (node("baseValue", each, baseType="directedPair") for each in values)
    members = [node("member", pair, _variable(identifier)) for pair in pairs]
    return node(
        "responseCondition",
        node("responseIf", node("or", *members), always(target, value)),
    )


def _answered(identifier: str, rule: XmlNode) -> XmlNode:
    # Players fail on the worth of a response that there is not.
    given = node("not", _unanswered(identifier))
    return node("responseCondition", node("responseIf", given, rule))


def _unanswered(identifier: str) -> XmlNode:
    return node("isNull", _variable(identifier))


def _variable(identifier: str) -> XmlNode:
    return node("variable", identifier=identifier)


def _worth(identifier: str) -> XmlNode:
    return node("mapResponse", identifier=identifier)


def _nothing() -> XmlNode:
    return node("baseValue", "0", baseType="float")


def _score(value: XmlNode) -> XmlNode:
    return node("setOutcomeValue", value, identifier="SCORE")


_T = TypeVar("_T")
RESPONSE = "RESPONSE"
"""What a response is called where there is one."""
LETTERS = "ABCDEFGHIJKLMNOPQRSTUVWXYZ"


class FeedbackText(NamedTuple):
    """Feedback on what was chosen."""

    outcome: str
    identifier: str
    option: Option


class Interaction(NamedTuple):
    """A question as an item poses it."""

    body: tuple[Content, ...]
    responses: tuple[ResponseDeclaration, ...]
    rules: tuple[XmlNode, ...]
    feedback: tuple[FeedbackText, ...] = ()
    outcomes: tuple[tuple[str, str], ...] = ()
    """The outcomes that show feedback, each with its cardinality."""
    losses: tuple[str, ...] = ()


def feedback_texts(outcome: str, named: dict[str, Option]) -> tuple[FeedbackText, ...]:
    """Return the feedback on those options that have any, each by its identifier."""
    return tuple(
        FeedbackText(outcome, name, option)
        for name, option in named.items()
        if option.feedback or option.quotes
    )


def prompt(question: Question) -> XmlNode:
    """Return the prompt of an interaction."""
    return node("prompt", Markup(escape(question.prompt)))


def flag(value: bool) -> str:
    """Return a truth value as XML has it."""
    return "true" if value else "false"


def mixed(right: Sequence[_T], wrong: Sequence[_T], seed: str) -> list[_T]:
    """Return all in one row, the right ones at places that only the seed decides.

    Both keep their order, so that it comes back.
    """
    places = range(len(right) + len(wrong))
    taken = set(sorted(places, key=lambda place: shuffling(seed, place))[: len(right)])
    rights, wrongs = iter(right), iter(wrong)
    return [next(rights) if place in taken else next(wrongs) for place in places]


def shuffling(seed: str, number: int) -> int:
    """Return a number that looks random, and is the same whenever it is asked for."""
    return crc32(f"{number}/{seed}".encode())
