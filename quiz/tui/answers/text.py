"""Answers typed in one line: short answer and numeric."""

from typing import ClassVar

from textual import on
from textual.app import ComposeResult
from textual.content import Content
from textual.widgets import Input, Static

from quiz.model.question import Numeric, ShortAnswer
from quiz.model.response import Order, Outcome, Response, Verdict
from quiz.question_types import question_type_of
from quiz.tui.answers.base import AnswerWidget, Draft, Q
from quiz.tui.content import joined, plain
from quiz.tui.widgets.controls import TextField
from quiz.tui.widgets.option_picker import OptionMark


class TypedAnswer(AnswerWidget[Q]):
    """A line to type in."""

    DEFAULT_CSS = """
    TypedAnswer > Static {
        padding: 0 1; border-left: outer $wrong; background: $wrong-bg;
        &.-right { border-left: outer $right; background: $right-bg; }
    }
    """
    placeholder: ClassVar[str] = "Type your answer"
    shows_key = False

    def compose(self) -> ComposeResult:
        self._question: Q | None = None
        self._field = TextField(self.placeholder)
        self._given = Static()
        yield self._field
        yield self._given

    async def ask(self, question: Q, order: Order, draft: Draft) -> None:
        self._question = question
        self._field.value = str(draft[0]) if draft else ""
        self._field.display, self._given.display = True, False

    def begin(self) -> None:
        self._field.focus(scroll_visible=False)

    def response(self) -> Response:
        assert self._question is not None
        return question_type_of(self._question).typed(self._question, [self._field.value])

    def draft(self) -> Draft:
        return (self._field.value,) if self._field.value else ()

    def show(self, question: Q, order: Order, response: Response, verdict: Verdict) -> None:
        right = verdict.outcome is Outcome.RIGHT
        mark = OptionMark.RIGHT if right else OptionMark.WRONG
        given = "".join(str(text) for text in response)
        sign = Content.styled(f"{mark.sign} ", mark.style)
        words = Content.styled("  (your answer)", mark.style.removeprefix("bold "))
        self._given.update(joined(sign, plain(given, "bold"), words))
        self._given.set_class(right, "-right")
        self._field.display, self._given.display = False, bool(given)

    @on(Input.Submitted)
    def _submit_input(self, event: Input.Submitted) -> None:
        """Post `Submitted` for the screen."""
        event.stop()
        self.post_message(self.Submitted())


class ShortAnswerAnswer(TypedAnswer[ShortAnswer]):
    """A few words in one line."""


class NumericAnswer(TypedAnswer[Numeric]):
    """A number in one line."""

    placeholder = "Type a number"
