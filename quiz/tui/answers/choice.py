"""Answers by choosing options: single choice, multiple response, true or false."""

from abc import abstractmethod
from collections.abc import Mapping
from typing import ClassVar

from textual import on
from textual.app import ComposeResult

from quiz.errors import UnreadableResponse
from quiz.model.question import MultipleResponse, SingleChoice, TrueFalse
from quiz.model.response import Order, Response, Verdict
from quiz.question_types import question_type_of
from quiz.tui.answers.base import AnswerWidget, Draft, Q
from quiz.tui.widgets.option_picker import OptionMark, OptionPicker


class ChoiceAnswer(AnswerWidget[Q]):
    """Options, one or several of which are chosen."""

    leaves_keys = True
    several: ClassVar[bool] = False
    names: ClassVar[Mapping[str, int]] = {}
    """More keys that choose an option, with its index."""
    nothing: ClassVar[str] = "Choose an option first: press its letter, or move with the arrows."
    order_to_pick: ClassVar[str] = "Pick one"
    """What the button says as long as nothing is chosen."""

    def compose(self) -> ComposeResult:
        self._order: Order = ()
        self._choices = OptionPicker()
        yield self._choices

    async def ask(self, question: Q, order: Order, draft: Draft) -> None:
        self._order = order
        texts = question_type_of(question).shown(question)
        # A draft holds the numbers of options as the bank lists them: they may be shuffled again.
        ticked = [order.index(int(number)) for number in draft if number in order]
        self._choices.offer([texts[number] for number in order], ticked, self.several, self.names)

    def begin(self) -> None:
        self._choices.focus(scroll_visible=False)

    def response(self) -> Response:
        if not self._choices.ticked:
            raise UnreadableResponse(self.nothing)
        return tuple(sorted(self._order[index] for index in self._choices.ticked))

    def lacking(self) -> str:
        return "" if self._choices.ticked else self.order_to_pick

    def draft(self) -> Draft:
        return tuple(self._order[index] for index in self._choices.ticked)

    def letters(self) -> dict[str, str]:
        return self._choices.letters

    @abstractmethod
    def right(self, question: Q) -> frozenset[int]:
        """Return the numbers of the right options."""

    def show(self, question: Q, order: Order, response: Response, verdict: Verdict) -> None:
        texts = question_type_of(question).shown(question)
        right = self.right(question)
        marks = {
            index: mark_of(number in response, number in right)
            for index, number in enumerate(order)
        }
        self._choices.mark([texts[number] for number in order], marks, self.names)

    @on(OptionPicker.Submitted)
    def _submit(self, event: OptionPicker.Submitted) -> None:
        """Post `Submitted` for the screen."""
        event.stop()
        self.post_message(self.Submitted())


def mark_of(given: bool, right: bool) -> OptionMark:
    """Return the mark of an option that was or was not given, and is or is not right."""
    if given:
        return OptionMark.RIGHT if right else OptionMark.WRONG
    return OptionMark.MISSED if right else OptionMark.OTHER


class SingleChoiceAnswer(ChoiceAnswer[SingleChoice]):
    """One option is chosen."""

    def right(self, question: SingleChoice) -> frozenset[int]:
        """Return the numbers of the right options."""
        return frozenset({0})


class MultipleResponseAnswer(ChoiceAnswer[MultipleResponse]):
    """Any number of options is ticked."""

    several = True
    nothing = "Tick at least one option: press its letter, or Space on it."
    order_to_pick = "Pick at least one"

    def right(self, question: MultipleResponse) -> frozenset[int]:
        """Return the numbers of the right options."""
        return frozenset(range(len(question.answers)))


class TrueFalseAnswer(ChoiceAnswer[TrueFalse]):
    """Two options that have keys of their own as well."""

    # Whoever reads a statement thinks “yes” or “no” as often as “true” or “false”.
    names = {"T": 0, "Y": 0, "F": 1, "N": 1}
    nothing = "Choose first: press T for true or F for false."
    order_to_pick = "Pick true or false"

    def right(self, question: TrueFalse) -> frozenset[int]:
        """Return the numbers of the right options."""
        return frozenset({0 if question.answer else 1})
