"""The question screen: the questions of an attempt, asked and explained, updated in place."""

from typing import TYPE_CHECKING

from textual import on, work
from textual.app import ComposeResult
from textual.binding import Binding
from textual.content import Content

from quiz.model.bank import Citation
from quiz.model.response import Mode, Outcome, quotes_of
from quiz.store.store import Store
from quiz.study.formatting import after_leaving
from quiz.study.practice import PracticeRunner
from quiz.tui.answers.base import Draft
from quiz.tui.screens.question_holder import QuestionHolder
from quiz.tui.screens.response_saver import ResponseKeys, ResponseSaver
from quiz.tui.widgets.header import HeaderBar
from quiz.tui.widgets.key_bar import KeyBar
from quiz.tui.widgets.question_strip import strip
from quiz.tui.widgets.question_view import QuestionView

if TYPE_CHECKING:
    from quiz.tui.app import QuizApp

MAX_SIGNS = 40
WARM_AFTER = 0.1
"""Seconds after which the first answer is prepared for: not before the question is painted."""


class QuestionScreen(QuestionHolder):
    """Plays an attempt: asks its questions one by one, and explains each answer."""

    app: "QuizApp"
    BINDINGS = [
        Binding("enter,space,n", "next", "Next", tooltip="Go on to the next question"),
        Binding("f2", "hint", "Hint", tooltip="Show one more hint"),
        Binding("f3", "skip", "Skip", tooltip="Come back to this question later"),
        Binding("s,f4", "source", "Source", tooltip="Show the quote in its source"),
        Binding("f5", "reveal", "Show answer", tooltip="Show the answer; it counts as not given"),
        Binding("escape", "leave", "Back", tooltip="Go back"),
        *ResponseKeys.BINDINGS,
        Binding("h", "app.help", "Help", show=False),
    ]

    def __init__(self, player: PracticeRunner, store: Store) -> None:
        super().__init__()
        self._player = player
        self._session = player.attempt
        self._store = store
        self._saver = ResponseSaver(self, player, self._explain)
        self._actions = ResponseKeys(player, self._saver, self._acted)
        self._drafts: dict[int, Draft] = {}
        self._skipped: set[int] = set()
        self.says = {"leave": ("Back", f"Go back; {after_leaving(player.mode)}")}

    def compose(self) -> ComposeResult:
        """Make the parts that every question shares."""
        self._header = HeaderBar(self._title)
        yield self._header
        yield self.view
        yield KeyBar()

    async def on_mount(self) -> None:
        """Show the first open question."""
        await self._show_question()
        if self._player.notice:
            self.view.message = self._player.notice
        self.set_timer(WARM_AFTER, self._warm)

    @work(thread=True)
    def _warm(self) -> None:
        self._store.warm()

    @property
    def _title(self) -> str:
        """The mode unless it is practice, and the bank of the current question."""
        title = self._session.item.bank.title
        mode = "" if self._player.mode is Mode.PRACTICE else f"{self._player.mode.capitalize()} · "
        return mode + title

    async def _show(self) -> None:
        """Show the current question as it stands."""
        # A widget that is mounted first must not come a frame after the rest.
        with self.app.batch_update():
            await self._show_question()
        # What would have been painted meanwhile is lost: paint everything.
        self.refresh(layout=True)

    async def _show_question(self) -> None:
        session = self._session
        done = session.answered.get(session.position)
        if done is None:
            await self.view.ask(session.item, self._drafts.get(session.position, ()))
        else:
            cited = self._citations()
            await self.view.show_answered(session.item, done, cited, opens_source=bool(cited))
            self.view.show_due(self._actions.returns())
        self._show_progress()
        self.view.to_top()

    def _show_progress(self) -> None:
        """Show what depends on whether the question is answered, and the progress."""
        session = self._session
        self.view.hints = tuple(session.hints)
        self.view.button = self._button_label()
        self._header.entitle(self._title)
        right = session.count(Outcome.RIGHT)
        text = f"Question {session.position + 1} of {len(session.items)} · {right} right"
        skipped = self._skipped - session.answered.keys()
        self._header.progress(Content(text), strip(session, skipped, MAX_SIGNS))
        unsaved = self._player.unsaved or not self._store.saved
        self._header.warn("not saved" if unsaved else "")
        self.refresh_bindings()

    def _button_label(self) -> str:
        if self._session.verdict is None:
            return "Submit"
        if not self._session.finished:
            return "Next"
        return "Again" if self._player.has_next_round else "Results"

    @on(QuestionView.Submitted)
    def _take_response(self, event: QuestionView.Submitted) -> None:
        """Take a response, after asking how sure the learner is if the settings say so."""
        event.stop()
        if self._is_current(event):
            if self.app.settings.confidence:
                self.view.ask_confidence(event.response)
            else:
                self._saver.submit(event.response)

    @on(QuestionView.ConfidenceGiven)
    def _take_confidence(self, event: QuestionView.ConfidenceGiven) -> None:
        event.stop()
        if self._is_current(event):
            self._saver.submit(event.response, event.confidence)

    def _is_current(self, event: QuestionView.Submitted | QuestionView.ConfidenceGiven) -> bool:
        """Check that a response, which was on its way, belongs to the open question."""
        return event.item is self._session.item and self._session.verdict is None

    @on(QuestionView.Proceed)
    async def _proceed(self, event: QuestionView.Proceed) -> None:
        event.stop()
        await self.action_next()

    def _explain(self) -> None:
        """Show the verdict on the response that was just taken."""
        done, cited = self._session.answered[self._session.position], self._citations()
        # The button and the hints have their final size before the view scrolls.
        self._show_progress()
        self.view.explain(done, cited, opens_source=bool(cited), follow=True)
        self.view.show_due(self._actions.returns())

    def _acted(self, failure: str) -> None:
        """Show what came of an action on the response."""
        if failure:
            self.view.message = failure
        else:
            self.view.show_due(self._actions.returns(), scroll=True)
        self.refresh_bindings()

    def _citations(self) -> tuple[Citation, ...]:
        """Return the quotes that the current verdict stands on; none before it."""
        item, verdict = self._session.item, self._session.verdict
        return item.bank.cited(quotes_of(item.question, verdict)) if verdict else ()

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool:
        """Offer what makes sense before the verdict, or after it."""
        if self._saver.busy:
            return False
        done = self._session.verdict is not None
        match action:
            case "next" | "app.help":
                return done
            case "source":
                return bool(self._citations())
            case "hint":
                hints = self._session.item.question.hints
                return not done and len(self._session.hints) < len(hints)
            case "skip":
                return not done and len(self._session.answered) + 1 < len(self._session.items)
            case "reveal":
                return not done
        offered = self._actions.offers(action)
        return True if offered is None else done and offered

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
        self.view.hints = tuple(self._session.hints)
        self.view.scroll_to_hints()
        self.refresh_bindings()

    async def action_skip(self) -> None:
        """Leave the question open and go to the next open one."""
        self._drafts[self._session.position] = self.view.answer.draft()
        self._skipped.add(self._session.position)
        self._session.advance()
        await self._show()

    def action_reveal(self) -> None:
        """Show the answer; the question counts as not answered."""
        self._saver.submit(())

    def action_source(self) -> None:
        """Show the quotes in their sources."""
        from quiz.tui.screens.source import SourceScreen

        self.app.push_screen(SourceScreen(self._session.item.bank, self._citations()))

    def action_undo_response(self) -> None:
        """Undo the answer."""
        self._actions.undo()

    def action_mark_easy(self) -> None:
        """Have the right answer taken for an easy one."""
        self._actions.mark_easy()

    def action_postpone(self) -> None:
        """Ask the question in no review before tomorrow."""
        self._actions.postpone()

    def action_suspend(self) -> None:
        """Suspend the question, or end its suspension."""
        self._actions.suspend()

    def action_leave(self) -> None:
        """Go back; an open question stays open."""
        self.app.go_home()
