"""Multiple response: all right options must be ticked, and no others."""

from random import Random
from typing import Any

from quiz.model.question import MultipleResponse
from quiz.model.response import Order, Outcome, Response, Verdict
from quiz.question_types.base import QuestionType, all_and_each, plus_minus_notes
from quiz.question_types.options import (
    FLAG,
    OPTIONS,
    SOME_OPTIONS,
    feedback_on,
    fixed,
    labels,
    option_nodes,
    pick_several,
    shuffled,
    sound_options,
    write_option,
)
from quiz.text.phrases import Lexicon
from quiz.yaml_source.fields import Field, OneOf, Values
from quiz.yaml_source.parse import Mapping
from quiz.yaml_source.problems import ProblemLog


class MultipleResponseType(QuestionType[MultipleResponse]):
    """All right options must be ticked, and no others."""

    name = "multiple_response"
    label = "Multiple response"
    fields = (
        Field(
            "answers",
            SOME_OPTIONS,
            required=True,
            description="All the right options; each is to be ticked.",
        ),
        Field("distractors", OPTIONS, description="The wrong options, if there are any."),
        Field(
            "marking",
            OneOf("plus_minus", "all_or_nothing"),
            description="plus_minus, the default: (right ticks - wrong ticks) / right options; "
            "all_or_nothing: only the exact set scores.",
        ),
        Field(
            "shuffle",
            FLAG,
            description="Whether options are shown in a new order each time; true by default.",
        ),
    )

    def build(
        self, values: Values, mapping: Mapping, report: ProblemLog
    ) -> MultipleResponse | None:
        question = MultipleResponse(**values)
        nodes = option_nodes(mapping, "answers", "distractors")
        if not sound_options(question.options, nodes, report):
            return None
        if len(question.options) < 2:
            report.error(mapping.position, "too-few", "a choice needs at least 2 options")
            return None
        # Not an error: “which of these apply” may well have the answer “all”.
        if not question.distractors:
            report.warning(
                mapping.position, "all-right", "every option is right: ticking all needs no thought"
            )
        return question

    def write(self, question: MultipleResponse) -> dict[str, Any]:
        written: dict[str, Any] = {
            "answers": [write_option(option) for option in question.answers],
            "distractors": [write_option(option) for option in question.distractors],
        }
        if question.marking != "plus_minus":
            written["marking"] = question.marking
        if not question.shuffle:
            written["shuffle"] = "false"
        return written

    def order(self, question: MultipleResponse, random: Random) -> Order:
        if question.shuffle:
            return shuffled(len(question.options), random)
        return fixed(self.shown(question))

    def shown(self, question: MultipleResponse) -> tuple[str, ...]:
        return tuple(option.text for option in question.options)

    def key_texts(self, question: MultipleResponse) -> tuple[str, ...]:
        return tuple(option.text for option in question.answers)

    def evidence_texts(self, question: MultipleResponse) -> tuple[str, ...]:
        return all_and_each(self.key_texts(question))

    def instruction(self, question: MultipleResponse) -> str:
        if question.marking == "all_or_nothing":
            return "Choose all that are right; only the exact set scores."
        return "Choose all that are right. Each wrong choice cancels a right one."

    def line_hint(self, question: MultipleResponse) -> str:
        first = labels(self.shown(question))[:2]
        what = "numbers" if first[0].isdigit() else "letters"
        return f"Type their {what}, such as: {' '.join(first)}."

    def read(self, question: MultipleResponse, order: Order, line: str) -> Response:
        return pick_several(self.shown(question), order, line)

    def accepts(self, question: MultipleResponse, response: Response) -> bool:
        return len(set(response)) == len(response) and all(
            number in range(len(question.options)) for number in response
        )

    def mark(self, question: MultipleResponse, response: Response, lexicon: Lexicon) -> Verdict:
        """Return the verdict.

        Plus/minus: max(0, (right ticks - wrong ticks) / right options), the rule that Betts et
        al. 2022 (doi 10.1177/0013164421994636) found most promising for “select all”.
        """
        ticked = tuple(question.options[int(number)] for number in response)
        right = tuple(option.text for option in ticked if option in question.answers)
        wrong = tuple(option.text for option in ticked if option not in question.answers)
        key = tuple(option.text for option in question.answers)
        exact = not wrong and len(right) == len(key)
        fraction = float(exact)
        if question.marking == "plus_minus":
            fraction = max(0, len(right) - len(wrong)) / len(key)
        # Without the sum, half the points for “all but one” look like a mistake of the app.
        notes: tuple[str, ...] = ()
        if question.marking == "plus_minus":
            notes = plus_minus_notes(len(right), len(wrong), len(key))
        outcome = Outcome.RIGHT if exact else Outcome.PARTLY if fraction else Outcome.WRONG
        return Verdict(
            outcome,
            fraction=fraction,
            given=tuple(option.text for option in ticked),
            key=key,
            right=right,
            wrong=wrong,
            # Wrong ticks take marks away, but only options that were not ticked count as missed.
            missed=tuple(text for text in key if text not in right),
            feedback=feedback_on(ticked),
            notes=notes,
        )
