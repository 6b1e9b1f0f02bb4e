"""What every screen that asks questions shares: the prompt, how to answer, and the answer."""

from typing import Any

from textual.widgets import Input, Static

from quiz.kinds import kind_of
from quiz.player import words
from quiz.session.form import Item
from quiz.tui.answers import ANSWERS, AnswerWidget
from quiz.tui.answers.base import Draft
from quiz.tui.content import plain
from quiz.tui.widgets.choices import Choices
from quiz.tui.widgets.page import PagedScreen


class AskingScreen(PagedScreen):
    """Asks one question after the other with the same widgets, one for each type."""

    DEFAULT_CSS = """
    AskingScreen {
        & Page { padding: 1 0 1 2; }
        & .prompt { text-style: bold; }
        & .instruction { color: $text-muted; margin: 1 0 0 0; }
        & .hints { color: $text-secondary; margin: 1 0 0 0; }
        & .message { color: $text-warning; text-style: bold; margin: 1 0 0 0; }
    }
    AskingScreen.-short {
        & Page { padding: 0 0 0 1; }
        & .instruction, & .hints, & .message { margin: 0; }
        & AnswerWidget, & Press { margin: 0; }
    }
    """
    VERTICAL_BREAKPOINTS = [(0, "-short"), (18, "-tall")]

    def __init__(self) -> None:
        super().__init__()
        self.prompt = Static(classes="prompt")
        self.instruction = Static(classes="instruction")
        self.message = Static(classes="message")
        self.message.display = False
        self._answers: dict[str, AnswerWidget[Any]] = {}
        self._said = ""

    async def answer_for(self, item: Item) -> AnswerWidget[Any]:
        """Return the widget that takes the answer to a question, the only one to be seen."""
        kind = item.question.kind
        if kind not in self._answers:
            self._answers[kind] = ANSWERS[kind]()
            await self.page.mount(self._answers[kind], after=self.instruction)
        answer = self._answers[kind]
        for each in self._answers.values():
            each.display = each is answer
        return answer

    @property
    def answer(self) -> AnswerWidget[Any]:
        """The widget that takes the answer at hand."""
        return next(each for each in self._answers.values() if each.display)

    async def ask(self, item: Item, draft: Draft) -> AnswerWidget[Any]:
        """Show an open question, with what was chosen or typed before, and let it be answered."""
        self.prompt.update(plain(item.question.prompt))
        answer = await self.answer_for(item)
        self.instruction.update(plain(_instructed(item)))
        await answer.ask(item.question, item.order, draft)
        answer.begin()
        return answer

    def say(self, text: str) -> None:
        """Show a text below the answer; nothing for an empty one."""
        if text == self._said:
            return
        self._said = text
        self.message.update(plain(text))
        self.message.display = bool(text)
        if text:
            # Where it stands is known once it is laid out.
            self.call_after_refresh(self.page.scroll_to_widget, self.message, animate=False)

    def changed(self) -> None:
        """Take back what was said of the answer before: it is another now."""
        self.say("")

    def on_answer_widget_changed(self, event: AnswerWidget.Changed) -> None:
        """See `changed`."""
        event.stop()
        self.changed()

    def on_choices_picked(self, event: Choices.Picked) -> None:
        """See `changed`."""
        self.changed()

    def on_input_changed(self, event: Input.Changed) -> None:
        """See `changed`."""
        self.changed()


def _instructed(item: Item) -> str:
    question = item.question
    points = f" {words.number(float(question.points))} points." if question.points != 1 else ""
    return f"{kind_of(question).instruction(question)}{points}"
