"""The fields of banks and questions, and the JSON Schema made from them.

Draft 07 is the latest that the YAML language server supports in full. The schema allows whatever
`quiz check` allows; conflicts and the positions of quotes are beyond it.
"""

import re
from collections import abc
from collections.abc import Callable, Iterable
from decimal import Decimal
from typing import Any, Generic, NamedTuple, TypeVar

from quiz.model.problem import Allowance, Position, Rulings, Setting, Severity
from quiz.question_types import QUESTION_TYPES
from quiz.question_types.options import FLAG, LINE, QUOTE_FIELDS, TEXT
from quiz.question_types.typed_input import DEFAULT_RULE_FIELDS
from quiz.text.languages import cldr
from quiz.yaml_source.fields import (
    Field,
    FieldGroup,
    Identifier,
    ListOf,
    Number,
    OneOf,
    Schema,
    TextType,
    Values,
    ValueType,
    scalar,
    wrong_type,
)
from quiz.yaml_source.parse import Mapping, Node, Sequence
from quiz.yaml_source.problems import ProblemLog

T = TypeVar("T")

RULE_NAME = "rule"
"""The name in the schema for the name of a rule."""
_OFF = "off"


class RuleEntry(NamedTuple, Generic[T]):
    """The value that a bank gives one rule, and its position."""

    rule: str
    value: T
    position: Position


class RuleMapping(Generic[T]):
    """Maps names of rules to values; whether there is such a rule is checked elsewhere."""

    def __init__(self, shape: ValueType[T], example: str) -> None:
        self.shape = shape
        """The type of the value of each name."""
        self.expected = f"names of rules, such as “{example}”"

    def read(self, node: Node, report: ProblemLog, name: str) -> tuple[RuleEntry[T], ...] | None:
        """Return the entry of each rule, None when any of them is wrong."""
        if type(node) is not Mapping:
            wrong_type(node, report, name, self.expected)
            return None
        ruled = []
        for rule, entry in node.entries.items():
            value = self.shape.read(entry, report, rule)
            if value is not None:
                ruled.append(RuleEntry(rule, value, node.key_position(rule)))
        return tuple(ruled) if len(ruled) == len(node.entries) else None

    def schema(self) -> Schema:
        return {
            "type": "object",
            "propertyNames": {"$ref": f"#/definitions/{RULE_NAME}"},
            "additionalProperties": self.shape.schema(),
        }


SEVERITIES = RuleMapping(OneOf(*Severity, _OFF), "key-longest: info")
REASONS = RuleMapping(TEXT, "key-longest: the longer words are the article’s own")


def allowances(question: str | None, values: Values) -> tuple[Allowance, ...]:
    """Take `allow` out of the values of a question or a bank."""
    # Taken out, because what stays in the values becomes the fields of the question.
    ruled: Iterable[RuleEntry[str]] = values.pop("allow", ())
    return tuple(Allowance(question, rule, reason, at) for rule, reason, at in ruled)


def settings(values: Values) -> tuple[Setting, ...]:
    """Return the severities that a bank sets."""
    ruled: Iterable[RuleEntry[str]] = values.get("rules", ())
    return tuple(
        Setting(rule, None if word == _OFF else Severity(word), at) for rule, word, at in ruled
    )


def rulings(values: Values, of_questions: Iterable[tuple[Allowance, ...]]) -> Rulings:
    """Return the rule settings and allowances of a bank and its questions."""
    allowed = [*allowances(None, values)]
    for some in of_questions:
        allowed.extend(some)
    return Rulings(settings(values), tuple(allowed))


FORMAT = 1
MAX_QUESTIONS = 100_000
MAX_SOURCES = 100
ANY_QUESTION = "question"
"""The name in the schema for a question of any type."""

_ID = Identifier()
SOURCE_NAME = _ID
SOURCE_PATH = LINE

QUESTION_FIELDS = (
    Field(
        "id",
        _ID,
        required=True,
        description="Identifies the question in the history: never change it.",
    ),
    Field(
        "type",
        OneOf(*QUESTION_TYPES),
        required=True,
        description="How the question is answered and marked.",
    ),
    Field("explanation", TEXT, description="Why the answer is right; shown with every verdict."),
    *QUOTE_FIELDS,
    Field(
        "inferred", FLAG, description="true: the answer follows from the quote but is not in it."
    ),
    Field(
        "hints",
        ListOf(TEXT, min_count=1, max_count=20, single=True),
        description="Shown one at a time, when the learner asks for a hint.",
    ),
    Field(
        "points",
        Number(minimum=Decimal("0.001"), maximum=Decimal(1_000_000)),
        description="What a right answer scores; 1 by default.",
    ),
    Field(
        "tags", ListOf(LINE, max_count=50, single=True), description="Words to group results by."
    ),
    Field(
        "enemies",
        ListOf(_ID, max_count=1000, single=True),
        description="Ids of questions never in the same attempt, because one gives the other away.",
    ),
    Field(
        "allow",
        REASONS,
        description="Rules of quiz check that this question may break, each with the reason.",
    ),
)
_PROMPT = "What is asked, or what is stated, as the learner reads it."


