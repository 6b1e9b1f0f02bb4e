"""The question at hand: asked, answered, marked and explained on one screen, updated in place."""

from typing import Any

from textual import work
from textual.app import ComposeResult
from textual.binding import Binding
from textual.content import Content
from textual.widgets import Static

from quiz.errors import UnreadableResponse
from quiz.model.bank import Citation
from quiz.model.mode import Mode
from quiz.model.response import Outcome, quotes_of
from quiz.player.attempt import Player
from quiz.player.leaving import left
from quiz.store.store import Store
from quiz.tui.answers import AnswerWidget
from quiz.tui.answers.base import Draft
from quiz.tui.content import lines, plain
from quiz.tui.screens.tending import TENDING, TendingScreen
from quiz.tui.widgets.header import Header
from quiz.tui.widgets.keybar import KeyBar
from quiz.tui.widgets.press import Press
from quiz.tui.widgets.signs import strip
from quiz.tui.widgets.verdict import VerdictPanel

MOST_SIGNS = 40
WARM_AFTER = 0.1
"""Seconds after which the first answer is prepared for: not before the question is painted."""


class QuestionScreen(TendingScreen):
    """Plays an attempt; with `review`, shows one of its answered questions, read-only."""

    BINDINGS = [
        Binding("enter,space,n", "next", "Next", tooltip="Go on to the next question"),
        Binding("f2", "hint", "Hint", tooltip="Show one more hint"),
        Binding("f3", "skip", "Skip", tooltip="Come back to this question later"),
        Binding("s,f4", "source", "Source", tooltip="Show the quote in its source"),
        Binding("f5", "reveal", "Show answer", tooltip="Show the answer; it counts as not given"),
        Binding("escape", "leave", "Back", tooltip="Go back"),
        *TENDING,
        Binding("h", "app.help", "Help", show=False),
    ]

    def __init__(self, player: Player, store: Store, review: int | None = None) -> None:
        super().__init__(player)
        self._session = player.session
        self._store = store
        self._review = review is not None
        if not self._review:
            self.says = {"leave": ("Back", f"Go back; {left(player.mode)}")}
        self._drafts: dict[int, Draft] = {}
        self._skipped: set[int] = set()
        self._follow = False
        if review is not None:
            self._session.go(review)

    def compose(self) -> ComposeResult:
        """Make the parts that every question shares."""
        self._header = Header(self._title)
        self._hints = Static(classes="hints")
        self._verdict = VerdictPanel()
        yield self._header
        with self.page:
            yield self.prompt
            yield self.instruction
            yield self._hints
            yield self.sureness
            yield self.message
            yield self._verdict
            yield self.button
        yield KeyBar()

    async def on_mount(self) -> None:
        """Show the first open question."""
        await self._show_parts()
        if self._player.notice:
            self.say(self._player.notice)
        if not self._review:
            self.set_timer(WARM_AFTER, self._warm)

    @work(thread=True)
    def _warm(self) -> None:
        self._store.warm()

    @property
    def _title(self) -> str:
        """Where one is: the mode unless it is practice, and the bank of the question at hand."""
        title = self._session.item.bank.title
        mode = "" if self._player.mode is Mode.PRACTICE else f"{self._player.mode.capitalize()} · "
        return mode + title

    async def _show(self) -> None:
        """Show the question at hand, as it stands."""
        # A widget that is mounted first must not come a frame after the rest.
        with self.app.batch_update():
            await self._show_parts()
        # What would have been painted meanwhile is lost: paint everything.
        self.refresh(layout=True)

    async def _show_parts(self) -> None:
        self.say("")
        item = self._session.item
        if self._session.verdict is None:
            await self.ask(item, self._drafts.get(self._session.position, ()))
        else:
            self.prompt.update(plain(item.question.prompt))
            self._show_verdict(await self.answer_for(item))
        self._renew()
        self.page.scroll_home(animate=False, immediate=True)

    def _renew(self) -> None:
        """Show what depends on whether the question is answered, and the progress."""
        done = self._session.verdict is not None
        self.instruction.display = not done
        self._verdict.display = done
        self.sureness.display = False
        self.button.display = not self._review
        self.button.label(self._pressed())
        self._header.entitle(self._title)
        self._show_hints()
        self._show_progress()
        self.refresh_bindings()

    def _pressed(self) -> str:
        """Return what the button does."""
        if self._session.verdict is None:
            return "Submit"
        if not self._session.finished:
            return "Next"
        return "Once more" if self._player.more_to_come else "Results"

    def _show_hints(self) -> None:
        hints = self._session.hints
        self._hints.update(lines(plain(f"Hint: {hint}") for hint in hints))
        self._hints.display = bool(hints)

    def _show_progress(self) -> None:
        session = self._session
        count = len(session.items)
        said = f"Question {session.position + 1} of {count} · {session.count(Outcome.RIGHT)} right"
        skipped = self._skipped - session.answered.keys()
        self._header.progress(Content(said), strip(session, skipped, MOST_SIGNS))
        unsaved = self._player.unsaved or not self._store.saved
        self._header.warn("not saved" if unsaved else "")

    def on_answer_widget_submitted(self, event: AnswerWidget.Submitted) -> None:
        """Take the answer, unless there is nothing to take yet."""
        event.stop()
        self._submit_chosen()

    async def on_press_pressed(self, event: Press.Pressed) -> None:
        """Submit, or go on."""
        event.stop()
        if self._session.verdict is None:
            self._submit_chosen()
        else:
            await self.action_next()

    def _submit_chosen(self) -> None:
        if self._session.verdict is not None:
            return
        try:
            response = self.answer.response()
        except UnreadableResponse as error:
            self.say(str(error))
            return
        self.give(response)

    def explain(self) -> None:
        """See `SubmittingScreen.explain`."""
        self.say("")
        self._show_verdict(self.answer)
        self._renew()
        self._paint_at_once()
        self._follow = True

    def on_verdict_panel_shown(self, event: VerdictPanel.Shown) -> None:
        """Scroll to a verdict that was just given."""
        event.stop()
        if self._follow:
            self._follow = False
            self.page.scroll_to_widget(self._verdict, animate=False, immediate=True)

    def _paint_at_once(self) -> None:
        # Otherwise the parts that only change colour come one frame before those that change size.
        self.refresh(repaint=False, layout=True)

    def _show_verdict(self, answer: AnswerWidget[Any]) -> None:
        item = self._session.item
        done = self._session.answered[self._session.position]
        answer.show(item.question, item.order, done.response, done.verdict)
        opens = bool(self.in_place())
        self._verdict.show(
            item.question, done.verdict, self._citations(), done.confidence, opens=opens
        )
        self.tell_fate()
        if not answer.rests:
            # Taking the focus away repaints the whole screen.
            self.set_focus(None)

    def tell_fate(self) -> None:
        """See `TendingScreen.tell_fate`."""
        self._verdict.tell_fate("" if self._review else self.tending.fate(self._session.position))

    def show_fate(self) -> None:
        """See `TendingScreen.show_fate`."""
        self.call_after_refresh(self.page.scroll_to_widget, self._verdict.fate, animate=False)

    def _citations(self) -> tuple[Citation, ...]:
        """Return the quotes that the verdict at hand stands on; none before it."""
        item, verdict = self._session.item, self._session.verdict
        return item.bank.cited(quotes_of(item.question, verdict)) if verdict else ()

    def in_place(self) -> tuple[Citation, ...]:
        """Return where the quotes of the verdict at hand can be shown in their sources."""
        return self._citations()

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool:
        """Offer what makes sense before the verdict, or after it."""
        if self.saving:
            return False
        done = self._session.verdict is not None
        match action:
            case "next":
                return done and not self._review
            case "app.help":
                return done
            case "source":
                return bool(self.in_place())
            case "hint":
                hints = self._session.item.question.hints
                return not done and len(self._session.hints) < len(hints)
            case "skip":
                return not done and len(self._session.answered) + 1 < len(self._session.items)
            case "reveal":
                return not done
            case "take_back" | "call_easy" | "bury" | "suspend":
                return done and not self._review and self.may_tend(action)
        return True

    async def action_next(self) -> None:
        """Go to the next open question, or to the results."""
        if self._session.advance():
            await self._show()
        elif (player := self._player.next_round()) is not None:
            self.app.follow(QuestionScreen(player, self._store))
        else:
            from quiz.tui.screens.results import ResultsScreen

            self.app.follow(ResultsScreen(self._player, self._store))

    def action_hint(self) -> None:
        """Show one more hint."""
        self._session.hint()
        self._show_hints()
        self.page.scroll_to_widget(self._hints, animate=False)
        self.refresh_bindings()

    async def action_skip(self) -> None:
        """Leave the question open and go to the next open one."""
        self._drafts[self._session.position] = self.answer.draft()
        self._skipped.add(self._session.position)
        self._session.advance()
        await self._show()

    def action_reveal(self) -> None:
        """Show the answer; the question counts as not answered."""
        self.submit(())

    def action_source(self) -> None:
        """Show the quotes in their sources."""
        from quiz.tui.screens.source import SourceScreen

        self.app.push_screen(SourceScreen(self._session.item.bank, self.in_place()))

    def action_leave(self) -> None:
        """Go back; what is open stays so."""
        if self._review:
            self.app.pop_screen()
        else:
            self.app.go_home()
