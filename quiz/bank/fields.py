"""The keys of a bank, and those that every question has."""

from decimal import Decimal
from typing import Any

from quiz.bank.rulings import REASONS, SEVERITIES
from quiz.document.fields import Field, Fields
from quiz.document.nodes import Mapping, Node, Sequence
from quiz.document.report import Report
from quiz.document.shapes import Identifier, ListOf, Number, Text, Word, wrong_type
from quiz.kinds import KINDS
from quiz.kinds.options import FLAG, LINE, QUOTE_FIELDS, TEXT

FORMAT = 1
MAX_QUESTIONS = 100_000
MAX_SOURCES = 100

_ID = Identifier()
_LANGUAGE = Text(one_line=True)

QUESTION_FIELDS = (
    Field("id", _ID, required=True),
    Field("type", Word(*KINDS), required=True),
    Field("explanation", TEXT),
    *QUOTE_FIELDS,
    Field("inferred", FLAG),
    Field("hints", ListOf(TEXT, least=1, most=20, single=True)),
    Field("points", Number(least=Decimal("0.001"), most=Decimal(1_000_000))),
    Field("tags", ListOf(LINE, most=50, single=True)),
    Field("enemies", ListOf(_ID, most=1000, single=True)),
    Field("allow", REASONS),
)


class AnyNode:
    """Whatever stands there; read later, entry by entry."""

    def __init__(self, kind: type[Sequence] | type[Mapping], expected: str) -> None:
        self._kind = kind
        self.expected = expected

    def read(self, node: Node, report: Report, name: str) -> Any:
        """Return the node itself if it is of the due kind; see `Shape.read`."""
        if type(node) is self._kind:
            return node
        wrong_type(node, report, name, self.expected)
        return None


BANK = Fields(
    "a bank",
    (
        Field("format", Number(), required=True),
        Field("id", _ID, required=True),
        Field("title", LINE, required=True),
        Field("description", TEXT),
        Field("language", _LANGUAGE),
        Field("sources", AnyNode(Mapping, "names with paths, such as “article: text.txt”")),
        Field("rules", SEVERITIES),
        Field("allow", REASONS),
        Field("questions", AnyNode(Sequence, "a list of questions"), required=True),
    ),
)


class Anything:
    """Whatever stands there, not looked at."""

    expected = "anything"

    def read(self, node: Node, report: Report, name: str) -> Node:
        """Return the node itself; see `Shape.read`."""
        return node


UNTYPED = Fields(
    "a question",
    (
        *(field for field in QUESTION_FIELDS if field.name != "type"),
        Field("type", Anything()),
        Field("prompt", TEXT),
        *(
            Field(name, Anything())
            for name in {field.name: None for kind in KINDS.values() for field in kind.fields}
        ),
    ),
)
"""What can be said of a question whose type is not known."""

QUESTION: dict[str, Fields] = {
    name: Fields(
        f"a {name} question",
        (*QUESTION_FIELDS, Field("prompt", TEXT, required=kind.prompt is None), *kind.fields),
    )
    for name, kind in KINDS.items()
}
STORED: dict[str, Fields] = {
    name: QUESTION[name].extended(kind.stored) for name, kind in KINDS.items()
}
"""As `QUESTION`, for the stored versions of questions."""
