"""One question with answer, hints, message and verdict on a page, and the base of its screens."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from typing import Any

from textual import on
from textual.app import App, ComposeResult
from textual.binding import Binding
from textual.containers import Horizontal
from textual.content import Content
from textual.message import Message
from textual.reactive import var
from textual.screen import Screen
from textual.widget import Widget
from textual.widgets import Input, Static

from quiz.attempts.attempt import Answered, Attempt
from quiz.attempts.form import Item
from quiz.errors import UnreadableResponse
from quiz.model.bank import Citation
from quiz.model.response import Confidence, Response
from quiz.question_types import question_type_of
from quiz.study import formatting
from quiz.tui import theme
from quiz.tui.answers import AnswerWidget, answer_widget
from quiz.tui.answers.base import Draft
from quiz.tui.content import bar, copy, lines, plain
from quiz.tui.widgets.confidence_prompt import ConfidencePrompt
from quiz.tui.widgets.controls import LinkButton
from quiz.tui.widgets.option_picker import OptionPicker
from quiz.tui.widgets.row_list import Page
from quiz.tui.widgets.source_pane import SourcePane
from quiz.tui.widgets.verdict import VerdictPanel, bare_quote, quote_alone, quote_in_sentence


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

    # The classes that tell the size stand on the screen, above the widget.
    SCOPED_CSS = False
    DEFAULT_CSS = """
    QuestionView {
        & > * { max-width: 77; padding-right: 1; }
        & > VerdictPanel, & > ConfidencePrompt { max-width: 76; }
        & .prompt { text-style: bold; }
        & .instruction { color: $soft; margin: 1 0 0 0; }
        & .hints { color: $soft; margin: 1 0 0 0; }
        & .picks { display: none; margin: 1 0 0 0; text-wrap: nowrap; text-overflow: ellipsis; }
        & .message { color: $part; text-style: bold; margin: 1 0 0 0; }
    }
    /* Room for the scroll bar: the texts stay where they are when a verdict needs one. */
    .-xl QuestionView { padding: 1 2 1 4; scrollbar-gutter: stable; }
    .-lg QuestionView { padding: 1 1 1 4; scrollbar-gutter: stable; }
    .-md QuestionView { padding: 1 1 1 2; scrollbar-gutter: stable; }
    .-sm QuestionView { padding: 1 1 1 2; }
    .-xs QuestionView { padding: 0 0 0 1; }
    .-lg QuestionView.-wide .picks, .-xl QuestionView.-wide .picks { display: block; }
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
        self._picks = Static(classes="picks")
        self._hints = Static(classes="hints")
        self._confidence = ConfidencePrompt()
        self._message = MessageLine(classes="message")
        self._verdict = VerdictPanel()
        self.at_once = False
        """Whether the letter of an option is the answer, without Enter."""
        # As wide as most of what can be lacking, so that the first pick changes no layout.
        self._button = LinkButton(min_width=18)
        self._answers: dict[str, AnswerWidget[Any]] = {}
        self._draft: Draft = ()
        self._response: Response = ()
        """The response whose confidence is asked for."""
        self._follow_verdict = False
        self.has_width = True
        """Whether it has the whole width of the screen, so that an article fits beside a prompt."""

    def compose(self) -> ComposeResult:
        yield self._prompt
        yield self._instruction
        yield self._picks
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
        self._picks.update(answer.summary())
        answer.begin()
        self.item, self.is_answered = item, False
        self._show_parts()

    async def show_answered(
        self, item: Item, answered: Answered, citations: Sequence[Citation]
    ) -> None:
        """Show a question that was answered earlier, with its verdict, read-only."""
        await self._turn_to(item)
        self.item = item
        self.explain(answered, citations)

    def explain(
        self, answered: Answered, citations: Sequence[Citation], *, follow: bool = False
    ) -> None:
        """Show the verdict on an answer to the current question; `follow` scrolls to it."""
        if self.item is None:
            return
        item, answer = self.item, self.answer
        self.is_answered = True
        answer.show(item.question, item.order, answered.response, answered.verdict)
        self._picks.update(answer.summary())
        self.citations = citations
        self._verdict.show(
            item.question,
            answered.verdict,
            self._quotes(item, citations),
            answered.confidence,
            answer.letters(),
            key=not answer.shows_key,
        )
        self.show_return("", "")
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

    def _quotes(self, item: Item, citations: Sequence[Citation]) -> list[Content]:
        """Return the quotes as the verdict shows them."""
        few = self.app.native_ansi_color
        if self.screen.has_class("-short"):
            return [bare_quote(each, few) for each in citations]
        inferred = item.question.inferred
        # A past attempt keeps its quotes, but not the sources they were taken from.
        return [
            quote_in_sentence(item.bank, each, few, inferred)
            if each.source in item.bank.sources
            else quote_alone(each, few)
            for each in citations
        ]

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
        self._show_button()
        # It is not laid out yet; `_show_confidence` scrolls to it once it is.
        self._confidence.focus(scroll_visible=False)

    def show_return(self, returns: str, message: str, *, scroll: bool = False) -> None:
        """Show when the question comes back, and what the last action on it did."""
        self._verdict.show_return(returns, message)
        if scroll and message:
            self.call_after_refresh(self.scroll_to_widget, self._verdict.due, animate=False)

    def quotes_are_beside(self, beside: bool) -> None:
        """Say whether a pane shows all quotes, where there is room for one."""
        self._verdict.quotes.set_class(beside, "-beside")

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
            self._answers[kind] = answer_widget(kind)
            await self.mount(self._answers[kind], after=self._instruction)
        self.set_class(self.has_width and self._answers[kind].shows_source, "-wide")
        # Hidden, not removed: the next question of its type needs no new widget.
        for each, answer in self._answers.items():
            answer.display = each == kind
        return self._answers[kind]

    def _show_parts(self) -> None:
        """Show the parts for no question, an open one, or an answered one."""
        # Where there is room it stays at the verdict, so that the answer keeps its place.
        stays = not self.is_answered or self.screen.has_class("-tall")
        self._instruction.display = self.item is not None and stays
        self._verdict.display = self.is_answered
        # On the prompt alone: a class of the view would restyle all its parts.
        self._prompt.set_class(self.is_answered, "-answered")
        self._confidence.display = False
        self._show_button()
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
        self._show_button()

    @property
    def lacking(self) -> str:
        """What is still to be done before the answer can be submitted; empty if nothing is."""
        return "" if self.item is None or self.is_answered else self.answer.lacking()

    def _show_button(self) -> None:
        """Show what Enter does, or what is lacking before it does anything."""
        label = "" if self._confidence.display else self.button
        lacking = self.lacking if label else ""
        self._button.set_class(bool(lacking), "-second")
        self._button.label(lacking or label, "" if lacking else "Enter")

    @on(AnswerWidget.Changed)
    @on(OptionPicker.Picked)
    @on(Input.Changed)
    def _note_change(self, event: Message) -> None:
        event.stop()
        # A field that is filled with an earlier draft reports a change too.
        if self.item is None or self.is_answered or self.answer.draft() == self._draft:
            return
        self._draft = self.answer.draft()
        self._picks.update(self.answer.summary())
        self._discard_message()
        self.post_message(self.AnswerChanged())
        if self.at_once and isinstance(event, OptionPicker.Picked) and event.meant:
            self._submit(event)

    def _discard_message(self) -> None:
        """Discard the message about the earlier answer, and the confidence prompt."""
        if self.message:
            # Only then: it changes the layout of the page.
            self.message = ""
        self._confidence.display = False
        self._show_button()

    @on(AnswerWidget.Submitted)
    def _submit(self, event: Message) -> None:
        event.stop()
        if self.item is None or self.is_answered:
            return
        try:
            response = self.answer.response()
        except UnreadableResponse as error:
            if self.lacking and self._button.is_shown and not self._advice:
                # The button says so already.
                self.scroll_to_widget(self._button, animate=False, immediate=True)
            else:
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
            # The marked answer stays in sight where there is room for the verdict below it.
            if self._verdict.virtual_region.y > self.size.height // 2:
                self.scroll_to_widget(self._verdict, animate=False, immediate=True, top=True)
            else:
                self.to_top()


