"""An exam: questions in any order, answers changed and autosaved until it is handed in."""

import asyncio
from collections.abc import Callable, Mapping
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
from quiz.tui.answers.base import Draft
from quiz.tui.content import joined
from quiz.tui.screens import dialogs
from quiz.tui.screens.answer_sheet import HAND_IN, AnswerSheetScreen
from quiz.tui.screens.dialogs import Box, Dialog
from quiz.tui.screens.question_holder import QuestionHolder
from quiz.tui.widgets.header import HeaderBar
from quiz.tui.widgets.key_bar import KeyBar
from quiz.tui.widgets.question_strip import place_and_time, sheet_strip
from quiz.tui.widgets.question_view import QuestionView

if TYPE_CHECKING:
    from concurrent.futures import Future

    from quiz.tui.app import QuizApp


TYPING = 0.3
"""Seconds after the last key of an answer being typed until it is saved."""


class Autosave:
    """Saves a sheet for a screen, one commit after the other, until it is stopped."""

    def __init__(
        self,
        screen: Screen[Any],
        player: ExamRunner,
        saved: Callable[[BaseException | None], None],
    ) -> None:
        """Save the sheet of `player`; `saved` is given the error of each commit, or None."""
        self._screen = screen
        self._player = player
        self._saved = saved
        self.stopped = False
        """Whether nothing is saved any more: the sheet is being handed in."""
        self._saving: Future[object] | None = None
        self._changed_meanwhile = False
        self._timer: Timer | None = None

    @property
    def _app(self) -> "QuizApp":
        app: QuizApp = self._screen.app  # type: ignore[assignment]
        return app

    def save_soon(self) -> None:
        """Save when nothing was typed for a moment."""
        if self._timer is not None:
            self._timer.stop()
        self._timer = self._screen.set_timer(TYPING, self.save)

    def save(self) -> None:
        """Save what has changed; what changes meanwhile is saved afterwards."""
        if self._timer is not None:
            self._timer.stop()
            self._timer = None
        if self.stopped:
            return
        if self._saving is not None:
            self._changed_meanwhile = True
            return
        self._saving = self._app.saver.run(partial(self._player.save, self._player.changes()))
        if self._saving.done():
            self._finish()
        else:
            self._screen.run_worker(self._wait(self._saving), group="autosave")

    def flush(self) -> None:
        """Start saving what was typed last; for when the screen goes away."""
        if not self.stopped and (self._timer is not None or self._changed_meanwhile):
            self._app.saver.start(partial(self._player.save, self._player.changes()))

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


MAX_SIGNS = 40
CLOCK_SAVES = 30
"""After how many seconds the clock is saved at the latest."""
_NARROW = 60
_LEVELS = (None, *Confidence)
_RETRY = 0