class FormatNumber(Number):
    """The number of the format that is read here."""

    def read(self, node: Node, report: ProblemLog, name: str) -> Decimal | None:
        """Return the number."""
        value = super().read(node, report, name)
        if value is not None and value != FORMAT:
            report.error(node.position, "unknown-format", f"only format {FORMAT} is read here")
            return None
        return value

    def schema(self) -> Schema:
        return {"const": FORMAT}


class LanguageTag:
    """A language as BCP 47 writes it: `en`, `en-NZ`, `zh-Hant`."""

    expected = "a language"
    _line = TextType(one_line=True)
    _pattern = re.compile(
        r"[A-Za-z]{2,3}(-[A-Za-z]{3}){0,3}(-[A-Za-z]{4})?(-([A-Za-z]{2}|[0-9]{3}))?"
        r"(-([A-Za-z0-9]{5,8}|[0-9][A-Za-z0-9]{3}))*"
        r"(-[A-WY-Za-wy-z0-9](-[A-Za-z0-9]{2,8})+)*(-[Xx](-[A-Za-z0-9]{1,8})+)?"
    )

    def read(self, node: Node, report: ProblemLog, name: str) -> str | None:
        """Return the tag."""
        value = self._line.read(node, report, name)
        if value is not None and not self.fits(value):
            message = f"“{value}” is no language tag: {self._advice(value)}"
            report.error(node.position, "bad-language", message)
            return None
        return value

    @classmethod
    def fits(cls, value: str) -> bool:
        """Check whether a text is a tag of a language and a region that exist."""
        if not cls._pattern.fullmatch(value):
            return False
        base, *parts = value.split("-")
        region = next((part for part in parts if len(part) == 2), "")
        # The language of most banks is known without the tables.
        if base == "en" and region in ("", "NZ", "GB", "US", "AU"):
            return True
        known = cldr()
        if region and region.upper() not in known["territories"]:
            return False
        # Of three letters there are thousands; only those are refused that have a shorter code.
        low = base.lower()
        return low in known["languages"] or (len(low) == 3 and low not in known["aliases"])

    def _advice(self, value: str) -> str:
        tag = self._meant(value)
        return f"write “{tag}”" if tag else "write its code, such as en, en-NZ, de, mi or zh-Hant"

    def _meant(self, value: str) -> str:
        """Return the tag that was likely meant: `de` for “German”, “deutsch”, “ger” or “de_DE”."""
        known = cldr()
        low = value.strip().casefold()
        named = next((code for code, names in known["languages"].items() if low in names), "")
        code = named or known["aliases"].get(low, "") or _COUNTRIES.get(low, "")
        if code:
            return code
        base, _, region = value.strip().replace("_", "-").replace(" ", "-").partition("-")
        region = {"uk": "GB"}.get(region.casefold(), region.upper())
        base = known["aliases"].get(base.casefold(), base.casefold())
        tag = f"{base}-{region}" if region else base
        return tag if tag != value and self.fits(tag) else ""

    def schema(self) -> Schema:
        return scalar(pattern=rf"^{self._pattern.pattern}\n*$")


_COUNTRIES = {
    "jp": "ja", "cz": "cs", "dk": "da", "gr": "el", "ua": "uk", "cn": "zh", "at": "de",
    "br": "pt-BR", "us": "en-US", "gb": "en-GB", "nz": "en-NZ", "au": "en-AU",
}  # fmt: skip
"""Codes of countries that are taken for languages, with the tag that was meant."""


class TypedDefaults:
    """The rules for all typed answers of a bank."""

    expected = "rules for typed answers, such as “strict: true”"
    keys = FieldGroup("“typed”", DEFAULT_RULE_FIELDS)

    def read(self, node: Node, report: ProblemLog, name: str) -> Values | None:
        """Return the rules that are given."""
        if type(node) is not Mapping:
            wrong_type(node, report, name, self.expected)
            return None
        values, sound = self.keys.read(node, report)
        return values if sound else None

    def schema(self) -> Schema:
        return self.keys.schema()


class AnyNode:
    """Any list or mapping; its entries are read later."""

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
        """Return the node itself if it is of the due kind."""
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


