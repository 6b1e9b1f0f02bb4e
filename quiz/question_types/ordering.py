"""Ordering: items are put in the right order."""

import re
from itertools import combinations
from random import Random
from typing import Any

from quiz.errors import UnreadableResponse
from quiz.model.question import Option, Ordering
from quiz.model.response import Order, Outcome, Response, Verdict
from quiz.question_types.base import QuestionType, all_and_each
from quiz.question_types.options import (
    MAX_OPTIONS,
    TEXT,
    labels,
    option_nodes,
    pick,
    shuffled,
    sound_options,
)
from quiz.text.folding import fold
from quiz.text.phrases import Lexicon
from quiz.yaml_source.fields import Field, ListOf, Values
from quiz.yaml_source.parse import Mapping
from quiz.yaml_source.problems import ProblemLog

_ITEMS: ListOf[str] = ListOf(TEXT, min_count=2, max_count=MAX_OPTIONS)
_IN_ORDER = "In order: {} of {} pairs. Each reversed pair cancels one of them."
_SEPARATORS = re.compile(r"[\s,;>→]+")


class OrderingType(QuestionType[Ordering]):
    """Items are put in the right order."""

    name = "ordering"
    label = "Ordering"
    fields = (
        Field(
            "items",
            _ITEMS,
            required=True,
            description="What is to be put in order, written here in the right one.",
        ),
    )

    def build(self, values: Values, mapping: Mapping, report: ProblemLog) -> Ordering | None:
        question = Ordering(**values)
        options = [Option(text) for text in question.items]
        return question if sound_options(options, option_nodes(mapping, "items"), report) else None

    def write(self, question: Ordering) -> dict[str, Any]:
        return {"items": list(question.items)}

    def order(self, question: Ordering, random: Random) -> Order:
        """Return a random order that is never the right one."""
        count = len(question.items)
        order = shuffled(count, random)
        # Shown in the right order, there would be nothing to do; two items at least always differ.
        while order == tuple(range(count)):
            order = shuffled(count, random)
        return order

    def shown(self, question: Ordering) -> tuple[str, ...]:
        return question.items

    def evidence_texts(self, question: Ordering) -> tuple[str, ...]:
        return all_and_each(question.items)

    def instruction(self, question: Ordering) -> str:
        count = len(question.items)
        return f"Put the {count} in the right order; each reversed pair cancels a right one."

    def line_hint(self, question: Ordering) -> str:
        return f"Type all of them, such as: {' '.join(reversed(labels(question.items)))}."

    def read(self, question: Ordering, order: Order, line: str) -> Response:
        """Return the response to `2 1 3`, `b a c`, `213`, or texts separated by `;`."""
        count = len(question.items)
        words = [word for word in _SEPARATORS.split(fold(line).casefold()) if word]
        if len(words) == 1 and count < 10:
            # Ten and more items have labels of two digits, which cannot be told apart in “1012…”.
            words = list(words[0])
        if len(words) != count or any(len(word.rstrip(".)")) > 2 for word in words):
            # Texts may contain spaces and commas, so between texts only “;” separates.
            words = line.split(";")
        try:
            numbers = tuple(pick(question.items, order, word) for word in words)
        except UnreadableResponse:
            numbers = ()
        if sorted(numbers) != list(range(count)):
            raise UnreadableResponse(
                f"Type all numbers from 1 to {count} in the right order, such as: 2 1 …"
            )
        return numbers

    def accepts(self, question: Ordering, response: Response) -> bool:
        count = len(question.items)
        return not response or (
            len(response) == count and all(number in response for number in range(count))
        )

    def mark(self, question: Ordering, response: Response, lexicon: Lexicon) -> Verdict:
        """Return the verdict.

        max(0, Kendall's tau) = max(0, 1 - 2 * inversions / (n * (n - 1) / 2)): with 5 items a
        random order scores 0.16 on average, and the reversed order nothing. An item is right or
        wrong by its position.
        """
        numbers = [int(number) for number in response]
        pairs = len(question.items) * (len(question.items) - 1) // 2
        kept = sum(first < second for first, second in combinations(numbers, 2))
        fraction = max(0, 2 * kept - pairs) / pairs
        given = tuple(question.items[number] for number in numbers)
        placed = [number == index for index, number in enumerate(numbers)]
        outcome = Outcome.PARTLY if fraction else Outcome.WRONG
        # By pairs, not by the fraction: with two items one swap is all there is.
        exact = kept == pairs
        return Verdict(
            Outcome.RIGHT if exact else outcome,
            fraction=fraction,
            given=given,
            key=question.items,
            right=tuple(text for text, hit in zip(given, placed, strict=True) if hit),
            wrong=tuple(text for text, hit in zip(given, placed, strict=True) if not hit),
            missed=() if given else question.items,
            notes=() if exact or not given else (_IN_ORDER.format(kept, pairs),),
        )
