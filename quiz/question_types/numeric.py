"""Numeric: a typed number, compared in decimal arithmetic."""

import re
from collections.abc import Sequence
from decimal import Decimal
from typing import Any, NamedTuple

from quiz.errors import UnreadableResponse
from quiz.model.question import Numeric
from quiz.model.response import Order, Response, Verdict
from quiz.question_types.base import QuestionType, right_or_wrong
from quiz.question_types.options import LINE
from quiz.question_types.typed_input import checked, gives_up, is_typed
from quiz.text.folding import fold
from quiz.text.languages import ENGLISH, language
from quiz.text.numbers import ambiguous, compatible, parse_number, plain, power_of
from quiz.text.phrases import Lexicon
from quiz.text.typed_answers import EDGES
from quiz.text.units import Unit, is_currency, names_unit, parse_unit
from quiz.yaml_source.fields import Field, Number, Values
from quiz.yaml_source.parse import Mapping
from quiz.yaml_source.problems import ProblemLog


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
        spoken = language(question.language)
        if gives_up(text, spoken):
            return ()
        reading = _NumberReader(question).read(text)
        if reading.advice:
            raise UnreadableResponse(reading.advice)
        return (text,)

    def accepts(self, question: Numeric, response: Response) -> bool:
        return not response or is_typed(response, 1)

    def carry(self, old: Numeric, new: Numeric, response: Response) -> Response | None:
        return response

    def mark(self, question: Numeric, response: Response, lexicon: Lexicon) -> Verdict:
        given = tuple(str(text) for text in response)
        reading = _NumberReader(question).read(given[0]) if given else _Reading()
        value = reading.value
        right = value is not None and abs(value - question.answer) <= question.tolerance
        notes: tuple[str, ...] = ()
        if right and reading.converted:
            notes = (f"That is {_written(value, question)}.",)
        elif right and not reading.has_unit:
            # A wrong number matters more than a missing unit, which is not mentioned then.
            notes = (f"The unit, {question.unit}, was not given.",)
        elif reading.other_unit:
            notes = (f"The answer is asked for in {question.unit}.",)
        return right_or_wrong(right, given, (_key(question),), notes=notes)


def _key(question: Numeric) -> str:
    text = plain(question.answer)
    if question.tolerance:
        text = f"{text} ± {plain(question.tolerance)}"
    return f"{text} {question.unit}" if question.unit else text


def _written(value: Decimal | None, question: Numeric) -> str:
    text = plain(value or Decimal(0)).replace(".", language(question.language).decimal)
    return f"{text} {question.unit}".rstrip()


class _Reading(NamedTuple):
    """The result of reading a typed number."""

    value: Decimal | None = None
    """The number in the unit of the question; None if there is none."""
    has_unit: bool = True
    """Whether the unit, if there is one, was typed."""
    converted: bool = False
    """Whether it was typed in another unit of the same kind: 3 km for 3000 m."""
    other_unit: bool = False
    """Whether its unit measures something else, or the same in another size that does not fit."""
    advice: str = ""
    """How to type it, if it cannot be marked."""


# A numeral with its sign; a word with its hyphens; or any other sign alone.
_TOKEN = re.compile(
    r"(?:(?<![\w)])[-+])?(?:\d(?:[\d.,'’]*\d)?|[.,]\d+)(?:[eE][-+]?\d+(?!\w))?(?:st|nd|rd|th)?(?!\w*°)"
    r"|[^\W\d_]+(?:[-'][^\W\d_]+)*|\S"
)
# What comes before the exponent in “m s^-2” and “dm-3”, which are no numbers of their own.
_OF_A_UNIT = re.compile(r"(?:(?:\^|\*\*)\s*\(?-?|[^\W\d_]-)$")
_MAX_TOKENS = 60
_BOUND_SIGNS = frozenset("<>≤≥~≈±+")
_MONEY_SCALE = re.compile(r"(k|mn|mio|mil|m|bn|b|tn)(?!\w)\s*", re.IGNORECASE)
_MONEY_SCALES = {"k": 3, "m": 6, "mn": 6, "mio": 6, "mil": 6, "b": 9, "bn": 9, "tn": 12}


