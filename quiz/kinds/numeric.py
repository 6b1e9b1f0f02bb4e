"""Numeric: a typed number, compared in decimal arithmetic."""

import unicodedata
from collections.abc import Iterator, Sequence
from decimal import Decimal
from typing import Any

from quiz.document.fields import Field
from quiz.document.nodes import Mapping
from quiz.document.report import Report
from quiz.document.shapes import Number, Values
from quiz.errors import UnreadableResponse
from quiz.kinds.base import Kind
from quiz.kinds.options import LINE
from quiz.kinds.typed import checked, is_typed
from quiz.model.question import Numeric
from quiz.model.response import Order, Outcome, Response, Verdict
from quiz.text.folding import fold
from quiz.text.lexicon import Lexicon
from quiz.text.numbers import parse_number, plain

_MARKS = ".,;:?!"
_PARTS = frozenset(("minus", "negative", "point"))


class NumericKind(Kind[Numeric]):
    """A typed number."""

    name = "numeric"
    label = "Number"
    fields = (
        Field("answer", Number(), required=True),
        Field("tolerance", Number(least=Decimal(0))),
        Field("unit", LINE),
    )

    def build(self, values: Values, mapping: Mapping, report: Report) -> Numeric | None:
        """See `Kind.build`."""
        return Numeric(**values)

    def write(self, question: Numeric) -> dict[str, Any]:
        """See `Kind.write`."""
        written = {"answer": str(question.answer)}
        if question.tolerance:
            written["tolerance"] = str(question.tolerance)
        if question.unit:
            written["unit"] = question.unit
        return written

    def shown(self, question: Numeric) -> tuple[str, ...]:
        """See `Kind.shown`."""
        return ()

    def instruction(self, question: Numeric) -> str:
        """See `Kind.instruction`."""
        return f"Type a number, in {question.unit}." if question.unit else "Type a number."

    def read(self, question: Numeric, order: Order, line: str) -> Response:
        """See `Kind.read`."""
        return self.typed(question, (line,))

    def typed(self, question: Numeric, texts: Sequence[str]) -> Response:
        """See `Kind.typed`."""
        text = checked(texts[0])
        if _number(question, text)[0] is None:
            unit = f", with or without {question.unit}" if question.unit else ""
            raise UnreadableResponse(f"Type a number such as 500, 2.5 or five hundred{unit}.")
        return (text,)

    def accepts(self, question: Numeric, response: Response) -> bool:
        """See `Kind.accepts`."""
        return not response or is_typed(response, 1)

    def mark(self, question: Numeric, response: Response, lexicon: Lexicon) -> Verdict:
        """See `Kind.mark`."""
        given = tuple(str(text) for text in response)
        value, has_unit = _number(question, given[0]) if given else (None, True)
        right = value is not None and abs(value - question.answer) <= question.tolerance
        key = (_key(question),)
        return Verdict(
            Outcome.RIGHT if right else Outcome.WRONG,
            fraction=float(right),
            given=given,
            key=key,
            right=given if right else (),
            wrong=() if right else given,
            missed=() if right else key,
            notes=() if has_unit else (f"The unit, {question.unit}, was not given.",),
        )


def _key(question: Numeric) -> str:
    text = plain(question.answer)
    if question.tolerance:
        text = f"{text} ± {plain(question.tolerance)}"
    return f"{text} {question.unit}" if question.unit else text


def _number(question: Numeric, text: str) -> tuple[Decimal | None, bool]:
    """Return the number of a response and whether the unit, where one is due, was given.

    Words of the prompt around the number repeat the question and are passed over, but never
    those that may be part of the number.
    """
    text = _folded(text).rstrip(".!?")
    asked = {word.strip(_MARKS) for word in _folded(question.prompt).split()}
    asked = {word for word in asked - _PARTS if parse_number(word) is None}
    fewer = " ".join(word for word in text.split() if word.strip(_MARKS) not in asked)
    for words in (text, fewer):
        for rest in _without_unit(words, _folded(question.unit).rstrip(".")):
            value = parse_number(rest)
            if value is not None:
                return value, True
        value = parse_number(words)
        if value is not None:
            return value, not question.unit
    return None, False


def _without_unit(text: str, unit: str) -> Iterator[str]:
    """Yield what is left of a text that ends or starts with a unit, or its singular or plural."""
    if not unit:
        return
    for form in (unit, f"{unit}s", unit.removesuffix("s")):
        if form and text.endswith(form):
            yield text.removesuffix(form)
        elif form and text.startswith(form):
            yield text.removeprefix(form)


def _folded(text: str) -> str:
    return fold(unicodedata.normalize("NFKC", text)).casefold()
