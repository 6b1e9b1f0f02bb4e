"""The XML of QTI 2.1 and 3.0: names in both versions, response declarations and scoring rules."""

import re
from collections.abc import Iterable, Sequence
from decimal import Decimal
from functools import cache, lru_cache
from typing import NamedTuple, TypeAlias

from lxml import etree

from quiz.convert.html import escape
from quiz.convert.xml import local
from quiz.model.question import Option, Question
from quiz.text.numbers import plain

_CAPITAL = re.compile(r"(?<=[a-z0-9])(?=[A-Z])")
_DASH = re.compile(r"-([a-z])")
_PREFIX = "qti-"
_LATER = re.compile(r"qti-|imsqti_v2p[2-9]|imsqtiasi_v3")
"""Names and namespaces of 2.2 and later, in which the case of a mapped text counts only if said."""
_SHARED = frozenset("p div br span blockquote".split())
"""Elements of XHTML, which have the same names in both versions."""


@cache
def _element_name(name: str, kebab: bool) -> str:
    """Return the name of an element as a version writes it."""
    return f"{_PREFIX}{_dashed(name)}" if kebab and name not in _SHARED else name


@cache
def _attribute_name(name: str, kebab: bool) -> str:
    """Return the name of an attribute as a version writes it; names with a prefix do not change."""
    return _dashed(name) if kebab and ":" not in name else name


def _dashed(name: str) -> str:
    return _CAPITAL.sub("-", name).lower()


def rename(root: etree._Element) -> None:
    """Rename all elements and attributes to their names in 2.1, without namespaces.

    What a version means by leaving out an attribute is written out where that differs from 2.1.
    """
    ignores_case = _LATER.search(str(root.tag)) is not None
    for element in root.iter(etree.Element):
        element.tag = _plain(local(element).removeprefix(_PREFIX))
        names = [str(key) for key in element.keys()]
        # An attribute “data-x-y” is the author’s own and means nothing to QTI.
        plain_names = [
            key if key.startswith("data-") else _plain(key.rpartition("}")[2]) for key in names
        ]
        if names != plain_names:
            values = [str(value) for value in element.values()]
            # All at once: taking them out one by one would be quadratic.
            element.attrib.clear()
            element.attrib.update(dict(zip(plain_names, values, strict=True)))
        if ignores_case and element.tag == "mapEntry" and "caseSensitive" not in element.attrib:
            element.set("caseSensitive", "false")
    # 3.0 puts the contents of feedback and instructions into an element of their own.
    etree.strip_tags(root, "contentBody")


# A hostile file may have any number of names.
@lru_cache(maxsize=1_000)
def _plain(name: str) -> str:
    return _DASH.sub(lambda match: match[1].upper(), name)


_NO_XML = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")
"""Characters that no XML document may hold."""
_IN_ATTRIBUTES = (('"', "&quot;"), ("\n", "&#10;"), ("\t", "&#9;"), ("\r", "&#13;"))


class Markup(NamedTuple):
    """XHTML that is written unchanged."""

    text: str


class XmlNode(NamedTuple):
    """An XML element that is to be written."""

    name: str
    attributes: tuple[tuple[str, str], ...]
    children: tuple["Content", ...]


Content: TypeAlias = XmlNode | Markup | str


def node(name: str, *children: Content, **attributes: str) -> XmlNode:
    """Return an element with these children and attributes."""
    return XmlNode(name, tuple(attributes.items()), children)


def document(root: XmlNode, kebab: bool = False) -> bytes:
    """Return the XML document; `kebab`: with names as in 3.0, which manifests never have."""
    pieces = ['<?xml version="1.0" encoding="UTF-8"?>\n']
    _write(root, kebab, pieces)
    pieces.append("\n")
    return _NO_XML.sub("\ufffd", "".join(pieces)).encode()


def _write(element: XmlNode, kebab: bool, pieces: list[str]) -> None:
    name = _element_name(element.name, kebab)
    pieces.append(f"<{name}")
    for key, value in element.attributes:
        written = _in_text(value)
        # A parser would read these as spaces, and the quote as the end.
        for sign, reference in _IN_ATTRIBUTES:
            written = written.replace(sign, reference)
        pieces.append(f' {_attribute_name(key, kebab)}="{written}"')
    if not element.children:
        pieces.append("/>")
        return
    pieces.append(">")
    for content in element.children:
        if isinstance(content, XmlNode):
            _write(content, kebab, pieces)
        else:
            pieces.append(content.text if isinstance(content, Markup) else _in_text(content))
    pieces.append(f"</{name}>")


def _in_text(text: str) -> str:
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")


class ScoreMapping(NamedTuple):
    """The score of each value of a response; other values score 0."""

    entries: tuple[tuple[str, int], ...]
    case_sensitive: bool | None = None
    """Whether case counts in texts; None for other values."""
    lower_bound: int | None = None
    """The minimum of the total score."""