class _NumberReader:
    """Reads the number of a typed answer to one question.

    The longest run of tokens that is a number is the number. The text around it must be its
    unit, repeat the question or add nothing (“it is”); anything else is asked about.
    """

    def __init__(self, question: Numeric) -> None:
        self._question = question
        self._language = language(question.language)
        words = _folded(question.unit).rstrip(".").split()
        self._power = self._power_of(words[0]) if words else 0
        """The power of ten in a unit such as “million dollars”."""
        self._unit_words = words[1:] if self._power else words
        self._unit, self._named = self._wanted()

    def _power_of(self, word: str) -> int:
        return power_of(word, self._language) or power_of(word, ENGLISH)

    def _wanted(self) -> tuple[Unit | None, str]:
        """Return the unit, if it is a known one, and its name; “% of GDP” is a percentage."""
        for end in range(len(self._unit_words), 0, -1):
            name = " ".join(self._unit_words[:end]).removeprefix("of ")
            unit = parse_unit(name, self._language)
            if unit is not None:
                return unit, name
        return None, " ".join(self._unit_words)

    def read(self, text: str) -> _Reading:
        """Return the reading of a typed text."""
        text = _folded(text).strip().rstrip(_ENDS)
        tokens = [found.span() for found in _TOKEN.finditer(text)][:_MAX_TOKENS]
        run = self._longest_number(text, tokens)
        # Before the number is looked at: “au moins 97” is no “moins 97”.
        if run is None:
            return _Reading(advice=self._advice(text, number=False))
        if self._bound(text):
            return _Reading(advice=self._advice(text))
        start, end, value = run
        return self._with_rest(value, text[start:end], text[:start].strip(), text[end:].strip())

    def _longest_number(
        self, text: str, tokens: Sequence[tuple[int, int]]
    ) -> tuple[int, int, Decimal] | None:
        """Return (start, end, number) of the longest run of tokens that is a number.

        One with digits first: “second” is an ordinal too, and “per second” no number.
        """
        best: tuple[int, int, Decimal] | None = None
        digits = any(sign.isdecimal() for sign in text)
        for first, (start, _) in enumerate(tokens):
            if _OF_A_UNIT.search(text[: start + (text[start] == "-")]):
                continue
            for _, end in reversed(tokens[first : first + 12]):
                if best is not None and end - start <= best[1] - best[0]:
                    break
                if digits and not any(sign.isdecimal() for sign in text[start:end]):
                    continue
                value = parse_number(text[start:end], self._language)
                if value is not None:
                    best = start, end, value
                    break
        return best

    def _with_rest(self, value: Decimal, number: str, before: str, after: str) -> _Reading:
        """Return the reading of a number with the text before and after it."""
        scaled = any(map(self._power_of, number.split()))
        money = is_currency(self._named) or is_currency(before.split()[-1] if before else "")
        letters = _MONEY_SCALE.match(after)
        power = _MONEY_SCALES[letters[1].casefold()] if letters else 0
        large = self._power or (not self._question.unit and self._is_nearer(value, power))
        if letters and (money or large) and not is_currency(after.split()[0]):
            # “$5m”, “5bn dollars”: letters for a power come between number and currency.
            value, scaled, after = value.scaleb(power), True, after[letters.end() :]
        typed, before, after = self._typed_unit(before, after)
        left = self._unexplained(before, after)
        if left:
            return _Reading(advice=self._advice(f"{before} {number} {after}", left))
        return self._in_unit(value, number, typed, scaled)

    def _typed_unit(self, before: str, after: str) -> tuple[str, str, str]:
        """Return the unit that was typed, or nothing, and the texts before and after without it."""
        # Only currencies come before their number.
        front = before.split()
        if front and is_currency(front[-1]):
            return front[-1], " ".join(front[:-1]), after
        words = after.split()
        for end in range(min(len(words), 6), 0, -1):
            name = " ".join(words[:end]).strip(_ENDS)
            if self._is_unit(name):
                return name, before, " ".join(words[end:])
        return "", before, after

    def _is_unit(self, name: str) -> bool:
        return self._is_own(name) or parse_unit(name, self._language) is not None

    def _is_own(self, name: str) -> bool:
        """Check whether a text is the unit of the question, by its name or another."""
        if self._unit is not None:
            other = parse_unit(name, self._language)
            if other is not None or names_unit(name, self._unit, self._language):
                return names_unit(name, self._unit, self._language)
        own, low = self._named.casefold(), name.casefold()
        short, long = sorted((own.removesuffix("."), low), key=len)
        if not own or not long.startswith(short):
            return False
        if len(short) < 3:
            # Signs in the wrong case are not the unit: “MG” may mean “mg” or “Mg”.
            return self._unit is None and long == short
        return long == short or long[len(short) :] in _ENDINGS

    def _unexplained(self, before: str, after: str) -> str:
        """Return what neither repeats the question nor adds nothing; empty if all is explained."""
        # Words of a unit such as “% of GDP” may be repeated, but not its sign in another case.
        sign = self._named.split() if self._unit else []
        words = {word.casefold() for word in self._unit_words if word not in sign}
        known = self._asked() | self._language.frames | words
        left = [
            word
            for word in f"{before} {after}".split()
            if word.strip(EDGES).casefold() not in known
        ]
        return " ".join(word for word in left if word.strip(EDGES + "=:"))

    def _asked(self) -> set[str]:
        """Return the words of the prompt that may be repeated: no numbers, and no other units."""
        words = [word.strip(EDGES) for word in _folded(self._question.prompt).split()]
        numbers = [parse_number(word, self._language) is not None for word in words]
        frames = self._language.frames
        units = {w for w in words if w.casefold() not in frames and parse_unit(w, self._language)}
        counted = {word for number, word in zip(numbers, words[1:], strict=False) if number}
        if self._question.unit:
            others = units
        else:
            # In “How many metres are 3 kilometres?” the unit that follows a number is given.
            others = units & counted if units - counted else set()
        kept = {word for word, number in zip(words, numbers, strict=True) if not number}
        return {word.casefold() for word in kept - others} - _NEVER_REPEATED

    def _given(self) -> set[tuple[Decimal | None, Unit | None]]:
        """Return the quantities that the prompt itself names: “How many metres are 3 km?”."""
        words = [word.strip(EDGES) for word in _folded(self._question.prompt).split()]
        return {
            (parse_number(first, self._language), parse_unit(second, self._language))
            for first, second in zip(words, words[1:], strict=False)
        }

    def _in_unit(self, value: Decimal, number: str, typed: str, scaled: bool) -> _Reading:
        """Return a number with a unit that was typed, or none, in the unit of the question."""
        # “5” alone counts millions where the unit is “million dollars”; “5 dollars” does not, nor
        # does “5,000,000”.
        if self._power and (typed or scaled or self._is_nearer(value, -self._power)):
            value, scaled = value.scaleb(-self._power), True
        question = self._question
        if not typed:
            return _Reading(value, has_unit=not question.unit or (scaled and self._power > 0))
        if self._is_own(typed):
            return _Reading(value)
        unit = parse_unit(typed, self._language)
        assert unit is not None, "only units are taken from the text"
        if not question.unit:
            # Where no unit is asked for, a percentage is just another way to write the number.
            if unit == _PERCENT:
                return _Reading(value / 100)
            if unit in {parse_unit(word, self._language) for word in self._asked()}:
                return _Reading(value)
            return _Reading(advice=self._advice(f"{number} {typed}", typed))
        if self._unit is None:
            return _Reading(advice=self._advice(f"{number} {typed}", typed))
        # Not asked again: that the unit is wrong is part of what the learner answered.
        if unit.dimensions != self._unit.dimensions:
            return _Reading(other_unit=True)
        if (value, unit) in self._given():
            # A number that the question itself gives, in another unit, is no answer.
            return _Reading(advice=f"Type the number in {question.unit}.")
        ratio = unit.factor / self._unit.factor
        exact = value * Decimal(ratio.numerator) / Decimal(ratio.denominator)
        return _Reading(exact, converted=True, other_unit=True)

    def _is_nearer(self, value: Decimal, power: int) -> bool:
        """Check whether a number times a power of ten is nearer to the answer in size than alone.

        Only how it is read depends on that; as such, neither is right or wrong.
        """
        size, wanted = (abs(each) for each in (value, self._question.answer))
        middle = size.scaleb(power // 2)
        return bool(size) and (middle < wanted if power > 0 else middle > wanted)

    def _bound(self, text: str) -> str:
        """Return the words that make a number a bound or a guess, unless the prompt has them."""
        low, asked = (
            f" {' '.join(each.casefold().split())} "
            for each in (text, _folded(self._question.prompt))
        )
        found = (word for word in self._language.bounds if f" {word} " in low)
        return next((word for word in found if f" {word} " not in asked), "")

    def _advice(self, text: str, left: str = "", number: bool = True) -> str:
        """Return how to type what could not be read, without an example: it might be the answer."""
        unit = f", with or without {self._question.unit}" if self._question.unit else ""
        for word in text.split():
            readings = ambiguous(word.strip(EDGES), self._language)
            if readings:
                return f"“{word}” can be read in two ways: type {readings[0]} or {readings[1]}."
        if any(sign.isdecimal() for sign in left):
            return "Type one number only."
        bound = self._bound(text)
        signs = "".join(sign for sign in text if sign in _BOUND_SIGNS)
        found = bound or signs or left
        if found and number:
            return f"Type the number alone, without “{found}”."
        return f"Type a number alone, in digits or in words{unit}."


_ENDINGS = ("s", "es", "n", "e", "en")
_NEVER_REPEATED = {"minus", "negative", "point", "not", "or"}
_ENDS = '.,;:!?"()[]{}。、'
_PERCENT = parse_unit("%")


def _folded(text: str) -> str:
    return fold(compatible(text))
