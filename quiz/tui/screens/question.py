"""The question screen, which asks and explains the questions of an attempt, and what saves them."""

import asyncio
from collections.abc import Callable
from functools import partial
from typing import TYPE_CHECKING, Any, ClassVar

from textual import on, work
from textual.app import ComposeResult
from textual.binding import Binding
from textual.content import Content
from textual.screen import Screen

from quiz.errors import StoreError
from quiz.model.bank import Citation
from quiz.model.response import Confidence, Response, quotes_of
from quiz.store.records import Remark
from quiz.store.store import Store
from quiz.study.formatting import after_leaving
from quiz.study.practice import PracticeRunner, ResponseActions
from quiz.tui.answers import load_all
from quiz.tui.answers.base import Draft
from quiz.tui.widgets.controls import HeaderBar, KeyBar
from quiz.tui.widgets.question_view import QuestionHolder, QuestionView, attempt_signs, source_of

if TYPE_CHECKING:
    from concurrent.futures import Future

    from quiz.tui.app import QuizApp


_OF_VERDICTS = ("next", "answered", "source", "copy_quotes")
"""Actions that wait for a verdict, beside those on a saved response."""
_RETRY = 0
"""The choice that tries again."""
WARM_AFTER = 0.1
"""Seconds after which the store is warmed up: the question is painted first."""


class ResponseSaver:
    """Saves the responses of an attempt for a screen; each is explained once it is saved."""

    def __init__(
        self, screen: Screen[Any], runner: PracticeRunner, explain: Callable[[], None]
    ) -> None:
        """Save for `screen`; `explain` shows the verdict of a saved response."""
        self._screen = screen
        self._runner = runner
        self._explain = explain
        self.busy = False
        """Whether a commit is under way; other actions are disabled meanwhile."""

    @property
    def _app(self) -> "QuizApp":
        app: QuizApp = self._screen.app  # type: ignore[assignment]
        return app

    def submit(self, response: Response, confidence: Confidence | None = None) -> None:
        """Save a response and show its verdict."""
        self.commit(
            partial(self._runner.submit, response, confidence),
            partial(self._finish, response, confidence),
        )

    def commit(self, write: Callable[[], object], then: "Callable[[Future[object]], None]") -> None:
        """Run `write` in the saving thread, then `then` with its future; do nothing while busy."""
        if self.busy:
            return
        saving = self._app.saver.run(write)
        # The usual case: without a worker the verdict is painted with the next frame.
        if saving.done():
            then(saving)
        else:
            self.busy = True
            self._screen.run_worker(self._wait_for(saving, then), group="saving")

    async def _wait_for(
        self, saving: "Future[object]", then: "Callable[[Future[object]], None]"
    ) -> None:
        from quiz.tui.screens.dialogs import Waiting

        waiting = Waiting("Saving …")
        # The dialog takes all keys, so that nothing is answered twice while the disk is slow.
        await self._app.push_screen(waiting)
        await asyncio.wait([asyncio.wrap_future(saving)])
        self.busy = False
        await waiting.dismiss()
        then(saving)

    def _finish(
        self, response: Response, confidence: Confidence | None, saving: "Future[object]"
    ) -> None:
        try:
            saving.result()
        except StoreError as error:
            asking = self._ask_about(error, response, confidence)
            self._screen.run_worker(asking, group="unsaved", exclusive=True)
        else:
            self._explain()

    async def _ask_about(
        self, error: StoreError, response: Response, confidence: Confidence | None
    ) -> None:
        from quiz.tui.screens.dialogs import Dialog

        dialog = Dialog(
            "Your answer is not saved", str(error), ["Retry", "Continue without saving"]
        )
        try:
            chosen = await self._app.push_screen_wait(dialog)
        except asyncio.CancelledError:
            # The app ends; it then tries to save this too, or says that it is lost.
            self._runner.submit_unsaved(response, confidence)
            raise
        if chosen == _RETRY:
            self.submit(response, confidence)
            return
        # Kept in memory, and written with the next commit that succeeds.
        self._runner.submit_unsaved(response, confidence)
        self._explain()


