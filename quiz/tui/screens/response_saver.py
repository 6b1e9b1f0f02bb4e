"""Writes to the history in the saving thread; the learner decides what happens if that fails."""

import asyncio
from collections.abc import Callable
from functools import partial
from typing import TYPE_CHECKING, Any

from textual.screen import Screen

from quiz.errors import StoreError
from quiz.model.confidence import Confidence
from quiz.model.response import Response
from quiz.player.attempt import Player

if TYPE_CHECKING:
    from concurrent.futures import Future

    from quiz.tui.app import QuizApp

_RETRY = 0


class ResponseSaver:
    """Commits the responses of an attempt for a screen: committed first, explained afterwards."""

    def __init__(self, screen: Screen[Any], player: Player, explain: Callable[[], None]) -> None:
        """Commit for `screen`; `explain` shows the verdict once a response is taken."""
        self._screen = screen
        self._player = player
        self._explain = explain
        self.busy = False
        """Whether a commit is under way; nothing else can be done meanwhile."""

    @property
    def _app(self) -> "QuizApp":
        app: QuizApp = self._screen.app  # type: ignore[assignment]
        return app

    def submit(self, response: Response, confidence: Confidence | None = None) -> None:
        """Commit a response and have its verdict shown."""
        self.commit(
            partial(self._player.submit, response, confidence),
            partial(self._finish, response, confidence),
        )

    def commit(self, write: Callable[[], object], then: "Callable[[Future[object]], None]") -> None:
        """Run `write` in the saving thread and `then` with its result; nothing while busy."""
        if self.busy:
            return
        saving = self._app.saver.run(write)
        if saving.done():
            then(saving)
        else:
            self.busy = True
            self._screen.run_worker(self._wait_for(saving, then), group="saving")

    async def _wait_for(
        self, saving: "Future[object]", then: "Callable[[Future[object]], None]"
    ) -> None:
        from quiz.tui.screens.waiting import Waiting

        waiting = Waiting("Saving …")
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
        from quiz.tui.screens.dialog import Dialog

        dialog = Dialog(
            "Your answer is not saved", str(error), ["Retry", "Continue without saving"]
        )
        if await self._app.push_screen_wait(dialog) == _RETRY:
            self.submit(response, confidence)
            return
        self._player.submit_unsaved(response, confidence)
        self._explain()
