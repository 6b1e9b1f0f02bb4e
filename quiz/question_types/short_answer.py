"""Short answer: a few typed words."""

from collections.abc import Sequence
from typing import Any

from quiz.model.question import ShortAnswer
from quiz.model.response import Order, Response, Verdict
from quiz.question_types.base import QuestionType, right_or_wrong
from quiz.question_types.typed_input import (
    LINES,
    RULE_FIELDS,
    TextMatch,
    clashing,
    is_typed,
    match_text,
    take_rules,
    typed_texts,
    write_rules,
)
from quiz.text.phrases import Lexicon
from quiz.yaml_source.fields import Field, Values
from quiz.yaml_source.parse import Mapping
from quiz.yaml_source.problems import ProblemLog


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
        clash = clashing(question.answers, rules, question.language)
        if clash is not None:
            # At “reject”, which is the list to shorten.
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
        return self.typed(question, (line,))

    def typed(self, question: ShortAnswer, texts: Sequence[str]) -> Response:
        return typed_texts(question, question.answers, texts)

    def accepts(self, question: ShortAnswer, response: Response) -> bool:
        return not response or is_typed(response, 1)

    # A typed text can be marked by any later key.
    def carry(self, old: ShortAnswer, new: ShortAnswer, response: Response) -> Response | None:
        return response

    def mark(self, question: ShortAnswer, response: Response, lexicon: Lexicon) -> Verdict:
        given = tuple(str(text) for text in response)
        found = TextMatch(False)
        if given:
            found = match_text(given[0], question.answers, question, (), lexicon)
        spellings = (found.spelling,) if found.spelling else ()
        notes = (found.note,) if found.note else ()
        key = question.answers[:1]
        return right_or_wrong(found.accepted, given, key, spellings=spellings, notes=notes)