class ResponseKeys:
    """The actions on a saved response, for a screen that binds their keys."""

    BINDINGS: ClassVar[list[Binding]] = [
        Binding(
            "u", "undo_response", "take back", tooltip="Undo the answer, so that it does not count"
        ),
        Binding(
            "e",
            "mark_easy",
            "easy",
            tooltip="Mark the answer as easy: the question comes back later",
        ),
        Binding(
            "r",
            "overrule",
            "I was right",
            tooltip="Judge your answer right: the mark stays, but your schedule counts it as right",
        ),
        Binding(
            "t,b",
            "postpone",
            "tomorrow",
            tooltip="Do not ask the question in reviews before tomorrow",
        ),
        Binding(
            "f",
            "remark",
            "flag",
            tooltip="Say that something is wrong with the question, or write a note",
        ),
        Binding(
            "x",
            "suspend",
            "suspend",
            tooltip="Leave the question out of reviews, or include it again",
        ),
    ]

    def __init__(
        self, runner: PracticeRunner, saver: ResponseSaver, done: "Callable[[str], None]"
    ) -> None:
        """Act on the responses of `runner`; `done` gets the reason of a failure, or ""."""
        self._runner = runner
        self._saver = saver
        self._done = done
        self._study = ResponseActions(runner)

    def returns(self) -> tuple[str, str]:
        """Return when the current question comes back, and what the last action on it did."""
        position = self._runner.attempt.position
        return self._study.returns(position), self._study.message(position)

    def offers(self, action: str) -> bool | None:
        """Return whether an action applies to the current question; None for other actions."""
        position = self._runner.attempt.position
        match action:
            case "undo_response":
                return self._study.can_undo(position)
            case "mark_easy":
                return self._study.can_mark_easy(position)
            case "overrule":
                return self._study.can_overrule(position)
            case "postpone" | "suspend" | "remark":
                return self._study.possible(position)
        return None

    def remarks(self) -> list[Remark]:
        """Return the learner's remarks on the current question. Raises StoreError."""
        return self._study.remarks(self._runner.attempt.position)

    def run(self, act: Callable[[ResponseActions, int], None]) -> None:
        """Run an action on the current response, in the saving thread."""
        self._saver.commit(partial(act, self._study, self._runner.attempt.position), self._finish)

    def _finish(self, saving: "Future[object]") -> None:
        try:
            saving.result()
        except StoreError as error:
            self._done(f"This could not be saved; try again. {error}")
        else:
            self._done("")


