"""Multiple response: every right option is to be ticked, and no other."""

from random import Random
from typing import Any

from quiz.model.question import MultipleResponse
from quiz.model.response import Order, Outcome, Response, Verdict
from quiz.question_types.base import QuestionType, all_and_each
from quiz.question_types.options import (
    FLAG,
    OPTIONS,
    SOME_OPTIONS,
    feedback_on,
    fixed,
    option_nodes,
    pick_several,
    shuffled,
    sound_options,
    write_option,
)
from quiz.text.phrases import Lexicon
from quiz.yaml_source.nodes import Mapping
from quiz.yaml_source.problems import ProblemLog
from quiz.yaml_source.types import Field, Values, Word


class MultipleResponseType(QuestionType[MultipleResponse]):
    """Every right option is to be ticked, and no other."""

    name = "multiple_response"
    label = "Multiple response"
    fields = (
        Field(
            "answers",
            SOME_OPTIONS,
            required=True,
            says="All the right options; each is to be ticked.",
        ),
        Field("distractors", OPTIONS, says="The wrong options, if there are any."),
        Field(
            "marking",
            Word("plus_minus", "all_or_nothing"),
            says="plus_minus, the default: (right ticks - wrong ticks) / right options; "
            "all_or_nothing: only the exact set scores.",
        ),
        Field(
            "shuffle",
            FLAG,
            says="Whether options are shown in a new order each time, as they are by default.",
        ),
    )

    def build(
        self, values: Values, mapping: Mapping, report: ProblemLog
    ) -> MultipleResponse | None:
        """See `Kind.build`."""
        question = MultipleResponse(**values)
        nodes = option_nodes(mapping, "answers", "distractors")
        if not sound_options(question.options, nodes, report):
            return None
        if len(question.options) < 2:
            report.error(mapping.position, "too-few", "a choice needs at least 2 options")
            return None
        if not question.distractors:
            report.warning(
                mapping.position, "all-right", "every option is right: ticking all needs no thought"
            )
        return question

    def write(self, question: MultipleResponse) -> dict[str, Any]:
        """See `Kind.write`."""
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
        """See `Kind.order`."""
        if question.shuffle:
            return shuffled(len(question.options), random)
        return fixed(self.shown(question))

    def shown(self, question: MultipleResponse) -> tuple[str, ...]:
        """See `Kind.shown`."""
        return tuple(option.text for option in question.options)

    def key_texts(self, question: MultipleResponse) -> tuple[str, ...]:
        return tuple(option.text for option in question.answers)

    def evidence_texts(self, question: MultipleResponse) -> tuple[str, ...]:
        return all_and_each(self.key_texts(question))

    def instruction(self, question: MultipleResponse) -> str:
        """See `Kind.instruction`."""
        if question.marking == "all_or_nothing":
            return "Choose all that are right; only the exact set scores."
        return "Choose all that are right; a wrong one takes a right one away."

    def read(self, question: MultipleResponse, order: Order, line: str) -> Response:
        """See `Kind.read`."""
        return pick_several(self.shown(question), order, line)

    def accepts(self, question: MultipleResponse, response: Response) -> bool:
        """See `Kind.accepts`."""
        return len(set(response)) == len(response) and all(
            number in range(len(question.options)) for number in response
        )

    def mark(self, question: MultipleResponse, response: Response, lexicon: Lexicon) -> Verdict:
        """See `Kind.mark`.

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
        notes: tuple[str, ...] = ()
        if question.marking == "plus_minus" and right and wrong:
            taken = f"{len(right)} right, {len(wrong)} taken away for wrong ones"
            notes = (f"Marks: {taken}, of {len(key)}.",)
        outcome = Outcome.RIGHT if exact else Outcome.PARTLY if fraction else Outcome.WRONG
        return Verdict(
            outcome,
            fraction=fraction,
            given=tuple(option.text for option in ticked),
            key=key,
            right=right,
            wrong=wrong,
            missed=tuple(text for text in key if text not in right),
            feedback=feedback_on(ticked),
            notes=notes,
        )
