"""An exam: one question after the other, in any order, answers changed until it is handed in."""

import asyncio
from collections.abc import Mapping
from typing import ClassVar

from textual import work
from textual.app import ComposeResult
from textual.binding import Binding
from textual.content import Content
from textual.widgets import Input, Static

from quiz.errors import StoreError, UnreadableResponse
from quiz.model.confidence import Confidence
from quiz.model.response import Response
from quiz.player import duration
from quiz.player.exam import ExamPlayer
from quiz.tui.answers import AnswerWidget
from quiz.tui.answers.base import Draft
from quiz.tui.content import joined, lines, plain
from quiz.tui.screens import exam_dialogs
from quiz.tui.screens.keeping import KeepingScreen
from quiz.tui.screens.sheet import HAND_IN, SheetScreen
from quiz.tui.widgets.header import Header
from quiz.tui.widgets.keybar import KeyBar
from quiz.tui.widgets.press import Press
from quiz.tui.widgets.sheet_signs import place_and_time, strip

MOST_SIGNS = 40
CLOCK_SAVES = 30
"""After how many seconds the clock is saved at the latest."""
_NARROW = 60
_LEVELS = (None, *Confidence)


class ExamScreen(KeepingScreen):
    """Sits an exam; with `ask_confidence`, takes along how sure each answer is."""

    says: ClassVar[Mapping[str, tuple[str, str]]] = {
        "submit": ("Save", "Keep the answer and go on to the next question")
    }
    """Other words for the actions of what takes the answers, by their names."""
    BINDINGS = [
        Binding("f7", "sheet", "Sheet", tooltip="Show the answer sheet"),
        Binding("f3,alt+left", "step(-1)", "Previous", tooltip="Go to the question before"),
        Binding("f4,alt+right", "step(1)", "Next", tooltip="Go to the next question"),
        Binding("f8", "flag", "Flag", tooltip="Flag the question for later, or take the flag away"),
        Binding("f9", "hand_in", "Hand in", tooltip="Hand the exam in"),
        Binding("f2", "hint", "Hint", tooltip="Show one more hint"),
        Binding("f5", "sure", "How sure", tooltip="Say how sure you are of the answer"),
        Binding("ctrl+t", "lift", "No limit", show=False, tooltip="Take the time limit away"),
        Binding("ctrl+l", "blank", "Clear", show=False, tooltip="Take the answer away"),
        Binding("escape", "leave", "Leave", tooltip="Leave; the exam can be continued later"),
    ]

    def __init__(self, player: ExamPlayer, ask_confidence: bool = False) -> None:
        super().__init__(player)
        self._sheet = player.sheet
        self._ask_confidence = ask_confidence
        self._shown: Draft = ()
        self._since_save = 0
        self._turning = asyncio.Lock()
        """Held while another question takes the place of the one at hand."""
        self._late = self._sheet.over
        """Whether the time ran out while the exam was closed."""

    def compose(self) -> ComposeResult:
        """Make the parts that every question shares."""
        self._header = Header("Exam")
        self._hints = Static(classes="hints")
        self._sure = Static(classes="instruction")
        self._press = Press()
        yield self._header
        with self.page:
            yield self.prompt
            yield self.instruction
            yield self._hints
            yield self._sure
            yield self.message
            yield self._press
        yield KeyBar()

    async def on_mount(self) -> None:
        """Show the question at hand, and let the clock be seen to run."""
        self._press.label("Save and go on")
        self._sure.display = self._ask_confidence
        async with self._turning:
            await self._ask()
        self.say(self._player.notice)
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
        self.say("")
        answer = await self.ask(self._sheet.item, self._sheet.entry.draft)
        self._shown = answer.draft()
        self._renew()
        self.page.scroll_home(animate=False, immediate=True)

    def _renew(self) -> None:
        """Show what stands beside the answer, and the progress."""
        hints = self._sheet.hints
        self._hints.update(lines(plain(f"Hint: {hint}") for hint in hints))
        self._hints.display = bool(hints)
        said = level.words if (level := self._sheet.entry.confidence) else "not said"
        self._sure.update(joined(Content("How sure? "), Content.styled(said, "bold")))
        self._header.entitle(f"Exam · {self._sheet.item.bank.title}")
        self._show_progress()
        self.refresh_bindings()

    def _show_progress(self) -> None:
        sheet = self._sheet
        place = place_and_time(sheet, self.size.width < _NARROW)
        self._header.progress(Content(place), strip(sheet, MOST_SIGNS))
        warnings = (duration.runs_short(sheet.left), "not saved" if self._player.unsaved else "")
        self._header.warn(" · ".join(filter(None, warnings)))

    def tick(self) -> None:
        """Show the time left; when there is none, hand in."""
        if self.ended:
            return
        self._show_progress()
        if self._sheet.over:
            count = duration.answered(self._sheet)
            why = self._player.notice if self._late else ""
            text = f"{why} The exam was handed in as it stood: {count}."
            self.end("The time is up", text.strip())
            return
        self._since_save += 1
        # Not every change is told by what takes the answers: an emptied gap is not.
        if self._take() or self._since_save >= CLOCK_SAVES:
            self.save()

    def kept(self, error: StoreError | None) -> None:
        """See `KeepingScreen.kept`."""
        self._since_save = 0
        self._show_progress()
        if error is not None:
            self.say(f"{error} It is tried again with the next change.")

    def changed(self) -> None:
        """Put what was chosen or typed on the sheet and save it."""
        if not self._take():
            return
        super().changed()
        self._show_progress()
        if isinstance(self.focused, Input):
            self.save_soon()
        else:
            self.save()

    def _take(self) -> bool:
        """Put what the question at hand shows on the sheet; say whether it is new there."""
        if self.ended or self._turning.locked():
            return False
        draft = self.answer.draft()
        if draft == self._shown:
            return False
        self._shown = draft
        self._player.answer(self._response(), draft)
        return True

    def _response(self) -> Response | None:
        try:
            return self.answer.response()
        except UnreadableResponse:
            return None

    async def on_answer_widget_submitted(self, event: AnswerWidget.Submitted) -> None:
        """Keep the answer and go on, unless it is none yet."""
        event.stop()
        await self._keep()

    async def on_press_pressed(self, event: Press.Pressed) -> None:
        """See `on_answer_widget_submitted`."""
        event.stop()
        await self._keep()

    async def _keep(self) -> None:
        if self.ended or self._turning.locked():
            return
        self._take()
        try:
            self.answer.response()
        except UnreadableResponse as error:
            self.save()
            self.say(f"{error} F4 goes on without an answer.")
            return
        if self._sheet.position + 1 < len(self._sheet.items):
            await self.action_step(1)
        else:
            self.save()
            self.action_sheet()

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool:
        """Offer what makes sense for the question at hand."""
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
        """Flag the question at hand, or take its flag away."""
        self._take()
        self._sheet.flag()
        self._renew()
        self.save()

    def action_sure(self) -> None:
        """Say another level of how sure the answer is: each in turn, and none."""
        place = _LEVELS.index(self._sheet.entry.confidence)
        self._sheet.rate(_LEVELS[(place + 1) % len(_LEVELS)])
        self._renew()
        self.save()

    def action_hint(self) -> None:
        """Show one more hint."""
        self._sheet.hint()
        self._renew()
        self.page.scroll_to_widget(self._hints, animate=False)
        self.save()

    async def action_blank(self) -> None:
        """Take the answer to the question at hand away."""
        self._sheet.clear()
        await self._show(self._sheet.position)

    @work(exclusive=True, group="asking")
    async def action_sheet(self) -> None:
        """Show the answer sheet, and go where it says."""
        self._take()
        place = await self.app.push_screen_wait(SheetScreen(self._sheet))
        if place == HAND_IN:
            self.action_hand_in()
        elif place is not None and not self.ended:
            self.call_later(self._show, place)

    @work(exclusive=True, group="asking")
    async def action_hand_in(self) -> None:
        """Ask whether to hand in, with a warning of what is not done, and do so."""
        self._take()
        chosen = await self.app.push_screen_wait(exam_dialogs.hand_in(self._sheet))
        if chosen == exam_dialogs.HAND_IN:
            self.end()
        elif chosen == exam_dialogs.LOOK:
            self.action_sheet()

    @work(exclusive=True, group="asking")
    async def action_lift(self) -> None:
        """Ask whether to take the time limit away, and do so."""
        chosen = await self.app.push_screen_wait(exam_dialogs.lift())
        if chosen != exam_dialogs.LIFTED or self.ended:
            return
        try:
            await asyncio.wrap_future(self.app.saver.start(self._player.lift))
        except StoreError as error:
            self.say(str(error))
        self._renew()

    @work(exclusive=True, group="asking")
    async def action_leave(self) -> None:
        """Ask whether to leave the exam, and go home."""
        self._take()
        chosen = await self.app.push_screen_wait(exam_dialogs.leave(self._sheet))
        if chosen == exam_dialogs.AGREED and not self.ended:
            self._ticking.stop()
            self.save()
            self.app.go_home()