class QuestionScreen(QuestionHolder):
    """Asks the questions of an attempt one by one, and explains each answer."""

    app: "QuizApp"
    BINDINGS = [
        Binding("enter,space", "next", "next", tooltip="Go to the next question"),
        Binding("h,f2", "hint", "hint", tooltip="Show one more hint"),
        Binding(
            "o,f8",
            "open_book",
            "open book",
            tooltip="Open the source; the answer then counts as helped",
        ),
        Binding("k,f3", "skip", "skip", tooltip="Skip the question and come back to it later"),
        *ResponseKeys.BINDINGS,
        Binding("escape", "leave", "leave", tooltip="Go back"),
        Binding(
            "f5",
            "reveal",
            "give up",
            tooltip="Show the answer; the question counts as not answered",
        ),
        Binding(
            "p",
            "answered(-1)",
            "previous",
            show=False,
            tooltip="Go back to the question answered before",
        ),
        Binding(
            "n",
            "answered(1)",
            "forward",
            show=False,
            tooltip="Go to the answered question after this one, or else to the next open one",
        ),
    ]

    def __init__(self, runner: PracticeRunner, store: Store) -> None:
        super().__init__()
        self._runner = runner
        self._session = runner.attempt
        self._store = store
        self._saver = ResponseSaver(self, runner, self._explain)
        self._actions = ResponseKeys(runner, self._saver, self._acted)
        self._drafts: dict[int, Draft] = {}
        self._skipped: set[int] = set()
        self.action_texts = {"leave": ("leave", f"Go back; {after_leaving(runner.mode)}")}

    def compose(self) -> ComposeResult:
        self._header = HeaderBar(self._title, str(self._runner.mode.value))
        yield self._header
        yield from self.panes()
        yield KeyBar()

    async def on_mount(self) -> None:
        """Show the first open question."""
        self.app.runners.append(self._runner)
        await self._show_question()
        if self._runner.notice:
            self.view.message = self._runner.notice
        self.set_timer(WARM_AFTER, self._warm)

    @work(thread=True, group="warm")
    # The first commit of a process loads and prepares much; done while the learner reads.
    def _warm(self) -> None:
        self._store.warm()
        load_all()

    @property
    def _title(self) -> str:
        """The bank of the current question."""
        return self._session.item.bank.title

    async def _show(self) -> None:
        """Show the current question."""
        # Otherwise a newly mounted widget would be painted a frame after the rest.
        with self.app.batch_update():
            await self._show_question()
        # The batch drops what would have been painted meanwhile: paint everything.
        self.refresh(layout=True)

    async def _show_question(self) -> None:
        session = self._session
        done = session.answered.get(session.position)
        if done is None:
            await self.view.ask(session.item, self._drafts.get(session.position, ()))
            if session.book_is_open and self.source_pane.is_on_screen:
                self.open_book(session.item)
            else:
                self.close_source(session.item, "o opens it now")
        else:
            cited = self._citations()
            await self.view.show_answered(session.item, done, cited)
            self.show_source(session.item, cited)
            self.view.show_return(*self._actions.returns())
        self._show_progress()
        self.view.to_top()

    def _show_progress(self) -> None:
        """Show the hints, the button and the progress."""
        session = self._session
        self.view.hints = tuple(session.hints)
        self.view.button = self._button_label()
        self.view.at_once = self.app.settings.answer_at_once
        self._header.title = self._title
        text = f"{session.position + 1} of {len(session.items)}"
        skipped = self._skipped - session.answered.keys()
        self._header.progress(Content(text), attempt_signs(session, skipped))
        unsaved = self._runner.unsaved or not self._store.saved
        self._header.warning = "not saved" if unsaved else ""
        self.refresh_bindings()

    def _button_label(self) -> str:
        if self._session.verdict is None:
            return "Answer"
        if not self._session.finished:
            return "Next question"
        return "Ask the missed ones again" if self._runner.has_next_round else "Show the results"

    @on(QuestionView.Submitted)
    def _take_response(self, event: QuestionView.Submitted) -> None:
        """Save a response, after asking for the confidence if the settings ask for it."""
        event.stop()
        if self._is_current(event):
            # Nobody is sure of “I don’t know”.
            if self.app.settings.confidence and event.response:
                self.view.ask_confidence(event.response)
            else:
                self._saver.submit(event.response)

    @on(QuestionView.ConfidenceGiven)
    def _take_confidence(self, event: QuestionView.ConfidenceGiven) -> None:
        event.stop()
        if self._is_current(event):
            self._saver.submit(event.response, event.confidence)

    def _is_current(self, event: QuestionView.Submitted | QuestionView.ConfidenceGiven) -> bool:
        """Check whether a response is to the open question: an earlier one may arrive late."""
        return event.item is self._session.item and self._session.verdict is None

    @on(QuestionView.Proceed)
    async def _proceed(self, event: QuestionView.Proceed) -> None:
        event.stop()
        await self.action_next()

    def _explain(self) -> None:
        """Show the verdict on the response that was just saved."""
        done, cited = self._session.answered[self._session.position], self._citations()
        # The button and the hints have their final size before the view scrolls.
        self._show_progress()
        self.view.explain(done, cited, follow=True)
        self.show_source(self._session.item, cited)
        self.view.show_return(*self._actions.returns())

    def _acted(self, failure: str) -> None:
        """Show the result of an action on the response."""
        if failure:
            self.view.message = failure
        else:
            self.view.show_return(*self._actions.returns(), scroll=True)
        # An answer that was undone no longer counts in the header.
        self._show_progress()

    def _citations(self) -> tuple[Citation, ...]:
        """Return the quotes that support the current verdict; none before it."""
        item, verdict = self._session.item, self._session.verdict
        return item.bank.cited(quotes_of(item.question, verdict)) if verdict else ()

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Enable the actions for an open or an answered question; None for those of the other."""
        if self._saver.busy:
            return False
        done = self._session.verdict is not None
        if done and action in ("hint", "skip", "reveal", "open_book"):
            return None
        if not done and (action in _OF_VERDICTS or self._actions.offers(action) is not None):
            return None
        match action:
            case "answered":
                return parameters[0] == 1 or self._answered(-1) is not None
            case "source":
                return bool(self._citations())
            case "hint":
                hints = self._session.item.question.hints
                return len(self._session.hints) < len(hints)
            case "open_book" if self._session.book_is_open and self.source_pane.is_on_screen:
                return False
            case "open_book":
                # Where sentences are picked, the source is open anyway.
                return bool(self._session.item.bank.sources) and not self.view.answer.shows_source
            case "skip":
                return len(self._session.answered) + 1 < len(self._session.items)
        offered = self._actions.offers(action)
        if offered is None:
            return super().check_action(action, parameters)
        return offered

    async def action_next(self) -> None:
        """Go to the next open question, or to the results."""
        if self._session.advance():
            await self._show()
        elif (runner := self._runner.next_round()) is not None:
            self.app.follow(QuestionScreen(runner, self._store))
        else:
            from quiz.tui.screens.results import ResultsScreen

            self.app.follow(ResultsScreen(self._runner, self._store))

    def _answered(self, step: int) -> int | None:
        """Return the position of the nearest answered question before (-1) or after (1) this."""
        here = self._session.position
        found = [each for each in self._session.answered if (each - here) * step > 0]
        return min(found, key=lambda each: abs(each - here), default=None)

    async def action_answered(self, step: int) -> None:
        """Show the verdict of an answered question before or after this one."""
        position = self._answered(step)
        if position is not None:
            self._session.go(position)
            await self._show()
        elif step == 1:
            await self.action_next()

    def action_hint(self) -> None:
        """Show one more hint."""
        self._session.hint()
        self.view.hints = tuple(self._session.hints)
        self.view.scroll_to_hints()
        self.refresh_bindings()

    def action_open_book(self) -> None:
        """Open the source; the answer then counts as helped by it."""
        item = self._session.item
        self._session.open_book()
        self._show_progress()
        if self.source_pane.is_on_screen:
            self.open_book(item)
        else:
            from quiz.tui.screens.source import SourceScreen

            source = source_of(item)
            self.app.push_screen(SourceScreen(item.bank, (), mapped=False, source=source))

    async def action_skip(self) -> None:
        """Skip the question: keep it open and go to the next open one."""
        # When the question comes up again, what was typed is there.
        self._drafts[self._session.position] = self.view.answer.draft()
        self._skipped.add(self._session.position)
        self._session.advance()
        await self._show()

    def action_reveal(self) -> None:
        """Show the answer; the question counts as not answered."""
        # An empty response is marked and stored as “not answered”.
        self._saver.submit(())

    def action_source(self) -> None:
        """Show the quotes in their sources."""
        from quiz.tui.screens.source import SourceScreen

        item = self._session.item
        screen = SourceScreen(item.bank, self._citations(), inferred=item.question.inferred)
        self.app.push_screen(screen)

    def action_undo_response(self) -> None:
        """Undo the answer."""
        self._actions.run(ResponseActions.undo)

    def action_mark_easy(self) -> None:
        """Mark the right answer as easy."""
        self._actions.run(ResponseActions.mark_easy)

    def action_overrule(self) -> None:
        """Judge the answer right against its verdict, or withdraw that."""
        self._actions.run(ResponseActions.overrule)

    def action_postpone(self) -> None:
        """Do not ask the question in reviews before tomorrow."""
        self._actions.run(ResponseActions.postpone)

    def action_suspend(self) -> None:
        """Suspend the question, or end its suspension."""
        self._actions.run(ResponseActions.suspend)

    @work(exclusive=True, group="asking")
    async def action_remark(self) -> None:
        """Flag the question, or write a note on it."""
        from quiz.tui.screens.dialogs import ask_for_remark

        chosen = await ask_for_remark(self.app, self._actions.remarks())
        if chosen is not None:
            self._actions.run(lambda study, position: study.remark(position, *chosen))

    def action_leave(self) -> None:
        """Go back; an open question stays open."""
        self.app.go_home()