class ResponseDeclaration(NamedTuple):
    """The declaration of a variable that holds an answer."""

    identifier: str
    cardinality: str
    base: str
    correct: tuple[str, ...]
    mapping: ScoreMapping | None = None


def response_declaration(response: ResponseDeclaration) -> XmlNode:
    """Return the declaration of a response with its key and the scores of its values."""
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
    # Written in any case, because the default differs: true up to 2.1, false since 2.2.
    counts = mapping.case_sensitive
    cases = {} if counts is None else {"caseSensitive": flag(counts)}
    entries = [
        node("mapEntry", mapKey=key, mappedValue=str(value), **cases)
        for key, value in mapping.entries
    ]
    lower_bound = {} if mapping.lower_bound is None else {"lowerBound": str(mapping.lower_bound)}
    return node("mapping", *entries, **lower_bound, defaultValue="0")


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
    """Return the declarations of the score and of the maximum score."""
    max_score = plain(points)
    return outcome("SCORE", "float", default="0"), outcome("MAXSCORE", "float", default=max_score)


def exactly(identifier: str) -> tuple[XmlNode, ...]:
    """Return the rules that give all points for the whole key, and otherwise 0."""
    same = node("match", _variable(identifier), node("correct", identifier=identifier))
    return _all_or_nothing(identifier, same)


def about(identifier: str, tolerance: Decimal) -> tuple[XmlNode, ...]:
    """Return the rules that give all points for a number within `tolerance` of the key."""
    mode = {"toleranceMode": "exact"}
    if tolerance:
        # QTI wants two values: how far below and how far above the key.
        # Without an exponent, which some systems refuse.
        amount = format(tolerance, "f")
        mode = {"toleranceMode": "absolute", "tolerance": f"{amount} {amount}"}
    near = node("equal", _variable(identifier), node("correct", identifier=identifier), **mode)
    return _all_or_nothing(identifier, near)


def _all_or_nothing(identifier: str, right: XmlNode) -> tuple[XmlNode, ...]:
    return (
        node(
            "responseCondition",
            # Players disagree on comparing a response that is missing, so ask for that first.
            node("responseIf", _unanswered(identifier), _score(_nothing())),
            node("responseElseIf", right, _score(_variable("MAXSCORE"))),
            node("responseElse", _score(_nothing())),
        ),
    )


def mapped(identifiers: Sequence[str], whole: int) -> tuple[XmlNode, ...]:
    """Return the rules that give all points for a total score of `whole`, and else a part."""
    sums = [
        _answered(
            name, _score(node("sum", _variable("SCORE"), node("mapResponse", identifier=name)))
        )
        for name in identifiers
    ]
    # The sum of the scores counts right values; scale it to the points of the question.
    product = node("product", _variable("SCORE"), _variable("MAXSCORE"))
    scaled = node("divide", product, node("baseValue", str(whole), baseType="float"))
    return _score(_nothing()), *sums, _score(scaled)


def copied(identifier: str, target: str) -> XmlNode:
    """Return the rule that copies the chosen value, if any, to an outcome."""
    return _answered(identifier, node("setOutcomeValue", _variable(identifier), identifier=target))


def always(target: str, value: str) -> XmlNode:
    """Return the rule that sets an outcome to a value for every answer."""
    base = node("baseValue", value, baseType="identifier")
    return node("setOutcomeValue", base, identifier=target)


def if_any(identifier: str, values: Iterable[str], target: str, value: str) -> XmlNode:
    """Return the rule that sets an outcome to a value if the answer has any of these pairs."""
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


def _nothing() -> XmlNode:
    return node("baseValue", "0", baseType="float")


def _score(value: XmlNode) -> XmlNode:
    return node("setOutcomeValue", value, identifier="SCORE")


RESPONSE = "RESPONSE"
"""The identifier of the response in an item that has only one."""
LETTERS = "ABCDEFGHIJKLMNOPQRSTUVWXYZ"


class FeedbackText(NamedTuple):
    """Feedback on a chosen option."""

    outcome: str
    identifier: str
    option: Option


class Interaction(NamedTuple):
    """A question as interactions, responses and scoring rules."""

    body: tuple[Content, ...]
    responses: tuple[ResponseDeclaration, ...]
    rules: tuple[XmlNode, ...]
    feedback: tuple[FeedbackText, ...] = ()
    outcomes: tuple[tuple[str, str], ...] = ()
    """The outcomes that show feedback, each with its cardinality."""
    losses: tuple[str, ...] = ()


def feedback_texts(outcome: str, named: dict[str, Option]) -> tuple[FeedbackText, ...]:
    """Return the feedback on the options that have any; keys are identifiers."""
    return tuple(
        FeedbackText(outcome, name, option)
        for name, option in named.items()
        if option.feedback or option.quotes
    )


def prompt(question: Question) -> XmlNode:
    """Return the prompt of an interaction."""
    return node("prompt", Markup(escape(question.prompt)))


def flag(value: bool) -> str:
    """Return a Boolean value as XML writes it."""
    return "true" if value else "false"