def _instruction(item: Item) -> str:
    question = item.question
    points = f" {formatting.number(float(question.points))} points." if question.points != 1 else ""
    return f"{question_type_of(question).instruction(question)}{points}"


MAX_SIGNS = 30
"""Questions up to which each has its sign."""


def attempt_signs(
    session: Attempt, skipped: Collection[int], max_signs: int = MAX_SIGNS
) -> list[Content]:
    """Return one sign for each question; a bar of how many are answered when they are too many."""
    count = len(session.items)
    if count > max_signs:
        return [bar(len(session.answered) / count, min(20, max_signs), theme.ACCENT)]
    return [_sign(session, index, index in skipped) for index in range(count)]


def _sign(session: Attempt, index: int, skipped: bool) -> Content:
    done = session.answered.get(index)
    if index in session.undone:
        sign, style = formatting.UNDONE_SIGN, theme.MUTED
    elif done is not None:
        outcome = done.verdict.outcome
        sign, style = formatting.sign(outcome), theme.OUTCOMES[outcome]
    elif index == session.position:
        sign, style = "▸", theme.FILLED
    else:
        sign, style = ("↷", theme.DOUBTFUL) if skipped else ("·", theme.MUTED)
    return Content.styled(sign, style)


def copy_quotes(app: App[Any], citations: Sequence[Citation]) -> None:
    """Put quotes on the clipboard, one below the other."""
    text = "\n".join(each.quote.text.strip() for each in citations)
    copy(app, text, "Copied the quote" if len(citations) == 1 else "Copied the quotes")


