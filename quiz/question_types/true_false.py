"""True or false: a statement that holds or does not."""

from typing import Any

from quiz.errors import UnreadableResponse
from quiz.model.question import TrueFalse
from quiz.model.response import Order, Response, Verdict
from quiz.question_types.base import QuestionType, right_or_wrong
from quiz.question_types.options import FLAG, pick
from quiz.text.phrases import Lexicon
from quiz.yaml_source.fields import Field, Values
from quiz.yaml_source.parse import Mapping
from quiz.yaml_source.problems import ProblemLog

_WORDS = ("True", "False")
# “t” and “f” are also the labels that people expect; “y” and “n” answer a statement that asks.
_LETTERS = {"t": 0, "y": 0, "yes": 0, "f": 1, "n": 1, "no": 1}


class TrueFalseType(QuestionType[TrueFalse]):
    """A statement that holds or does not.

    Option 0 is True, option 1 False.
    """

    name = "true_false"
    label = "True or false"
    fields = (
        Field("answer", FLAG, required=True, description="Whether what the prompt says is true."),
    )

    def build(self, values: Values, mapping: Mapping, report: ProblemLog) -> TrueFalse | None:
        return TrueFalse(**values)

    def write(self, question: TrueFalse) -> dict[str, Any]:
        return {"answer": "true" if question.answer else "false"}

    def order(self, question: TrueFalse, random: object) -> Order:
        # Never shuffled: a habit is worth more here than a random order.
        return (0, 1)

    def shown(self, question: TrueFalse) -> tuple[str, ...]:
        return _WORDS

    def options_to_guess(self, question: TrueFalse) -> int | None:
        return len(self.shown(question))

    def stored_options_to_guess(self, written: dict[str, Any]) -> int | None:
        return len(_WORDS)

    def instruction(self, question: TrueFalse) -> str:
        return "True or false?"

    def read(self, question: TrueFalse, order: Order, line: str) -> Response:
        word = line.strip().casefold().rstrip(".)")
        if word in _LETTERS:
            return (_LETTERS[word],)
        try:
            return (pick(_WORDS, order, line),)
        except UnreadableResponse:
            raise UnreadableResponse("Type 1 or t for true, 2 or f for false.") from None

    def accepts(self, question: TrueFalse, response: Response) -> bool:
        return response in ((), (0,), (1,))

    def mark(self, question: TrueFalse, response: Response, lexicon: Lexicon) -> Verdict:
        given = tuple(_WORDS[int(number)] for number in response)
        key = (_WORDS[0 if question.answer else 1],)
        return right_or_wrong(given == key, given, key)
