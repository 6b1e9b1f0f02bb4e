"""Answers typed in one line: short answer and numeric."""

from typing import ClassVar

from textual.app import ComposeResult
from textual.content import Content
from textual.widgets import Input, Static

from quiz.model.question import Numeric, ShortAnswer
from quiz.model.response import Order, Outcome, Response, Verdict
from quiz.question_types import question_type_of
from quiz.tui.answers.base import AnswerWidget, Draft, Q
from quiz.tui.content import joined, plain
from quiz.tui.widgets.field import TextField
from quiz.tui.widgets.option_picker import OptionMark


class TypedAnswer(AnswerWidget[Q]):
    """A line to type in."""

    placeholder: ClassVar[str] = "Type your answer"

    def compose(self) -> ComposeResult:
        """Make the line, and what stands in its place afterwards."""
        self._question: Q | None = None
        self._field = TextField(self.placeholder)
        self._given = Static()
        yield self._field
        yield self._given

    async def ask(self, question: Q, order: Order, draft: Draft) -> None:
        """Show an open question with an earlier draft."""
        self._question = question
        self._field.value = str(draft[0]) if draft else ""
        self._field.display, self._given.display = True, False

    def begin(self) -> None:
        """Take the focus."""
        self._field.focus(scroll_visible=False)

    def response(self) -> Response:
        """Return the response, or raise `UnreadableResponse`."""
        assert self._question is not None
        return question_type_of(self._question).typed(self._question, [self._field.value])

    def draft(self) -> Draft:
        """Return what was chosen or typed so far."""
        return (self._field.value,) if self._field.value else ()

    def show(self, question: Q, order: Order, response: Response, verdict: Verdict) -> None:
        """Show an answered question, marked."""
        mark = OptionMark.RIGHT if verdict.outcome is Outcome.RIGHT else OptionMark.WRONG
        sign, words, style = mark.value
        given = "".join(str(text) for text in response)
        self._given.update(
            joined(Content.styled(f"{sign} ", style), plain(given, style), Content(f"  ({words})"))
        )
        self._field.display, self._given.display = False, bool(given)

    def on_input_submitted(self, event: Input.Submitted) -> None:
        """Report that the learner submits the answer."""
        event.stop()
        self.post_message(self.Submitted())


class ShortAnswerAnswer(TypedAnswer[ShortAnswer]):
    """A few words in one line."""


class NumericAnswer(TypedAnswer[Numeric]):
    """A number in one line."""

    placeholder = "Type a number"
