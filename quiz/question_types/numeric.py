"""Numeric: a typed number, compared in decimal arithmetic."""

import re
from collections.abc import Iterator, Sequence
from decimal import Decimal
from typing import Any

from quiz.errors import UnreadableResponse
from quiz.model.question import Numeric
from quiz.model.response import Order, Response, Verdict
from quiz.question_types.base import QuestionType, right_or_wrong
from quiz.question_types.options import LINE
from quiz.question_types.typed_input import checked, is_typed
from quiz.text.answers import EDGES
from quiz.text.folding import fold
from quiz.text.numbers import SCALES, compatible, parse_number, plain, unit_forms
from quiz.text.phrases import Lexicon
from quiz.yaml_source.parse import Mapping
from quiz.yaml_source.problems import ProblemLog
from quiz.yaml_source.types import Field, Number, Values

_BOUND = re.compile(
    "(?P<word>(?:more|less|fewer|greater) than|over|above|under|below|at least|at most|up to|about"
    r"|around|approximately|roughly|nearly|almost|[<>≤≥~≈±]=?)\s*(?P<number>.+)"
)
_PARTS = frozenset(("minus", "negative", "point"))


class NumericType(QuestionType[Numeric]):
    """A typed number."""

    name = "numeric"
    typed_in = True
    label = "Number"
    fields = (
        Field("answer", Number(), required=True, description="The right number, without its unit."),
        Field(
            "tolerance",
            Number(minimum=Decimal(0)),
            description="How far off an answer may be and still be right; 0 by default.",
        ),
        Field(
            "unit", LINE, description="A unit that may be typed with the number, such as km or %."
        ),
    )

    def build(self, values: Values, mapping: Mapping, report: ProblemLog) -> Numeric | None:
        return Numeric(**values)

    def write(self, question: Numeric) -> dict[str, Any]:
        written = {"answer": str(question.answer)}
        if question.tolerance:
            written["tolerance"] = str(question.tolerance)
        if question.unit:
            written["unit"] = question.unit
        return written

    def shown(self, question: Numeric) -> tuple[str, ...]:
        return ()

    def key_texts(self, question: Numeric) -> tuple[str, ...]:
        return (plain(question.answer),)

    def instruction(self, question: Numeric) -> str:
        return f"Type a number, in {question.unit}." if question.unit else "Type a number."

    def read(self, question: Numeric, order: Order, line: str) -> Response:
        return self.typed(question, (line,))

    def typed(self, question: Numeric, texts: Sequence[str]) -> Response:
        text = checked(texts[0])
        if _number(question, text)[0] is None:
            bound = _bound(question, text)
            if bound:
                raise UnreadableResponse(f"Type the number alone, without “{bound}”.")
            unit = f", with or without {question.unit}" if question.unit else ""
            # No example: it might be the answer.
            raise UnreadableResponse(f"Type a number alone, in digits or in words{unit}.")
        return (text,)

    def accepts(self, question: Numeric, response: Response) -> bool:
        return not response or is_typed(response, 1)

    def carry(self, old: Numeric, new: Numeric, response: Response) -> Response | None:
        return response

    def mark(self, question: Numeric, response: Response, lexicon: Lexicon) -> Verdict:
        given = tuple(str(text) for text in response)
        value, has_unit = _number(question, given[0]) if given else (None, True)
        right = value is not None and abs(value - question.answer) <= question.tolerance
        # A wrong number matters more than a missing unit, which is not mentioned then.
        notes = () if has_unit or not right else (f"The unit, {question.unit}, was not given.",)
        return right_or_wrong(right, given, (_key(question),), notes=notes)


def _key(question: Numeric) -> str:
    text = plain(question.answer)
    if question.tolerance:
        text = f"{text} ± {plain(question.tolerance)}"
    return f"{text} {question.unit}" if question.unit else text


def _number(question: Numeric, text: str) -> tuple[Decimal | None, bool]:
    """Return the number of a response and whether the unit, if there is one, was given.

    Words of the prompt around the number repeat the question and are passed over, but never
    those that may be part of the number.
    """
    text = _folded(text).rstrip(EDGES)
    asked = {word.strip(EDGES) for word in _folded(question.prompt).split()}
    asked = {word for word in asked - _PARTS if parse_number(word) is None}
    fewer = " ".join(word for word in text.split() if word.strip(EDGES) not in asked)
    for words in (text, fewer):
        for rest, power in _without_unit(words, _folded(question.unit).rstrip(".").split()):
            value = parse_number(rest)
            if value is not None:
                return _shifted(value, power), True
        value = parse_number(words)
        if value is not None:
            return value, not question.unit
    return None, False


def _without_unit(text: str, unit: Sequence[str]) -> Iterator[tuple[str, int]]:
    """Yield what is left of a text without a unit, and the power of ten that the rest counts in.

    The unit may stand before or after, its last words may be left out, and “$5,000,000” or
    “5 billion” is said in full where the unit is “million dollars”.
    """
    for count in range(len(unit), 0, -1):
        for rest in _without(text, " ".join(unit[:count])):
            yield rest, 0
    power = SCALES.get(unit[0].removesuffix("s"), 0) if unit else 0
    if power:
        for rest in _without(text, " ".join(unit[1:]).removeprefix("of ")):
            yield rest, power
        if any(word in SCALES for word in text.split()):
            yield text, power


def _without(text: str, unit: str) -> Iterator[str]:
    for form in unit_forms(unit):
        if text.endswith(form):
            yield text.removesuffix(form)
        elif text.startswith(form):
            yield text.removeprefix(form)


def _shifted(value: Decimal, power: int) -> Decimal:
    """Return a number divided by a power of ten, to the last digit."""
    sign, digits, exponent = value.as_tuple()
    assert isinstance(exponent, int), "a number has no special values"
    return Decimal((sign, digits, exponent - power))


def _bound(question: Numeric, text: str) -> str:
    """Return the word or sign that makes a number a bound or a guess, as in “over 100”, or “”."""
    found = _BOUND.match(_folded(text))
    if found is None or _number(question, found["number"])[0] is None:
        return ""
    return found["word"]


def _folded(text: str) -> str:
    return fold(compatible(text)).casefold()
