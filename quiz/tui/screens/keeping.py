"""Keeping an answer sheet: saved as it changes, in the thread that saves, and handed in there."""

import asyncio
from functools import partial
from typing import TYPE_CHECKING

from textual import work
from textual.timer import Timer

from quiz.errors import AnsweredElsewhere, StoreError
from quiz.player.attempt import Player
from quiz.player.exam import ExamPlayer
from quiz.tui.screens.asking import AskingScreen
from quiz.tui.screens.box import Box
from quiz.tui.screens.dialog import Dialog

if TYPE_CHECKING:
    from concurrent.futures import Future

    from quiz.tui.app import QuizApp

TYPING = 0.3
"""Seconds after the last key of an answer being typed until it is saved."""
_RETRY = 0


class KeepingScreen(AskingScreen):
    """A screen that keeps the answer sheet of an exam."""

    app: "QuizApp"

    def __init__(self, player: ExamPlayer) -> None:
        super().__init__()
        self._player = player
        self.ended = False
        """Whether the sheet is being handed in, or is: nothing can be changed any more."""
        self._saving: Future[object] | None = None
        self._more = False
        self._soon: Timer | None = None

    def kept(self, error: StoreError | None) -> None:
        """Show whether the sheet is on disk."""
        raise NotImplementedError

    def save_soon(self) -> None:
        """Save when nothing was typed for a moment."""
        if self._soon is not None:
            self._soon.stop()
        self._soon = self.set_timer(TYPING, self.save)

    def save(self) -> None:
        """Save what has changed; what changes meanwhile is saved after it."""
        if self._soon is not None:
            self._soon.stop()
            self._soon = None
        if self.ended:
            return
        if self._saving is not None:
            self._more = True
            return
        self._saving = self.app.saver.run(partial(self._player.save, self._player.changes()))
        if self._saving.done():
            self._saved()
        else:
            self._wait(self._saving)

    @work(group="keeping")
    async def _wait(self, saving: "Future[object]") -> None:
        await asyncio.wait([asyncio.wrap_future(saving)])
        self._saved()

    def _saved(self) -> None:
        assert self._saving is not None
        error = self._saving.exception()
        self._saving = None
        if isinstance(error, AnsweredElsewhere):
            self.end("The exam is over", "It was handed in in another window.")
        elif error is None or isinstance(error, StoreError):
            self.kept(error)
        else:
            raise error
        if self._more:
            self._more = False
            self.save()

    def on_unmount(self) -> None:
        """Save what was typed last, whatever the reason for leaving."""
        if not self.ended and (self._soon is not None or self._more):
            self.app.saver.start(partial(self._player.save, self._player.changes()))

    @work(group="ending")
    async def end(self, title: str = "", text: str = "") -> None:
        """Hand in the sheet, say why, and show the results; what cannot be saved is asked about."""
        if self.ended or self not in self.app.screen_stack:
            return
        self.ended = True
        while self.app.screen is not self:
            # What lies over the exam is about questions that can no longer be answered.
            over = self.app.screen
            if isinstance(over, Box):
                # Who waits for a choice gets one.
                over.action_leave()
            else:
                await over.dismiss()
        player = await self._handed_in()
        if player is None:
            self._go_back()
            return
        if title or player.notice:
            said = player.notice or text
            dialog = Dialog(title or "The exam is over", said, ["See the results"])
            await self.app.push_screen_wait(dialog)
        from quiz.tui.screens.results import ResultsScreen

        self.app.follow(ResultsScreen(player, self.app.store))

    def _go_back(self) -> None:
        """Go on with an exam that could not be handed in, if there is time; else leave it."""
        if self._player.sheet.over:
            self.app.go_home()
        else:
            self.ended = False

    async def _handed_in(self) -> Player | None:
        """Return the marked attempt; None when it cannot be saved and shall not be tried again."""
        from quiz.tui.screens.waiting import Waiting

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
                said = f"{error} The sheet is kept as far as it was saved."
            dialog = Dialog("The exam is not handed in", said, ["Retry", "Back"])
            if await self.app.push_screen_wait(dialog) != _RETRY:
                return None