LANGUAGE = LanguageTag()
BANK = FieldGroup(
    "a bank",
    (
        Field("format", FormatNumber(), required=True, description="The version of the format: 1."),
        Field(
            "id",
            _ID,
            required=True,
            description="Identifies the bank in the history: never change it.",
        ),
        Field("title", LINE, required=True, description="What the bank is called, on one line."),
        Field("description", TEXT, description="What the bank is about, in a sentence or two."),
        Field(
            "language",
            LANGUAGE,
            description="The language of the questions, such as en or en-NZ; en by default. Typed "
            "answers are read as it writes numbers, articles and units.",
        ),
        Field(
            "typed",
            TypedDefaults(),
            description="Rules for all typed answers of this bank; a question may set its own.",
        ),
        Field(
            "sources",
            AnyNode(Mapping, "names with paths, such as “article: text.txt”", _sources),
            description="Names and paths of the texts that are quoted, beside or below the bank.",
        ),
        Field(
            "rules",
            SEVERITIES,
            description="Names of rules of quiz check, each with its severity in this bank.",
        ),
        Field(
            "allow",
            REASONS,
            description="Rules about the bank as a whole that it may break, each with the reason.",
        ),
        Field(
            "questions",
            AnyNode(Sequence, "a list of questions", _questions),
            required=True,
            description="The questions, each with its id and its type.",
        ),
    ),
)


class Anything:
    """Any value, without a check."""

    expected = "anything"

    def read(self, node: Node, report: ProblemLog, name: str) -> Node:
        """Return the node itself."""
        return node

    def schema(self) -> Schema:
        return {}


# While the type is missing or misspelled, the other keys can still be checked by name.
UNTYPED = FieldGroup(
    "a question",
    (
        *(field for field in QUESTION_FIELDS if field.name != "type"),
        Field("type", Anything()),
        Field("prompt", TEXT, description=_PROMPT),
        *(
            Field(name, Anything())
            for name in {
                field.name: None for kind in QUESTION_TYPES.values() for field in kind.fields
            }
        ),
    ),
)
"""The fields to check a question by when its type is unknown."""

QUESTION: dict[str, FieldGroup] = {
    name: FieldGroup(
        f"a {name} question",
        (
            *QUESTION_FIELDS,
            Field("prompt", TEXT, required=kind.prompt is None, description=_PROMPT),
            *kind.fields,
        ),
    )
    for name, kind in QUESTION_TYPES.items()
}
# Quotes as found in the sources are stored with a version of a question: the source may change.
STORED: dict[str, FieldGroup] = {
    name: QUESTION[name].extended((Field("language", LANGUAGE), *kind.stored))
    for name, kind in QUESTION_TYPES.items()
}
"""As `QUESTION`, for the stored versions of questions."""


DIALECT = "http://json-schema.org/draft-07/schema#"


def bank_schema(rules: abc.Mapping[str, str]) -> Schema:
    """Return the JSON Schema of a bank as plain data; each key has a description.

    `rules` has the names of the rules that a bank may speak of, with what each finds.
    """
    questions = {name: fields.schema() for name, fields in QUESTION.items()}
    for name, schema in questions.items():
        # Two keys for one thing: a field alone cannot say that one of them is required.
        if QUESTION_TYPES[name].needs_quote:
            schema["anyOf"] = [{"required": ["quote"]}, {"required": ["quotes"]}]
    return {
        "$schema": DIALECT,
        "title": "A bank of verbatim-quiz, format 1",
        **BANK.schema(),
        "definitions": {
            ANY_QUESTION: _any_question(),
            RULE_NAME: {"enum": list(rules), "enumDescriptions": list(rules.values())},
            **questions,
        },
    }


def _any_question() -> Schema:
    """Return the schema that leads to that of the type, once a question has one."""
    # Conditions, not “oneOf”: for a question with one wrong key, “oneOf” would have editors say
    # that it fits none of ten types, instead of naming the key.
    kind = next(field for field in QUESTION_FIELDS if field.name == "type")
    names = {
        **kind.shape.schema(),
        "description": kind.description,
        "enumDescriptions": [
            (each.__doc__ or "").splitlines()[0] for each in QUESTION_TYPES.values()
        ],
    }
    branches = [
        {"if": _of_type({"const": name}), "then": {"$ref": f"#/definitions/{name}"}}
        for name in QUESTION_TYPES
    ]
    return {
        "type": "object",
        "properties": {"type": names},
        "required": ["type"],
        "if": _of_type(kind.shape.schema()),
        "then": {"allOf": branches},
        "else": UNTYPED.schema(),
    }


def _of_type(names: Schema) -> Schema:
    return {"type": "object", "properties": {"type": names}, "required": ["type"]}
