"""Short answer: a few typed words."""

from typing import Any

from quiz.model.question import ShortAnswer
from quiz.model.response import Order, Response, Verdict
from quiz.question_types.base import QuestionType, right_or_wrong
from quiz.question_types.typed_input import (
    LINES,
    RULE_FIELDS,
    checked,
    clashing,
    is_typed,
    match_text,
    take_rules,
    write_rules,
)
from quiz.text.phrases import Lexicon
from quiz.yaml_source.parse import Mapping
from quiz.yaml_source.problems import ProblemLog
from quiz.yaml_source.types import Field, Values


class ShortAnswerType(QuestionType[ShortAnswer]):
    """A few typed words."""

    name = "short_answer"
    typed_in = True
    label = "Short answer"
    fields = (
        Field(
            "answers",
            LINES,
            required=True,
            description="All that is accepted; the first is shown as the right answer.",
        ),
        *RULE_FIELDS,
    )

    def build(self, values: Values, mapping: Mapping, report: ProblemLog) -> ShortAnswer | None:
        rules = take_rules(values)
        question = ShortAnswer(**values, rules=rules)
        clash = clashing(question.answers, rules)
        if clash is not None:
            report.error(
                mapping.key_position("reject"),
                "rejected-answer",
                f"“{clash}” is accepted and rejected: keep it in one list",
            )
            return None
        return question

    def write(self, question: ShortAnswer) -> dict[str, Any]:
        return {"answers": list(question.answers), **write_rules(question.rules)}

    def shown(self, question: ShortAnswer) -> tuple[str, ...]:
        return ()

    def key_texts(self, question: ShortAnswer) -> tuple[str, ...]:
        return question.answers[:1]

    def evidence_texts(self, question: ShortAnswer) -> tuple[str, ...]:
        return question.answers

    def instruction(self, question: ShortAnswer) -> str:
        return "Type a short answer."

    def read(self, question: ShortAnswer, order: Order, line: str) -> Response:
        return (checked(line),)

    def accepts(self, question: ShortAnswer, response: Response) -> bool:
        return not response or is_typed(response, 1)

    def carry(self, old: ShortAnswer, new: ShortAnswer, response: Response) -> Response | None:
        return response

    def mark(self, question: ShortAnswer, response: Response, lexicon: Lexicon) -> Verdict:
        given = tuple(str(text) for text in response)
        right, spelling = False, None
        if given:
            right, spelling = match_text(given[0], question.answers, question.rules, (), lexicon)
        spellings = (spelling,) if spelling else ()
        return right_or_wrong(right, given, question.answers[:1], spellings=spellings)
