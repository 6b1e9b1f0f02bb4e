"""The keys of a bank, and those that every question has."""

import re
from collections.abc import Callable, Iterable
from decimal import Decimal
from typing import Any, Generic, NamedTuple, TypeVar

from quiz.model.problem import Allowance, Position, Rulings, Setting, Severity
from quiz.question_types import QUESTION_TYPES
from quiz.question_types.options import FLAG, LINE, QUOTE_FIELDS, TEXT
from quiz.yaml_source.nodes import Mapping, Node, Sequence
from quiz.yaml_source.problems import ProblemLog
from quiz.yaml_source.types import (
    Field,
    Fields,
    Identifier,
    ListOf,
    Number,
    Schema,
    Text,
    Values,
    ValueType,
    Word,
    scalar,
    wrong_type,
)

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

    def __init__(self, shape: ValueType[T], example: str) -> None:
        self.shape = shape
        """What stands beside each name."""
        self.expected = f"names of rules, such as “{example}”"

    def read(self, node: Node, report: ProblemLog, name: str) -> tuple[Ruled[T], ...] | None:
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


FORMAT = 1
MAX_QUESTIONS = 100_000
MAX_SOURCES = 100
ANY_QUESTION = "question"
"""What the schema calls a question of any type."""

_ID = Identifier()
SOURCE_NAME = _ID
SOURCE_PATH = LINE

QUESTION_FIELDS = (
    Field("id", _ID, required=True, says="Names the question in the history, for ever."),
    Field(
        "type",
        Word(*QUESTION_TYPES),
        required=True,
        says="How the question is answered and marked.",
    ),
    Field("explanation", TEXT, says="Why the answer is right; shown with every verdict."),
    *QUOTE_FIELDS,
    Field("inferred", FLAG, says="true: the answer follows from the quote without standing in it."),
    Field(
        "hints",
        ListOf(TEXT, least=1, most=20, single=True),
        says="Shown one at a time, when the learner asks for a hint.",
    ),
    Field(
        "points",
        Number(least=Decimal("0.001"), most=Decimal(1_000_000)),
        says="What a right answer scores; 1 by default.",
    ),
    Field("tags", ListOf(LINE, most=50, single=True), says="Words that results are counted by."),
    Field(
        "enemies",
        ListOf(_ID, most=1000, single=True),
        says="Ids of questions never asked in one sitting with it, for one gives the other away.",
    ),
    Field(
        "allow",
        REASONS,
        says="Names of rules of quiz check, each with the reason why this question may break it.",
    ),
)
_PROMPT = "What is asked, or what is stated, as the learner reads it."


class FormatNumber(Number):
    """The number of the format that is read here."""

    def read(self, node: Node, report: ProblemLog, name: str) -> Decimal | None:
        """Return the number; see `Shape.read`."""
        value = super().read(node, report, name)
        if value is not None and value != FORMAT:
            report.error(node.position, "unknown-format", f"only format {FORMAT} is read here")
            return None
        return value

    def schema(self) -> Schema:
        return {"const": FORMAT}


class Language:
    """A language as BCP 47 writes it."""

    expected = "a language"
    _line = Text(one_line=True)
    _pattern = re.compile(r"[A-Za-z]{2,8}(-[A-Za-z0-9]{1,8})*")

    def read(self, node: Node, report: ProblemLog, name: str) -> str | None:
        """Return the language; see `Shape.read`."""
        value = self._line.read(node, report, name)
        if value is not None and not self._pattern.fullmatch(value):
            message = "a language is written as in en, en-NZ or zh-Hant"
            report.error(node.position, "bad-language", message)
            return None
        return value

    def schema(self) -> Schema:
        return scalar(pattern=rf"^{self._pattern.pattern}\n*$")


class AnyNode:
    """Whatever stands there; read later, entry by entry, as the schema says."""

    def __init__(
        self,
        kind: type[Sequence] | type[Mapping],
        expected: str,
        schema: Callable[[], Schema],
    ) -> None:
        self._kind = kind
        self.expected = expected
        self.schema = schema

    def read(self, node: Node, report: ProblemLog, name: str) -> Any:
        """Return the node itself if it is of the due kind; see `Shape.read`."""
        if type(node) is self._kind:
            return node
        wrong_type(node, report, name, self.expected)
        return None


def _sources() -> Schema:
    return {
        "type": "object",
        "propertyNames": SOURCE_NAME.schema(),
        "additionalProperties": SOURCE_PATH.schema(),
        "maxProperties": MAX_SOURCES,
    }


def _questions() -> Schema:
    return {
        "type": "array",
        "items": {"$ref": f"#/definitions/{ANY_QUESTION}"},
        "minItems": 1,
        "maxItems": MAX_QUESTIONS,
    }


BANK = Fields(
    "a bank",
    (
        Field("format", FormatNumber(), required=True, says="The version of the format: 1."),
        Field("id", _ID, required=True, says="Names the bank in the history, for ever."),
        Field("title", LINE, required=True, says="What the bank is called, on one line."),
        Field("description", TEXT, says="What the bank is about, in a sentence or two."),
        Field(
            "language",
            Language(),
            says="The language of the questions, such as en or en-NZ; en by default.",
        ),
        Field(
            "sources",
            AnyNode(Mapping, "names with paths, such as “article: text.txt”", _sources),
            says="Names and paths of the texts that are quoted, beside or below the bank.",
        ),
        Field(
            "rules",
            SEVERITIES,
            says="Names of rules of quiz check, each with how grave what it finds is here.",
        ),
        Field(
            "allow",
            REASONS,
            says="Names of rules that judge the bank as a whole, each with the reason why it may.",
        ),
        Field(
            "questions",
            AnyNode(Sequence, "a list of questions", _questions),
            required=True,
            says="The questions, each with its id and its type.",
        ),
    ),
)


class Anything:
    """Whatever stands there, not looked at."""

    expected = "anything"

    def read(self, node: Node, report: ProblemLog, name: str) -> Node:
        """Return the node itself; see `Shape.read`."""
        return node

    def schema(self) -> Schema:
        return {}


UNTYPED = Fields(
    "a question",
    (
        *(field for field in QUESTION_FIELDS if field.name != "type"),
        Field("type", Anything()),
        Field("prompt", TEXT, says=_PROMPT),
        *(
            Field(name, Anything())
            for name in {
                field.name: None for kind in QUESTION_TYPES.values() for field in kind.fields
            }
        ),
    ),
)
"""What can be said of a question whose type is not known."""

QUESTION: dict[str, Fields] = {
    name: Fields(
        f"a {name} question",
        (
            *QUESTION_FIELDS,
            Field("prompt", TEXT, required=kind.prompt is None, says=_PROMPT),
            *kind.fields,
        ),
    )
    for name, kind in QUESTION_TYPES.items()
}
STORED: dict[str, Fields] = {
    name: QUESTION[name].extended(kind.stored) for name, kind in QUESTION_TYPES.items()
}
"""As `QUESTION`, for the stored versions of questions."""
