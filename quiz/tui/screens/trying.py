"""Trying an answer: asked, marked and explained as for a student, and kept nowhere."""

from asyncio import Lock
from time import monotonic
from typing import Any

from textual.widgets import Static

from quiz.errors import UnreadableResponse
from quiz.kinds import kind_of
from quiz.model.bank import Citation
from quiz.model.response import Response, quotes_of
from quiz.session.form import Item
from quiz.session.session import Session
from quiz.text.lexicon import Lexicon
from quiz.tui.answers import AnswerWidget
from quiz.tui.content import lines, plain
from quiz.tui.screens.asking import AskingScreen
from quiz.tui.widgets.press import Press
from quiz.tui.widgets.verdict import VerdictPanel


class TryingScreen(AskingScreen):
    """Asks one question that may become another at any time."""

    def __init__(self) -> None:
        super().__init__()
        self.hints = Static(classes="hints")
        self.verdict = VerdictPanel()
        self.button = Press()
        self._session: Session | None = None
        """The question at hand, answered or not; None when there is none to be shown."""
        self._lexicon = Lexicon(frozenset(), frozenset())
        self._follow = False
        self.asking = Lock()
        """Held while the question at hand becomes another; nothing is taken as an answer then."""

    @property
    def item(self) -> Item | None:
        """The question at hand."""
        return None if self._session is None else self._session.item

    @property
    def done(self) -> bool:
        """Whether the question at hand is answered."""
        return self._session is not None and self._session.verdict is not None

    async def try_item(self, item: Item, lexicon: Lexicon, response: Response | None) -> None:
        """Ask a question, or show at once how a response to it is marked and explained."""
        self._session = Session([item], monotonic)
        self._lexicon = lexicon
        self.say("")
        if response is None:
            await self.ask(item, ())
        else:
            self.prompt.update(plain(item.question.prompt))
            await self.answer_for(item)
            self._mark(self._session, response)
        self.renew()

    @property
    def open(self) -> bool:
        """Whether the question at hand can be answered now."""
        return self._session is not None and not self.done and not self.asking.locked()

    def try_no_more(self) -> None:
        """Show no question."""
        self._session = None
        self.say("")
        self.prompt.update("")
        for each in self.query(AnswerWidget):
            each.display = False
        self.renew()

    def refresh_item(self, item: Item, lexicon: Lexicon) -> None:
        """Go on with the same question out of a bank that was read again; answer and hints stay."""
        if self._session is None:
            return
        before = self._session
        self._session, self._lexicon = Session([item], monotonic), lexicon
        for _ in before.hints:
            self._session.hint()
        if before.verdict is not None:
            self._mark(self._session, before.answered[0].response)

    @property
    def response(self) -> Response | None:
        """The answer that was submitted, None before that."""
        return self._session.answered[0].response if self._session and self.done else None

    def carried(self, item: Item) -> Response | None:
        """Return what was submitted as an answer to a changed question, None if it is none."""
        old, response = self.item, self.response
        if old is None or response is None or old.question.kind != item.question.kind:
            return None
        return kind_of(item.question).carry(old.question, item.question, response)

    def _mark(self, session: Session, response: Response) -> None:
        session.record(session.mark(response, self._lexicon))
        item, done = session.item, session.answered[0]
        answer: AnswerWidget[Any] = self.answer
        answer.show(item.question, item.order, done.response, done.verdict)
        cited = self.cited()
        self.verdict.show(item.question, done.verdict, cited, None, opens=bool(cited))
        self.verdict.tell_fate("")

    def cited(self) -> tuple[Citation, ...]:
        """Return the quotes that the verdict at hand stands on; none before it."""
        item = self.item
        verdict = self._session.verdict if self._session else None
        return item.bank.cited(quotes_of(item.question, verdict)) if item and verdict else ()

    def renew(self) -> None:
        """Show what depends on whether there is a question, and whether it is answered."""
        asked = self._session is not None
        self.instruction.display = asked and not self.done
        self.verdict.display = self.done
        self.button.display = asked
        self.button.label("Try again" if self.done else "Submit")
        self._show_hints()
        self.refresh_bindings()

    def _show_hints(self) -> None:
        hints = self._session.hints if self._session else ()
        self.hints.update(lines(plain(f"Hint: {hint}") for hint in hints))
        self.hints.display = bool(hints)

    def submit(self, response: Response) -> None:
        """Show how a response is marked and explained."""
        if self._session is None or not self.open:
            return
        self.say("")
        self._mark(self._session, response)
        self._follow = True
        self.renew()
        if not self.answer.rests and self.answer.has_focus_within:
            self.set_focus(None)

    def on_verdict_panel_shown(self, event: VerdictPanel.Shown) -> None:
        """Scroll to a verdict that was just given."""
        event.stop()
        if self._follow:
            self._follow = False
            self.page.scroll_to_widget(self.verdict, animate=False, immediate=True)

    def on_answer_widget_submitted(self, event: AnswerWidget.Submitted) -> None:
        """Take the answer, unless there is nothing to take yet."""
        event.stop()
        self._submit_chosen()

    async def on_press_pressed(self, event: Press.Pressed) -> None:
        """Submit, or try again."""
        event.stop()
        if self.done:
            await self.action_again()
        else:
            self._submit_chosen()

    def _submit_chosen(self) -> None:
        if not self.open:
            return
        try:
            self.submit(self.answer.response())
        except UnreadableResponse as error:
            self.say(str(error))

    async def action_again(self) -> None:
        """Ask the question anew."""
        async with self.asking:
            if self.item is not None and self.done:
                await self.try_item(self.item, self._lexicon, None)
                self.page.scroll_home(animate=False, immediate=True)

    def action_hint(self) -> None:
        """Show one more hint."""
        if self._session is not None:
            self._session.hint()
            self._show_hints()
            self.page.scroll_to_widget(self.hints, animate=False)
            self.refresh_bindings()

    def action_reveal(self) -> None:
        """Show the answer."""
        self.submit(())

    def action_source(self) -> None:
        """Show the quotes in their sources."""
        from quiz.tui.screens.source import SourceScreen

        if self.item is not None:
            self.app.push_screen(SourceScreen(self.item.bank, self.cited(), mapped=False))

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool:
        """Offer what makes sense before the verdict, or after it."""
        match action:
            case "again" | "app.help":
                return self.done
            case "source":
                return bool(self.cited())
            case "reveal":
                return self._session is not None and not self.done
            case "hint":
                session = self._session
                most = len(session.item.question.hints) if session else 0
                return session is not None and not self.done and len(session.hints) < most
        return True
