"""Saves the answer sheet of an exam as it changes, in the saving thread."""

import asyncio
from collections.abc import Callable
from functools import partial
from typing import TYPE_CHECKING, Any

from textual.screen import Screen
from textual.timer import Timer

from quiz.player.exam import ExamPlayer

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
        player: ExamPlayer,
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
