"""An exam: questions in any order, answers changed and autosaved until it is handed in."""

import asyncio
from collections.abc import Callable, Iterator, Mapping
from functools import partial
from typing import TYPE_CHECKING, Any, ClassVar

from textual import on, work
from textual.app import ComposeResult
from textual.binding import Binding
from textual.content import Content
from textual.screen import Screen
from textual.timer import Timer
from textual.widgets import Input

from quiz.errors import AnsweredElsewhere, StoreError, UnreadableResponse
from quiz.model.response import Confidence, Response
from quiz.study import formatting
from quiz.study.exam import ExamRunner
from quiz.study.practice import PracticeRunner
from quiz.tui import theme
from quiz.tui.answers.base import Draft
from quiz.tui.content import joined
from quiz.tui.screens import dialogs
from quiz.tui.screens.answer_sheet import HAND_IN, AnswerSheetScreen, position_and_time, sheet_signs
from quiz.tui.screens.dialogs import Box, Dialog
from quiz.tui.widgets.controls import HeaderBar, KeyBar
from quiz.tui.widgets.question_view import QuestionHolder, QuestionView

if TYPE_CHECKING:
    from concurrent.futures import Future

    from quiz.tui.app import QuizApp


TYPING = 0.3
"""Seconds after the last key of an answer being typed until it is saved."""


class Autosave:
    """Saves an answer sheet for a screen, one commit after the other, until it is stopped."""

    def __init__(
        self,
        screen: Screen[Any],
        runner: ExamRunner,
        saved: Callable[[BaseException | None], None],
    ) -> None:
        """Save the sheet of `runner`; `saved` gets the error of each commit, or None."""
        self._screen = screen
        self._runner = runner
        self._saved = saved
        self.stopped = False
        """Whether saving has ended because the sheet is being handed in."""
        self._saving: Future[object] | None = None
        self._changed_meanwhile = False
        self._timer: Timer | None = None

    @property
    def _app(self) -> "QuizApp":
        app: QuizApp = self._screen.app  # type: ignore[assignment]
        return app

    def save_soon(self) -> None:
        """Save once nothing was typed for `TYPING` seconds."""
        if self._timer is not None:
            self._timer.stop()
        # Each key starts the wait again: one commit for a word, not one for a letter.
        self._timer = self._screen.set_timer(TYPING, self.save)

    def save(self) -> None:
        """Save what has changed; what changes meanwhile is saved afterwards."""
        if self._timer is not None:
            self._timer.stop()
            self._timer = None
        if self.stopped:
            return
        if self._saving is not None:
            # One commit at a time; `_finish` saves again what came in between.
            self._changed_meanwhile = True
            return
        self._saving = self._app.saver.run(partial(self._runner.save, self._runner.changes()))
        if self._saving.done():
            self._finish()
        else:
            self._screen.run_worker(self._wait(self._saving), group="autosave")

    def flush(self) -> None:
        """Start saving what was typed last, before the screen goes away."""
        # Started but not awaited: the app waits for commits when it ends.
        if not self.stopped and (self._timer is not None or self._changed_meanwhile):
            self._app.saver.start(partial(self._runner.save, self._runner.changes()))

    async def _wait(self, saving: "Future[object]") -> None:
        await asyncio.wait([asyncio.wrap_future(saving)])
        self._finish()

    def _finish(self) -> None:
        assert self._saving is not None
        error = self._saving.exception()
        self._saving = None
        self._saved(error)
        if self._changed_meanwhile:
            self._changed_meanwhile = False
            self.save()


CLOCK_SAVES = 30
"""Seconds after which the clock is saved at the latest."""
_LEVELS = (None, *Confidence)
_RETRY = 0