class ExamScreen(QuestionHolder):
    """Sits an exam; with `ask_confidence`, takes along how sure each answer is."""

    app: "QuizApp"
    says: ClassVar[Mapping[str, tuple[str, str]]] = {
        "submit": ("Save", "Save the answer and go on to the next question")
    }
    """Other words for the actions of what takes the answers, by their names."""
    BINDINGS = [
        Binding("f7", "sheet", "Sheet", tooltip="Show the answer sheet"),
        Binding("f3,alt+left", "step(-1)", "Previous", tooltip="Go to the previous question"),
        Binding("f4,alt+right", "step(1)", "Next", tooltip="Go to the next question"),
        Binding("f8", "flag", "Flag", tooltip="Flag the question for later, or remove the flag"),
        Binding("f9", "hand_in", "Hand in", tooltip="Hand the exam in"),
        Binding("f2", "hint", "Hint", tooltip="Show one more hint"),
        Binding("f5", "sure", "How sure", tooltip="Set how sure you are of the answer"),
        Binding("ctrl+t", "lift", "No limit", show=False, tooltip="Remove the time limit"),
        Binding("ctrl+l", "blank", "Clear", show=False, tooltip="Clear the answer"),
        Binding("escape", "leave", "Leave", tooltip="Leave; the exam can be continued later"),
    ]

    def __init__(self, player: ExamRunner, ask_confidence: bool = False) -> None:
        super().__init__("F4 moves on without an answer.")
        self._player = player
        self._autosave = Autosave(self, player, self._saved)
        self._sheet = player.sheet
        self._ask_confidence = ask_confidence
        self._shown: Draft = ()
        self._since_save = 0
        self._turning = asyncio.Lock()
        """Held while another question takes the place of the current one."""
        self._late = self._sheet.over
        """Whether the time ran out while the exam was closed."""

    def compose(self) -> ComposeResult:
        """Make the parts that every question shares."""
        self._header = HeaderBar("Exam")
        yield self._header
        yield self.view
        yield KeyBar()

    async def on_mount(self) -> None:
        """Show the current question, and let the clock be seen to run."""
        self.view.button = "Save and go on"
        self.view.note.display = self._ask_confidence
        async with self._turning:
            await self._ask()
        self.view.message = self._player.notice
        self._ticking = self.set_interval(1.0, self.tick)
        self.call_after_refresh(self.tick)

    async def _show(self, position: int) -> None:
        """Go to a question and show it as it stands on the sheet; nothing past the ends."""
        # Keys, clicks and timers come from several tasks: one question after the other.
        async with self._turning:
            if not 0 <= position < len(self._sheet.items):
                return
            self._sheet.go(position)
            # A widget that is mounted first must not come a frame after the rest.
            with self.app.batch_update():
                await self._ask()
        # What would have been painted meanwhile is lost: paint everything.
        self.refresh(layout=True)
        self.save()

    async def _ask(self) -> None:
        await self.view.ask(self._sheet.item, self._sheet.entry.draft)
        self._shown = self.view.answer.draft()
        self._renew()
        self.view.to_top()

    def _renew(self) -> None:
        """Show what stands beside the answer, and the progress."""
        self.view.hints = tuple(self._sheet.hints)
        level = self._sheet.entry.confidence
        text = level.words if level else "not given"
        self.view.note.update(joined(Content("How sure? "), Content.styled(text, "bold")))
        self._header.entitle(f"Exam · {self._sheet.item.bank.title}")
        self._show_progress()
        self.refresh_bindings()

    def _show_progress(self) -> None:
        sheet = self._sheet
        index = place_and_time(sheet, self.size.width < _NARROW)
        self._header.progress(Content(index), sheet_strip(sheet, MAX_SIGNS))
        warnings = (
            formatting.time_warning(sheet.left),
            "not saved" if self._player.unsaved else "",
        )
        self._header.warn(" · ".join(filter(None, warnings)))

    def tick(self) -> None:
        """Show the time left; when there is none, hand in."""
        if self.ended:
            return
        self._show_progress()
        if self._sheet.over:
            count = formatting.answered_count(self._sheet)
            why = self._player.notice if self._late else ""
            text = f"{why} The exam was handed in as it stood: {count}."
            self.end("The time is up", text.strip())
            return
        self._since_save += 1
        # Answer widgets do not report every change: an emptied gap is not reported.
        if self._take() or self._since_save >= CLOCK_SAVES:
            self.save()

    def _saved(self, error: BaseException | None) -> None:
        """Show whether the sheet is on disk; an exam handed in elsewhere is over."""
        if isinstance(error, AnsweredElsewhere):
            self.end("The exam is over", "It was handed in in another window.")
            return
        if error is not None and not isinstance(error, StoreError):
            raise error
        self._since_save = 0
        self._show_progress()
        if error is not None:
            self.view.message = f"{error} Saving is tried again with the next change."

    def on_unmount(self) -> None:
        """Save what was typed last, whatever the reason for leaving."""
        self._autosave.flush()

    @on(QuestionView.AnswerChanged)
    def _record_change(self, event: QuestionView.AnswerChanged) -> None:
        """Put what was chosen or typed on the sheet and save it."""
        event.stop()
        if not self._take():
            return
        self._show_progress()
        if isinstance(self.focused, Input):
            self._autosave.save_soon()
        else:
            self.save()

    def save(self) -> None:
        """Save what has changed on the sheet."""
        self._autosave.save()

    @property
    def ended(self) -> bool:
        """Whether the sheet is being handed in, or is: nothing can be changed any more."""
        return self._autosave.stopped

    def _take(self) -> bool:
        """Put what the current question shows on the sheet; return whether it is new there."""
        if self.ended or self._turning.locked():
            return False
        draft = self.view.answer.draft()
        if draft == self._shown:
            return False
        self._shown = draft
        self._player.answer(self._response(), draft)
        return True

    def _response(self) -> Response | None:
        try:
            return self.view.answer.response()
        except UnreadableResponse:
            return None

    @on(QuestionView.Unreadable)
    def _save_unreadable(self, event: QuestionView.Unreadable) -> None:
        """Keep what stands there, although it is no answer yet."""
        event.stop()
        if self._is_current(event):
            self._take()
            self.save()

    def _is_current(self, event: QuestionView.Submitted | QuestionView.Unreadable) -> bool:
        """Check that what was submitted is not on its way from the question before."""
        turning = self.ended or self._turning.locked()
        return not turning and event.item is self._sheet.item

    @on(QuestionView.Submitted)
    async def _keep(self, event: QuestionView.Submitted) -> None:
        """Keep the answer and go on."""
        event.stop()
        if not self._is_current(event):
            return
        self._take()
        if self._sheet.position + 1 < len(self._sheet.items):
            await self.action_step(1)
        else:
            self.save()
            self.action_sheet()

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool:
        """Offer what makes sense for the current question."""
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
            case "lift":
                return sheet.limit is not None
            case "blank":
                return bool(sheet.entry.draft)
        return True

    async def action_step(self, by: int) -> None:
        """Go to the question before or after; what was answered is kept."""
        self._take()
        await self._show(self._sheet.position + by)

    def action_flag(self) -> None:
        """Flag the current question, or take its flag away."""
        self._take()
        self._sheet.flag()
        self._renew()
        self.save()

    def action_sure(self) -> None:
        """Say another level of how sure the answer is: each in turn, and none."""
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
        """Take the answer to the current question away."""
        self._sheet.clear()
        await self._show(self._sheet.position)

    @work(exclusive=True, group="asking")
    async def action_sheet(self) -> None:
        """Show the answer sheet, and go where it says."""
        self._take()
        index = await self.app.push_screen_wait(AnswerSheetScreen(self._sheet))
        if index == HAND_IN:
            self.action_hand_in()
        elif index is not None and not self.ended:
            self.call_later(self._show, index)

    @work(exclusive=True, group="asking")
    async def action_hand_in(self) -> None:
        """Ask whether to hand in, with a warning of what is not done, and do so."""
        self._take()
        chosen = await self.app.push_screen_wait(dialogs.hand_in(self._sheet))
        if chosen == dialogs.HAND_IN:
            self.end()
        elif chosen == dialogs.LOOK:
            self.action_sheet()

    @work(exclusive=True, group="asking")
    async def action_lift(self) -> None:
        """Ask whether to take the time limit away, and do so."""
        chosen = await self.app.push_screen_wait(dialogs.lift())
        if chosen != dialogs.LIFTED or self.ended:
            return
        try:
            await asyncio.wrap_future(self.app.saver.start(self._player.lift))
        except StoreError as error:
            self.view.message = str(error)
        self._renew()

    @work(exclusive=True, group="asking")
    async def action_leave(self) -> None:
        """Ask whether to leave the exam, and go home."""
        self._take()
        chosen = await self.app.push_screen_wait(dialogs.leave(self._sheet))
        if chosen == dialogs.AGREED and not self.ended:
            self._ticking.stop()
            self.save()
            self.app.go_home()

    @work(group="ending")
    async def end(self, title: str = "", text: str = "") -> None:
        """Hand in the sheet, say why, and show the results; what cannot be saved is asked about."""
        if self.ended or self not in self.app.screen_stack:
            return
        self._autosave.stopped = True
        while self.app.screen is not self:
            # Screens over the exam are about questions that can no longer be answered.
            over = self.app.screen
            if isinstance(over, Box):
                # A worker that waits for a choice gets one.
                over.action_leave()
            else:
                await over.dismiss()
        player = await self._handed_in()
        if player is None:
            self._go_back()
            return
        if title or player.notice:
            why = player.notice or text
            dialog = Dialog(title or "The exam is over", why, ["See the results"])
            await self.app.push_screen_wait(dialog)
        from quiz.tui.screens.results import ResultsScreen

        self.app.follow(ResultsScreen(player, self.app.store))

    def _go_back(self) -> None:
        """Go on with an exam that could not be handed in, if there is time; else leave it."""
        if self._player.sheet.over:
            self.app.go_home()
        else:
            self._autosave.stopped = False

    async def _handed_in(self) -> PracticeRunner | None:
        """Return the marked attempt; None when it cannot be saved and shall not be tried again."""
        from quiz.tui.screens.dialogs import Waiting

        while True:
            waiting = Waiting("Handing in …")
            await self.app.push_screen(waiting)
            commit = partial(self._player.hand_in, self._player.changes())
            handing_in = asyncio.wrap_future(self.app.saver.start(commit))
            await asyncio.wait([handing_in])
            await waiting.dismiss()
            try:
                return handing_in.result()
            except StoreError as error:
                why = f"{error} Whatever was saved of your answer sheet is kept."
            dialog = Dialog("The exam is not handed in", why, ["Retry", "Back"])
            if await self.app.push_screen_wait(dialog) != _RETRY:
                return None