def source_of(item: Item) -> str:
    """Return the source that a question is about; empty when its bank has none."""
    quotes = item.bank.cited(item.question.quotes)
    return quotes[0].source if quotes else next(iter(item.bank.sources), "")


class QuestionHolder(Screen[Any]):
    """The base of the screens with one `QuestionView`, which they scroll."""

    DEFAULT_CSS = """
    QuestionHolder {
        & .panes { height: 1fr; }
        & QuestionView { width: 1fr; max-width: 84; }
        &.-xl QuestionView { width: 84; }
        &.-lg QuestionView.-wide, &.-xl QuestionView.-wide {
            width: 1fr; max-width: 100%; padding: 1 4 1 4;
        }
        &.-lg SourcePane, &.-xl SourcePane { display: block; }
        & SourcePane.-absent { display: none; }
        /* Beside its source, a quote is not repeated. */
        &.-lg .quotes.-beside, &.-xl .quotes.-beside { display: none; }
    }
    QuestionHolder.-short {
        & .instruction, & .hints, & .message { margin: 0; }
        & AnswerWidget { margin: 0; }
        & .prompt.-answered { text-wrap: nowrap; text-overflow: ellipsis; }
        & VerdictPanel { margin: 0; padding: 0; border-top: none; }
        & VerdictPanel > Static { margin: 0; }
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
        Binding("s,f4", "source", "source", tooltip="Show the quote in its source"),
        Binding("y,c", "copy_quotes", "copy quote", tooltip="Copy the quote"),
    ]

    def __init__(self, advice: str = "") -> None:
        """Make the view; `advice` is added to messages about unreadable answers."""
        super().__init__()
        self.view = QuestionView(advice)
        self.source_pane = SourcePane()

    def panes(self) -> ComposeResult:
        """Yield the question, and its source beside it where there is room."""
        with Horizontal(classes="panes"):
            yield self.view
            yield self.source_pane

    def close_source(self, item: Item, key: str = "") -> None:
        """Close the source of an open question; `key` says how it is opened."""
        source = source_of(item)
        # Where sentences of the source are picked, it is there already.
        self.source_pane.set_class(not source or self.view.answer.shows_source, "-absent")
        self.source_pane.close(source, key)

    def open_book(self, item: Item) -> None:
        """Open the source of an open question, with no quote marked."""
        self.source_pane.open(item.bank, (), source_of(item), answered=False)

    def show_source(self, item: Item, citations: Sequence[Citation]) -> None:
        """Open the source of an answered question at its first quote."""
        first = citations[0].source if citations else next(iter(item.bank.sources), "")
        self.view.quotes_are_beside(all(each.source == first for each in citations))
        # Where sentences of the source were picked, they are marked there.
        self.source_pane.set_class(not first or self.view.answer.shows_source, "-absent")
        if first:
            inferred = item.question.inferred
            self.source_pane.open(item.bank, citations, first, inferred=inferred)

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Enable copying and the source where there is a quote."""
        return action not in ("copy_quotes", "source") or bool(self.view.citations)

    def action_copy_quotes(self) -> None:
        """Copy the quotes of the verdict."""
        copy_quotes(self.app, self.view.citations)

    @property
    def _scrolled(self) -> Widget:
        """What keys scroll: the question, or its source where the question needs no scrolling."""
        pane = self.source_pane
        if self.view.has_class("-wide") and self.view.is_answered and not self.view.max_scroll_y:
            return self.view.answer
        return (
            pane if pane.display and not pane.closed and not self.view.max_scroll_y else self.view
        )

    def action_by_lines(self, step: int) -> None:
        """Scroll by lines."""
        self._scrolled.scroll_relative(y=step, animate=False, immediate=True)

    def action_by_pages(self, step: int) -> None:
        """Scroll by a screen but one line."""
        self.action_by_lines(step * max(1, self._scrolled.size.height - 1))

    def action_to_start(self) -> None:
        """Scroll to the start."""
        self._scrolled.scroll_home(animate=False, immediate=True)

    def action_to_end(self) -> None:
        """Scroll to the end."""
        self._scrolled.scroll_end(animate=False, immediate=True)