class ExamScreen(QuestionHolder):
    """Asks the questions of an exam in any order; with `ask_confidence`, also for confidence."""

    app: "QuizApp"
    action_texts: ClassVar[Mapping[str, tuple[str, str]]] = {
        "submit": ("save", "Save the answer and go to the next question")
    }
    """Labels and tooltips that replace those of the answer widget, by action."""
    BINDINGS = [
        Binding(
            "m,f8", "mark", "mark to check", tooltip="Mark the question to check, or unmark it"
        ),
        Binding("k,alt+right", "step(1)", "skip", tooltip="Go to the next question"),
        Binding("f4", "step(1)", "skip", show=False, tooltip="Go to the next question"),
        Binding("alt+left,f3", "step(-1)", "back", tooltip="Go to the previous question"),
        Binding("h,f2", "hint", "hint", tooltip="Show one more hint"),
        Binding("f7", "sheet", "sheet", tooltip="Show the answer sheet"),
        Binding("H,f9", "hand_in", "hand in", tooltip="Hand the exam in"),
        Binding("f5", "sure", "how sure", tooltip="Set how sure you are of the answer"),
        Binding("ctrl+t", "remove_limit", "no limit", show=False, tooltip="Remove the time limit"),
        Binding("ctrl+l", "blank", "clear", show=False, tooltip="Clear the answer"),
        Binding("escape", "leave", "leave", tooltip="Leave; the exam can be continued later"),
    ]

    def __init__(self, runner: ExamRunner, ask_confidence: bool = False) -> None:
        super().__init__("K or F4 moves on without an answer.")
        self._runner = runner
        self._autosave = Autosave(self, runner, self._saved)
        self._sheet = runner.sheet
        self._ask_confidence = ask_confidence
        self._shown: Draft = ()
        self._since_save = 0
        # A key that arrives while the next question is being mounted must not change the sheet of
        # either question.
        self._turning = asyncio.Lock()
        """Held while the current question is replaced by another."""
        self._late = self._sheet.over
        """Whether the time ran out while the exam was closed."""

    def compose(self) -> ComposeResult:
        self._header = HeaderBar("Exam", "exam")
        yield self._header
        yield self.view
        yield KeyBar()

    async def on_mount(self) -> None:
        """Show the current question and start the clock."""
        self.app.runners.append(self._runner)
        self.view.button = "Save and continue"
        async with self._turning:
            await self._ask()
        self.view.message = self._runner.notice
        self._ticking = self.set_interval(1.0, self.tick)
        # An exam whose time ran out meanwhile is handed in once its screen can show the dialog.
        self.call_after_refresh(self.tick)

    async def _show(self, position: int) -> None:
        """Show a question with its answer on the sheet; do nothing for a position out of range."""
        # Keys, clicks and timers run in several tasks: change questions one at a time.
        async with self._turning:
            if not 0 <= position < len(self._sheet.items):
                return
            self._sheet.go(position)
            # Otherwise a newly mounted widget would be painted a frame after the rest.
            with self.app.batch_update():
                await self._ask()
        # The batch drops what would have been painted meanwhile: paint everything.
        self.refresh(layout=True)
        self.save()

    async def _ask(self) -> None:
        await self.view.ask(self._sheet.item, self._sheet.entry.draft)
        self._shown = self.view.answer.draft()
        self._renew()
        self.view.to_top()

    def _renew(self) -> None:
        """Show hints, confidence, title and progress."""
        self.view.hints = tuple(self._sheet.hints)
        self.view.note.update(joined(*self._note()))
        self.view.note.display = bool(self.view.note.content)
        self._header.title = self._sheet.item.bank.title
        self._show_progress()
        self.refresh_bindings()

    def _note(self) -> Iterator[Content]:
        """Yield what the learner has set beside the answer."""
        entry = self._sheet.entry
        if entry.flagged:
            yield Content.styled("⚑ to check", f"bold {theme.DOUBTFUL}")
        if self._ask_confidence:
            yield Content(f"{'   ' if entry.flagged else ''}How sure? ")
            yield Content.styled(
                entry.confidence.words if entry.confidence else "not given", "bold"
            )

    def _show_progress(self) -> None:
        sheet = self._sheet
        self._header.progress(position_and_time(sheet, self.size.width), sheet_signs(sheet))
        warnings = (
            formatting.time_warning(sheet.left),
            "not saved" if self._runner.unsaved else "",
        )
        self._header.warning = " · ".join(filter(None, warnings))

    def tick(self) -> None:
        """Show the time left, and hand the exam in when there is none."""
        if self.ended:
            return
        self._show_progress()
        if self._sheet.over:
            count = formatting.answered_count(self._sheet)
            why = self._runner.notice if self._late else ""
            text = f"{why} The exam was handed in as it was: {count}."
            self.end("The time is up", text.strip())
            return
        self._since_save += 1
        # Answer widgets do not report every change, such as an emptied gap.
        if self._take() or self._since_save >= CLOCK_SAVES:
            self.save()

    def _saved(self, error: BaseException | None) -> None:
        """Show whether the sheet is saved, and end an exam that was handed in in another window."""
        if isinstance(error, AnsweredElsewhere):
            self.end("The exam is over", "This exam was already handed in in another window.")
            return
        if error is not None and not isinstance(error, StoreError):
            raise error
        self._since_save = 0
        self._show_progress()
        if error is not None:
            self.view.message = f"{error} Your next change tries again."

    def on_unmount(self) -> None:
        """Save what was typed last."""
        self._autosave.flush()

    @on(QuestionView.AnswerChanged)
    def _record_change(self, event: QuestionView.AnswerChanged) -> None:
        """Record what was chosen or typed on the sheet, and save it."""
        event.stop()
        if not self._take():
            return
        self._show_progress()
        # Typing changes the answer with every key, a choice only once.
        if isinstance(self.focused, Input):
            self._autosave.save_soon()
        else:
            self.save()

    def save(self) -> None:
        """Save what has changed on the sheet."""
        self._autosave.save()

    @property
    def ended(self) -> bool:
        """Whether the sheet is being or was handed in: nothing can be changed any more."""
        return self._autosave.stopped

    def _take(self) -> bool:
        """Record the current answer on the sheet; return whether it has changed."""
        if self.ended or self._turning.locked():
            return False
        draft = self.view.answer.draft()
        if draft == self._shown:
            return False
        self._shown = draft
        self._runner.answer(self._response(), draft)
        return True

    def _response(self) -> Response | None:
        try:
            return self.view.answer.response()
        except UnreadableResponse:
            return None

    @on(QuestionView.Unreadable)
    def _save_unreadable(self, event: QuestionView.Unreadable) -> None:
        """Save the draft, although it is not an answer yet."""
        event.stop()
        if self._is_current(event):
            self._take()
            self.save()

    def _is_current(self, event: QuestionView.Submitted | QuestionView.Unreadable) -> bool:
        """Check whether a submission is to the current question: an earlier one may arrive late."""
        turning = self.ended or self._turning.locked()
        return not turning and event.item is self._sheet.item

    @on(QuestionView.Submitted)
    async def _keep(self, event: QuestionView.Submitted) -> None:
        """Save the answer and go to the next question, or to the sheet after the last."""
        event.stop()
        if not self._is_current(event):
            return
        self._take()
        if self._sheet.position + 1 < len(self._sheet.items):
            await self.action_step(1)
        else:
            self.save()
            self.action_sheet()

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Enable the actions that apply to the current question."""
        if action == "help":
            return True
        if self.ended:
            return False
        sheet = self._sheet
        match action:
            case "step":
                return 0 <= sheet.position + int(str(parameters[0])) < len(sheet.items)
            case "hint":
                return sheet.entry.hints < len(sheet.item.question.hints)
            case "sure":
                return self._ask_confidence
            case "remove_limit":
                return sheet.limit is not None
            case "blank":
                return bool(sheet.entry.draft)
        return super().check_action(action, parameters)

    async def action_step(self, by: int) -> None:
        """Save the answer and go to the previous or next question."""
        self._take()
        await self._show(self._sheet.position + by)

    def action_mark(self) -> None:
        """Mark the current question to check, or remove the mark."""
        self._take()
        self._sheet.flag()
        self._renew()
        self.save()

    def action_sure(self) -> None:
        """Set the next level of confidence: each in turn, and none."""
        # One key goes through all levels, so that no letter is taken from the answers.
        index = _LEVELS.index(self._sheet.entry.confidence)
        self._sheet.rate(_LEVELS[(index + 1) % len(_LEVELS)])
        self._renew()
        self.save()

    def action_hint(self) -> None:
        """Show one more hint."""
        self._sheet.hint()
        self._renew()
        self.view.scroll_to_hints()
        self.save()

    async def action_blank(self) -> None:
        """Clear the answer to the current question."""
        self._sheet.clear()
        await self._show(self._sheet.position)

    @work(exclusive=True, group="asking")
    async def action_sheet(self) -> None:
        """Show the answer sheet, and go to the question chosen there."""
        self._take()
        index = await self.app.push_screen_wait(AnswerSheetScreen(self._runner, self.save))
        # Questions may have been marked on the sheet.
        self._renew()
        if index == HAND_IN:
            self.action_hand_in()
        elif index is not None and not self.ended:
            # The sheet is still being closed; the question is shown after that.
            self.call_later(self._show, index)

    @work(exclusive=True, group="asking")
    async def action_hand_in(self) -> None:
        """Hand in after a confirmation, which warns of open questions."""
        self._take()
        chosen = await self.app.push_screen_wait(dialogs.hand_in(self._sheet))
        if chosen == dialogs.HAND_IN:
            self.end()
        elif chosen == dialogs.LOOK:
            self.action_sheet()

    @work(exclusive=True, group="asking")
    async def action_remove_limit(self) -> None:
        """Remove the time limit after a confirmation."""
        chosen = await self.app.push_screen_wait(dialogs.remove_limit())
        if chosen != dialogs.REMOVED or self.ended:
            return
        try:
            await asyncio.wrap_future(self.app.saver.start(self._runner.remove_limit))
        except StoreError as error:
            self.view.message = str(error)
        self._renew()

    @work(exclusive=True, group="asking")
    async def action_leave(self) -> None:
        """Leave the exam after a confirmation."""
        self._take()
        chosen = await self.app.push_screen_wait(dialogs.leave(self._sheet))
        if chosen == dialogs.AGREED and not self.ended:
            self._ticking.stop()
            self.save()
            self.app.go_home()

    @work(group="ending")
    async def end(self, title: str = "", text: str = "") -> None:
        """Hand in the sheet, show why, and show the results; on an error ask whether to retry."""
        if self.ended or self not in self.app.screen_stack:
            return
        self._autosave.stopped = True
        while self.app.screen is not self:
            # Close the screens above: their questions can no longer be answered.
            over = self.app.screen
            if isinstance(over, Box):
                # Its worker waits for a choice.
                over.action_leave()
            else:
                await over.dismiss()
        runner = await self._handed_in()
        if runner is None:
            self._go_back()
            return
        if title or runner.notice:
            why = runner.notice or text
            dialog = Dialog(title or "The exam is over", why, ["See the results"])
            await self.app.push_screen_wait(dialog)
        from quiz.tui.screens.results import ResultsScreen

        self.app.follow(ResultsScreen(runner, self.app.store))

    def _go_back(self) -> None:
        """Continue an exam that could not be handed in, if there is time; otherwise leave it."""
        if self._runner.sheet.over:
            self.app.go_home()
        else:
            self._autosave.stopped = False

    async def _handed_in(self) -> PracticeRunner | None:
        """Return the marked attempt; None when it cannot be saved and the learner gives up."""
        from quiz.tui.screens.dialogs import Waiting

        while True:
            waiting = Waiting("Handing in …")
            await self.app.push_screen(waiting)
            commit = partial(self._runner.hand_in, self._runner.changes())
            handing_in = asyncio.wrap_future(self.app.saver.start(commit))
            await asyncio.wait([handing_in])
            await waiting.dismiss()
            try:
                return handing_in.result()
            except StoreError as error:
                why = f"{error} What was saved of your answer sheet is kept."
            dialog = Dialog("The exam is not handed in", why, ["Retry", "Back"])
            if await self.app.push_screen_wait(dialog) != _RETRY:
                return None
