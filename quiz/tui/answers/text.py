"""Answers typed in one line: short answer and numeric."""

from typing import ClassVar

from textual import on
from textual.app import ComposeResult
from textual.containers import Horizontal
from textual.content import Content
from textual.widgets import Input, Static

from quiz.model.question import Numeric, ShortAnswer
from quiz.model.response import Order, Outcome, Response, Verdict
from quiz.question_types import question_type_of
from quiz.study import formatting
from quiz.tui import theme
from quiz.tui.answers.base import AnswerWidget, Draft, Q
from quiz.tui.content import joined, line, plain
from quiz.tui.widgets.controls import TextField


class TypedAnswer(AnswerWidget[Q]):
    """A line to type in, and at its right the unit, if there is one."""

    # The classes that tell the size stand on the screen, above the widget.
    SCOPED_CSS = False
    DEFAULT_CSS = """
    TypedAnswer {
        & .typed { height: 1; border-left: outer $line; background: $raised; }
        & .typed:focus-within { border-left: outer $accent; }
        & TextField, & TextField:focus { width: 1fr; border: none; padding: 0 2; }
        & .unit { width: auto; max-width: 50%; height: 1; padding: 0 2 0 0; color: $soft; }
        & .given { padding: 0 2; border-left: outer $wrong; background: $wrong-bg; }
        & .given.-right { border-left: outer $right; background: $right-bg; }
        & .given.-partly { border-left: outer $part; background: $part-bg; }
    }
    .-room TypedAnswer, .-tall TypedAnswer {
        & .typed { height: 3; padding: 1 0; }
    }
    .-tall TypedAnswer .given { padding: 1 2; }
    """
    placeholder: ClassVar[str] = "Type your answer"
    shows_key = False

    def compose(self) -> ComposeResult:
        self._question: Q | None = None
        self._field = TextField(self.placeholder)
        self._unit = Static(classes="unit")
        self._given = Static(classes="given")
        self._bar = Horizontal(classes="typed")
        with self._bar:
            yield self._field
            yield self._unit
        yield self._given

    async def ask(self, question: Q, order: Order, draft: Draft) -> None:
        self._question = question
        self._field.value = str(draft[0]) if draft else ""
        unit = self.unit(question)
        self._unit.update(line(unit))
        self._unit.display = bool(unit)
        self._bar.display, self._given.display = True, False

    def unit(self, question: Q) -> str:
        """Return the unit of the answer; empty without one."""
        return ""

    def begin(self) -> None:
        self._field.focus(scroll_visible=False)

    def response(self) -> Response:
        assert self._question is not None
        return question_type_of(self._question).typed(self._question, [self._field.value])

    def lacking(self) -> str:
        return "" if self._field.value.strip() else self.placeholder

    def draft(self) -> Draft:
        return (self._field.value,) if self._field.value else ()

    def show(self, question: Q, order: Order, response: Response, verdict: Verdict) -> None:
        style = theme.OUTCOMES[verdict.outcome]
        given = "".join(str(text) for text in response)
        sign = Content.styled(f"{formatting.sign(verdict.outcome)} ", f"bold {style}")
        words = Content.styled("   your answer", style)
        self._given.update(joined(sign, plain(given, "bold"), words))
        self._given.set_class(verdict.outcome is Outcome.RIGHT, "-right")
        self._given.set_class(verdict.outcome is Outcome.PARTLY, "-partly")
        self._bar.display, self._given.display = False, bool(given)

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

    def unit(self, question: Numeric) -> str:
        """Return the unit that the question asks for."""
        return question.unit or ""
