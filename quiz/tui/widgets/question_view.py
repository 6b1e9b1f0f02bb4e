"""One question with answer, hints, message and verdict on a page, and the base of its screens."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from typing import Any

from textual import on
from textual.app import App, ComposeResult
from textual.binding import Binding
from textual.content import Content
from textual.message import Message
from textual.reactive import var
from textual.screen import Screen
from textual.widgets import Input, Static

from quiz.attempts.attempt import Answered, Attempt
from quiz.attempts.form import Item
from quiz.errors import UnreadableResponse
from quiz.model.bank import Citation
from quiz.model.response import Confidence, Response
from quiz.question_types import question_type_of
from quiz.study import formatting
from quiz.tui import theme
from quiz.tui.answers import ANSWERS, AnswerWidget
from quiz.tui.answers.base import Draft
from quiz.tui.content import bar, copy, joined, lines, plain
from quiz.tui.widgets.confidence_prompt import ConfidencePrompt
from quiz.tui.widgets.controls import LinkButton
from quiz.tui.widgets.option_picker import OptionPicker
from quiz.tui.widgets.row_list import Page
from quiz.tui.widgets.verdict import VerdictPanel


class MessageLine(Static):
    """A message below the answer."""

    class Placed(Message):
        """The message has its place on the page, or another size there."""

    def on_resize(self) -> None:
        """Post `Placed`: a widget that is shown gets its size too."""
        self.post_message(self.Placed())


class QuestionView(Page):
    """Shows one question after the other with the same widgets.

    Screens choose the question and handle the answers; the view knows neither attempts nor
    histories. An answer widget is mounted when the first question of its type
    comes up, and is kept for the later ones.
    """

    DEFAULT_CSS = """
    QuestionView {
        padding: 1 0 1 2;
        & .prompt { text-style: bold; }
        & .instruction { color: $text-muted; margin: 1 0 0 0; }
        & .hints { color: $text-secondary; margin: 1 0 0 0; }
        & .message { color: $text-warning; text-style: bold; margin: 1 0 0 0; }
    }
    """

    hints: var[tuple[str, ...]] = var(())
    """The hints shown so far."""
    message: var[str] = var("", always_update=True)
    """A message below the answer; hidden when empty."""
    button: var[str] = var("")
    """The label of the button; hidden when empty."""

    @dataclass
    class Submitted(Message):
        """The learner submitted a response that can be read."""

        item: Item
        response: Response

    @dataclass
    class Unreadable(Message):
        """The learner submitted an empty or unreadable answer; the view shows a message."""

        item: Item

    class AnswerChanged(Message):
        """The answer to the open question is different now."""

    @dataclass
    class ConfidenceGiven(Message):
        """The learner rated the confidence in a response, after `ask_confidence`."""

        item: Item
        response: Response
        confidence: Confidence

    class Proceed(Message):
        """The button was clicked while an answered question was shown."""

    def __init__(self, advice: str = "") -> None:
        """Make the parts; `advice` is added to messages about unreadable answers."""
        super().__init__()
        self.item: Item | None = None
        """The question on the page; None without one, and while it is replaced."""
        self.is_answered = False
        self.citations: Sequence[Citation] = ()
        """The quotes of the verdict on the page."""
        self.note = Static(classes="instruction")
        """A line for the screen below the answer."""
        self.note.display = False
        self._advice = advice
        self._prompt = Static(classes="prompt")
        self._instruction = Static(classes="instruction")
        self._hints = Static(classes="hints")
        self._confidence = ConfidencePrompt()
        self._message = MessageLine(classes="message")
        self._verdict = VerdictPanel()
        self._button = LinkButton()
        self._answers: dict[str, AnswerWidget[Any]] = {}
        self._draft: Draft = ()
        self._response: Response = ()
        """The response whose confidence is asked for."""
        self._follow_verdict = False

    def compose(self) -> ComposeResult:
        yield self._prompt
        yield self._instruction
        yield self._hints
        yield self._confidence
        yield self.note
        yield self._message
        yield self._verdict
        yield self._button

    def on_mount(self) -> None:
        """Start without a question."""
        self._show_parts()

    async def ask(self, item: Item, draft: Draft = ()) -> None:
        """Show an open question with what was chosen or typed earlier, ready to be answered."""
        answer = await self._turn_to(item)
        self._instruction.update(plain(_instruction(item)))
        await answer.ask(item.question, item.order, draft)
        self._draft = answer.draft()
        answer.begin()
        self.item, self.is_answered = item, False
        self._show_parts()

    async def show_answered(
        self,
        item: Item,
        answered: Answered,
        citations: Sequence[Citation],
        *,
        opens_source: bool,
    ) -> None:
        """Show a question that was answered earlier, with its verdict, read-only."""
        await self._turn_to(item)
        self.item = item
        self.explain(answered, citations, opens_source=opens_source)

    def explain(
        self,
        answered: Answered,
        citations: Sequence[Citation],
        *,
        opens_source: bool,
        follow: bool = False,
    ) -> None:
        """Show the verdict on an answer to the current question; `follow` scrolls to it."""
        if self.item is None:
            return
        item, answer = self.item, self.answer
        self.is_answered = True
        answer.show(item.question, item.order, answered.response, answered.verdict)
        self.citations = citations
        self._verdict.show(
            item.question, answered.verdict, citations, answered.confidence, opens=opens_source
        )
        self.show_due("")
        had_focus = self.has_focus_within
        self._show_parts()
        if not answer.leaves_keys and had_focus:
            # Removing the focus repaints the whole screen, so only where keys would be lost.
            self.screen.set_focus(None)
        if follow:
            self.message = ""
            self._follow_verdict = True
            # Otherwise parts that only change colour are painted a frame before those that grow.
            self.screen.refresh(repaint=False, layout=True)

    def replace_item(self, item: Item) -> None:
        """Replace the item by `item`, which looks the same."""
        self.item = item

    def clear(self) -> None:
        """Show no question."""
        self.item, self.is_answered = None, False
        self._prompt.update("")
        self.message = ""
        self._show_parts()

    @property
    def answer(self) -> AnswerWidget[Any]:
        """The answer widget of the current question."""
        return next(each for each in self._answers.values() if each.display)

    def begin(self) -> None:
        """Give the focus back to the answer, unless the question is answered."""
        if self.item is not None and not self.is_answered:
            self.answer.begin()

    def ask_confidence(self, response: Response) -> None:
        """Ask for the confidence in a response; `ConfidenceGiven` is posted with it."""
        self.message = ""
        self._response = response
        self._confidence.display = True
        self._button.display = False
        # It is not laid out yet; `_show_confidence` scrolls to it once it is.
        self._confidence.focus(scroll_visible=False)

    def show_due(self, text: str, *, scroll: bool = False) -> None:
        """Show below the verdict when the question comes back; nothing for an empty text."""
        self._verdict.show_due(text)
        if scroll:
            self.call_after_refresh(self.scroll_to_widget, self._verdict.due, animate=False)

    def scroll_to_hints(self) -> None:
        """Scroll to the hints."""
        self.scroll_to_widget(self._hints, animate=False)

    def to_top(self) -> None:
        """Scroll to the start of the question."""
        self.scroll_home(animate=False, immediate=True)

    async def _turn_to(self, item: Item) -> AnswerWidget[Any]:
        """Show the prompt and the answer widget of another question."""
        # Submissions that arrive from here on belong to no question.
        self.item, self.citations = None, ()
        self.message = ""
        self._prompt.update(plain(item.question.prompt))
        kind = item.question.kind
        if kind not in self._answers:
            self._answers[kind] = ANSWERS[kind]()
            await self.mount(self._answers[kind], after=self._instruction)
        # Hidden, not removed: the next question of its type needs no new widget.
        for each, answer in self._answers.items():
            answer.display = each == kind
        return self._answers[kind]

    def _show_parts(self) -> None:
        """Show the parts for no question, an open one, or an answered one."""
        self._instruction.display = self.item is not None and not self.is_answered
        self._verdict.display = self.is_answered
        self._confidence.display = False
        self._button.display = bool(self.button)
        if self.item is None:
            for each in self._answers.values():
                each.display = False

    def watch_hints(self, hints: tuple[str, ...]) -> None:
        """Show the hints."""
        self._hints.update(lines(plain(f"Hint: {hint}") for hint in hints))
        self._hints.display = bool(hints)

    def watch_message(self, message: str) -> None:
        """Show the message, and scroll to it."""
        self._message.update(plain(message))
        self._message.display = bool(message)
        if message:
            # One that is shown only now has no place yet: `_show_message` scrolls to it then.
            self._show_message()

    @on(MessageLine.Placed)
    def _show_message(self) -> None:
        """Scroll to the message: it may stand below an article, or below a small screen."""
        if self.message:
            self.scroll_to_widget(self._message, animate=False, immediate=True)

    def watch_button(self, label: str) -> None:
        """Show what the button does."""
        self._button.label(label)
        self._button.display = bool(label) and not self._confidence.display

    @on(AnswerWidget.Changed)
    @on(OptionPicker.Picked)
    @on(Input.Changed)
    def _note_change(self, event: Message) -> None:
        event.stop()
        # A field that is filled with an earlier draft reports a change too.
        if self.item is None or self.is_answered or self.answer.draft() == self._draft:
            return
        self._draft = self.answer.draft()
        self._discard_message()
        self.post_message(self.AnswerChanged())

    def _discard_message(self) -> None:
        """Discard the message about the earlier answer, and the confidence prompt."""
        self.message = ""
        self._confidence.display = False
        self._button.display = bool(self.button)

    @on(AnswerWidget.Submitted)
    def _submit(self, event: Message) -> None:
        event.stop()
        if self.item is None or self.is_answered:
            return
        try:
            response = self.answer.response()
        except UnreadableResponse as error:
            self.message = f"{error} {self._advice}".rstrip()
            self.post_message(self.Unreadable(self.item))
        else:
            self.post_message(self.Submitted(self.item, response))

    @on(LinkButton.Pressed)
    def _press(self, event: LinkButton.Pressed) -> None:
        if self.is_answered:
            event.stop()
            self.post_message(self.Proceed())
        else:
            self._submit(event)

    @on(ConfidencePrompt.Shown)
    def _show_confidence(self, event: ConfidencePrompt.Shown) -> None:
        event.stop()
        self.scroll_to_widget(self._confidence, animate=False, immediate=True)

    @on(ConfidencePrompt.Chosen)
    def _give_confidence(self, event: ConfidencePrompt.Chosen) -> None:
        event.stop()
        # A second digit may come before the first one has led to the verdict.
        if self.item is not None and not self.is_answered:
            given = self.ConfidenceGiven(self.item, self._response, event.confidence)
            self.post_message(given)

    @on(ConfidencePrompt.Cancelled)
    def _cancel_confidence(self, event: ConfidencePrompt.Cancelled) -> None:
        event.stop()
        self._discard_message()
        self.begin()

    @on(VerdictPanel.Shown)
    def _scroll_to_verdict(self, event: VerdictPanel.Shown) -> None:
        event.stop()
        if self._follow_verdict:
            self._follow_verdict = False
            self.scroll_to_widget(self._verdict, animate=False, immediate=True)


def _instruction(item: Item) -> str:
    question = item.question
    points = f" {formatting.number(float(question.points))} points." if question.points != 1 else ""
    return f"{question_type_of(question).instruction(question)}{points}"


MAX_SIGNS = 40
"""Questions up to which each has its sign."""


def attempt_strip(
    session: Attempt, skipped: Collection[int], max_signs: int = MAX_SIGNS
) -> Content:
    """Return one sign for each question; a bar of how many are answered when they are too many."""
    count = len(session.items)
    if count > max_signs:
        return bar(len(session.answered) / count, min(20, max_signs), theme.ACCENT)
    return joined(*(_sign(session, index, index in skipped) for index in range(count)))


def _sign(session: Attempt, index: int, skipped: bool) -> Content:
    done = session.answered.get(index)
    if index in session.undone:
        sign, style = formatting.UNDONE_SIGN, theme.MUTED
    elif done is not None:
        outcome = done.verdict.outcome
        sign, style = formatting.sign(outcome), theme.OUTCOMES[outcome]
    else:
        sign, style = ("↷", theme.DOUBTFUL) if skipped else ("·", theme.MUTED)
    return Content.styled(sign, f"bold reverse {style}" if index == session.position else style)


def copy_quotes(app: App[Any], citations: Sequence[Citation]) -> None:
    """Put quotes on the clipboard, one below the other."""
    text = "\n".join(each.quote.text.strip() for each in citations)
    copy(app, text, "Copied the quote" if len(citations) == 1 else "Copied the quotes")


class QuestionHolder(Screen[Any]):
    """The base of the screens with one `QuestionView`, which they scroll."""

    DEFAULT_CSS = """
    QuestionHolder.-short {
        & QuestionView { padding: 0 0 0 1; }
        & .instruction, & .hints, & .message { margin: 0; }
        & AnswerWidget, & LinkButton { margin: 0; }
    }
    """
    AUTO_FOCUS = ""
    BINDINGS = [
        Binding("up", "by_lines(-1)", "Up", show=False),
        Binding("down", "by_lines(1)", "Down", show=False),
        Binding("pageup", "by_pages(-1)", "Up", show=False, tooltip="Scroll up"),
        Binding("pagedown", "by_pages(1)", "Down", show=False, tooltip="Scroll down"),
        Binding("home", "to_start", "Start", show=False),
        Binding("end", "to_end", "End", show=False),
        Binding("c", "copy_quotes", "Copy quote", show=False, tooltip="Copy the quote"),
    ]

    def __init__(self, advice: str = "") -> None:
        """Make the view; `advice` is added to messages about unreadable answers."""
        super().__init__()
        self.view = QuestionView(advice)

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool:
        """Enable copying where there is a quote."""
        return action != "copy_quotes" or bool(self.view.citations)

    def action_copy_quotes(self) -> None:
        """Copy the quotes of the verdict."""
        copy_quotes(self.app, self.view.citations)

    def action_by_lines(self, step: int) -> None:
        """Scroll by lines."""
        self.view.by_lines(step)

    def action_by_pages(self, step: int) -> None:
        """Scroll by a screen but one line."""
        self.view.by_lines(step * max(1, self.view.size.height - 1))

    def action_to_start(self) -> None:
        """Scroll to the start."""
        self.view.to_top()

    def action_to_end(self) -> None:
        """Scroll to the end."""
        self.view.scroll_end(animate=False, immediate=True)
