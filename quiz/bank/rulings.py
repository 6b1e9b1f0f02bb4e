"""The keys in which a bank speaks of the rules of `quiz check`: `rules` and `allow`."""

from collections.abc import Iterable
from typing import Generic, NamedTuple, TypeVar

from quiz.document.nodes import Mapping, Node
from quiz.document.report import Report
from quiz.document.shapes import Schema, Shape, Values, Word, wrong_type
from quiz.kinds.options import TEXT
from quiz.model.problem import Position, Severity
from quiz.model.ruling import Allowance, Rulings, Setting

T = TypeVar("T")

RULE_NAME = "rule"
"""What the schema calls the name of a rule."""
_OFF = "off"


class Ruled(NamedTuple, Generic[T]):
    """What is said of one rule, and where."""

    rule: str
    value: T
    position: Position


class ByRule(Generic[T]):
    """Names of rules, each with a value; whether there is such a rule is not looked at here."""

    def __init__(self, shape: Shape[T], example: str) -> None:
        self.shape = shape
        """What stands beside each name."""
        self.expected = f"names of rules, such as “{example}”"

    def read(self, node: Node, report: Report, name: str) -> tuple[Ruled[T], ...] | None:
        """Return what is said of each rule, None when any of it is wrong; see `Shape.read`."""
        if type(node) is not Mapping:
            wrong_type(node, report, name, self.expected)
            return None
        ruled = []
        for rule, entry in node.entries.items():
            value = self.shape.read(entry, report, rule)
            if value is not None:
                ruled.append(Ruled(rule, value, node.key_position(rule)))
        return tuple(ruled) if len(ruled) == len(node.entries) else None

    def schema(self) -> Schema:
        return {
            "type": "object",
            "propertyNames": {"$ref": f"#/definitions/{RULE_NAME}"},
            "additionalProperties": self.shape.schema(),
        }


SEVERITIES = ByRule(Word(*Severity, _OFF), "key-longest: info")
REASONS = ByRule(TEXT, "key-longest: the longer words are the article’s own")


def allowances(question: str | None, values: Values) -> tuple[Allowance, ...]:
    """Take `allow` out of the values of a question or a bank."""
    ruled: Iterable[Ruled[str]] = values.pop("allow", ())
    return tuple(Allowance(question, rule, reason, at) for rule, reason, at in ruled)


def settings(values: Values) -> tuple[Setting, ...]:
    """Return the severities that a bank sets."""
    ruled: Iterable[Ruled[str]] = values.get("rules", ())
    return tuple(
        Setting(rule, None if word == _OFF else Severity(word), at) for rule, word, at in ruled
    )


def rulings(values: Values, of_questions: Iterable[tuple[Allowance, ...]]) -> Rulings:
    """Return all that the values of a bank, and its questions, say of rules."""
    allowed = [*allowances(None, values)]
    for some in of_questions:
        allowed.extend(some)
    return Rulings(settings(values), tuple(allowed))
