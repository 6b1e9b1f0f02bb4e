"""Single choice: one option is right."""

from random import Random
from typing import Any

from quiz.model.question import SingleChoice
from quiz.model.response import Order, Response, Verdict
from quiz.question_types.base import QuestionType, right_or_wrong
from quiz.question_types.options import (
    FLAG,
    OPTION,
    SOME_OPTIONS,
    feedback_on,
    fixed,
    option_nodes,
    pick,
    shuffled,
    sound_options,
    write_option,
)
from quiz.text.phrases import Lexicon
from quiz.yaml_source.fields import Field, Values
from quiz.yaml_source.parse import Mapping
from quiz.yaml_source.problems import ProblemLog


class SingleChoiceType(QuestionType[SingleChoice]):
    """One option is right."""

    name = "single_choice"
    label = "Single choice"
    fields = (
        Field("answer", OPTION, required=True, description="The right option; there is only one."),
        Field(
            "distractors",
            SOME_OPTIONS,
            required=True,
            description="The wrong options; two or three are enough.",
        ),
        Field(
            "shuffle",
            FLAG,
            description="Whether options are shown in a new order each time; true by default.",
        ),
    )

    def build(self, values: Values, mapping: Mapping, report: ProblemLog) -> SingleChoice | None:
        question = SingleChoice(**values)
        nodes = option_nodes(mapping, "answer", "distractors")
        if not sound_options(question.options, nodes, report):
            return None
        # Numbers are put in order, so the key may be anywhere although nothing is shuffled.
        if not question.shuffle and fixed(self.shown(question))[0] == 0:
            report.warning(
                mapping.key_position("shuffle"),
                "key-first",
                "without shuffling, the right option always comes first",
            )
        return question

    def write(self, question: SingleChoice) -> dict[str, Any]:
        return {
            "answer": write_option(question.answer),
            "distractors": [write_option(option) for option in question.distractors],
            **({} if question.shuffle else {"shuffle": "false"}),
        }

    def order(self, question: SingleChoice, random: Random) -> Order:
        if question.shuffle:
            return shuffled(len(question.options), random)
        return fixed(self.shown(question))

    def shown(self, question: SingleChoice) -> tuple[str, ...]:
        return tuple(option.text for option in question.options)

    def key_texts(self, question: SingleChoice) -> tuple[str, ...]:
        return (question.answer.text,)

    def options_to_guess(self, question: SingleChoice) -> int | None:
        return len(self.shown(question))

    # Figures over a whole history would take long if each version were read in full.
    def stored_options_to_guess(self, written: dict[str, Any]) -> int | None:
        distractors = written.get("distractors")
        return 1 + len(distractors) if isinstance(distractors, list) else None

    def instruction(self, question: SingleChoice) -> str:
        return "Choose one."

    def read(self, question: SingleChoice, order: Order, line: str) -> Response:
        return (pick(self.shown(question), order, line),)

    def accepts(self, question: SingleChoice, response: Response) -> bool:
        return not response or (len(response) == 1 and response[0] in range(len(question.options)))

    def mark(self, question: SingleChoice, response: Response, lexicon: Lexicon) -> Verdict:
        chosen = tuple(question.options[int(number)] for number in response)
        given = tuple(option.text for option in chosen)
        key = (question.answer.text,)
        # The key is the first of the options, whatever the order in which they were shown.
        return right_or_wrong(response == (0,), given, key, feedback=feedback_on(chosen))
