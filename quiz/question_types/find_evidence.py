"""Find the evidence: the sentences of the source that hold the quotes are picked."""

import re
from collections.abc import Iterator
from random import Random
from typing import Any

from quiz.errors import UnreadableResponse
from quiz.model.question import FindEvidence
from quiz.model.response import Order, Outcome, Response, Verdict
from quiz.question_types.base import QuestionType, plus_minus_notes
from quiz.question_types.options import LINE
from quiz.text.folding import fold
from quiz.text.phrases import Lexicon
from quiz.yaml_source.fields import Field, ListOf, Number, Values
from quiz.yaml_source.parse import Mapping
from quiz.yaml_source.problems import ProblemLog

_PARAGRAPHS: ListOf[tuple[str, ...]] = ListOf(ListOf(LINE, min_count=1), min_count=1)

_SEPARATORS = re.compile(r"[\s,;+&.)]+")
_NUMBER = re.compile(r"[0-9]{1,4}")
_ONE_NUMBER = "the number of one sentence"


class FindEvidenceType(QuestionType[FindEvidence]):
    """The sentences of the source that hold the quotes are picked."""

    name = "find_evidence"
    label = "Find the evidence"
    fields = ()
    needs_quote = True
    stored = (
        Field("paragraphs", _PARAGRAPHS, required=True),
        Field("key", ListOf(Number(), min_count=1), required=True),
    )

    def build(self, values: Values, mapping: Mapping, report: ProblemLog) -> FindEvidence | None:
        """Return a question whose sentences are empty, unless a stored version holds them."""
        # Only a stored version has them; for a bank, `EvidenceResolver` adds them from its sources.
        key = tuple(int(number) for number in values.pop("key", ()))
        question = FindEvidence(**values, key=key)
        if not question.quotes:
            message = "a find_evidence question needs “quote”: the words that are to be found"
            report.error(mapping.position, "missing-field", message)
            return None
        if not set(key) <= set(range(len(question.sentences))):
            report.error(mapping.key_position("key"), "out-of-range", "“key” names no sentence")
            return None
        return question

    def write(self, question: FindEvidence) -> dict[str, Any]:
        return {
            "paragraphs": [list(sentences) for sentences in question.paragraphs],
            "key": [str(number) for number in question.key],
        }

    def order(self, question: FindEvidence, random: Random) -> Order:
        """Return the order of the source."""
        return tuple(range(len(question.sentences)))

    def shown(self, question: FindEvidence) -> tuple[str, ...]:
        """Return the sentences."""
        return question.sentences

    def lines(self, question: FindEvidence, order: Order) -> Iterator[str]:
        """Yield the sentences, numbered throughout, with a blank line between paragraphs."""
        number = 0
        for paragraph in question.paragraphs:
            if number:
                yield ""
            for sentence in paragraph:
                number += 1
                yield f"  {number}. {sentence}"

    def instruction(self, question: FindEvidence) -> str:
        count = len(question.key)
        if count == 1:
            return "Pick one sentence of the source."
        return f"Pick the {count} sentences of the source. Each wrong one cancels a right one."

    def line_hint(self, question: FindEvidence) -> str:
        return "Type their numbers, such as: 1 2." if len(question.key) > 1 else ""

    def read(self, question: FindEvidence, order: Order, line: str) -> Response:
        count = len(question.sentences)
        words = [word for word in _SEPARATORS.split(fold(line)) if word]
        numbers = {int(word) - 1 for word in words if _NUMBER.fullmatch(word)}
        wanted = "the numbers of the sentences" if len(question.key) > 1 else _ONE_NUMBER
        # How many sentences are right is shown, but fewer or more may be picked.
        sound = len(numbers) == 1 or (len(numbers) > 1 and len(question.key) > 1)
        known = all(_NUMBER.fullmatch(word) for word in words) and numbers <= set(range(count))
        if not (sound and known):
            raise UnreadableResponse(f"Type {wanted}, 1 to {count}.")
        return tuple(sorted(numbers))

    def accepts(self, question: FindEvidence, response: Response) -> bool:
        count = len(question.sentences)
        return (
            len(set(response)) == len(response)
            and all(number in range(count) for number in response)
            and (len(question.key) > 1 or len(response) < 2)
        )

    def mark(self, question: FindEvidence, response: Response, lexicon: Lexicon) -> Verdict:
        """Return the verdict: as in multiple response, max(0, (right - wrong) / key)."""
        numbers = [int(number) for number in response]
        shown = question.sentences
        right = [number for number in numbers if number in question.key]
        wrong = [number for number in numbers if number not in question.key]
        missed = [number for number in question.key if number not in numbers]
        # Without this, picking every sentence would be the best strategy.
        fraction = max(0, len(right) - len(wrong)) / len(question.key)
        outcome = Outcome.PARTLY if fraction else Outcome.WRONG
        return Verdict(
            outcome if wrong or missed else Outcome.RIGHT,
            fraction=fraction,
            given=tuple(shown[number] for number in numbers),
            key=tuple(shown[number] for number in question.key),
            right=tuple(shown[number] for number in right),
            wrong=tuple(shown[number] for number in wrong),
            missed=tuple(shown[number] for number in missed),
            notes=plus_minus_notes(len(right), len(wrong), len(question.key)),
        )
